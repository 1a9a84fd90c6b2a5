//! Administration.

use jiangnan_clearing::iso::BankParty;
use jiangnan_kernel::Text;
use jiangnan_store::entity::cycle::ChangeState;
use jiangnan_store::entity::people::Role as Stored;

use super::{ENTERPRISE, PROVIDER, Rendered, at, frame, id, key, rendered, text, wrong_frame};
use crate::form::{
    AccountForm, Field, Input, NewPasswordForm, PasswordForm, PersonChangeForm, PersonForm, ReasonForm,
};
use crate::frame::Role;
use crate::locale::Locale;
use crate::page::{
    AccountCheckPage, AccountPage, AccountsPage, ChangePage, OwnPage, PeoplePage, PersonAddPage, PersonPage,
};
use crate::view::admin::{
    Account, AccountCheck, AccountRow, AccountView, Accounts, ChangeRow, ChangeView, Own, People, PersonAdd,
    PersonRow, PersonView,
};

const MONEY: Role = Role::Treasurer;

pub(super) fn pages(l: Locale) -> Vec<Rendered> {
    let desk = |path: &str| frame(path, Some(MONEY));
    let chief = |path: &str| frame(path, Some(Role::Operator));
    let none =
        Accounts { waiting: Vec::new(), lacking: Vec::new(), rows: Vec::new(), q: "x".into(), ..accounts() };
    let wrong = AccountForm::parse(&Input::of_pairs([("number", "DE89370400440532013001")]), l);
    let wrong = AccountView { form: wrong.err().map(|form| *form), ..account() };
    let own_proposal = ChangeView { confirm: false, ..change() };
    let unreasoned =
        ChangeView { form: ReasonForm::parse(&Input::default()).err().map(|form| *form), ..change() };
    vec![
        rendered("accounts", &AccountsPage { l, frame: desk("/treasury/accounts"), v: accounts() }),
        rendered("accounts-none", &AccountsPage { l, frame: desk("/treasury/accounts"), v: none }),
        rendered("account", &AccountPage { l, frame: desk("/treasury/accounts/x"), v: account() }),
        rendered(
            "account-wrong",
            &AccountPage { l, frame: wrong_frame("/treasury/accounts/x", MONEY), v: wrong },
        ),
        rendered("account-check", &AccountCheckPage { l, frame: desk("/treasury/accounts/x"), v: check() }),
        rendered("account-change", &ChangePage { l, frame: desk("/treasury/changes/x"), v: change() }),
        rendered(
            "account-change-own",
            &ChangePage { l, frame: desk("/treasury/changes/x"), v: own_proposal },
        ),
        rendered(
            "account-change-wrong",
            &ChangePage { l, frame: wrong_frame("/treasury/changes/x", MONEY), v: unreasoned },
        ),
        rendered("own", &OwnPage { l, frame: frame("/account", Some(Role::LabManager)), v: own() }),
        rendered("own-wrong", &OwnPage { l, frame: wrong_frame("/account", MONEY), v: wrong_own() }),
        rendered("people", &PeoplePage { l, frame: chief("/people"), v: people() }),
        rendered(
            "people-none",
            &PeoplePage {
                l,
                frame: chief("/people"),
                v: People { rows: Vec::new(), added: None, ..people() },
            },
        ),
        rendered(
            "person-add",
            &PersonAddPage { l, frame: chief("/people/add"), v: add(PersonForm::default()) },
        ),
        rendered(
            "person-add-wrong",
            &PersonAddPage {
                l,
                frame: wrong_frame("/people/add", Role::Operator),
                v: add(*PersonForm::parse(&Input::default()).err().unwrap_or_default()),
            },
        ),
        rendered(
            "person",
            &PersonPage { l, frame: chief("/people/x"), v: person(NewPasswordForm::default()) },
        ),
        rendered(
            "person-wrong",
            &PersonPage {
                l,
                frame: wrong_frame("/people/x", Role::Operator),
                v: person(*NewPasswordForm::parse(&Input::default(), "").err().unwrap_or_default()),
            },
        ),
    ]
}

