//! Unified social credit codes for enterprises that do not exist.

use jiangnan_catalogue::UnifiedCode;

/// The characters of an organisation code; a character's position is its value.
const ALPHABET: &[u8; 31] = b"0123456789ABCDEFGHJKLMNPQRTUWXY";

/// How many serial numbers there are: six characters of the organisation code.
const SERIALS: u64 = 31u64.pow(6);

/// The code of an invented enterprise: `91` (registered by market regulation, an enterprise), the six digits
/// of its division, an organisation code that begins with `YY`, and both check characters.
///
/// Organisation codes given since 2015 begin with `MA` and the letters next to it; `YY` keeps far from them, so
/// that no code made here should be that of a real enterprise. None where the division is not six digits.
pub(crate) fn invented(division: &str, serial: u64) -> Option<UnifiedCode> {
    // A multiplier that shares no factor with 31 visits every serial once and hides the order.
    let mut rest = serial.checked_mul(7_654_321)? % SERIALS;
    let mut body = *b"YY000000";
    for place in body.iter_mut().skip(2).rev() {
        *place = *ALPHABET.get(usize::try_from(rest % 31).ok()?)?;
        rest /= 31;
    }
    UnifiedCode::compose("91", division, std::str::from_utf8(&body).ok()?).ok()
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::collections::HashSet;

    #[test]
    fn every_serial_has_a_code_of_its_own() {
        let codes: HashSet<UnifiedCode> =
            (0..20_000).filter_map(|serial| invented("330100", serial * 977)).collect();
        assert_eq!(codes.len(), 20_000);
        assert_eq!(invented("DE212", 1), None);
    }
}
