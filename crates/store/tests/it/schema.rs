//! Both engines have the same tables with the same columns, in the same order.

use std::collections::BTreeMap;

use jiangnan_store::{Database, Query};
use jiangnan_testbed::{Server, TestDatabase};

/// Table, column, what it holds, whether it may be empty.
type Columns = BTreeMap<String, Vec<(String, &'static str, bool)>>;

fn kind(declared: &str) -> &'static str {
    match declared {
        "INTEGER" | "bigint" => "number",
        "TEXT" | "text" => "text",
        "BLOB" | "bytea" => "bytes",
        other => panic!("`{other}` is a type of one engine only"),
    }
}

fn of_sqlite() -> Columns {
    let folder = tempfile::tempdir().unwrap();
    let database = Database::create(&format!("sqlite:{}", folder.path().join("a.db").display())).unwrap();
    let sql = "SELECT m.name, c.name, c.type, c.\"notnull\" FROM sqlite_schema m, pragma_table_info(m.name) c \
               WHERE m.type = 'table' ORDER BY m.name, c.cid";
    read(&database, sql)
}

fn of_postgres(place: &TestDatabase) -> Columns {
    let database = Database::create(place.url()).unwrap();
    let sql = "SELECT table_name::text, column_name::text, data_type::text, (is_nullable = 'NO')::int \
               FROM information_schema.columns WHERE table_schema = 'public' \
               ORDER BY table_name, ordinal_position";
    let mut columns = read(&database, sql);
    columns.remove("schema_version");
    columns
}

fn read(database: &Database, sql: &str) -> Columns {
    let reader = database.reader().unwrap();
    let read = |fields: &mut jiangnan_store::Fields<'_>| {
        let (table, column): (String, String) = (fields.take()?, fields.take()?);
        let (declared, filled): (String, i64) = (fields.take()?, fields.take()?);
        Ok((table, column, kind(&declared), filled == 1))
    };
    let mut tables = Columns::new();
    for (table, column, kind, filled) in reader.rows("schema", sql, &[], read).unwrap() {
        tables.entry(table).or_default().push((column, kind, filled));
    }
    tables
}

#[test]
fn both_engines_have_the_same_tables() {
    let Ok(server) = Server::start(false) else { return };
    let place = TestDatabase::on(server).unwrap();
    let (file, server) = (of_sqlite(), of_postgres(&place));
    assert!(file.len() > 15, "{file:?}");
    assert_eq!(file, server);
}

#[test]
fn an_export_holds_every_table_with_every_column() {
    let exported: Columns = jiangnan_store::dump::tables()
        .into_iter()
        .map(|table| {
            (
                table.name.to_owned(),
                table.columns.iter().map(|name| ((*name).to_owned(), "", false)).collect(),
            )
        })
        .collect();
    let mut there = of_sqlite();
    for columns in there.values_mut() {
        columns.iter_mut().for_each(|column| (column.1, column.2) = ("", false));
    }
    let sorted = |columns: &Columns| {
        let sort = |columns: &Vec<(String, &'static str, bool)>| {
            let mut columns = columns.clone();
            columns.sort();
            columns
        };
        columns.iter().map(|(table, columns)| (table.clone(), sort(columns))).collect::<Columns>()
    };
    assert_eq!(sorted(&exported), sorted(&there));
}
