//! Any table as a person keeps it: a header and rows, out of a CSV or XLSX file.

use super::{BYTES_MAX, ImportError, decode, table, xlsx};

/// A table out of a file.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct PlainTable {
    /// The titles of its columns.
    pub header: Vec<String>,
    /// Its rows that are not empty: the line in the file, and the cells.
    pub rows: Vec<(u64, Vec<String>)>,
}

/// Reads a table. `file` is its name, used in messages only; the form is found out from the bytes.
///
/// # Errors
/// Why nothing could be read at all.
pub fn read_table(file: &str, bytes: &[u8]) -> Result<PlainTable, ImportError> {
    if bytes.len() > BYTES_MAX {
        let what = format!("{} bytes, at most {BYTES_MAX}", bytes.len());
        return Err(ImportError::TooLarge { file: file.to_owned(), what });
    }
    let sheet = if bytes.starts_with(b"PK\x03\x04") {
        xlsx::read(file, bytes)?
    } else if bytes.starts_with(b"\xd0\xcf\x11\xe0") {
        return Err(ImportError::OldExcel(file.to_owned()));
    } else {
        let decoded = decode::decode(bytes, None);
        let (text, _) = decoded.map_err(|line| ImportError::Encoding { file: file.to_owned(), line })?;
        table::read(&text)
    };
    let (_, header) = sheet.header.ok_or_else(|| ImportError::Empty(file.to_owned()))?;
    let rows = sheet.rows.into_iter().map(|row| (row.line, row.cells)).collect();
    Ok(PlainTable { header, rows })
}

impl PlainTable {
    /// The column whose title contains one of some words, whatever their case.
    pub fn column(&self, words: &[&str]) -> Option<usize> {
        let fits = |title: &String| {
            let title = title.to_lowercase();
            words.iter().any(|word| title.contains(word))
        };
        self.header.iter().position(fits)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_table_is_read_whatever_its_encoding_and_separator() {
        let (chinese, _, _) = encoding_rs::GB18030.encode("统一社会信用代码;金额\n91330000X;100\n9133;5\n");
        for (bytes, lines) in
            [("Code,Amount\n91330000X,100\n9133,5\n".as_bytes(), [2, 3]), (&chinese, [2, 3])]
        {
            let table = read_table("grants.csv", bytes).unwrap();
            assert_eq!(table.rows.iter().map(|row| row.0).collect::<Vec<_>>(), lines);
            assert_eq!(table.column(&["code", "代码"]), Some(0));
            assert_eq!(table.column(&["amount", "金额"]), Some(1));
            assert_eq!(table.column(&["date"]), None);
            assert_eq!(table.rows[0].1, ["91330000X", "100"]);
        }
        assert!(matches!(read_table("a", b""), Err(ImportError::Empty(_))));
        assert!(matches!(read_table("a", b"\xd0\xcf\x11\xe0"), Err(ImportError::OldExcel(_))));
    }
}
