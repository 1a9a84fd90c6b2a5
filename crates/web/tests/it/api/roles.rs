//! Which role gets what at every address of the interface: `roles.txt` names the status for each. An address without a
//! line fails, and so does a line without an address.

use std::collections::BTreeMap;

use serde_json::{Value, json};

use super::{DOCUMENT, Got, Program, Seen, program, stranger};
use crate::desks::market;
use crate::market::Market;

/// In the order of the columns; the first is a program without a token.
const WHO: [&str; 6] = ["stranger", "engineer", "lab-manager", "officer", "treasurer", "auditor"];

/// The statuses of each address, in the order of [`WHO`].
type Table = BTreeMap<String, Vec<u16>>;

fn table() -> Table {
    let path = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/it/api/roles.txt");
    let text = std::fs::read_to_string(path).unwrap();
    let lines = text.lines().filter(|line| !line.is_empty() && !line.starts_with('#'));
    let line = |line: &str| {
        let words: Vec<&str> = line.split_whitespace().collect();
        let statuses = words[2..].iter().map(|status| status.parse().unwrap()).collect();
        (format!("{} {}", words[0], words[1]), statuses)
    };
    lines.map(line).collect()
}

/// A body of the form that the document names, about things that are not there.
fn example(schema: &Value, field: &str) -> Value {
    if let Some(name) = schema["$ref"].as_str() {
        let name = name.rsplit('/').next().unwrap();
        return match name {
            "Key" => json!(nothing("CN-SH")),
            _ => example(&DOCUMENT["components"]["schemas"][name], field),
        };
    }
    if let Some(form) = schema["oneOf"].as_array().and_then(|forms| forms.first()) {
        return example(form, field);
    }
    if let Some(word) = schema["enum"].as_array().and_then(|words| words.first()) {
        return word.clone();
    }
    match (schema["type"].as_str(), schema["format"].as_str()) {
        (Some("object"), _) => {
            // A reason may be left out at some addresses, and must be given at others.
            let needed = schema["required"].as_array().into_iter().flatten().filter_map(Value::as_str);
            let reason = schema["properties"]["reason"].is_object().then_some("reason");
            needed
                .chain(reason)
                .map(|name| (name.to_owned(), example(&schema["properties"][name], name)))
                .collect()
        }
        (Some("array"), _) => json!([example(&schema["items"], field)]),
        (Some("integer"), _) => {
            schema["example"].as_i64().or(schema["minimum"].as_i64()).unwrap_or(1).max(1).into()
        }
        (Some("boolean"), _) => json!(false),
        (_, Some("date-time")) if field == "until" => json!("2026-06-08T04:00:00Z"),
        (_, Some("date-time")) => json!("2026-06-08T02:00:00Z"),
        (_, Some("date")) => json!("2026-06-08"),
        _ => schema["example"].as_str().unwrap_or("x").into(),
    }
}

fn nothing(home: &str) -> String {
    format!("{home}.0000000000000000000000009z")
}

/// The address with the key of something that is not there, of the place to which such things belong.
fn filled(path: &str) -> String {
    let home = match path {
        path if path.starts_with("/claims") || path.starts_with("/payments") => "CN-ZJ",
        path if path.contains("/ruling") => "CN-ZJ",
        path if path.starts_with("/cycles") => "YRD",
        _ => "CN-SH",
    };
    path.replace("{key}", &nothing(home)).replace("{scheme}", "zj-nowhere")
}

async fn call(program: &Program, method: &str, path: &str, operation: &Value) -> Got {
    let at = filled(path);
    if method == "get" {
        let asked = operation["parameters"].as_array().into_iter().flatten();
        let asked = asked.filter(|one| one["in"] == "query" && one["required"] == true);
        let pair = |one: &Value| {
            let name = one["name"].as_str().unwrap();
            format!("{name}={}", example(&one["schema"], name).as_str().unwrap())
        };
        let pairs: Vec<String> = asked.map(pair).collect();
        let query = if pairs.is_empty() { String::new() } else { format!("?{}", pairs.join("&")) };
        return program.get(&format!("{at}{query}")).await;
    }
    let schema = &operation["requestBody"]["content"]["application/json"]["schema"];
    let body = if schema.is_null() { Value::Null } else { example(schema, "") };
    program.post(&at, &format!("roles {path}"), body).await
}

fn programs(market: &Market) -> Vec<Program> {
    let seen = Seen::default();
    let of = |who: &&str| match *who {
        "stranger" => stranger(market, &seen),
        login => program(market, login, &seen),
    };
    WHO.iter().map(of).collect()
}

#[tokio::test]
async fn every_role_gets_what_the_table_says_at_every_address() {
    let market = market().await;
    let programs = programs(&market);
    let mut found = Table::new();
    for (path, item) in DOCUMENT["paths"].as_object().unwrap() {
        for (method, operation) in item.as_object().unwrap() {
            let mut statuses = Vec::new();
            for program in &programs {
                statuses.push(call(program, method, path, operation).await.status.as_u16());
            }
            found.insert(format!("{} {path}", method.to_uppercase()), statuses);
        }
    }
    assert!(found.len() > 50, "{}", found.len());
    let told = table();
    let wrong = found.iter().filter(|(address, statuses)| told.get(*address) != Some(statuses));
    let line = |(address, statuses): (&String, &Vec<u16>)| {
        let words: Vec<String> = statuses.iter().map(u16::to_string).collect();
        let (method, path) = address.split_once(' ').unwrap();
        format!("{method:<4} {path:<38} {}", words.join(" "))
    };
    let wrong: Vec<String> = wrong.map(line).collect();
    assert!(wrong.is_empty(), "say in tests/it/api/roles.txt who gets what:\n{}", wrong.join("\n"));
    let gone: Vec<&String> = told.keys().filter(|address| !found.contains_key(*address)).collect();
    assert!(gone.is_empty(), "these addresses are gone: {gone:?}");
}

/// Prices are public; all else wants a token, and every deed is kept from somebody or concerns one's own notices.
#[test]
fn the_table_opens_nothing_by_mistake() {
    for (address, statuses) in table() {
        assert_eq!(statuses.len(), WHO.len(), "{address}");
        assert!(statuses.iter().all(|status| *status < 500), "{address}");
        assert!(statuses[0] == 401 || address.starts_with("GET /instruments"), "{address}");
        let is_deed = address.starts_with("POST") && !address.contains("/notices/");
        assert!(!is_deed || statuses.contains(&403), "{address}");
    }
}
