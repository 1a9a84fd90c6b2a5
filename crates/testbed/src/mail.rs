//! A mail server for tests: it speaks SMTP (RFC 5321) over a socket of this machine and keeps what it is handed.

use std::io::{BufRead, BufReader, Write};
use std::net::{Ipv4Addr, SocketAddr, TcpListener, TcpStream};
use std::sync::atomic::{AtomicBool, AtomicU32, Ordering};
use std::sync::{Arc, Mutex, PoisonError};
use std::thread::JoinHandle;
use std::time::Duration;

/// How long somebody who says nothing is waited for.
const PATIENCE: Duration = Duration::from_secs(20);

/// A mail as it came over the wire.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ReceivedMail {
    /// The sender of the envelope.
    pub from: String,
    /// The recipients of the envelope.
    pub to: Vec<String>,
    /// Headers and body, the dots of the wire taken off.
    pub data: String,
}

impl ReceivedMail {
    /// The value of a header, its lines put together; empty where there is none.
    pub fn header(&self, name: &str) -> String {
        let head = self.data.split("\r\n\r\n").next().unwrap_or_default();
        let unfolded = head.replace("\r\n ", " ").replace("\r\n\t", " ");
        let found = unfolded.lines().find_map(|line| {
            let (known, value) = line.split_once(':')?;
            known.eq_ignore_ascii_case(name).then(|| value.trim().to_owned())
        });
        found.unwrap_or_default()
    }
}

#[derive(Debug, Default)]
struct Shared {
    received: Mutex<Vec<ReceivedMail>>,
    /// Recipients that the server says it does not know.
    unknown: Mutex<Vec<String>>,
    /// How many recipients to put off before the next is taken.
    put_off: AtomicU32,
    /// The user and password that have to be given.
    login: Mutex<Option<(String, String)>>,
    stopped: AtomicBool,
}

/// A running server.
#[derive(Debug)]
pub struct MailServer {
    address: SocketAddr,
    shared: Arc<Shared>,
    worker: Option<JoinHandle<()>>,
}

impl MailServer {
    /// Starts a server on a free port.
    ///
    /// # Errors
    /// Where there is none.
    pub fn start() -> Result<MailServer, String> {
        MailServer::start_at(SocketAddr::from((Ipv4Addr::LOCALHOST, 0)))
    }

    /// Starts a server on a known address, such as one that was stopped before.
    ///
    /// # Errors
    /// Where the address is taken.
    pub fn start_at(address: SocketAddr) -> Result<MailServer, String> {
        let listener = TcpListener::bind(address).map_err(|cause| cause.to_string())?;
        let address = listener.local_addr().map_err(|cause| cause.to_string())?;
        let shared = Arc::new(Shared::default());
        let known = Arc::clone(&shared);
        let worker = std::thread::spawn(move || listen(&listener, &known));
        Ok(MailServer { address, shared, worker: Some(worker) })
    }

    /// Where it listens.
    pub fn address(&self) -> SocketAddr {
        self.address
    }

    /// Its URL.
    pub fn url(&self) -> String {
        format!("smtp://{}", self.address)
    }

    /// Says from now on that a recipient is unknown.
    pub fn refuse(&self, recipient: &str) {
        lock(&self.shared.unknown).push(recipient.to_owned());
    }

    /// Puts so many recipients off before it takes the next.
    pub fn put_off(&self, times: u32) {
        self.shared.put_off.store(times, Ordering::SeqCst);
    }

    /// Wants a user and a password from now on.
    pub fn want_login(&self, user: &str, password: &str) {
        *lock(&self.shared.login) = Some((user.to_owned(), password.to_owned()));
    }

    /// What it was handed so far, in order.
    pub fn received(&self) -> Vec<ReceivedMail> {
        lock(&self.shared.received).clone()
    }
}

impl Drop for MailServer {
    fn drop(&mut self) {
        self.shared.stopped.store(true, Ordering::SeqCst);
        // Somebody who knocks wakes the listener, which then sees that it is over.
        let _ = TcpStream::connect(self.address);
        if let Some(worker) = self.worker.take() {
            let _ = worker.join();
        }
    }
}

fn lock<T>(mutex: &Mutex<T>) -> std::sync::MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

fn listen(listener: &TcpListener, shared: &Arc<Shared>) {
    while let Ok((stream, _)) = listener.accept() {
        if shared.stopped.load(Ordering::SeqCst) {
            return;
        }
        let shared = Arc::clone(shared);
        // Whoever breaks the connection off is no concern of the others.
        std::thread::spawn(move || talk(stream, &shared));
    }
}

/// One conversation.
struct Talk<'s> {
    shared: &'s Shared,
    known: bool,
    from: Option<String>,
    to: Vec<String>,
}

