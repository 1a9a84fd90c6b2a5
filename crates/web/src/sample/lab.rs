//! The lab manager's desk beside requests, usage and claims.

use jiangnan_booking::{BookingPolicy, ReservationState};
use jiangnan_clearing::PaymentState;
use jiangnan_kernel::Text;
use jiff::civil::Time;

use super::find::brief;
use super::{
    ENTERPRISE, FUNDER, PROVIDER, Rendered, SEM, SHANGHAI, cny, day, frame, id, key, rendered, span, text,
    wrong_frame,
};
use crate::chart::stack;
use crate::form::{ExpertForm, Field, HoursForm, Input, OutageForm, RulesForm};
use crate::frame::Role;
use crate::locale::Locale;
use crate::page::{
    ExpertPage, HoursPage, ImportPage, ImportPreviewPage, LabCalendarPage, ListingPage, ListingsPage,
    OutagesPage, PayoutsPage, RulesPage, UtilisationPage,
};
use crate::view::import::{BadCell, ImportEntry, ImportPreview, ImportRow};
use crate::view::lab::{
    CalendarDay, CalendarEntry, ExpertEntry, HoursEntry, LabCalendar, ListingHub, ListingRow, Listings,
    OutageEntry, OutageRow, PayoutRow, Payouts, RulesEntry, Utilisation, UtilisationRow,
};

const ME: Role = Role::LabManager;

pub(super) fn pages(l: Locale) -> Vec<Rendered> {
    let seen = |path: &str| frame(path, Some(ME));
    let wrong = |path: &str| wrong_frame(path, ME);
    let at = "/provider/instruments/x";
    let none = Listings { instruments: Vec::new(), experts: Vec::new(), ..listings() };
    let quiet = LabCalendar { days: days(false), ..calendar(false) };
    let unread =
        ImportEntry { against: vec![Text::new("The file is empty.", "文件为空。")], ..import() };
    let done = ImportPreview { written: Some(2), new: Vec::new(), changed: Vec::new(), ..preview() };
    vec![
        rendered("lab-listings", &ListingsPage { l, frame: seen("/provider/instruments"), v: listings() }),
        rendered("lab-listings-none", &ListingsPage { l, frame: seen("/provider/instruments"), v: none }),
        rendered("lab-listing", &ListingPage { l, frame: seen(at), v: hub() }),
        rendered("lab-hours", &HoursPage { l, frame: seen(at), v: hours(false) }),
        rendered("lab-hours-wrong", &HoursPage { l, frame: wrong(at), v: hours(true) }),
        rendered("lab-outages", &OutagesPage { l, frame: seen(at), v: outages(false) }),
        rendered("lab-outages-wrong", &OutagesPage { l, frame: wrong(at), v: outages(true) }),
        rendered("lab-rules", &RulesPage { l, frame: seen(at), v: rules(false) }),
        rendered("lab-rules-wrong", &RulesPage { l, frame: wrong(at), v: rules(true) }),
        rendered("lab-expert", &ExpertPage { l, frame: seen(at), v: expert(false) }),
        rendered("lab-expert-wrong", &ExpertPage { l, frame: wrong(at), v: expert(true) }),
        rendered("lab-week", &LabCalendarPage { l, frame: seen("/provider/calendar"), v: calendar(false) }),
        rendered("lab-week-none", &LabCalendarPage { l, frame: seen("/provider/calendar"), v: quiet }),
        rendered("lab-month", &LabCalendarPage { l, frame: seen("/provider/calendar"), v: calendar(true) }),
        rendered("lab-utilisation", &UtilisationPage { l, frame: seen("/provider/utilisation"), v: used() }),
        rendered("lab-payouts", &PayoutsPage { l, frame: seen("/provider/payouts"), v: payouts() }),
        rendered(
            "lab-payouts-none",
            &PayoutsPage {
                l,
                frame: seen("/provider/payouts"),
                v: Payouts { rows: Vec::new(), ..payouts() },
            },
        ),
        rendered("lab-import", &ImportPage { l, frame: seen(at), v: import() }),
        rendered("lab-import-unread", &ImportPage { l, frame: wrong(at), v: unread }),
        rendered("lab-import-preview", &ImportPreviewPage { l, frame: seen(at), v: preview() }),
        rendered("lab-import-done", &ImportPreviewPage { l, frame: seen(at), v: done }),
    ]
}

fn open_hours() -> Vec<Text> {
    vec![Text::new("Mon–Fri 08:30–17:30", "周一至周五 08:30–17:30")]
}

