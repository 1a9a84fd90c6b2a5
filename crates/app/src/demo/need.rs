//! One need: what is on offer for it, which offer is taken, and the reservation.

use std::collections::HashMap;

use jiangnan_booking::{Availability, next_free};
use jiangnan_exchange::case::reserve::{Particulars, Reserve, times};
use jiangnan_exchange::offer::Wish;
use jiangnan_exchange::{Decision, Desk, Envelope, Look};
use jiangnan_kernel::{Id, Interval, PlaceCode};
use jiangnan_lab::{Candidate, Instrument, Need, Role, Taste, choose};
use jiangnan_scheme::Service;
use jiangnan_store::entity::catalogue::ListingRow;

use super::SEED;
use super::build::PlayError;
use super::stage::{Stage, at, id};

/// An enterprise looks at this many of the nearest instruments.
const LOOKED_AT: usize = 12;

/// Something that could serve a need.
#[derive(Clone, Copy)]
struct Thing {
    id: Id,
    home: PlaceCode,
    distance_km: f64,
    quality: f64,
}

/// An offer: what it costs the enterprise, and when it is free.
struct Offered {
    candidate: Candidate,
    home: PlaceCode,
    slot: Option<Interval>,
}

/// Finds what serves needs.
pub struct Finder<'a> {
    stage: &'a Stage<'a>,
    by_technique: HashMap<&'a str, Vec<&'a Instrument>>,
}

impl<'a> Finder<'a> {
    /// A finder for a stage.
    pub fn new(stage: &'a Stage<'a>) -> Finder<'a> {
        Finder { stage, by_technique: stage.world.by_technique() }
    }

    /// Serves the needs of a day, where an offer is worth it. Everybody looks at what is on offer and asks; whoever
    /// came too late looks again.
    ///
    /// # Errors
    /// Where the database fails.
    pub fn serve(&self, needs: Vec<&Need>, look: &mut Look) -> Result<(), PlayError> {
        let mut left = needs;
        loop {
            look.forget_what_moves();
            let (mut asking, mut requests) = (Vec::new(), Vec::new());
            for need in left {
                if let Some(request) = self.request(need, look)? {
                    asking.push(need);
                    requests.push(request);
                }
            }
            let answers = self.stage.run_all(requests)?;
            let asked = asking.len();
            let late = asking.into_iter().zip(answers).filter(|(_, answer)| answer.is_none());
            left = late.map(|(need, _)| need).collect();
            // Where nobody was served, those who are left would ask in vain again.
            if left.is_empty() || left.len() == asked {
                return Ok(());
            }
        }
    }

    /// What the enterprise asks for after a look at what is on offer.
    fn request(&self, need: &Need, look: &mut Look) -> Result<Option<(Envelope, Reserve)>, PlayError> {
        let Some(actor) = self.stage.worker(need.enterprise, Role::Engineer) else { return Ok(None) };
        let envelope = Envelope { id: id("reserve", need.id), actor, at: need.raised };
        let mut offers = Vec::new();
        for thing in self.things(need) {
            let offer = look.ask(&envelope, |desk| self.offer(desk, need, &thing, envelope.actor.home));
            match offer {
                Ok(offer) => offers.extend(offer),
                Err(jiangnan_exchange::Failure::Refused(_)) => {}
                Err(failure) => return Err(failure.into()),
            }
        }
        let candidates: Vec<Candidate> = offers.iter().map(|offer| offer.candidate).collect();
        let chosen = choose(SEED, &Taste::default(), need, &candidates).map(|candidate| candidate.id);
        let chosen = offers.iter().find(|offer| Some(offer.candidate.id) == chosen);
        let asked = chosen.and_then(|offer| Some((offer, offer.slot?)));
        Ok(asked.map(|(offer, slot)| {
            let command = reserve(need, offer, slot, envelope.actor.home);
            (envelope, command)
        }))
    }

    /// The nearest things of the technique within reach.
    fn things(&self, need: &Need) -> Vec<Thing> {
        let places = &self.stage.world.places;
        let near = |id: Id, place: PlaceCode, quality: f64| {
            let distance_km = places.distance_km(need.place, place)?;
            let home = places.jurisdiction_of(place)?.code;
            Some(Thing { id, home, distance_km, quality })
                .filter(|it| it.distance_km <= f64::from(need.reach_km))
        };
        let mut things: Vec<Thing> = if need.service == Service::ExpertTime {
            let experts = self.stage.world.population.experts.iter();
            let fitting = experts.filter(|expert| expert.knows(&need.technique));
            fitting.filter_map(|expert| near(expert.id, expert.place, 0.5)).collect()
        } else {
            let instruments = self.by_technique.get(need.technique.as_str()).into_iter().flatten();
            instruments.filter_map(|it| near(it.record.id, it.record.place, it.quality)).collect()
        };
        things
            .sort_by(|one, other| one.distance_km.total_cmp(&other.distance_km).then(one.id.cmp(&other.id)));
        things.truncate(LOOKED_AT);
        things
    }

    fn offer(
        &self,
        desk: &mut Desk<'_>,
        need: &Need,
        thing: &Thing,
        enterprise_home: PlaceCode,
    ) -> Decision<Option<Offered>> {
        let listing = desk.listing(thing.home, thing.id)?;
        let terms = listing.body.terms();
        if terms.access != jiangnan_catalogue::Access::Open {
            return Ok(None);
        }
        let window = Interval::new(at(need.not_before, 0).max(desk.at()), at(need.not_after, 24));
        let Ok(window) = window else { return Ok(None) };
        let slot = free_slot(desk, &listing, window, need.usage().seconds)?;
        let starts_on = slot.map_or(need.not_before, |slot| desk.day_in(thing.home, slot.start()));
        let wish = Wish {
            home: thing.home,
            listing: thing.id,
            enterprise: (enterprise_home, need.enterprise),
            usage: need.usage(),
            service: need.service,
            starts_on,
            finishes_on: slot.map_or(starts_on, |slot| desk.last_day_in(thing.home, slot)),
        };
        let own_part_minor = desk.offer(&wish)?.quote.own_part_minor;
        let Thing { id, home, distance_km, quality } = *thing;
        let candidate = Candidate { id, own_part_minor, distance_km, quality, free: slot.is_some() };
        Ok(Some(Offered { candidate, home, slot }))
    }
}

fn reserve(need: &Need, offer: &Offered, interval: Interval, enterprise_home: PlaceCode) -> Reserve {
    Reserve {
        reservation: need.id,
        home: offer.home,
        listing: offer.candidate.id,
        enterprise_home,
        enterprise: need.enterprise,
        interval,
        samples: need.samples.map_or(0, u32::from),
        service: need.service,
        agreed_minor: Some(offer.candidate.own_part_minor),
        how: Particulars::default(),
    }
}

/// The first time in a window at which a listing is free for so long.
pub fn free_slot(
    desk: &mut Desk<'_>,
    listing: &ListingRow,
    window: Interval,
    seconds: i64,
) -> Decision<Option<Interval>> {
    let (opening, outages) = times(listing.body.terms())?;
    let occupied = desk.taken(listing.jurisdiction, listing.id, window)?.occupied(window, None);
    let availability = Availability { opening, outages: &outages, occupied: &occupied };
    let step = listing.policy.grid_seconds;
    Ok(next_free(availability, window.start(), window.end(), seconds, step).ok().flatten())
}
