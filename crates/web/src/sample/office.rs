//! Editing schemes, granting by file, tables, lines of the bank, desks.

use jiangnan_clearing::PaymentState;
use jiangnan_kernel::Text;

use super::find::quote;
use super::{
    ENTERPRISE, FUNDER, PROVIDER, Rendered, SCHEME, at, cny, day, frame, id, key, rendered, text, wrong_frame,
};
use crate::form::{BatchForm, Field, Input, LineForm, SchemeForm, TryForm, Upload};
use crate::frame::Role;
use crate::locale::Locale;
use crate::page::{BatchCheckPage, BatchDonePage, BatchPage, DeskPage, EditorPage, ExportsPage, LinePage};
use crate::view::batch::{BadRow, BatchCheck, BatchDone, BatchRow, BatchStart};
use crate::view::desk::{Coming, Desk, Item};
use crate::view::editor::{ChangeLine, Editor, Finding, KnobField, Trial};
use crate::view::export::{ExportRow, Exports};
use crate::view::line::{Candidate, Line, Resolved};

pub(super) fn pages(l: Locale) -> Vec<Rendered> {
    let officer = |path: &str| frame(path, Some(Role::Officer));
    let money = |path: &str| frame(path, Some(Role::Treasurer));
    let edit = "/officer/schemes/zj-2026/edit";
    let wrong_batch = BatchStart {
        form: *BatchForm::parse(&Input::default(), Upload::default()).err().unwrap_or_default(),
        ..batch()
    };
    let empty_batch = BatchCheck { good: Vec::new(), ..batch_check() };
    let done_line = Line { form: None, candidates: Vec::new(), resolved: Some(resolved()), ..line() };
    let wrong_line = Line { form: LineForm::parse(&Input::default()).err().map(|form| *form), ..line() };
    let calm = Desk { wrong: Vec::new(), waits: Vec::new(), next: Vec::new(), ..desk() };
    vec![
        rendered("editor", &EditorPage { l, frame: officer(edit), v: editor() }),
        rendered("editor-wrong", &EditorPage { l, frame: wrong_frame(edit, Role::Officer), v: unsound() }),
        rendered("batch", &BatchPage { l, frame: officer("/officer/grants/file"), v: batch() }),
        rendered(
            "batch-wrong",
            &BatchPage { l, frame: wrong_frame("/officer/grants/file", Role::Officer), v: wrong_batch },
        ),
        rendered(
            "batch-check",
            &BatchCheckPage { l, frame: officer("/officer/grants/file"), v: batch_check() },
        ),
        rendered("batch-none", &BatchCheckPage { l, frame: officer("/officer/grants/file"), v: empty_batch }),
        rendered("batch-done", &BatchDonePage { l, frame: officer("/officer/grants/file"), v: batch_done() }),
        rendered("exports", &ExportsPage { l, frame: frame("/exports", Some(Role::Auditor)), v: exports() }),
        rendered("line", &LinePage { l, frame: money("/treasury/lines/x"), v: line() }),
        rendered("line-done", &LinePage { l, frame: money("/treasury/lines/x"), v: done_line }),
        rendered(
            "line-wrong",
            &LinePage { l, frame: wrong_frame("/treasury/lines/x", Role::Treasurer), v: wrong_line },
        ),
        rendered("desk", &DeskPage { l, frame: officer("/desk/officer"), v: desk() }),
        rendered("desk-calm", &DeskPage { l, frame: officer("/desk/officer"), v: calm }),
    ]
}

pub(super) fn change_lines() -> Vec<ChangeLine> {
    vec![
        ChangeLine {
            clause: "7.2".into(),
            key: "diff-changed",
            before: Some(Text::new("the provider is in Zhejiang", "服务机构在浙江省内")),
            after: Some(Text::new("the provider is in the Yangtze River Delta", "服务机构在长三角区域内")),
        },
        ChangeLine {
            clause: "14".into(),
            key: "diff-added",
            before: None,
            after: Some(Text::new("at most `30000.00` for one order", "单个订单不超过 `30000.00`")),
        },
        ChangeLine {
            clause: "effective".into(),
            key: "diff-removed",
            before: Some(Text::new("until 2026-12-31", "至 2026-12-31")),
            after: None,
        },
    ]
}