fn listings() -> Listings {
    let row = |number: u128, out, open| ListingRow {
        id: key(number),
        name: text(SEM),
        model: "ZEISS Gemini 300".into(),
        hours: if open { open_hours() } else { Vec::new() },
        price: open.then(|| cny(480)),
        unit: "unit-hour",
        out,
        open,
        waiting: u64::from(out),
    };
    let expert = ListingRow {
        name: Text::new("Corrosion engineer", "腐蚀工程师"),
        model: String::new(),
        ..row(4, false, true)
    };
    Listings {
        provider: text(PROVIDER),
        instruments: vec![row(1, false, true), row(2, true, true), row(3, false, false)],
        experts: vec![expert],
    }
}

fn outage_rows() -> Vec<OutageRow> {
    vec![
        OutageRow {
            span: span(25, 0, 23),
            reason: Text::new("Maintenance", "设备维护"),
            start: 1_795_000_000,
            meets: vec![(key(503), text(ENTERPRISE), span(25, 9, 12))],
        },
        OutageRow {
            span: span(28, 8, 12),
            reason: Text::new("<b>Repair</b>", "<b>维修</b>"),
            start: 1_796_000_000,
            meets: Vec::new(),
        },
    ]
}

fn hub() -> ListingHub {
    ListingHub {
        about: brief(),
        expert: true,
        hours: open_hours(),
        closed: 7,
        outages: outage_rows(),
        rules: vec![
            ("rules-length", Text::new("30 min – 24 h", "30 分钟 – 24 小时")),
            ("rules-approval", Text::new("yes", "是")),
            ("rules-late-fee", Text::new("50%", "50%")),
        ],
        waiting: 2,
    }
}

fn hours(wrong: bool) -> HoursEntry {
    let pairs = [
        ("mon", "08:30-12:00, 13:00-17:30"),
        ("tue", if wrong { "17:30-08:30" } else { "08:30-17:30" }),
        ("closed", if wrong { "tomorrow" } else { "2026-12-25" }),
    ];
    let input = Input::of_pairs(pairs);
    let form = HoursForm::parse(&input).err().map_or_else(|| HoursForm::read(&input), |form| *form);
    HoursEntry { about: brief(), form, zone: "Asia/Shanghai".into() }
}

fn outages(wrong: bool) -> OutageEntry {
    let form = *OutageForm::parse(&Input::default()).err().unwrap_or_default();
    OutageEntry {
        about: brief(),
        outages: if wrong { Vec::new() } else { outage_rows() },
        form: if wrong { form } else { OutageForm::default() },
        against: Vec::new(),
    }
}

fn rules(wrong: bool) -> RulesEntry {
    let form = *RulesForm::parse(&Input::default()).err().unwrap_or_default();
    RulesEntry { about: brief(), form: if wrong { form } else { RulesForm::of(&BookingPolicy::default()) } }
}

fn expert(wrong: bool) -> ExpertEntry {
    let pairs = [
        ("role_en", if wrong { "" } else { "Corrosion engineer" }),
        ("place", "CN-310100"),
        ("consent_from", "2026-01-01"),
        ("consent_until", if wrong { "2025-12-31" } else { "2026-12-31" }),
        ("price", "800"),
        ("tax", if wrong { "much" } else { "6%" }),
        ("price_from", "2026-01-01"),
    ];
    let input = Input::of_pairs(pairs);
    let mut form =
        if wrong { *ExpertForm::parse(&input).err().unwrap_or_default() } else { ExpertForm::read(&input) };
    form.command = Field::of(id(90).to_string());
    ExpertEntry {
        id: wrong.then(|| key(4)),
        form,
        travels: vec![
            ("CN-SH".into(), text(SHANGHAI), true),
            ("CN-ZJ".into(), Text::new("Zhejiang", "浙江省"), false),
        ],
        places: vec![("CN-310100".into(), text(SHANGHAI))],
        techniques: vec![Text::new("scanning electron microscopy", "扫描电子显微术")],
    }
}

