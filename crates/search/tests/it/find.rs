//! Words in both languages, by technique, model, provider and place; mistyped and half typed.

use jiangnan_search::Engine;

use crate::sample::{SEM, book, engine, found, item, items, places};

fn sorted(mut ids: Vec<u128>) -> Vec<u128> {
    ids.sort_unstable();
    ids
}

#[test]
fn every_name_of_a_technique_finds_the_others() {
    let view = engine().view();
    for typed in [
        "SEM",
        "sem",
        "ＳＥＭ",
        "扫描电镜",
        "扫描电子显微镜",
        "扫描电子显微术",
        "scanning electron microscopy",
        "Scanning electron microscopes",
    ] {
        assert_eq!(sorted(found(&view, typed)), [1, 2, 5], "{typed}");
        assert_eq!(found(&view, typed)[0], 1, "the technique itself comes before kinds of it: {typed}");
    }
}

#[test]
fn words_of_two_languages_narrow_each_other() {
    let view = engine().view();
    for (typed, expected) in [
        ("SEM 上海", &[1][..]),
        ("上海扫描电镜", &[1]),
        ("上海的扫描电镜", &[1]),
        ("电镜 杭州", &[2, 5]),
        ("SEM Zhejiang University", &[2, 5]),
        ("SEM 浙大", &[2, 5]),
        ("microscope", &[1, 2, 3, 4]),
        ("microscope Hangzhou", &[2, 4]),
        ("导热系数", &[6]),
        ("导热", &[6]),
        ("系数测定", &[6]),
        ("conductivity", &[6]),
        ("zzz", &[]),
        ("穆斯堡尔谱", &[]),
        ("", &[1, 2, 3, 4, 5, 6]),
    ] {
        assert_eq!(sorted(found(&view, typed)), expected, "{typed}");
    }
}

#[test]
fn a_model_is_found_however_it_is_typed() {
    let view = engine().view();
    for typed in ["jem-1400", "JEM1400", "jem 1400flash", "jeol", "JEOL 1400", "je"] {
        assert_eq!(found(&view, typed), [3], "{typed}");
    }
    for typed in ["sigma300", "Sigma 300", "zeiss sig"] {
        assert_eq!(found(&view, typed), [1], "{typed}");
    }
    assert_eq!(found(&view, "8600"), [2]);
}

#[test]
fn a_kind_of_a_technique_finds_the_technique() {
    let view = engine().view();
    // CHMO knows it as a kind of scanning electron microscopy.
    let hits = found(&view, "field-emission scanning electron microscopy");
    assert_eq!(sorted(hits), [1, 2, 5]);
    assert_eq!(found(&view, "surface-enhanced Raman spectroscopy"), [4]);
}

#[test]
fn an_expert_is_found_by_every_technique_that_she_masters() {
    let mut expert = item(7, "Microscopy specialist", "显微技术专家", "", SEM, "CN-310100");
    expert.also = vec!["CHMO:0000656".to_owned()];
    let view = Engine::build([items(), vec![expert]].concat(), book(), places()).unwrap().view();
    for typed in ["扫描电镜", "Raman spectroscopy", "拉曼光谱"] {
        assert!(found(&view, typed).contains(&7), "{typed}: {:?}", found(&view, typed));
    }
    assert!(!found(&view, "transmission electron microscopy").contains(&7));
}

#[test]
fn a_mistyped_word_is_read_as_the_nearest_and_says_so() {
    let view = engine().view();
    for (typed, read, first) in [
        ("microscpe Zeiss", "microscope zeiss", 1),
        ("scanning electron microscpy", "scanning electron microscopy", 1),
        ("Renishav", "renishaw", 4),
        ("Hitahci", "hitachi", 2),
        ("condcutivitty", "conductivity", 6),
        ("扫瞄电镜", "扫描电镜", 1),
    ] {
        let wanted = view.read(typed).unwrap();
        assert_eq!(wanted.corrected.as_deref(), Some(read), "{typed}");
        assert_eq!(found(&view, typed).first(), Some(&first), "{typed}");
    }
    for typed in ["SEM", "zeiss", "zeis", "1400", "tem", "扫描电镜", "LC-MS"] {
        assert_eq!(view.read(typed).unwrap().corrected, None, "{typed}");
    }
    assert!(found(&view, "sax").is_empty(), "an abbreviation is not taken for another");
}
