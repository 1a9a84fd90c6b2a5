//! Clauses and their bodies.

use std::collections::HashMap;

use jiangnan_kernel::{Rounding, Text};

use super::value::Fields;
use super::{Located, Node, Reader};
use crate::clause::{Base, Body, Clause, Condition, Days, Demand, Step, Subsidise, Test};
use crate::fact::Fact;
use crate::screen::Comparisons;
use crate::vocabulary::{Evidence, Service};

const BODIES: &[&str] = &[
    "require",
    "forbid",
    "subsidise",
    "cap",
    "pay",
    "evidence",
    "validity",
    "round",
    "budget",
    "stack",
    "convert",
    "review",
    "sanction",
    "publish",
    "transition",
];

const KEYS: &[&str] = &[
    "id",
    "text",
    "effective",
    "when",
    "override",
    "forbid-override",
    "require",
    "forbid",
    "subsidise",
    "cap",
    "pay",
    "evidence",
    "validity",
    "round",
    "budget",
    "stack",
    "convert",
    "review",
    "sanction",
    "publish",
    "transition",
];

const ROUNDINGS: &[(&str, Rounding)] = &[
    ("down", Rounding::Down),
    ("up", Rounding::Up),
    ("half-up", Rounding::HalfUp),
    ("half-even", Rounding::HalfEven),
];

