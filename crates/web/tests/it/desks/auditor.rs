//! Auditors: everything is read, nothing is changed, tampering shows.

use axum::http::StatusCode;
use jiangnan_kernel::Id;

use super::{ACCEPT, browser, grant, market};

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
        "/treasury/accounts",
        "/desk/auditor",
        "/exports",
        "/audit",
        "/audit/1",
    ] {
        let page = auditor.get(path).await.ok();
        assert!(!page.says("⟦"), "{path}: {}", page.html);
        let forms = page.html.matches("method=\"post\"").count();
        let harmless = ["/preferences", "/sign-out", "/audit/verify"]
            .map(|action| page.html.matches(&format!("action=\"{action}\"")).count());
        assert!(forms <= harmless.iter().sum(), "{path} offers a deed: {}", page.html);
    }
    for path in [
        &*claim,
        &format!("{claim}/claw-back"),
        "/officer/fund",
        "/officer/scheme/new",
        "/officer/schemes/zj-test/enact",
        "/officer/grants",
        "/treasury/cycle",
        "/treasury/cycle/1/close",
        "/treasury/cycle/1/export",
        "/treasury/cycle/1/settle",
        "/treasury/accounts/CN-ZJ.00000000000000000000000011",
        "/treasury/changes/CN-ZJ.00000000000000000000000011/confirm",
        "/people/add",
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
