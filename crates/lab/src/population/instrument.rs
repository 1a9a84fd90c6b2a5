//! Instruments: models of the facts at the providers whose fields they serve.

use jiangnan_catalogue::{Access, Instrument as Record, Outage, Tariff, TariffLine, Terms, Unit};
use jiangnan_kernel::hours::OpenStretch;
use jiangnan_kernel::{Date, Instant, Interval, OpeningHours, PlaceCode, Rate, Rng, Text, Weekday};
use jiff::civil::{Time, time};
use serde::Serialize;

use super::{Provider, Workshop, techniques_of};
use crate::LabError;
use crate::draw::{Wheel, between, percent, pick, shares, stream, weighted};
use crate::facts::{ModelFact, TechniqueFact};

/// An instrument: a real model; that this provider has it, and all its figures, are invented.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Instrument {
    /// As the catalogue keeps it.
    pub record: Record,
    /// The year in which it was bought.
    pub bought_in: i16,
    /// How good it is, from 0 to 1: it follows from its age.
    pub quality: f64,
    /// Whether the provider has to say yes to each reservation.
    pub needs_approval: bool,
}

/// Prices are whole tens of yuan.
const STEP: i64 = 1_000;

/// Value-added tax on technical services.
pub(super) const TAX: Rate = Rate(600);

/// Who may use an instrument, in percent (invented).
const ACCESS: [(Access, u64); 3] = [(Access::Open, 88), (Access::Trained, 5), (Access::OwnOrganisation, 7)];

impl Workshop<'_> {
    pub(super) fn instruments(&self, providers: &[Provider]) -> Result<Vec<Instrument>, LabError> {
        let mut rng = stream(self.plan.seed, "instruments");
        let weights: Vec<u32> = self.facts.providers.iter().map(|fact| fact.weight).collect();
        if weights.iter().all(|&weight| weight == 0) {
            return Err(LabError::NoWeight("providers"));
        }
        let mut instruments = Vec::with_capacity(self.plan.instruments);
        for (provider, count) in providers.iter().zip(shares(self.plan.instruments, &weights)) {
            let techniques = techniques_of(self.facts, &provider.fields);
            if techniques.is_empty() {
                return Err(LabError::NoTechnique { table: "providers", code: provider.code.clone() });
            }
            // A technique with many models on the market is also owned more often.
            let models = |technique: &&TechniqueFact| self.models_of(technique).count() as u64;
            let wheel = Wheel::new(techniques.iter().map(models));
            for _ in 0..count {
                let technique = wheel.draw(&mut rng).and_then(|at| techniques.get(at));
                instruments.extend(technique.and_then(|it| self.instrument(provider, it, &mut rng)));
            }
        }
        Ok(instruments)
    }

    fn models_of(&self, technique: &TechniqueFact) -> impl Iterator<Item = &ModelFact> {
        let code = technique.code.clone();
        self.facts.models.iter().filter(move |model| model.technique == code)
    }

    fn instrument(
        &self,
        provider: &Provider,
        technique: &TechniqueFact,
        rng: &mut dyn Rng,
    ) -> Option<Instrument> {
        let models: Vec<&ModelFact> = self.models_of(technique).collect();
        let model = *pick(&models, rng)?;
        let age = i16::try_from(rng.below(13)).unwrap_or(0);
        let name = Text::new(
            format!("{} {} {}", technique.device.en, model.maker, model.model),
            format!("{} {} {}", technique.device.zh, model.maker, model.model),
        );
        let record = Record {
            maker: model.maker.clone(),
            model: model.model.clone(),
            technique: Some(technique.code.clone()),
            class: Some(technique.class_code.clone()),
            terms: Terms {
                opening: Some(self.opening_hours(provider.place, rng)),
                outages: self.outage(provider.place, rng).into_iter().collect(),
                access: weighted(&ACCESS, rng).unwrap_or_default(),
                tariffs: self.tariffs(provider, model, rng),
            },
            ..Record::new(self.id(rng), provider.id, name, provider.place)
        };
        Some(Instrument {
            record,
            bought_in: self.plan.first.year() - 1 - age,
            quality: 1.0 - 0.05 * f64::from(age),
            needs_approval: percent(40, rng),
        })
    }

    /// The tariff of the plan's year; for some also that of the year before, a tenth lower.
    fn tariffs(&self, provider: &Provider, model: &ModelFact, rng: &mut dyn Rng) -> Vec<Tariff> {
        let hour = between(model.price_low_minor / STEP, model.price_high_minor / STEP, rng).max(1);
        // A sample takes half an hour, and its preparation and report cost a fifth more.
        let (unit, steps) =
            if percent(70, rng) { (Unit::Hour, hour) } else { (Unit::Sample, (hour * 3 / 5).max(1)) };
        let year = self.plan.first.year();
        let first = |year| Date::new(year, 1, 1).unwrap_or(self.plan.first);
        let version = |external: i64, from: Date, until: Option<Date>| Tariff {
            from,
            until,
            currency: self.currency(provider.place),
            lines: vec![TariffLine {
                unit,
                internal_minor: Some(external / 2),
                external_minor: Some(external),
            }],
            minimum_minor: external / 2,
            tax: TAX,
            tax_included: false,
        };
        let mut tariffs = Vec::new();
        if percent(25, rng) {
            let last = first(year).yesterday().unwrap_or(self.plan.first);
            tariffs.push(version(steps * STEP * 9 / 10, first(year - 1), Some(last)));
        }
        tariffs.push(version(steps * STEP, first(year), None));
        tariffs
    }

    /// Three patterns: office hours, from morning to night without Sunday, round the clock.
    fn opening_hours(&self, place: PlaceCode, rng: &mut dyn Rng) -> OpeningHours {
        use Weekday::{Fri, Mon, Sat, Sun, Thu, Tue, Wed};
        let zone = self.zone(place);
        let every = |days: &[Weekday], from: Time, until: Time| OpeningHours {
            zone: zone.clone(),
            week: days.iter().map(|&day| OpenStretch { day, from, until }).collect(),
            closed_on: Vec::new(),
        };
        let hours = match rng.below(20) {
            0 => every(&[Mon, Tue, Wed, Thu, Fri, Sat, Sun], Time::midnight(), Time::midnight()),
            1..=5 => every(&[Mon, Tue, Wed, Thu, Fri, Sat], time(8, 0, 0, 0), time(22, 0, 0, 0)),
            _ => OpeningHours::workdays(zone, time(8, 30, 0, 0), time(17, 30, 0, 0)),
        };
        OpeningHours { closed_on: self.facts.closed.clone(), ..hours }
    }

    /// One instrument in eight is serviced for some days of the stretch.
    fn outage(&self, place: PlaceCode, rng: &mut dyn Rng) -> Option<Outage> {
        let (chance, days) = (percent(12, rng), between(1, 5, rng));
        let span = i64::from((self.plan.last - self.plan.first).get_days()).max(1);
        let after = between(0, span - 1, rng);
        let midnight = Instant::of_civil(self.plan.first.at(0, 0, 0, 0), &self.zone(place)).ok()?;
        let start = midnight.plus_seconds(after * Instant::DAY);
        let interval =
            Interval::new(start, start.plus_seconds(days * Instant::DAY)).ok().filter(|_| chance)?;
        Some(Outage { interval, reason: Text::new("Maintenance", "设备维护") })
    }
}
