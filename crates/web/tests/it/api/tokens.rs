//! Tokens: made and revoked on a page, kept as a hash, good for what their person may do and no longer.

use axum::body::Body;
use axum::http::{Request, StatusCode, header};

use super::{Seen, program, stranger};
use crate::desks::market;
use crate::market::at;

#[tokio::test]
async fn a_token_made_on_the_page_works_until_it_is_revoked() {
    let market = market().await;
    let mut person = market.browser("engineer").await;
    let page = person.get("/me/tokens").await.ok();
    assert!(page.says("You have no token"), "{}", page.html);
    let wrong = person.post("/me/tokens", &[("label", ""), ("days", "0")]).await;
    assert_eq!(wrong.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(wrong.says("Give the token a name") && wrong.says("not a number of days"), "{}", wrong.html);
    let command = page.hidden("/me/tokens").remove(0).1;
    let fields = [("label", "<b>night</b>"), ("days", "30"), ("command", command.as_str())];
    let made = person.post("/me/tokens", &fields).await.ok();
    assert!(made.says("&#60;b&#62;night") || made.says("&lt;b&gt;night"), "{}", made.html);
    let start = made.html.find("jn_CN-ZJ_").unwrap();
    let token: String = made.html[start..].chars().take_while(|c| *c != '<').collect();
    assert_eq!(token.len(), "jn_CN-ZJ_".len() + 64);
    assert!(!person.get("/me/tokens").await.ok().says(&token), "it is shown once");
    if let Some(file) = market.exchange.database().path() {
        let file = std::fs::read(file).unwrap();
        assert!(!file.windows(token.len()).any(|part| part == token.as_bytes()), "only its hash is kept");
    }

    let engineer = super::Program { token: Some(token), ..stranger(&market, &Seen::default()) };
    assert_eq!(engineer.get("/me").await.ok()["role"], "engineer");
    let list = person.get("/me/tokens").await.ok();
    let start = list.html.find("/me/tokens/").unwrap();
    let revoke = list.html[start..].split('"').next().unwrap().to_owned();
    assert!(
        market.browser("officer").await.post(&revoke, &[]).await.status.is_client_error(),
        "not another's"
    );
    person.post(&revoke, &[]).await.leads();
    assert_eq!(engineer.get("/me").await.problem(), "not-signed-in");
}

#[tokio::test]
async fn a_token_that_ended_or_was_never_made_opens_nothing() {
    let market = market().await;
    let engineer = program(&market, "engineer", &Seen::default());
    engineer.get("/me").await.ok();
    for wrong in ["", "jn_CN-ZJ_0", "jn_CN-SH_engineer-1", "x", "jn__", "jn_CN-ZJ"] {
        let other = super::Program { token: Some(wrong.to_owned()), ..engineer.clone() };
        assert_eq!(other.get("/instruments").await.problem(), "not-signed-in", "{wrong}");
    }
    let basic = Request::get("/api/v1/me").header(header::AUTHORIZATION, "Basic eDp5");
    let nobody = stranger(&market, &Seen::default());
    let got = nobody.send(basic, "GET", "/me", Body::empty()).await;
    assert_eq!(
        (got.problem(), &got.headers[header::WWW_AUTHENTICATE]),
        ("not-signed-in", &"Bearer".parse().unwrap())
    );
    market.set_now(at(2, 13).plus_seconds(31 * 86_400));
    assert_eq!(engineer.get("/me").await.problem(), "not-signed-in");
}

#[tokio::test]
async fn cookies_mean_nothing_here() {
    let market = market().await;
    let mut person = market.browser("engineer").await;
    let page = person.get("/api/v1/me").await;
    assert_eq!(page.status, StatusCode::UNAUTHORIZED, "{}", page.html);
}

#[tokio::test]
async fn the_handbook_explains_every_operation_in_both_languages() {
    let market = market().await;
    let page = market.stranger().get("/api").await.ok();
    let paths = super::DOCUMENT["paths"].as_object().unwrap();
    paths.keys().for_each(|path| assert!(page.says(&format!("/api/v1{path}")), "{path}"));
    assert!(page.says("problem-price-changed"));
    let leads = market.stranger().get("/api/problems/price-changed").await.leads();
    assert_eq!(leads, "/api#problem-price-changed");
    assert_eq!(market.stranger().get("/api/problems/nonsense").await.status, StatusCode::NOT_FOUND);
    let document = market.stranger().get("/api/openapi.json").await.ok();
    assert!(document.html.contains("\"3.1.0\""));
}
