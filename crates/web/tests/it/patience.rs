//! Who is slow is let go: handlers that are held up, a database that does not answer, answers that nobody reads. What
//! was handed to the writer by then is done all the same, and once.

use std::sync::mpsc::{Sender, channel};
use std::sync::{Arc, Condvar, Mutex};
use std::time::{Duration, Instant};

use axum::Router;
use axum::body::Body;
use axum::http::{Request, StatusCode, header};
use http_body_util::BodyExt;
use jiangnan_exchange::Envelope;
use jiangnan_exchange::case::people::SignIn;
use jiangnan_kernel::{Clock, Id, SplitMix64};
use jiangnan_web::site::{Patience, Site, router_with, serve};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpListener, TcpSocket, TcpStream};
use tower::ServiceExt;

use crate::market::{INSTRUMENT, Market, TestClock, engineer_of};

const TUESDAY: &str = "date=2026-06-02&from=10:00&until=12:00&samples=";
/// A large answer, and how often it is asked for: more than the system keeps for a client that does not read.
const LARGE: &str = "GET /api/openapi.json HTTP/1.1\r\nHost: jiangnan.example\r\n\r\n";
const TIMES: usize = 100;

fn site(market: &Market, clock: Arc<dyn Clock>, answer_ms: u64, unread_ms: u64) -> Arc<Site> {
    let site = Site::new(market.exchange.clone(), clock, Box::new(SplitMix64::new(4)), true).unwrap();
    let [answer, unread] = [answer_ms, unread_ms].map(Duration::from_millis);
    Arc::new(site.patient(Patience { answer, unread }))
}

/// The addresses of a site that waits for no handler longer than a moment.
pub fn impatient(market: &Market) -> Router {
    router_with(site(market, Arc::new(market.clock.clone()), 300, 300), 8)
}

/// The addresses of a site that has no place left.
pub fn full(market: &Market) -> Router {
    router_with(site(market, Arc::new(market.clock.clone()), 300, 300), 0)
}

/// Holds the writer up until what it gives is dropped.
pub fn hold(market: &Market) -> Sender<()> {
    let ((release, held), (begun, begins)) = (channel(), channel());
    let envelope = Envelope { id: Id(77_001), actor: engineer_of(), at: market.clock.now() };
    market.exchange.submit(envelope, SignIn { token_hash: [7; 32] }, move |signed_in| {
        begun.send(signed_in.is_ok()).unwrap();
        let _ = held.recv();
    });
    assert!(begins.recv().unwrap(), "the writer works");
    release
}

#[tokio::test]
async fn a_deed_that_is_held_up_is_told_so_and_done_once() {
    let market = Market::ready();
    let mut engineer = market.browser("engineer").await;
    let check = engineer.get(&format!("/instruments/{INSTRUMENT}/check?{TUESDAY}")).await.ok();
    let patient = std::mem::replace(&mut engineer.router, impatient(&market));
    let release = hold(&market);
    for _ in 0..2 {
        let cut = engineer.press(&check, "/reservations").await;
        assert_eq!(cut.status, StatusCode::SERVICE_UNAVAILABLE, "{}", cut.html);
        assert!(cut.says("not known yet whether this was done") && cut.says("send the same form again"));
        assert!(!cut.says("Try again"), "a link cannot send a form: {}", cut.html);
    }
    assert_eq!(market.reservations(), 0);
    drop(release);
    engineer.router = patient;
    let done = engineer.press(&check, "/reservations").await.leads();
    assert!(engineer.get(&done).await.ok().says("¥672.00"), "it is the first that was done");
    assert_eq!(market.reservations(), 1);
}

#[tokio::test]
async fn a_deed_that_nobody_asks_about_again_is_done_all_the_same() {
    let market = Market::ready();
    let mut engineer = market.browser("engineer").await;
    let check = engineer.get(&format!("/instruments/{INSTRUMENT}/check?{TUESDAY}")).await.ok();
    engineer.router = impatient(&market);
    let release = hold(&market);
    let cut = engineer.press(&check, "/reservations").await;
    assert_eq!(cut.status, StatusCode::SERVICE_UNAVAILABLE);
    drop(release);
    until(|| market.reservations() == 1).await;
}

/// Waits until something is so.
async fn until(mut so: impl FnMut() -> bool) {
    let start = Instant::now();
    while !so() {
        assert!(start.elapsed() < Duration::from_secs(20), "it never comes");
        tokio::time::sleep(Duration::from_millis(20)).await;
    }
}

/// A clock that can be held, and with it whoever asks it for the time.
struct Held {
    inner: TestClock,
    held: Arc<(Mutex<bool>, Condvar)>,
}

impl Clock for Held {
    fn now(&self) -> jiangnan_kernel::Instant {
        let (held, released) = &*self.held;
        drop(released.wait_while(held.lock().unwrap(), |held| *held).unwrap());
        self.inner.now()
    }

