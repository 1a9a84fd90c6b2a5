//! An order as JSON that [`Order::read_json`] reads back.

use serde_json::{Map, Value as Json};

use crate::fact::{Fact, FactKind};
use crate::order::Order;

impl Order {
    /// All known facts as people write them, by their full names, with the currency.
    pub fn to_json(&self) -> Json {
        let mut object = Map::new();
        object.insert("currency".to_owned(), Json::String(self.currency().to_string()));
        for &fact in Fact::ALL.iter().filter(|fact| !fact.is_computed() || **fact == Fact::OrderRelatedParty)
        {
            if let Some(value) = self.written(fact) {
                object.insert(fact.name().to_owned(), value);
            }
        }
        Json::Object(object)
    }

    fn written(&self, fact: Fact) -> Option<Json> {
        let number = self.get(fact)?;
        let text = match fact.kind() {
            FactKind::Place => self.place(fact)?.to_string(),
            FactKind::Word(vocabulary) => {
                vocabulary.words.get(usize::try_from(number).ok()?)?.name.to_owned()
            }
            FactKind::Flag => return Some(Json::Bool(number != 0)),
            FactKind::Money => self.currency().format_minor(number),
            FactKind::Date => self.date_of(fact)?.to_string(),
            FactKind::Count => return Some(Json::from(number)),
            FactKind::Hours => hours(number)?,
            FactKind::Share => format!("{}.{:02}%", number / 100, number % 100),
            FactKind::Subject => self.subject(fact)?.to_string(),
        };
        Some(Json::String(text))
    }
}

/// Hours with as many decimals as they need; none where no such number is whole seconds.
fn hours(seconds: i64) -> Option<String> {
    let hundredths = seconds.checked_mul(100)?;
    let exact = hundredths % 3_600 == 0;
    let hundredths = hundredths / 3_600;
    exact.then(|| format!("{}.{:02}", hundredths / 100, hundredths % 100))
}
