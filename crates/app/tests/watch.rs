//! What an operator sees of a running node: a number for every answer, measurements on an address of their own, lines
//! without personal data, traces that go on where a caller began them, and slow clients that are let go.

#![expect(
    clippy::unwrap_used,
    clippy::panic,
    clippy::indexing_slicing,
    reason = "helpers of tests fail by panicking"
)]

use std::io::{BufRead, BufReader, Read, Write};
use std::net::{TcpListener, TcpStream};
use std::process::{Child, Command, Stdio};
use std::sync::mpsc::{Receiver, channel};
use std::time::{Duration, Instant};

use serde_json::Value;

/// What a client says to belong to a trace.
const TRACE: &str = "4bf92f3577b34da6a3ce929d0e0e4736";
const CALLER: &str = "00f067aa0ba902b7";

/// How often a node is started whose address somebody else was quicker to take.
const ATTEMPTS_MAX: usize = 5;

/// A node, ended with the test.
struct Node {
    child: Child,
    public: String,
    operator: String,
    lines: Receiver<String>,
    _folder: tempfile::TempDir,
}

impl Node {
    fn start(collector: &str) -> Node {
        let folder = tempfile::tempdir().unwrap();
        let database = format!("sqlite:{}", folder.path().join("market.db").display());
        let program = env!("CARGO_BIN_EXE_jiangnan");
        let made = Command::new(program).args(["db", "migrate", "--database", &database]).output().unwrap();
        assert!(made.status.success());
        let started = (0..ATTEMPTS_MAX).find_map(|_| serve(&database, collector));
        let (mut child, operator, said) = started.unwrap();
        let public = said.split("http://").nth(1).unwrap().split(' ').next().unwrap().to_owned();
        let (sender, lines) = channel();
        let log = BufReader::new(child.stderr.take().unwrap());
        std::thread::spawn(move || log.lines().map_while(Result::ok).try_for_each(|line| sender.send(line)));
        Node { child, public, operator, lines, _folder: folder }
    }
}

/// Starts the node, with the address of its operator and what it says; none where somebody else took that address.
fn serve(database: &str, collector: &str) -> Option<(Child, String, String)> {
    let operator = free_address();
    let mut child = Command::new(env!("CARGO_BIN_EXE_jiangnan"))
        .args(["serve", "--database", database, "--listen", "127.0.0.1:0", "--log", "json"])
        .args(["--metrics", &operator, "--traces", collector])
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    let mut said = String::new();
    BufReader::new(child.stdout.take().unwrap()).read_line(&mut said).unwrap();
    if said.is_empty() {
        child.wait().unwrap();
        return None;
    }
    Some((child, operator, said))
}

impl Drop for Node {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

fn free_address() -> String {
    TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap().to_string()
}

fn get(address: &str, path: &str, more: &str) -> String {
    let mut stream = TcpStream::connect(address).unwrap();
    stream.set_read_timeout(Some(Duration::from_secs(20))).unwrap();
    let request = format!("GET {path} HTTP/1.1\r\nHost: {address}\r\nConnection: close\r\n{more}\r\n");
    stream.write_all(request.as_bytes()).unwrap();
    let mut answer = Vec::new();
    stream.read_to_end(&mut answer).unwrap();
    String::from_utf8_lossy(&answer).into_owned()
}

fn header<'a>(answer: &'a str, name: &str) -> &'a str {
    let found = answer.lines().find_map(|line| line.strip_prefix(name)?.strip_prefix(": "));
    found.unwrap_or_else(|| panic!("no {name}: {answer}"))
}

/// Takes the first message that reaches a collector.
fn collected(collector: &TcpListener) -> Value {
    let (mut stream, _) = collector.accept().unwrap();
    let mut reader = BufReader::new(stream.try_clone().unwrap());
    let mut length = 0;
    loop {
        let mut line = String::new();
        reader.read_line(&mut line).unwrap();
        if let Some(told) = line.strip_prefix("Content-Length: ") {
            length = told.trim().parse().unwrap();
        }
        if line == "\r\n" {
            break;
        }
    }
    let mut body = vec![0; length];
    reader.read_exact(&mut body).unwrap();
    stream.write_all(b"HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\n{}").unwrap();
    serde_json::from_slice(&body).unwrap()
}

