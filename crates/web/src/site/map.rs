//! The map of the hits: the cities' outlines out of a table, and a circle for what is found in each.

use std::collections::HashMap;

use jiangnan_kernel::place::PlaceKind;
use jiangnan_kernel::{Place, PlaceCode, PlaceTree};

use crate::form::SearchQuery;
use crate::view::find::{HitMap, MapCity};

/// The outlines that come with the code, as `data/places/README.md` documents them.
const SHAPES: &str = include_str!("../../../../data/places/yrd-shapes.csv");

/// How wide the map is; its height follows.
const WIDTH: f64 = 420.0;
/// What stays free at its edges.
const MARGIN: f64 = 12.0;
/// The radius of the largest circle and of the smallest.
const RADIUS_MAX: f64 = 17.0;
const RADIUS_MIN: f64 = 3.5;

/// A point in degrees: longitude and latitude.
type Point = (f64, f64);

/// The cities as they are drawn.
#[derive(Debug)]
pub struct Atlas {
    width: u32,
    height: u32,
    /// Where the circle of each place stands, and its outline as the commands of a path; none where it has none.
    cities: HashMap<PlaceCode, (Point, String)>,
}

impl Atlas {
    /// The cities of a table of places: with their outlines where they are known, as points where not.
    pub fn new(places: &PlaceTree) -> Atlas {
        let shapes = rings(SHAPES);
        // A country reaches beyond its city group: the sheet shows provinces and their cities.
        let within = |place: &&Place| !matches!(place.kind, PlaceKind::Country | PlaceKind::Group);
        let known = places.places().iter().filter(within).filter_map(|place| Some((place, place.position?)));
        let known: Vec<(&Place, Point)> = known.map(|(place, (lat, lon))| (place, (lon, lat))).collect();
        let drawn = known.iter().flat_map(|(place, at)| {
            let ring = shapes.get(&place.code).into_iter().flatten().flatten().copied();
            ring.chain([*at]).collect::<Vec<Point>>()
        });
        let frame = Frame::around(drawn);
        let city = |(place, at): &(&Place, Point)| {
            let path = shapes.get(&place.code).into_iter().flatten().map(|ring| frame.path(ring)).collect();
            (place.code, (frame.place(*at), path))
        };
        let cities = known.iter().map(city).collect();
        Atlas { width: whole(WIDTH), height: whole(frame.height), cities }
    }

    /// The map of a search: each city with so many hits, linked to the search narrowed to it.
    pub fn map(&self, counted: &[(&Place, u64)], query: &SearchQuery) -> HitMap {
        let most = counted.iter().map(|(_, count)| *count).max().unwrap_or(0);
        let cities = counted.iter().filter_map(|(place, count)| {
            let ((x, y), path) = self.cities.get(&place.code)?;
            let code = place.code.as_str();
            let chosen = query.has("place", code);
            Some(MapCity {
                name: place.name.clone(),
                path: path.clone(),
                x: whole(*x),
                y: whole(*y),
                radius: radius(*count, most),
                count: *count,
                chosen,
                href: if chosen { query.without_href("place", code) } else { query.with_href("place", code) },
            })
        });
        HitMap { width: self.width, height: self.height, cities: cities.collect() }
    }
}

/// From degrees to the units of the map: as if the sheet touched the earth at its middle parallel.
struct Frame {
    west: f64,
    north: f64,
    across: f64,
    down: f64,
    height: f64,
}

impl Frame {
    fn around(points: impl Iterator<Item = Point>) -> Frame {
        let (mut west, mut east, mut south, mut north) = (180.0_f64, -180.0_f64, 90.0_f64, -90.0_f64);
        for (lon, lat) in points {
            (west, east) = (west.min(lon), east.max(lon));
            (south, north) = (south.min(lat), north.max(lat));
        }
        let shrink = f64::midpoint(south, north).to_radians().cos();
        let down = (WIDTH - 2.0 * MARGIN) / ((east - west) * shrink).max(0.01);
        let height = (north - south).max(0.0) * down + 2.0 * MARGIN;
        Frame { west, north, across: down * shrink, down, height }
    }

    fn place(&self, (lon, lat): Point) -> Point {
        ((lon - self.west) * self.across + MARGIN, (self.north - lat) * self.down + MARGIN)
    }

