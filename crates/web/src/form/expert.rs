//! The form of an expert's profile.

use jiangnan_kernel::{Date, Id, Rate};

use super::lab::share;
use super::{Input, form};

form! {
    /// An expert's profile.
    ExpertForm {
        /// What the expert is an expert of, in Chinese.
        role_zh,
        /// The same in English.
        role_en,
        /// The technique, by name or code.
        technique,
        /// Further techniques, by names or codes with commas between.
        also,
        /// Where the expert works.
        place,
        /// The first day of the employer's consent.
        consent_from,
        /// The last day.
        consent_until,
        /// What the enterprise gets, in Chinese.
        deliverable_zh,
        /// The same in English.
        deliverable_en,
        /// The price of an hour without tax.
        price,
        /// The rate of the tax.
        tax,
        /// From when the price holds.
        price_from,
        /// The id of a new expert.
        command,
    }
}

/// What a profile says, before places and techniques are looked up.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Profile {
    /// Role in English and Chinese; at least one is filled.
    pub role: (String, String),
    /// The technique, as typed; may be empty.
    pub technique: String,
    /// Further techniques, as typed.
    pub also: Vec<String>,
    /// The first and the last day of the consent; none where there is none.
    pub consent: Option<(Date, Date)>,
    /// Deliverable in English and Chinese.
    pub deliverable: (String, String),
    /// The rate of the tax.
    pub tax: Rate,
    /// From when the price holds.
    pub price_from: Date,
    /// The id of a new expert.
    pub command: Id,
}

/// What stands between commas, Chinese ones or semicolons.
fn words(text: &str) -> Vec<String> {
    let parts = text.split([',', '，', '、', ';', '；', '\n']).map(str::trim);
    parts.filter(|part| !part.is_empty()).map(str::to_owned).collect()
}

impl ExpertForm {
    /// What the profile says, or the form with what is wrong. The price is read by whoever knows the currency.
    ///
    /// # Errors
    /// The form itself, each problem at its field.
    pub fn parse(input: &Input) -> Result<(ExpertForm, Profile), Box<ExpertForm>> {
        let mut form = ExpertForm::read(input);
        if form.role_zh.value.is_empty() && form.role_en.value.is_empty() {
            form.role_zh.refuse("expert-role-missing");
        }
        let texts = [
            form.role_en.optional_text(),
            form.role_zh.optional_text(),
            form.deliverable_en.optional_text(),
            form.deliverable_zh.optional_text(),
        ];
        let consent = form.consent();
        let tax = share(&mut form.tax);
        let price_from = form.price_from.date("expert-price-from-missing");
        let command = form.command.id("form-not-an-id");
        let [Some(role_en), Some(role_zh), Some(deliverable_en), Some(deliverable_zh)] = texts else {
            return Err(Box::new(form));
        };
        let (Some(tax), Some(price_from), Some(command)) = (tax, price_from, command) else {
            return Err(Box::new(form));
        };
        if !form.problems().is_empty() {
            return Err(Box::new(form));
        }
        let profile = Profile {
            role: (role_en, role_zh),
            technique: form.technique.value.clone(),
            also: words(&form.also.value),
            consent,
            deliverable: (deliverable_en, deliverable_zh),
            tax,
            price_from,
            command,
        };
        Ok((form, profile))
    }

    fn consent(&mut self) -> Option<(Date, Date)> {
        if self.consent_from.value.is_empty() && self.consent_until.value.is_empty() {
            return None;
        }
        let from = self.consent_from.date("expert-consent-missing");
        let until = self.consent_until.date("expert-consent-missing");
        let both = from.zip(until);
        if both.is_some_and(|(from, until)| until < from) {
            self.consent_until.refuse("expert-consent-ends-before");
        }
        both
    }
}
