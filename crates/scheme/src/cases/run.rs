//! Running cases and telling which clauses they exercise.

use std::collections::HashSet;

use jiangnan_kernel::{Currency, Date};

use super::duty::{Asked, Duty};
use super::{Case, Cases, Expected, Outcome, Report, shown_by_name};
use crate::cap::CapUse;
use crate::day::year_of;
use crate::fact::Fact;
use crate::quote::{Quote, quote};
use crate::scheme::Scheme;
use crate::vocabulary::Service;

impl Cases {
    /// Quotes every case under the schemes for which it was read.
    pub fn run(&self, schemes: &[&Scheme]) -> Report {
        let mut exercised: HashSet<(String, String)> = HashSet::new();
        let outcomes = self.cases.iter().map(|case| {
            let answer = quote(schemes, &case.order, &case.used(schemes));
            note_exercised(case, &answer, schemes, &mut exercised);
            let mut differences: Vec<String> = case
                .expected
                .iter()
                .filter_map(|expected| case.difference(expected, &answer, schemes))
                .collect();
            differences.extend(case.unexpected(&answer, schemes));
            if case.expected.is_empty() {
                differences.push("the case expects nothing".to_owned());
            }
            Outcome { clauses: case.clauses.clone(), title: case.title.clone(), line: case.line, differences }
        });
        let outcomes: Vec<Outcome> = outcomes.collect();
        let all = schemes.iter().flat_map(|scheme| {
            scheme.clauses().iter().map(|clause| (scheme.id().to_owned(), clause.id.to_string()))
        });
        Report { outcomes, uncovered: all.filter(|clause| !exercised.contains(clause)).collect() }
    }
}

fn note_exercised(
    case: &Case,
    answer: &Quote,
    schemes: &[&Scheme],
    exercised: &mut HashSet<(String, String)>,
) {
    for refusal in &answer.refusals {
        exercised.insert((refusal.scheme.to_string(), refusal.clause.to_string()));
    }
    for line in &answer.subsidies {
        exercised.extend(line.clauses.iter().map(|clause| (line.scheme.to_string(), clause.to_string())));
    }
    for scheme in schemes {
        for clause in case.clauses.iter().filter_map(|id| scheme.clause(id)) {
            if shown_by_name(&clause.body) && case.shows(&clause.body) {
                exercised.insert((scheme.id().to_owned(), clause.id.to_string()));
            }
        }
    }
}

impl Case {
    /// What earlier orders used of the caps that the case names.
    fn used(&self, schemes: &[&Scheme]) -> CapUse {
        let year = self.order.get(Fact::OrderDate).map(year_of);
        let keys = schemes.iter().flat_map(|scheme| scheme.cap_keys(&self.order));
        let keys = keys.filter(|key| key.year.is_none() || key.year == year);
        let named = keys.filter_map(|key| {
            let clause = key.cap.rsplit('/').next()?;
            let (_, amount) = self.used.iter().find(|(name, _)| name == clause)?;
            Some((key.clone(), *amount))
        });
        named.collect()
    }

    /// What the quote says otherwise than the case.
    fn difference(&self, expected: &Expected, answer: &Quote, schemes: &[&Scheme]) -> Option<String> {
        let currency = answer.currency;
        match expected {
            Expected::Pays(amount) => amounts(currency, "pays", *amount, answer.subsidy_minor()),
            Expected::SchemePays(scheme, amount) => {
                let line = answer.subsidies.iter().find(|line| &*line.scheme == scheme);
                let paid = line.map_or(0, |line| line.amount_minor);
                amounts(currency, &format!("{scheme} pays"), *amount, paid)
            }
            Expected::OwnPart(amount) => amounts(currency, "own part", *amount, answer.own_part_minor),
            Expected::RefusedBy(clause, fact) => {
                let met = answer.refusals.iter().any(|one| &*one.clause == clause && one.fact == fact);
                (!met).then(|| format!("`{clause}` does not refuse for `{fact}`"))
            }
            Expected::BoundBy(clause) => {
                let caps = answer.subsidies.iter().flat_map(|line| &line.caps);
                let met = caps.into_iter().any(|cap| &*cap.clause == clause && cap.bound);
                (!met).then(|| format!("cap `{clause}` does not bind"))
            }
            Expected::PaidTo(payee) => (answer.payee != Some(*payee)).then(|| {
                let found = answer.payee.map_or("nobody", |payee| payee.name());
                format!("paid to {found}, not to {payee}")
            }),
            Expected::Evidence(documents) => {
                let found = self.evidence(schemes);
                (found != *documents).then(|| format!("the evidence is {found:?}"))
            }
            Expected::ValidUntil(date) => {
                let found = self.valid_until(schemes);
                (found.as_deref() != Some(date.as_str()))
                    .then(|| format!("the voucher is valid until {found:?}"))
            }
            Expected::Says(duty, text) => self.says_otherwise(duty, text, answer, schemes),
        }
    }

    /// What the schemes say of a duty, where none of them says what the case does.
    fn says_otherwise(&self, duty: &Duty, text: &str, answer: &Quote, schemes: &[&Scheme]) -> Option<String> {
        let found = schemes.iter().filter_map(|scheme| {
            let line = answer.subsidies.iter().find(|line| &*line.scheme == scheme.id());
            let asked = Asked {
                day: self.order.date_of(Fact::OrderDate),
                pay: scheme.pay_of(&self.order),
                paid_minor: line.map_or(0, |line| line.amount_minor),
                currency: answer.currency,
            };
            duty.of(scheme, &asked)
        });
        let found: Vec<String> = found.collect();
        let (wanted, said) = (format!("`{text}`"), format!("`{}`", found.join("`, `")));
        (!found.iter().any(|one| one == text)).then(|| format!("the scheme says {said}, not {wanted}"))
    }

    fn evidence(&self, schemes: &[&Scheme]) -> Vec<crate::vocabulary::Evidence> {
        let service = usize::try_from(self.order.number(Fact::OrderService)).ok();
        let service = service.and_then(|at| Service::ALL.get(at)).copied();
        let (Some(service), Some(date)) = (service, self.order.date_of(Fact::OrderDate)) else {
            return Vec::new();
        };
        schemes.iter().flat_map(|scheme| scheme.evidence(service, date)).collect()
    }

    fn valid_until(&self, schemes: &[&Scheme]) -> Option<String> {
        let granted_on: Date = self.order.date_of(Fact::VoucherGrantedOn)?;
        let ends = schemes.iter().filter_map(|scheme| scheme.voucher_valid_until(granted_on));
        ends.min().map(|date| date.to_string())
    }

    /// Refusals that the case does not name: every reason has to be read by whoever checks the case. Of
    /// several schemes only those that refuse beside a payment are read over.
    fn unexpected(&self, answer: &Quote, schemes: &[&Scheme]) -> Vec<String> {
        if schemes.len() > 1 && !answer.subsidies.is_empty() {
            return Vec::new();
        }
        let named = |clause: &str, fact: &str| {
            self.expected.iter().any(|expected| match expected {
                Expected::RefusedBy(one, two) => one == clause && two == fact,
                _ => false,
            })
        };
        let unnamed = answer.refusals.iter().filter(|refusal| !named(&refusal.clause, refusal.fact));
        unnamed.map(|one| format!("`{}` refuses for `{}`", one.clause, one.fact)).collect()
    }
}

fn amounts(currency: Currency, what: &str, expected: i64, found: i64) -> Option<String> {
    (expected != found)
        .then(|| format!("{what} {}, not {}", currency.format_minor(found), currency.format_minor(expected)))
}
