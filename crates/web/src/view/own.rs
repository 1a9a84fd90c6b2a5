//! What an engineer sees beside a single reservation: series, changes, waits, comparisons, statements, feeds.

use jiangnan_booking::{ReservationState, WaitState};
use jiangnan_kernel::{Date, Id, Money, Rate, Text};
use jiff::civil::DateTime;

use super::find::{InstrumentBrief, SlotWeek};
use super::wallet::{TransferRow, Voucher};
use super::{Key, Span, Tone};
use crate::form::{CancelForm, MoveForm, SeriesForm, WaitForm, address};

/// The form of a series.
#[derive(Clone, Debug, PartialEq)]
pub struct SeriesEntry {
    /// What is reserved.
    pub instrument: InstrumentBrief,
    /// The form as it stands.
    pub form: SeriesForm,
    /// Times of day to choose from.
    pub times: Vec<String>,
    /// What is against the series as a whole.
    pub against: Vec<Text>,
    /// The weeks in which it cannot be had.
    pub lost: Vec<LostSlot>,
}

/// A slot of a series that cannot be had.
#[derive(Clone, Debug, PartialEq)]
pub struct LostSlot {
    /// When.
    pub span: Span,
    /// Everything against it.
    pub against: Vec<Text>,
    /// Free times near it.
    pub near: Vec<Span>,
}

/// The answers of a series, before time and money move.
#[derive(Clone, Debug, PartialEq)]
pub struct SeriesCheck {
    /// What is reserved.
    pub instrument: InstrumentBrief,
    /// Each slot.
    pub slots: Vec<SeriesRow>,
    /// How long each is.
    pub length: Text,
    /// How many samples each time; 0 where they do not count.
    pub samples: u32,
    /// The price with tax over all.
    pub price: Money,
    /// What vouchers pay over all.
    pub subsidy: Money,
    /// What the enterprise pays over all.
    pub own_part: Money,
    /// The series' id: a second press finds the first.
    pub command: Id,
}

/// One slot of a series.
#[derive(Clone, Debug, PartialEq)]
pub struct SeriesRow {
    /// When.
    pub span: Span,
    /// The reservation, once it is made.
    pub reservation: Option<Key>,
    /// The price with tax.
    pub price: Money,
    /// What the enterprise pays.
    pub own_part: Money,
}

/// A series that was reserved.
#[derive(Clone, Debug, PartialEq)]
pub struct SeriesDone {
    /// The series.
    pub id: Key,
    /// What was reserved.
    pub instrument: InstrumentBrief,
    /// Its slots.
    pub slots: Vec<SeriesRow>,
    /// Whether the times are the enterprise's, and not only asked for.
    pub firm: bool,
    /// What the enterprise pays over all.
    pub own_part: Money,
}

/// Calling off what is left of a series.
#[derive(Clone, Debug, PartialEq)]
pub struct SeriesCancel {
    /// The series.
    pub id: Key,
    /// What was reserved.
    pub instrument: InstrumentBrief,
    /// The weeks that can still be called off.
    pub weeks: Vec<SeriesCancelRow>,
    /// What is due over all.
    pub due: Money,
    /// The form.
    pub form: CancelForm,
}

/// A week that can be called off.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SeriesCancelRow {
    /// When.
    pub span: Span,
    /// What is due for it; none where it is free.
    pub fee: Option<Money>,
}

impl SeriesCancel {
    /// How many weeks.
    pub fn count(&self) -> u64 {
        u64::try_from(self.weeks.len()).unwrap_or(u64::MAX)
    }
}

/// Calling a reservation off, with what follows from it.
#[derive(Clone, Debug, PartialEq)]
pub struct CancelEntry {
    /// The reservation.
    pub id: Key,
    /// What was reserved.
    pub instrument: InstrumentBrief,
    /// When.
    pub span: Span,
    /// Until when it is, or was, free.
    pub free_until: DateTime,
    /// What is due now; none where it is free.
    pub fee: Option<Fee>,
    /// What goes back to which wallet.
    pub back: Vec<(Text, Money)>,
    /// The form as it stands.
    pub form: CancelForm,
}

