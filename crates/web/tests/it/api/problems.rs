//! What goes wrong: a stable type and a status, words in the reader's language, nothing done.

use axum::body::Body;
use axum::http::{Request, StatusCode, header};
use serde_json::{Value, json};

use super::{Program, Seen, program, stranger};
use crate::desks::market;
use crate::market::{INSTRUMENT, at};

fn wanted(day: i8, from: i8, until: i8) -> Value {
    let (from, until) = (at(day, from).to_string(), at(day, until).to_string());
    json!({ "instrument": INSTRUMENT, "from": from, "until": until })
}

#[tokio::test]
async fn each_kind_of_problem_has_its_type() {
    let market = market().await;
    let seen = Seen::default();
    let engineer = program(&market, "engineer", &seen);
    let manager = program(&market, "lab-manager", &seen);
    let officer = program(&market, "officer", &seen);
    let nobody = stranger(&market, &seen);
    let events = market.events();
    let nothing = "CN-SH.00000000000000000000000099";
    let with = |mut body: Value, field: &str, value: Value| {
        body[field] = value;
        body
    };
    let free = || wanted(8, 9, 10);
    let unknown = format!("/instruments/{nothing}");
    let documents = format!("/claims/{nothing}/documents");
    let report = || json!({ "kind": "report", "name": "No. 1" });
    let (cancel, quote) =
        (format!("/reservations/{nothing}/cancel"), format!("/instruments/{INSTRUMENT}/quote"));
    let cases: Vec<(&Program, &str, Option<Value>, &str, u16)> = vec![
        (&nobody, "/me", None, "not-signed-in", 401),
        (&nobody, "/reservations", Some(free()), "not-signed-in", 401),
        (&manager, "/reservations", Some(free()), "not-allowed", 403),
        (&engineer, "/cycles", None, "not-allowed", 403),
        (&engineer, "/schemes/zj-test/open-orders", None, "not-allowed", 403),
        (&engineer, "/schemes/zj-test/open-orders", Some(Value::Null), "not-allowed", 403),
        (&officer, "/instalments", None, "not-allowed", 403),
        (&officer, &documents, Some(report()), "not-allowed", 403),
        (&officer, "/schemes/zj-nowhere/open-orders", None, "not-found", 404),
        (&officer, "/schemes/zj-nowhere/open-orders", Some(Value::Null), "not-found", 404),
        (&officer, "/schemes/zj-test/open-orders", Some(Value::Null), "invalid", 422),
        (&manager, &documents, Some(report()), "not-found", 404),
        (&manager, &documents, Some(with(report(), "sha256", json!("x"))), "invalid", 422),
        (&engineer, "/nowhere", None, "not-found", 404),
        (&engineer, "/instruments/what", None, "not-found", 404),
        (&engineer, &unknown, None, "not-found", 404),
        (&engineer, &cancel, Some(json!({})), "not-found", 404),
        (&engineer, "/audit/head", Some(json!({})), "method-not-allowed", 405),
        (&engineer, "/reservations", Some(wanted(2, 10, 12)), "not-bookable", 409),
        (&engineer, "/reservations", Some(with(free(), "agreed_minor", json!(1))), "price-changed", 409),
        (&engineer, "/reservations", Some(wanted(8, 10, 9)), "invalid", 422),
        (&engineer, "/reservations", Some(with(free(), "more", json!(1))), "invalid", 422),
        (&engineer, "/reservations", Some(json!({})), "invalid", 422),
        (&engineer, "/reservations?limit=0", None, "bad-request", 400),
        (&engineer, "/reservations?after=x", None, "bad-request", 400),
        (&engineer, "/instruments?page=-1", None, "bad-request", 400),
        (&engineer, &quote, None, "bad-request", 400),
    ];
    for (program, path, body, name, status) in cases {
        let got = match body.clone() {
            Some(body) => program.post(path, "some key", body).await,
            None => program.get(path).await,
        };
        assert_eq!((got.problem(), got.status.as_u16()), (name, status), "{path} {body:?} {}", got.json);
        assert!(
            !got.json["detail"].as_str().unwrap().is_empty()
                && !got.json["title"].as_str().unwrap().contains('[')
        );
    }
    assert_eq!(market.events(), events, "nothing was done");
}

#[tokio::test]
async fn a_problem_speaks_the_readers_language_and_names_what_helps() {
    let market = market().await;
    let english = program(&market, "engineer", &Seen::default());
    let chinese = Program { language: "zh-CN", ..english.clone() };
    let (one, other) = (
        english.post("/reservations", "a", wanted(2, 10, 12)).await,
        chinese.post("/reservations", "a", wanted(2, 10, 12)).await,
    );
    assert_eq!(one.json["type"], other.json["type"]);
    assert_eq!(one.json["title"], "The time cannot be reserved");
    assert_eq!(other.json["title"], "该时段无法预约");
    assert_eq!(other.headers[header::CONTENT_LANGUAGE], "zh-CN");
    assert!(!one.json["near"].as_array().unwrap().is_empty(), "{}", one.json);
    let field = chinese.post("/reservations", "b", wanted(8, 10, 9)).await;
    assert_eq!(field.json["errors"][0]["field"], "until");
}

#[tokio::test]
async fn a_deed_needs_a_key_and_a_key_belongs_to_one_deed() {
    let market = market().await;
    let engineer = program(&market, "engineer", &Seen::default());
    let json = "application/json";
    let request = || Request::post("/api/v1/reservations").header(header::CONTENT_TYPE, json);
    let send = |request, body: String| engineer.send(request, "POST", "/reservations", Body::from(body));
    let got = send(request(), wanted(8, 9, 10).to_string()).await;
    assert_eq!(got.problem(), "idempotency-key-missing");
    engineer.post("/reservations", "key", wanted(8, 9, 10)).await.ok();
    let events = market.events();
    engineer.post("/reservations", "key", wanted(8, 9, 10)).await.ok();
    let other = engineer.post("/reservations", "key", wanted(8, 11, 12)).await;
    assert_eq!((other.problem(), other.status), ("id-used-otherwise", StatusCode::UNPROCESSABLE_ENTITY));
    assert_eq!(market.events(), events);
    let keyed = || request().header("Idempotency-Key", "another");
    assert_eq!(send(keyed(), "{".to_owned()).await.problem(), "bad-request");
    assert_eq!(send(keyed(), format!("\"{}\"", "x".repeat(70_000))).await.problem(), "too-large");
    let plain = Request::post("/api/v1/reservations").header("Idempotency-Key", "another");
    assert_eq!(send(plain, "{}".to_owned()).await.problem(), "media-type");
}

#[tokio::test]
async fn who_asks_too_often_waits_for_the_next_minute() {
    let market = market().await;
    let engineer = program(&market, "engineer", &Seen::default());
    let most = jiangnan_web::api::Limits::default().person;
    for _ in 0..most {
        assert_eq!(engineer.get("/me").await.status, StatusCode::OK);
    }
    let got = engineer.get("/me").await;
    assert_eq!(got.problem(), "too-many-requests");
    let wait: i64 = got.headers[header::RETRY_AFTER].to_str().unwrap().parse().unwrap();
    assert!((1..=60).contains(&wait));
    market.set_now(at(2, 14));
    engineer.get("/me").await.ok();
}
