//! What rules demand after the order: documents for instalments, open orders under a new text, and who may see them.

use axum::http::StatusCode;
use jiangnan_exchange::case::rule::{DraftScheme, EnactScheme};
use jiangnan_kernel::Id;

use super::{browser, grant, market};
use crate::market::{Market, SCHEME, at, code, engineer_of, officer};

const ORDERS: &str = "/officer/schemes/zj-test/open-orders";

#[tokio::test]
async fn an_officer_sees_what_becomes_of_open_orders() {
    let market = market().await;
    let mut first = browser(&market, "officer").await;
    let page = first.get("/officer/schemes/zj-test").await.ok();
    assert_eq!(page.link(ORDERS), ORDERS);
    let keeps = first.get(ORDERS).await.ok();
    assert!(keeps.says("keep the text under which they were quoted"), "{}", keeps.html);
    assert!(!keeps.says("Move "), "there is nothing to press: {}", keeps.html);

    assert_eq!(browser(&market, "auditor").await.get(ORDERS).await.status, StatusCode::FORBIDDEN);
}

#[tokio::test]
async fn claimants_see_which_documents_are_waited_for() {
    let market = market().await;
    for login in ["engineer", "lab-manager"] {
        let page = browser(&market, login).await.get("/instalments").await.ok();
        assert!(page.says("No instalment waits for a document"), "{login}: {}", page.html);
    }
    assert_eq!(browser(&market, "officer").await.get("/instalments").await.status, StatusCode::FORBIDDEN);
}

/// Puts another text of the scheme in force.
fn in_force(market: &Market, text: &str) {
    let version = market.must(officer(201), DraftScheme { text: text.to_owned() }).version;
    let enact = EnactScheme { funder: code("CN-ZJ"), scheme: "zj-test".to_owned(), version };
    market.must(officer(202), enact);
}

#[tokio::test]
async fn an_open_order_moves_to_the_text_in_force_by_one_press() {
    let market = market().await;
    market.reserve_for(engineer_of(), Id(72), (4, 9, 11));
    let order = format!("/reservations/CN-SH.{}", Id(72));
    let mut engineer = browser(&market, "engineer").await;
    let before = engineer.get(&order).await.ok();
    assert!(before.says("600.00") && !before.says("480.00"), "{}", before.html);
    let moves = "\n[[clause]]\nid = \"26\"\ntransition = { open-orders = \"move\" }\n";
    in_force(&market, &(SCHEME.replace("50%", "40%") + moves));

    let mut first = browser(&market, "officer").await;
    let plan = first.get(ORDERS).await.ok();
    assert!(plan.says("1 order moves") && plan.says("600.00") && plan.says("480.00"), "{}", plan.html);
    assert!(plan.says(&format!("CN-SH.{}", Id(72))), "the claimed order is not open: {}", plan.html);
    assert_eq!(engineer.get(&order).await.ok().html, before.html, "looking changes nothing");

    assert_eq!(first.press(&plan, ORDERS).await.leads(), ORDERS);
    let after = first.get(ORDERS).await.ok();
    assert!(after.says("No open order is held under an earlier text"), "{}", after.html);
    let moved = engineer.get(&order).await.ok();
    assert!(moved.says("480.00"), "the new text's amount: {}", moved.html);
}

#[tokio::test]
async fn what_is_late_by_the_rules_stands_on_the_officers_start_page() {
    let market = market().await;
    let late = "/officer/late";
    let mut first = browser(&market, "officer").await;
    assert!(first.get(late).await.ok().says("Nothing is late"));
    market.set_now(at(23, 9));
    let mut first = browser(&market, "officer").await;
    let start = first.get("/desk/officer").await.ok();
    assert!(start.says("1 claim waits for its review longer"), "{}", start.html);
    assert_eq!(start.link(late), late);
    let page = first.get(late).await.ok();
    assert!(
        page.says("2026-06-22") && page.says("1 day late"),
        "20 days where no time is named: {}",
        page.html
    );
    assert_eq!(
        browser(&market, "auditor").await.get(late).await.ok().link("/officer/claims/"),
        page.link("/officer/claims/")
    );

    let claim = grant(&market).await;
    assert!(first.get(late).await.ok().says("Nothing is late"), "it was reviewed: {claim}");
}
