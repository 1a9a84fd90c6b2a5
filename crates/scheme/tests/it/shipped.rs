//! Shipped schemes: they load without warnings, their cases pass and leave no clause out.

use jiangnan_kernel::PlaceTree;
use jiangnan_scheme::guide::THINGS;
use jiangnan_scheme::{Cases, Report, Scheme};

use crate::world::{DELTA, file, shipped};

pub fn text(name: &str) -> String {
    std::fs::read_to_string(file(name)).unwrap()
}

/// The schemes of a folder.
pub fn schemes_of(folder: &str) -> Vec<String> {
    let entries = std::fs::read_dir(file(folder)).unwrap().map(|entry| entry.unwrap().file_name());
    let names = entries.map(|entry| format!("{folder}/{}", entry.to_str().unwrap()));
    let mut names: Vec<String> = names.filter(|name| name.ends_with(".toml")).collect();
    names.sort();
    names
}

/// One shipped scheme is there to show what a check warns of.
fn expected_warnings(file_name: &str) -> &'static [&'static str] {
    if file_name.ends_with("liaocheng.toml") {
        &[
            "`3` rebuilds the border: with it an equal provider elsewhere is dearer by 30% of the price-without-tax",
        ]
    } else {
        &[]
    }
}

pub fn readable<T>(result: Result<T, Vec<jiangnan_scheme::Diagnostic>>) -> T {
    result.unwrap_or_else(|findings| {
        panic!("{}", findings.iter().map(ToString::to_string).collect::<Vec<_>>().join("\n"))
    })
}

/// A scheme, and what became of the cases beside it, run with the schemes that they ask for.
fn run_cases(name: &str, places: &PlaceTree) -> (Scheme, Report) {
    let folder = name.rsplit_once('/').unwrap().0;
    let cases_name = name.replace(".toml", ".cases");
    let cases_text = text(&cases_name);
    let mut schemes: Vec<Scheme> = Vec::new();
    let companions = Cases::companions(&cases_text).map(|other| format!("{folder}/{other}"));
    for file_name in companions.chain([name.to_owned()]) {
        let scheme = readable(Scheme::load_beside(&file_name, &text(&file_name), places, &schemes));
        let warnings: Vec<&str> = scheme.warnings().iter().map(|one| one.message.as_str()).collect();
        assert_eq!(warnings, expected_warnings(&file_name), "{file_name}");
        schemes.push(scheme);
    }
    let extended = |scheme: &Scheme| schemes.iter().any(|other| other.extends() == Some(scheme.id()));
    let quoted: Vec<&Scheme> = schemes.iter().filter(|scheme| !extended(scheme)).collect();
    let report = readable(Cases::read(&cases_name, &cases_text, &quoted, places)).run(&quoted);
    (schemes.last().unwrap().clone(), report)
}

fn check_cases(name: &str, places: &PlaceTree) {
    let (scheme, report) = run_cases(name, places);
    for outcome in &report.outcomes {
        let differences = outcome.differences.join("\n");
        assert!(
            differences.is_empty(),
            "{name}, case in line {}: {}\n{differences}",
            outcome.line,
            outcome.title
        );
    }
    let uncovered: Vec<_> = report.uncovered.iter().filter(|(id, _)| id == scheme.id()).collect();
    assert!(uncovered.is_empty(), "{name}: {uncovered:?}");
}

#[test]
fn every_case_of_the_delta_passes_and_every_clause_has_one() {
    for folder in ["schemes/yrd", "schemes/yrd-closed", "schemes/frame"] {
        let names = schemes_of(folder);
        assert!(names.len() >= 3);
        names.iter().for_each(|name| check_cases(name, &DELTA));
    }
}

#[test]
fn every_case_of_other_regions_passes_and_every_clause_has_one() {
    let places = PlaceTree::read_csv(&text("schemes/elsewhere/places.csv")).unwrap();
    for name in schemes_of("schemes/elsewhere") {
        check_cases(&name, &places);
    }
}

#[test]
fn the_open_and_the_closed_scheme_differ_in_the_border_alone() {
    for (open_name, closed_name) in schemes_of("schemes/yrd").iter().zip(schemes_of("schemes/yrd-closed")) {
        let (open, closed) = (shipped(open_name), shipped(&closed_name));
        assert_eq!(open.id(), closed.id());
        assert_ne!(open.version(), closed.version());
        let differ = open.clauses().iter().zip(closed.clauses()).filter(|(one, two)| one.text != two.text);
        assert_eq!(differ.count(), 1, "{open_name}");
        assert_eq!(open.clauses().len(), closed.clauses().len());
    }
}

/// The text of one clause in a file.
fn clause_text<'t>(text: &'t str, id: &str) -> &'t str {
    let mut clauses = text.split("[[clause]]").skip(1);
    clauses.find(|clause| clause.lines().any(|line| line.replace(' ', "") == format!("id=\"{id}\""))).unwrap()
}

