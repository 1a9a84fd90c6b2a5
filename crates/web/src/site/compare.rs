//! Instruments side by side: two to four, with what the reader pays for each.

use std::sync::Arc;

use axum::Router;
use axum::response::Response;
use axum::routing::get;
use jiangnan_exchange::purse::Purse;
use jiangnan_kernel::{Money, Text};
use jiangnan_store::entity::catalogue::{Listing, ListingRow};

use super::find::distance;
use super::index::{model_of, shown_name};
use super::instrument::brief;
use super::instrument::techniques_beside;
use super::reserve::length_of;
use super::{Ask, Halt, Sight, Site, asker, price, slots};
use crate::form::{Input, SearchQuery};
use crate::page::ComparePage;
use crate::view::Key;
use crate::view::compare::{Compare, CompareColumn};
use crate::view::find::Offer;

/// The most instruments side by side.
const COLUMNS_MAX: usize = 4;
/// The most others that are offered.
const OTHERS_MAX: usize = 6;

pub(super) fn routes() -> Router<Arc<Site>> {
    Router::new().route("/compare", get(show))
}

async fn show(ask: Ask, input: Input) -> Result<Response, Halt> {
    let mut keys: Vec<Key> = Vec::new();
    for key in input.all("i").filter_map(|text| text.parse().ok()) {
        if !keys.contains(&key) {
            keys.push(key);
        }
    }
    let note = match keys.len() {
        1 => Some("compare-too-few"),
        0 | 2..=COLUMNS_MAX => None,
        _ => Some("compare-too-many"),
    };
    keys.truncate(COLUMNS_MAX);
    let query = SearchQuery::parse(&input);
    let v = ask.read(move |sight| Ok(Compare { note, ..compare(sight, &keys, &query)? })).await?;
    Ok(ask.show(&ComparePage { l: ask.locale(), frame: ask.frame(), v }))
}

fn compare(sight: &mut Sight, keys: &[Key], query: &SearchQuery) -> Result<Compare, Halt> {
    let (catalogue, today) = (sight.catalogue()?, sight.today(sight.site.group));
    let (priced_for, purse) = asker::priced_for(sight, &catalogue, query, today)?;
    let mut columns = Vec::new();
    for key in keys {
        let row = sight.listing(*key)?;
        columns.push(column(sight, &row, purse.as_ref())?);
    }
    mark_best(&mut columns);
    Ok(Compare {
        others: others(sight, keys, purse.as_ref())?,
        columns,
        priced_for,
        answers: query.asker().cloned().collect(),
        note: None,
    })
}

fn column(sight: &mut Sight, row: &ListingRow, purse: Option<&Purse>) -> Result<CompareColumn, Halt> {
    let listing: &Listing = &row.body;
    let today = sight.today(listing.place());
    let offer = match purse {
        Some(purse) => sight.ask(|desk| price::unit_offer_to(desk, row, purse, today))?,
        None => None,
    };
    let (unit, _) = price::one_unit(listing, today);
    let next = sight.ask(|desk| slots::next_free_of(desk, row))?;
    let named = |code: Option<&str>| {
        let node = code.and_then(|code| sight.site.techniques.get(code));
        node.map(|node| node.name.clone()).unwrap_or_default()
    };
    let (class, description) = match listing {
        Listing::Instrument(it) => (named(it.class.as_deref()), it.description.clone()),
        Listing::Expert(expert) => (Text::default(), expert.deliverable.clone()),
    };
    let policy = &row.policy;
    let shown = offer.as_ref().map_or(Offer::Unknown, |offer| price::hit_offer(offer, sight.places()));
    Ok(CompareColumn {
        distance_km: distance(sight, purse.map(|purse| &*purse.enterprise), listing.place()),
        price: offer.map(|offer| offer.price.with_tax).or(price::list_price(listing, today)),
        unit,
        offer: shown,
        next_free: next.map(|slot| sight.local(slot.start(), listing.place())),
        hours: listing.terms().opening.as_ref().map(slots::hours).unwrap_or_default(),
        technique: named(listing.technique()),
        also: techniques_beside(sight, listing),
        class,
        access: match listing.terms().access {
            jiangnan_catalogue::Access::Open => "access-open",
            jiangnan_catalogue::Access::Trained => "access-trained",
            jiangnan_catalogue::Access::OwnOrganisation => "access-own",
        },
        lengths: (length_of(policy.length_seconds_min), length_of(policy.length_seconds_max)),
        free_hours: u64::from(policy.cancel_free_hours),
        description,
        best: [false; 3],
        about: brief(sight, row)?,
    })
}

