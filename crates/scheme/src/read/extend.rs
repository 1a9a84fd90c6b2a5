//! A scheme that extends another: group, then province, then city.

use std::collections::{HashMap, HashSet};

use toml::de::DeTable;

use super::{Located, Reader};
use crate::clause::Clause;
use crate::scheme::Scheme;

impl Reader<'_> {
    /// The clauses with those of the extended scheme, and that scheme.
    pub(super) fn extended(
        &mut self,
        table: &DeTable<'_>,
        own: Vec<Located>,
        others: &[Scheme],
    ) -> (Option<Scheme>, Vec<Located>) {
        let Some(node) = table.get("extends") else {
            self.nothing_to_override(&own);
            return (None, own);
        };
        let Some(name) = self.name(node, "a scheme") else { return (None, own) };
        let Some(parent) = others.iter().find(|other| other.id() == name) else {
            self.findings
                .error(&node.span(), format!("the scheme `{name}`, which this one extends, is not at hand"))
                .help("load both together, the extended one as a file of its own")
                .nearest(name, others.iter().map(Scheme::id));
            return (None, own);
        };
        if parent.currency() != self.currency {
            let message =
                format!("`{name}` counts in {}, this scheme in {}", parent.currency(), self.currency);
            self.findings.error(&node.span(), message).help("write both in one currency");
        }
        self.may_replace(parent, &own);
        let replaced: HashSet<&str> = own.iter().filter_map(|one| one.replaces.as_deref()).collect();
        let kept: Vec<&Clause> =
            parent.clauses().iter().filter(|clause| !replaced.contains(&*clause.id)).collect();
        self.not_again(parent, &kept, &own);
        let mut all: Vec<Located> = kept
            .into_iter()
            .map(|clause| Located { clause: clause.clone(), span: node.span(), replaces: None })
            .collect();
        all.extend(own);
        (Some(parent.clone()), all)
    }

    /// What a scheme adds must not bear the id of a clause that it takes over.
    fn not_again(&mut self, parent: &Scheme, kept: &[&Clause], own: &[Located]) {
        let kept: HashSet<&str> = kept.iter().map(|clause| &*clause.id).collect();
        for Located { clause, span, .. } in own.iter().filter(|one| kept.contains(&*one.clause.id)) {
            let id = &clause.id;
            self.findings
                .error(
                    span,
                    format!("clause `{id}` stands in `{}` already, which this scheme extends", parent.id()),
                )
                .help(format!("add override = \"{id}\" to replace it, or give this one an id of its own"));
        }
    }

    fn nothing_to_override(&mut self, own: &[Located]) {
        for located in own.iter().filter(|one| one.replaces.is_some()) {
            self.findings
                .error(&located.span, "the clause overrides another, but the scheme extends none")
                .help("add `extends = \"the other scheme\"` at the top, or remove `override`");
        }
    }

    /// Every override must name a clause that may be overridden.
    fn may_replace(&mut self, parent: &Scheme, own: &[Located]) {
        let known: HashMap<&str, &Clause> =
            parent.clauses().iter().map(|clause| (&*clause.id, clause)).collect();
        for located in own {
            let (id, Some(name)) = (&located.clause.id, &located.replaces) else { continue };
            match known.get(&**name) {
                Some(clause) if clause.locked => {
                    let message = format!("clause `{name}` of `{}` forbids to be overridden", parent.id());
                    self.findings
                        .error(&located.span, message)
                        .help("leave it as it is, or have it changed where it is enacted");
                }
                Some(_) => {}
                None => {
                    let known = parent.clauses().iter().map(|clause| &*clause.id);
                    self.findings
                        .error(
                            &located.span,
                            format!("`{id}` overrides `{name}`, which `{}` has not", parent.id()),
                        )
                        .help("name a clause of the extended scheme")
                        .nearest(name, known);
                }
            }
        }
    }
}
