//! What changed between two texts, clause by clause.

use std::sync::Arc;

use jiangnan_kernel::Text;

use crate::describe::days;
use crate::scheme::Scheme;

/// What became of a clause.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Change {
    /// It is new.
    Added(Text),
    /// It is gone.
    Removed(Text),
    /// It does something else.
    Changed {
        /// What it did.
        before: Text,
        /// What it does.
        after: Text,
    },
    /// It does the same, but its own text was changed.
    Reworded {
        /// The article before.
        before: Text,
        /// The article after.
        after: Text,
    },
}

/// A clause and what became of it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ClauseChange {
    /// The clause; `effective` for the dates of the whole scheme.
    pub clause: Arc<str>,
    /// What became of it.
    pub change: Change,
}

/// All clauses that differ, in the order of the new text, those that are gone last.
pub fn changes(old: &Scheme, new: &Scheme) -> Vec<ClauseChange> {
    let mut found = Vec::new();
    if old.0.effective != new.0.effective {
        let change = Change::Changed { before: days(old.0.effective), after: days(new.0.effective) };
        found.push(ClauseChange { clause: "effective".into(), change });
    }
    for clause in new.clauses() {
        let after = new.describe(clause);
        let change = match old.clause(&clause.id) {
            None => Change::Added(after),
            Some(other) => {
                let before = old.describe(other);
                if before != after {
                    Change::Changed { before, after }
                } else if other.text != clause.text {
                    Change::Reworded { before: other.text.clone(), after: clause.text.clone() }
                } else {
                    continue;
                }
            }
        };
        found.push(ClauseChange { clause: Arc::clone(&clause.id), change });
    }
    let gone = old.clauses().iter().filter(|clause| new.clause(&clause.id).is_none());
    found.extend(gone.map(|clause| ClauseChange {
        clause: Arc::clone(&clause.id),
        change: Change::Removed(old.describe(clause)),
    }));
    found
}
