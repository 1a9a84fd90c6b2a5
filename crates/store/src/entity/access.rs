//! Programs that act for a person.

use jiangnan_kernel::{Id, Instant, PlaceCode};

use crate::event::Hash;

table! {
    /// A token by which a program acts for a person.
    pub struct TokenRow in "api_token" {
        key {
            /// The jurisdiction of the person; the token begins with it.
            jurisdiction: PlaceCode,
            /// The hash of the token; the token itself is kept nowhere.
            token_hash: Hash,
        }
        /// The person.
        person: Id,
        /// What the person calls it.
        label: String,
        /// When it was made.
        made_at: Instant,
        /// When it ends.
        expires: Instant,
    }
}
