//! Mails over a real wire: what arrives, in which language, with which event; a server that is away, that refuses,
//! that puts off; a sender that dies between sending and marking.

use std::panic::{AssertUnwindSafe, catch_unwind};

use jiangnan_booking::Party;
use jiangnan_exchange::Actor;
use jiangnan_exchange::case::answer::{Cancel, MoveReservation, ReservationKey};
use jiangnan_exchange::case::contact::{PutAddress, secret_hash};
use jiangnan_exchange::case::mail::RetryMail;
use jiangnan_exchange::notice::outbox::{Delivery, LEASE_SECONDS, PAUSES_SECONDS};
use jiangnan_exchange::notice::post::{Post, Round, send_due};
use jiangnan_kernel::{Clock, Id, Interval, SplitMix64};
use jiangnan_store::entity::notice::{MailRow, MailState};
use jiangnan_store::entity::people::Role;
use jiangnan_store::list;
use jiangnan_testbed::{MailServer, ReceivedMail};
use jiangnan_web::mail::{PostOptions, SmtpPost};

use crate::market::*;

fn put_address(market: &Market, home: &str, person: u128, address: &str, language: &str) {
    let put = PutAddress {
        home: code(home),
        person: Id(person),
        address_hash: secret_hash(address),
        language: language.to_owned(),
        address: address.to_owned(),
    };
    let operator = Actor { person: Id(1), home: code(home), role: Role::Operator, organisation: Id(0) };
    market.must(operator, put);
}

/// A market whose engineer reads English mails and whose lab manager Chinese ones.
fn ready() -> Market {
    let market = Market::ready();
    put_address(&market, "CN-ZJ", 101, "chen@hengyue.example", "en");
    put_address(&market, "CN-SH", 102, "xu@sic.example", "zh-CN");
    market
}

fn options(server: &MailServer) -> PostOptions {
    PostOptions {
        url: server.url(),
        from: "jiangnan <post@market.example>".to_owned(),
        password: None,
        site: Some("https://market.example/".to_owned()),
    }
}

fn post(server: &MailServer) -> SmtpPost {
    SmtpPost::open(&options(server)).unwrap()
}

fn round(market: &Market, post: &mut impl Post) -> Round {
    let take = Id::make(&market.clock, &mut SplitMix64::new(1_000_000 + market.events()));
    send_due(&market.exchange, take, || market.clock.now(), post).unwrap()
}

fn later(market: &Market, seconds: i64) {
    market.set_now(market.clock.now().plus_seconds(seconds));
}

fn dead(market: &Market) -> Vec<MailRow> {
    list::mails_dead(&market.exchange.reader().unwrap(), 10).unwrap()
}

fn count(market: &Market, state: MailState) -> u64 {
    list::mails_in(&market.exchange.reader().unwrap(), state).unwrap()
}

fn to<'m>(mails: &'m [ReceivedMail], address: &str) -> Vec<&'m ReceivedMail> {
    mails.iter().filter(|mail| mail.to == [address]).collect()
}

/// The parts of a mail that are encoded for the wire, as text.
fn plain(data: &str) -> String {
    let mut text = String::new();
    for part in data.split("\r\n\r\n") {
        let bare: String = part.split_whitespace().take_while(|word| !word.starts_with("--")).collect();
        let decoded = decode(&bare).unwrap_or_default();
        text.push_str(&decoded);
        text.push_str(&quoted(part));
    }
    text
}

fn decode(text: &str) -> Option<String> {
    const LETTERS: &[u8] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    let (mut bits, mut count, mut bytes) = (0_u32, 0, Vec::new());
    for letter in text.bytes().filter(|letter| *letter != b'=') {
        bits = (bits << 6) | u32::try_from(LETTERS.iter().position(|known| *known == letter)?).unwrap();
        count += 6;
        if count >= 8 {
            count -= 8;
            bytes.push((bits >> count & 0xff) as u8);
        }
    }
    String::from_utf8(bytes).ok()
}

fn quoted(text: &str) -> String {
    let text = text.replace("=\r\n", "");
    let (mut bytes, mut rest) = (Vec::new(), text.as_str());
    while let Some((before, after)) = rest.split_once('=') {
        bytes.extend(before.bytes());
        match after.get(..2).and_then(|hex| u8::from_str_radix(hex, 16).ok()) {
            Some(byte) => {
                bytes.push(byte);
                rest = &after[2..];
            }
            None => {
                bytes.push(b'=');
                rest = after;
            }
        }
    }
    bytes.extend(rest.bytes());
    String::from_utf8_lossy(&bytes).into_owned()
}