fn new_account() -> BankParty {
    BankParty::of_text("中国科学院上海硅酸盐研究所", "1001 2345 6789 0123 456", "102290024433")
}

fn old_account() -> Account {
    Account::of(&BankParty::of_text("中国科学院上海硅酸盐研究所", "1001234567890120001", "102290024433"))
}

fn change_row(state: ChangeState) -> ChangeRow {
    let decided = state != ChangeState::Proposed;
    ChangeRow {
        id: key(701),
        party: text(PROVIDER),
        state,
        maker: text(("Shen Yun", "沈昀")),
        at: at(3, 9, 12),
        checker: decided.then(|| text(("Gu Min", "顾敏"))),
        reason: if state == ChangeState::Refused { "电话核实不符".into() } else { String::new() },
        account: Account::of(&new_account()),
    }
}

fn accounts() -> Accounts {
    let row = |party, account: &BankParty| AccountRow {
        href: "/treasury/accounts/x".into(),
        party: text(party),
        account: Account::of(account),
    };
    Accounts {
        jurisdiction: text(("Shanghai", "上海市")),
        others: Vec::new(),
        path: "/treasury/accounts".into(),
        of: "CN-SH".into(),
        waiting: vec![change_row(ChangeState::Proposed)],
        lacking: vec![("/treasury/accounts/y".into(), text(ENTERPRISE))],
        q: String::new(),
        rows: vec![
            row(PROVIDER, &new_account()),
            row(
                ("Rhine Materials Lab", "莱茵材料实验室"),
                &BankParty::of_text("Rhine Materials Lab", "DE89370400440532013000", ""),
            ),
        ],
        total: 2,
    }
}

fn account() -> AccountView {
    AccountView {
        party: text(PROVIDER),
        list: Some("/treasury/accounts?of=CN-SH".into()),
        action: "/treasury/accounts/x".into(),
        now: Some(old_account()),
        changes: [ChangeState::Proposed, ChangeState::Refused, ChangeState::Confirmed]
            .map(change_row)
            .to_vec(),
        form: Some(AccountForm::default()),
    }
}

fn check() -> AccountCheck {
    AccountCheck {
        party: text(PROVIDER),
        action: "/treasury/accounts/x".into(),
        now: None,
        account: Account::of(&new_account()),
        form: AccountForm::of(&new_account()),
        change: id(702),
    }
}

fn change() -> ChangeView {
    ChangeView {
        row: change_row(ChangeState::Proposed),
        before: Some(old_account()),
        confirm: true,
        form: Some(ReasonForm::default()),
    }
}

fn own() -> Own {
    Own {
        login: "xu.wen".into(),
        role: "role-lab-manager",
        done: Some("own-password-done"),
        form: None,
        bank: Some("/account/bank".into()),
    }
}

fn wrong_own() -> Own {
    let form = PasswordForm::parse(&Input::default(), "").err().map(|form| *form);
    Own { login: "shen.yun".into(), role: "role-treasurer", done: None, form, bank: None }
}

fn person_row() -> PersonRow {
    PersonRow {
        id: key(703),
        login: "zhou.ping".into(),
        name: "周平".into(),
        role: Stored::Officer,
        organisation: text(("Zhejiang", "浙江省")),
        home: text(("Zhejiang", "浙江省")),
        signs_in: true,
    }
}

fn people() -> People {
    let other = PersonRow {
        id: key(704),
        login: "chen.lan".into(),
        name: "陈岚".into(),
        signs_in: false,
        ..person_row()
    };
    People { q: String::new(), rows: vec![person_row(), other], more: true, added: Some("周平".into()) }
}

fn add(form: PersonForm) -> PersonAdd {
    PersonAdd { homes: vec![("CN-ZJ".into(), Text::new("Zhejiang", "浙江省"))], person: id(705), form }
}

fn person(password: NewPasswordForm) -> PersonView {
    let change = PersonChangeForm { name: Field::of("周平"), role: Field::of("officer") };
    PersonView { row: person_row(), own: false, change, password }
}
