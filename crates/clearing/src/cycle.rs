//! The settlement cycle: open, closed, exported, settled.

use jiangnan_kernel::{Id, Instant, PlaceCode, PlaceTree};
use serde::{Deserialize, Serialize};

use crate::due::Due;
use crate::netting::{Net, NetTransfer, NettingError, Position};
use crate::payment::{Payment, PaymentState, Receiver};
use crate::plan::{DueRef, Plan, SettlementForm, plan};
use crate::words::{Edge, after, begin, edge, possible, words};

words! {
    /// Where a cycle stands.
    CycleState, "state of a cycle";
    /// Gathers claims that are accepted before its cut-off.
    Open = "open";
    /// Its claims, nets and payments are fixed.
    Closed = "closed";
    /// Its payment files were made.
    Exported = "exported";
    /// Everything is paid.
    Settled = "settled";
}

words! {
    /// What happened to a cycle.
    CycleEvent, "event of a cycle";
    /// Opened.
    Opened = "opened";
    /// Closed.
    Closed = "closed";
    /// Payment files were made, or made again for payments that replace failed ones.
    Exported = "exported";
    /// Everything was paid.
    Settled = "settled";
}

use CycleEvent as Event;
use CycleState as State;

/// The whole life of a cycle. Closed goes to settled where nothing had to be paid.
pub const CYCLE_EDGES: &[Edge<CycleState, CycleEvent>] = &[
    begin(Event::Opened, State::Open),
    edge(State::Open, Event::Closed, State::Closed),
    edge(State::Closed, Event::Exported, State::Exported),
    edge(State::Closed, Event::Settled, State::Settled),
    edge(State::Exported, Event::Exported, State::Exported),
    edge(State::Exported, Event::Settled, State::Settled),
];

impl CycleState {
    /// The state after an event, or `None` where the event cannot happen in this state.
    pub fn after(self, event: CycleEvent) -> Option<CycleState> {
        after(CYCLE_EDGES, self, event)
    }
}

/// One line of a cycle's history.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct CycleNote {
    /// When.
    pub at: Instant,
    /// Who.
    pub by: Id,
    /// What happened.
    pub event: CycleEvent,
}

/// A settlement cycle.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Cycle {
    /// Its id.
    pub id: Id,
    /// The place whose treasurer runs it: one treasury, or the group's clearing house.
    pub jurisdiction: PlaceCode,
    /// Its number there, from 1.
    pub number: u32,
    /// In which form it settles.
    pub form: SettlementForm,
    /// Where it stands.
    pub state: CycleState,
    /// Claims accepted before this moment are in it.
    pub cut_off: Instant,
    /// How many claims and claw-backs it took up.
    pub taken_up: u32,
    /// What the jurisdictions owed each other at the close.
    pub positions: Vec<Position>,
    /// Their nets.
    pub nets: Vec<Net>,
    /// How the nets are settled.
    pub transfers: Vec<NetTransfer>,
    /// What it left to the next cycle.
    pub carried: Vec<DueRef>,
    /// All that happened, oldest first.
    pub history: Vec<CycleNote>,
}

/// The cycle after a command, and the event.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CycleStep {
    /// The cycle after.
    pub cycle: Cycle,
    /// What happened.
    pub event: CycleEvent,
}

/// What closing a cycle brings.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Closing {
    /// The cycle after, and the event.
    pub step: CycleStep,
    /// What is paid for which claims. Claims in [`Plan::taken_up`] are to be cleared; those in
    /// [`Plan::offset`] settled at once; those carried are left as they are.
    pub plan: Plan,
    /// The payments to store.
    pub payments: Vec<Payment>,
}

/// What settling a cycle brings.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Settlement {
    /// The cycle after, and the event.
    pub step: CycleStep,
    /// Whose payment failed: carry them over to the next cycle.
    pub carried: Vec<DueRef>,
}

/// Why a command on a cycle was refused.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum CycleRefused {
    /// The state does not allow it.
    #[error("the cycle is `{state}`: `{event}` is possible only when it is {}", possible(CYCLE_EDGES, *event))]
    WrongState {
        /// The present state.
        state: CycleState,
        /// What was asked.
        event: CycleEvent,
    },
    /// The cut-off has not come.
    #[error("the cycle takes claims until {cut_off}, and it is {now}: close it after that")]
    BeforeCutOff {
        /// The cut-off.
        cut_off: Instant,
        /// The present moment.
        now: Instant,
    },
    /// The cut-off would lie in the past.
    #[error("the cut-off {cut_off} is not after {now}: choose a later one")]
    CutOffPassed {
        /// The cut-off.
        cut_off: Instant,
        /// The present moment.
        now: Instant,
    },
    /// The nets cannot be computed.
    #[error(transparent)]
    Netting(#[from] NettingError),
    /// Payments are neither booked nor failed.
    #[error("{open} payments are still open: import the bank's statement first")]
    PaymentsOpen {
        /// How many.
        open: usize,
    },
    /// Payments failed that must be made again within the cycle.
    #[error("{failed} payments failed after the nets were fixed: replace them and export again")]
    PaymentsFailed {
        /// How many.
        failed: usize,
    },
}

