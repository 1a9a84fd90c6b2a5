//! The JSON interface: every operation of the document is called, every answer is one that the document names.

mod document;
mod journey;
mod more;
mod patience;
mod problems;
mod roles;
mod tokens;

use std::collections::BTreeSet;
use std::sync::{Arc, LazyLock, Mutex};

use axum::Router;
use axum::body::Body;
use axum::http::{Request, StatusCode, header};
use http_body_util::BodyExt;
use jiangnan_exchange::Actor;
use jiangnan_exchange::case::token::MakeToken;
use jiangnan_kernel::Id;
use jiangnan_store::entity::people::Role;
use serde_json::Value;
use sha2::{Digest, Sha256};
use tower::ServiceExt;

use crate::market::{ENTERPRISE, Market, PROVIDER, code};

static DOCUMENT: LazyLock<Value> = LazyLock::new(jiangnan_web::api::document);

/// Which operations were answered well.
pub type Seen = Arc<Mutex<BTreeSet<String>>>;

/// A program that speaks to the interface.
#[derive(Clone)]
pub struct Program {
    router: Router,
    pub token: Option<String>,
    pub language: &'static str,
    seen: Seen,
}

/// What a program got.
#[derive(Debug)]
pub struct Got {
    pub status: StatusCode,
    pub kind: String,
    pub json: Value,
    pub headers: axum::http::HeaderMap,
}

impl Got {
    /// The answer, which must be a success.
    pub fn ok(self) -> Value {
        assert!(self.status.is_success(), "{} {}", self.status, self.json);
        self.json
    }

    /// The name of the problem, which it must be.
    pub fn problem(&self) -> &str {
        assert_eq!(self.kind, "application/problem+json", "{} {}", self.status, self.json);
        assert_eq!(self.json["status"], self.status.as_u16());
        self.json["type"].as_str().unwrap().strip_prefix("/api/problems/").unwrap()
    }
}

/// The people of the market of [`crate::desks::market`].
pub fn actor(login: &str) -> Actor {
    let (role, home, organisation, person) = match login {
        "engineer" => (Role::Engineer, "CN-ZJ", ENTERPRISE, 101),
        "lab-manager" => (Role::LabManager, "CN-SH", PROVIDER, 102),
        "officer" => (Role::Officer, "CN-ZJ", Id(9), 201),
        "officer-2" => (Role::Officer, "CN-ZJ", Id(9), 202),
        "auditor" => (Role::Auditor, "CN-ZJ", crate::market::RIVAL, 301),
        "treasurer" => (Role::Treasurer, "CN-ZJ", Id(9), 401),
        "treasurer-sh" => (Role::Treasurer, "CN-SH", Id(9), 402),
        other => panic!("nobody is called {other}"),
    };
    Actor { person: Id(person), home: code(home), role, organisation }
}

/// A program of one of the market's people.
pub fn program(market: &Market, login: &str, seen: &Seen) -> Program {
    program_of(market, actor(login), seen)
}

/// A program of somebody.
pub fn program_of(market: &Market, actor: Actor, seen: &Seen) -> Program {
    let token = format!("jn_{}_{}-{}", actor.home, actor.person, market.events());
    let token_hash = Sha256::digest(token.as_bytes()).into();
    market.must(actor, MakeToken { token_hash, label: "test".to_owned(), days: 30 });
    Program { token: Some(token), ..stranger(market, seen) }
}

/// A program without a token.
pub fn stranger(market: &Market, seen: &Seen) -> Program {
    Program { router: market.router(), token: None, language: "en", seen: Arc::clone(seen) }
}

impl Program {
    pub async fn get(&self, path: &str) -> Got {
        self.send(Request::get(format!("/api/v1{path}")), "GET", path, Body::empty()).await
    }

    /// Sends a deed under a key.
    pub async fn post(&self, path: &str, key: &str, body: Value) -> Got {
        let request = Request::post(format!("/api/v1{path}"))
            .header("Idempotency-Key", key)
            .header(header::CONTENT_TYPE, "application/json");
        let body = if body.is_null() { Body::empty() } else { body.to_string().into() };
        self.send(request, "POST", path, body).await
    }

