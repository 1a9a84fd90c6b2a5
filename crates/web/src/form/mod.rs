//! What people send. A form reads the fields as they were typed, says what is wrong with each, and gives
//! either a typed value or itself back, so that the page can show every value and every problem again.

mod access;
mod admin;
mod batch;
mod claim;
mod desk;
mod dispute;
mod enterprise;
mod expert;
mod hand_in;
mod lab;
mod line;
mod notice;
mod office;
mod own;
mod preview;
mod reserve;
mod sanction;
mod search;

pub use access::*;
pub use admin::*;
pub use batch::*;
pub use claim::*;
pub use desk::*;
pub use dispute::*;
pub use enterprise::*;
pub use expert::*;
pub use hand_in::*;
pub use lab::*;
pub use line::*;
pub use notice::*;
pub use office::*;
pub use own::*;
pub use preview::*;
pub use reserve::*;
pub use sanction::*;
pub use search::*;

use jiangnan_kernel::{Currency, Date, Id, Money};
use jiff::civil::Time;

use crate::view::Key;

/// Name and value pairs as a browser sent them.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Input(pub Vec<(String, String)>);

/// One field as it was typed, with what is wrong with it.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Field {
    /// What was typed, without blanks around it.
    pub value: String,
    /// What is wrong with it.
    pub wrong: Option<Wrong>,
}

/// What is wrong with a field.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Wrong {
    /// The key of the sentence; it may quote `$value`.
    pub key: &'static str,
    /// The value that the sentence quotes.
    pub value: String,
}

/// A problem for the summary at the head of a page.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Problem {
    /// The id of the field.
    pub field: &'static str,
    /// What is wrong.
    pub wrong: Wrong,
}

/// A file that came with a form.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Upload {
    /// The field it was chosen in.
    pub field: String,
    /// Its name on the sender's machine.
    pub name: String,
    /// Its content.
    pub content: Vec<u8>,
}

impl Input {
    /// The fields and files of a form with files (`multipart/form-data`). A file that was not chosen comes
    /// as an upload without content.
    ///
    /// # Errors
    /// Where the body is cut off, malformed or too large.
    pub async fn of_multipart(
        mut body: axum::extract::Multipart,
    ) -> Result<(Input, Vec<Upload>), axum::extract::multipart::MultipartError> {
        let (mut input, mut uploads) = (Input::default(), Vec::new());
        while let Some(part) = body.next_field().await? {
            let field = part.name().unwrap_or_default().to_owned();
            match part.file_name().map(str::to_owned) {
                Some(name) => uploads.push(Upload { field, name, content: part.bytes().await?.to_vec() }),
                None => input.0.push((field, part.text().await?)),
            }
        }
        Ok((input, uploads))
    }

    /// The pairs of a query string or a form body (`application/x-www-form-urlencoded`).
    pub fn of_pairs<N: Into<String>, V: Into<String>>(pairs: impl IntoIterator<Item = (N, V)>) -> Input {
        Input(pairs.into_iter().map(|(name, value)| (name.into(), value.into())).collect())
    }

    /// The first value of a name, without blanks around it; empty where there is none.
    pub fn get(&self, name: &str) -> &str {
        self.0.iter().find(|(known, _)| known == name).map_or("", |(_, value)| value.trim())
    }

    /// Every value of a name that is not empty.
    pub fn all<'i>(&'i self, name: &'i str) -> impl Iterator<Item = &'i str> {
        let found = self.0.iter().filter(move |(known, _)| known == name);
        found.map(|(_, value)| value.trim()).filter(|value| !value.is_empty())
    }
}

impl Field {
    /// A field with a value and nothing wrong.
    pub fn of(value: impl Into<String>) -> Field {
        Field { value: value.into(), wrong: None }
    }

    /// Notes what is wrong.
    pub fn refuse(&mut self, key: &'static str) {
        self.wrong = Some(Wrong { key, value: self.value.chars().take(60).collect() });
    }

