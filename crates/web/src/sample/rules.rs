//! Samples of what the public reads and of how breaches are dealt with.

use jiangnan_scheme::{Breach, Level, Sanction, Service};

use super::{ENTERPRISE, PROVIDER, Rendered, SCHEME, cny, day, frame, id, key, rendered, text, wrong_frame};
use crate::form::{Input, SanctionForm};
use crate::frame::Role;
use crate::locale::Locale;
use crate::page::{PublishedPage, SanctionsPage};
use crate::view::published::{PublishedList, PublishedRow, Reviewer, SanctionRow, Sanctions};

pub(super) fn pages(l: Locale) -> Vec<Rendered> {
    let desk = |v| SanctionsPage { l, frame: frame("/officer/sanctions", Some(Role::Officer)), v };
    let none = Sanctions { rows: Vec::new(), reviewers: Vec::new(), next: None, ..sanctions() };
    let wrong = SanctionForm::parse(&Input::default()).err().map(|form| *form).unwrap_or_default();
    let wrong = SanctionsPage {
        l,
        frame: wrong_frame("/officer/sanctions", Role::Officer),
        v: Sanctions { form: wrong, ..sanctions() },
    };
    let published =
        |rows| PublishedList { rows, newest: None, older: Some("/published?from=100".to_owned()) };
    let published = |rows| PublishedPage { l, frame: frame("/published", None), v: published(rows) };
    let nothing = PublishedList { rows: Vec::new(), newest: Some("/published".to_owned()), older: None };
    let none_published = PublishedPage { l, frame: frame("/published", None), v: nothing };
    vec![
        rendered("published", &published(payments())),
        rendered("published-none", &none_published),
        rendered("sanctions", &desk(sanctions())),
        rendered("sanctions-none", &desk(none)),
        rendered("sanctions-wrong", &wrong),
    ]
}

fn payments() -> Vec<PublishedRow> {
    let row = |on, enterprise: Option<(&str, &str)>, amount: Option<i64>| PublishedRow {
        on: day(on),
        funder: text(("Zhejiang", "浙江省")),
        scheme: text(SCHEME),
        enterprise: enterprise.map(text),
        provider: Some(text(PROVIDER)),
        purpose: amount.map(|_| Service::InstrumentTime.label()),
        amount: amount.map(cny),
    };
    vec![row(12, Some(ENTERPRISE), Some(4_800)), row(9, None, Some(12_500)), row(2, Some(ENTERPRISE), None)]
}

fn sanctions() -> Sanctions {
    let row = |number, state, until, confirm, lift| SanctionRow {
        id: id(number),
        claim: key(number),
        enterprise: text(ENTERPRISE),
        provider: text(PROVIDER),
        breach: Breach::Collusion.label(),
        clause: "17".to_owned(),
        then: vec![Sanction::Recover.label(), Sanction::Block.label()],
        reason: "One invoice, two stories".to_owned(),
        days: (day(3), until),
        state,
        confirm,
        lift,
    };
    let reviewer = |number, name: &str, levels: &[Level], own| Reviewer {
        id: id(number),
        name: jiangnan_kernel::Text::new(name, name),
        levels: levels.iter().map(|level| level.label()).collect(),
        own,
    };
    Sanctions {
        rows: vec![
            row(71, "sanction-proposed", None, true, true),
            row(72, "sanction-in-force", Some(day(28)), false, true),
            row(73, "sanction-lifted", None, false, false),
        ],
        reviewers: vec![
            reviewer(81, "周平", &[Level::District, Level::City], false),
            reviewer(82, "沈昀", &[], true),
        ],
        breaches: Breach::ALL.iter().map(|one| (one.name(), one.label())).collect(),
        levels: Level::ALL.iter().map(|one| (one.name(), one.label())).collect(),
        next: Some(id(90)),
        form: SanctionForm::default(),
    }
}
