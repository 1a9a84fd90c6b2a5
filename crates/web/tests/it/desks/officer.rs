//! Officers: claims, claw-backs, schemes, budget and vouchers.

use axum::http::StatusCode;

use super::{ACCEPT, browser, claim_of, grant, market};
use crate::market::{RIVAL, SCHEME};

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
    assert!(first.get(&claim).await.ok().says("You gave an earlier advice"));

    let mut second = browser(&market, "officer-2").await;
    let page = second.get(&claim).await.ok();
    assert!(page.says("The officer advises") && page.says("accept ¥400.00"), "{}", page.html);
    assert!(page.says("one sample less"), "the advice keeps its note: {}", page.html);
    let above = second.post(&claim, &ACCEPT).await;
    assert_eq!(above.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(above.says("more than the first officer advised"));
    let granted = [("decision", "part"), ("amount", "400"), ("note", "as advised, eight samples")];
    second.post(&claim, &granted).await.leads();
    let done = second.get(&claim).await.ok();
    assert!(done.says("as advised, eight samples"), "the history keeps the note: {}", done.html);
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
    let broken = first.post("/officer/scheme/new", &[("do", "keep"), ("text", "scheme = 5")]).await;
    assert_eq!(broken.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(broken.says("scheme = 5") && broken.says("Line 1"), "{}", broken.html);
    let text = SCHEME.replace("1000.00", "2000.00");
    let kept = first.post("/officer/scheme/new", &[("do", "keep"), ("text", &text)]).await;
    assert_eq!(kept.leads(), "/officer/schemes/zj-test");
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
    assert!(
        fund.says("¥4,400.00") && fund.says("¥600.00"),
        "what is left of the voucher, and what is set aside of it: {}",
        fund.html
    );

    let page = officer.get("/officer/grants").await.ok();
    let voucher = page.hidden("/officer/grants");
    let enterprise = format!("CN-ZJ.{}", RIVAL);
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
