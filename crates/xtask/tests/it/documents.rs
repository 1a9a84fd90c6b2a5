//! The documents: every link leads somewhere, every language has its page.

use crate::source::{File, files, root};

pub fn documents() -> Vec<File> {
    let mut files = files();
    files.retain(|file| file.path.ends_with(".md"));
    files
}

/// The links of a text, each with what it is called. Code blocks hold none.
pub fn links(text: &str) -> Vec<(&str, &str)> {
    let mut found = Vec::new();
    let mut in_code = false;
    for line in text.lines() {
        in_code ^= line.starts_with("```");
        let mut rest = line;
        while let (false, Some(middle)) = (in_code, rest.find("](")) {
            let label = rest[..middle].rfind('[').map_or("", |start| &rest[start + 1..middle]);
            let target = rest[middle + 2..].split(')').next().unwrap_or_default();
            found.push((label, target));
            rest = &rest[middle + 2..];
        }
    }
    found
}

/// The name under which a heading can be linked to.
fn anchor(heading: &str) -> String {
    let kept = heading.trim_start_matches('#').trim().to_lowercase();
    let kept = kept.chars().filter(|letter| letter.is_alphanumeric() || " -_".contains(*letter));
    kept.map(|letter| if letter == ' ' { '-' } else { letter }).collect()
}

#[test]
fn every_link_of_a_document_leads_somewhere() {
    let mut broken = Vec::new();
    for file in documents() {
        let folder = root().join(&file.path).parent().unwrap().to_owned();
        for (_, target) in links(&file.text).into_iter().filter(|(_, target)| !target.contains("://")) {
            let (path, wanted) = target.split_once('#').unwrap_or((target, ""));
            let to = if path.is_empty() { root().join(&file.path) } else { folder.join(path) };
            let has_anchor = || {
                let text = std::fs::read_to_string(&to).unwrap_or_default();
                text.lines().any(|line| line.starts_with('#') && anchor(line) == wanted)
            };
            if !to.exists() || (!wanted.is_empty() && !has_anchor()) {
                broken.push(format!("{}: {target}", file.path));
            }
        }
    }
    assert!(broken.is_empty(), "links that lead nowhere:\n{}", broken.join("\n"));
}

#[test]
fn the_test_command_is_one_and_the_same() {
    let command = "cargo xtask test";
    for path in ["README.md", "README.zh-CN.md", "CONTRIBUTING.md", ".ci/run"] {
        let text = std::fs::read_to_string(root().join(path)).unwrap();
        assert!(text.lines().any(|line| line == command), "{path} does not call `{command}`");
    }
}

#[test]
fn both_licences_are_there() {
    for (path, words) in
        [("LICENSE-APACHE", "Apache License"), ("LICENSE-MIT", "Permission is hereby granted")]
    {
        let text = std::fs::read_to_string(root().join(path)).unwrap();
        assert!(text.contains(words), "{path} is not the licence that it is called after");
    }
}
