//! A database moves: into a backup and back, into an export and into a database of another engine, without loss.

use std::path::Path;

use jiangnan_exchange::audit::verify;
use jiangnan_store::{Database, StoreError, dump};
use jiangnan_testbed::TestDatabase;

use crate::market::Market;

fn file(folder: &Path, name: &str) -> String {
    format!("sqlite:{}", folder.join(name).display())
}

fn is_verified(database: &Database) -> bool {
    let report = verify(&database.reader().unwrap(), |_, _| {}).unwrap();
    report.is_verified() && report.events > 5 && database.check().unwrap().is_empty()
}

#[test]
fn an_export_is_the_same_whichever_engine_it_went_through() {
    let market = Market::ready();
    let folder = tempfile::tempdir().unwrap();
    let at = |name: &str| folder.path().join(name);
    let first = dump::export(market.exchange.database(), &at("first")).unwrap();
    assert!(first.parts.iter().map(|part| part.rows).sum::<u64>() > 15, "{first:?}");
    let in_file = Database::create(&file(folder.path(), "file.db")).unwrap();
    dump::import(&in_file, &at("first")).unwrap();
    assert!(is_verified(&in_file));
    assert_eq!(dump::export(&in_file, &at("second")).unwrap(), first);
    // Back into whatever engine this run of the tests is about.
    let fresh = TestDatabase::fresh();
    let back = Database::create(fresh.url()).unwrap();
    dump::import(&back, &at("second")).unwrap();
    assert!(is_verified(&back));
    assert_eq!(dump::export(&back, &at("third")).unwrap(), first);
}

#[test]
fn an_export_that_was_changed_or_would_mix_is_refused() {
    let market = Market::ready();
    let folder = tempfile::tempdir().unwrap();
    let export = folder.path().join("export");
    dump::export(market.exchange.database(), &export).unwrap();
    assert!(dump::export(market.exchange.database(), &export).is_err(), "the folder is not empty");
    assert!(dump::import(market.exchange.database(), &export).is_err(), "the database is not empty");
    let accounts = export.join("account.jsonl");
    let text = std::fs::read_to_string(&accounts).unwrap();
    std::fs::write(&accounts, text.replacen("CNY", "EUR", 1)).unwrap();
    let fresh = Database::create(&file(folder.path(), "fresh.db")).unwrap();
    let refused = dump::import(&fresh, &export).unwrap_err();
    assert!(refused.to_string().contains("its hash differs"), "{refused}");
    assert!(dump::import(&fresh, folder.path()).is_err(), "a folder without a manifest is no export");
}

#[test]
fn a_backup_made_while_others_work_is_restored_whole() {
    let market = Market::ready();
    let folder = tempfile::tempdir().unwrap();
    let backup = folder.path().join("market.backup");
    let before = dump::export(market.exchange.database(), &folder.path().join("before")).unwrap();
    market.exchange.database().back_up(&backup).unwrap();
    assert!(market.exchange.database().back_up(&backup).is_err(), "a backup is never overwritten");
    let fresh = TestDatabase::fresh();
    let restored = Database::restore(fresh.url(), &backup).unwrap();
    assert!(is_verified(&restored));
    assert_eq!(dump::export(&restored, &folder.path().join("after")).unwrap(), before);
    let again = Database::restore(fresh.url(), &backup);
    assert!(matches!(again, Err(StoreError::Files { .. })), "a database is never overwritten");
}
