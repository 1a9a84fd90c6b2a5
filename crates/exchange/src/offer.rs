//! What a use of an instrument costs an enterprise: the tariff's price, and what its vouchers pay of it.
//!
//! One function for the search page, the reservation and the claim, so that what is shown, agreed and paid
//! is the same.

use std::sync::Arc;

use jiangnan_catalogue::{Audience, Organisation, Price, PriceRefusal, Usage};
use jiangnan_kernel::{Date, Id, PlaceCode, Text};
use jiangnan_scheme::{CapKey, CapLine, CapUnit, Order, Payee, Quote, Scheme, Service, quote};
use jiangnan_store::entity::booking::CapCount;
use jiangnan_store::entity::catalogue::{ListingRow, OrganisationRow};
use jiangnan_store::entity::voucher::VoucherRow;

use crate::account::AccountRef;
use crate::command::Decision;
use crate::desk::Desk;
use crate::purse::{Purchase, Purse, Ready};
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
    /// The day on which it ends.
    pub finishes_on: Date,
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
    pub voucher: Arc<VoucherRow>,
    /// The account of what is left in it.
    pub wallet: AccountRef,
    /// The version of its scheme's text.
    pub version: String,
    /// Who receives the subsidy.
    pub payee: Payee,
    /// How much, in minor units.
    pub amount_minor: i64,
    /// The caps that count it.
    pub caps: Vec<CapCount>,
}

impl Desk<'_> {
    /// What a wish costs today.
    ///
    /// # Errors
    /// [`Refusal::NoTariff`], [`Refusal::NotFound`].
    pub fn offer(&mut self, wish: &Wish) -> Decision<Offer> {
        let purse = self.purse(wish.enterprise)?;
        self.offer_to(&purse, wish)
    }

    /// What a wish costs an enterprise with a purse; the wish's own enterprise is not looked at.
    ///
    /// # Errors
    /// As [`Desk::offer`].
    pub fn offer_to(&mut self, purse: &Purse, wish: &Wish) -> Decision<Offer> {
        let listing = self.listing(wish.home, wish.listing)?;
        let provider = self.organisation((wish.home, listing.provider))?;
        let audience = purse.audience(&provider.body);
        let price = listing.body.terms().price(wish.usage, audience, wish.starts_on).map_err(no_tariff)?;
        let standing = self.standing(purse.enterprise.id, provider.id, purse.ordered_on)?;
        let purchase = Purchase {
            provider: &provider.body,
            located_in: listing.body.place(),
            service: wish.service,
            usage: wish.usage,
            price: &price,
            starts_on: wish.starts_on,
            finishes_on: wish.finishes_on,
            standing,
        };
        let order = purse.order(&purchase, self.places);
        let (quote, vouchers) = self.quote_with(&purse.ready, &order)?;
        Ok(Offer { price, quote, vouchers })
    }

    fn quote_with(&mut self, ready: &[Ready], order: &Order) -> Decision<(Quote, Vec<VoucherUse>)> {
        let keys: Vec<CapKey> = ready.iter().flat_map(|ready| ready.scheme.cap_keys(order)).collect();
        let used = self.cap_uses(&keys)?;
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
                voucher: Arc::clone(&ready.voucher),
                wallet: ready.wallet.clone(),
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
    pub fn listing(&mut self, home: PlaceCode, id: Id) -> Decision<Arc<ListingRow>> {
        let found = self.sets.listings.share(&(home, id))?;
        Ok(found.ok_or_else(|| Refusal::not_found("instrument", id))?)
    }

    /// An organisation.
    ///
    /// # Errors
    /// [`Refusal::NotFound`].
    pub fn organisation(&mut self, key: (PlaceCode, Id)) -> Decision<Arc<OrganisationRow>> {
        let found = self.sets.organisations.share(&key)?;
        Ok(found.ok_or_else(|| Refusal::not_found("organisation", key.1))?)
    }
}

/// Whose prices hold between two organisations.
pub fn audience(enterprise: &Organisation, provider: &Organisation) -> Audience {
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