    /// A ring as a closed path of whole steps, each from where the one before ended.
    fn path(&self, ring: &[Point]) -> String {
        let mut path = String::new();
        let mut at = (0, 0);
        for (index, point) in ring.iter().enumerate() {
            let (x, y) = self.place(*point);
            let next = (whole(x), whole(y));
            let step = (i64::from(next.0) - i64::from(at.0), i64::from(next.1) - i64::from(at.1));
            if index == 0 {
                path.push_str(&format!("M{} {}", next.0, next.1));
            } else if step != (0, 0) {
                path.push_str(&format!("l{} {}", step.0, step.1));
            }
            at = next;
        }
        path.push('z');
        path
    }
}

/// The rings of each place of a table; a line that cannot be read is left out.
fn rings(table: &str) -> HashMap<PlaceCode, Vec<Vec<Point>>> {
    let mut rings: HashMap<PlaceCode, Vec<Vec<Point>>> = HashMap::new();
    for (code, points) in table.lines().filter_map(|line| line.split_once(',')) {
        let Ok(code) = code.parse() else { continue };
        let numbers: Vec<f64> = points.split(' ').filter_map(|number| number.parse().ok()).collect();
        let ring: Vec<Point> =
            numbers.as_chunks::<2>().0.iter().map(|[lon, lat]| (lon / 100.0, lat / 100.0)).collect();
        if ring.len() > 2 {
            rings.entry(code).or_default().push(ring);
        }
    }
    rings
}

/// A circle whose area tells the number.
fn radius(count: u64, most: u64) -> u32 {
    // Numbers of hits are far below the 2^52 up to which floating point is exact.
    #[allow(clippy::cast_precision_loss)]
    let share = count as f64 / most.max(1) as f64;
    if count == 0 { 0 } else { whole((RADIUS_MAX * share.sqrt()).max(RADIUS_MIN)) }
}

/// The nearest whole unit.
fn whole(units: f64) -> u32 {
    // Units lie within the map, and what is below zero is drawn at its edge.
    #[allow(clippy::cast_possible_truncation, clippy::cast_sign_loss)]
    let rounded = units.max(0.0).round() as u32;
    rounded
}

#[cfg(test)]
mod tests {
    use super::*;

    fn delta() -> PlaceTree {
        PlaceTree::read_csv(include_str!("../../../../data/places/yrd.csv")).unwrap()
    }

    #[test]
    fn every_city_of_the_delta_has_an_outline_around_its_seat() {
        let (places, rings) = (delta(), rings(SHAPES));
        let cities = places.places().iter().filter(|place| place.kind == PlaceKind::City);
        for place in cities {
            let (lat, lon) = place.position.unwrap();
            let own = rings.get(&place.code).unwrap_or_else(|| panic!("{} has no outline", place.code));
            assert!(
                own.iter().any(|ring| holds(ring, (lon, lat))),
                "{} lies outside its outline",
                place.code
            );
        }
    }

    /// Whether a point lies in a ring: a ray to the east crosses it an odd number of times.
    fn holds(ring: &[Point], (x, y): Point) -> bool {
        let sides = ring.iter().zip(ring.iter().cycle().skip(1));
        let crossed = sides.filter(|((x1, y1), (x2, y2))| {
            (*y1 > y) != (*y2 > y) && x < x1 + (y - y1) / (y2 - y1) * (x2 - x1)
        });
        crossed.count() % 2 == 1
    }

    #[test]
    fn the_map_is_light_and_its_circles_tell_numbers_by_area() {
        let places = delta();
        let atlas = Atlas::new(&places);
        let all: usize = atlas.cities.values().map(|(_, path)| path.len()).sum();
        assert!(all < 10_000, "{all} bytes of outlines");
        // The delta is taller than wide, 890 km from south to north, 700 from west to east, and fills the sheet.
        assert!(atlas.height > 480 && atlas.height < 560, "{}", atlas.height);
        let tops = atlas.cities.values().map(|((_, y), _)| *y).fold(f64::MAX, f64::min);
        assert!(tops < 60.0, "the northernmost city stands {tops} below the edge");
        assert_eq!((radius(100, 100), radius(25, 100), radius(0, 100)), (17, 9, 0));
    }

    #[test]
    fn places_without_outlines_are_points() {
        let rhine = PlaceTree::read_csv(include_str!("../../../../data/places/upper-rhine.csv")).unwrap();
        let atlas = Atlas::new(&rhine);
        assert!(!atlas.cities.is_empty() && atlas.cities.values().all(|(_, path)| path.is_empty()));
    }
}
