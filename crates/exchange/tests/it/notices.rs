//! What people are told: who of what, once, with the command or not at all.

use jiangnan_booking::{BookingPolicy, Party, Verdict};
use jiangnan_exchange::case::answer::{Approve, Cancel, Decline, Lapse, MoveReservation, ReservationKey};
use jiangnan_exchange::case::contact::{PutAddress, secret_hash};
use jiangnan_exchange::case::dispute::{ConfirmRuling, Dispute, ProposeRuling, StandBy};
use jiangnan_exchange::case::forget::ForgetOld;
use jiangnan_exchange::case::mail::{MailsTaken, MarkMail, TakeMails};
use jiangnan_exchange::case::notice::{ReadAllNotices, ReadNotice};
use jiangnan_exchange::case::people::PutPerson;
use jiangnan_exchange::case::rule::DraftScheme;
use jiangnan_exchange::case::staff::ChangePerson;
use jiangnan_exchange::case::terms::{ListingKey, SetPolicy};
use jiangnan_exchange::case::usage::RecordUsage;
use jiangnan_exchange::case::wait::JoinWaitList;
use jiangnan_exchange::lapse::{pass_offers_on, program};
use jiangnan_exchange::notice::lifetime::{ROUND_MAX, forget_old};
use jiangnan_exchange::notice::outbox::Delivery;
use jiangnan_exchange::notice::rule::{Parties, To, addressees};
use jiangnan_exchange::{Failure, Refusal};
use jiangnan_kernel::{Id, Interval};
use jiangnan_store::entity::notice::{MailRow, NoticeRow};
use jiangnan_store::entity::notice_kind::NoticeKind;
use jiangnan_store::entity::people::Role;
use jiangnan_store::{Query, list};

use crate::market::*;

/// Who is told of what, written down a second time and by hand: kind, then the parts. `person` asked for it, `lab` and
/// `company` are the staff of provider and enterprise, `payee` is the staff of who is paid, here the provider.
const WHO: &str = "
request-accepted       person
request-declined       person
request-lapsed         person lab
cancelled-by-provider  person
slot-offered           person
offer-lapsed           person
usage-recorded         person
no-show-recorded       person
dispute-settled        person lab
voucher-granted        company
own-reserved           person
own-moved              person
own-cancelled          person
reservation-made       lab
request-made           lab
reservation-moved      lab
move-requested         lab
cancelled-by-enterprise lab
usage-confirmed        lab
usage-disputed         lab officers
usage-corrected        person
record-defended        person officers
ruling-proposed        officers
claim-accepted         lab
claim-rejected         lab
claim-returned         lab
clawed-back            lab auditors
payment-booked         lab
claim-lodged           officers
claim-advised          officers
scheme-drafted         officers
scheme-enacted         officers auditors
claw-back-proposed     officers
sanction-proposed      officers
account-proposed       treasurers
account-confirmed      person auditors
account-refused        person
cycle-closed           treasurers auditors
payment-failed         treasurers auditors
confirm-address        person
enterprise-proposed    officers
";

fn parties() -> Parties {
    Parties {
        person: Some((code("CN-ZJ"), Id(101))),
        enterprise: Some((code("CN-ZJ"), ENTERPRISE)),
        provider: Some((code("CN-SH"), PROVIDER)),
        payee: Some((code("CN-SH"), PROVIDER)),
        office: Some(code("CN-AH")),
    }
}

#[test]
fn everybody_is_told_of_what_concerns_them_and_of_nothing_else() {
    let part = |name: &str| match name {
        "person" => To::Person(code("CN-ZJ"), Id(101)),
        "company" => To::Staff(code("CN-ZJ"), ENTERPRISE, Role::Engineer),
        "lab" => To::Staff(code("CN-SH"), PROVIDER, Role::LabManager),
        "officers" => To::Office(code("CN-AH"), Role::Officer),
        "treasurers" => To::Office(code("CN-AH"), Role::Treasurer),
        "auditors" => To::Office(code("CN-AH"), Role::Auditor),
        other => panic!("{other}"),
    };
    let mut seen = Vec::new();
    for line in WHO.lines().filter(|line| !line.is_empty()) {
        let mut words = line.split_whitespace();
        let kind = NoticeKind::of_name(words.next().unwrap()).unwrap();
        assert_eq!(addressees(kind, &parties()), words.map(part).collect::<Vec<_>>(), "{line}");
        assert_eq!(addressees(kind, &Parties::default()), [], "{line}");
        seen.push(kind);
    }
    assert_eq!(seen.len(), NoticeKind::ALL.len());
}

