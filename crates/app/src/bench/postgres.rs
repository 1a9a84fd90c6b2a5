//! The same searches by a private PostgreSQL server: its full text search over the same words, with counts.

use std::time::Duration;

use jiangnan_testbed::Server;

use super::search::{Line, apart};
use crate::failure::Failure;

/// The statements: the table, then the search, which asks for `:'q'`.
const TABLE: &str = include_str!("search_table.sql");
const SEARCH: &str = include_str!("search.sql");

/// How often each search is made; the first time only warms up.
const ROUNDS: usize = 3;

/// Fills a table and searches it for all words, each several times; the times of the later rounds.
///
/// # Errors
/// Where the server refuses.
pub fn searched(server: &Server, texts: &[Line], words: &[&str]) -> Result<Vec<Duration>, Failure> {
    let file = server.folder().join("search.sql");
    let answer = std::fs::write(&file, script(texts, words)).map_err(|cause| broken(&cause.to_string()));
    let answer = answer.and_then(|()| server.run_file("postgres", &file).map_err(|cause| broken(&cause)))?;
    let times =
        answer.lines().filter_map(|line| line.strip_prefix("Time: ")?.split(' ').next()?.parse().ok());
    let times: Vec<Duration> = times.map(|ms: f64| Duration::from_secs_f64(ms / 1_000.0)).collect();
    if times.len() == words.len() * (ROUNDS - 1) {
        Ok(times)
    } else {
        Err(broken("it did not answer every search"))
    }
}

fn script(texts: &[Line], words: &[&str]) -> String {
    let mut script =
        format!("{TABLE}\nCOPY item (text, technique, class, place, provider, price) FROM STDIN;\n");
    for line in texts {
        script.push_str(&line.join("\t"));
        script.push('\n');
    }
    script.push_str("\\.\nANALYZE item;\n");
    for round in 0..ROUNDS {
        script.push_str(if round == 1 { "\\timing on\n" } else { "" });
        for words in words {
            script.push_str(&format!("\\set q '{}'\n{SEARCH}\n", apart(&words.to_lowercase())));
        }
    }
    script
}

fn broken(cause: &str) -> Failure {
    Failure::System(format!("the PostgreSQL of the measurement failed: {cause}"))
}
