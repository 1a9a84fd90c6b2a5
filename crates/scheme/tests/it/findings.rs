//! Findings at load: all at once, each with its place, what is wrong and what to do.

use jiangnan_scheme::Scheme;

use crate::robust::speaks_chinese;
use crate::world::DELTA;

pub const HEADER: &str = r#"scheme   = "t"
title    = "Test"
funder   = "CN-ZJ"
currency = "CNY"
status   = "illustrative"
"#;

pub const PAYS: &str = r#"
[[clause]]
id        = "1"
subsidise = { rate = "50%", of = "price-without-tax", service = "testing" }

[[clause]]
id  = "2"
pay = { to = "provider" }
"#;

/// The findings of a text, one line each.
pub fn findings(text: &str) -> Vec<String> {
    let found = match Scheme::load("t.toml", text, &DELTA) {
        Ok(scheme) => scheme.warnings().to_vec(),
        Err(found) => found,
    };
    found.iter().for_each(speaks_chinese);
    found.iter().map(|one| one.to_string().replace('\n', " ")).collect()
}

#[track_caller]
pub fn check(text: &str, expected: &[&str]) {
    assert_eq!(findings(text), expected, "in:\n{text}");
}

/// One clause behind a scheme that is right, whose first line is line 14.
#[track_caller]
pub fn check_clause(clause: &str, expected: &[&str]) {
    check(&format!("{HEADER}{PAYS}[[clause]]\n{clause}\n"), expected);
}

#[test]
fn a_small_scheme_is_right() {
    check(&format!("{HEADER}{PAYS}"), &[]);
}

#[test]
fn unknown_names_come_with_the_nearest_known_one() {
    check_clause(
        "id = \"3\"\nrequire = { enterprise.sise = \"small\" }",
        &[
            "t.toml:16:24: `enterprise.sise` is not a known fact (nearest known name: `enterprise.size`)   help: write a fact as `group.name`, for example { enterprise.size = [\"micro\", \"small\"] }",
        ],
    );
    check_clause(
        "id = \"3\"\nrequire = { enterprise.size = [\"micro\", \"smal\"] }",
        &[
            "t.toml:16:41: `smal` is not a known size class (nearest known name: `small`)   help: known words: micro, small, medium, large",
        ],
    );
    check_clause(
        "id = \"3\"\nrequire = { provider.located-in = \"CN-ZI\" }",
        &[
            "t.toml:16:35: `CN-ZI` is not a place of this city group (nearest known name: `CN-ZJ`)   help: write the code of a city, a province, or the group, for example \"CN-ZJ\"",
        ],
    );
    check_clause(
        "id = \"3\"\nforbit = { order.related-party = true }",
        &[
            "t.toml:14:1: the clause has no body, so it does nothing   help: add one of: require, forbid, subsidise, cap, pay, evidence, validity, round, budget, stack, convert, review, sanction, publish, transition",
            "t.toml:16:1: `forbit` is not a key of a clause (nearest known name: `forbid`)   help: known keys: id, text, effective, when, override, forbid-override, require, forbid, subsidise, cap, pay, evidence, validity, round, budget, stack, convert, review, sanction, publish, transition",
        ],
    );
}

