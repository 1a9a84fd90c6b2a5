//! The quote that a reservation keeps: what was agreed, explained with the texts that held then.

use jiangnan_kernel::{Money, Rate, Text};
use jiangnan_scheme::Payee;
use jiangnan_store::entity::booking::ReservationRow;
use jiangnan_store::entity::kept_quote::KeptSubsidy;

use super::{Halt, Sight};
use crate::view::quote::{Cap, Clause, Limit, PaymentMode, PriceLine, Quote, Refusal, SubsidyLine};

/// The quote that was agreed when a reservation was made.
///
/// # Errors
/// Where the database cannot be read.
pub fn quote(sight: &mut Sight, row: &ReservationRow) -> Result<Quote, Halt> {
    let terms = &row.terms;
    let money = |minor| Money::new(minor, terms.currency);
    let kept = &terms.quote;
    let mut lines = Vec::new();
    for line in &kept.subsidies {
        lines.push(subsidy(sight, row, line)?);
    }
    let refusals = kept.refusals.iter().map(|refusal| Refusal {
        scheme: plain(&refusal.scheme),
        clause: Clause { id: refusal.clause.to_string(), text: Text::default() },
        fact: plain(&refusal.fact),
        remedy: plain(&refusal.remedy),
    });
    let payee = terms.holds.iter().find_map(|hold| hold.voucher.as_ref()).map(|held| held.payee);
    let tax = terms.price_minor - terms.price_without_tax_minor;
    Ok(Quote {
        basis: vec![
            PriceLine {
                label: Text::new("price without tax", "不含税价格"),
                amount: money(terms.price_without_tax_minor),
            },
            PriceLine { label: Text::new("tax", "税额"), amount: money(tax) },
        ],
        price: money(terms.price_minor),
        lines,
        own_part: money(terms.own_part_minor),
        refusals: refusals.collect(),
        mode: match payee {
            Some(Payee::Enterprise) => PaymentMode::Refund,
            Some(Payee::Wallet) => PaymentMode::Deposit,
            Some(Payee::Provider) | None => PaymentMode::Redemption,
        },
        version: kept.version.clone(),
    })
}

fn subsidy(sight: &mut Sight, row: &ReservationRow, line: &KeptSubsidy) -> Result<SubsidyLine, Halt> {
    let money = |minor| Money::new(minor, row.terms.currency);
    let held = row.terms.holds.iter().find_map(|hold| {
        let held = hold.voucher.as_ref()?;
        (*held.scheme == *line.scheme).then(|| (hold.home, held.version.clone()))
    });
    let scheme = match &held {
        Some((home, version)) => Some(sight.ask(|desk| desk.scheme_version(*home, &line.scheme, version))?),
        None => None,
    };
    let clause = |id: &str| {
        let known = scheme.as_ref().and_then(|scheme| scheme.clause(id));
        Clause { id: id.to_owned(), text: known.map(|clause| clause.text.clone()).unwrap_or_default() }
    };
    // Of a cap that bound, the subsidy took all that was left; of the others that is not kept.
    let caps = line.caps.iter().filter(|cap| cap.bound).map(|cap| Cap {
        clause: clause(&cap.clause),
        limit: Limit::Money(money(cap.limit_minor)),
        left: Limit::Money(money(line.amount_minor)),
        bound: true,
    });
    Ok(SubsidyLine {
        scheme: scheme.as_ref().map_or_else(|| plain(&line.scheme), |scheme| scheme.title().clone()),
        clauses: line.clauses.iter().map(|id| clause(id)).collect(),
        base: money(line.base_minor),
        rate: Rate(line.rate_bp),
        amount: money(line.amount_minor),
        caps: caps.collect(),
    })
}

fn plain(text: &str) -> Text {
    Text::new(text, text)
}
