//! A dispute by forms alone: the provider answers, two officers of the instrument's jurisdiction rule, both sides read it.

use axum::http::StatusCode;
use jiangnan_exchange::Actor;
use jiangnan_exchange::case::people::PutPerson;
use jiangnan_kernel::Id;
use jiangnan_store::entity::people::Role;

use crate::market::{Browser, INSTRUMENT, Market, at, code};

/// A market whose only reservation is recorded and contested; its key.
async fn contested() -> (Market, String) {
    let market = Market::ready();
    for (login, person) in [("officer-sh", 203), ("officer-sh-2", 204)] {
        let operator =
            Actor { person: Id(1), home: code("CN-SH"), role: Role::Operator, organisation: Id(0) };
        let put = PutPerson {
            home: code("CN-SH"),
            person: Id(person),
            login: login.to_owned(),
            role: Role::Officer,
            organisation: Id(9),
            name: format!("The {login}"),
            password_hash: "a-secret".to_owned(),
        };
        market.must(operator, put);
    }
    let mut engineer = market.browser("engineer").await;
    let slot = "date=2026-06-02&from=10:00&until=12:00&samples=";
    let check = engineer.get(&format!("/instruments/{INSTRUMENT}/check?{slot}")).await.ok();
    let done = engineer.press(&check, "/reservations").await.leads();
    let reservation = done.strip_suffix("/done").unwrap().to_owned();
    market.set_now(at(2, 13));
    let mut manager = market.browser("lab-manager").await;
    let entry = manager.get("/provider/usage").await.ok().link("/provider/usage/");
    let used = [
        ("outcome", "used"),
        ("date", "2026-06-02"),
        ("from", "10:00"),
        ("until", "12:00"),
        ("operator", "Li"),
    ];
    manager.post(&entry, &used).await.leads();
    let mut engineer = market.browser("engineer").await;
    engineer.post(&format!("{reservation}/dispute"), &[("reason", "the detector was off")]).await.leads();
    (market, reservation.rsplit('/').next().unwrap().to_owned())
}

async fn post(browser: &mut Browser, path: &str, fields: &[(&str, &str)]) -> StatusCode {
    browser.post(path, fields).await.status
}

#[tokio::test]
async fn a_provider_corrects_the_record_and_the_enterprise_confirms_it() {
    let (market, key) = contested().await;
    let mut manager = market.browser("lab-manager").await;
    let start = manager.get("/provider").await.ok();
    let path = start.link("/provider/disputes/");
    let form = manager.get(&path).await.ok();
    assert!(form.says("the detector was off") && form.says("value=\"12:00\""), "{}", form.html);
    let fields = |way, until| {
        [("way", way), ("date", "2026-06-02"), ("from", "10:00"), ("until", until), ("reason", "")]
    };
    for (way, until, says) in [
        ("", "11:00", "Choose how you answer"),
        ("stand", "11:00", "Write why the record is right"),
        ("correct", "09:00", "later than the start"),
        ("correct", "13:30", "once the work has ended"),
    ] {
        let wrong = manager.post(&path, &fields(way, until)).await;
        assert!(
            wrong.status == StatusCode::UNPROCESSABLE_ENTITY && wrong.says(says),
            "{says}: {}",
            wrong.html
        );
    }
    let reservation = format!("/reservations/{key}");
    assert_eq!(manager.post(&path, &fields("correct", "11:00")).await.leads(), reservation);
    assert_eq!(post(&mut manager, &path, &fields("correct", "10:30")).await, StatusCode::CONFLICT);
    let mut engineer = market.browser("engineer").await;
    assert!(engineer.get("/notices").await.ok().says("corrected the record"));
    // One hour at 636.00 with tax, half of the 600.00 without it is paid by the voucher.
    let page = engineer.get(&reservation).await.ok();
    assert!(page.says("Confirm, pay ¥336.00"), "{}", page.html);
    engineer.press(&page, &format!("{reservation}/confirm")).await.leads();
    assert!(engineer.get(&reservation).await.ok().says("Usage confirmed"));
}

#[tokio::test]
async fn two_officers_rule_where_the_instrument_stands() {
    let (market, key) = contested().await;
    let mut manager = market.browser("lab-manager").await;
    let stand = [("way", "stand"), ("reason", "the log says it was on")];
    manager.post(&format!("/provider/disputes/{key}"), &stand).await.leads();
    let (path, confirm) = (format!("/officer/disputes/{key}"), format!("/officer/disputes/{key}/confirm"));
    let ruling = [("verdict", "overturned"), ("reason", "the log ends at ten")];
    let mut funder = market.browser("officer").await;
    assert!(funder.get("/officer/disputes").await.ok().says("Nothing is contested"));
    assert_eq!(post(&mut funder, &path, &ruling).await, StatusCode::FORBIDDEN);
    let officer =
        |person| Actor { person: Id(person), home: code("CN-SH"), role: Role::Officer, organisation: Id(9) };
    let (mut first, mut second) =
        (market.signed_in(officer(203), "one"), market.signed_in(officer(204), "two"));
    assert!(first.get("/desk/officer").await.ok().says("1 dispute to rule on"));
    let list = first.get("/officer/disputes").await.ok();
    let page = first.get(&list.link("/officer/disputes/CN-SH")).await.ok();
    assert!(page.says("the detector was off") && page.says("the log says it was on"), "{}", page.html);
    let silent = first.post(&path, &[("verdict", "upheld")]).await;
    assert!(silent.status == StatusCode::UNPROCESSABLE_ENTITY && silent.says("Write why"), "{}", silent.html);
    let proposed = first.post(&path, &ruling).await.leads();
    let page = first.get(&proposed).await.ok();
    assert!(page.says("the log ends at ten") && !page.says(&confirm), "{}", page.html);
    assert_eq!(post(&mut first, &confirm, &[("verdict", "overturned")]).await, StatusCode::FORBIDDEN);
    assert!(!first.get("/desk/officer").await.ok().says("to rule on"));
    assert!(second.get("/notices").await.ok().says("another officer can confirm it"));
    assert!(market.browser("auditor").await.get(&path).await.ok().says("the log ends at ten"));
    let page = second.get(&path).await.ok();
    assert_eq!(second.press(&page, &confirm).await.leads(), "/officer/disputes?done=confirmed");
    assert_eq!(post(&mut second, &confirm, &[("verdict", "overturned")]).await, StatusCode::CONFLICT);
    let mut engineer = market.browser("engineer").await;
    let page = engineer.get(&format!("/reservations/{key}")).await.ok();
    assert!(page.says("cancelled") && page.says("the log ends at ten"), "{}", page.html);
    assert!(engineer.get("/wallet").await.ok().says("¥5,000.00"));
}
