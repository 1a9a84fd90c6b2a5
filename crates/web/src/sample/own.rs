//! What an engineer does beside a single reservation.

use jiangnan_booking::WaitState;
use jiangnan_kernel::{Rate, Text};

use super::find::{brief, week};
use super::money::wallet;
use super::{
    ENTERPRISE, PROVIDER, Rendered, SCHEME, SEM, at, cny, day, frame, id, key, rendered, span, text,
    wrong_frame,
};
use crate::form::{CancelForm, Field, Input, MoveForm, SeriesForm, WaitForm};
use crate::frame::Role;
use crate::locale::Locale;
use crate::page::{
    CancelPage, ComparePage, FeedPage, MoveCheckPage, MovePage, SeriesCancelPage, SeriesCheckPage,
    SeriesDonePage, SeriesPage, TodayPage, WaitPage, WaitsPage, WalletStatementPage,
};
use crate::view::Tone;
use crate::view::asker::PricedFor;
use crate::view::compare::{Compare, CompareColumn};
use crate::view::find::{Offer, Unit};
use crate::view::own::{
    CancelEntry, Fee, Feed, LostSlot, MoveCheck, MoveEntry, SeriesCancel, SeriesCancelRow, SeriesCheck,
    SeriesDone, SeriesEntry, SeriesRow, VoucherMonth, WaitEntry, WaitRow, Waits, WalletStatement,
};
use crate::view::today::{Item, NextRow, Today};

const ME: Role = Role::Engineer;

pub(super) fn pages(l: Locale) -> Vec<Rendered> {
    let seen = |path: &str| frame(path, Some(ME));
    let wrong = |path: &str| wrong_frame(path, ME);
    let series = "/instruments/x/series";
    let empty = Waits { open: Vec::new(), over: Vec::new() };
    let late = CancelEntry { fee: Some(fee()), ..cancel() };
    let opened = Feed { address: Some("https://jiangnan.example/calendar/0123abcd.ics".into()), ..feed() };
    let alone = Compare {
        columns: Vec::new(),
        others: Vec::new(),
        priced_for: PricedFor::List,
        answers: Vec::new(),
        note: None,
    };
    let nothing = WalletStatement { vouchers: Vec::new(), beside: ("2026-10".into(), None), ..statement() };
    vec![
        rendered(
            "series-cancel",
            &SeriesCancelPage { l, frame: seen("/series/x/cancel"), v: series_end(None) },
        ),
        rendered(
            "series-cancel-late",
            &SeriesCancelPage { l, frame: seen("/series/x/cancel"), v: series_end(Some(720)) },
        ),
        rendered("series", &SeriesPage { l, frame: seen(series), v: fresh() }),
        rendered("series-wrong", &SeriesPage { l, frame: wrong(series), v: unreadable() }),
        rendered("series-lost", &SeriesPage { l, frame: wrong(series), v: lost() }),
        rendered("series-check", &SeriesCheckPage { l, frame: seen(series), v: check() }),
        rendered("series-done", &SeriesDonePage { l, frame: seen("/series/x"), v: done() }),
        rendered("cancel", &CancelPage { l, frame: seen("/reservations/x/cancel"), v: cancel() }),
        rendered("cancel-late", &CancelPage { l, frame: seen("/reservations/x/cancel"), v: late }),
        rendered("move", &MovePage { l, frame: seen("/reservations/x/move"), v: relocate() }),
        rendered("move-taken", &MovePage { l, frame: wrong("/reservations/x/move"), v: taken() }),
        rendered("move-check", &MoveCheckPage { l, frame: seen("/reservations/x/move"), v: move_check() }),
        rendered("wait", &WaitPage { l, frame: seen("/instruments/x/wait"), v: wait() }),
        rendered("wait-wrong", &WaitPage { l, frame: wrong("/instruments/x/wait"), v: wait_wrong() }),
        rendered("waits", &WaitsPage { l, frame: seen("/waits"), v: waits() }),
        rendered("waits-none", &WaitsPage { l, frame: seen("/waits"), v: empty }),
        rendered("compare", &ComparePage { l, frame: seen("/compare"), v: compare() }),
        rendered("compare-none", &ComparePage { l, frame: frame("/compare", None), v: alone }),
        rendered(
            "wallet-statement",
            &WalletStatementPage { l, frame: seen("/wallet/statement"), v: statement() },
        ),
        rendered(
            "wallet-statement-none",
            &WalletStatementPage { l, frame: seen("/wallet/statement"), v: nothing },
        ),
        rendered("today", &TodayPage { l, frame: seen("/desk"), v: today() }),
        rendered(
            "today-quiet",
            &TodayPage { l, frame: frame("/provider", Some(Role::LabManager)), v: quiet() },
        ),
        rendered("feed", &FeedPage { l, frame: seen("/calendar"), v: Feed { since: None, ..feed() } }),
        rendered("feed-open", &FeedPage { l, frame: seen("/calendar"), v: feed() }),
        rendered("feed-made", &FeedPage { l, frame: seen("/calendar"), v: opened }),
    ]
}

