//! `jiangnan scheme`.

use std::path::{Path, PathBuf};

use jiangnan_kernel::{Money, PlaceTree};
use jiangnan_scheme::guide::json_schema;
use jiangnan_scheme::{
    CapUse, Cases, Diagnostic, Order, Outcome, Quote, Scheme, SubsidyLine, broken_promise, format_scheme,
    letter, quote,
};

use super::duty::move_orders;
use super::scheme_diff::diff;
use super::scheme_prove::prove;
use super::scheme_run;
use crate::cli::SchemeCommand;
use crate::failure::{Failure, read_text};
use crate::market::{DELTA, read_places};

/// Carries it out.
///
/// # Errors
/// [`Failure::Found`] where a rule text has errors, [`Failure::Input`] where a file cannot be read.
pub fn run(command: &SchemeCommand) -> Result<(), Failure> {
    match command {
        SchemeCommand::Check { files, places, json } => check(files, &tree(places.as_deref())?, *json),
        SchemeCommand::Test { files, places, json } => test(files, &tree(places.as_deref())?, *json),
        SchemeCommand::Diff { old, new, with, population, places, json } => {
            diff((old, new), (with, population.as_deref()), &tree(places.as_deref())?, *json)
        }
        SchemeCommand::Prove { files, against, places, json } => {
            prove(files, against.as_deref(), &tree(places.as_deref())?, *json)
        }
        SchemeCommand::Run { files, population, places, json } => {
            scheme_run::run(files, population, &tree(places.as_deref())?, *json)
        }
        SchemeCommand::MoveOrders(args) => move_orders(args),
        SchemeCommand::Fmt { files, check } => lay_out(files, *check),
        SchemeCommand::Schema => print_json(&json_schema()),
        SchemeCommand::Quote { files, order, places, json, letter } => {
            let how = letter.as_deref().map_or(if *json { Shown::Json } else { Shown::Lines }, Shown::Letter);
            quote_order(files, order, &tree(places.as_deref())?, how)
        }
    }
}

/// How a quote is printed.
#[derive(Clone, Copy)]
enum Shown<'a> {
    Lines,
    Json,
    /// In a language.
    Letter(&'a str),
}

fn quote_order(files: &[PathBuf], order: &Path, places: &PlaceTree, how: Shown<'_>) -> Result<(), Failure> {
    let schemes = load(files, places)?;
    let order = read_order(&read_text(order)?, order, places)?;
    let none = CapUse::new();
    let quote = quote(&quoted(&schemes), &order, &none);
    match how {
        Shown::Json => return print_json(&quote),
        Shown::Lines => explain(&quote),
        Shown::Letter(language) => {
            letter(&quote, &order, &none, places, language).iter().for_each(|line| say!("{line}"));
        }
    }
    Ok(())
}

pub(super) fn print_json(value: &impl serde::Serialize) -> Result<(), Failure> {
    say!("{}", serde_json::to_string(value).map_err(|error| Failure::System(error.to_string()))?);
    Ok(())
}

fn tree(file: Option<&Path>) -> Result<PlaceTree, Failure> {
    match file {
        Some(file) => read_places(&read_text(file)?),
        None => read_places(DELTA),
    }
}

fn read_order(text: &str, file: &Path, places: &PlaceTree) -> Result<Order, Failure> {
    Order::read_json(text, places).map_err(|errors| {
        let lines: Vec<String> = errors.iter().map(|error| format!("{}: {error}", file.display())).collect();
        Failure::Input(lines.join("\n"))
    })
}

/// Reads a rule text that may extend one of those before it.
fn read(
    file: &Path,
    places: &PlaceTree,
    before: &[Scheme],
) -> Result<Result<Scheme, Vec<Diagnostic>>, Failure> {
    Ok(Scheme::load_beside(&file.display().to_string(), &read_text(file)?, places, before))
}

fn check(files: &[PathBuf], places: &PlaceTree, json: bool) -> Result<(), Failure> {
    let (mut schemes, mut all, mut wrong) = (Vec::new(), Vec::new(), false);
    for file in files {
        let (name, text) = (file.display().to_string(), read_text(file)?);
        let read = Scheme::load_beside(&name, &text, places, &schemes);
        match read.and_then(|scheme| kept((&name, &text), places, scheme, &schemes)) {
            Ok(scheme) => {
                if !json {
                    scheme.warnings().iter().for_each(|warning| say!("{warning}"));
                    let (id, clauses) = (scheme.id(), scheme.clauses().len());
                    say!("{}: `{id}`, {clauses} clauses, version {}", file.display(), scheme.version());
                }
                all.extend_from_slice(scheme.warnings());
                schemes.push(scheme);
            }
            Err(findings) => {
                wrong = true;
                if !json {
                    findings.iter().for_each(|finding| say!("{finding}"));
                }
                all.extend(findings);
            }
        }
    }
    if json {
        print_json(&all)?;
    }
    if wrong { Err(Failure::Found) } else { Ok(()) }
}

/// The scheme, or the error that it breaks what it promises to one of those before it.
fn kept(
    (name, text): (&str, &str),
    places: &PlaceTree,
    scheme: Scheme,
    before: &[Scheme],
) -> Result<Scheme, Vec<Diagnostic>> {
    let group = before.iter().find(|other| Some(other.id()) == scheme.extends());
    let broken = group.and_then(|group| broken_promise((name, text), &scheme, group, places));
    broken.map_or(Ok(scheme), |finding| Err(vec![finding]))
}

pub(super) fn load(files: &[PathBuf], places: &PlaceTree) -> Result<Vec<Scheme>, Failure> {
    let mut schemes = Vec::new();
    for file in files {
        let scheme = found(read(file, places, &schemes)?)?;
        schemes.push(scheme);
    }
    Ok(schemes)
}

