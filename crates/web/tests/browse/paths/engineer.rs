//! The engineer: finds an instrument, sees what she pays, reserves, confirms the work.

use super::Stage;
use crate::market::INSTRUMENT;

pub fn finds_and_reserves(stage: &Stage) {
    let tab = &stage.tab;
    stage.becomes("engineer");
    stage.goes("/");
    tab.find(".hero-search input").fill("SEM");
    tab.find(".hero-search button").click();
    tab.arrives("/instruments?");
    // 636.00 with tax, of which half of the 600.00 without tax is paid.
    tab.sees("¥336.00");
    tab.find(".hit h2 a").click();
    tab.arrives(INSTRUMENT);
    tab.sees("¥336.00");
    tab.find(".week .free a").click();
    tab.arrives("/reserve?");
    fill_the_form(stage);
    tab.sees("¥672.00");
    tab.find("form[action='/reservations'] button").click();
    tab.arrives("/done");
    tab.sees("¥672.00");
    stage.goes("/wallet");
    tab.sees("¥600.00");
    assert_eq!(stage.market.reservations(), 1);
}

/// Two hours of the Tuesday, on the form that asks when.
pub fn fill_the_form(stage: &Stage) {
    let tab = &stage.tab;
    tab.find("#date").fill_day("2026-06-02");
    tab.choose("#from", "10:00");
    tab.choose("#until", "12:00");
    tab.find("form[action$='/check'] button").click();
    tab.arrives("/check?");
}

pub fn confirms(stage: &Stage) {
    let tab = &stage.tab;
    stage.becomes("engineer");
    stage.goes("/reservations");
    tab.find("main table a[href^='/reservations/']").click();
    tab.arrives("/reservations/");
    tab.sees("¥504.00");
    tab.find("form[action$='/confirm'] button").click();
    tab.gone("form[action$='/confirm']");
}