fn talk(stream: TcpStream, shared: &Shared) -> std::io::Result<()> {
    stream.set_read_timeout(Some(PATIENCE))?;
    let mut writer = stream.try_clone()?;
    let mut reader = BufReader::new(stream);
    let mut talk = Talk { shared, known: false, from: None, to: Vec::new() };
    writer.write_all(b"220 testbed ESMTP\r\n")?;
    let mut line = String::new();
    loop {
        line.clear();
        if reader.read_line(&mut line)? == 0 {
            return Ok(());
        }
        let command = line.trim_end();
        if command.eq_ignore_ascii_case("DATA") && talk.from.is_some() && !talk.to.is_empty() {
            writer.write_all(b"354 go on\r\n")?;
            let data = read_data(&mut reader)?;
            let mail = ReceivedMail {
                from: talk.from.take().unwrap_or_default(),
                to: std::mem::take(&mut talk.to),
                data,
            };
            lock(&shared.received).push(mail);
            writer.write_all(b"250 taken\r\n")?;
            continue;
        }
        let answer = talk.answer(command);
        writer.write_all(answer.as_bytes())?;
        if answer.starts_with("221") {
            return Ok(());
        }
    }
}

/// The lines up to the single dot.
fn read_data(reader: &mut impl BufRead) -> std::io::Result<String> {
    let (mut data, mut line) = (String::new(), String::new());
    loop {
        line.clear();
        if reader.read_line(&mut line)? == 0 {
            return Err(std::io::ErrorKind::UnexpectedEof.into());
        }
        match line.as_str() {
            ".\r\n" => return Ok(data),
            text => data.push_str(text.strip_prefix('.').unwrap_or(text)),
        }
    }
}

impl Talk<'_> {
    fn answer(&mut self, command: &str) -> String {
        let upper = command.to_ascii_uppercase();
        let word = upper.split([' ', ':']).next().unwrap_or_default();
        match word {
            "EHLO" => "250-testbed\r\n250-8BITMIME\r\n250 AUTH PLAIN\r\n".to_owned(),
            "HELO" | "NOOP" => "250 well\r\n".to_owned(),
            "AUTH" => self.login(command),
            "RSET" => {
                (self.from, self.to) = (None, Vec::new());
                "250 forgotten\r\n".to_owned()
            }
            "MAIL" if !self.known && lock(&self.shared.login).is_some() => {
                "530 say who you are\r\n".to_owned()
            }
            "MAIL" => {
                (self.from, self.to) = (Some(in_brackets(command)), Vec::new());
                "250 sender\r\n".to_owned()
            }
            "RCPT" if self.from.is_some() => self.recipient(in_brackets(command)),
            "RCPT" | "DATA" => "503 not yet\r\n".to_owned(),
            "QUIT" => "221 bye\r\n".to_owned(),
            _ => "500 not understood\r\n".to_owned(),
        }
    }

    fn recipient(&mut self, recipient: String) -> String {
        if lock(&self.shared.unknown).contains(&recipient) {
            return format!("550 no such user: {recipient}\r\n");
        }
        let less = |times: u32| times.checked_sub(1);
        if self.shared.put_off.fetch_update(Ordering::SeqCst, Ordering::SeqCst, less).is_ok() {
            return "451 come again later\r\n".to_owned();
        }
        self.to.push(recipient);
        "250 recipient\r\n".to_owned()
    }

    fn login(&mut self, command: &str) -> String {
        let given = command.split_whitespace().nth(2).and_then(decoded).unwrap_or_default();
        let wanted = lock(&self.shared.login).clone();
        let right = wanted.is_none_or(|(user, password)| given == format!("\0{user}\0{password}"));
        self.known = right;
        if right { "235 known\r\n".to_owned() } else { "535 not known\r\n".to_owned() }
    }
}

fn in_brackets(command: &str) -> String {
    let inside = command.split_once('<').and_then(|(_, rest)| rest.split_once('>'));
    inside.map(|(address, _)| address.to_owned()).unwrap_or_default()
}

/// Base64 (RFC 4648, section 4) of a text.
fn decoded(text: &str) -> Option<String> {
    const LETTERS: &[u8] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    let (mut bits, mut count, mut bytes) = (0_u32, 0, Vec::new());
    for letter in text.bytes().filter(|letter| *letter != b'=') {
        let value = LETTERS.iter().position(|known| *known == letter)?;
        bits = (bits << 6) | u32::try_from(value).ok()?;
        count += 6;
        if count >= 8 {
            count -= 8;
            bytes.push(u8::try_from((bits >> count) & 0xff).ok()?);
        }
    }
    String::from_utf8(bytes).ok()
}
