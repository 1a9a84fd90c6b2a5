//! How long the server takes for each page of the demo, against a page that asks the database nothing.

use std::collections::{BTreeMap, BTreeSet, VecDeque};
use std::io::{BufRead, BufReader, Read, Write};
use std::net::{SocketAddr, TcpStream};
use std::sync::Arc;
use std::time::{Duration, Instant};

use jiangnan_store::Database;
use jiangnan_web::assets::STYLE;
use jiangnan_web::site::{Site, serve};
use serde::Serialize;

use crate::cli::PagesArgs;
use crate::command::demo::opens_at;
use crate::failure::Failure;
use crate::market;
use crate::system::{DemoClock, SystemRng};

/// The page that all others are compared with: it asks the database nothing.
const BASELINE: &str = "/about";
/// Who looks at pages; the empty name is a stranger.
const PEOPLE: [&str; 6] = ["", "engineer", "lab-manager", "officer", "treasurer", "auditor"];
/// The most links of one kind that are followed from the pages of one person.
const PAGES_MAX: usize = 60;

/// What was measured of one page.
#[derive(Debug, Serialize)]
struct Page {
    /// Who looks at it.
    who: &'static str,
    path: String,
    p50_ms: f64,
    p99_ms: f64,
    /// The bytes that travel, pressed.
    bytes: usize,
    /// The bytes of the page itself.
    whole_bytes: usize,
}

/// What was measured.
#[derive(Debug, Serialize)]
struct Report {
    name: &'static str,
    baseline: &'static str,
    baseline_p50_ms: f64,
    baseline_p99_ms: f64,
    /// The slowest page's time within which 99 of 100 answers came.
    worst_p99_ms: f64,
    /// The heaviest page with the style sheet, before they are pressed.
    heaviest_bytes: usize,
    /// The same over the baseline's.
    worst_ratio: f64,
    requests: u32,
    pages: Vec<Page>,
}

/// Measures and prints.
///
/// # Errors
/// Where there is no demo database, or a page does not come.
pub fn run(args: &PagesArgs) -> Result<(), Failure> {
    let exchange = market::open(Database::open(&args.at.database)?)?;
    let clock = Arc::new(DemoClock::new(opens_at(&exchange)?));
    let site = Site::new(exchange, clock, Box::new(SystemRng), true);
    let site = Arc::new(site.map_err(|error| Failure::System(error.to_string()))?);
    let runtime = tokio::runtime::Builder::new_multi_thread().worker_threads(2).enable_all().build();
    let runtime = runtime.map_err(|cause| Failure::System(cause.to_string()))?;
    let listener = runtime.block_on(tokio::net::TcpListener::bind("127.0.0.1:0")).map_err(io)?;
    let address = listener.local_addr().map_err(io)?;
    runtime.spawn(serve(site, listener, std::future::pending()));
    let report = measure(address, args.requests.max(1), args.json)?;
    if args.json {
        println!("{}", serde_json::to_string(&report).map_err(|error| Failure::System(error.to_string()))?);
    } else {
        print(&report);
    }
    Ok(())
}

fn print(report: &Report) {
    println!(
        "the slowest answers 99 of 100 within {:.2} ms; the heaviest has {} bytes with the style sheet, unpressed",
        report.worst_p99_ms, report.heaviest_bytes
    );
    println!(
        "pages: half within the first, 99 of 100 within the second time; `{}` takes {:.2} and {:.2} ms",
        report.baseline, report.baseline_p50_ms, report.baseline_p99_ms
    );
}

/// A line for a page that was measured: the whole takes minutes, and who waits wants to see it go on.
fn line(page: &Page) {
    let Page { who, path, p50_ms, p99_ms, bytes, whole_bytes } = page;
    println!("{p50_ms:8.2} {p99_ms:8.2} ms {bytes:7} {whole_bytes:7} bytes  {who:12} {path}");
}

