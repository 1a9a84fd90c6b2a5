//! A run from end to end under a toy rule: half the price is paid, at home only or everywhere. The real rules
//! are run by the exchange; here it is the lab's own parts that have to fit together.

use std::collections::HashMap;

use jiangnan_catalogue::{Access, Audience};
use jiangnan_kernel::{Currency, Id, PlaceCode};
use jiangnan_lab::{Candidate, Comparison, Deal, Instrument, Need, Outcome, Taste, choose};

use crate::demo::{DEMAND, DEMO, PLACES};

const SEED: u64 = 2026;

/// What each open instrument of the technique would cost and pay; slots are never scarce here.
fn offers<'a>(need: &Need, of_technique: &[&'a Instrument], is_open: bool) -> Vec<(Candidate, Deal)> {
    let jurisdiction = |place: PlaceCode| PLACES.jurisdiction_of(place).unwrap().code;
    let offer = |instrument: &&'a Instrument| {
        let record = &instrument.record;
        let price = record.terms.price(need.usage(), Audience::External, need.not_before).ok()?;
        let (from, to) = (jurisdiction(need.place), jurisdiction(record.place));
        let subsidy_minor = if is_open || from == to { price.without_tax.minor / 2 } else { 0 };
        let own_part_minor = price.with_tax.minor - subsidy_minor;
        let distance_km = PLACES.distance_km(need.place, record.place)?;
        let quality = instrument.quality;
        let candidate = Candidate { id: record.id, own_part_minor, distance_km, quality, free: true };
        let price_minor = price.with_tax.minor;
        Some((candidate, Deal { from, to, price_minor, subsidy_minor, own_part_minor, distance_km }))
    };
    of_technique.iter().filter(|it| it.record.terms.access == Access::Open).filter_map(offer).collect()
}

fn run(is_open: bool) -> Outcome {
    let mut by_technique: HashMap<&str, Vec<&Instrument>> = HashMap::new();
    for instrument in &DEMO.instruments {
        by_technique.entry(instrument.record.technique.as_deref().unwrap()).or_default().push(instrument);
    }
    let deal = |need: &Need| {
        let offers = offers(need, by_technique.get(need.technique.as_str())?, is_open);
        let candidates: Vec<Candidate> = offers.iter().map(|offer| offer.0).collect();
        let taken: Id = choose(SEED, &Taste::default(), need, &candidates)?.id;
        offers.iter().find(|offer| offer.0.id == taken).map(|offer| offer.1)
    };
    let deals: Vec<Deal> = DEMAND.needs.iter().filter_map(deal).collect();
    Outcome::of(Currency::CNY, DEMAND.needs.len() as u64, &deals)
}

#[test]
fn opening_the_border_lets_subsidy_cross_and_meets_more_needs() {
    let comparison = Comparison::of(run(false), run(true)).unwrap();
    let (closed, open, change) = (&comparison.baseline, &comparison.reform, comparison.change);
    assert_eq!(closed.cross_border_share, Some(0.0));
    assert!(open.cross_border_share > Some(0.1) && change.met > 0, "{change:?}");
    assert!(change.own_part_share < Some(0.0) && change.median_distance_km > Some(0.0), "{change:?}");
    assert_eq!(open.flows.len(), 16);
    assert_eq!(open.subsidy_minor + open.own_part_minor, open.price_minor);
    assert_eq!(comparison, Comparison::of(run(false), run(true)).unwrap());
}
