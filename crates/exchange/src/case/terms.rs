//! What a provider says of one listing: when it is open, when it is out of service, by which rules it is
//! reserved.

use std::sync::Arc;

use jiangnan_booking::BookingPolicy;
use jiangnan_catalogue::{Expert, Outage, Terms};
use jiangnan_kernel::{Id, Instant, Interval, OpeningHours, PlaceCode, Rate, Text};
use jiangnan_store::Json;
use jiangnan_store::entity::catalogue::{Listing, ListingRow};
use jiangnan_store::entity::people::Role;
use serde::{Deserialize, Serialize};

use crate::command::{Command, Decision};
use crate::desk::Desk;
use crate::refusal::Refusal;

/// The most outages that one listing keeps.
const OUTAGES_MAX: usize = 200;

/// Which listing a command is about.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ListingKey {
    /// The jurisdiction in which it stands.
    pub home: PlaceCode,
    /// The instrument or expert.
    pub listing: Id,
}

impl ListingKey {
    /// Its row, where the actor works for its provider.
    fn own(self, desk: &mut Desk<'_>) -> Decision<ListingRow> {
        let row = desk.listing(self.home, self.listing)?;
        desk.require_for(Role::LabManager, self.home, row.provider)?;
        Ok(Arc::unwrap_or_clone(row))
    }

    /// Changes the terms of its row, and offers what became free to those who wait.
    fn change(self, desk: &mut Desk<'_>, row: ListingRow, change: impl FnOnce(&mut Terms)) -> Decision<()> {
        let mut body = (*row.body.0).clone();
        match &mut body {
            Listing::Instrument(instrument) => change(&mut instrument.terms),
            Listing::Expert(expert) => change(&mut expert.terms),
        }
        desk.sets.listings.put(ListingRow { body: Json(Arc::new(body)), ..row });
        desk.offer_free(self.home, self.listing)
    }
}

/// The provider says when a listing is open.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct SetOpening {
    /// Which listing.
    pub of: ListingKey,
    /// The hours; none closes it to reservations.
    pub opening: Option<OpeningHours>,
}

impl Command for SetOpening {
    type Answer = ();

    const KIND: &'static str = "set-opening";

    fn subject(&self) -> Id {
        self.of.listing
    }

    fn decide(&self, desk: &mut Desk<'_>) -> Decision<()> {
        let row = self.of.own(desk)?;
        if let Some(opening) = &self.opening {
            opening.on(desk.today(self.of.home)).map_err(|error| {
                Refusal::invalid("opening", error.to_string(), format!("开放时间有误：{error}"))
            })?;
        }
        self.of.change(desk, row, |terms| terms.opening.clone_from(&self.opening))
    }
}

/// The provider says that a listing is out of service for a while.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct AddOutage {
    /// Which listing.
    pub of: ListingKey,
    /// From when until when.
    pub interval: Interval,
    /// Why.
    pub reason: Text,
}

impl Command for AddOutage {
    type Answer = ();

    const KIND: &'static str = "add-outage";

    fn subject(&self) -> Id {
        self.of.listing
    }

    fn decide(&self, desk: &mut Desk<'_>) -> Decision<()> {
        let row = self.of.own(desk)?;
        let known = &row.body.terms().outages;
        if known.iter().any(|outage| outage.interval == self.interval) {
            let (what, state) = ("outage", "entered".to_owned());
            return Err(Refusal::WrongState { what, state, asked: "entered again" }.into());
        }
        if known.len() >= OUTAGES_MAX {
            let en = format!("There are {OUTAGES_MAX} outages: remove some that are over.");
            return Err(Refusal::invalid(
                "from",
                en,
                format!("停机记录已达 {OUTAGES_MAX} 条，请删除过期记录。"),
            )
            .into());
        }
        let outage = Outage { interval: self.interval, reason: self.reason.clone() };
        self.of.change(desk, row, |terms| {
            terms.outages.push(outage);
            terms.outages.sort_by_key(|outage| outage.interval);
        })
    }
}

