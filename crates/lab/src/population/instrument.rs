//! Instruments: models of the facts at the providers whose fields they serve.

use jiangnan_kernel::hours::OpenStretch;
use jiangnan_kernel::{Id, Instant, Interval, Money, OpeningHours, PlaceCode, Rate, Rng, Text, Weekday};
use jiff::civil::{Time, time};
use serde::Serialize;

use super::{Provider, Workshop, techniques_of};
use crate::LabError;
use crate::draw::{Wheel, between, percent, pick, shares, stream};
use crate::facts::{ModelFact, TechniqueFact};

/// An instrument: a real model; that this provider has it, and all its figures, are invented.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Instrument {
    /// Its id.
    pub id: Id,
    /// The provider that opens it.
    pub provider: Id,
    /// The provider's city.
    pub place: PlaceCode,
    /// What it is and its model.
    pub name: Text,
    /// Who makes it.
    pub maker: String,
    /// Its model.
    pub model: String,
    /// The code of its technique.
    pub technique: String,
    /// The national class.
    pub class_code: String,
    /// The year in which it was bought.
    pub bought_in: i16,
    /// How good it is, from 0 to 1: it follows from its age.
    pub quality: f64,
    /// What its use costs.
    pub price: Price,
    /// When it can be booked.
    pub hours: OpeningHours,
    /// When it is being serviced.
    pub outages: Vec<Interval>,
    /// Whether the provider has to say yes to each reservation.
    pub needs_approval: bool,
    /// Whether enterprises may use it at all.
    pub open_to_enterprises: bool,
}

/// A published price without tax.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
pub struct Price {
    /// For an hour.
    pub per_hour: Money,
    /// For a sample that the provider measures, where it offers that.
    pub per_sample: Option<Money>,
    /// The tax that comes on top.
    pub tax: Rate,
    /// The shortest use that is charged, in minutes.
    pub minimum_minutes: u16,
}

/// Prices are whole tens of yuan.
const STEP: i64 = 1_000;

/// Value-added tax on technical services.
const TAX: Rate = Rate(600);

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
        Some(Instrument {
            id: self.id(rng),
            provider: provider.id,
            place: provider.place,
            name: Text::new(
                format!("{} {} {}", technique.device.en, model.maker, model.model),
                format!("{} {} {}", technique.device.zh, model.maker, model.model),
            ),
            maker: model.maker.clone(),
            model: model.model.clone(),
            technique: technique.code.clone(),
            class_code: technique.class_code.clone(),
            bought_in: self.plan.first.year() - 1 - age,
            quality: 1.0 - 0.05 * f64::from(age),
            price: self.price(provider, model, rng),
            hours: self.opening_hours(provider.place, rng),
            outages: self.outage(provider.place, rng).into_iter().collect(),
            needs_approval: percent(40, rng),
            open_to_enterprises: percent(92, rng),
        })
    }

    fn price(&self, provider: &Provider, model: &ModelFact, rng: &mut dyn Rng) -> Price {
        let currency = self.currency(provider.place);
        let steps = between(model.price_low_minor / STEP, model.price_high_minor / STEP, rng).max(1);
        // A sample takes half an hour, and its preparation and report cost a fifth more.
        let sample = (steps * 3 / 5).max(1) * STEP;
        Price {
            per_hour: Money::new(steps * STEP, currency),
            per_sample: percent(70, rng).then(|| Money::new(sample, currency)),
            tax: TAX,
            minimum_minutes: if percent(70, rng) { 60 } else { 30 },
        }
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
    fn outage(&self, place: PlaceCode, rng: &mut dyn Rng) -> Option<Interval> {
        let (chance, days) = (percent(12, rng), between(1, 5, rng));
        let span = i64::from((self.plan.last - self.plan.first).get_days()).max(1);
        let after = between(0, span - 1, rng);
        let midnight = Instant::of_civil(self.plan.first.at(0, 0, 0, 0), &self.zone(place)).ok()?;
        let start = midnight.plus_seconds(after * Instant::DAY);
        Interval::new(start, start.plus_seconds(days * Instant::DAY)).ok().filter(|_| chance)
    }
}
