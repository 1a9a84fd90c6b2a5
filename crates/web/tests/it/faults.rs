//! What goes wrong, as a page: each says what happened and what to do, in both languages, with its status.

use std::sync::Arc;

use axum::body::Body;
use axum::http::{Request, StatusCode, header};
use axum::response::{IntoResponse, Response};
use http_body_util::BodyExt;
use jiangnan_kernel::{Clock, Instant, SplitMix64};
use jiangnan_store::StoreError;
use jiangnan_web::site::{Halt, Site, router_with};
use tower::ServiceExt;

use crate::market::{INSTRUMENT, Market, at};

struct Stopped;

impl Clock for Stopped {
    fn now(&self) -> Instant {
        at(1, 8)
    }
}

/// The answer of a site that has room for so many requests.
async fn ask(market: &Market, most: usize, path: &str, language: &str) -> Response {
    let site = Site::new(market.exchange.clone(), Arc::new(Stopped), Box::new(SplitMix64::new(3)), true);
    let request = Request::get(path).header(header::ACCEPT_LANGUAGE, language);
    let request = request.header(header::ACCEPT_ENCODING, "gzip").body(Body::empty()).unwrap();
    router_with(Arc::new(site.unwrap()), most).oneshot(request).await.unwrap()
}

async fn length(answer: Response) -> usize {
    answer.into_body().collect().await.unwrap().to_bytes().len()
}

#[tokio::test]
async fn a_full_site_says_when_to_come_back() {
    let market = Market::ready();
    for (language, words) in [("en", "Nothing was done"), ("zh-CN", "没有办理")] {
        let site = Site::new(market.exchange.clone(), Arc::new(Stopped), Box::new(SplitMix64::new(3)), true);
        let request = Request::get("/instruments?q=SEM").header(header::ACCEPT_LANGUAGE, language);
        let answer = router_with(Arc::new(site.unwrap()), 0).oneshot(request.body(Body::empty()).unwrap());
        let answer = answer.await.unwrap();
        assert_eq!(answer.status(), StatusCode::SERVICE_UNAVAILABLE);
        assert!(answer.headers()[header::RETRY_AFTER].to_str().unwrap().parse::<u32>().unwrap() > 0);
        let html = answer.into_body().collect().await.unwrap().to_bytes();
        let html = String::from_utf8(html.to_vec()).unwrap();
        assert!(html.contains(words) && html.contains("/instruments?q=SEM"), "{html}");
    }
    let style = ask(&market, 0, &jiangnan_web::assets::address("app.css"), "en").await;
    assert_eq!(style.status(), StatusCode::OK, "the page that says so is laid out");
    assert_eq!(ask(&market, 1, "/", "en").await.status(), StatusCode::OK);
}

#[test]
fn a_database_that_is_held_is_no_fault_but_a_wait() {
    for (error, status) in [
        (StoreError::Busy, StatusCode::SERVICE_UNAVAILABLE),
        (StoreError::ReadOnly, StatusCode::INTERNAL_SERVER_ERROR),
    ] {
        let failure = jiangnan_exchange::Failure::Store(Arc::new(error));
        assert_eq!(Halt::from(failure).into_response().status(), status);
    }
    assert_eq!(Halt::from(StoreError::Busy).into_response().status(), StatusCode::SERVICE_UNAVAILABLE);
}

#[tokio::test]
async fn every_fault_says_what_to_do() {
    let market = Market::ready();
    let mut engineer = market.browser("engineer").await;
    let lost = engineer.get("/instruments/CN-SH.00000000000000000000000099").await;
    assert_eq!(lost.status, StatusCode::NOT_FOUND);
    assert!(lost.says("href=\"/instruments\""), "{}", lost.html);
    let foreign = engineer.get("/officer/fund").await;
    assert_eq!(foreign.status, StatusCode::FORBIDDEN);
    assert!(foreign.says("href=\"/sign-in\""), "{}", foreign.html);
    let long = "x".repeat(70_000);
    let large = engineer.post("/sign-in", &[("login", &long)]).await;
    assert_eq!(large.status, StatusCode::PAYLOAD_TOO_LARGE);
    assert!(large.says("too large") && large.says("At most 64 KB"), "{}", large.html);
    let half = engineer.post("/reservations", &[("instrument", "nonsense")]).await;
    assert_eq!(half.status, StatusCode::UNPROCESSABLE_ENTITY);
    market.tamper("UPDATE listing SET body = '{'");
    let broken = engineer.get(&format!("/instruments/{INSTRUMENT}")).await;
    assert_eq!(broken.status, StatusCode::INTERNAL_SERVER_ERROR);
    assert!(broken.says("Number") && !broken.says("listing`"), "the cause stays in the log: {}", broken.html);
}

#[tokio::test]
async fn pages_and_style_come_pressed() {
    let market = Market::ready();
    for path in ["/".to_owned(), jiangnan_web::assets::address("app.css")] {
        let answer = ask(&market, 1, &path, "zh-CN").await;
        assert_eq!(answer.headers()[header::CONTENT_ENCODING], "gzip", "{path}");
        let pressed = length(answer).await;
        assert!(pressed < 16_000, "{path}: {pressed} bytes over the wire");
    }
}
