//! The items in rows, with what is counted of each as columns of small numbers.

use std::collections::HashMap;
use std::sync::Arc;

use jiangnan_catalogue::TechniqueTree;
use jiangnan_kernel::{PlaceTree, Text};

use crate::item::{Item, Key};

/// What a column holds where nothing is known.
pub const NONE: u32 = u32::MAX;

/// A provider that lists something.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Provider {
    /// Which one.
    pub key: Key,
    /// Its name.
    pub name: Text,
}

/// Items in rows; a row once given to an item stays its row.
#[derive(Clone, Debug, Default)]
pub struct Shelf {
    items: Vec<Arc<Item>>,
    rows: HashMap<Key, u32>,
    providers: Vec<Provider>,
    provider_rows: HashMap<Key, u32>,
    /// The position of each item's technique among the nodes of the tree.
    pub technique: Vec<u32>,
    /// The positions of each item's further techniques.
    pub further: Vec<Vec<u32>>,
    /// The position of each item's class among the nodes of the tree.
    pub class: Vec<u32>,
    /// The position of each item's place in the tree of places.
    pub place: Vec<u32>,
    /// The position of each item's provider among [`Shelf::providers`].
    pub provider: Vec<u32>,
    /// 1 where users from outside may use it, else 0.
    pub external: Vec<u32>,
}

impl Shelf {
    /// How many items there are.
    pub fn len(&self) -> usize {
        self.items.len()
    }

    /// Whether there is none.
    pub fn is_empty(&self) -> bool {
        self.items.is_empty()
    }

    /// The item of a row.
    pub fn item(&self, row: u32) -> Option<&Arc<Item>> {
        self.items.get(row as usize)
    }

    /// Every item, in the order of the rows.
    pub fn items(&self) -> &[Arc<Item>] {
        &self.items
    }

    /// The row of an item.
    pub fn row(&self, key: &Key) -> Option<u32> {
        self.rows.get(key).copied()
    }

    /// The providers, in the order in which they came.
    pub fn providers(&self) -> &[Provider] {
        &self.providers
    }

    /// The position of a provider.
    pub fn provider_row(&self, key: &Key) -> Option<u32> {
        self.provider_rows.get(key).copied()
    }

    /// Puts an item on the shelf, in place of an earlier one of its key; says in which row.
    pub fn put(&mut self, item: Item, tree: &TechniqueTree, places: &PlaceTree) -> u32 {
        let next = u32::try_from(self.items.len()).unwrap_or(NONE);
        let row = *self.rows.entry(item.key).or_insert(next);
        let node = |code: Option<&str>| code.and_then(|code| tree.position(code)).unwrap_or(NONE);
        let technique = node(item.technique.as_deref());
        let of_technique = || tree.get(item.technique.as_deref()?)?.parent.as_deref();
        let class = node(item.class.as_deref().or_else(of_technique));
        let place = places.index(item.place).map_or(NONE, |index| u32::from(index.0));
        let provider = self.put_provider(&item);
        let external = u32::from(item.external);
        set(&mut self.technique, row, technique);
        set(&mut self.further, row, item.also.iter().filter_map(|code| tree.position(code)).collect());
        set(&mut self.class, row, class);
        set(&mut self.place, row, place);
        set(&mut self.provider, row, provider);
        set(&mut self.external, row, external);
        set(&mut self.items, row, Arc::new(item));
        row
    }

    fn put_provider(&mut self, item: &Item) -> u32 {
        let next = u32::try_from(self.providers.len()).unwrap_or(NONE);
        let row = *self.provider_rows.entry(item.provider).or_insert(next);
        set(&mut self.providers, row, Provider { key: item.provider, name: item.provider_name.clone() });
        row
    }
}

/// Sets a row, which is there already or is the next.
fn set<T>(column: &mut Vec<T>, row: u32, value: T) {
    match column.get_mut(row as usize) {
        Some(place) => *place = value,
        None => column.push(value),
    }
}
