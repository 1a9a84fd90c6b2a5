//! Who takes part, and what is listed.

use std::sync::Arc;

use jiangnan_booking::BookingPolicy;
use jiangnan_catalogue::{Admission, Organisation, Profile};
use jiangnan_kernel::{Currency, Date, Id, PlaceCode};
use jiangnan_store::Json;
use jiangnan_store::entity::catalogue::{Listing, ListingRow};
use jiangnan_store::entity::people::Role;
use serde::{Deserialize, Serialize};

use crate::case::enterprise::RegisterEnterprise;
use crate::case::terms::{AddOutage, PutExpert, RemoveOutage, SetOpening, SetPolicy};
use crate::command::{Command, Decision};
use crate::desk::Desk;
use crate::refusal::Refusal;

/// The kinds of commands that change what is listed or who lists it. Whoever keeps something that follows from
/// the catalogue looks for their events.
pub const CATALOGUE_KINDS: [&str; 9] = [
    RegisterEnterprise::KIND,
    PutListing::KIND,
    PutOrganisation::KIND,
    Admit::KIND,
    PutExpert::KIND,
    SetOpening::KIND,
    AddOutage::KIND,
    RemoveOutage::KIND,
    SetPolicy::KIND,
];

/// The operator adds an organisation, or changes what is known of one.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct PutOrganisation {
    /// The organisation.
    pub organisation: Organisation,
}

impl Command for PutOrganisation {
    type Answer = ();

    const KIND: &'static str = "put-organisation";

    fn subject(&self) -> Id {
        self.organisation.id
    }

    fn decide(&self, desk: &mut Desk<'_>) -> Decision<()> {
        let organisation = &self.organisation;
        let home = desk.home_of(organisation.place);
        desk.require(Role::Operator, home)?;
        let seat = desk.sets.seats.get(&organisation.id)?.map(|seat| seat.home);
        if let Some(seat) = seat.filter(|seat| *seat != home) {
            let en =
                format!("It has its seat in {seat}. A seat in another jurisdiction is a new organisation.");
            let zh = format!("该机构登记在 {seat}，迁往其他行政区须另行登记。");
            return Err(Refusal::invalid("place", en, zh).into());
        }
        desk.save_organisation(home, organisation.clone())
    }
}

/// An officer admits a provider for the vouchers of a jurisdiction.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Admit {
    /// The jurisdiction that admits.
    pub by: PlaceCode,
    /// The jurisdiction of the provider.
    pub home: PlaceCode,
    /// The provider.
    pub provider: Id,
    /// The last day, where there is one.
    pub until: Option<Date>,
}

impl Command for Admit {
    type Answer = ();

    const KIND: &'static str = "admit";

    fn subject(&self) -> Id {
        self.provider
    }

    fn decide(&self, desk: &mut Desk<'_>) -> Decision<()> {
        desk.require(Role::Officer, self.by)?;
        let today = desk.today(self.by);
        let mut row = Arc::unwrap_or_clone(desk.organisation((self.home, self.provider))?);
        let organisation = Arc::make_mut(&mut row.body.0);
        let Profile::Provider(profile) = &mut organisation.profile else {
            let en = "Only a provider is admitted.";
            return Err(Refusal::invalid("provider", en, "只有服务机构可以入库。").into());
        };
        if profile.admission(self.by, today).is_some() {
            let state = "admitted".to_owned();
            return Err(Refusal::WrongState { what: "provider", state, asked: "admitted again" }.into());
        }
        profile.admitted.push(Admission { by: self.by, from: today, until: self.until });
        desk.sets.organisations.put(row);
        Ok(())
    }
}

/// A provider lists an instrument or expert, or changes one.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct PutListing {
    /// The instrument or expert.
    pub listing: Listing,
    /// By which rules it is reserved.
    pub policy: BookingPolicy,
}

impl Command for PutListing {
    type Answer = ();

    const KIND: &'static str = "put-listing";

    fn subject(&self) -> Id {
        self.listing.id()
    }

    fn decide(&self, desk: &mut Desk<'_>) -> Decision<()> {
        let home = desk.home_of(self.listing.place());
        desk.require_for(Role::LabManager, home, self.listing.host())?;
        let provider = desk.organisation((home, self.listing.host()))?;
        if provider.body.provider().is_none() {
            let en = "Its host is not a provider: register the host as a provider first.";
            return Err(Refusal::invalid("host", en, "所属机构不是服务机构，请先登记。").into());
        }
        let known = desk.sets.listings.get(&(home, self.listing.id()))?.map(|row| row.provider);
        if known.is_some_and(|known| known != self.listing.host()) {
            return Err(Refusal::IdUsedOtherwise { id: self.listing.id() }.into());
        }
        jiangnan_catalogue::tariff::check_versions(&self.listing.terms().tariffs)
            .map_err(|error| Refusal::invalid("tariffs", error.to_string(), format!("价目有误：{error}")))?;
        desk.sets.listings.put(ListingRow {
            jurisdiction: home,
            id: self.listing.id(),
            provider: self.listing.host(),
            body: Json(Arc::new(self.listing.clone())),
            policy: Json(self.policy.clone()),
        });
        Ok(())
    }
}

impl Desk<'_> {
    /// The currency of a place.
    pub fn currency_of(&self, place: PlaceCode) -> Currency {
        self.places.get(place).map_or(Currency::EUR, |place| place.currency)
    }

    /// The jurisdiction to which a place belongs. A place outside the tree, or one that has no treasury above
    /// it, stands for itself: what is there can be listed and found, and no treasury pays for it.
    pub fn home_of(&self, place: PlaceCode) -> PlaceCode {
        self.places.jurisdiction_of(place).map_or(place, |home| home.code)
    }
}