#[test]
fn a_reservation_reaches_both_sides_in_their_language_with_an_event() {
    let (market, server) = (ready(), MailServer::start().unwrap());
    market.reserve_for(engineer_of(), Id(71), (4, 9, 11));
    let done = round(&market, &mut post(&server));
    assert_eq!(done, Round { sent: 2, later: 0, dead: 0 });
    let mails = server.received();
    let (mine, lab) = (to(&mails, "chen@hengyue.example"), to(&mails, "xu@sic.example"));
    assert_eq!((mine.len(), lab.len()), (1, 1));
    assert_eq!(mine[0].from, "post@market.example");
    assert_eq!(mine[0].header("Subject"), "Receipt: reserved: Scanning electron microscope");
    assert_eq!(mine[0].header("Auto-Submitted"), "auto-generated");
    assert_eq!(mine[0].header("Date"), "Mon, 01 Jun 2026 00:00:00 +0000");
    assert!(mine[0].header("Message-ID").ends_with("@market.example>"));
    let text = plain(&mine[0].data);
    for part in [
        "You reserved Scanning electron microscope, 2026-06-04 09:00–11:00.",
        "https://market.example/reservations/CN-SH.",
        "https://market.example/notices/settings",
        "<h1",
        "METHOD:REQUEST",
        "STATUS:CONFIRMED",
        "DTSTART:20260604T010000Z",
        "UID:CN-SH.00000000000000000000000027@jiangnan",
        "ATTENDEE;",
    ] {
        assert!(text.contains(part), "{part} is missing in {text}");
    }
    assert!(mine[0].data.contains("method=REQUEST"), "{}", mine[0].data);
    let text = plain(&lab[0].data);
    assert!(text.contains("机构11预约了扫描电镜"), "{text}");
    assert_eq!(round(&market, &mut post(&server)), Round::default());
    assert_eq!(server.received().len(), 2);
}

#[test]
fn a_move_and_a_cancellation_change_the_event_that_is_in_the_calendar() {
    let (market, server) = (ready(), MailServer::start().unwrap());
    let reservation = market.reserve_for(engineer_of(), Id(71), (4, 9, 11));
    let key = ReservationKey { home: code("CN-SH"), reservation };
    let to_friday = Interval::new(at(5, 9), at(5, 11)).unwrap();
    market.must(engineer_of(), MoveReservation { at: key, to: to_friday });
    let cancel = Cancel { at: key, party: Party::Enterprise, reason: "the sample broke".to_owned() };
    market.must(engineer_of(), cancel);
    while !round(&market, &mut post(&server)).is_empty() {}
    let mails = server.received();
    let lab: Vec<String> = to(&mails, "xu@sic.example").iter().map(|mail| plain(&mail.data)).collect();
    assert_eq!(lab.len(), 3);
    let events = [
        ("METHOD:REQUEST", "SEQUENCE:0", "DTSTART:20260604T010000Z"),
        ("METHOD:REQUEST", "SEQUENCE:1", "DTSTART:20260605T010000Z"),
        ("METHOD:CANCEL", "SEQUENCE:2", "DTSTART:20260605T010000Z"),
    ];
    for (method, sequence, start) in events {
        let found = lab.iter().filter(|text| text.contains(sequence)).collect::<Vec<_>>();
        assert_eq!(found.len(), 1, "{sequence}");
        assert!(found[0].contains(method) && found[0].contains(start), "{}", found[0]);
        assert!(found[0].contains("UID:CN-SH.00000000000000000000000027@jiangnan"));
    }
    assert!(lab.iter().any(|text| text.contains("the sample broke")));
}

#[test]
fn a_server_that_is_away_gets_the_mail_once_it_is_back() {
    let market = ready();
    let server = MailServer::start().unwrap();
    let (place, mut sender) = (server.address(), post(&server));
    drop(server);
    market.reserve_for(engineer_of(), Id(71), (4, 9, 11));
    assert_eq!(round(&market, &mut sender), Round { sent: 0, later: 2, dead: 0 });
    assert_eq!(round(&market, &mut sender), Round::default(), "it is not tried again at once");
    later(&market, PAUSES_SECONDS[0]);
    assert_eq!(round(&market, &mut sender), Round { sent: 0, later: 2, dead: 0 });
    let server = MailServer::start_at(place).unwrap();
    later(&market, PAUSES_SECONDS[1]);
    assert_eq!(round(&market, &mut sender), Round { sent: 2, later: 0, dead: 0 });
    later(&market, PAUSES_SECONDS[2]);
    assert_eq!(round(&market, &mut sender), Round::default());
    assert_eq!(server.received().len(), 2);
}

