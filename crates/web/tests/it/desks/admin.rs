//! Administration: bank accounts changed by two people, people let in and kept out, passwords.

use axum::http::StatusCode;

use super::{browser, market};
use crate::market::{ENTERPRISE, Market};

const NEW: [(&str, &str); 3] =
    [("name", "杭州某企业"), ("number", "1001 2345 6789 0123"), ("bank", "102290024433")];

fn account_page() -> String {
    format!("/treasury/accounts/CN-ZJ.{ENTERPRISE}")
}

#[tokio::test]
async fn a_bank_account_is_proposed_checked_and_confirmed_by_another() {
    let market = market().await;
    let mut first = browser(&market, "treasurer").await;
    let page = account_page();
    assert!(first.get(&page).await.ok().says("No account is recorded"));
    let wrong = first.post(&page, &[("name", "x"), ("number", "DE89370400440532013001")]).await;
    assert_eq!(wrong.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(wrong.says("its check digits are wrong"), "{}", wrong.html);
    let check = first.post(&page, &NEW).await.ok();
    assert!(check.says("1001 2345 6789 0123") && check.says("Compare each digit"), "{}", check.html);
    assert!(first.get(&page).await.ok().says("It was never changed"), "looking changes nothing");
    for _ in 0..2 {
        assert_eq!(first.press(&check, &page).await.leads(), page, "a second press changes nothing");
    }
    let list = first.get("/treasury/accounts").await.ok();
    assert!(list.says("1 change waits for a second person"), "{}", list.html);
    let change = list.link("/treasury/changes/");
    let own = first.get(&change).await.ok();
    assert!(own.says("You proposed this") && !own.says("/confirm"), "{}", own.html);
    assert_eq!(first.post(&format!("{change}/confirm"), &[]).await.status, StatusCode::FORBIDDEN);

    let mut second = browser(&market, "treasurer-2").await;
    let seen = second.get(&change).await.ok();
    assert!(seen.says("Call the party"), "{}", seen.html);
    second.press(&seen, &format!("{change}/confirm")).await.leads();
    let done = second.get(&page).await.ok();
    assert!(done.says("confirmed") && done.says("The treasurer-2"), "{}", done.html);
    assert!(second.get("/treasury/accounts?q=0123").await.ok().says("1001 2345 6789 0123"));
    let same = second.post(&page, &NEW).await.ok();
    let refused = second.press(&same, &page).await;
    assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(refused.says("recorded now"), "{}", refused.html);
}

#[tokio::test]
async fn a_change_is_refused_with_a_reason_and_only_at_home() {
    let market = market().await;
    let mut engineer = browser(&market, "engineer").await;
    let check = engineer.post("/account/bank", &NEW).await.ok();
    engineer.press(&check, "/account/bank").await.leads();
    assert!(engineer.get("/account/bank").await.ok().says("waits for a second person"));
    let mut treasurer = browser(&market, "treasurer").await;
    let change = treasurer.get("/treasury/accounts").await.ok().link("/treasury/changes/");
    let mut stranger = browser(&market, "treasurer-sh").await;
    assert_eq!(stranger.get(&change).await.status, StatusCode::FORBIDDEN);
    assert_eq!(stranger.get(&account_page()).await.status, StatusCode::FORBIDDEN);
    assert_eq!(engineer.get(&change).await.status, StatusCode::FORBIDDEN);
    let silent = treasurer.post(&format!("{change}/refuse"), &[]).await;
    assert_eq!(silent.status, StatusCode::UNPROCESSABLE_ENTITY);
    treasurer.post(&format!("{change}/refuse"), &[("reason", "the number is not known")]).await.leads();
    assert!(engineer.get("/account/bank").await.ok().says("the number is not known"));
    assert!(!treasurer.get("/treasury/accounts").await.ok().says("waits for a second person"));
}

async fn sign_in(market: &Market, login: &str, password: &str) -> (StatusCode, crate::market::Browser) {
    let mut browser = market.stranger();
    let page = browser.post("/sign-in", &[("login", login), ("password", password)]).await;
    (page.status, browser)
}

#[tokio::test]
async fn an_operator_lets_somebody_in_who_then_sets_a_password() {
    let market = market().await;
    let mut operator = browser(&market, "operator").await;
    let form = operator.get("/people/add").await.ok();
    let person = form.hidden("/people/add").remove(0).1;
    let add = |login: &'static str, password: &'static str| {
        vec![
            ("person", person.clone()),
            ("login", login.to_owned()),
            ("name", "Zhou Ping".to_owned()),
            ("role", "officer".to_owned()),
            ("home", "CN-ZJ".to_owned()),
            ("password", password.to_owned()),
        ]
    };
    let pairs = |fields: &[(&'static str, String)]| fields.to_vec();
    for (login, password, says) in [
        ("officer", "correct horse battery", "signs in under"),
        ("zhou ping", "correct horse battery", "Write plain letters"),
        ("zhou", "short", "Take 15 characters or more"),
    ] {
        let fields = pairs(&add(login, password));
        let fields: Vec<(&str, &str)> = fields.iter().map(|(name, value)| (*name, value.as_str())).collect();
        let wrong = operator.post("/people/add", &fields).await;
        assert_eq!(wrong.status, StatusCode::UNPROCESSABLE_ENTITY, "{login}");
        assert!(wrong.says(says) && !wrong.says(password), "{login}: {}", wrong.html);
    }
    let fields = add("zhou", "correct horse battery");
    let fields: Vec<(&str, &str)> = fields.iter().map(|(name, value)| (*name, value.as_str())).collect();
    let to = operator.post("/people/add", &fields).await.leads();
    assert!(operator.get(&to).await.ok().says("Zhou Ping can sign in now"));

    assert_eq!(sign_in(&market, "zhou", "wrong horse battery").await.0, StatusCode::UNPROCESSABLE_ENTITY);
    let (status, mut zhou) = sign_in(&market, "zhou", "correct horse battery").await;
    assert_eq!(status, StatusCode::SEE_OTHER);
    let (_, mut elsewhere) = sign_in(&market, "zhou", "correct horse battery").await;
    elsewhere.get("/account").await.ok();
    let new = |old: &'static str, again: &'static str| {
        [("old", old), ("new", "another long secret"), ("again", again)]
    };
    for (old, again, says) in [
        ("", "another long secret", "Write your present password"),
        ("not the right one", "another long secret", "not your present password"),
        ("correct horse battery", "another long secre", "The two new passwords differ"),
    ] {
        let wrong = zhou.post("/account/password", &new(old, again)).await;
        assert_eq!(wrong.status, StatusCode::UNPROCESSABLE_ENTITY);
        assert!(wrong.says(says) && !wrong.says("another long"), "{}", wrong.html);
    }
    let done = zhou.post("/account/password", &new("correct horse battery", "another long secret")).await;
    assert!(zhou.get(&done.leads()).await.ok().says("The password is set"));
    assert!(elsewhere.get("/account").await.leads().starts_with("/sign-in"), "signed out elsewhere");
    assert_eq!(sign_in(&market, "zhou", "correct horse battery").await.0, StatusCode::UNPROCESSABLE_ENTITY);

    let people = operator.get("/people?q=zhou").await.ok();
    let page = people.link("/people/CN-ZJ");
    let role = [("name", "Zhou Ping"), ("role", "treasurer")];
    operator.post(&page, &role).await.leads();
    zhou.get("/treasury/cycle").await.ok();
    operator.post(&format!("{page}/suspend"), &[]).await.leads();
    assert!(zhou.get("/account").await.leads().starts_with("/sign-in"));
    operator.post(&format!("{page}/password"), &[("password", "a third long secret")]).await.leads();
    let (status, mut zhou) = sign_in(&market, "zhou", "a third long secret").await;
    assert_eq!(status, StatusCode::SEE_OTHER);
    zhou.post("/account/sign-out-everywhere", &[]).await.leads();
    assert!(zhou.get("/account").await.leads().starts_with("/sign-in"));
}

#[tokio::test]
async fn only_operators_let_people_in() {
    let market = market().await;
    for login in ["officer", "treasurer", "engineer", "auditor"] {
        let mut other = browser(&market, login).await;
        for path in ["/people", "/people/add", "/people/CN-ZJ.00000000000000000000000011"] {
            assert_eq!(other.get(path).await.status, StatusCode::FORBIDDEN, "{login} {path}");
        }
        other.get("/account").await.ok();
    }
    let mut operator = browser(&market, "operator").await;
    for path in ["/officer/claims", "/treasury/cycle", "/treasury/accounts", "/audit"] {
        assert_eq!(operator.get(path).await.status, StatusCode::FORBIDDEN, "{path}");
    }
}
