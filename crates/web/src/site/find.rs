//! Searching the catalogue: words, filters, order, and what each hit costs the reader.

use std::cmp::Reverse;
use std::sync::Arc;

use askama::Template;
use axum::Router;
use axum::response::Response;
use axum::routing::get;
use jiangnan_exchange::Actor;
use jiangnan_exchange::purse::Purse;
use jiangnan_kernel::{Currency, Date, Money, PlaceCode};
use jiangnan_search::{Wanted, first, tally};
use jiangnan_store::entity::catalogue::{Listing, OrganisationRow};
use jiangnan_store::entity::people::Role;

use super::facets::{Choice, Own};
use super::free::Free;
use super::index::{Catalogue, model_of, shown_name};
use super::instrument::techniques_of_expert;
use super::prices::Prices;
use super::{Ask, Halt, Sight, Site, asker, price, slots};
use crate::form::{Input, SearchQuery, Sort};
use crate::frame::Frame;
use crate::locale::{Language, Locale};
use crate::page::SearchPage;
use crate::view::Key;
use crate::view::asker::PricedFor;
use crate::view::find::{Empty, HITS_PER_PAGE, Hit, Offer, Search};

/// The most words that are offered where nothing was found.
const INSTEAD_MAX: usize = 4;

pub(super) fn routes() -> Router<Arc<Site>> {
    Router::new().route("/instruments", get(search))
}