#[test]
fn a_recipient_that_is_unknown_is_a_dead_letter_until_the_operator_tries_again() {
    let (market, server) = (ready(), MailServer::start().unwrap());
    server.refuse("xu@sic.example");
    market.reserve_for(engineer_of(), Id(71), (4, 9, 11));
    assert_eq!(round(&market, &mut post(&server)), Round { sent: 1, later: 0, dead: 1 });
    let letters = dead(&market);
    assert_eq!((letters.len(), letters[0].attempts), (1, 1));
    assert!(letters[0].problem.contains("550") && letters[0].problem.contains("no such user"), "{letters:?}");
    later(&market, 86_400);
    assert_eq!(round(&market, &mut post(&server)), Round::default(), "a dead letter stays dead");
    let operator = Actor { person: Id(1), home: code("CN-SH"), role: Role::Operator, organisation: Id(0) };
    market.must(operator, RetryMail { mail: (letters[0].jurisdiction, letters[0].id) });
    let known = MailServer::start().unwrap();
    assert_eq!(round(&market, &mut post(&known)), Round { sent: 1, later: 0, dead: 0 });
    assert_eq!((known.received().len(), dead(&market).len()), (1, 0));
}

#[test]
fn a_server_that_puts_off_is_asked_again() {
    let (market, server) = (ready(), MailServer::start().unwrap());
    server.put_off(2);
    market.reserve_for(engineer_of(), Id(71), (4, 9, 11));
    assert_eq!(round(&market, &mut post(&server)), Round { sent: 0, later: 2, dead: 0 });
    later(&market, PAUSES_SECONDS[0]);
    assert_eq!(round(&market, &mut post(&server)), Round { sent: 2, later: 0, dead: 0 });
}

/// Hands a mail over and dies before it can say so.
struct Mortal(SmtpPost);

impl Post for Mortal {
    fn send(&mut self, mail: &MailRow) -> Delivery {
        let delivery = self.0.send(mail);
        assert_eq!(delivery, Delivery::Sent);
        panic!("killed between sending and marking")
    }
}

#[test]
fn a_sender_that_dies_after_sending_has_it_sent_again_under_the_same_number_once() {
    let (market, server) = (Market::ready(), MailServer::start().unwrap());
    put_address(&market, "CN-SH", 102, "xu@sic.example", "zh-CN");
    market.reserve_for(engineer_of(), Id(71), (4, 9, 11));
    let died = catch_unwind(AssertUnwindSafe(|| round(&market, &mut Mortal(post(&server)))));
    assert!(died.is_err());
    assert_eq!((server.received().len(), count(&market, MailState::Due)), (1, 1));
    assert_eq!(round(&market, &mut post(&server)), Round::default(), "the lease is not over");
    later(&market, LEASE_SECONDS);
    assert_eq!(round(&market, &mut post(&server)).sent, 1);
    later(&market, LEASE_SECONDS);
    assert_eq!(round(&market, &mut post(&server)), Round::default());
    let mails = server.received();
    assert_eq!(mails.len(), 2);
    let number = mails[0].header("Message-ID");
    assert!(number.len() > 20, "{number}");
    assert_eq!(mails[1].header("Message-ID"), number, "whoever gets both knows them as one");
    assert_eq!(mails[1].header("Date"), mails[0].header("Date"));
}

#[test]
fn a_server_that_wants_a_password_gets_it_and_a_wrong_one_kills_no_mail() {
    let (market, server) = (Market::ready(), MailServer::start().unwrap());
    put_address(&market, "CN-SH", 102, "xu@sic.example", "zh-CN");
    server.want_login("box", "secret");
    market.reserve_for(engineer_of(), Id(71), (4, 9, 11));
    let with = |password: &str| {
        let url = server.url().replace("smtp://", "smtp://box@");
        SmtpPost::open(&PostOptions { url, password: Some(password.to_owned()), ..options(&server) }).unwrap()
    };
    assert_eq!(round(&market, &mut post(&server)), Round { sent: 0, later: 1, dead: 0 });
    later(&market, PAUSES_SECONDS[0]);
    assert_eq!(round(&market, &mut with("guess")), Round { sent: 0, later: 1, dead: 0 });
    later(&market, PAUSES_SECONDS[1]);
    assert_eq!(round(&market, &mut with("secret")), Round { sent: 1, later: 0, dead: 0 });
    assert_eq!(server.received().len(), 1);
}
