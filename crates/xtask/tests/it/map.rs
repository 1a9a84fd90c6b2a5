//! The map: every file, room and function that ARCHITECTURE.md names exists where it says.

use crate::documents::links;
use crate::source::{has_word, root};

fn map() -> String {
    std::fs::read_to_string(root().join("ARCHITECTURE.md")).unwrap()
}

/// Whether a Rust text defines a name: an item, a field, or a variant.
fn defines(text: &str, name: &str) -> bool {
    let items = ["fn", "struct", "enum", "trait", "const", "static", "type", "mod", "macro_rules!"];
    let is_item = items.iter().any(|item| has_word(text, &format!("{item} {name}")));
    let member = |line: &str| {
        let rest = line.trim_start().trim_start_matches("pub ").strip_prefix(name);
        rest.is_some_and(|rest| [":", ",", "(", " {"].iter().any(|next| rest.starts_with(next)))
    };
    is_item || text.lines().any(member)
}

#[test]
fn every_name_that_is_linked_stands_in_its_file() {
    let (text, mut checked, mut lost) = (map(), 0, Vec::new());
    for (label, target) in links(&text).into_iter().filter(|(_, target)| target.ends_with(".rs")) {
        let Some(name) = label.strip_prefix('`').and_then(|name| name.strip_suffix('`')) else { continue };
        if name.ends_with(".rs") {
            assert!(target.ends_with(name), "`{name}` leads to {target}");
            continue;
        }
        let source = std::fs::read_to_string(root().join(target)).unwrap_or_default();
        checked += 1;
        lost.extend(
            name.split("::").filter(|part| !has_word(&source, part)).map(|_| format!("{name}: {target}")),
        );
        let last = name.rsplit("::").next().unwrap_or(name);
        if !defines(&source, last) {
            lost.push(format!("{name} is not defined in {target}"));
        }
    }
    assert!(lost.is_empty(), "ARCHITECTURE.md names what is not there:\n{}", lost.join("\n"));
    assert!(checked > 30, "the walkthroughs name their functions: only {checked} found");
}

#[test]
fn every_path_in_code_marks_exists() {
    let text = map();
    let spans = text.split('`').skip(1).step_by(2);
    let paths = spans
        .filter(|span| ["crates/", "schemes/", "data/", "examples/"].iter().any(|top| span.starts_with(top)));
    for path in paths {
        assert!(root().join(path).exists(), "ARCHITECTURE.md names `{path}`, which is not there");
    }
}