#[test]
fn who_is_paid_is_told_whether_an_enterprise_or_a_provider() {
    let refund = Parties { payee: parties().enterprise, ..parties() };
    let engineers = To::Staff(code("CN-ZJ"), ENTERPRISE, Role::Engineer);
    assert_eq!(addressees(NoticeKind::ClaimAccepted, &refund), [engineers]);
}

fn person(market: &Market, id: u128, role: Role, home: &str, organisation: Id) {
    let put = PutPerson {
        home: code(home),
        person: Id(id),
        login: format!("p{id}"),
        role,
        organisation,
        name: format!("Person {id}"),
        password_hash: "set".to_owned(),
    };
    market.must(actor(Role::Operator, home, Id(0), 1), put);
}

/// A market with people: 101 the engineer, 102 and 103 lab managers, 201 and 202 officers, 301 an officer in Shanghai.
pub fn peopled() -> Market {
    let market = Market::ready();
    person(&market, 101, Role::Engineer, "CN-ZJ", ENTERPRISE);
    person(&market, 102, Role::LabManager, "CN-SH", PROVIDER);
    person(&market, 103, Role::LabManager, "CN-SH", PROVIDER);
    person(&market, 201, Role::Officer, "CN-ZJ", Id(9));
    person(&market, 202, Role::Officer, "CN-ZJ", Id(9));
    person(&market, 301, Role::Officer, "CN-SH", Id(8));
    market
}

/// What a person was told, the oldest first.
fn told(market: &Market, home: &str, person: u128) -> Vec<NoticeRow> {
    let reader = market.exchange.reader().unwrap();
    let mut rows = list::notices_of(&reader, (code(home), Id(person)), None, 100).unwrap();
    rows.reverse();
    rows
}

pub fn kinds(market: &Market, home: &str, person: u128) -> Vec<&'static str> {
    told(market, home, person).iter().map(|row| row.kind.name()).collect()
}

pub fn mails(market: &Market) -> Vec<MailRow> {
    let far = jiangnan_kernel::Instant::from_seconds(i64::MAX / 2);
    list::mails_due(&market.exchange.reader().unwrap(), far, 100).unwrap()
}

fn key(reservation: u128) -> ReservationKey {
    ReservationKey { home: code("CN-SH"), reservation: Id(reservation) }
}

fn ask_first(market: &Market) {
    let policy = BookingPolicy { approval_needed: true, ..BookingPolicy::default() };
    let at = ListingKey { home: code("CN-SH"), listing: INSTRUMENT };
    market.must(lab_manager(), SetPolicy { of: at, policy });
}

pub fn address(market: &Market, home: &str, person: u128, language: &str) {
    let address = format!("p{person}@example.com");
    let put = PutAddress {
        home: code(home),
        person: Id(person),
        address_hash: secret_hash(&address),
        language: language.to_owned(),
        address,
    };
    market.must(actor(Role::Operator, home, Id(0), 1), put);
}

