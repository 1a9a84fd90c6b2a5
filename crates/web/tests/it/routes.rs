//! Who may go where: every address of the router, every role. An address without a line in `routes.txt` fails, and so
//! does a line without an address.

use std::collections::{BTreeMap, BTreeSet};

use axum::http::StatusCode;

use crate::desks::{browser, market};
use crate::market::{Browser, Market};

const ROLES: [&str; 6] = ["engineer", "lab-manager", "officer", "treasurer", "auditor", "operator"];

/// Method and path of every address that a router has, read from what the router says of itself.
fn routes(router: &axum::Router) -> BTreeSet<(String, String)> {
    let text = format!("{router:?}");
    let own = text.split("fallback_router").next().unwrap();
    let (mut methods, mut paths) = (BTreeMap::new(), BTreeMap::new());
    for entry in own.split("RouteId(").skip(1) {
        let (number, rest) = entry.split_once(')').unwrap();
        if let Some(path) = rest.strip_prefix(": \"") {
            // Programs come with tokens and have tests of their own.
            let path = path.split('"').next().unwrap();
            if !path.starts_with("/api/v1") {
                paths.insert(number, path);
            }
        } else if let Some((_, allowed)) = rest.rsplit_once("allow_header: ") {
            methods.insert(number, allowed.split('}').next().unwrap());
        }
    }
    let mut found = BTreeSet::new();
    for (number, path) in paths {
        // A nested router with a fallback of its own stands in the list too, and allows nothing by itself.
        let Some(allowed) = methods.get(number) else { continue };
        for method in
            ["GET", "POST", "PUT", "DELETE", "PATCH"].iter().filter(|method| allowed.contains(*method))
        {
            found.insert(((*method).to_owned(), path.to_owned()));
        }
    }
    found
}

/// What the table says: the roles that an address is open to; `*` is everybody.
fn table() -> BTreeMap<(String, String), Vec<String>> {
    let path = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/it/routes.txt");
    let text = std::fs::read_to_string(path).unwrap();
    let lines = text.lines().filter(|line| !line.is_empty() && !line.starts_with('#'));
    let line = |line: &str| {
        let mut words = line.split_whitespace().map(str::to_owned);
        let key = (words.next().unwrap(), words.next().unwrap());
        (key, words.collect())
    };
    lines.map(line).collect()
}

/// Forms that bring a file along.
const UPLOADS: [&str; 5] = [
    "/officer/grants/file",
    "/provider/claims/new/{id}/{voucher}",
    "/provider/instruments/import",
    "/treasury/files",
    "/instalments/{claim}/{kind}",
];

/// An address in which nothing is, of the reader's own jurisdiction: officers and treasurers are in Zhejiang.
fn filled(path: &str) -> String {
    let home = if path.starts_with("/officer") || path.starts_with("/treasury") { "CN-ZJ" } else { "CN-SH" };
    let key = format!("{home}.0000000000000000000000009z");
    let parts = path.split('/').map(|part| match part {
        "{name}" | "{number}" | "{hash}" => "1",
        "{voucher}" => "0000000000000000000000009z",
        part if part.starts_with('{') => key.as_str(),
        part => part,
    });
    parts.collect::<Vec<_>>().join("/")
}

async fn status(browser: &mut Browser, method: &str, path: &str) -> (StatusCode, String) {
    let at = filled(path);
    let page = match method {
        "GET" => browser.get(&at).await,
        _ if UPLOADS.contains(&path) => browser.post_files(&at, &[], &[("file", "a.xml", "<a/>")]).await,
        _ => browser.post(&at, &[]).await,
    };
    (page.status, page.location)
}

#[tokio::test]
async fn every_address_has_its_line_and_every_line_its_address() {
    let (routes, table) = (routes(&Market::ready().router()), table());
    assert!(routes.len() > 40, "{routes:?}");
    let lines: BTreeSet<(String, String)> = table.keys().cloned().collect();
    let new: Vec<_> = routes.difference(&lines).collect();
    let old: Vec<_> = lines.difference(&routes).collect();
    assert!(
        new.is_empty() && old.is_empty(),
        "say in tests/it/routes.txt who may go there: {new:?}; gone: {old:?}"
    );
}

#[tokio::test]
async fn nobody_gets_where_the_table_does_not_let_them() {
    let market = market().await;
    let mut wrong = Vec::new();
    for ((method, path), open) in table() {
        let everybody = open.iter().any(|role| role == "*");
        // A new browser for each address: some of them end the session.
        for role in ROLES {
            let mut person = browser(&market, role).await;
            let (status, _) = status(&mut person, &method, &path).await;
            let may = everybody || open.iter().any(|known| known == role);
            if (status == StatusCode::FORBIDDEN) == may || status.is_server_error() {
                wrong.push(format!("{method} {path} {role}: {status}"));
            }
        }
        let (status, leads) = status(&mut market.stranger(), &method, &path).await;
        let turned_away = status == StatusCode::FORBIDDEN || leads.starts_with("/sign-in?");
        if turned_away == everybody || status.is_server_error() {
            wrong.push(format!("{method} {path} stranger: {status} {leads}"));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}
