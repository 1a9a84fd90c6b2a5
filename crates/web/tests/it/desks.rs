//! The desks of officers, treasurers and auditors, by forms alone: two people for each decision, a cycle
//! from its opening to the bank's answer, and an auditor who reads everything and changes nothing.

use axum::http::StatusCode;
use jiangnan_clearing::iso::{
    AccountNumber, Agent, BankParty, bank, read_pain001, write_camt053, write_pain002,
};
use jiangnan_clearing::{Evidence, Invoice};
use jiangnan_exchange::Actor;
use jiangnan_exchange::case::answer::ReservationKey;
use jiangnan_exchange::case::bank::PutBankAccount;
use jiangnan_exchange::case::claim::LodgeClaim;
use jiangnan_exchange::case::people::PutPerson;
use jiangnan_exchange::case::reserve::Reserve;
use jiangnan_exchange::case::usage::{Confirm, RecordUsage};
use jiangnan_kernel::{Currency, Id, Interval, Money};
use jiangnan_scheme::Service;
use jiangnan_store::entity::people::Role;

use crate::market::{Browser, ENTERPRISE, INSTRUMENT, Market, PROVIDER, Page, at, code};

fn operator(home: &str) -> Actor {
    Actor { person: Id(1), home: code(home), role: Role::Operator, organisation: Id(0) }
}

/// A market with a lodged claim of 450.00, a second officer, two treasurers and bank accounts.
async fn market() -> Market {
    let market = Market::ready();
    for (login, home, role, person) in [
        ("officer-2", "CN-ZJ", Role::Officer, 202),
        ("treasurer", "CN-ZJ", Role::Treasurer, 401),
        ("treasurer-sh", "CN-SH", Role::Treasurer, 402),
    ] {
        let put = PutPerson {
            home: code(home),
            person: Id(person),
            login: login.to_owned(),
            role,
            organisation: Id(9),
            name: format!("The {login}"),
            password_hash: "a-secret".to_owned(),
        };
        market.must(operator(home), put);
    }
    for (home, party) in [("CN-ZJ", None), ("CN-SH", None), ("CN-SH", Some(PROVIDER))] {
        let account = BankParty {
            name: "户名".to_owned(),
            account: AccountNumber::Other("0000123456789".to_owned()),
            agent: Agent::Unknown,
        };
        market.must(operator(home), PutBankAccount { home: code(home), party, account });
    }
    claimed(&market);
    market
}

/// Two hours are reserved, one and a half are used, confirmed and claimed.
fn claimed(market: &Market) {
    let actor =
        |role, home, organisation, person| Actor { person: Id(person), home: code(home), role, organisation };
    let engineer = || actor(Role::Engineer, "CN-ZJ", ENTERPRISE, 101);
    let manager = || actor(Role::LabManager, "CN-SH", PROVIDER, 102);
    let (_, listing) = INSTRUMENT.split_once('.').unwrap();
    let key = ReservationKey { home: code("CN-SH"), reservation: Id(71) };
    market.must(
        engineer(),
        Reserve {
            reservation: key.reservation,
            home: key.home,
            listing: listing.parse().unwrap(),
            enterprise_home: code("CN-ZJ"),
            enterprise: ENTERPRISE,
            interval: Interval::new(at(2, 10), at(2, 12)).unwrap(),
            samples: 0,
            service: Service::InstrumentTime,
            agreed_minor: None,
        },
    );
    market.set_now(at(2, 13));
    let actual = Interval::new(at(2, 10), at(2, 11).plus_seconds(1_800)).unwrap();
    market.must(manager(), RecordUsage { at: key, actual, samples: 0, operator: "Li".to_owned() });
    market.must(engineer(), Confirm { at: key });
    let paper = |kind: &str| Evidence { kind: kind.into(), name: "No. 7".into(), sha256: String::new() };
    let date = jiff::civil::date(2026, 6, 2);
    let claim = LodgeClaim {
        claim: Id(81),
        at: key,
        voucher: Id(44),
        evidence: vec![paper("invoice"), paper("usage-record")],
        invoice: Invoice { number: "INV-1".to_owned(), date, issuer: "X".to_owned() },
        invoiced_minor: None,
    };
    market.must(manager(), claim);
}

/// A browser of one of the people of this market.
async fn browser(market: &Market, login: &str) -> Browser {
    let other =
        |role, home, person| Actor { person: Id(person), home: code(home), role, organisation: Id(9) };
    let token = format!("{login}-{}", market.events());
    match login {
        "officer-2" => market.signed_in(other(Role::Officer, "CN-ZJ", 202), &token),
        "treasurer-sh" => market.signed_in(other(Role::Treasurer, "CN-SH", 402), &token),
        known => market.browser(known).await,
    }
}

