//! Experts in a catalogue's file.

use jiangnan_catalogue::import::{Change, Import};
use jiangnan_catalogue::{Consent, Expert, Listing, Unit};

use crate::files::read;

const EXAMPLE: &str = include_str!("../../../../examples/experts.csv");

fn expert(import: &Import, at: usize) -> Expert {
    let Listing::Expert(expert) = &import.entries[at].listing else { panic!("not an expert") };
    expert.clone()
}

#[test]
fn the_example_is_read_whole() {
    let import = read("experts.csv", EXAMPLE.as_bytes()).unwrap();
    assert!(import.is_complete(), "{:?}", import.bad);
    assert_eq!((import.entries.len(), import.columns_ignored.len()), (2, 0));
    let first = expert(&import, 0);
    assert_eq!(first.role.zh, "电池材料电子显微分析");
    assert_eq!(first.technique.as_deref(), Some("CHMO:0000073"));
    assert_eq!(first.travels_to.iter().map(|place| place.as_str()).collect::<Vec<_>>(), ["CN-ZJ", "CN-JS"]);
    let days = ("2026-01-01".parse().unwrap(), "2026-12-31".parse().unwrap());
    assert_eq!(first.consent, Some(Consent { from: days.0, until: days.1 }));
    assert_eq!(first.deliverable.en, "Test plan and report with images");
    assert_eq!((first.terms.tariffs[0].lines[0].unit, first.terms.opening.is_some()), (Unit::Hour, true));
    let again = read("experts.csv", EXAMPLE.as_bytes()).unwrap();
    for (first, second) in import.entries.iter().zip(&again.entries) {
        assert_eq!(second.change(Some(&first.listing)), Change::Unchanged);
    }
}

#[test]
fn an_expert_masters_several_techniques_each_once() {
    let text = "kind,name,host,identifier,technique\nexpert,Microscopy,X,1,\"扫描电镜；TEM、CHMO:0000073\"\n";
    let expert = expert(&read("f.csv", text.as_bytes()).unwrap(), 0);
    assert_eq!(expert.technique.as_deref(), Some("CHMO:0000073"));
    assert_eq!(expert.also, ["CHMO:0000080"]);
    assert!(!serde_json::to_string(&Expert { also: Vec::new(), ..expert }).unwrap().contains("also"));
}

#[test]
fn instruments_and_experts_stand_in_one_file() {
    let text =
        "kind,name,host,identifier\n,Scales,X,1\nexpert,Weighing,X,1\n仪器,Balance,X,2\n专家,Law,X,2\n";
    let import = read("f.csv", text.as_bytes()).unwrap();
    let experts = import.entries.iter().map(|entry| matches!(entry.listing, Listing::Expert(_)));
    assert_eq!(experts.collect::<Vec<_>>(), [false, true, false, true]);
}

#[test]
fn what_is_wrong_with_an_expert_is_told() {
    let text = "kind,name,host,consent_from,consent_until,travels_to\n\
        expert,A,X,2026-01-01,,\n\
        expert,B,X,2026-02-01,2026-01-01,\n\
        expert,C,X,soon,2026-01-01,\n\
        expert,D,X,,,CN-ZJ|Nowhere\n\
        robot,E,X,,,\n\
        expert,F,X,2026-01-01,2026-01-01,CN-ZJ\n";
    let import = read("f.csv", text.as_bytes()).unwrap();
    let told: Vec<String> = import.bad.iter().map(ToString::to_string).collect();
    assert_eq!(
        told,
        [
            "f.csv:2:4: `consent_from`, `consent_until`: there is a consent, but `consent_until` is empty: fill it in, or delete the consent",
            "f.csv:3:4: `consent_from`, `consent_until`: the consent ends before it begins: exchange `consent_from` \
             and `consent_until`",
            "f.csv:4:4: `consent_from`: `soon` is not a date: write it as 2026-03-01",
            "f.csv:5:6: `travels_to`: `Nowhere` is not a place code: write a code such as `CN-330100`, or leave \
             it empty and name the city",
            "f.csv:6:1: `kind`: `robot` is neither `instrument` nor `expert`",
        ]
    );
    assert_eq!(import.entries.len(), 1);
}

#[test]
fn an_import_keeps_what_the_provider_set_of_an_expert() {
    let import = read("experts.csv", EXAMPLE.as_bytes()).unwrap();
    let bare = "kind,identifier,name_en,name_zh,host_en,host_zh,host_identifier,place\nexpert,P-01,Electron \
        microscopy of battery materials,电池材料电子显微分析,Example University,示例大学,000000098,CN-310100\n";
    let bare = read("b.csv", bare.as_bytes()).unwrap();
    let stored = expert(&import, 0);
    let change = bare.entries[0].change(Some(&Listing::Expert(stored.clone())));
    let Change::Changed(merged) = change else { panic!("the technique is not named: {change:?}") };
    let Listing::Expert(merged) = *merged else { panic!("not an expert") };
    assert_eq!(
        (merged.id, &merged.terms, merged.consent, &merged.travels_to, &merged.deliverable),
        (stored.id, &stored.terms, stored.consent, &stored.travels_to, &stored.deliverable)
    );
}
