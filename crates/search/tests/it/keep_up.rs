//! An index that is kept up answers like one that is made anew.

use jiangnan_search::Engine;
use proptest::prelude::*;

use crate::sample::{book, engine, found, item, items, places};

#[test]
fn what_changes_is_found_under_its_new_words_only() {
    let mut engine = engine();
    let before = engine.view();
    engine.put([item(4, "Krios", "冷冻电镜", "Thermo Fisher Krios G4", "", "CN-330100")]).unwrap();
    engine
        .put([item(7, "Raman microscope", "拉曼显微镜", "HORIBA XploRA", "CHMO:0000656", "CN-310100")])
        .unwrap();
    let after = engine.view();
    assert_eq!(found(&after, "Raman"), [7]);
    assert_eq!(found(&after, "krios"), [4]);
    assert_eq!(found(&before, "Raman"), [4], "a view that is open stays as it was");
    assert_eq!(after.shelf().len(), 7);
}

#[test]
fn where_nothing_is_listed_nothing_is_found() {
    let mut engine = Engine::build([], book(), places()).unwrap();
    for words in ["", "Raman", "Zhang San", "扫描电镜", "electron micros", "ramman"] {
        assert_eq!(found(&engine.view(), words), [0_u128; 0], "{words}");
    }
    engine.put([item(1, "Raman microscope", "拉曼显微镜", "", "", "CN-310100")]).unwrap();
    assert_eq!(found(&engine.view(), "Raman"), [1]);
}

const WORDS: [&str; 6] = ["raman", "laser", "扫描电镜", "质谱仪", "ZEISS", "balance"];

proptest! {
    #![proptest_config(ProptestConfig::with_cases(12))]

    #[test]
    fn kept_up_and_made_anew_agree(changes in prop::collection::vec((1u128..9, 0usize..6, 0usize..6), 1..12)) {
        let mut kept = engine();
        let mut all = items();
        for (id, one, other) in changes {
            let name = format!("{} {}", WORDS[one], WORDS[other]);
            let changed = item(id, &name, "", "", "", "CN-310100");
            all.retain(|item| item.key.1.0 != id || item.key != changed.key);
            all.push(changed.clone());
            kept.put([changed]).unwrap();
        }
        let anew = Engine::build(all, book(), places()).unwrap();
        for word in WORDS {
            let (mut one, mut other) = (found(&kept.view(), word), found(&anew.view(), word));
            one.sort_unstable();
            other.sort_unstable();
            prop_assert_eq!(one, other, "{}", word);
        }
    }
}
