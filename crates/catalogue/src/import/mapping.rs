//! Mappings: which column of a foreign file is which field.

use std::collections::BTreeMap;

use toml::de::{DeTable, DeValue};

use super::field::Field;
use super::problem::{Problem, Reason};
use super::row::{Cell, Row};
use super::table::Cells;

/// The mappings that come with the code, each with its name for messages.
const BUILT_IN: [(&str, &str); 8] = [
    ("facility-list.toml", include_str!("../../mappings/facility-list.toml")),
    ("uniquip.toml", include_str!("../../mappings/uniquip.toml")),
    ("jisc-equipment.toml", include_str!("../../mappings/jisc-equipment.toml")),
    ("cn-headings.toml", include_str!("../../mappings/cn-headings.toml")),
    ("anhui-ahky.toml", include_str!("../../mappings/anhui-ahky.toml")),
    ("jiangsu-suzhou.toml", include_str!("../../mappings/jiangsu-suzhou.toml")),
    ("cas-samp.toml", include_str!("../../mappings/cas-samp.toml")),
    ("beijing.toml", include_str!("../../mappings/beijing.toml")),
];

/// Which column of a foreign file is which field.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Mapping {
    /// Its name.
    pub name: String,
    /// Where its facts come from.
    pub source: String,
    /// For each field the titles of its columns; of several the first that is filled counts, of lists and
    /// descriptions all.
    pub columns: BTreeMap<Field, Vec<String>>,
    /// What holds for every row whose columns do not say otherwise.
    pub values: BTreeMap<Field, String>,
}

/// Why a text is not a mapping.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{file}:{line}:{column}: {reason}")]
pub struct MappingError {
    /// The file.
    pub file: String,
    /// The line.
    pub line: usize,
    /// The column of the line.
    pub column: usize,
    /// What is wrong and what to do.
    pub reason: String,
}

/// A mapping applied to a header.
#[derive(Debug)]
pub(super) struct Columns<'a> {
    fields: Vec<(Field, Vec<usize>)>,
    values: &'a BTreeMap<Field, String>,
}

impl Mapping {
    /// Our own file form: every column has the name of its field.
    pub fn own() -> Mapping {
        let columns = Field::ALL.iter().map(|&field| (field, vec![field.name().to_owned()])).collect();
        Mapping { name: "jiangnan".into(), source: String::new(), columns, values: BTreeMap::new() }
    }

    /// Our own file form and the mappings that come with the code.
    pub fn built_in() -> Vec<Mapping> {
        let read = BUILT_IN.iter().filter_map(|(file, text)| Mapping::read(file, text).ok());
        std::iter::once(Mapping::own()).chain(read).collect()
    }

    /// The built-in mapping of a name.
    pub fn named(name: &str) -> Option<Mapping> {
        Mapping::built_in().into_iter().find(|mapping| mapping.name == name)
    }

    /// The built-in mapping that knows most titles of a header, among those that find a name in it.
    pub(super) fn detect(header: &[String]) -> Mapping {
        let mut best: Option<(usize, Mapping)> = None;
        for mapping in Mapping::built_in() {
            let columns = mapping.columns_of(header);
            let known = header.len() - columns.ignored(header).len();
            if columns.names_instrument() && best.as_ref().is_none_or(|(most, _)| known > *most) {
                best = Some((known, mapping));
            }
        }
        best.map_or_else(Mapping::own, |(_, mapping)| mapping)
    }

    /// Reads a mapping file (TOML). `file` is its name, for messages.
    ///
    /// # Errors
    /// The first thing that is wrong.
    pub fn read(file: &str, text: &str) -> Result<Mapping, MappingError> {
        let fail = |offset: usize, reason: String| error_at(file, text, offset, reason);
        let table = DeTable::parse(text)
            .map_err(|error| fail(error.span().map_or(0, |span| span.start), error.message().to_owned()))?;
        let mut mapping = Mapping {
            name: String::new(),
            source: String::new(),
            columns: BTreeMap::new(),
            values: BTreeMap::new(),
        };
        for (key, value) in table.get_ref() {
            let offset = key.span().start;
            match (key.get_ref().as_ref(), value.get_ref()) {
                ("mapping", DeValue::String(name)) => mapping.name = name.to_string(),
                ("source", DeValue::String(source)) => mapping.source = source.to_string(),
                ("columns", DeValue::Table(table)) => {
                    for (key, value) in table {
                        let field = field(key.get_ref()).map_err(|reason| fail(key.span().start, reason))?;
                        let titles =
                            titles(value.get_ref()).map_err(|reason| fail(value.span().start, reason))?;
                        mapping.columns.insert(field, titles);
                    }
                }
                ("values", DeValue::Table(table)) => {
                    for (key, value) in table {
                        let field = field(key.get_ref()).map_err(|reason| fail(key.span().start, reason))?;
                        let DeValue::String(value) = value.get_ref() else {
                            return Err(fail(
                                value.span().start,
                                "write the value as a text in quotes".into(),
                            ));
                        };
                        mapping.values.insert(field, value.to_string());
                    }
                }
                (key, _) => {
                    let reason = format!(
                        "`{key}` does not belong here: write `mapping` and `source` as texts, `[columns]` and `[values]` as tables"
                    );
                    return Err(fail(offset, reason));
                }
            }
        }
        if mapping.name.is_empty() {
            return Err(fail(0, "the mapping has no name: begin with `mapping = \"…\"`".into()));
        }
        Ok(mapping)
    }

