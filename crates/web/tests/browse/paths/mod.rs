//! Each person's main path in a browser, with and without scripts, on a real server with a real database;
//! by keyboard alone; and what must not happen when somebody is impatient.

mod bank;
mod engineer;
mod impatience;
mod keyboard;
mod manager;
mod officer;
mod treasurer;

use jiangnan_clearing::iso::{AccountNumber, Agent, BankParty};
use jiangnan_exchange::Actor;
use jiangnan_exchange::case::bank::PutBankAccount;
use jiangnan_exchange::case::people::{PutPerson, SignIn};
use jiangnan_kernel::{Id, Instant};
use jiangnan_store::entity::people::Role;
use sha2::{Digest, Sha256};

use crate::driver::{Scripts, Tab, tab};
use crate::market::{Market, PROVIDER, at, code};
use crate::served::Served;

/// A market behind a port, and a browser that looks at it.
pub struct Stage {
    pub market: Market,
    pub tab: Tab,
    pub served: Served,
    pub language: &'static str,
}

impl Stage {
    /// None where the machine has no browser.
    pub fn set(scripts: Scripts, language: &'static str) -> Option<Stage> {
        let tab = tab(scripts)?;
        let market = Market::ready();
        let served = Served::of(market.router());
        let stage = Stage { market, tab, served, language };
        stage.people();
        stage.accounts();
        Some(stage)
    }

    fn people(&self) {
        for (login, home, role, person) in
            [("officer-2", "CN-ZJ", Role::Officer, 202), ("treasurer", "CN-ZJ", Role::Treasurer, 401)]
        {
            let put = PutPerson {
                home: code(home),
                person: Id(person),
                login: login.to_owned(),
                role,
                organisation: Id(9),
                name: format!("The {login}"),
                password_hash: String::new(),
            };
            self.market.must(operator(home), put);
        }
    }

    fn accounts(&self) {
        for (home, party) in [("CN-ZJ", None), ("CN-SH", Some(PROVIDER))] {
            let account = BankParty {
                name: "户名".to_owned(),
                account: AccountNumber::Other("0000123456789".to_owned()),
                agent: Agent::Unknown,
            };
            self.market.must(operator(home), PutBankAccount { home: code(home), party, account });
        }
    }

    /// Signs one of the demo's people in by the button that bears the name.
    pub fn becomes(&self, login: &str) {
        self.tab.go(&self.served.url("/about"));
        self.tab.forget_cookies();
        self.tab.set_cookie("language", self.language);
        self.tab.path("/sign-in");
        self.tab.find(&format!("form:has(input[value='{login}']) button")).click();
        self.tab.find(".who form");
    }

    /// Signs somebody in who has no button.
    pub fn becomes_by_token(&self, actor: Actor, token: &str) {
        self.market.must(actor, SignIn { token_hash: Sha256::digest(token.as_bytes()).into() });
        self.tab.go(&self.served.url("/about"));
        self.tab.forget_cookies();
        self.tab.set_cookie("language", self.language);
        self.tab.set_cookie("session", token);
    }

    /// Follows a path on the site.
    pub fn goes(&self, path: &str) {
        self.tab.go(&self.served.url(path));
    }

    /// It becomes so late; whoever was signed in may not be any more.
    pub fn it_is(&self, now: Instant) {
        self.market.set_now(now);
    }
}

pub fn operator(home: &str) -> Actor {
    Actor { person: Id(1), home: code(home), role: Role::Operator, organisation: Id(0) }
}

/// The main job through the hands of all five.
fn the_main_job(scripts: Scripts, language: &'static str) {
    let Some(stage) = Stage::set(scripts, language) else { return };
    engineer::finds_and_reserves(&stage);
    stage.it_is(at(2, 13));
    manager::records_the_usage(&stage);
    engineer::confirms(&stage);
    manager::claims(&stage);
    officer::two_grant_it(&stage);
    treasurer::opens_a_cycle(&stage);
    stage.it_is(at(4, 9));
    treasurer::pays(&stage);
    treasurer::settles(&stage);
    auditor_verifies(&stage);
}

fn auditor_verifies(stage: &Stage) {
    stage.becomes("auditor");
    stage.goes("/audit");
    stage.tab.find("form[action='/audit/verify'] button").click();
    for _ in 0..200 {
        if stage.tab.has(".verdict") {
            break;
        }
        stage.tab.reload();
    }
    stage.tab.find(".verdict.message.good");
    stage.tab.find("table.list a[href^='/audit/']").click();
    stage.tab.arrives("/audit/");
}

#[test]
fn five_people_do_the_main_job_with_scripts_in_english() {
    the_main_job(Scripts::On, "en");
}

#[test]
fn five_people_do_the_main_job_without_scripts_in_chinese() {
    the_main_job(Scripts::Off, "zh-CN");
}

#[test]
fn a_rule_text_is_checked_by_a_press_without_scripts() {
    let Some(stage) = Stage::set(Scripts::Off, "zh-CN") else { return };
    officer::checks_a_rule(&stage);
}

#[test]
fn a_rule_text_is_checked_while_it_is_written() {
    let Some(stage) = Stage::set(Scripts::On, "en") else { return };
    officer::writes_a_rule(&stage);
}
