//! What programs do beside the main job: wait lists, series, disputes, claw-backs, schemes, notices.

use jiangnan_exchange::Actor;
use jiangnan_exchange::case::people::PutPerson;
use jiangnan_kernel::Id;
use jiangnan_store::entity::people::Role;
use serde_json::{Value, json};

use super::journey::{reserved, text, time};
use super::{Program, Seen, actor, program};
use crate::market::{INSTRUMENT, Market, SCHEME, at};

fn list<'v>(value: &'v Value, name: &str) -> &'v Vec<Value> {
    value[name].as_array().unwrap_or_else(|| panic!("no {name} in {value}"))
}

/// Everything, one after the other, on a market whose first cycle is settled.
pub async fn more(market: &Market, claim: &str, seen: &Seen) {
    let (engineer, manager) = (program(market, "engineer", seen), program(market, "lab-manager", seen));
    waiting(&engineer).await;
    weekly(&engineer).await;
    disputes(market, &engineer, &manager, seen).await;
    claw_back(market, claim, seen).await;
    let open = reserved(&engineer, "left-open", 12, 9, 10).await;
    schemes(market, seen).await;
    open_orders(market, &open, seen).await;
    instalments(market, &engineer, &manager, seen).await;
    told(&manager).await;
}

async fn waiting(engineer: &Program) {
    let body =
        json!({ "instrument": INSTRUMENT, "from": time(11, 0), "until": time(11, 23), "seconds": 7_200 });
    let place = engineer.post("/waits", "wait", body).await.ok();
    assert_eq!((&place["state"], &place["offer"]["from"]), (&json!("offered"), &json!(time(11, 9))));
    let all = engineer.get("/waits").await.ok();
    assert_eq!(list(&all, "waits").len(), 1);
    let path = format!("/waits/{}/leave", text(&place["wait"]));
    assert_eq!(engineer.post(&path, "leave", Value::Null).await.ok()["state"], "withdrawn");
}

async fn weekly(engineer: &Program) {
    let wanted = |weeks: u32| json!({ "instrument": INSTRUMENT, "from": time(15, 9), "until": time(15, 11), "weeks": weeks });
    let wrong = engineer.post("/series", "series", wanted(1)).await;
    assert_eq!(wrong.problem(), "invalid");
    let series = engineer.post("/series", "series", wanted(2)).await.ok();
    let weeks = list(&series, "reservations");
    assert_eq!((weeks.len(), &weeks[1]["from"]), (2, &json!(time(22, 9))));
    assert_eq!(series["price"]["minor"], 254_400);
    let path = format!("/series/{}/cancel", text(&series["series"]));
    let ended = engineer.post(&path, "end", json!({ "reason": "no samples" })).await.ok();
    assert_eq!((list(&ended, "cancelled").len(), &ended["fee"]["minor"]), (2, &json!(0)));
    assert_eq!(engineer.post(&path, "again", json!({})).await.problem(), "wrong-state");
}

async fn disputes(market: &Market, engineer: &Program, manager: &Program, seen: &Seen) {
    let key = reserved(engineer, "contested", 9, 14, 15).await;
    market.set_now(at(9, 16));
    let used = json!({ "from": time(9, 14), "until": time(9, 15), "operator": "Li", "samples": 9 });
    manager.post(&format!("/reservations/{key}/usage"), "contested", used).await.ok();
    let why = json!({ "reason": "one sample" });
    engineer.post(&format!("/reservations/{key}/dispute"), "contest", why).await.ok();
    let corrected = json!({ "corrected": { "from": time(9, 14), "until": time(9, 15) }, "samples": 1 });
    let answered = manager.post(&format!("/reservations/{key}/give-in"), "give-in", corrected).await.ok();
    assert_eq!((&answered["state"], &answered["usage"]["samples"]), (&json!("used"), &json!(1)));
    let path = format!("/reservations/{key}/confirm");
    assert_eq!(engineer.post(&path, "agreed", Value::Null).await.ok()["state"], "confirmed");
    let all = engineer.get("/reservations?limit=200").await.ok();
    let missed = list(&all, "reservations").iter().find(|one| one["state"] == "disputed").unwrap();
    let path = format!("/reservations/{}", text(&missed["reservation"]));
    let log = json!({ "reason": "the log is empty" });
    let stands = manager.post(&format!("{path}/stand-by"), "stand-by", log).await.ok();
    assert_eq!(stands["dispute"]["answer"], "the log is empty");
    let (ruling, confirm) = (format!("{path}/ruling"), format!("{path}/ruling/confirm"));
    let upheld = json!({ "verdict": "upheld", "reason": "nobody signed in" });
    let stranger = program(market, "officer", seen).post(&ruling, "ruling", upheld.clone()).await;
    assert_eq!(stranger.problem(), "not-allowed");
    let (first, second) = (officer_of_shanghai(market, 203, seen), officer_of_shanghai(market, 204, seen));
    let proposed = first.post(&ruling, "ruling", upheld).await.ok();
    assert_eq!(
        (&proposed["state"], &proposed["dispute"]["ruling"]["confirmed_by"]),
        (&json!("disputed"), &Value::Null)
    );
    let verdict = json!({ "verdict": "upheld" });
    assert_eq!(first.post(&confirm, "alone", verdict.clone()).await.problem(), "maker-is-checker");
    let other = json!({ "verdict": "overturned" });
    assert_eq!(second.post(&confirm, "other", other).await.problem(), "not-bookable");
    assert_eq!(second.post(&confirm, "both", verdict).await.ok()["state"], "no-show");
}

