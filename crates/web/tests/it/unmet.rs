//! What is missing: counted without telling who, small numbers hidden.

use crate::market::{Market, officer};

/// Searches so many times.
async fn search(market: &Market, login: &str, words: &str, times: usize) {
    let mut browser = market.browser(login).await;
    for _ in 0..times {
        browser.get(&jiangnan_web::form::address("/instruments", &[("q", words)])).await.ok();
    }
}

#[tokio::test]
async fn an_officer_sees_what_many_looked_for_in_vain_and_nothing_of_few() {
    let market = Market::ready();
    search(&market, "engineer", "冷冻电镜", 4).await;
    let mut desk = market.signed_in(officer(201), "first");
    let page = desk.get("/officer/unmet").await.ok();
    assert!(page.says("Nothing stands out"), "four are too few: {}", page.html);
    search(&market, "engineer", "cryo-TEM", 3).await;
    search(&market, "engineer", "SEM", 9).await;
    search(&market, "engineer", "unicorn horn", 5).await;
    let page = desk.get("/officer/unmet").await.ok();
    assert!(page.says("Hangzhou") && page.says(">7<"), "two names of one technique: {}", page.html);
    assert!(page.says("other words") && page.says(">5<"), "{}", page.html);
    assert!(!page.says("unicorn") && !page.says("Organisation 11"), "neither words nor names: {}", page.html);
    assert!(!page.says("scanning electron"), "what is found is not missing: {}", page.html);
    let csv = desk.get("/officer/unmet.csv").await.ok();
    assert!(csv.says("searches_without_hit") && csv.says("\"Hangzhou\",7,,"), "{}", csv.html);
}

#[tokio::test]
async fn engineers_and_strangers_do_not_see_it() {
    let market = Market::ready();
    let page = market.browser("engineer").await.get("/officer/unmet").await;
    assert_eq!(page.status, axum::http::StatusCode::FORBIDDEN);
    assert_eq!(market.stranger().get("/officer/unmet").await.status, axum::http::StatusCode::SEE_OTHER);
}

#[tokio::test]
async fn what_was_counted_is_written_once_whoever_asks() {
    let market = Market::ready();
    search(&market, "engineer", "冷冻电镜", 6).await;
    let mut desk = market.signed_in(officer(201), "first");
    for _ in 0..2 {
        let page = desk.get("/officer/unmet").await.ok();
        assert!(page.says(">6<"), "{}", page.html);
    }
}
