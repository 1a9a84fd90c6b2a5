//! Passwords: how long one must be, how it is kept, whether one fits.

use argon2::{Argon2, PasswordHash, PasswordHasher, PasswordVerifier};

/// The fewest characters of a password (NIST SP 800-63B-4 asks for 15 where it is the only factor; a phrase
/// of three words has them).
pub const LENGTH_MIN: usize = 15;
/// The most characters of a password.
pub const LENGTH_MAX: usize = 200;

/// A hash to compare with where nobody has a name, so that the answer takes as long as for a name that is.
const NOBODY: &str = "$argon2id$v=19$m=19456,t=2,p=1$c29tZXNhbHRzb21lc2FsdA$\
    pEKWTIT8LCzc0p1JKDNtQVQmyJdDPeRrRGaAbONzJLc";

/// Why a text is no password.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum PasswordFault {
    /// It is too short.
    TooShort,
    /// It is too long.
    TooLong,
    /// It is the name to sign in with, or one letter again and again.
    TooPlain,
}

impl PasswordFault {
    /// The key of the sentence that says so.
    pub fn key(self) -> &'static str {
        match self {
            PasswordFault::TooShort => "password-too-short",
            PasswordFault::TooLong => "password-too-long",
            PasswordFault::TooPlain => "password-too-plain",
        }
    }
}

/// What is wrong with a password of somebody who signs in under a name.
pub fn fault(password: &str, login: &str) -> Option<PasswordFault> {
    let count = password.chars().count();
    let mut letters: Vec<char> = password.to_lowercase().chars().collect();
    letters.sort_unstable();
    letters.dedup();
    if count < LENGTH_MIN {
        Some(PasswordFault::TooShort)
    } else if count > LENGTH_MAX {
        Some(PasswordFault::TooLong)
    } else if letters.len() < 5 || (!login.is_empty() && password.to_lowercase() == login.to_lowercase()) {
        Some(PasswordFault::TooPlain)
    } else {
        None
    }
}

/// What is kept of a password: its Argon2id hash, with 16 random bytes as salt. `None` where the hash cannot be
/// computed, which a password within its lengths never causes.
pub fn hash(password: &str, salt: [u8; 16]) -> Option<String> {
    let hash = Argon2::default().hash_password_with_salt(password.as_bytes(), &salt).ok()?;
    Some(hash.to_string())
}

/// Whether a password is the one of a kept hash. An empty hash fits none, and takes as long.
pub fn fits(password: &str, kept: &str) -> bool {
    let compared = if kept.is_empty() { NOBODY } else { kept };
    let hash = PasswordHash::new(compared);
    let right = hash.is_ok_and(|hash| Argon2::default().verify_password(password.as_bytes(), &hash).is_ok());
    right && !kept.is_empty()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn short_long_and_plain_passwords_are_refused() {
        for (password, expected) in [
            ("three plain words", None),
            ("三个毫不相干的词语拼成一句长口令", None),
            ("fourteen chars", Some(PasswordFault::TooShort)),
            ("aaaaaaaaaaaaaaaaaaaa", Some(PasswordFault::TooPlain)),
            ("treasurer-of-zhejiang", Some(PasswordFault::TooPlain)),
        ] {
            assert_eq!(fault(password, "Treasurer-of-Zhejiang"), expected, "{password}");
        }
        assert_eq!(fault(&"abcdefgh".repeat(30), ""), Some(PasswordFault::TooLong));
    }

    #[test]
    fn a_password_fits_its_own_hash_and_no_other() {
        let kept = hash("three plain words", [7; 16]).unwrap();
        assert!(kept.starts_with("$argon2id$") && !kept.contains("plain"), "{kept}");
        assert!(fits("three plain words", &kept));
        assert!(!fits("three plain word", &kept) && !fits("", "") && !fits("x", "not a hash"));
        assert_ne!(kept, hash("three plain words", [8; 16]).unwrap());
    }
}
