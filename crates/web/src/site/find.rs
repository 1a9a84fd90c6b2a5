//! Searching the catalogue: words, filters, order, and what each hit costs the reader.

use std::cmp::Reverse;
use std::collections::HashMap;
use std::sync::Arc;

use axum::Router;
use axum::response::Response;
use axum::routing::get;
use jiangnan_kernel::{Currency, Date, Id, Money, PlaceCode};
use jiangnan_search::{Wanted, first, tally};
use jiangnan_store::entity::catalogue::{Listing, ListingRow, OrganisationRow};
use jiangnan_store::entity::people::Role;

use super::facets::Choice;
use super::index::{Catalogue, model_of, shown_name};
use super::{Ask, Halt, Sight, Site, price, slots};
use crate::form::{Input, SearchQuery, Sort};
use crate::page::SearchPage;
use crate::view::Key;
use crate::view::find::{Empty, HITS_PER_PAGE, Hit, Offer, Search};

/// The most words that are offered where nothing was found.
const INSTEAD_MAX: usize = 4;

pub(super) fn routes() -> Router<Arc<Site>> {
    Router::new().route("/instruments", get(search))
}

async fn search(ask: Ask, input: Input) -> Result<Response, Halt> {
    let query = SearchQuery::parse(&input);
    let chinese = ask.locale().language == crate::locale::Language::ZhCn;
    let v = ask.read(move |sight| look_up(sight, query, chinese)).await?;
    Ok(ask.show(&SearchPage { l: ask.locale(), frame: ask.frame(), v }))
}

/// A page of hits with what the reader pays.
///
/// # Errors
/// Where the database cannot be read.
pub fn look_up(sight: &mut Sight, query: SearchQuery, chinese: bool) -> Result<Search, Halt> {
    Finder::new(sight, query)?.page(sight, chinese)
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
    catalogue: Arc<Catalogue>,
    wanted: Wanted,
    payer: Option<OrganisationRow>,
    today: Date,
    /// How far each place is, in the order of the places.
    distances: Vec<Option<u32>>,
}

/// A row that fits.
#[derive(Clone, Copy, Debug)]
struct Found {
    row: u32,
    /// How well, in thousandths.
    score: i64,
    far: u32,
}

impl Finder {
    fn new(sight: &mut Sight, query: SearchQuery) -> Result<Finder, Halt> {
        let catalogue = sight.catalogue()?;
        let payer = payer(sight)?;
        let places = sight.places().places();
        let distances = places.iter().map(|place| distance(sight, payer.as_ref(), place.code)).collect();
        let wanted = catalogue.view.read(&query.q)?;
        Ok(Finder { wanted, today: sight.today(sight.site.group), query, catalogue, payer, distances })
    }

    fn page(self, sight: &mut Sight, chinese: bool) -> Result<Search, Halt> {
        let matches = self.catalogue.view.matches(&self.wanted, self.query.sort == Sort::Relevance)?;
        let site = Arc::clone(&sight.site);
        let choice = Choice::new(&site, &self.catalogue, &self.query);
        let tally = tally(&matches.rows, &choice.columns());
        let fits = matches.rows.iter().zip(&matches.scores).zip(&tally.passes).filter(|(_, passes)| **passes);
        let hits: Vec<Found> = fits.map(|((row, score), _)| self.found(*row, *score)).collect();
        let hits = self.affordable(sight, hits)?;
        let total = u64::try_from(hits.len()).unwrap_or(0);
        let pages = total.div_ceil(HITS_PER_PAGE);
        let page = self.query.page.min(pages.max(1));
        let until = usize::try_from(page.saturating_mul(HITS_PER_PAGE)).unwrap_or(usize::MAX);
        let from = usize::try_from((page - 1).saturating_mul(HITS_PER_PAGE)).unwrap_or(usize::MAX);
        let mut shown = Vec::new();
        for found in self.order(sight, hits, until)?.into_iter().skip(from) {
            shown.extend(self.hit(sight, found.row)?);
        }
        let (facets, flags) = (choice.facets(&tally), choice.flags(&tally));
        let empty = self.empty(total, matches.rows.len());
        let instead = if empty == Some(Empty::Words) { self.instead(sight, chinese) } else { Vec::new() };
        Ok(Search {
            query: SearchQuery { page, ..self.query },
            total,
            pages,
            hits: shown,
            facets,
            flags,
            payer: self.payer.map(|row| row.body.name.clone()),
            corrected: self.wanted.corrected,
            empty,
            instead,
        })
    }

    fn found(&self, row: u32, score: f32) -> Found {
        let place = self.catalogue.view.shelf().place.get(row as usize).copied();
        let far = place.and_then(|place| self.distances.get(place as usize).copied().flatten());
        // Scores are small numbers above zero; thousandths of them tell hits apart.
        #[allow(clippy::cast_possible_truncation)]
        let score = (f64::from(score) * 1_000.0) as i64;
        Found { row, score, far: far.unwrap_or(u32::MAX) }
    }

    /// Why there is nothing to show.
    fn empty(&self, total: u64, matched: usize) -> Option<Empty> {
        match (total, matched) {
            (1.., _) => None,
            _ if self.catalogue.rows.is_empty() => Some(Empty::Nothing),
            (_, 0) => Some(Empty::Words),
            _ => Some(Empty::Narrowed),
        }
    }

    fn listing(&self, row: u32) -> Option<&ListingRow> {
        self.catalogue.rows.get(row as usize)
    }

