//! Settlement and audit.

use jiangnan_clearing::{CycleState, PaymentState};
use jiangnan_kernel::Text;

use super::{PROVIDER, Rendered, SCHEME, SHANGHAI, at, cny, frame, id, key, rendered, text, wrong_frame};
use crate::form::{BankForm, CycleForm, Input, Upload};
use crate::frame::Role;
use crate::locale::Locale;
use crate::page::{AuditPage, CyclePage, EventPage, FilesPage, NoCyclePage, StatementPage};
use crate::view::audit::{Audit, EventRow, EventView, Verdict};
use crate::view::line::ByHand;
use crate::view::treasury::{
    BankEntry, Book, Cycle, CycleMay, FileRead, FileRow, Files, Net, NoCycle, Payment, Statement,
    StatementLine,
};

pub(super) fn pages(l: Locale) -> Vec<Rendered> {
    let desk = |path: &str| frame(path, Some(Role::Treasurer));
    let reader = |path: &str| frame(path, Some(Role::Auditor));
    let wrong = wrong_frame("/treasury/files", Role::Treasurer);
    let may = CycleMay { close: true, ..CycleMay::default() };
    let open = Cycle { state: CycleState::Open, payments: Vec::new(), may, ..cycle() };
    vec![
        rendered("cycle", &CyclePage { l, frame: desk("/treasury/cycle"), v: cycle() }),
        rendered("cycle-open", &CyclePage { l, frame: desk("/treasury/cycle"), v: open }),
        rendered(
            "cycle-none",
            &NoCyclePage { l, frame: wrong_frame("/treasury/cycle", Role::Treasurer), v: no_cycle() },
        ),
        rendered("files", &FilesPage { l, frame: desk("/treasury/files"), v: files() }),
        rendered("files-wrong", &FilesPage { l, frame: wrong, v: no_files() }),
        rendered("statement", &StatementPage { l, frame: desk("/treasury/statement"), v: statement() }),
        rendered("audit", &AuditPage { l, frame: reader("/audit"), v: audit() }),
        rendered("audit-broken", &AuditPage { l, frame: reader("/audit"), v: broken() }),
        rendered("audit-none", &AuditPage { l, frame: reader("/audit?q=x"), v: unasked() }),
        rendered("event", &EventPage { l, frame: reader("/audit/18203"), v: one_event() }),
    ]
}

fn jurisdictions() -> Vec<Text> {
    [SHANGHAI, ("Jiangsu", "江苏省"), ("Zhejiang", "浙江省"), ("Anhui", "安徽省")].map(text).to_vec()
}

fn net(place: (&str, &str), owes: i64, owed: i64) -> Net {
    Net { jurisdiction: text(place), owes: cny(owes), owed: cny(owed), net: cny(owed - owes) }
}

fn cycle() -> Cycle {
    let owed = [
        [0, 210_400, 96_300, 12_000],
        [540_200, 0, 130_900, 38_500],
        [811_700, 260_600, 0, 0],
        [302_100, 188_000, 74_500, 0],
    ];
    let cell = |yuan: i64| (yuan > 0).then(|| cny(yuan));
    let payment = |reference: &str, payer, amount, state| Payment {
        reference: reference.into(),
        payer: text(payer),
        payee: text(SHANGHAI),
        amount: cny(amount),
        state,
        reason: String::new(),
        again: None,
    };
    Cycle {
        name: "3".into(),
        state: CycleState::Closed,
        cut_off: jiff::civil::date(2026, 9, 30).at(23, 59, 0, 0),
        claims: 2_187,
        books: vec![Book {
            currency: "CNY".into(),
            gross: cny(2_665_200),
            net: cny(1_335_300),
            jurisdictions: jurisdictions(),
            owed: owed.map(|row| row.map(cell).to_vec()).to_vec(),
            nets: vec![
                net(SHANGHAI, 318_700, 1_654_000),
                net(("Jiangsu", "江苏省"), 709_600, 659_000),
                net(("Zhejiang", "浙江省"), 1_072_300, 301_700),
                net(("Anhui", "安徽省"), 564_600, 50_500),
            ],
        }],
        payments: vec![
            payment("JN2026Q3-ZJ-SH", ("Zhejiang", "浙江省"), 770_600, PaymentState::Settled),
            payment("JN2026Q3-AH-SH", ("Anhui", "安徽省"), 514_100, PaymentState::InProcess),
            Payment {
                reason: "AC04 Account closed".into(),
                again: Some("/treasury/cycle/3/again/x".into()),
                ..payment("JN2026Q3-JS-SH", ("Jiangsu", "江苏省"), 50_600, PaymentState::Rejected)
            },
        ],
        may: CycleMay { close: false, export: true, settle: true },
        earlier: vec![("2".into(), "/treasury/cycle/2".into())],
        next: None,
    }
}

