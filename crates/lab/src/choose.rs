//! Which offer an enterprise takes: a multinomial logit (McFadden 1974) with an outside option.
//!
//! The utility of a candidate `j` for a need is
//!
//! ```text
//! V_j = money · (worth − own part_j) / worth − distance · km_j / 100 + quality · quality_j
//! V_0 = nothing                                              (the enterprise lets it be)
//! P_j = exp(V_j) / (exp(V_0) + Σ_k exp(V_k))                 over the candidates that are possible
//! ```
//!
//! A candidate is possible where it is free in the wanted days and no farther than the need's reach. The
//! coefficients are assumptions, not estimates: no study of choices under vouchers was found to take them
//! from. [`choose`] draws from exactly these probabilities by adding to each `V` a Gumbel error that depends
//! on seed, need and candidate only. So an offer that stands in two runs has the same error in both, and
//! the runs differ by their rules alone.

use jiangnan_kernel::{Id, Rng, SplitMix64};
use serde::{Deserialize, Serialize};

use crate::demand::Need;
use crate::draw::mix;

/// An offer for a need, as far as the choice looks at it.
#[derive(Clone, Copy, Debug, PartialEq, Serialize)]
pub struct Candidate {
    /// The instrument or expert.
    pub id: Id,
    /// What the enterprise pays after all subsidies, in minor units of the need's currency.
    pub own_part_minor: i64,
    /// From the enterprise to the place of the work.
    pub distance_km: f64,
    /// From 0 to 1.
    pub quality: f64,
    /// Whether there is a free slot in the wanted days.
    pub free: bool,
}

/// What the enterprises look at, and how much.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Taste {
    /// For a saving as large as the worth of the work. Not negative.
    pub money: f64,
    /// Against each 100 km. Not negative.
    pub distance: f64,
    /// For the best quality over the worst.
    pub quality: f64,
    /// For letting it be.
    pub nothing: f64,
}

/// The probabilities of one choice; together they are 1.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Chances {
    /// That the enterprise takes no offer.
    pub nothing: f64,
    /// For each candidate in its order; 0 where it is not possible.
    pub candidates: Vec<f64>,
}

impl Default for Taste {
    /// Assumed: a saving of half the worth outweighs 250 km, and the best instrument 125 km.
    fn default() -> Taste {
        Taste { money: 4.0, distance: 0.8, quality: 1.0, nothing: 0.0 }
    }
}

impl Taste {
    /// The utility of a candidate; none where it is not possible.
    fn utility(&self, need: &Need, candidate: &Candidate) -> Option<f64> {
        if !candidate.free || candidate.distance_km > f64::from(need.reach_km) {
            return None;
        }
        let worth = need.worth.minor.max(1) as f64;
        let saving = (worth - candidate.own_part_minor as f64) / worth;
        let utility = self.money * saving - self.distance * candidate.distance_km / 100.0
            + self.quality * candidate.quality;
        utility.is_finite().then_some(utility)
    }
}

/// The probability of each candidate and of none.
pub fn chances(taste: &Taste, need: &Need, candidates: &[Candidate]) -> Chances {
    let utilities: Vec<Option<f64>> = candidates.iter().map(|it| taste.utility(need, it)).collect();
    // The largest utility is taken out of every exponent, so that none overflows.
    let largest = utilities.iter().flatten().copied().fold(taste.nothing, f64::max);
    let weight = |utility: Option<f64>| utility.map_or(0.0, |it| (it - largest).exp());
    let nothing = weight(Some(taste.nothing));
    let weights: Vec<f64> = utilities.into_iter().map(weight).collect();
    let total = nothing + weights.iter().sum::<f64>();
    Chances { nothing: nothing / total, candidates: weights.into_iter().map(|it| it / total).collect() }
}

/// The candidate that the enterprise takes, or none.
pub fn choose<'a>(
    seed: u64,
    taste: &Taste,
    need: &Need,
    candidates: &'a [Candidate],
) -> Option<&'a Candidate> {
    let nothing = taste.nothing + gumbel(seed, need.id, Id::default());
    let scored = candidates.iter().filter_map(|candidate| {
        let utility = taste.utility(need, candidate)?;
        Some((utility + gumbel(seed, need.id, candidate.id), candidate))
    });
    let better = |best: (f64, Option<&'a Candidate>), (score, candidate): (f64, &'a Candidate)| {
        if score > best.0 { (score, Some(candidate)) } else { best }
    };
    scored.fold((nothing, None), better).1
}

/// A standard Gumbel error that follows from its three arguments.
fn gumbel(seed: u64, need: Id, candidate: Id) -> f64 {
    let half = |id: Id| ((id.0 >> 64) as u64, id.0 as u64);
    let ((a, b), (c, d)) = (half(need), half(candidate));
    let state = [a, b, c, d].into_iter().fold(seed, mix);
    // Half a step above the fraction: never 0, never 1.
    let fraction = SplitMix64::new(state).fraction() + f64::EPSILON / 4.0;
    -(-fraction.ln()).ln()
}
