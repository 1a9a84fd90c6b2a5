//! Handing mails to a server by SMTP (RFC 5321).

use std::time::Duration;

use jiangnan_exchange::notice::outbox::Delivery;
use jiangnan_exchange::notice::post::Post;
use jiangnan_kernel::Instant;
use jiangnan_store::entity::notice::MailRow;
use lettre::message::header::{ContentType, HeaderName, HeaderValue};
use lettre::message::{Attachment, Mailbox, Message, MultiPart};
use lettre::transport::smtp::authentication::Credentials;
use lettre::transport::smtp::client::{Tls, TlsParameters};
use lettre::{SmtpTransport, Transport};

use super::letter::{Letter, Sender, letter};

/// How long a server may take to answer a command.
const TIMEOUT: Duration = Duration::from_secs(30);
/// Answers that speak of us and not of the mail: who we are, and whether we may send at all (RFC 4954, section 6).
const OUR_FAULTS: [u16; 4] = [530, 534, 535, 538];

/// How the server is reached. The password stands in no address and in no argument.
#[derive(Clone)]
pub struct PostOptions {
    /// `smtp://host:port` (with TLS from the first command on where the host is not this machine),
    /// `smtps://host:port` (TLS from the first byte), each with `user@` in front of the host where there is one.
    pub url: String,
    /// Where mails come from: `name <address>` or an address.
    pub from: String,
    /// The password of the user.
    pub password: Option<String>,
    /// The address of the pages as readers reach them.
    pub site: Option<String>,
}

/// Why mails cannot be sent as they were asked to be.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum PostError {
    /// The address of the server cannot be read.
    #[error(
        "`{0}` is no address of a mail server: write smtp://host:587, smtps://host:465 or smtp://user@host:587"
    )]
    Url(String),
    /// A password stands in the address.
    #[error(
        "a password stands in the address of the mail server, where every process can read it: hand it in by the environment or a file"
    )]
    PasswordInUrl,
    /// There is a user and no password, or the other way round.
    #[error("the mail server is to be told a user and a password, or neither of them")]
    HalfACredential,
    /// The address that mails come from cannot be read.
    #[error("`{0}` is no mail address: write one such as jiangnan@market.example")]
    From(String),
    /// The password would travel in the clear.
    #[error("the password would travel to `{0}` without TLS: leave tls=none away")]
    InTheClear(String),
    /// TLS cannot be used with this host.
    #[error("TLS cannot be used with `{0}`: {1}")]
    Tls(String, String),
    /// The address of the pages cannot be used.
    #[error("`{0}` is no address of pages: write one such as https://market.example")]
    Site(String),
}

/// A mail server, ready to be handed mails.
pub struct SmtpPost {
    transport: SmtpTransport,
    from: Mailbox,
    sender: Sender,
}

impl SmtpPost {
    /// Reads how the server is reached. It is not asked yet: it may be away for a while.
    ///
    /// # Errors
    /// [`PostError`].
    pub fn open(options: &PostOptions) -> Result<SmtpPost, PostError> {
        let from: Mailbox = options.from.parse().map_err(|_| PostError::From(options.from.clone()))?;
        let plain = |site: &String| site.starts_with("https://") || site.starts_with("http://");
        if let Some(site) = options.site.as_ref().filter(|site| !plain(site)) {
            return Err(PostError::Site(site.clone()));
        }
        let server = Server::read(&options.url)?;
        let transport = server.transport(options.password.as_deref())?;
        let sender = Sender { address: from.email.to_string(), site: options.site.clone() };
        Ok(SmtpPost { transport, from, sender })
    }

    /// The message of a mail. Its id follows from the mail's, so that a reader's program knows a repetition.
    fn message(&self, mail: &MailRow) -> Result<Message, String> {
        let to = mail.address.parse().map_err(|error| format!("`{}`: {error}", mail.address))?;
        let letter = letter(mail, &self.sender).map_err(|error| error.to_string())?;
        let host = self.from.email.domain();
        let raw = |name, value| HeaderValue::new(HeaderName::new_from_ascii_str(name), value);
        Message::builder()
            .from(self.from.clone())
            .to(Mailbox::new(None, to))
            .subject(letter.subject.clone())
            .message_id(Some(format!("<{}.{}@{host}>", mail.jurisdiction, mail.id)))
            .raw_header(raw("Date", date(mail.made_at)))
            .raw_header(raw("Auto-Submitted", "auto-generated".to_owned()))
            .multipart(parts(letter))
            .map_err(|error| error.to_string())
    }
}