    pub async fn send(
        &self,
        request: axum::http::request::Builder,
        method: &str,
        path: &str,
        body: Body,
    ) -> Got {
        let mut request = request.header(header::ACCEPT_LANGUAGE, self.language);
        if let Some(token) = &self.token {
            request = request.header(header::AUTHORIZATION, format!("Bearer {token}"));
        }
        let answer = self.router.clone().oneshot(request.body(body).unwrap()).await.unwrap();
        let (status, headers) = (answer.status(), answer.headers().clone());
        let kind = headers.get(header::CONTENT_TYPE).map_or("", |kind| kind.to_str().unwrap()).to_owned();
        let body = answer.into_body().collect().await.unwrap().to_bytes();
        let json = serde_json::from_slice(&body).unwrap_or(Value::Null);
        let got = Got { status, kind, json, headers };
        self.compare(method, path, &got);
        got
    }

    /// The document must name what came.
    fn compare(&self, method: &str, path: &str, got: &Got) {
        let path = path.split('?').next().unwrap();
        let Some((template, item)) = find(path) else { return };
        let Some(operation) = item.get(method.to_lowercase()) else { return };
        let answer = &operation["responses"][got.status.as_str()];
        assert!(answer.is_object(), "{method} {template} does not name {}: {}", got.status, got.json);
        assert!(
            answer["content"][&got.kind].is_object(),
            "{method} {template} {} is {}",
            got.status,
            got.kind
        );
        check(&answer["content"][&got.kind]["schema"], &got.json, template);
        if got.status.is_success() {
            self.seen.lock().unwrap().insert(format!("{method} {template}"));
        }
    }
}

/// The address of the document that a path belongs to.
fn find(path: &str) -> Option<(&'static String, &'static Value)> {
    let paths = DOCUMENT["paths"].as_object().unwrap();
    let fits = |template: &str| {
        let (one, other): (Vec<&str>, Vec<&str>) = (template.split('/').collect(), path.split('/').collect());
        one.len() == other.len() && one.iter().zip(&other).all(|(a, b)| a == b || a.starts_with('{'))
    };
    paths.iter().find(|(template, _)| fits(template))
}

/// A value against a schema: types, necessary fields, and no field that the schema does not have.
fn check(schema: &Value, value: &Value, at: &str) {
    if let Some(name) = schema["$ref"].as_str() {
        let name = name.rsplit('/').next().unwrap();
        return check(&DOCUMENT["components"]["schemas"][name], value, &format!("{at}/{name}"));
    }
    if let Some(forms) = schema["oneOf"].as_array() {
        let null = forms.iter().any(|form| form["type"] == "null");
        match forms.iter().find(|form| form["$ref"].is_string()) {
            Some(form) if !(null && value.is_null()) => return check(form, value, at),
            _ => return,
        }
    }
    let kinds: Vec<&str> = match &schema["type"] {
        Value::Array(kinds) => kinds.iter().filter_map(Value::as_str).collect(),
        kind => kind.as_str().into_iter().collect(),
    };
    let kind = match value {
        Value::Null => "null",
        Value::Bool(_) => "boolean",
        Value::Number(_) => "integer",
        Value::String(_) => "string",
        Value::Array(_) => "array",
        Value::Object(_) => "object",
    };
    assert!(kinds.contains(&kind), "{at}: {value} is not {kinds:?}");
    if let (Some(choices), Value::String(_)) = (schema["enum"].as_array(), value) {
        assert!(choices.contains(value), "{at}: {value}");
    }
    for one in value.as_array().into_iter().flatten() {
        check(&schema["items"], one, at);
    }
    if let Some(fields) = value.as_object() {
        let needed = schema["required"].as_array().into_iter().flatten().filter_map(Value::as_str);
        needed.for_each(|field| assert!(fields.contains_key(field), "{at} has no {field}"));
        for (field, value) in fields {
            assert!(schema["properties"][field].is_object(), "{at} has an unknown {field}");
            check(&schema["properties"][field], value, &format!("{at}.{field}"));
        }
    }
}
