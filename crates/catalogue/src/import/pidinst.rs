//! PIDINST 1.0 records as JSON.
//!
//! The schema names its properties `ownerName`, its table `Owner`, its examples `owners` and `identifier_type`;
//! all are read, so capitals and underscores do not matter here.

use serde_json::{Map, Value};

use super::ImportError;
use super::field::Field;
use super::problem::{Problem, Reason};
use super::row::{Cell, Row};
use super::table::clean;

/// The properties, in the order of the titles of a record's cells.
const PROPERTIES: [&str; 11] = [
    "identifier",
    "identifierType",
    "name",
    "owners",
    "manufacturers",
    "model",
    "description",
    "instrumentTypes",
    "measuredVariables",
    "landingPage",
    "alternateIdentifiers",
];

/// The titles of the cells of a record.
pub(super) fn titles() -> Vec<String> {
    PROPERTIES.iter().map(|&name| name.to_owned()).collect()
}

/// The rows of a text, one for each record.
pub(super) fn read(file: &str, text: &str) -> Result<Vec<Result<Row, Problem>>, ImportError> {
    let value: Value = serde_json::from_str(text).map_err(|error| ImportError::Json {
        file: file.to_owned(),
        line: error.line(),
        column: error.column(),
        reason: error.to_string(),
    })?;
    let records = match value {
        Value::Array(records) if !records.is_empty() => records,
        Value::Object(record) => vec![Value::Object(record)],
        _ => return Err(ImportError::NoRecord(file.to_owned())),
    };
    let lines = record_lines(text);
    let line_of = |index: usize| lines.get(index).copied().unwrap_or(1);
    let rows = records.iter().enumerate().map(|(index, record)| match record {
        Value::Object(record) => Ok(row(line_of(index), record)),
        _ => Err(Problem::of_row(line_of(index), Reason::NotARecord)),
    });
    Ok(rows.collect())
}

fn row(line: u64, record: &Map<String, Value>) -> Row {
    let mut row = Row::new(line);
    let mut put = |property: &str, field: Field, text: String| {
        let column = PROPERTIES.iter().position(|known| *known == property);
        row.put(field, Cell { column, numbered: false, text });
    };
    let identifier = get(record, &["identifier"]);
    put(
        "identifier",
        Field::Identifier,
        text_or_part(identifier, &["identifier", "identifiervalue", "value"]),
    );
    let kind = get(record, &["identifiertype"]).or_else(|| part(identifier, &["identifiertype", "type"]));
    put("identifierType", Field::IdentifierType, text(kind));
    put("name", Field::Name, text(get(record, &["name"])));
    let owner = first(get(record, &["owners", "owner"]));
    put("owners", Field::Host, text_or_part(owner, &["ownername", "name"]));
    put("owners", Field::HostIdentifier, registered(owner));
    let maker = first(get(record, &["manufacturers", "manufacturer"]));
    put("manufacturers", Field::Maker, text_or_part(maker, &["manufacturername", "name"]));
    put("model", Field::Model, text_or_part(get(record, &["model"]), &["modelname", "name"]));
    put("description", Field::Description, text(get(record, &["description"])));
    let types = get(record, &["instrumenttypes", "instrumenttype", "types"]);
    put("instrumentTypes", Field::Technique, joined(types, &["instrumenttypename", "name"]));
    let variables = get(record, &["measuredvariables", "measuredvariable"]);
    put("measuredVariables", Field::Keywords, joined(variables, &["measuredvariable", "name"]));
    put("landingPage", Field::Url, text(get(record, &["landingpage"])));
    put("alternateIdentifiers", Field::Serial, serial(record));
    row
}

/// The owner's identifier where it is a ROR id; others cannot be checked.
fn registered(owner: Option<&Value>) -> String {
    let Some(Value::Object(owner)) = owner else { return String::new() };
    let identifier = get(owner, &["owneridentifier", "identifier"]);
    let kind = get(owner, &["owneridentifiertype", "identifiertype"])
        .or_else(|| part(identifier, &["owneridentifiertype", "identifiertype"]));
    let value = text_or_part(identifier, &["owneridentifier", "identifier"]);
    let is_ror = text(kind).eq_ignore_ascii_case("ror") || value.contains("ror.org/");
    if is_ror { value } else { String::new() }
}

fn serial(record: &Map<String, Value>) -> String {
    let others = get(record, &["alternateidentifiers", "alternateidentifier"]);
    let serial = each(others).find(|other| {
        let kind = text(part(Some(other), &["alternateidentifiertype", "type"]));
        kind.eq_ignore_ascii_case("serialnumber") || kind.eq_ignore_ascii_case("serial number")
    });
    text(part(serial, &["alternateidentifier", "identifier", "value"]))
}

/// The member whose folded key is one of the names.
fn get<'a>(record: &'a Map<String, Value>, names: &[&str]) -> Option<&'a Value> {
    let folded = |key: &str| key.chars().filter(|c| c.is_alphanumeric()).collect::<String>().to_lowercase();
    names.iter().find_map(|name| record.iter().find(|(key, _)| folded(key) == *name).map(|(_, value)| value))
}

fn part<'a>(value: Option<&'a Value>, names: &[&str]) -> Option<&'a Value> {
    value.and_then(Value::as_object).and_then(|object| get(object, names))
}

/// The members of a list; a single value is a list of one.
fn each(value: Option<&Value>) -> impl Iterator<Item = &Value> {
    match value {
        Some(Value::Array(values)) => values.as_slice(),
        Some(value) => std::slice::from_ref(value),
        None => &[],
    }
    .iter()
}

fn first(value: Option<&Value>) -> Option<&Value> {
    each(value).next()
}

fn text(value: Option<&Value>) -> String {
    match value {
        Some(Value::String(text)) => clean(text),
        Some(Value::Number(number)) => number.to_string(),
        _ => String::new(),
    }
}

fn text_or_part(value: Option<&Value>, names: &[&str]) -> String {
    if value.is_some_and(Value::is_object) { text(part(value, names)) } else { text(value) }
}

fn joined(value: Option<&Value>, names: &[&str]) -> String {
    let texts = each(value).map(|member| text_or_part(Some(member), names));
    texts.filter(|text| !text.is_empty()).collect::<Vec<_>>().join("|")
}

/// The lines on which the records start: the objects that lie in no other.
fn record_lines(text: &str) -> Vec<u64> {
    let (mut lines, mut line, mut depth) = (Vec::new(), 1, 0u32);
    let (mut quoted, mut escaped, mut in_value) = (false, false, false);
    let top = u32::from(text.trim_start().starts_with('['));
    for byte in text.bytes() {
        line += u64::from(byte == b'\n');
        if quoted {
            quoted = escaped || byte != b'"';
            escaped = byte == b'\\' && !escaped;
            continue;
        }
        let at_top = depth == top;
        match byte {
            b'"' => quoted = true,
            b'{' | b'[' => depth += 1,
            b'}' | b']' => depth = depth.saturating_sub(1),
            _ => {}
        }
        match byte {
            b',' if at_top => in_value = false,
            b'[' | b']' if depth <= top => {}
            _ if at_top && !in_value && !byte.is_ascii_whitespace() => {
                in_value = true;
                lines.push(line);
            }
            _ => {}
        }
    }
    lines
}
