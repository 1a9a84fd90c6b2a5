//! Reserving and reservations.

use jiangnan_booking::ReservationState as State;
use jiangnan_kernel::Text;

use super::find::{brief, quote};
use super::{
    ENTERPRISE, PROVIDER, Rendered, SEM, SHANGHAI, at, cny, event, frame, id, key, rendered, span, text,
    wrong_frame,
};
use crate::form::{DisputeForm, Input, ReserveForm};
use crate::frame::Role;
use crate::locale::Locale;
use crate::page::{CheckPage, ConfirmationPage, ReservationPage, ReservationsPage, ReservePage};
use crate::view::reserve::{
    Check, Confirmation, May, MoveRow, Refund, ReservationRow, ReservationView, Reservations, Reserve,
    UsageView,
};

const ME: Role = Role::Engineer;

pub(super) fn pages(l: Locale) -> Vec<Rendered> {
    let seen = |path: &str| frame(path, Some(ME));
    let contested = ReservationView { dispute: no_reason(), ..used() };
    let may = May { confirm: true, answer: true, rule: true, ..May::default() };
    let disputed = ReservationView {
        state: State::Disputed,
        contested: Some(super::dispute::contested()),
        may,
        ..used()
    };
    vec![
        rendered("reserve", &ReservePage { l, frame: seen("/instruments/x/reserve"), v: fresh() }),
        rendered(
            "reserve-wrong",
            &ReservePage { l, frame: wrong_frame("/instruments/x/check", ME), v: wrong() },
        ),
        rendered(
            "reserve-taken",
            &ReservePage { l, frame: wrong_frame("/instruments/x/check", ME), v: taken() },
        ),
        rendered("check", &CheckPage { l, frame: seen("/instruments/x/check"), v: check() }),
        rendered("confirmation", &ConfirmationPage { l, frame: seen("/reservations/x/done"), v: asked() }),
        rendered(
            "confirmation-firm",
            &ConfirmationPage { l, frame: seen("/reservations/x/done"), v: firm() },
        ),
        rendered("reservations", &ReservationsPage { l, frame: seen("/reservations"), v: list() }),
        rendered("reservations-none", &ReservationsPage { l, frame: seen("/reservations"), v: none() }),
        rendered("reservation", &ReservationPage { l, frame: seen("/reservations/x"), v: coming() }),
        rendered("reservation-used", &ReservationPage { l, frame: seen("/reservations/x"), v: used() }),
        rendered(
            "reservation-refund",
            &ReservationPage { l, frame: seen("/reservations/x"), v: confirmed() },
        ),
        rendered("reservation-disputed", &ReservationPage { l, frame: seen("/reservations/x"), v: disputed }),
        rendered(
            "reservation-wrong",
            &ReservationPage { l, frame: wrong_frame("/reservations/x", ME), v: contested },
        ),
    ]
}

fn times() -> Vec<String> {
    (9..18).flat_map(|hour| [format!("{hour:02}:00"), format!("{hour:02}:30")]).collect()
}

fn typed(until: &str, samples: &str) -> Input {
    Input::of_pairs([("date", "2026-11-25"), ("from", "13:00"), ("until", until), ("samples", samples)])
}

fn fresh() -> Reserve {
    let form = ReserveForm::read(&typed("", ""));
    Reserve {
        instrument: brief(),
        form,
        times: times(),
        against: Vec::new(),
        neighbours: Vec::new(),
        may_ask: true,
        places: vec![(String::new(), text(SHANGHAI)), ("CN-330100".into(), Text::new("Hangzhou", "杭州市"))],
    }
}

fn wrong() -> Reserve {
    Reserve {
        form: *ReserveForm::parse(&typed("12:00", "<script>alert(1)</script>")).err().unwrap_or_default(),
        ..fresh()
    }
}

fn taken() -> Reserve {
    Reserve {
        form: ReserveForm::read(&typed("16:00", "2")),
        against: vec![Text::new(
            "Somebody has 2026-11-25 13:00–15:00.",
            "2026-11-25 13:00–15:00 已被他人预约。",
        )],
        neighbours: vec![span(25, 9, 12), span(26, 13, 16), span(27, 9, 12)],
        ..fresh()
    }
}

