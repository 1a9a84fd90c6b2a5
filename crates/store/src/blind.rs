//! Reservations that are written without a look at what others have written: the server is told what they were decided on,
//! and refuses them where it is not so any more.

use std::sync::Arc;

use jiangnan_ledger::Constraint;

use crate::entity::booking::SlotRow;
use crate::entity::money::{AccountRow, CapUseRow};
use crate::postgres::Kind;
use crate::row::Column as _;
use crate::writer::{Writing, cells};
use crate::{Changes, Seal, StoreError, Value, Writer};

/// What must not have changed when reservations are written that nobody held against the tables, what is counted under
/// caps, and what is added to accounts. Everything else the tables see to themselves: that no time is given away twice,
/// no command carried out twice, and no account left with less than its constraint allows.
#[derive(Clone, Debug, PartialEq)]
pub struct Grounds {
    /// Through which connection it was read, as [`crate::Writer::connected`] counts.
    pub connected: u64,
    /// What [`crate::Writer::beyond_reserving`] said.
    pub beyond_reserving: i64,
    /// The caps that change, as they were and as they are to be. Nobody else may have counted under them.
    pub caps: Vec<(Arc<CapUseRow>, Arc<CapUseRow>)>,
    /// The accounts that change, as they were and as they are to be. Others may have added to them as well.
    pub accounts: Vec<(Arc<AccountRow>, Arc<AccountRow>)>,
}

/// What the server calls to hold grounds against its tables and to count under caps, and what its values are after the
/// first.
const COUNT: &str = "SELECT count_caps($1, $2, $3, $4, $5)";
const CAP_KINDS: [Kind; 4] = [Kind::Text, Kind::Text, Kind::Int, Kind::Int];
/// What the server calls to hold times against those of others, and what its values are: the first of a [`SlotRow`].
const HOLD: &str = "SELECT hold_times($1, $2, $3, $4)";
const TIME_KINDS: [Kind; 4] = [Kind::Text, Kind::Bytes, Kind::Int, Kind::Int];
/// How amounts are added to accounts, and what its values are.
const ADD: &str = "UPDATE account SET \
         debits_pending = account.debits_pending + added.debits_pending, \
         debits_posted = account.debits_posted + added.debits_posted, \
         credits_pending = account.credits_pending + added.credits_pending, \
         credits_posted = account.credits_posted + added.credits_posted \
     FROM unnest($1::text[], $2::bytea[], $3::int8[], $4::int8[], $5::int8[], $6::int8[]) \
         AS added (jurisdiction, id, debits_pending, debits_posted, credits_pending, credits_posted) \
     WHERE account.jurisdiction = added.jurisdiction AND account.id = added.id";
const ADD_KINDS: [Kind; 6] = [Kind::Text, Kind::Bytes, Kind::Int, Kind::Int, Kind::Int, Kind::Int];

impl Grounds {
    /// The caps, in the order of [`CAP_KINDS`].
    fn cap_rows(&self) -> Vec<Vec<Value>> {
        let row = |(was, is): &(Arc<CapUseRow>, Arc<CapUseRow>)| {
            vec![is.jurisdiction.to_value(), is.cap.to_value(), Value::Int(was.used), Value::Int(is.used)]
        };
        self.caps.iter().map(row).collect()
    }

    /// What is added to each account that can have too little, or to each of the others, in the order of [`ADD_KINDS`].
    fn added_rows(&self, may_lack: bool) -> Vec<Vec<Value>> {
        let row = |(was, is): &(Arc<AccountRow>, Arc<AccountRow>)| {
            let sums = [
                is.debits_pending - was.debits_pending,
                is.debits_posted - was.debits_posted,
                is.credits_pending - was.credits_pending,
                is.credits_posted - was.credits_posted,
            ];
            let key = [is.jurisdiction.to_value(), is.id.to_value()];
            key.into_iter().chain(sums.map(Value::Int)).collect()
        };
        let wanted =
            |(was, _): &&(Arc<AccountRow>, Arc<AccountRow>)| (was.kept != Constraint::None) == may_lack;
        self.accounts.iter().filter(wanted).map(row).collect()
    }
}

fn out_of_reach() -> StoreError {
    StoreError::Conflict("what was decided on is out of reach".to_owned())
}

impl Writer {
    /// Writes reservations, as a group of their own, that were decided on these grounds, and lets the server hold the
    /// grounds against its tables: all that the connection has to wait for is the end.
    ///
    /// # Errors
    /// [`StoreError::Conflict`] where the grounds do not stand any more, and always for a file; where the server is
    /// gone. Nothing of the group is then written, except as [`Writer::commit`] says.
    pub fn write_blind(&self, grounds: &Grounds, changes: &[Changes]) -> Result<Seal, StoreError> {
        let Writing::Postgres(session) = &self.connection else { return Err(out_of_reach()) };
        if grounds.connected != self.connected() {
            return Err(out_of_reach());
        }
        self.turn.send_begin_blind(session)?;
        let (times, others): (Vec<_>, Vec<_>) =
            changes.iter().partition(|changes| changes.is_of::<SlotRow>());
        others.into_iter().try_for_each(|changes| self.write(changes))?;
        let (caps, own, shared) = (grounds.cap_rows(), grounds.added_rows(true), grounds.added_rows(false));
        session.send_number_and_rows(COUNT, grounds.beyond_reserving, &CAP_KINDS, cells(&caps))?;
        session.send_rows(ADD, &ADD_KINDS, cells(&own))?;
        times.iter().try_for_each(|times| self.write(times))?;
        self.turn.send_take(session)?;
        session.let_go();
        times.into_iter().try_for_each(|times| session.send_rows(HOLD, &TIME_KINDS, times.written()))?;
        session.send_rows(ADD, &ADD_KINDS, cells(&shared))?;
        let seal = self.commit_early()?;
        self.turn.passed();
        Ok(seal)
    }
}