#[test]
fn wrong_units_and_forms_are_told_apart() {
    let table = [
        (
            "cap = { amount = 300, per = \"order\" }",
            "16:18: a number is not an amount of CNY written as text",
        ),
        ("cap = { amount = \"3.001\", per = \"order\" }", "16:18: `3.001` is not an amount of CNY"),
        (
            "cap = { amount = \"3.00\", per = \"oder\" }",
            "16:32: `oder` is not a known cap period (nearest known name: `order`)",
        ),
        ("require = { order.date = { from = \"2026-02-30\" } }", "16:35: `2026-02-30` is not a date"),
        (
            "require = { order.date = { from = \"voucher.granted + 1 day\" } }",
            "16:35: `voucher.granted` is not a known fact (nearest known name: `voucher.granted-on`)",
        ),
        (
            "require = { order.date = { from = \"order.hours + 1 day\" } }",
            "16:35: `order.hours` is not a date but a number of hours",
        ),
        (
            "require = { order.date = { from = \"voucher.granted-on + 4 moons\" } }",
            "16:35: `voucher.granted-on + 4 moons` is not a date fact with a time",
        ),
        ("require = { enterprise.listed = \"no\" }", "16:33: `no` is not true or false"),
        ("require = { enterprise.jobs = { from = 9, until = 3 } }", "16:31: the range is empty"),
        (
            "require = { enterprise.jobs = { from = 9, above = 3 } }",
            "16:51: `above` and `from` both limit the same end",
        ),
        ("require = { enterprise.jobs = {} }", "16:31: the range has no end"),
        ("require = { enterprise.id = \"x\" }", "16:29: `enterprise.id` is an id, which no rule may test"),
        ("require = {}", "16:11: `require` names no fact"),
        ("require = { enterprise.size = [] }", "16:31: the list is empty"),
        ("validity = { months = 0 }", "16:12: the time is empty"),
        ("round = { to = \"0.00\" }", "16:16: `0.00` is not a step above zero"),
        (
            "effective = { from = \"2026-02-01\", until = \"2026-01-01\" }\nround = {}",
            "16:13: `until` lies before `from`",
        ),
        (
            "validity = { months = 1 }\nwhen = { enterprise.size = \"small\" }",
            "17:8: `validity` cannot depend on the order",
        ),
        (
            "cap = { amount = \"1.00\", per = \"order\" }\nround = {}",
            "17:9: the clause has both `cap` and `round`",
        ),
    ];
    for (clause, expected) in table {
        let found = findings(&format!("{HEADER}{PAYS}[[clause]]\nid = \"3\"\n{clause}\n"));
        assert!(
            found.len() == 1 && found[0].starts_with(&format!("t.toml:{expected}")),
            "{clause}\n{found:?}"
        );
        assert!(found[0].contains("help: "), "{clause}: no help");
    }
}

#[test]
fn clauses_must_agree() {
    let rate = |id: &str, rest: &str| {
        format!(
            "id = \"{id}\"\n{rest}\nsubsidise = {{ rate = \"30%\", of = \"price-without-tax\", service = \"testing\" }}"
        )
    };
    check_clause(
        &rate("3", "when = { enterprise.size = \"small\" }"),
        &[
            "t.toml:14:1: clauses `1` (line 7) and `3` can both hold for one order (`subsidise`)   help: narrow one by `when`, or write overrides = \"1\" in the one that comes first",
        ],
    );
    check_clause(
        "id = \"3\"\nsubsidise = { rate = \"30%\", of = \"price-without-tax\", service = \"testing\", overrides = \"9\" }",
        &[
            "t.toml:14:1: clause `3` overrides `9`, which is no rate   help: name a clause that has `subsidise`",
            "t.toml:14:1: clauses `1` (line 7) and `3` can both hold for one order (`subsidise`)   help: narrow one by `when`, or write overrides = \"1\" in the one that comes first",
        ],
    );
    check_clause(
        "id = \"2\"\npay = { to = \"wallet\" }\nwhen = { enterprise.size = \"small\" }",
        &[
            "t.toml:14:1: clause `2` stands twice, first in line 11   help: give each clause its own id, for example the article and a letter",
            "t.toml:14:1: clauses `2` (line 11) and `2` can both hold for one order (`pay`)   help: narrow one by `when` or by `effective`",
        ],
    );
    check_clause(
        "id = \"2\"\npay = { to = \"nobody\" }",
        &[
            "t.toml:14:1: clause `2` stands twice, first in line 11   help: give each clause its own id, for example the article and a letter",
            "t.toml:16:14: `nobody` is not a known payee   help: known words: enterprise, provider, wallet",
        ],
    );
    let caps = "id = \"3\"\ncap = { amount = \"1.00\", per = \"order\" }\n[[clause]]\nid = \"4\"\ncap = { amount = \"2.00\", per = \"order\" }";
    check_clause(
        caps,
        &[
            "t.toml:17:1: caps `3` and `4` both limit each order   help: keep the one that is meant, or narrow one by `when` or `effective`",
        ],
    );
}

