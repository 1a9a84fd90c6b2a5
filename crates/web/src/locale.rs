//! The language of a page: messages from one catalogue, written as Fluent files under `messages/`.

use std::borrow::{Borrow, Cow};
use std::sync::LazyLock;

use fluent_bundle::concurrent::FluentBundle;
use fluent_bundle::{FluentArgs, FluentResource, FluentValue};
use unic_langid::LanguageIdentifier;

use jiangnan_kernel::Text;

use crate::view::quote::Limit;

/// A language of the product.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Language {
    /// English.
    En,
    /// Simplified Chinese.
    ZhCn,
}

/// The areas into which the catalogue is split; each is one file per language.
macro_rules! catalogue {
    ($language:literal) => {
        [
            include_str!(concat!("../messages/", $language, "/common.ftl")),
            include_str!(concat!("../messages/", $language, "/start.ftl")),
            include_str!(concat!("../messages/", $language, "/form.ftl")),
            include_str!(concat!("../messages/", $language, "/quote.ftl")),
            include_str!(concat!("../messages/", $language, "/patience.ftl")),
            include_str!(concat!("../messages/", $language, "/find.ftl")),
            include_str!(concat!("../messages/", $language, "/search.ftl")),
            include_str!(concat!("../messages/", $language, "/reserve.ftl")),
            include_str!(concat!("../messages/", $language, "/wallet.ftl")),
            include_str!(concat!("../messages/", $language, "/own.ftl")),
            include_str!(concat!("../messages/", $language, "/today.ftl")),
            include_str!(concat!("../messages/", $language, "/lab.ftl")),
            include_str!(concat!("../messages/", $language, "/provider.ftl")),
            include_str!(concat!("../messages/", $language, "/officer.ftl")),
            include_str!(concat!("../messages/", $language, "/treasury.ftl")),
            include_str!(concat!("../messages/", $language, "/audit.ftl")),
            include_str!(concat!("../messages/", $language, "/error.ftl")),
            include_str!(concat!("../messages/", $language, "/guide.ftl")),
            include_str!(concat!("../messages/", $language, "/event.ftl")),
            include_str!(concat!("../messages/", $language, "/admin.ftl")),
            include_str!(concat!("../messages/", $language, "/access.ftl")),
            include_str!(concat!("../messages/", $language, "/office.ftl")),
            include_str!(concat!("../messages/", $language, "/rules.ftl")),
            include_str!(concat!("../messages/", $language, "/duty.ftl")),
            include_str!(concat!("../messages/", $language, "/unmet.ftl")),
            include_str!(concat!("../messages/", $language, "/notice.ftl")),
            include_str!(concat!("../messages/", $language, "/enterprise.ftl")),
            include_str!(concat!("../messages/", $language, "/dispute.ftl")),
        ]
    };
}

static ENGLISH: LazyLock<FluentBundle<FluentResource>> = LazyLock::new(|| bundle("en", &catalogue!("en")));
static CHINESE: LazyLock<FluentBundle<FluentResource>> =
    LazyLock::new(|| bundle("zh-CN", &catalogue!("zh-CN")));

/// Builds the messages of one language. The files are part of the program, and a test reads each of them
/// strictly, so a faulty entry is left out here instead of stopping the server.
fn bundle(tag: &str, files: &[&str]) -> FluentBundle<FluentResource> {
    let language: LanguageIdentifier = tag.parse().unwrap_or_default();
    let mut bundle = FluentBundle::new_concurrent(vec![language]);
    // Isolation marks protect right-to-left texts; neither language has any, and they break copying.
    bundle.set_use_isolating(false);
    for file in files {
        let resource = match FluentResource::try_new((*file).to_owned()) {
            Ok(resource) | Err((resource, _)) => resource,
        };
        bundle.add_resource_overriding(resource);
    }
    bundle
}

impl Language {
    /// Every language, the one for readers who ask for none first.
    pub const ALL: [Language; 2] = [Language::ZhCn, Language::En];

    /// The BCP 47 tag, as in `<html lang>`.
    pub fn tag(self) -> &'static str {
        match self {
            Language::En => "en",
            Language::ZhCn => "zh-CN",
        }
    }

    /// The language's own name.
    pub fn own_name(self) -> &'static str {
        match self {
            Language::En => "English",
            Language::ZhCn => "中文",
        }
    }

    /// The language of a tag, where the product has it.
    pub fn of_tag(tag: &str) -> Option<Language> {
        let primary = tag.split(['-', '_']).next().unwrap_or(tag).trim();
        Language::ALL.into_iter().find(|language| language.tag().split('-').next() == Some(primary))
    }

    /// The best language for an `Accept-Language` header (RFC 9110, section 12.5.4).
    pub fn negotiate(header: &str) -> Option<Language> {
        let mut best: Option<(Language, u16)> = None;
        for part in header.split(',').take(20) {
            let (tag, weight) = part.split_once(';').unwrap_or((part, ""));
            let Some(language) = Language::of_tag(tag.trim()) else { continue };
            let weight = thousandths(weight);
            if weight > 0 && best.is_none_or(|(_, heaviest)| weight > heaviest) {
                best = Some((language, weight));
            }
        }
        best.map(|(language, _)| language)
    }
}