/// An officer where the instrument stands.
fn officer_of_shanghai(market: &Market, person: u128, seen: &Seen) -> Program {
    let officer = Actor { home: "CN-SH".parse().unwrap(), person: Id(person), ..actor("officer") };
    let put = PutPerson {
        home: officer.home,
        person: officer.person,
        login: format!("officer-sh-{person}"),
        role: Role::Officer,
        organisation: officer.organisation,
        name: "The officer in Shanghai".to_owned(),
        password_hash: String::new(),
    };
    market.must(Actor { person: Id(1), role: Role::Operator, ..officer.clone() }, put);
    super::program_of(market, officer, seen)
}

async fn claw_back(market: &Market, claim: &str, seen: &Seen) {
    let (first, second) = (program(market, "officer", seen), program(market, "officer-2", seen));
    let path = format!("/claims/{claim}/claw-back");
    let body = |minor: i64| json!({ "minor": minor, "clause": "9", "reason": "half of it was not used" });
    assert!(first.post(&path, "too-much", body(60_001)).await.status.is_client_error());
    let proposed = first.post(&path, "back", body(1_000)).await.ok();
    let which = json!({ "proposal": proposed["proposal"] });
    let confirm = format!("{path}/confirm");
    assert!(first.post(&confirm, "alone", which.clone()).await.status.is_client_error());
    let done = second.post(&confirm, "both", which).await.ok();
    assert_eq!(done["claim"], claim);
}

async fn schemes(market: &Market, seen: &Seen) {
    let (first, second) = (program(market, "officer", seen), program(market, "officer-2", seen));
    let text = SCHEME.replace("50%", "40%");
    let broken = first.post("/schemes", "broken", json!({ "text": "scheme = 1" })).await;
    assert!(broken.status.is_client_error(), "{}", broken.json);
    let draft = first.post("/schemes", "draft", json!({ "text": text })).await.ok();
    assert!(draft["enacted_at"].is_null(), "{draft}");
    let which = json!({ "scheme": draft["scheme"], "version": draft["version"] });
    assert_eq!(first.post("/schemes/enact", "alone", which.clone()).await.problem(), "maker-is-checker");
    let enacted = second.post("/schemes/enact", "enact", which).await.ok();
    assert!(!enacted["enacted_at"].is_null(), "{enacted}");
    assert_eq!(list(&first.get("/schemes").await.ok(), "schemes").len(), 2);
}

/// Puts another text in force: drafted by one officer, enacted by another.
async fn in_force(market: &Market, seen: &Seen, text: &str) {
    let (first, second) = (program(market, "officer", seen), program(market, "officer-2", seen));
    let draft = first.post("/schemes", "another-draft", json!({ "text": text })).await.ok();
    let which = json!({ "scheme": draft["scheme"], "version": draft["version"] });
    second.post("/schemes/enact", "another-enactment", which).await.ok();
}

