//! The treasurer: a cycle from its opening to the bank's answer.

use super::{Stage, bank};

pub fn opens_a_cycle(stage: &Stage) {
    let tab = &stage.tab;
    stage.becomes("treasurer");
    stage.goes("/treasury/cycle");
    tab.find("#day").fill_day("2026-06-04");
    tab.find("#time").fill_morning("12:00");
    tab.choose("#form", "direct");
    tab.find("main form[action='/treasury/cycle'] button").click();
    tab.sees("¥450.00");
}

/// Closes the cycle, writes the file for the bank, and hands the bank's answers back.
pub fn pays(stage: &Stage) {
    let tab = &stage.tab;
    stage.becomes("treasurer");
    stage.goes("/treasury/cycle/1");
    tab.find("form[action='/treasury/cycle/1/close'] button").click();
    tab.find("form[action='/treasury/cycle/1/export'] button").click();
    stage.goes("/treasury/files");
    let file = tab.find("main a[href^='/treasury/files/CN-']").attribute("href");
    let folder = tempfile::tempdir().unwrap();
    for answer in bank::answers(stage, &file, folder.path()) {
        stage.goes("/treasury/files");
        tab.find("#file").add(answer.to_str().unwrap());
        tab.find("main form[action='/treasury/files'] button").click();
        tab.find(".message.good");
    }
}

pub fn settles(stage: &Stage) {
    let tab = &stage.tab;
    stage.goes("/treasury/cycle/1");
    tab.find("form[action='/treasury/cycle/1/settle'] button").click();
    tab.gone("form[action='/treasury/cycle/1/settle']");
    stage.goes("/treasury/statement");
    tab.sees("¥450.00");
}
