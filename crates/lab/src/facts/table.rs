//! The lines of the tables as they stand in the files.

use jiangnan_kernel::{Date, PlaceCode, Text};
use jiangnan_scheme::{ProviderKind, Sector};
use serde::Deserialize;
use serde::de::DeserializeOwned;

use super::{ExpertFact, FactError, ProviderFact, SectorFact, TechniqueFact};

pub(super) fn convert<L: DeserializeOwned, F>(
    table: &'static str,
    text: &str,
    into_fact: impl Fn(L) -> F,
) -> Result<Vec<F>, FactError> {
    let facts: Vec<F> = read::<L>(table, text)?.into_iter().map(into_fact).collect();
    if facts.is_empty() { Err(FactError::Empty(table)) } else { Ok(facts) }
}

pub(super) fn read<L: DeserializeOwned>(table: &'static str, text: &str) -> Result<Vec<L>, FactError> {
    let mut reader = csv::Reader::from_reader(text.as_bytes());
    let bad = |error: csv::Error| FactError::BadLine {
        table,
        line: error.position().map_or(0, csv::Position::line),
        reason: error.to_string(),
    };
    reader.deserialize().map(|line| line.map_err(bad)).collect()
}

fn list(cell: &str) -> Vec<String> {
    cell.split('|').filter(|item| !item.is_empty()).map(str::to_owned).collect()
}

#[derive(Deserialize)]
pub(super) struct NameLine {
    pub(super) part: String,
    zh: String,
    en: String,
}

impl NameLine {
    pub(super) fn text(&self) -> Text {
        Text::new(self.en.as_str(), self.zh.as_str())
    }
}

#[derive(Deserialize)]
pub(super) struct ProviderLine {
    code: String,
    name_zh: String,
    name_en: String,
    place: PlaceCode,
    kind: ProviderKind,
    evaluation_year: i16,
    evaluation_result: String,
    fields: String,
    weight: u32,
}

impl ProviderLine {
    pub(super) fn into_fact(self) -> ProviderFact {
        ProviderFact {
            code: self.code,
            name: Text::new(self.name_en, self.name_zh),
            place: self.place,
            kind: self.kind,
            evaluation_year: self.evaluation_year,
            evaluation_result: self.evaluation_result,
            fields: list(&self.fields),
            weight: self.weight,
        }
    }
}

#[derive(Deserialize)]
pub(super) struct TechniqueLine {
    code: String,
    label_en: String,
    label_zh: String,
    instrument_en: String,
    instrument_zh: String,
    synonyms_en: String,
    synonyms_zh: String,
    class_code: String,
    fields: String,
}

impl TechniqueLine {
    pub(super) fn into_fact(self) -> TechniqueFact {
        TechniqueFact {
            code: self.code,
            label: Text::new(self.label_en, self.label_zh),
            device: Text::new(self.instrument_en, self.instrument_zh),
            synonyms_en: list(&self.synonyms_en),
            synonyms_zh: list(&self.synonyms_zh),
            class_code: self.class_code,
            fields: list(&self.fields),
        }
    }
}

#[derive(Deserialize)]
pub(super) struct ExpertLine {
    technique: String,
    role_en: String,
    role_zh: String,
    price_low_minor: i64,
    price_high_minor: i64,
}

impl ExpertLine {
    pub(super) fn into_fact(self) -> ExpertFact {
        ExpertFact {
            technique: self.technique,
            role: Text::new(self.role_en, self.role_zh),
            price_low_minor: self.price_low_minor,
            price_high_minor: self.price_high_minor,
        }
    }
}

#[derive(Deserialize)]
pub(super) struct SectorLine {
    code: String,
    section: Sector,
    name_en: String,
    name_zh: String,
    part_zh: String,
    part_en: String,
    fields: String,
    weight: u32,
}

impl SectorLine {
    pub(super) fn into_fact(self) -> SectorFact {
        SectorFact {
            code: self.code,
            section: self.section,
            name: Text::new(self.name_en, self.name_zh),
            part: Text::new(self.part_en, self.part_zh),
            fields: list(&self.fields),
            weight: self.weight,
        }
    }
}

#[derive(Deserialize)]
pub(super) struct ClosedLine {
    pub(super) date: Date,
}
