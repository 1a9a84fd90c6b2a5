//! Sanctions, publication, open orders under a new text, frames.

use jiangnan_clearing::{ClaimState, Invoice, Signal};
use jiangnan_exchange::case::answer::Cancel;
use jiangnan_exchange::case::claim::LodgeClaim;
use jiangnan_exchange::case::rule::{DraftScheme, EnactScheme};
use jiangnan_exchange::case::sanction::{
    ConfirmSanction, LiftSanction, ProposeSanction, SanctionKey, SanctionStands,
};
use jiangnan_exchange::case::transition::MoveOpenOrders;
use jiangnan_exchange::case::usage::{Confirm, RecordUsage};
use jiangnan_exchange::signal::signals;
use jiangnan_exchange::{Failure, Refusal};
use jiangnan_kernel::Id;
use jiangnan_scheme::{Breach, Sanction};
use jiangnan_store::entity::people::Role;
use jiangnan_store::entity::voucher::SchemeVersionRow;
use jiangnan_store::{Query, Set};

use crate::market::*;
use crate::rules::*;
use crate::settle::put_account;

const SANCTIONS: &str = r#"
[[clause]]
id     = "21"
forbid = { enterprise.blocked = true }

[[clause]]
id     = "22"
forbid = { provider.suspended = true }

[[clause]]
id       = "23"
sanction = { on = "collusion", then = ["refuse", "recover", "block", "suspend"], lasts = { months = 12 } }

[[clause]]
id       = "24"
sanction = { on = "late-claim", then = "warn" }
"#;

fn propose(breach: Breach) -> ProposeSanction {
    ProposeSanction { sanction: Id(801), at: claim_key(), breach, reason: "one invoice, two stories".into() }
}

fn sanction_key() -> SanctionKey {
    SanctionKey { funder: code("CN-ZJ"), sanction: Id(801) }
}

fn sanctioned(market: &Market) -> SanctionStands {
    market.must(officer(201), propose(Breach::Collusion));
    let own = market.run(officer(201), ConfirmSanction { at: sanction_key() });
    assert!(matches!(own, Err(Failure::Refused(Refusal::MakerIsChecker))));
    market.must(officer(202), ConfirmSanction { at: sanction_key() })
}

#[test]
fn collusion_recovers_what_was_granted_and_blocks_both() {
    let market = Market::with_scheme(&with(SANCTIONS), 500_000);
    claimed(&market);
    advise(&market, 201, 60_000).unwrap();
    accept(&market, 202, 60_000).unwrap();
    let before = market.must(engineer(), market.reserve(2, span(3, 9, 11)));
    assert_eq!(before.subsidy_minor, 60_000);
    let stands = sanctioned(&market);
    assert_eq!((stands.clause.as_str(), stands.recovered_minor), ("23", 60_000));
    assert_eq!(stands.until, Some(jiff::civil::date(2027, 6, 1)));
    assert_eq!(claim_row(&market).state, ClaimState::ClawedBack);
    let after = market.must(engineer(), market.reserve(3, span(4, 9, 11)));
    assert_eq!(after.subsidy_minor, 0, "the quote sees both as facts");
    let quote = &terms(&market, 3).terms.quote;
    let facts: Vec<&str> = quote.refusals.iter().map(|one| one.fact.as_str()).collect();
    assert_eq!(facts, ["enterprise.blocked", "provider.suspended"]);
    let lift = || LiftSanction { at: sanction_key(), reason: "the court decided".into() };
    assert!(market.run(officer(202), lift()).is_err(), "who confirmed it alone does not lift it");
    market.must(officer(201), lift());
    assert_eq!(market.must(engineer(), market.reserve(4, span(5, 9, 11))).subsidy_minor, 60_000);
    market.verify();
}

#[test]
fn a_warning_is_shown_to_whoever_reviews_the_next_claim() {
    let market = Market::with_scheme(&with(SANCTIONS), 500_000);
    claimed(&market);
    let found = || {
        let envelope = market.envelope(officer(201));
        signals(&mut market.exchange.look().unwrap(), &envelope, &claim_row(&market)).unwrap()
    };
    assert_eq!(found(), []);
    market.must(officer(201), propose(Breach::LateClaim));
    assert_eq!(found(), [], "what is only proposed stands against nobody");
    market.must(officer(202), ConfirmSanction { at: sanction_key() });
    let label = Breach::LateClaim.label();
    let expected = Signal::BreachBefore { enterprise: vec![label.clone()], provider: vec![label] };
    assert_eq!(found(), [expected]);
}

