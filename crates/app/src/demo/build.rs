//! Everything that is there before the quarter begins.

use jiangnan_booking::BookingPolicy;
use jiangnan_exchange::case::catalogue::{PutListing, PutOrganisation};
use jiangnan_exchange::case::fund::{Appropriate, Grant, PayIn};
use jiangnan_exchange::case::people::PutPerson;
use jiangnan_exchange::case::reviewer::AppointReviewer;
use jiangnan_exchange::case::rule::{DraftScheme, EnactScheme};
use jiangnan_exchange::{Envelope, Failure};
use jiangnan_kernel::{Id, Instant};
use jiangnan_scheme::Payee;
use jiangnan_store::entity::catalogue::Listing;

use super::stage::{Rules, Stage, at, id, program, role};
use super::world::{RuleText, WorldError};

/// How many months before the quarter the market is set up.
const SET_UP_DAYS: i64 = 60;

/// Why a play stopped.
#[derive(Debug, thiserror::Error)]
pub enum PlayError {
    /// The embedded tables.
    #[error(transparent)]
    World(#[from] WorldError),
    /// The exchange.
    #[error(transparent)]
    Exchange(#[from] Failure),
    /// The database.
    #[error(transparent)]
    Store(#[from] jiangnan_store::StoreError),
    /// The bank's files.
    #[error("the bank: {0}")]
    Bank(String),
}

/// Sets the market up: organisations, people, listings, rules, funds, vouchers.
///
/// # Errors
/// Where the tables are wrong or the database fails.
pub fn build(stage: &Stage<'_>, rules: Rules) -> Result<(), PlayError> {
    let set_up = at(stage.world.plan.first, 8).plus_seconds(-SET_UP_DAYS * Instant::DAY);
    organisations(stage, set_up)?;
    people(stage, set_up)?;
    listings(stage, set_up)?;
    let schemes = stage.world.schemes(rules)?;
    funds(stage, &schemes, set_up)?;
    stage.open_accounts(set_up)?;
    grants(stage, &schemes)
}

fn organisations(stage: &Stage<'_>, set_up: Instant) -> Result<(), PlayError> {
    let put = stage.world.population.organisations().map(|organisation| {
        let id = id("organisation", organisation.id);
        (Envelope { id, actor: program(stage.world.group), at: set_up }, PutOrganisation { organisation })
    });
    stage.run_all(put.collect())?;
    Ok(())
}

fn people(stage: &Stage<'_>, set_up: Instant) -> Result<(), PlayError> {
    let put = stage.world.population.people.iter().map(|person| {
        let command = PutPerson {
            home: person.jurisdiction,
            person: person.id,
            login: person.login.clone(),
            role: role(person.role),
            organisation: person.organisation,
            // Shown in the reader's language: see `person_name` of the pages.
            name: format!("{} / {}", person.name.zh, person.name.en),
            password_hash: String::new(),
        };
        (Envelope { id: id("person", person.id), actor: program(person.jurisdiction), at: set_up }, command)
    });
    stage.run_all(put.collect())?;
    Ok(())
}

fn listings(stage: &Stage<'_>, set_up: Instant) -> Result<(), PlayError> {
    let actor = program(stage.world.group);
    let envelope = |of: Id| Envelope { id: id("listing", of), actor: actor.clone(), at: set_up };
    let instruments = stage.world.population.instruments.iter().map(|instrument| {
        let policy = BookingPolicy { approval_needed: instrument.needs_approval, ..BookingPolicy::default() };
        let listing = Listing::Instrument(instrument.record.clone());
        (envelope(instrument.record.id), PutListing { listing, policy })
    });
    let experts = stage.world.population.experts.iter().map(|expert| {
        let policy = BookingPolicy { approval_needed: true, ..BookingPolicy::default() };
        (envelope(expert.id), PutListing { listing: Listing::Expert(expert.clone()), policy })
    });
    stage.run_all(instruments.chain(experts).collect())?;
    Ok(())
}

fn funds(stage: &Stage<'_>, schemes: &[RuleText], set_up: Instant) -> Result<(), PlayError> {
    for RuleText { text, scheme } in schemes {
        let (funder, name) = (scheme.funder(), scheme.id().to_owned());
        let Some((maker, checker)) = stage.officers(funder) else { continue };
        let draft = DraftScheme { text: (*text).to_owned() };
        let drafted = stage.run(id("draft", &name), maker.clone(), set_up, draft)?;
        let enact = EnactScheme { funder, scheme: name.clone(), version: drafted.version };
        stage.run(id("enact", &name), checker.clone(), set_up, enact)?;
        // Where the text names levels of review, each of the two lets the other review at them.
        let levels = scheme.review_stages(stage.world.plan.first).to_vec();
        for (by, who) in [(&maker, &checker), (&checker, &maker)].into_iter().filter(|_| !levels.is_empty()) {
            let appoint = AppointReviewer { funder, person: who.person, levels: levels.clone() };
            stage.run(id("appoint", who.person), by.clone(), set_up, appoint)?;
        }
        let fund = stage.world.population.funds.iter().find(|fund| fund.funder == funder);
        if let Some(fund) = fund {
            let amount_minor = fund.appropriation.minor;
            let command = Appropriate { funder, scheme: name.clone(), amount_minor };
            stage.run(id("appropriate", &name), maker, set_up, command)?;
        }
    }
    Ok(())
}

fn grants(stage: &Stage<'_>, schemes: &[RuleText]) -> Result<(), PlayError> {
    let enterprises = stage.world.population.enterprises_by_id();
    let (mut grants, mut deposits) = (Vec::new(), Vec::new());
    for grant in &stage.world.population.grants {
        let rule = schemes.iter().find(|rule| rule.scheme.funder() == grant.funder);
        let (Some(rule), Some((maker, _))) = (rule, stage.officers(grant.funder)) else { continue };
        let Some(enterprise) = enterprises.get(&grant.enterprise) else { continue };
        let when = at(grant.granted_on, 10);
        let command = Grant {
            voucher: grant.id,
            funder: grant.funder,
            scheme: rule.scheme.id().to_owned(),
            enterprise_home: enterprise.jurisdiction,
            enterprise: grant.enterprise,
            amount_minor: grant.amount.minor,
        };
        grants.push((Envelope { id: id("grant", grant.id), actor: maker, at: when }, command));
        // Where the enterprise pays its part in advance, it pays in as much as the voucher is worth.
        if rule.scheme.payee() == Payee::Wallet
            && let Some(treasurer) = stage.treasurer(grant.funder)
        {
            let (amount_minor, currency) = (grant.amount.minor, grant.amount.currency);
            let command = PayIn { home: grant.funder, enterprise: grant.enterprise, amount_minor, currency };
            deposits.push((Envelope { id: id("pay-in", grant.id), actor: treasurer, at: when }, command));
        }
    }
    stage.run_all(grants)?;
    stage.run_all(deposits)?;
    Ok(())
}
