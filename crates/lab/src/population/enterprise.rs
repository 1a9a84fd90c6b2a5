//! Invented enterprises.

use std::collections::HashSet;

use jiangnan_catalogue::{EnterpriseProfile, Organisation, OrganisationIdentifier, Profile, UnifiedCode};
use jiangnan_kernel::{Date, Id, Money, PlaceCode, Rate, Rng, Text};
use jiangnan_scheme::{ApplicantKind, Credit, Sector, Size};
use serde::Serialize;

use super::{Workshop, techniques_of};
use crate::draw::{Wheel, between, percent, pick, stream, weighted};
use crate::facts::SectorFact;
use crate::{LabError, credit_code};

/// An enterprise that does not exist. A name that equals a real one's is a coincidence.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Enterprise {
    /// Its id.
    pub id: Id,
    /// Its name, unique in the population.
    pub name: Text,
    /// Its unified social credit code with valid check characters; none outside China.
    pub credit_code: Option<UnifiedCode>,
    /// The city of its seat.
    pub place: PlaceCode,
    /// The jurisdiction of its seat.
    pub jurisdiction: PlaceCode,
    /// The code of its sector.
    pub sector_code: String,
    /// The rule language's word for the sector.
    pub sector: Sector,
    /// Its own size.
    pub size: Size,
    /// The size counted over its whole group.
    pub group_size: Size,
    /// The enterprise that controls it. A controller is itself controlled by nobody.
    pub controller: Option<Id>,
    /// The share that the controller holds.
    pub group_share: Rate,
    /// Employees.
    pub jobs: u32,
    /// Its equity.
    pub equity: Money,
    /// Whether its shares are listed.
    pub listed: bool,
    /// Its public credit record.
    pub credit: Credit,
    /// When it was founded.
    pub founded_on: Date,
}

impl Enterprise {
    /// The enterprise as an organisation of the catalogue. Every one is a company, none is in difficulty or held
    /// by a public body.
    pub fn organisation(&self) -> Organisation {
        let profile = EnterpriseProfile {
            applicant: Some(ApplicantKind::Company),
            size: Some(self.size),
            group_size: Some(self.group_size),
            sector: Some(self.sector),
            jobs: Some(self.jobs),
            equity_minor: Some(self.equity.minor),
            listed: Some(self.listed),
            in_difficulty: Some(false),
            credit: Some(self.credit),
            public_share: Some(Rate::default()),
            group_share: Some(self.group_share),
        };
        Organisation {
            id: self.id,
            name: self.name.clone(),
            place: self.place,
            identifier: self.credit_code.clone().map(OrganisationIdentifier::UnifiedCode),
            controller: self.controller,
            founded_on: Some(self.founded_on),
            profile: Profile::Enterprise(profile),
        }
    }
}

/// How often each size occurs, in percent (invented).
const SIZES: [(Size, u64); 4] = [(Size::Micro, 30), (Size::Small, 45), (Size::Medium, 20), (Size::Large, 5)];

/// How often each credit record occurs, in percent (invented).
const CREDITS: [(Credit, u64); 3] = [(Credit::Clear, 97), (Credit::Irregular, 2), (Credit::Dishonest, 1)];

/// Of how many in a hundred micro and small enterprises another one has control (invented).
const CONTROLLED_PERCENT: u64 = 6;

/// After how many names that are taken the search ends.
const NAME_TRIES: usize = 1_000;

