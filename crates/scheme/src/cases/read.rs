//! The text of cases.

use std::collections::HashMap;
use std::ops::Range;

use jiangnan_kernel::{Currency, PlaceTree};

use super::{Case, Cases, Expected, clause_known, duty};
use crate::day::parse_date;
use crate::diagnostic::{Diagnostic, Findings};
use crate::fact::Fact;
use crate::order::Order;
use crate::scheme::Scheme;
use crate::vocabulary::{Evidence, Payee};

pub(super) const FORMS: &[&str] = &[
    "with FILE",
    "currency = CODE",
    "like NAME",
    "FACT = VALUE",
    "FACT is unknown",
    "used CLAUSE = AMOUNT",
    "used CLAUSE = NUMBER orders",
    "pays AMOUNT",
    "pays SCHEME AMOUNT",
    "own part AMOUNT",
    "refused by CLAUSE: FACT",
    "bound by CLAUSE",
    "paid to PAYEE",
    "evidence DOCUMENT, DOCUMENT",
    "valid until DATE",
];

impl Cases {
    /// The files of other schemes that a file of cases asks for: quoted beside its own scheme, or extended by it.
    pub fn companions(text: &str) -> impl Iterator<Item = &str> {
        text.lines().filter_map(|line| line.trim().strip_prefix("with ")).map(str::trim)
    }

    /// Reads cases for schemes that are quoted together.
    ///
    /// # Errors
    /// Everything that is wrong with the text.
    pub fn read(
        file: &str,
        text: &str,
        schemes: &[&Scheme],
        places: &PlaceTree,
    ) -> Result<Cases, Vec<Diagnostic>> {
        let currency = schemes.first().map_or(Currency::CNY, |scheme| scheme.currency());
        let mut reader = Reader {
            findings: Findings::new(file, text),
            schemes,
            places,
            currency,
            blocks: HashMap::new(),
            cases: Vec::new(),
            open: Open::Nothing,
        };
        let mut offset = 0;
        for line in text.split_inclusive('\n') {
            let span = offset + (line.len() - line.trim_start().len())..offset + line.trim_end().len();
            reader.line(line.trim(), &span);
            offset += line.len();
        }
        if reader.findings.has_errors() {
            return Err(reader.findings.finish());
        }
        Ok(Cases { cases: reader.cases })
    }
}

/// What the lines that follow belong to.
enum Open {
    Nothing,
    Block(String),
    Case,
}

struct Reader<'t> {
    findings: Findings<'t>,
    schemes: &'t [&'t Scheme],
    places: &'t PlaceTree,
    currency: Currency,
    blocks: HashMap<String, Order>,
    cases: Vec<Case>,
    open: Open,
}

