//! The treasuries: once a month a cycle is closed, its payments go to the bank, the bank answers.

use jiangnan_clearing::SettlementForm;
use jiangnan_exchange::case::cycle::{CloseCycle, CycleKey, OpenCycle, SettleCycle};
use jiangnan_exchange::case::payment::{ExportPayments, ReplacePayment};
use jiangnan_exchange::case::study::PutStudy;
use jiangnan_kernel::{Currency, Date, Instant};
use jiangnan_lab::Need;
use jiangnan_store::Query;
use jiangnan_store::entity::booking::ReservationRow;
use jiangnan_store::entity::study::StudyRow;
use jiangnan_store::list::payments_of;

use super::build::PlayError;
use super::stage::{Stage, at, id, program};

/// A cycle is closed on this day of the month, for all that was granted before the first.
const CLOSING_DAY: i8 = 3;
/// The study that tells how far the play is.
const PROGRESS: &str = "demo-day";

impl Stage<'_> {
    /// What a day begins with: on the first day, the first cycle.
    ///
    /// # Errors
    /// Where the database fails.
    pub fn begin_day(&self, day: Date) -> Result<(), PlayError> {
        if day == self.world.plan.first { self.open_cycle(day) } else { Ok(()) }
    }

    /// What a day ends with: once a month, the settlement. Then the day counts as played.
    ///
    /// # Errors
    /// Where the database fails.
    pub fn end_day(&self, day: Date) -> Result<(), PlayError> {
        if day.day() == CLOSING_DAY && day.first_of_month() > self.world.plan.first {
            self.settle_month(day)?;
            if day < self.world.plan.last {
                self.open_cycle(day)?;
            }
        }
        let body = serde_json::Value::String(day.to_string());
        let command = PutStudy { place: self.world.group, name: PROGRESS.to_owned(), body };
        self.run(id("day", day), program(self.world.group), at(day, 23), command)?;
        Ok(())
    }

    /// The last day that was played.
    ///
    /// # Errors
    /// Where the database fails.
    pub fn played_until(&self) -> Result<Option<Date>, PlayError> {
        let key = (self.world.group, PROGRESS.to_owned());
        let found: Option<StudyRow> = self.exchange.reader()?.find(&key)?;
        Ok(found.and_then(|row| row.body.as_str()?.parse().ok()))
    }

    /// The needs that have not led to a reservation in a play that was interrupted.
    ///
    /// # Errors
    /// Where the database fails.
    pub fn without_reserved<'n>(&self, needs: Vec<&'n Need>) -> Result<Vec<&'n Need>, PlayError> {
        let reader = self.exchange.reader()?;
        let mut left = Vec::new();
        for need in needs {
            let found =
                self.world.jurisdictions().map(|home| reader.find::<ReservationRow>(&(home, need.id)));
            if found.collect::<Result<Vec<_>, _>>()?.iter().all(Option::is_none) {
                left.push(need);
            }
        }
        Ok(left)
    }

    /// The cycle that takes what is granted before the first of the month after a day.
    fn cycle(&self, day: Date) -> (CycleKey, Date) {
        let cut_off = day.last_of_month().tomorrow().unwrap_or(day);
        (CycleKey { group: self.world.group, cycle: id("cycle", cut_off) }, cut_off)
    }

    fn open_cycle(&self, day: Date) -> Result<(), PlayError> {
        let (key, cut_off) = self.cycle(day);
        self.open_cycle_until(key, cut_off, day)
    }

    /// Opens a cycle for what is granted before the beginning of a day.
    ///
    /// # Errors
    /// Where the database fails.
    pub fn open_cycle_until(&self, key: CycleKey, cut_off: Date, day: Date) -> Result<(), PlayError> {
        let Some(treasurer) = self.world.jurisdictions().find_map(|home| self.treasurer(home)) else {
            return Ok(());
        };
        let form = SettlementForm::ThroughTreasuries;
        let command = OpenCycle { at: key, form, cut_off: at(cut_off, 0) };
        self.run(id("open-cycle", cut_off), treasurer, at(day, 22), command)?;
        Ok(())
    }

    fn settle_month(&self, day: Date) -> Result<(), PlayError> {
        let Some(treasurer) = self.world.jurisdictions().find_map(|home| self.treasurer(home)) else {
            return Ok(());
        };
        let last_month = day.first_of_month().yesterday().unwrap_or(day);
        let (key, cut_off) = self.cycle(last_month);
        let now = at(day, 21);
        self.run(id("close-cycle", cut_off), treasurer.clone(), now, CloseCycle { at: key })?;
        for home in self.world.jurisdictions() {
            let Some(treasurer) = self.treasurer(home) else { continue };
            let message = id("message", format!("{home}:{cut_off}"));
            let currency = Currency::CNY;
            let command = ExportPayments { at: key, payer: home, currency, message };
            let exported = self.run(id("export", message), treasurer.clone(), now, command);
            match exported {
                Ok(_) => self.bank_answers(home, message, &treasurer, now)?,
                // A jurisdiction that has nothing to pay exports nothing.
                Err(jiangnan_exchange::Failure::Refused(_)) => {}
                Err(failure) => return Err(failure.into()),
            }
        }
        self.pay_again(key, now)?;
        self.run(id("settle-cycle", cut_off), treasurer, now, SettleCycle { at: key })?;
        Ok(())
    }

    /// Makes every refused payment again, to the account that the payee has told meanwhile.
    fn pay_again(&self, key: CycleKey, now: Instant) -> Result<(), PlayError> {
        let payments = payments_of(&self.exchange.reader()?, key.cycle)?;
        for row in payments.iter().filter(|row| row.body.is_failure()) {
            let Some(treasurer) = self.treasurer(row.jurisdiction) else { continue };
            let by = id("again", row.id);
            let group = self.world.group;
            let command = ReplacePayment { group, payer: row.jurisdiction, payment: row.id, by };
            self.run(id("replace", row.id), treasurer.clone(), now, command)?;
            let message = id("message", by);
            let (payer, currency) = (row.jurisdiction, row.body.money.currency);
            let command = ExportPayments { at: key, payer, currency, message };
            self.run(id("export", message), treasurer.clone(), now, command)?;
            self.bank_answers(payer, message, &treasurer, now)?;
        }
        Ok(())
    }
}
