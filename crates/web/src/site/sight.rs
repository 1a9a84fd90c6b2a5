//! What a page is made of: a look at the market, with names and local times.

use std::sync::Arc;

use jiangnan_exchange::{Actor, Decision, Desk, Envelope, Look};
use jiangnan_kernel::{Currency, Date, Id, Instant, Interval, PlaceCode, PlaceTree, Text};
use jiangnan_store::entity::catalogue::{ListingRow, OrganisationRow};
use jiangnan_store::entity::people::Role;
use jiff::civil::DateTime;

use super::index::Catalogue;
use super::{Halt, Site};
use crate::view::error::Fault;
use crate::view::{Key, Span};

/// A view of the market at one moment, by one person.
pub struct Sight {
    /// The site.
    pub site: Arc<Site>,
    /// The market.
    pub look: Look,
    /// Who looks, and when.
    pub envelope: Envelope,
}

impl Sight {
    /// Opens a view; a stranger may look too.
    ///
    /// # Errors
    /// Where the database cannot be read.
    pub fn open(site: &Arc<Site>, actor: Option<Actor>) -> Result<Sight, Halt> {
        let look = site.exchange.look()?;
        let stranger = || Actor { person: Id(0), home: site.group, role: Role::Auditor, organisation: Id(0) };
        let actor = actor.unwrap_or_else(stranger);
        Ok(Sight { site: Arc::clone(site), look, envelope: Envelope { id: Id(0), actor, at: site.now() } })
    }

    /// The reader, for lists.
    pub fn reader(&self) -> &jiangnan_store::Reader {
        self.look.reader()
    }

    /// What is listed, as it is now.
    ///
    /// # Errors
    /// Where the database or the index fails.
    pub fn catalogue(&self) -> Result<Arc<Catalogue>, Halt> {
        self.site.index.current(self.look.reader())
    }

    /// The places.
    pub fn places(&self) -> &Arc<PlaceTree> {
        self.site.exchange.places()
    }

    /// The present moment.
    pub fn now(&self) -> Instant {
        self.envelope.at
    }

    /// Today in a place.
    pub fn today(&self, place: PlaceCode) -> Date {
        self.local(self.now(), place).date()
    }

    /// Asks what a decision asks; nothing changes.
    ///
    /// # Errors
    /// The page of what the question refuses.
    pub fn ask<T>(&mut self, question: impl Fn(&mut Desk<'_>) -> Decision<T>) -> Result<T, Halt> {
        Ok(self.look.ask(&self.envelope, question)?)
    }

    /// An instrument or expert.
    ///
    /// # Errors
    /// A page that says that there is none.
    pub fn listing(&mut self, key: Key) -> Result<ListingRow, Halt> {
        self.ask(|desk| desk.listing(key.home, key.id)).map(Arc::unwrap_or_clone)
    }

    /// An organisation.
    ///
    /// # Errors
    /// A page that says that there is none.
    pub fn organisation(&mut self, home: PlaceCode, id: Id) -> Result<OrganisationRow, Halt> {
        self.ask(|desk| desk.organisation((home, id))).map(Arc::unwrap_or_clone)
    }

    /// The name of an organisation.
    ///
    /// # Errors
    /// As [`Sight::organisation`].
    pub fn organisation_name(&mut self, home: PlaceCode, id: Id) -> Result<Text, Halt> {
        Ok(self.organisation(home, id)?.body.name.clone())
    }

    /// The name of a place; its code where it is not known.
    pub fn place_name(&self, code: PlaceCode) -> Text {
        let known = self.places().get(code).map(|place| place.name.clone());
        known.unwrap_or_else(|| Text::new(code.to_string(), code.to_string()))
    }

    /// The currency of the city group.
    pub fn currency(&self) -> Currency {
        self.places().get(self.site.group).map_or(Currency::EUR, |place| place.currency)
    }

    /// The time zone of a place.
    pub fn zone(&self, place: PlaceCode) -> String {
        self.places().get(place).map_or_else(|| "UTC".to_owned(), |place| place.zone.clone())
    }

    /// A moment as the clocks of a place show it.
    pub fn local(&self, instant: Instant, place: PlaceCode) -> DateTime {
        let zoned = instant.in_zone(&self.zone(place)).or_else(|_| instant.in_zone("UTC"));
        zoned.map_or(DateTime::MIN, |zoned| zoned.datetime())
    }

    /// The day on which a stretch of time ends in a place: that of its last moment.
    pub fn last_day(&self, interval: Interval, place: PlaceCode) -> Date {
        self.local(interval.end().plus_seconds(-1), place).date()
    }

    /// From when until when, as the clocks of a place show it.
    pub fn span(&self, interval: Interval, place: PlaceCode) -> Span {
        Span { from: self.local(interval.start(), place), until: self.local(interval.end(), place) }
    }

    /// From the beginning of one day to that of another in a place; none where that is empty.
    pub fn days(&self, from: Date, until: Date, place: PlaceCode) -> Option<Interval> {
        let midnight = |date: Date| date.at(0, 0, 0, 0);
        self.interval(Span { from: midnight(from), until: midnight(until) }, place)
    }

    /// The stretch of time that a span means in a place; none where it is empty there.
    pub fn interval(&self, span: Span, place: PlaceCode) -> Option<Interval> {
        let zone = self.zone(place);
        let start = Instant::of_civil(span.from, &zone).ok()?;
        Interval::new(start, Instant::of_civil(span.until, &zone).ok()?).ok()
    }
}

/// What is not there.
pub fn missing() -> Halt {
    Halt::of(Fault::NotFound)
}