fn measure(address: SocketAddr, requests: u32, json: bool) -> Result<Report, Failure> {
    let mut pages = Vec::new();
    for who in PEOPLE {
        let mut client = Client::new(address)?;
        client.sign_in(who)?;
        for path in client.pages()? {
            let page = client.measure(who, path, requests)?;
            if !json {
                line(&page);
            }
            pages.push(page);
        }
    }
    let heaviest = pages.iter().map(|page| page.whole_bytes).max().unwrap_or(0);
    let base = Client::new(address)?.measure("", BASELINE.to_owned(), requests)?;
    let worst_p99_ms = pages.iter().map(|page| page.p99_ms).fold(0.0, f64::max);
    Ok(Report {
        name: "pages",
        baseline: BASELINE,
        baseline_p50_ms: base.p50_ms,
        baseline_p99_ms: base.p99_ms,
        worst_p99_ms,
        heaviest_bytes: heaviest + STYLE.len(),
        worst_ratio: worst_p99_ms / base.p99_ms.max(f64::MIN_POSITIVE),
        requests,
        pages,
    })
}

/// One answer.
struct Answer {
    status: u16,
    cookie: Option<String>,
    location: Option<String>,
    is_page: bool,
    body: Vec<u8>,
}

/// A client with one connection.
struct Client {
    stream: BufReader<TcpStream>,
    cookie: String,
}

impl Client {
    fn new(address: SocketAddr) -> Result<Client, Failure> {
        let stream = TcpStream::connect(address).map_err(io)?;
        stream.set_nodelay(true).map_err(io)?;
        Ok(Client { stream: BufReader::new(stream), cookie: String::new() })
    }

    fn sign_in(&mut self, who: &str) -> Result<(), Failure> {
        if who.is_empty() {
            return Ok(());
        }
        let answer = self.ask("POST", "/sign-in", "", &format!("person={who}"))?;
        let cookie = answer.cookie.filter(|_| answer.status == 303);
        self.cookie = cookie.ok_or_else(|| {
            Failure::System(format!(
                "`{who}` cannot sign in: `jiangnan demo --once` makes a database for this"
            ))
        })?;
        Ok(())
    }

    /// Every page that a person reaches from the start, one of each kind.
    fn pages(&mut self) -> Result<Vec<String>, Failure> {
        let mut queue: VecDeque<String> = ["/", "/instruments?q=SEM"].map(str::to_owned).into();
        let (mut seen, mut pages) = (BTreeSet::new(), Vec::new());
        while let Some(path) = queue.pop_front() {
            if pages.len() >= PAGES_MAX || !seen.insert(kind(&path)) {
                continue;
            }
            let answer = self.ask("GET", &path, "", "")?;
            if let Some(to) = answer.location.filter(|_| answer.status == 303) {
                queue.push_back(to);
            } else if answer.status == 200 && answer.is_page {
                queue.extend(links(&String::from_utf8_lossy(&answer.body)));
                pages.push(path);
            } else if answer.status >= 500 {
                return Err(Failure::System(format!("`{path}` answers {}", answer.status)));
            }
        }
        Ok(pages)
    }

    fn measure(&mut self, who: &'static str, path: String, requests: u32) -> Result<Page, Failure> {
        let whole_bytes = self.ask("GET", &path, "", "")?.body.len();
        let (mut times, mut bytes) = (Vec::new(), 0);
        // The first few fill caches, as on a site that is in use.
        for number in 0..requests.saturating_add(3) {
            let start = Instant::now();
            bytes = self.ask("GET", &path, "gzip", "")?.body.len();
            times.extend((number >= 3).then(|| start.elapsed()));
        }
        times.sort();
        let (p50_ms, p99_ms) = (within(&times, 50), within(&times, 99));
        Ok(Page { who, path, p50_ms, p99_ms, bytes, whole_bytes })
    }

    fn ask(&mut self, method: &str, path: &str, encoding: &str, body: &str) -> Result<Answer, Failure> {
        let request = format!(
            "{method} {path} HTTP/1.1\r\nHost: localhost\r\nAccept-Language: zh-CN\r\nAccept-Encoding: {encoding}\r\n\
             Cookie: {}\r\nContent-Type: application/x-www-form-urlencoded\r\nContent-Length: {}\r\n\r\n{body}",
            self.cookie,
            body.len()
        );
        self.stream.get_mut().write_all(request.as_bytes()).map_err(io)?;
        self.read()
    }