#[test]
fn a_review_has_a_last_day() {
    let review = "[[clause]]\nid = \"20\"\nreview = { stages = \"agency\", within = { days = 20 } }\n";
    for (clause, until) in [(review, Some(jiff::civil::date(2026, 6, 22))), ("", None)] {
        let market = Market::with_scheme(&with(clause), 500_000);
        claimed(&market);
        let (envelope, row) = (market.envelope(officer(201)), claim_row(&market));
        let mut look = market.exchange.look().unwrap();
        assert_eq!(look.ask(&envelope, |desk| desk.review_until(&row)).unwrap(), until);
    }
}

#[test]
fn a_sanction_on_a_claim_that_is_open_refuses_it_and_frees_the_voucher() {
    let market = Market::with_scheme(&with(SANCTIONS), 500_000);
    claimed(&market);
    let stands = sanctioned(&market);
    assert_eq!((claim_row(&market).state, stands.recovered_minor), (ClaimState::Rejected, 0));
    assert_eq!(left_in_voucher(&market), 500_000);
    market.verify();
}

#[test]
fn a_sanction_is_what_the_rules_of_the_claim_say() {
    let market = Market::with_scheme(&with(SANCTIONS), 500_000);
    claimed(&market);
    assert!(market.run(officer(201), propose(Breach::DoubleFunding)).is_err(), "no clause names it");
    assert!(market.run(lab_manager(), propose(Breach::Collusion)).is_err());
    let stands = market.must(officer(201), propose(Breach::LateClaim));
    assert_eq!((stands.then.as_slice(), stands.until), ([Sanction::Warn].as_slice(), None));
    market.must(officer(202), ConfirmSanction { at: sanction_key() });
    assert_eq!(market.must(engineer(), market.reserve(3, span(4, 9, 11))).subsidy_minor, 60_000);
}

#[test]
fn a_sanction_ends_with_its_last_day() {
    let scheme = with(SANCTIONS).replace("months = 12", "days = 2");
    let market = Market::with_scheme(&scheme, 500_000);
    claimed(&market);
    assert_eq!(sanctioned(&market).until, Some(jiff::civil::date(2026, 6, 3)));
    market.set_now(at(3, 8));
    assert_eq!(market.must(engineer(), market.reserve(3, span(8, 9, 11))).subsidy_minor, 0);
    market.set_now(at(4, 8));
    assert_eq!(market.must(engineer(), market.reserve(4, span(9, 9, 11))).subsidy_minor, 60_000);
}

#[test]
fn what_is_published_is_what_the_scheme_says() {
    let publish = "\n[[clause]]\nid = \"25\"\npublish = { what = [\"provider\", \"amount\"] }\n";
    for (clause, shown) in [(publish, true), ("", false)] {
        let market = Market::with_scheme(&with(clause), 500_000);
        put_account(&market, "CN-ZJ", None);
        put_account(&market, "CN-SH", Some(PROVIDER));
        claimed(&market);
        advise(&market, 201, 60_000).unwrap();
        accept(&market, 202, 60_000).unwrap();
        let versions = [(code("CN-ZJ"), claim_row(&market).version)];
        let settled = |after| {
            let reader = market.exchange.reader().unwrap();
            jiangnan_store::list::settled_claims(&reader, &versions, after, 9).unwrap()
        };
        assert!(settled(None).is_empty(), "nothing is paid yet");
        cycle(&market, 1, at(5, 0), false);
        let mut look = market.exchange.look().unwrap();
        let claims = settled(None);
        let found = look.ask(&market.envelope(operator()), |desk| desk.published_of(&claims)).unwrap();
        assert_eq!(found.len(), usize::from(shown));
        let last = claims.last().map(|claim| (claim.submitted_at, claim.id));
        assert!(settled(last).is_empty(), "nothing stands behind the last");
        if let Some(one) = found.first() {
            assert_eq!(one.amount.map(|money| money.minor), Some(60_000));
            assert!(one.provider.is_some() && one.enterprise.is_none() && one.purpose.is_none());
        }
    }
}

/// Enacts another text of the scheme.
fn enact(market: &Market, text: &str) {
    let version = market.must(officer(201), DraftScheme { text: text.to_owned() }).version;
    market.must(officer(202), EnactScheme { funder: code("CN-ZJ"), scheme: "zj-test".to_owned(), version });
}

fn move_orders() -> MoveOpenOrders {
    MoveOpenOrders { funder: code("CN-ZJ"), scheme: "zj-test".to_owned() }
}

