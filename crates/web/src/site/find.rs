//! Searching the catalogue: words, filters, order, and what each hit costs the reader.

use std::collections::HashMap;
use std::sync::Arc;

use axum::Router;
use axum::response::Response;
use axum::routing::get;
use jiangnan_kernel::{Currency, Date, Id, Money, PlaceCode, Text};
use jiangnan_store::entity::catalogue::{Listing, OrganisationRow};
use jiangnan_store::entity::people::Role;

use super::index::{Entry, Index, Wanted};
use super::{Ask, Halt, Sight, Site, price, slots};
use crate::form::{Input, SearchQuery, Sort};
use crate::page::SearchPage;
use crate::view::find::{Facet, FacetValue, HITS_PER_PAGE, Hit, Offer, Search};

/// The most values of a facet.
const FACET_MAX: usize = 12;
/// The most words that are offered where nothing was found.
const INSTEAD_MAX: usize = 4;

pub(super) fn routes() -> Router<Arc<Site>> {
    Router::new().route("/instruments", get(search))
}

async fn search(ask: Ask, input: Input) -> Result<Response, Halt> {
    let query = SearchQuery::parse(&input);
    let chinese = ask.locale().language == crate::locale::Language::ZhCn;
    let v = ask.read(move |sight| Finder::new(sight, query)?.page(sight, chinese)).await?;
    Ok(ask.show(&SearchPage { l: ask.locale(), frame: ask.frame(), v }))
}

/// The enterprise of an engineer, for which prices are computed.
///
/// # Errors
/// Where the database cannot be read.
pub fn payer(sight: &mut Sight) -> Result<Option<OrganisationRow>, Halt> {
    let actor = sight.envelope.actor.clone();
    if actor.role != Role::Engineer {
        return Ok(None);
    }
    sight.organisation(actor.home, actor.organisation).map(Some)
}

/// Whole kilometres between two places.
pub fn distance(sight: &Sight, from: Option<&OrganisationRow>, to: PlaceCode) -> Option<u32> {
    let km = sight.places().distance_km(from?.body.place, to)?;
    // No two places on earth are further apart than 32 bits of kilometres.
    #[allow(clippy::cast_possible_truncation, clippy::cast_sign_loss)]
    Some(km.max(0.0).round() as u32)
}

/// One search.
struct Finder {
    query: SearchQuery,
    index: Arc<Index>,
    wanted: Wanted,
    places: Vec<PlaceCode>,
    payer: Option<OrganisationRow>,
    today: Date,
    distances: HashMap<PlaceCode, Option<u32>>,
}

/// An entry that fits the words.
struct Found<'i> {
    entry: &'i Entry,
    score: u32,
}

impl Finder {
    fn new(sight: &mut Sight, query: SearchQuery) -> Result<Finder, Halt> {
        let index = sight.site.index(sight.reader())?;
        let payer = payer(sight)?;
        let mut distances = HashMap::new();
        for entry in &index.entries {
            distances.entry(entry.place).or_insert_with(|| distance(sight, payer.as_ref(), entry.place));
        }
        Ok(Finder {
            wanted: Wanted::read(&query.q, &sight.site.techniques),
            places: query.place.iter().filter_map(|code| code.parse().ok()).collect(),
            today: sight.today(sight.site.group),
            query,
            index,
            payer,
            distances,
        })
    }

    fn page(self, sight: &mut Sight, chinese: bool) -> Result<Search, Halt> {
        let tree = &sight.site.techniques;
        let entries = self.index.entries.iter();
        let all: Vec<Found<'_>> = entries
            .filter_map(|entry| Some(Found { entry, score: entry.score(&self.wanted, tree)? }))
            .collect();
        let facets = vec![self.technique_facet(sight, &all), self.place_facet(sight, &all)];
        let mut hits: Vec<&Found<'_>> = all
            .iter()
            .filter(|found| self.in_techniques(sight, found.entry) && self.in_places(sight, found.entry))
            .collect();
        self.order(sight, &mut hits)?;
        let total = u64::try_from(hits.len()).unwrap_or(0);
        let pages = total.div_ceil(HITS_PER_PAGE);
        let page = self.query.page.min(pages.max(1));
        let first = usize::try_from((page - 1).saturating_mul(HITS_PER_PAGE)).unwrap_or(usize::MAX);
        let shown = hits.iter().skip(first).take(usize::try_from(HITS_PER_PAGE).unwrap_or(usize::MAX));
        let mut rows = Vec::new();
        for found in shown {
            rows.extend(self.hit(sight, found.entry)?);
        }
        let instead = if total == 0 { self.instead(sight, chinese) } else { Vec::new() };
        Ok(Search {
            query: SearchQuery { page, ..self.query },
            total,
            pages,
            hits: rows,
            facets,
            payer: self.payer.map(|row| row.body.name.clone()),
            instead,
        })
    }

