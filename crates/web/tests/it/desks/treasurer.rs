//! Treasurers: a cycle, its files, what the bank answers.

use axum::http::StatusCode;
use jiangnan_clearing::iso::{Reason, bank, read_pain001, write_camt053, write_pain002};
use jiangnan_kernel::{Currency, Money};

use super::{browser, grant, market};
use crate::market::{Browser, Page, at};

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
    let closed = || Reason { code: "AC04".into(), text: "Account closed".into() };
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
