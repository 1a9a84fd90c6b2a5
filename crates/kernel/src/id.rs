//! 128-bit identifiers, made by whoever creates the thing (clients too), so that a retry is recognised.

use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Deserializer, Serialize, Serializer};

use crate::{Clock, Rng};

const ALPHABET: &[u8; 32] = b"0123456789abcdefghjkmnpqrstvwxyz";
const TEXT_LEN: usize = 26;

/// A 128-bit identifier, written as 26 characters of Crockford's base 32 in lower case.
///
/// The high 48 bits of an id made by [`Id::make`] are the milliseconds of its creation, so that rows
/// created together lie together in an index.
#[derive(Clone, Copy, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Id(pub u128);

/// Why a text is not an [`Id`].
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("`{0}` is not an id: an id has 26 characters out of 0-9 and a-z without i, l, o, u")]
pub struct IdError(pub String);

impl Id {
    /// Makes a new id from the time and 80 random bits.
    pub fn make(clock: &dyn Clock, rng: &mut dyn Rng) -> Id {
        let millis = u128::try_from(clock.millis().max(0)).unwrap_or(0);
        let random = (u128::from(rng.next_u64()) << 16) | u128::from(rng.next_u64() & 0xffff);
        Id((millis << 80) | random)
    }

    /// The 16 bytes of the id, most significant first: the form in which it is stored.
    pub fn to_bytes(self) -> [u8; 16] {
        self.0.to_be_bytes()
    }

    /// The id of 16 stored bytes.
    pub fn from_bytes(bytes: [u8; 16]) -> Id {
        Id(u128::from_be_bytes(bytes))
    }
}

impl Id {
    /// Has its text used, which lies in no memory of its own.
    fn with_text<T>(self, used: impl FnOnce(&str) -> T) -> T {
        let mut text = [b'0'; TEXT_LEN];
        let mut rest = self.0;
        for place in text.iter_mut().rev() {
            let digit = usize::try_from(rest & 31).unwrap_or(0);
            *place = ALPHABET.get(digit).copied().unwrap_or(b'0');
            rest >>= 5;
        }
        used(std::str::from_utf8(&text).unwrap_or_default())
    }
}

impl fmt::Display for Id {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.with_text(|text| f.pad(text))
    }
}

impl fmt::Debug for Id {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, f)
    }
}

impl FromStr for Id {
    type Err = IdError;

    fn from_str(text: &str) -> Result<Id, IdError> {
        let wrong = || IdError(text.chars().take(40).collect());
        if text.len() != TEXT_LEN {
            return Err(wrong());
        }
        let mut value: u128 = 0;
        for (index, byte) in text.bytes().enumerate() {
            let byte = byte.to_ascii_lowercase();
            let digit = ALPHABET.iter().position(|&a| a == byte).ok_or_else(wrong)?;
            // 26 characters carry 130 bits: the first may only use three of its five.
            if index == 0 && digit > 7 {
                return Err(wrong());
            }
            value = (value << 5) | digit as u128;
        }
        Ok(Id(value))
    }
}

impl Serialize for Id {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        self.with_text(|text| serializer.serialize_str(text))
    }
}

impl<'de> Deserialize<'de> for Id {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Id, D::Error> {
        let text = std::borrow::Cow::<'de, str>::deserialize(deserializer)?;
        text.parse().map_err(serde::de::Error::custom)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{Instant, SplitMix64};
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn text_and_bytes_bring_back_the_same_id(value: u128) {
            let id = Id(value);
            prop_assert_eq!(id.to_string().parse::<Id>(), Ok(id));
            prop_assert_eq!(Id::from_bytes(id.to_bytes()), id);
        }

        #[test]
        fn the_order_of_texts_is_the_order_of_ids(a: u128, b: u128) {
            prop_assert_eq!(Id(a).to_string().cmp(&Id(b).to_string()), a.cmp(&b));
        }

        #[test]
        fn no_text_makes_it_panic(text in ".{0,40}") {
            let _ = text.parse::<Id>();
        }
    }

    #[test]
    fn later_ids_sort_later() {
        let mut rng = SplitMix64::new(7);
        let early = Id::make(&Instant::from_seconds(1_000), &mut rng);
        let late = Id::make(&Instant::from_seconds(1_001), &mut rng);
        assert!(early < late);
    }

    #[test]
    fn a_finer_clock_sorts_ids_of_one_second() {
        struct Fine(i64);
        impl Clock for Fine {
            fn now(&self) -> Instant {
                Instant::from_seconds(self.0 / 1_000)
            }
            fn millis(&self) -> i64 {
                self.0
            }
        }
        let mut rng = SplitMix64::new(7);
        let ids: Vec<Id> = (5_000..5_100).map(|millis| Id::make(&Fine(millis), &mut rng)).collect();
        assert!(ids.is_sorted());
    }

    #[test]
    fn a_text_beyond_128_bits_is_refused() {
        assert!("8zzzzzzzzzzzzzzzzzzzzzzzzz".parse::<Id>().is_err());
        assert!("7zzzzzzzzzzzzzzzzzzzzzzzzz".parse::<Id>().is_ok());
    }
}
