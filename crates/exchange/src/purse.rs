//! What an enterprise brings to an order today, read once and used for many prices: its facts, its vouchers, and
//! what is left in them.

use std::sync::Arc;

use jiangnan_catalogue::{Audience, Organisation, Price, Usage};
use jiangnan_kernel::{Date, Id, PlaceCode, PlaceTree};
use jiangnan_scheme::{CapKey, CapUse, Fact, Order, Scheme, Service, lift, quote, subsidy};
use jiangnan_store::entity::catalogue::OrganisationRow;
use jiangnan_store::entity::voucher::{VoucherRow, VoucherState};

use crate::account::AccountRef;
use crate::case::fund::wallet;
use crate::command::Decision;
use crate::desk::Desk;
use crate::facts::{Deal, Standing};
use crate::offer::audience;

/// The most facts that are assumed for somebody who has told only a few.
const ASSUMED_MAX: usize = 12;

/// What an enterprise brings to an order today.
#[derive(Clone, Debug)]
pub struct Purse {
    /// The enterprise.
    pub enterprise: Arc<OrganisationRow>,
    /// The day of its orders.
    pub ordered_on: Date,
    /// The vouchers that can still pay.
    pub(crate) ready: Vec<Ready>,
    /// What is taken to be so although nobody has told it.
    assumed: Vec<(Fact, Order)>,
}

/// A voucher that can still pay, with the rules it pays by.
#[derive(Clone, Debug)]
pub(crate) struct Ready {
    pub(crate) voucher: Arc<VoucherRow>,
    pub(crate) scheme: Arc<Scheme>,
    pub(crate) wallet: AccountRef,
    pub(crate) available_minor: i64,
}

/// What is bought from whom, apart from the buyer.
#[derive(Clone, Copy, Debug)]
pub struct Purchase<'a> {
    /// The provider.
    pub provider: &'a Organisation,
    /// Where the instrument stands.
    pub located_in: PlaceCode,
    /// What is bought.
    pub service: Service,
    /// How much of it.
    pub usage: Usage,
    /// What it costs.
    pub price: &'a Price,
    /// The day on which the work starts.
    pub starts_on: Date,
    /// The day on which it ends.
    pub finishes_on: Date,
    /// What sanctions say of buyer and provider.
    pub standing: Standing,
}

/// What of a provider a price can depend on for one enterprise: providers that are alike in it give the same
/// price for the same service in the same place.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct ProviderClass {
    kind: Option<u8>,
    founded_on: Option<Date>,
    admitted_since: Option<Date>,
    related: bool,
    standing: Standing,
    audience: Audience,
}

impl Desk<'_> {
    /// What an enterprise brings to an order today.
    ///
    /// # Errors
    /// [`crate::Refusal::NotFound`].
    pub fn purse(&mut self, key: (PlaceCode, Id)) -> Decision<Purse> {
        let enterprise = self.organisation(key)?;
        let ready = self.ready_vouchers(key, &enterprise)?;
        Ok(Purse { enterprise, ordered_on: self.today(key.0), ready, assumed: Vec::new() })
    }

    /// What an enterprise would bring that holds a full voucher of each of these schemes, as far as they are in
    /// force today. Nothing of it is kept.
    ///
    /// # Errors
    /// Where rows must be loaded first.
    pub fn purse_if(
        &mut self,
        enterprise: Arc<OrganisationRow>,
        schemes: &[(PlaceCode, String)],
    ) -> Decision<Purse> {
        let mut ready = Vec::new();
        for (funder, id) in schemes {
            let today = self.today(*funder);
            let Some(scheme) = self.scheme_in_force(*funder, id, today)? else { continue };
            let voucher = VoucherRow {
                jurisdiction: *funder,
                id: Id(0),
                scheme: id.clone(),
                enterprise_home: enterprise.jurisdiction,
                enterprise: enterprise.id,
                amount_minor: i64::MAX,
                currency: scheme.currency(),
                granted_on: today,
                valid_until: None,
                state: VoucherState::Granted,
            };
            let wallet = wallet(*funder, voucher.id, voucher.currency);
            ready.push(Ready { voucher: Arc::new(voucher), scheme, wallet, available_minor: i64::MAX });
        }
        let ordered_on = self.today(enterprise.jurisdiction);
        Ok(Purse { enterprise, ordered_on, ready, assumed: Vec::new() })
    }

    /// The oldest voucher of each scheme that is valid today and not empty.
    fn ready_vouchers(&mut self, key: (PlaceCode, Id), enterprise: &OrganisationRow) -> Decision<Vec<Ready>> {
        let known = self.sets.vouchers_of.get(&key)?;
        let keys = known.map(|known| known.vouchers.clone()).unwrap_or_default();
        let mut ready: Vec<Ready> = Vec::new();
        for key in keys {
            let Some(voucher) = self.sets.vouchers.share(&key)? else { continue };
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
                ready.push(Ready { voucher, scheme, wallet, available_minor });
            }
        }
        Ok(ready)
    }

    /// What caps have counted so far.
    ///
    /// # Errors
    /// Where rows must be loaded first.
    pub fn cap_uses<'k>(&mut self, keys: impl IntoIterator<Item = &'k CapKey>) -> Decision<CapUse> {
        let named: Vec<(&CapKey, (PlaceCode, String))> =
            keys.into_iter().map(|key| (key, (self.home_of(key.funder), key.to_string()))).collect();
        self.sets.caps.want(named.iter().map(|(_, row)| row))?;
        let mut used = CapUse::new();
        for (key, (home, cap)) in named {
            used.set(key.clone(), self.cap_used(&(home, cap))?);
        }
        Ok(used)
    }
}