impl Workshop<'_> {
    pub(super) fn enterprises(&self) -> Result<Vec<Enterprise>, LabError> {
        let facts = self.facts;
        for sector in &facts.sectors {
            if techniques_of(facts, &sector.fields).is_empty() {
                return Err(LabError::NoTechnique { table: "sectors", code: sector.code.clone() });
            }
        }
        let cities = Wheel::new(facts.cities.iter().map(|city| u64::from(city.weight)));
        let sectors = Wheel::new(facts.sectors.iter().map(|sector| u64::from(sector.weight)));
        let mut rng = stream(self.plan.seed, "enterprises");
        let mut names = HashSet::new();
        let mut enterprises = Vec::with_capacity(self.plan.enterprises);
        for made in 0..self.plan.enterprises {
            let city = cities.draw(&mut rng).and_then(|at| facts.cities.get(at));
            let sector = sectors.draw(&mut rng).and_then(|at| facts.sectors.get(at));
            let place = city.ok_or(LabError::NoWeight("cities"))?.place;
            let sector = sector.ok_or(LabError::NoWeight("sectors"))?;
            let name = (0..NAME_TRIES).find_map(|_| {
                self.name(place, sector, &mut rng).filter(|name| names.insert(name.zh.clone()))
            });
            let name = name.ok_or(LabError::NamesRunOut { made })?;
            enterprises.push(self.enterprise(made, name, place, sector, &mut rng)?);
        }
        self.join_groups(&mut enterprises);
        Ok(enterprises)
    }

    /// City, two invented parts, the word of the sector, the legal form.
    fn name(&self, place: PlaceCode, sector: &SectorFact, rng: &mut dyn Rng) -> Option<Text> {
        let stem = pick(&self.facts.stems, rng)?;
        let tail = pick(&self.facts.tails, rng)?;
        let city = &self.places.get(place)?.name;
        let city_zh = city.zh.strip_suffix('市').unwrap_or(&city.zh);
        Some(Text::new(
            format!("{} {}{} {} Co., Ltd.", city.en, stem.en, tail.en.to_lowercase(), sector.part.en),
            format!("{city_zh}{}{}{}有限公司", stem.zh, tail.zh, sector.part.zh),
        ))
    }

    fn enterprise(
        &self,
        number: usize,
        name: Text,
        place: PlaceCode,
        sector: &SectorFact,
        rng: &mut dyn Rng,
    ) -> Result<Enterprise, LabError> {
        let size = weighted(&SIZES, rng).unwrap_or(Size::Small);
        let (fewest, most) = jobs(size);
        let jobs = u32::try_from(between(fewest, most, rng)).unwrap_or(1);
        // From 20,000 to 200,000 yuan for each employee.
        let equity = i64::from(jobs) * between(2, 20, rng) * 1_000_000;
        let division = self.places.get(place).map_or("", |place| place.other_code.as_str());
        Ok(Enterprise {
            id: self.id(rng),
            credit_code: credit_code::invented(division, number as u64 + 1),
            name,
            place,
            jurisdiction: self.jurisdiction("cities", place)?,
            sector_code: sector.code.clone(),
            sector: sector.section,
            size,
            group_size: size,
            controller: None,
            group_share: Rate::default(),
            jobs,
            equity: Money::new(equity, self.currency(place)),
            listed: size == Size::Large && percent(30, rng),
            credit: weighted(&CREDITS, rng).unwrap_or(Credit::Clear),
            founded_on: self.founding_day(rng),
        })
    }

    fn founding_day(&self, rng: &mut dyn Rng) -> Date {
        let years_ago = i16::try_from(rng.below(25)).unwrap_or(0) + 1;
        let month = i8::try_from(between(1, 12, rng)).unwrap_or(1);
        let day = i8::try_from(between(1, 28, rng)).unwrap_or(1);
        Date::new(self.plan.first.year() - years_ago, month, day).unwrap_or(self.plan.first)
    }

    /// Puts some micro and small enterprises under the control of a medium or large one.
    fn join_groups(&self, enterprises: &mut [Enterprise]) {
        let mut rng = stream(self.plan.seed, "groups");
        let is_head = |enterprise: &&Enterprise| enterprise.size >= Size::Medium;
        let heads: Vec<(Id, Size)> =
            enterprises.iter().filter(is_head).map(|head| (head.id, head.size)).collect();
        for enterprise in enterprises.iter_mut().filter(|enterprise| enterprise.size < Size::Medium) {
            if !percent(CONTROLLED_PERCENT, &mut rng) {
                continue;
            }
            if let Some(&(head, size)) = pick(&heads, &mut rng) {
                enterprise.controller = Some(head);
                enterprise.group_size = size;
                enterprise.group_share = Rate(u32::try_from(between(51, 100, &mut rng)).unwrap_or(51) * 100);
            }
        }
    }
}

/// Fewest and most employees of a size class: those of Chinese industry (2011), the largest cut at 5,000.
fn jobs(size: Size) -> (i64, i64) {
    match size {
        Size::Micro => (1, 19),
        Size::Small => (20, 299),
        Size::Medium => (300, 999),
        Size::Large => (1_000, 5_000),
    }
}
