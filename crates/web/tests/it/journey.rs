//! The main job from search to claim, by forms alone; and what must not be possible on the way.

use axum::body::Body;
use axum::http::{Request, StatusCode};
use proptest::prelude::*;

use crate::market::{Browser, INSTRUMENT, Market, at};

const TUESDAY: &str = "date=2026-06-02&from=10:00&until=12:00&samples=";

/// Reserves two hours of Tuesday; gives the address of the reservation.
async fn reserve(engineer: &mut Browser) -> String {
    let check = engineer.get(&format!("/instruments/{INSTRUMENT}/check?{TUESDAY}")).await.ok();
    let done = engineer.press(&check, "/reservations").await.leads();
    let confirmation = engineer.get(&done).await.ok();
    assert!(confirmation.says("¥672.00"), "{}", confirmation.html);
    done.strip_suffix("/done").unwrap().to_owned()
}

#[tokio::test]
async fn from_search_to_claim_by_forms_alone() {
    let market = Market::ready();
    let mut engineer = market.browser("engineer").await;

    let found = engineer.get("/instruments?q=SEM+shanghai").await.ok();
    // 636.00 with tax, of which half of the 600.00 without tax is paid.
    assert!(found.says("¥336.00") && found.says("Test voucher"), "{}", found.html);
    let instrument = engineer.get(&found.link("/instruments/CN-SH")).await.ok();
    assert!(instrument.says("Half of the price"));
    let form = engineer.get(&instrument.link(&format!("/instruments/{INSTRUMENT}/reserve?"))).await.ok();
    assert!(form.says("value=\"2026-06-01\""), "{}", form.html);
    let reservation = reserve(&mut engineer).await;
    assert!(engineer.get("/reservations").await.ok().says(&reservation));
    assert!(engineer.get("/wallet").await.ok().says("¥600.00"));
    let taken = engineer.get(&format!("/instruments/{INSTRUMENT}?week=2026-06-02")).await.ok();
    assert!(taken.says("class=\"mine\""));

    // The next day both have to sign in again.
    market.set_now(at(2, 13));
    assert_eq!(engineer.get("/wallet").await.status, StatusCode::SEE_OTHER);
    let mut engineer = market.browser("engineer").await;
    let mut manager = market.browser("lab-manager").await;
    let list = manager.get("/provider/usage").await.ok();
    let entry = list.link("/provider/usage/");
    let early = [
        ("outcome", "used"),
        ("date", "2026-06-02"),
        ("from", "10:00"),
        ("until", "14:00"),
        ("operator", "Li"),
    ];
    let refused = manager.post(&entry, &early).await;
    assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(refused.says("once the work has ended"));
    let used = [
        ("outcome", "used"),
        ("date", "2026-06-02"),
        ("from", "10:00"),
        ("until", "11:30"),
        ("operator", "Li"),
    ];
    assert_eq!(manager.post(&entry, &used).await.leads(), "/provider/usage");

    let seen = engineer.get(&reservation).await.ok();
    assert!(seen.says("Usage recorded") && seen.says("¥504.00"), "{}", seen.html);
    engineer.press(&seen, &format!("{reservation}/confirm")).await.leads();
    claim(&mut manager).await;
    evidence(&market, &mut manager).await;
    let history = engineer.get(&reservation).await.ok();
    assert!(history.says("Claim lodged") && history.says("The engineer"), "{}", history.html);
    let report = jiangnan_exchange::audit::verify(&market.exchange.reader().unwrap(), |_, _| {}).unwrap();
    assert!(report.is_verified(), "{:?}", report.faults);
}

/// The document of the claim is there for who reviews and who audits, and for nobody else.
async fn evidence(market: &Market, manager: &mut Browser) {
    let claims = jiangnan_store::list::claims_in(
        &market.exchange.reader().unwrap(),
        jiangnan_clearing::ClaimState::Lodged,
    );
    let claim = claims.unwrap().remove(0);
    let hash = claim.body.draft.evidence.iter().find(|one| !one.sha256.is_empty()).unwrap().sha256.clone();
    let path = format!("/claims/{}.{}/documents/{hash}", claim.jurisdiction, claim.id);
    for login in ["officer", "auditor"] {
        assert_eq!(market.browser(login).await.get(&path).await.ok().html, "%PDF-1.7 the record");
    }
    assert_eq!(manager.get(&path).await.status, StatusCode::FORBIDDEN);
    assert_eq!(market.stranger().get(&path).await.status, StatusCode::SEE_OTHER);
    let other = path.replace(&hash, &"0".repeat(64));
    assert_eq!(market.browser("auditor").await.get(&other).await.status, StatusCode::NOT_FOUND);
}

