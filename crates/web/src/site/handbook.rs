//! The page for those who write programs, and the document that their tools read.

#![expect(clippy::indexing_slicing, reason = "a JSON value answers null where it has no such member")]

use std::sync::{Arc, LazyLock};

use axum::Router;
use axum::extract::Path;
use axum::http::header::{CACHE_CONTROL, CONTENT_TYPE};
use axum::response::{IntoResponse, Response};
use axum::routing::get;
use serde_json::Value;

use super::{Ask, Halt, Site, missing, see_other};
use crate::api::{Limits, PROBLEMS, TYPES, document};
use crate::page::HandbookPage;
use crate::view::access::{Group, Handbook, Operation, ProblemLine};

/// The document does not change while the program runs.
static DOCUMENT: LazyLock<Value> = LazyLock::new(document);
/// What operations are about, in the order of the page.
const TAGS: [&str; 8] = ["access", "find", "reserve", "work", "claims", "money", "settle", "audit"];

pub(super) fn routes() -> Router<Arc<Site>> {
    Router::new()
        .route("/api", get(show))
        .route("/api/openapi.json", get(openapi))
        .route(&format!("{TYPES}{{name}}"), get(problem))
}

async fn show(ask: Ask) -> Response {
    ask.show(&HandbookPage { l: ask.locale(), frame: ask.frame(), v: handbook() })
}

async fn openapi() -> Response {
    let headers = [(CONTENT_TYPE, "application/json"), (CACHE_CONTROL, "public, max-age=3600")];
    (headers, DOCUMENT.to_string()).into_response()
}

/// The type of a problem leads to its explanation.
async fn problem(Path(name): Path<String>) -> Result<Response, Halt> {
    let known = PROBLEMS.iter().any(|(known, _)| *known == name);
    if known { Ok(see_other(&format!("/api#problem-{name}"))) } else { Err(missing()) }
}

/// What the page shows: all of it from the document.
pub fn handbook() -> Handbook {
    let problem = |(name, status): &(&'static str, axum::http::StatusCode)| ProblemLine {
        name,
        status: status.as_u16(),
        key: format!("problem-{name}"),
        text_key: format!("problem-{name}-text"),
    };
    Handbook {
        groups: TAGS.iter().map(|tag| group(tag)).collect(),
        problems: PROBLEMS.iter().map(problem).collect(),
        person_max: u64::from(Limits::default().person),
    }
}

fn group(tag: &str) -> Group {
    let mut operations = Vec::new();
    for (path, item) in DOCUMENT["paths"].as_object().into_iter().flatten() {
        for (method, operation) in item.as_object().into_iter().flatten() {
            if operation["tags"][0] == tag {
                operations.push(line(path, method, operation));
            }
        }
    }
    Group { key: format!("api-tag-{tag}"), operations }
}

fn line(path: &str, method: &str, operation: &Value) -> Operation {
    let parameters = operation["parameters"].as_array().into_iter().flatten();
    let query = parameters.filter(|one| one["in"] == "query").filter_map(|one| one["name"].as_str());
    let id = operation["operationId"].as_str().unwrap_or_default();
    Operation {
        method: method.to_ascii_uppercase(),
        path: format!("{}{path}", crate::api::ROOT),
        key: format!("api-op-{id}"),
        query: query.map(str::to_owned).collect(),
        body: body(operation),
    }
}

/// The fields of a body, of all its forms together, and whether they are necessary.
fn body(operation: &Value) -> Vec<(String, bool)> {
    let schema = &operation["requestBody"]["content"]["application/json"]["schema"];
    let name = schema["$ref"].as_str().and_then(|name| name.rsplit('/').next()).unwrap_or_default();
    let schema = &DOCUMENT["components"]["schemas"][name];
    let forms: Vec<&Value> = match schema["oneOf"].as_array() {
        Some(forms) => forms.iter().collect(),
        None => vec![schema],
    };
    let mut fields: Vec<(String, bool)> = Vec::new();
    for form in &forms {
        for field in form["properties"].as_object().into_iter().flatten().map(|(field, _)| field) {
            let needed = |form: &&Value| {
                form["required"].as_array().is_some_and(|all| all.iter().any(|one| one == field))
            };
            if !fields.iter().any(|(known, _)| known == field) {
                fields.push((field.clone(), forms.iter().all(needed)));
            }
        }
    }
    fields
}