/// The provider takes an outage back.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct RemoveOutage {
    /// Which listing.
    pub of: ListingKey,
    /// The outage that begins then.
    pub start: Instant,
}

impl Command for RemoveOutage {
    type Answer = ();

    const KIND: &'static str = "remove-outage";

    fn subject(&self) -> Id {
        self.of.listing
    }

    fn decide(&self, desk: &mut Desk<'_>) -> Decision<()> {
        let row = self.of.own(desk)?;
        if !row.body.terms().outages.iter().any(|outage| outage.interval.start() == self.start) {
            return Err(Refusal::not_found("outage", self.start).into());
        }
        self.of
            .change(desk, row, |terms| terms.outages.retain(|outage| outage.interval.start() != self.start))
    }
}

/// The provider says by which rules a listing is reserved.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct SetPolicy {
    /// Which listing.
    pub of: ListingKey,
    /// The rules.
    pub policy: BookingPolicy,
}

impl Command for SetPolicy {
    type Answer = ();

    const KIND: &'static str = "set-policy";

    fn subject(&self) -> Id {
        self.of.listing
    }

    fn decide(&self, desk: &mut Desk<'_>) -> Decision<()> {
        let row = self.of.own(desk)?;
        let policy = &self.policy;
        if policy.length_seconds_min < 0 || policy.length_seconds_min > policy.length_seconds_max {
            let en = "The longest reservation is shorter than the shortest: correct one of the two.";
            return Err(Refusal::invalid("longest", en, "最长时长短于最短时长，请更正。").into());
        }
        let shares = [policy.late_cancel_fee, policy.no_show_fee, policy.unused_fee];
        if shares.iter().any(|share| *share < Rate(0) || *share > Rate::FULL) {
            let en = "A fee is a share of the price: write 0% to 100%.";
            return Err(Refusal::invalid("late_fee", en, "费用按价格比例收取，请填写 0% 至 100%。").into());
        }
        desk.sets.listings.put(ListingRow { policy: Json(policy.clone()), ..row });
        desk.offer_free(self.of.home, self.of.listing)
    }
}

/// A provider publishes the profile of an expert, or changes it; hours, outages and rules stay as they are.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct PutExpert {
    /// The expert.
    pub expert: Expert,
}

impl Command for PutExpert {
    type Answer = ();

    const KIND: &'static str = "put-expert";

    fn subject(&self) -> Id {
        self.expert.id
    }

    fn decide(&self, desk: &mut Desk<'_>) -> Decision<()> {
        let expert = &self.expert;
        let home = desk.home_of(expert.place);
        desk.require_for(Role::LabManager, home, expert.host)?;
        if let Some(consent) = expert.consent.filter(|consent| consent.until < consent.from) {
            let en =
                format!("The consent ends on {}, before it begins: correct one of the days.", consent.until);
            return Err(
                Refusal::invalid("consent_until", en, "同意书的截止日期早于开始日期，请更正。").into()
            );
        }
        jiangnan_catalogue::tariff::check_versions(&expert.terms.tariffs)
            .map_err(|error| Refusal::invalid("price", error.to_string(), format!("价目有误：{error}")))?;
        let known = desk.sets.listings.get(&(home, expert.id))?.cloned();
        if let Some(row) = known.as_ref().filter(|row| row.provider != expert.host) {
            return Err(Refusal::IdUsedOtherwise { id: row.id }.into());
        }
        // Somebody's time is asked for, not taken, unless the provider says otherwise.
        let asked_for = BookingPolicy { approval_needed: true, ..BookingPolicy::default() };
        let policy = known.map_or(asked_for, |row| row.policy.0);
        desk.sets.listings.put(ListingRow {
            jurisdiction: home,
            id: expert.id,
            provider: expert.host,
            body: Json(Arc::new(Listing::Expert(expert.clone()))),
            policy: Json(policy),
        });
        desk.offer_free(home, expert.id)
    }
}
