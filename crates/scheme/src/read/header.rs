//! The top of a scheme: its name, its funder, its dates.

use std::collections::BTreeSet;
use std::sync::Arc;

use jiangnan_kernel::{Currency, PlaceCode, Text};
use toml::de::DeTable;

use super::value::Fields;
use super::{Node, Reader};
use crate::clause::Days;
use crate::scheme::Status;

/// What stands above the clauses.
pub(super) struct Header {
    pub(super) id: Arc<str>,
    pub(super) title: Text,
    pub(super) funder: PlaceCode,
    pub(super) currency: Currency,
    pub(super) status: Status,
    pub(super) source: Option<String>,
    pub(super) effective: Days,
    pub(super) never_stricter: bool,
}

const KEYS: &[&str] = &[
    "scheme",
    "title",
    "funder",
    "currency",
    "status",
    "source",
    "effective",
    "extends",
    "promises",
    "clause",
];
/// The one promise that a text can make to the scheme that it extends.
const NEVER_STRICTER: &str = "never-stricter";

impl Reader<'_> {
    /// Reads the header; none where a part of it is wrong.
    pub(super) fn header(&mut self, table: &DeTable<'_>) -> Option<Header> {
        let fields = Fields { table, span: 0..0, name: "a scheme" };
        self.known_keys(&fields, KEYS);
        let id =
            self.needed(&fields, "scheme", "\"zj-2026\"").and_then(|node| self.name(node, "a short name"));
        let title = self
            .needed(&fields, "title", r#"{ en = "Innovation voucher", zh = "创新券" }"#)
            .and_then(|node| self.text(node));
        let funder = self.needed(&fields, "funder", "\"CN-ZJ\"").and_then(|node| self.place(node));
        let currency = self.needed(&fields, "currency", "\"CNY\"").and_then(|node| self.own_currency(node));
        // Later amounts are read in this currency.
        self.currency = currency.unwrap_or(self.currency);
        let status =
            self.needed(&fields, "status", "\"illustrative\"").and_then(|node| self.status(node, &fields));
        let source = fields.get("source").and_then(|node| self.string(node, "a text", "\"the regulation\""));
        let effective = match fields.get("effective") {
            Some(node) => self.days(node),
            None => Some(Days::ALL),
        };
        let never_stricter = fields.get("promises").map_or(Some(false), |node| self.promise(node, &fields));
        Some(Header {
            id: id?.into(),
            title: title?,
            funder: funder?.code,
            currency: currency?,
            status: status?,
            source: source.map(str::to_owned),
            effective: effective?,
            never_stricter: never_stricter?,
        })
    }

    fn promise(&mut self, node: &Node<'_>, fields: &Fields<'_>) -> Option<bool> {
        let word = self.string(node, "a promise", "\"never-stricter\"")?;
        if word != NEVER_STRICTER {
            self.findings
                .error(&node.span(), format!("`{word}` is not a known promise"))
                .help(format!("known words: {NEVER_STRICTER}"))
                .nearest(word, [NEVER_STRICTER]);
            return None;
        }
        if fields.get("extends").is_none() {
            self.findings
                .error(&node.span(), "the promise is made to nobody, because the scheme extends none")
                .help("add `extends = \"the other scheme\"` at the top, or remove `promises`");
        }
        Some(true)
    }

    /// A name that can stand in keys: no spaces, no slashes, at most 40 characters.
    pub(super) fn name<'d>(&mut self, node: &'d Node<'d>, what: &str) -> Option<&'d str> {
        let text = self.string(node, what, "\"5.1\"")?;
        let fits = !text.is_empty()
            && text.chars().count() <= 40
            && text.chars().all(|letter| letter.is_alphanumeric() || "-._()".contains(letter));
        if !fits {
            self.expected(node, &format!("{what} of letters, digits, `-`, `.`, `_` and brackets"), "\"5.1\"");
        }
        fits.then_some(text)
    }

    pub(super) fn currency(&mut self, node: &Node<'_>) -> Option<Currency> {
        let text = self.string(node, "a currency", "\"CNY\"")?;
        let currency = text.parse().ok();
        if currency.is_none() {
            self.expected(node, "a currency (three capital letters of ISO 4217)", "\"CNY\"");
        }
        currency
    }

    /// A currency in which some government of the group keeps its accounts.
    fn own_currency(&mut self, node: &Node<'_>) -> Option<Currency> {
        let currency = self.currency(node)?;
        let places = self.places.places();
        if places.iter().any(|place| place.currency == currency) {
            return Some(currency);
        }
        let known: BTreeSet<&str> = places.iter().map(|place| place.currency.code()).collect();
        let help = format!("known words: {}", known.iter().copied().collect::<Vec<_>>().join(", "));
        self.findings
            .error(&node.span(), format!("`{currency}` is not a currency of this city group"))
            .help(help)
            .nearest(currency.code(), known);
        None
    }

    fn status(&mut self, node: &Node<'_>, fields: &Fields<'_>) -> Option<Status> {
        match self.string(node, "a status", "\"illustrative\"")? {
            "illustrative" => Some(Status::Illustrative),
            "verified" => {
                self.needed(fields, "source", "\"the regulation, its number and date\"");
                Some(Status::Verified)
            }
            other => {
                self.findings
                    .error(&node.span(), format!("`{other}` is not a known status"))
                    .help("known words: illustrative, verified")
                    .nearest(other, ["illustrative", "verified"]);
                None
            }
        }
    }

    /// `{ from = "2026-01-01", until = "2026-12-31" }`, either end open.
    pub(super) fn days(&mut self, node: &Node<'_>) -> Option<Days> {
        let example = r#"{ from = "2026-01-01", until = "2026-12-31" }"#;
        let fields = self.table(node, "dates", example)?;
        self.known_keys(&fields, &["from", "until"]);
        let from = fields.get("from").map_or(Some(Days::ALL.from), |node| self.day(node));
        let until = fields.get("until").map_or(Some(Days::ALL.until), |node| self.day(node));
        let days = Days { from: from?, until: until? };
        if days.from > days.until {
            self.findings
                .error(&node.span(), "`until` lies before `from`, so no date is left")
                .help(format!("write the earlier date first, for example {example}"));
            return None;
        }
        Some(days)
    }
}
