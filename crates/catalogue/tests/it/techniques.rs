//! The tree of techniques that comes with the code.

use jiangnan_catalogue::technique::{NodeKind, TechniqueError, TechniqueTree};

#[test]
fn the_tree_that_comes_with_the_code_is_a_tree() {
    let tree = TechniqueTree::built_in().unwrap();
    let techniques = tree.nodes().iter().filter(|node| node.kind == NodeKind::Technique);
    assert!(techniques.count() >= 80);
    for node in tree.nodes() {
        assert!(!node.name.en.is_empty() && !node.name.zh.is_empty(), "{}", node.code);
        let top = tree.with_ancestors(&node.code).last().unwrap();
        assert_eq!(top.parent, None);
        assert!(tree.is_within(&node.code, &top.code));
    }
    let path: Vec<&str> = tree.with_ancestors("CHMO:0000073").map(|node| node.name.zh.as_str()).collect();
    assert_eq!(path, ["扫描电子显微术", "电子光学仪器", "分析仪器"]);
    assert!(tree.children(Some("010100")).any(|node| node.code == "CHMO:0000073"));
    assert!(tree.children(None).all(|node| node.kind == NodeKind::Class));
}

#[test]
fn a_technique_is_found_by_any_of_its_names() {
    let tree = TechniqueTree::built_in().unwrap();
    for text in ["CHMO:0000073", "scanning  Electron microscopy", "SEM", "扫描电镜", "扫描电子显微镜"]
    {
        assert_eq!(tree.find(text).unwrap().code, "CHMO:0000073", "{text}");
    }
    let spotted = |text: &str| tree.spot(text).map(|node| node.code.as_str());
    for (text, code) in [
        ("Hitachi S4800 SEM", Some("CHMO:0000073")),
        ("日立SU8600扫描电镜（上海）", Some("CHMO:0000073")),
        ("FEI cryo-SEM", Some("CHMO:0002589")),
        ("Seminar room", None),
        ("", None),
    ] {
        assert_eq!(spotted(text), code, "{text}");
    }
}

#[test]
fn tables_that_are_no_tree_are_refused() {
    let classes = "code,label_zh,label_en_unofficial,parent\n01,分析,Analysis,\n";
    let header = "code,label_en,label_zh,instrument_en,instrument_zh,synonyms_en,synonyms_zh,class_code\n";
    let read = |lines: &str| TechniqueTree::read_csv(&format!("{header}{lines}"), classes).unwrap_err();
    assert!(matches!(read("T,a,b,c,d,,,99\n"), TechniqueError::NoParent { .. }));
    assert!(matches!(read("01,a,b,c,d,,,01\n"), TechniqueError::Twice(_)));
    assert!(matches!(read("T,a\n"), TechniqueError::BadLine { line: 2, .. }));
}
