//! A sample value for every view, and every page rendered from them: for the tests, which read each page
//! in both languages, and for the gallery, where people look at them.

mod access;
mod admin;
mod asker;
mod desk;
mod dispute;
mod duty;
mod find;
mod lab;
mod money;
mod notice;
mod office;
mod own;
mod reserve;
mod rules;
mod settle;
mod unmet;

use askama::Template;
use jiangnan_kernel::{Currency, Date, Id, Money, Text};
use jiff::civil::{DateTime, date};

use crate::frame::{Frame, Person, Role};
use crate::locale::{Language, Locale};
use crate::page::{GuidePage, Page};
use crate::view::guide::Guide;
use crate::view::{Event, Key, Span};

/// One rendered page.
#[derive(Debug)]
pub struct Rendered {
    /// Its name, such as `search-none`.
    pub name: &'static str,
    /// The HTML, or why there is none.
    pub html: Result<String, askama::Error>,
    /// The status of the answer.
    pub status: u16,
}

/// Every page in a language, in all states worth looking at.
pub fn pages(language: Language) -> Vec<Rendered> {
    let l = Locale::new(language);
    let mut pages = find::pages(l);
    pages.push(rendered("styleguide", &GuidePage { l, frame: frame("/styleguide", None), v: guide() }));
    pages.extend(reserve::pages(l));
    pages.extend(own::pages(l));
    pages.extend(lab::pages(l));
    pages.extend(desk::pages(l));
    pages.extend(money::pages(l));
    pages.extend(settle::pages(l));
    pages.extend(admin::pages(l));
    pages.extend(access::pages(l));
    pages.extend(rules::pages(l));
    pages.extend(dispute::pages(l));
    pages.extend(duty::pages(l));
    pages.extend(office::pages(l));
    pages.extend(unmet::pages(l));
    pages.extend(notice::pages(l));
    pages
}

/// What the style guide shows.
pub fn guide() -> Guide {
    let input = crate::form::Input::of_pairs([("date", "2026-11-25"), ("samples", "2")]);
    Guide {
        form: crate::form::ReserveForm::read(&input),
        refused: find::refused().form,
        wallet: money::wallet(),
        quote: find::quote(3),
        week: find::week(),
        events: vec![
            event(at(18, 10, 4), ("Chen Lan", "陈岚"), "requested", ""),
            event(at(18, 14, 30), ("Xu Wen", "许文"), "approved", "--"),
        ],
    }
}

fn rendered<P: Page + Template>(name: &'static str, page: &P) -> Rendered {
    Rendered { name, html: page.render(), status: page.status().as_u16() }
}

/// The surroundings of a page at a path, for somebody of a role or for a stranger.
pub(crate) fn frame(path: &str, role: Option<Role>) -> Frame {
    Frame { path: path.to_owned(), person: role.map(person), demo: true, ..Frame::default() }
}

/// The same where the page gives a form back.
pub(crate) fn wrong_frame(path: &str, role: Role) -> Frame {
    Frame { wrong: true, ..frame(path, Some(role)) }
}

/// The person of a role.
pub(crate) fn person(role: Role) -> Person {
    let (name, organisation) = match role {
        Role::Engineer => (("Chen Lan", "陈岚"), ENTERPRISE),
        Role::LabManager => (("Xu Wen", "许文"), PROVIDER),
        Role::Officer => (("Zhou Ping", "周平"), FUNDER),
        Role::Treasurer => (("Shen Yun", "沈昀"), ("Zhejiang treasury", "浙江省财政")),
        Role::Auditor => (("He Qing", "何清"), ("Delta audit office", "长三角审计组")),
        Role::Operator => (("Tang Yi", "唐毅"), ("Zhejiang", "浙江省")),
    };
    Person { name: text(name), organisation: text(organisation), role }
}

const ENTERPRISE: (&str, &str) = ("Hangzhou Hengyue New Materials", "杭州衡岳新材料有限公司");
const PROVIDER: (&str, &str) = ("Shanghai Institute of Ceramics, CAS", "中国科学院上海硅酸盐研究所");
const FUNDER: (&str, &str) = ("Zhejiang innovation fund", "浙江省科技创新券管理中心");
const SCHEME: (&str, &str) = ("Zhejiang innovation voucher 2026", "浙江省科技创新券（2026）");
const SEM: (&str, &str) = ("Scanning electron microscope", "扫描电子显微镜");
const SHANGHAI: (&str, &str) = ("Shanghai", "上海市");

fn text((en, zh): (&str, &str)) -> Text {
    Text::new(en, zh)
}

fn cny(yuan: i64) -> Money {
    Money::new(yuan * 100, Currency::CNY)
}

fn id(number: u128) -> Id {
    Id((0x0198_e4a2_c000_u128 << 80) | (number * 0x9e37_79b9_7f4a_7c15))
}

#[expect(clippy::expect_used, reason = "a constant, read by every test of the samples")]
fn key(number: u128) -> Key {
    Key { home: "CN-SH".parse().expect("a place code"), id: id(number) }
}

fn day(day: i8) -> Date {
    date(2026, 11, day)
}

fn at(of: i8, hour: i8, minute: i8) -> DateTime {
    day(of).at(hour, minute, 0, 0)
}

fn span(of: i8, from: i8, until: i8) -> Span {
    Span { from: at(of, from, 0), until: at(of, until, 0) }
}

fn event(moment: DateTime, who: (&str, &str), name: &str, note: &str) -> Event {
    Event { at: moment, actor: text(who), name: name.to_owned(), note: note.to_owned() }
}
