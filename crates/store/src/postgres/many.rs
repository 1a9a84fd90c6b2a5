//! One statement for many rows or keys.

use super::cells::{Column, Kind, Parameter};
use crate::row;

/// Turns rows of values into columns, each one parameter.
pub(super) fn columns<'c>(
    kinds: &[Kind],
    rows: impl Iterator<Item = impl Iterator<Item = row::Cell<'c>>>,
) -> Vec<Parameter> {
    let mut columns: Vec<Column> = kinds.iter().map(|kind| Column::new(*kind, rows.size_hint().0)).collect();
    for row in rows {
        for (column, cell) in columns.iter_mut().zip(row) {
            column.push(cell);
        }
    }
    columns.into_iter().map(|column| Box::new(column) as Parameter).collect()
}

/// The statement for one key as a statement for many: the keys come in as one array a column.
pub(super) fn for_each(sql: &str, kinds: &[Kind]) -> String {
    let mut inner = sql.to_owned();
    // From the last to the first, so that `$1` does not hit `$10`.
    for number in (1..=kinds.len()).rev() {
        inner = inner.replace(&format!("${number}"), &format!("k{number}"));
    }
    let names: Vec<String> = (1..=kinds.len()).map(|number| format!("k{number}")).collect();
    format!(
        "SELECT keys.n, found.* FROM unnest({}) WITH ORDINALITY AS keys ({}, n), LATERAL ({inner}) AS found",
        arrays(kinds),
        names.join(", ")
    )
}

/// The parameters of a statement for many rows, one array a column.
pub(crate) fn arrays(kinds: &[Kind]) -> String {
    let typed = kinds.iter().zip(1..).map(|(kind, number)| format!("${number}::{}", kind.array()));
    typed.collect::<Vec<_>>().join(", ")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_statement_for_one_key_becomes_one_for_many() {
        let sql = "SELECT a FROM t WHERE b = $1 AND c < $2";
        assert_eq!(
            for_each(sql, &[Kind::Text, Kind::Int]),
            "SELECT keys.n, found.* FROM unnest($1::text[], $2::int8[]) WITH ORDINALITY AS keys (k1, k2, n), \
             LATERAL (SELECT a FROM t WHERE b = k1 AND c < k2) AS found"
        );
    }
}
