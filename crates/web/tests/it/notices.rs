//! What people are told, by forms alone: the bell, the list, reading, choosing, giving an address.

use axum::http::StatusCode;
use jiangnan_kernel::Id;
use jiangnan_store::entity::people::Role;
use jiangnan_store::list;

use crate::market::*;

/// The code that waits to be sent.
fn code_of(market: &Market) -> String {
    let far = jiangnan_kernel::Instant::from_seconds(i64::MAX / 2);
    let mails = list::mails_due(&market.exchange.reader().unwrap(), far, 10).unwrap();
    mails.last().unwrap().body.reason.clone()
}

#[tokio::test]
async fn a_notice_is_counted_at_the_bell_leads_on_and_is_read_then() {
    let market = Market::ready();
    let mut lab = market.browser("lab-manager").await;
    let quiet = lab.get("/notices").await.ok();
    assert!(quiet.says("Nobody has told you anything yet") && !quiet.says("unread"), "{}", quiet.html);
    market.reserve_for(engineer_of(), Id(71), (4, 9, 11));
    market.reserve_for(engineer_of(), Id(72), (5, 9, 11));
    let page = lab.get("/notices").await.ok();
    assert!(page.says("2 unread") && page.says("Organisation 11 reserved Scanning electron microscope"));
    let path = page.link("/notices/0");
    let on = lab.get(&path).await.leads();
    assert!(on.starts_with("/reservations/CN-SH."), "{on}");
    lab.get(&on).await.ok();
    assert!(lab.get("/notices").await.ok().says("1 unread"));
    assert_eq!(market.browser("engineer").await.get(&path).await.status, StatusCode::NOT_FOUND);
    let page = lab.get("/notices").await.ok();
    assert_eq!(lab.press(&page, "/notices/read").await.leads(), "/notices");
    let read = lab.get("/notices").await.ok();
    assert!(!read.says("unread") && !read.says("Mark all as read"), "{}", read.html);
    assert_eq!(market.stranger().get("/notices").await.leads(), "/sign-in?back=%2Fnotices");
}

#[tokio::test]
async fn older_notices_are_on_another_page() {
    let market = Market::ready();
    for number in 0..41_i8 {
        market.set_now(at(1, 8).plus_seconds(i64::from(number)));
        let (day, hour) = ([2, 3, 4, 5, 8, 9, 10][usize::from(number as u8 / 6)], 9 + number % 6);
        market.reserve_for(engineer_of(), Id(100 + number as u128), (day, hour, hour + 1));
    }
    let mut lab = market.browser("lab-manager").await;
    let first = lab.get("/notices").await.ok();
    assert_eq!(first.html.matches("class=\"fresh\"").count(), 40);
    let older = lab.get(&first.link("/notices?before=")).await.ok();
    assert_eq!(older.html.matches("class=\"fresh\"").count(), 1);
    assert!(older.says("2026-06-02 09:00–10:00"), "{}", older.html);
}

#[tokio::test]
async fn an_address_is_given_shown_to_be_hers_and_taken_back() {
    let market = Market::ready();
    let mut engineer = market.browser("engineer").await;
    let page = engineer.get("/notices/settings").await.ok();
    assert!(page.says("Give an address to get them"), "{}", page.html);
    let give = "/notices/settings/address";
    let wrong = engineer.post(give, &[("address", "chen.lan")]).await;
    assert_eq!(wrong.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(wrong.says("“chen.lan” is no mail address"), "{}", wrong.html);
    engineer.post(give, &[("address", "chen@hengyue.example")]).await.leads();
    let page = engineer.get("/notices/settings").await.ok();
    assert!(page.says("A code was sent to chen@hengyue.example"), "{}", page.html);
    let code = code_of(&market);
    assert_eq!(code.len(), 6);
    let wrong = if code == "000000" { "000001" } else { "000000" };
    let again = engineer.post("/notices/settings/code", &[("code", wrong)]).await;
    assert_eq!(again.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(again.says("is not the code that was sent"), "{}", again.html);
    let spaced = format!("{} {}", &code[..3], &code[3..]);
    let done = engineer.post("/notices/settings/code", &[("code", &spaced)]).await.leads();
    assert!(engineer.get(&done).await.ok().says("Mails go to chen@hengyue.example"));
    let done = engineer.post("/notices/settings/forget", &[]).await.leads();
    assert!(engineer.get(&done).await.ok().says("Give an address to get them"));
}

#[tokio::test]
async fn what_was_chosen_is_kept_and_stays_chosen() {
    let market = Market::ready();
    let mut lab = market.browser("lab-manager").await;
    let page = lab.get("/notices/settings").await.ok();
    assert!(page.says("New reservation") && !page.says("Slot from the wait list"), "{}", page.html);
    let chosen = [("language", "en"), ("mail-reservation-made", "on"), ("page-request-made", "on")];
    let done = lab.post("/notices/settings", &chosen).await.leads();
    let page = lab.get(&done).await.ok();
    let checked = |id: &str| page.html.contains(&format!("id=\"{id}\" name=\"{id}\" value=\"on\" checked"));
    assert!(checked("mail-reservation-made") && !checked("page-reservation-made"), "{}", page.html);
    market.reserve_for(engineer_of(), Id(71), (4, 9, 11));
    assert!(lab.get("/notices").await.ok().says("Nobody has told you anything yet"));
}

#[tokio::test]
async fn the_operator_sees_what_could_not_be_delivered() {
    let market = Market::ready();
    market.person("operator", "CN-ZJ", Role::Operator, Id(9), 401);
    let mut engineer = market.browser("engineer").await;
    engineer.post("/notices/settings/address", &[("address", "chen@hengyue.example")]).await.leads();
    market.tamper("UPDATE mail SET state = 'dead', attempts = 8, problem = '550 no such user'");
    let of = jiangnan_exchange::Actor {
        person: Id(401),
        home: code("CN-ZJ"),
        role: Role::Operator,
        organisation: Id(9),
    };
    let mut operator = market.signed_in(of, "token-of-the-operator");
    let page = operator.get("/mails").await.ok();
    assert!(page.says("chen@hengyue.example") && page.says("550 no such user"), "{}", page.html);
    let action = page.html.split("action=\"/mails/").nth(1).unwrap().split('"').next().unwrap().to_owned();
    assert_eq!(operator.post(&format!("/mails/{action}"), &[]).await.leads(), "/mails");
    assert!(operator.get("/mails").await.ok().says("Every mail arrived at its server"));
    assert_eq!(engineer.get("/mails").await.status, StatusCode::FORBIDDEN);
}