    /// The text; `missing` where it is empty, and `form-too-long` beyond 2,000 characters.
    pub fn text(&mut self, missing: &'static str) -> Option<String> {
        if self.value.is_empty() {
            self.refuse(missing);
            return None;
        }
        self.optional_text()
    }

    /// The text, which may be empty.
    pub fn optional_text(&mut self) -> Option<String> {
        if self.value.chars().count() > 2_000 {
            self.refuse("form-too-long");
            return None;
        }
        Some(self.value.clone())
    }

    /// A date in ISO form.
    pub fn date(&mut self, missing: &'static str) -> Option<Date> {
        self.parsed(missing, "form-not-a-date", |text| text.parse().ok())
    }

    /// A time of day in 24 hours; `24:00` is not one.
    pub fn time(&mut self, missing: &'static str) -> Option<Time> {
        self.parsed(missing, "form-not-a-time", |text| {
            let (hour, minute) = text.split_once(':')?;
            let two_digits = |part: &str| (part.len() == 2).then(|| part.parse::<i8>().ok()).flatten();
            Time::new(two_digits(hour)?, two_digits(minute)?, 0, 0).ok()
        })
    }

    /// An amount above zero in a currency.
    pub fn money(&mut self, currency: Currency, missing: &'static str) -> Option<Money> {
        self.parsed(missing, "form-not-an-amount", |text| {
            let plain: String = text.chars().filter(|c| !matches!(c, ',' | '¥' | '€' | ' ')).collect();
            currency
                .parse_minor(&plain)
                .ok()
                .filter(|minor| *minor > 0)
                .map(|minor| Money::new(minor, currency))
        })
    }

    /// A whole number from 0; 0 where nothing was typed.
    pub fn count(&mut self) -> Option<u32> {
        if self.value.is_empty() {
            return Some(0);
        }
        self.parsed("form-not-a-count", "form-not-a-count", |text| text.parse().ok())
    }

    /// Where a thing is kept and which one it is.
    pub fn key(&mut self, missing: &'static str) -> Option<Key> {
        self.parsed(missing, "form-not-an-id", |text| text.parse().ok())
    }

    /// An id.
    pub fn id(&mut self, missing: &'static str) -> Option<Id> {
        self.parsed(missing, "form-not-an-id", |text| text.parse().ok())
    }

    /// A value that `read` can make of it; `missing` where it is empty, `unreadable` where it cannot.
    pub(crate) fn parsed<T>(
        &mut self,
        missing: &'static str,
        unreadable: &'static str,
        read: impl Fn(&str) -> Option<T>,
    ) -> Option<T> {
        if self.value.is_empty() {
            self.refuse(missing);
            return None;
        }
        let value = read(&self.value);
        if value.is_none() {
            self.refuse(unreadable);
        }
        value
    }
}

/// Declares a form: a struct of fields whose names are the names in the page.
macro_rules! form {
    ($(#[$doc:meta])* $name:ident { $($(#[$field_doc:meta])* $field:ident,)+ }) => {
        $(#[$doc])*
        #[derive(Clone, Debug, Default, PartialEq, Eq)]
        pub struct $name {
            $($(#[$field_doc])* pub $field: $crate::form::Field,)+
        }

        impl $name {
            /// The fields as they were typed, nothing judged yet.
            pub fn read(input: &$crate::form::Input) -> $name {
                $name { $($field: $crate::form::Field::of(input.get(stringify!($field))),)+ }
            }

            /// What is wrong, in the order of the fields.
            pub fn problems(&self) -> Vec<$crate::form::Problem> {
                let fields = [$((stringify!($field), &self.$field)),+];
                let wrong = fields.into_iter().filter_map(|(field, state)| Some((field, state.wrong.clone()?)));
                wrong.map(|(field, wrong)| $crate::form::Problem { field, wrong }).collect()
            }
        }
    };
}
pub(crate) use form;
