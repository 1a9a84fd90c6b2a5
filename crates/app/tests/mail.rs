//! A running node with a mail server: what people are told goes out of it as mails.

#![expect(clippy::unwrap_used, clippy::indexing_slicing, reason = "helpers of tests fail by panicking")]

use std::io::{BufRead, BufReader, Read, Write};
use std::net::TcpStream;
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

use jiangnan_testbed::{MailServer, ReceivedMail};

const SECRET: &str = "correct horse battery";
/// How long a mail is waited for.
const PATIENCE: Duration = Duration::from_secs(60);

/// A node, ended with the test.
struct Node {
    child: Child,
    address: String,
    _folder: tempfile::TempDir,
}

impl Drop for Node {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

fn jiangnan(args: &[&str], input: &str) {
    let program = env!("CARGO_BIN_EXE_jiangnan");
    let mut child = Command::new(program).args(args).stdin(Stdio::piped()).spawn().unwrap();
    child.stdin.take().unwrap().write_all(input.as_bytes()).unwrap();
    assert!(child.wait().unwrap().success(), "{args:?}");
}

impl Node {
    /// A node of a market with two officers.
    fn start(mails: &MailServer) -> Node {
        let folder = tempfile::tempdir().unwrap();
        let database = format!("sqlite:{}", folder.path().join("market.db").display());
        jiangnan(&["db", "migrate", "--database", &database], "");
        for (login, name) in [("zhou", "Zhou Ping"), ("wu", "Wu Min")] {
            let of = ["--role", "officer", "--home", "CN-ZJ", "--name", name, "--database", &database];
            jiangnan(&[&["person", "add", login], &of[..]].concat(), &format!("{SECRET}\n"));
        }
        let mut child = Command::new(env!("CARGO_BIN_EXE_jiangnan"))
            .args(["serve", "--database", &database, "--listen", "127.0.0.1:0", "--smtp-url", &mails.url()])
            .args(["--mail-from", "post@market.example", "--public-url", "https://market.example"])
            .stdout(Stdio::piped())
            .spawn()
            .unwrap();
        let mut said = String::new();
        BufReader::new(child.stdout.take().unwrap()).read_line(&mut said).unwrap();
        let address = said.split("http://").nth(1).unwrap().split(' ').next().unwrap().to_owned();
        Node { child, address, _folder: folder }
    }

    fn ask(&self, request: &str, cookie: &str, body: &str) -> String {
        let mut stream = TcpStream::connect(&self.address).unwrap();
        stream.set_read_timeout(Some(Duration::from_secs(20))).unwrap();
        let head = format!(
            "{request} HTTP/1.1\r\nHost: {}\r\nConnection: close\r\nAccept-Language: en\r\nCookie: {cookie}\r\n\
             Content-Type: application/x-www-form-urlencoded\r\nContent-Length: {}\r\n\r\n{body}",
            self.address,
            body.len()
        );
        stream.write_all(head.as_bytes()).unwrap();
        let mut answer = Vec::new();
        stream.read_to_end(&mut answer).unwrap();
        String::from_utf8_lossy(&answer).into_owned()
    }

    /// Sends a form, which must lead on.
    fn send(&self, path: &str, cookie: &str, body: &str) -> String {
        let answer = self.ask(&format!("POST {path}"), cookie, body);
        assert!(answer.starts_with("HTTP/1.1 303"), "{path}: {answer}");
        answer
    }

    /// Signs in; the cookie.
    fn sign_in(&self, login: &str) -> String {
        let secret = SECRET.replace(' ', "+");
        let answer = self.send("/sign-in", "", &format!("login={login}&password={secret}"));
        let cookie = answer.lines().find_map(|line| line.strip_prefix("set-cookie: ")).unwrap();
        cookie.split(';').next().unwrap().to_owned()
    }
}

/// Waits for so many mails; the last.
fn nth(mails: &MailServer, count: usize) -> ReceivedMail {
    let begun = Instant::now();
    loop {
        let received = mails.received();
        if received.len() >= count {
            return received[count - 1].clone();
        }
        assert!(begun.elapsed() < PATIENCE, "{} of {count} mails came", received.len());
        std::thread::sleep(Duration::from_millis(20));
    }
}

#[test]
fn what_an_officer_is_told_leaves_a_running_node_as_a_mail() {
    let mails = MailServer::start().unwrap();
    let node = Node::start(&mails);
    let (zhou, wu) = (node.sign_in("zhou"), node.sign_in("wu"));
    node.send("/notices/settings/address", &zhou, "address=zhou%40office.example");
    let code = nth(&mails, 1);
    assert_eq!(
        (code.to, code.from.as_str()),
        (vec!["zhou@office.example".to_owned()], "post@market.example")
    );
    let digits = code.data.split("Your code is ").nth(1).map(|rest| rest.split('.').next().unwrap());
    node.send("/notices/settings/code", &zhou, &format!("code={}", digits.unwrap()));
    let enterprise = "name=%E6%9F%90%E6%9F%90%E5%85%AC%E5%8F%B8&english=Some+Materials&code=91350100M000100Y43\
                      &place=CN-330100&size=small&sector=manufacturing&controller=&command=01k0000000000000000000000a";
    node.send("/officer/enterprises", &wu, enterprise);
    let told = nth(&mails, 2);
    assert_eq!(told.to, ["zhou@office.example"]);
    assert!(told.data.contains("Some Materials is proposed as an enterprise"), "{}", told.data);
    assert!(told.data.contains("https://market.example/"), "{}", told.data);
    assert!(node.ask("GET /notices", &zhou, "").contains("Some Materials"), "it stands in the page too");
    // Wu did it and gave no address: nothing else goes out.
    assert_eq!(mails.received().len(), 2);
}
