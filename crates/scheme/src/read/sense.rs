//! What is well formed but cannot be meant: clauses that never fire, rules that never hold together, caps that
//! always bind, borders rebuilt.

use jiangnan_kernel::{PlaceCode, PlaceTree, Rounding};

use super::header::Header;
use super::{Located, Reader};
use crate::clause::{
    Base, Body, Bound, Cap, Clause, Condition, Days, Limit, Limited, Per, Stack, Subsidise, Test,
};
use crate::fact::Fact;
use crate::quote::share;
use crate::vocabulary::Sanction;

/// The most conditions of which all pairs are compared.
const CONDITIONS_MAX: usize = 600;
/// The most rates that are compared with all other clauses; more are an error anyway.
const RATES_MAX: usize = 400;

impl Reader<'_> {
    /// Reports what cannot be meant.
    pub(super) fn sense(&mut self, located: &[Located], header: Option<&Header>) {
        let effective = header.map_or(Days::ALL, |header| header.effective);
        let demands = demands(located);
        self.together(&demands);
        for one in located {
            self.never(one, effective, &demands);
            self.within_itself(one);
        }
        self.hidden_rates(located);
        self.caps_below_minimum(located);
        self.rebuilt_borders(located, header.map(|header| header.funder));
        self.idle_sanctions(located);
        self.unused(located);
    }

    /// A clause about what is paid, for orders of which no rate pays anything.
    fn unused(&mut self, located: &[Located]) {
        let paying: Vec<&Clause> =
            rates(located).filter(|(_, rate)| rate.adds_to.is_none()).map(|(one, _)| &one.clause).collect();
        for Located { clause, span, .. } in located {
            let depends = match &clause.body {
                Body::Subsidise(rate) => rate.adds_to.is_some(),
                Body::Cap(_) | Body::Evidence(_) | Body::Pay(_) | Body::Round(_) => true,
                _ => false,
            };
            let misses = |rate: &&Clause| rate.excludes(clause) || !serves(rate, &clause.body);
            if depends && !paying.is_empty() && paying.iter().all(misses) {
                let message =
                    format!("clause `{}` is unused: no rate pays for an order that it is for", clause.id);
                self.findings
                    .warning(span, message)
                    .help("compare its conditions, services and dates with those of the rates, or remove it");
            }
        }
    }

    /// A block or a suspension that no rule looks at.
    fn idle_sanctions(&mut self, located: &[Located]) {
        for one in located {
            let Body::Sanction(sanctions) = &one.clause.body else { continue };
            let needed = sanctions.then.iter().filter_map(|sanction| match sanction {
                Sanction::Block => Some(Fact::EnterpriseBlocked),
                Sanction::Suspend | Sanction::StrikeOff => Some(Fact::ProviderSuspended),
                _ => None,
            });
            let read = |fact: Fact| {
                located.iter().any(|other| other.clause.conditions().any(|condition| condition.fact == fact))
            };
            for fact in needed.filter(|fact| !read(*fact)) {
                let message =
                    format!("`{}` has no effect on later orders: no rule looks at `{fact}`", one.clause.id);
                self.findings
                    .warning(&one.span, message)
                    .help(format!("add a clause with forbid = {{ {fact} = true }}"));
            }
        }
    }

    /// Two rules for every order that exclude each other: nothing is ever paid.
    fn together(&mut self, demands: &[(&Located, &Condition)]) {
        for (at, (later, two)) in demands.iter().enumerate() {
            let clash = demands.iter().take(at).find(|(earlier, one)| {
                earlier.clause.effective.overlaps(later.clause.effective) && one.excludes(two)
            });
            if let Some((earlier, one)) = clash {
                let (first, second) = (&earlier.clause.id, &later.clause.id);
                let message = format!("clauses `{first}` and `{second}` can never both hold: `{}`", one.fact);
                self.findings
                    .error(&later.span, message)
                    .help("every order is refused by one of them; change one or narrow it by `when`");
            }
        }
    }

    /// A clause whose dates or conditions no order meets that is not refused anyway.
    fn never(&mut self, located: &Located, effective: Days, demands: &[(&Located, &Condition)]) {
        let clause = &located.clause;
        if !clause.effective.overlaps(effective) {
            self.findings
                .warning(
                    &located.span,
                    format!("clause `{}` is never in force while the scheme is", clause.id),
                )
                .help("change its dates or those of the scheme, or remove it");
        }
        let refused = clause.when.iter().find_map(|when| {
            let mut against = demands
                .iter()
                .filter(|(other, demand)| other.clause.effective == Days::ALL && demand.excludes(when));
            against.next().map(|(other, _)| (when.fact, &other.clause.id))
        });
        if let Some((fact, other)) = refused {
            let message =
                format!("clause `{}` never fires: `{other}` refuses every order that it is for", clause.id);
            self.findings.warning(&located.span, message).help(format!("compare what both say of `{fact}`"));
        }
    }

    /// Conditions of one clause that exclude each other.
    fn within_itself(&mut self, located: &Located) {
        let conditions: Vec<&Condition> = located.clause.conditions().take(CONDITIONS_MAX).collect();
        let clash = conditions.iter().enumerate().find_map(|(at, two)| {
            conditions.iter().take(at).find(|one| one.excludes(two)).map(|one| one.fact)
        });
        if let Some(fact) = clash {
            self.findings
                .error(
                    &located.span,
                    format!("clause `{}` contradicts itself on `{fact}`", located.clause.id),
                )
                .help("no order meets both conditions; remove one");
        }
    }

    /// A rate that another one precedes for every order.
    fn hidden_rates(&mut self, located: &[Located]) {
        for (over, rate) in rates(located) {
            if !over.clause.when.is_empty() || over.clause.effective != Days::ALL {
                continue;
            }
            for hidden in located.iter().filter(|one| rate.overrides.contains(&one.clause.id)) {
                let message =
                    format!("`{}` never fires: `{}` always precedes it", hidden.clause.id, over.clause.id);
                self.findings.warning(&hidden.span, message).help("remove it, or narrow the other by `when`");
            }
        }
    }

    /// A cap of one order that lies below the share of the smallest price.
    fn caps_below_minimum(&mut self, located: &[Located]) {
        for (rate_at, rate) in rates(located).filter(|(_, rate)| rate.adds_to.is_none()) {
            let Some(smallest) = smallest_price(located, rate.base) else { continue };
            let least = share(rate.rate, smallest, crate::clause::Step { minor: 1, mode: Rounding::Down });
            for one in located {
                let Body::Cap(Cap {
                    limit: Limit::Amount(limit), per: Per::Order, on: Limited::Subsidy, ..
                }) = &one.clause.body
                else {
                    continue;
                };
                if *limit < least && !one.clause.excludes(&rate_at.clause) {
                    let (cap, rate) = (&one.clause.id, &rate_at.clause.id);
                    let message =
                        format!("cap `{cap}` always binds: rate `{rate}` of the smallest price is more");
                    self.findings
                        .warning(&one.span, message)
                        .help("raise the cap or lower the smallest price");
                }
            }
        }
    }

    /// A top-up that only local providers bring: it makes all others dearer.
    fn rebuilt_borders(&mut self, located: &[Located], funder: Option<PlaceCode>) {
        let places = self.places;
        let binds_provider = |condition: &Condition| binds_provider(condition, funder, places);
        let is_top_up_scheme = located
            .iter()
            .any(|one| matches!(&one.clause.body, Body::Stack(Stack { after, .. }) if !after.is_empty()));
        let local_scheme = is_top_up_scheme
            && located.iter().any(|one| match &one.clause.body {
                Body::Require(conditions) => conditions.iter().any(binds_provider),
                _ => false,
            });
        for (one, rate) in rates(located) {
            let local = one.clause.when.iter().any(binds_provider);
            if (rate.adds_to.is_some() && local) || local_scheme {
                let (id, gap, of) = (&one.clause.id, rate.rate, rate.base.name());
                let message = format!(
                    "`{id}` rebuilds the border: with it an equal provider elsewhere is dearer by {gap} of the {of}"
                );
                self.findings
                    .warning(&one.span, message)
                    .help("pay it for every provider of the group: provider.located-in = the group");
            }
        }
    }
}