    fn in_techniques(&self, sight: &Sight, entry: &Entry) -> bool {
        let tree = &sight.site.techniques;
        let within = |code: &String| entry.technique.as_deref().is_some_and(|own| tree.is_within(own, code));
        self.query.technique.is_empty() || self.query.technique.iter().any(within)
    }

    fn in_places(&self, sight: &Sight, entry: &Entry) -> bool {
        self.query.place.is_empty()
            || self.places.iter().any(|place| sight.places().is_within(entry.place, *place))
    }

    /// Puts the hits in the wanted order, and leaves out those that are too dear.
    fn order(&self, sight: &mut Sight, hits: &mut Vec<&Found<'_>>) -> Result<(), Halt> {
        let far = |found: &Found<'_>| self.distance(found.entry).unwrap_or(u32::MAX);
        hits.sort_by_key(|found| (std::cmp::Reverse(found.score), far(found), found.entry.key.id));
        let most = self.most_minor(sight.currency());
        if most.is_some() || self.query.sort == Sort::OwnPart {
            let mut dear = HashMap::new();
            for found in hits.iter() {
                dear.insert(found.entry.key, self.own_part_minor(sight, found.entry)?);
            }
            let pays = |found: &Found<'_>| dear.get(&found.entry.key).copied().flatten();
            if let Some(most) = most {
                hits.retain(|found| pays(found).is_some_and(|minor| minor <= most));
            }
            if self.query.sort == Sort::OwnPart {
                hits.sort_by_key(|found| pays(found).unwrap_or(i64::MAX));
            }
        }
        match self.query.sort {
            Sort::Distance => hits.sort_by_key(|found| far(found)),
            Sort::NextFree => {
                let mut free = HashMap::new();
                for found in hits.iter() {
                    let row = sight.listing(found.entry.key)?;
                    let next = sight.ask(|desk| slots::next_free_of(desk, &row))?;
                    free.insert(found.entry.key, next.map(|slot| slot.start()));
                }
                let next = |found: &Found<'_>| free.get(&found.entry.key).copied().flatten();
                hits.sort_by_key(|found| (next(found).is_none(), next(found)));
            }
            Sort::Relevance | Sort::OwnPart => {}
        }
        Ok(())
    }

    /// The most that the reader wants to pay, in minor units of the currency of the group.
    fn most_minor(&self, currency: Currency) -> Option<i64> {
        let plain: String = self.query.price.chars().filter(|c| c.is_ascii_digit() || *c == '.').collect();
        currency.parse_minor(&plain).ok()
    }

    /// What the reader pays for a unit; the list price for a stranger.
    fn own_part_minor(&self, sight: &mut Sight, entry: &Entry) -> Result<Option<i64>, Halt> {
        let row = sight.listing(entry.key)?;
        let Some(enterprise) = self.enterprise() else {
            return Ok(price::list_price(&row.body, self.today).map(|money| money.minor));
        };
        let offer = sight.ask(|desk| price::unit_offer(desk, &row, enterprise, self.today))?;
        Ok(offer.map(|offer| offer.quote.own_part_minor))
    }

    fn enterprise(&self) -> Option<(PlaceCode, Id)> {
        self.payer.as_ref().map(|row| (row.jurisdiction, row.id))
    }

    fn distance(&self, entry: &Entry) -> Option<u32> {
        self.distances.get(&entry.place).copied().flatten()
    }