impl Reader<'_> {
    fn line(&mut self, line: &str, span: &Range<usize>) {
        if line.is_empty() || line.starts_with('#') || line.starts_with("with ") {
        } else if let Some(name) = line.strip_prefix("facts ") {
            self.blocks.insert(name.trim().to_owned(), Order::new(self.currency));
            self.open = Open::Block(name.trim().to_owned());
        } else if let Some(rest) = line.strip_prefix("case ") {
            self.case(rest, span);
        } else if self.fact(line, span).is_none() && self.expectation(line, span).is_none() {
            self.findings
                .error(
                    span,
                    format!("`{}` is not a line of a case", line.chars().take(60).collect::<String>()),
                )
                .help(format!("known forms: {}", super::forms().collect::<Vec<_>>().join("; ")));
        }
    }

    fn case(&mut self, rest: &str, span: &Range<usize>) {
        let (ids, title) = rest.split_once(": ").unwrap_or((rest, ""));
        if title.is_empty() {
            self.findings
                .error(span, "the case has no title")
                .help("write the article and what it shows: `case 11.1: Half of the price is paid`");
        }
        let clauses: Vec<String> = ids.split(',').map(|id| id.trim().to_owned()).collect();
        for id in &clauses {
            self.known_clause(id, span);
        }
        self.currency = self.schemes.first().map_or(self.currency, |scheme| scheme.currency());
        self.cases.push(Case {
            clauses,
            title: title.to_owned(),
            line: self.findings.line(span.start),
            order: Order::new(self.currency),
            used: Vec::new(),
            expected: Vec::new(),
        });
        self.open = Open::Case;
    }

    fn known_clause(&mut self, id: &str, span: &Range<usize>) {
        if !clause_known(self.schemes, id) && !["effective", "currency"].contains(&id) {
            let known = self.schemes.iter().flat_map(|scheme| scheme.clauses());
            let known: Vec<&str> = known.map(|clause| &*clause.id).collect();
            self.findings
                .error(span, format!("`{id}` is not a clause of the scheme"))
                .help("name a clause, or `effective` for the dates of the scheme")
                .nearest(id, known);
        }
    }

    /// A line that sets the facts of the open block or case. None where it is no such line.
    fn fact(&mut self, line: &str, span: &Range<usize>) -> Option<()> {
        let places = self.places;
        if let Some(name) = line.strip_prefix("like ") {
            let Some(block) = self.blocks.get(name).cloned() else {
                let known: Vec<&str> = self.blocks.keys().map(String::as_str).collect();
                self.findings
                    .error(span, format!("no `facts {name}` stands above"))
                    .help("write the block before the case")
                    .nearest(name, known);
                return Some(());
            };
            *self.order()? = block;
            return Some(());
        }
        if let Some(name) = line.strip_suffix(" is unknown") {
            let fact = self.known_fact(name, span);
            let order = self.order()?;
            if let Some(fact) = fact {
                *order = order.clone().without(fact);
            }
            return Some(());
        }
        let (name, value) = line.split_once('=')?;
        let name = name.trim();
        if name.starts_with("used ") {
            return None;
        }
        if name == "currency" {
            return self.currency(value.trim());
        }
        let fact = self.known_fact(name, span);
        let order = self.order()?;
        if let Some(fact) = fact
            && let Err(error) = order.read_text(fact, value.trim(), places)
        {
            self.findings.error(span, error.to_string());
        }
        Some(())
    }

    /// The order keeps its numbers and counts them in another currency.
    fn currency(&mut self, code: &str) -> Option<()> {
        let currency = code.parse().ok()?;
        self.currency = currency;
        let order = self.order()?;
        *order = order.converted(currency, |minor| minor);
        Some(())
    }

    fn known_fact(&mut self, name: &str, span: &Range<usize>) -> Option<Fact> {
        let fact = Fact::of_name(name);
        if fact.is_none() {
            self.findings
                .error(span, format!("`{name}` is not a known fact"))
                .help("write, for example, `enterprise.size = small`")
                .nearest(name, Fact::ALL.iter().map(|fact| fact.name()));
        }
        fact
    }

    fn order(&mut self) -> Option<&mut Order> {
        match &self.open {
            Open::Nothing => None,
            Open::Block(name) => self.blocks.get_mut(name),
            Open::Case => self.cases.last_mut().map(|case| &mut case.order),
        }
    }

    /// A line that says something of the quote. None where it is no such line.
    fn expectation(&mut self, line: &str, span: &Range<usize>) -> Option<()> {
        if !matches!(self.open, Open::Case) {
            return None;
        }
        if let Some(rest) = line.strip_prefix("used ") {
            let (clause, amount) = rest.split_once('=')?;
            let clause = clause.trim();
            if !self.schemes.iter().any(|scheme| scheme.counts_under(clause)) {
                self.known_clause(clause, span);
            }
            let amount = match amount.trim().strip_suffix(" orders") {
                Some(count) => count.parse().ok()?,
                None => self.amount(amount.trim())?,
            };
            self.cases.last_mut()?.used.push((clause.to_owned(), amount));
            return Some(());
        }
        let expected = self.expected(line, span)?;
        self.cases.last_mut()?.expected.push(expected);
        Some(())
    }

    fn expected(&mut self, line: &str, span: &Range<usize>) -> Option<Expected> {
        if let Some(rest) = line.strip_prefix("pays ") {
            return match rest.split_once(' ') {
                Some((scheme, amount)) => Some(Expected::SchemePays(scheme.to_owned(), self.amount(amount)?)),
                None => self.amount(rest).map(Expected::Pays),
            };
        }
        if let Some(rest) = line.strip_prefix("own part ") {
            return self.amount(rest).map(Expected::OwnPart);
        }
        if let Some(rest) = line.strip_prefix("refused by ") {
            let (clause, fact) = rest.split_once(": ")?;
            self.known_clause(clause, span);
            return Some(Expected::RefusedBy(clause.to_owned(), fact.trim().to_owned()));
        }
        if let Some(clause) = line.strip_prefix("bound by ") {
            self.known_clause(clause, span);
            return Some(Expected::BoundBy(clause.to_owned()));
        }
        if let Some(name) = line.strip_prefix("paid to ") {
            return Payee::of_name(name).map(Expected::PaidTo);
        }
        if let Some(names) = line.strip_prefix("evidence ") {
            let documents = names.split(',').map(|name| Evidence::of_name(name.trim()));
            return documents.collect::<Option<Vec<Evidence>>>().map(Expected::Evidence);
        }
        if let Some(date) = line.strip_prefix("valid until ") {
            return parse_date(date).map(|date| Expected::ValidUntil(date.to_string()));
        }
        match duty::read(line)? {
            Ok((duty, text)) => Some(Expected::Says(duty, text)),
            Err(unknown) => {
                let (word, list) = (&unknown.word, unknown.list);
                self.findings
                    .error(span, format!("`{word}` is not a {}", list.name))
                    .help(format!("write one of {}", list.names().collect::<Vec<_>>().join(", ")))
                    .nearest(word, list.names());
                // The line was understood, so that only its word is reported.
                Some(Expected::Says(duty::Duty::OpenOrders, String::new()))
            }
        }
    }

    fn amount(&self, text: &str) -> Option<i64> {
        self.currency.parse_minor(text.trim()).ok()
    }
}