#[test]
fn a_request_is_told_to_each_lab_manager_and_its_answer_to_who_asked() {
    let market = peopled();
    ask_first(&market);
    market.must(engineer(), market.reserve(1, span(2, 9, 11)));
    market.must(engineer(), market.reserve(2, span(3, 9, 11)));
    market.must(engineer(), market.reserve(3, span(4, 9, 11)));
    market.must(lab_manager(), Approve { at: key(1), waiver: String::new() });
    market.set_now(at(1, 9));
    market.must(lab_manager(), Decline { at: key(2), reason: " The column is broken ".to_owned() });
    market.set_now(at(4, 8));
    market.must(program(code("CN-SH")), Lapse { at: key(3) });
    assert_eq!(
        kinds(&market, "CN-SH", 102),
        ["request-made", "request-made", "request-made", "request-lapsed"]
    );
    assert_eq!(kinds(&market, "CN-SH", 103), kinds(&market, "CN-SH", 102));
    let mine = told(&market, "CN-ZJ", 101);
    assert_eq!(kinds(&market, "CN-ZJ", 101), ["request-accepted", "request-declined", "request-lapsed"]);
    assert_eq!(mine[1].body.reason, "The column is broken");
    assert_eq!(mine[0].body.time, Some(span(2, 9, 11)));
    assert_eq!(mine[0].body.thing.en, "SEM");
    assert!(told(&market, "CN-SH", 102)[0].body.until.is_some());
    market.verify();
}

#[test]
fn nobody_is_told_what_they_did_themselves_but_for_a_receipt_by_mail() {
    let market = peopled();
    address(&market, "CN-ZJ", 101, "en");
    address(&market, "CN-SH", 102, "zh-CN");
    market.must(engineer(), market.reserve(1, span(4, 9, 11)));
    market.set_now(at(1, 9));
    market.must(engineer(), MoveReservation { at: key(1), to: span(5, 9, 11) });
    market.set_now(at(1, 10));
    market.must(engineer(), Cancel { at: key(1), party: Party::Enterprise, reason: "no sample".to_owned() });
    assert_eq!(kinds(&market, "CN-ZJ", 101), [""; 0]);
    assert_eq!(
        kinds(&market, "CN-SH", 102),
        ["reservation-made", "reservation-moved", "cancelled-by-enterprise"]
    );
    let mails = mails(&market);
    let mine: Vec<_> = mails.iter().filter(|mail| mail.person == Id(101)).collect();
    let sent: Vec<_> = mine.iter().map(|mail| (mail.kind.name(), mail.body.revision)).collect();
    assert_eq!(sent, [("own-reserved", 0), ("own-moved", 1), ("own-cancelled", 2)]);
    assert!(mine.iter().all(|mail| mail.address == "p101@example.com" && mail.language == "en"));
    assert_eq!(mine[1].body.before, Some(span(4, 9, 11)));
    // The colleague has no address, and gets no mail.
    assert_eq!(mails.iter().filter(|mail| mail.person == Id(102)).count(), 3);
    assert_eq!(mails.iter().filter(|mail| mail.person == Id(103)).count(), 0);
}

#[test]
fn a_refused_command_tells_nothing_and_a_repeated_one_nothing_more() {
    let market = peopled();
    market.must(engineer(), market.reserve(1, span(4, 9, 11)));
    market.run(engineer(), market.reserve(2, span(4, 10, 12))).unwrap_err();
    let envelope = market.envelope(engineer());
    for _ in 0..3 {
        market.exchange.run(envelope.clone(), market.reserve(3, span(5, 9, 11))).unwrap();
    }
    assert_eq!(kinds(&market, "CN-SH", 102), ["reservation-made", "reservation-made"]);
}

