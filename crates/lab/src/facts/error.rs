//! What can be wrong with the tables.

/// Why tables are not facts.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum FactError {
    /// A line cannot be read.
    #[error("table {table}, line {line}: {reason}")]
    BadLine {
        /// The table.
        table: &'static str,
        /// The line, the header being 1.
        line: u64,
        /// What is wrong.
        reason: String,
    },
    /// A table has no line.
    #[error("table {0} has no line below its header: add at least one")]
    Empty(&'static str),
    /// A code stands twice.
    #[error("table {table}: `{code}` stands twice")]
    Twice {
        /// The table.
        table: &'static str,
        /// The code.
        code: String,
    },
    /// A model or an expert names a technique that is not there.
    #[error("table {table} names the technique `{code}`, which table techniques does not have")]
    UnknownTechnique {
        /// The table.
        table: &'static str,
        /// The code.
        code: String,
    },
    /// A range of prices is upside down or not above zero.
    #[error("table {table}: the prices {low} to {high} of `{code}` are not a range above zero")]
    BadPrices {
        /// The table.
        table: &'static str,
        /// Model or role.
        code: String,
        /// The lower end.
        low: i64,
        /// The upper end.
        high: i64,
    },
}
