//! What can be found: every listing in memory, with the words under which people look for it.

use std::collections::{BTreeMap, HashMap};
use std::sync::atomic::{AtomicI64, Ordering};

use jiangnan_catalogue::TechniqueTree;
use jiangnan_exchange::writer::CHAIN;
use jiangnan_kernel::{PlaceCode, PlaceTree, Text};
use jiangnan_store::entity::catalogue::{Listing, ListingRow};
use jiangnan_store::{ChainHead, Query, StoreError, list};

use super::Site;
use crate::view::Key;
use crate::view::start::Size;

/// The commands after which the index must be built again.
const CATALOGUE_KINDS: [&str; 2] = ["put-listing", "put-organisation"];

/// How much a match counts, by where it was found.
const WEIGHT_TECHNIQUE: u32 = 100;
const WEIGHT_CLASS: u32 = 60;
const WEIGHT_MODEL: u32 = 40;
const WEIGHT_NAME: u32 = 20;
const WEIGHT_WHERE: u32 = 10;

/// Every listing with its words.
#[derive(Debug)]
pub struct Index {
    /// Up to which event of the chain it is known to hold.
    seen: AtomicI64,
    /// The listings.
    pub entries: Vec<Entry>,
    /// How much there is.
    pub size: Size,
}

/// A listing with its words, all in lower case.
#[derive(Debug)]
pub struct Entry {
    /// Which one.
    pub key: Key,
    /// Its name.
    pub name: Text,
    /// Maker and model; empty for an expert.
    pub model: String,
    /// The provider's name.
    pub provider: Text,
    /// Where it stands.
    pub place: PlaceCode,
    /// Its technique.
    pub technique: Option<String>,
    names: String,
    models: String,
    wheres: String,
}

/// What is looked for: techniques that the words mean, and the words that are left.
#[derive(Debug, Default, PartialEq, Eq)]
pub struct Wanted {
    technique: Option<String>,
    class: Option<String>,
    words: Vec<String>,
}

impl Index {
    /// Reads the whole catalogue.
    ///
    /// # Errors
    /// Where the database fails.
    pub fn build(source: &impl Query, site: &Site) -> Result<Index, StoreError> {
        let seen = AtomicI64::new(end_of_chain(source)?);
        let places = site.exchange.places();
        let providers: HashMap<_, _> = list::organisations_of(source, "provider")?
            .into_iter()
            .map(|row| ((row.jurisdiction, row.id), row.body.name.clone()))
            .collect();
        let mut entries = Vec::new();
        for row in list::listings(source)? {
            let provider = providers.get(&(row.jurisdiction, row.provider)).cloned().unwrap_or_default();
            entries.push(Entry::new(&row, provider, places));
        }
        let size = Size {
            instruments: list::count(source, list::Countable::Instruments)?,
            providers: u64::try_from(providers.len()).unwrap_or(0),
            enterprises: list::count(source, list::Countable::Enterprises)?,
            cities: count_cities(&entries),
        };
        Ok(Index { seen, entries, size })
    }

    /// Whether the catalogue has changed since. Only events that came after the last such question are read.
    ///
    /// # Errors
    /// Where the database fails.
    pub fn is_stale(&self, source: &impl Query) -> Result<bool, StoreError> {
        let seen = self.seen.load(Ordering::Relaxed);
        let end = end_of_chain(source)?;
        if end == seen {
            return Ok(false);
        }
        if list::last_event_of(source, CHAIN, seen, &CATALOGUE_KINDS)? > seen {
            return Ok(true);
        }
        self.seen.fetch_max(end, Ordering::Relaxed);
        Ok(false)
    }

    /// How many listings each technique has.
    pub fn by_technique(&self) -> BTreeMap<&str, u64> {
        let mut counts = BTreeMap::new();
        for technique in self.entries.iter().filter_map(|entry| entry.technique.as_deref()) {
            *counts.entry(technique).or_default() += 1;
        }
        counts
    }
}

fn end_of_chain(source: &impl Query) -> Result<i64, StoreError> {
    Ok(source.find::<ChainHead>(&(CHAIN.to_owned(),))?.map_or(0, |head| head.seq))
}

fn count_cities(entries: &[Entry]) -> u64 {
    let cities: std::collections::BTreeSet<PlaceCode> = entries.iter().map(|entry| entry.place).collect();
    u64::try_from(cities.len()).unwrap_or(0)
}

