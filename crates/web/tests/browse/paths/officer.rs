//! Officers: two people grant a claim; a rule text is looked at while it is written.

use jiangnan_exchange::Actor;
use jiangnan_kernel::Id;
use jiangnan_store::entity::people::Role;

use super::Stage;
use crate::market::code;

pub fn two_grant_it(stage: &Stage) {
    stage.becomes("officer");
    grants(stage);
    let second = Actor { person: Id(202), home: code("CN-ZJ"), role: Role::Officer, organisation: Id(9) };
    stage.becomes_by_token(second, "the-second-officer");
    grants(stage);
    stage.goes("/officer/fund");
    stage.tab.sees("¥450.00");
}

fn grants(stage: &Stage) {
    let tab = &stage.tab;
    stage.goes("/officer/claims");
    tab.find("main a[href^='/officer/claims/']").click();
    tab.sees("¥450.00");
    tab.find("#decision-accept").click();
    tab.find("main form[action^='/officer/claims/'] button").click();
    // Nobody decides twice: the form is gone.
    tab.gone("#decision-accept");
}

/// What is wrong with a text appears when the button is pressed, and the fields are put into the text.
pub fn checks_a_rule(stage: &Stage) {
    let tab = &stage.tab;
    stage.becomes("officer");
    stage.goes("/officer/scheme/new");
    assert!(!tab.has("#check .message.bad"), "{}", tab.words());
    tab.find("#text").add("\nnonsense = 1\n");
    tab.find(".deeds button[value='check']").click();
    tab.find("#check .message.bad");
    stage.goes("/officer/scheme/new");
    tab.find("[data-sets] input[name='k0']").fill_day("2027-02-03");
    tab.find("button[value='apply']").click();
    // The field comes back as the text now has it.
    tab.find("[data-sets] input[name='k0'][value='2027-02-03']");
}

/// What is wrong with a text appears without a press, and goes when it is mended.
pub fn writes_a_rule(stage: &Stage) {
    let tab = &stage.tab;
    stage.becomes("officer");
    stage.goes("/officer/scheme/new");
    assert!(!tab.has("#check .message.bad"), "{}", tab.words());
    tab.find("#text").add("\nnonsense = 1\n");
    tab.find("#check .message.bad");
    assert!(tab.address().ends_with("/officer/scheme/new"), "nothing was pressed");
    tab.reload();
    tab.find("[data-sets] input[name='k0']").fill_day("2027-02-03");
    tab.find("#check .message");
    let written = "return document.getElementById('text').value.includes('2027-02-03')";
    for _ in 0..500 {
        if tab.run(written) == true {
            return;
        }
        std::thread::sleep(std::time::Duration::from_millis(20));
    }
    panic!(
        "the field was not written into the text: {}",
        tab.run("return document.getElementById('text').value")
    );
}
