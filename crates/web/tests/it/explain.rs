//! A quote of the rule language becomes the explanation on the page.

use jiangnan_kernel::PlaceTree;
use jiangnan_scheme::{CapUse, Order, Scheme, Size, quote};
use jiangnan_web::locale::{Language, Locale};
use jiangnan_web::site::explain;
use jiangnan_web::view::quote::Limit;

const SCHEME: &str = r#"
scheme = "zj-2026"
title = { en = "Zhejiang voucher", zh = "浙江券" }
funder = "CN-ZJ"
currency = "CNY"
status = "illustrative"
[[clause]]
id = "5.1"
text = { en = "Enterprises in Zhejiang", zh = "浙江企业" }
require = { enterprise.registered-in = "CN-ZJ" }
[[clause]]
id = "5.2"
text = { en = "Small enterprises", zh = "小微企业" }
require = { enterprise.size = ["micro", "small"] }
[[clause]]
id = "11.1"
text = { en = "Half", zh = "一半" }
subsidise = { rate = "50%", of = "price-without-tax" }
[[clause]]
id = "12"
text = { en = "Paid to the provider", zh = "付给机构" }
pay = { to = "provider" }
[[clause]]
id = "11.2"
text = { en = "At most", zh = "最多" }
cap = { amount = "200.00", per = "order" }
"#;

fn explained(seat: &str, size: Option<Size>) -> jiangnan_web::view::quote::Quote {
    let places = PlaceTree::read_csv(include_str!("../../../../data/places/yrd.csv")).unwrap();
    let scheme = Scheme::load("zj.toml", SCHEME, &places).unwrap();
    let order = Order::new("CNY".parse().unwrap())
        .registered_in(seat.parse().unwrap(), &places)
        .on("2026-11-24".parse().unwrap())
        .price(100_000, 106_000);
    let order = match size {
        Some(size) => order.size(size),
        None => order,
    };
    explain(&quote(&[&scheme], &order, &CapUse::new()), Vec::new(), &[&scheme], &places)
}

#[test]
fn a_bound_cap_is_shown_with_its_clause() {
    let quote = explained("CN-330100", Some(Size::Small));
    assert_eq!((quote.price.minor, quote.own_part.minor), (106_000, 86_000));
    let line = &quote.lines[0];
    assert_eq!(line.scheme.zh, "浙江券");
    assert!(line.is_capped() && line.clauses.iter().any(|clause| clause.text.en == "Half"));
    let left = Locale::new(Language::En).limit(&line.caps[0].left);
    assert_eq!((left.as_str(), matches!(line.caps[0].limit, Limit::Money(_))), ("¥200.00", true));
}

#[test]
fn refusals_name_the_fact_in_words_even_where_it_is_missing() {
    let quote = explained("CN-320100", None);
    let facts: Vec<&str> = quote.refusals.iter().map(|refusal| refusal.fact.en.as_str()).collect();
    assert_eq!(facts, ["where the enterprise has its seat: Nanjing", "size of the enterprise: not known"]);
    assert_eq!(quote.refusals[0].fact.zh, "企业注册地：南京市");
    assert_eq!(quote.refusals[0].clause.text.en, "Enterprises in Zhejiang");
}
