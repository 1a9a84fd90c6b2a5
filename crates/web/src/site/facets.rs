//! What hits can be narrowed by: the columns that are counted, and what the page shows of them.

use std::collections::HashMap;

use jiangnan_kernel::place::PlaceKind;
use jiangnan_kernel::{Currency, Money, Place, PlaceCode, PlaceTree, Text};
use jiangnan_search::{Column, Shelf, Tally};

use super::Site;
use super::index::Catalogue;
use super::prices::{BANDS, Prices};
use crate::form::SearchQuery;
use crate::locale::{Language, Locale};
use crate::view::Key;
use crate::view::find::{Facet, FacetValue, Flag};

/// The most values of a facet that are shown, beside those that are chosen.
const VALUES_MAX: usize = 8;

/// The names of the bands in the address, the cheapest first.
const BAND_CODES: [&str; BANDS.len() + 1] = ["1", "2", "3", "4", "5", "6"];

/// Where each column stands among those that are counted.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum At {
    Technique,
    Class,
    Place,
    Provider,
    External,
    Band,
    Voucher,
    Free,
}

/// What depends on the reader, a value for each row.
pub struct Own<'c> {
    /// What everything costs.
    pub prices: &'c Prices,
    /// Whether there is an enterprise for which it is computed.
    pub asked: bool,
    /// 1 where it is free on the wanted day, where one is wanted.
    pub free: Option<&'c [u32]>,
    /// 1 where it is not too dear, where something would be.
    pub affordable: Option<&'c [u32]>,
}

/// What the reader can choose from.
pub struct Choice<'c> {
    site: &'c Site,
    catalogue: &'c Catalogue,
    query: &'c SearchQuery,
    own: Own<'c>,
}

