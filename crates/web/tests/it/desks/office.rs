//! Schemes edited in a form, vouchers by file, lines of the bank settled by hand, tables taken away, desks.

use axum::http::StatusCode;
use jiangnan_clearing::iso::{bank, read_pain001, write_camt053};
use jiangnan_kernel::{Currency, Money};

use super::{browser, grant, market};
use crate::market::{ENTERPRISE, RIVAL, SCHEME, at};

const EDIT: &str = "/officer/schemes/zj-test/edit";

#[tokio::test]
async fn a_scheme_is_edited_by_form_checked_tried_and_kept() {
    let market = market().await;
    let mut first = browser(&market, "officer").await;
    let page = first.get("/officer/schemes/zj-test").await.ok();
    assert_eq!(page.link(EDIT), EDIT);
    let form = first.get(EDIT).await.ok();
    assert!(!form.says("message bad") && form.says("value=\"50\""), "{}", form.html);
    assert!(form.says("Nothing: both say the same."), "{}", form.html);
    let start = form.html.find("name=\"k").unwrap();
    assert!(form.html[start..].contains("k0"), "{}", form.html);

    // The knob of the rate is found by its value: everything else stays as it is.
    let document = scraper::Html::parse_document(&form.html);
    let inputs = scraper::Selector::parse("input[type=text]").unwrap();
    let rate = document.select(&inputs).find(|input| input.attr("value") == Some("50")).unwrap();
    let rate = rate.attr("name").unwrap().to_owned();
    let fields = [
        ("text", SCHEME),
        ("do", "apply"),
        (rate.as_str(), "60"),
        ("try_price", "1000.00"),
        ("try_seat", "CN-ZJ"),
        ("try_lab", "CN-SH"),
        ("try_size", "small"),
        ("try_service", "instrument-time"),
    ];
    let applied = first.post(EDIT, &fields).await.ok();
    assert!(applied.says("rate = &#34;60%&#34;"), "{}", applied.html);
    assert!(applied.says("What it changes, clause by clause") && applied.says("changed"), "{}", applied.html);
    assert!(applied.says("¥460.00; under the text in force ¥560.00"), "{}", applied.html);
    assert_eq!(market.events(), market.events(), "looking writes nothing");

    let broken = SCHEME.replace("rate = \"50%\"", "rate = \"half\"");
    let wrong = first.post(EDIT, &[("text", &broken), ("do", "check")]).await.ok();
    assert!(wrong.says("Line 2") && wrong.says("half"), "{}", wrong.html);
    let kept = first.post(EDIT, &[("text", &broken), ("do", "keep")]).await;
    assert_eq!(kept.status, StatusCode::UNPROCESSABLE_ENTITY);
    let text = SCHEME.replace("rate = \"50%\"", "rate = \"60%\"");
    let to = first.post(EDIT, &[("text", &text), ("do", "keep")]).await.leads();
    assert_eq!(to, "/officer/schemes/zj-test");
    let seen = browser(&market, "officer-2").await.get(&to).await.ok();
    assert!(
        seen.says("What the versions change") && seen.says("60%") && seen.says("/enact"),
        "{}",
        seen.html
    );
    assert!(first.get(EDIT).await.ok().says("60%"), "one goes on from the draft");
    let fresh = first.get("/officer/scheme/new").await.ok();
    assert!(fresh.says("new-scheme") && !fresh.says("message bad"), "{}", fresh.html);
    for login in ["auditor", "treasurer"] {
        assert_eq!(browser(&market, login).await.get(EDIT).await.status, StatusCode::FORBIDDEN, "{login}");
    }
}

