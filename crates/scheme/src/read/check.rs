//! Checks that need all clauses: names, precedence, and what a scheme must not leave open.

use std::sync::Arc;

use super::body::names_services;
use super::{Located, Reader};
use jiangnan_kernel::Rate;

use crate::clause::{Body, Cap, Clause, Limit, Per, Subsidise};

/// The most clauses of one kind whose pairs are compared.
const PAIRS_MAX: usize = 400;

impl Reader<'_> {
    /// Reports what is wrong between clauses.
    pub(super) fn check(&mut self, located: &[Located]) {
        self.something_is_paid(located);
        let rates = located.iter().filter(|one| matches!(one.clause.body, Body::Subsidise(_))).count();
        if rates > PAIRS_MAX {
            self.too_many(located, "subsidise", rates);
            return;
        }
        self.overrides_exist(located);
        for kind in ["subsidise", "pay", "validity", "round", "convert", "review", "publish", "sanction"] {
            self.one_at_a_time(located, kind);
        }
        for kind in ["stack", "transition"] {
            self.one_for_good(located, kind);
        }
        self.top_ups_fit(located);
        self.caps_differ(located);
    }

    /// A scheme cannot pay after itself.
    pub(super) fn stands_after_others(&mut self, id: &Arc<str>, located: &[Located]) {
        for one in located {
            if matches!(&one.clause.body, Body::Stack(stack) if stack.after.contains(id)) {
                self.findings
                    .error(&one.span, format!("clause `{}` lets `{id}` pay after itself", one.clause.id))
                    .help("name the other schemes that pay before it");
            }
        }
    }

    fn something_is_paid(&mut self, located: &[Located]) {
        let bodies = || located.iter().map(|located| &located.clause.body);
        if located.is_empty() || self.findings.has_errors() {
            return;
        }
        if !bodies().any(|body| matches!(body, Body::Subsidise(_))) {
            self.findings
                .error(&(0..0), "no clause pays anything")
                .help("add a clause with `subsidise = { rate = \"50%\", of = \"price-without-tax\" }`");
        }
        if !bodies().any(|body| matches!(body, Body::Pay(_))) {
            self.findings
                .error(&(0..0), "no clause says who receives the subsidy")
                .help("add a clause with `pay = { to = \"provider\" }`, or \"enterprise\", or \"wallet\"");
        }
        for Located { clause, span, .. } in located {
            if matches!(clause.body, Body::Subsidise(_)) && !names_services(clause) {
                self.findings
                    .warning(span, format!("clause `{}` pays for every kind of service", clause.id))
                    .help("name them, for example service = [\"instrument-time\", \"testing\"]");
            }
        }
    }

    fn overrides_exist(&mut self, located: &[Located]) {
        let rates: Vec<&Located> =
            located.iter().filter(|one| matches!(one.clause.body, Body::Subsidise(_))).collect();
        for Located { clause, span, .. } in &rates {
            let Body::Subsidise(subsidise) = &clause.body else { continue };
            for name in &subsidise.overrides {
                let known = rates.iter().map(|rate| &*rate.clause.id);
                if !known.clone().any(|id| id == &**name) {
                    self.findings
                        .error(span, format!("clause `{}` overrides `{name}`, which is no rate", clause.id))
                        .help("name a clause that has `subsidise`")
                        .nearest(name, known);
                }
            }
        }
        let clauses: Vec<Clause> = rates.iter().map(|rate| rate.clause.clone()).collect();
        let all: Vec<usize> = (0..clauses.len()).collect();
        if let (None, Some(first)) = (by_precedence(&clauses, &all), rates.first()) {
            self.findings
                .error(&first.span, "some rates override each other in a circle")
                .help("remove one `overrides`, so that one rate comes first");
        }
    }

    /// Of clauses of one kind at most one may hold for an order, unless one declares that it comes first.
    fn one_at_a_time(&mut self, located: &[Located], kind: &str) {
        let stands_alone = |one: &&Located| match &one.clause.body {
            Body::Subsidise(subsidise) => subsidise.adds_to.is_none(),
            _ => true,
        };
        let same = located.iter().filter(|one| one.clause.body.name() == kind).filter(stands_alone);
        let same: Vec<&Located> = same.collect();
        if same.len() > PAIRS_MAX {
            self.too_many(located, kind, same.len());
            return;
        }
        for (at, later) in same.iter().enumerate() {
            for earlier in same.iter().take(at) {
                let other = of_other_things(&earlier.clause, &later.clause);
                if other || earlier.clause.excludes(&later.clause) || precedes(&earlier.clause, &later.clause)
                {
                    continue;
                }
                let (one, two, line) = (&earlier.clause.id, &later.clause.id, earlier.clause.line);
                let message = format!(
                    "clauses `{one}` (line {line}) and `{two}` can both hold for one order (`{kind}`)"
                );
                let help = if kind == "subsidise" {
                    format!(
                        "narrow one by `when`, or write overrides = \"{one}\" in the one that comes first"
                    )
                } else {
                    "narrow one by `when` or by `effective`".to_owned()
                };
                self.findings.error(&later.span, message).help(help);
            }
        }
    }

    /// Where a scheme stands among others, and what becomes of open orders, is said once.
    fn one_for_good(&mut self, located: &[Located], kind: &str) {
        let mut same = located.iter().filter(|one| one.clause.body.name() == kind);
        let Some(first) = same.next() else { return };
        for other in same {
            let (one, line, two) = (&first.clause.id, first.clause.line, &other.clause.id);
            let message = format!(
                "clauses `{one}` (line {line}) and `{two}` both have `{kind}`, of which a scheme has one"
            );
            self.findings
                .error(&other.span, message)
                .help("keep one; what changes on a date is a new version of the text");
        }
    }

    /// More clauses of a kind than can be compared with each other.
    fn too_many(&mut self, located: &[Located], kind: &str, count: usize) {
        if let Some(one) = located.iter().rfind(|one| one.clause.body.name() == kind) {
            self.findings
                .error(&one.span, format!("{count} clauses have `{kind}`, at most {PAIRS_MAX} may"))
                .help("join clauses that say the same for several values of a fact");
        }
    }

    /// A top-up names a rate of the same base, and together they pay at most the whole.
    fn top_ups_fit(&mut self, located: &[Located]) {
        let rates = || {
            located.iter().filter_map(|one| match &one.clause.body {
                Body::Subsidise(subsidise) => Some((one, subsidise)),
                _ => None,
            })
        };
        for (top_up, subsidise) in rates() {
            let Some(name) = &subsidise.adds_to else { continue };
            let id = &top_up.clause.id;
            let bases = rates().filter(|(_, other)| other.adds_to.is_none());
            let known: Vec<(&Located, &Subsidise)> = bases.collect();
            let Some((_, target)) = known.iter().find(|(one, _)| one.clause.id == *name) else {
                self.findings
                    .error(&top_up.span, format!("clause `{id}` adds to `{name}`, which is no rate"))
                    .help("name a clause that has `subsidise` without `adds-to`")
                    .nearest(name, known.iter().map(|(one, _)| &*one.clause.id));
                continue;
            };
            let added = rates().filter(|(_, other)| other.adds_to.as_ref() == Some(name));
            let sum: u64 =
                added.map(|(_, other)| u64::from(other.rate.0)).sum::<u64>() + u64::from(target.rate.0);
            if target.base != subsidise.base {
                self.findings
                    .error(&top_up.span, format!("`{id}` and `{name}` are shares of different prices"))
                    .help(format!("write of = \"{}\" in both", target.base.name()));
            } else if sum > u64::from(Rate::FULL.0) {
                let sum = Rate(u32::try_from(sum).unwrap_or(u32::MAX));
                self.findings
                    .error(&top_up.span, format!("`{name}` and all that adds to it make {sum}"))
                    .help("lower the rates so that they make 100% at most");
            }
        }
    }

    /// Two caps over the same orders and the same time are a slip: only the lower one ever binds.
    fn caps_differ(&mut self, located: &[Located]) {
        let caps = located.iter().filter_map(|one| match &one.clause.body {
            Body::Cap(cap) if one.clause.when.is_empty() => Some((one, cap)),
            _ => None,
        });
        let caps: Vec<(&Located, &Cap)> = caps.take(PAIRS_MAX).collect();
        for (at, (later, cap)) in caps.iter().enumerate() {
            let twin = caps.iter().take(at).find(|(earlier, other)| {
                other.per == cap.per
                    && other.on == cap.on
                    && other.years == cap.years
                    && other.shared == cap.shared
                    && matches!(other.limit, Limit::Amount(_)) == matches!(cap.limit, Limit::Amount(_))
                    && earlier.clause.effective.overlaps(later.clause.effective)
            });
            if let Some((earlier, _)) = twin {
                let (one, two, per) = (&earlier.clause.id, &later.clause.id, Per::name(cap.per));
                self.findings
                    .error(&later.span, format!("caps `{one}` and `{two}` both limit each {per}"))
                    .help("keep the one that is meant, or narrow one by `when` or `effective`");
            }
        }
    }
}