    /// Which columns of a header are which fields.
    pub(super) fn columns_of(&self, header: &[String]) -> Columns<'_> {
        let mut by_title: BTreeMap<String, usize> = BTreeMap::new();
        for (index, title) in header.iter().enumerate().rev() {
            by_title.insert(folded(title), index);
        }
        let fields = self.columns.iter().filter_map(|(&field, titles)| {
            let found: Vec<usize> =
                titles.iter().filter_map(|title| by_title.get(&folded(title)).copied()).collect();
            (!found.is_empty()).then_some((field, found))
        });
        Columns { fields: fields.collect(), values: &self.values }
    }
}

impl Columns<'_> {
    /// Whether some column or value is the name.
    pub(super) fn names_instrument(&self) -> bool {
        self.fields.iter().any(|(field, _)| field.is_name())
            || self.values.keys().any(|field| field.is_name())
    }

    /// The titles that no field names.
    pub(super) fn ignored(&self, header: &[String]) -> Vec<String> {
        let used = |index| self.fields.iter().any(|(_, columns)| columns.contains(&index));
        let rest = header.iter().enumerate().filter(|(index, title)| !title.is_empty() && !used(*index));
        rest.map(|(_, title)| title.clone()).collect()
    }

    /// The row of some cells.
    pub(super) fn row(&self, cells: Cells, width: usize) -> Result<Row, Problem> {
        let Cells { line, cells } = cells;
        let superfluous = cells.iter().skip(width).any(|cell| !cell.is_empty());
        if cells.len() < width || superfluous {
            let reason = Reason::CellCount { found: cells.len(), expected: width };
            return Err(Problem::of_row(line, reason));
        }
        let mut row = Row::new(line);
        for (field, columns) in &self.fields {
            for &index in columns {
                row.stands(*field, index);
                if let Some(text) = cells.get(index).filter(|text| !text.is_empty()) {
                    row.put(*field, Cell { column: Some(index), numbered: true, text: text.clone() });
                }
            }
        }
        for (field, value) in self.values {
            if !row.has(*field) {
                row.put(*field, Cell { column: None, numbered: false, text: value.clone() });
            }
        }
        Ok(row)
    }
}

/// Lower case without blanks and punctuation: `Contact Name`, `contact_name` and `ContactName` are one title.
fn folded(title: &str) -> String {
    title.chars().filter(|c| c.is_alphanumeric()).collect::<String>().to_lowercase()
}

fn field(name: &str) -> Result<Field, String> {
    Field::of_name(name).ok_or_else(|| {
        let nearest = Field::ALL
            .iter()
            .map(|field| field.name())
            .max_by(|a, b| strsim::jaro_winkler(name, a).total_cmp(&strsim::jaro_winkler(name, b)));
        let nearest = nearest.map_or_else(String::new, |known| format!(": did you mean `{known}`?"));
        format!("`{name}` is not a field of a catalogue{nearest}")
    })
}

fn titles(value: &DeValue<'_>) -> Result<Vec<String>, String> {
    let wrong = || "write the title of a column in quotes, or a list of titles".to_owned();
    match value {
        DeValue::String(title) => Ok(vec![title.to_string()]),
        DeValue::Array(titles) => {
            titles.iter().map(|title| title.get_ref().as_str().map(str::to_owned).ok_or_else(wrong)).collect()
        }
        _ => Err(wrong()),
    }
}

fn error_at(file: &str, text: &str, offset: usize, reason: String) -> MappingError {
    let before = text.get(..offset).unwrap_or_default();
    let line = before.matches('\n').count() + 1;
    let column = before.rsplit('\n').next().map_or(0, |start| start.chars().count()) + 1;
    MappingError { file: file.to_owned(), line, column, reason }
}
