//! Documents that follow from the language: they may not drift from it. `WRITE_DOCS=1` writes them anew.

use std::path::PathBuf;

use jiangnan_scheme::guide::{json_schema, reference};
use jiangnan_scheme::{Cases, Scheme, format_scheme};

use crate::world::{DELTA, file};

fn check(name: &str, expected: &str) {
    // Whoever reads a failure needs the name of the file, not both texts.
    let path = file(name);
    #[expect(clippy::disallowed_methods, reason = "a switch of this test alone")]
    if std::env::var("WRITE_DOCS").is_ok() {
        std::fs::write(&path, expected).unwrap();
    }
    let found = std::fs::read_to_string(&path).unwrap_or_default();
    assert!(found == expected, "{name} differs from the language: run this test with WRITE_DOCS=1");
}

#[test]
fn the_reference_and_the_schema_follow_from_the_language() {
    check("docs/scheme/reference.en.md", &reference("en"));
    check("docs/scheme/reference.zh.md", &reference("zh-CN"));
    let schema = serde_json::to_string_pretty(&json_schema()).unwrap() + "\n";
    check("docs/scheme/scheme.schema.json", &schema);
}

/// The blocks of a language in a Markdown text.
fn blocks<'t>(text: &'t str, language: &str) -> Vec<&'t str> {
    let fence = format!("```{language}\n");
    text.split(&fence).skip(1).filter_map(|rest| rest.split("\n```").next()).collect()
}

#[test]
fn the_tutorial_can_be_followed() {
    for name in ["docs/scheme/tutorial.en.md", "docs/scheme/tutorial.zh.md"] {
        let text = std::fs::read_to_string(file(name)).unwrap();
        let rules = blocks(&text, "toml").join("\n\n");
        let scheme = Scheme::load(name, &rules, &DELTA).unwrap_or_else(|found| panic!("{name}: {found:#?}"));
        let cases = blocks(&text, "text").join("\n\n");
        let cases = Cases::read(name, &cases, &[&scheme], &DELTA)
            .unwrap_or_else(|found| panic!("{name}: {found:#?}"));
        let report = cases.run(&[&scheme]);
        assert!(report.passes(), "{name}: {:#?}", report.outcomes);
        assert_eq!(report.uncovered, [], "{name}");
    }
}

fn schemes_below(folder: PathBuf, found: &mut Vec<PathBuf>) {
    for entry in std::fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            schemes_below(path, found);
        } else if path.extension().is_some_and(|end| end == "toml") {
            found.push(path);
        }
    }
}

#[test]
fn shipped_schemes_are_laid_out_and_laying_out_twice_changes_nothing() {
    let mut paths = Vec::new();
    schemes_below(file("schemes"), &mut paths);
    assert!(paths.len() >= 20);
    for path in paths {
        let text = std::fs::read_to_string(&path).unwrap();
        let name = path.strip_prefix(file("")).unwrap().to_str().unwrap();
        check(name, &format_scheme(name, &text).unwrap());
        let untidy = text.replace("   = ", "=").replace("\n\n", "\n\n\n\n") + "\n\n";
        let once = format_scheme("x", &untidy).unwrap();
        assert_eq!(format_scheme("x", &once).unwrap(), once, "{}", path.display());
        let (one, two): (toml::Table, toml::Table) =
            (toml::from_str(&text).unwrap(), toml::from_str(&once).unwrap());
        assert_eq!(one, two, "{}", path.display());
    }
    assert!(format_scheme("x", "a = ").is_err());
}
