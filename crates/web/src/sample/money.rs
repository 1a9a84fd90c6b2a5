//! Wallet, fund, schemes, grants.

use jiangnan_kernel::Text;

use super::{
    ENTERPRISE, FUNDER, Rendered, SCHEME, SHANGHAI, at, cny, day, frame, rendered, text, wrong_frame,
};
use crate::form::{AppropriateForm, GrantForm, Input};
use crate::frame::Role;
use crate::locale::Locale;
use crate::page::{FundPage, GrantsPage, SchemePage, SchemesPage, WalletPage};
use crate::view::burn::BurnPoint;
use crate::view::editor::VersionDiff;
use crate::view::officer::{
    Fund, GrantRow, Grants, Month, SchemeClause, SchemeRow, SchemeView, Schemes, VersionRow,
};
use crate::view::quote::Clause;
use crate::view::wallet::{TransferKind, TransferRow, Voucher, Wallet};

pub(super) fn pages(l: Locale) -> Vec<Rendered> {
    let seen = |path: &str, role| frame(path, Some(role));
    let officer = Role::Officer;
    let nothing = cny(0);
    let empty = Wallet {
        vouchers: Vec::new(),
        transfers: Vec::new(),
        available: nothing,
        pending: nothing,
        spent: nothing,
        ..wallet()
    };
    let wrong = wrong_frame("/officer/grants", officer);
    vec![
        rendered("wallet", &WalletPage { l, frame: seen("/wallet", Role::Engineer), v: wallet() }),
        rendered("wallet-none", &WalletPage { l, frame: seen("/wallet", Role::Engineer), v: empty }),
        rendered("fund", &FundPage { l, frame: seen("/officer/fund", officer), v: fund() }),
        rendered(
            "schemes",
            &SchemesPage { l, frame: wrong_frame("/officer/schemes", officer), v: schemes() },
        ),
        rendered("scheme", &SchemePage { l, frame: seen("/officer/schemes/zj-2026", officer), v: scheme() }),
        rendered("grants", &GrantsPage { l, frame: seen("/officer/grants", officer), v: grants() }),
        rendered("grants-wrong", &GrantsPage { l, frame: wrong, v: refused() }),
    ]
}

pub(super) fn wallet() -> Wallet {
    let voucher = |number: &str, face, spent, pending, until, soon| Voucher {
        number: number.into(),
        scheme: text(SCHEME),
        funder: text(FUNDER),
        face: cny(face),
        spent: cny(spent),
        pending: cny(pending),
        available: cny(face - spent - pending),
        until: Some(until),
        soon,
    };
    let transfer = |moment, kind, en: &str, zh: &str, amount, available| TransferRow {
        paid: (kind == TransferKind::Post).then(|| cny(480)),
        at: moment,
        kind,
        what: Text::new(en, zh),
        href: (kind != TransferKind::Grant).then(|| "/reservations/x".to_owned()),
        voucher: "ZJ-26-000418".into(),
        amount: cny(amount),
        available: cny(available),
    };
    Wallet {
        enterprise: text(ENTERPRISE),
        older: 41,
        vouchers: vec![
            voucher("ZJ-26-000418", 50_000, 31_265, 735, day(30), true),
            voucher("ZJ-26-001377", 30_000, 0, 4_200, jiff::civil::date(2027, 6, 30), false),
        ],
        transfers: vec![
            transfer(
                at(21, 16, 2),
                TransferKind::Post,
                "Scanning electron microscope, 2026-11-20",
                "扫描电子显微镜，2026-11-20",
                0,
                18_000,
            ),
            transfer(
                at(21, 16, 2),
                TransferKind::Void,
                "Scanning electron microscope, 2026-11-20",
                "扫描电子显微镜，2026-11-20",
                245,
                18_000,
            ),
            transfer(
                at(18, 10, 4),
                TransferKind::Pending,
                "Scanning electron microscope, 2026-11-27",
                "扫描电子显微镜，2026-11-27",
                -735,
                17_755,
            ),
            transfer(
                at(2, 9, 0),
                TransferKind::Grant,
                "Voucher for small enterprises",
                "小微企业创新券",
                50_000,
                50_000,
            ),
        ],
        available: cny(43_800),
        pending: cny(4_935),
        spent: cny(31_265),
    }
}

fn fund() -> Fund {
    let month =
        |month: &str, inside, across| Month { month: month.into(), inside: cny(inside), across: cny(across) };
    Fund {
        scheme: text(SCHEME),
        appropriated: cny(8_000_000),
        granted: cny(2_100_000),
        pending: cny(410_000),
        spent: cny(3_890_000),
        free: cny(1_600_000),
        months: vec![
            month("2026-06", 320_000, 0),
            month("2026-07", 350_000, 210_000),
            month("2026-08", 330_000, 402_000),
            month("2026-09", 361_000, 517_000),
            month("2026-10", 340_000, 560_000),
        ],
        runs_out: Some("2027-02".into()),
        burn: burn(),
        code: "zj-2026".into(),
        others: vec![("/officer/fund?scheme=zj-2026".into(), text(SCHEME))],
        form: Some(AppropriateForm::default()),
    }
}

