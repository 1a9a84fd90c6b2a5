//! Turning nets into transfers: as few as can be found.

use std::collections::BTreeMap;

use jiangnan_kernel::{Currency, Money, PlaceCode};

use crate::netting::{Net, NetTransfer};

/// Up to so many parties the fewest transfers are found by looking at every group of them.
const PARTIES_SEARCHED_MAX: usize = 15;

/// One party and its net, in minor units.
type Party = (PlaceCode, i64);

/// Transfers that bring every net to zero, by currency. Among up to 15 parties with a net in a currency
/// they are the fewest possible; among more, where finding the fewest takes time beyond all bounds, they
/// are at most one less than the parties. Nets that do not sum to zero leave a remainder unsettled.
pub fn settle(nets: &[Net]) -> Vec<NetTransfer> {
    let mut by_currency: BTreeMap<Currency, Vec<Party>> = BTreeMap::new();
    for net in nets.iter().filter(|net| net.money.minor != 0) {
        by_currency.entry(net.money.currency).or_default().push((net.jurisdiction, net.money.minor));
    }
    let mut transfers = Vec::new();
    for (currency, parties) in by_currency {
        let (mut pairs, rest) = take_pairs(parties);
        // A pair of opposite nets is always part of some best solution, so taking pairs first loses nothing.
        pairs.extend(groups(rest));
        for group in pairs {
            settle_group(group, currency, &mut transfers);
        }
    }
    transfers
}

/// Takes out the pairs of opposite nets, each settled by one transfer.
fn take_pairs(parties: Vec<Party>) -> (Vec<Vec<Party>>, Vec<Party>) {
    let mut pairs = Vec::new();
    let mut rest: Vec<Party> = Vec::new();
    for party in parties {
        match rest.iter().position(|other| other.1.checked_neg() == Some(party.1)) {
            Some(found) => pairs.push(vec![rest.remove(found), party]),
            None => rest.push(party),
        }
    }
    (pairs, rest)
}

/// Splits parties into as many groups that sum to zero as possible: a group of `n` takes `n - 1` transfers,
/// so each further group saves one.
fn groups(parties: Vec<Party>) -> Vec<Vec<Party>> {
    if parties.len() > PARTIES_SEARCHED_MAX {
        return vec![parties];
    }
    // For each set of parties (a bit each): its sum, the most groups in it, and which party to leave out
    // to get there.
    let sets = 1_usize << parties.len();
    let mut sums = vec![0_i128; sets];
    let mut best: Vec<(u32, usize)> = vec![(0, 0); sets];
    for set in 1..sets {
        let mut most = (0, 0);
        for (index, party) in parties.iter().enumerate().filter(|(index, _)| set & (1 << index) != 0) {
            let without = set & !(1 << index);
            let sum = sums.get(without).copied().unwrap_or(0) + i128::from(party.1);
            let count = best.get(without).map_or(0, |best| best.0) + u32::from(sum == 0);
            if let Some(cell) = sums.get_mut(set) {
                *cell = sum;
            }
            // The first choice counts even where it makes no group, or the way back would stop.
            if most.1 == 0 || count > most.0 {
                most = (count, 1 << index);
            }
        }
        if let Some(cell) = best.get_mut(set) {
            *cell = most;
        }
    }
    walk_back(&parties, &sums, &best)
}

/// Follows the choices from the whole set down; whenever the rest sums to zero, a group is complete.
fn walk_back(parties: &[Party], sums: &[i128], best: &[(u32, usize)]) -> Vec<Vec<Party>> {
    let mut set = sums.len() - 1;
    let mut groups = Vec::new();
    let mut group = Vec::new();
    while let Some(&(_, out)) = best.get(set).filter(|choice| choice.1 != 0) {
        group.extend(parties.get(usize::try_from(out.trailing_zeros()).unwrap_or(0)).copied());
        set &= !out;
        if sums.get(set) == Some(&0) {
            groups.push(std::mem::take(&mut group));
        }
    }
    if !group.is_empty() {
        groups.push(group);
    }
    groups
}

/// The largest payer pays the largest receiver until all but one party are done: each transfer brings at
/// least one net to zero.
fn settle_group(group: Vec<Party>, currency: Currency, transfers: &mut Vec<NetTransfer>) {
    let (mut payers, mut receivers): (Vec<Party>, Vec<Party>) =
        group.into_iter().partition(|party| party.1 < 0);
    payers.sort_by_key(|&(code, minor)| (std::cmp::Reverse(minor), code));
    receivers.sort_by_key(|&(code, minor)| (minor, code));
    while let (Some(payer), Some(receiver)) = (payers.last_mut(), receivers.last_mut()) {
        let minor = receiver.1.min(payer.1.saturating_neg());
        let money = Money::new(minor, currency);
        transfers.push(NetTransfer { from: payer.0, to: receiver.0, money });
        payer.1 += minor;
        receiver.1 -= minor;
        if payer.1 == 0 {
            payers.pop();
        }
        if receivers.last().is_some_and(|receiver| receiver.1 == 0) {
            receivers.pop();
        }
    }
}
