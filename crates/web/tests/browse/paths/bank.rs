//! A bank that books whatever it is told.

use std::path::{Path, PathBuf};

use axum::body::Body;
use axum::http::{Request, header};
use http_body_util::BodyExt;
use jiangnan_clearing::iso::{bank, read_pain001, write_camt053, write_pain002};
use jiangnan_kernel::{Currency, Money};
use tower::ServiceExt;

use super::Stage;
use crate::market::at;

/// What the bank sends for a file of the treasurer who is signed in: a status report and a statement.
pub fn answers(stage: &Stage, file: &str, folder: &Path) -> [PathBuf; 2] {
    let order = read_pain001(&download(stage, file)).unwrap();
    let now = at(4, 10);
    let status = write_pain002(&bank::answer(&order, now, |_| None)).unwrap();
    let opening = Money::new(1_000_000, Currency::CNY);
    let day = bank::book(std::slice::from_ref(&order), opening, (order.execution, now), |_| None).unwrap();
    let statement = write_camt053("S-1", now, &[day]).unwrap();
    [("status.xml", status), ("statement.xml", statement)].map(|(name, content)| {
        let path = folder.join(name);
        std::fs::write(&path, content).unwrap();
        path
    })
}

fn download(stage: &Stage, file: &str) -> Vec<u8> {
    let path = file.find("/treasury").map_or(file, |start| &file[start..]);
    let session = stage.tab.cookie("session");
    let request = Request::get(path).header(header::COOKIE, format!("session={session}"));
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
    runtime.block_on(async {
        let answer = stage.market.router().oneshot(request.body(Body::empty()).unwrap()).await.unwrap();
        answer.into_body().collect().await.unwrap().to_bytes().to_vec()
    })
}