    fn read(&mut self) -> Result<Answer, Failure> {
        let status = self.line()?.split(' ').nth(1).and_then(|status| status.parse().ok()).unwrap_or(0);
        let mut head = BTreeMap::new();
        loop {
            let line = self.line()?;
            let Some((name, value)) = line.split_once(':') else { break };
            head.entry(name.to_ascii_lowercase()).or_insert_with(|| value.trim().to_owned());
        }
        let length = head.get("content-length").and_then(|length| length.parse().ok());
        let mut body = Vec::new();
        match length {
            Some(length) => self.take(length, &mut body)?,
            None if head.contains_key("transfer-encoding") => self.take_chunks(&mut body)?,
            None => {}
        }
        let cookie = head.get("set-cookie").and_then(|set| set.split(';').next()).map(str::to_owned);
        let is_page = head.get("content-type").is_some_and(|kind| kind.starts_with("text/html"));
        Ok(Answer { status, cookie, location: head.remove("location"), is_page, body })
    }

    fn line(&mut self) -> Result<String, Failure> {
        let mut line = String::new();
        self.stream.read_line(&mut line).map_err(io)?;
        Ok(line.trim_end().to_owned())
    }

    fn take(&mut self, length: u64, body: &mut Vec<u8>) -> Result<(), Failure> {
        self.stream.by_ref().take(length).read_to_end(body).map_err(io)?;
        Ok(())
    }

    fn take_chunks(&mut self, body: &mut Vec<u8>) -> Result<(), Failure> {
        loop {
            let length = u64::from_str_radix(&self.line()?, 16).unwrap_or(0);
            self.take(length, body)?;
            self.line()?;
            if length == 0 {
                return Ok(());
            }
        }
    }
}

#[expect(clippy::needless_pass_by_value, reason = "it stands in `map_err`, which hands the error over")]
fn io(cause: std::io::Error) -> Failure {
    Failure::System(format!("the connection to the own site broke: {cause}"))
}

/// The time within which so many of a hundred answers came, in milliseconds.
fn within(times: &[Duration], percent: usize) -> f64 {
    let at = times.len().saturating_mul(percent) / 100;
    times.get(at).or(times.last()).map_or(0.0, |time| time.as_secs_f64() * 1_000.0)
}

/// What kind of page an address is: numbers and names of things left out, and all of the query but its names.
fn kind(path: &str) -> String {
    let (path, query) = path.split_once('?').unwrap_or((path, ""));
    let is_name = |part: &&str| !part.contains(|letter: char| letter.is_ascii_digit() || letter == '.');
    let parts: Vec<&str> = path.split('/').map(|part| if is_name(&part) { part } else { "*" }).collect();
    // Narrowing a search twice is no other page than narrowing it once.
    let names: BTreeSet<&str> = query.split('&').filter_map(|pair| pair.split('=').next()).collect();
    format!("{}?{}", parts.join("/"), names.into_iter().take(2).collect::<Vec<_>>().join("&"))
}

/// The addresses of this site that a page leads to.
fn links(html: &str) -> Vec<String> {
    let found = html.split("href=\"").skip(1).filter_map(|rest| rest.split('"').next());
    let plain = found.map(|href| href.replace("&#38;", "&").replace("&amp;", "&"));
    let own = plain.filter(|href| href.starts_with('/') && !href.starts_with("/assets/"));
    own.map(|href| href.split('#').next().unwrap_or_default().to_owned()).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn pages_of_one_kind_are_one() {
        assert_eq!(
            kind("/instruments/CN-SH.01k3?week=2026-06-02"),
            kind("/instruments/CN-ZJ.77?week=2026-07-02")
        );
        assert_ne!(kind("/instruments?q=SEM"), kind("/instruments"));
        assert_eq!(links("href=\"/a?x=1&#38;y=2#z\""), ["/a?x=1&y=2"]);
    }
}
