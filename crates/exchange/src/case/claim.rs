//! Claims: lodged by the provider (or, where she is refunded, by the enterprise) with the evidence that the
//! frozen rules want.

use jiangnan_booking::ReservationState;
use jiangnan_catalogue::Usage;
use jiangnan_clearing::{Claim, ClaimDraft, ClaimState, Evidence, Invoice, PaymentMode, Wanted};
use jiangnan_kernel::{Date, Id, PlaceCode};
use jiangnan_scheme::{CapUse, Order, Payee, quote};
use jiangnan_store::entity::booking::{HeldVoucher, Hold, ReservationRow};
use jiangnan_store::entity::claim::{ClaimRow, ClaimsFor, InvoiceUse};
use jiangnan_store::entity::notice_kind::NoticeKind;
use jiangnan_store::entity::people::Role;
use serde::{Deserialize, Serialize};

use super::answer::ReservationKey;
use crate::command::{Command, Decision};
use crate::desk::Desk;
use crate::facts::Deal;
use crate::offer::{audience, no_tariff};
use crate::refusal::Refusal;

/// Asks a funder for the subsidy of one voucher for one reservation.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct LodgeClaim {
    /// The claim's id, made by the client.
    pub claim: Id,
    /// The reservation whose work is claimed.
    pub at: ReservationKey,
    /// The voucher that pays.
    pub voucher: Id,
    /// The documents.
    pub evidence: Vec<Evidence>,
    /// The invoice.
    pub invoice: Invoice,
    /// The price with tax on the invoice, in minor units; `None` where it is the tariff's.
    pub invoiced_minor: Option<i64>,
}

/// Where a claim stands after a command.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ClaimStands {
    /// The funder.
    pub funder: PlaceCode,
    /// Its state.
    pub state: ClaimState,
    /// What is asked, in minor units.
    pub asked_minor: i64,
    /// What was granted, in minor units.
    pub accepted_minor: i64,
}

impl Command for LodgeClaim {
    type Answer = ClaimStands;

    const KIND: &'static str = "lodge-claim";

    fn subject(&self) -> Id {
        self.claim
    }

    fn decide(&self, desk: &mut Desk<'_>) -> Decision<ClaimStands> {
        let row = desk.reservation(self.at.home, self.at.reservation)?;
        let (hold, held) = held_for(&row, self.voucher)?;
        check_claimant(desk, &row, held.payee)?;
        if row.state != ReservationState::Confirmed {
            let (what, asked) = ("reservation", "claimed before the enterprise has confirmed the usage");
            return Err(Refusal::WrongState { what, state: row.state.to_string(), asked }.into());
        }
        self.check_new(desk, hold.home)?;
        desk.check_kept(&self.evidence)?;
        let bill = desk.bill(&row, self.invoiced_minor)?;
        let asked_minor = bill.subsidy_of(self.voucher);
        let scheme = desk.scheme_version(hold.home, &held.scheme, &held.version)?;
        let stages = scheme.review_stages(bill.ordered_on).iter().map(|level| level.name().to_owned());
        let stages = stages.collect();
        let evidence = scheme.evidence(row.terms.service, bill.ordered_on);
        let evidence: Vec<&str> = evidence.iter().map(|kind| kind.name()).collect();
        let wanted = Wanted { evidence: &evidence, today: desk.today(hold.home), now: desk.at() };
        let mut draft = self.draft(desk, &row, hold, held, &bill);
        (draft.subsidy_minor, draft.stages) = (asked_minor, stages);
        let claim = Claim::lodge(draft, &wanted)?.claim;
        let row = ClaimRow::new(row.jurisdiction, claim);
        desk.add_claim(&row)?;
        desk.tell_of_claim(NoticeKind::ClaimLodged, &row, asked_minor, "")?;
        let answer = stands(&row);
        desk.sets.claims.put(row);
        Ok(answer)
    }
}

