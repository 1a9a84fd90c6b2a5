//! The documents against the program: every command that they name exists, and ends as they say.

#![expect(clippy::unwrap_used, reason = "helpers of tests fail by panicking")]

use std::path::{Path, PathBuf};
use std::process::{Command, Output};

/// What a reader might type a command from.
const DOCUMENTS: [&str; 10] = [
    "README.md",
    "README.zh-CN.md",
    "CONTRIBUTING.md",
    "ARCHITECTURE.md",
    "CHANGELOG.md",
    "examples/README.md",
    "docs/scheme/tutorial.en.md",
    "docs/scheme/tutorial.zh.md",
    "docs/operate.md",
    "docs/scale.md",
];

fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../..")
}

fn read(name: &str) -> String {
    std::fs::read_to_string(root().join(name)).unwrap()
}

fn jiangnan(args: &[&str]) -> Output {
    Command::new(env!("CARGO_BIN_EXE_jiangnan")).args(args).current_dir(root()).output().unwrap()
}

fn help(path: &[&str]) -> Option<String> {
    let output = jiangnan(&[path, &["--help"]].concat());
    output.status.success().then(|| String::from_utf8(output.stdout).unwrap())
}

/// The words after the program's name, in code lines and code spans.
fn commands(text: &str) -> Vec<Vec<&str>> {
    let starts = ["cargo run --release -- ", "jiangnan "];
    let lines = text.lines().map(str::trim_start);
    let spans = text.split('`').skip(1).step_by(2);
    let named =
        lines.chain(spans).filter_map(|line| starts.iter().find_map(|start| line.strip_prefix(start)));
    let is_command =
        |line: &&str| line.is_ascii() && line.starts_with(|first: char| first.is_ascii_lowercase());
    let found = named.filter(is_command).map(|line| line.split_whitespace().collect::<Vec<&str>>());
    // A sentence that begins with the program's name is not a command.
    found
        .filter(|words| words.first().is_some_and(|first| !["runs", "keeps", "is"].contains(first)))
        .collect()
}

/// The path of subcommands, which are plain words, and the options, which the help of that path must name.
fn path_and_options<'a>(words: &[&'a str]) -> (Vec<&'a str>, Vec<&'a str>) {
    let plain = |word: &&&str| word.bytes().all(|byte| byte.is_ascii_lowercase());
    let path = words.iter().take_while(plain).copied().collect();
    (path, words.iter().filter(|word| word.starts_with("--")).copied().collect())
}

#[test]
fn every_command_of_the_documents_exists() {
    let mut checked = 0;
    for document in DOCUMENTS {
        for words in commands(&read(document)) {
            let (path, options) = path_and_options(&words);
            let line = words.join(" ");
            let Some(help) = help(&path) else {
                panic!("{document} names `{line}`, which the program does not know");
            };
            for option in options {
                assert!(help.contains(option), "{document} names `{line}`, but there is no `{option}`");
            }
            checked += 1;
        }
    }
    assert!(checked > 15, "only {checked} commands were found in the documents");
}

/// The commands that the help of a path lists.
fn listed(path: &[&str]) -> Vec<String> {
    let help = help(path).unwrap();
    let Some((_, list)) = help.split_once("Commands:\n") else { return Vec::new() };
    let lines = list.lines().take_while(|line| !line.is_empty());
    let names =
        lines.filter(|line| !line.starts_with("   ")).filter_map(|line| line.split_whitespace().next());
    names.filter(|name| *name != "help").map(str::to_owned).collect()
}

#[test]
fn the_readme_names_every_command() {
    let readme = read("README.md");
    for command in listed(&[]) {
        let mut paths: Vec<String> =
            listed(&[&command]).iter().map(|name| format!("`jiangnan {command} {name}`")).collect();
        if paths.is_empty() {
            paths.push(format!("`jiangnan {command}`"));
        }
        for path in paths {
            assert!(readme.contains(&path), "README.md does not name {path}");
        }
    }
}

#[test]
fn the_readme_tries_the_rules_without_a_database() {
    let check = jiangnan(&["scheme", "check", "schemes/yrd/zhejiang-2026.toml"]);
    assert!(check.status.success(), "{}", String::from_utf8_lossy(&check.stderr));
    let order = ["scheme", "quote", "schemes/yrd/zhejiang-2026.toml", "--order", "examples/order.json"];
    let quote = jiangnan(&order);
    assert!(quote.status.success(), "{}", String::from_utf8_lossy(&quote.stderr));
    assert!(!quote.stdout.is_empty());
}

#[test]
fn exit_statuses_are_those_of_the_readme() {
    let status = |args: &[&str]| jiangnan(args).status.code();
    assert_eq!(status(&["--version"]), Some(0));
    assert_eq!(status(&["scheme", "check", "README.md"]), Some(1));
    assert_eq!(status(&["no-such-command"]), Some(2));
    assert_eq!(status(&["audit", "verify", "--database", "sqlite:no/such/file.db"]), Some(3));
}

#[test]
fn what_a_machine_reads_of_rule_texts_is_json() {
    let (open, closed) = ("schemes/yrd/zhejiang-2026.toml", "schemes/yrd-closed/zhejiang-2026.toml");
    let frames = ["schemes/frame/delta-frame.toml", "schemes/frame/zhejiang-frame.toml"];
    let json = |args: &[&str]| -> (Option<i32>, serde_json::Value) {
        let output = jiangnan(args);
        (output.status.code(), serde_json::from_slice(&output.stdout).unwrap())
    };
    let (status, proofs) = json(&["scheme", "prove", frames[0], frames[1], "--json"]);
    assert_eq!((status, proofs.as_array().map(Vec::len)), (Some(0), Some(5)));
    assert!(proofs.as_array().unwrap().iter().all(|proof| proof["holds"] == true), "{proofs}");
    let (status, proofs) = json(&["scheme", "prove", open, "--against", closed, "--json"]);
    let same = proofs.as_array().unwrap().last().unwrap().clone();
    assert_eq!((status, &same["property"], &same["holds"]), (Some(1), &"same-as".into(), &false.into()));
    assert!(same["counterexample"]["order"]["order.date"].is_string(), "{same}");
    let (_, diff) = json(&["scheme", "diff", closed, open, "--json"]);
    assert_eq!(diff["clauses"][0]["clause"], "7.2");
    let (status, tested) = json(&["scheme", "test", open, "--json"]);
    assert_eq!((status, &tested[0]["failed"]), (Some(0), &serde_json::json!([])));
}
