//! From text to the checked form: every error at once, each with its place.

mod body;
mod check;
mod condition;
mod header;
mod value;

pub(crate) use condition::hours_to_seconds;

use std::sync::Arc;

use jiangnan_kernel::{Currency, PlaceTree};
use sha2::{Digest, Sha256};
use toml::Spanned;
use toml::de::{DeTable, DeValue};

use crate::clause::{Body, Clause};
use crate::diagnostic::{Diagnostic, Findings};
use crate::scheme::{CapPlan, Plan, Sheet};
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
}

pub(crate) fn read(file: &str, text: &str, places: &PlaceTree) -> Result<Sheet, Vec<Diagnostic>> {
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
    reader.check(&located);
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
                version: version(text),
                plan,
                clauses,
                warnings: reader.findings.finish(),
            })
        }
        _ => Err(reader.findings.finish()),
    }
}

/// The first 128 bits of the SHA-256 of the text, in hexadecimal.
fn version(text: &str) -> Arc<str> {
    let hash = Sha256::digest(text.as_bytes());
    hash.iter().take(16).map(|byte| format!("{byte:02x}")).collect::<String>().into()
}

fn plan(header: &Header, clauses: &[Clause]) -> Plan {
    let mut plan = Plan::default();
    for (at, clause) in clauses.iter().enumerate() {
        match &clause.body {
            Body::Require(_) | Body::Forbid(_) => plan.gates.push(at),
            Body::Subsidise(_) => plan.rates.push(at),
            Body::Cap(cap) => plan.caps.push(CapPlan {
                at,
                name: format!("{}/{}", header.id, clause.id).into(),
                used_up: Arc::new(used_up(cap, header.currency)),
            }),
            Body::Validity(_) => plan.validity.push(at),
            Body::Pay(_) => plan.pay.push(at),
            Body::Round(_) => plan.round.push(at),
            Body::Evidence(_) => {}
        }
    }
    plan.rates = check::by_precedence(clauses, &plan.rates).unwrap_or_default();
    plan
}

impl<'t> Reader<'t> {
    fn wording(&self) -> Wording<'t> {
        Wording { places: self.places, currency: self.currency }
    }
}
