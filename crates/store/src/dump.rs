//! A whole database as files that no engine owns: one text file a table, one JSON list a row, in order of the key,
//! and a manifest with the number of rows and the hash of each file. Two databases that hold the same give the same
//! files, whatever engines they are of.

use std::fs::File;
use std::io::{BufRead, BufReader, BufWriter, Read, Write};
use std::path::Path;
use std::sync::Arc;

use serde::{Deserialize, Serialize};
use serde_json::Value as Json;
use sha2::{Digest, Sha256};

use crate::entity::access::TokenRow;
use crate::entity::booking::{ReservationRow, SlotRow};
use crate::entity::catalogue::{ListingRow, OrganisationRow};
use crate::entity::claim::ClaimRow;
use crate::entity::cycle::{BankAccountChangeRow, BankAccountRow, BankEntryRow, CycleRow, PaymentRow};
use crate::entity::demand::MissedRow;
use crate::entity::desk::{DocumentRow, FeedRow, WaitRow};
use crate::entity::money::{AccountRow, CapUseRow, TransferRow};
use crate::entity::notice::{ContactRow, MailRow, NoticeRow};
use crate::entity::people::{PersonRow, SessionRow};
use crate::entity::rule::{ReviewerRow, SanctionRow};
use crate::entity::study::StudyRow;
use crate::entity::voucher::{SchemeVersionRow, VoucherRow};
use crate::migrations::MIGRATIONS;
use crate::row::Kind;
use crate::{ChainHead, Database, Entity, Event, Fields, Query, Reader, StoreError, Value};

/// The name of the manifest.
const MANIFEST: &str = "manifest.json";
/// What a manifest says of itself.
const FORMAT: &str = "jiangnan-export-1";
/// How many rows are read or written at a time.
const ROWS: i64 = 2_000;

/// A table, as far as it must be known to copy it.
#[derive(Clone, Copy, Debug)]
pub struct Table {
    /// Its name.
    pub name: &'static str,
    /// Its columns, those of the primary key first.
    pub columns: &'static [&'static str],
    /// What each column holds.
    pub kinds: &'static [Kind],
    key_len: usize,
    pub(crate) upsert: &'static str,
    pub(crate) upsert_many: &'static str,
}

/// What is said of the file of one table.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Part {
    /// The table.
    pub table: String,
    /// How many rows it has.
    pub rows: u64,
    /// The SHA-256 of its file.
    pub sha256: String,
}

/// What an export holds.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Manifest {
    format: String,
    /// The version of the schema.
    pub schema: i64,
    /// The files.
    pub parts: Vec<Part>,
}

fn table<E: Entity>() -> Table {
    let statements = E::statements();
    Table {
        name: E::TABLE,
        columns: E::COLUMNS,
        kinds: E::KINDS,
        key_len: E::KEY_LEN,
        upsert: &statements.upsert,
        upsert_many: &statements.upsert_many,
    }
}

/// Every table. A test compares them with those of the schema.
pub fn tables() -> Vec<Table> {
    vec![
        table::<OrganisationRow>(),
        table::<PersonRow>(),
        table::<SessionRow>(),
        table::<TokenRow>(),
        table::<ListingRow>(),
        table::<SchemeVersionRow>(),
        table::<VoucherRow>(),
        table::<AccountRow>(),
        table::<TransferRow>(),
        table::<CapUseRow>(),
        table::<SlotRow>(),
        table::<WaitRow>(),
        table::<ReservationRow>(),
        table::<DocumentRow>(),
        table::<FeedRow>(),
        table::<ClaimRow>(),
        table::<CycleRow>(),
        table::<PaymentRow>(),
        table::<BankEntryRow>(),
        table::<BankAccountRow>(),
        table::<BankAccountChangeRow>(),
        table::<StudyRow>(),
        table::<MissedRow>(),
        table::<ReviewerRow>(),
        table::<SanctionRow>(),
        table::<ContactRow>(),
        table::<NoticeRow>(),
        table::<MailRow>(),
        table::<Event>(),
        table::<ChainHead>(),
    ]
}

/// The newest version of the schema.
pub fn schema_version() -> i64 {
    MIGRATIONS.last().map_or(0, |migration| migration.version)
}

