//! Single values: texts, words, amounts, dates, places.

use std::ops::Range;

use jiangnan_kernel::{MoneyError, PlaceCode, Rate, Text};
use toml::de::{DeTable, DeValue};

use super::{Node, Reader};
use crate::clause::{Part, Span};
use crate::day::{day_number, parse_date};
use crate::vocabulary::Vocabulary;

/// The largest amount, in minor units: all that is computed from it is exact.
pub(crate) const AMOUNT_MAX: i64 = 1_000_000_000_000_000_000;
/// The most months or days of a span.
pub(crate) const SPAN_MAX: i64 = 12_000;

/// A table of the file with what it is called in messages.
#[derive(Clone)]
pub(super) struct Fields<'d> {
    pub(super) table: &'d DeTable<'d>,
    pub(super) span: Range<usize>,
    pub(super) name: &'static str,
}

impl<'d> Fields<'d> {
    pub(super) fn get(&self, key: &str) -> Option<&'d Node<'d>> {
        self.table.get(key)
    }
}

fn kind_of(node: &Node<'_>) -> &'static str {
    match node.get_ref() {
        DeValue::String(_) => "a text",
        DeValue::Integer(_) | DeValue::Float(_) => "a number",
        DeValue::Boolean(_) => "true or false",
        DeValue::Datetime(_) => "a date",
        DeValue::Array(_) => "a list",
        DeValue::Table(_) => "a table",
    }
}

impl Reader<'_> {
    /// Reports every key that is not among the known ones.
    pub(super) fn known_keys(&mut self, fields: &Fields<'_>, known: &[&str]) {
        for key in fields.table.keys() {
            let name: &str = key.get_ref();
            if !known.contains(&name) {
                self.findings
                    .error(&key.span(), format!("`{name}` is not a key of {}", fields.name))
                    .help(format!("known keys: {}", known.join(", ")))
                    .nearest(name, known.iter().copied());
            }
        }
    }

    /// The value of a key that must be there.
    pub(super) fn needed<'d>(
        &mut self,
        fields: &Fields<'d>,
        key: &str,
        example: &str,
    ) -> Option<&'d Node<'d>> {
        let node = fields.get(key);
        if node.is_none() {
            self.findings
                .error(&fields.span, format!("{} has no `{key}`", fields.name))
                .help(format!("add `{key} = {example}`"));
        }
        node
    }

    pub(super) fn expected(&mut self, node: &Node<'_>, what: &str, example: &str) {
        let found = match node.get_ref().as_str() {
            Some(text) => format!("`{}`", text.chars().take(60).collect::<String>()),
            None => kind_of(node).to_owned(),
        };
        self.findings
            .error(&node.span(), format!("{found} is not {what}"))
            .help(format!("write, for example, {example}"));
    }

    pub(super) fn string<'d>(&mut self, node: &'d Node<'d>, what: &str, example: &str) -> Option<&'d str> {
        let text = node.get_ref().as_str();
        if text.is_none() {
            self.expected(node, what, example);
        }
        text
    }

    pub(super) fn table<'d>(
        &mut self,
        node: &'d Node<'d>,
        name: &'static str,
        example: &str,
    ) -> Option<Fields<'d>> {
        match node.get_ref().as_table() {
            Some(table) => Some(Fields { table, span: node.span(), name }),
            None => {
                self.expected(node, &format!("a table for {name}"), example);
                None
            }
        }
    }

    /// A text in both languages, or one plain text for both.
    pub(super) fn text(&mut self, node: &Node<'_>) -> Option<Text> {
        let example = r#"{ en = "Limits", zh = "限额" }"#;
        if let Some(plain) = node.get_ref().as_str() {
            return Some(Text::new(plain, plain));
        }
        let fields = self.table(node, "a text in both languages", example)?;
        self.known_keys(&fields, &["en", "zh"]);
        let mut read = |key| fields.get(key).map_or(Some(""), |node| self.string(node, "a text", example));
        let (en, zh) = (read("en"), read("zh"));
        Some(Text::new(en?, zh?))
    }

    pub(super) fn flag(&mut self, node: &Node<'_>) -> Option<bool> {
        let flag = node.get_ref().as_bool();
        if flag.is_none() {
            self.expected(node, "true or false", "true");
        }
        flag
    }

    /// A whole number of at most 15 digits, not negative.
    pub(super) fn count(&mut self, node: &Node<'_>) -> Option<i64> {
        self.count_up_to(node, 1_000_000_000_000_000)
    }

    fn count_up_to(&mut self, node: &Node<'_>, most: i64) -> Option<i64> {
        let integer = node.get_ref().as_integer();
        let number = integer.and_then(|number| i64::from_str_radix(number.as_str(), number.radix()).ok());
        let number = number.filter(|number| (0..=most).contains(number));
        if number.is_none() {
            self.expected(node, &format!("a whole number from 0 to {most}"), "3");
        }
        number
    }

    pub(super) fn amount(&mut self, node: &Node<'_>) -> Option<i64> {
        let currency = self.currency;
        let text = node.get_ref().as_str().unwrap_or_default();
        let example = format!("\"{}\"", currency.format_minor(30_000_000));
        match currency.parse_minor(text) {
            Ok(minor) if (0..=AMOUNT_MAX).contains(&minor) => return Some(minor),
            Ok(minor) if minor < 0 => {
                self.findings
                    .error(&node.span(), format!("`{text}` is below zero"))
                    .help(format!("write, for example, {example}"));
            }
            Ok(_) | Err(MoneyError::TooLarge) => {
                let shown: String = text.chars().take(60).collect();
                self.findings
                    .error(&node.span(), format!("`{shown}` is more than an amount can be"))
                    .help(format!("write at most \"{}\"", currency.format_minor(AMOUNT_MAX)));
            }
            Err(_) => self.expected(node, &format!("an amount of {currency} written as text"), &example),
        }
        None
    }

    /// A share from 0 to 100 %.
    pub(super) fn rate(&mut self, node: &Node<'_>) -> Option<Rate> {
        let rate = node.get_ref().as_str().and_then(|text| text.parse().ok());
        let rate = rate.filter(|rate| *rate <= Rate::FULL);
        if rate.is_none() {
            self.expected(node, "a percentage from 0% to 100%", "\"50%\"");
        }
        rate
    }

    /// A date, as text or as TOML's own date.
    pub(super) fn day(&mut self, node: &Node<'_>) -> Option<i64> {
        let written = match node.get_ref() {
            DeValue::String(text) => Some(text.to_string()),
            DeValue::Datetime(date) => Some(date.to_string()),
            _ => None,
        };
        let date = written.and_then(|text| parse_date(&text));
        if date.is_none() {
            self.expected(node, "a date", "\"2026-03-01\"");
        }
        date.map(day_number)
    }

    pub(super) fn place(&mut self, node: &Node<'_>) -> Option<Part> {
        let text = self.string(node, "a place code", "\"CN-ZJ\"")?;
        let code: Option<PlaceCode> = text.parse().ok();
        let found = code.and_then(|code| self.places.index(code).map(|index| (code, index)));
        let Some((code, index)) = found else {
            let known: Vec<&str> = self.places.places().iter().map(|place| place.code.as_str()).collect();
            self.findings
                .error(&node.span(), format!("`{text}` is not a place of this city group"))
                .help("write the code of a city, a province, or the group, for example \"CN-ZJ\"")
                .nearest(text, known);
            return None;
        };
        Some(Part { code, first: i64::from(index.0), end: i64::from(self.places.end(index)) })
    }

    /// The position of one word of a vocabulary.
    pub(super) fn word(&mut self, node: &Node<'_>, vocabulary: &'static Vocabulary) -> Option<u8> {
        let example = vocabulary.words.first().map_or("", |word| word.name);
        let text =
            self.string(node, &format!("a word for the {}", vocabulary.name), &format!("\"{example}\""))?;
        let index = vocabulary.index(text);
        if index.is_none() {
            let names: Vec<&str> = vocabulary.names().collect();
            self.findings
                .error(&node.span(), format!("`{text}` is not a known {}", vocabulary.name))
                .help(format!("known words: {}", names.join(", ")))
                .nearest(text, names.iter().copied());
        }
        index
    }

    /// One value or a list of values, each read by `read`; none where one of them is wrong.
    pub(super) fn one_or_more<'d, T>(
        &mut self,
        node: &'d Node<'d>,
        mut read: impl FnMut(&mut Self, &'d Node<'d>) -> Option<T>,
    ) -> Option<Vec<T>> {
        let Some(list) = node.get_ref().as_array() else { return read(self, node).map(|one| vec![one]) };
        if list.is_empty() {
            self.findings.error(&node.span(), "the list is empty").help("name at least one value");
        }
        let values: Vec<Option<T>> = list.iter().map(|node| read(self, node)).collect();
        values.into_iter().collect::<Option<Vec<T>>>().filter(|values| !values.is_empty())
    }

    /// `{ months = 12 }`, `{ days = 90 }` or both.
    pub(super) fn span(&mut self, node: &Node<'_>, name: &'static str) -> Option<Span> {
        let example = "{ months = 12 }";
        let fields = self.table(node, name, example)?;
        self.known_keys(&fields, &["months", "days"]);
        let mut span = Span::default();
        let mut complete = true;
        for (key, place) in [("months", &mut span.months), ("days", &mut span.days)] {
            let Some(node) = fields.get(key) else { continue };
            match self.count_up_to(node, SPAN_MAX) {
                Some(number) => *place = number,
                None => complete = false,
            }
        }
        if !complete {
            return None;
        }
        if span == Span::default() {
            self.findings.error(&fields.span, "the time is empty").help(format!("write {example}"));
            return None;
        }
        Some(span)
    }
}