/// Ten texts in one second: whoever reads the tables anew finds the same one in force as the writer that made them so.
#[test]
fn the_text_enacted_last_is_in_force_for_everybody() {
    let market = Market::ready();
    for rate in 31..41 {
        enact(&market, &SCHEME.replace("rate = \"50%\"", &format!("rate = \"{rate}%\"")));
        let (funder, envelope) = (code("CN-ZJ"), market.envelope(officer(201)));
        let mut look = market.exchange.look().unwrap();
        let in_force = |desk: &mut jiangnan_exchange::Desk<'_>| {
            let today = desk.today(funder);
            desk.scheme_in_force(funder, "zj-test", today)
        };
        let found = look.ask(&envelope, in_force).unwrap().unwrap();
        let writes = market.must(engineer(), market.reserve(rate, span(2, 9, 11)));
        assert_eq!(writes.subsidy_minor, 1_200 * i64::try_from(rate).unwrap());
        assert_eq!(terms(&market, rate).terms.holds[0].voucher.clone().unwrap().version, found.version());
        market.must(
            engineer(),
            Cancel { at: key(rate), party: jiangnan_booking::Party::Enterprise, reason: "moved".into() },
        );
    }
}

const MOVE: &str = "\n[[clause]]\nid = \"26\"\ntransition = { open-orders = \"move\" }\n";

#[test]
fn open_orders_keep_their_text_unless_the_new_one_moves_them() {
    let market = Market::ready();
    market.must(engineer(), market.reserve(1, span(2, 9, 11)));
    let lower = SCHEME.replace("rate = \"50%\"", "rate = \"40%\"");
    enact(&market, &lower);
    assert!(market.run(officer(201), move_orders()).is_err(), "the text says nothing of open orders");
    assert_eq!(terms(&market, 1).terms.holds[0].amount_minor, 60_000);
    enact(&market, &format!("{lower}{MOVE}"));
    let answer = market.must(officer(201), move_orders());
    assert_eq!(
        answer.moved.iter().map(|one| (one.before_minor, one.after_minor)).collect::<Vec<_>>(),
        [(60_000, 48_000)]
    );
    assert_eq!(answer.kept, []);
    let row = terms(&market, 1);
    assert_eq!((row.terms.holds[0].amount_minor, row.terms.own_part_minor), (48_000, 127_200 - 48_000));
    assert_eq!(left_in_voucher(&market), 452_000);
    let again = market.must(officer(201), move_orders());
    assert_eq!((again.moved.len(), again.kept.len()), (0, 0), "again changes nothing");
    market.verify();
}

#[test]
fn an_order_that_moved_is_claimed_under_the_new_text() {
    let market = Market::ready();
    market.must(engineer(), market.reserve(1, span(3, 9, 11)));
    // The new text pays for orders from the second day on only.
    let new = SCHEME
        .replace("rate = \"50%\"", "rate = \"45%\"")
        .replace("from = \"2026-01-01\"", "from = \"2026-06-02\"");
    market.set_now(at(2, 8));
    enact(&market, &format!("{new}{MOVE}"));
    assert_eq!(market.must(officer(201), move_orders()).moved.len(), 1);
    market.set_now(at(3, 19));
    let actual = span(3, 9, 11);
    market.must(lab_manager(), RecordUsage { at: key(1), actual, samples: 0, operator: "Li".into() });
    market.must(engineer(), Confirm { at: key(1) });
    let date = jiff::civil::date(2026, 6, 3);
    let lodge = LodgeClaim {
        claim: Id(501),
        at: key(1),
        voucher: VOUCHER,
        evidence: vec![paper("invoice"), paper("usage-record")],
        invoice: Invoice { number: "INV-1".into(), date, issuer: "Org".into() },
        invoiced_minor: None,
    };
    assert_eq!(market.must(lab_manager(), lodge).asked_minor, 54_000);
    market.verify();
}

#[test]
fn an_order_for_which_the_new_text_does_not_pay_keeps_its_own_and_is_reported() {
    let market = Market::ready();
    market.must(engineer(), market.reserve(1, span(2, 9, 11)));
    market.must(engineer(), market.reserve(2, span(3, 9, 11)));
    market.must(
        engineer(),
        Cancel { at: key(2), party: jiangnan_booking::Party::Enterprise, reason: "plans changed".into() },
    );
    let closed = SCHEME.replace("provider.located-in = \"YRD\"", "provider.located-in = \"CN-ZJ\"");
    enact(&market, &format!("{closed}{MOVE}"));
    for _ in 0..2 {
        let answer = market.must(officer(201), move_orders());
        assert_eq!((answer.moved.len(), answer.kept.len()), (0, 1), "the one called off is not open");
        assert!(answer.kept[0].why.en.starts_with("2: `provider.located-in`"), "{:?}", answer.kept);
    }
    assert_eq!(left_in_voucher(&market), 440_000);
    market.verify();
}

