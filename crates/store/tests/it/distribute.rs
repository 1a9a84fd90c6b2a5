//! The rules that Citus imposes on a schema and on statements, held against a real server's catalogue and against the
//! source: no machine with Citus is needed to see that one of them is broken.

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

use jiangnan_store::distribute::{BEFORE, SPREAD, Spread, statements};
use jiangnan_store::{Database, dump};
use jiangnan_testbed::TestDatabase;

/// Every unique or exclusive key: its table, its name, and its columns.
const KEYS: &str = "SELECT t.relname || ' ' || i.relname || ' ' || \
     (SELECT string_agg(a.attname, ',') FROM pg_attribute a WHERE a.attrelid = t.oid AND a.attnum = ANY (x.indkey)) \
     FROM pg_index x JOIN pg_class i ON i.oid = x.indexrelid JOIN pg_class t ON t.oid = x.indrelid \
     JOIN pg_namespace n ON n.oid = t.relnamespace \
     WHERE n.nspname = 'public' AND (x.indisunique OR x.indisexclusion)";
/// What Citus cannot spread: foreign keys to what lies elsewhere, triggers, generated and identity columns, defaults
/// that draw from a sequence, inheritance.
const STRANGE: &str = "SELECT 'foreign key ' || conname FROM pg_constraint WHERE contype = 'f' \
     UNION ALL SELECT 'trigger ' || tgname FROM pg_trigger WHERE NOT tgisinternal \
     UNION ALL SELECT 'column ' || attname FROM pg_attribute a JOIN pg_class c ON c.oid = a.attrelid \
         JOIN pg_namespace n ON n.oid = c.relnamespace \
         WHERE n.nspname = 'public' AND (attgenerated <> '' OR attidentity <> '') \
     UNION ALL SELECT 'sequence ' || relname FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace \
         WHERE n.nspname = 'public' AND relkind = 'S' \
     UNION ALL SELECT 'heir ' || inhrelid::regclass FROM pg_inherits";
/// What Citus cannot carry out over many machines.
const UNSUPPORTED: [&str; 16] = [
    "GROUPING SETS",
    "CUBE (",
    "ROLLUP (",
    "WITH RECURSIVE",
    "FOR UPDATE",
    "FOR SHARE",
    "TABLESAMPLE",
    "MERGE INTO",
    "DECLARE ",
    "CREATE TRIGGER",
    "REFERENCES",
    "SERIAL",
    "GENERATED",
    "NEXTVAL(",
    "FETCH FIRST",
    "WITH TIES",
];

/// A database of a server with the schema as it is before it is spread; none where the tests run on files.
fn on_server() -> Option<TestDatabase> {
    let place = TestDatabase::fresh();
    if place.path().is_some() {
        return None;
    }
    Database::create(place.url()).unwrap();
    Some(place)
}

#[test]
fn every_table_has_its_spread() {
    let spread: BTreeSet<&str> = SPREAD.iter().map(|(table, _)| *table).collect();
    let tables: BTreeSet<&str> = dump::tables().iter().map(|table| table.name).collect();
    assert_eq!(spread, tables);
    assert_eq!(SPREAD.len(), spread.len(), "each once");
    let columns: BTreeMap<&str, &[&str]> =
        dump::tables().iter().map(|table| (table.name, table.columns)).collect();
    for (table, spread) in SPREAD {
        if let Spread::By(column) = spread {
            assert_eq!(columns[table].first(), Some(column), "the key of {table} leads with what spreads it");
        }
    }
    let made = statements();
    assert_eq!(made.len(), 1 + BEFORE.len() + SPREAD.len());
    assert!(made.iter().any(|it| {
        it.contains("create_distributed_table('account', 'jurisdiction', colocate_with => 'organisation')")
    }));
}

#[test]
fn every_unique_key_holds_on_the_machine_where_its_rows_are() {
    let Some(place) = on_server() else { return };
    BEFORE.iter().for_each(|statement| drop(place.sql(statement).unwrap()));
    let spread: BTreeMap<&str, Spread> = SPREAD.iter().copied().collect();
    let keys = place.sql(KEYS).unwrap();
    assert!(keys.lines().count() > SPREAD.len(), "{keys}");
    for line in keys.lines().filter(|line| !line.starts_with("schema_version ")) {
        let words: Vec<&str> = line.split(' ').collect();
        let Spread::By(column) = spread[words[0]] else { continue };
        assert!(words[2].split(',').any(|it| it == column), "{} of {} lacks {column}", words[1], words[0]);
    }
    assert_eq!(place.sql(STRANGE).unwrap(), "");
}

#[test]
fn no_statement_asks_for_what_citus_cannot_do() {
    let mut found = Vec::new();
    for file in sources(&Path::new(env!("CARGO_MANIFEST_DIR")).join("src")) {
        let text = std::fs::read_to_string(&file).unwrap();
        let code = text.lines().filter(|line| !line.trim_start().starts_with("//"));
        for (number, line) in code.enumerate() {
            let words = UNSUPPORTED.iter().filter(|word| line.contains(**word));
            found.extend(words.map(|word| format!("{}: {number}: {word}", file.display())));
        }
    }
    assert!(found.is_empty(), "Citus cannot do it over many machines:\n{}", found.join("\n"));
}

fn sources(folder: &Path) -> Vec<std::path::PathBuf> {
    let mut found = Vec::new();
    for entry in std::fs::read_dir(folder).unwrap().map(Result::unwrap) {
        if entry.path().is_dir() {
            found.extend(sources(&entry.path()));
        } else {
            found.push(entry.path());
        }
    }
    found
}
