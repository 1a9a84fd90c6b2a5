//! `jiangnan scheme prove`.

use std::path::{Path, PathBuf};

use jiangnan_kernel::PlaceTree;
use jiangnan_scheme::Scheme;
use jiangnan_scheme::compare::{
    Method, Proof, Property, never_stricter, rises_with_price, same_as, within_price,
};
use serde::Serialize;
use serde_json::Value;

use super::scheme::{load, load_beside, print_json};
use crate::failure::Failure;

/// A property of a scheme, for machines.
#[derive(Serialize)]
struct Proved<'a> {
    scheme: &'a str,
    version: &'a str,
    property: &'static str,
    holds: bool,
    /// Whether the text wants it to hold: everything but what it did not promise.
    wanted: bool,
    method: &'static str,
    decisions: u64,
    gaps: Vec<&'static str>,
    counterexample: Option<Counterexample>,
}

/// An order that shows that a property does not hold.
#[derive(Serialize)]
struct Counterexample {
    order: Value,
    paid_minor: i64,
    compared_minor: i64,
}

/// Proves what can be proved of each scheme, and whether one pays what another text pays.
///
/// # Errors
/// [`Failure::Found`] where a property does not hold or a rule text has errors.
pub fn prove(
    files: &[PathBuf],
    against: Option<&Path>,
    places: &PlaceTree,
    json: bool,
) -> Result<(), Failure> {
    let schemes = load(files, places)?;
    // It may bear the name of the last, so it is read in its place.
    let before = files.split_last().map(|(_, before)| before).unwrap_or_default();
    let other = against.map(|file| load_beside(before, file, places)).transpose()?;
    let mut proofs: Vec<(&Scheme, Proof)> = Vec::new();
    for scheme in &schemes {
        proofs.push((scheme, within_price(scheme, places)));
        proofs.push((scheme, rises_with_price(scheme, places)));
        let group = schemes.iter().find(|other| Some(other.id()) == scheme.extends());
        proofs.extend(group.map(|group| (scheme, never_stricter(scheme, group, places))));
    }
    if let (Some(other), Some(last)) = (&other, schemes.last()) {
        proofs.push((last, same_as(other, last, places)));
    }
    if json {
        print_json(&proofs.iter().map(|(scheme, proof)| proved(scheme, proof)).collect::<Vec<_>>())?;
    } else {
        proofs.iter().for_each(|(scheme, proof)| print(scheme, proof));
    }
    if proofs.iter().all(|(scheme, proof)| proof.holds() || !wanted(scheme, proof)) {
        Ok(())
    } else {
        Err(Failure::Found)
    }
}

/// Whether a property must hold: a text is held to the scheme that it extends where it promised that.
fn wanted(scheme: &Scheme, proof: &Proof) -> bool {
    proof.property != Property::NeverStricter || scheme.promises_never_stricter()
}

fn proved<'a>(scheme: &'a Scheme, proof: &Proof) -> Proved<'a> {
    Proved {
        scheme: scheme.id(),
        version: scheme.version(),
        property: proof.property.name(),
        holds: proof.holds(),
        wanted: wanted(scheme, proof),
        method: match proof.method {
            Method::Exhaustion => "exhaustion",
            Method::Search => "search",
        },
        decisions: proof.decisions,
        gaps: proof.gaps.clone(),
        counterexample: proof.counterexample.as_ref().map(|found| Counterexample {
            order: found.order.to_json(),
            paid_minor: found.one_minor,
            compared_minor: found.two_minor,
        }),
    }
}

fn print(scheme: &Scheme, proof: &Proof) {
    let (name, says, decisions) = (proof.property.name(), proof.property.label().en, proof.decisions);
    let id = scheme.id();
    if let Some(found) = &proof.counterexample {
        let money = |minor| format!("{} {}", scheme.currency().format_minor(minor), scheme.currency());
        let (one, two) = (money(found.one_minor), money(found.two_minor));
        let fails =
            if wanted(scheme, proof) { "DOES NOT HOLD" } else { "does not hold, and was not promised" };
        say!("{id}: {name} {fails} ({says}): {one} against {two}, on this order:");
        say!("{}", found.order.to_json());
        return;
    }
    match proof.method {
        Method::Exhaustion => say!(
            "{id}: {name} is proved ({says}): every order that the rules can tell apart was decided, at every price \
             where something changes; {decisions} decisions"
        ),
        Method::Search => say!(
            "{id}: {name} was not refuted ({says}): {decisions} decisions at the edges of the rules; not a proof, \
             because {}",
            proof.gaps.join(", and ")
        ),
    }
}
