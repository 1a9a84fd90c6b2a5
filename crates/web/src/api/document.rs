//! The OpenAPI document, made from the handlers, with what holds for every one of them.

#![expect(clippy::indexing_slicing, reason = "a JSON value answers null where it has no such member")]

use serde_json::{Value, json};
use utoipa::OpenApi;

use super::{
    account, claim, dispute, duty, find, money, notice, office, problem, quote, reservation, settle, wait,
};

/// Handlers and schemas.
#[derive(OpenApi)]
#[openapi(
    info(
        title = "jiangnan",
        description = "One market for the instruments, experts and innovation vouchers of a city group."
    ),
    paths(
        account::me,
        find::search,
        find::instrument,
        find::slots,
        quote::quote,
        reservation::list,
        reservation::make,
        reservation::show,
        reservation::cancel,
        reservation::change,
        reservation::approve,
        reservation::decline,
        reservation::usage,
        reservation::no_show,
        reservation::confirm,
        reservation::dispute,
        dispute::give_in,
        dispute::stand_by,
        dispute::propose,
        dispute::confirm,
        wait::reserve_series,
        wait::cancel_series,
        wait::list_waits,
        wait::join,
        wait::leave,
        notice::list,
        notice::read,
        notice::read_all,
        claim::list,
        claim::lodge,
        claim::show,
        claim::recommend,
        claim::decide,
        claim::withdraw,
        duty::hand_in,
        duty::instalments,
        office::propose_back,
        office::confirm_back,
        office::list_schemes,
        office::draft,
        office::enact,
        duty::open_orders,
        duty::move_orders,
        money::wallet,
        money::funds,
        money::appropriate,
        money::grant,
        settle::list,
        settle::open,
        settle::show,
        settle::payments,
        settle::close,
        settle::export,
        settle::settle,
        settle::again,
        office::import,
        account::head,
    ),
    components(schemas(problem::Problem, find::SortBy, claim::StateName))
)]
struct Handlers;

/// Which addresses answer without a token.
const OPEN: [&str; 3] = ["/instruments", "/instruments/{key}", "/instruments/{key}/slots"];

/// The problems that every operation can answer with.
const ALWAYS: [(&str, &str); 5] = [
    ("400", "The request cannot be read."),
    ("404", "There is no such thing."),
    ("422", "It cannot be done as asked."),
    ("429", "Too many requests in this minute."),
    ("503", "The server is busy."),
];
/// Those of operations that need a token.
const GUARDED: [(&str, &str); 2] =
    [("401", "There is no token, or it does not work."), ("403", "It is there, but not for this person.")];
/// Those of operations that change something.
const CHANGING: [(&str, &str); 3] = [
    ("409", "Somebody was faster, or the thing has moved on."),
    ("413", "The body is too large."),
    ("415", "The body is no JSON."),
];

/// The OpenAPI 3.1 document.
pub fn document() -> Value {
    let mut all = serde_json::to_value(Handlers::openapi()).unwrap_or_default();
    let version = env!("CARGO_PKG_VERSION");
    all["info"]["version"] = json!(version);
    if let Some(info) = all["info"].as_object_mut() {
        info.remove("license");
        info.remove("contact");
    }
    all["servers"] = json!([{ "url": super::ROOT }]);
    all["components"]["securitySchemes"] = json!({ "token": {
        "type": "http", "scheme": "bearer",
        "description": "A token that a person made on the page /me/tokens. It may do what the person may.",
    } });
    for (path, item) in all["paths"].as_object_mut().into_iter().flatten() {
        for (method, operation) in item.as_object_mut().into_iter().flatten() {
            finish(path, method, operation);
        }
    }
    all
}

/// Adds what holds for every operation.
fn finish(path: &str, method: &str, operation: &mut Value) {
    let open = OPEN.contains(&path);
    operation["operationId"] = json!(operation_id(path, method));
    operation["security"] = if open { json!([{}, { "token": [] }]) } else { json!([{ "token": [] }]) };
    let mut problems = ALWAYS.to_vec();
    problems.extend(GUARDED.iter().filter(|(status, _)| !open || *status == "401"));
    if method == "post" {
        problems.extend(CHANGING);
        let key = json!({
            "name": "Idempotency-Key", "in": "header", "required": true,
            "description": "Any text of your own, new for each deed: sent again with the same body, it gives the \
                same answer again and does nothing twice. An id of 26 characters becomes the id of what is made.",
            "schema": { "type": "string", "minLength": 1, "maxLength": 200, "pattern": "^[!-~]+$" },
        });
        match operation["parameters"].as_array_mut() {
            Some(parameters) => parameters.push(key),
            None => operation["parameters"] = json!([key]),
        }
    }
    for (status, description) in problems {
        operation["responses"][status] = json!({
            "description": description,
            "content": { "application/problem+json": { "schema": { "$ref": "#/components/schemas/Problem" } } },
        });
    }
}

/// The name of an operation: `post-reservations-key-move`.
pub fn operation_id(path: &str, method: &str) -> String {
    let words = path.split(['/', '{', '}']).filter(|word| !word.is_empty());
    std::iter::once(method).chain(words).collect::<Vec<_>>().join("-")
}