impl<'c> Choice<'c> {
    /// The choice among what a catalogue lists.
    pub fn new(site: &'c Site, catalogue: &'c Catalogue, query: &'c SearchQuery, own: Own<'c>) -> Choice<'c> {
        Choice { site, catalogue, query, own }
    }

    fn shelf(&self) -> &'c Shelf {
        self.catalogue.view.shelf()
    }

    fn places(&self) -> &'c PlaceTree {
        self.site.exchange.places()
    }

    /// The columns, in the order in which [`Choice::facets`] reads their counts.
    pub fn columns(&self) -> Vec<Column<'c>> {
        let (shelf, nodes) = (self.shelf(), self.site.techniques.nodes());
        let (places, providers) = (self.places().places(), shelf.providers());
        let node = |name: &'static str| {
            let tree = &self.site.techniques;
            self.wanted(name, nodes.iter().map(|node| move |code: &str| tree.is_within(&node.code, code)))
        };
        let within = |place: PlaceCode| {
            move |code: &str| code.parse().is_ok_and(|outer| self.places().is_within(place, outer))
        };
        let place = self.wanted("place", places.iter().map(|place| within(place.code)));
        let provider =
            self.wanted("provider", providers.iter().map(|one| move |code: &str| key(one.key) == code));
        let yes = |name: &'static str| self.wanted(name, [false, true].map(|yes| move |_: &str| yes));
        let band = self.wanted("band", BAND_CODES.map(|code| move |wanted: &str| code == wanted));
        // Where nothing is wanted the column is one that lets everything pass.
        let only = |values: Option<&'c [u32]>| Column {
            values: values.unwrap_or_default(),
            further: &[],
            size: 2,
            wanted: values.map(|_| vec![false, true]),
        };
        let Own { prices, free, affordable, .. } = &self.own;
        vec![
            Column {
                values: &shelf.technique,
                further: &shelf.further,
                size: nodes.len(),
                wanted: node("technique"),
            },
            Column { values: &shelf.class, further: &[], size: nodes.len(), wanted: node("class") },
            Column { values: &shelf.place, further: &[], size: places.len(), wanted: place },
            Column { values: &shelf.provider, further: &[], size: providers.len(), wanted: provider },
            Column { values: &shelf.external, further: &[], size: 2, wanted: yes("external") },
            Column { values: &prices.band, further: &[], size: BAND_CODES.len(), wanted: band },
            Column { values: &prices.paid, further: &[], size: 2, wanted: yes("voucher") },
            only(*free),
            only(*affordable),
        ]
    }

    /// For each value whether any chosen code means it; none where no code is chosen.
    fn wanted<F: Fn(&str) -> bool>(
        &self,
        name: &'static str,
        values: impl IntoIterator<Item = F>,
    ) -> Option<Vec<bool>> {
        self.query.all(name).next()?;
        Some(values.into_iter().map(|means| self.query.all(name).any(&means)).collect())
    }

    /// What the page shows of the counts.
    pub fn facets(&self, tally: &Tally) -> Vec<Facet> {
        let nodes = self.site.techniques.nodes();
        let of_nodes = |name, key, at| {
            let values = nodes.iter().map(|node| (node.code.clone(), node.name.clone()));
            self.facet(name, key, values.zip(counts(tally, at)).collect())
        };
        let providers = self.shelf().providers().iter().map(|one| (key(one.key), one.name.clone()));
        vec![
            self.bands(tally),
            of_nodes("technique", "facet-technique", At::Technique),
            of_nodes("class", "facet-class", At::Class),
            self.facet("place", "facet-province", self.provinces(tally)),
            self.facet("place", "facet-city", self.cities(tally)),
            self.facet("provider", "facet-provider", providers.zip(counts(tally, At::Provider)).collect()),
        ]
    }

    /// What is chosen or not.
    pub fn flags(&self, tally: &Tally) -> Vec<Flag> {
        let flag = |name: &'static str, key, at| Flag {
            name,
            key,
            count: counts(tally, at).nth(1).unwrap_or(0),
            chosen: self.query.has(name, "1"),
        };
        let voucher = self.own.asked.then(|| flag("voucher", "facet-voucher", At::Voucher));
        voucher.into_iter().chain([flag("external", "facet-external", At::External)]).collect()
    }

    /// How many would be found on the wanted day.
    pub fn free_count(&self, tally: &Tally) -> Option<u64> {
        self.own.free.and_then(|_| counts(tally, At::Free).nth(1))
    }

    /// The bands of prices, the cheapest first.
    fn bands(&self, tally: &Tally) -> Facet {
        let currency = self.places().get(self.site.group).map_or(Currency::EUR, |place| place.currency);
        let unit = 10_i64.pow(currency.decimals());
        let money = |at: usize| BANDS.get(at).map(|bound| Money::new(bound * unit, currency));
        let en = Locale::new(Language::En);
        let whole = |money: Money| en.money(money).trim_end_matches(['0']).trim_end_matches('.').to_owned();
        let label = |at: usize| match (at.checked_sub(1).and_then(money), money(at)) {
            (None, Some(until)) => {
                Text::new(format!("under {}", whole(until)), format!("{}以下", whole(until)))
            }
            (Some(from), Some(until)) => {
                let both = format!("{}–{}", whole(from), whole(until));
                Text::new(both.clone(), both)
            }
            (from, None) => {
                let from = from.map(whole).unwrap_or_default();
                Text::new(format!("{from} and more"), format!("{from}及以上"))
            }
        };
        let values = BAND_CODES.iter().zip(counts(tally, At::Band)).enumerate().map(|(at, (code, count))| {
            let chosen = self.query.has("band", code);
            FacetValue { code: (*code).to_owned(), label: label(at), count, chosen }
        });
        let values = values.filter(|value| value.count > 0 || value.chosen).collect();
        let key = if self.own.asked { "facet-band" } else { "facet-band-list" };
        Facet { name: "band", key, values }
    }

    /// Each place with a treasury, counting what lies in it.
    fn provinces(&self, tally: &Tally) -> Vec<((String, Text), u64)> {
        let mut sums: HashMap<PlaceCode, u64> = HashMap::new();
        for (place, count) in self.places().places().iter().zip(counts(tally, At::Place)) {
            if let Some(home) = self.places().jurisdiction_of(place.code) {
                *sums.entry(home.code).or_default() += count;
            }
        }
        let homes = self.places().places().iter().filter(|place| place.treasury);
        let sum = |code| sums.get(&code).copied().unwrap_or(0);
        homes.map(|place| ((place.code.to_string(), place.name.clone()), sum(place.code))).collect()
    }

    /// Each city with how many would be found there.
    pub fn counted_cities(&self, tally: &Tally) -> Vec<(&'c Place, u64)> {
        let places = self.places().places().iter().zip(counts(tally, At::Place));
        places.filter(|(place, _)| place.kind == PlaceKind::City).collect()
    }

    fn cities(&self, tally: &Tally) -> Vec<((String, Text), u64)> {
        let cities = self.counted_cities(tally).into_iter().filter(|(place, _)| !place.treasury);
        cities.map(|(place, count)| ((place.code.to_string(), place.name.clone()), count)).collect()
    }

    /// The most common values of a filter, and those that are chosen.
    fn facet(&self, name: &'static str, key: &'static str, values: Vec<((String, Text), u64)>) -> Facet {
        let value = |((code, label), count): ((String, Text), u64)| {
            let chosen = self.query.has(name, &code);
            FacetValue { code, label, count, chosen }
        };
        let mut values: Vec<FacetValue> =
            values.into_iter().map(value).filter(|value| value.count > 0 || value.chosen).collect();
        values.sort_by(|one, other| other.count.cmp(&one.count).then_with(|| one.code.cmp(&other.code)));
        let ranked = values.into_iter().enumerate();
        let values =
            ranked.filter(|(rank, value)| *rank < VALUES_MAX || value.chosen).map(|(_, value)| value);
        Facet { name, key, values: values.collect() }
    }
}

fn counts(tally: &Tally, at: At) -> impl Iterator<Item = u64> + '_ {
    tally.counts.get(at as usize).into_iter().flatten().map(|count| u64::from(*count))
}

fn key((home, id): jiangnan_search::Key) -> String {
    Key { home, id }.to_string()
}