/// The weight `q=0.8` in thousandths; 1000 where none is given or it cannot be read.
fn thousandths(weight: &str) -> u16 {
    let Some(number) = weight.trim().strip_prefix("q=") else { return 1000 };
    let (whole, fraction) = number.split_once('.').unwrap_or((number, ""));
    let digits: String = fraction.chars().chain("000".chars()).take(3).collect();
    match (whole, digits.parse::<u16>()) {
        ("0", Ok(thousandths)) => thousandths,
        _ => 1000,
    }
}

/// The language of one page, with everything that depends on it: messages here, numbers in `format`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Locale {
    /// The language.
    pub language: Language,
}

impl Locale {
    /// The locale of a language.
    pub fn new(language: Language) -> Locale {
        Locale { language }
    }

    /// The message of a key. An unknown key comes back in brackets that the render tests look for.
    pub fn t(&self, key: &str) -> Cow<'static, str> {
        self.message(key, None)
    }

    /// The message of a key with one number: `$n`, by which the language may choose its plural, and
    /// `$count`, the same number as it is written.
    pub fn n(&self, key: &str, n: impl Borrow<u64>) -> Cow<'static, str> {
        let mut args = FluentArgs::new();
        args.set("n", *n.borrow());
        args.set("count", self.count(*n.borrow()));
        self.message(key, Some(&args))
    }

    /// The message of a key with named texts.
    pub fn a<'t>(&self, key: &str, texts: &[(&'t str, &'t str)]) -> Cow<'static, str> {
        let mut args = FluentArgs::new();
        for (name, text) in texts {
            args.set(*name, FluentValue::from(*text));
        }
        self.message(key, Some(&args))
    }

    /// The message of a key with one text.
    pub fn a1(&self, key: &str, name: &str, text: impl AsRef<str>) -> Cow<'static, str> {
        self.a(key, &[(name, text.as_ref())])
    }

    /// The message of a key with two texts.
    pub fn a2(
        &self,
        key: &str,
        n1: &str,
        t1: impl AsRef<str>,
        n2: &str,
        t2: impl AsRef<str>,
    ) -> Cow<'static, str> {
        self.a(key, &[(n1, t1.as_ref()), (n2, t2.as_ref())])
    }

    /// The name of an event; the bare name where the catalogue has none.
    pub fn event(&self, name: &str) -> Cow<'static, str> {
        let key = format!("event-{name}");
        if self.bundle().has_message(&key) { self.t(&key) } else { Cow::Owned(name.to_owned()) }
    }

    /// The hint that belongs to a key, where there is one.
    pub fn hint(&self, key: &str) -> Option<Cow<'static, str>> {
        let key = format!("{key}-hint");
        self.bundle().has_message(&key).then(|| self.t(&key))
    }

    /// What is wrong with a field.
    pub fn wrong(&self, wrong: &crate::form::Wrong) -> Cow<'static, str> {
        self.a1(wrong.key, "value", &wrong.value)
    }

    /// A text of the data in this language, or in the other where it has none.
    pub fn text<'t>(&self, text: &'t Text) -> &'t str {
        text.get(self.language.tag())
    }

    fn bundle(&self) -> &'static FluentBundle<FluentResource> {
        match self.language {
            Language::En => &ENGLISH,
            Language::ZhCn => &CHINESE,
        }
    }

    /// What a cap counts, as it is written.
    pub fn limit(&self, limit: &Limit) -> String {
        match limit {
            Limit::Money(money) => self.money(money),
            Limit::Orders(orders) => self.n("quote-orders", *orders).into_owned(),
        }
    }

    /// A text of the data in pieces: plain words, and between backticks (`true`) names of the rule language.
    pub fn pieces<'t>(&self, text: &'t Text) -> Vec<(bool, &'t str)> {
        let pieces = self.text(text).split('`').enumerate().map(|(index, piece)| (index % 2 == 1, piece));
        pieces.filter(|(_, piece)| !piece.is_empty()).collect()
    }

    /// Two texts of the data, apart by a comma.
    pub fn pair(&self, first: &Text, second: &Text) -> String {
        let comma = if self.language == Language::ZhCn { "，" } else { ", " };
        format!("{}{comma}{}", self.text(first), self.text(second))
    }

    fn message(&self, key: &str, args: Option<&FluentArgs<'_>>) -> Cow<'static, str> {
        let bundle = self.bundle();
        let Some(pattern) = bundle.get_message(key).and_then(|message| message.value()) else {
            return Cow::Owned(format!("⟦{key}⟧"));
        };
        let mut errors = Vec::new();
        let text = bundle.format_pattern(pattern, args, &mut errors);
        if errors.is_empty() { Cow::Owned(text.into_owned()) } else { Cow::Owned(format!("⟦{key}⟧")) }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_heaviest_known_language_wins() {
        for (header, expected) in [
            ("zh-CN,zh;q=0.9,en;q=0.8", Some(Language::ZhCn)),
            ("en-GB,en;q=0.9,zh;q=0.8", Some(Language::En)),
            ("fr, en;q=0.3, zh;q=0.35", Some(Language::ZhCn)),
            ("fr", None),
            ("en;q=0", None),
            ("", None),
        ] {
            assert_eq!(Language::negotiate(header), expected, "{header}");
        }
    }

    #[test]
    fn an_unknown_key_shows() {
        assert_eq!(Locale::new(Language::En).t("no-such-key"), "⟦no-such-key⟧");
    }
}
