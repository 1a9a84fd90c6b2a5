//! What the reviewer of a claim is warned of.

use std::sync::Arc;

use jiangnan_clearing::{
    Control, InvoiceUse, Signal, SplitOrder, SplitRule, breach_before, invoice_used_before,
    price_above_tariff, same_controller, split_under_cap,
};
use jiangnan_kernel::{Money, Rate, Text};
use jiangnan_scheme::clause::{Limit, Per};
use jiangnan_scheme::{Body, Scheme};
use jiangnan_store::entity::booking::HeldVoucher;
use jiangnan_store::entity::catalogue::OrganisationRow;
use jiangnan_store::entity::claim::ClaimRow;
use jiangnan_store::list::{claims_between, claims_with_invoice};

use crate::case::claim::held_for;
use crate::command::{Decision, Envelope};
use crate::desk::Desk;
use crate::look::Look;
use crate::writer::Failure;

/// From which share of a cap on an order counts as just under it.
const NEAR_CAP: Rate = Rate(9_000);
/// Orders within so many days count as one that was split.
const SPLIT_DAYS: i32 = 30;

/// What a desk knows of a claim that bears on its signals.
struct Known {
    enterprise: Arc<OrganisationRow>,
    provider: Arc<OrganisationRow>,
    held: HeldVoucher,
    tariff_minor: i64,
    scheme: std::sync::Arc<Scheme>,
    /// What stands against the enterprise and against the provider.
    breaches: [Vec<Text>; 2],
}

/// Everything that the reviewer of a claim should look at twice.
///
/// # Errors
/// Where the claim's reservation is missing or the database fails.
pub fn signals(look: &mut Look, envelope: &Envelope, claim: &ClaimRow) -> Result<Vec<Signal>, Failure> {
    let known = look.ask(envelope, |desk| known(desk, claim))?;
    let stored = |error| Failure::Store(Arc::new(error));
    let draft = &claim.body.draft;
    let with_invoice = claims_with_invoice(look.reader(), &claim.invoice).map_err(stored)?;
    let between = claims_between(look.reader(), claim.jurisdiction, claim.provider, draft.enterprise);
    let between = between.map_err(stored)?;
    let uses: Vec<InvoiceUse> =
        with_invoice.iter().filter(|row| row.reservation != claim.reservation).map(use_of).collect();
    let price = Money::new(draft.price_minor, draft.currency);
    let tariff = Money::new(known.tariff_minor, draft.currency);
    let mut found: Vec<Signal> = Vec::new();
    found.extend(same_controller(&control(&known.enterprise), &control(&known.provider)));
    found.extend(invoice_used_before(claim.id, &draft.invoice, &uses));
    found.extend(split(&known, &between));
    found.extend(price_above_tariff(price, tariff));
    let [enterprise, provider] = known.breaches;
    found.extend(breach_before(enterprise, provider));
    Ok(found)
}

fn known(desk: &mut Desk<'_>, claim: &ClaimRow) -> Decision<Known> {
    let row = desk.reservation(claim.provider_home, claim.reservation)?;
    let (hold, held) = held_for(&row, claim.body.draft.voucher)?;
    let scheme = desk.scheme_version(hold.home, &held.scheme, &held.version)?;
    let today = desk.today(claim.jurisdiction);
    Ok(Known {
        breaches: [desk.breaches_of(row.enterprise, today)?, desk.breaches_of(row.provider, today)?],
        enterprise: desk.organisation((row.enterprise_home, row.enterprise))?,
        provider: desk.organisation((row.jurisdiction, row.provider))?,
        tariff_minor: desk.bill(&row, None)?.tariff_minor,
        held: held.clone(),
        scheme,
    })
}

fn control(row: &OrganisationRow) -> Control {
    Control { organisation: row.id, controllers: row.body.controller.into_iter().collect() }
}

fn use_of(row: &ClaimRow) -> InvoiceUse {
    InvoiceUse { claim: row.id, jurisdiction: row.jurisdiction, invoice: row.body.draft.invoice.clone() }
}

/// Claims of the two parties that each stay just under a cap on one order.
fn split(known: &Known, between: &[ClaimRow]) -> Option<Signal> {
    let same = between.iter().filter(|row| row.body.draft.scheme == known.held.scheme);
    let orders: Vec<SplitOrder> = same
        .map(|row| SplitOrder {
            order: row.reservation,
            date: row.body.draft.invoice.date,
            money: Money::new(row.body.draft.subsidy_minor, row.body.draft.currency),
        })
        .collect();
    known.scheme.clauses().iter().find_map(|clause| {
        let Body::Cap(cap) = &clause.body else { return None };
        let (Per::Order, Limit::Amount(minor)) = (cap.per, cap.limit) else { return None };
        let cap = Money::new(minor, known.scheme.currency());
        split_under_cap(
            &orders,
            &SplitRule { clause: clause.id.to_string(), cap, near: NEAR_CAP, days: SPLIT_DAYS },
        )
    })
}
