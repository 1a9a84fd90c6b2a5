//! Many orders in a file: one JSON order a line.

use std::path::Path;

use jiangnan_kernel::PlaceTree;
use jiangnan_scheme::Order;

use crate::failure::{Failure, read_text};

/// How many wrong lines are told one by one.
const TOLD_MAX: usize = 20;

/// Reads orders, all in one currency, in their order. Every wrong line is told with its number.
///
/// # Errors
/// [`Failure::Found`] where lines are wrong, [`Failure::Input`] where the file cannot be read or holds no order.
pub(super) fn read_population(file: &Path, places: &PlaceTree) -> Result<Vec<Order>, Failure> {
    let (text, name) = (read_text(file)?, file.display());
    let (mut orders, mut wrong): (Vec<Order>, usize) = (Vec::new(), 0);
    for (number, line) in text.lines().enumerate().filter(|(_, line)| !line.trim().is_empty()) {
        match read_one(line, orders.first(), places) {
            Ok(order) => orders.push(order),
            Err(why) => {
                wrong += 1;
                if wrong <= TOLD_MAX {
                    tell!("{name}:{}: {why}", number + 1);
                }
            }
        }
    }
    if wrong > TOLD_MAX {
        tell!("{name}: {} more lines are wrong", wrong - TOLD_MAX);
    }
    match (wrong, orders.is_empty()) {
        (0, false) => Ok(orders),
        (0, true) => Err(Failure::Input(format!(
            "{name}: there is no order in it: write one a line, each as `examples/order.json` but without line breaks"
        ))),
        _ => Err(Failure::Found),
    }
}

fn read_one(line: &str, first: Option<&Order>, places: &PlaceTree) -> Result<Order, String> {
    let order = Order::read_json(line, places)
        .map_err(|errors| errors.iter().map(ToString::to_string).collect::<Vec<_>>().join("; "))?;
    match first.map(Order::currency) {
        Some(first) if first != order.currency() => {
            let other = order.currency();
            Err(format!(
                "the order is in `{other}`, the first one in {first}: write a file for each currency"
            ))
        }
        _ => Ok(order),
    }
}
