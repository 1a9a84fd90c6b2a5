//! axe-core: what it finds on a page, in words. It is fetched for the tests and never shipped.

use serde_json::Value;

use crate::driver::Tab;

/// The rules of WCAG 2.2 AA and what axe-core calls best practice.
const RUN: &str = "
    const done = arguments[arguments.length - 1];
    const values = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'];
    axe.run(document, { runOnly: { type: 'tag', values }, resultTypes: ['violations'] })
        .then(found => done(found.violations.map(v =>
            v.id + ': ' + v.help + ' ' + v.nodes.map(n => n.target.join(' ')).slice(0, 4).join(' | '))))
        .catch(error => done(['axe: ' + error]));";

/// What does not fit on the screen: the page itself, and what sticks out of it.
const WIDTH: &str = "
    const most = document.documentElement.clientWidth;
    if (document.documentElement.scrollWidth <= most) return [];
    const inside = e => { for (let p = e.parentElement; p; p = p.parentElement)
        if (getComputedStyle(p).overflowX !== 'visible') return true; return false; };
    return [...document.querySelectorAll('body *')]
        .filter(e => e.getBoundingClientRect().right > most + 0.5 && !inside(e))
        .map(e => e.tagName.toLowerCase() + '.' + (e.getAttribute('class') ?? '') + ' reaches '
            + Math.round(e.getBoundingClientRect().right) + ': ' + e.textContent.trim().slice(0, 40)).slice(0, 5);";

/// Makes every page of a tab load axe-core. `JIANGNAN_AXE` names its file.
pub fn load(tab: &Tab) {
    let file = std::env::var("JIANGNAN_AXE").expect("`cargo xtask browse` sets JIANGNAN_AXE");
    let source = std::fs::read_to_string(&file).unwrap_or_else(|error| panic!("{file}: {error}"));
    tab.devtools("Page.addScriptToEvaluateOnNewDocument", &serde_json::json!({ "source": source }));
}

/// What is wrong with the page that is shown: in the light and in the dark, and where it sticks out of a
/// screen of 320 pixels, which is also what a zoom of 400 % leaves.
pub fn look(tab: &Tab) -> Vec<String> {
    let mut wrong = Vec::new();
    for theme in ["light", "dark"] {
        tab.run(&format!("document.documentElement.dataset.theme = '{theme}'"));
        wrong.extend(texts(&tab.run_async(RUN), theme));
    }
    // What a window of 1,280 pixels shows at a zoom of 400 %.
    tab.enlarge(4);
    wrong.extend(texts(&tab.run(WIDTH), "320 px"));
    wrong.extend(texts(&tab.run_async(RUN), "dark, 320 px"));
    tab.resize(1280, 900);
    wrong
}

fn texts(found: &Value, where_: &str) -> Vec<String> {
    let found = found.as_array().cloned().unwrap_or_default();
    found.iter().filter_map(Value::as_str).map(|text| format!("{text} [{where_}]")).collect()
}
