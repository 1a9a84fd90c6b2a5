//! What a use of an instrument costs an enterprise: the tariff's price, and what its vouchers pay of it.
//!
//! One function for the search page, the reservation and the claim, so that what is shown, agreed and paid
//! is the same.

use std::sync::Arc;

use jiangnan_catalogue::{Audience, Price, PriceRefusal, Usage};
use jiangnan_kernel::{Date, Id, PlaceCode, Text};
use jiangnan_scheme::{CapKey, CapLine, CapUnit, CapUse, Order, Payee, Quote, Scheme, Service, quote};
use jiangnan_store::entity::booking::CapCount;
use jiangnan_store::entity::catalogue::{ListingRow, OrganisationRow};
use jiangnan_store::entity::voucher::{VoucherRow, VoucherState};

use crate::case::fund::wallet;
use crate::command::Decision;
use crate::desk::Desk;
use crate::facts::Deal;
use crate::refusal::Refusal;

/// What somebody asks the price of.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Wish {
    /// The jurisdiction of the instrument.
    pub home: PlaceCode,
    /// The instrument or expert.
    pub listing: Id,
    /// The enterprise: its jurisdiction and id.
    pub enterprise: (PlaceCode, Id),
    /// How much of it.
    pub usage: Usage,
    /// What is bought.
    pub service: Service,
    /// The day on which the work starts.
    pub starts_on: Date,
}

/// A price with everything that is paid towards it.
#[derive(Clone, Debug)]
pub struct Offer {
    /// The tariff's price.
    pub price: Price,
    /// Who pays what of it, and why; what a voucher no longer holds is taken off.
    pub quote: Quote,
    /// The vouchers behind the quote's subsidies, in their order.
    pub vouchers: Vec<VoucherUse>,
}

/// What one voucher pays.
#[derive(Clone, Debug, PartialEq)]
pub struct VoucherUse {
    /// The voucher.
    pub voucher: VoucherRow,
    /// The version of its scheme's text.
    pub version: String,
    /// Who receives the subsidy.
    pub payee: Payee,
    /// How much, in minor units.
    pub amount_minor: i64,
    /// The caps that count it.
    pub caps: Vec<CapCount>,
}

/// A voucher that can still pay, with the rules it pays by.
struct Ready {
    voucher: VoucherRow,
    scheme: Arc<Scheme>,
    available_minor: i64,
}