impl Entry {
    fn new(row: &ListingRow, provider: Text, places: &PlaceTree) -> Entry {
        let listing: &Listing = &row.body;
        let more = match listing {
            Listing::Instrument(it) => it.keywords.join(" "),
            Listing::Expert(_) => String::new(),
        };
        let model = model_of(listing);
        let mut wheres = vec![provider.en.clone(), provider.zh.clone()];
        let above = places.with_ancestors(listing.place());
        wheres.extend(above.flat_map(|place| [place.name.en.clone(), place.name.zh.clone()]));
        let name = shown_name(listing);
        Entry {
            key: Key { home: row.jurisdiction, id: row.id },
            names: format!("{} {} {more}", name.en, name.zh).to_lowercase(),
            models: model.to_lowercase(),
            wheres: wheres.join(" ").to_lowercase(),
            name,
            model,
            provider,
            place: listing.place(),
            technique: listing.technique().map(str::to_owned),
        }
    }

    /// How well it fits; none where it does not. Everything fits where nothing is looked for.
    pub fn score(&self, wanted: &Wanted, tree: &TechniqueTree) -> Option<u32> {
        let mut score = 0;
        if let Some(code) = &wanted.technique {
            let fits = self.technique.as_ref() == Some(code);
            score += if fits { WEIGHT_TECHNIQUE } else { return None };
        }
        if let Some(class) = &wanted.class {
            let fits = self.technique.as_deref().is_some_and(|code| tree.is_within(code, class));
            score += if fits { WEIGHT_CLASS } else { return None };
        }
        for word in &wanted.words {
            let found =
                [(&self.models, WEIGHT_MODEL), (&self.names, WEIGHT_NAME), (&self.wheres, WEIGHT_WHERE)];
            let best =
                found.into_iter().filter(|(text, _)| holds(text, word)).map(|(_, weight)| weight).max();
            score += best?;
        }
        Some(score)
    }
}

/// Maker and model; empty for an expert.
pub fn model_of(listing: &Listing) -> String {
    match listing {
        Listing::Instrument(it) => format!("{} {}", it.maker, it.model).trim().to_owned(),
        Listing::Expert(_) => String::new(),
    }
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

impl Wanted {
    /// What somebody typed. A technique or class in it is found by any of its names in either language; every
    /// other word must stand somewhere.
    pub fn read(typed: &str, tree: &TechniqueTree) -> Wanted {
        let folded = typed.to_lowercase();
        let mut wanted = Wanted::default();
        let mut rest = folded.clone();
        let node = tree.find(&folded).or_else(|| tree.spot(&folded));
        if let Some(node) = node {
            let phrases = node.phrases().map(str::to_lowercase).chain([node.code.to_lowercase()]);
            let longest = phrases.filter(|phrase| folded.contains(phrase.as_str())).max_by_key(String::len);
            if let Some(phrase) = longest {
                rest = folded.replacen(phrase.as_str(), " ", 1);
            }
            match node.kind {
                jiangnan_catalogue::technique::NodeKind::Technique => {
                    wanted.technique = Some(node.code.clone())
                }
                jiangnan_catalogue::technique::NodeKind::Class => wanted.class = Some(node.code.clone()),
            }
        }
        let apart = |c: char| c.is_whitespace() || matches!(c, ',' | '，' | '、' | ';' | '；' | '+');
        wanted.words =
            rest.split(apart).filter(|word| !word.is_empty()).take(12).map(str::to_owned).collect();
        wanted
    }
}

/// Whether a text has a word: a Latin one from the beginning of a word, a Chinese one anywhere, or in pieces
/// of two characters.
fn holds(text: &str, word: &str) -> bool {
    let latin = word.chars().next().is_some_and(|first| first.is_ascii_alphanumeric());
    let stands = |(at, _): (usize, &str)| {
        let before = text.get(..at).and_then(|part| part.chars().next_back());
        !latin || !before.is_some_and(|before| before.is_ascii_alphanumeric())
    };
    text.match_indices(word).any(stands) || in_pieces(text, word)
}

fn in_pieces(text: &str, word: &str) -> bool {
    let letters: Vec<char> = word.chars().collect();
    let chinese = letters.len() > 2 && letters.iter().all(|letter| !letter.is_ascii());
    chinese && letters.windows(2).all(|pair| text.contains(&pair.iter().collect::<String>()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_technique_is_heard_in_both_languages_and_the_rest_stays() {
        let tree = TechniqueTree::built_in().unwrap();
        let sem = tree.find("SEM").unwrap().code.clone();
        for typed in ["SEM 上海", "sem，上海", "上海扫描电镜", "上海 扫描电子显微镜"] {
            let wanted = Wanted::read(typed, &tree);
            assert_eq!(wanted.technique.as_ref(), Some(&sem), "{typed}");
            assert_eq!(wanted.words, ["上海"], "{typed}");
        }
    }

    #[test]
    fn latin_words_match_from_their_beginning_chinese_ones_in_pieces() {
        assert!(holds("jeol jem-1400flash", "jem"));
        assert!(!holds("operating system", "tem"));
        assert!(holds("上海交通大学分析测试中心", "上海交大") || !holds("上海", "上海交大"));
        assert!(holds("中国科学院上海硅酸盐研究所", "硅酸盐研究所"));
    }
}
