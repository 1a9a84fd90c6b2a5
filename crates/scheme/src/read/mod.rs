//! From text to the checked form: every error at once, each with its place.

mod body;
mod check;
mod condition;
mod duty;
mod extend;
mod header;
mod limit;
mod sense;
mod value;

pub(crate) use condition::{HOURS_MAX, hours_to_seconds};
pub(crate) use value::{AMOUNT_MAX, SPAN_MAX};

use std::sync::Arc;

use jiangnan_kernel::{Currency, PlaceTree};
use sha2::{Digest, Sha256};
use toml::Spanned;
use toml::de::{DeTable, DeValue};

use crate::clause::{Body, Clause, Subsidise};
use crate::diagnostic::{Diagnostic, Findings};
use crate::scheme::{CapPlan, Plan, Scheme, Sheet};
use crate::screen::Screen;
use crate::wording::{Wording, dates, used_up};
use header::Header;

/// A value of the file with its place.
type Node<'d> = Spanned<DeValue<'d>>;

/// The longest text that is read as a scheme.
const TEXT_MAX: usize = 8 << 20;

/// What all steps of reading share.
struct Reader<'t> {
    findings: Findings<'t>,
    places: &'t PlaceTree,
    currency: Currency,
}

/// A clause with the places of its parts in the text.
struct Located {
    clause: Clause,
    span: std::ops::Range<usize>,
    /// The clause of the extended scheme in whose place it stands.
    replaces: Option<Arc<str>>,
}

pub(crate) fn read(
    file: &str,
    text: &str,
    places: &PlaceTree,
    others: &[Scheme],
) -> Result<Sheet, Vec<Diagnostic>> {
    let mut reader = Reader { findings: Findings::new(file, text), places, currency: Currency::CNY };
    if text.len() > TEXT_MAX {
        reader.findings.error(&(0..0), "the file is longer than 8 MiB").help("split it into several schemes");
        return Err(reader.findings.finish());
    }
    let (document, errors) = DeTable::parse_recoverable(text);
    for error in &errors {
        let message = error.message().trim_end().to_owned();
        reader.findings.error(&error.span().unwrap_or(0..0), format!("this is not TOML: {message}"));
    }
    if !errors.is_empty() {
        return Err(reader.findings.finish());
    }
    let header = reader.header(document.get_ref());
    let located = reader.clauses(document.get_ref());
    let (parent, located) = reader.extended(document.get_ref(), located, others);
    if parent.is_none() && document.get_ref().get("extends").is_some() {
        // What the missing scheme would bring is missed everywhere: only its absence is told.
        return Err(reader.findings.finish());
    }
    reader.check(&located);
    if let Some(header) = &header {
        reader.stands_after_others(&header.id, &located);
    }
    reader.sense(&located, header.as_ref());
    match header {
        Some(header) if !reader.findings.has_errors() => {
            let clauses: Vec<Clause> = located.into_iter().map(|located| located.clause).collect();
            let mut plan = plan(&header, &clauses);
            plan.dates = Arc::new(dates(header.effective));
            Ok(Sheet {
                id: header.id,
                title: header.title,
                funder: header.funder,
                currency: header.currency,
                status: header.status,
                source: header.source,
                effective: header.effective,
                never_stricter: header.never_stricter,
                version: version(text, parent.as_ref()),
                extends: parent.map(|parent| Arc::clone(&parent.0.id)),
                plan,
                clauses,
                warnings: reader.findings.finish(),
            })
        }
        _ => Err(reader.findings.finish()),
    }
}

/// What a text names as `extends`.
pub(crate) fn extended_by(text: &str) -> Option<String> {
    if text.len() > TEXT_MAX {
        return None;
    }
    let (document, _) = DeTable::parse_recoverable(text);
    Some(document.get_ref().get("extends")?.get_ref().as_str()?.to_owned())
}

/// The first 128 bits of the SHA-256 of the text (and of the version that it extends), in hexadecimal.
fn version(text: &str, parent: Option<&Scheme>) -> Arc<str> {
    let mut hash = Sha256::new_with_prefix(text.as_bytes());
    if let Some(parent) = parent {
        hash.update(parent.version().as_bytes());
    }
    hash.finalize().iter().take(16).map(|byte| format!("{byte:02x}")).collect::<String>().into()
}

fn plan(header: &Header, clauses: &[Clause]) -> Plan {
    let mut plan = Plan::default();
    for (at, clause) in clauses.iter().enumerate() {
        match &clause.body {
            Body::Require(_) | Body::Forbid(_) => plan.gates.push(at),
            Body::Subsidise(Subsidise { adds_to: Some(_), .. }) => plan.top_ups.push(at),
            Body::Subsidise(_) => plan.rates.push(at),
            Body::Validity(_) => plan.validity.push(at),
            Body::Pay(_) => plan.pay.push(at),
            Body::Round(_) => plan.round.push(at),
            Body::Stack(stack) => plan.stack = Some((at, stack.clone())),
            Body::Convert(_) => plan.convert.push(at),
            _ => {}
        }
        if let Some(cap) = clause.body.cap() {
            let (name, kept_by) = match &cap.shared {
                Some(shared) => (format!("shared/{}", shared.name), shared.kept_by),
                None => (format!("{}/{}", header.id, clause.id), header.funder),
            };
            let used_up = Arc::new(used_up(cap, header.currency));
            plan.caps.push(CapPlan { at, on: cap.on, name: name.into(), kept_by, used_up });
        }
    }
    plan.screen = Screen::of(clauses, &plan.gates);
    plan.rates = check::by_precedence(clauses, &plan.rates).unwrap_or_default();
    plan
}

impl<'t> Reader<'t> {
    fn wording(&self) -> Wording<'t> {
        Wording { places: self.places, currency: self.currency }
    }
}