/// Orders of the first text, while the second lets them keep it and the third moves them.
async fn open_orders(market: &Market, open: &str, seen: &Seen) {
    let officer = program(market, "officer", seen);
    let path = "/schemes/zj-test/open-orders";
    let keeps = officer.get(path).await.ok();
    assert!(!keeps["keeps"]["zh"].is_null() && list(&keeps, "moved").is_empty(), "{keeps}");
    let moves = "\n[[clause]]\nid = \"26\"\ntransition = { open-orders = \"move\" }\n";
    let parts = "instalments = [{ share = \"50%\" }, { share = \"50%\", after = \"report\" }]";
    let text = SCHEME
        .replace("50%", "40%")
        .replace("pay = { to = \"provider\" }", &format!("pay = {{ to = \"provider\", {parts} }}"));
    in_force(market, seen, &format!("{text}{moves}")).await;
    let seen_before = officer.get(path).await.ok();
    let own = list(&seen_before, "moved").iter().find(|one| one["reservation"] == open);
    let minor = |side: &str| own.map(|own| own[side]["minor"].clone());
    assert_eq!(
        (minor("before"), minor("after")),
        (Some(json!(30_000)), Some(json!(24_000))),
        "{seen_before}"
    );
    let moved = officer.post(path, "move-them", Value::Null).await.ok();
    assert_eq!(
        (list(&moved, "moved"), list(&moved, "kept")),
        (list(&seen_before, "moved"), list(&seen_before, "kept"))
    );
    let again = officer.post(path, "move-them", Value::Null).await.ok();
    assert_eq!(again, moved, "the same deed gives the same answer");
    assert!(list(&officer.get(path).await.ok(), "moved").is_empty(), "nothing is left to move");
}

/// Half of a grant waits for a report, which the provider hands in.
async fn instalments(market: &Market, engineer: &Program, manager: &Program, seen: &Seen) {
    let key = reserved(engineer, "in-parts", 11, 9, 11).await;
    market.set_now(at(11, 12));
    let used = json!({ "from": time(11, 9), "until": time(11, 11), "operator": "Li" });
    manager.post(&format!("/reservations/{key}/usage"), "use-in-parts", used).await.ok();
    engineer.post(&format!("/reservations/{key}/confirm"), "yes-in-parts", Value::Null).await.ok();
    let shown = engineer.get(&format!("/reservations/{key}")).await.ok();
    let lodging = json!({
        "reservation": key, "voucher": shown["vouchers"][0]["voucher"],
        "invoice": { "number": "INV-9", "date": "2026-06-11", "issuer": "X" },
        "evidence": [{ "kind": "invoice", "name": "INV-9" }, { "kind": "usage-record", "name": "No. 9" }],
    });
    let claim = text(&manager.post("/claims", "claim-in-parts", lodging).await.ok()["claim"]);
    let (first, second) = (program(market, "officer", seen), program(market, "officer-2", seen));
    let advice = json!({ "advice": "accept", "minor": 48_000 });
    first.post(&format!("/claims/{claim}/recommend"), "advice-in-parts", advice).await.ok();
    let ruling = json!({ "ruling": "accept", "minor": 48_000 });
    second.post(&format!("/claims/{claim}/decide"), "ruling-in-parts", ruling).await.ok();
    let waiting = manager.get("/instalments").await.ok();
    let one = &list(&waiting, "instalments")[0];
    let found = (&one["claim"], &one["kind"], &one["amount"]["minor"]);
    assert_eq!(found, (&json!(claim), &json!("report"), &json!(24_000)), "{waiting}");
    assert!(list(&engineer.get("/instalments").await.ok(), "instalments").is_empty(), "she is not paid");
    let path = format!("/claims/{claim}/documents");
    let paper = |kind: &str| json!({ "kind": kind, "name": "Report 9" });
    assert!(manager.post(&path, "contract", paper("contract")).await.status.is_client_error());
    assert_eq!(manager.post(&path, "report", paper("report")).await.ok()["claim"], claim);
    assert!(
        list(&manager.get("/instalments").await.ok(), "instalments").is_empty(),
        "nothing waits any more"
    );
}

async fn told(manager: &Program) {
    let first = manager.get("/notices?limit=1").await.ok();
    let notice = &list(&first, "notices")[0];
    assert!(notice["read_at"].is_null() && !text(&notice["text"]["zh"]).is_empty(), "{notice}");
    let path = format!("/notices/{}/read", text(&notice["notice"]));
    assert!(!manager.post(&path, "read", Value::Null).await.ok()["read_at"].is_null());
    let rest = manager.get(&format!("/notices?limit=200&after={}", text(&first["next"]))).await.ok();
    let unread = list(&rest, "notices").iter().filter(|one| one["read_at"].is_null()).count();
    let all = manager.post("/notices/read", "read-all", Value::Null).await.ok();
    assert!(unread > 3 && all["notices"] == unread, "{unread} {all}");
}