fn times() -> Vec<String> {
    (9..18).flat_map(|hour| [format!("{hour:02}:00"), format!("{hour:02}:30")]).collect()
}

fn typed(until: &str, weeks: &str) -> Input {
    Input::of_pairs([("date", "2026-11-25"), ("from", "13:00"), ("until", until), ("weeks", weeks)])
}

fn fresh() -> SeriesEntry {
    let form = SeriesForm::read(&typed("16:00", "4"));
    SeriesEntry { instrument: brief(), form, times: times(), against: Vec::new(), lost: Vec::new() }
}

fn unreadable() -> SeriesEntry {
    SeriesEntry { form: *SeriesForm::parse(&typed("12:00", "<b>x</b>")).err().unwrap_or_default(), ..fresh() }
}

fn lost() -> SeriesEntry {
    let against = vec![Text::new(
        "The time from 2026-12-02 13:00 to 2026-12-02 15:00 is taken.",
        "2026-12-02 13:00 至 2026-12-02 15:00 已被占用。",
    )];
    let slot = LostSlot { span: span(27, 13, 16), against, near: vec![span(27, 9, 12), span(28, 13, 16)] };
    SeriesEntry { lost: vec![slot], ..fresh() }
}

fn rows(made: bool) -> Vec<SeriesRow> {
    let row = |number: u128, of: i8, own| SeriesRow {
        span: span(of, 13, 16),
        reservation: made.then(|| key(600 + number)),
        price: cny(1_440),
        own_part: cny(own),
    };
    vec![row(1, 4, 705), row(2, 11, 705), row(3, 18, 1_205), row(4, 25, 1_440)]
}

fn check() -> SeriesCheck {
    SeriesCheck {
        instrument: brief(),
        slots: rows(false),
        length: Text::new("3 h", "3 小时"),
        samples: 0,
        price: cny(5_760),
        subsidy: cny(1_705),
        own_part: cny(4_055),
        command: id(78),
    }
}

fn done() -> SeriesDone {
    SeriesDone { id: key(77), instrument: brief(), slots: rows(true), firm: true, own_part: cny(4_055) }
}

fn fee() -> Fee {
    Fee { share: Rate(5_000), price: cny(1_440), amount: cny(720) }
}

fn series_end(fee: Option<i64>) -> SeriesCancel {
    let week = |day| SeriesCancelRow { span: span(day, 9, 12), fee: None };
    let late = SeriesCancelRow { fee: fee.map(cny), ..week(6) };
    SeriesCancel {
        id: key(77),
        instrument: brief(),
        weeks: vec![late, week(13), week(20)],
        due: cny(fee.unwrap_or(0)),
        form: CancelForm { command: Field::of(id(78).to_string()), ..CancelForm::default() },
    }
}

fn cancel() -> CancelEntry {
    CancelEntry {
        id: key(503),
        instrument: brief(),
        span: span(27, 9, 12),
        free_until: at(26, 9, 0),
        fee: None,
        back: vec![(text(SCHEME), cny(735))],
        form: CancelForm { command: Field::of(id(79).to_string()), ..CancelForm::default() },
    }
}

fn relocate() -> MoveEntry {
    MoveEntry {
        id: key(503),
        instrument: brief(),
        span: span(27, 9, 12),
        length: Text::new("3 h", "3 小时"),
        form: MoveForm::default(),
        times: times(),
        week: week(),
        against: Vec::new(),
        near: Vec::new(),
    }
}

fn taken() -> MoveEntry {
    MoveEntry {
        form: MoveForm { date: Field::of("2026-11-25"), from: Field::of("09:00") },
        against: vec![Text::new("The time is taken.", "该时段已被占用。")],
        near: vec![span(25, 13, 16), span(26, 9, 12)],
        ..relocate()
    }
}

fn move_check() -> MoveCheck {
    MoveCheck {
        id: key(503),
        instrument: brief(),
        from: span(27, 9, 12),
        to: span(25, 13, 16),
        approval: true,
        command: id(80),
    }
}

fn wait() -> WaitEntry {
    let form = WaitForm {
        first: Field::of("2026-11-24"),
        last: Field::of("2026-12-08"),
        hours: Field::of("3"),
        command: Field::of(id(81).to_string()),
    };
    WaitEntry { instrument: brief(), before: 2, form, against: Vec::new() }
}

fn wait_wrong() -> WaitEntry {
    let input = Input::of_pairs([("first", "2026-11-24"), ("last", "2026-11-20"), ("hours", "many")]);
    let mut form = *WaitForm::parse(&input).err().unwrap_or_default();
    form.command.wrong = None;
    WaitEntry { form, ..wait() }
}