/// Reads one rule text beside those that it may extend.
pub(super) fn load_beside(before: &[PathBuf], file: &Path, places: &PlaceTree) -> Result<Scheme, Failure> {
    found(read(file, places, &load(before, places)?)?)
}

/// The value, or every finding printed.
fn found<T>(result: Result<T, Vec<Diagnostic>>) -> Result<T, Failure> {
    result.map_err(|findings| {
        findings.iter().for_each(|finding| tell!("{finding}"));
        Failure::Found
    })
}

/// The schemes that pay: those that another one extends stand only for it.
pub(super) fn quoted(schemes: &[Scheme]) -> Vec<&Scheme> {
    let extended = |scheme: &Scheme| schemes.iter().any(|other| other.extends() == Some(scheme.id()));
    schemes.iter().filter(|scheme| !extended(scheme)).collect()
}

/// What became of the cases of one rule text, for machines.
#[derive(serde::Serialize)]
struct Tested {
    file: String,
    cases: usize,
    failed: Vec<FailedCase>,
    uncovered: Vec<String>,
}

#[derive(serde::Serialize)]
struct FailedCase {
    line: usize,
    title: String,
    differences: Vec<String>,
}

fn test(files: &[PathBuf], places: &PlaceTree, json: bool) -> Result<(), Failure> {
    let mut all = Vec::new();
    for file in files {
        let cases_file = file.with_extension("cases");
        let text = match cases_file.exists() || !file.exists() {
            true => read_text(&cases_file)?,
            false => return Err(no_cases(file, &cases_file)),
        };
        let mut together: Vec<PathBuf> =
            Cases::companions(&text).map(|name| file.with_file_name(name)).collect();
        together.push(file.clone());
        let schemes = load(&together, places)?;
        let quoted = quoted(&schemes);
        let name = cases_file.display().to_string();
        let report = found(Cases::read(&name, &text, &quoted, places))?.run(&quoted);
        let own = schemes.last().map_or("", |scheme| scheme.id());
        let uncovered = report.uncovered.iter().filter(|(scheme, _)| scheme == own);
        let tested = Tested {
            file: name,
            cases: report.outcomes.len(),
            uncovered: uncovered.map(|(_, clause)| clause.clone()).collect(),
            failed: report.outcomes.into_iter().filter_map(failed_case).collect(),
        };
        if !json {
            print_tested(file, &tested);
        }
        all.push(tested);
    }
    if json {
        print_json(&all)?;
    }
    if all.iter().any(|tested| !tested.failed.is_empty()) { Err(Failure::Found) } else { Ok(()) }
}

fn no_cases(file: &Path, cases: &Path) -> Failure {
    Failure::Input(format!(
        "`{}` has no cases: write them into `{}`; docs/scheme/tutorial.en.md shows how",
        file.display(),
        cases.display()
    ))
}

fn failed_case(outcome: Outcome) -> Option<FailedCase> {
    let Outcome { clauses, title, line, differences } = outcome;
    let title = format!("{}: {title}", clauses.join(", "));
    (!differences.is_empty()).then_some(FailedCase { line, title, differences })
}

fn print_tested(file: &Path, tested: &Tested) {
    for case in &tested.failed {
        say!("{}:{}: {}", tested.file, case.line, case.title);
        case.differences.iter().for_each(|difference| say!("  {difference}"));
    }
    for clause in &tested.uncovered {
        say!("{}: no case exercises clause `{clause}`", file.display());
    }
    say!("{}: {} of {} cases pass", tested.file, tested.cases - tested.failed.len(), tested.cases);
}

fn lay_out(files: &[PathBuf], check: bool) -> Result<(), Failure> {
    let mut differs = false;
    for file in files {
        let text = read_text(file)?;
        let laid_out = found(format_scheme(&file.display().to_string(), &text))?;
        if laid_out == text {
            continue;
        }
        differs = true;
        say!("{}", file.display());
        if !check {
            std::fs::write(file, laid_out)
                .map_err(|error| Failure::System(format!("{}: {error}", file.display())))?;
        }
    }
    if differs && check { Err(Failure::Found) } else { Ok(()) }
}

/// The waterfall from the price to the own part, then every reason against.
fn explain(quote: &Quote) {
    let money = |minor| Money::new(minor, quote.currency).to_string();
    say!("{:<44}{:>20}", "price with tax", money(quote.price_minor));
    for line in &quote.subsidies {
        explain_line(line, &money);
    }
    say!("{:<44}{:>20}", "own part", money(quote.own_part_minor));
    if let Some(payee) = quote.payee {
        say!("the subsidy goes to {}", payee.label().en);
    }
    for line in &quote.subsidies {
        say!("{} is text {}", line.scheme, line.version);
    }
    for refusal in &quote.refusals {
        let missing = if refusal.is_missing() { " is missing" } else { "" };
        say!("{} {}: `{}`{missing}: {}", refusal.scheme, refusal.clause, refusal.fact, refusal.remedy.en);
    }
}

fn explain_line(line: &SubsidyLine, money: &impl Fn(i64) -> String) {
    let share = f64::from(line.rate.0) / 100.0;
    let clauses = line.clauses.join(", ");
    let label = format!("{} {clauses}: {share} % of {}", line.scheme, money(line.base_minor));
    say!("{label:<44}{:>20}", format!("-{}", money(line.amount_minor)));
    for cap in &line.caps {
        let bound = if cap.bound { "bound" } else { "did not bind" };
        say!("    cap {}: {} ({} used), {bound}", cap.clause, money(cap.limit_minor), money(cap.used_minor));
    }
}