/// Whether a rate pays for one of the services that a clause about evidence is for.
fn serves(rate: &Clause, body: &Body) -> bool {
    let Body::Evidence(demand) = body else { return true };
    let paid = |bits: u64| demand.services.iter().any(|service| bits >> (*service as u8) & 1 == 1);
    let mut kinds = rate.when.iter().filter(|one| one.fact == Fact::OrderService);
    demand.services.is_empty() || kinds.all(|one| !matches!(one.test, Test::OneOf(bits) if !paid(bits)))
}

/// The conditions that every order has to meet.
fn demands(located: &[Located]) -> Vec<(&Located, &Condition)> {
    let unconditional = located.iter().filter(|one| one.clause.when.is_empty());
    let pairs = unconditional.flat_map(|one| match &one.clause.body {
        Body::Require(conditions) => conditions.iter().map(|condition| (one, condition)).collect(),
        _ => Vec::new(),
    });
    pairs.take(CONDITIONS_MAX).collect()
}

fn rates(located: &[Located]) -> impl Iterator<Item = (&Located, &Subsidise)> {
    let rates = located.iter().filter_map(|one| match &one.clause.body {
        Body::Subsidise(rate) => Some((one, rate)),
        _ => None,
    });
    rates.take(RATES_MAX)
}

/// The smallest price that the scheme accepts, where it names one for every order.
fn smallest_price(located: &[Located], base: Base) -> Option<i64> {
    let bounds = demands(located).into_iter().filter_map(|(_, condition)| match &condition.test {
        Test::Between(Some(Bound::At(low)), _) if condition.fact == base.fact() => Some(*low),
        _ => None,
    });
    bounds.max()
}

/// Whether a condition holds only of providers in some part of the group, or of the enterprise's own jurisdiction.
fn binds_provider(condition: &Condition, funder: Option<PlaceCode>, places: &PlaceTree) -> bool {
    match (condition.fact, &condition.test) {
        (Fact::ProviderLocatedIn, Test::Within(parts)) => {
            !parts.iter().any(|part| funder.is_some_and(|funder| reaches_out(part.code, funder, places)))
        }
        (Fact::OrderAcrossBorder, test) => *test == Test::Is(false),
        _ => false,
    }
}

/// Whether a place is more than the jurisdiction of a funder: it, and others beside it.
fn reaches_out(place: PlaceCode, funder: PlaceCode, places: &PlaceTree) -> bool {
    match places.jurisdiction_of(funder) {
        Some(home) => place != home.code && places.is_within(home.code, place),
        None => places.is_within(funder, place),
    }
}