impl LodgeClaim {
    fn check_new(&self, desk: &mut Desk<'_>, funder: PlaceCode) -> Decision<()> {
        if desk.sets.claims.get(&(funder, self.claim))?.is_some() {
            return Err(Refusal::IdUsedOtherwise { id: self.claim }.into());
        }
        let known = desk.sets.claims_for.get(&self.at.reservation)?;
        for key in known.map(|known| known.claims.clone()).unwrap_or_default() {
            let Some(other) = desk.sets.claims.get(&key)? else { continue };
            let over = matches!(other.state, ClaimState::Withdrawn | ClaimState::Rejected);
            if other.body.draft.voucher == self.voucher && !over {
                let (what, state) = ("claim for this reservation", other.state.to_string());
                return Err(Refusal::WrongState { what, state, asked: "lodged again" }.into());
            }
        }
        Ok(())
    }

    fn draft(
        &self,
        desk: &Desk<'_>,
        row: &ReservationRow,
        hold: &Hold,
        held: &HeldVoucher,
        bill: &Bill,
    ) -> ClaimDraft {
        let (mode, payee) = match held.payee {
            Payee::Enterprise => (PaymentMode::Refund, (row.enterprise_home, row.enterprise)),
            Payee::Provider => (PaymentMode::Redemption, (row.jurisdiction, row.provider)),
            Payee::Wallet => (PaymentMode::Deposit, (row.jurisdiction, row.provider)),
        };
        ClaimDraft {
            id: self.claim,
            funder: hold.home,
            reservation: row.id,
            scheme: held.scheme.clone(),
            version: held.version.clone(),
            stages: Vec::new(),
            voucher: self.voucher,
            enterprise: row.enterprise,
            provider: row.provider,
            mode,
            payee: jiangnan_clearing::Payee { home: payee.0, party: payee.1 },
            currency: row.terms.currency,
            price_minor: bill.price_minor,
            subsidy_minor: 0,
            own_part_minor: bill.own_part_minor(),
            evidence: self.evidence.clone(),
            invoice: self.invoice.clone(),
            lodged_by: desk.actor().person,
        }
    }
}

/// What the work that was done costs, and what each voucher pays of it.
#[derive(Clone, Debug, PartialEq)]
pub struct Bill {
    /// The day of the order.
    pub ordered_on: Date,
    /// The price with tax, in minor units.
    pub price_minor: i64,
    /// What the tariff asks for the same use, in minor units.
    pub tariff_minor: i64,
    /// Each voucher with its subsidy in minor units.
    pub subsidies: Vec<(Id, i64)>,
    /// Each voucher with the facts under which its rules were asked.
    pub orders: Vec<(Id, Order)>,
}

impl Bill {
    /// What one voucher pays, in minor units.
    pub fn subsidy_of(&self, voucher: Id) -> i64 {
        self.subsidies.iter().find(|(id, _)| *id == voucher).map_or(0, |(_, minor)| *minor)
    }

    /// What the enterprise pays itself, in minor units.
    pub fn own_part_minor(&self) -> i64 {
        self.price_minor - self.subsidies.iter().map(|(_, minor)| minor).sum::<i64>()
    }
}

