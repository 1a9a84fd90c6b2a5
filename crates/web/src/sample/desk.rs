//! The provider's desk and the officer's review.

use jiangnan_clearing::ClaimState;
use jiangnan_kernel::Text;
use jiangnan_scheme::Evidence;

use super::find::{brief, quote};
use super::{
    ENTERPRISE, FUNDER, PROVIDER, Rendered, SCHEME, SEM, SHANGHAI, at, cny, day, event, frame, id, key,
    rendered, span, text, wrong_frame,
};
use crate::form::{ClaimForm, ClawBackForm, DeclineForm, Document, Input, ReviewForm, UsageForm};
use crate::frame::Role;
use crate::locale::Locale;
use crate::page::{
    ClaimPage, ClaimsPage, DeclinePage, RequestsPage, ReviewListPage, ReviewPage, UsageListPage, UsagePage,
};
use crate::view::officer::{
    Advice, Bill, ClawBack, EvidenceRow, Proposal, Review, ReviewList, ReviewRow, Signal,
};
use crate::view::provider::{
    ClaimEntry, ClaimRow, Claims, Decline, RequestRow, Requests, UsageEntry, UsageList, UsageRow,
};
use crate::view::quote::Clause;

const LAB: Role = Role::LabManager;
const DESK: Role = Role::Officer;

pub(super) fn pages(l: Locale) -> Vec<Rendered> {
    let lab = |path: &str| frame(path, Some(LAB));
    let desk = |path: &str| frame(path, Some(DESK));
    let no_requests = Requests { rows: Vec::new(), usage_missing: 0, claims_ready: 0, ..requests() };
    let no_claims = Claims { ready: Vec::new(), lodged: Vec::new(), ..claims() };
    let no_reviews = ReviewList { rows: Vec::new(), total: cny(0), ..reviews() };
    vec![
        rendered("requests", &RequestsPage { l, frame: lab("/provider/requests"), v: requests() }),
        rendered("requests-none", &RequestsPage { l, frame: lab("/provider/requests"), v: no_requests }),
        rendered(
            "decline",
            &DeclinePage { l, frame: wrong_frame("/provider/requests/x", LAB), v: decline() },
        ),
        rendered("usage-list", &UsageListPage { l, frame: lab("/provider/usage"), v: usages() }),
        rendered(
            "usage-none",
            &UsageListPage {
                l,
                frame: lab("/provider/usage"),
                v: UsageList { rows: Vec::new(), disputed: Vec::new() },
            },
        ),
        rendered("usage", &UsagePage { l, frame: wrong_frame("/provider/usage/x", LAB), v: usage() }),
        rendered("claims", &ClaimsPage { l, frame: lab("/provider/claims"), v: claims() }),
        rendered("claims-none", &ClaimsPage { l, frame: lab("/provider/claims"), v: no_claims }),
        rendered("claim", &ClaimPage { l, frame: wrong_frame("/provider/claims/new/x", LAB), v: claim() }),
        rendered("review-list", &ReviewListPage { l, frame: desk("/officer/claims"), v: reviews() }),
        rendered("review-list-none", &ReviewListPage { l, frame: desk("/officer/claims"), v: no_reviews }),
        rendered("review", &ReviewPage { l, frame: desk("/officer/claims/x"), v: review() }),
        rendered(
            "review-wrong",
            &ReviewPage { l, frame: wrong_frame("/officer/claims/x", DESK), v: undecided() },
        ),
        rendered(
            "review-granted",
            &ReviewPage { l, frame: wrong_frame("/officer/claims/x", DESK), v: granted() },
        ),
        rendered("review-barred", &ReviewPage { l, frame: desk("/officer/claims/x"), v: barred() }),
    ]
}

