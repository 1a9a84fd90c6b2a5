//! What is missing: searches in vain, wait lists and far travel, by technique and city.

use std::collections::{BTreeMap, HashMap};
use std::sync::{Arc, Mutex, PoisonError};

use axum::Router;
use axum::response::Response;
use axum::routing::get;
use jiangnan_kernel::{Date, Id, Instant, PlaceCode, Text};
use jiangnan_store::Query;
use jiangnan_store::entity::catalogue::OrganisationRow;
use jiangnan_store::list::{self, ChainEnds};

use super::READERS;
use crate::locale::Language;
use crate::page::UnmetPage;
use crate::site::index::Catalogue;
use crate::site::sheet::{file, quoted};
use crate::site::{Ask, Halt, Sight, Site};
use crate::view::unmet::{HIDDEN_BELOW, Unmet, UnmetRow};

/// How far back is looked, in days.
const DAYS: i64 = 92;
/// From how many kilometres on travel is far.
const FAR_KM: f64 = 200.0;
/// How old an answer may be where something happened meanwhile, in seconds.
const STALE_SECONDS: i64 = 600;

pub(super) fn routes() -> Router<Arc<Site>> {
    Router::new().route("/officer/unmet", get(show)).route("/officer/unmet.csv", get(download))
}

async fn show(ask: Ask) -> Result<Response, Halt> {
    let v = unmet(&ask).await?;
    Ok(ask.show(&UnmetPage { l: ask.locale(), frame: ask.frame(), v }))
}

async fn download(ask: Ask) -> Result<Response, Halt> {
    let v = unmet(&ask).await?;
    let language = if ask.locale().language == Language::ZhCn { "zh" } else { "en" };
    Ok(file("text/csv; charset=utf-8", &format!("unmet-{}.csv", v.until), csv(&v, language).into_bytes()))
}

async fn unmet(ask: &Ask) -> Result<Unmet, Halt> {
    ask.needs(&READERS)?;
    ask.read(|sight| {
        // What was counted a moment ago belongs to what is shown.
        sight.site.write_missed()?;
        let sums = sight.site.demand.get(sight)?;
        Ok(view(sight, &sums))
    })
    .await
}

/// The last answer.
#[derive(Default)]
pub struct DemandShelf(Mutex<Option<Arc<Sums>>>);

/// What is missing by technique and city, all of it.
#[derive(Debug)]
pub struct Sums {
    ends: ChainEnds,
    made: Instant,
    since: Date,
    by: BTreeMap<(String, PlaceCode), Sum>,
}

/// What is missing of one technique in one city.
#[derive(Clone, Copy, Debug, Default)]
struct Sum {
    missed: u64,
    waiting: u64,
    far: u64,
}

impl DemandShelf {
    fn get(&self, sight: &Sight) -> Result<Arc<Sums>, Halt> {
        let (ends, now) = (list::chain_ends(sight.reader())?, sight.now());
        let known = self.0.lock().unwrap_or_else(PoisonError::into_inner).clone();
        let holds = |known: &Arc<Sums>| {
            let age = now.seconds() - known.made.seconds();
            known.ends == ends && age < Instant::DAY || (1..=STALE_SECONDS).contains(&age)
        };
        if let Some(known) = known.filter(holds) {
            return Ok(known);
        }
        let fresh = Arc::new(Sums::read(sight, ends)?);
        *self.0.lock().unwrap_or_else(PoisonError::into_inner) = Some(Arc::clone(&fresh));
        Ok(fresh)
    }
}

impl Sums {
    fn read(sight: &Sight, ends: ChainEnds) -> Result<Sums, Halt> {
        let (made, catalogue) = (sight.now(), sight.catalogue()?);
        let start = made.plus_seconds(-DAYS * Instant::DAY);
        let since = sight.local(start, sight.site.group).date();
        let mut sums = Sums { ends, made, since, by: BTreeMap::new() };
        for row in list::missed_since(sight.reader(), &since.strftime("%Y-%m").to_string())? {
            sums.at(row.technique, row.place).missed += u64::try_from(row.count).unwrap_or(0);
        }
        let mut seats = Seats { sight, catalogue: &catalogue, known: HashMap::new() };
        for row in list::waits_since(sight.reader(), start)? {
            let from = seats.of((row.enterprise_home, row.enterprise))?;
            let stands = seats.listing((row.jurisdiction, row.instrument));
            if let (Some(from), Some((technique, _))) = (from, stands) {
                sums.at(technique, from).waiting += 1;
            }
        }
        for used in list::uses_since(sight.reader(), start)? {
            let from = seats.of(used.enterprise)?;
            if let (Some(from), Some((technique, to))) = (from, seats.listing(used.instrument)) {
                let km = sight.places().distance_km(from, to);
                sums.at(technique, from).far += u64::from(km.is_some_and(|km| km >= FAR_KM));
            }
        }
        Ok(sums)
    }

    fn at(&mut self, technique: String, place: PlaceCode) -> &mut Sum {
        self.by.entry((technique, place)).or_default()
    }
}

/// Where enterprises and instruments are.
struct Seats<'s> {
    sight: &'s Sight,
    catalogue: &'s Catalogue,
    known: HashMap<(PlaceCode, Id), Option<PlaceCode>>,
}

impl Seats<'_> {
    fn of(&mut self, key: (PlaceCode, Id)) -> Result<Option<PlaceCode>, Halt> {
        if let Some(place) = self.known.get(&key) {
            return Ok(*place);
        }
        let found = self.sight.reader().find::<OrganisationRow>(&key)?;
        let place = found.map(|row| row.body.place);
        self.known.insert(key, place);
        Ok(place)
    }

    /// Technique and place of a listing.
    fn listing(&self, key: (PlaceCode, Id)) -> Option<(String, PlaceCode)> {
        let shelf = self.catalogue.view.shelf();
        let item = shelf.item(shelf.row(&key)?)?;
        Some((item.technique.clone().unwrap_or_default(), item.place))
    }
}

/// What the page shows: nothing that few have done.
fn view(sight: &Sight, sums: &Sums) -> Unmet {
    let shown = |count: u64| Some(count).filter(|count| *count >= HIDDEN_BELOW);
    let technique = |code: &str| match sight.site.techniques.get(code) {
        Some(node) => node.name.clone(),
        None => Text::new("other words", "其他检索词"),
    };
    let mut rows: Vec<UnmetRow> = sums
        .by
        .iter()
        .map(|((code, place), sum)| UnmetRow {
            technique: technique(code),
            city: sight.place_name(*place),
            missed: shown(sum.missed),
            waiting: shown(sum.waiting),
            far: shown(sum.far),
        })
        .filter(|row| row.total() > 0)
        .collect();
    rows.sort_by_key(|row| std::cmp::Reverse(row.total()));
    // A day's end is not waited for: what is counted until now is shown.
    Unmet { since: sums.since, until: sight.today(sight.site.group), far_km: 200, rows }
}

/// The rows as comma-separated values, with a mark by which spreadsheets know the encoding.
fn csv(unmet: &Unmet, language: &str) -> String {
    let mut text = "\u{feff}technique,city,searches_without_hit,waits,far_travel\r\n".to_owned();
    for row in &unmet.rows {
        let count = |count: Option<u64>| count.map(|count| count.to_string()).unwrap_or_default();
        let cells = [quoted(row.technique.get(language)), quoted(row.city.get(language))];
        let counts = [row.missed, row.waiting, row.far].map(count);
        text.push_str(&cells.into_iter().chain(counts).collect::<Vec<_>>().join(","));
        text.push_str("\r\n");
    }
    text
}
