//! The pages of a running site, as each person meets them: axe-core, width, weight. `JIANGNAN_URL` names the
//! site; it must be a demo, because people sign in by a button.

use std::collections::{BTreeSet, VecDeque};

use crate::axe;
use crate::driver::{Scripts, Tab, tab};

/// Who looks; the empty name is a stranger.
const PEOPLE: [&str; 6] = ["", "engineer", "lab-manager", "officer", "treasurer", "auditor"];
/// The most pages of one person.
const PAGES_MAX: usize = 60;
/// The most bytes of a page with its style sheet and scripts, before they are pressed.
const BYTES_MAX: u64 = 100_000;

const LINKS: &str = "return [...document.querySelectorAll('a[href^=\"/\"]:not([download])')]
    .map(a => a.getAttribute('href').split('#')[0])";

/// Bytes of the page and of what it loads, pictures left out; 0 where it is no page.
const WEIGHT: &str = "
    if (document.contentType !== 'text/html') return 0;
    const loaded = performance.getEntriesByType('resource').filter(r => !/\\.(svg|png|webp)$/.test(r.name));
    return [...performance.getEntriesByType('navigation'), ...loaded].reduce((sum, r) => sum + r.decodedBodySize, 0)";

/// What kind of page an address is: names of things and values of the query left out.
fn kind(path: &str) -> String {
    let (path, query) = path.split_once('?').unwrap_or((path, ""));
    let is_name = |part: &str| part.contains(|letter: char| letter.is_ascii_digit() || letter == '.');
    let parts: Vec<&str> = path.split('/').map(|part| if is_name(part) { "*" } else { part }).collect();
    let names: BTreeSet<&str> = query.split('&').filter_map(|pair| pair.split('=').next()).collect();
    format!("{}?{names:?}", parts.join("/"))
}

fn sign_in(tab: &Tab, site: &str, who: &str, language: &str) {
    tab.go(&format!("{site}/about"));
    tab.forget_cookies();
    tab.set_cookie("language", language);
    if !who.is_empty() {
        tab.go(&format!("{site}/sign-in"));
        tab.find(&format!("form:has(input[value='{who}']) button")).click();
        tab.find(".who form");
    }
}

/// What is wrong with the pages that somebody reaches from the start, one of each kind.
fn look_around(tab: &Tab, site: &str, who: &str, seen: &mut BTreeSet<String>) -> Vec<String> {
    let mut queue: VecDeque<String> =
        ["/", "/instruments?q=SEM", "/styleguide", "/published", "/exports", "/no-such-page"]
            .map(str::to_owned)
            .into();
    let (mut wrong, mut visited, mut own) = (Vec::new(), 0, BTreeSet::new());
    while let Some(path) = queue.pop_front() {
        if visited >= PAGES_MAX || path.ends_with(".csv") || !own.insert(kind(&path)) {
            continue;
        }
        tab.go(&format!("{site}{path}"));
        let bytes = tab.run(WEIGHT).as_u64().unwrap_or_default();
        if bytes == 0 {
            continue;
        }
        visited += 1;
        let links = tab.run(LINKS);
        queue.extend(
            links.as_array().into_iter().flatten().filter_map(|href| href.as_str().map(str::to_owned)),
        );
        if bytes > BYTES_MAX {
            wrong.push(format!("{who} {path}: {bytes} bytes"));
        }
        // What everybody sees is looked at once; what somebody has a place of their own for, again.
        if seen.insert(format!("{} {}", kind(&path), tab.words().len() / 200)) {
            wrong.extend(axe::look(tab).into_iter().map(|found| format!("{who} {path}: {found}")));
        }
    }
    wrong
}

fn every_page(language: &str) {
    let Some(site) = std::env::var("JIANGNAN_URL").ok() else {
        eprintln!("JIANGNAN_URL names no demo: nothing was looked at");
        return;
    };
    let Some(tab) = tab(Scripts::On) else { return };
    axe::load(&tab);
    let (mut seen, mut wrong) = (BTreeSet::new(), Vec::new());
    for who in PEOPLE {
        sign_in(&tab, &site, who, language);
        wrong.extend(look_around(&tab, &site, who, &mut seen));
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
    assert!(seen.len() > 20, "only {} pages were found", seen.len());
}

#[test]
#[ignore = "needs axe-core and a demo: cargo xtask browse"]
fn everybody_can_use_the_demo_in_english() {
    every_page("en");
}

#[test]
#[ignore = "needs axe-core and a demo: cargo xtask browse"]
fn everybody_can_use_the_demo_in_chinese() {
    every_page("zh-CN");
}