#[test]
fn a_promise_is_a_known_one_and_made_to_somebody() {
    let promising = |word: &str| {
        let text = std::fs::read_to_string(crate::world::file("schemes/yrd/zhejiang-2026.toml")).unwrap();
        let at = text.find("[[clause]]").unwrap();
        let (head, clauses) = text.split_at(at);
        findings(&format!("{head}promises = \"{word}\"\n{clauses}"))
    };
    let of = |found: Vec<String>| found.first().cloned().unwrap_or_default();
    assert!(of(promising("never-strict")).contains("`never-strict` is not a known promise"));
    let nobody = of(promising("never-stricter"));
    assert!(nobody.contains("the promise is made to nobody, because the scheme extends none"), "{nobody}");
}

#[test]
fn everything_is_found_at_once() {
    let text = "scheme = \"t t\"\nfunder = \"XX\"\ncurrency = \"Yuan\"\nstatus = \"real\"\n\n[[clause]]\nid = 3\npay = { too = \"provider\" }\n";
    let found = findings(text);
    let starts = [
        "t.toml:1:1: a scheme has no `title`",
        "t.toml:1:10: `t t` is not a short name",
        "t.toml:2:10: `XX` is not a place",
        "t.toml:3:12: `Yuan` is not a currency",
        "t.toml:4:10: `real` is not a known status",
        "t.toml:7:6: a number is not a clause id",
        "t.toml:8:7: `pay` has no `to`",
        "t.toml:8:9: `too` is not a key of `pay`",
    ];
    assert_eq!(found.len(), starts.len(), "{found:#?}");
    for (found, start) in found.iter().zip(starts) {
        assert!(found.starts_with(start), "{found}\n{start}");
    }
}

#[test]
fn what_is_not_toml_is_told_with_its_place() {
    let found = findings("scheme = \n[[clause]\n");
    assert!(found.len() >= 2 && found[0].starts_with("t.toml:1:10: this is not TOML"), "{found:?}");
}

#[test]
fn a_scheme_that_pays_nothing_or_nobody_is_refused() {
    check(
        HEADER,
        &[
            "t.toml:1:1: the scheme has no clause   help: add [[clause]] with an `id` and a body, for example `subsidise = { rate = \"50%\", of = \"price-without-tax\" }`",
        ],
    );
    let found = findings(&format!("{HEADER}\n[[clause]]\nid = \"1\"\nround = {{}}\n"));
    assert!(found[0].contains("no clause pays anything") && found[1].contains("who receives the subsidy"));
}

