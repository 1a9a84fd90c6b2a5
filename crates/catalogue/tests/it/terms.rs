//! When and by whom instruments and experts can be reserved.

use jiangnan_catalogue::terms::{AccessRefusal, User};
use jiangnan_catalogue::{
    Access, Audience, Consent, Expert, Instrument, InstrumentIdentifier, Outage, Position, Tariff, Terms,
    Unit, Usage,
};
use jiangnan_kernel::{Currency, Id, Interval, OpeningHours, PlaceTree, Text};
use jiff::civil::time;

fn between(start: &str, end: &str) -> Interval {
    Interval::new(start.parse().unwrap(), end.parse().unwrap()).unwrap()
}

fn terms() -> Terms {
    let outage = Outage {
        interval: between("2026-03-02T02:00:00Z", "2026-03-02T03:00:00Z"),
        reason: Text::new("Service", "维护"),
    };
    Terms {
        opening: Some(OpeningHours::workdays("Asia/Shanghai", time(9, 0, 0, 0), time(17, 0, 0, 0))),
        outages: vec![outage],
        access: Access::Trained,
        tariffs: vec![
            Tariff {
                until: Some("2026-06-30".parse().unwrap()),
                ..Tariff::per(Unit::Hour, 60_000, Currency::CNY, "2026-01-01".parse().unwrap())
            },
            Tariff::per(Unit::Hour, 70_000, Currency::CNY, "2026-07-01".parse().unwrap()),
        ],
    }
}

#[test]
fn an_outage_is_cut_out_of_the_opening_hours() {
    let day = between("2026-03-02T00:00:00Z", "2026-03-03T00:00:00Z");
    let open = terms().open_within(day).unwrap();
    assert_eq!(
        open,
        [
            between("2026-03-02T01:00:00Z", "2026-03-02T02:00:00Z"),
            between("2026-03-02T03:00:00Z", "2026-03-02T09:00:00Z"),
        ]
    );
    assert!(Terms::default().open_within(day).unwrap().is_empty());
}

#[test]
fn the_version_of_the_day_gives_the_price() {
    let price = |date: &str| {
        terms().price(Usage::time(3_600), Audience::External, date.parse().unwrap()).map(|p| p.with_tax.minor)
    };
    assert_eq!(price("2026-06-30"), Ok(60_000));
    assert_eq!(price("2026-07-01"), Ok(70_000));
    let early = price("2025-12-31").unwrap_err().to_string();
    assert!(early.contains("the next begins on 2026-01-01"), "{early}");
}

#[test]
fn access_is_open_by_training_or_by_house() {
    let user = |own, trained| User { own, trained };
    let table = [
        (Access::Open, user(false, false), Ok(())),
        (Access::Trained, user(true, false), Err(AccessRefusal::TrainingNeeded)),
        (Access::Trained, user(false, true), Ok(())),
        (Access::OwnOrganisation, user(false, true), Err(AccessRefusal::OwnOrganisationOnly)),
        (Access::OwnOrganisation, user(true, false), Ok(())),
    ];
    for (access, user, expected) in table {
        assert_eq!(access.check(user), expected, "{access:?} {user:?}");
    }
}

#[test]
fn instruments_and_experts_survive_storage() {
    let place = "CN-310100".parse().unwrap();
    let bare = Instrument::new(Id(7), Id(8), Text::new("SEM", "扫描电镜"), place);
    let full = Instrument {
        maker: "Hitachi".into(),
        technique: Some("CHMO:0000073".into()),
        position: Position::of_degrees(31.2, 121.4),
        identifier: Some(InstrumentIdentifier::new("doi", "10.1/x")),
        terms: terms(),
        ..bare.clone()
    };
    for value in [bare, full] {
        let body = serde_json::to_string(&value).unwrap();
        assert_eq!(serde_json::from_str::<Instrument>(&body).unwrap(), value, "{body}");
    }
    assert_eq!(Position::of_degrees(91.0, 0.0), None);
    assert_eq!(Position::of_degrees(f64::NAN, 0.0), None);
}

#[test]
fn an_expert_needs_a_consent_and_a_way() {
    let places = PlaceTree::read_csv(include_str!("../../../../data/places/yrd.csv")).unwrap();
    let mut expert = Expert {
        id: Id(1),
        host: Id(2),
        role: Text::new("Failure analysis specialist", "失效分析专家"),
        technique: None,
        also: Vec::new(),
        place: "CN-310100".parse().unwrap(),
        travels_to: vec!["CN-ZJ".parse().unwrap()],
        consent: None,
        deliverable: Text::new("Report", "报告"),
        terms: terms(),
    };
    let problems = |expert: &Expert, date: &str, at: &str| -> Vec<String> {
        let found = expert.check(date.parse().unwrap(), at.parse().unwrap(), &places);
        found.iter().map(ToString::to_string).collect()
    };
    assert_eq!(problems(&expert, "2026-03-01", "CN-340100").len(), 2);
    expert.consent =
        Some(Consent { from: "2026-01-01".parse().unwrap(), until: "2026-06-30".parse().unwrap() });
    assert!(problems(&expert, "2026-03-01", "CN-330100").is_empty());
    assert!(problems(&expert, "2026-03-01", "CN-310100").is_empty());
    assert!(problems(&expert, "2026-07-01", "CN-330100")[0].contains("holds from 2026-01-01 to 2026-06-30"));
    let body = serde_json::to_string(&expert).unwrap();
    assert_eq!(serde_json::from_str::<Expert>(&body).unwrap(), expert);
}
