//! Invariants that are absences: what must not stand in which room.

use crate::source::{File, Kind, files, has_word, root, sources, split};

/// The rooms that decide: values in, values out.
const DOMAIN: [&str; 8] = ["kernel", "scheme", "ledger", "catalogue", "booking", "clearing", "lab", "search"];
/// The rooms whose numbers are money, votes of rules, or time.
const EXACT: [&str; 4] = ["scheme", "ledger", "booking", "clearing"];
/// The most lines of a Rust file.
const LINES_MAX: usize = 400;

/// Fails with every place where one of the words stands.
fn absent(files: &[File], kind: Kind, words: &[&str], why: &str) {
    let mut found = Vec::new();
    for file in files {
        for piece in split(file.shipped()).iter().filter(|piece| piece.kind == kind) {
            for (number, line) in piece.text.lines().enumerate() {
                let hits = words.iter().filter(|word| has_word(line, word));
                found.extend(hits.map(|word| format!("{}:{}: `{word}`", file.path, piece.line + number)));
            }
        }
    }
    assert!(found.is_empty(), "{why}:\n{}", found.join("\n"));
}

fn outside(rooms: &[&str]) -> Vec<File> {
    let mut files = sources();
    files.retain(|file| file.room().is_some_and(|room| !rooms.contains(&room)));
    files
}

fn inside(rooms: &[&str]) -> Vec<File> {
    let mut files = sources();
    files.retain(|file| file.room().is_some_and(|room| rooms.contains(&room)));
    files
}

#[test]
fn no_sql_outside_store() {
    let files = outside(&["store", "xtask"]);
    absent(&files, Kind::Code, &["rusqlite", "tokio_postgres"], "only `store` talks to the database");
    let words =
        ["SELECT", "INSERT INTO", "DELETE FROM", "UPDATE", "WHERE", "ORDER BY", "CREATE TABLE", "PRAGMA"];
    absent(&files, Kind::Literal, &words, "only `store` knows SQL");
}

#[test]
fn no_html_outside_web() {
    let files = outside(&["web", "xtask"]);
    absent(&files, Kind::Code, &["askama", "axum"], "only `web` makes pages");
    let tags =
        ["<!doctype", "<html", "<body", "<div", "<p>", "<a ", "<table", "<form", "<span", "<svg", "<script"];
    absent(&files, Kind::Literal, &tags, "only `web` knows HTML");
}

#[test]
fn no_clock_but_in_one_file() {
    let mut files = outside(&["xtask"]);
    files.retain(|file| file.path != "crates/app/src/system.rs");
    let clocks = ["SystemTime", "Timestamp::now", "Zoned::now", "getrandom"];
    absent(&files, Kind::Code, &clocks, "the clock and random bits are handed in by `app`'s system.rs");
    files.retain(|file| file.room() != Some("app"));
    // A stopwatch for progress and measurements is `app`'s alone.
    absent(&files, Kind::Code, &["Instant::now", "thread_rng"], "time is a parameter: take a `Clock`");
}

#[test]
fn no_io_in_domain_rooms() {
    let io =
        ["std::fs", "File::open", "std::net", "std::env", "std::process", "std::thread", "tokio", "rusqlite"];
    let print = ["println!", "eprintln!", "print!", "eprint!"];
    absent(&inside(&DOMAIN), Kind::Code, &io, "domain rooms read and write nothing");
    absent(&inside(&DOMAIN), Kind::Code, &print, "domain rooms print nothing");
}

#[test]
fn no_global_state_in_domain_rooms() {
    let words = ["static mut", "thread_local!", "OnceCell", "Mutex", "RwLock", "AtomicU64", "AtomicUsize"];
    absent(&inside(&DOMAIN), Kind::Code, &words, "what a decision depends on is handed in");
}

#[test]
fn no_floating_point_money() {
    let mut files = inside(&EXACT);
    let money =
        ["crates/kernel/src/money.rs", "crates/catalogue/src/price.rs", "crates/catalogue/src/tariff.rs"];
    files.extend(sources().into_iter().filter(|file| money.contains(&file.path.as_str())));
    files.extend(inside(&["exchange", "store"]));
    absent(&files, Kind::Code, &["f32", "f64"], "money is whole minor units, rates are basis points");
}

#[test]
fn no_leftovers() {
    let mut files = files();
    files.retain(|file| file.path.starts_with("crates/") && !file.path.contains("crates/xtask/tests/"));
    files.retain(|file| [".rs", ".html", ".css", ".ftl", ".toml"].iter().any(|end| file.path.ends_with(end)));
    let mut found = Vec::new();
    for file in &files {
        for (number, line) in file.text.lines().enumerate() {
            let left = ["TODO", "FIXME", "HACK", "dbg!", "todo!", "unimplemented!"];
            if left.iter().any(|word| has_word(line, word)) {
                found.push(format!("{}:{}: {}", file.path, number + 1, line.trim()));
            }
        }
    }
    assert!(found.is_empty(), "finish it or file an issue:\n{}", found.join("\n"));
}

#[test]
fn no_long_files() {
    let mut found = Vec::new();
    for file in files().iter().filter(|file| file.path.ends_with(".rs")) {
        let lines = file.text.lines().count();
        if lines > LINES_MAX {
            found.push(format!("{}: {lines} lines", file.path));
        }
    }
    assert!(found.is_empty(), "split what has more than {LINES_MAX} lines:\n{}", found.join("\n"));
}

#[test]
fn no_paths_of_a_machine() {
    // Put together here, so that this file does not contain them.
    let words = [
        ("/ho", "me/"),
        ("/ro", "ot/"),
        ("/wo", "rk/"),
        ("/Us", "ers/"),
        ("C:\\Us", "ers"),
        ("/tmp/tar", "get"),
    ];
    let words: Vec<String> = words.iter().map(|(one, other)| format!("{one}{other}")).collect();
    let mut found = Vec::new();
    for file in files() {
        for (number, line) in file.text.lines().enumerate() {
            let names =
                |word: &&String| line.contains(word.as_str()) && !line.contains(&format!("://{word}"));
            let in_address = line.contains("http://") || line.contains("https://");
            found.extend(
                words
                    .iter()
                    .filter(names)
                    .filter(|_| !in_address)
                    .map(|word| format!("{}:{}: `{word}`", file.path, number + 1)),
            );
        }
    }
    assert!(found.is_empty(), "a path of one machine means nothing on another:\n{}", found.join("\n"));
}

#[test]
fn no_registry_but_the_public_one() {
    let lock = std::fs::read_to_string(root().join("Cargo.lock")).unwrap();
    let public = "source = \"registry+https://github.com/rust-lang/crates.io-index\"";
    let others: Vec<&str> =
        lock.lines().filter(|line| line.starts_with("source") && *line != public).collect();
    assert!(others.is_empty(), "Cargo.lock takes crates from elsewhere: {others:?}");
    let config = std::fs::read_to_string(root().join(".cargo/config.toml")).unwrap();
    let table: toml::Table = config.parse().unwrap();
    assert_eq!(
        table.keys().collect::<Vec<_>>(),
        ["alias", "env"],
        ".cargo/config.toml holds the alias, how SQLite is built, and nothing else"
    );
}
