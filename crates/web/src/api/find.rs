//! Searching, one instrument, its free times.

use axum::Json;
use jiangnan_kernel::{Date, Instant};
use jiangnan_store::entity::catalogue::Listing;
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};

use super::extract::{At, Query};
use super::problem::Trouble;
use super::value::{Amount, KeySchema, Name};
use crate::form::{Input, SearchQuery, Sort};
use crate::site::{Ask, Halt, Sight, parts as site};
use crate::view::Key;
use crate::view::find::{Hit, Offer, Search, SlotState, Unit};

/// What is searched for.
#[derive(Clone, Debug, Default, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
#[serde(default)]
pub struct SearchParams {
    /// Words in Chinese or English.
    #[param(max_length = 200)]
    q: String,
    /// Codes of wanted techniques, separated by commas.
    technique: String,
    /// Codes of wanted places, separated by commas: `CN-SH,CN-JS`.
    place: String,
    /// The most that you want to pay for one unit, in the currency of the city group: `300.00`.
    price: String,
    /// The order of the hits.
    sort: SortBy,
    /// The page, from 1.
    #[param(minimum = 1, default = 1)]
    page: Option<u32>,
}

/// The order of hits.
#[derive(Clone, Copy, Debug, Default, Deserialize, ToSchema)]
#[serde(rename_all = "kebab-case")]
pub enum SortBy {
    /// The best match first.
    #[default]
    Match,
    /// What you pay, the least first.
    Price,
    /// The nearest first.
    Distance,
    /// The next free time first.
    Free,
}

/// A page of hits.
#[derive(Debug, Serialize, ToSchema)]
pub struct Hits {
    /// How many there are on all pages.
    pub total: u64,
    /// The number of this page.
    pub page: u64,
    /// How many pages there are.
    pub pages: u64,
    /// The hits of this page.
    pub hits: Vec<HitAnswer>,
}

/// One instrument or expert that was found.
#[derive(Debug, Serialize, ToSchema)]
pub struct HitAnswer {
    /// Which one.
    #[schema(value_type = KeySchema)]
    pub instrument: Key,
    /// Its name.
    pub name: Name,
    /// Maker and model; may be empty.
    pub model: String,
    /// The name of its provider.
    pub provider: Name,
    /// The name of the city in which it stands.
    pub city: Name,
    /// How far it is from your enterprise, in whole kilometres.
    pub distance_km: Option<u32>,
    /// What one unit costs with tax.
    pub price: Amount,
    /// The unit.
    pub unit: UnitName,
    /// What you pay of it; none where you are not signed in as an engineer.
    pub own_part: Option<Amount>,
    /// The scheme that pays the rest; none where none does.
    pub scheme: Option<Name>,
}

/// What a price is for.
#[derive(Clone, Copy, Debug, Serialize, ToSchema)]
#[serde(rename_all = "kebab-case")]
pub enum UnitName {
    /// One hour.
    Hour,
    /// One day.
    Day,
    /// One sample.
    Sample,
}

impl From<Unit> for UnitName {
    fn from(unit: Unit) -> UnitName {
        match unit {
            Unit::Hour => UnitName::Hour,
            Unit::Day => UnitName::Day,
            Unit::Sample => UnitName::Sample,
        }
    }
}

impl From<Hit> for HitAnswer {
    fn from(hit: Hit) -> HitAnswer {
        let (own_part, scheme) = match &hit.offer {
            Offer::Unknown => (None, None),
            Offer::Subsidised { own_part, scheme } => (Some((*own_part).into()), Some(scheme.into())),
            Offer::Full { .. } => (Some(hit.price.into()), None),
        };
        HitAnswer {
            instrument: hit.id,
            name: (&hit.name).into(),
            model: hit.model,
            provider: (&hit.provider).into(),
            city: (&hit.city).into(),
            distance_km: hit.distance_km,
            price: hit.price.into(),
            unit: hit.unit.into(),
            own_part,
            scheme,
        }
    }
}

impl SearchParams {
    /// The search that the page with the same address would make.
    fn query(self) -> SearchQuery {
        let many = [("technique", &self.technique), ("place", &self.place)];
        let many =
            many.into_iter().flat_map(|(name, codes)| codes.split(',').map(move |code| (name, code.trim())));
        let sort = match self.sort {
            SortBy::Match => Sort::Relevance,
            SortBy::Price => Sort::OwnPart,
            SortBy::Distance => Sort::Distance,
            SortBy::Free => Sort::NextFree,
        };
        let page = self.page.unwrap_or(1).max(1).to_string();
        let one = [("q", self.q.as_str()), ("price", &self.price), ("sort", sort.tag()), ("page", &page)];
        SearchQuery::parse(&Input::of_pairs(many.chain(one)))
    }
}

/// Search instruments and experts
///
/// Whoever is signed in as an engineer sees what she pays.
#[utoipa::path(get, path = "/instruments", tag = "find", params(SearchParams),
    responses((status = 200, description = "The hits.", body = Hits)))]
pub async fn search(ask: Ask, Query(params): Query<SearchParams>) -> Result<Json<Hits>, Trouble> {
    let chinese = ask.locale().language == crate::locale::Language::ZhCn;
    let found: Search = ask.read(move |sight| site::look_up(sight, params.query(), chinese)).await?;
    Ok(Json(Hits {
        total: found.total,
        page: found.query.page,
        pages: found.pages,
        hits: found.hits.into_iter().map(HitAnswer::from).collect(),
    }))
}

