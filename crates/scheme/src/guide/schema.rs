//! A JSON Schema of the TOML, for completion in editors.

use serde_json::{Map, Value, json};

use super::{BODIES, CLAUSE, Form, HEADER, Key};
use crate::clause::{Base, Per};
use crate::fact::{Fact, FactKind};
use crate::read::SPAN_MAX;
use crate::vocabulary::Vocabulary;

/// From 0 % to 100 %, with at most two decimals.
const SHARE: &str = r"^(100(\.0{1,2})?|[0-9]{1,2}(\.[0-9]{1,2})?) ?%$";
/// A date, as far as a pattern can tell.
const DAY: &str = "^[0-9]{4}-(0[1-9]|1[0-2])-(0[1-9]|[12][0-9]|3[01])$";

/// The JSON Schema (2020-12) of a scheme.
pub fn json_schema() -> Value {
    let mut top = properties(HEADER);
    top.insert("clause".to_owned(), json!({ "type": "array", "items": clause() }));
    json!({
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": "A voucher scheme",
        "type": "object",
        "properties": top,
        "required": needed(HEADER).into_iter().chain(["clause"]).collect::<Vec<_>>(),
        "additionalProperties": false,
        "$defs": { "conditions": conditions() },
    })
}

fn clause() -> Value {
    let mut all = properties(CLAUSE);
    for body in BODIES {
        let value = if body.keys.is_empty() {
            json!({ "$ref": "#/$defs/conditions", "description": body.en })
        } else {
            json!({
                "type": "object",
                "description": body.en,
                "properties": properties(body.keys),
                "required": needed(body.keys),
                "additionalProperties": false,
            })
        };
        all.insert(body.name.to_owned(), value);
    }
    let one_body: Vec<Value> = BODIES.iter().map(|body| json!({ "required": [body.name] })).collect();
    json!({
        "type": "object",
        "properties": all,
        "required": needed(CLAUSE),
        "oneOf": one_body,
        "additionalProperties": false,
    })
}

fn needed(keys: &[Key]) -> Vec<&'static str> {
    keys.iter().filter(|key| key.needed).map(|key| key.name).collect()
}

fn properties(keys: &[Key]) -> Map<String, Value> {
    let described = |key: &Key| {
        let mut value = form(key.form);
        if let Value::Object(object) = &mut value {
            object.insert("description".to_owned(), json!(key.en));
        }
        (key.name.to_owned(), value)
    };
    keys.iter().map(described).collect()
}

fn form(form: Form) -> Value {
    match form {
        Form::Name | Form::Plain => json!({ "type": "string" }),
        Form::Names => one_or_more(&json!({ "type": "string" })),
        Form::Text => json!({ "anyOf": [
            { "type": "string" },
            { "type": "object", "properties": { "en": { "type": "string" }, "zh": { "type": "string" } }, "additionalProperties": false },
        ] }),
        Form::Amount => amount(),
        Form::Percent => json!({ "type": "string", "pattern": SHARE }),
        Form::Count => json!({ "type": "integer", "minimum": 0 }),
        Form::Flag => json!({ "type": "boolean" }),
        Form::Place => json!({ "type": "string", "pattern": "^[A-Z0-9-]{1,15}$" }),
        Form::Currency => json!({ "type": "string", "pattern": "^[A-Z]{3}$" }),
        Form::Exchange => json!({ "type": "string", "pattern": r"^[0-9]+(\.[0-9]{1,6})?$" }),
        Form::Instalments => instalments(),
        Form::Days => {
            let day = json!({ "type": "string", "pattern": DAY });
            object(&[("from", day.clone()), ("until", day)])
        }
        Form::Span => {
            let count = json!({ "type": "integer", "minimum": 0, "maximum": SPAN_MAX });
            object(&[("months", count.clone()), ("days", count)])
        }
        Form::Base => json!({ "enum": Base::ALL.iter().map(|base| base.name()).collect::<Vec<_>>() }),
        Form::Per => json!({ "enum": Per::ALL.iter().map(|per| per.name()).collect::<Vec<_>>() }),
        Form::Conditions => json!({ "$ref": "#/$defs/conditions" }),
        Form::One(names) => json!({ "enum": names }),
        Form::Word(vocabulary) => words(vocabulary),
        Form::Words(vocabulary) => one_or_more(&words(vocabulary)),
    }
}

fn instalments() -> Value {
    let after = json!({ "anyOf": [words(crate::Evidence::VOCABULARY), form(Form::Span)] });
    json!({
        "type": "array",
        "minItems": 1,
        "maxItems": 12,
        "items": {
            "type": "object",
            "properties": { "share": form(Form::Percent), "after": after },
            "required": ["share"],
            "additionalProperties": false,
        },
    })
}

fn amount() -> Value {
    json!({ "type": "string", "pattern": r"^[0-9]+(\.[0-9]{1,3})?$" })
}

fn words(vocabulary: &Vocabulary) -> Value {
    json!({ "enum": vocabulary.names().collect::<Vec<_>>() })
}

fn one_or_more(value: &Value) -> Value {
    json!({ "anyOf": [value, { "type": "array", "items": value, "minItems": 1 }] })
}

fn object(properties: &[(&str, Value)]) -> Value {
    let properties: Map<String, Value> =
        properties.iter().map(|(name, value)| ((*name).to_owned(), value.clone())).collect();
    json!({ "type": "object", "properties": properties, "minProperties": 1, "additionalProperties": false })
}

/// Facts by group, as dotted keys nest them.
fn conditions() -> Value {
    let mut groups: Map<String, Value> = Map::new();
    for fact in Fact::ALL.iter().filter(|fact| fact.kind() != FactKind::Subject) {
        let Some((group, name)) = fact.name().split_once('.') else { continue };
        let facts = groups
            .entry(group)
            .or_insert_with(|| json!({ "type": "object", "properties": {}, "additionalProperties": false }));
        if let Some(Value::Object(facts)) = facts.get_mut("properties") {
            let mut value = condition(*fact);
            if let Value::Object(object) = &mut value {
                object.insert("description".to_owned(), json!(fact.label().0));
            }
            facts.insert(name.to_owned(), value);
        }
    }
    json!({ "type": "object", "properties": groups, "minProperties": 1, "additionalProperties": false })
}

fn condition(fact: Fact) -> Value {
    let end = match fact.kind() {
        FactKind::Place => return one_or_more(&form(Form::Place)),
        FactKind::Word(vocabulary) => return one_or_more(&words(vocabulary)),
        FactKind::Flag => return json!({ "type": "boolean" }),
        FactKind::Money => amount(),
        FactKind::Count => form(Form::Count),
        FactKind::Share => form(Form::Percent),
        FactKind::Date | FactKind::Hours | FactKind::Subject => json!({ "type": "string" }),
    };
    object(&["from", "above", "until", "below"].map(|name| (name, end.clone())))
}