fn no_cycle() -> NoCycle {
    NoCycle { next: Some(*CycleForm::parse(&Input::default()).err().unwrap_or_default()) }
}

fn files() -> Files {
    let file = |number, name: &str, message, entries, total| FileRow {
        id: key(number),
        name: name.into(),
        message,
        at: at(2, 9, 30),
        entries,
        total: Some(cny(total)),
    };
    Files {
        cycle: "2026-Q3".into(),
        outgoing: vec![file(601, "jiangnan-2026-Q3-ZJ.xml", "pain.001.001.09", 1, 770_600)],
        incoming: vec![
            file(602, "status-20261103.xml", "pain.002", 3, 1_335_300),
            file(603, "statement-20261104.xml", "camt.053", 2, 514_100),
        ],
        unmatched: vec![BankEntry {
            href: "/treasury/lines/x".into(),
            at: at(4, 0, 0),
            reference: "JN2026Q3-JS-SZ".into(),
            party: Text::new("Treasury of Jiangsu", "江苏省财政"),
            amount: Some(cny(50_600)),
            reason: Text::new("No payment has this reference.", "没有付款使用该参考号。"),
        }],
        by_hand: vec![ByHand {
            href: "/treasury/lines/y".into(),
            reference: "B-2026-77".into(),
            amount: Some(cny(1_200)),
            assigned: false,
            reason: "the rent of the office".into(),
        }],
        read: Some(FileRead { lines: 3, changed: 2, attention: 1 }),
        form: Some(BankForm::default()),
    }
}

fn no_files() -> Files {
    let form = BankForm::unreadable(&Upload { name: "holiday.jpg".into(), ..Upload::default() });
    Files {
        outgoing: Vec::new(),
        incoming: Vec::new(),
        unmatched: Vec::new(),
        read: None,
        form: Some(form),
        ..files()
    }
}

fn statement() -> Statement {
    let line = |number, day, amount| StatementLine {
        claim: key(number),
        at: at(day, 11, 0),
        other: text(SHANGHAI),
        provider: text(PROVIDER),
        scheme: text(SCHEME),
        amount: cny(amount),
    };
    let others = jurisdictions().into_iter().map(|name| ("/treasury/statement?of=x".to_owned(), name));
    Statement {
        jurisdiction: Text::new("Zhejiang", "浙江省"),
        cycle: "2026-Q3".into(),
        others: others.collect(),
        lines: vec![line(540, 3, -735), line(541, 4, -1_200), line(542, 5, 480)],
        nets: vec![net(("Zhejiang", "浙江省"), 1_935, 480)],
        file: "/treasury/statement.csv?of=CN-ZJ&cycle=3".into(),
    }
}

const HASH: &str = "9f2c41d07ab3e65518c0d94f7e2236a1b8805c4de97f10634aa2bd5c7e91f083";

fn event_row(number: u64, name: &str) -> EventRow {
    EventRow {
        number,
        at: at(21, 10, 40),
        actor: Text::new("Zhou Ping", "周平"),
        name: name.into(),
        subject: id(540).to_string(),
        hash: HASH.into(),
    }
}

fn audit() -> Audit {
    let names =
        ["accepted", "claimed", "confirmed", "usage-recorded", "approved", "requested", "a-name-from-later"];
    Audit {
        verdict: Some(Verdict {
            at: at(24, 8, 0),
            checked: 18_204,
            head: HASH.into(),
            broken: None,
            faults: Vec::new(),
        }),
        running: None,
        total: 18_204,
        q: String::new(),
        found: 18_204,
        rows: (18_198..=18_204).rev().zip(names).map(|(number, name)| event_row(number, name)).collect(),
        newer: None,
        older: Some("/audit?before=18198".into()),
    }
}

fn broken() -> Audit {
    let reason = Text::new(
        "Its content does not give the hash that the next event quotes.",
        "其内容的哈希与下一个事件所引用的不符。",
    );
    Audit {
        verdict: Some(Verdict {
            at: at(24, 8, 0),
            checked: 9_120,
            head: HASH.into(),
            broken: Some((9_121, reason)),
            faults: vec!["account `bank:CN-ZJ:CNY` is not the sum of its transfers".into()],
        }),
        running: Some(4_000),
        ..audit()
    }
}

fn unasked() -> Audit {
    Audit { verdict: None, q: "x".into(), found: 0, rows: Vec::new(), older: None, ..audit() }
}

fn one_event() -> EventView {
    EventView {
        row: event_row(18_203, "accepted"),
        before: HASH.into(),
        body: "{\n  \"claim\": \"01k3j8ab\",\n  \"accepted_minor\": 73500,\n  \"note\": \"<ok>\"\n}".into(),
        answer: "null".into(),
        next: Some(18_204),
    }
}