/// An instrument or expert.
#[derive(Debug, Serialize, ToSchema)]
pub struct InstrumentAnswer {
    /// Which one.
    #[schema(value_type = KeySchema)]
    pub instrument: Key,
    /// Whether it is an instrument or an expert.
    pub kind: Kind,
    /// Its name.
    pub name: Name,
    /// Maker and model; may be empty.
    pub model: String,
    /// Its provider.
    #[schema(value_type = KeySchema)]
    pub provider: Key,
    /// The name of its provider.
    pub provider_name: Name,
    /// The code of the place in which it stands.
    pub place: String,
    /// The code of its technique; none where it is not known.
    pub technique: Option<String>,
    /// The codes of further techniques, which experts may have.
    pub further_techniques: Vec<String>,
    /// The IANA name of its time zone.
    pub zone: String,
    /// Whether the provider answers each request.
    pub approval_needed: bool,
    /// What one unit costs users from outside, with tax; none where the tariff gives no price today.
    pub price: Option<Amount>,
    /// The unit.
    pub unit: UnitName,
}

/// What can be reserved.
#[derive(Clone, Copy, Debug, Serialize, ToSchema)]
#[serde(rename_all = "kebab-case")]
pub enum Kind {
    /// An instrument.
    Instrument,
    /// An expert.
    Expert,
}

/// An instrument or expert
#[utoipa::path(get, path = "/instruments/{key}", tag = "find",
    params(("key" = KeySchema, Path, description = "The instrument.")),
    responses((status = 200, description = "The instrument.", body = InstrumentAnswer)))]
pub async fn instrument(ask: Ask, At(key): At) -> Result<Json<InstrumentAnswer>, Trouble> {
    Ok(Json(ask.read(move |sight| instrument_answer(sight, key)).await?))
}

fn instrument_answer(sight: &mut Sight, key: Key) -> Result<InstrumentAnswer, Halt> {
    let row = sight.listing(key)?;
    let about = site::brief(sight, &row)?;
    let today = sight.today(row.body.place());
    let (unit, _) = site::one_unit(&row.body, today);
    Ok(InstrumentAnswer {
        instrument: key,
        kind: match &**row.body {
            Listing::Instrument(_) => Kind::Instrument,
            Listing::Expert(_) => Kind::Expert,
        },
        name: (&about.name).into(),
        model: about.model,
        provider: Key { home: row.jurisdiction, id: row.provider },
        provider_name: (&about.provider).into(),
        place: row.body.place().to_string(),
        technique: row.body.technique().map(str::to_owned),
        further_techniques: row.body.further_techniques().to_vec(),
        zone: sight.zone(row.body.place()),
        approval_needed: about.approval,
        price: site::list_price(&row.body, today).map(Amount::from),
        unit: unit.into(),
    })
}

/// Which week.
#[derive(Clone, Debug, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub struct WeekParams {
    /// Any day of the wanted week; this week where none is given.
    #[param(value_type = Option<String>, format = Date, example = "2026-06-02")]
    week: Option<Date>,
}

/// A week of an instrument, from its Monday.
#[derive(Debug, Serialize, ToSchema)]
pub struct Slots {
    /// The IANA name of the time zone in which days begin.
    pub zone: String,
    /// The first day.
    #[schema(value_type = String, format = Date)]
    pub monday: Date,
    /// Every stretch in which the instrument is open.
    pub slots: Vec<Slot>,
}

/// A stretch of an instrument's time.
#[derive(Debug, Serialize, ToSchema)]
pub struct Slot {
    /// When it begins.
    #[schema(value_type = String, format = DateTime)]
    pub from: Instant,
    /// When it ends.
    #[schema(value_type = String, format = DateTime)]
    pub until: Instant,
    /// Whether it can be reserved.
    pub state: SlotName,
}

/// Whether a stretch can be reserved.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, ToSchema)]
#[serde(rename_all = "kebab-case")]
pub enum SlotName {
    /// It can.
    Free,
    /// Somebody has it.
    Taken,
    /// Your enterprise has it.
    Mine,
    /// The instrument is out of service.
    Outage,
    /// It is over.
    Past,
}

/// The times of an instrument in one week
#[utoipa::path(get, path = "/instruments/{key}/slots", tag = "find",
    params(("key" = KeySchema, Path, description = "The instrument."), WeekParams),
    responses((status = 200, description = "The week.", body = Slots)))]
pub async fn slots(ask: Ask, At(key): At, Query(params): Query<WeekParams>) -> Result<Json<Slots>, Trouble> {
    Ok(Json(ask.read(move |sight| week(sight, key, params.week)).await?))
}

fn week(sight: &mut Sight, key: Key, day: Option<Date>) -> Result<Slots, Halt> {
    let row = sight.listing(key)?;
    let place = row.body.place();
    let monday = site::monday_of(day.unwrap_or_else(|| sight.today(place)));
    let mine = site::payer(sight)?.map(|row| row.id);
    let table = site::week(sight, &row, monday, mine)?;
    let zone = row.body.terms().opening.as_ref().map_or_else(|| sight.zone(place), |open| open.zone.clone());
    let mut slots = Vec::new();
    for (index, day) in table.days.iter().enumerate() {
        for line in &table.rows {
            let state = match line.cells.get(index) {
                Some(SlotState::Free) => SlotName::Free,
                Some(SlotState::Taken) => SlotName::Taken,
                Some(SlotState::Mine) => SlotName::Mine,
                Some(SlotState::Outage) => SlotName::Outage,
                Some(SlotState::Past) => SlotName::Past,
                Some(SlotState::Closed) | None => continue,
            };
            let Ok(from) = Instant::of_civil(day.to_datetime(line.time), &zone) else { continue };
            slots.push(Slot { from, until: from.plus_seconds(site::cell_seconds(&row)), state });
        }
    }
    Ok(Slots { zone, monday, slots })
}