async fn claim_of(officer: &mut Browser) -> (String, Page) {
    let list = officer.get("/officer/claims").await.ok();
    let claim = list.link("/officer/claims/");
    let page = officer.get(&claim).await.ok();
    (claim, page)
}

const ACCEPT: [(&str, &str); 1] = [("decision", "accept")];

/// Lets two officers grant the claim; gives its address.
async fn grant(market: &Market) -> String {
    let (mut first, mut second) = (browser(market, "officer").await, browser(market, "officer-2").await);
    let (claim, _) = claim_of(&mut first).await;
    assert_eq!(first.post(&claim, &ACCEPT).await.leads(), claim);
    assert_eq!(second.post(&claim, &ACCEPT).await.leads(), claim);
    claim
}

#[tokio::test]
async fn two_officers_decide_and_one_alone_cannot() {
    let market = market().await;
    let mut first = browser(&market, "officer").await;
    let (claim, page) = claim_of(&mut first).await;
    assert!(page.says("¥450.00") && page.says("INV-1") && page.says("No signal was found"), "{}", page.html);

    let empty = first.post(&claim, &[("decision", "reject")]).await;
    assert_eq!(empty.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(empty.says("Choose the clause that rejects the claim"));
    let part = [("decision", "part"), ("amount", "400"), ("note", "one sample less")];
    first.post(&claim, &part).await.leads();

    let alone = first.post(&claim, &ACCEPT).await;
    assert!(alone.status.is_client_error(), "{}", alone.html);
    assert!(first.get(&claim).await.ok().says("You gave the first advice"));

    let mut second = browser(&market, "officer-2").await;
    let page = second.get(&claim).await.ok();
    assert!(page.says("The officer advises") && page.says("accept ¥400.00"), "{}", page.html);
    let above = second.post(&claim, &ACCEPT).await;
    assert_eq!(above.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(above.says("more than the first officer advised"));
    second.post(&claim, &part).await.leads();
    let done = second.get(&claim).await.ok();
    assert!(done.says("Claim accepted") && done.says("¥400.00"), "{}", done.html);
    assert!(second.get("/officer/claims").await.ok().says("No claim waits"));
    let fund = second.get("/officer/fund").await.ok();
    assert!(fund.says("2026-06") && fund.says("¥400.00"), "{}", fund.html);
}

#[tokio::test]
async fn a_claim_is_sent_back_returned_and_rejected_with_a_clause() {
    let market = market().await;
    let (mut first, mut second) = (browser(&market, "officer").await, browser(&market, "officer-2").await);
    let (claim, _) = claim_of(&mut first).await;
    first.post(&claim, &ACCEPT).await.leads();
    second.post(&claim, &[("decision", "send-back"), ("note", "look at the hours")]).await.leads();
    let again = second.get(&claim).await.ok();
    assert!(again.says("look at the hours") && again.says("You are the first of two"), "{}", again.html);
    let reject = [("decision", "reject"), ("clause", "8"), ("note", "no usage record")];
    second.post(&claim, &reject).await.leads();
    let advised = first.get(&claim).await.ok();
    assert!(advised.says("reject by article 8") && advised.says("no usage record"), "{}", advised.html);
    first.post(&claim, &reject).await.leads();
    let done = first.get(&claim).await.ok();
    assert!(done.says("Claim rejected") && done.says("8 · no usage record"), "{}", done.html);
}

#[tokio::test]
async fn what_was_granted_is_taken_back_by_two() {
    let market = market().await;
    let claim = grant(&market).await;
    let (mut first, mut second) = (browser(&market, "officer").await, browser(&market, "officer-2").await);
    let path = format!("{claim}/claw-back");
    let wrong = first.post(&path, &[("back_amount", "451")]).await;
    assert_eq!(wrong.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(wrong.says("at most what is left") && wrong.says("Choose the clause that takes back"));
    let back = [("back_amount", "50"), ("back_clause", "8"), ("back_note", "the record was corrected")];
    first.post(&path, &back).await.leads();
    let seen = first.get(&claim).await.ok();
    assert!(seen.says("Another officer confirms it") && !seen.says("claw-back/"), "{}", seen.html);
    let page = second.get(&claim).await.ok();
    let start = page.html.find(&format!("{path}/")).unwrap();
    let confirm = page.html[start..].split('"').next().unwrap().to_owned();
    assert!(first.post(&confirm, &[]).await.status.is_client_error());
    second.post(&confirm, &[]).await.leads();
    let done = second.get(&claim).await.ok();
    assert!(done.says("¥400.00 of the grant stand") && done.says("A part clawed back"), "{}", done.html);
}

#[tokio::test]
async fn a_scheme_is_drafted_by_one_officer_and_enacted_by_another() {
    let market = market().await;
    let (mut first, mut second) = (browser(&market, "officer").await, browser(&market, "officer-2").await);
    let broken = first.post("/officer/schemes", &[("text", "scheme = 5")]).await;
    assert_eq!(broken.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(broken.says("scheme = 5") && broken.says("scheme.toml:1"), "{}", broken.html);
    let text = crate::market::SCHEME.replace("1000.00", "2000.00");
    assert_eq!(first.post("/officer/schemes", &[("text", &text)]).await.leads(), "/officer/schemes/zj-test");
    let own = first.get("/officer/schemes/zj-test").await.ok();
    assert!(own.says("changed 5") && own.says("the border lies here"), "{}", own.html);
    assert!(!own.says("/enact"), "who drafts does not enact");
    let page = second.get("/officer/schemes/zj-test").await.ok();
    second.press(&page, "/officer/schemes/zj-test/enact").await.leads();
    let done = second.get("/officer/schemes/zj-test").await.ok();
    assert!(done.says("2000.00") && done.says("The officer-2"), "{}", done.html);
    assert!(first.get("/officer/schemes").await.ok().says("Test voucher"));
}

#[tokio::test]
async fn budget_is_added_and_vouchers_are_granted_once() {
    let market = market().await;
    let mut officer = browser(&market, "officer").await;
    let fund = officer.get("/officer/fund").await.ok();
    let fields = fund.hidden("/officer/fund");
    let mut pairs: Vec<(&str, &str)> =
        fields.iter().map(|(name, value)| (name.as_str(), value.as_str())).collect();
    assert_eq!(officer.post("/officer/fund", &pairs).await.status, StatusCode::UNPROCESSABLE_ENTITY);
    pairs.push(("amount", "1000"));
    for _ in 0..2 {
        officer.post("/officer/fund", &pairs).await.leads();
    }
    let fund = officer.get("/officer/fund").await.ok();
    assert!(fund.says("¥96,000.00"), "100,000 and 1,000 less the voucher of 5,000: {}", fund.html);

    let page = officer.get("/officer/grants").await.ok();
    let voucher = page.hidden("/officer/grants");
    let enterprise = format!("CN-ZJ.{}", crate::market::RIVAL);
    let form = |enterprise: &'static str, amount: &'static str| {
        vec![("enterprise", enterprise), ("scheme", "zj-test"), ("amount", amount)]
    };
    for (enterprise, amount, problem) in [
        ("91330100000000000X", "10", "No enterprise has this code"),
        (&*enterprise.clone().leak(), "1000000", "The fund does not hold this much"),
    ] {
        let mut pairs = form(enterprise, amount);
        pairs.push((&voucher[0].0, &voucher[0].1));
        let refused = officer.post("/officer/grants", &pairs).await;
        assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY);
        assert!(refused.says(problem), "{}", refused.html);
    }
    let good = [
        ("enterprise", enterprise.as_str()),
        ("scheme", "zj-test"),
        ("amount", "300"),
        (&voucher[0].0, &voucher[0].1),
    ];
    for _ in 0..2 {
        officer.post("/officer/grants", &good).await.leads();
    }
    let list = officer.get("/officer/grants").await.ok();
    assert_eq!(list.html.matches("¥300.00").count(), 1, "{}", list.html);
    assert!(list.says("¥95,700.00"));
}

/// The file that is offered under a name, which must be one.
async fn file(reader: &mut Browser, page: &Page) -> String {
    let page = reader.get(&page.link("/treasury/files/CN-")).await.ok();
    page.html
}

#[tokio::test]
async fn a_cycle_goes_from_its_opening_to_the_bank_and_back() {
    let market = market().await;
    grant(&market).await;
    let (mut ours, mut theirs) =
        (browser(&market, "treasurer").await, browser(&market, "treasurer-sh").await);
    let none = ours.get("/treasury/cycle").await.ok();
    assert!(none.says("No cycle yet"));
    let past = [("day", "2026-06-01"), ("time", "00:00"), ("form", "through-treasuries")];
    let refused = ours.post("/treasury/cycle", &past).await;
    assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(refused.says("This moment has passed"), "{}", refused.html);
    let good = [("day", "2026-06-04"), ("time", "00:00"), ("form", "through-treasuries")];
    ours.post("/treasury/cycle", &good).await.leads();
    let open = ours.get("/treasury/cycle").await.ok();
    assert!(open.says("¥450.00") && open.says("Zhejiang") && !open.says("/close"), "{}", open.html);
    assert_eq!(ours.post("/treasury/cycle/1/close", &[]).await.status, StatusCode::UNPROCESSABLE_ENTITY);

    market.set_now(at(4, 9));
    let (mut ours, mut theirs_again) =
        (browser(&market, "treasurer").await, browser(&market, "treasurer-sh").await);
    std::mem::swap(&mut theirs, &mut theirs_again);
    let page = ours.get("/treasury/cycle/1").await.ok();
    ours.press(&page, "/treasury/cycle/1/close").await.leads();
    for treasurer in [&mut ours, &mut theirs] {
        let page = treasurer.get("/treasury/cycle/1").await.ok();
        assert!(page.says("/treasury/cycle/1/export") && !page.says("/settle"), "{}", page.html);
        treasurer.press(&page, "/treasury/cycle/1/export").await.leads();
        answer_of_the_bank(treasurer).await;
    }
    let page = ours.get("/treasury/cycle/1").await.ok();
    assert!(page.says("booked") && !page.says("to be sent"), "{}", page.html);
    ours.press(&page, "/treasury/cycle/1/settle").await.leads();
    assert!(ours.get("/treasury/cycle/1").await.ok().says("settled"));

    let statement = ours.get("/treasury/statement").await.ok();
    assert!(statement.says("450.00") && statement.says("Shanghai"), "{}", statement.html);
    let csv = ours.get(&statement.link("/treasury/statement.csv")).await.ok();
    assert!(csv.html.lines().nth(1).unwrap().ends_with(",\"CNY\",-450.00"), "{}", csv.html);
    let mut auditor = browser(&market, "auditor").await;
    auditor.post("/audit/verify", &[]).await.leads();
    assert!(auditor.get("/audit").await.ok().says("The chain is whole"));
}

/// Hands a treasurer's file to a bank and its answers back, each twice.
async fn answer_of_the_bank(treasurer: &mut Browser) {
    let files = treasurer.get("/treasury/files").await.ok();
    let order = read_pain001(file(treasurer, &files).await.as_bytes()).unwrap();
    assert_eq!(order.transfers.iter().map(|transfer| transfer.minor).sum::<i64>(), 45_000);
    let now = at(4, 10);
    let status = write_pain002(&bank::answer(&order, now, |_| None)).unwrap();
    let opening = Money::new(1_000_000, Currency::CNY);
    let booked = bank::book(std::slice::from_ref(&order), opening, (order.execution, now), |_| None).unwrap();
    let booked = write_camt053("S-1", now, &[booked]).unwrap();
    for (name, content) in [("status.xml", &status), ("statement.xml", &booked)] {
        for _ in 0..2 {
            let to = treasurer.post_files("/treasury/files", &[], &[("file", name, content)]).await.leads();
            let page = treasurer.get(&to).await.ok();
            assert!(page.says("1 payment changed") && !page.says("need somebody"), "{to}: {}", page.html);
        }
    }
    let junk = treasurer.post_files("/treasury/files", &[], &[("file", "a.jpg", "<a/>")]).await;
    assert_eq!(junk.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(junk.says("is neither a pain.002 nor a camt.053"), "{}", junk.html);
}

#[tokio::test]
async fn a_refused_payment_is_shown_and_made_again() {
    let market = market().await;
    grant(&market).await;
    let good = [("day", "2026-06-04"), ("time", "00:00"), ("form", "direct")];
    browser(&market, "treasurer").await.post("/treasury/cycle", &good).await.leads();
    market.set_now(at(4, 9));
    let mut ours = browser(&market, "treasurer").await;
    ours.post("/treasury/cycle/1/close", &[]).await.leads();
    ours.post("/treasury/cycle/1/export", &[]).await.leads();
    let files = ours.get("/treasury/files").await.ok();
    let order = read_pain001(file(&mut ours, &files).await.as_bytes()).unwrap();
    let closed = || jiangnan_clearing::iso::Reason { code: "AC04".into(), text: "Account closed".into() };
    let status = write_pain002(&bank::answer(&order, at(4, 10), |_| Some(closed()))).unwrap();
    let to = ours.post_files("/treasury/files", &[], &[("file", "s.xml", &status)]).await.leads();
    let page = ours.get(&to).await.ok();
    assert!(page.says("1 line needs somebody") && page.says("Account closed"), "{}", page.html);
    let cycle = ours.get("/treasury/cycle/1").await.ok();
    let start = cycle.html.find("/treasury/cycle/1/again/").unwrap();
    let again = cycle.html[start..].split('"').next().unwrap().to_owned();
    ours.post(&again, &[]).await.leads();
    assert!(!ours.get("/treasury/files").await.ok().says("Account closed"), "made again, it is done with");
    ours.post("/treasury/cycle/1/export", &[]).await.leads();
}

#[tokio::test]
async fn an_auditor_reads_everything_and_changes_nothing() {
    let market = market().await;
    let claim = grant(&market).await;
    let open = [("day", "2026-06-04"), ("time", "00:00"), ("form", "direct")];
    browser(&market, "treasurer").await.post("/treasury/cycle", &open).await.leads();
    let mut auditor = browser(&market, "auditor").await;
    let before = market.events();
    for path in [
        "/officer/claims",
        &claim,
        "/officer/fund",
        "/officer/schemes",
        "/officer/schemes/zj-test",
        "/officer/grants",
        "/treasury/cycle",
        "/treasury/files",
        "/treasury/statement?of=CN-ZJ",
        "/audit",
        "/audit/1",
    ] {
        let page = auditor.get(path).await.ok();
        assert!(!page.says("⟦"), "{path}: {}", page.html);
        let forms = page.html.matches("<form").count();
        let harmless = ["/preferences", "/sign-out", "/audit/verify", "/audit\""]
            .map(|action| page.html.matches(&format!("action=\"{}", action.trim_end_matches('"'))).count());
        assert!(forms <= harmless.iter().sum(), "{path} offers a deed: {}", page.html);
    }
    for path in [
        &*claim,
        &format!("{claim}/claw-back"),
        "/officer/fund",
        "/officer/schemes",
        "/officer/schemes/zj-test/enact",
        "/officer/grants",
        "/treasury/cycle",
        "/treasury/cycle/1/close",
        "/treasury/cycle/1/export",
        "/treasury/cycle/1/settle",
    ] {
        let refused = auditor.post(path, &ACCEPT).await;
        assert_eq!(refused.status, StatusCode::FORBIDDEN, "{path}");
    }
    let file = auditor.post_files("/treasury/files", &[], &[("file", "a.xml", "<a/>")]).await;
    assert_eq!(file.status, StatusCode::FORBIDDEN);
    assert_eq!(market.events(), before, "nothing was written");
    let mut engineer = browser(&market, "engineer").await;
    for path in ["/officer/claims", "/treasury/cycle", "/audit"] {
        assert_eq!(engineer.get(path).await.status, StatusCode::FORBIDDEN, "{path}");
    }
}

#[tokio::test]
async fn the_chain_is_searched_by_name_number_and_person() {
    let market = market().await;
    let mut auditor = browser(&market, "auditor").await;
    let all = auditor.get("/audit").await.ok();
    assert!(all.says("Claim lodged") && all.says("Signed in"));
    let grants = auditor.get("/audit?q=voucher+granted").await.ok();
    assert!(grants.says("1 event<") && grants.says("Voucher granted"), "{}", grants.html);
    let event = auditor.get(&grants.link("/audit/")).await.ok();
    assert!(event.says("amount_minor") && event.says("What was answered"), "{}", event.html);
    let voucher = format!("/audit?q={}", Id(44));
    assert!(auditor.get(&voucher).await.ok().says("Voucher granted"));
    assert!(auditor.get("/audit?q=lab-manager").await.ok().says("Usage recorded"));
    assert!(auditor.get("/audit?q=nobody+at+all").await.ok().says("No event matches"));
    let people = auditor.get("/audit?q=put-person").await.ok();
    let person = auditor.get(&people.link("/audit/")).await.ok();
    assert!(person.says("password_hash") && !person.says("a-secret"), "{}", person.html);
}

#[tokio::test]
async fn tampering_shows_on_the_audit_page() {
    let market = market().await;
    let mut auditor = browser(&market, "auditor").await;
    assert!(auditor.get("/audit").await.ok().says("has not been verified"));
    auditor.post("/audit/verify", &[]).await.leads();
    assert!(auditor.get("/audit").await.ok().says("The chain is whole"));
    market.tamper("UPDATE event SET body = replace(body, '10000000', '90000000') WHERE kind = 'appropriate'");
    market.tamper("UPDATE account SET credits_posted = credits_posted + 1 WHERE code LIKE 'fund:%'");
    auditor.post("/audit/verify", &[]).await.leads();
    let broken = auditor.get("/audit").await.ok();
    assert!(broken.says("The chain is broken at event") && broken.says("was changed after it was written"));
    assert!(broken.says("1 thing does not add up") && broken.says("fund:CN-ZJ"), "{}", broken.html);
}
