//! Unified social credit codes (GB 32100-2015) for enterprises that do not exist.

/// The 31 characters of GB 32100; a character's position is its value.
const ALPHABET: &[u8; 31] = b"0123456789ABCDEFGHJKLMNPQRTUWXY";

/// Weights of GB 11714 for the eight characters of an organisation code.
const ORGANISATION_WEIGHTS: [u32; 8] = [3, 7, 9, 10, 5, 8, 4, 2];

/// How many serial numbers there are: six characters of the organisation code.
pub(crate) const SERIALS: u64 = 31u64.pow(6);

/// The code of an invented enterprise: `91` (registered by market regulation, an enterprise), the six digits
/// of its division, an organisation code that begins with `YY`, and both check characters.
///
/// Organisation codes given since 2015 begin with `MA` and the letters next to it; `YY` keeps far from them, so
/// that no code made here should be that of a real enterprise. None where the division is not six digits.
pub(crate) fn invented(division: &str, serial: u64) -> Option<String> {
    if division.len() != 6 || !division.bytes().all(|byte| byte.is_ascii_digit()) {
        return None;
    }
    // A multiplier that shares no factor with 31 visits every serial once and hides the order.
    let mut rest = serial.checked_mul(7_654_321)? % SERIALS;
    let mut body = *b"YY000000";
    for place in body.iter_mut().skip(2).rev() {
        *place = *ALPHABET.get(usize::try_from(rest % 31).ok()?)?;
        rest /= 31;
    }
    with_checks(&format!("91{division}"), &body)
}

/// The first eight characters and the organisation code, each check character in its place.
fn with_checks(head: &str, body: &[u8; 8]) -> Option<String> {
    let mut code = format!("{head}{}", std::str::from_utf8(body).ok()?);
    code.push(organisation_check(body));
    code.push(code_check(code.as_bytes())?);
    Some(code)
}

/// GB 11714: the weighted sum modulo 11, where letters count from A = 10 without a gap.
fn organisation_check(body: &[u8; 8]) -> char {
    let value = |byte: u8| char::from(byte).to_digit(36).unwrap_or(0);
    let sum: u32 = body.iter().zip(ORGANISATION_WEIGHTS).map(|(&byte, weight)| value(byte) * weight).sum();
    match 11 - sum % 11 {
        10 => 'X',
        11 => '0',
        digit => char::from_digit(digit, 10).unwrap_or('0'),
    }
}

/// GB 32100: the sum weighted by powers of 3, modulo 31.
fn code_check(code: &[u8]) -> Option<char> {
    let mut weight = 1;
    let mut sum = 0;
    for byte in code {
        sum += ALPHABET.iter().position(|character| character == byte)? * weight % 31;
        weight = weight * 3 % 31;
    }
    ALPHABET.get((31 - sum % 31) % 31).map(|&byte| char::from(byte))
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::collections::HashSet;

    #[test]
    fn the_check_characters_are_those_of_published_codes() {
        for code in ["91330100716105852F", "91330100799655058B", "9144030071526726XG", "91350100M000100Y43"] {
            let body = code.as_bytes()[8..16].try_into().unwrap();
            assert_eq!(with_checks(&code[..8], body).as_deref(), Some(code));
        }
    }

    #[test]
    fn every_serial_has_a_code_of_its_own() {
        let codes: HashSet<String> =
            (0..20_000).filter_map(|serial| invented("330100", serial * 977)).collect();
        assert_eq!(codes.len(), 20_000);
        assert_eq!(invented("DE212", 1), None);
    }
}