fn days(busy: bool) -> Vec<CalendarDay> {
    let taken = |of: i8, from, until, state| CalendarEntry {
        span: span(of, from, until),
        listing: key(501),
        instrument: text(SEM),
        reservation: Some((key(503), text(ENTERPRISE), state)),
        reason: Text::default(),
    };
    let repair = |of: i8| CalendarEntry {
        span: span(of, 0, 12),
        listing: key(501),
        instrument: text(SEM),
        reservation: None,
        reason: Text::new("Maintenance", "设备维护"),
    };
    let entries = |of: i8| match of {
        23 => vec![taken(23, 9, 12, ReservationState::Used), taken(23, 13, 16, ReservationState::Reserved)],
        25 => vec![repair(25), taken(25, 13, 16, ReservationState::Requested)],
        _ => Vec::new(),
    };
    let one = |of: i8| CalendarDay {
        date: day(of),
        inside: of < 29,
        entries: if busy { entries(of) } else { Vec::new() },
    };
    (23..30).map(one).collect()
}

fn calendar(month: bool) -> LabCalendar {
    LabCalendar {
        month,
        listing: month.then(|| key(1)),
        listings: vec![(key(1), text(SEM)), (key(2), text(SEM))],
        first: day(23),
        last: day(29),
        beside: (day(16), day(30)),
        today: day(24),
        days: days(true),
        hours: (8..18).filter_map(|hour| Time::new(hour, 0, 0, 0).ok()).collect(),
    }
}

fn used() -> Utilisation {
    let row = |number: Option<u128>, open: i64, reserved: i64, worked: i64| {
        let mut row = UtilisationRow {
            id: number.map(key),
            name: text(SEM),
            open_seconds: open * 3_600,
            used_seconds: reserved * 3_600,
            worked_seconds: worked * 3_600,
            count: 12,
            bars: Default::default(),
        };
        if let [one, other] = stack(open, &[worked, reserved - worked])[..] {
            row.bars = (one, other);
        }
        row
    };
    Utilisation {
        first: day(1),
        last: day(30),
        beside: ("2026-10".into(), Some("2026-12".into())),
        rows: vec![row(Some(3), 0, 0, 0), row(Some(1), 189, 40, 31), row(Some(2), 189, 150, 120)],
        total: row(None, 378, 190, 151),
    }
}

fn payouts() -> Payouts {
    let row = |state, reason: &str| PayoutRow {
        number: "CN-ZJ.01k3x0000000000000000000p1".into(),
        payer: text(FUNDER),
        amount: cny(12_350),
        claims: 4,
        state,
        booked_on: (state == PaymentState::Settled).then(|| day(20)),
        reference: if state == PaymentState::Settled { "B20261120-88".into() } else { String::new() },
        reason: reason.into(),
    };
    Payouts {
        accepted: cny(3_200),
        under_way: cny(12_350),
        arrived: cny(84_000),
        rows: vec![
            row(PaymentState::Planned, ""),
            row(PaymentState::Sent, ""),
            row(PaymentState::InProcess, ""),
            row(PaymentState::Settled, ""),
            row(PaymentState::Rejected, "AC04 closed account"),
            row(PaymentState::Returned, "AC01"),
        ],
    }
}

fn import() -> ImportEntry {
    ImportEntry {
        mappings: vec!["jiangnan".into(), "facility-list".into()],
        mapping: "jiangnan".into(),
        against: Vec::new(),
    }
}

fn preview() -> ImportPreview {
    let row = |line, changes| ImportRow { line, name: text(SEM), model: "ZEISS Gemini 300".into(), changes };
    let cell = |lines: &[u64], columns, en: &str, zh: &str| BadCell {
        lines: lines.to_vec(),
        columns,
        reason: Text::new(en, zh),
    };
    ImportPreview {
        file: "设备目录 <2026>.csv".into(),
        sha256: "ab".repeat(32),
        chosen: String::new(),
        mapping: "jiangnan".into(),
        rows: 7,
        new: vec![row(2, Vec::new())],
        changed: vec![row(3, vec!["import-field-price", "import-field-hours"])],
        unchanged: 2,
        bad: vec![
            cell(&[4], vec![(Some(5), "price".into())], "`much` is not an amount.", "“much”不是金额。"),
            cell(
                &[5],
                vec![(Some(5), "price".into()), (None, "price_unit".into())],
                "There is a price, but `price_unit` is empty: fill it in, or delete the price.",
                "填写了价格但“price_unit”为空：请补全，或删除价格。",
            ),
            cell(
                &[6],
                Vec::new(),
                "The row has 7 cells, the header has 8.",
                "该行有 7 个单元格，表头有 8 个。",
            ),
        ],
        rows_bad: 3,
        notices: vec![cell(&[2, 3, 4, 7], Vec::new(), "No provider is named.", "未填写所属机构。")],
        ignored: vec!["备注".into()],
        written: None,
        digest: id(91),
    }
}
