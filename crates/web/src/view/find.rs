//! Finding an instrument and looking at it.

use jiangnan_kernel::{Date, Money, Text};
use jiff::civil::{DateTime, Time};

pub use super::hit_map::{HitMap, MapCity};

use super::Key;
use super::asker::{Asker, PricedFor};
use super::quote::Quote;
use crate::form::{SearchQuery, Sort};

/// A page of hits.
#[derive(Clone, Debug, PartialEq)]
pub struct Search {
    /// What was asked.
    pub query: SearchQuery,
    /// How many hits there are on all pages.
    pub total: u64,
    /// How many pages there are.
    pub pages: u64,
    /// The hits of this page.
    pub hits: Vec<Hit>,
    /// What the hits can be narrowed by.
    pub facets: Vec<Facet>,
    /// What the hits can be narrowed to, yes or no.
    pub flags: Vec<Flag>,
    /// How many there would be on the wanted day, where one is wanted.
    pub free_count: Option<u64>,
    /// The questions to a reader who is no enterprise; none for one who is.
    pub asker: Option<Asker>,
    /// Where the hits are.
    pub map: HitMap,
    /// Whose prices are shown.
    pub priced_for: PricedFor,
    /// As what the words were read, where one of them is not known.
    pub corrected: Option<String>,
    /// Why there are no hits, where there are none.
    pub empty: Option<Empty>,
    /// Other words that would find something, where these find nothing.
    pub instead: Vec<String>,
}

/// One hit.
#[derive(Clone, Debug, PartialEq)]
pub struct Hit {
    /// The instrument.
    pub id: Key,
    /// Its name.
    pub name: Text,
    /// Maker and model.
    pub model: String,
    /// What an expert masters; empty for an instrument.
    pub techniques: Vec<(String, Text)>,
    /// The provider.
    pub provider: Text,
    /// The city in which it stands.
    pub city: Text,
    /// How far away, from the enterprise.
    pub distance_km: Option<u32>,
    /// The list price of a unit.
    pub price: Money,
    /// The unit of the price.
    pub unit: Unit,
    /// What the reader pays.
    pub offer: Offer,
    /// When it is free next.
    pub next_free: Option<DateTime>,
}

/// What a price is for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Unit {
    /// An hour.
    Hour,
    /// A day.
    Day,
    /// A sample.
    Sample,
}

/// What the reader pays for a unit.
#[derive(Clone, Debug, PartialEq)]
pub enum Offer {
    /// Nobody is signed in.
    Unknown,
    /// A scheme pays a part.
    Subsidised {
        /// What the enterprise pays.
        own_part: Money,
        /// The scheme that pays the rest, or the first of several.
        scheme: Text,
    },
    /// No scheme pays.
    Full {
        /// The first reason.
        reason: Text,
    },
}

/// Why there are no hits.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Empty {
    /// Nothing is listed at all.
    Nothing,
    /// Nothing fits the words.
    Words,
    /// Something fits the words, but not the filters.
    Narrowed,
}

/// What hits can be narrowed by.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Facet {
    /// Its name in the address.
    pub name: &'static str,
    /// The key of its heading.
    pub key: &'static str,
    /// Its values.
    pub values: Vec<FacetValue>,
}

/// What hits can be narrowed to, yes or no.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Flag {
    /// Its name in the address.
    pub name: &'static str,
    /// The key of its label.
    pub key: &'static str,
    /// How many hits have it.
    pub count: u64,
    /// Whether it is chosen.
    pub chosen: bool,
}

/// One value of a facet.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FacetValue {
    /// The code in the address.
    pub code: String,
    /// Its name.
    pub label: Text,
    /// How many hits have it.
    pub count: u64,
    /// Whether it is chosen.
    pub chosen: bool,
}

/// An instrument's page.
#[derive(Clone, Debug, PartialEq)]
pub struct InstrumentView {
    /// What it is.
    pub about: InstrumentBrief,
    /// What it does.
    pub technique: Text,
    /// Further techniques: code and name.
    pub also: Vec<(String, Text)>,
    /// Its class.
    pub class: Text,
    /// What its provider says of it.
    pub description: Text,
    /// A persistent identifier.
    pub identifier: Option<String>,
    /// The price list.
    pub tariff: Vec<TariffLine>,
    /// When the tariff began.
    pub tariff_from: Date,
    /// When it is open, a line for each stretch of the week.
    pub hours: Vec<Text>,
    /// The slots of a week.
    pub week: SlotWeek,
    /// What one unit would cost the reader; none when signed out.
    pub quote: Option<Quote>,
    /// How far away, from the enterprise.
    pub distance_km: Option<u32>,
    /// What is said of an expert beside it.
    pub expert: Option<ExpertFacts>,
}

