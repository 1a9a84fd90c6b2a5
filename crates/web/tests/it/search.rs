//! What a search finds, in which order, and at what price.

use jiangnan_catalogue::Instrument;
use jiangnan_exchange::Actor;
use jiangnan_exchange::case::reserve::{Particulars, Reserve};
use jiangnan_kernel::{Id, Interval, Text};
use jiangnan_scheme::Service;
use jiangnan_store::entity::people::Role;
use jiangnan_web::form::address;

use crate::market::{Browser, ENTERPRISE, INSTRUMENT, Market, PROVIDER, Page, at, code};

/// The names of the hits of a search, in order.
async fn found(browser: &mut Browser, pairs: &[(&str, &str)]) -> Vec<String> {
    names(&browser.get(&address("/instruments", pairs)).await.ok())
}

fn names(page: &Page) -> Vec<String> {
    let html = scraper::Html::parse_document(&page.html);
    let hits = scraper::Selector::parse(".hit h2").unwrap();
    html.select(&hits).map(|hit| hit.text().collect::<String>()).collect()
}

/// A market with a dear transmission microscope beside the scanning one.
fn market() -> Market {
    let market = Market::ready();
    let name = Text::new("Transmission electron microscope JEOL JEM-1400", "透射电子显微镜 JEOL JEM-1400");
    let mut instrument = Instrument::new(Id(77), PROVIDER, name, code("CN-310100"));
    instrument.maker = "JEOL".to_owned();
    instrument.model = "JEM-1400".to_owned();
    instrument.technique = Some("CHMO:0000080".to_owned());
    market.put(instrument, 300_000);
    market
}

/// Reserves the scanning microscope for a whole day of June.
fn take_day(market: &Market, day: i8) {
    let engineer =
        Actor { person: Id(101), home: code("CN-ZJ"), role: Role::Engineer, organisation: ENTERPRISE };
    let (home, id) = INSTRUMENT.split_once('.').unwrap();
    let reserve = Reserve {
        reservation: Id(9_000 + u128::from(day.unsigned_abs())),
        home: code(home),
        listing: id.parse().unwrap(),
        enterprise_home: code("CN-ZJ"),
        enterprise: ENTERPRISE,
        interval: Interval::new(at(day, 9), at(day, 18)).unwrap(),
        samples: 0,
        service: Service::InstrumentTime,
        agreed_minor: None,
        how: Particulars::default(),
    };
    market.must(engineer, reserve);
}

const SEM: &str = "Scanning electron microscope";
const TEM: &str = "Transmission electron microscope";

#[tokio::test]
async fn words_find_in_both_languages_by_technique_model_and_place() {
    let market = market();
    let mut stranger = market.stranger();
    for (words, expected) in [
        ("", &[SEM, TEM][..]),
        ("SEM", &[SEM]),
        ("扫描电镜", &[SEM]),
        ("上海透射电镜", &[TEM]),
        ("jeol", &[TEM]),
        ("jem-1400 Shanghai", &[TEM]),
        ("microscope", &[SEM, TEM]),
        ("microscope Hangzhou", &[]),
        ("zzz", &[]),
    ] {
        let mut hits = found(&mut stranger, &[("q", words)]).await;
        hits.sort();
        assert_eq!(hits, expected, "{words}");
    }
}

#[tokio::test]
async fn filters_narrow_and_prices_order() {
    let market = market();
    let mut engineer = market.browser("engineer").await;
    assert_eq!(found(&mut engineer, &[("technique", "CHMO:0000080")]).await, [TEM]);
    assert_eq!(found(&mut engineer, &[("place", "CN-SH")]).await.len(), 2);
    assert!(found(&mut engineer, &[("place", "CN-ZJ")]).await.is_empty());
    assert_eq!(found(&mut engineer, &[("sort", "price")]).await, [SEM, TEM]);
    // 636.00, of which 300.00 are paid; 3,180.00, of which the cap allows 1,000.00.
    assert_eq!(found(&mut engineer, &[("price", "336")]).await, [SEM]);
    assert!(found(&mut engineer, &[("price", "335.99")]).await.is_empty());
    assert_eq!(found(&mut engineer, &[("price", "2180")]).await.len(), 2);
    let page = engineer.get("/instruments?place=CN-ZJ").await.ok();
    assert!(page.says("Zhejiang"), "a chosen place stays to be removed: {}", page.html);
}

#[tokio::test]
async fn a_new_listing_is_found_at_once_and_a_stranger_sees_list_prices() {
    let market = market();
    let mut stranger = market.stranger();
    assert!(found(&mut stranger, &[("q", "Krios")]).await.is_empty());
    let name = Text::new("Cryo microscope", "冷冻电镜");
    let mut instrument = Instrument::new(Id(78), PROVIDER, name, code("CN-310100"));
    instrument.model = "Krios".to_owned();
    market.put(instrument, 100_000);
    let page = stranger.get("/instruments?q=Krios").await.ok();
    assert_eq!(names(&page), ["Cryo microscope"]);
    assert!(page.says("¥1,060.00") && page.says("/sign-in"), "{}", page.html);
}

#[tokio::test]
async fn a_mistyped_word_is_read_as_one_that_is_known_and_the_page_says_so() {
    let market = market();
    let page = market.stranger().get("/instruments?q=scanning+electron+microscpy").await.ok();
    assert_eq!(names(&page), [SEM]);
    assert!(page.says("scanning electron microscopy"), "{}", page.html);
}

