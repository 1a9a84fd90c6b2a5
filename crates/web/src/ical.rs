//! Texts and moments as calendars write them (RFC 5545).

use jiangnan_kernel::Instant;

/// A text without control characters: a line of a calendar ends at one.
pub fn plain(text: &str) -> String {
    text.chars().map(|letter| if letter.is_control() { ' ' } else { letter }).collect()
}

/// A moment in the form of RFC 5545, section 3.3.5, form 2.
pub fn utc(instant: Instant) -> String {
    instant.to_string().chars().filter(|letter| !matches!(letter, '-' | ':')).collect()
}
