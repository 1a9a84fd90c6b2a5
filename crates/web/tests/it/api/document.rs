//! The document follows from the handlers, and the handlers are those that the router has.

use std::collections::BTreeSet;
use std::path::Path;

use serde_json::Value;

use super::DOCUMENT;

#[test]
fn the_committed_document_follows_from_the_handlers() {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../docs/api/openapi.json");
    let expected = serde_json::to_string_pretty(&*DOCUMENT).unwrap() + "\n";
    #[expect(clippy::disallowed_methods, reason = "a switch of this test alone")]
    if std::env::var("WRITE_DOCS").is_ok() {
        std::fs::write(&path, &expected).unwrap();
    }
    let found = std::fs::read_to_string(path).unwrap_or_default();
    assert!(found == expected, "docs/api/openapi.json differs: run this test with WRITE_DOCS=1");
}

/// What the source of the router says: path and methods of every route.
fn routes() -> BTreeSet<String> {
    let source = include_str!("../../../src/api/mod.rs");
    let mut found = BTreeSet::new();
    for line in source.lines().filter_map(|line| line.trim().strip_prefix(".route(\"")) {
        let (path, handlers) = line.split_once('"').unwrap();
        for method in ["get", "post", "put", "delete", "patch"] {
            if handlers.contains(&format!("{method}(")) {
                found.insert(format!("{method} {path}"));
            }
        }
    }
    found
}

#[test]
fn every_route_is_documented_and_nothing_else_is() {
    let mut documented = BTreeSet::new();
    for (path, item) in DOCUMENT["paths"].as_object().unwrap() {
        documented.extend(item.as_object().unwrap().keys().map(|method| format!("{method} {path}")));
    }
    assert_eq!(routes(), documented);
    assert_eq!(DOCUMENT["openapi"], "3.1.0");
}

/// Every schema that is pointed at exists.
fn references(value: &Value, found: &mut BTreeSet<String>) {
    match value {
        Value::Object(fields) => {
            for (name, value) in fields {
                if name == "$ref" {
                    found.insert(value.as_str().unwrap().to_owned());
                }
                references(value, found);
            }
        }
        Value::Array(values) => values.iter().for_each(|value| references(value, found)),
        _ => {}
    }
}

#[test]
fn every_reference_leads_somewhere() {
    let mut found = BTreeSet::new();
    references(&DOCUMENT, &mut found);
    assert!(found.len() > 20, "{found:?}");
    for reference in found {
        let pointer = reference.strip_prefix('#').unwrap();
        assert!(DOCUMENT.pointer(pointer).is_some(), "{reference}");
    }
}