impl Post for SmtpPost {
    fn send(&mut self, mail: &MailRow) -> Delivery {
        let message = match self.message(mail) {
            Ok(message) => message,
            Err(problem) => return Delivery::Never { problem },
        };
        match self.transport.send(&message) {
            Ok(_) => Delivery::Sent,
            Err(error) => {
                let ours = error.status().is_some_and(|code| OUR_FAULTS.contains(&u16::from(code)));
                let problem = told(&error);
                if error.is_permanent() && !ours {
                    Delivery::Never { problem }
                } else {
                    Delivery::Later { problem }
                }
            }
        }
    }
}

/// What went wrong, with what the server said.
fn told(error: &lettre::transport::smtp::Error) -> String {
    let mut text = error.to_string();
    let mut cause = std::error::Error::source(error);
    while let Some(next) = cause {
        let next_text = next.to_string();
        if !text.contains(&next_text) {
            text = format!("{text}: {next_text}");
        }
        cause = next.source();
    }
    text
}

fn parts(letter: Letter) -> MultiPart {
    let both = MultiPart::alternative_plain_html(letter.text, letter.html);
    let Some(invitation) = letter.invitation else { return both };
    let kind = format!("text/calendar; charset=utf-8; method={}", invitation.method);
    let kind = ContentType::parse(&kind).unwrap_or(ContentType::TEXT_PLAIN);
    let file = Attachment::new("jiangnan.ics".to_owned()).body(invitation.text, kind);
    MultiPart::mixed().multipart(both).singlepart(file)
}

/// A moment in the form of RFC 5322, section 3.3.
fn date(instant: Instant) -> String {
    let zoned = instant.in_zone("UTC");
    zoned.map(|zoned| zoned.strftime("%a, %d %b %Y %H:%M:%S +0000").to_string()).unwrap_or_default()
}

/// The address of a server, read.
#[derive(Clone, Debug, PartialEq, Eq)]
struct Server {
    host: String,
    port: u16,
    user: Option<String>,
    secure: Secure,
}

/// When TLS begins.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Secure {
    /// From the first byte on.
    Whole,
    /// Before anything but the greeting is said; a server that cannot is not spoken to.
    Upgraded,
    /// Never: on this machine, or where somebody asked for it.
    Never,
}

impl Server {
    fn read(url: &str) -> Result<Server, PostError> {
        let wrong = || PostError::Url(without_secret(url));
        let (scheme, rest) = url.split_once("://").ok_or_else(wrong)?;
        let (rest, query) = rest.split_once('?').unwrap_or((rest, ""));
        let (user, place) = match rest.trim_end_matches('/').rsplit_once('@') {
            Some((user, _)) if user.contains(':') => return Err(PostError::PasswordInUrl),
            Some((user, place)) => (Some(user.replace("%40", "@")), place),
            None => (None, rest.trim_end_matches('/')),
        };
        let bare = place.starts_with('[') && place.ends_with(']');
        let (host, port) = match place.rsplit_once(':').filter(|_| !bare) {
            Some((host, port)) => (host, Some(port.parse().map_err(|_| wrong())?)),
            None => (place, None),
        };
        let host = host.trim_matches(['[', ']']).to_owned();
        let here = host == "localhost" || host.parse::<std::net::IpAddr>().is_ok_and(|ip| ip.is_loopback());
        let (secure, usual) = match (scheme, query) {
            ("smtps", "") => (Secure::Whole, 465),
            ("smtp", "tls=required") => (Secure::Upgraded, 587),
            ("smtp", "tls=none") => (Secure::Never, 25),
            ("smtp", "") if here => (Secure::Never, 25),
            ("smtp", "") => (Secure::Upgraded, 587),
            _ => return Err(wrong()),
        };
        if host.is_empty() {
            return Err(wrong());
        }
        Ok(Server { host, port: port.unwrap_or(usual), user, secure })
    }

