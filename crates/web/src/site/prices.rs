//! What everything costs one reader: a price for each listing, computed once for all that give the same and kept
//! until something changes on which it depends.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, PoisonError};

use jiangnan_catalogue::{Audience, Organisation, Price, Usage};
use jiangnan_exchange::facts::Standing;
use jiangnan_exchange::purse::{ProviderClass, Purchase, Purse};
use jiangnan_kernel::{Date, Id, PlaceCode, PlaceTree};
use jiangnan_scheme::{CapKey, CapUse, Order, Service};

use super::index::Catalogue;
use super::{Halt, Sight, price};

/// Bounds of the bands of prices, in whole units of the currency.
pub const BANDS: [i64; 5] = [100, 300, 500, 1_000, 3_000];
/// What a listing without a price costs, for orders by price.
pub const NO_PRICE: i64 = i64::MAX;
/// How many prices are kept in all, over all readers.
const KEPT_MAX: usize = 4_000_000;

/// What everything costs one reader, in the order of the catalogue's rows.
#[derive(Debug)]
pub struct Prices {
    version: u64,
    day: Date,
    purse: Option<Purse>,
    used: CapUse,
    caps: Vec<CapKey>,
    standings: Vec<Standing>,
    /// What the reader pays of one unit, in minor units; [`NO_PRICE`] where there is no price.
    pub own_minor: Vec<i64>,
    /// 1 where a scheme pays a part, else 0.
    pub paid: Vec<u32>,
    /// The band in which the own part lies.
    pub band: Vec<u32>,
}

/// The prices of readers who asked lately, the latest last.
#[derive(Default)]
pub struct PriceShelf(Mutex<Vec<Arc<Prices>>>);

/// A use of one unit with its list price.
#[derive(Clone, Debug, PartialEq, Eq)]
struct Priced {
    usage: Usage,
    service: Service,
    price: Price,
}

/// All by which the price of a listing is told from others.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
struct Case {
    class: ProviderClass,
    place: PlaceCode,
    service: Service,
    usage: Usage,
    without_tax: i64,
    with_tax: i64,
}

impl PriceShelf {
    /// The prices for a reader with this purse; list prices for one without.
    ///
    /// # Errors
    /// Where the database cannot be read.
    pub fn get(
        &self,
        sight: &mut Sight,
        catalogue: &Catalogue,
        purse: Option<&Purse>,
        day: Date,
    ) -> Result<Arc<Prices>, Halt> {
        if let Some(known) = self.find(catalogue, purse, day)
            && known.used == uses(sight, &known.caps)?
            && known.standings == standings(sight, catalogue, purse)?
        {
            return Ok(known);
        }
        let fresh = Arc::new(Prices::compute(sight, catalogue, purse, day)?);
        self.keep(&fresh);
        Ok(fresh)
    }

    fn find(&self, catalogue: &Catalogue, purse: Option<&Purse>, day: Date) -> Option<Arc<Prices>> {
        let mut kept = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        kept.retain(|prices| prices.version == catalogue.version && prices.day == day);
        let is_like = |prices: &Arc<Prices>| match (&prices.purse, purse) {
            (Some(known), Some(purse)) => known.is_like(purse),
            (known, purse) => known.is_none() && purse.is_none(),
        };
        let at = kept.iter().position(is_like)?;
        let found = kept.remove(at);
        kept.push(Arc::clone(&found));
        Some(found)
    }

    fn keep(&self, fresh: &Arc<Prices>) {
        let mut kept = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let key = |prices: &Prices| prices.purse.as_ref().map(Purse::key);
        kept.retain(|prices| key(prices) != key(fresh));
        let most = (KEPT_MAX / fresh.own_minor.len().max(1)).max(1);
        let over = (kept.len() + 1).saturating_sub(most);
        kept.drain(..over);
        kept.push(Arc::clone(fresh));
    }
}

impl Prices {
    /// Whether a row costs so much.
    pub fn is(&self, row: u32, own_minor: i64) -> bool {
        self.own_minor.get(row as usize) == Some(&own_minor)
    }

    /// 1 for each row where the own part is at most so much, else 0.
    pub fn up_to(&self, most_minor: i64) -> Vec<u32> {
        self.own_minor.iter().map(|minor| u32::from(*minor <= most_minor && *minor != NO_PRICE)).collect()
    }

    fn compute(
        sight: &mut Sight,
        catalogue: &Catalogue,
        purse: Option<&Purse>,
        day: Date,
    ) -> Result<Prices, Halt> {
        let mut prices = Prices {
            version: catalogue.version,
            day,
            purse: purse.cloned(),
            used: CapUse::new(),
            caps: Vec::new(),
            standings: standings(sight, catalogue, purse)?,
            own_minor: Vec::with_capacity(catalogue.rows.len()),
            paid: Vec::new(),
            band: Vec::new(),
        };
        let list_price = |priced: Option<Priced>| priced.map_or(NO_PRICE, |one| one.price.with_tax.minor);
        match purse {
            None => {
                let all = catalogue.rows.iter().map(|row| priced(&row.body, Audience::External, day));
                prices.own_minor = all.map(list_price).collect();
                prices.paid = vec![0; prices.own_minor.len()];
            }
            Some(purse) => prices.quote(sight, catalogue, purse)?,
        }
        let unit = 10_i64.pow(sight.currency().decimals());
        let banded = |minor: &i64| {
            let band = BANDS.iter().filter(|bound| **bound * unit <= *minor).count();
            u32::try_from(band).ok().filter(|_| *minor != NO_PRICE).unwrap_or(u32::MAX)
        };
        prices.band = prices.own_minor.iter().map(banded).collect();
        Ok(prices)
    }