/// Two exchange rates of different currencies never meet in one order, nor do sanctions of different breaches.
fn of_other_things(one: &Clause, two: &Clause) -> bool {
    match (&one.body, &two.body) {
        (Body::Convert(one), Body::Convert(two)) => one.from != two.from,
        (Body::Sanction(one), Body::Sanction(two)) => one.breach != two.breach,
        _ => false,
    }
}

fn precedes(one: &Clause, two: &Clause) -> bool {
    let names = |clause: &Clause, id: &Arc<str>| match &clause.body {
        Body::Subsidise(subsidise) => subsidise.overrides.contains(id),
        _ => false,
    };
    names(one, &two.id) || names(two, &one.id)
}

/// The rates in an order in which each stands before all that it overrides; none where they form a circle.
pub(super) fn by_precedence(clauses: &[Clause], rates: &[usize]) -> Option<Vec<usize>> {
    let mut left: Vec<usize> = rates.to_vec();
    let mut sorted = Vec::with_capacity(left.len());
    while !left.is_empty() {
        let get = |at: usize| clauses.get(at);
        let free = left.iter().position(|&at| {
            let Some(clause) = get(at) else { return true };
            !left.iter().filter_map(|&other| get(other)).any(|other| match &other.body {
                Body::Subsidise(subsidise) => subsidise.overrides.contains(&clause.id),
                _ => false,
            })
        })?;
        sorted.push(left.remove(free));
    }
    Some(sorted)
}
