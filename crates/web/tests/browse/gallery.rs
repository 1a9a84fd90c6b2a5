//! Every page in every state, from the samples.

use axum::extract::Path;
use axum::response::Html;
use axum::routing::get;
use axum::{Router, middleware};
use jiangnan_web::locale::Language;
use jiangnan_web::{sample, site};

use crate::axe;
use crate::driver::{Scripts, tab};
use crate::served::Served;

const SETTING: site::Setting = site::Setting { demo: true, secure: false };

/// The samples behind the headers and the style sheet of the real site.
fn router() -> Router {
    let page = |Path((language, name)): Path<(String, String)>| async move {
        let language = Language::of_tag(&language).unwrap();
        let pages = sample::pages(language);
        Html(pages.into_iter().find(|page| page.name == name).unwrap().html.unwrap())
    };
    site::common::<()>(SETTING)
        .route("/gallery/{language}/{name}", get(page))
        .layer(middleware::from_fn_with_state(SETTING, site::protect))
}

fn every_page(language: Language) {
    let Some(tab) = tab(Scripts::On) else { return };
    let served = Served::of(router());
    axe::load(&tab);
    let only = std::env::var("JIANGNAN_PAGE").unwrap_or_default();
    let mut wrong = Vec::new();
    for page in sample::pages(language).iter().filter(|page| page.name.contains(&only)) {
        tab.go(&served.url(&format!("/gallery/{}/{}", language.tag(), page.name)));
        wrong.extend(axe::look(&tab).into_iter().map(|found| format!("{}: {found}", page.name)));
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
#[ignore = "needs axe-core: cargo xtask browse"]
fn every_page_can_be_used_by_everybody_in_english() {
    every_page(Language::En);
}

#[test]
#[ignore = "needs axe-core: cargo xtask browse"]
fn every_page_can_be_used_by_everybody_in_chinese() {
    every_page(Language::ZhCn);
}

/// What a page must not have: a picture without words, letters that can hardly be read, something wider than a phone.
const SPOILED: &str = "document.querySelector('main').insertAdjacentHTML('beforeend',
    '<img src=\"/no.png\"><p id=\"pale\">pale words</p><pre id=\"wide\">' + 'wide '.repeat(80) + '</pre>');
    const style = (id, name, value) => document.getElementById(id).style.setProperty(name, value);
    style('pale', 'color', '#999'); style('pale', 'background', '#aaa'); style('wide', 'overflow', 'visible');
    style('wide', 'width', '60rem');";

#[test]
#[ignore = "needs axe-core: cargo xtask browse"]
fn what_is_wrong_with_a_page_is_found() {
    let Some(tab) = tab(Scripts::On) else { return };
    let served = Served::of(router());
    axe::load(&tab);
    tab.go(&served.url("/gallery/en/wallet"));
    assert_eq!(axe::look(&tab), [""; 0]);
    tab.run(SPOILED);
    let found = axe::look(&tab).join("\n");
    for wanted in ["image-alt", "color-contrast", "[light]", "[dark]", "reaches 9"] {
        assert!(found.contains(wanted), "{wanted} is not in\n{found}");
    }
}