impl Cycle {
    /// Opens a cycle.
    ///
    /// # Errors
    /// [`CycleRefused::CutOffPassed`].
    pub fn open(
        id: Id,
        (jurisdiction, number): (PlaceCode, u32),
        form: SettlementForm,
        cut_off: Instant,
        (by, now): (Id, Instant),
    ) -> Result<CycleStep, CycleRefused> {
        if cut_off <= now {
            return Err(CycleRefused::CutOffPassed { cut_off, now });
        }
        let cycle = Cycle {
            id,
            jurisdiction,
            number,
            form,
            state: State::Open,
            cut_off,
            taken_up: 0,
            positions: Vec::new(),
            nets: Vec::new(),
            transfers: Vec::new(),
            carried: Vec::new(),
            history: vec![CycleNote { at: now, by, event: Event::Opened }],
        };
        Ok(CycleStep { cycle, event: Event::Opened })
    }

    /// Opens the cycle that follows this one.
    ///
    /// # Errors
    /// As [`Cycle::open`].
    pub fn next(&self, id: Id, cut_off: Instant, who: (Id, Instant)) -> Result<CycleStep, CycleRefused> {
        Cycle::open(id, (self.jurisdiction, self.number.saturating_add(1)), self.form, cut_off, who)
    }

    /// Whether a claim accepted at a moment is in this cycle.
    pub fn takes(&self, accepted_at: Instant) -> bool {
        accepted_at < self.cut_off
    }

    /// Closes it over the dues that it [takes](Cycle::takes), those carried over to it among them.
    ///
    /// # Errors
    /// [`CycleRefused::WrongState`]; [`CycleRefused::BeforeCutOff`]; [`CycleRefused::Netting`].
    pub fn close(
        &self,
        (by, now): (Id, Instant),
        dues: &[Due],
        tree: &PlaceTree,
        make_id: &mut dyn FnMut() -> Id,
    ) -> Result<Closing, CycleRefused> {
        let mut step = self.step(Event::Closed, by, now)?;
        if now < self.cut_off {
            return Err(CycleRefused::BeforeCutOff { cut_off: self.cut_off, now });
        }
        let plan = plan(dues, self.form, tree)?;
        let payments = Payment::of_plan(&plan, self.id, make_id);
        let cycle = &mut step.cycle;
        cycle.taken_up = u32::try_from(plan.taken_up().count()).unwrap_or(u32::MAX);
        cycle.positions.clone_from(&plan.positions);
        cycle.nets.clone_from(&plan.nets);
        cycle.transfers.clone_from(&plan.transfers);
        cycle.carried.clone_from(&plan.carried);
        Ok(Closing { step, plan, payments })
    }

    /// Its payment files were made.
    ///
    /// # Errors
    /// [`CycleRefused::WrongState`].
    pub fn export(&self, by: Id, now: Instant) -> Result<CycleStep, CycleRefused> {
        self.step(Event::Exported, by, now)
    }

    /// Ends it once every payment is booked. Under direct payment, what failed may go to the next cycle;
    /// between treasuries the net is fixed and paid, so a failed payment must be made again within it.
    ///
    /// # Errors
    /// [`CycleRefused::WrongState`]; [`CycleRefused::PaymentsOpen`]; [`CycleRefused::PaymentsFailed`].
    pub fn settle(&self, (by, now): (Id, Instant), payments: &[Payment]) -> Result<Settlement, CycleRefused> {
        let mut step = self.step(Event::Settled, by, now)?;
        let open = payments.iter().filter(|p| !p.state.failed() && p.state != PaymentState::Settled).count();
        if open > 0 {
            return Err(CycleRefused::PaymentsOpen { open });
        }
        let failures: Vec<&Payment> = payments.iter().filter(|payment| payment.is_failure()).collect();
        let fixed = |payment: &&&Payment| {
            self.form == SettlementForm::ThroughTreasuries
                || matches!(payment.receiver, Receiver::Treasury(_))
        };
        let failed = failures.iter().filter(fixed).count();
        if failed > 0 {
            return Err(CycleRefused::PaymentsFailed { failed });
        }
        let carried: Vec<DueRef> = failures.iter().flat_map(|payment| payment.dues.iter().copied()).collect();
        step.cycle.carried.extend_from_slice(&carried);
        Ok(Settlement { step, carried })
    }

    fn step(&self, event: Event, by: Id, at: Instant) -> Result<CycleStep, CycleRefused> {
        let state = self.state.after(event).ok_or(CycleRefused::WrongState { state: self.state, event })?;
        let mut cycle = Cycle { state, ..self.clone() };
        cycle.history.push(CycleNote { at, by, event });
        Ok(CycleStep { cycle, event })
    }
}
