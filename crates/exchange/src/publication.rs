//! What is made public of payments, as far as each scheme demands it.

use jiangnan_kernel::{Id, Instant, Money, PlaceCode, Text};
use jiangnan_scheme::Disclosure;
use jiangnan_store::entity::claim::ClaimRow;

use crate::command::Decision;
use crate::desk::Desk;

/// A payment as the public sees it: what its scheme does not disclose is absent.
#[derive(Clone, Debug, PartialEq)]
pub struct Published {
    /// The claim, by which it is found in the chain of events.
    pub claim: Id,
    /// When it was paid (first, where it is paid in instalments).
    pub paid_at: Instant,
    /// The funder.
    pub funder: PlaceCode,
    /// The scheme.
    pub scheme: Text,
    /// The enterprise.
    pub enterprise: Option<Text>,
    /// The provider.
    pub provider: Option<Text>,
    /// What was paid of it until now.
    pub amount: Option<Money>,
    /// What it was paid for.
    pub purpose: Option<Text>,
}

impl Desk<'_> {
    /// What the public sees of paid claims, in their order; those whose schemes publish nothing are left out.
    ///
    /// # Errors
    /// As [`Desk::published`].
    pub fn published_of(&mut self, claims: &[ClaimRow]) -> Decision<Vec<Published>> {
        let places: Vec<_> = claims.iter().map(|claim| (claim.provider_home, claim.reservation)).collect();
        self.sets.reservations.want(&places)?;
        let mut parties = Vec::new();
        for (home, id) in places {
            let reservation = self.reservation(home, id)?;
            parties.push((reservation.enterprise_home, reservation.enterprise));
            parties.push((reservation.jurisdiction, reservation.provider));
        }
        self.sets.organisations.want(&parties)?;
        let mut published = Vec::new();
        for claim in claims {
            published.extend(self.published(claim)?);
        }
        Ok(published)
    }

    /// What the public sees of a paid claim; none where its scheme publishes nothing.
    ///
    /// # Errors
    /// Where rows are not loaded yet or missing.
    pub fn published(&mut self, claim: &ClaimRow) -> Decision<Option<Published>> {
        let (scheme, _) = self.rules_of(claim)?;
        let reservation = self.reservation(claim.provider_home, claim.reservation)?;
        let ordered_on = self.day_in(reservation.enterprise_home, reservation.body.created);
        let Some(publish) = scheme.publication(ordered_on) else { return Ok(None) };
        let says = |what| publish.what.contains(&what);
        let enterprise = (reservation.enterprise_home, reservation.enterprise);
        let provider = (reservation.jurisdiction, reservation.provider);
        let mut name = |key, shown: bool| match shown {
            true => self.organisation(key).map(|row| Some(row.body.name.clone())),
            false => Ok(None),
        };
        let settled = jiangnan_clearing::ClaimEvent::Settled;
        let paid_at = claim.body.history.iter().find(|note| note.event == settled).map(|note| note.at);
        Ok(Some(Published {
            claim: claim.id,
            paid_at: paid_at.unwrap_or(claim.submitted_at),
            funder: claim.jurisdiction,
            scheme: scheme.title().clone(),
            enterprise: name(enterprise, says(Disclosure::Enterprise))?,
            provider: name(provider, says(Disclosure::Provider))?,
            amount: says(Disclosure::Amount).then(|| claim.body.money(claim.body.paid_minor())),
            purpose: says(Disclosure::Purpose).then(|| reservation.terms.service.label()),
        }))
    }
}
