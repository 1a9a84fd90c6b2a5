//! The two languages say the same things.

use std::collections::{BTreeMap, BTreeSet};
use std::path::PathBuf;

use jiangnan_store::entity::notice_kind::NoticeKind;
use jiangnan_web::locale::{Language, Locale};

fn messages(language: &str) -> BTreeMap<String, String> {
    let folder = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("messages").join(language);
    let mut all = BTreeMap::new();
    for file in std::fs::read_dir(folder).unwrap() {
        let path = file.unwrap().path();
        let text = std::fs::read_to_string(&path).unwrap();
        fluent_bundle::FluentResource::try_new(text.clone()).expect("the file is well formed");
        let mut key = String::new();
        for line in text.lines().filter(|line| !line.starts_with('#')) {
            if let Some((name, words)) = line.split_once(" = ")
                && !line.starts_with(' ')
            {
                key = name.to_owned();
                assert!(all.insert(key.clone(), words.to_owned()).is_none(), "{path:?} says {key} twice");
            } else if let Some(words) = all.get_mut(&key) {
                words.push_str(line);
            }
        }
    }
    all
}

fn places(words: &str) -> BTreeSet<&str> {
    let starts = words.match_indices("{ $").map(|(at, _)| &words[at + 3..]);
    starts
        .map(|rest| rest.split([' ', '}']).next().unwrap())
        .map(|name| if name == "n" { "count" } else { name })
        .collect()
}

#[test]
fn both_languages_have_the_same_messages_with_the_same_places() {
    let (english, chinese) = (messages("en"), messages("zh-CN"));
    let keys = |all: &BTreeMap<String, String>| all.keys().cloned().collect::<BTreeSet<_>>();
    let differ: Vec<_> = keys(&english).symmetric_difference(&keys(&chinese)).cloned().collect();
    assert!(differ.is_empty(), "only in one language: {differ:?}");
    for (key, words) in &english {
        let other = &chinese[key];
        // A plural may name its number in one language and leave it to the figure beside it in the other.
        if !words.contains("->") {
            assert_eq!(places(words), places(other), "{key}: {words} / {other}");
        }
    }
}

/// Whether a key is made from the word of a kind of notice.
fn names_a_kind(key: &str) -> bool {
    let word = key.strip_prefix("told-").or_else(|| key.strip_prefix("notice-kind-"));
    let word = word.map(|word| word.strip_suffix("-asks").unwrap_or(word));
    word.is_some_and(|word| NoticeKind::of_name(word).is_some())
}

#[test]
fn every_message_is_used() {
    let root = PathBuf::from(env!("CARGO_MANIFEST_DIR"));
    let mut sources = String::new();
    let mut folders = vec![root.join("src"), root.join("templates")];
    while let Some(folder) = folders.pop() {
        for file in std::fs::read_dir(folder).unwrap() {
            let path = file.unwrap().path();
            if path.is_dir() {
                folders.push(path);
            } else {
                sources.push_str(&std::fs::read_to_string(path).unwrap());
            }
        }
    }
    let named = |key: &str| sources.contains(&format!("\"{key}\""));
    let unused: Vec<String> = messages("en")
        .into_keys()
        .filter(|key| !["event-", "problem-", "api-op-", "api-tag-"].iter().any(|made| key.starts_with(made)))
        .filter(|key| !names_a_kind(key))
        .filter(|key| !named(key) && !key.strip_suffix("-hint").is_some_and(named))
        .collect();
    assert!(unused.is_empty(), "{unused:?}");
}

/// Every command of the exchange, by the name that stands in its event.
fn kinds(folder: &std::path::Path, found: &mut BTreeSet<String>) {
    for entry in std::fs::read_dir(folder).unwrap().map(Result::unwrap) {
        let path = entry.path();
        if path.is_dir() {
            kinds(&path, found);
        } else if let Ok(text) = std::fs::read_to_string(&path) {
            let named = text.split("const KIND: &'static str = \"").skip(1);
            found.extend(named.map(|rest| rest.split('"').next().unwrap().to_owned()));
        }
    }
}

#[test]
fn every_event_has_a_name_in_each_language() {
    let mut found = BTreeSet::new();
    kinds(&std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("../exchange/src"), &mut found);
    assert!(found.len() > 50, "{found:?}");
    for language in Language::ALL {
        let l = Locale::new(language);
        let bare: Vec<_> = found.iter().filter(|kind| l.event(kind) == kind.as_str()).collect();
        assert!(bare.is_empty(), "say in messages/{}/event.ftl what these are: {bare:?}", language.tag());
    }
}
