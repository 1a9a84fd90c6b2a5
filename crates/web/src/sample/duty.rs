//! Samples of the duties that follow from rules.

use jiangnan_kernel::{Currency, Text};
use jiangnan_scheme::Evidence;

use super::{
    ENTERPRISE, PROVIDER, Rendered, SCHEME, SEM, cny, day, frame, key, rendered, span, text, wrong_frame,
};
use crate::form::{HandInForm, Input};
use crate::frame::Role;
use crate::locale::Locale;
use crate::page::{InstalmentsPage, LatePage, OpenOrdersPage};
use crate::view::duty::{Instalments, Late, LateRow, MovedRow, OpenOrders, Waiting};

pub(super) fn pages(l: Locale) -> Vec<Rendered> {
    let lab = Some(Role::LabManager);
    let instalments =
        |rows| InstalmentsPage { l, frame: frame("/instalments", lab), v: Instalments { rows } };
    let wrong = HandInForm::parse(&Input::default()).err().map(|form| *form).unwrap_or_default();
    let wrong = InstalmentsPage {
        l,
        frame: wrong_frame("/instalments", Role::LabManager),
        v: Instalments { rows: vec![Waiting { form: wrong, ..waiting(3, Evidence::Report) }] },
    };
    let orders =
        |v| OpenOrdersPage { l, frame: frame("/officer/schemes/x/open-orders", Some(Role::Officer)), v };
    let keeps = Text::new("Open orders keep their text.", "未结订单适用原文本。");
    let keeps = OpenOrders { keeps: Some(keeps), moved: Vec::new(), kept: Vec::new(), ..open_orders() };
    let none = OpenOrders { moved: Vec::new(), kept: Vec::new(), ..open_orders() };
    vec![
        rendered(
            "instalments",
            &instalments(vec![waiting(1, Evidence::FinalReport), waiting(2, Evidence::Certificate)]),
        ),
        rendered("instalments-none", &instalments(Vec::new())),
        rendered("instalments-wrong", &wrong),
        rendered("open-orders", &orders(open_orders())),
        rendered("open-orders-keep", &orders(keeps)),
        rendered("open-orders-none", &orders(none)),
        rendered("late", &late(l, late_rows())),
        rendered("late-none", &late(l, Vec::new())),
    ]
}

fn late(l: Locale, rows: Vec<LateRow>) -> LatePage {
    let v = Late { funder: Text::new("Zhejiang", "浙江省"), rows };
    LatePage { l, frame: frame("/officer/late", Some(Role::Officer)), v }
}

fn late_rows() -> Vec<LateRow> {
    let row = |number, duty, helps, days| LateRow {
        claim: key(number),
        duty,
        helps,
        until: day(9),
        days,
        provider: text(PROVIDER),
        enterprise: text(ENTERPRISE),
        scheme: text(SCHEME),
        amount: cny(4_800),
    };
    vec![
        row(21, "late-review", "late-review-helps", 12),
        row(22, "late-payment", "late-payment-helps", 1),
        row(23, "late-payment", "late-bank-helps", 1),
        row(24, "late-publication", "late-bank-helps", 30),
        row(25, "late-part-payment", "late-payment-helps", 2),
        row(25, "late-part-publication", "late-bank-helps", 1),
    ]
}

fn waiting(number: u128, kind: Evidence) -> Waiting {
    Waiting {
        claim: key(number),
        kind: kind.name(),
        document: kind.label(),
        amount: cny(1_800),
        funder: Text::new("Zhejiang", "浙江省"),
        instrument: text(SEM),
        span: span(9, 9, 12),
        form: HandInForm::default(),
    }
}

fn open_orders() -> OpenOrders {
    let moved =
        |number, before, after| MovedRow { reservation: key(number), before: cny(before), after: cny(after) };
    let why = Text::new("The voucher holds too little.", "创新券余额不足。");
    OpenOrders {
        code: "zj-2026".to_owned(),
        title: Text::new("Zhejiang innovation voucher", "浙江省科技创新券"),
        version: "0a1b2c3d4e5f".to_owned(),
        keeps: None,
        currency: Currency::CNY,
        moved: vec![moved(11, 4_800, 5_400), moved(12, 900, 1_000)],
        kept: vec![(key(13), why)],
        may: true,
    }
}
