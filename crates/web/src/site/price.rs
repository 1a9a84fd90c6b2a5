//! Prices as pages show them: what a unit costs, what the reader pays of it, and why.

use jiangnan_catalogue::{Audience, Usage};
use jiangnan_exchange::offer::{self, Wish};
use jiangnan_exchange::purse::Purse;
use jiangnan_exchange::{Decision, Desk};
use jiangnan_kernel::{Date, Id, PlaceCode, PlaceTree, Text};
use jiangnan_scheme::{Scheme, Service};
use jiangnan_store::entity::catalogue::{Listing, ListingRow};

use super::explain::{explain, price_lines};
use crate::view::find::{Offer, Unit};
use crate::view::quote::Quote;

/// Seconds in an hour and in a day.
const HOUR_SECONDS: i64 = 3_600;
const DAY_SECONDS: i64 = 86_400;

/// The unit in which a listing is priced on a day, and a use of one unit.
pub fn one_unit(listing: &Listing, day: Date) -> (Unit, Usage) {
    use jiangnan_catalogue::Unit as Priced;
    let tariff = listing.terms().tariff_on(day);
    let has = |unit| tariff.is_some_and(|tariff| tariff.lines.iter().any(|line| line.unit == unit));
    let samples = u32::from(has(Priced::Sample));
    if has(Priced::Day) {
        (Unit::Day, Usage { seconds: DAY_SECONDS, samples })
    } else if has(Priced::Sample) && !has(Priced::Hour) {
        (Unit::Sample, Usage { seconds: HOUR_SECONDS, samples })
    } else {
        (Unit::Hour, Usage { seconds: HOUR_SECONDS, samples })
    }
}

/// What is bought of a listing.
pub fn service_of(listing: &Listing, samples: u32) -> Service {
    match listing {
        Listing::Expert(_) => Service::ExpertTime,
        Listing::Instrument(_) if samples > 0 => Service::Testing,
        Listing::Instrument(_) => Service::InstrumentTime,
    }
}

/// The list price of one unit, with tax, for users from outside; none where the tariff gives none today.
pub fn list_price(listing: &Listing, day: Date) -> Option<jiangnan_kernel::Money> {
    let (_, usage) = one_unit(listing, day);
    listing.terms().price(usage, Audience::External, day).ok().map(|price| price.with_tax)
}

/// The wish for one unit today.
pub fn unit_wish(row: &ListingRow, enterprise: (PlaceCode, Id), day: Date) -> Wish {
    let (_, usage) = one_unit(&row.body, day);
    Wish {
        home: row.jurisdiction,
        listing: row.id,
        enterprise,
        usage,
        service: service_of(&row.body, usage.samples),
        starts_on: day,
        finishes_on: day,
    }
}

/// The offer for one unit today; none where it has no price.
///
/// # Errors
/// Where rows must be loaded first.
pub fn unit_offer(
    desk: &mut Desk<'_>,
    row: &ListingRow,
    enterprise: (PlaceCode, Id),
    day: Date,
) -> Decision<Option<offer::Offer>> {
    let purse = desk.purse(enterprise)?;
    unit_offer_to(desk, row, &purse, day)
}

/// The offer for one unit today to an enterprise with a purse; none where it has no price.
///
/// # Errors
/// Where rows must be loaded first.
pub fn unit_offer_to(
    desk: &mut Desk<'_>,
    row: &ListingRow,
    purse: &Purse,
    day: Date,
) -> Decision<Option<offer::Offer>> {
    match desk.offer_to(purse, &unit_wish(row, purse.key(), day)) {
        Ok(offer) => Ok(Some(offer)),
        Err(jiangnan_exchange::Stop::Refused(_)) => Ok(None),
        Err(stop) => Err(stop),
    }
}

/// An offer with its explanation.
pub fn quote(offer: &offer::Offer, places: &PlaceTree) -> Quote {
    let schemes: Vec<&Scheme> = offer.quote.schemes().iter().collect();
    explain(&offer.quote, price_lines(&offer.price), &schemes, places)
}

/// What a hit says of an offer.
pub fn hit_offer(offer: &offer::Offer, places: &PlaceTree) -> Offer {
    let quote = quote(offer, places);
    match (quote.lines.first(), quote.refusals.first()) {
        (Some(line), _) => Offer::Subsidised { own_part: quote.own_part, scheme: line.scheme.clone() },
        (None, Some(refusal)) => Offer::Full { reason: refusal.fact.clone() },
        (None, None) => {
            Offer::Full { reason: Text::new("no voucher can be used", "没有可用的创新券") }
        }
    }
}