/// Keeps a draft as a program did that did not look at promises yet: in place of another text of the same frame.
fn keep_draft(market: &Market, like: &str, text: &str) -> String {
    let reader = market.exchange.reader().unwrap();
    let rows = jiangnan_store::list::scheme_versions(&reader).unwrap();
    let row = rows.into_iter().find(|row| row.text == like).unwrap();
    let frame = row.frame.clone().unwrap();
    let parent: SchemeVersionRow =
        reader.find(&(frame.funder, frame.scheme.clone(), frame.version.clone())).unwrap().unwrap();
    let places = market.exchange.places();
    let frame = jiangnan_scheme::Scheme::load("f.toml", &parent.text, places).unwrap();
    let scheme = jiangnan_scheme::Scheme::load_beside("t.toml", text, places, &[frame]).unwrap();
    let version = scheme.version().to_owned();
    let mut drafts = Set::<SchemeVersionRow>::default();
    drafts.put(SchemeVersionRow {
        version: version.clone(),
        text: text.to_owned(),
        enacted_by: None,
        enacted_at: None,
        ..row
    });
    let writer = market.exchange.database().writer().unwrap();
    writer.begin().unwrap();
    writer.write(&drafts.take_changes().unwrap()).unwrap();
    writer.commit().unwrap();
    version
}

#[test]
fn a_text_that_extends_a_frame_bears_the_frames_version_in_its_own() {
    let frame = SCHEME.replace("zj-test", "yrd-frame").replace("funder    = \"CN-ZJ\"", "funder = \"YRD\"");
    let member = "scheme = \"zj-test\"\ntitle = \"T\"\nfunder = \"CN-ZJ\"\ncurrency = \"CNY\"\nstatus = \"illustrative\"\n\
                  effective = { from = \"2026-01-01\", until = \"2026-12-31\" }\nextends = \"yrd-frame\"\n\
                  [[clause]]\nid = \"z4\"\noverride = \"4\"\nsubsidise = { rate = \"60%\", of = \"price-without-tax\" }\n";
    let market = Market::ready();
    assert!(
        market.run(officer(201), DraftScheme { text: member.to_owned() }).is_err(),
        "no frame is enacted"
    );
    let group = |person| actor(Role::Officer, "YRD", Id(9), person);
    let put = |text: &str| {
        let version = market.must(group(211), DraftScheme { text: text.to_owned() }).version;
        let enact =
            EnactScheme { funder: code("YRD"), scheme: "yrd-frame".to_owned(), version: version.clone() };
        market.must(group(212), enact);
        version
    };
    put(&frame);
    enact(&market, member);
    let first = market.must(engineer(), market.reserve(1, span(2, 9, 11)));
    assert_eq!(first.subsidy_minor, 72_000, "the member's 60 %");
    let old = terms(&market, 1).terms.holds[0].voucher.clone().unwrap().version;
    // Another frame makes another version of the same text, and the order keeps the old one.
    market.set_now(at(1, 9));
    put(&frame.replace("\"1000.00\"", "\"500.00\""));
    enact(&market, member);
    let second = market.must(engineer(), market.reserve(2, span(3, 9, 11)));
    assert_eq!(second.subsidy_minor, 50_000, "the frame's new cap");
    assert_ne!(terms(&market, 2).terms.holds[0].voucher.clone().unwrap().version, old);
    market.verify();
    // Who promised never to be stricter is held to it, in a draft and when an earlier draft is enacted.
    let promises = member.replace("extends =", "promises = \"never-stricter\"\nextends =");
    enact(&market, &promises);
    let strict = promises.replace("60%", "49%");
    let refused = market.run(officer(201), DraftScheme { text: strict.clone() });
    let told = |refused: Result<_, Failure>| match refused {
        Err(Failure::Refused(Refusal::Scheme(findings))) => findings[0].to_string(),
        other => panic!("{other:?}"),
    };
    assert!(told(refused.map(drop)).contains("`never-stricter` does not hold"));
    let version = keep_draft(&market, &promises, &strict);
    let enact_it = EnactScheme { funder: code("CN-ZJ"), scheme: "zj-test".to_owned(), version };
    assert!(told(market.run(officer(202), enact_it).map(drop)).contains("`yrd-frame` pays"));
    market.verify();
    let stranger = member.replace("zj-test", "js-test").replace("CN-ZJ", "CN");
    let refused = market.run(actor(Role::Officer, "CN", Id(9), 220), DraftScheme { text: stranger });
    assert!(
        matches!(refused, Err(Failure::Refused(Refusal::Invalid { field: "extends", .. }))),
        "{refused:?}"
    );
}