fn check() -> Check {
    Check {
        instrument: brief(),
        span: span(25, 13, 16),
        length: Text::new("3 hours", "3 小时"),
        samples: 2,
        quote: quote(3),
        free_until: Some(at(24, 13, 0)),
        command: id(77),
        work_at: Some(("CN-330100".into(), Text::new("Hangzhou", "杭州市"))),
        exception: "夜间连续测试 / A run over night".into(),
    }
}

fn asked() -> Confirmation {
    Confirmation {
        id: key(500),
        instrument: brief(),
        span: span(25, 13, 16),
        state: State::Requested,
        lapses: Some(at(24, 18, 0)),
        subsidy: cny(735),
        own_part: cny(705),
        email: Some("chen.lan@example.cn".into()),
    }
}

fn firm() -> Confirmation {
    Confirmation { state: State::Reserved, lapses: None, email: None, ..asked() }
}

fn row(number: u128, day: i8, state: State) -> ReservationRow {
    ReservationRow {
        id: key(number),
        instrument: text(SEM),
        provider: text(PROVIDER),
        span: span(day, 9, 12),
        state,
        price: cny(1_440),
        own_part: cny(705),
    }
}

fn list() -> Reservations {
    Reservations {
        waiting: vec![row(501, 20, State::Used)],
        coming: vec![row(502, 25, State::Requested), row(503, 27, State::Reserved)],
        past: vec![
            row(504, 12, State::Confirmed),
            row(505, 10, State::Disputed),
            row(506, 9, State::NoShow),
            row(507, 6, State::Cancelled),
            row(508, 5, State::LateCancelled),
            row(509, 4, State::Declined),
            row(510, 3, State::Lapsed),
        ],
    }
}

fn none() -> Reservations {
    Reservations { waiting: Vec::new(), coming: Vec::new(), past: Vec::new() }
}

fn coming() -> ReservationView {
    ReservationView {
        id: key(503),
        instrument: brief(),
        enterprise: text(ENTERPRISE),
        span: span(27, 9, 12),
        state: State::Reserved,
        samples: 0,
        usage: None,
        quote: quote(3),
        events: vec![
            event(at(18, 10, 4), ("Chen Lan", "陈岚"), "requested", ""),
            event(at(18, 14, 30), ("Xu Wen", "许文"), "approved", "请提前十分钟到 / Come ten minutes early"),
            event(at(19, 9, 12), ("Chen Lan", "陈岚"), "moved", ""),
        ],
        free_until: Some(at(26, 9, 0)),
        late_fee: None,
        may: May { cancel: true, relocate: true, ..May::default() },
        moves: vec![MoveRow {
            at: at(19, 9, 12),
            by: text(("Chen Lan", "陈岚")),
            from: span(26, 9, 12),
            to: span(27, 9, 12),
        }],
        series: Some(key(900)),
        exception: "夜间连续测试 / A run over night".into(),
        waiver: "夜班在岗 / The night shift is there".into(),
        refunds: Vec::new(),
        contested: None,
        dispute: DisputeForm::default(),
    }
}

fn used() -> ReservationView {
    let usage = UsageView {
        span: span(20, 9, 11),
        samples: 2,
        operator: "许文".into(),
        price: cny(960),
        own_part: cny(470),
    };
    let mut view = ReservationView { state: State::Used, usage: Some(usage), ..coming() };
    view.span = span(20, 9, 12);
    view.may = May { confirm: true, dispute: true, ..May::default() };
    view.moves.clear();
    view.series = None;
    (view.exception, view.waiver) = (String::new(), String::new());
    view.events.push(event(at(20, 11, 20), ("Xu Wen", "许文"), "usage-recorded", ""));
    view
}

fn confirmed() -> ReservationView {
    let refund = Refund { voucher: id(44), funder: text(SHANGHAI), amount: cny(450) };
    let may = May::default();
    ReservationView { state: State::Confirmed, refunds: vec![refund], may, ..used() }
}

fn no_reason() -> DisputeForm {
    *DisputeForm::parse(&Input::default()).err().unwrap_or_default()
}
