//! A program whose deed is held up is told that its outcome is not known, and learns it by asking again.

use axum::http::{StatusCode, header};
use serde_json::json;

use super::journey::time;
use super::{Program, Seen, program};
use crate::desks::market;
use crate::market::INSTRUMENT;
use crate::patience::{hold, impatient};

#[tokio::test]
async fn a_deed_that_is_held_up_is_settled_by_its_key() {
    let market = market().await;
    let engineer = program(&market, "engineer", &Seen::default());
    let hurried = Program { router: impatient(&market), ..engineer.clone() };
    let body = json!({ "instrument": INSTRUMENT, "from": time(3, 10), "until": time(3, 12) });
    let before = market.reservations();
    let release = hold(&market);
    for (language, words) in [("en", "may still be done"), ("zh-CN", "仍可能会被执行")] {
        let hurried = Program { language, ..hurried.clone() };
        let cut = hurried.post("/reservations", "held", body.clone()).await;
        assert_eq!((cut.problem(), cut.status), ("unsettled", StatusCode::SERVICE_UNAVAILABLE));
        assert_eq!(cut.headers[header::RETRY_AFTER], "10");
        assert!(cut.json["detail"].as_str().unwrap().contains(words), "{}", cut.json);
    }
    drop(release);
    let first = engineer.post("/reservations", "held", body.clone()).await.ok();
    let again = engineer.post("/reservations", "held", body.clone()).await.ok();
    assert_eq!((&first["reservation"], market.reservations()), (&again["reservation"], before + 1));
    let other = json!({ "instrument": INSTRUMENT, "from": time(4, 10), "until": time(4, 12) });
    assert_eq!(engineer.post("/reservations", "held", other).await.problem(), "id-used-otherwise");
}

#[tokio::test]
async fn a_full_site_turns_programs_away_too() {
    let market = market().await;
    let engineer = program(&market, "engineer", &Seen::default());
    let full = Program { router: crate::patience::full(&market), ..engineer };
    let away = full.get("/me").await;
    assert_eq!((away.problem(), away.headers[header::RETRY_AFTER].as_bytes()), ("busy", &b"5"[..]));
}
