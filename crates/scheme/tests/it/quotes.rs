//! Quotes: the lines, the refusals, the JSON.

use jiangnan_kernel::Date;
use jiangnan_scheme::{CapUse, Evidence, Fact, Service, Value, quote, subsidy};

use crate::world::{example_order, shipped};

const ZHEJIANG: &str = "schemes/yrd/zhejiang-2026.toml";

#[test]
fn the_example_is_quoted_with_its_reasons() {
    let scheme = shipped(ZHEJIANG);
    let answer = quote(&[&scheme], &example_order(), &CapUse::new());
    let json = serde_json::to_value(&answer).unwrap();
    let expected = serde_json::json!({
        "price_minor": 1_060_000,
        "own_part_minor": 560_000,
        "currency": "CNY",
        "subsidies": [{
            "scheme": "zj-2026",
            "clauses": ["11.1"],
            "base_minor": 1_000_000,
            "rate_bp": 5_000,
            "amount_minor": 500_000,
            "caps": [
                { "clause": "11.2", "limit_minor": 5_000_000, "bound": false },
                { "clause": "11.3", "limit_minor": 30_000_000, "bound": false },
            ],
        }],
        "refusals": [],
        "payee": "provider",
        "version": scheme.version(),
    });
    assert_eq!(json, expected);
}

#[test]
fn every_missing_fact_refuses_and_is_named() {
    let scheme = shipped(ZHEJIANG);
    let needed = [
        Fact::EnterpriseRegisteredIn,
        Fact::EnterpriseSize,
        Fact::EnterpriseCredit,
        Fact::EnterpriseSector,
        Fact::EnterpriseController,
        Fact::ProviderAdmitted,
        Fact::ProviderLocatedIn,
        Fact::OrderDate,
        Fact::OrderService,
        Fact::OrderPriceWithTax,
        Fact::OrderPriceWithoutTax,
        Fact::VoucherGrantedOn,
    ];
    for fact in needed {
        let order = example_order().without(fact);
        let answer = quote(&[&scheme], &order, &CapUse::new());
        assert!(answer.subsidies.is_empty(), "{fact}");
        assert_eq!(answer.own_part_minor, answer.price_minor, "{fact}");
        assert!(answer.refusals.iter().any(|refusal| refusal.fact == fact.name()), "{fact}: {answer:?}");
        assert_eq!(subsidy(&[&scheme], &order, &CapUse::new()), 0, "{fact}");
    }
}

#[test]
fn caps_bind_and_their_use_adds_up() {
    let scheme = shipped(ZHEJIANG);
    let order = example_order().price(20_000_000, 21_200_000);
    let mut used = CapUse::new();
    let mut paid = Vec::new();
    for _ in 0..8 {
        let answer = quote(&[&scheme], &order, &used);
        assert_eq!(answer.subsidy_minor(), subsidy(&[&scheme], &order, &used));
        paid.push(answer.subsidy_minor());
        for line in &answer.subsidies {
            line.uses().for_each(|(key, _)| used.add(key.clone(), line.amount_minor));
        }
        if answer.subsidies.is_empty() {
            assert_eq!(answer.refusals[0].fact, "cap.left");
        }
    }
    assert_eq!(paid, [5_000_000, 5_000_000, 5_000_000, 5_000_000, 5_000_000, 5_000_000, 0, 0]);
    let keys = scheme.cap_keys(&order);
    assert_eq!(keys.len(), 1);
    assert_eq!(used.used(&keys[0]), 30_000_000);
    assert!(keys[0].to_string().starts_with("zj-2026/11.3/") && keys[0].to_string().ends_with("/2026"));
}

#[test]
fn all_reasons_are_given_at_once() {
    let scheme = shipped(ZHEJIANG);
    let order = example_order()
        .with(Fact::EnterpriseSize, Value::Word(3))
        .with(Fact::OrderRelatedParty, Value::Flag(true))
        .with(Fact::OrderService, Value::Word(Service::Catering as u8));
    let answer = quote(&[&scheme], &order, &CapUse::new());
    let reasons: Vec<(&str, &str)> =
        answer.refusals.iter().map(|refusal| (&*refusal.clause, refusal.fact)).collect();
    assert_eq!(
        reasons,
        [("5.1", "enterprise.size"), ("9", "order.related-party"), ("11.1", "order.service")]
    );
    assert_eq!(
        answer.refusals[0].remedy.en,
        "`enterprise.size` (size of the enterprise) must be micro enterprise, small enterprise or medium enterprise"
    );
    let json = serde_json::to_value(&answer.refusals[0]).unwrap();
    assert_eq!(json["remedy"], answer.refusals[0].remedy.en);
    assert_eq!(json["remedy_zh"], answer.refusals[0].remedy.zh);
    assert_ne!(json["remedy"], json["remedy_zh"]);
}

#[test]
fn a_scheme_tells_evidence_and_validity() {
    let scheme = shipped(ZHEJIANG);
    let date = |text: &str| text.parse::<Date>().unwrap();
    assert_eq!(
        scheme.evidence(Service::InstrumentTime, date("2026-03-02")),
        [Evidence::Contract, Evidence::Invoice, Evidence::UsageRecord]
    );
    assert_eq!(scheme.voucher_valid_until(date("2025-03-31")), Some(date("2026-03-31")));
    assert_eq!(scheme.voucher_valid_until(date("2026-03-31")), Some(date("2026-12-31")));
}