#[test]
fn usage_disputes_and_offers_are_told() {
    let market = peopled();
    market.must(engineer(), market.reserve(1, span(2, 9, 11)));
    market.set_now(at(2, 12));
    let usage = RecordUsage { at: key(1), actual: span(2, 9, 11), samples: 2, operator: "Xu".to_owned() };
    market.must(lab_manager(), usage);
    market.set_now(at(2, 13));
    market.must(engineer(), Dispute { at: key(1), reason: "one hour only".to_owned() });
    market.set_now(at(2, 14));
    market.must(lab_manager(), StandBy { at: key(1), reason: "two hours by the log".to_owned() });
    let (verdict, reason) = (Verdict::Upheld, "the log says two".to_owned());
    let officer_of_shanghai = |person| actor(Role::Officer, "CN-SH", Id(8), person);
    market.must(officer_of_shanghai(301), ProposeRuling { at: key(1), verdict, reason });
    market.must(officer_of_shanghai(302), ConfirmRuling { at: key(1), verdict });
    assert_eq!(kinds(&market, "CN-ZJ", 101), ["usage-recorded", "record-defended", "dispute-settled"]);
    assert_eq!(kinds(&market, "CN-SH", 102), ["reservation-made", "usage-disputed", "dispute-settled"]);
    assert_eq!(kinds(&market, "CN-SH", 301), ["usage-disputed", "record-defended"]);
    market.must(engineer(), market.reserve(5, span(4, 9, 18)));
    let wait = JoinWaitList {
        entry: Id(50),
        home: code("CN-SH"),
        listing: INSTRUMENT,
        enterprise_home: code("CN-ZJ"),
        enterprise: ENTERPRISE,
        window: Interval::new(at(4, 0), at(4, 23)).unwrap(),
        seconds: 7_200,
    };
    market.must(engineer(), wait);
    market.must(lab_manager(), Cancel { at: key(5), party: Party::Provider, reason: "repair".to_owned() });
    let mine = told(&market, "CN-ZJ", 101);
    let of = |kind| mine.iter().find(|row| row.kind == kind).unwrap();
    assert_eq!(of(NoticeKind::CancelledByProvider).body.reason, "repair");
    let offered = of(NoticeKind::SlotOffered);
    assert_eq!((offered.body.time, offered.body.until), (Some(span(4, 9, 11)), Some(at(3, 2))));
    assert_eq!(pass_offers_on(&market.exchange, at(3, 3)).unwrap(), 1);
    assert_eq!(kinds(&market, "CN-ZJ", 101)[5..], ["offer-lapsed"]);
}

#[test]
fn offices_are_told_of_what_needs_a_second_person_and_the_first_is_not() {
    let market = peopled();
    let text = SCHEME.replace("50%", "40%");
    market.must(officer(201), DraftScheme { text: text.clone() });
    // The same draft again is no news.
    market.must(officer(201), DraftScheme { text });
    assert_eq!(kinds(&market, "CN-ZJ", 202), ["scheme-drafted"]);
    assert_eq!(kinds(&market, "CN-ZJ", 201), [""; 0]);
    market.grant(Id(45), 100_000).unwrap();
    let granted = told(&market, "CN-ZJ", 101);
    assert_eq!(granted[0].kind, NoticeKind::VoucherGranted);
    assert_eq!(granted[0].body.money.unwrap().minor, 100_000);
    // Who changes the office is told what the new one is told.
    let change =
        ChangePerson { home: code("CN-ZJ"), person: Id(202), role: Role::Auditor, name: "P".to_owned() };
    market.must(operator(), change);
    market.must(officer(201), DraftScheme { text: SCHEME.replace("50%", "30%") });
    assert_eq!(kinds(&market, "CN-ZJ", 202), ["scheme-drafted"]);
}

#[test]
fn what_was_read_is_read_once_and_only_by_its_reader() {
    let market = peopled();
    for (id, day) in [(1, 2), (2, 3), (3, 4)] {
        market.must(engineer(), market.reserve(id, span(day, 9, 11)));
    }
    let first = told(&market, "CN-SH", 102)[0].id;
    let unread =
        || list::unread_count(&market.exchange.reader().unwrap(), (code("CN-SH"), Id(102)), 100).unwrap();
    assert_eq!(unread(), 3);
    let other = actor(Role::LabManager, "CN-SH", PROVIDER, 103);
    let stranger = market.run(other, ReadNotice { notice: first }).unwrap_err();
    assert!(matches!(stranger, Failure::Refused(Refusal::NotFound { .. })));
    market.must(lab_manager(), ReadNotice { notice: first });
    market.set_now(at(1, 10));
    market.must(lab_manager(), ReadNotice { notice: first });
    assert_eq!((unread(), told(&market, "CN-SH", 102)[0].read_at), (2, Some(at(1, 8))));
    assert_eq!(market.must(lab_manager(), ReadAllNotices { person: Id(102) }).notices, 2);
    assert_eq!(market.must(lab_manager(), ReadAllNotices { person: Id(102) }).notices, 0);
    assert_eq!(unread(), 0);
    market.must(engineer(), market.reserve(4, span(5, 9, 11)));
    assert_eq!(unread(), 1);
}

