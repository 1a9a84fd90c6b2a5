//! Shipped schemes: they load without warnings, their cases pass and leave no clause out.

use jiangnan_scheme::{Cases, Scheme};

use crate::world::{DELTA, file, shipped};

/// The schemes of a folder with their cases.
fn folder(name: &str) -> Vec<(String, Scheme)> {
    let entries = std::fs::read_dir(file(name)).unwrap().map(|entry| entry.unwrap().file_name());
    let names = entries.map(|entry| format!("{name}/{}", entry.to_str().unwrap()));
    let mut names: Vec<String> = names.filter(|name| name.ends_with(".toml")).collect();
    names.sort();
    names.into_iter().map(|name| (name.clone(), shipped(&name))).collect()
}

fn check_cases(name: &str, scheme: &Scheme) {
    assert!(scheme.warnings().is_empty(), "{name}: {:?}", scheme.warnings());
    let cases_name = name.replace(".toml", ".cases");
    let text = std::fs::read_to_string(file(&cases_name)).unwrap();
    let cases = Cases::read(&cases_name, &text, &[scheme], &DELTA).unwrap_or_else(|findings| {
        panic!("{}", findings.iter().map(ToString::to_string).collect::<Vec<_>>().join("\n"))
    });
    let report = cases.run(&[scheme]);
    for outcome in &report.outcomes {
        assert!(
            outcome.differences.is_empty(),
            "{cases_name}:{}: {}\n{}",
            outcome.line,
            outcome.title,
            outcome.differences.join("\n")
        );
    }
    assert!(report.passes());
    assert_eq!(report.uncovered, [], "{name}");
}

#[test]
fn every_case_of_the_delta_passes_and_every_clause_has_one() {
    for folder_name in ["schemes/yrd", "schemes/yrd-closed"] {
        let schemes = folder(folder_name);
        assert_eq!(schemes.len(), 4);
        schemes.iter().for_each(|(name, scheme)| check_cases(name, scheme));
    }
}

#[test]
fn the_open_and_the_closed_scheme_differ_in_the_border_alone() {
    for ((open_name, open), (_, closed)) in folder("schemes/yrd").iter().zip(&folder("schemes/yrd-closed")) {
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
