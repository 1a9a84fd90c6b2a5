//! Traces go to an OpenTelemetry collector as OTLP over HTTP, in JSON.
//!
//! A collector runs beside the program, so that plain HTTP to one address is all that is needed; the collector
//! speaks TLS to wherever traces are kept.

use std::io::{BufRead, BufReader, Write};
use std::net::{TcpStream, ToSocketAddrs};
use std::sync::mpsc::{Receiver, RecvTimeoutError, SyncSender, sync_channel};
use std::time::Duration;

use serde_json::{Value, json};

use crate::failure::Failure;

/// How many spans wait to be sent. What does not fit is lost: a collector that is away must not hold up the work.
const WAITING_MAX: usize = 8_192;
/// The most spans of one message.
const MESSAGE_MAX: usize = 512;
/// How long spans are gathered.
const PAUSE: Duration = Duration::from_secs(1);
/// How long the collector may take.
const PATIENCE: Duration = Duration::from_secs(5);

/// Sends spans, on a thread of its own.
pub struct Exporter(SyncSender<Value>);

/// Where the collector listens.
#[derive(Clone, Debug, PartialEq, Eq)]
struct Address {
    /// Host and port.
    host: String,
    /// The path of traces.
    path: String,
}

impl Exporter {
    /// Starts to send to a collector such as `http://127.0.0.1:4318`.
    ///
    /// # Errors
    /// Where the address is not one of plain HTTP.
    pub fn start(url: &str) -> Result<Exporter, Failure> {
        let address = read(url).ok_or_else(|| {
            Failure::Input(format!(
                "`{url}` is not the address of a collector: write http://HOST:PORT, and let the collector speak TLS \
                 to the world"
            ))
        })?;
        let (sender, receiver) = sync_channel(WAITING_MAX);
        let thread = std::thread::Builder::new().name("traces".to_owned());
        let thread = thread.spawn(move || work(&address, &receiver));
        thread.map_err(|cause| Failure::System(format!("no thread to send traces with: {cause}")))?;
        Ok(Exporter(sender))
    }

    /// Sends a span, or drops it where too many wait.
    pub fn send(&self, span: Value) {
        if self.0.try_send(span).is_err() {
            metrics::counter!("jiangnan_spans_lost_total").increment(1);
        }
    }
}

fn read(url: &str) -> Option<Address> {
    let rest = url.strip_prefix("http://")?;
    let (host, path) = rest.split_once('/').unwrap_or((rest, ""));
    let has_port =
        host.rsplit_once(':').is_some_and(|(name, port)| !name.is_empty() && port.parse::<u16>().is_ok());
    let path = if path.is_empty() { "v1/traces" } else { path };
    let well = has_port && url.bytes().all(|byte| byte.is_ascii_graphic());
    well.then(|| Address { host: host.to_owned(), path: format!("/{path}") })
}

/// Gathers and sends until nobody can send any more.
fn work(address: &Address, spans: &Receiver<Value>) {
    while let Ok(first) = spans.recv() {
        let mut message = vec![first];
        let mut ended = false;
        while message.len() < MESSAGE_MAX {
            match spans.recv_timeout(PAUSE) {
                Ok(span) => message.push(span),
                Err(RecvTimeoutError::Timeout) => break,
                Err(RecvTimeoutError::Disconnected) => {
                    ended = true;
                    break;
                }
            }
        }
        let count = u64::try_from(message.len()).unwrap_or(0);
        if let Err(cause) = post(address, &body(&message)) {
            metrics::counter!("jiangnan_spans_lost_total").increment(count);
            tracing::warn!(cause, spans = count, "traces could not be sent");
        }
        if ended {
            return;
        }
    }
}

fn body(spans: &[Value]) -> String {
    let resource = [("service.name", "jiangnan"), ("service.version", env!("CARGO_PKG_VERSION"))]
        .map(|(key, value)| json!({ "key": key, "value": { "stringValue": value } }));
    let scope = json!({ "scope": { "name": "jiangnan" }, "spans": spans });
    json!({ "resourceSpans": [{ "resource": { "attributes": resource }, "scopeSpans": [scope] }] })
        .to_string()
}

/// One message, one connection: there is at most one a second.
fn post(address: &Address, body: &str) -> Result<(), String> {
    let told = |cause: std::io::Error| format!("`{}`: {cause}", address.host);
    let found = address.host.to_socket_addrs().map_err(told)?.next();
    let found = found.ok_or_else(|| format!("`{}` has no address", address.host))?;
    let mut stream = TcpStream::connect_timeout(&found, PATIENCE).map_err(told)?;
    stream.set_read_timeout(Some(PATIENCE)).map_err(told)?;
    stream.set_write_timeout(Some(PATIENCE)).map_err(told)?;
    let head = format!(
        "POST {} HTTP/1.1\r\nHost: {}\r\nContent-Type: application/json\r\nContent-Length: {}\r\n\
         Connection: close\r\n\r\n",
        address.path,
        address.host,
        body.len()
    );
    stream.write_all(head.as_bytes()).and_then(|()| stream.write_all(body.as_bytes())).map_err(told)?;
    let mut status = String::new();
    BufReader::new(stream).read_line(&mut status).map_err(told)?;
    let well = status.split(' ').nth(1).is_some_and(|code| code.starts_with('2'));
    if well { Ok(()) } else { Err(format!("the collector answered `{}`", status.trim())) }
}

#[cfg(test)]
mod tests {
    use std::io::Read;
    use std::net::TcpListener;

    use super::*;

    #[test]
    fn only_plain_http_with_a_port_is_an_address() {
        let at = |host: &str, path: &str| Some(Address { host: host.to_owned(), path: path.to_owned() });
        assert_eq!(read("http://127.0.0.1:4318"), at("127.0.0.1:4318", "/v1/traces"));
        assert_eq!(read("http://collector:4318/tenant/v1/traces"), at("collector:4318", "/tenant/v1/traces"));
        for wrong in ["https://a:1", "http://a", "http://:1", "a:1", "http://a:99999", "http://a:1/ b", ""] {
            assert_eq!(read(wrong), None, "{wrong}");
        }
    }

    #[test]
    fn spans_reach_a_collector_as_otlp() {
        let collector = TcpListener::bind("127.0.0.1:0").unwrap();
        let exporter = Exporter::start(&format!("http://{}", collector.local_addr().unwrap())).unwrap();
        exporter.send(json!({ "name": "request" }));
        let (mut stream, _) = collector.accept().unwrap();
        let mut reader = BufReader::new(stream.try_clone().unwrap());
        let mut head = String::new();
        while !head.ends_with("\r\n\r\n") {
            assert!(reader.read_line(&mut head).unwrap() > 0, "{head}");
        }
        let length = head.lines().find_map(|line| line.strip_prefix("Content-Length: ")).unwrap();
        let mut body = vec![0; length.parse().unwrap()];
        reader.read_exact(&mut body).unwrap();
        stream.write_all(b"HTTP/1.1 200 OK\r\n\r\n").unwrap();
        assert!(head.starts_with("POST /v1/traces HTTP/1.1\r\n"), "{head}");
        let told: Value = serde_json::from_slice(&body).unwrap();
        assert_eq!(told["resourceSpans"][0]["scopeSpans"][0]["spans"][0]["name"], "request");
        assert_eq!(told["resourceSpans"][0]["resource"]["attributes"][0]["value"]["stringValue"], "jiangnan");
    }
}
