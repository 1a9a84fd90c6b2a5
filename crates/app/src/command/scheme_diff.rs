//! `jiangnan scheme diff`.

use std::path::Path;

use jiangnan_kernel::{Currency, PlaceTree};
use jiangnan_scheme::compare::{Change, Effect, Group, changes, compare, differ};
use jiangnan_scheme::{Order, Scheme};

use super::scheme::{load, read_order};
use crate::failure::{Failure, read_text};

/// Prints what differs between two rule texts.
///
/// # Errors
/// [`Failure::Found`] where a rule text has errors, [`Failure::Input`] where a file cannot be read.
pub fn diff(old: &Path, new: &Path, population: Option<&Path>, places: &PlaceTree) -> Result<(), Failure> {
    // Each is read alone: both may bear one name.
    let only = |file: &Path| {
        load(&[file.to_path_buf()], places)?
            .pop()
            .ok_or_else(|| Failure::Input("no rule text was read".to_owned()))
    };
    let (old, new) = (only(old)?, only(new)?);
    let found = changes(&old, &new);
    if found.is_empty() {
        println!("No clause differs.");
    }
    for one in found {
        println!("{}: {}", one.clause, in_words(&one.change));
    }
    smallest(&old, &new, places);
    if let Some(file) = population {
        let orders: Result<Vec<Order>, Failure> = read_text(file)?
            .lines()
            .filter(|line| !line.trim().is_empty())
            .map(|line| read_order(line, file, places))
            .collect();
        effect(&compare(&old, &new, &orders?, places), new.currency());
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

/// The smallest order that shows a difference in money.
fn smallest(old: &Scheme, new: &Scheme, places: &PlaceTree) {
    let Some(found) = differ(old, new, places) else {
        println!("No order at the edges of the rules shows a difference in what is paid.");
        return;
    };
    let facts: Vec<&str> = found.changed.iter().map(|fact| fact.name()).collect();
    let facts = if facts.is_empty() { "an order that is paid for".to_owned() } else { facts.join(" and ") };
    let money = |minor| format!("{} {}", old.currency().format_minor(minor), old.currency());
    println!(
        "The smallest difference: {facts}; {} before, {} after",
        money(found.one_minor),
        money(found.two_minor)
    );
}

fn effect(effect: &Effect, currency: Currency) {
    print_group("all orders", &effect.all, currency);
    for ((place, size), group) in &effect.groups {
        print_group(&format!("{place} {size}"), group, currency);
    }
    let share = |points: Option<i64>| {
        points.map_or("--".to_owned(), |points| format!("{}.{:02} %", points / 100, points % 100))
    };
    let (before, after) = effect.across_border_bp;
    println!("across a border: {} before, {} after", share(before), share(after));
    let month =
        |month: Option<jiangnan_kernel::Period>| month.map_or("--".to_owned(), |month| month.to_string());
    let (before, after) = effect.budget_gone;
    println!("budget gone in: {} before, {} after", month(before), month(after));
}

fn print_group(name: &str, group: &Group, currency: Currency) {
    let money = |minor: i128| match i64::try_from(minor) {
        Ok(minor) => currency.format_minor(minor),
        Err(_) => minor.to_string(),
    };
    println!(
        "{name}: {} orders, {} gain, {} lose, {} {currency} before, {} {currency} after",
        group.orders,
        group.gain,
        group.lose,
        money(group.old_minor),
        money(group.new_minor)
    );
}
