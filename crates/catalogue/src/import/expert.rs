//! What a row says of an expert beyond what it says of an instrument.

use jiangnan_kernel::{Id, PlaceCode, Text};

use super::entry::expert_id;
use super::field::Field;
use super::problem::Reason;
use super::row::RowReader;
use super::value;
use crate::expert::{Consent, Expert};
use crate::technique::NodeKind;

impl RowReader<'_> {
    /// The expert of a row.
    pub(super) fn expert(&mut self, role: Text, host: Id, place: PlaceCode) -> Expert {
        let row = self.row;
        let mut techniques = self.techniques(&role);
        let mut expert = Expert {
            id: Id::default(),
            host,
            technique: (!techniques.is_empty()).then(|| techniques.remove(0)),
            also: techniques,
            role,
            place,
            travels_to: self.travels_to(),
            consent: self.consent(),
            deliverable: Text::new(row.text(Field::DeliverableEn), row.text(Field::DeliverableZh)),
            terms: self.terms(place),
        };
        let own = row.text(Field::Identifier);
        let number = if own.is_empty() { row.text(Field::RecordId) } else { own };
        expert.id = expert_id(&expert, number, row.text(Field::Unit));
        expert
    }

    /// The techniques that are named, each once, else the one of which the role speaks.
    fn techniques(&self, role: &Text) -> Vec<String> {
        let tree = self.options.techniques;
        let mut found: Vec<String> = Vec::new();
        let named = value::list(self.row.text(Field::Technique)).filter_map(|word| tree.find(word));
        for node in named.filter(|node| node.kind != NodeKind::Class) {
            if !found.contains(&node.code) {
                found.push(node.code.clone());
            }
        }
        if found.is_empty() {
            found.extend(tree.spot(&role.zh).or_else(|| tree.spot(&role.en)).map(|node| node.code.clone()));
        }
        found
    }

    fn travels_to(&mut self) -> Vec<PlaceCode> {
        let mut places = Vec::new();
        for word in value::list(self.row.text(Field::TravelsTo)) {
            match word.parse() {
                Ok(place) => places.push(place),
                Err(_) => self.problem(Field::TravelsTo, Reason::NotAPlace(word.to_owned())),
            }
        }
        places
    }

    fn consent(&mut self) -> Option<Consent> {
        let from = self.read(Field::ConsentFrom, value::date, Reason::NotADate);
        let until = self.read(Field::ConsentUntil, value::date, Reason::NotADate);
        for (field, other) in
            [(Field::ConsentFrom, Field::ConsentUntil), (Field::ConsentUntil, Field::ConsentFrom)]
        {
            if !self.row.has(field) && self.row.has(other) {
                self.problem_of(&[other, field], Reason::ConsentLacks(field.name()));
            }
        }
        let consent = Consent { from: from?, until: until? };
        if consent.until < consent.from {
            self.problem_of(&[Field::ConsentFrom, Field::ConsentUntil], Reason::ConsentBackwards);
        }
        Some(consent)
    }
}
