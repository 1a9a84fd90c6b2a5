//! Whose a listing is.

use jiangnan_booking::BookingPolicy;
use jiangnan_catalogue::{Instrument, Profile, ProviderProfile};
use jiangnan_exchange::case::catalogue::PutListing;
use jiangnan_exchange::{Failure, Refusal};
use jiangnan_kernel::{Id, Text};
use jiangnan_scheme::ProviderKind;
use jiangnan_store::Query;
use jiangnan_store::entity::catalogue::{Listing, ListingRow};
use jiangnan_store::entity::people::Role;

use crate::market::*;

const NEIGHBOUR: Id = Id(23);

fn put(host: Id, listing: Id, name: &str) -> PutListing {
    let instrument = Instrument::new(listing, host, Text::new(name, "扫描电镜"), code("CN-310100"));
    PutListing { listing: Listing::Instrument(instrument), policy: BookingPolicy::default() }
}

fn listed(market: &Market, id: Id) -> ListingRow {
    market.exchange.reader().unwrap().find::<ListingRow>(&(code("CN-SH"), id)).unwrap().unwrap()
}

#[test]
fn a_provider_cannot_take_over_the_listing_of_another() {
    let market = Market::ready();
    let profile = ProviderProfile::new(ProviderKind::University);
    market.organisation(NEIGHBOUR, "CN-310100", Profile::Provider(profile));
    let neighbour = || actor(Role::LabManager, "CN-SH", NEIGHBOUR, 103);
    let before = listed(&market, INSTRUMENT);
    let refused = market.run(neighbour(), put(NEIGHBOUR, INSTRUMENT, "Mine now"));
    let Err(Failure::Refused(Refusal::IdUsedOtherwise { id })) = refused else {
        panic!("{refused:?}");
    };
    assert_eq!(id, INSTRUMENT);
    assert_eq!(listed(&market, INSTRUMENT), before, "nothing of it was changed");
    market.must(neighbour(), put(NEIGHBOUR, Id(34), "Their own"));
    assert_eq!(listed(&market, Id(34)).provider, NEIGHBOUR);
    market.must(lab_manager(), put(PROVIDER, INSTRUMENT, "Renamed"));
    assert_ne!(listed(&market, INSTRUMENT).body, before.body, "its own provider changes it");
    market.verify();
}