fn requests() -> Requests {
    let open = RequestRow {
        id: key(502),
        enterprise: text(ENTERPRISE),
        place: Text::new("Hangzhou, Zhejiang", "浙江省杭州市"),
        instrument: brief().name,
        span: span(25, 13, 16),
        samples: 0,
        price: cny(1_440),
        lapses: at(24, 18, 0),
        against: Vec::new(),
        waivable: true,
        exception: String::new(),
    };
    let odd = RequestRow {
        id: key(520),
        enterprise: Text::new("Suzhou Xinxin Microelectronics <Ltd>", "苏州新芯微电子有限公司"),
        place: Text::new("Suzhou, Jiangsu", "江苏省苏州市"),
        span: span(26, 9, 17),
        samples: 4,
        price: cny(3_840),
        lapses: at(25, 12, 0),
        against: vec![
            Text::new("Longer than 6 hours.", "超过 6 小时。"),
            Text::new("Less than two days of notice.", "提前通知不足两天。"),
        ],
        waivable: true,
        exception: "批次不能中断 / The batch cannot be interrupted".into(),
        ..open.clone()
    };
    Requests { provider: text(PROVIDER), rows: vec![open, odd], usage_missing: 3, claims_ready: 1 }
}

fn decline() -> Decline {
    let form = *DeclineForm::parse(&Input::default()).err().unwrap_or_default();
    let request = requests().rows.swap_remove(0);
    Decline { request, form }
}

fn usage_row(number: u128, day: i8) -> UsageRow {
    UsageRow {
        id: key(number),
        enterprise: text(ENTERPRISE),
        instrument: text(SEM),
        span: span(day, 9, 12),
        price: cny(1_440),
    }
}

fn usages() -> UsageList {
    let rows = vec![usage_row(530, 19), usage_row(531, 20), usage_row(532, 23)];
    UsageList { rows, disputed: vec![usage_row(533, 18)] }
}

fn usage() -> UsageEntry {
    let typed = [("outcome", "used"), ("date", "2026-11-19"), ("from", "09:00"), ("until", "0900")];
    let form = *UsageForm::parse(&Input::of_pairs(typed)).err().unwrap_or_default();
    UsageEntry { row: usage_row(530, 19), form }
}

fn claim_row(number: u128, day: i8, state: Option<ClaimState>, accepted: Option<i64>) -> ClaimRow {
    ClaimRow {
        id: key(number),
        voucher: id(418),
        enterprise: text(ENTERPRISE),
        instrument: text(SEM),
        span: span(day, 9, 12),
        funder: text(FUNDER),
        amount: cny(735),
        accepted: accepted.map(cny),
        state,
    }
}

fn claims() -> Claims {
    let accepted = |state| match state {
        ClaimState::Accepted | ClaimState::Settled => Some(735),
        ClaimState::InCycle => Some(490),
        _ => None,
    };
    let row = |(number, &state): (u8, &ClaimState)| {
        claim_row(540 + u128::from(number), 16, Some(state), accepted(state))
    };
    Claims {
        ready: vec![claim_row(539, 20, None, None)],
        lodged: (0..).zip(ClaimState::ALL).map(row).collect(),
        older: 12,
        outstanding: cny(1_960),
        paid: cny(84_320),
    }
}

fn claim() -> ClaimEntry {
    let asked = [Evidence::Contract, Evidence::Report, Evidence::UsageRecord]
        .map(|kind| Document::asked(kind.name(), kind.label()));
    let typed = Input::of_pairs([("contract", "HT-2026-118"), ("invoice", "2631")]);
    let form = *ClaimForm::parse(&typed, &asked).err().unwrap_or_default();
    let back = "/provider/claims".to_owned();
    ClaimEntry { row: claim_row(539, 20, None, None), quote: quote(3), form, back }
}

fn review_row(number: u128, signals: u64, crosses: bool) -> ReviewRow {
    ReviewRow {
        id: key(number),
        provider: text(PROVIDER),
        provider_place: text(SHANGHAI),
        enterprise: text(ENTERPRISE),
        scheme: text(SCHEME),
        amount: cny(735),
        lodged: at(21, 10, 40),
        signals,
        crosses,
        advised: false,
        until: Some(day(24)),
        overdue: signals > 1,
    }
}

fn reviews() -> ReviewList {
    let rows = vec![review_row(540, 2, true), review_row(550, 0, true), review_row(551, 0, false)];
    ReviewList { funder: text(FUNDER), rows, total: cny(2_205) }
}

