//! What can be found, kept in memory: made of the database, and kept up with it by reading which events came
//! meanwhile, on whichever node they were written.

use std::collections::{BTreeSet, HashMap};
use std::sync::{Arc, Mutex, PoisonError};

use jiangnan_exchange::case::catalogue::CATALOGUE_KINDS;
use jiangnan_kernel::{Id, PlaceCode, PlaceTree, Text};
use jiangnan_search::{Engine, Item, Key, PhraseBook, View};
use jiangnan_store::ChainHead;
use jiangnan_store::entity::catalogue::{Listing, ListingRow, OrganisationRow};
use jiangnan_store::list::{self, ChainEnds};
use jiangnan_store::{Query, StoreError};

use super::Halt;
use crate::view::start::Size;

/// Everything that is listed, at one moment.
pub struct Catalogue {
    /// Another number after every change.
    pub version: u64,
    /// The words of everything, to be asked.
    pub view: View,
    /// The listings, in the order of the view's rows.
    pub rows: Arc<Vec<ListingRow>>,
    /// The providers, in the order of the view's shelf; none where one is gone.
    pub providers: Arc<Vec<Option<OrganisationRow>>>,
    /// How much there is.
    pub size: Size,
}

/// The catalogue with what it is kept up by.
pub struct Index {
    book: Arc<PhraseBook>,
    places: Arc<PlaceTree>,
    kept: Mutex<Kept>,
}

#[derive(Default)]
struct Kept {
    version: u64,
    seen: ChainEnds,
    engine: Option<Engine>,
    current: Option<Arc<Catalogue>>,
}

impl Index {
    /// An index that is made when it is first asked for.
    pub fn new(book: Arc<PhraseBook>, places: Arc<PlaceTree>) -> Index {
        Index { book, places, kept: Mutex::default() }
    }

    /// The catalogue as it is now. Where nothing has changed since the last time only the ends of the chains
    /// are read.
    ///
    /// # Errors
    /// Where the database or the index fails.
    pub fn current(&self, source: &impl Query) -> Result<Arc<Catalogue>, Halt> {
        let mut kept = self.kept.lock().unwrap_or_else(PoisonError::into_inner);
        let ends = list::chain_ends(source)?;
        if let Some(current) = kept.current.as_ref().filter(|_| kept.seen == ends) {
            return Ok(Arc::clone(current));
        }
        let known = kept.current.is_some().then(|| changed_between(source, &kept.seen, &ends));
        let Some(subjects) = known.unwrap_or(Ok(Some(BTreeSet::new())))? else {
            return self.start_over(source, &mut kept, ends);
        };
        let current = match (kept.current.clone(), kept.engine.take()) {
            (Some(current), engine) if subjects.is_empty() => {
                kept.engine = engine;
                current
            }
            (Some(current), Some(mut engine)) => {
                kept.version += 1;
                let next = self.follow(source, &current, &mut engine, &subjects, kept.version)?;
                kept.engine = Some(engine);
                Arc::new(next)
            }
            _ => return self.start_over(source, &mut kept, ends),
        };
        kept.seen = ends;
        kept.current = Some(Arc::clone(&current));
        Ok(current)
    }

    /// Reads the whole catalogue, as it is at these ends or later.
    fn start_over(
        &self,
        source: &impl Query,
        kept: &mut Kept,
        ends: ChainEnds,
    ) -> Result<Arc<Catalogue>, Halt> {
        kept.version += 1;
        let (engine, first) = self.build(source, kept.version)?;
        let first = Arc::new(first);
        kept.engine = Some(engine);
        kept.seen = ends;
        kept.current = Some(Arc::clone(&first));
        Ok(first)
    }

    /// How many events have been written that the catalogue has not looked at; all, before it is made.
    ///
    /// # Errors
    /// Where the database fails.
    pub fn behind(&self, source: &impl Query) -> Result<i64, StoreError> {
        let ends = list::chain_ends(source)?;
        let kept = self.kept.lock().unwrap_or_else(PoisonError::into_inner);
        let behind =
            |(chain, end): (&String, &ChainHead)| end.seq - kept.seen.get(chain).map_or(0, |seen| seen.seq);
        Ok(ends.iter().map(behind).sum())
    }

    /// Reads the whole catalogue.
    fn build(&self, source: &impl Query, version: u64) -> Result<(Engine, Catalogue), Halt> {
        let rows = list::listings(source)?;
        let mut names = Names::new();
        for row in list::organisations_of(source, "provider")? {
            names.insert((row.jurisdiction, row.id), row.body.name.clone());
        }
        let engine = Engine::build(
            rows.iter().map(|row| item(row, &names)),
            Arc::clone(&self.book),
            Arc::clone(&self.places),
        )?;
        let catalogue = self.catalogue(source, &engine, Arc::new(rows), version)?;
        Ok((engine, catalogue))
    }