/// Marks the least own part, distance and wait, where they differ.
fn mark_best(columns: &mut [CompareColumn]) {
    let pays = |column: &CompareColumn| match &column.offer {
        Offer::Subsidised { own_part, .. } => Some(own_part.minor),
        _ => column.price.map(|price: Money| price.minor),
    };
    // Only prices of one unit can be compared.
    let same_unit = columns.windows(2).all(|pair| matches!(pair, [a, b] if a.unit == b.unit));
    let paid: Vec<Option<i64>> = columns.iter().map(|column| pays(column).filter(|_| same_unit)).collect();
    let far: Vec<Option<i64>> = columns.iter().map(|column| column.distance_km.map(i64::from)).collect();
    let free: Vec<Option<jiff::civil::DateTime>> = columns.iter().map(|column| column.next_free).collect();
    let marks = [least(&paid), least(&far), least(&free)];
    for (at, column) in columns.iter_mut().enumerate() {
        for (best, mark) in column.best.iter_mut().zip(&marks) {
            *best = mark.get(at).copied().unwrap_or(false);
        }
    }
}

/// Which of some values are the least; none where there is nothing to choose between.
fn least<T: Copy + Ord>(values: &[Option<T>]) -> Vec<bool> {
    let known: Vec<T> = values.iter().flatten().copied().collect();
    let (low, high) = (known.iter().min(), known.iter().max());
    values.iter().map(|value| value.is_some() && value.as_ref() == low && low != high).collect()
}

/// Others of the technique of the first, the nearest first.
fn others(sight: &mut Sight, keys: &[Key], purse: Option<&Purse>) -> Result<Vec<(Key, Text, Text)>, Halt> {
    let Some(first) = keys.first() else { return Ok(Vec::new()) };
    let row = sight.listing(*first)?;
    let Some(technique) = row.body.technique().map(str::to_owned) else { return Ok(Vec::new()) };
    let from = purse.map_or(row.body.place(), |purse| purse.enterprise.body.place);
    let mut found = Vec::new();
    let catalogue = sight.catalogue()?;
    for other in catalogue.rows.iter().filter(|row| row.body.technique() == Some(technique.as_str())) {
        let key = Key { home: other.jurisdiction, id: other.id };
        if !keys.contains(&key) {
            let km = sight.places().distance_km(from, other.body.place()).unwrap_or(f64::MAX);
            found.push((km, key, other));
        }
    }
    found.sort_by(|one, two| one.0.total_cmp(&two.0).then(one.1.cmp(&two.1)));
    let mut others = Vec::new();
    for (_, key, other) in found.into_iter().take(OTHERS_MAX) {
        let (name, model) = (shown_name(&other.body), model_of(&other.body));
        let name = Text::new(format!("{} {model}", name.en), format!("{} {model}", name.zh));
        others.push((key, name, sight.organisation_name(other.jurisdiction, other.provider)?));
    }
    Ok(others)
}

#[cfg(test)]
mod tests {
    use super::least;

    #[test]
    fn the_least_is_marked_only_where_there_is_a_choice() {
        assert_eq!(least(&[Some(3), Some(1), None, Some(1)]), [false, true, false, true]);
        assert_eq!(least(&[Some(1), Some(1)]), [false, false]);
        assert_eq!(least::<i64>(&[None, None]), [false, false]);
    }
}