fn review() -> Review {
    let evidence = |en, zh, number: &str| EvidenceRow {
        kind: Text::new(en, zh),
        number: number.into(),
        href: Some("/officer/evidence/x".into()),
    };
    let clause = |id: &str, en, zh| Clause { id: id.into(), text: Text::new(en, zh) };
    Review {
        row: review_row(540, 2, true),
        state: ClaimState::Lodged,
        instrument: text(SEM),
        span: span(20, 9, 12),
        evidence: vec![
            evidence("Contract", "合同", "HT-2026-118"),
            evidence("Invoice", "发票", "26312000000012345678"),
            evidence("Report", "报告", "SIC-SEM-2026-0931"),
        ],
        signals: signals(),
        quote: quote(3),
        bill: Bill { price: cny(1_440), own_part: cny(705), asked: cny(735), accepted: None },
        claw_back: None,
        clauses: vec![
            clause("9", "No order between related parties", "关联方之间的订单不予补贴"),
            clause("14.2", "The invoice names the order", "发票须注明订单"),
        ],
        events: vec![
            event(at(18, 10, 4), ("Chen Lan", "陈岚"), "requested", ""),
            event(at(20, 11, 20), ("Xu Wen", "许文"), "usage-recorded", "12 images"),
            event(at(20, 16, 2), ("Chen Lan", "陈岚"), "confirmed", ""),
            event(at(21, 10, 40), ("Xu Wen", "许文"), "lodge-claim", ""),
        ],
        advice: None,
        barred: None,
        form: ReviewForm::default(),
    }
}

fn signals() -> Vec<Signal> {
    let invoice = Signal {
        title: Text::new("Invoice number used before", "发票号码曾被使用"),
        fact: Text::new(
            "26312000000012345678 stands in a claim of 2026-09-14 in Jiangsu.",
            "26312000000012345678 出现在 2026-09-14 江苏省的一笔申请中。",
        ),
        check: Text::new("both invoices side by side.", "两张发票并排比对。"),
    };
    let split = Signal {
        title: Text::new("Orders split just under a cap", "订单拆分至限额以下"),
        fact: Text::new(
            "Three orders of ¥9,900.00 in four days; the cap is ¥10,000.00.",
            "四天内三笔 ¥9,900.00，限额为 ¥10,000.00。",
        ),
        check: Text::new("whether they are one piece of work.", "是否属于同一项工作。"),
    };
    vec![invoice, split]
}

fn undecided() -> Review {
    let typed = Input::of_pairs([("decision", "part"), ("amount", "900")]);
    Review {
        form: *ReviewForm::parse(&typed, cny(735)).err().unwrap_or_default(),
        advice: Some(advice()),
        signals: Vec::new(),
        ..review()
    }
}

fn barred() -> Review {
    let reason = Text::new(
        "You granted this voucher. Another officer decides about the claim.",
        "该创新券由您发放，须由另一位经办人审核。",
    );
    Review {
        state: ClaimState::InReview,
        advice: Some(rejected()),
        barred: Some(reason),
        evidence: Vec::new(),
        ..review()
    }
}

fn granted() -> Review {
    let proposal = |number, confirm| Proposal {
        id: id(number),
        officer: Text::new("Gu Min", "顾敏"),
        amount: cny(210),
        clause: "14.2".into(),
        reason: "发票已作废".into(),
        confirm,
    };
    let form =
        *ClawBackForm::parse(&Input::of_pairs([("back_amount", "900")]), cny(735)).err().unwrap_or_default();
    let proposals = vec![proposal(571, true), proposal(572, false)];
    let bill = Bill { accepted: Some(cny(735)), ..review().bill };
    Review {
        state: ClaimState::Settled,
        bill,
        barred: Some(Text::new("Nothing waits for a decision here.", "此申请目前无需审核。")),
        claw_back: Some(ClawBack { left: cny(735), proposals, form }),
        signals: Vec::new(),
        ..review()
    }
}

fn advice() -> Advice {
    let officer = Text::new("Gu Min", "顾敏");
    Advice { officer, amount: Some(cny(735)), clause: String::new(), reason: String::new() }
}

fn rejected() -> Advice {
    Advice { amount: None, clause: "14.2".into(), reason: "发票未注明订单".into(), ..advice() }
}
