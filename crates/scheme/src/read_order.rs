//! ORDER.json: the facts of an order as people and programs write them.

use jiangnan_kernel::{Currency, Id, PlaceCode, PlaceTree, Rate};
use serde_json::Value as Json;
use sha2::{Digest, Sha256};

use crate::day::parse_date;
use crate::diagnostic::nearest;
use crate::fact::{Fact, FactKind};
use crate::order::{Order, Value};
use crate::read::{AMOUNT_MAX, HOURS_MAX};

/// Why a text is not an order.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum OrderError {
    /// The text is not JSON.
    #[error("this is not JSON: {0}")]
    NotJson(String),
    /// The JSON is not an object.
    #[error(
        "an order is an object: write {{\"currency\": \"CNY\", \"order\": {{\"date\": \"2026-03-01\"}}}}"
    )]
    NotAnObject,
    /// The currency is missing or unknown.
    #[error("`currency` must be the three capital letters of ISO 4217, for example \"CNY\"")]
    NoCurrency,
    /// A name is not a fact.
    #[error("`{name}` is not a known fact{}", .nearest.map(|name| format!(" (nearest known name: `{name}`)")).unwrap_or_default())]
    UnknownFact {
        /// The name as written.
        name: String,
        /// The known name that is most like it.
        nearest: Option<&'static str>,
    },
    /// The price with tax is less than that without.
    #[error(
        "`order.price-with-tax` is `{with}`, less than `order.price-without-tax`, `{without}`: write both as the \
         invoice has them"
    )]
    TaxBelowZero {
        /// The price with tax.
        with: String,
        /// The price without.
        without: String,
    },
    /// The value of a fact cannot be read.
    #[error("`{fact}` cannot be `{value}`: write {expected}")]
    WrongValue {
        /// The fact.
        fact: &'static str,
        /// The value as written.
        value: String,
        /// The right form.
        expected: String,
    },
}

/// The id that a name stands for: an id is read as it is, any other text is hashed.
pub fn subject_id(text: &str) -> Id {
    text.parse().unwrap_or_else(|_| {
        let hash = Sha256::digest(text.as_bytes());
        Id(hash.iter().take(16).fold(0u128, |bits, byte| bits << 8 | u128::from(*byte)))
    })
}

impl Order {
    /// Reads an order: an object with `currency` and one object for each group of facts.
    ///
    /// # Errors
    /// Everything that is wrong; without a currency nothing else is looked at.
    pub fn read_json(text: &str, places: &PlaceTree) -> Result<Order, Vec<OrderError>> {
        let json: Json =
            serde_json::from_str(text).map_err(|error| vec![OrderError::NotJson(error.to_string())])?;
        let Json::Object(object) = json else { return Err(vec![OrderError::NotAnObject]) };
        let currency = object.get("currency").and_then(Json::as_str).and_then(|code| code.parse().ok());
        let mut order = Order::new(currency.ok_or_else(|| vec![OrderError::NoCurrency])?);
        let mut wrong = Vec::new();
        for (group, facts) in object.iter().filter(|(group, _)| *group != "currency") {
            match facts {
                Json::Object(facts) if !(facts.is_empty() && group.contains('.')) => {
                    let read =
                        |(name, value)| order.read_fact(&format!("{group}.{name}"), value, places).err();
                    wrong.extend(facts.iter().filter_map(read));
                }
                _ => wrong.extend(order.read_fact(group, facts, places).err()),
            }
        }
        wrong.extend(order.tax_below_zero());
        if wrong.is_empty() { Ok(order) } else { Err(wrong) }
    }

    /// What is wrong where the price with tax lies below that without.
    fn tax_below_zero(&self) -> Option<OrderError> {
        let (without, with) = (self.get(Fact::OrderPriceWithoutTax)?, self.get(Fact::OrderPriceWithTax)?);
        let written = |minor| self.currency().format_minor(minor);
        (with < without).then(|| OrderError::TaxBelowZero { with: written(with), without: written(without) })
    }

    fn read_fact(&mut self, name: &str, value: &Json, places: &PlaceTree) -> Result<(), OrderError> {
        let fact = Fact::of_name(name).ok_or_else(|| unknown(name))?;
        let written = match value {
            Json::String(text) => text.clone(),
            other => other.to_string(),
        };
        self.read_text(fact, &written, places)
    }

    /// Sets a fact from its text, as written in cases and in orders.
    ///
    /// # Errors
    /// [`OrderError::WrongValue`] where the text does not have the fact's form.
    pub fn read_text(&mut self, fact: Fact, text: &str, places: &PlaceTree) -> Result<(), OrderError> {
        let understood = match fact.kind() {
            FactKind::Place => text.parse::<PlaceCode>().is_ok_and(|code| self.set_place(fact, code, places)),
            _ => parse(fact, text, self.currency()).is_some_and(|value| self.set(fact, value)),
        };
        if understood {
            return Ok(());
        }
        let value = text.chars().take(60).collect();
        Err(OrderError::WrongValue { fact: fact.name(), value, expected: form(fact, self.currency()) })
    }
}

fn unknown(name: &str) -> OrderError {
    let near = nearest(name, Fact::ALL.iter().map(|fact| fact.name()));
    OrderError::UnknownFact { name: name.chars().take(60).collect(), nearest: near }
}

fn parse(fact: Fact, text: &str, currency: Currency) -> Option<Value> {
    match fact.kind() {
        FactKind::Place => None,
        FactKind::Word(vocabulary) => vocabulary.index(text).map(Value::Word),
        FactKind::Flag => match text {
            "true" | "yes" => Some(Value::Flag(true)),
            "false" | "no" => Some(Value::Flag(false)),
            _ => None,
        },
        FactKind::Money => {
            let minor = currency.parse_minor(text).ok().filter(|minor| (0..=AMOUNT_MAX).contains(minor));
            minor.map(Value::Minor)
        }
        FactKind::Date => parse_date(text).map(Value::Date),
        FactKind::Count => text.parse().ok().map(Value::Count),
        FactKind::Hours => crate::read::hours_to_seconds(text).map(Value::Seconds),
        FactKind::Share => text.parse::<Rate>().ok().map(|rate| Value::Share(rate.0)),
        FactKind::Subject => Some(Value::Subject(subject_id(text))),
    }
}

/// The right form of a fact's value in an order.
fn form(fact: Fact, currency: Currency) -> String {
    match fact.kind() {
        FactKind::Place => "the code of a known place, for example \"CN-330100\"".to_owned(),
        FactKind::Word(vocabulary) => {
            format!("one of {}", vocabulary.names().collect::<Vec<_>>().join(", "))
        }
        FactKind::Flag => "true or false".to_owned(),
        FactKind::Money => format!(
            "an amount from 0 to {} as text, for example \"{}\"",
            currency.format_minor(AMOUNT_MAX),
            currency.format_minor(120_000)
        ),
        FactKind::Date => "a date, for example \"2026-03-01\"".to_owned(),
        FactKind::Count => "a whole number, for example 3".to_owned(),
        FactKind::Hours => format!("hours from 0 to {HOURS_MAX} as text, for example \"2.5\""),
        FactKind::Share => "a percentage as text, for example \"25%\"".to_owned(),
        FactKind::Subject => "an id or a name, for example \"lake-tools\"".to_owned(),
    }
}