    /// Quotes each case once and gives every listing the price of its case.
    fn quote(&mut self, sight: &mut Sight, catalogue: &Catalogue, purse: &Purse) -> Result<(), Halt> {
        let places = Arc::clone(sight.places());
        let mut cases = Cases::default();
        let classes: Vec<Option<ProviderClass>> = catalogue
            .providers
            .iter()
            .zip(&self.standings)
            .map(|(provider, standing)| {
                provider.as_ref().map(|row| purse.class_of(&row.body, *standing, &places))
            })
            .collect();
        let mut case_of = Vec::with_capacity(catalogue.rows.len());
        for (row, provider) in catalogue.rows.iter().zip(&catalogue.view.shelf().provider) {
            let at = *provider as usize;
            let class = classes.get(at).copied().flatten();
            let provider = catalogue.providers.get(at).and_then(Option::as_ref);
            case_of.push(class.zip(provider).and_then(|(class, provider)| {
                let priced = priced(&row.body, purse.audience(&provider.body), self.day)?;
                let standing = self.standings.get(at).copied().unwrap_or_default();
                Some(cases.add(
                    class,
                    Example { provider: &provider.body, standing, place: row.body.place(), priced },
                ))
            }));
        }
        let orders = cases.orders(purse, self.day, &places);
        self.caps = orders.iter().flat_map(|order| purse.cap_keys(order)).collect();
        self.caps.sort();
        self.caps.dedup();
        self.used = uses(sight, &self.caps)?;
        let own: Vec<i64> = orders.iter().map(|order| purse.own_part_minor(order, &self.used)).collect();
        for case in case_of {
            let told = case.and_then(|case| Some((*own.get(case)?, cases.all.get(case)?)));
            self.own_minor.push(told.map_or(NO_PRICE, |(own, _)| own));
            self.paid.push(told.map_or(0, |(own, case)| u32::from(own < case.priced.price.with_tax.minor)));
        }
        Ok(())
    }
}

/// The distinct cases, each with one purchase that stands for all.
#[derive(Default)]
struct Cases<'c> {
    known: HashMap<Case, usize>,
    all: Vec<Example<'c>>,
}

struct Example<'c> {
    provider: &'c Organisation,
    standing: Standing,
    place: PlaceCode,
    priced: Priced,
}

impl<'c> Cases<'c> {
    fn add(&mut self, class: ProviderClass, example: Example<'c>) -> usize {
        let case = Case {
            class,
            place: example.place,
            service: example.priced.service,
            usage: example.priced.usage,
            without_tax: example.priced.price.without_tax.minor,
            with_tax: example.priced.price.with_tax.minor,
        };
        *self.known.entry(case).or_insert_with(|| {
            self.all.push(example);
            self.all.len() - 1
        })
    }

    fn orders(&self, purse: &Purse, day: Date, places: &PlaceTree) -> Vec<Order> {
        let order = |example: &Example<'_>| {
            let purchase = Purchase {
                provider: example.provider,
                located_in: example.place,
                service: example.priced.service,
                usage: example.priced.usage,
                price: &example.priced.price,
                starts_on: day,
                finishes_on: day,
                standing: example.standing,
            };
            purse.order(&purchase, places)
        };
        self.all.iter().map(order).collect()
    }
}

/// One unit of a listing with its list price; none where it has no price on the day.
fn priced(
    listing: &jiangnan_store::entity::catalogue::Listing,
    audience: Audience,
    day: Date,
) -> Option<Priced> {
    let (_, usage) = price::one_unit(listing, day);
    let service = price::service_of(listing, usage.samples);
    let price = listing.terms().price(usage, audience, day).ok()?;
    Some(Priced { usage, service, price })
}

fn uses(sight: &mut Sight, caps: &[CapKey]) -> Result<CapUse, Halt> {
    sight.ask(|desk| desk.cap_uses(caps))
}

/// What sanctions say of the reader and each provider, in the order of the catalogue's providers.
fn standings(sight: &mut Sight, catalogue: &Catalogue, purse: Option<&Purse>) -> Result<Vec<Standing>, Halt> {
    let Some(purse) = purse else { return Ok(Vec::new()) };
    let keys = catalogue.view.shelf().providers().iter().map(|provider| provider.key.1);
    let keys: Vec<Id> = keys.collect();
    sight.ask(|desk| {
        desk.sets.sanctions_on.want(&keys)?;
        keys.iter().map(|provider| desk.standing(purse.enterprise.id, *provider, purse.ordered_on)).collect()
    })
}