impl Desk<'_> {
    /// The bill of a reservation whose usage is recorded: the tariff's price of what is chargeable, or the
    /// price on the invoice, and what the frozen rules pay: of the lower of the two, at most what was set aside.
    ///
    /// # Errors
    /// [`Refusal::NoTariff`], [`Refusal::NotFound`].
    pub fn bill(&mut self, row: &ReservationRow, invoiced_minor: Option<i64>) -> Decision<Bill> {
        let listing = self.listing(row.jurisdiction, row.body.instrument)?;
        let provider = self.organisation((row.jurisdiction, row.provider))?;
        let enterprise = self.organisation((row.enterprise_home, row.enterprise))?;
        let charge = row.body.charge(&listing.policy);
        let usage = Usage { seconds: charge.seconds, samples: charge.samples };
        let starts_on = self.day_in(row.jurisdiction, row.start);
        let worked = row.body.usage.as_ref().map_or(row.body.interval, |usage| usage.actual);
        let finishes_on = self.last_day_in(row.jurisdiction, worked);
        let ordered_on = self.day_in(row.enterprise_home, row.body.created);
        let price = listing.body.terms().price(usage, audience(&enterprise.body, &provider.body), starts_on);
        let tariff = price.map_err(no_tariff)?;
        let tariff_minor = tariff.with_tax.minor;
        let price_minor = invoiced_minor.unwrap_or(tariff_minor);
        let price = if price_minor < tariff_minor { tariff.lowered_to(price_minor) } else { tariff };
        let standing = self.standing(row.enterprise, row.provider, ordered_on)?;
        let (mut subsidies, mut orders) = (Vec::new(), Vec::new());
        for hold in row.terms.holds.clone() {
            let Some(held) = &hold.voucher else { continue };
            let granted_on = self.sets.vouchers.get(&(hold.home, held.voucher))?.map(|row| row.granted_on);
            let deal = Deal {
                enterprise: &enterprise.body,
                provider: &provider.body,
                located_in: listing.body.place(),
                service: row.terms.service,
                usage,
                price: &price,
                ordered_on: held.moved_on.unwrap_or(ordered_on),
                starts_on,
                finishes_on,
                granted_on,
                standing,
            };
            let order = deal.order(self.places);
            subsidies.push((held.voucher, self.due(&hold, held, &order)?));
            orders.push((held.voucher, order));
        }
        Ok(Bill { ordered_on, price_minor, tariff_minor, subsidies, orders })
    }

    /// What a frozen rule pays of an order: at most what was set aside, which its caps have counted already.
    fn due(&mut self, hold: &Hold, held: &HeldVoucher, order: &Order) -> Decision<i64> {
        let scheme = self.scheme_version(hold.home, &held.scheme, &held.version)?;
        let quote = quote(&[&scheme], order, &CapUse::new());
        Ok(quote.subsidy_minor().min(hold.amount_minor))
    }

    /// Notes a new claim under its invoice and its reservation.
    fn add_claim(&mut self, row: &ClaimRow) -> Decision<()> {
        let key = (row.jurisdiction, row.id);
        let known = self.sets.invoices.get(&row.invoice)?;
        let mut claims = known.map(|known| known.claims.clone()).unwrap_or_default();
        claims.push(key);
        self.sets.invoices.put(InvoiceUse { invoice: row.invoice.clone(), claims });
        let known = self.sets.claims_for.get(&row.reservation)?;
        let mut claims = known.map(|known| known.claims.clone()).unwrap_or_default();
        claims.push(key);
        self.sets.claims_for.put(ClaimsFor { reservation: row.reservation, claims });
        Ok(())
    }
}

/// The claimant of a payee: the provider, or the enterprise where she is refunded.
fn check_claimant(desk: &Desk<'_>, row: &ReservationRow, payee: Payee) -> Decision<()> {
    match payee {
        Payee::Enterprise => desk.require_for(Role::Engineer, row.enterprise_home, row.enterprise),
        Payee::Provider | Payee::Wallet => desk.require_for(Role::LabManager, row.jurisdiction, row.provider),
    }
}

/// What a reservation has set aside in a voucher.
///
/// # Errors
/// [`Refusal::Invalid`] where it has nothing.
pub fn held_for(row: &ReservationRow, voucher: Id) -> Result<(&Hold, &HeldVoucher), Refusal> {
    let found = row.terms.holds.iter().find_map(|hold| {
        let held = hold.voucher.as_ref()?;
        (held.voucher == voucher).then_some((hold, held))
    });
    found.ok_or_else(|| {
        let en = "Nothing is set aside in this voucher for the reservation.";
        Refusal::invalid("voucher", en, "该预约没有在此创新券中预留资金。")
    })
}

/// Where a claim stands.
pub fn stands(row: &ClaimRow) -> ClaimStands {
    ClaimStands {
        funder: row.jurisdiction,
        state: row.state,
        asked_minor: row.body.draft.subsidy_minor,
        accepted_minor: row.body.accepted_minor,
    }
}
