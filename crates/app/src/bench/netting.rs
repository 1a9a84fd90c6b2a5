//! A million accepted claims among 41 jurisdictions, against a map that is searched for each claim.

use std::collections::BTreeMap;
use std::hint::black_box;
use std::time::Instant;

use jiangnan_clearing::{Positions, settle};
use jiangnan_kernel::{Currency, Money, PlaceCode, PlaceIx, PlaceTree, Rng, SplitMix64};

use super::Measured;
use crate::failure::Failure;
use crate::market::{DELTA, read_places};

/// How many claims.
const CLAIMS: usize = 1_000_000;

/// Measures.
///
/// # Errors
/// Where the embedded table cannot be read.
pub fn measure() -> Result<Measured, Failure> {
    let tree = cities_with_treasuries()?;
    let claims = claims(&tree);
    let start = Instant::now();
    let mut positions = Positions::of(&tree);
    let group = claims_group(&tree)?;
    for (payer, payee, money) in &claims {
        let code = |ix| tree.at(ix).map_or(group, |place| place.code);
        positions
            .add_indexed(*payer, *payee, *money, code)
            .map_err(|error| Failure::System(error.to_string()))?;
    }
    let nets = positions.nets().map_err(|error| Failure::System(error.to_string()))?;
    let transfers = black_box(settle(&nets));
    let value = start.elapsed().as_secs_f64() * 1_000.0;
    let start = Instant::now();
    let searched = black_box(searched(&tree, &claims));
    let baseline = start.elapsed().as_secs_f64() * 1_000.0;
    let differs =
        nets.iter().any(|net| searched.get(&net.jurisdiction) != Some(&i128::from(net.money.minor)));
    if differs || transfers.is_empty() {
        return Err(Failure::System("the two ways of netting do not agree".to_owned()));
    }
    Ok(Measured {
        name: "netting",
        value,
        unit: "ms for a million claims among 41 jurisdictions",
        baseline: "a sorted map searched for each claim",
        ratio: baseline / value.max(f64::MIN_POSITIVE),
        p50_ms: None,
        p99_ms: None,
        ready_s: None,
        first_ms: None,
    })
}

/// The place that an error names where an index has none.
fn claims_group(tree: &PlaceTree) -> Result<PlaceCode, Failure> {
    let first = tree.places().first().map(|place| place.code);
    first.ok_or_else(|| Failure::System("there are no places".to_owned()))
}

/// The delta as if each of its cities kept a treasury of its own.
fn cities_with_treasuries() -> Result<PlaceTree, Failure> {
    let line = |line: &str| match line.split(',').nth(1) {
        Some("city") => format!("{}yes\n", line.trim_end_matches("yes")),
        Some("province") => format!("{}\n", line.trim_end_matches("yes")),
        _ => format!("{line}\n"),
    };
    read_places(&DELTA.lines().map(line).collect::<String>())
}

fn claims(tree: &PlaceTree) -> Vec<(PlaceIx, PlaceIx, Money)> {
    let cities: Vec<PlaceIx> = tree
        .places()
        .iter()
        .filter(|place| place.treasury)
        .filter_map(|place| tree.index(place.code))
        .collect();
    let mut rng = SplitMix64::new(41);
    let city = |rng: &mut SplitMix64| {
        let at = usize::try_from(rng.below(cities.len() as u64)).unwrap_or(0);
        cities.get(at).copied().unwrap_or(PlaceIx(0))
    };
    (0..CLAIMS)
        .map(|_| {
            let minor = 1_000 + i64::try_from(rng.below(5_000_000)).unwrap_or(0);
            (city(&mut rng), city(&mut rng), Money::new(minor, Currency::CNY))
        })
        .collect()
}

/// What each jurisdiction gets in all, the plain way.
fn searched(tree: &PlaceTree, claims: &[(PlaceIx, PlaceIx, Money)]) -> BTreeMap<PlaceCode, i128> {
    let mut pairs: BTreeMap<(PlaceCode, PlaceCode, Currency), i128> = BTreeMap::new();
    for (payer, payee, money) in claims {
        let (Some(payer), Some(payee)) = (tree.at(*payer), tree.at(*payee)) else { continue };
        *pairs.entry((payer.code, payee.code, money.currency)).or_default() += i128::from(money.minor);
    }
    let mut nets: BTreeMap<PlaceCode, i128> = BTreeMap::new();
    for ((payer, payee, _), minor) in pairs {
        *nets.entry(payer).or_default() -= minor;
        *nets.entry(payee).or_default() += minor;
    }
    nets
}
