//! Findings at load: nothing is ignored in silence, and nothing waits for another finding.

use crate::findings::{HEADER, PAYS, check, check_clause, findings};

#[test]
fn what_a_scheme_says_once_is_not_said_twice() {
    let both = |kind: &str| {
        format!(
            "t.toml:17:1: clauses `3` (line 14) and `4` both have `{kind}`, of which a scheme has one   help: keep one; what changes on a date is a new version of the text"
        )
    };
    let can = |kind: &str| {
        format!(
            "t.toml:17:1: clauses `3` (line 14) and `4` can both hold for one order (`{kind}`)   help: narrow one by `when` or by `effective`"
        )
    };
    let stack = "{ ceiling = \"90%\", of = \"price-without-tax\" }";
    let shared =
        "{ amount = \"650000.00\", per = \"controller-year\", shared = \"both\", kept-by = \"CN-ZJ\" }";
    let sanction = "{ on = \"collusion\", then = \"recover\" }";
    for (kind, one, two, told) in [
        ("stack", stack, stack, both("stack")),
        ("transition", "{ open-orders = \"keep\" }", "{ open-orders = \"move\" }", both("transition")),
        ("review", "{ stages = \"city\" }", "{ stages = \"province\" }", can("review")),
        ("publish", "{ what = \"amount\" }", "{ what = \"provider\" }", can("publish")),
        ("sanction", sanction, sanction, can("sanction")),
        ("sanction", sanction, "{ on = \"late-claim\", then = \"warn\" }", String::new()),
        ("cap", "{ amount = \"300000.00\", per = \"controller-year\" }", shared, String::new()),
    ] {
        let text = format!("id = \"3\"\n{kind} = {one}\n[[clause]]\nid = \"4\"\n{kind} = {two}");
        let expected: Vec<&str> = [told.as_str()].into_iter().filter(|told| !told.is_empty()).collect();
        check_clause(&text, &expected);
    }
    check_clause(
        "id = \"3\"\nstack = { after = \"t\" }",
        &[
            "t.toml:14:1: clause `3` lets `t` pay after itself   help: name the other schemes that pay before it",
        ],
    );
}

/// A span of more than a thousand years was once taken for no span, and its clause for no clause.
#[test]
fn no_clause_is_left_out_unseen() {
    let too_much = |column: usize, number: &str| {
        format!(
            "t.toml:16:{column}: {number} is not a whole number from 0 to 12000   help: write, for example, 3"
        )
    };
    for (body, told) in [
        ("validity = { months = 12001 }", vec![too_much(23, "a number")]),
        (
            "validity = { months = 12001, days = -1 }",
            vec![too_much(23, "a number"), too_much(37, "a number")],
        ),
        ("review = { stages = \"city\", within = { days = 99999 } }", vec![too_much(47, "a number")]),
        (
            "sanction = { on = \"collusion\", then = \"recover\", lasts = { months = \"3\" } }",
            vec![too_much(69, "`3`")],
        ),
        ("validity = { months = 12000 }", vec![]),
    ] {
        let told: Vec<&str> = told.iter().map(String::as_str).collect();
        check_clause(&format!("id = \"3\"\n{body}"), &told);
    }
}

#[test]
fn both_ends_and_both_languages_are_read_before_anything_is_told() {
    let day = |place: &str, text: &str| {
        format!("t.toml:{place}: `{text}` is not a date   help: write, for example, \"2026-03-01\"")
    };
    let dates = [day("15:22", "2026-02-30"), day("15:44", "soon")];
    check_clause(
        "effective = { from = \"2026-02-30\", until = \"soon\" }\nid = \"3\"\nforbid = { enterprise.listed = true }",
        &[&dates[0], &dates[1]],
    );
    let ends = [day("16:35", "then"), day("16:51", "now")];
    check_clause(
        "id = \"3\"\nrequire = { order.date = { from = \"then\", until = \"now\" } }",
        &[&ends[0], &ends[1]],
    );
    let texts = findings(&format!(
        "{HEADER}{PAYS}[[clause]]\nid = \"3\"\ntext = {{ en = 1, zh = 2 }}\nforbid = {{ enterprise.listed = true }}\n"
    ));
    assert_eq!(texts.len(), 2, "{texts:?}");
}

#[test]
fn a_scheme_pays_in_a_currency_of_its_group() {
    check(
        &format!("{}{PAYS}", HEADER.replace("\"CNY\"", "\"CNX\"")),
        &[
            "t.toml:4:12: `CNX` is not a currency of this city group (nearest known name: `CNY`)   help: known words: CNY",
        ],
    );
}
