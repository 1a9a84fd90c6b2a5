//! What is searched for, as it stands in the address.

use super::Input;

/// How hits are ordered.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub enum Sort {
    /// The best match first.
    #[default]
    Relevance,
    /// What the reader pays, the least first.
    OwnPart,
    /// The nearest first.
    Distance,
    /// The next free slot first.
    NextFree,
}

impl Sort {
    /// Every order.
    pub const ALL: [Sort; 4] = [Sort::Relevance, Sort::OwnPart, Sort::Distance, Sort::NextFree];

    /// Its name in the address.
    pub fn tag(self) -> &'static str {
        match self {
            Sort::Relevance => "match",
            Sort::OwnPart => "price",
            Sort::Distance => "distance",
            Sort::NextFree => "free",
        }
    }

    /// The key of its message.
    pub fn key(self) -> &'static str {
        match self {
            Sort::Relevance => "sort-match",
            Sort::OwnPart => "sort-price",
            Sort::Distance => "sort-distance",
            Sort::NextFree => "sort-free",
        }
    }
}

/// The names of the filters of which several values can be chosen.
pub const MANY: [&str; 5] = ["technique", "class", "place", "provider", "band"];
/// The names of everything that is one value.
pub const ONE: [&str; 7] = ["price", "voucher", "external", "free", "seat", "size", "sector"];

/// A search with its filters. Its address brings back the same page.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct SearchQuery {
    /// The words.
    pub q: String,
    /// The chosen values, by the name of their filter, in the order of [`MANY`] and [`ONE`].
    pub chosen: Vec<(&'static str, String)>,
    /// The order of the hits.
    pub sort: Sort,
    /// The page, from 1.
    pub page: u64,
}

impl SearchQuery {
    /// The search of an address. What cannot be read counts as not given.
    pub fn parse(input: &Input) -> SearchQuery {
        let many = MANY.into_iter().flat_map(|name| input.all(name).take(20).map(move |value| (name, value)));
        let one = ONE.into_iter().flat_map(|name| input.all(name).take(1).map(move |value| (name, value)));
        let sort = input.get("sort");
        SearchQuery {
            q: input.get("q").chars().take(200).collect(),
            chosen: many.chain(one).map(|(name, value)| (name, value.chars().take(40).collect())).collect(),
            sort: Sort::ALL.into_iter().find(|known| known.tag() == sort).unwrap_or_default(),
            page: input.get("page").parse().unwrap_or(1).max(1),
        }
    }

    /// The values chosen in a filter.
    pub fn all<'q>(&'q self, name: &'q str) -> impl Iterator<Item = &'q str> {
        self.chosen.iter().filter(move |(known, _)| *known == name).map(|(_, value)| value.as_str())
    }

    /// The value chosen in a filter; empty where there is none.
    pub fn one(&self, name: &str) -> &str {
        self.chosen.iter().find(|(known, _)| *known == name).map_or("", |(_, value)| value)
    }

    /// Whether a value is chosen in a filter.
    pub fn has(&self, name: &str, value: &str) -> bool {
        self.all(name).any(|known| known == value)
    }

    /// The address of this search.
    pub fn href(&self) -> String {
        let mut pairs: Vec<(&str, &str)> = Vec::new();
        if !self.q.is_empty() {
            pairs.push(("q", &self.q));
        }
        pairs.extend(self.chosen.iter().map(|(name, value)| (*name, value.as_str())));
        if self.sort != Sort::default() {
            pairs.push(("sort", self.sort.tag()));
        }
        let page = self.page.to_string();
        if self.page > 1 {
            pairs.push(("page", &page));
        }
        address("/instruments", &pairs)
    }

    /// The address of another page of this search.
    pub fn page_href(&self, page: impl std::borrow::Borrow<u64>) -> String {
        SearchQuery { page: *page.borrow(), ..self.clone() }.href()
    }

    /// The address of this search in another order.
    pub fn sort_href(&self, sort: impl std::borrow::Borrow<Sort>) -> String {
        SearchQuery { sort: *sort.borrow(), page: 1, ..self.clone() }.href()
    }

