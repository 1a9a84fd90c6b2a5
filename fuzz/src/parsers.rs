//! Every parser of what comes from outside, by name: what the fuzz targets feed, and what the workspace's tests
//! feed with the kept corpus.

use std::sync::LazyLock;

use jiangnan_catalogue::TechniqueTree;
use jiangnan_catalogue::import::plain::read_table;
use jiangnan_catalogue::import::{Format, Mapping, Options, import};
use jiangnan_clearing::iso::{
    Charset, read_camt053, read_pain001, read_pain002, write_pain001, write_pain002,
};
use jiangnan_kernel::{Currency, PlaceTree};
use jiangnan_scheme::{CapUse, Cases, Order, Scheme, format_scheme, quote};

/// The places and techniques that the parsers look names up in.
struct World {
    places: PlaceTree,
    techniques: TechniqueTree,
    scheme: Scheme,
}

static WORLD: LazyLock<World> = LazyLock::new(|| {
    let places = PlaceTree::read_csv(include_str!("../../data/places/yrd.csv")).expect("the places are read");
    let scheme = include_str!("../../schemes/yrd/zhejiang-2026.toml");
    World {
        techniques: TechniqueTree::built_in().expect("the techniques are read"),
        scheme: Scheme::load("zhejiang-2026.toml", scheme, &places).expect("the scheme is read"),
        places,
    }
});

/// The parsers that have a target and a corpus.
pub const NAMES: [&str; 12] = [
    "catalogue_csv",
    "catalogue_xlsx",
    "pidinst",
    "mapping",
    "scheme",
    "cases",
    "order",
    "table",
    "pain001",
    "pain002",
    "camt053",
    "places",
];

/// Feeds bytes to the parser of a name, and what it accepts to what comes next: nothing of it may panic.
pub fn feed(name: &str, bytes: &[u8]) {
    match name {
        "catalogue_csv" => catalogue(bytes, Format::Csv),
        "catalogue_xlsx" => catalogue(bytes, Format::Xlsx),
        "pidinst" => catalogue(bytes, Format::Pidinst),
        "table" => table(bytes),
        "pain001" => pain001(bytes),
        "pain002" => pain002(bytes),
        "camt053" => camt053(bytes),
        _ => text(name, &String::from_utf8_lossy(bytes)),
    }
}

fn text(name: &str, text: &str) {
    let world = &*WORLD;
    match name {
        "mapping" => drop(Mapping::read("f.toml", text)),
        "scheme" => scheme(text),
        "cases" => cases(text),
        "order" => order(text),
        "places" => drop(PlaceTree::read_csv(text)),
        _ => panic!("no parser has the name `{name}`; there are {} places", world.places.places().len()),
    }
}

fn catalogue(bytes: &[u8], wanted: Format) {
    let world = &*WORLD;
    let root = world.places.places()[0].code;
    let options = Options {
        places: &world.places,
        techniques: &world.techniques,
        mapping: None,
        encoding: None,
        host: None,
        place: root,
    };
    let Ok(found) = import("f", bytes, &options) else { return };
    assert!(found.entries.len() <= found.rows);
    if found.format == wanted {
        for problem in found.bad.iter().chain(&found.notices) {
            assert!(!problem.to_string().is_empty());
        }
    }
}

fn scheme(text: &str) {
    let world = &*WORLD;
    let Ok(scheme) = Scheme::load("f.toml", text, &world.places) else { return };
    let order = Order::new(scheme.currency());
    let quote = quote(&[&scheme], &order, &CapUse::new());
    assert!(quote.subsidy_minor() >= 0);
    let laid_out = format_scheme("f.toml", text);
    if let Ok(laid_out) = laid_out {
        assert!(Scheme::load("f.toml", &laid_out, &world.places).is_ok(), "laying out broke the text");
    }
}

fn cases(text: &str) {
    let world = &*WORLD;
    if let Ok(cases) = Cases::read("f.cases", text, &[&world.scheme], &world.places) {
        drop(cases.run(&[&world.scheme]));
    }
}

fn order(text: &str) {
    let world = &*WORLD;
    let Ok(order) = Order::read_json(text, &world.places) else { return };
    if order.currency() == Currency::CNY {
        let quote = quote(&[&world.scheme], &order, &CapUse::new());
        assert_eq!(quote.subsidies.iter().map(|line| line.amount_minor).sum::<i64>(), quote.subsidy_minor());
    }
}

fn table(bytes: &[u8]) {
    let Ok(table) = read_table("f", bytes) else { return };
    let columns = ["code", "amount"].map(|word| table.column(&[word]));
    assert!(columns.iter().flatten().all(|column| *column < table.header.len()));
}

fn pain001(bytes: &[u8]) {
    let Ok(order) = read_pain001(bytes) else { return };
    if let Ok(text) = write_pain001(&order, Charset::Unicode) {
        assert!(read_pain001(text.as_bytes()).is_ok(), "what was written can be read");
    }
}

fn pain002(bytes: &[u8]) {
    if let Ok(report) = read_pain002(bytes) {
        let _ = write_pain002(&report);
    }
}

fn camt053(bytes: &[u8]) {
    for statement in read_camt053(bytes).unwrap_or_default() {
        let _ = statement.gap_minor();
    }
}