fn burn() -> Vec<BurnPoint> {
    let point = |month: &str, left, expected| BurnPoint { month: month.into(), left: cny(left), expected };
    vec![
        point("2026-06", 7_680_000, false),
        point("2026-07", 7_120_000, false),
        point("2026-08", 6_388_000, false),
        point("2026-09", 5_510_000, false),
        point("2026-10", 4_110_000, false),
        point("2026-11", 2_750_000, true),
        point("2026-12", 1_380_000, true),
        point("2027-01", 0, true),
    ]
}

fn scheme_row(code: &str, title: (&str, &str), funder: (&str, &str)) -> SchemeRow {
    SchemeRow {
        code: code.into(),
        title: text(title),
        funder: text(funder),
        version: format!("{code}@3"),
        from: Some(jiff::civil::date(2026, 1, 1)),
        drafted: false,
        until: Some(jiff::civil::date(2026, 12, 31)),
        illustrative: true,
        reach: Text::new("Yangtze River Delta", "长江三角洲"),
    }
}

fn schemes() -> Schemes {
    let shanghai =
        scheme_row("sh-2026", ("Shanghai innovation voucher 2026", "上海市科技创新券（2026）"), SHANGHAI);
    let rows =
        vec![scheme_row("zj-2026", SCHEME, FUNDER), SchemeRow { until: None, drafted: true, ..shanghai }];
    Schemes { rows, drafts: true }
}

fn scheme() -> SchemeView {
    let clause = |id: &str, en, zh, rule: &str, border| SchemeClause {
        clause: Clause { id: id.into(), text: Text::new(en, zh) },
        rule: rule.into(),
        border,
    };
    let version = |version: &str, en, zh| VersionRow {
        version: version.into(),
        enacted: Some(at(1, 9, 0)),
        maker: Text::new("Zhou Ping", "周平"),
        checker: Some(Text::new("Gu Min", "顾敏")),
        enact: false,
        change: Text::new(en, zh),
    };
    SchemeView {
        edit: true,
        diff: Some(VersionDiff {
            new: "zj-2026@4".into(),
            old: "zj-2026@3".into(),
            lines: super::office::change_lines(),
        }),
        row: scheme_row("zj-2026", SCHEME, FUNDER),
        clauses: vec![
            clause(
                "5.1",
                "Small and medium enterprises registered in Zhejiang",
                "在浙江省注册的中小微企业",
                "require enterprise.registered-in = \"CN-ZJ\"",
                false,
            ),
            clause(
                "7.2",
                "Providers in the Yangtze River Delta",
                "服务机构在长三角范围内",
                "require provider.located-in = \"YRD\"",
                true,
            ),
            clause(
                "11.1",
                "Half of the price without tax",
                "按不含税价格的 50% 补贴",
                "subsidise 50% of price-without-tax",
                false,
            ),
        ],
        versions: vec![
            VersionRow {
                enacted: None,
                checker: None,
                enact: true,
                ..version("zj-2026@4", "changed 11.1", "修改 11.1")
            },
            version(
                "zj-2026@3",
                "7.2: providers in Zhejiang → providers in the Yangtze River Delta",
                "第 7.2 条：浙江省内机构 → 长三角范围内机构",
            ),
            version(
                "zj-2026@2",
                "11.2: cap raised from ¥50,000.00 to ¥100,000.00",
                "第 11.2 条：限额由 ¥50,000.00 提高到 ¥100,000.00",
            ),
        ],
    }
}

fn grants() -> Grants {
    let row = |number: &str, amount| GrantRow {
        number: number.into(),
        on: jiff::civil::date(2026, 11, 20),
        enterprise: text(ENTERPRISE),
        scheme: text(SCHEME),
        amount: cny(amount),
        until: Some(jiff::civil::date(2027, 6, 30)),
    };
    Grants {
        schemes: vec![("zj-2026".into(), text(SCHEME))],
        free: vec![(text(SCHEME), cny(1_600_000))],
        voucher: Some(super::id(581)),
        form: GrantForm::default(),
        rows: vec![row("ZJ-26-001377", 30_000), row("ZJ-26-001376", 50_000)],
    }
}

fn refused() -> Grants {
    let typed = Input::of_pairs([("enterprise", "91330100MA2"), ("amount", "a lot"), ("scheme", "zj-2026")]);
    let form = *GrantForm::parse(&typed, cny(0).currency).err().unwrap_or_default();
    Grants { form, rows: Vec::new(), ..grants() }
}
