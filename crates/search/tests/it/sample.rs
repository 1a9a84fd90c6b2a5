//! A small catalogue.

use std::sync::Arc;

use jiangnan_catalogue::TechniqueTree;
use jiangnan_kernel::{Id, PlaceTree, Text};
use jiangnan_search::{BUILT_IN, Engine, Item, PhraseBook, View};

pub fn places() -> Arc<PlaceTree> {
    Arc::new(PlaceTree::read_csv(include_str!("../../../../data/places/yrd.csv")).unwrap())
}

pub fn book() -> Arc<PhraseBook> {
    let tree = Arc::new(TechniqueTree::built_in().unwrap());
    Arc::new(PhraseBook::new(&tree, &BUILT_IN).unwrap())
}

pub fn item(id: u128, en: &str, zh: &str, model: &str, technique: &str, place: &str) -> Item {
    let shanghai = place.starts_with("CN-31");
    let home = if shanghai { "CN-SH" } else { "CN-ZJ" }.parse().unwrap();
    let provider_name = if shanghai {
        Text::new("Shanghai Jiao Tong University", "上海交通大学")
    } else {
        Text::new("Zhejiang University", "浙江大学")
    };
    Item {
        key: (home, Id(id)),
        name: Text::new(en, zh),
        model: model.to_owned(),
        keywords: Vec::new(),
        provider: (home, Id(if shanghai { 1 } else { 2 })),
        provider_name,
        place: place.parse().unwrap(),
        technique: (!technique.is_empty()).then(|| technique.to_owned()),
        also: Vec::new(),
        class: None,
        external: id % 2 == 1,
    }
}

pub const SEM: &str = "CHMO:0000073";

pub fn items() -> Vec<Item> {
    vec![
        item(1, "Scanning electron microscope", "扫描电子显微镜", "ZEISS Sigma 300", SEM, "CN-310100"),
        item(
            2,
            "Cryogenic scanning electron microscope",
            "冷冻扫描电子显微镜",
            "Hitachi SU8600",
            "CHMO:0002589",
            "CN-330100",
        ),
        item(
            3,
            "Transmission electron microscope",
            "透射电子显微镜",
            "JEOL JEM-1400Flash",
            "CHMO:0000080",
            "CN-310100",
        ),
        item(4, "Raman microscope", "拉曼显微镜", "Renishaw inVia", "CHMO:0000656", "CN-330100"),
        item(5, "Old FE-SEM in the basement", "地下室的老电镜", "", "", "CN-330100"),
        item(6, "Thermal conductivity meter", "导热系数测定仪", "Hot Disk TPS 2500", "", "CN-310100"),
    ]
}

pub fn engine() -> Engine {
    Engine::build(items(), book(), places()).unwrap()
}

/// The ids of what is found, the best first.
pub fn found(view: &View, typed: &str) -> Vec<u128> {
    let wanted = view.read(typed).unwrap();
    let matches = view.matches(&wanted, true).unwrap();
    let mut hits: Vec<(f32, u128)> = matches
        .rows
        .iter()
        .zip(&matches.scores)
        .map(|(row, score)| (*score, view.shelf().item(*row).unwrap().key.1.0))
        .collect();
    hits.sort_by(|one, other| other.0.total_cmp(&one.0).then(one.1.cmp(&other.1)));
    hits.into_iter().map(|(_, id)| id).collect()
}
