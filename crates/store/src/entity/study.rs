//! Results that pages show and that are too long to compute for each: outcomes of the lab, how far a play is.

use jiangnan_kernel::PlaceCode;

use crate::Json;

table! {
    /// A result under its name.
    pub struct StudyRow in "study" {
        key {
            /// The place that it is about.
            jurisdiction: PlaceCode,
            /// Its name.
            name: String,
        }
        /// The result.
        body: Json<serde_json::Value>,
    }
}
