//! Experts at the providers whose fields they serve.

use jiangnan_catalogue::{Consent, Expert, Tariff, Terms, Unit};
use jiangnan_kernel::hours::OpenStretch;
use jiangnan_kernel::{Date, OpeningHours, PlaceCode, Rng, Text, Weekday};
use jiff::civil::time;

use super::instrument::TAX;
use super::{Provider, Workshop};
use crate::draw::{between, percent, pick, stream};
use crate::facts::{ExpertFact, TechniqueFact};

/// At most so many techniques beside the first.
const FURTHER_MAX: usize = 3;

impl Workshop<'_> {
    pub(super) fn experts(&self, providers: &[Provider]) -> Vec<Expert> {
        let mut rng = stream(self.plan.seed, "experts");
        let kinds = &self.facts.experts;
        let make = |(number, kind)| self.expert(number, kind, providers, &mut rng);
        (1..=self.plan.experts).zip(kinds.iter().cycle()).filter_map(make).collect()
    }

    fn expert(
        &self,
        number: usize,
        kind: &ExpertFact,
        providers: &[Provider],
        rng: &mut dyn Rng,
    ) -> Option<Expert> {
        let technique = self.facts.technique(&kind.technique)?;
        let fits =
            |provider: &&Provider| provider.fields.iter().any(|field| technique.fields.contains(field));
        let employers: Vec<&Provider> = providers.iter().filter(fits).collect();
        let employer = pick(&employers, rng)?;
        let price = between(kind.price_low_minor / 1_000, kind.price_high_minor / 1_000, rng).max(1) * 1_000;
        let year = self.plan.last.year();
        let day = |month, day| Date::new(year, month, day).unwrap_or(self.plan.last);
        let tariff = Tariff::per(Unit::Hour, price, self.currency(employer.place), day(1, 1));
        Some(Expert {
            id: self.id(rng),
            host: employer.id,
            role: Text::new(format!("{} {number}", kind.role.en), format!("{}{number}号", kind.role.zh)),
            technique: Some(technique.code.clone()),
            also: self.neighbours(technique),
            place: employer.place,
            travels_to: self.destinations(employer.jurisdiction, rng),
            consent: Some(Consent { from: day(1, 1), until: day(12, 31) }),
            deliverable: Text::new("Written advice", "书面咨询意见"),
            terms: Terms {
                opening: Some(self.weekend_hours(employer.place, rng)),
                tariffs: vec![Tariff { tax: TAX, ..tariff }],
                ..Terms::default()
            },
        })
    }

    /// Further techniques that the expert masters: those of the same class, and where it has no other, of a field. Nothing
    /// is drawn for them, so that the rest of the population stays as it is.
    fn neighbours(&self, of: &TechniqueFact) -> Vec<String> {
        let others = || self.facts.techniques.iter().filter(|other| other.code != of.code);
        let of_class: Vec<&TechniqueFact> =
            others().filter(|other| other.class_code == of.class_code).collect();
        let of_field = others().filter(|other| other.fields.first() == of.fields.first());
        let found = if of_class.is_empty() { of_field.collect() } else { of_class };
        found.into_iter().take(FURTHER_MAX).map(|other| other.code.clone()).collect()
    }

    /// Experts come at the weekend, some on a working day too: "Sunday engineers".
    fn weekend_hours(&self, place: PlaceCode, rng: &mut dyn Rng) -> OpeningHours {
        let mut days = vec![Weekday::Sat, Weekday::Sun];
        if percent(40, rng) {
            days.push(Weekday::Fri);
        }
        let open = |day| OpenStretch { day, from: time(9, 0, 0, 0), until: time(17, 0, 0, 0) };
        OpeningHours { zone: self.zone(place), week: days.into_iter().map(open).collect(), closed_on: vec![] }
    }

    fn destinations(&self, home: PlaceCode, rng: &mut dyn Rng) -> Vec<PlaceCode> {
        let others = self.treasuries().filter(|&place| place != home);
        let mut travels_to = vec![home];
        travels_to.extend(others.filter(|_| percent(60, rng)));
        travels_to
    }
}
