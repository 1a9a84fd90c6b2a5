//! Identifiers of organisations that carry their own check: the unified social credit code and ROR.

use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Serialize};

/// The 31 characters of GB 32100: digits and letters without I, O, S, V, Z.
const UNIFIED_ALPHABET: &[u8] = b"0123456789ABCDEFGHJKLMNPQRTUWXY";

/// The weights of GB 11714 for the eight characters of an organisation code.
const ORGANISATION_WEIGHTS: [u32; 8] = [3, 7, 9, 10, 5, 8, 4, 2];

/// Crockford's base 32, in which ROR writes its numbers.
const ROR_ALPHABET: &[u8] = b"0123456789abcdefghjkmnpqrstvwxyz";

/// A unified social credit code (GB 32100): 18 characters whose last is a check over all, and whose
/// characters 9 to 17 are an organisation code (GB 11714) with a check digit of its own. Both hold.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct UnifiedCode(String);

/// An id of the Research Organization Registry: `0`, six characters and two check digits (ISO 7064
/// MOD 97-10). Read with or without `https://ror.org/`, kept without.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct Ror(String);

/// By what an organisation is known outside.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum OrganisationIdentifier {
    /// The unified social credit code of a Chinese organisation.
    UnifiedCode(UnifiedCode),
    /// The ROR id of a research organisation anywhere.
    Ror(Ror),
}

/// Why a text is not an identifier of an organisation.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum IdentifierError {
    /// Neither shape fits.
    #[error("`{0}` is neither a unified social credit code (18 characters) nor a ROR id (such as 02aj13c28)")]
    UnknownShape(String),
    /// A unified social credit code has another length.
    #[error("`{0}` has {1} characters: a unified social credit code has 18")]
    UnifiedLength(String, usize),
    /// A character that the code may not have in this position.
    #[error("`{character}` is not allowed as character {position} of `{code}`: compare with the licence")]
    Character {
        /// The code.
        code: String,
        /// The character.
        character: char,
        /// Its position, the first being 1.
        position: usize,
    },
    /// The check digit of the organisation code in characters 9 to 17 does not fit.
    #[error(
        "`{code}`: character 17 is `{found}`, the organisation code (characters 9 to 16) needs `{expected}`: \
             look for a mistyped character"
    )]
    OrganisationCheck {
        /// The code.
        code: String,
        /// What stands there.
        found: char,
        /// What the other characters need.
        expected: char,
    },
    /// The last character does not fit.
    #[error(
        "`{code}`: character 18 is `{found}`, the others need `{expected}`: look for a mistyped character"
    )]
    UnifiedCheck {
        /// The code.
        code: String,
        /// What stands there.
        found: char,
        /// What the other characters need.
        expected: char,
    },
    /// A text does not have the shape of a ROR id.
    #[error("`{0}` is not a ROR id: write 0, six characters and two digits, such as 02aj13c28")]
    RorShape(String),
    /// The check digits of a ROR id do not fit.
    #[error("`{id}` ends with {found:02}, its check digits are {expected:02}: look for a mistyped character")]
    RorCheck {
        /// The id.
        id: String,
        /// What stands there.
        found: u32,
        /// What the other characters need.
        expected: u32,
    },
}

impl UnifiedCode {
    /// Builds a code out of its authority and category (2 characters), the GB/T 2260 code of the registering
    /// office (6 digits) and the eight characters of the organisation code; both check digits are added.
    ///
    /// # Errors
    /// Where the parts have another length or a character that the code may not have.
    pub fn compose(authority: &str, division: &str, body: &str) -> Result<UnifiedCode, IdentifierError> {
        let mut code = format!("{authority}{division}{body}");
        if code.len() != 16 {
            return Err(IdentifierError::UnifiedLength(code.clone(), code.chars().count() + 2));
        }
        code.push(organisation_check(&code)?);
        code.push(unified_check(&code)?);
        code.parse()
    }

    /// The 18 characters.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl FromStr for UnifiedCode {
    type Err = IdentifierError;

    fn from_str(text: &str) -> Result<UnifiedCode, IdentifierError> {
        let code = text.trim().to_uppercase();
        let count = code.chars().count();
        if count != 18 {
            return Err(IdentifierError::UnifiedLength(shortened(&code), count));
        }
        for (index, character) in code.chars().enumerate() {
            let office = (2..8).contains(&index);
            if digit_of(UNIFIED_ALPHABET, character).is_none() || (office && !character.is_ascii_digit()) {
                return Err(IdentifierError::Character { code, character, position: index + 1 });
            }
        }
        let expected = organisation_check(&code)?;
        let found = code.chars().nth(16).unwrap_or(' ');
        if found != expected {
            return Err(IdentifierError::OrganisationCheck { code, found, expected });
        }
        let expected = unified_check(&code)?;
        let found = code.chars().nth(17).unwrap_or(' ');
        if found != expected {
            return Err(IdentifierError::UnifiedCheck { code, found, expected });
        }
        Ok(UnifiedCode(code))
    }
}