/// Lodges the one claim that is ready, first without a document.
async fn claim(manager: &mut Browser) {
    let claims = manager.get("/provider/claims").await.ok();
    let entry = claims.link("/provider/claims/new/");
    assert!(manager.get(&entry).await.ok().says("usage record"));
    let fields = [("invoice", "INV-1"), ("invoice_date", "2026-06-02"), ("usage-record", "")];
    let missing = manager.post_files(&entry, &fields, &[]).await;
    assert_eq!(missing.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(missing.says("INV-1"));
    let fields = [("invoice", "INV-1"), ("invoice_date", "2026-06-02"), ("usage-record", "UR 7")];
    let unknown = [("usage-record-file", "record.pdf", "MZ\0 the record")];
    let refused = manager.post_files(&entry, &fields, &unknown).await;
    assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(refused.says("`record.pdf` cannot be kept"), "{}", refused.html);
    let files = [("usage-record-file", "record.pdf", "%PDF-1.7 the record")];
    for _ in 0..2 {
        assert_eq!(manager.post_files(&entry, &fields, &files).await.leads(), "/provider/claims");
    }
    let claims = manager.get("/provider/claims").await.ok();
    assert_eq!(claims.html.matches("¥450.00").count(), 1, "{}", claims.html);
}

#[tokio::test]
async fn a_second_press_reserves_nothing_more() {
    let market = Market::ready();
    let mut engineer = market.browser("engineer").await;
    let check = engineer.get(&format!("/instruments/{INSTRUMENT}/check?{TUESDAY}")).await.ok();
    let first = engineer.press(&check, "/reservations").await.leads();
    let events = market.events();
    assert_eq!(engineer.press(&check, "/reservations").await.leads(), first);
    assert_eq!((market.reservations(), market.events()), (1, events));
}

#[tokio::test]
async fn a_taken_time_gives_its_neighbours() {
    let market = Market::ready();
    let mut engineer = market.browser("engineer").await;
    let check = engineer.get(&format!("/instruments/{INSTRUMENT}/check?{TUESDAY}")).await.ok();
    reserve(&mut engineer).await;
    for page in [
        engineer.press(&check, "/reservations").await,
        engineer.get(&format!("/instruments/{INSTRUMENT}/check?{TUESDAY}")).await,
    ] {
        assert_eq!(page.status, StatusCode::UNPROCESSABLE_ENTITY);
        assert!(page.says("from=12%3A00") || page.says("from=12:00"), "{}", page.html);
    }
    assert_eq!(market.reservations(), 1);
}

#[tokio::test]
async fn a_reservation_is_cancelled_and_contested() {
    let market = Market::ready();
    let mut engineer = market.browser("engineer").await;
    let reservation = reserve(&mut engineer).await;
    let page = engineer.get(&reservation).await.ok();
    let page = engineer.get(&page.link(&format!("{reservation}/cancel"))).await.ok();
    assert_eq!(engineer.press(&page, &format!("{reservation}/cancel")).await.leads(), reservation);
    // Nothing is left to be called off.
    let again = [("command", "00000000000000000000000078")];
    assert_eq!(engineer.post(&format!("{reservation}/cancel"), &again).await.status, StatusCode::CONFLICT);
    let second = reserve(&mut engineer).await;
    market.set_now(at(2, 13));
    let mut engineer = market.browser("engineer").await;
    let mut manager = market.browser("lab-manager").await;
    let entry = manager.get("/provider/usage").await.ok().link("/provider/usage/");
    let used = [
        ("outcome", "used"),
        ("date", "2026-06-02"),
        ("from", "10:00"),
        ("until", "12:00"),
        ("operator", "Li"),
    ];
    manager.post(&entry, &used).await.leads();
    let silent = engineer.post(&format!("{second}/dispute"), &[("reason", " ")]).await;
    assert_eq!(silent.status, StatusCode::UNPROCESSABLE_ENTITY);
    engineer.post(&format!("{second}/dispute"), &[("reason", "the detector was off")]).await.leads();
    assert!(engineer.get(&second).await.ok().says("the detector was off"));
}

#[tokio::test]
async fn pages_of_others_stay_shut() {
    let market = Market::ready();
    let mut engineer = market.browser("engineer").await;
    let reservation = reserve(&mut engineer).await;
    let mut stranger = market.stranger();
    assert_eq!(stranger.get("/wallet").await.leads(), "/sign-in?back=%2Fwallet");
    let id = reservation.rsplit('/').next().unwrap();
    let deeds = [
        format!("{reservation}/cancel"),
        format!("/provider/requests/{id}/approve"),
        "/reservations".to_owned(),
    ];
    for path in &deeds {
        assert_eq!(stranger.post(path, &[]).await.status, StatusCode::FORBIDDEN, "{path}");
    }
    let mut manager = market.browser("lab-manager").await;
    for path in ["/wallet", "/reservations"] {
        assert_eq!(manager.get(path).await.status, StatusCode::FORBIDDEN, "{path}");
    }
    assert_eq!(engineer.get("/provider/claims").await.status, StatusCode::FORBIDDEN);
    assert_eq!(engineer.post(&deeds[1], &[]).await.status, StatusCode::FORBIDDEN);
    assert_eq!(market.browser("auditor").await.get(&reservation).await.status, StatusCode::OK);
    engineer.post("/sign-out", &[]).await.leads();
    assert_eq!(engineer.get("/wallet").await.status, StatusCode::SEE_OTHER);
    let unknown = market.stranger().post("/sign-in", &[("person", "operator")]).await;
    assert_eq!(unknown.status, StatusCode::FORBIDDEN);
    let wrong = market.stranger().post("/sign-in", &[("login", "engineer"), ("password", "x")]).await;
    assert_eq!(wrong.status, StatusCode::UNPROCESSABLE_ENTITY);
}

#[tokio::test]
async fn a_form_of_another_site_does_nothing() {
    let market = Market::ready();
    let mut engineer = market.browser("engineer").await;
    let reservation = reserve(&mut engineer).await;
    let foreign = Request::post(format!("{reservation}/cancel"))
        .header("origin", "https://evil.example")
        .header("content-type", "application/x-www-form-urlencoded");
    let events = market.events();
    assert_eq!(engineer.ask(foreign, Body::empty()).await.status, StatusCode::FORBIDDEN);
    assert_eq!(market.events(), events);
}

#[tokio::test]
async fn what_is_not_there_is_a_page_that_says_so() {
    let market = Market::ready();
    let mut engineer = market.browser("engineer").await;
    let lost = format!("CN-SH.{}", "0".repeat(26));
    for path in
        ["/instruments/x", "/reservations/CN-SH.x", "/nowhere", "/instruments/%FF", "/reservations//done"]
    {
        let page = engineer.get(path).await;
        assert!(page.status.is_client_error() && page.says("<html"), "{path} {}", page.status);
    }
    for path in [
        format!("/instruments/{lost}"),
        format!("/instruments/{lost}/reserve"),
        format!("/reservations/{lost}"),
    ] {
        assert_eq!(engineer.get(&path).await.status, StatusCode::NOT_FOUND, "{path}");
    }
    assert_eq!(engineer.post("/instruments", &[]).await.status, StatusCode::NOT_FOUND);
    let large = "x".repeat(100_000);
    assert_eq!(
        engineer.post("/reservations", &[("date", &large)]).await.status,
        StatusCode::PAYLOAD_TOO_LARGE
    );
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(12))]

    #[test]
    fn no_query_breaks_a_page(words in ".{0,24}", place in "[A-Z-]{0,6}|.{0,4}", page in any::<u64>(), other in ".{0,12}") {
        let runtime = tokio::runtime::Builder::new_current_thread().enable_time().build().unwrap();
        runtime.block_on(async {
            let market = Market::ready();
            let mut engineer = market.browser("engineer").await;
            let page = page.to_string();
            let search: [(&str, &str); 5] =
                [("q", &words), ("place", &place), ("page", &page), ("price", &other), ("sort", "price")];
            let check: [(&str, &str); 4] =
                [("date", &other), ("from", &words), ("until", "12:00"), ("samples", &page)];
            let paths = [
                jiangnan_web::form::address("/instruments", &search),
                jiangnan_web::form::address(&format!("/instruments/{INSTRUMENT}"), &[("week", &other)]),
                jiangnan_web::form::address(&format!("/instruments/{INSTRUMENT}/reserve"), &check),
                jiangnan_web::form::address(&format!("/instruments/{INSTRUMENT}/check"), &check),
                jiangnan_web::form::address("/sign-in", &[("back", &words)]),
            ];
            for path in paths {
                let page = engineer.get(&path).await;
                assert!(!page.status.is_server_error(), "{path}: {}", page.html);
            }
            let posted = engineer.post("/reservations", &check).await;
            assert!(posted.status.is_client_error());
        });
    }
}
