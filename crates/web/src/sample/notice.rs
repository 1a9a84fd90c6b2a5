//! What people are told.

use jiangnan_kernel::{Instant, Interval};
use jiangnan_store::entity::notice::{About, Choices, NoticeBody};
use jiangnan_store::entity::notice_kind::NoticeKind;

use super::{
    ENTERPRISE, PROVIDER, Rendered, SCHEME, SEM, at, cny, frame, id, key, rendered, text, wrong_frame,
};
use crate::form::{AddressForm, CodeForm, EnterpriseForm, Input};
use crate::frame::{Frame, Role};
use crate::locale::Locale;
use crate::page::{EnterprisesPage, MailsPage, NoticeSettingsPage, NoticesPage};
use crate::view::asker::Pick;
use crate::view::enterprise::{Enterprises, ProposedEnterprise};
use crate::view::notice::{DeadMail, Mails, NoticeLine, Notices, Settings};

pub(super) fn pages(l: Locale) -> Vec<Rendered> {
    let told = Frame { unread: 2, ..frame("/notices", Some(Role::Engineer)) };
    let many = Frame { unread: 120, ..frame("/notices", Some(Role::LabManager)) };
    let none = Notices { rows: Vec::new(), older: None, unread: false };
    let seen = |role| frame("/notices/settings", Some(role));
    let wrong = wrong_frame("/notices/settings", Role::Engineer);
    let off = Settings { mails: false, address: String::new(), ..settings(Role::Treasurer) };
    let unsure = Settings { confirmed: false, ..settings(Role::LabManager) };
    let operator = || frame("/mails", Some(Role::Operator));
    vec![
        rendered("notices", &NoticesPage { l, frame: told, v: notices() }),
        rendered("notices-all", &NoticesPage { l, frame: many, v: every_kind() }),
        rendered("notices-none", &NoticesPage { l, frame: frame("/notices", Some(Role::Officer)), v: none }),
        rendered(
            "notice-settings",
            &NoticeSettingsPage { l, frame: seen(Role::Engineer), v: settings(Role::Engineer) },
        ),
        rendered("notice-settings-off", &NoticeSettingsPage { l, frame: seen(Role::Treasurer), v: off }),
        rendered("notice-settings-code", &NoticeSettingsPage { l, frame: seen(Role::LabManager), v: unsure }),
        rendered("notice-settings-wrong", &NoticeSettingsPage { l, frame: wrong, v: refused() }),
        rendered(
            "enterprises",
            &EnterprisesPage {
                l,
                frame: frame("/officer/enterprises", Some(Role::Officer)),
                v: enterprises(EnterpriseForm::default()),
            },
        ),
        rendered(
            "enterprises-wrong",
            &EnterprisesPage {
                l,
                frame: wrong_frame("/officer/enterprises", Role::Officer),
                v: enterprises(refused_enterprise()),
            },
        ),
        rendered("mails", &MailsPage { l, frame: operator(), v: mails() }),
        rendered(
            "mails-off",
            &MailsPage { l, frame: operator(), v: Mails { on: false, rows: Vec::new(), ..mails() } },
        ),
    ]
}

/// What a notice of a kind may say.
pub(crate) fn body(kind: NoticeKind) -> NoticeBody {
    let moment = |hours: i64| Instant::from_seconds(1_795_572_000 + hours * 3_600);
    let span = |from, until| Interval::new(moment(from), moment(until)).ok();
    let (home, id) = (key(7).home, id(7));
    let about = match kind {
        NoticeKind::SlotOffered => About::Wait { home, id, listing: id },
        NoticeKind::ClaimLodged => About::Claim { funder: home, id },
        _ => About::Reservation { home, id },
    };
    let other = if NoticeKind::of_role(jiangnan_store::entity::people::Role::LabManager).contains(&kind) {
        ENTERPRISE
    } else {
        PROVIDER
    };
    let money = matches!(kind, NoticeKind::VoucherGranted);
    NoticeBody {
        thing: text(if money { SCHEME } else { SEM }),
        other: text(other),
        zone: "Asia/Shanghai".to_owned(),
        time: span(0, 3),
        before: span(-24, -21),
        until: Some(moment(-4)),
        money: Some(cny(3_000)),
        reason: match kind {
            NoticeKind::RequestDeclined => "The column is being replaced".to_owned(),
            NoticeKind::ConfirmAddress => "482915".to_owned(),
            _ => String::new(),
        },
        ..NoticeBody::of(about)
    }
}