#[test]
fn each_of_the_twenty_five_things_is_said_by_a_shipped_scheme_and_pinned_by_a_case() {
    let elsewhere = PlaceTree::read_csv(&text("schemes/elsewhere/places.csv")).unwrap();
    assert_eq!(THINGS.iter().map(|thing| thing.number).collect::<Vec<_>>(), (1..=25).collect::<Vec<u8>>());
    for thing in THINGS {
        assert!(!thing.said.is_empty(), "{}", thing.number);
        for said in thing.said {
            let file = said.file;
            let places = if file.contains("elsewhere") { &elsewhere } else { &*DELTA };
            let what = format!("{}: {file} {} `{}`", thing.number, said.clause, said.case);
            assert!(clause_text(&text(file), said.clause).contains(said.words), "{what}: {}", said.words);
            let (scheme, report) = run_cases(file, places);
            assert!(scheme.clause(said.clause).is_some(), "{what}");
            let case = report.outcomes.iter().find(|case| {
                case.title == said.case && case.clauses.iter().any(|clause| clause == said.clause)
            });
            assert_eq!(case.expect(&what).differences, Vec::<String>::new(), "{what}");
        }
    }
}

#[test]
fn a_clause_that_is_only_named_counts_as_not_shown() {
    let cases =
        text("schemes/elsewhere/shandong.cases").replace("  reviewed by city, province within 30 days\n", "");
    let places = PlaceTree::read_csv(&text("schemes/elsewhere/places.csv")).unwrap();
    let name = "schemes/elsewhere/shandong.toml";
    let scheme = readable(Scheme::load(name, &text(name), &places));
    let report = readable(Cases::read("x", &cases, &[&scheme], &places)).run(&[&scheme]);
    assert_eq!(report.uncovered, [("sd-2023".to_owned(), "5".to_owned())]);
}

#[test]
fn a_case_says_otherwise_than_the_scheme_about_what_is_no_amount() {
    let places = PlaceTree::read_csv(&text("schemes/elsewhere/places.csv")).unwrap();
    for (name, line, wrong, said) in [
        (
            "shandong",
            "reviewed by city, province within 30 days",
            "reviewed by province",
            "city, province within 30 days",
        ),
        ("shandong", "paid monthly", "paid yearly", "monthly"),
        ("flanders", "on late-claim: warn", "on late-claim: block", "warn"),
        ("manchester", "draws mill, forge, pottery", "draws pottery, forge, mill", "mill, forge, pottery"),
        (
            "ireland-full",
            "publishes enterprise, amount within 3 months",
            "publishes amount",
            "enterprise, amount within 3 months",
        ),
    ] {
        let file = format!("schemes/elsewhere/{name}.toml");
        let scheme = readable(Scheme::load(&file, &text(&file), &places));
        let cases = text(&file.replace(".toml", ".cases")).replace(line, wrong);
        let report = readable(Cases::read("x", &cases, &[&scheme], &places)).run(&[&scheme]);
        let differences: Vec<&String> = report.outcomes.iter().flat_map(|case| &case.differences).collect();
        let wanted = wrong.split_once(' ').unwrap().1;
        let wanted = wanted.rsplit_once(": ").map_or(wanted, |(_, then)| then).trim_start_matches("by ");
        assert_eq!(differences, [&format!("the scheme says `{said}`, not `{wanted}`")]);
    }
    let scheme = shipped("schemes/yrd/anhui-2026.toml");
    let text = "case 9.1: Words\n  reviewed by provinz\n  on fraud: warn\n";
    let found = Cases::read("x.cases", text, &[&scheme], &DELTA).unwrap_err();
    let found: Vec<(&str, Option<&str>)> =
        found.iter().map(|one| (one.message.as_str(), one.nearest.as_deref())).collect();
    assert_eq!(
        found,
        [("`provinz` is not a review level", Some("province")), ("`fraud` is not a breach", None)]
    );
}

#[test]
fn a_case_that_is_wrong_says_how() {
    let scheme = shipped("schemes/yrd/anhui-2026.toml");
    let text = "case 9.1: Too much\n  currency.odd = 1\n  pays 1.00\ncase 9.7: What\n  pais 3\n";
    let findings = Cases::read("x.cases", text, &[&scheme], &DELTA).unwrap_err();
    let found: Vec<(usize, usize, &str)> =
        findings.iter().map(|one| (one.line, one.column, one.message.as_str())).collect();
    assert_eq!(
        found,
        [
            (2, 3, "`currency.odd` is not a known fact"),
            (4, 1, "`9.7` is not a clause of the scheme"),
            (5, 3, "`pais 3` is not a line of a case"),
        ]
    );
    let text = "case 9.1: Nothing is known\n  pays 1.00\n";
    let report = Cases::read("x.cases", text, &[&scheme], &DELTA).unwrap().run(&[&scheme]);
    assert_eq!(
        report.outcomes[0].differences,
        ["pays 0.00, not 1.00", "`effective` refuses for `order.date`"]
    );
}
