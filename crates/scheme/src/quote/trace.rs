//! Who listens to a decision: one listener keeps all reasons, the other none.

use std::sync::Arc;

use jiangnan_kernel::Text;

use super::answer::{CapLine, Refusal};
use crate::cap::CapKey;
use crate::scheme::Scheme;

/// Listens to a decision.
pub(super) trait Trace {
    /// Whether all reasons are wanted; otherwise the decision ends with the first.
    const ALL: bool;

    fn refuse(&mut self, clause: &Arc<str>, fact: &'static str, found: Option<i64>, remedy: &Arc<Text>);

    /// A cap of the subsidy or an amount already paid under a ceiling.
    fn cap(&mut self, clause: &Arc<str>, room: &Room);

    /// A limit of the base.
    fn base(&mut self, clause: &Arc<str>, limit_minor: i64, bound: bool);

    /// A rate that is added.
    fn top_up(&mut self, clause: &Arc<str>);
}

/// What a cap leaves for one order.
pub(super) struct Room {
    pub(super) limit_minor: i64,
    pub(super) used_minor: i64,
    pub(super) key: Option<CapKey>,
}

impl Room {
    pub(super) fn left_minor(&self) -> i64 {
        self.limit_minor.saturating_sub(self.used_minor).max(0)
    }
}

/// Keeps all reasons.
pub(super) struct Explain<'q> {
    pub(super) scheme: &'q Scheme,
    pub(super) refusals: &'q mut Vec<Refusal>,
    pub(super) caps: Vec<CapLine>,
    pub(super) bases: Vec<CapLine>,
    pub(super) top_ups: Vec<Arc<str>>,
}

impl<'q> Explain<'q> {
    pub(super) fn new(scheme: &'q Scheme, refusals: &'q mut Vec<Refusal>) -> Explain<'q> {
        Explain { scheme, refusals, caps: Vec::new(), bases: Vec::new(), top_ups: Vec::new() }
    }
}

/// Keeps nothing.
pub(super) struct Quick;

impl Trace for Explain<'_> {
    const ALL: bool = true;

    fn refuse(&mut self, clause: &Arc<str>, fact: &'static str, found: Option<i64>, remedy: &Arc<Text>) {
        self.refusals.push(Refusal {
            scheme: Arc::clone(&self.scheme.0.id),
            clause: Arc::clone(clause),
            fact,
            found,
            remedy: Arc::clone(remedy),
        });
    }

    fn cap(&mut self, clause: &Arc<str>, room: &Room) {
        if self.caps.capacity() == 0 {
            self.caps.reserve_exact(self.scheme.0.plan.caps.len() + 1);
        }
        self.caps.push(CapLine {
            clause: Arc::clone(clause),
            limit_minor: room.limit_minor,
            used_minor: room.used_minor,
            bound: false,
            key: room.key.clone(),
        });
    }

    fn base(&mut self, clause: &Arc<str>, limit_minor: i64, bound: bool) {
        self.bases.push(CapLine { clause: Arc::clone(clause), limit_minor, used_minor: 0, bound, key: None });
    }

    fn top_up(&mut self, clause: &Arc<str>) {
        self.top_ups.push(Arc::clone(clause));
    }
}

impl Trace for Quick {
    const ALL: bool = false;

    #[inline]
    fn refuse(&mut self, _: &Arc<str>, _: &'static str, _: Option<i64>, _: &Arc<Text>) {}

    #[inline]
    fn cap(&mut self, _: &Arc<str>, _: &Room) {}

    #[inline]
    fn base(&mut self, _: &Arc<str>, _: i64, _: bool) {}

    #[inline]
    fn top_up(&mut self, _: &Arc<str>) {}
}