#[test]
fn a_node_can_be_watched() {
    let collector = TcpListener::bind("127.0.0.1:0").unwrap();
    let node = Node::start(&format!("http://{}", collector.local_addr().unwrap()));
    let traced = format!("traceparent: 00-{TRACE}-{CALLER}-01\r\n");
    let answer = get(&node.public, "/instruments?q=Zhang+San", &traced);
    assert!(answer.starts_with("HTTP/1.1 200"), "{answer}");
    let request = header(&answer, "x-request-id");
    assert_ne!(request, header(&get(&node.public, "/", ""), "x-request-id"));

    let message = collected(&collector);
    let spans = message["resourceSpans"][0]["scopeSpans"][0]["spans"].as_array().unwrap();
    let server = spans.iter().find(|span| span["traceId"] == TRACE && span["name"] == "request").unwrap();
    assert_eq!((&server["parentSpanId"], &server["kind"]), (&Value::from(CALLER), &Value::from(2)));
    let question = spans.iter().find(|span| span["name"] == "question" && span["traceId"] == TRACE).unwrap();
    assert_eq!(question["parentSpanId"], server["spanId"], "what was asked of the database lies within");

    let line = node.lines.recv_timeout(Duration::from_secs(10)).unwrap();
    let line: Value = serde_json::from_str(&line).unwrap();
    assert_eq!((&line["span"]["request"], &line["status"]), (&Value::from(request), &Value::from(200)));
    assert_eq!(line["span"]["route"], "/instruments");
    assert!(!line.to_string().contains("Zhang"), "{line}");

    let measured = get(&node.operator, "/metrics", "");
    for wanted in [
        "jiangnan_request_seconds_bucket{method=\"GET\",route=\"/instruments\",status=\"200\",le=\"0.001\"}",
        "jiangnan_writer_queue 0",
        "jiangnan_commands_turned_away_total 0",
        "jiangnan_index_behind_events ",
        "jiangnan_mails{state=\"due\"} 0",
    ] {
        assert!(measured.contains(wanted), "{wanted}\n{measured}");
    }
    assert!(get(&node.public, "/metrics", "").starts_with("HTTP/1.1 404"), "not for the public");
    assert!(get(&node.operator, "/instruments", "").starts_with("HTTP/1.1 404"), "not for the operator");
    assert!(get(&node.operator, "/health/ready", "").starts_with("HTTP/1.1 200"));
}

#[test]
fn a_client_that_sends_or_reads_too_slowly_is_let_go() {
    let collector = TcpListener::bind("127.0.0.1:0").unwrap();
    let node = Node::start(&format!("http://{}", collector.local_addr().unwrap()));
    let head = "GET / HTTP/1.1\r\nHost: jiangnan.example\r\nX-Slow: ".to_owned();
    let form = "POST /sign-in HTTP/1.1\r\nHost: jiangnan.example\r\nAccept-Language: en\r\nContent-Length: 60000\r\n\
                Content-Type: application/x-www-form-urlencoded\r\n\r\nlogin=";
    let slow = [head, form.to_owned()].map(|begin| {
        let address = node.public.clone();
        std::thread::spawn(move || drip(&address, &begin))
    });
    let address = node.public.clone();
    let unread = std::thread::spawn(move || leave_unread(&address));
    let [head, form] = slow.map(|thread| thread.join().unwrap());
    let (read, asked) = unread.join().unwrap();
    assert!(read < asked, "{read} bytes of {asked} came after the client had read nothing for so long");
    for (took, _) in [&head, &form] {
        assert!((8..20).contains(&took.as_secs()), "{took:?}");
    }
    assert!(form.1.starts_with("HTTP/1.1 408"), "{}", form.1);
    assert!(form.1.contains("too slowly"), "{}", form.1);
    assert!(get(&node.public, "/health/live", "").starts_with("HTTP/1.1 200"));
}

/// Asks for more than the system keeps for a client, reads nothing for longer than the server waits, then all that is
/// left: how much that is, and how much there would be.
fn leave_unread(address: &str) -> (usize, usize) {
    const TIMES: usize = 100;
    let one = get(address, "/api/openapi.json", "").len();
    let mut stream = TcpStream::connect(address).unwrap();
    let request = format!("GET /api/openapi.json HTTP/1.1\r\nHost: {address}\r\n\r\n");
    stream.write_all(request.repeat(TIMES).as_bytes()).unwrap();
    std::thread::sleep(Duration::from_secs(13));
    stream.set_read_timeout(Some(Duration::from_secs(5))).unwrap();
    let (mut read, mut piece) = (0, vec![0; 1 << 20]);
    while let Ok(bytes @ 1..) = stream.read(&mut piece) {
        read += bytes;
    }
    (read, one * TIMES * 9 / 10)
}

/// Sends the beginning of a request and then a byte a second, until the server has enough of it: after how long, and
/// what it answered.
fn drip(address: &str, begin: &str) -> (Duration, String) {
    let start = Instant::now();
    let mut stream = TcpStream::connect(address).unwrap();
    stream.set_read_timeout(Some(Duration::from_secs(1))).unwrap();
    stream.write_all(begin.as_bytes()).unwrap();
    let mut answer = Vec::new();
    while start.elapsed() < Duration::from_secs(40) {
        let mut piece = [0; 65_536];
        match stream.read(&mut piece) {
            Ok(0) => break,
            Ok(read) => answer.extend_from_slice(&piece[..read]),
            Err(_) => {
                if stream.write_all(b"a").is_err() {
                    break;
                }
            }
        }
    }
    (start.elapsed(), String::from_utf8_lossy(&answer).into_owned())
}
