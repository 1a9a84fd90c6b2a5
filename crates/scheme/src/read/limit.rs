//! Caps and budgets.

use std::sync::Arc;

use super::value::Fields;
use super::{Node, Reader};
use crate::clause::{Budget, Cap, Limit, Limited, Per, Shared};
use crate::vocabulary::Award;

const CAP: &str = r#"{ amount = "300000.00", per = "controller-year" }"#;
const BUDGET: &str = r#"{ amount = "10000000.00", per = "year", award = "first-come" }"#;

impl Reader<'_> {
    pub(super) fn cap(&mut self, node: &Node<'_>) -> Option<Cap> {
        let fields = self.table(node, "`cap`", CAP)?;
        self.known_keys(&fields, &["amount", "orders", "per", "on", "years", "shared", "kept-by"]);
        let per = self.needed(&fields, "per", "\"enterprise-year\"").and_then(|node| self.per(node));
        let limit = match (fields.get("amount"), fields.get("orders")) {
            (Some(_), Some(node)) => {
                self.findings
                    .error(&node.span(), "`amount` and `orders` are two limits")
                    .help("write two clauses, so that each refusal names its own");
                None
            }
            (None, Some(node)) => self.count(node).map(Limit::Orders),
            _ => self
                .needed(&fields, "amount", "\"300000.00\"")
                .and_then(|node| self.amount(node))
                .map(Limit::Amount),
        };
        let limited = [("subsidy", Limited::Subsidy), ("base", Limited::Base)];
        let on = match fields.get("on") {
            Some(node) => self.choice(node, "thing to limit", limited.into_iter())?,
            None => Limited::Subsidy,
        };
        let years = fields.get("years").map_or(Some(1), |node| self.count(node));
        let shared = match fields.get("shared") {
            Some(node) => Some(self.shared(node, &fields)?),
            None => None,
        };
        let cap = Cap { limit: limit?, per: per?, on, years: years?, shared };
        self.cap_fits(&cap, &fields).then_some(cap)
    }

    fn shared(&mut self, node: &Node<'_>, fields: &Fields<'_>) -> Option<Shared> {
        let name: Arc<str> = self.name(node, "a name for the shared limit")?.into();
        let place = self.needed(fields, "kept-by", "\"CN-ZJ\"")?;
        Some(Shared { name, kept_by: self.place(place)?.code })
    }

    /// Whether the parts of a cap go together.
    fn cap_fits(&mut self, cap: &Cap, fields: &Fields<'_>) -> bool {
        let span = &fields.span;
        let problem = if cap.per.outlasts_order() && cap.on == Limited::Base {
            Some(("a limit of the price counts for one order", "write per = \"order\", \"hour\" or \"head\""))
        } else if !cap.per.outlasts_order() && matches!(cap.limit, Limit::Orders(_)) {
            Some(("`orders` counts over time", "write, for example, per = \"enterprise\""))
        } else if !cap.per.is_yearly() && cap.years != 1 {
            Some(("`years` counts calendar years", "write per = \"enterprise-year\" or \"controller-year\""))
        } else if !(1..=20).contains(&cap.years) {
            Some(("`years` is not between 1 and 20", "write, for example, years = 3"))
        } else if !cap.per.outlasts_order() && cap.shared.is_some() {
            Some(("a shared limit counts over time", "write, for example, per = \"controller-year\""))
        } else {
            None
        };
        if let Some((message, help)) = problem {
            self.findings.error(span, message).help(help);
        }
        problem.is_none()
    }

    fn per(&mut self, node: &Node<'_>) -> Option<Per> {
        self.choice(node, "cap period", Per::ALL.iter().map(|per| (per.name(), *per)))
    }

    pub(super) fn budget(&mut self, node: &Node<'_>) -> Option<Budget> {
        let fields = self.table(node, "`budget`", BUDGET)?;
        self.known_keys(&fields, &["amount", "per", "award", "seed"]);
        let amount = self.needed(&fields, "amount", "\"10000000.00\"").and_then(|node| self.amount(node));
        let pers = [("year", Per::Year), ("scheme", Per::Scheme)];
        let per = self
            .needed(&fields, "per", "\"year\"")
            .and_then(|node| self.choice(node, "budget period", pers.into_iter()));
        let award = self.needed(&fields, "award", "\"first-come\"").and_then(|node| {
            self.choice(node, "award", Award::ALL.iter().map(|award| (award.name(), *award)))
        });
        let seed = match (award, fields.get("seed")) {
            (Some(Award::Lottery), _) => {
                let node = self.needed(&fields, "seed", "\"a number published before the draw\"")?;
                Some(self.string(node, "a seed", "\"2026-03-01 draw\"")?.into())
            }
            (_, Some(node)) => {
                self.findings.error(&node.span(), "only a lottery has a seed").help("remove `seed`");
                return None;
            }
            _ => None,
        };
        let cap =
            Cap { limit: Limit::Amount(amount?), per: per?, on: Limited::Subsidy, years: 1, shared: None };
        Some(Budget { cap, award: award?, seed })
    }
}
