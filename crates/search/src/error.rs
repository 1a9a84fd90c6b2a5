//! Why something cannot be found at all.

/// Why the index cannot be made or asked.
#[derive(Clone, Debug, thiserror::Error)]
pub enum SearchError {
    /// A line of a table of phrases cannot be read.
    #[error("the table of {table}, line {line}: {reason}")]
    BadLine {
        /// Which table.
        table: &'static str,
        /// The line, the header being 1.
        line: u64,
        /// What is wrong with it.
        reason: String,
    },
    /// The index refused.
    #[error("the index in memory failed: {0}; it is built again with the next search")]
    Index(String),
}

impl From<tantivy::TantivyError> for SearchError {
    fn from(error: tantivy::TantivyError) -> SearchError {
        SearchError::Index(error.to_string())
    }
}

impl From<std::io::Error> for SearchError {
    fn from(error: std::io::Error) -> SearchError {
        SearchError::Index(error.to_string())
    }
}
