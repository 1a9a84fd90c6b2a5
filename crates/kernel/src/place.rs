//! Places as data: a tree of countries, city groups, provinces and cities that a user can replace.

use std::collections::HashMap;
use std::fmt;
use std::str::FromStr;

use foldhash::fast::RandomState;
use serde::{Deserialize, Deserializer, Serialize, Serializer};

use crate::{Currency, Text};

/// The longest place code in bytes.
const CODE_MAX: usize = 15;

/// The code of a place: ISO 3166-2 for provinces (`CN-ZJ`), the country and the national code for cities
/// (`CN-330100`, GB/T 2260), a short name for a city group (`YRD`). Capital letters, digits and hyphens.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct PlaceCode {
    bytes: [u8; CODE_MAX],
    len: u8,
}

/// A place's position in its tree's depth-first order: `a` lies in `b` exactly where
/// `b ≤ a < tree.end(b)`, one range check for both evaluators of the rule language.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct PlaceIx(pub u16);

/// What a place is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum PlaceKind {
    /// A country.
    Country,
    /// A city group.
    Group,
    /// A province, state, canton.
    Province,
    /// A city.
    City,
}

/// One place of the tree.
#[derive(Clone, Debug, PartialEq)]
pub struct Place {
    /// Its code.
    pub code: PlaceCode,
    /// What it is.
    pub kind: PlaceKind,
    /// The place directly above.
    pub parent: Option<PlaceCode>,
    /// Its name.
    pub name: Text,
    /// The code in the national or statistical list (GB/T 2260, NUTS, AGS).
    pub other_code: String,
    /// Latitude and longitude of its seat in degrees, WGS 84.
    pub position: Option<(f64, f64)>,
    /// IANA time zone.
    pub zone: String,
    /// The currency of its public money.
    pub currency: Currency,
    /// Whether it has a treasury, that is: whether it is a jurisdiction.
    pub treasury: bool,
}

/// The places of one city group and what lies above it.
#[derive(Clone, Debug)]
pub struct PlaceTree {
    places: Vec<Place>,
    ends: Vec<u16>,
    by_code: HashMap<PlaceCode, PlaceIx, RandomState>,
}

/// Why a set of places is not a tree.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum PlaceError {
    /// The text is not a code.
    #[error("`{0}` is not a place code: write 1 to 15 capital letters, digits or hyphens, such as `CN-ZJ`")]
    NotACode(String),
    /// A line of the table cannot be read.
    #[error("line {line}: {reason}")]
    BadLine {
        /// The line, the header being 1.
        line: u64,
        /// What is wrong with it.
        reason: String,
    },
    /// A code stands twice.
    #[error("`{0}` stands twice in the table of places")]
    Twice(PlaceCode),
    /// A parent is not in the table.
    #[error("`{child}` lies in `{parent}`, which is not in the table of places")]
    NoParent {
        /// The place.
        child: PlaceCode,
        /// Its missing parent.
        parent: PlaceCode,
    },
    /// Some places lie in each other in a circle.
    #[error("`{0}` lies in itself")]
    Circle(PlaceCode),
    /// More places than an index can number.
    #[error("{0} places are more than the 60000 that one tree holds")]
    TooMany(usize),
}

impl PlaceCode {
    /// The code as text.
    pub fn as_str(&self) -> &str {
        let used = self.bytes.get(..usize::from(self.len)).unwrap_or_default();
        std::str::from_utf8(used).unwrap_or_default()
    }
}

impl FromStr for PlaceCode {
    type Err = PlaceError;

    fn from_str(text: &str) -> Result<PlaceCode, PlaceError> {
        let wrong = || PlaceError::NotACode(text.chars().take(40).collect());
        let allowed = |byte: u8| byte.is_ascii_uppercase() || byte.is_ascii_digit() || byte == b'-';
        if text.is_empty() || !text.bytes().all(allowed) {
            return Err(wrong());
        }
        let mut bytes = [0; CODE_MAX];
        bytes.get_mut(..text.len()).ok_or_else(wrong)?.copy_from_slice(text.as_bytes());
        let len = u8::try_from(text.len()).map_err(|_| wrong())?;
        Ok(PlaceCode { bytes, len })
    }
}

