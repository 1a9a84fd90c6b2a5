//! What words in the search box mean: a kind of event, a number of something, a person.

use jiangnan_exchange::writer::CHAIN;
use jiangnan_kernel::Id;
use jiangnan_store::list::{EventSearch, kinds_of_events};
use jiangnan_store::{Query, StoreError};

use crate::locale::{Language, Locale};
use crate::view::Key;

/// What is looked for.
///
/// # Errors
/// Where the database fails.
pub fn of(source: &impl Query, q: &str) -> Result<EventSearch, StoreError> {
    if q.is_empty() {
        return Ok(EventSearch::default());
    }
    if let Some(id) = id(q) {
        return Ok(EventSearch { ids: vec![id], ..EventSearch::default() });
    }
    let kinds = kinds_of_events(source, CHAIN)?;
    let kinds = kinds.into_iter().filter(|kind| is_called(kind, q)).collect();
    Ok(EventSearch { kinds, name: q.to_owned(), ..EventSearch::default() })
}

/// The number of something, alone or with its place.
fn id(q: &str) -> Option<Id> {
    q.parse::<Key>().map(|key| key.id).ok().or_else(|| q.parse().ok())
}

/// Whether a kind of event bears words in its name, in any language.
fn is_called(kind: &str, words: &str) -> bool {
    let words = words.to_lowercase();
    let named = |language| Locale::new(language).event(kind).to_lowercase().contains(&words);
    kind.contains(&words) || Language::ALL.into_iter().any(named)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_kind_is_found_by_its_name_in_any_language() {
        for (kind, words, expected) in [
            ("grant", "Voucher", true),
            ("grant", "gra", true),
            ("open-cycle", "周期", true),
            ("grant", "周期", false),
        ] {
            assert_eq!(is_called(kind, words), expected, "{kind} {words}");
        }
    }

    #[test]
    fn a_number_is_found_with_and_without_its_place() {
        let number = "00000000000000000000000011";
        assert_eq!(id(number), id(&format!("CN-SH.{number}")));
        assert!(id(number).is_some() && id("grant").is_none());
    }
}