#[tokio::test]
async fn vouchers_are_granted_by_file_and_bad_rows_are_told() {
    let market = market().await;
    let mut officer = browser(&market, "officer").await;
    let path = "/officer/grants/file";
    let send = |content: &str| content.to_owned();
    let none = officer.post_files(path, &[("scheme", "zj-test")], &[("file", "", "")]).await;
    assert_eq!(none.status, StatusCode::UNPROCESSABLE_ENTITY);
    let odd = send("name,date\nx,y\n");
    let odd = officer.post_files(path, &[("scheme", "zj-test")], &[("file", "a.csv", &odd)]).await;
    assert!(odd.says("lacks a column"), "{}", odd.html);
    let content = format!(
        "code,amount\nCN-ZJ.{ENTERPRISE},300\nCN-ZJ.{RIVAL},200.50\nCN-ZJ.{RIVAL},1\n91330100,5\nCN-ZJ.{ENTERPRISE},much\n,7\n"
    );
    let before = market.events();
    let check = officer.post_files(path, &[("scheme", "zj-test")], &[("file", "v.csv", &content)]).await.ok();
    assert_eq!(market.events(), before, "a preview writes nothing");
    assert!(
        check.says("Grant 2 vouchers over ¥500.50") && check.says("4 rows are left out"),
        "{}",
        check.html
    );
    assert!(check.says("stands in line 3 already") && check.says("No enterprise has the code `91330100`"));
    let confirm = "/officer/grants/file/confirm";
    for _ in 0..2 {
        let done = officer.press(&check, confirm).await.ok();
        assert!(done.says("2 vouchers granted") && done.says("¥500.50"), "{}", done.html);
        assert_eq!(market.events(), before + 2, "a second press grants nothing again");
    }
    let huge = format!("企业代码;金额\nCN-ZJ.{RIVAL};99999999\n");
    let check = officer.post_files(path, &[("scheme", "zj-test")], &[("file", "v.csv", &huge)]).await.ok();
    assert!(check.says("The fund does not hold this much"), "{}", check.html);
    let done = officer.press(&check, confirm).await.ok();
    assert!(done.says("0 vouchers granted") && done.says("1 row was refused"), "{}", done.html);
}

