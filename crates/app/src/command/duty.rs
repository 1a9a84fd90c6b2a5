//! What rules demand after the order, by the operator: documents for instalments, open orders under a new text.

use jiangnan_clearing::Evidence;
use jiangnan_exchange::case::payout::HandIn;
use jiangnan_exchange::case::review::ClaimKey;
use jiangnan_exchange::case::transition::{MoveOpenOrders, OrdersMoved};
use jiangnan_kernel::{Currency, Money, PlaceCode};
use jiangnan_scheme::Evidence as Kind;
use jiangnan_store::Database;

use super::scheme::print_json;
use crate::cli::{ClaimCommand, MoveOrdersArgs};
use crate::failure::Failure;
use crate::market;

/// Carries out `jiangnan claim`.
///
/// # Errors
/// Where the database cannot be used, or the claim does not wait for such a document.
pub fn claim(command: &ClaimCommand) -> Result<(), Failure> {
    let ClaimCommand::HandIn { at, claim, document, name } = command;
    let key = claim_key(claim)?;
    let Some(kind) = Kind::of_name(document) else {
        let known: Vec<&str> = Kind::ALL.iter().map(|kind| kind.name()).collect();
        return Err(Failure::Input(format!(
            "`{document}` is no kind of document: write one of {}",
            known.join(", ")
        )));
    };
    let exchange = market::open(Database::open(&at.database)?)?;
    let document = Evidence { kind: kind.name().to_owned(), name: name.clone(), sha256: String::new() };
    exchange.run(market::envelope(key.funder), HandIn { at: key, document })?;
    say!("{claim}: the {} is there; the next cycle pays what waited for it", kind.label().en);
    Ok(())
}

fn claim_key(text: &str) -> Result<ClaimKey, Failure> {
    let wrong = || Failure::Input(format!("`{text}` is no claim: write its number, such as CN-ZJ.01k3…"));
    let (funder, claim) = text.split_once('.').ok_or_else(wrong)?;
    Ok(ClaimKey { funder: funder.parse().map_err(|_| wrong())?, claim: claim.parse().map_err(|_| wrong())? })
}

/// Carries out `jiangnan scheme move-orders`.
///
/// # Errors
/// Where the database cannot be used, or the text in force lets orders keep theirs.
pub fn move_orders(args: &MoveOrdersArgs) -> Result<(), Failure> {
    let funder: PlaceCode =
        args.funder.parse().map_err(|error| Failure::Input(format!("--funder: {error}")))?;
    let exchange = market::open(Database::open(&args.at.database)?)?;
    let envelope = market::envelope(funder);
    let command = MoveOpenOrders { funder, scheme: args.scheme.clone() };
    let done = exchange.run(envelope.clone(), command)?;
    if args.json {
        return print_json(&done);
    }
    let scheme = exchange.look()?.ask(&envelope, |desk| {
        let today = desk.today(funder);
        desk.scheme_in_force(funder, &args.scheme, today)
    })?;
    print(&done, scheme.map(|scheme| scheme.currency()));
    Ok(())
}

fn print(done: &OrdersMoved, currency: Option<Currency>) {
    let money = |minor| {
        currency.map_or_else(
            || format!("{minor} minor units"),
            |currency| Money::new(minor, currency).to_string(),
        )
    };
    for order in &done.moved {
        let (before, after) = (money(order.before_minor), money(order.after_minor));
        say!("{}.{}: moved, {before} before, {after} after", order.home, order.reservation);
    }
    for order in &done.kept {
        say!("{}.{}: keeps its text: {}", order.home, order.reservation, order.why.en);
    }
    say!("{} moved, {} keep their text", done.moved.len(), done.kept.len());
}