impl Desk<'_> {
    /// What a wish costs today.
    ///
    /// # Errors
    /// [`Refusal::NoTariff`], [`Refusal::NotFound`].
    pub fn offer(&mut self, wish: &Wish) -> Decision<Offer> {
        let listing = self.listing(wish.home, wish.listing)?;
        let provider = self.organisation((wish.home, listing.provider))?;
        let enterprise = self.organisation(wish.enterprise)?;
        let ready = self.ready_vouchers(wish.enterprise, &enterprise)?;
        let audience = audience(&enterprise, &provider);
        let price = listing.body.terms().price(wish.usage, audience, wish.starts_on).map_err(no_tariff)?;
        let ordered_on = self.today(wish.enterprise.0);
        let standing = self.standing(enterprise.id, provider.id, ordered_on)?;
        let deal = Deal {
            enterprise: &enterprise.body,
            provider: &provider.body,
            located_in: listing.body.place(),
            service: wish.service,
            usage: wish.usage,
            price: &price,
            ordered_on,
            starts_on: wish.starts_on,
            // One order has one such date: the latest, so that no voucher pays for what was ordered before it.
            granted_on: ready.iter().map(|ready| ready.voucher.granted_on).max(),
            standing,
        };
        let order = deal.order(self.places);
        let (quote, vouchers) = self.quote_with(&ready, &order)?;
        Ok(Offer { price, quote, vouchers })
    }

    /// The oldest voucher of each scheme that is valid today and not empty.
    fn ready_vouchers(&mut self, key: (PlaceCode, Id), enterprise: &OrganisationRow) -> Decision<Vec<Ready>> {
        let known = self.sets.vouchers_of.get(&key)?;
        let keys = known.map(|known| known.vouchers.clone()).unwrap_or_default();
        let mut ready: Vec<Ready> = Vec::new();
        for key in keys {
            let Some(voucher) = self.sets.vouchers.get(&key)?.cloned() else { continue };
            let today = self.today(voucher.jurisdiction);
            let usable = voucher.state == VoucherState::Granted
                && voucher.valid_until.is_none_or(|until| today <= until)
                && voucher.enterprise == enterprise.id;
            if !usable || ready.iter().any(|other| other.voucher.scheme == voucher.scheme) {
                continue;
            }
            let wallet = wallet(voucher.jurisdiction, voucher.id, voucher.currency);
            let available_minor = self.account(&wallet)?.account().available_minor();
            let scheme = self.scheme_in_force(voucher.jurisdiction, &voucher.scheme, today)?;
            if let Some(scheme) = scheme.filter(|_| available_minor > 0) {
                ready.push(Ready { voucher, scheme, available_minor });
            }
        }
        Ok(ready)
    }

    fn quote_with(&mut self, ready: &[Ready], order: &Order) -> Decision<(Quote, Vec<VoucherUse>)> {
        let mut used = CapUse::new();
        for key in ready.iter().flat_map(|ready| ready.scheme.cap_keys(order)) {
            let minor = self.cap_used(self.home_of(key.funder), &key.to_string())?;
            used.set(key, minor);
        }
        let schemes: Vec<&Scheme> = ready.iter().map(|ready| &*ready.scheme).collect();
        let mut quote = quote(&schemes, order, &used);
        let mut vouchers = Vec::new();
        for line in &mut quote.subsidies {
            let of_line = |ready: &&Ready| ready.scheme.id() == &*line.scheme;
            let Some(ready) = ready.iter().find(of_line) else { continue };
            if line.amount_minor > ready.available_minor {
                quote.own_part_minor += line.amount_minor - ready.available_minor;
                line.amount_minor = ready.available_minor;
                line.caps.push(wallet_cap(ready.available_minor));
            }
            vouchers.push(VoucherUse {
                voucher: ready.voucher.clone(),
                version: line.version.to_string(),
                payee: line.payee,
                amount_minor: line.amount_minor,
                caps: line.increments().map(|(key, counted)| self.cap_count(key, counted)).collect(),
            });
        }
        Ok((quote, vouchers))
    }

    /// What a reservation counts under a cap.
    pub fn cap_count(&self, key: &CapKey, counted: i64) -> CapCount {
        let orders = key.unit == CapUnit::Orders;
        CapCount { home: self.home_of(key.funder), cap: key.to_string(), counted, orders }
    }

    /// An instrument or expert.
    ///
    /// # Errors
    /// [`Refusal::NotFound`].
    pub fn listing(&mut self, home: PlaceCode, id: Id) -> Decision<ListingRow> {
        let found = self.sets.listings.get(&(home, id))?.cloned();
        Ok(found.ok_or_else(|| Refusal::not_found("instrument", id))?)
    }

    /// An organisation.
    ///
    /// # Errors
    /// [`Refusal::NotFound`].
    pub fn organisation(&mut self, key: (PlaceCode, Id)) -> Decision<OrganisationRow> {
        let found = self.sets.organisations.get(&key)?.cloned();
        Ok(found.ok_or_else(|| Refusal::not_found("organisation", key.1))?)
    }
}

/// Whose prices hold between two organisations.
pub fn audience(enterprise: &OrganisationRow, provider: &OrganisationRow) -> Audience {
    if enterprise.id == provider.id { Audience::Internal } else { Audience::External }
}

/// What is left in a voucher, shown like a cap that bound.
fn wallet_cap(available_minor: i64) -> CapLine {
    CapLine { clause: "wallet".into(), limit_minor: available_minor, used_minor: 0, bound: true, key: None }
}

/// Why a price cannot be told, in both languages.
#[expect(clippy::needless_pass_by_value, reason = "it stands in `map_err`, which hands the error over")]
pub fn no_tariff(refusal: PriceRefusal) -> Refusal {
    Refusal::NoTariff { reason: Text::new(refusal.to_string(), format!("无法计算价格：{refusal}")) }
}