#[tokio::test]
async fn each_kind_of_nothing_says_what_to_do() {
    let market = market();
    let mut stranger = market.stranger();
    let page = stranger.get("/instruments?q=Moessbauer").await.ok();
    assert!(names(&page).is_empty());
    assert!(page.link("/instruments?q=").len() > "/instruments?q=".len(), "other words are offered");
    let page = stranger.get("/instruments?q=SEM&place=CN-AH").await.ok();
    assert!(page.says("Remove one of them"), "{}", page.html);
    assert!(page.says(r#"href="/instruments?q=SEM""#), "the filter can be removed");
}

#[tokio::test]
async fn facets_count_what_choosing_would_find() {
    let market = market();
    let page = market.stranger().get("/instruments?technique=CHMO:0000080").await.ok();
    assert_eq!(names(&page), [TEM]);
    let html = scraper::Html::parse_document(&page.html);
    let count = |id: &str| {
        let label = scraper::Selector::parse(&format!("label[for=\"{id}\"] span")).unwrap();
        html.select(&label).next().map(|span| span.text().collect::<String>())
    };
    assert_eq!(count("technique-CHMO:0000073").as_deref(), Some("1"), "another technique instead");
    assert_eq!(count("place-CN-SH").as_deref(), Some("1"), "one of the chosen technique stands there");
}

#[tokio::test]
async fn what_a_voucher_pays_narrows_orders_and_is_counted() {
    let market = market();
    let far = Text::new("Balance", "天平");
    let mut instrument = Instrument::new(Id(79), PROVIDER, far, code("CN-310100"));
    instrument.terms.access = jiangnan_catalogue::Access::OwnOrganisation;
    market.put(instrument, 1_000);
    let mut engineer = market.browser("engineer").await;
    assert_eq!(found(&mut engineer, &[("voucher", "1")]).await.len(), 3);
    assert_eq!(found(&mut engineer, &[("external", "1"), ("sort", "price")]).await, [SEM, TEM]);
    // 5.60 of 10.60, 336.00 of 636.00, 2,180.00 of 3,180.00.
    assert_eq!(found(&mut engineer, &[("band", "1")]).await, ["Balance"]);
    assert_eq!(found(&mut engineer, &[("band", "3")]).await, [SEM]);
    assert_eq!(found(&mut engineer, &[("band", "3"), ("band", "5"), ("sort", "price")]).await, [SEM, TEM]);
    let page = engineer.get("/instruments?band=3").await.ok();
    assert!(page.says("¥300–¥500") && page.says("¥1,000–¥3,000"), "{}", page.html);
}

#[tokio::test]
async fn a_stranger_answers_three_questions_and_sees_what_is_taken_for_granted() {
    let market = market();
    let mut stranger = market.stranger();
    let page = stranger.get("/instruments?q=SEM").await.ok();
    assert!(page.says("What would I pay?") && page.says("¥636.00"), "{}", page.html);
    assert!(page.says("These are list prices"), "{}", page.html);
    let page = stranger.get("/instruments?q=SEM&seat=CN-330100&size=small&sector=manufacturing").await.ok();
    assert!(page.says("¥336.00") && page.says("Test voucher"), "{}", page.html);
    assert!(!page.says("list prices") && page.says("that you have described"), "{}", page.html);
    assert!(!page.says("taken for granted"), "the scheme asks for nothing more: {}", page.html);
    let page = stranger.get("/instruments?q=SEM&seat=CN-330100").await.ok();
    assert!(page.says("¥336.00") && page.says("taken for granted"), "the size is not told: {}", page.html);
    let page = stranger.get("/instruments?q=SEM&seat=CN-330100&size=large").await.ok();
    assert!(page.says("¥636.00") && !page.says("¥336.00"), "a large enterprise gets nothing: {}", page.html);
    let page = stranger.get("/instruments?q=SEM&seat=CN-340100").await.ok();
    assert!(page.says("No scheme") && page.says("These are list prices"), "{}", page.html);
}

#[tokio::test]
async fn days_on_which_something_is_free_narrow_and_order() {
    let market = market();
    let mut stranger = market.stranger();
    // The first of June is a Monday, open from 9 to 18; the weekend is closed.
    assert_eq!(found(&mut stranger, &[("free", "2026-06-02")]).await.len(), 2);
    assert!(found(&mut stranger, &[("free", "2026-06-06")]).await.is_empty());
    assert!(found(&mut stranger, &[("free", "2027-06-07")]).await.is_empty(), "too far ahead");
    take_day(&market, 2);
    assert_eq!(found(&mut stranger, &[("free", "2026-06-02")]).await, [TEM]);
    take_day(&market, 1);
    take_day(&market, 3);
    assert_eq!(found(&mut stranger, &[("sort", "free")]).await, [TEM, SEM]);
}

#[tokio::test]
async fn prices_of_the_list_are_those_of_the_quotes_whatever_is_left() {
    let market = market();
    let mut engineer = market.browser("engineer").await;
    // Each shown hit is compared with its own quote while the page is made.
    for hour_minor in [100_i64, 60_000, 120_000, 199_999, 450_000] {
        let name = Text::new(format!("Oven {hour_minor}"), "炉");
        let id = Id(1_000 + u128::from(hour_minor.unsigned_abs()));
        market.put(Instrument::new(id, PROVIDER, name, code("CN-310100")), hour_minor);
        assert!(!found(&mut engineer, &[("q", "oven"), ("sort", "price")]).await.is_empty());
    }
    for day in 1..=5 {
        take_day(&market, day);
        assert_eq!(found(&mut engineer, &[("sort", "price")]).await.len(), 7, "after {day} days");
    }
}
