//! Which place a row means.

use jiangnan_kernel::{Place, PlaceCode, PlaceKind, PlaceTree};

/// What a row says about its place, apart from a code.
#[derive(Clone, Copy, Debug)]
pub(super) struct Named<'a> {
    pub city: &'a str,
    pub region: &'a str,
    pub address: &'a str,
    pub country: &'a str,
}

impl Named<'_> {
    /// The place that is meant: the city, else the province, else the country; none where nothing is known.
    pub(super) fn find(self, places: &PlaceTree) -> Option<PlaceCode> {
        let country = self.country_code(places);
        let of_kind = |kind| {
            let of_kind = places.places().iter().filter(move |place| place.kind == kind);
            of_kind.filter(|place| country.is_none_or(|code| is_in_country(place.code, code)))
        };
        let provinces = || of_kind(PlaceKind::Province);
        let region = only(provinces().filter(|place| is_called(place, self.region)))
            .or_else(|| only(provinces().filter(|place| is_mentioned(place, self.address))));
        let cities = || {
            of_kind(PlaceKind::City)
                .filter(|place| region.is_none_or(|outer| places.is_within(place.code, outer)))
        };
        // Where two cities bear the name and no province tells them apart, neither is meant for sure.
        only(cities().filter(|place| is_called(place, self.city)))
            .or_else(|| only(cities().filter(|place| is_mentioned(place, self.address))))
            .or(region)
            .or_else(|| only(provinces().filter(|place| is_called(place, self.city))))
            .or(country)
    }

    /// The country, where two letters or the name of one in the tree are given.
    fn country_code(self, places: &PlaceTree) -> Option<PlaceCode> {
        let named = places
            .places()
            .iter()
            .find(|place| place.kind == PlaceKind::Country && is_called(place, self.country));
        let two_letters = self.country.len() == 2 && self.country.bytes().all(|b| b.is_ascii_alphabetic());
        named
            .map(|place| place.code)
            .or_else(|| two_letters.then(|| self.country.to_ascii_uppercase().parse().ok()).flatten())
    }
}

/// The one place of a list that has exactly one.
fn only<'a>(mut places: impl Iterator<Item = &'a Place>) -> Option<PlaceCode> {
    let first = places.next()?;
    places.next().is_none().then_some(first.code)
}

fn is_in_country(code: PlaceCode, country: PlaceCode) -> bool {
    let rest = code.as_str().strip_prefix(country.as_str());
    rest.is_some_and(|rest| rest.is_empty() || rest.starts_with('-'))
}

/// Whether a text is the name of a place, in either language, with or without the kind at the end.
fn is_called(place: &Place, text: &str) -> bool {
    let text = text.trim();
    !text.is_empty()
        && (text == place.name.zh
            || bare(text) == bare(&place.name.zh)
            || text.eq_ignore_ascii_case(&place.name.en)
            || text.eq_ignore_ascii_case(place.code.as_str()))
}

fn is_mentioned(place: &Place, address: &str) -> bool {
    let name = bare(&place.name.zh);
    !name.is_empty() && address.contains(name)
}

/// A Chinese name without the word for province or city.
fn bare(name: &str) -> &str {
    name.trim_end_matches(['省', '市'])
}
