//! Shipped schemes: they load without warnings, their cases pass and leave no clause out.

use jiangnan_kernel::PlaceTree;
use jiangnan_scheme::{Cases, Scheme};

use crate::world::{DELTA, file, shipped};

fn text(name: &str) -> String {
    std::fs::read_to_string(file(name)).unwrap()
}

/// The schemes of a folder.
fn schemes_of(folder: &str) -> Vec<String> {
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

fn readable<T>(result: Result<T, Vec<jiangnan_scheme::Diagnostic>>) -> T {
    result.unwrap_or_else(|findings| {
        panic!("{}", findings.iter().map(ToString::to_string).collect::<Vec<_>>().join("\n"))
    })
}

/// Runs the cases beside a scheme, with the schemes that they ask for.
fn check_cases(folder: &str, name: &str, places: &PlaceTree) {
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
    for outcome in &report.outcomes {
        let differences = outcome.differences.join("\n");
        assert!(differences.is_empty(), "{cases_name}:{}: {}\n{differences}", outcome.line, outcome.title);
    }
    let own = schemes.last().unwrap().id();
    let uncovered: Vec<_> = report.uncovered.iter().filter(|(scheme, _)| scheme == own).collect();
    assert!(uncovered.is_empty(), "{name}: {uncovered:?}");
}

#[test]
fn every_case_of_the_delta_passes_and_every_clause_has_one() {
    for folder in ["schemes/yrd", "schemes/yrd-closed", "schemes/frame"] {
        let names = schemes_of(folder);
        assert!(names.len() >= 3);
        names.iter().for_each(|name| check_cases(folder, name, &DELTA));
    }
}

#[test]
fn every_case_of_other_regions_passes_and_every_clause_has_one() {
    let places = PlaceTree::read_csv(&text("schemes/elsewhere/places.csv")).unwrap();
    for name in schemes_of("schemes/elsewhere") {
        check_cases("schemes/elsewhere", &name, &places);
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
