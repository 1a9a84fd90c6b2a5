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

/// A search with its filters. Its address brings back the same page.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct SearchQuery {
    /// The words.
    pub q: String,
    /// Codes of wanted techniques; none means all.
    pub technique: Vec<String>,
    /// Codes of wanted places; none means all.
    pub place: Vec<String>,
    /// The most that the reader wants to pay for an hour, as typed.
    pub price: String,
    /// The order of the hits.
    pub sort: Sort,
    /// The page, from 1.
    pub page: u64,
}

impl SearchQuery {
    /// The search of an address. What cannot be read counts as not given.
    pub fn parse(input: &Input) -> SearchQuery {
        let many = |name: &str| input.all(name).take(20).map(str::to_owned).collect();
        let sort = input.get("sort");
        SearchQuery {
            q: input.get("q").chars().take(200).collect(),
            technique: many("technique"),
            place: many("place"),
            price: input.get("price").chars().take(20).collect(),
            sort: Sort::ALL.into_iter().find(|known| known.tag() == sort).unwrap_or_default(),
            page: input.get("page").parse().unwrap_or(1).max(1),
        }
    }

    /// The address of this search.
    pub fn href(&self) -> String {
        let mut pairs: Vec<(&str, &str)> = Vec::new();
        if !self.q.is_empty() {
            pairs.push(("q", &self.q));
        }
        pairs.extend(self.technique.iter().map(|code| ("technique", code.as_str())));
        pairs.extend(self.place.iter().map(|code| ("place", code.as_str())));
        if !self.price.is_empty() {
            pairs.push(("price", &self.price));
        }
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
        match name {
            "technique" => query.technique.retain(|code| code != value),
            "place" => query.place.retain(|code| code != value),
            _ => query.price.clear(),
        }
        query.href()
    }

    /// The address of a search for other words.
    pub fn words_href(&self, words: &str) -> String {
        address("/instruments", &[("q", words)])
    }

    /// The address of this search without any filter.
    pub fn bare_href(&self) -> String {
        SearchQuery { q: self.q.clone(), sort: self.sort, page: 1, ..SearchQuery::default() }.href()
    }
}

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
        let query = SearchQuery {
            q: "扫描电镜 & SEM".into(),
            technique: vec!["CHMO:0000073".into()],
            place: vec!["CN-SH".into(), "CN-JS".into()],
            price: "300".into(),
            sort: Sort::OwnPart,
            page: 3,
        };
        let href = query.href();
        let pairs = href.split_once('?').unwrap().1.split('&').map(|pair| pair.split_once('=').unwrap());
        let input = Input::of_pairs(pairs.map(|(name, value)| (name, decoded(value))));
        assert_eq!(SearchQuery::parse(&input), query, "{href}");
        assert_eq!(query.without_href("place", "CN-SH").matches("place=").count(), 1);
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