impl fmt::Display for PlaceCode {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

impl fmt::Debug for PlaceCode {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

impl Serialize for PlaceCode {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(self.as_str())
    }
}

impl<'de> Deserialize<'de> for PlaceCode {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<PlaceCode, D::Error> {
        let text = std::borrow::Cow::<'de, str>::deserialize(deserializer)?;
        text.parse().map_err(serde::de::Error::custom)
    }
}

/// One line of the table of places, as `data/places/README.md` documents it.
#[derive(Deserialize)]
struct Line {
    code: PlaceCode,
    kind: PlaceKind,
    parent: String,
    name_en: String,
    name_zh: String,
    other_code: String,
    lat: Option<f64>,
    lon: Option<f64>,
    zone: String,
    currency: Currency,
    treasury: String,
}

impl Line {
    fn into_place(self) -> Result<Place, PlaceError> {
        let parent = if self.parent.is_empty() { None } else { Some(self.parent.parse()?) };
        Ok(Place {
            code: self.code,
            kind: self.kind,
            parent,
            name: Text::new(self.name_en, self.name_zh),
            other_code: self.other_code,
            position: self.lat.zip(self.lon),
            zone: self.zone,
            currency: self.currency,
            treasury: self.treasury == "yes",
        })
    }
}

impl PlaceTree {
    /// Reads the table of places (CSV with a header).
    ///
    /// # Errors
    /// The first line that cannot be read, or why the lines are not a tree.
    pub fn read_csv(text: &str) -> Result<PlaceTree, PlaceError> {
        let mut reader = csv::Reader::from_reader(text.as_bytes());
        let mut places = Vec::new();
        for record in reader.deserialize::<Line>() {
            let line = record.map_err(|error| PlaceError::BadLine {
                line: error.position().map_or(0, csv::Position::line),
                reason: error.to_string(),
            })?;
            places.push(line.into_place()?);
        }
        PlaceTree::new(places)
    }

    /// Builds the tree.
    ///
    /// # Errors
    /// A code that stands twice, a missing parent, a circle, or too many places.
    pub fn new(mut places: Vec<Place>) -> Result<PlaceTree, PlaceError> {
        if places.len() > 60_000 {
            return Err(PlaceError::TooMany(places.len()));
        }
        let order = depth_first(&places)?;
        let rank: HashMap<PlaceCode, u16> =
            (0..).zip(&order).map(|(rank, &(code, _))| (code, rank)).collect();
        if let Some(lost) = places.iter().find(|place| !rank.contains_key(&place.code)) {
            return Err(PlaceError::Circle(lost.code));
        }
        places.sort_by_key(|place| rank.get(&place.code).copied());
        let ends = subtree_ends(&order);
        let by_code = rank.into_iter().map(|(code, rank)| (code, PlaceIx(rank))).collect();
        Ok(PlaceTree { places, ends, by_code })
    }

    /// All places, those above before those below.
    pub fn places(&self) -> &[Place] {
        &self.places
    }

    /// The index of a code.
    pub fn index(&self, code: PlaceCode) -> Option<PlaceIx> {
        self.by_code.get(&code).copied()
    }

    /// The place of a code.
    pub fn get(&self, code: PlaceCode) -> Option<&Place> {
        self.index(code).and_then(|ix| self.at(ix))
    }

    /// The place at an index.
    pub fn at(&self, ix: PlaceIx) -> Option<&Place> {
        self.places.get(usize::from(ix.0))
    }

    /// One past the last index inside a place.
    pub fn end(&self, ix: PlaceIx) -> u16 {
        self.ends.get(usize::from(ix.0)).copied().unwrap_or(ix.0)
    }

    /// Whether `inner` is `outer` or lies below it. False where either is unknown.
    pub fn is_within(&self, inner: PlaceCode, outer: PlaceCode) -> bool {
        match (self.index(inner), self.index(outer)) {
            (Some(inner), Some(outer)) => outer <= inner && inner.0 < self.end(outer),
            _ => false,
        }
    }

    /// The place and everything above it, from the place upwards.
    pub fn with_ancestors(&self, code: PlaceCode) -> impl Iterator<Item = &Place> {
        std::iter::successors(self.get(code), |place| place.parent.and_then(|parent| self.get(parent)))
    }

    /// The jurisdiction whose treasury pays for a place: the nearest one at or above it.
    pub fn jurisdiction_of(&self, code: PlaceCode) -> Option<&Place> {
        self.with_ancestors(code).find(|place| place.treasury)
    }

