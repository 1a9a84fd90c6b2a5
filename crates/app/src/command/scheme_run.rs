//! `jiangnan scheme run`.

use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};

use jiangnan_kernel::{Money, PlaceTree};
use jiangnan_scheme::{CapUse, Columns, Scheme};
use serde_json::json;

use super::scheme::{load, print_json, quoted, read_order};
use crate::failure::{Failure, read_text};

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
    let columns = read_columns(population, places)?;
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
    Ok(())
}

fn read_columns(file: &Path, places: &PlaceTree) -> Result<Columns, Failure> {
    let text = read_text(file)?;
    let mut columns: Option<Columns> = None;
    for (number, line) in text.lines().enumerate().filter(|(_, line)| !line.trim().is_empty()) {
        let order = read_order(line, file, places)?;
        let columns = columns.get_or_insert_with(|| Columns::new(order.currency()));
        if !columns.push(&order) {
            let (other, first, line) = (order.currency(), columns.currency(), number + 1);
            let name = file.display();
            return Err(Failure::Input(format!(
                "{name}:{line}: the order is in `{other}`, the first one in {first}: write a file for each currency"
            )));
        }
    }
    columns.ok_or_else(|| Failure::Input(format!("{}: there is no order in it", file.display())))
}

/// The amounts, and the time of the fastest run.
fn decide(schemes: &[&Scheme], columns: &Columns) -> (Vec<i64>, Duration) {
    let none = CapUse::new();
    let mut fastest = Duration::MAX;
    let mut amounts = Vec::new();
    for _ in 0..ROUNDS {
        let start = Instant::now();
        amounts = match schemes {
            [scheme] => columns.decide(scheme, &none).0.amounts,
            _ => columns.decide_stacked(schemes, &none).amounts(),
        };
        fastest = fastest.min(start.elapsed());
    }
    (amounts, fastest)
}
