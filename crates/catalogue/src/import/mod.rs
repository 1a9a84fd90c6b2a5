//! Import: the bytes of a catalogue in, instruments, experts and a list of what is wrong out.
//!
//! A file goes through four steps: [`decode`] (which encoding), `table`, `xlsx` or `pidinst` (which cells),
//! [`mapping`] (which column is which field), `row` (which instrument or expert). Bad rows are told and left out, good
//! ones are kept; no bytes make it panic.

pub mod decode;
mod entry;
mod expert;
pub mod field;
pub mod mapping;
mod pidinst;
mod place;
pub mod plain;
pub mod problem;
mod row;
mod table;
mod value;
mod xlsx;

use std::collections::HashMap;

use jiangnan_kernel::{Id, PlaceCode, PlaceTree};

pub use decode::Encoding;
pub use entry::{Change, Entry, Host};
pub use field::Field;
pub use mapping::{Mapping, MappingError};
pub use problem::{At, Problem, Reason};

use crate::technique::TechniqueTree;
use row::Row;
use table::Sheet;

/// The largest file that is read, in bytes.
const BYTES_MAX: usize = 64 << 20;

/// What the import knows beside the file.
#[derive(Clone, Copy, Debug)]
pub struct Options<'a> {
    /// The places, to find those that the file names.
    pub places: &'a PlaceTree,
    /// The techniques, to find those that the file names.
    pub techniques: &'a TechniqueTree,
    /// Which column is which field. None: the built-in mapping that fits the header best.
    pub mapping: Option<&'a Mapping>,
    /// The encoding of a text file. None: found out from the bytes.
    pub encoding: Option<Encoding>,
    /// The provider's name for rows that name none. None: such a row is its own provider.
    pub host: Option<&'a str>,
    /// The place of rows that name none that is known.
    pub place: PlaceCode,
}

/// The form of a file.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Format {
    /// Comma, semicolon or tab separated values.
    Csv,
    /// An Office Open XML workbook; its first sheet that has cells is read.
    Xlsx,
    /// PIDINST 1.0 records as JSON.
    Pidinst,
}

/// What came out of a file.
#[derive(Clone, Debug)]
pub struct Import {
    /// The name of the file, for messages.
    pub file: String,
    /// Its form.
    pub format: Format,
    /// Its encoding, for a text file.
    pub encoding: Option<Encoding>,
    /// The mapping that was used.
    pub mapping: String,
    /// How many rows it has, without header and empty rows.
    pub rows: usize,
    /// The instruments and experts of the good rows, in the order of the file.
    pub entries: Vec<Entry>,
    /// What is wrong in the rows that were left out: at least one problem for each.
    pub bad: Vec<Problem>,
    /// What was guessed or dropped in rows that were kept.
    pub notices: Vec<Problem>,
    /// Columns that no field of the mapping names.
    pub columns_ignored: Vec<String>,
}

/// Why nothing could be read from a file.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum ImportError {
    /// There is nothing in it.
    #[error("`{0}` is empty: check that the right file was chosen")]
    Empty(String),
    /// It is too large.
    #[error("`{file}` is too large ({what}): split it into several files")]
    TooLarge {
        /// The file.
        file: String,
        /// What is too large.
        what: String,
    },
    /// The bytes are no text in a known encoding.
    #[error("`{file}`, line {line}: the text is neither UTF-8 nor GB18030: save the file as UTF-8")]
    Encoding {
        /// The file.
        file: String,
        /// The line of the first byte that does not fit.
        line: u64,
    },
    /// It is an old Excel file.
    #[error("`{0}` is an Excel file of before 2007: save it as .xlsx or .csv")]
    OldExcel(String),
    /// The workbook cannot be read.
    #[error("`{file}` is not a readable .xlsx file ({reason}): save it again, or save it as .csv")]
    Workbook {
        /// The file.
        file: String,
        /// What the reader says.
        reason: String,
    },
    /// The JSON cannot be read.
    #[error("`{file}`, line {line}, column {column}: not JSON ({reason})")]
    Json {
        /// The file.
        file: String,
        /// The line.
        line: usize,
        /// The column.
        column: usize,
        /// What the reader says.
        reason: String,
    },
    /// The JSON is something else.
    #[error(
        "`{0}` holds no PIDINST record: write one object, or a list of objects, with `name`, `owners` and `identifier`"
    )]
    NoRecord(String),
    /// No column is the name.
    #[error(
        "`{file}`, line {line}: no column is the name of the instrument (mapping `{mapping}`, columns: {columns}): write a mapping file"
    )]
    NoNameColumn {
        /// The file.
        file: String,
        /// The line of the header.
        line: u64,
        /// The mapping.
        mapping: String,
        /// The columns.
        columns: String,
    },
}

