//! `jiangnan scheme`.

use std::path::{Path, PathBuf};

use jiangnan_kernel::{Money, PlaceTree};
use jiangnan_scheme::{CapUse, Order, Quote, Scheme, SubsidyLine, quote};

use crate::cli::SchemeCommand;
use crate::failure::{Failure, read_text};
use crate::market::{DELTA, read_places};

/// Carries it out.
///
/// # Errors
/// [`Failure::Found`] where a rule text has errors, [`Failure::Input`] where a file cannot be read.
pub fn run(command: &SchemeCommand) -> Result<(), Failure> {
    match command {
        SchemeCommand::Check { files, places } => check(files, &tree(places.as_deref())?),
        SchemeCommand::Quote { files, order, places, json } => {
            let places = tree(places.as_deref())?;
            let schemes = load(files, &places)?;
            let text = read_text(order)?;
            let order = Order::read_json(&text, &places)
                .map_err(|error| Failure::Input(format!("{}: {error}", order.display())))?;
            let schemes: Vec<&Scheme> = schemes.iter().collect();
            let quote = quote(&schemes, &order, &CapUse::new());
            if *json {
                println!(
                    "{}",
                    serde_json::to_string(&quote).map_err(|error| Failure::System(error.to_string()))?
                );
            } else {
                explain(&quote);
            }
            Ok(())
        }
    }
}

fn tree(file: Option<&Path>) -> Result<PlaceTree, Failure> {
    match file {
        Some(file) => read_places(&read_text(file)?),
        None => read_places(DELTA),
    }
}

fn check(files: &[PathBuf], places: &PlaceTree) -> Result<(), Failure> {
    let mut wrong = 0;
    for file in files {
        match Scheme::load(&file.display().to_string(), &read_text(file)?, places) {
            Ok(scheme) => {
                scheme.warnings().iter().for_each(|warning| println!("{warning}"));
                println!(
                    "{}: `{}`, {} clauses, version {}",
                    file.display(),
                    scheme.id(),
                    scheme.clauses().len(),
                    scheme.version()
                );
            }
            Err(findings) => {
                wrong += 1;
                findings.iter().for_each(|finding| println!("{finding}"));
            }
        }
    }
    if wrong == 0 { Ok(()) } else { Err(Failure::Found) }
}

fn load(files: &[PathBuf], places: &PlaceTree) -> Result<Vec<Scheme>, Failure> {
    let mut schemes = Vec::new();
    for file in files {
        match Scheme::load(&file.display().to_string(), &read_text(file)?, places) {
            Ok(scheme) => schemes.push(scheme),
            Err(findings) => {
                findings.iter().for_each(|finding| eprintln!("{finding}"));
                return Err(Failure::Found);
            }
        }
    }
    Ok(schemes)
}

/// The waterfall from the price to the own part, then every reason against.
fn explain(quote: &Quote) {
    let money = |minor| Money::new(minor, quote.currency).to_string();
    println!("{:<44}{:>20}", "price with tax", money(quote.price_minor));
    for line in &quote.subsidies {
        explain_line(line, &money);
    }
    println!("{:<44}{:>20}", "own part", money(quote.own_part_minor));
    if let Some(payee) = quote.payee {
        println!("the subsidy goes to {}", payee.label().en);
    }
    for refusal in &quote.refusals {
        let missing = if refusal.is_missing() { " is missing" } else { "" };
        println!("{} {}: `{}`{missing}: {}", refusal.scheme, refusal.clause, refusal.fact, refusal.remedy.en);
    }
}

fn explain_line(line: &SubsidyLine, money: &impl Fn(i64) -> String) {
    let share = f64::from(line.rate.0) / 100.0;
    let clauses = line.clauses.join(", ");
    let label = format!("{} {clauses}: {share} % of {}", line.scheme, money(line.base_minor));
    println!("{label:<44}{:>20}", format!("-{}", money(line.amount_minor)));
    for cap in &line.caps {
        let bound = if cap.bound { "bound" } else { "did not bind" };
        println!(
            "    cap {}: {} ({} used), {bound}",
            cap.clause,
            money(cap.limit_minor),
            money(cap.used_minor)
        );
    }
}
