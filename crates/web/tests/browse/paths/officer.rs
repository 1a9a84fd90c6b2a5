//! Officers: two people grant a claim.

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