/// What calling off costs.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Fee {
    /// The share of the price.
    pub share: Rate,
    /// The price.
    pub price: Money,
    /// The share of it.
    pub amount: Money,
}

/// Moving a reservation.
#[derive(Clone, Debug, PartialEq)]
pub struct MoveEntry {
    /// The reservation.
    pub id: Key,
    /// What was reserved.
    pub instrument: InstrumentBrief,
    /// When it is now.
    pub span: Span,
    /// How long it is and stays.
    pub length: Text,
    /// The form as it stands.
    pub form: MoveForm,
    /// Times of day to choose from.
    pub times: Vec<String>,
    /// The slots of a week.
    pub week: SlotWeek,
    /// Why the wanted time cannot be had.
    pub against: Vec<Text>,
    /// Free times near it.
    pub near: Vec<Span>,
}

/// The answers of a move.
#[derive(Clone, Debug, PartialEq)]
pub struct MoveCheck {
    /// The reservation.
    pub id: Key,
    /// What was reserved.
    pub instrument: InstrumentBrief,
    /// When it is now.
    pub from: Span,
    /// When it would be.
    pub to: Span,
    /// Whether the provider has to approve it again.
    pub approval: bool,
    /// The id by which a second press is recognised.
    pub command: Id,
}

/// The form to join a wait list.
#[derive(Clone, Debug, PartialEq)]
pub struct WaitEntry {
    /// For what.
    pub instrument: InstrumentBrief,
    /// How many wait already.
    pub before: u64,
    /// The form as it stands.
    pub form: WaitForm,
    /// What is against it.
    pub against: Vec<Text>,
}

/// For what an enterprise waits.
#[derive(Clone, Debug, PartialEq)]
pub struct Waits {
    /// Those that wait or have an offer.
    pub open: Vec<WaitRow>,
    /// Those that are over.
    pub over: Vec<WaitRow>,
}

/// A place in a wait list.
#[derive(Clone, Debug, PartialEq)]
pub struct WaitRow {
    /// The place in the list.
    pub id: Key,
    /// The instrument or expert.
    pub listing: Key,
    /// Its name.
    pub instrument: Text,
    /// Its provider.
    pub provider: Text,
    /// The first day.
    pub first: Date,
    /// The last day.
    pub last: Date,
    /// How long.
    pub length: Text,
    /// Where it stands.
    pub state: WaitState,
    /// The slot that is kept, and until when.
    pub offer: Option<(Span, DateTime)>,
    /// How many stand before it.
    pub before: u64,
}

/// A month of a wallet, to print.
#[derive(Clone, Debug, PartialEq)]
pub struct WalletStatement {
    /// The enterprise.
    pub enterprise: Text,
    /// Its code.
    pub code: String,
    /// The first day.
    pub first: Date,
    /// The last day.
    pub last: Date,
    /// The month before, and the one after where it has begun.
    pub beside: (String, Option<String>),
    /// Each voucher.
    pub vouchers: Vec<VoucherMonth>,
    /// When it was drawn up.
    pub made_at: DateTime,
}

/// A month of one voucher.
#[derive(Clone, Debug, PartialEq)]
pub struct VoucherMonth {
    /// The voucher as it is now.
    pub voucher: Voucher,
    /// What could be used at the beginning.
    pub opening: Money,
    /// What could be used at the end.
    pub closing: Money,
    /// The movements, the oldest first.
    pub transfers: Vec<TransferRow>,
}

/// The calendar feed of a person.
#[derive(Clone, Debug, PartialEq)]
pub struct Feed {
    /// Since when one is open.
    pub since: Option<DateTime>,
    /// Its address, shown once after it was opened.
    pub address: Option<String>,
    /// The secret of the next one, sent back by the form that opens it.
    pub token: String,
    /// The id by which a second press is recognised.
    pub command: Id,
}

impl SeriesEntry {
    /// In how many weeks it cannot be had.
    pub fn lost_count(&self) -> u64 {
        u64::try_from(self.lost.len()).unwrap_or(u64::MAX)
    }