fn files(path: &Path, cause: impl std::fmt::Display) -> StoreError {
    StoreError::Files { path: path.display().to_string(), reason: cause.to_string() }
}

/// Writes all that a database holds, as it is at one moment, into a folder that is new or empty.
///
/// # Errors
/// Where the database fails, the folder holds something or cannot be written.
pub fn export(database: &Database, folder: &Path) -> Result<Manifest, StoreError> {
    std::fs::create_dir_all(folder).map_err(|cause| files(folder, cause))?;
    let mut held = std::fs::read_dir(folder).map_err(|cause| files(folder, cause))?;
    if held.next().is_some() {
        return Err(files(folder, "the folder is not empty: name a new one"));
    }
    let reader = database.reader()?;
    reader.begin_snapshot()?;
    let parts: Result<Vec<Part>, StoreError> =
        tables().iter().map(|table| export_table(&reader, table, folder)).collect();
    reader.end_snapshot();
    let manifest = Manifest { format: FORMAT.to_owned(), schema: schema_version(), parts: parts? };
    let path = folder.join(MANIFEST);
    let text = serde_json::to_string_pretty(&manifest).map_err(|cause| files(&path, cause))?;
    // The manifest comes last: a folder without one is no export.
    std::fs::write(&path, text + "\n").map_err(|cause| files(&path, cause))?;
    Ok(manifest)
}

fn export_table(reader: &Reader, table: &Table, folder: &Path) -> Result<Part, StoreError> {
    let path = folder.join(format!("{}.jsonl", table.name));
    let mut file = BufWriter::new(File::create(&path).map_err(|cause| files(&path, cause))?);
    let (mut digest, mut rows) = (Sha256::new(), 0);
    let mut after: Option<Vec<Value>> = None;
    loop {
        let page = page(reader, table, after.as_deref())?;
        for row in &page {
            let line = format!("{}\n", Json::Array(row.iter().map(json).collect()));
            digest.update(line.as_bytes());
            file.write_all(line.as_bytes()).map_err(|cause| files(&path, cause))?;
            rows += 1;
        }
        after = page.last().and_then(|row| row.get(..table.key_len)).map(<[Value]>::to_vec);
        if after.is_none() {
            break;
        }
    }
    let file = file.into_inner().map_err(|cause| files(&path, cause))?;
    file.sync_all().map_err(|cause| files(&path, cause))?;
    Ok(Part { table: table.name.to_owned(), rows, sha256: hex(&digest.finalize()) })
}

/// The rows after a key.
fn page(source: &impl Query, table: &Table, after: Option<&[Value]>) -> Result<Vec<Vec<Value>>, StoreError> {
    let key = table.columns.get(..table.key_len).unwrap_or_default().join(", ");
    let places: Vec<String> = (1..=table.key_len).map(|number| format!("${number}")).collect();
    let from = after.map(|_| format!("WHERE ({key}) > ({})", places.join(", "))).unwrap_or_default();
    let columns = table.columns.join(", ");
    let sql = format!("SELECT {columns} FROM {} {from} ORDER BY {key} LIMIT {ROWS}", table.name);
    source.rows(table.name, &sql, after.unwrap_or_default(), |fields| row(fields, table))
}

fn row(fields: &mut Fields<'_>, table: &Table) -> Result<Vec<Value>, StoreError> {
    let value = |fields: &mut Fields<'_>, kind: &Kind| {
        Ok(match kind {
            Kind::Int => fields.take::<Option<i64>>()?.map(Value::Int),
            Kind::Text => fields.take::<Option<String>>()?.map(Value::Text),
            Kind::Bytes => fields.take::<Option<Arc<Vec<u8>>>>()?.map(Value::Bytes),
        }
        .unwrap_or(Value::Null))
    };
    table.kinds.iter().map(|kind| value(fields, kind)).collect()
}

/// A value as JSON: bytes are an object, so that no text can be taken for them.
fn json(value: &Value) -> Json {
    match value {
        Value::Int(number) => Json::from(*number),
        Value::Text(text) => Json::from(text.as_str()),
        Value::Bytes(bytes) => serde_json::json!({ "hex": hex(bytes) }),
        _ => Json::Null,
    }
}

