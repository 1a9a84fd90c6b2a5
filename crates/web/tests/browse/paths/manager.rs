//! The lab manager: records what was used, claims with evidence.

use super::Stage;

pub fn records_the_usage(stage: &Stage) {
    let tab = &stage.tab;
    stage.becomes("lab-manager");
    stage.goes("/provider/usage");
    tab.find("main a[href^='/provider/usage/']").click();
    tab.find("#outcome-used").click();
    tab.find("#date").fill_day("2026-06-02");
    tab.find("#from").fill_morning("10:00");
    tab.find("#until").fill_morning("11:30");
    tab.find("main form[action^='/provider/usage/'] button").click();
    // Who did the work is missing: the form comes back with everything else in it.
    tab.find(".problems a[href='#operator']");
    assert_eq!(tab.find("#until").attribute("value"), "11:30");
    tab.find("#operator").fill("Li");
    tab.find("main form[action^='/provider/usage/'] button").click();
    tab.gone("#operator");
}

pub fn claims(stage: &Stage) {
    let tab = &stage.tab;
    let folder = tempfile::tempdir().unwrap();
    let record = folder.path().join("record.pdf");
    std::fs::write(&record, "%PDF-1.4 the record").unwrap();
    stage.becomes("lab-manager");
    stage.goes("/provider/claims");
    tab.find("main a[href^='/provider/claims/new/']").click();
    tab.find("#invoice").fill("INV-1");
    tab.find("#invoice_date").fill_day("2026-06-02");
    tab.find("#usage-record").fill("UR 7");
    tab.find("#usage-record-file").add(record.to_str().unwrap());
    tab.find("main form[enctype='multipart/form-data'] button").click();
    tab.gone("#invoice");
    tab.sees("¥450.00");
}