impl Import {
    /// Whether every row went in.
    pub fn is_complete(&self) -> bool {
        self.bad.is_empty()
    }

    /// How many rows were left out.
    pub fn rows_bad(&self) -> usize {
        self.rows.saturating_sub(self.entries.len())
    }

    /// The hosts of the entries, each once, in the order of the file.
    pub fn hosts(&self) -> Vec<&Host> {
        let mut seen = std::collections::HashSet::new();
        self.entries.iter().map(|entry| &entry.host).filter(|host| seen.insert(host.id)).collect()
    }
}

/// Reads a catalogue. `file` is its name, used in messages only; the form is found out from the bytes.
///
/// # Errors
/// Why nothing could be read at all. Bad rows are no error: they are listed in the answer.
pub fn import(file: &str, bytes: &[u8], options: &Options<'_>) -> Result<Import, ImportError> {
    if bytes.len() > BYTES_MAX {
        let what = format!("{} bytes, at most {BYTES_MAX}", bytes.len());
        return Err(ImportError::TooLarge { file: file.to_owned(), what });
    }
    if bytes.starts_with(b"PK\x03\x04") {
        return import_sheet(file, Format::Xlsx, None, xlsx::read(file, bytes)?, options);
    }
    if bytes.starts_with(b"\xd0\xcf\x11\xe0") {
        return Err(ImportError::OldExcel(file.to_owned()));
    }
    let (text, encoding) = decode::decode(bytes, options.encoding)
        .map_err(|line| ImportError::Encoding { file: file.to_owned(), line })?;
    match text.trim_start().chars().next() {
        None => Err(ImportError::Empty(file.to_owned())),
        Some('{' | '[') => {
            let rows = pidinst::read(file, &text)?;
            let found = Found { file, format: Format::Pidinst, encoding: Some(encoding), mapping: "pidinst" };
            Ok(found.collect(rows.into_iter(), &pidinst::titles(), options))
        }
        Some(_) => import_sheet(file, Format::Csv, Some(encoding), table::read(&text), options),
    }
}

fn import_sheet(
    file: &str,
    format: Format,
    encoding: Option<Encoding>,
    sheet: Sheet,
    options: &Options<'_>,
) -> Result<Import, ImportError> {
    let Some((line, header)) = sheet.header else { return Err(ImportError::Empty(file.to_owned())) };
    let detected;
    let mapping = match options.mapping {
        Some(mapping) => mapping,
        None => {
            detected = Mapping::detect(&header);
            &detected
        }
    };
    let columns = mapping.columns_of(&header);
    if !columns.names_instrument() {
        return Err(ImportError::NoNameColumn {
            file: file.to_owned(),
            line,
            mapping: mapping.name.clone(),
            columns: header.iter().take(40).map(|title| format!("`{title}`")).collect::<Vec<_>>().join(", "),
        });
    }
    let rows = sheet.rows.into_iter().map(|cells| columns.row(cells, header.len()));
    let found = Found { file, format, encoding, mapping: &mapping.name };
    let mut import = found.collect(rows, &header, options);
    import.columns_ignored = columns.ignored(&header);
    Ok(import)
}

/// What is known of a file before its rows are read.
struct Found<'a> {
    file: &'a str,
    format: Format,
    encoding: Option<Encoding>,
    mapping: &'a str,
}

impl Found<'_> {
    fn collect(
        &self,
        rows: impl Iterator<Item = Result<Row, Problem>>,
        titles: &[String],
        options: &Options<'_>,
    ) -> Import {
        let mut import = Import {
            file: self.file.to_owned(),
            format: self.format,
            encoding: self.encoding,
            mapping: self.mapping.to_owned(),
            rows: 0,
            entries: Vec::new(),
            bad: Vec::new(),
            notices: Vec::new(),
            columns_ignored: Vec::new(),
        };
        let mut first_lines: HashMap<Id, u64> = HashMap::new();
        for row in rows {
            import.rows += 1;
            let read = row.map_err(|problem| vec![problem]).and_then(|row| {
                let (entry, notices) = row::read(&row, titles, options)?;
                Ok((row, entry, notices))
            });
            match read {
                Err(problems) => import.bad.extend(problems),
                Ok((row, entry, notices)) => match first_lines.get(&entry.listing.id()) {
                    Some(&first) => {
                        let columns = row.among(&[Field::Identifier, Field::Serial]);
                        import.bad.push(row.problem(&columns, titles, Reason::Twice { first }));
                    }
                    None => {
                        first_lines.insert(entry.listing.id(), entry.line);
                        import.notices.extend(notices);
                        import.entries.push(entry);
                    }
                },
            }
        }
        for problem in import.bad.iter_mut().chain(&mut import.notices) {
            problem.file.clone_from(&import.file);
        }
        import
    }
}