impl Reader<'_> {
    /// All clauses that can be read.
    pub(super) fn clauses(&mut self, table: &toml::de::DeTable<'_>) -> Vec<Located> {
        let Some(node) = table.get("clause") else {
            self.findings
                .error(&(0..0), "the scheme has no clause")
                .help("add [[clause]] with an `id` and a body, for example `subsidise = { rate = \"50%\", of = \"price-without-tax\" }`");
            return Vec::new();
        };
        let Some(list) = node.get_ref().as_array() else {
            self.expected(node, "a list of clauses", "[[clause]]");
            return Vec::new();
        };
        self.unique_ids(list);
        let mut clauses = Vec::with_capacity(list.len());
        for node in list {
            match self.clause(node) {
                Some(clause) => clauses.push(clause),
                // No clause is left out unseen, whatever was not understood in it.
                None if !self.findings.has_errors() => {
                    self.findings.error(&node.span(), "the clause has no known form").help("write it anew");
                }
                None => {}
            }
        }
        clauses
    }

    /// Looks at the ids as they are written, so that a clause with another fault counts too.
    fn unique_ids(&mut self, list: &[Node<'_>]) {
        let mut seen: HashMap<&str, usize> = HashMap::new();
        for node in list {
            let id = node.get_ref().as_table().and_then(|table| table.get("id"));
            let Some(id) = id.and_then(|id| id.get_ref().as_str()) else { continue };
            let span = node.span();
            if let Some(line) = seen.insert(id, self.findings.line(span.start)) {
                self.findings
                    .error(&span, format!("clause `{id}` stands twice, first in line {line}"))
                    .help("give each clause its own id, for example the article and a letter");
            }
        }
    }

    fn clause(&mut self, node: &Node<'_>) -> Option<Located> {
        let fields = self.table(node, "a clause", "[[clause]]")?;
        self.known_keys(&fields, KEYS);
        let id = self.needed(&fields, "id", "\"5.1\"").and_then(|node| self.name(node, "a clause id"));
        let text = fields.get("text").map_or_else(|| Some(Text::default()), |node| self.text(node));
        let effective = fields.get("effective").map_or(Some(Days::ALL), |node| self.days(node));
        let when =
            fields.get("when").map_or_else(|| Some(Vec::new()), |node| self.conditions(node, "`when`"));
        let body = self.body(&fields);
        let replaces = match fields.get("override") {
            Some(node) => self.name(node, "a clause id").map(|id| Some(id.into())),
            None => Some(None),
        };
        let locked = fields.get("forbid-override").map_or(Some(false), |node| self.flag(node));
        let (body, narrowed) = body?;
        let mut when = when?;
        if let (true, true, Some(node)) = (!when.is_empty(), body.is_timeless(), fields.get("when")) {
            self.findings
                .error(&node.span(), format!("`{}` cannot depend on the order", body.name()))
                .help("remove `when`; a clause about evidence may name services instead");
        }
        when.extend(narrowed);
        let clause = Clause {
            compared: Comparisons::of(&when),
            id: id?.into(),
            text: text?,
            effective: effective?,
            when,
            body,
            locked: locked?,
            line: self.findings.line(fields.span.start),
        };
        Some(Located { clause, span: fields.span, replaces: replaces? })
    }

    /// The one body of a clause, with the conditions that stand inside it.
    fn body(&mut self, fields: &Fields<'_>) -> Option<(Body, Vec<Condition>)> {
        let mut present = BODIES.iter().filter_map(|&name| fields.get(name).map(|node| (name, node)));
        let Some((name, node)) = present.next() else {
            self.findings
                .error(&fields.span, "the clause has no body, so it does nothing")
                .help(format!("add one of: {}", BODIES.join(", ")));
            return None;
        };
        if let Some((other, node)) = present.next() {
            self.findings
                .error(&node.span(), format!("the clause has both `{name}` and `{other}`"))
                .help("write two clauses, so that each refusal names its own");
            return None;
        }
        let alone = |body: Body| (body, Vec::new());
        match name {
            "require" => self.conditions(node, "`require`").map(Body::Require).map(alone),
            "forbid" => self.conditions(node, "`forbid`").map(Body::Forbid).map(alone),
            "subsidise" => self.subsidise(node),
            "cap" => self.cap(node).map(Body::Cap).map(alone),
            "pay" => self.pay(node).map(Body::Pay).map(alone),
            "evidence" => self.evidence(node).map(Body::Evidence).map(alone),
            "validity" => self.span(node, "`validity`").map(Body::Validity).map(alone),
            "round" => self.round(node).map(Body::Round).map(alone),
            _ => self.duty(name, node).map(alone),
        }
    }

    fn subsidise(&mut self, node: &Node<'_>) -> Option<(Body, Vec<Condition>)> {
        let fields = self.table(node, "`subsidise`", r#"{ rate = "50%", of = "price-without-tax" }"#)?;
        self.known_keys(&fields, &["rate", "of", "service", "overrides", "adds-to"]);
        let rate = self.needed(&fields, "rate", "\"50%\"").and_then(|node| self.rate(node));
        let base = self.needed(&fields, "of", "\"price-without-tax\"").and_then(|node| {
            self.choice(node, "price base", Base::ALL.iter().map(|base| (base.name(), *base)))
        });
        let overrides = match fields.get("overrides") {
            Some(node) => {
                self.one_or_more(node, |reader, node| reader.name(node, "a clause id").map(Into::into))
            }
            None => Some(Vec::new()),
        };
        let services = match fields.get("service") {
            Some(node) => Some(vec![self.condition(Fact::OrderService, node)?]),
            None => None,
        };
        let adds_to = match fields.get("adds-to") {
            Some(node) => Some(self.name(node, "a clause id")?.into()),
            None => None,
        };
        let body = Body::Subsidise(Subsidise { rate: rate?, base: base?, overrides: overrides?, adds_to });
        Some((body, services.unwrap_or_default()))
    }

    fn evidence(&mut self, node: &Node<'_>) -> Option<Demand> {
        let fields = self.table(node, "`evidence`", r#"{ documents = ["contract", "invoice"] }"#)?;
        self.known_keys(&fields, &["documents", "service"]);
        let documents = self.needed(&fields, "documents", "[\"contract\", \"invoice\"]")?;
        let documents = self.one_or_more(documents, |reader, node| {
            reader.choice(node, "document", Evidence::ALL.iter().map(|one| (one.name(), *one)))
        });
        let services = match fields.get("service") {
            Some(node) => self.one_or_more(node, |reader, node| {
                reader.choice(node, "service kind", Service::ALL.iter().map(|one| (one.name(), *one)))
            }),
            None => Some(Vec::new()),
        };
        Some(Demand { documents: documents?, services: services? })
    }

    fn round(&mut self, node: &Node<'_>) -> Option<Step> {
        let fields = self.table(node, "`round`", r#"{ mode = "down", to = "1.00" }"#)?;
        self.known_keys(&fields, &["mode", "to"]);
        let mut step = Step::default();
        if let Some(node) = fields.get("mode") {
            step.mode = self.choice(node, "rounding", ROUNDINGS.iter().copied())?;
        }
        if let Some(node) = fields.get("to") {
            step.minor = self.amount(node)?;
            if step.minor == 0 {
                self.expected(node, "a step above zero", "\"1.00\"");
                return None;
            }
        }
        Some(step)
    }

    /// One of a closed list of words.
    pub(super) fn choice<T: Copy>(
        &mut self,
        node: &Node<'_>,
        what: &str,
        known: impl Iterator<Item = (&'static str, T)>,
    ) -> Option<T> {
        let known: Vec<(&'static str, T)> = known.collect();
        let example = known.first().map_or("", |(name, _)| name);
        let text = self.string(node, &format!("a {what}"), &format!("\"{example}\""))?;
        let value = known.iter().find(|(name, _)| *name == text).map(|(_, value)| *value);
        if value.is_none() {
            let names: Vec<&str> = known.iter().map(|(name, _)| *name).collect();
            self.findings
                .error(&node.span(), format!("`{text}` is not a known {what}"))
                .help(format!("known words: {}", names.join(", ")))
                .nearest(text, names.iter().copied());
        }
        value
    }
}

/// Whether a clause narrows the services that it pays for.
pub(super) fn names_services(clause: &Clause) -> bool {
    clause.when.iter().any(|one| one.fact == Fact::OrderService && matches!(one.test, Test::OneOf(_)))
}