fn line(number: u128, kind: NoticeKind, fresh: bool) -> NoticeLine {
    NoticeLine { id: id(number), kind, at: at(24, 9, 30), fresh, body: body(kind) }
}

fn notices() -> Notices {
    use NoticeKind as Kind;
    let rows = vec![
        line(1, Kind::SlotOffered, true),
        line(2, Kind::UsageRecorded, true),
        line(3, Kind::RequestAccepted, false),
        line(4, Kind::RequestDeclined, false),
        line(5, Kind::VoucherGranted, false),
    ];
    Notices { rows, older: Some("/notices?before=1.01k3".to_owned()), unread: true }
}

/// Every kind once, so that each sentence is read in each language.
fn every_kind() -> Notices {
    let rows = NoticeKind::ALL.iter().zip(1..).map(|(kind, number)| line(number, *kind, number < 4));
    let firm = NoticeBody { until: None, ..body(NoticeKind::OwnReserved) };
    let more = [(NoticeKind::OwnReserved, firm)].into_iter().zip(900..);
    let more = more.map(|((kind, body), number)| NoticeLine { body, ..line(number, kind, false) });
    Notices { rows: rows.chain(more).collect(), older: None, unread: true }
}

fn settings(role: Role) -> Settings {
    use jiangnan_store::entity::people::Role as Known;
    let known = match role {
        Role::LabManager => Known::LabManager,
        Role::Treasurer => Known::Treasurer,
        _ => Known::Engineer,
    };
    let usual = Choices::default();
    Settings {
        done: None,
        mails: true,
        address: "chen.lan@hengyue.example".to_owned(),
        confirmed: true,
        give: AddressForm::default(),
        code: CodeForm::default(),
        kinds: NoticeKind::of_role(known).iter().map(|kind| (*kind, usual.ways(*kind))).collect(),
        language: crate::locale::Language::ZhCn,
    }
}

fn refused() -> Settings {
    let give = AddressForm::parse(&Input::of_pairs([("address", "chen.lan")])).err();
    let code = CodeForm::refused(&Input::of_pairs([("code", "123456")]), "notice-code-wrong");
    let give = give.map(|form| *form).unwrap_or_default();
    Settings { give, code, confirmed: false, ..settings(Role::Engineer) }
}

fn refused_enterprise() -> EnterpriseForm {
    let pairs = [
        ("name", "杭州衡岳新材料有限公司"),
        ("code", "91350100M000100Y44"),
        ("command", "01k0000000000000000000000a"),
    ];
    EnterpriseForm::parse(&Input::of_pairs(pairs)).err().map(|form| *form).unwrap_or_default()
}

fn enterprises(form: EnterpriseForm) -> Enterprises {
    let pick =
        |code: &str, label: (&str, &str)| Pick { code: code.to_owned(), label: text(label), chosen: false };
    let row = |number, own: bool| ProposedEnterprise {
        proposal: id(number),
        name: text(ENTERPRISE),
        code: "91330100YY0000001X".to_owned(),
        place: text(("Hangzhou", "杭州市")),
        size: text(("small", "小型")),
        sector: text(("manufacturing", "制造业")),
        controller: own.then(|| text(("Hengyue Group", "衡岳集团"))),
        at: at(24, 10, 15),
        maker: text(("Zhou Ping", "周平")),
        own,
    };
    Enterprises {
        officer: true,
        done: None,
        rows: vec![row(81, false), row(82, true)],
        form,
        places: vec![pick("CN-330100", ("Hangzhou", "杭州市"))],
        sizes: vec![pick("small", ("small", "小型"))],
        sectors: vec![pick("manufacturing", ("manufacturing", "制造业"))],
    }
}

fn mails() -> Mails {
    let dead = |number, address: &str, kind, problem: &str| DeadMail {
        key: key(number),
        address: address.to_owned(),
        kind,
        made: at(23, 16, 5),
        attempts: 8,
        problem: problem.to_owned(),
    };
    let rows = vec![
        dead(1, "nobody@hengyue.example", NoticeKind::SlotOffered, "permanent error (550): no such user"),
        dead(2, "xu.wen@sic.example", NoticeKind::RequestMade, "connection refused"),
    ];
    Mails { on: true, due: 3, sent: 1_284, dead: 2, rows }
}