    /// The great-circle distance between two places in kilometres, where both positions are known.
    pub fn distance_km(&self, from: PlaceCode, to: PlaceCode) -> Option<f64> {
        let (from, to) = (self.get(from)?.position?, self.get(to)?.position?);
        Some(great_circle_km(from, to))
    }
}

/// The distance in kilometres between two points in degrees on a sphere of the Earth's mean radius
/// (haversine formula, 6,371.0088 km: IUGG mean radius).
pub fn great_circle_km(from: (f64, f64), to: (f64, f64)) -> f64 {
    let (lat1, lat2) = (from.0.to_radians(), to.0.to_radians());
    let half_lat = (lat2 - lat1) / 2.0;
    let half_lon = (to.1 - from.1).to_radians() / 2.0;
    let h = half_lat.sin().powi(2) + lat1.cos() * lat2.cos() * half_lon.sin().powi(2);
    2.0 * 6_371.008_8 * h.sqrt().min(1.0).asin()
}

/// Codes with their depth, every place directly followed by what lies in it. Places in a circle are left out.
fn depth_first(places: &[Place]) -> Result<Vec<(PlaceCode, usize)>, PlaceError> {
    let mut children: HashMap<Option<PlaceCode>, Vec<PlaceCode>> = HashMap::new();
    let mut known = std::collections::HashSet::new();
    for place in places {
        if !known.insert(place.code) {
            return Err(PlaceError::Twice(place.code));
        }
        children.entry(place.parent).or_default().push(place.code);
    }
    for place in places {
        if let Some(parent) = place.parent.filter(|parent| !known.contains(parent)) {
            return Err(PlaceError::NoParent { child: place.code, parent });
        }
    }
    let mut order = Vec::with_capacity(places.len());
    let roots = children.get(&None).into_iter().flatten().rev();
    let mut open: Vec<(PlaceCode, usize)> = roots.map(|&code| (code, 0)).collect();
    while let Some((code, depth)) = open.pop() {
        order.push((code, depth));
        open.extend(children.get(&Some(code)).into_iter().flatten().rev().map(|&child| (child, depth + 1)));
    }
    Ok(order)
}

/// For every place in depth-first order, one past the last index inside it.
fn subtree_ends(order: &[(PlaceCode, usize)]) -> Vec<u16> {
    let count = u16::try_from(order.len()).unwrap_or(u16::MAX);
    let mut ends = vec![count; order.len()];
    let mut open: Vec<(usize, usize)> = Vec::new();
    for (index, &(_, depth)) in order.iter().enumerate() {
        while let Some((start, _)) = open.pop_if(|(_, open_depth)| *open_depth >= depth) {
            if let Some(end) = ends.get_mut(start) {
                *end = u16::try_from(index).unwrap_or(u16::MAX);
            }
        }
        open.push((index, depth));
    }
    ends
}

#[cfg(test)]
mod tests {
    use super::*;

    const DELTA: &str = include_str!("../../../data/places/yrd.csv");
    const UPPER_RHINE: &str = include_str!("../../../data/places/upper-rhine.csv");

    fn code(text: &str) -> PlaceCode {
        text.parse().unwrap()
    }

    #[test]
    fn the_delta_has_four_jurisdictions_and_forty_one_cities() {
        let tree = PlaceTree::read_csv(DELTA).unwrap();
        let count = |kind| tree.places().iter().filter(|place| place.kind == kind).count();
        assert_eq!((count(PlaceKind::Province), count(PlaceKind::City)), (4, 41));
        assert_eq!(tree.places().iter().filter(|place| place.treasury).count(), 4);
        assert!(tree.is_within(code("CN-330100"), code("CN-ZJ")));
        assert!(tree.is_within(code("CN-330100"), code("YRD")));
        assert!(tree.is_within(code("YRD"), code("YRD")));
        assert!(!tree.is_within(code("CN-330100"), code("CN-JS")));
        assert!(!tree.is_within(code("CN-ZJ"), code("CN-330100")));
        assert_eq!(tree.jurisdiction_of(code("CN-340500")).unwrap().code, code("CN-AH"));
    }

    #[test]
    fn within_agrees_with_walking_upwards() {
        for table in [DELTA, UPPER_RHINE] {
            let tree = PlaceTree::read_csv(table).unwrap();
            for inner in tree.places() {
                for outer in tree.places() {
                    let walked = tree.with_ancestors(inner.code).any(|place| place.code == outer.code);
                    assert_eq!(tree.is_within(inner.code, outer.code), walked);
                }
            }
        }
    }

    #[test]
    fn another_group_has_its_own_currencies() {
        let tree = PlaceTree::read_csv(UPPER_RHINE).unwrap();
        assert_eq!(tree.jurisdiction_of(code("CH-2701")).unwrap().currency, Currency::CHF);
        assert_eq!(tree.jurisdiction_of(code("FR-67482")).unwrap().currency, Currency::EUR);
    }

    #[test]
    fn shanghai_to_hangzhou_is_about_164_km() {
        let tree = PlaceTree::read_csv(DELTA).unwrap();
        let km = tree.distance_km(code("CN-310100"), code("CN-330100")).unwrap();
        assert!((km - 164.0).abs() < 3.0, "{km}");
    }

    #[test]
    fn what_is_not_a_tree_is_refused() {
        let header = DELTA.lines().next().unwrap();
        let line = |code: &str, parent: &str| format!("{code},city,{parent},X,X,,,,UTC,CNY,");
        let read = |lines: &[String]| PlaceTree::read_csv(&format!("{header}\n{}\n", lines.join("\n")));
        assert_eq!(read(&[line("A", ""), line("A", "")]).unwrap_err(), PlaceError::Twice(code("A")));
        assert!(matches!(read(&[line("A", "B")]).unwrap_err(), PlaceError::NoParent { .. }));
        assert!(matches!(read(&[line("A", "B"), line("B", "A")]).unwrap_err(), PlaceError::Circle(_)));
        assert!(matches!(read(&["x,,".to_owned()]).unwrap_err(), PlaceError::BadLine { line: 2, .. }));
        assert!("TOO-LONG-TO-BE-A-CODE".parse::<PlaceCode>().is_err());
    }
}