    fn hit(&self, sight: &mut Sight, entry: &Entry) -> Result<Option<Hit>, Halt> {
        let row = sight.listing(entry.key)?;
        let listing: &Listing = &row.body;
        let offer = match self.enterprise() {
            Some(enterprise) => sight.ask(|desk| price::unit_offer(desk, &row, enterprise, self.today))?,
            None => None,
        };
        let list_price = price::list_price(listing, self.today);
        let shown = match &offer {
            Some(offer) => price::hit_offer(offer, sight.places()),
            None => Offer::Unknown,
        };
        let (unit, _) = price::one_unit(listing, self.today);
        let next = sight.ask(|desk| slots::next_free_of(desk, &row))?;
        let price = offer.map(|offer| offer.price.with_tax).or(list_price);
        Ok(Some(Hit {
            id: entry.key,
            name: entry.name.clone(),
            model: entry.model.clone(),
            provider: entry.provider.clone(),
            city: sight.place_name(entry.place),
            distance_km: self.distance(entry),
            price: price.unwrap_or_else(|| Money::zero(sight.currency())),
            unit,
            offer: shown,
            next_free: next.map(|slot| sight.local(slot.start(), entry.place)),
        }))
    }

    fn technique_facet(&self, sight: &Sight, all: &[Found<'_>]) -> Facet {
        let mut counts: HashMap<&str, u64> = HashMap::new();
        for found in all.iter().filter(|found| self.in_places(sight, found.entry)) {
            if let Some(code) = &found.entry.technique {
                *counts.entry(code).or_default() += 1;
            }
        }
        let named = |code: &str| sight.site.techniques.get(code).map(|node| node.name.clone());
        facet("technique", counts, &self.query.technique, named)
    }

    fn place_facet(&self, sight: &Sight, all: &[Found<'_>]) -> Facet {
        let mut counts: HashMap<&str, u64> = HashMap::new();
        for found in all.iter().filter(|found| self.in_techniques(sight, found.entry)) {
            for place in sight.places().with_ancestors(found.entry.place).filter(|place| place.treasury) {
                *counts.entry(place.code.as_str()).or_default() += 1;
            }
        }
        let named = |code: &str| Some(sight.places().get(code.parse().ok()?)?.name.clone());
        facet("place", counts, &self.query.place, named)
    }

    /// Words that would find something: those most like what was typed, else the most common techniques.
    fn instead(&self, sight: &Sight, chinese: bool) -> Vec<String> {
        let tree = &sight.site.techniques;
        let typed = self.query.q.to_lowercase();
        let counts = self.index.by_technique();
        let mut close: Vec<(f64, &str)> = Vec::new();
        for node in counts.keys().filter_map(|code| tree.get(code)) {
            let like = |phrase: &str| strsim::normalized_damerau_levenshtein(&typed, &phrase.to_lowercase());
            let best = node.phrases().map(|phrase| (like(phrase), phrase));
            close.extend(best.max_by(|one, other| one.0.total_cmp(&other.0)).filter(|(like, _)| *like > 0.5));
        }
        close.sort_by(|one, other| other.0.total_cmp(&one.0).then(one.1.cmp(other.1)));
        if !close.is_empty() {
            return close.into_iter().take(INSTEAD_MAX).map(|(_, phrase)| phrase.to_owned()).collect();
        }
        let mut common: Vec<(&str, u64)> = counts.into_iter().collect();
        common.sort_by_key(|(_, count)| std::cmp::Reverse(*count));
        let name = |(code, _): (&str, u64)| {
            let name = &tree.get(code)?.instrument;
            Some(name.get(if chinese { "zh" } else { "en" }).to_owned())
        };
        common.into_iter().filter_map(name).take(INSTEAD_MAX).collect()
    }
}

/// A facet of counted codes: the most common ones, and those that are chosen.
fn facet(
    name: &'static str,
    counts: HashMap<&str, u64>,
    chosen: &[String],
    named: impl Fn(&str) -> Option<Text>,
) -> Facet {
    let mut codes: Vec<(String, u64)> =
        counts.into_iter().map(|(code, count)| (code.to_owned(), count)).collect();
    codes.sort_by(|one, other| other.1.cmp(&one.1).then_with(|| one.0.cmp(&other.0)));
    let uncounted = chosen.iter().filter(|code| !codes.iter().any(|(known, _)| known == *code));
    let uncounted: Vec<(String, u64)> = uncounted.map(|code| (code.clone(), 0)).collect();
    codes.extend(uncounted);
    let values = codes.into_iter().enumerate().filter_map(|(rank, (code, count))| {
        let chosen = chosen.contains(&code);
        let value = FacetValue { label: named(&code)?, code, count, chosen };
        (rank < FACET_MAX || chosen).then_some(value)
    });
    Facet { name, values: values.collect() }
}
