//! What a search finds, in which order, and at what price.

use jiangnan_catalogue::Instrument;
use jiangnan_kernel::{Id, Text};
use jiangnan_web::form::address;

use crate::market::{Browser, Market, PROVIDER, Page, code};

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