    fn transport(self, password: Option<&str>) -> Result<SmtpTransport, PostError> {
        let Server { host, port, user, secure } = self;
        let here = host == "localhost" || host.parse::<std::net::IpAddr>().is_ok_and(|ip| ip.is_loopback());
        let tls = |host: &str| {
            let parameters = TlsParameters::new(host.to_owned());
            parameters.map_err(|error| PostError::Tls(host.to_owned(), error.to_string()))
        };
        let tls = match secure {
            Secure::Whole => Tls::Wrapper(tls(&host)?),
            Secure::Upgraded => Tls::Required(tls(&host)?),
            Secure::Never => Tls::None,
        };
        let builder = SmtpTransport::builder_dangerous(&host).port(port).tls(tls).timeout(Some(TIMEOUT));
        match (user, password) {
            (None, None) => Ok(builder.build()),
            (Some(_), Some(_)) if secure == Secure::Never && !here => Err(PostError::InTheClear(host)),
            (Some(user), Some(password)) => {
                Ok(builder.credentials(Credentials::new(user, password.to_owned())).build())
            }
            (Some(_), None) | (None, Some(_)) => Err(PostError::HalfACredential),
        }
    }
}

/// An address without whatever stands before its host.
fn without_secret(url: &str) -> String {
    match (url.split_once("://"), url.rsplit_once('@')) {
        (Some((scheme, _)), Some((_, place))) => format!("{scheme}://…@{place}"),
        _ => url.to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn addresses_of_servers_are_read() {
        let read = |url: &str| {
            Server::read(url).map(|server| (server.host, server.port, server.user, server.secure))
        };
        let host = || "mail.example".to_owned();
        assert_eq!(read("smtps://mail.example"), Ok((host(), 465, None, Secure::Whole)));
        assert_eq!(read("smtp://mail.example"), Ok((host(), 587, None, Secure::Upgraded)));
        assert_eq!(read("smtp://mail.example:2525?tls=none"), Ok((host(), 2525, None, Secure::Never)));
        assert_eq!(read("smtp://127.0.0.1:2525"), Ok(("127.0.0.1".to_owned(), 2525, None, Secure::Never)));
        assert_eq!(read("smtp://[::1]:25"), Ok(("::1".to_owned(), 25, None, Secure::Never)));
        let user = Some("box@mail.example".to_owned());
        assert_eq!(read("smtps://box%40mail.example@mail.example/"), Ok((host(), 465, user, Secure::Whole)));
        for wrong in
            ["mail.example", "http://mail.example", "smtp://", "smtp://mail.example:x", "smtp://a?tls=no"]
        {
            assert_eq!(read(wrong), Err(PostError::Url(wrong.to_owned())), "{wrong}");
        }
    }

    #[test]
    fn no_password_stands_in_an_address_or_travels_in_the_clear() {
        assert_eq!(Server::read("smtp://box:secret@mail.example"), Err(PostError::PasswordInUrl));
        assert!(
            !PostError::Url(without_secret("http://box:secret@mail.example")).to_string().contains("secret")
        );
        let open = |url: &str, password: Option<&str>| {
            Server::read(url).and_then(|server| server.transport(password)).map(|_| ())
        };
        let clear = Err(PostError::InTheClear("mail.example".to_owned()));
        assert_eq!(open("smtp://box@mail.example?tls=none", Some("secret")), clear);
        assert_eq!(open("smtp://box@127.0.0.1", Some("secret")), Ok(()));
        assert_eq!(open("smtps://box@mail.example", Some("secret")), Ok(()));
        assert_eq!(open("smtps://box@mail.example", None), Err(PostError::HalfACredential));
        assert_eq!(open("smtps://mail.example", Some("secret")), Err(PostError::HalfACredential));
    }

    #[test]
    fn dates_are_written_as_mails_write_them() {
        assert_eq!(date(Instant::from_seconds(784_887_151)), "Tue, 15 Nov 1994 08:12:31 +0000");
    }
}
