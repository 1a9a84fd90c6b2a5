//! What rules demand after the order: documents for instalments, open orders under a new text, findings in Chinese.

use axum::http::StatusCode;

use super::{browser, market};
use crate::market::SCHEME;

const ORDERS: &str = "/officer/schemes/zj-test/open-orders";

#[tokio::test]
async fn an_officer_sees_what_becomes_of_open_orders_before_they_move() {
    let market = market().await;
    let (mut first, mut second) = (browser(&market, "officer").await, browser(&market, "officer-2").await);
    let page = first.get("/officer/schemes/zj-test").await.ok();
    assert_eq!(page.link(ORDERS), ORDERS);
    let keeps = first.get(ORDERS).await.ok();
    assert!(keeps.says("keep the text under which they were quoted"), "{}", keeps.html);
    assert!(!keeps.says("Move "), "there is nothing to press: {}", keeps.html);

    let text = SCHEME.replace("rate = \"50%\"", "rate = \"60%\"")
        + "\n[[clause]]\nid = \"25\"\ntransition = { open-orders = \"move\" }\n";
    let draft = first.post("/officer/schemes/zj-test/edit", &[("text", &text), ("do", "keep")]).await.leads();
    let drafted = second.get(&draft).await.ok();
    let version = drafted.html.split("name=\"version\" value=\"").nth(1).unwrap();
    let version = version.split('"').next().unwrap();
    second.post("/officer/schemes/zj-test/enact", &[("version", version)]).await.leads();

    let events = market.events();
    let shown = first.get(ORDERS).await.ok();
    assert!(shown.says("Move 1 order to the text in force"), "{}", shown.html);
    assert_eq!(market.events(), events, "looking moves nothing");
    assert_eq!(first.post(ORDERS, &[]).await.leads(), ORDERS);
    assert!(market.events() > events);
    let done = first.get(ORDERS).await.ok();
    assert!(done.says("No open order is held under an earlier text"), "{}", done.html);
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