#[tokio::test]
async fn a_line_without_reference_is_assigned_by_hand() {
    let market = market().await;
    grant(&market).await;
    let good = [("day", "2026-06-04"), ("time", "00:00"), ("form", "direct")];
    browser(&market, "treasurer").await.post("/treasury/cycle", &good).await.leads();
    market.set_now(at(4, 9));
    let mut ours = browser(&market, "treasurer").await;
    assert!(ours.get("/desk/treasurer").await.ok().says("The cut-off has passed"));
    ours.post("/treasury/cycle/1/close", &[]).await.leads();
    assert!(ours.get("/desk/treasurer").await.ok().says("1 payment is to be written to a file"));
    ours.post("/treasury/cycle/1/export", &[]).await.leads();
    let files = ours.get("/treasury/files").await.ok();
    let order = ours.get(&files.link("/treasury/files/")).await.ok().html;
    let order = read_pain001(order.as_bytes()).unwrap();
    let opening = Money::new(1_000_000, Currency::CNY);
    let mut booked =
        bank::book(std::slice::from_ref(&order), opening, (order.execution, at(4, 10)), |_| None).unwrap();
    booked.entries[0].details[0].end_to_end = Some("RENT".to_owned());
    let text = write_camt053("S-1", at(4, 10), &[booked]).unwrap();
    let to = ours.post_files("/treasury/files", &[], &[("file", "s.xml", &text)]).await.leads();
    let page = ours.get(&to).await.ok();
    assert!(page.says("1 line needs somebody") && page.says("RENT"), "{}", page.html);
    let line = page.link("/treasury/lines/");
    let seen = ours.get(&line).await.ok();
    assert!(seen.says("The booking of ¥450.00") && seen.says("money went"), "{}", seen.html);
    let payment = order.transfers[0].id.to_string();
    let silent = ours.post(&line, &[("outcome", &payment)]).await;
    assert_eq!(silent.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(silent.says("Write the reason"), "{}", silent.html);
    let foreign = browser(&market, "treasurer-sh").await.get(&line).await.status;
    assert_eq!(foreign, StatusCode::FORBIDDEN);
    ours.post(&line, &[("outcome", &payment), ("reason", "the bank confirms")]).await.leads();
    let done = ours.get(&line).await.ok();
    assert!(done.says("Assigned to a payment by hand") && done.says("the bank confirms"), "{}", done.html);
    let files = ours.get("/treasury/files").await.ok();
    assert!(files.says("Settled by hand") && !files.says("1 entry of the bank needs"), "{}", files.html);
    assert!(ours.get("/treasury/cycle/1").await.ok().says("booked"));
    let mut auditor = browser(&market, "auditor").await;
    assert!(auditor.get(&line).await.ok().says("the bank confirms"));
    assert!(auditor.get("/desk/auditor").await.ok().says("1 line of the bank was settled by hand"));
    let positions = auditor.get("/treasury/positions/positions.csv?cycle=1").await.ok();
    assert!(positions.says("1,\"CN-ZJ\",\"CN-SH\",450.00,\"CNY\""), "{}", positions.html);
}

#[tokio::test]
async fn tables_are_taken_away_by_those_who_may() {
    let market = market().await;
    grant(&market).await;
    let mut auditor = browser(&market, "auditor").await;
    let page = auditor.get("/exports").await.ok();
    for table in ["reservations", "claims", "vouchers", "transfers", "payments", "events"] {
        assert!(page.says(&format!("/exports/{table}.xlsx")), "{table}: {}", page.html);
        let csv = auditor.get(&format!("/exports/{table}.csv")).await.ok().html;
        let json = auditor.get(&format!("/exports/{table}.json")).await.ok().html;
        let json: Vec<serde_json::Value> = serde_json::from_str(&json).unwrap();
        assert_eq!(csv.lines().count(), json.len() + 1, "{table}: both forms hold the same");
        assert!(!csv.contains("The engineer") && !csv.contains("a-secret"), "{table} names a person");
        auditor.get_file(&format!("/exports/{table}.xlsx")).await;
    }
    let claims = auditor.get("/exports/claims.csv").await.ok();
    assert!(claims.says("\"INV-1\"") && claims.says("450.00,\"CNY\""), "{}", claims.html);
    for (login, mine, other) in [("officer", "vouchers", "payments"), ("treasurer", "payments", "claims")] {
        let mut reader = browser(&market, login).await;
        reader.get(&format!("/exports/{mine}.csv")).await.ok();
        let refused = reader.get(&format!("/exports/{other}.csv")).await;
        assert_eq!(refused.status, StatusCode::FORBIDDEN, "{login} {other}");
        assert!(!reader.get("/exports").await.ok().says(&format!("/exports/{other}.csv")));
    }
    let mut engineer = browser(&market, "engineer").await;
    assert_eq!(engineer.get("/exports").await.status, StatusCode::FORBIDDEN);
    assert_eq!(auditor.get("/exports/passwords.csv").await.status, StatusCode::NOT_FOUND);
}

#[tokio::test]
async fn the_desks_say_what_waits() {
    let market = market().await;
    let mut first = browser(&market, "officer").await;
    let desk = first.get("/desk/officer").await.ok();
    assert!(desk.says("1 claim waits for the first advice") && desk.says("Test voucher"), "{}", desk.html);
    let (claim, _) = super::claim_of(&mut first).await;
    first.post(&claim, &super::ACCEPT).await.leads();
    assert!(!first.get("/desk/officer").await.ok().says("for your decision"), "not the own advice");
    let second = browser(&market, "officer-2").await.get("/desk/officer").await.ok();
    assert!(second.says("1 claim waits for your decision"), "{}", second.html);
    assert_eq!(first.get("/desk/auditor").await.status, StatusCode::FORBIDDEN);
    market.set_now(at(29, 9));
    let late = browser(&market, "officer").await.get("/desk/officer").await.ok();
    assert!(late.says("1 claim waits for its review longer than its rules allow"), "{}", late.html);
    let fund = browser(&market, "officer").await.get("/officer/fund").await.ok();
    assert!(fund.says("How long does the money last?"), "{}", fund.html);
    let burn = browser(&market, "officer").await.get("/officer/fund/burn.csv?scheme=zj-test").await.ok();
    assert!(burn.says("\"2026-06\",\"known\",100000.00,\"CNY\""), "{}", burn.html);
}
