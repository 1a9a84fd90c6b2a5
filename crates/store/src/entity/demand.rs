//! What is in demand and not to be had.

use jiangnan_kernel::PlaceCode;

table! {
    /// How many searches for a technique found nothing, by month and by the city of who looked.
    pub struct MissedRow in "missed_search" {
        key {
            /// The jurisdiction of the city.
            jurisdiction: PlaceCode,
            /// The month, as `2026-06`.
            month: String,
            /// The city; the city group where nobody told.
            place: PlaceCode,
            /// The code of the technique; empty where the words named none.
            technique: String,
        }
        /// How many searches.
        count: i64,
    }
}