fn editor() -> Editor {
    let places = vec![
        ("YRD".to_owned(), Text::new("Yangtze River Delta", "长江三角洲")),
        ("CN-ZJ".to_owned(), Text::new("Zhejiang", "浙江省")),
    ];
    let knob = |number: u8, clause: &str, key, value: &str| KnobField {
        id: format!("k{number}"),
        clause: clause.into(),
        text: Text::new("Half of the price without tax is paid.", "按不含税价格的50%给予补助。"),
        key,
        value: value.into(),
        choices: Vec::new(),
        many: false,
        kind: "text",
    };
    let chosen = |word: &str, en: &str, zh: &str, is| (word.to_owned(), Text::new(en, zh), is);
    Editor {
        code: Some("zj-2026".into()),
        title: text(SCHEME),
        form: SchemeForm { text: Field::of("scheme = \"zj-2026\"\n\n[[clause]]\nid = \"7.2\"\n") },
        checked: true,
        findings: vec![Finding {
            line: 4,
            column: 1,
            message: Text::new(
                "`11.2` never fires: `11.3` always precedes it",
                "`11.2`从不适用：`11.3`始终优先",
            ),
            help: Text::new("remove it, or narrow the other by `when`", "删去该条款，或用 `when` 收窄另一个"),
            is_error: false,
        }],
        knobs: vec![
            KnobField { kind: "date", ..knob(0, "", "knob-from", "2026-01-01") },
            KnobField {
                choices: vec![
                    chosen("micro", "micro enterprise", "微型企业", true),
                    chosen("large", "large enterprise", "大型企业", false),
                ],
                many: true,
                ..knob(1, "5.1", "knob-sizes", "")
            },
            KnobField {
                choices: vec![
                    chosen("YRD", "Yangtze River Delta", "长江三角洲", true),
                    chosen("CN-ZJ", "Zhejiang", "浙江省", false),
                ],
                ..knob(2, "7.2", "knob-lab", "YRD")
            },
            knob(3, "11.1", "knob-rate", "50"),
        ],
        changes: Some(change_lines()),
        order: TryForm::fresh("CN-ZJ"),
        places,
        trial: Some(Trial { quote: quote(3), own_now: Some(cny(900)) }),
    }
}

fn unsound() -> Editor {
    let finding = Finding {
        line: 2,
        column: 1,
        message: Text::new("a clause has no `id`", "条款缺少`id`"),
        help: Text::new("add `id = \"1\"`", "补充 `id = \"1\"`"),
        is_error: true,
    };
    Editor {
        code: None,
        form: SchemeForm::refused("scheme = \"zj-2027\"\n[[clause]]\n"),
        findings: vec![finding],
        knobs: Vec::new(),
        changes: None,
        trial: None,
        ..editor()
    }
}

fn batch() -> BatchStart {
    BatchStart { schemes: vec![("zj-2026".into(), text(SCHEME), cny(1_600_000))], form: BatchForm::default() }
}

fn batch_check() -> BatchCheck {
    let row = |line, amount| BatchRow {
        line,
        code: "91330100MA00000007".into(),
        enterprise: text(ENTERPRISE),
        amount: cny(amount),
    };
    BatchCheck {
        file: "vouchers.xlsx".into(),
        scheme: ("zj-2026".into(), text(SCHEME)),
        free: cny(60_000),
        total: cny(80_000),
        good: vec![row(2, 50_000), row(3, 30_000)],
        bad: vec![
            BadRow {
                line: 4,
                cells: "91330100MA0 · 500".into(),
                key: "batch-enterprise-unknown",
                value: "91330100MA0".into(),
            },
            BadRow {
                line: 5, cells: "91330100MA00000007 · 1".into(), key: "batch-twice", value: "2".into()
            },
        ],
        rows: "2 91330100MA00000007 5000000".into(),
        batch: id(801),
    }
}

fn batch_done() -> BatchDone {
    let why = Text::new("The fund does not hold this much any more.", "资金余额不足。");
    BatchDone { granted: 41, total: cny(1_990_000), refused: vec![(43, "91330100MA00000007".into(), why)] }
}

fn exports() -> Exports {
    let row =
        |name, key, count| ExportRow { name, key, columns: "id, state, amount, currency".into(), count };
    Exports {
        place: Text::new("Yangtze River Delta", "长江三角洲"),
        rows: vec![row("claims", "export-claims", 2_187), row("events", "export-events", 84_119)],
        most: 50_000,
    }
}

fn line() -> Line {
    let candidate = |number, state| Candidate {
        id: id(number).to_string(),
        payee: text(PROVIDER),
        amount: cny(50_600),
        cycle: "3".into(),
        state,
    };
    Line {
        id: key(803),
        reference: "B-2026-1105-3".into(),
        amount: Some(cny(50_600)),
        direction: Some("line-went"),
        booked_on: Some(day(5)),
        reason: Text::new("No payment has this reference.", "没有付款使用该参考号。"),
        candidates: vec![candidate(804, PaymentState::Sent), candidate(805, PaymentState::InProcess)],
        resolved: None,
        form: Some(LineForm::default()),
    }
}

fn resolved() -> Resolved {
    Resolved {
        payment: Some(id(804).to_string()),
        reason: "银行电话确认".into(),
        by: text(("Shen Yun", "沈昀")),
        at: at(6, 10, 0),
    }
}

fn desk() -> Desk {
    let item = |key, n| Item { key, n, href: "/officer/claims".into() };
    Desk {
        place: text(FUNDER),
        lede: "desk-officer",
        wrong: vec![item("desk-claims-late", 2), item("desk-funds-low", 1)],
        waits: vec![item("desk-claims-first", 12), item("desk-claims-second", 1), item("desk-drafts", 1)],
        next: vec![Coming {
            key: "desk-scheme-ends",
            name: text(SCHEME),
            at: at(30, 23, 59),
            href: "/officer/schemes/zj-2026".into(),
        }],
        pages: vec![("/officer/fund", "nav-fund", "desk-fund"), ("/exports", "nav-exports", "desk-exports")],
    }
}