    /// Leaves out what is too dear.
    fn affordable(&self, sight: &mut Sight, hits: Vec<Found>) -> Result<Vec<Found>, Halt> {
        let Some(most) = self.most_minor(sight.currency()) else { return Ok(hits) };
        let mut left = Vec::new();
        for found in hits {
            if self.own_part_minor(sight, found.row)?.is_some_and(|minor| minor <= most) {
                left.push(found);
            }
        }
        Ok(left)
    }

    /// The first hits in the wanted order; what is equal by it stands by fit, then by distance.
    fn order(&self, sight: &mut Sight, hits: Vec<Found>, count: usize) -> Result<Vec<Found>, Halt> {
        let mut by: HashMap<u32, i64> = HashMap::new();
        for found in &hits {
            let key = match self.query.sort {
                Sort::OwnPart => self.own_part_minor(sight, found.row)?,
                Sort::NextFree => self.next_free(sight, found.row)?,
                Sort::Distance => Some(i64::from(found.far)),
                Sort::Relevance => Some(0),
            };
            by.insert(found.row, key.unwrap_or(i64::MAX));
        }
        let key = |found: &Found| by.get(&found.row).copied().unwrap_or(i64::MAX);
        Ok(first(hits, count, |found| (key(found), Reverse(found.score), found.far, found.row)))
    }

    fn next_free(&self, sight: &mut Sight, row: u32) -> Result<Option<i64>, Halt> {
        let Some(row) = self.listing(row) else { return Ok(None) };
        let next = sight.ask(|desk| slots::next_free_of(desk, row))?;
        Ok(next.map(|slot| slot.start().seconds()))
    }

    /// The most that the reader wants to pay, in minor units of the currency of the group.
    fn most_minor(&self, currency: Currency) -> Option<i64> {
        let typed = self.query.one("price").chars();
        let plain: String = typed.filter(|c| c.is_ascii_digit() || *c == '.').collect();
        currency.parse_minor(&plain).ok()
    }

    /// What the reader pays for a unit; the list price for a stranger.
    fn own_part_minor(&self, sight: &mut Sight, row: u32) -> Result<Option<i64>, Halt> {
        let Some(row) = self.listing(row) else { return Ok(None) };
        let Some(enterprise) = self.enterprise() else {
            return Ok(price::list_price(&row.body, self.today).map(|money| money.minor));
        };
        let offer = sight.ask(|desk| price::unit_offer(desk, row, enterprise, self.today))?;
        Ok(offer.map(|offer| offer.quote.own_part_minor))
    }

    fn enterprise(&self) -> Option<(PlaceCode, Id)> {
        self.payer.as_ref().map(|row| (row.jurisdiction, row.id))
    }

    fn hit(&self, sight: &mut Sight, at: u32) -> Result<Option<Hit>, Halt> {
        let (Some(row), Some(item)) = (self.listing(at), self.catalogue.view.shelf().item(at)) else {
            return Ok(None);
        };
        let listing: &Listing = &row.body;
        let offer = match self.enterprise() {
            Some(enterprise) => sight.ask(|desk| price::unit_offer(desk, row, enterprise, self.today))?,
            None => None,
        };
        let shown = match &offer {
            Some(offer) => price::hit_offer(offer, sight.places()),
            None => Offer::Unknown,
        };
        let next = sight.ask(|desk| slots::next_free_of(desk, row))?;
        let price = offer.map(|offer| offer.price.with_tax).or(price::list_price(listing, self.today));
        let place = listing.place();
        Ok(Some(Hit {
            id: Key { home: row.jurisdiction, id: row.id },
            name: shown_name(listing),
            model: model_of(listing),
            provider: item.provider_name.clone(),
            city: sight.place_name(place),
            distance_km: distance(sight, self.payer.as_ref(), place),
            price: price.unwrap_or_else(|| Money::zero(sight.currency())),
            unit: price::one_unit(listing, self.today).0,
            offer: shown,
            next_free: next.map(|slot| sight.local(slot.start(), place)),
        }))
    }

    /// Words that would find something: those most like what was typed, else the most common techniques.
    fn instead(&self, sight: &Sight, chinese: bool) -> Vec<String> {
        let nodes = sight.site.techniques.nodes();
        let mut counts = vec![0_u32; nodes.len()];
        for technique in &self.catalogue.view.shelf().technique {
            if let Some(count) = counts.get_mut(*technique as usize) {
                *count += 1;
            }
        }
        let mut listed: Vec<_> = nodes.iter().zip(counts).filter(|(_, count)| *count > 0).collect();
        let typed = self.query.q.to_lowercase();
        let like = |phrase: &str| strsim::normalized_damerau_levenshtein(&typed, &phrase.to_lowercase());
        let best = |(node, _): &(&jiangnan_catalogue::technique::Node, u32)| {
            let phrases = node.phrases().map(|phrase| (like(phrase), phrase.to_owned()));
            phrases.max_by(|one, other| one.0.total_cmp(&other.0)).filter(|(like, _)| *like > 0.5)
        };
        let mut close: Vec<(f64, String)> = listed.iter().filter_map(best).collect();
        close.sort_by(|one, other| other.0.total_cmp(&one.0).then_with(|| one.1.cmp(&other.1)));
        if !close.is_empty() {
            return close.into_iter().take(INSTEAD_MAX).map(|(_, phrase)| phrase).collect();
        }
        listed.sort_by_key(|(_, count)| Reverse(*count));
        let name = |node: &jiangnan_catalogue::technique::Node| {
            node.instrument.get(if chinese { "zh" } else { "en" }).to_owned()
        };
        listed.into_iter().take(INSTEAD_MAX).map(|(node, _)| name(node)).collect()
    }
}
