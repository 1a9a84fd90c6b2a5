//! `jiangnan scheme diff`.

use std::path::{Path, PathBuf};

use jiangnan_kernel::{Currency, Money, Period, PlaceTree};
use jiangnan_scheme::compare::{
    Change, ClauseChange, Effect, Found, Group, Method, Proof, changes, compare, same_as,
};
use jiangnan_scheme::{Order, Scheme};
use serde_json::{Value, json};

use super::population::read_population;
use super::scheme::{load_beside, print_json};
use crate::failure::Failure;

/// Prints what differs between two rule texts.
///
/// # Errors
/// [`Failure::Found`] where a rule text has errors, [`Failure::Input`] where a file cannot be read.
pub fn diff(
    (old, new): (&Path, &Path),
    (with, population): (&[PathBuf], Option<&Path>),
    places: &PlaceTree,
    as_json: bool,
) -> Result<(), Failure> {
    let (old, new) = (load_beside(with, old, places)?, load_beside(with, new, places)?);
    let orders = population.map(|file| read_population(file, places)).transpose()?;
    let found = changes(&old, &new);
    let proof = same_as(&old, &new, places);
    let effect = orders.as_ref().map(|orders| compare(&old, &new, orders, places));
    let currency = orders.iter().flatten().next().map_or(new.currency(), Order::currency);
    if as_json {
        return print_json(&json!({
            "old": old.version(),
            "new": new.version(),
            "clauses": found.iter().map(change_json).collect::<Vec<_>>(),
            "smallest_difference": proof.counterexample.as_ref().map(found_json),
            "same_on_every_order": proof.holds() && proof.method == Method::Exhaustion,
            "decisions": proof.decisions,
            "population": effect.as_ref().map(|effect| effect_json(effect, (&old, &new))),
        }));
    }
    if found.is_empty() {
        say!("No clause differs.");
    }
    for one in found {
        say!("{}: {}", one.clause, in_words(&one.change));
    }
    smallest(&old, &proof);
    if let Some(effect) = effect {
        print_effect(&effect, (&old, &new), currency);
    }
    Ok(())
}

fn in_words(change: &Change) -> String {
    match change {
        Change::Added(text) => format!("new: {}", text.en),
        Change::Removed(text) => format!("gone: {}", text.en),
        Change::Changed { before, after } => format!("was: {}; is: {}", before.en, after.en),
        Change::Reworded { before, after } => format!("reworded: \"{}\" is now \"{}\"", before.en, after.en),
    }
}

fn change_json(one: &ClauseChange) -> Value {
    let clause = &*one.clause;
    match &one.change {
        Change::Added(text) => json!({ "clause": clause, "change": "added", "after": text }),
        Change::Removed(text) => json!({ "clause": clause, "change": "removed", "before": text }),
        Change::Changed { before, after } => {
            json!({ "clause": clause, "change": "changed", "before": before, "after": after })
        }
        Change::Reworded { before, after } => {
            json!({ "clause": clause, "change": "reworded", "before": before, "after": after })
        }
    }
}

fn found_json(found: &Found) -> Value {
    let changed: Vec<&str> = found.changed.iter().map(|fact| fact.name()).collect();
    json!({
        "order": found.order.to_json(),
        "facts": changed,
        "old_minor": found.one_minor,
        "new_minor": found.two_minor,
    })
}

/// The smallest order that shows a difference in money.
fn smallest(old: &Scheme, proof: &Proof) {
    let Some(found) = &proof.counterexample else {
        let how = match proof.method {
            Method::Exhaustion => "Both pay the same on every order that their rules can tell apart",
            Method::Search => "No order at the edges of the rules shows a difference in what is paid",
        };
        say!("{how} ({} decisions).", proof.decisions);
        return;
    };
    let facts: Vec<&str> = found.changed.iter().map(|fact| fact.name()).collect();
    let facts = if facts.is_empty() { "an order that is paid for".to_owned() } else { facts.join(" and ") };
    let money = |minor| format!("{} {}", old.currency().format_minor(minor), old.currency());
    say!(
        "The smallest difference: {facts}; {} before, {} after",
        money(found.one_minor),
        money(found.two_minor)
    );
}

fn share(points: Option<i64>) -> String {
    points.map_or("--".to_owned(), |points| format!("{}.{:02} %", points / 100, points % 100))
}

fn print_effect(effect: &Effect, (old, new): (&Scheme, &Scheme), currency: Currency) {
    print_group("all orders", &effect.all, currency);
    let money = |minor| amount(minor, currency);
    if old.funder() == new.funder() {
        let (before, after) = (money(effect.all.old_minor), money(effect.all.new_minor));
        say!("funder {}: pays {before} before, {after} after", new.funder());
    } else {
        say!("funder {}: pays {} before, nothing after", old.funder(), money(effect.all.old_minor));
        say!("funder {}: pays nothing before, {} after", new.funder(), money(effect.all.new_minor));
    }
    for ((place, size), group) in &effect.groups {
        print_group(&format!("{place} {size}"), group, currency);
    }
    let (before, after) = effect.across_border_bp;
    say!("across a border: {} before, {} after", share(before), share(after));
    let month = |month: Option<Period>| month.map_or("--".to_owned(), |month| month.to_string());
    let (before, after) = effect.budget_gone;
    say!("budget gone in: {} before, {} after", month(before), month(after));
}

fn effect_json(effect: &Effect, (old, new): (&Scheme, &Scheme)) -> Value {
    let minor = |minor: i128| i64::try_from(minor).ok();
    let group = |group: &Group| {
        let Group { orders, gain, lose, gained_minor, lost_minor, old_minor, new_minor } = group;
        json!({
            "orders": orders, "gain": gain, "lose": lose,
            "gained_minor": minor(*gained_minor), "lost_minor": minor(*lost_minor),
            "old_minor": minor(*old_minor), "new_minor": minor(*new_minor),
        })
    };
    let groups = effect.groups.iter().map(|((place, size), one)| {
        json!({ "place": place.to_string(), "size": size.name(), "orders": group(one) })
    });
    let month = |month: Option<Period>| month.map(|month| month.to_string());
    json!({
        "all": group(&effect.all),
        "funders": {
            "old": { "funder": old.funder().to_string(), "minor": minor(effect.all.old_minor) },
            "new": { "funder": new.funder().to_string(), "minor": minor(effect.all.new_minor) },
        },
        "groups": groups.collect::<Vec<_>>(),
        "across_border_bp": { "old": effect.across_border_bp.0, "new": effect.across_border_bp.1 },
        "budget_gone": { "old": month(effect.budget_gone.0), "new": month(effect.budget_gone.1) },
    })
}

fn amount(minor: i128, currency: Currency) -> String {
    match i64::try_from(minor) {
        Ok(minor) => Money::new(minor, currency).to_string(),
        Err(_) => format!("{minor} minor units of {currency}"),
    }
}

fn print_group(name: &str, group: &Group, currency: Currency) {
    let money = |minor| amount(minor, currency);
    say!(
        "{name}: {} orders, {} gain {}, {} lose {}, {} before, {} after",
        group.orders,
        group.gain,
        money(group.gained_minor),
        group.lose,
        money(group.lost_minor),
        money(group.old_minor),
        money(group.new_minor)
    );
}