async fn search(ask: Ask, input: Input) -> Result<Response, Halt> {
    let query = SearchQuery::parse(&input);
    let chinese = ask.locale().language == Language::ZhCn;
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

/// The page of a search as somebody sees it in Chinese or English, and how many hits it tells of: the whole answer
/// without the way to it, for measurements.
///
/// # Errors
/// Where the database or the index fails.
pub fn search_page(
    site: &Arc<Site>,
    actor: Option<Actor>,
    pairs: &[(&str, &str)],
    chinese: bool,
) -> Result<(u64, String), Halt> {
    let query = SearchQuery::parse(&Input::of_pairs(pairs.iter().copied()));
    let mut sight = Sight::open(site, actor)?;
    let v = look_up(&mut sight, query, chinese)?;
    let l = Locale::new(if chinese { Language::ZhCn } else { Language::En });
    let (total, page) = (v.total, SearchPage { l, frame: Frame::default(), v });
    Ok((total, page.render().map_err(|error| Halt::Broken(error.to_string()))?))
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

/// Whole kilometres between an enterprise and a place.
pub fn distance(sight: &Sight, from: Option<&OrganisationRow>, to: PlaceCode) -> Option<u32> {
    kilometres(sight, from.map(|row| row.body.place), to)
}

/// Whole kilometres between where somebody is and a place.
fn kilometres(sight: &Sight, from: Option<PlaceCode>, to: PlaceCode) -> Option<u32> {
    let km = sight.places().distance_km(from?, to)?;
    // No two places on earth are further apart than 32 bits of kilometres.
    #[allow(clippy::cast_possible_truncation, clippy::cast_sign_loss)]
    Some(km.max(0.0).round() as u32)
}

/// One search.
pub(super) struct Finder {
    query: SearchQuery,
    catalogue: Arc<Catalogue>,
    wanted: Wanted,
    priced_for: PricedFor,
    purse: Option<Purse>,
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
    pub(super) fn new(sight: &mut Sight, query: SearchQuery) -> Result<Finder, Halt> {
        let catalogue = sight.catalogue()?;
        let today = sight.today(sight.site.group);
        let (priced_for, purse) = asker::priced_for(sight, &catalogue, &query, today)?;
        let seat = purse.as_ref().map(|purse| purse.enterprise.body.place);
        let places = sight.places().places();
        let distances = places.iter().map(|place| kilometres(sight, seat, place.code)).collect();
        let wanted = catalogue.view.read(&query.q)?;
        Ok(Finder { wanted, today, query, catalogue, priced_for, purse, distances })
    }

    pub(super) fn page(self, sight: &mut Sight, chinese: bool) -> Result<Search, Halt> {
        let matches = self.catalogue.view.matches(&self.wanted, self.query.sort == Sort::Relevance)?;
        let site = Arc::clone(&sight.site);
        let prices = site.prices.get(sight, &self.catalogue, self.purse.as_ref(), self.today)?;
        let wanted_day: Option<Date> = self.query.one("free").parse().ok();
        let free = match (self.query.sort, wanted_day) {
            (Sort::NextFree, _) | (_, Some(_)) => Some(site.free.get(sight, &self.catalogue)?),
            _ => None,
        };
        let on_day = free.as_ref().zip(wanted_day).map(|(free, day)| free.on(day));
        let affordable = self.most_minor(sight.currency()).map(|most| prices.up_to(most));
        let own = Own {
            prices: &prices,
            asked: self.purse.is_some(),
            free: on_day.as_deref(),
            affordable: affordable.as_deref(),
        };
        let choice = Choice::new(&site, &self.catalogue, &self.query, own);
        let tally = tally(&matches.rows, &choice.columns());
        let fits = matches.rows.iter().zip(&matches.scores).zip(&tally.passes).filter(|(_, passes)| **passes);
        let hits: Vec<Found> = fits.map(|((row, score), _)| self.found(*row, *score)).collect();
        let total = u64::try_from(hits.len()).unwrap_or(0);
        let pages = total.div_ceil(HITS_PER_PAGE);
        let page = self.query.page.min(pages.max(1));
        let until = usize::try_from(page.saturating_mul(HITS_PER_PAGE)).unwrap_or(usize::MAX);
        let from = usize::try_from((page - 1).saturating_mul(HITS_PER_PAGE)).unwrap_or(usize::MAX);
        let mut shown = Vec::new();
        for found in self.order(hits, until, &prices, free.as_deref()).into_iter().skip(from) {
            let hit = self.hit(sight, found)?;
            debug_assert!(
                hit.as_ref()
                    .is_none_or(|hit| hit.own_minor().is_none_or(|minor| prices.is(found.row, minor))),
                "the table of prices and the quote of the row differ: {hit:?}"
            );
            shown.extend(hit);
        }
        let (facets, flags) = (choice.facets(&tally), choice.flags(&tally));
        let free_count = choice.free_count(&tally);
        let map = site.atlas.map(&choice.counted_cities(&tally), &self.query);
        let empty = self.empty(total, matches.rows.len());
        if total == 0 && page == 1 {
            self.note_missed(&site);
        }
        let instead = if empty == Some(Empty::Words) { self.instead(sight, chinese) } else { Vec::new() };
        let stranger = !matches!(self.priced_for, PricedFor::Enterprise(_));
        let asker = stranger.then(|| asker::questions(sight, &self.query, self.purse.as_ref()));
        Ok(Search {
            query: SearchQuery { page, ..self.query },
            total,
            pages,
            hits: shown,
            facets,
            flags,
            free_count,
            map,
            asker,
            priced_for: self.priced_for,
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

    /// Counts a search in vain: for what, from which city, not by whom.
    fn note_missed(&self, site: &Site) {
        let technique = self.wanted.meanings.first().map_or("", |meaning| meaning.code.as_str());
        if !self.wanted.is_empty() {
            site.missed.note(self.seat(site), technique);
        }
    }

    /// The city of who asks; the city group where nobody told.
    fn seat(&self, site: &Site) -> PlaceCode {
        self.purse.as_ref().map_or(site.group, |purse| purse.enterprise.body.place)
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

    /// The first hits in the wanted order; what is equal by it stands by fit, then by distance.
    fn order(&self, hits: Vec<Found>, count: usize, prices: &Prices, free: Option<&Free>) -> Vec<Found> {
        let by = |column: Option<&Vec<i64>>, found: &Found| {
            column.and_then(|column| column.get(found.row as usize)).copied().unwrap_or(i64::MAX)
        };
        let key = |found: &Found| match self.query.sort {
            Sort::OwnPart => by(Some(&prices.own_minor), found),
            Sort::NextFree => by(free.map(|free| &free.next), found),
            Sort::Distance => i64::from(found.far),
            Sort::Relevance => 0,
        };
        first(hits, count, |found| (key(found), Reverse(found.score), found.far, found.row))
    }

    /// The most that the reader wants to pay, in minor units of the currency of the group.
    fn most_minor(&self, currency: Currency) -> Option<i64> {
        let typed = self.query.one("price").chars();
        let plain: String = typed.filter(|c| c.is_ascii_digit() || *c == '.').collect();
        currency.parse_minor(&plain).ok()
    }

    fn hit(&self, sight: &mut Sight, found: Found) -> Result<Option<Hit>, Halt> {
        let row = self.catalogue.rows.get(found.row as usize);
        let (Some(row), Some(item)) = (row, self.catalogue.view.shelf().item(found.row)) else {
            return Ok(None);
        };
        let listing: &Listing = &row.body;
        let offer = match &self.purse {
            Some(purse) => sight.ask(|desk| price::unit_offer_to(desk, row, purse, self.today))?,
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
            techniques: techniques_of_expert(sight, listing),
            provider: item.provider_name.clone(),
            city: sight.place_name(place),
            distance_km: Some(found.far).filter(|km| *km < u32::MAX),
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
