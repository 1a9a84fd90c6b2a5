//! What rules demand after the order: documents for instalments, open orders under a new text, and who may see them.

use axum::http::StatusCode;

use super::{browser, market};

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
