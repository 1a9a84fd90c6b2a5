//! Who may depend on whom: the manifests say what the table of rooms in ARCHITECTURE.md says.

use std::collections::{BTreeMap, BTreeSet};

use crate::source::root;

/// Crates from outside that only some rooms may use, whatever for.
const RESERVED: [(&str, &[&str]); 15] = [
    ("argon2", &["web"]),
    ("askama", &["web"]),
    ("axum", &["web"]),
    ("calamine", &["catalogue"]),
    ("clap", &["app"]),
    ("encoding_rs", &["catalogue"]),
    ("fluent-bundle", &["web"]),
    ("getrandom", &["app"]),
    ("indicatif", &["app"]),
    ("jieba-rs", &["search"]),
    ("quick-xml", &["clearing"]),
    ("rusqlite", &["store"]),
    ("tantivy", &["search"]),
    ("tokio-postgres", &["store"]),
    ("tokio-postgres-rustls", &["store"]),
];

type Manifests = BTreeMap<String, toml::Table>;

fn manifests() -> Manifests {
    let folders = std::fs::read_dir(root().join("crates")).unwrap();
    let read = |entry: std::fs::DirEntry| {
        let text = std::fs::read_to_string(entry.path().join("Cargo.toml")).unwrap();
        (entry.file_name().to_string_lossy().into_owned(), text.parse().unwrap())
    };
    folders.map(|entry| read(entry.unwrap())).collect()
}

/// What a crate depends on outside its tests.
fn dependencies(manifest: &toml::Table) -> BTreeSet<String> {
    let table = manifest.get("dependencies").and_then(toml::Value::as_table);
    table.map(|table| table.keys().cloned().collect()).unwrap_or_default()
}

/// The rooms that a crate depends on.
fn neighbours(manifest: &toml::Table) -> BTreeSet<String> {
    let all = dependencies(manifest);
    all.iter().filter_map(|name| name.strip_prefix("jiangnan-")).map(str::to_owned).collect()
}

/// The table under "Rooms": each room with the rooms that it may use.
fn documented() -> BTreeMap<String, BTreeSet<String>> {
    let text = std::fs::read_to_string(root().join("ARCHITECTURE.md")).unwrap();
    let rows = text.lines().filter(|line| line.starts_with("| [`"));
    let names =
        |cell: &str| -> BTreeSet<String> { cell.split('`').skip(1).step_by(2).map(str::to_owned).collect() };
    rows.filter_map(|row| {
        let cells: Vec<&str> = row.split('|').collect();
        let room = names(cells.get(1)?).into_iter().next()?;
        Some((room, names(cells.get(3)?)))
    })
    .collect()
}

#[test]
fn the_table_of_rooms_is_what_the_manifests_say() {
    let found: BTreeMap<String, BTreeSet<String>> =
        manifests().iter().map(|(room, manifest)| (room.clone(), neighbours(manifest))).collect();
    let documented = documented();
    for (room, uses) in &found {
        assert_eq!(
            documented.get(room),
            Some(uses),
            "the row of `{room}` in ARCHITECTURE.md (left: the table)"
        );
    }
    assert_eq!(found.len(), documented.len(), "ARCHITECTURE.md names rooms that do not exist");
}

#[test]
fn nobody_depends_upwards() {
    let order = [
        "kernel",
        "ledger",
        "scheme",
        "booking",
        "clearing",
        "catalogue",
        "lab",
        "search",
        "store",
        "exchange",
        "web",
        "app",
    ];
    let rank = |room: &str| order.iter().position(|known| *known == room);
    for (room, manifest) in manifests() {
        for used in neighbours(&manifest) {
            assert!(rank(&used) < rank(&room) || rank(&room).is_none(), "`{room}` must not use `{used}`");
        }
    }
}

#[test]
fn crates_with_one_use_stay_in_their_room() {
    for (room, manifest) in manifests() {
        for name in dependencies(&manifest) {
            let reserved = RESERVED.iter().find(|(reserved, _)| *reserved == name);
            let allowed = reserved.is_none_or(|(_, rooms)| rooms.contains(&room.as_str()));
            assert!(allowed, "`{name}` is not for `{room}`");
        }
    }
}

#[test]
fn every_manifest_keeps_the_house_rules() {
    for (room, manifest) in manifests() {
        let package = manifest["package"].as_table().unwrap();
        let name = if room == "app" { "jiangnan".to_owned() } else { format!("jiangnan-{room}") };
        assert_eq!(package["name"].as_str(), Some(name.as_str()));
        assert!(package.contains_key("description"), "`{room}` has no description");
        for key in ["version", "edition", "rust-version", "license", "publish"] {
            assert!(
                package.get(key).is_some_and(toml::Value::is_table),
                "`{room}`: `{key}` is the workspace's"
            );
        }
        let lints = manifest.get("lints").and_then(|lints| lints.get("workspace"));
        assert_eq!(
            lints.and_then(toml::Value::as_bool),
            Some(true),
            "`{room}` leaves the workspace's lints out"
        );
    }
}