    /// Reads what has changed.
    fn follow(
        &self,
        source: &impl Query,
        current: &Catalogue,
        engine: &mut Engine,
        subjects: &BTreeSet<Id>,
        version: u64,
    ) -> Result<Catalogue, Halt> {
        let mut rows = Arc::clone(&current.rows);
        let changed = self.changed(source, current, subjects)?;
        if !changed.is_empty() {
            let mut names = Names::new();
            for key in changed.iter().map(|row| (row.jurisdiction, row.provider)) {
                if let Some(row) = source.find::<OrganisationRow>(&key)? {
                    names.insert(key, row.body.name.clone());
                }
            }
            engine.put(changed.iter().map(|row| item(row, &names)))?;
            let shelf = engine.view();
            let kept = Arc::make_mut(&mut rows);
            for row in changed {
                let Some(at) = shelf.shelf().row(&(row.jurisdiction, row.id)) else { continue };
                match kept.get_mut(at as usize) {
                    Some(place) => *place = row,
                    None => kept.push(row),
                }
            }
        }
        Ok(self.catalogue(source, engine, rows, version)?)
    }

    /// The listings that the subjects of events are, or that providers among them have.
    fn changed(
        &self,
        source: &impl Query,
        current: &Catalogue,
        subjects: &BTreeSet<Id>,
    ) -> Result<Vec<ListingRow>, StoreError> {
        let homes: Vec<PlaceCode> =
            self.places.places().iter().filter(|place| place.treasury).map(|place| place.code).collect();
        let mut changed = Vec::new();
        for (subject, home) in subjects.iter().flat_map(|id| homes.iter().map(move |home| (*id, *home))) {
            changed.extend(source.find::<ListingRow>(&(home, subject))?);
            if current.view.shelf().provider_row(&(home, subject)).is_some() {
                changed.extend(list::listings_of_provider(source, home, subject)?);
            }
        }
        changed.dedup_by_key(|row| (row.jurisdiction, row.id));
        Ok(changed)
    }

    fn catalogue(
        &self,
        source: &impl Query,
        engine: &Engine,
        rows: Arc<Vec<ListingRow>>,
        version: u64,
    ) -> Result<Catalogue, StoreError> {
        let cities: BTreeSet<PlaceCode> = rows.iter().map(|row| row.body.place()).collect();
        let size = Size {
            instruments: list::count(source, list::Countable::Instruments)?,
            providers: list::count(source, list::Countable::Providers)?,
            enterprises: list::count(source, list::Countable::Enterprises)?,
            cities: u64::try_from(cities.len()).unwrap_or(0),
        };
        let view = engine.view();
        let mut known: HashMap<Key, OrganisationRow> = HashMap::new();
        for row in list::organisations_of(source, "provider")? {
            known.insert((row.jurisdiction, row.id), row);
        }
        let providers = view.shelf().providers().iter().map(|provider| known.get(&provider.key).cloned());
        let providers = Arc::new(providers.collect());
        Ok(Catalogue { version, view, rows, providers, size })
    }
}

/// What the events since were about, on every chain; none where a chain does not hold any more what was seen of it, as
/// after a crash of the server or in a database that was put back.
fn changed_between(
    source: &impl Query,
    seen: &ChainEnds,
    ends: &ChainEnds,
) -> Result<Option<BTreeSet<Id>>, StoreError> {
    let mut subjects = BTreeSet::new();
    for head in seen.values().filter(|head| ends.get(&head.writer) != Some(head)) {
        if !list::stands(source, head)? {
            return Ok(None);
        }
    }
    for (writer, end) in ends {
        let after = seen.get(writer).map_or(0, |seen| seen.seq);
        if after < end.seq {
            subjects.extend(list::subjects_between(source, writer, (after, end.seq), &CATALOGUE_KINDS)?);
        }
    }
    Ok(Some(subjects))
}

/// What providers are called.
type Names = HashMap<Key, Text>;

/// What a listing is found by.
fn item(row: &ListingRow, names: &Names) -> Item {
    let listing: &Listing = &row.body;
    let provider = (row.jurisdiction, row.provider);
    let (keywords, class) = match listing {
        Listing::Instrument(it) => (it.keywords.clone(), it.class.clone()),
        Listing::Expert(_) => (Vec::new(), None),
    };
    Item {
        key: (row.jurisdiction, row.id),
        name: shown_name(listing),
        model: model_of(listing),
        keywords,
        provider,
        provider_name: names.get(&provider).cloned().unwrap_or_default(),
        place: listing.place(),
        technique: listing.technique().map(str::to_owned),
        also: listing.further_techniques().to_vec(),
        class,
        external: super::slots::is_for_others(row),
    }
}

/// Maker and model; empty for an expert.
pub fn model_of(listing: &Listing) -> String {
    match listing {
        Listing::Instrument(it) => format!("{} {}", it.maker, it.model).trim().to_owned(),
        Listing::Expert(_) => String::new(),
    }
}

/// The name with maker and model, for lists in which several of a kind stand.
pub fn full_name(listing: &Listing) -> Text {
    let (name, model) = (shown_name(listing), model_of(listing));
    let both = |name: &str| format!("{name} {model}").trim().to_owned();
    if name.en.is_empty() || name.zh.is_empty() || model.is_empty() {
        return listing.name().clone();
    }
    Text::new(both(&name.en), both(&name.zh))
}

/// The name without maker and model, where it ends with them: pages show both beside each other.
pub fn shown_name(listing: &Listing) -> Text {
    let (name, model) = (listing.name(), model_of(listing));
    let bare = |text: &str| {
        let bare = text.strip_suffix(model.as_str()).map(str::trim_end).filter(|bare| !bare.is_empty());
        bare.unwrap_or(text).to_owned()
    };
    if model.is_empty() { name.clone() } else { Text::new(bare(&name.en), bare(&name.zh)) }
}
