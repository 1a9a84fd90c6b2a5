//! The facts out of which a population is made: read from tables that are handed in as text.

mod error;
mod table;

use std::collections::HashSet;

use jiangnan_kernel::{Date, PlaceCode, Text};
use jiangnan_scheme::{ProviderKind, Sector};
use serde::Deserialize;

pub use error::FactError;

use table::{ClosedLine, ExpertLine, NameLine, ProviderLine, SectorLine, TechniqueLine, convert, read};

/// The tables as text (CSV with a header), as `data/demo/README.md` documents them.
#[derive(Clone, Copy, Debug)]
pub struct FactTables<'a> {
    /// Providers.
    pub providers: &'a str,
    /// Techniques.
    pub techniques: &'a str,
    /// Instrument models.
    pub models: &'a str,
    /// Kinds of expert.
    pub experts: &'a str,
    /// Sectors of enterprises.
    pub sectors: &'a str,
    /// Cities with their weight.
    pub cities: &'a str,
    /// Parts of invented company names.
    pub names: &'a str,
    /// Days on which nobody works; may have no line.
    pub closed: &'a str,
}

/// What the population is made of.
#[derive(Clone, Debug)]
pub struct Facts {
    /// Providers.
    pub providers: Vec<ProviderFact>,
    /// Techniques.
    pub techniques: Vec<TechniqueFact>,
    /// Instrument models.
    pub models: Vec<ModelFact>,
    /// Kinds of expert.
    pub experts: Vec<ExpertFact>,
    /// Sectors of enterprises.
    pub sectors: Vec<SectorFact>,
    /// Cities in which enterprises sit.
    pub cities: Vec<CityFact>,
    /// First parts of company names.
    pub stems: Vec<Text>,
    /// Second parts of company names.
    pub tails: Vec<Text>,
    /// Days on which nobody works.
    pub closed: Vec<Date>,
}

/// A real institution that opens its instruments.
#[derive(Clone, Debug)]
pub struct ProviderFact {
    /// Our short code.
    pub code: String,
    /// Its name.
    pub name: Text,
    /// Its city.
    pub place: PlaceCode,
    /// What kind of body it is.
    pub kind: ProviderKind,
    /// The year of the evaluation.
    pub evaluation_year: i16,
    /// The result, as published.
    pub evaluation_result: String,
    /// The fields it works in.
    pub fields: Vec<String>,
    /// The relative number of its instruments (invented).
    pub weight: u32,
}

/// A technique of measurement or preparation.
#[derive(Clone, Debug)]
pub struct TechniqueFact {
    /// CHMO, PaNET or own code.
    pub code: String,
    /// Its name.
    pub label: Text,
    /// What a device of this technique is called.
    pub device: Text,
    /// English synonyms.
    pub synonyms_en: Vec<String>,
    /// Chinese synonyms.
    pub synonyms_zh: Vec<String>,
    /// The national class.
    pub class_code: String,
    /// The fields it serves.
    pub fields: Vec<String>,
}

/// A model on the market, with an invented range of prices.
#[derive(Clone, Debug, Deserialize)]
pub struct ModelFact {
    /// Who makes it.
    pub maker: String,
    /// Its name.
    pub model: String,
    /// The code of its technique.
    pub technique: String,
    /// Lowest price per hour in minor units.
    pub price_low_minor: i64,
    /// Highest price per hour in minor units.
    pub price_high_minor: i64,
}

/// A kind of expert.
#[derive(Clone, Debug)]
pub struct ExpertFact {
    /// The code of the technique.
    pub technique: String,
    /// The role, which stands in place of a person's name.
    pub role: Text,
    /// Lowest price per hour in minor units.
    pub price_low_minor: i64,
    /// Highest price per hour in minor units.
    pub price_high_minor: i64,
}

/// A sector of enterprises.
#[derive(Clone, Debug)]
pub struct SectorFact {
    /// The code of the national classification.
    pub code: String,
    /// The rule language's word for its section.
    pub section: Sector,
    /// Its name.
    pub name: Text,
    /// The word for it in a company's name.
    pub part: Text,
    /// The fields whose techniques its enterprises order.
    pub fields: Vec<String>,
    /// The relative number of enterprises (invented).
    pub weight: u32,
}

/// A city in which enterprises sit.
#[derive(Clone, Debug, Deserialize)]
pub struct CityFact {
    /// Its code.
    pub place: PlaceCode,
    /// The relative number of enterprises: its population.
    #[serde(rename = "population_2020")]
    pub weight: u32,
}

impl Facts {
    /// Reads the tables and checks that they fit each other.
    ///
    /// # Errors
    /// The first line that cannot be read, an empty table, a code that stands twice, an unknown technique or
    /// prices that are no range.
    pub fn read(tables: &FactTables<'_>) -> Result<Facts, FactError> {
        let parts = read::<NameLine>("names", tables.names)?;
        let of_part =
            |part: &str| parts.iter().filter(|line| line.part == part).map(NameLine::text).collect();
        let facts = Facts {
            providers: convert("providers", tables.providers, ProviderLine::into_fact)?,
            techniques: convert("techniques", tables.techniques, TechniqueLine::into_fact)?,
            models: convert("models", tables.models, |model: ModelFact| model)?,
            experts: convert("experts", tables.experts, ExpertLine::into_fact)?,
            sectors: convert("sectors", tables.sectors, SectorLine::into_fact)?,
            cities: convert("cities", tables.cities, |city: CityFact| city)?,
            stems: of_part("stem"),
            tails: of_part("tail"),
            closed: read::<ClosedLine>("closed", tables.closed)?.iter().map(|line| line.date).collect(),
        };
        facts.check()?;
        Ok(facts)
    }

    /// The technique of a code.
    pub fn technique(&self, code: &str) -> Option<&TechniqueFact> {
        self.techniques.iter().find(|technique| technique.code == code)
    }

    fn check(&self) -> Result<(), FactError> {
        unique("providers", self.providers.iter().map(|provider| provider.code.as_str()))?;
        let known = unique("techniques", self.techniques.iter().map(|technique| technique.code.as_str()))?;
        unique("sectors", self.sectors.iter().map(|sector| sector.code.as_str()))?;
        unique("cities", self.cities.iter().map(|city| city.place.as_str()))?;
        for model in &self.models {
            require_technique("models", &known, &model.technique)?;
            require_prices("models", &model.model, model.price_low_minor, model.price_high_minor)?;
        }
        for expert in &self.experts {
            require_technique("experts", &known, &expert.technique)?;
            require_prices("experts", &expert.role.en, expert.price_low_minor, expert.price_high_minor)?;
        }
        if self.stems.is_empty() || self.tails.is_empty() {
            return Err(FactError::Empty("names"));
        }
        Ok(())
    }
}

fn unique<'a>(
    table: &'static str,
    codes: impl Iterator<Item = &'a str>,
) -> Result<HashSet<&'a str>, FactError> {
    let mut seen = HashSet::new();
    for code in codes {
        if !seen.insert(code) {
            return Err(FactError::Twice { table, code: code.to_owned() });
        }
    }
    Ok(seen)
}

fn require_technique(table: &'static str, known: &HashSet<&str>, code: &str) -> Result<(), FactError> {
    if known.contains(code) {
        Ok(())
    } else {
        Err(FactError::UnknownTechnique { table, code: code.to_owned() })
    }
}

fn require_prices(table: &'static str, code: &str, low: i64, high: i64) -> Result<(), FactError> {
    if 0 < low && low <= high {
        Ok(())
    } else {
        Err(FactError::BadPrices { table, code: code.to_owned(), low, high })
    }
}