fn value(json: &Json, kind: Kind) -> Option<Value> {
    match (json, kind) {
        (Json::Null, _) => Some(Value::Null),
        (Json::Number(number), Kind::Int) => number.as_i64().map(Value::Int),
        (Json::String(text), Kind::Text) => Some(Value::Text(text.clone())),
        (Json::Object(fields), Kind::Bytes) => {
            Some(Value::Bytes(Arc::new(unhex(fields.get("hex")?.as_str()?)?)))
        }
        _ => None,
    }
}

fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}

fn unhex(text: &str) -> Option<Vec<u8>> {
    let pairs = text.as_bytes().chunks(2);
    pairs.map(|pair| u8::from_str_radix(std::str::from_utf8(pair).ok()?, 16).ok()).collect()
}

/// Reads an export into a database that holds nothing. All of it or nothing is written.
///
/// # Errors
/// Where the files are not those that the manifest names, were changed, are of another schema, or where the database
/// holds something already or fails.
pub fn import(database: &Database, folder: &Path) -> Result<Manifest, StoreError> {
    let manifest = read_manifest(folder)?;
    let reader = database.reader()?;
    for table in tables() {
        if !page(&reader, &table, None)?.is_empty() {
            let reason =
                format!("the database holds rows of `{}` already: import into a new one", table.name);
            return Err(files(folder, reason));
        }
    }
    drop(reader);
    let writer = database.writer()?;
    writer.begin()?;
    let done = tables().iter().zip(&manifest.parts).try_for_each(|(table, part)| {
        let path = folder.join(format!("{}.jsonl", table.name));
        let (mut sum, mut rows) = (0, Vec::new());
        for line in BufReader::new(File::open(&path).map_err(|cause| files(&path, cause))?).lines() {
            let line = line.map_err(|cause| files(&path, cause))?;
            rows.push(
                read_row(&line, table).ok_or_else(|| files(&path, format!("row {} is damaged", sum + 1)))?,
            );
            sum += 1;
            if rows.len() >= usize::try_from(ROWS).unwrap_or(usize::MAX) {
                writer.put_rows(table, &rows)?;
                rows.clear();
            }
        }
        writer.put_rows(table, &rows)?;
        if sum == part.rows {
            Ok(())
        } else {
            Err(files(&path, format!("{sum} rows instead of {}", part.rows)))
        }
    });
    match done {
        Ok(()) => writer.commit()?,
        Err(error) => {
            writer.rollback();
            return Err(error);
        }
    }
    Ok(manifest)
}

fn read_row(line: &str, table: &Table) -> Option<Vec<Value>> {
    let row: Vec<Json> = serde_json::from_str(line).ok()?;
    if row.len() != table.kinds.len() {
        return None;
    }
    row.iter().zip(table.kinds).map(|(one, kind)| value(one, *kind)).collect()
}

/// Reads a manifest, and every file once to compare its hash, before anything is written.
fn read_manifest(folder: &Path) -> Result<Manifest, StoreError> {
    let path = folder.join(MANIFEST);
    let text = std::fs::read_to_string(&path).map_err(|cause| files(&path, cause))?;
    let manifest: Manifest = serde_json::from_str(&text).map_err(|cause| files(&path, cause))?;
    if manifest.format != FORMAT || manifest.schema != schema_version() {
        let (found, known) = (manifest.schema, schema_version());
        let reason = format!(
            "it is an export of schema {found}, this program writes {known}: use the version that made it"
        );
        return Err(files(&path, reason));
    }
    let names: Vec<&str> = manifest.parts.iter().map(|part| part.table.as_str()).collect();
    if names != tables().iter().map(|table| table.name).collect::<Vec<_>>() {
        return Err(files(&path, "it does not name the tables of this program"));
    }
    for part in &manifest.parts {
        let path = folder.join(format!("{}.jsonl", part.table));
        let mut file = File::open(&path).map_err(|cause| files(&path, cause))?;
        let (mut digest, mut buffer) = (Sha256::new(), vec![0; 65_536]);
        loop {
            let count = file.read(&mut buffer).map_err(|cause| files(&path, cause))?;
            if count == 0 {
                break;
            }
            digest.update(buffer.get(..count).unwrap_or_default());
        }
        if hex(&digest.finalize()) != part.sha256 {
            return Err(files(&path, "it is not the file that the manifest names: its hash differs"));
        }
    }
    Ok(manifest)
}
