//! Properties proved over all orders that rules can tell apart.

use jiangnan_kernel::PlaceTree;
use jiangnan_scheme::compare::{Method, never_stricter, rises_with_price, same_as, within_price};
use jiangnan_scheme::{CapUse, Order, Scheme, Severity, broken_promise, subsidy};

use crate::world::{DELTA, file, scheme, shipped};

fn text(name: &str) -> String {
    std::fs::read_to_string(file(name)).unwrap()
}

fn elsewhere() -> PlaceTree {
    PlaceTree::read_csv(&text("schemes/elsewhere/places.csv")).unwrap()
}

/// A scheme with one border, one size, one date, one related party and a rate of each size.
fn small(rate: &str, of: &str, more: &str) -> Scheme {
    scheme(&format!(
        "scheme = \"s\"\ntitle = \"T\"\nfunder = \"CN-ZJ\"\ncurrency = \"CNY\"\nstatus = \"illustrative\"\n\
         [[clause]]\nid = \"1\"\nrequire = {{ enterprise.registered-in = \"CN-ZJ\", provider.located-in = \"{of}\" }}\n\
         [[clause]]\nid = \"2\"\nrequire = {{ order.date = {{ from = \"voucher.granted-on\" }} }}\n\
         [[clause]]\nid = \"3\"\nforbid = {{ order.related-party = true }}\n\
         [[clause]]\nid = \"4\"\nsubsidise = {{ rate = \"{rate}\", of = \"price-without-tax\" }}\n\
         [[clause]]\nid = \"5\"\npay = {{ to = \"provider\" }}\n{more}"
    ))
}

#[test]
fn a_small_scheme_is_proved_by_exhaustion() {
    let one = small("50%", "YRD", "");
    for proof in [within_price(&one, &DELTA), rises_with_price(&one, &DELTA), same_as(&one, &one, &DELTA)] {
        assert!(proof.holds(), "{proof:?}");
        assert_eq!((proof.method, proof.gaps.as_slice()), (Method::Exhaustion, [].as_slice()), "{proof:?}");
        assert!(proof.decisions > 100, "{proof:?}");
    }
}

#[test]
fn two_texts_that_differ_have_an_order_that_shows_it() {
    let open = small("50%", "YRD", "");
    for other in [
        small("50%", "CN-ZJ", ""),
        small("49.99%", "YRD", ""),
        small("50%", "YRD", "[[clause]]\nid = \"6\"\ncap = { amount = \"123456.78\", per = \"order\" }\n"),
    ] {
        let proof = same_as(&open, &other, &DELTA);
        let found = proof.counterexample.expect("they differ");
        let paid = |scheme: &Scheme| subsidy(&[scheme], &found.order, &CapUse::new());
        assert_eq!((paid(&open), paid(&other)), (found.one_minor, found.two_minor));
        assert_ne!(found.one_minor, found.two_minor);
    }
}

#[test]
fn what_can_only_be_searched_says_so() {
    let hours = "[[clause]]\nid = \"6\"\nwhen = { order.price-without-tax = { above = \"100.00\" } }\n\
                 cap = { amount = \"1.00\", per = \"hour\" }\n";
    let proof = rises_with_price(&small("50%", "YRD", hours), &DELTA);
    assert_eq!(proof.method, Method::Search);
    assert_eq!(proof.gaps, ["a cap for some prices depends on more than the price"]);
    assert!(!proof.holds(), "beyond 100 yuan one hour brings 1 yuan");
}

#[test]
fn the_delta_pays_within_the_price_and_more_for_more() {
    for name in ["shanghai", "jiangsu", "zhejiang", "anhui"] {
        let scheme = shipped(&format!("schemes/yrd/{name}-2026.toml"));
        for proof in [within_price(&scheme, &DELTA), rises_with_price(&scheme, &DELTA)] {
            assert!(proof.holds(), "{name}: {proof:?}");
        }
    }
}

#[test]
fn the_dutch_question_of_ten_thousand_euro_is_found() {
    let places = elsewhere();
    let name = "schemes/elsewhere/netherlands.toml";
    let dutch = Scheme::load(name, &text(name), &places).unwrap();
    let found = rises_with_price(&dutch, &places).counterexample.unwrap();
    assert_eq!((found.two_minor, found.one_minor), (525_000, 400_000));
    assert!(within_price(&dutch, &places).holds());
}

#[test]
fn a_province_that_promised_is_never_stricter_and_one_that_is_is_found() {
    let frame = shipped("schemes/frame/delta-frame.toml");
    let name = "schemes/frame/zhejiang-frame.toml";
    let load = |text: &str| Scheme::load_beside(name, text, &DELTA, std::slice::from_ref(&frame)).unwrap();
    let member = load(&text(name));
    assert!(member.promises_never_stricter() && !frame.promises_never_stricter());
    let proof = never_stricter(&member, &frame, &DELTA);
    assert!(proof.holds(), "{proof:?}");
    let strict = load(&text(name).replace("rate = \"40%\"", "rate = \"29.99%\""));
    let found = never_stricter(&strict, &frame, &DELTA).counterexample.unwrap();
    assert!(found.one_minor < found.two_minor);
}

#[test]
fn a_broken_promise_is_an_error_with_the_smallest_order_that_shows_it() {
    let frame = shipped("schemes/frame/delta-frame.toml");
    let name = "schemes/frame/zhejiang-frame.toml";
    let load = |text: &str| Scheme::load_beside(name, text, &DELTA, std::slice::from_ref(&frame)).unwrap();
    let told = |text: &str| broken_promise((name, text), &load(text), &frame, &DELTA);
    assert_eq!(told(&text(name)), None, "it keeps its word");
    let strict = text(name).replace("rate = \"40%\"", "rate = \"29.99%\"");
    let found = told(&strict).unwrap();
    assert_eq!((found.severity, found.line, found.column), (Severity::Error, 10, 13));
    assert!(found.message.contains("`yrd-frame` pays"), "{found}");
    assert!(found.message_zh.contains("不成立"), "{}", found.message_zh);
    let help = found.help.unwrap();
    let order = help.split('`').nth(3).unwrap();
    let order = Order::read_json(order, &DELTA).unwrap();
    let paid = |scheme: &Scheme| subsidy(&[scheme], &order, &CapUse::new());
    assert!(paid(&load(&strict)) < paid(&frame), "{help}");
    assert!(found.message.contains(&format!("{}.{:02}", paid(&frame) / 100, paid(&frame) % 100)), "{help}");
    let silent = strict.replace("promises  = \"never-stricter\"\n", "");
    assert_ne!(silent, strict);
    assert_eq!(told(&silent), None, "who promises nothing breaks nothing");
}

#[test]
fn a_counterexample_can_be_written_and_read_again() {
    let places = elsewhere();
    let name = "schemes/elsewhere/netherlands.toml";
    let dutch = Scheme::load(name, &text(name), &places).unwrap();
    let found = rises_with_price(&dutch, &places).counterexample.unwrap();
    let again = Order::read_json(&found.order.to_json().to_string(), &places).unwrap();
    assert_eq!(subsidy(&[&dutch], &again, &CapUse::new()), found.one_minor);
}