#[test]
fn two_programs_never_take_the_same_mail() {
    let market = peopled();
    address(&market, "CN-SH", 102, "en");
    market.must(engineer(), market.reserve(1, span(4, 9, 11)));
    let keys: Vec<_> = mails(&market).iter().map(|mail| (mail.jurisdiction, mail.id)).collect();
    let take = || market.must(program(code("CN-SH")), TakeMails { mails: keys.clone() });
    assert_eq!(take(), MailsTaken { mails: vec![(keys[0], 1)] });
    assert_eq!(take(), MailsTaken { mails: Vec::new() });
    let refused = market.run(engineer(), TakeMails { mails: keys.clone() }).unwrap_err();
    assert!(matches!(refused, Failure::Refused(Refusal::NotAllowed { .. })));
}

#[test]
fn what_was_read_and_sent_is_forgotten_after_its_time_and_nothing_else() {
    let market = peopled();
    address(&market, "CN-SH", 102, "en");
    for day in 2..6 {
        market.must(engineer(), market.reserve(u128::from(day), span(day, 9, 11)));
    }
    let told = told(&market, "CN-SH", 102);
    market.must(lab_manager(), ReadNotice { notice: told[0].id });
    let (sent, dead) = (mails(&market)[0].id, mails(&market)[1].id);
    let take = TakeMails { mails: vec![(code("CN-SH"), sent), (code("CN-SH"), dead)] };
    market.must(program(code("CN-SH")), take);
    let gone = Delivery::Never { problem: "unknown".to_owned() };
    for (mail, delivery) in [(sent, Delivery::Sent), (dead, gone)] {
        market.must(program(code("CN-SH")), MarkMail { mail: (code("CN-SH"), mail), delivery });
    }
    let kept = || market.exchange.reader().unwrap().list::<MailRow>("", &[]).unwrap().len();
    let left = || (kinds(&market, "CN-SH", 102).len(), kept());
    let all = left();
    for (days, forgotten) in
        [(0, (0, 0)), (30, (0, 0)), (31, (0, 1)), (91, (0, 2)), (180, (0, 2)), (181, (1, 2)), (900, (1, 2))]
    {
        let now = at(1, 8).plus_seconds(days * jiangnan_kernel::Instant::DAY);
        let before = left();
        let rows = forget_old(&market.exchange, now).unwrap();
        assert_eq!(left(), (all.0 - forgotten.0, all.1 - forgotten.1), "after {days} days");
        assert_eq!(rows, (before.0 + before.1 - left().0 - left().1) as u64);
        assert_eq!(forget_old(&market.exchange, now).unwrap(), 0);
    }
    // Whoever asks for more than is over gets nothing of it.
    let early = ForgetOld { notices: vec![(code("CN-SH"), Id(102), told[1].id)], mails: Vec::new() };
    assert_eq!(market.must(program(code("CN-SH")), early.clone()).rows, 0);
    assert!(market.run(lab_manager(), early).is_err(), "people forget nothing");
    market.verify();
}

#[test]
fn a_round_of_forgetting_is_bounded() {
    let market = peopled();
    let of_each = ROUND_MAX / 2 + 1;
    for number in 0..of_each {
        for (person, name) in [(201, "one"), (202, "other")] {
            let text = SCHEME.replace("Test voucher", &format!("The {name} voucher {number}"));
            market.must(officer(person), DraftScheme { text });
        }
    }
    for person in [201, 202] {
        market.must(officer(person), ReadAllNotices { person: Id(person) });
    }
    let late = at(1, 9).plus_seconds(200 * jiangnan_kernel::Instant::DAY);
    let rounds: Vec<u64> = (0..3).map(|_| forget_old(&market.exchange, late).unwrap()).collect();
    assert_eq!(rounds, [ROUND_MAX as u64, 2, 0]);
    market.verify();
}