impl Purse {
    /// The enterprise as its rows are found by.
    pub fn key(&self) -> (PlaceCode, Id) {
        (self.enterprise.jurisdiction, self.enterprise.id)
    }

    /// Whether another one gives the same prices, as far as caps have counted the same.
    pub fn is_like(&self, other: &Purse) -> bool {
        let same = |one: &Ready, other: &Ready| {
            one.voucher == other.voucher
                && one.scheme.version() == other.scheme.version()
                && one.available_minor == other.available_minor
        };
        self.enterprise == other.enterprise
            && self.ordered_on == other.ordered_on
            && self.assumed.iter().map(|one| one.0).eq(other.assumed.iter().map(|one| one.0))
            && self.ready.len() == other.ready.len()
            && self.ready.iter().zip(&other.ready).all(|(one, other)| same(one, other))
    }

    /// What a price can depend on of a provider.
    pub fn class_of(&self, provider: &Organisation, standing: Standing, places: &PlaceTree) -> ProviderClass {
        ProviderClass {
            kind: provider.provider().map(|profile| profile.kind as u8),
            founded_on: provider.founded_on,
            admitted_since: Deal::admitted_since(&self.enterprise.body, provider, self.ordered_on, places),
            related: self.enterprise.body.is_related_to(provider),
            standing,
            audience: self.audience(provider),
        }
    }

    /// Whose prices hold for the enterprise.
    pub fn audience(&self, provider: &Organisation) -> Audience {
        audience(&self.enterprise.body, provider)
    }

    /// What the rules are told of a purchase.
    pub fn order(&self, purchase: &Purchase<'_>, places: &PlaceTree) -> Order {
        let deal = Deal {
            enterprise: &self.enterprise.body,
            provider: purchase.provider,
            located_in: purchase.located_in,
            service: purchase.service,
            usage: purchase.usage,
            price: purchase.price,
            ordered_on: self.ordered_on,
            starts_on: purchase.starts_on,
            finishes_on: purchase.finishes_on,
            // One order has one such date: the latest, so that no voucher pays for what was ordered before it.
            granted_on: self.ready.iter().map(|ready| ready.voucher.granted_on).max(),
            standing: purchase.standing,
        };
        self.assumed.iter().fold(deal.order(places), |order, (fact, like)| order.with_same(*fact, like))
    }

    /// The caps whose counts a price depends on.
    pub fn cap_keys(&self, order: &Order) -> Vec<CapKey> {
        self.ready.iter().flat_map(|ready| ready.scheme.cap_keys(order)).collect()
    }

    /// What the enterprise pays of an order: the own part of its offer, without the reasons.
    pub fn own_part_minor(&self, order: &Order, used: &CapUse) -> i64 {
        let price = order.number(Fact::OrderPriceWithTax);
        let paid = match self.ready.as_slice() {
            [] => 0,
            [one] => subsidy(&[&one.scheme], order, used).min(one.available_minor),
            all => {
                let schemes: Vec<&Scheme> = all.iter().map(|ready| &*ready.scheme).collect();
                let quote = quote(&schemes, order, used);
                let left = |id: &str| self.left_in(id).unwrap_or(i64::MAX);
                quote.subsidies.iter().map(|line| line.amount_minor.min(left(&line.scheme))).sum()
            }
        };
        price - paid
    }

    fn left_in(&self, scheme: &str) -> Option<i64> {
        let ready = self.ready.iter().find(|ready| ready.scheme.id() == scheme)?;
        Some(ready.available_minor)
    }

    /// Takes for granted what the rules ask for and nobody has told, in the way in which the rules would pass,
    /// as far as this order shows it. What is known is left as it is.
    pub fn assume(&mut self, order: &Order, places: &PlaceTree) {
        let schemes: Vec<&Scheme> = self.ready.iter().map(|ready| &*ready.scheme).collect();
        let used = CapUse::new();
        let mut order = order.clone();
        let mut assumed: Vec<(Fact, Order)> = Vec::new();
        while assumed.len() < ASSUMED_MAX {
            let answer = quote(&schemes, &order, &used);
            let missing = answer.refusals.iter().filter(|refusal| refusal.is_missing());
            let lifted = missing.filter_map(|refusal| lift(&schemes, &order, &used, refusal, places));
            let Some(next) = lifted.into_iter().find(|lift| !order.has(lift.fact)) else { break };
            order = next.order.clone();
            assumed.push((next.fact, next.order));
        }
        self.assumed = assumed;
    }

    /// What is taken for granted, with the facts as the rules are told them.
    pub fn assumed(&self) -> impl Iterator<Item = (Fact, Option<i64>)> {
        self.assumed.iter().map(|(fact, order)| (*fact, order.get(*fact)))
    }

    /// The schemes that could pay.
    pub fn schemes(&self) -> impl Iterator<Item = &Scheme> {
        self.ready.iter().map(|ready| &*ready.scheme)
    }
}
