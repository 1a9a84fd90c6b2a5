//! Where hits are, drawn as a map.

use jiangnan_kernel::Text;

/// Where the hits are.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct HitMap {
    /// How wide the map is.
    pub width: u32,
    /// How high it is.
    pub height: u32,
    /// The cities.
    pub cities: Vec<MapCity>,
}

/// A city on the map.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct MapCity {
    /// Its name.
    pub name: Text,
    /// Its outline, as the commands of a path; empty where it is not known.
    pub path: String,
    /// Where its circle stands.
    pub x: u32,
    /// Where its circle stands.
    pub y: u32,
    /// How large the circle is; 0 where nothing is found.
    pub radius: u32,
    /// How many hits stand there.
    pub count: u64,
    /// Whether the hits are narrowed to it.
    pub chosen: bool,
    /// The search narrowed to it, or no longer.
    pub href: String,
}

impl HitMap {
    /// The cities in which something is found or that are chosen, the most hits first.
    pub fn ranked(&self) -> Vec<&MapCity> {
        let mut cities: Vec<&MapCity> =
            self.cities.iter().filter(|city| city.count > 0 || city.chosen).collect();
        cities.sort_by_key(|city| std::cmp::Reverse(city.count));
        cities
    }
}