#[test]
fn what_cannot_be_meant_is_told() {
    let table = [
        (
            "require = { enterprise.size = \"small\" }\n[[clause]]\nid = \"4\"\nrequire = { enterprise.size = \"large\" }",
            "clauses `3` and `4` can never both hold: `enterprise.size`",
        ),
        (
            "require = { enterprise.jobs = { below = 10 } }\n[[clause]]\nid = \"4\"\nwhen = { enterprise.jobs = { from = 10 } }\nrequire = { enterprise.listed = false }",
            "clause `4` never fires: `3` refuses every order that it is for",
        ),
        (
            "when = { enterprise.size = \"small\" }\nrequire = { enterprise.size = \"large\" }",
            "clause `3` contradicts itself on `enterprise.size`",
        ),
        (
            "subsidise = { rate = \"60%\", of = \"price-without-tax\", service = \"testing\", overrides = \"1\" }\neffective = { until = \"2025-12-31\" }",
            "",
        ),
        (
            "require = { order.price-without-tax = { from = \"1000.00\" } }\n[[clause]]\nid = \"4\"\ncap = { amount = \"499.99\", per = \"order\" }",
            "cap `4` always binds: rate `1` of the smallest price is more",
        ),
        (
            "subsidise = { rate = \"30%\", of = \"price-without-tax\", service = \"testing\", adds-to = \"1\" }\nwhen = { order.across-border = false }",
            "`3` rebuilds the border: with it an equal provider elsewhere is dearer by 30% of the price-without-tax",
        ),
        (
            "subsidise = { rate = \"30%\", of = \"price-without-tax\", service = \"testing\", adds-to = \"1\" }\nwhen = { provider.located-in = [\"CN-ZJ\", \"CN-SH\"] }",
            "`3` rebuilds the border: with it an equal provider elsewhere is dearer by 30% of the price-without-tax",
        ),
        (
            // What the warning advises.
            "subsidise = { rate = \"30%\", of = \"price-without-tax\", service = \"testing\", adds-to = \"1\" }\nwhen = { provider.located-in = \"YRD\" }",
            "",
        ),
        (
            "subsidise = { rate = \"60%\", of = \"price-without-tax\", service = \"testing\", adds-to = \"1\" }",
            "`1` and all that adds to it make 110%",
        ),
    ];
    let unused = [
        (
            "evidence = { documents = [\"report\"], service = \"training\" }",
            "clause `3` is unused: no rate pays for an order that it is for",
        ),
        (
            "when = { order.service = \"training\" }\ncap = { amount = \"5.00\", per = \"order\" }",
            "clause `3` is unused: no rate pays for an order that it is for",
        ),
        ("evidence = { documents = [\"report\"], service = [\"training\", \"testing\"] }", ""),
        ("cap = { amount = \"-1.00\", per = \"order\" }", "`-1.00` is below zero"),
        (
            "cap = { amount = \"10000000000000000.01\", per = \"order\" }",
            "`10000000000000000.01` is more than an amount can be   help: write at most \"10000000000000000.00\"",
        ),
        ("cap = { amount = \"10000000000000000.00\", per = \"order\" }", ""),
        ("cap = { amount = \"1e6\", per = \"order\" }", "`1e6` is not an amount of CNY written as text"),
    ];
    for (clause, expected) in table.into_iter().chain(unused) {
        let found = findings(&format!("{HEADER}{PAYS}[[clause]]\nid = \"3\"\n{clause}\n"));
        let told = found.iter().filter(|one| !expected.is_empty() && one.contains(expected)).count();
        let count = usize::from(!expected.is_empty());
        assert_eq!((told, found.len()), (count, count), "{clause}\n{found:?}");
    }
    let dated = HEADER.replace("status", "effective = { from = \"2026-01-01\" }\nstatus");
    let found = findings(&format!(
        "{dated}{PAYS}[[clause]]\nid = \"3\"\neffective = {{ until = \"2025-12-31\" }}\ncap = {{ amount = \"1.00\", per = \"order\" }}\n"
    ));
    assert!(
        found.len() == 1 && found[0].contains("clause `3` is never in force while the scheme is"),
        "{found:?}"
    );
}

#[test]
fn ten_thousand_clauses_are_checked() {
    let clause = |at: usize| {
        format!("[[clause]]\nid = \"c{at}\"\nforbid = {{ enterprise.jobs = {{ above = {at} }} }}\n")
    };
    let clauses: String = (0..10_000).map(clause).collect();
    assert_eq!(findings(&format!("{HEADER}{PAYS}{clauses}")), [""; 0]);
}

#[test]
fn everything_that_is_wrong_with_an_order_is_told_at_once() {
    let told = |text: &str| -> Vec<String> {
        let read = jiangnan_scheme::Order::read_json(text, &crate::world::DELTA);
        read.unwrap_err().iter().map(ToString::to_string).collect()
    };
    let text = r#"{ "currency": "CNY", "enterprise": { "sise": "small", "size": "tiny" }, "order": 3,
        "provider.admitted": "maybe", "order.price-without-tax": "100.00", "order.price-with-tax": "99.99" }"#;
    assert_eq!(
        told(text),
        [
            "`enterprise.sise` is not a known fact (nearest known name: `enterprise.size`)",
            "`enterprise.size` cannot be `tiny`: write one of micro, small, medium, large",
            "`order` is not a known fact (nearest known name: `order.date`)",
            "`provider.admitted` cannot be `maybe`: write true or false",
            "`order.price-with-tax` is `99.99`, less than `order.price-without-tax`, `100.00`: write both as the \
             invoice has them",
        ]
    );
    assert_eq!(told("[]").len(), 1);
    assert_eq!(
        told(r#"{ "order.hours": "2" }"#),
        ["`currency` must be the three capital letters of ISO 4217, for example \"CNY\""]
    );
}
