//! The main job from search to settlement by programs alone; at its end every operation was called.

use jiangnan_booking::BookingPolicy;
use jiangnan_clearing::iso::{bank, read_pain001, write_camt053, write_pain002};
use jiangnan_exchange::case::catalogue::PutListing;
use jiangnan_kernel::{Currency, Money};
use jiangnan_store::Lookup;
use jiangnan_store::entity::catalogue::{Listing, ListingRow};
use serde_json::{Value, json};

use super::more::more;
use super::{DOCUMENT, Program, Seen, actor, program, stranger};
use crate::desks::{browser, market};
use crate::market::{INSTRUMENT, Market, at, code};

pub fn text(value: &Value) -> String {
    value.as_str().unwrap_or_else(|| panic!("{value} is no text")).to_owned()
}

pub fn time(day: i8, hour: i8) -> String {
    at(day, hour).to_string()
}

pub async fn reserved(engineer: &Program, key: &str, day: i8, from: i8, until: i8) -> String {
    let body = json!({ "instrument": INSTRUMENT, "from": time(day, from), "until": time(day, until) });
    text(&engineer.post("/reservations", key, body).await.ok()["reservation"])
}

#[tokio::test]
async fn programs_do_the_main_job_and_every_operation_is_called() {
    let market = market().await;
    let seen = Seen::default();
    let engineer = program(&market, "engineer", &seen);
    let manager = program(&market, "lab-manager", &seen);
    finding(&market, &engineer, &seen).await;
    let claim = working(&market, &engineer, &manager).await;
    reviewing(&market, &claim, &manager, &seen).await;
    settling(&market, &seen).await;
    more(&market, &claim, &seen).await;
    proving(&market, &seen).await;
    let mut missing = Vec::new();
    for (path, item) in DOCUMENT["paths"].as_object().unwrap() {
        for method in item.as_object().unwrap().keys() {
            let name = format!("{} {path}", method.to_uppercase());
            if !seen.lock().unwrap().contains(&name) {
                missing.push(name);
            }
        }
    }
    assert!(missing.is_empty(), "never answered well: {missing:?}");
}

async fn finding(market: &Market, engineer: &Program, seen: &Seen) {
    assert_eq!(engineer.get("/me").await.ok()["role"], "engineer");
    let hits = engineer.get("/instruments?q=sem&sort=price").await.ok();
    let hit = &hits["hits"][0];
    assert_eq!((&hit["instrument"], &hit["own_part"]["minor"]), (&json!(INSTRUMENT), &json!(33_600)));
    let unsigned =
        stranger(market, seen).get("/instruments?q=%E6%89%AB%E6%8F%8F%E7%94%B5%E9%95%9C").await.ok();
    assert_eq!((&unsigned["total"], &unsigned["hits"][0]["own_part"]), (&json!(1), &Value::Null));
    let one = engineer.get(&format!("/instruments/{INSTRUMENT}")).await.ok();
    assert_eq!((&one["kind"], &one["zone"]), (&json!("instrument"), &json!("Asia/Shanghai")));
    let week = engineer.get(&format!("/instruments/{INSTRUMENT}/slots?week=2026-06-04")).await.ok();
    assert_eq!(week["monday"], "2026-06-01");
    let slot = |from: String| {
        let all = week["slots"].as_array().unwrap();
        all.iter().find(|slot| slot["from"] == from).map(|slot| text(&slot["state"]))
    };
    assert_eq!(slot(time(2, 10)).as_deref(), Some("mine"), "{week}");
    assert_eq!(slot(time(3, 9)).as_deref(), Some("free"));
    let path = format!("/instruments/{INSTRUMENT}/quote?from={}&until={}", time(3, 9), time(3, 11));
    let quote = engineer.get(&path).await.ok();
    let parts =
        [&quote["price"], &quote["own_part"], &quote["subsidies"][0]["amount"]].map(|a| a["minor"].clone());
    assert_eq!(parts, [127_200, 67_200, 60_000].map(Value::from), "{quote}");
    assert_eq!(quote["bookable"], true);
}

