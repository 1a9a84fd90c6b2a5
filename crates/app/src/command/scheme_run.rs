//! `jiangnan scheme run`.

use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};

use jiangnan_kernel::{Money, PlaceTree};
use jiangnan_scheme::{CapUse, Columns, Order, Scheme};
use serde_json::json;

use super::population::read_population;
use super::scheme::{load, print_json, quoted};
use crate::failure::Failure;

/// How often the orders are decided for the time of the fastest run.
const ROUNDS: u32 = 5;

/// Decides orders in their order, over columns, and prints what each is paid.
///
/// # Errors
/// [`Failure::Found`] where a rule text has errors, [`Failure::Input`] where orders cannot be read or have several
/// currencies.
pub fn run(files: &[PathBuf], population: &Path, places: &PlaceTree, json: bool) -> Result<(), Failure> {
    let schemes = load(files, places)?;
    let schemes = quoted(&schemes);
    let orders = read_population(population, places)?;
    let columns =
        columns_of(&orders).ok_or_else(|| Failure::Input("the orders have several currencies".to_owned()))?;
    let (amounts, fastest) = decide(&schemes, &columns);
    let total: i128 = amounts.iter().map(|minor| i128::from(*minor)).sum();
    if json {
        return print_json(&json!({
            "orders": amounts.len(),
            "total_minor": i64::try_from(total).ok(),
            "seconds": fastest.as_secs_f64(),
            "amounts_minor": amounts,
        }));
    }
    for minor in &amounts {
        say!("{}", Money::new(*minor, columns.currency()));
    }
    // The sum goes beside the amounts, so that those can be read by a program.
    let sum = i64::try_from(total).map_or_else(
        |_| format!("{total} minor units"),
        |minor| Money::new(minor, columns.currency()).to_string(),
    );
    tell!("{} orders are paid {sum}", amounts.len());
    Ok(())
}

fn columns_of(orders: &[Order]) -> Option<Columns> {
    let mut columns = Columns::new(orders.first()?.currency());
    // All are in one currency, which is the only thing that a column can refuse.
    orders.iter().all(|order| columns.push(order)).then_some(columns)
}

/// The amounts, and the time of the fastest run.
fn decide(schemes: &[&Scheme], columns: &Columns) -> (Vec<i64>, Duration) {
    let none = CapUse::new();
    let mut fastest = Duration::MAX;
    let mut amounts = Vec::new();
    for _ in 0..ROUNDS {
        let start = Instant::now();
        amounts = match schemes {
            [scheme] => columns.decide(scheme, &none).0.amounts().collect(),
            _ => columns.decide_stacked(schemes, &none).amounts(),
        };
        fastest = fastest.min(start.elapsed());
    }
    (amounts, fastest)
}
