//! Registering an enterprise by forms: checked, proposed by one officer, registered by another.

use axum::http::StatusCode;
use jiangnan_store::list;

use crate::desks::{browser, market};

const ADDRESS: &str = "/officer/enterprises";
const CODE: &str = "91350100M000100Y43";

fn fields<'f>(code: &'f str, place: &'f str, command: &'f str) -> Vec<(&'f str, &'f str)> {
    vec![
        ("name", "某某新材料有限公司"),
        ("english", "Some New Materials"),
        ("code", code),
        ("place", place),
        ("size", "small"),
        ("sector", "manufacturing"),
        ("controller", ""),
        ("command", command),
    ]
}

#[tokio::test]
async fn an_enterprise_is_proposed_by_one_officer_and_registered_by_another() {
    let market = market().await;
    let (mut first, mut second) = (browser(&market, "officer").await, browser(&market, "officer-2").await);
    let known = || list::organisation_with_code(&market.exchange.reader().unwrap(), CODE).unwrap();
    let page = first.get(ADDRESS).await.ok();
    assert!(page.says("No enterprise waits to be registered"), "{}", page.html);
    let command = page.hidden(ADDRESS)[0].1.clone();
    for (code, place, says) in [
        ("91350100M000100Y44", "CN-330100", "its check characters do not fit"),
        (CODE, "CN-310100", "is not in your jurisdiction"),
        (CODE, "", "Choose the seat"),
    ] {
        let wrong = first.post(ADDRESS, &fields(code, place, &command)).await;
        assert_eq!(wrong.status, StatusCode::UNPROCESSABLE_ENTITY, "{says}");
        assert!(wrong.says(says), "{says}: {}", wrong.html);
    }
    for _ in 0..2 {
        assert_eq!(
            first.post(ADDRESS, &fields(CODE, "CN-330100", &command)).await.leads(),
            format!("{ADDRESS}?done=proposed")
        );
    }
    let waiting = first.get(ADDRESS).await.ok();
    assert!(waiting.says("another officer registers it") && !waiting.says("/register\""), "{}", waiting.html);
    assert!(known().is_none());
    assert!(second.get("/notices").await.ok().says("Some New Materials is proposed as an enterprise"));
    let page = second.get(ADDRESS).await.ok();
    let action = page.html.split("action=\"").find(|part| part.contains("/register\"")).unwrap();
    let action = action.split('"').next().unwrap().to_owned();
    assert_eq!(first.post(&action, &[]).await.status, StatusCode::FORBIDDEN);
    assert_eq!(second.post(&action, &[]).await.leads(), format!("{ADDRESS}?done=registered"));
    let row = known().unwrap();
    assert_eq!((row.jurisdiction.to_string().as_str(), row.kind.as_str()), ("CN-ZJ", "enterprise"));
    assert!(second.get(ADDRESS).await.ok().says("No enterprise waits to be registered"));
    let again = second.post(ADDRESS, &fields(CODE, "CN-330100", "01k0000000000000000000000b")).await;
    assert!(again.status == StatusCode::UNPROCESSABLE_ENTITY && again.says("is registered already"));
    let mut lab = browser(&market, "lab-manager").await;
    assert_eq!(lab.get(ADDRESS).await.status, StatusCode::FORBIDDEN);
}
