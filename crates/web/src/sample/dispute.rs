//! Samples of the pages of disputes.

use jiangnan_booking::Verdict;

use super::{Rendered, SEM, SHANGHAI, at, cny, event, frame, key, rendered, span, text, wrong_frame};
use crate::form::{AnswerForm, Input, RulingForm};
use crate::frame::Role;
use crate::locale::Locale;
use crate::page::{DisputeAnswerPage, DisputePage, DisputesPage};
use crate::view::dispute::{Contested, DisputeAnswer, DisputeDesk, DisputeRow, Disputes, RulingView};
use crate::view::provider::UsageRow;
use crate::view::reserve::UsageView;

pub(super) fn pages(l: Locale) -> Vec<Rendered> {
    let list = |rows, done| DisputesPage {
        l,
        frame: frame("/officer/disputes", Some(Role::Officer)),
        v: Disputes { done, rows },
    };
    let rows = ["dispute-waits-provider", "dispute-waits-first", "dispute-waits-second"];
    let rows = rows.into_iter().zip(1..).map(|(waits, number)| DisputeRow {
        row: row(number),
        provider: text(SHANGHAI),
        waits,
    });
    let desk = |v| DisputePage { l, frame: frame("/officer/disputes/x", Some(Role::Officer)), v };
    let wrong = RulingForm::parse(&Input::default()).err().map(|form| *form).unwrap_or_default();
    let wrong = DisputePage {
        l,
        frame: wrong_frame("/officer/disputes/x", Role::Officer),
        v: DisputeDesk { form: wrong, ..open() },
    };
    let answer = |v| DisputeAnswerPage { l, frame: frame("/provider/disputes/x", Some(Role::LabManager)), v };
    let silent = AnswerForm::parse(&Input::default()).err().map(|form| *form).unwrap_or_default();
    let silent = DisputeAnswerPage {
        l,
        frame: wrong_frame("/provider/disputes/x", Role::LabManager),
        v: DisputeAnswer { dispute: missed(), form: silent },
    };
    let filled = AnswerForm::of(&span(20, 9, 12), 2);
    vec![
        rendered("disputes", &list(rows.collect(), None)),
        rendered("disputes-none", &list(Vec::new(), Some("ruling-done-confirmed"))),
        rendered("dispute", &desk(open())),
        rendered("dispute-proposed", &desk(proposed(true))),
        rendered("dispute-own-proposal", &desk(proposed(false))),
        rendered("dispute-wrong", &wrong),
        rendered("dispute-answer", &answer(DisputeAnswer { dispute: contested(), form: filled })),
        rendered("dispute-answer-wrong", &silent),
    ]
}

fn row(number: u128) -> UsageRow {
    UsageRow {
        id: key(number),
        enterprise: text(super::ENTERPRISE),
        instrument: text(SEM),
        span: span(20, 9, 12),
        price: cny(1_272),
    }
}

pub(super) fn contested() -> Contested {
    let usage = UsageView {
        span: span(20, 9, 12),
        samples: 2,
        operator: "许文".into(),
        price: cny(1_272),
        own_part: cny(672),
    };
    Contested {
        row: row(1),
        provider: text(super::PROVIDER),
        usage: Some(usage),
        samples: 2,
        reason: "最后一小时在检修 / The last hour was a repair".into(),
        answer: String::new(),
        ruling: None,
    }
}

fn missed() -> Contested {
    Contested { usage: None, samples: 0, ..contested() }
}

fn open() -> DisputeDesk {
    let answer = "日志显示三小时 / The log shows three hours".to_owned();
    DisputeDesk {
        done: None,
        dispute: Contested { answer, ..contested() },
        events: vec![event(at(20, 15, 4), ("Chen Lan", "陈岚"), "dispute", "最后一小时在检修")],
        may_propose: true,
        may_confirm: false,
        form: RulingForm::default(),
    }
}

fn proposed(may_confirm: bool) -> DisputeDesk {
    let ruling = RulingView {
        verdict: Verdict::Overturned,
        reason: "检修记录 / The repair is in the log".into(),
        by: text(("Zhou Ping", "周平")),
        at: at(21, 9, 30),
        confirmed_by: None,
    };
    let (dispute, done) =
        (Contested { ruling: Some(ruling), ..open().dispute }, Some("ruling-done-proposed"));
    DisputeDesk { dispute, may_confirm, done: done.filter(|_| !may_confirm), ..open() }
}