/// Reserves, calls off, moves, requests; one is used, confirmed and claimed. Gives the claim.
async fn working(market: &Market, engineer: &Program, manager: &Program) -> String {
    let off = reserved(engineer, "first", 9, 9, 10).await;
    let twice = reserved(engineer, "first", 9, 9, 10).await;
    assert_eq!(off, twice, "the same key makes nothing twice");
    let gone = engineer.post(&format!("/reservations/{off}/cancel"), "off", json!({})).await.ok();
    assert_eq!(gone["state"], "cancelled");
    let key = reserved(engineer, "second", 4, 9, 11).await;
    let to = json!({ "from": time(4, 14), "until": time(4, 16) });
    let moved = engineer.post(&format!("/reservations/{key}/move"), "move", to).await.ok();
    assert_eq!(moved["from"], time(4, 14));
    requests(market, engineer, manager).await;
    market.set_now(at(4, 17));
    let used = json!({ "from": time(4, 14), "until": time(4, 16), "operator": "Li" });
    let recorded = manager.post(&format!("/reservations/{key}/usage"), "use", used).await.ok();
    assert_eq!(recorded["state"], "used");
    assert_eq!(
        engineer.post(&format!("/reservations/{key}/confirm"), "yes", Value::Null).await.ok()["state"],
        "confirmed"
    );
    let missed = reserved(engineer, "third", 5, 9, 10).await;
    market.set_now(at(5, 11));
    manager.post(&format!("/reservations/{missed}/no-show"), "nobody", Value::Null).await.ok();
    let why = json!({ "reason": "we were there" });
    assert_eq!(
        engineer.post(&format!("/reservations/{missed}/dispute"), "no", why).await.ok()["state"],
        "disputed"
    );
    let shown = engineer.get(&format!("/reservations/{key}")).await.ok();
    let first = engineer.get("/reservations?limit=2").await.ok();
    let next = engineer.get(&format!("/reservations?limit=200&after={}", text(&first["next"]))).await.ok();
    assert_eq!(first["reservations"].as_array().unwrap().len(), 2);
    assert!(next["next"].is_null() && !next["reservations"].as_array().unwrap().is_empty(), "{next}");
    assert!(!manager.get("/reservations").await.ok()["reservations"].as_array().unwrap().is_empty());
    let wallet = engineer.get("/wallet").await.ok();
    assert_eq!(wallet["vouchers"][0]["voucher"], shown["vouchers"][0]["voucher"]);
    lodged(manager, &key, &text(&shown["vouchers"][0]["voucher"])).await
}

/// An instrument whose provider answers each request: one is approved, one declined.
async fn requests(market: &Market, engineer: &Program, manager: &Program) {
    set_policy(market, BookingPolicy { approval_needed: true, ..BookingPolicy::default() });
    for (key, answer, body) in
        [("ask-1", "approve", Value::Null), ("ask-2", "decline", json!({ "reason": "full" }))]
    {
        let from = if answer == "approve" { 9 } else { 11 };
        let request = reserved(engineer, key, 10, from, from + 1).await;
        assert_eq!(engineer.get(&format!("/reservations/{request}")).await.ok()["state"], "requested");
        manager.post(&format!("/reservations/{request}/{answer}"), answer, body).await.ok();
    }
    set_policy(market, BookingPolicy::default());
}

/// By which rules the instrument is reserved from now on.
fn set_policy(market: &Market, policy: BookingPolicy) {
    let (home, id) = INSTRUMENT.split_once('.').unwrap();
    let reader = market.exchange.reader().unwrap();
    let row = ListingRow::fetch(&reader, &(code(home), id.parse().unwrap())).unwrap().unwrap();
    market.must(actor("lab-manager"), PutListing { listing: Listing::clone(&row.body), policy });
}

async fn lodged(manager: &Program, reservation: &str, voucher: &str) -> String {
    let claim = json!({
        "reservation": reservation, "voucher": voucher,
        "invoice": { "number": "INV-2", "date": "2026-06-04", "issuer": "X" },
        "evidence": [{ "kind": "invoice", "name": "INV-2" }, { "kind": "usage-record", "name": "No. 8" }],
    });
    let lodged = manager.post("/claims", "claim", claim).await.ok();
    assert_eq!((&lodged["state"], &lodged["asked"]["minor"]), (&json!("lodged"), &json!(60_000)));
    assert_eq!(manager.get("/claims").await.ok()["claims"].as_array().unwrap().len(), 2);
    text(&lodged["claim"])
}

async fn reviewing(market: &Market, claim: &str, manager: &Program, seen: &Seen) {
    let (first, second) = (program(market, "officer", seen), program(market, "officer-2", seen));
    let waiting = first.get("/claims?state=lodged").await.ok();
    let other =
        waiting["claims"].as_array().unwrap().iter().map(|one| text(&one["claim"])).find(|one| one != claim);
    manager.post(&format!("/claims/{}/withdraw", other.unwrap()), "back", Value::Null).await.ok();
    let advice = json!({ "advice": "accept", "minor": 60_000 });
    first.post(&format!("/claims/{claim}/recommend"), "advice", advice).await.ok();
    let ruling = json!({ "ruling": "accept", "minor": 60_000 });
    let alone = first.post(&format!("/claims/{claim}/decide"), "alone", ruling.clone()).await;
    assert!(alone.status.is_client_error(), "{}", alone.json);
    let done = second.post(&format!("/claims/{claim}/decide"), "ruling", ruling).await.ok();
    assert_eq!((&done["state"], &done["granted"]["minor"]), (&json!("accepted"), &json!(60_000)));
    assert_eq!(first.get(&format!("/claims/{claim}")).await.ok()["state"], "accepted");
    let before = first.get("/funds").await.ok()["funds"][0]["free"]["minor"].as_i64().unwrap();
    let added = first.post("/funds", "budget", json!({ "scheme": "zj-test", "amount_minor": 5 })).await.ok();
    assert_eq!(added["available_minor"], before + 5);
    let grant = json!({ "scheme": "zj-test", "enterprise": format!("CN-ZJ.{}", crate::market::RIVAL), "amount_minor": 100 });
    first.post("/vouchers", "grant", grant).await.ok();
}

