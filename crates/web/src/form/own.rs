//! The engineer's further forms: series, moves, wait lists.

use jiangnan_kernel::{Date, Id};
use jiff::civil::Time;

use super::{Input, Wanted, form};
use crate::view::Span;

/// The most weeks of one series.
const WEEKS_MAX: u32 = 26;
/// The most hours that somebody can wait for at once.
const HOURS_MAX: u32 = 72;

form! {
    /// When an instrument is wanted each week.
    SeriesForm {
        /// The first day.
        date,
        /// The time at which it begins.
        from,
        /// The time at which it ends.
        until,
        /// How many weeks.
        weeks,
        /// How many samples each time.
        samples,
    }
}

/// A wanted series.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct WantedSeries {
    /// The first time, and the samples of each.
    pub first: Wanted,
    /// How many weeks.
    pub weeks: u32,
}

impl SeriesForm {
    /// The wanted series, or the form with what is wrong.
    ///
    /// # Errors
    /// The form itself, each problem at its field.
    pub fn parse(input: &Input) -> Result<WantedSeries, Box<SeriesForm>> {
        let mut form = SeriesForm::read(input);
        let date = form.date.date("reserve-date-missing");
        let from = form.from.time("reserve-from-missing");
        let until = form.until.time("reserve-until-missing");
        let weeks = form.weeks.value.parse().ok().filter(|weeks| (2..=WEEKS_MAX).contains(weeks));
        if weeks.is_none() {
            form.weeks.refuse("series-weeks-wrong");
        }
        let samples = form.samples.count();
        if let (Some(from), Some(until)) = (from, until)
            && until <= from
        {
            form.until.refuse("reserve-until-before-from");
        }
        match (date, from, until, weeks, samples) {
            (Some(date), Some(from), Some(until), Some(weeks), Some(samples)) if until > from => {
                let span = Span { from: date.to_datetime(from), until: date.to_datetime(until) };
                Ok(WantedSeries { first: Wanted { span, samples }, weeks })
            }
            _ => Err(Box::new(form)),
        }
    }
}

form! {
    /// Where a reservation is to be moved.
    MoveForm {
        /// The day.
        date,
        /// The time at which it begins.
        from,
    }
}

impl MoveForm {
    /// The new start, or the form with what is wrong.
    ///
    /// # Errors
    /// The form itself, each problem at its field.
    pub fn parse(input: &Input) -> Result<(Date, Time), Box<MoveForm>> {
        let mut form = MoveForm::read(input);
        let date = form.date.date("reserve-date-missing");
        let from = form.from.time("reserve-from-missing");
        date.zip(from).ok_or_else(|| Box::new(form))
    }
}

form! {
    /// Why a reservation is called off.
    CancelForm {
        /// The reason; may be empty.
        reason,
        /// The id by which a second press is recognised.
        command,
    }
}

impl CancelForm {
    /// The reason and the id, or the form with what is wrong.
    ///
    /// # Errors
    /// The form itself, where the reason is too long or the id is none.
    pub fn parse(input: &Input) -> Result<(String, Id), Box<CancelForm>> {
        let mut form = CancelForm::read(input);
        let reason = form.reason.optional_text();
        let command = form.command.id("form-not-an-id");
        reason.zip(command).ok_or_else(|| Box::new(form))
    }
}

form! {
    /// For what somebody waits.
    WaitForm {
        /// The first day.
        first,
        /// The last day.
        last,
        /// How many hours.
        hours,
        /// The id by which a second press is recognised.
        command,
    }
}

/// What somebody waits for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct WantedWait {
    /// The first day.
    pub first: Date,
    /// The last day.
    pub last: Date,
    /// How many seconds.
    pub seconds: i64,
    /// The id of the entry to make.
    pub command: Id,
}

impl WaitForm {
    /// What is waited for, or the form with what is wrong.
    ///
    /// # Errors
    /// The form itself, each problem at its field.
    pub fn parse(input: &Input) -> Result<WantedWait, Box<WaitForm>> {
        let mut form = WaitForm::read(input);
        let first = form.first.date("wait-first-missing");
        let last = form.last.date("wait-last-missing");
        let hours: Option<u32> = form.hours.value.parse().ok();
        let hours = hours.filter(|hours| (1..=HOURS_MAX).contains(hours));
        if hours.is_none() {
            form.hours.refuse("wait-hours-wrong");
        }
        let command = form.command.id("form-not-an-id");
        if let (Some(first), Some(last)) = (first, last)
            && last < first
        {
            form.last.refuse("wait-last-before-first");
        }
        match (first, last, hours, command) {
            (Some(first), Some(last), Some(hours), Some(command)) if first <= last => {
                Ok(WantedWait { first, last, seconds: i64::from(hours) * 3_600, command })
            }
            _ => Err(Box::new(form)),
        }
    }
}

form! {
    /// Why a request is approved against the provider's own rules.
    WaiveForm {
        /// The reason; the chain keeps it.
        waiver,
    }
}