/// Character 17: 11 − Σ value × weight mod 11 over characters 9 to 16, where 10 is written X and 11 is 0.
fn organisation_check(code: &str) -> Result<char, IdentifierError> {
    let mut sum = 0;
    for ((index, character), weight) in code.chars().enumerate().skip(8).zip(ORGANISATION_WEIGHTS) {
        let value = character.to_digit(36).ok_or_else(|| IdentifierError::Character {
            code: code.to_owned(),
            character,
            position: index + 1,
        })?;
        sum += value * weight;
    }
    Ok(match 11 - sum % 11 {
        10 => 'X',
        11 => '0',
        digit => char::from_digit(digit, 10).unwrap_or('0'),
    })
}

/// Character 18: 31 − Σ value × 3^(i−1) mod 31 over characters 1 to 17, where 31 is 0.
fn unified_check(code: &str) -> Result<char, IdentifierError> {
    let (mut sum, mut weight) = (0, 1);
    for (index, character) in code.chars().enumerate().take(17) {
        let value = digit_of(UNIFIED_ALPHABET, character).ok_or_else(|| IdentifierError::Character {
            code: code.to_owned(),
            character,
            position: index + 1,
        })?;
        sum += value * weight;
        weight = weight * 3 % 31;
    }
    let digit = usize::try_from((31 - sum % 31) % 31).unwrap_or(0);
    Ok(UNIFIED_ALPHABET.get(digit).copied().map_or('0', char::from))
}

impl Ror {
    /// The nine characters.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// The address of its page.
    pub fn url(&self) -> String {
        format!("https://ror.org/{}", self.0)
    }
}

impl FromStr for Ror {
    type Err = IdentifierError;

    fn from_str(text: &str) -> Result<Ror, IdentifierError> {
        let lower = text.trim().to_lowercase();
        let id = lower.rsplit('/').next().unwrap_or_default().to_owned();
        let wrong = || IdentifierError::RorShape(shortened(text));
        if id.len() != 9 || !id.is_ascii() || !id.starts_with('0') {
            return Err(wrong());
        }
        let (number, check) = id.split_at(7);
        let mut value: u64 = 0;
        for character in number.chars() {
            let digit = digit_of(ROR_ALPHABET, character).ok_or_else(wrong)?;
            value = value * 32 + u64::from(digit);
        }
        if !check.bytes().all(|byte| byte.is_ascii_digit()) {
            return Err(wrong());
        }
        let found: u32 = check.parse().map_err(|_| wrong())?;
        let expected = u32::try_from(98 - value * 100 % 97).map_err(|_| wrong())?;
        if found == expected { Ok(Ror(id)) } else { Err(IdentifierError::RorCheck { id, found, expected }) }
    }
}

impl OrganisationIdentifier {
    /// The code as text.
    pub fn as_str(&self) -> &str {
        match self {
            OrganisationIdentifier::UnifiedCode(code) => code.as_str(),
            OrganisationIdentifier::Ror(ror) => ror.as_str(),
        }
    }
}

impl FromStr for OrganisationIdentifier {
    type Err = IdentifierError;

    fn from_str(text: &str) -> Result<OrganisationIdentifier, IdentifierError> {
        let text = text.trim();
        match (text.len(), text.contains("ror.org/")) {
            (18, false) => text.parse().map(OrganisationIdentifier::UnifiedCode),
            (9, _) | (_, true) => text.parse().map(OrganisationIdentifier::Ror),
            _ => Err(IdentifierError::UnknownShape(shortened(text))),
        }
    }
}

macro_rules! text_form {
    ($type:ident) => {
        impl TryFrom<String> for $type {
            type Error = IdentifierError;

            fn try_from(text: String) -> Result<$type, IdentifierError> {
                text.parse()
            }
        }

        impl From<$type> for String {
            fn from(value: $type) -> String {
                value.0
            }
        }

        impl fmt::Display for $type {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str(&self.0)
            }
        }
    };
}

text_form!(UnifiedCode);
text_form!(Ror);

impl fmt::Display for OrganisationIdentifier {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

fn digit_of(alphabet: &[u8], character: char) -> Option<u32> {
    let byte = u8::try_from(character).ok()?;
    let position = alphabet.iter().position(|&allowed| allowed == byte)?;
    u32::try_from(position).ok()
}

/// A text short enough for a message.
fn shortened(text: &str) -> String {
    text.chars().take(60).collect()
}