async fn settling(market: &Market, seen: &Seen) {
    let (ours, theirs) = (program(market, "treasurer", seen), program(market, "treasurer-sh", seen));
    let open = json!({ "form": "through-treasuries", "cut_off": time(8, 0) });
    let cycle = text(&ours.post("/cycles", "open", open).await.ok()["cycle"]);
    market.set_now(at(8, 9));
    let closed = ours.post(&format!("/cycles/{cycle}/close"), "close", Value::Null).await.ok();
    let position = &closed["positions"][0];
    assert_eq!((&position["payer"], &position["payee"]), (&json!("CN-ZJ"), &json!("CN-SH")), "{closed}");
    let nets: i64 =
        closed["nets"].as_array().unwrap().iter().map(|net| net["amount"]["minor"].as_i64().unwrap()).sum();
    assert_eq!(nets, 0);
    for (treasurer, login) in [(&ours, "treasurer"), (&theirs, "treasurer-sh")] {
        let path = format!("/cycles/{cycle}/export");
        let sent = treasurer.post(&path, &format!("export-{login}"), json!({ "currency": "CNY" })).await.ok();
        assert_eq!(sent["payments"], 1);
        answered(market, login, seen).await;
    }
    let page = ours.get(&format!("/cycles/{cycle}/payments?limit=1")).await.ok();
    let rest = ours.get(&format!("/cycles/{cycle}/payments?after={}", text(&page["next"]))).await.ok();
    let states: Vec<&Value> = [&page, &rest].map(|one| &one["payments"][0]["state"]).to_vec();
    assert_eq!(states, [&json!("settled"), &json!("rejected")], "{page} {rest}");
    let failed = text(&rest["payments"][0]["payment"]);
    theirs_again(market, (&ours, &theirs), &failed, &cycle, seen).await;
    assert_eq!(
        ours.post(&format!("/cycles/{cycle}/settle"), "settle", Value::Null).await.ok()["state"],
        "settled"
    );
    assert_eq!(ours.get("/cycles").await.ok()["cycles"][0]["state"], "settled");
    assert_eq!(theirs.get(&format!("/cycles/{cycle}")).await.ok()["number"], 1);
}

/// The payment that the bank refused is made again, exported and booked.
async fn theirs_again(
    market: &Market,
    (ours, theirs): (&Program, &Program),
    failed: &str,
    cycle: &str,
    seen: &Seen,
) {
    let (payer, login) =
        if failed.starts_with("CN-ZJ") { (ours, "treasurer") } else { (theirs, "treasurer-sh") };
    payer.post(&format!("/payments/{failed}/again"), "again", Value::Null).await.ok();
    payer.post(&format!("/cycles/{cycle}/export"), "export-again", json!({ "currency": "CNY" })).await.ok();
    answer_all(market, login, false, seen).await;
}

/// Hands the file of one treasurer to a bank and its answers back; the bank refuses the second treasurer's.
async fn answered(market: &Market, login: &str, seen: &Seen) {
    answer_all(market, login, login == "treasurer", seen).await;
}

async fn answer_all(market: &Market, login: &str, refuse: bool, seen: &Seen) {
    let mut person = browser(market, login).await;
    let files = person.get("/treasury/files").await.ok();
    let file = person.get(&files.link("/treasury/files/CN-")).await.ok();
    let order = read_pain001(file.html.as_bytes()).unwrap();
    let reason = || jiangnan_clearing::iso::Reason { code: "AC04".into(), text: "Account closed".into() };
    let status = write_pain002(&bank::answer(&order, at(8, 10), |_| refuse.then(reason))).unwrap();
    person.post_files("/treasury/files", &[], &[("file", "status.xml", &status)]).await.leads();
    if !refuse {
        let opening = Money::new(1_000_000, Currency::CNY);
        let booked =
            bank::book(std::slice::from_ref(&order), opening, (order.execution, at(8, 10)), |_| None)
                .unwrap();
        let booked = write_camt053(&format!("S-{login}"), at(8, 10), &[booked]).unwrap();
        let program = program(market, login, seen);
        let read = program.post("/bank-files", "statement", json!({ "xml": booked })).await.ok();
        assert_eq!((&read["lines"], &read["attention"]), (&json!(1), &json!(0)), "{read}");
    }
}

async fn proving(market: &Market, seen: &Seen) {
    let auditor = program(market, "auditor", seen);
    let head = auditor.get("/audit/head").await.ok();
    assert_eq!(head["seq"], market.events());
    assert!(!auditor.get("/funds").await.ok()["funds"].as_array().unwrap().is_empty());
    assert_eq!(
        auditor.get("/claims?state=settled&funder=CN-ZJ").await.ok()["claims"].as_array().unwrap().len(),
        1
    );
}
