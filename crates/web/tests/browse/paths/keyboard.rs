//! Reserving by keyboard alone, also with everything four times as large: every stop can be seen, and the order
//! leads there.

use super::Stage;
use crate::driver::{Scripts, Tab};
use crate::market::INSTRUMENT;

const TAB: &str = "\u{e004}";
const ENTER: &str = "\u{e007}";
/// More stops than any page on this path has.
const STOPS_MAX: usize = 120;

/// Goes from stop to stop until the one that a selector means; each must show that it has the focus.
fn tab_to(tab: &Tab, selector: &str) {
    for _ in 0..STOPS_MAX {
        tab.key(TAB);
        // Between two pages, and after the last stop, nothing has the focus: that is no stop.
        if tab.run("return document.activeElement === document.body") == true {
            continue;
        }
        let seen = tab.run(
            "const s = getComputedStyle(document.activeElement); \
             return s.outlineStyle !== 'none' && parseFloat(s.outlineWidth) >= 2",
        );
        assert_eq!(seen, true, "no ring around <{}> at {}", tab.run(NAME), tab.address());
        assert_eq!(tab.run(IN_VIEW), true, "<{}> is out of view at {}", tab.run(NAME), tab.address());
        if tab.run(&format!("return document.activeElement.matches(\"{selector}\")")) == true {
            return;
        }
    }
    panic!("no stop at {selector} on {}", tab.address());
}

const NAME: &str = "return document.activeElement.outerHTML.slice(0, 120)";

/// Whether some of what has the focus can be seen.
const IN_VIEW: &str = "
    const r = document.activeElement.getBoundingClientRect();
    return r.bottom > 0 && r.right > 0 && r.top < innerHeight && r.left < innerWidth";

#[test]
fn an_instrument_is_reserved_by_keyboard_alone() {
    let Some(stage) = Stage::set(Scripts::On, "en") else { return };
    reserve(&stage);
}

#[test]
fn an_instrument_is_reserved_by_keyboard_alone_at_400_percent() {
    let Some(stage) = Stage::set(Scripts::On, "en") else { return };
    stage.tab.enlarge(4);
    reserve(&stage);
}

fn reserve(stage: &Stage) {
    let tab = &stage.tab;
    stage.becomes("engineer");
    stage.goes("/");
    tab_to(tab, ".skip");
    tab.key(ENTER);
    assert_eq!(tab.run("return document.activeElement.id"), "content", "the link over the head skips it");
    tab_to(tab, ".hero-search input");
    tab.type_keys("SEM");
    tab.key(ENTER);
    tab.arrives("/instruments?");
    tab_to(tab, ".hit h2 a");
    tab.key(ENTER);
    tab.arrives(INSTRUMENT);
    tab_to(tab, ".week .free a");
    tab.key(ENTER);
    tab.arrives("/reserve?");
    tab_to(tab, "#until");
    tab.type_keys("18:00");
    tab_to(tab, "form[action$='/check'] button");
    tab.key(ENTER);
    tab.arrives("/check?");
    tab_to(tab, "form[action='/reservations'] button");
    tab.key(ENTER);
    tab.arrives("/done");
    assert_eq!(stage.market.reservations(), 1);
}