fn waits() -> Waits {
    let row = |number: u128, state, offer, before| WaitRow {
        id: key(number),
        listing: key(1),
        instrument: text(SEM),
        provider: text(PROVIDER),
        first: day(24),
        last: day(30),
        length: Text::new("3 h", "3 小时"),
        state,
        offer,
        before,
    };
    let kept = Some((span(25, 13, 16), at(24, 22, 0)));
    Waits {
        open: vec![row(701, WaitState::Waiting, kept, 0), row(702, WaitState::Waiting, None, 3)],
        over: vec![
            row(703, WaitState::Taken, None, 0),
            row(704, WaitState::Lapsed, None, 0),
            row(705, WaitState::Withdrawn, None, 0),
        ],
    }
}

fn column(number: u128, own: i64, best: [bool; 3]) -> CompareColumn {
    let mut about = brief();
    about.id = key(number);
    about.approval = number == 1;
    CompareColumn {
        about,
        distance_km: Some(164),
        price: Some(cny(480)),
        unit: Unit::Hour,
        offer: Offer::Subsidised { own_part: cny(own), scheme: text(SCHEME) },
        next_free: (number != 3).then(|| at(25, 9, 0)),
        hours: vec![Text::new("Mon–Fri 08:30–17:30", "周一至周五 08:30–17:30")],
        technique: Text::new("scanning electron microscopy", "扫描电子显微术"),
        also: Vec::new(),
        class: Text::new("Electron-optical instruments", "电子光学仪器"),
        access: "access-open",
        lengths: (Text::new("30 min", "30 分钟"), Text::new("24 h", "24 小时")),
        free_hours: 24,
        description: Text::default(),
        best,
    }
}

fn compare() -> Compare {
    let full =
        Offer::Full { reason: Text::new("provider outside Zhejiang", "服务机构不在浙江省内") };
    Compare {
        columns: vec![
            column(1, 240, [true, false, false]),
            column(2, 310, [false, true, true]),
            CompareColumn { offer: full, access: "access-trained", ..column(3, 0, [false; 3]) },
        ],
        others: vec![(key(4), text(SEM), text(PROVIDER)), (key(5), text(SEM), text(PROVIDER))],
        priced_for: PricedFor::Enterprise(text(ENTERPRISE)),
        answers: Vec::new(),
        note: Some("compare-too-many"),
    }
}

fn statement() -> WalletStatement {
    let wallet = wallet();
    let mut transfers = wallet.transfers.clone();
    transfers.reverse();
    let months = wallet.vouchers.into_iter().map(|voucher| VoucherMonth {
        voucher,
        opening: cny(0),
        closing: cny(18_000),
        transfers: transfers.clone(),
    });
    WalletStatement {
        enterprise: text(ENTERPRISE),
        code: "91330100MA2XXXXX5K".into(),
        first: day(1),
        last: day(30),
        beside: ("2026-10".into(), Some("2026-12".into())),
        vouchers: months.collect(),
        made_at: at(24, 9, 0),
    }
}

fn feed() -> Feed {
    Feed { since: Some(at(20, 9, 0)), address: None, token: "ab".repeat(32), command: id(82) }
}

fn today() -> Today {
    let item = |key, n, detail, tone| Item { key, n, detail, href: "/reservations".to_owned(), tone };
    let none = Text::default;
    let next = |number: u128, of: i8, state| NextRow {
        id: key(number),
        span: span(of, 9, 12),
        instrument: text(SEM),
        with: text(PROVIDER),
        state,
    };
    Today {
        organisation: text(ENTERPRISE),
        wrong: vec![
            item("today-disputed", 1, text(SEM), Tone::Bad),
            item("today-declined", 2, text(SEM), Tone::Bad),
            item("today-lapsed", 1, text(SEM), Tone::Bad),
            item("today-no-show", 1, text(SEM), Tone::Bad),
            item("today-voucher-soon", 1, text(SCHEME), Tone::Warn),
            item("today-disputed-work", 2, none(), Tone::Bad),
            item("today-payment-failed", 1, none(), Tone::Bad),
            item("today-outage-meets", 1, text(SEM), Tone::Bad),
            item("today-rejected", 1, none(), Tone::Bad),
        ],
        waiting: vec![
            item("today-kept", 1, text(SEM), Tone::Warn),
            item("today-confirm", 3, text(SEM), Tone::Warn),
            item("today-refund", 1, text(SEM), Tone::Info),
            item("today-requests", 4, text(SEM), Tone::Warn),
            item("today-returned", 1, none(), Tone::Warn),
        ],
        next: vec![
            next(502, 25, jiangnan_booking::ReservationState::Requested),
            next(503, 27, jiangnan_booking::ReservationState::Reserved),
        ],
        figures: vec![("wallet-available", cny(43_800)), ("wallet-pending", cny(4_935))],
        ways: vec![
            ("/instruments", "reservations-find"),
            ("/waits", "waits-title"),
            ("/calendar", "feed-title"),
        ],
    }
}

fn quiet() -> Today {
    Today { wrong: Vec::new(), waiting: Vec::new(), next: Vec::new(), ..today() }
}
