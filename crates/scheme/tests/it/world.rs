//! What all tests share: the delta, a scheme, an order.

use std::path::PathBuf;
use std::sync::LazyLock;

use jiangnan_kernel::PlaceTree;
use jiangnan_scheme::{Order, Scheme};

pub static DELTA: LazyLock<PlaceTree> =
    LazyLock::new(|| PlaceTree::read_csv(include_str!("../../../../data/places/yrd.csv")).unwrap());

/// A file of the repository.
pub fn file(name: &str) -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../..").join(name)
}

/// The shipped scheme in a file.
pub fn shipped(name: &str) -> Scheme {
    scheme(&std::fs::read_to_string(file(name)).unwrap())
}

/// A scheme that must load.
pub fn scheme(text: &str) -> Scheme {
    Scheme::load("test.toml", text, &DELTA).unwrap_or_else(|findings| {
        panic!("{}", findings.iter().map(ToString::to_string).collect::<Vec<_>>().join("\n"))
    })
}

/// The shipped example of an order.
pub fn example_order() -> Order {
    let text = std::fs::read_to_string(file("examples/order.json")).unwrap();
    Order::read_json(&text, &DELTA).unwrap()
}
