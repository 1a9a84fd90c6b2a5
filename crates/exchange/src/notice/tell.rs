//! Writing what people are told, in the same transaction as what they are told of.

use jiangnan_kernel::{Id, Money, PlaceCode, Text};
use jiangnan_store::Json;
use jiangnan_store::entity::booking::ReservationRow;
use jiangnan_store::entity::claim::ClaimRow;
use jiangnan_store::entity::notice::{
    About, Choices, ContactRow, MailRow, MailState, NoticeBody, NoticeRow, OfficeOf, StaffOf,
};
use jiangnan_store::entity::notice_kind::NoticeKind;
use jiangnan_store::entity::people::{PersonRow, Role};

use super::rule::{Keyed, Parties, To, addressees};
use crate::command::Decision;
use crate::desk::Desk;

impl Desk<'_> {
    /// Tells whoever has to know. Who did it knows already, but for receipts.
    ///
    /// # Errors
    /// Where rows must be loaded first; so for all functions here.
    pub fn tell(&mut self, kind: NoticeKind, parties: &Parties, body: &NoticeBody) -> Decision<()> {
        let mut people: Vec<Keyed> = Vec::new();
        for to in addressees(kind, parties) {
            people.extend(self.people_of(to)?);
        }
        people.sort_unstable();
        people.dedup();
        let actor = self.actor().person;
        people.retain(|(_, person)| kind.is_receipt() || *person != actor);
        for person in people {
            self.tell_person(kind, person, body)?;
        }
        Ok(())
    }

    fn people_of(&mut self, to: To) -> Decision<Vec<Keyed>> {
        let (home, people) = match to {
            To::Person(home, person) => (home, vec![person]),
            To::Staff(home, organisation, role) => {
                let known = self.sets.staff_of.get(&(home, organisation, role))?;
                (home, known.map(|known| known.people.clone()).unwrap_or_default())
            }
            To::Office(home, role) => {
                let known = self.sets.office_of.get(&(home, role))?;
                (home, known.map(|known| known.people.clone()).unwrap_or_default())
            }
        };
        Ok(people.into_iter().map(|person| (home, person)).collect())
    }

    fn tell_person(&mut self, kind: NoticeKind, (home, person): Keyed, body: &NoticeBody) -> Decision<()> {
        let contact = self.contact((home, person))?;
        let ways = contact.choices.ways(kind);
        if ways.page {
            let row = NoticeRow {
                jurisdiction: home,
                person,
                id: self.make_id(),
                kind,
                at: self.at(),
                read_at: None,
                body: Json(body.clone()),
            };
            self.sets.notices.put_new(row);
        }
        if ways.mail && contact.confirmed {
            self.write_mail(kind, &contact, body);
        }
        Ok(())
    }

    /// Puts a mail where it waits to be sent.
    pub fn write_mail(&mut self, kind: NoticeKind, contact: &ContactRow, body: &NoticeBody) {
        let row = MailRow {
            jurisdiction: contact.jurisdiction,
            id: self.make_id(),
            person: contact.person,
            kind,
            state: MailState::Due,
            due_at: self.at(),
            attempts: 0,
            address: contact.address.clone(),
            language: contact.language.clone(),
            made_at: self.at(),
            done_at: None,
            problem: String::new(),
            body: Json(body.clone()),
        };
        self.sets.mails.put_new(row);
    }

    /// Where a person is reached, and of what; the usual where nothing was chosen.
    ///
    /// # Errors
    /// Where it is not loaded yet.
    pub fn contact(&mut self, (home, person): Keyed) -> Decision<ContactRow> {
        let known = self.sets.contacts.get(&(home, person))?.cloned();
        Ok(known.unwrap_or_else(|| ContactRow {
            jurisdiction: home,
            person,
            address: String::new(),
            confirmed: false,
            code_hash: None,
            code_until: None,
            code_tries: 0,
            language: String::new(),
            choices: Json(Choices::default()),
        }))
    }

    /// Tells of a reservation as it is after a step.
    ///
    /// # Errors
    /// Where rows must be loaded first.
    pub fn tell_of_reservation(
        &mut self,
        kind: NoticeKind,
        row: &ReservationRow,
        add: impl FnOnce(&mut NoticeBody),
    ) -> Decision<()> {
        let (home, enterprise) = (row.jurisdiction, (row.enterprise_home, row.enterprise));
        let parties = Parties {
            person: Some((row.enterprise_home, row.body.requested_by)),
            enterprise: Some(enterprise),
            provider: Some((home, row.provider)),
            office: Some(home),
            ..Parties::default()
        };
        let (person, provider) = ((home, row.provider), enterprise);
        // Each side reads the name of the other.
        let other =
            if super::rule::parts(kind).contains(&super::rule::Part::Person) { person } else { provider };
        let mut body = NoticeBody::of(About::Reservation { home, id: row.id });
        body.thing = self.listing_name(home, row.body.instrument)?;
        body.other = self.organisation(other)?.body.name.clone();
        body.zone = self.zone_of(home);
        body.time = Some(row.body.interval);
        let done = u32::from(!row.state.occupies());
        body.revision = u32::try_from(row.body.moves.len()).unwrap_or(u32::MAX).saturating_add(done);
        add(&mut body);
        self.tell(kind, &parties, &body)
    }

    /// Tells of a claim as it is after a step.
    ///
    /// # Errors
    /// Where rows must be loaded first.
    pub fn tell_of_claim(
        &mut self,
        kind: NoticeKind,
        row: &ClaimRow,
        minor: i64,
        reason: &str,
    ) -> Decision<()> {
        let draft = &row.body.draft;
        let payee = (draft.payee.home, draft.payee.party);
        let parties = Parties {
            provider: Some((row.provider_home, row.provider)),
            payee: Some(payee),
            office: Some(row.jurisdiction),
            ..Parties::default()
        };
        let reservation = self.reservation(row.provider_home, row.reservation)?;
        let mut body = NoticeBody::of(About::Claim { funder: row.jurisdiction, id: row.id });
        body.thing = self.listing_name(row.provider_home, reservation.body.instrument)?;
        body.other = self.organisation(payee)?.body.name.clone();
        body.money = Some(Money::new(minor, draft.currency));
        body.reason = reason.trim().to_owned();
        self.tell(kind, &parties, &body)
    }

    fn listing_name(&mut self, home: PlaceCode, listing: Id) -> Decision<Text> {
        Ok(self.listing(home, listing)?.body.name().clone())
    }

    /// The time zone of a place.
    pub fn zone_of(&self, home: PlaceCode) -> String {
        self.places.get(home).map(|place| place.zone.clone()).unwrap_or_default()
    }

    /// Writes a person, and keeps what is known of who works where.
    ///
    /// # Errors
    /// Where it is not loaded yet.
    pub fn save_person(&mut self, row: PersonRow) -> Decision<()> {
        let before = self.sets.people.get(&(row.jurisdiction, row.id))?.cloned();
        let same = |before: &PersonRow| before.role == row.role && before.organisation == row.organisation;
        if !before.as_ref().is_some_and(same) {
            if let Some(before) = &before {
                self.note_place(before, false)?;
            }
            self.note_place(&row, true)?;
        }
        self.sets.people.put(row);
        Ok(())
    }

    fn note_place(&mut self, person: &PersonRow, comes: bool) -> Decision<()> {
        let change = |people: &mut Vec<Id>| {
            people.retain(|id| *id != person.id);
            if comes {
                people.push(person.id);
                people.sort_unstable();
            }
        };
        match person.role {
            Role::Engineer | Role::LabManager => {
                let of = (person.jurisdiction, person.organisation, person.role);
                let known = self.sets.staff_of.get(&of)?;
                let mut people = known.map(|known| known.people.clone()).unwrap_or_default();
                change(&mut people);
                self.sets.staff_of.put(StaffOf { of, people });
            }
            Role::Officer | Role::Treasurer | Role::Auditor => {
                let of = (person.jurisdiction, person.role);
                let known = self.sets.office_of.get(&of)?;
                let mut people = known.map(|known| known.people.clone()).unwrap_or_default();
                change(&mut people);
                self.sets.office_of.put(OfficeOf { of, people });
            }
            Role::Operator => {}
        }
        Ok(())
    }
}