    /// The form again with another start and end on the first day.
    pub fn try_href(&self, near: &Span) -> String {
        let time = |moment: DateTime| moment.time().strftime("%H:%M").to_string();
        let (from, until) = (time(near.from), time(near.until));
        let pairs = [
            ("date", self.form.date.value.as_str()),
            ("from", &from),
            ("until", &until),
            ("weeks", &self.form.weeks.value),
            ("samples", &self.form.samples.value),
        ];
        address(&format!("/instruments/{}/series/check", self.instrument.id), &pairs)
    }
}

impl SeriesCheck {
    fn answers(&self) -> Vec<(&'static str, String)> {
        let time = |moment: DateTime| moment.time().strftime("%H:%M").to_string();
        let Some(first) = self.slots.first() else { return Vec::new() };
        vec![
            ("date", first.span.from.date().to_string()),
            ("from", time(first.span.from)),
            ("until", time(first.span.until)),
            ("weeks", self.slots.len().to_string()),
            ("samples", self.samples.to_string()),
        ]
    }

    /// Back to the form with the answers in it.
    pub fn change_href(&self) -> String {
        let answers = self.answers();
        let pairs: Vec<(&str, &str)> = answers.iter().map(|(name, value)| (*name, value.as_str())).collect();
        address(&format!("/instruments/{}/series", self.instrument.id), &pairs)
    }

    /// Everything that the last press sends.
    pub fn hidden(&self) -> Vec<(&'static str, String)> {
        let fixed = [
            ("instrument", self.instrument.id.to_string()),
            ("command", self.command.to_string()),
            ("agreed", self.own_part.minor.to_string()),
        ];
        fixed.into_iter().chain(self.answers()).collect()
    }

    /// How many weeks.
    pub fn count(&self) -> u64 {
        u64::try_from(self.slots.len()).unwrap_or(u64::MAX)
    }
}

impl SeriesDone {
    /// How many reservations.
    pub fn count(&self) -> u64 {
        u64::try_from(self.slots.len()).unwrap_or(u64::MAX)
    }
}

impl MoveEntry {
    /// Where a chosen start is checked.
    pub fn check_path(&self) -> String {
        format!("/reservations/{}/move/check", self.id)
    }
}

impl WalletStatement {
    /// The month as it stands in addresses.
    pub fn month(&self) -> String {
        format!("{:04}-{:02}", self.first.year(), self.first.month())
    }
}

impl MoveCheck {
    /// The day and the time to send.
    pub fn hidden(&self) -> [(&'static str, String); 3] {
        [
            ("date", self.to.from.date().to_string()),
            ("from", self.to.from.time().strftime("%H:%M").to_string()),
            ("command", self.command.to_string()),
        ]
    }
}

impl WaitRow {
    /// The tone and the key of its tag.
    pub fn tag(&self) -> (Tone, &'static str) {
        match self.state {
            WaitState::Waiting => (Tone::Info, "wait-state-waiting"),
            WaitState::Offered { .. } => (Tone::Warn, "wait-state-offered"),
            WaitState::Taken => (Tone::Good, "wait-state-taken"),
            WaitState::Lapsed => (Tone::Plain, "wait-state-lapsed"),
            WaitState::Withdrawn => (Tone::Plain, "wait-state-withdrawn"),
        }
    }

    /// The form that reserves what is kept.
    pub fn take_href(&self, span: &Span) -> String {
        let time = |moment: DateTime| moment.time().strftime("%H:%M").to_string();
        let (date, from, until) = (span.from.date().to_string(), time(span.from), time(span.until));
        let pairs = [("date", date.as_str()), ("from", &from), ("until", &until)];
        address(&format!("/instruments/{}/check", self.listing), &pairs)
    }
}

impl Waits {
    /// Whether there are none at all.
    pub fn is_empty(&self) -> bool {
        self.open.is_empty() && self.over.is_empty()
    }
}

/// The states that a reservation of a series may be in when it has just been made.
pub fn is_firm(state: ReservationState) -> bool {
    state == ReservationState::Reserved
}