    fn millis(&self) -> i64 {
        self.inner.millis()
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn a_page_that_is_held_up_is_told_so_and_keeps_its_place() {
    let market = Market::ready();
    let held = Arc::new((Mutex::new(true), Condvar::new()));
    let clock = Held { inner: market.clock.clone(), held: Arc::clone(&held) };
    let router = router_with(site(&market, Arc::new(clock), 300, 300), 1);
    let ask = async || {
        let request = Request::get("/instruments?q=SEM").header(header::ACCEPT_LANGUAGE, "zh-CN");
        let answer = router.clone().oneshot(request.body(Body::empty()).unwrap()).await.unwrap();
        let again = answer.headers().get(header::RETRY_AFTER).map(|value| value.to_str().unwrap().to_owned());
        let status = answer.status();
        let html = answer.into_body().collect().await.unwrap().to_bytes();
        (status, again.unwrap_or_default(), String::from_utf8(html.to_vec()).unwrap())
    };
    let (status, again, html) = ask().await;
    assert_eq!((status, again.as_str()), (StatusCode::SERVICE_UNAVAILABLE, "10"));
    assert!(html.contains("处理时间过长") && html.contains("/instruments?q=SEM"), "{html}");
    let (status, again, html) = ask().await;
    assert_eq!(
        (status, again.as_str()),
        (StatusCode::SERVICE_UNAVAILABLE, "5"),
        "the only place is taken: {html}"
    );
    *held.0.lock().unwrap() = false;
    held.1.notify_all();
    let start = Instant::now();
    while ask().await.0 != StatusCode::OK {
        assert!(start.elapsed() < Duration::from_secs(20), "the place is free again");
    }
}

/// Serves a site at an address of its own.
async fn served(market: &Market, answer_ms: u64, unread_ms: u64) -> std::net::SocketAddr {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = listener.local_addr().unwrap();
    let site = site(market, Arc::new(market.clock.clone()), answer_ms, unread_ms);
    drop(tokio::spawn(serve(site, listener, std::future::pending())));
    address
}

#[tokio::test]
async fn an_answer_that_nobody_reads_is_given_up() {
    let market = Market::ready();
    let address = served(&market, 20_000, 500).await;
    let whole = serde_json::to_string(&jiangnan_web::api::document()).unwrap().len() * TIMES;
    let asked = LARGE.repeat(TIMES - 1) + &LARGE.replace("\r\n\r\n", "\r\nConnection: close\r\n\r\n");
    let client = async || {
        let socket = TcpSocket::new_v4().unwrap();
        socket.set_recv_buffer_size(32 * 1024).unwrap();
        let mut stream = socket.connect(address).await.unwrap();
        stream.write_all(asked.as_bytes()).await.unwrap();
        stream
    };
    let (mut sleeper, mut steady) = (client().await, client().await);
    let mut read = 0;
    let mut piece = vec![0; 128 * 1024];
    loop {
        match steady.read(&mut piece).await.unwrap() {
            0 => break,
            bytes => read += bytes,
        }
        tokio::time::sleep(Duration::from_millis(2)).await;
    }
    assert!(read > whole, "who reads slowly gets all: {read} bytes of {whole} and the heads");
    tokio::time::sleep(Duration::from_secs(2)).await;
    let mut left = Vec::new();
    let ended = sleeper.read_to_end(&mut left).await;
    assert!(left.len() < whole / 2, "{} bytes came to who did not read: {ended:?}", left.len());
}

#[tokio::test]
async fn a_body_that_takes_its_time_does_not_use_up_the_handlers() {
    let market = Market::ready();
    let mut stream = TcpStream::connect(served(&market, 1_000, 1_000).await).await.unwrap();
    let head = "POST /sign-in HTTP/1.1\r\nHost: jiangnan.example\r\nContent-Length: 15\r\nConnection: close\r\n\
                Content-Type: application/x-www-form-urlencoded\r\n\r\nperson=";
    stream.write_all(head.as_bytes()).await.unwrap();
    tokio::time::sleep(Duration::from_millis(2_500)).await;
    stream.write_all(b"engineer").await.unwrap();
    let mut answer = String::new();
    stream.read_to_string(&mut answer).await.unwrap();
    assert!(answer.starts_with("HTTP/1.1 303"), "{answer}");
}

#[test]
fn a_node_whose_database_does_not_answer_is_not_ready() {
    let market = Market::ready();
    if market.exchange.database().path().is_some() {
        // Nobody can keep a reader out of a file.
        return;
    }
    let held = "BEGIN; LOCK TABLE event IN ACCESS EXCLUSIVE MODE; SELECT pg_sleep(8); COMMIT";
    let ready = || {
        let start = Instant::now();
        let request = Request::get("/health/ready").body(Body::empty()).unwrap();
        let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
        let answer = runtime.block_on(market.router().oneshot(request)).unwrap();
        runtime.shutdown_background();
        (answer.status(), start.elapsed())
    };
    std::thread::scope(|scope| {
        scope.spawn(|| market.tamper(held));
        std::thread::sleep(Duration::from_millis(500));
        let (status, took) = ready();
        assert_eq!(status, StatusCode::SERVICE_UNAVAILABLE);
        assert!(took < Duration::from_secs(7), "{took:?}");
    });
    assert_eq!(ready().0, StatusCode::OK);
}