    /// The address of this search without one filter.
    pub fn without_href(&self, name: &str, value: &str) -> String {
        let mut query = SearchQuery { page: 1, ..self.clone() };
        query.chosen.retain(|(known, chosen)| *known != name || chosen != value);
        query.href()
    }

    /// The address of this search with one filter more.
    pub fn with_href(&self, name: &'static str, value: &str) -> String {
        let mut query = SearchQuery { page: 1, ..self.clone() };
        query.chosen.push((name, value.to_owned()));
        query.href()
    }

    /// The address of a search for other words, for the same asker.
    pub fn words_href(&self, words: &str) -> String {
        SearchQuery { q: words.to_owned(), ..self.bare() }.href()
    }

    /// The address of this search without any filter.
    pub fn bare_href(&self) -> String {
        self.bare().href()
    }

    /// This search without filters; who asks stays.
    fn bare(&self) -> SearchQuery {
        let asker = self.chosen.iter().filter(|(name, _)| ASKER.contains(name)).cloned();
        SearchQuery { chosen: asker.collect(), page: 1, ..self.clone() }
    }

    /// What does not stand in the form of filters and is sent with it all the same.
    pub fn asker(&self) -> impl Iterator<Item = &(&'static str, String)> {
        self.chosen.iter().filter(|(name, _)| ASKER.contains(name))
    }

    /// What does not stand in the form of the three questions and is sent with it all the same.
    pub fn filters(&self) -> impl Iterator<Item = &(&'static str, String)> {
        self.chosen.iter().filter(|(name, _)| !ASKER.contains(name))
    }
}

/// The answers of somebody who has not signed in.
const ASKER: [&str; 3] = ["seat", "size", "sector"];

/// A path with a query string.
pub fn address(path: &str, pairs: &[(&str, &str)]) -> String {
    let mut text = path.to_owned();
    for (index, (name, value)) in pairs.iter().enumerate() {
        text.push(if index == 0 { '?' } else { '&' });
        text.push_str(name);
        text.push('=');
        push_encoded(&mut text, value);
    }
    text
}

/// Percent-encodes everything but the unreserved characters of RFC 3986.
fn push_encoded(text: &mut String, value: &str) {
    for byte in value.bytes() {
        match byte {
            b'a'..=b'z' | b'A'..=b'Z' | b'0'..=b'9' | b'-' | b'.' | b'_' | b'~' => {
                text.push(char::from(byte))
            }
            _ => text.push_str(&format!("%{byte:02X}")),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_address_brings_back_its_search() {
        let chosen = [
            ("technique", "CHMO:0000073"),
            ("place", "CN-SH"),
            ("place", "CN-JS"),
            ("price", "300"),
            ("voucher", "1"),
            ("free", "2026-11-27"),
            ("seat", "CN-330100"),
        ];
        let query = SearchQuery {
            q: "扫描电镜 & SEM".into(),
            chosen: chosen.map(|(name, value)| (name, value.to_owned())).to_vec(),
            sort: Sort::OwnPart,
            page: 3,
        };
        let href = query.href();
        let pairs = href.split_once('?').unwrap().1.split('&').map(|pair| pair.split_once('=').unwrap());
        let input = Input::of_pairs(pairs.map(|(name, value)| (name, decoded(value))));
        assert_eq!(SearchQuery::parse(&input), query, "{href}");
        assert_eq!(query.without_href("place", "CN-SH").matches("place=").count(), 1);
        assert_eq!(query.bare_href().matches('=').count(), 3, "words, order and asker stay");
    }

    fn decoded(value: &str) -> String {
        let mut bytes = Vec::new();
        let mut rest = value.bytes();
        while let Some(byte) = rest.next() {
            if byte == b'%' {
                let hex: String = rest.by_ref().take(2).map(char::from).collect();
                bytes.push(u8::from_str_radix(&hex, 16).unwrap());
            } else {
                bytes.push(byte);
            }
        }
        String::from_utf8(bytes).unwrap()
    }
}