/// What is said of an expert.
#[derive(Clone, Debug, PartialEq)]
pub struct ExpertFacts {
    /// Places to which the expert travels, with everything in them.
    pub travels_to: Vec<Text>,
    /// The first and the last day of the employer's consent; none where there is none.
    pub consent: Option<(Date, Date)>,
    /// Whether it holds today.
    pub consents: bool,
}

/// What every page says of an instrument that it is about.
#[derive(Clone, Debug, PartialEq)]
pub struct InstrumentBrief {
    /// The instrument.
    pub id: Key,
    /// Its name.
    pub name: Text,
    /// Maker and model.
    pub model: String,
    /// The provider.
    pub provider: Text,
    /// The city in which it stands.
    pub city: Text,
    /// Whether each request awaits the provider's approval.
    pub approval: bool,
}

/// A line of the price list.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TariffLine {
    /// What it is for.
    pub label: Text,
    /// The price without tax.
    pub price: Money,
    /// Its unit.
    pub unit: Unit,
}

/// The slots of a week.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SlotWeek {
    /// The seven days.
    pub days: Vec<Date>,
    /// The week before, where it can be looked at.
    pub previous: Option<Date>,
    /// The week after, where it can be looked at.
    pub next: Option<Date>,
    /// One row for each time of day.
    pub rows: Vec<SlotRow>,
}

/// The slots that begin at one time of day.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SlotRow {
    /// The time.
    pub time: Time,
    /// One for each day.
    pub cells: Vec<SlotState>,
}

/// Whether a slot can be had.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum SlotState {
    /// It can.
    Free,
    /// Somebody has it.
    Taken,
    /// The reader's enterprise has it.
    Mine,
    /// The instrument is being mended.
    Outage,
    /// Outside the opening hours.
    Closed,
    /// It is over.
    Past,
}

impl Hit {
    /// What the reader pays, in minor units; none where nobody asked.
    pub fn own_minor(&self) -> Option<i64> {
        match &self.offer {
            Offer::Unknown => None,
            Offer::Subsidised { own_part, .. } => Some(own_part.minor),
            Offer::Full { .. } => Some(self.price.minor),
        }
    }
}

impl Empty {
    /// The key of what can be done about it.
    pub fn key(self) -> &'static str {
        match self {
            Empty::Nothing => "hits-none-listed",
            Empty::Words => "hits-none-hint",
            Empty::Narrowed => "hits-none-narrowed",
        }
    }
}

impl Unit {
    /// The key of its message.
    pub fn key(self) -> &'static str {
        match self {
            Unit::Hour => "unit-hour",
            Unit::Day => "unit-day",
            Unit::Sample => "unit-sample",
        }
    }
}

impl SlotState {
    /// The class of its cell; also the end of the key of its message.
    pub fn class(self) -> &'static str {
        match self {
            SlotState::Free => "free",
            SlotState::Taken => "taken",
            SlotState::Mine => "mine",
            SlotState::Outage => "outage",
            SlotState::Closed => "closed",
            SlotState::Past => "past",
        }
    }

    /// The key of its message.
    pub fn key(self) -> &'static str {
        match self {
            SlotState::Free => "slot-free",
            SlotState::Taken => "slot-taken",
            SlotState::Mine => "slot-mine",
            SlotState::Outage => "slot-outage",
            SlotState::Closed => "slot-closed",
            SlotState::Past => "slot-past",
        }
    }
}

impl SlotWeek {
    /// Whether any slot can be had.
    pub fn any_free(&self) -> bool {
        self.rows.iter().any(|row| row.cells.contains(&SlotState::Free))
    }
}

impl SlotRow {
    /// Each cell with its day.
    pub fn with_days<'w>(&'w self, days: &'w [Date]) -> impl Iterator<Item = (&'w Date, &'w SlotState)> {
        days.iter().zip(&self.cells)
    }
}

/// How many hits a page shows.
pub const HITS_PER_PAGE: u64 = 20;

impl Search {
    /// The number of the first hit of this page among all.
    pub fn first_number(&self) -> u64 {
        self.query.page.saturating_sub(1).saturating_mul(HITS_PER_PAGE).saturating_add(1)
    }

    /// The chosen values with the names of their facets.
    pub fn chosen(&self) -> Vec<(&'static str, &FacetValue)> {
        let values =
            self.facets.iter().flat_map(|facet| facet.values.iter().map(|value| (facet.name, value)));
        values.filter(|(_, value)| value.chosen).collect()
    }

    /// Whether the hits are narrowed at all.
    pub fn narrowed(&self) -> bool {
        self.query.filters().next().is_some()
    }

    /// The orders to choose from.
    pub fn sorts(&self) -> [Sort; 4] {
        Sort::ALL
    }
}
