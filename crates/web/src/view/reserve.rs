//! Reserving, and what becomes of a reservation.

use jiangnan_booking::ReservationState;
use jiangnan_kernel::{Id, Money, Text};
use jiff::civil::DateTime;

use super::dispute::Contested;
use super::find::InstrumentBrief;
use super::quote::Quote;
use super::{Event, Key, Span, Tone};
use crate::form::{DisputeForm, ReserveForm, address};

/// The form to reserve.
#[derive(Clone, Debug, PartialEq)]
pub struct Reserve {
    /// What is reserved.
    pub instrument: InstrumentBrief,
    /// The form as it stands.
    pub form: ReserveForm,
    /// Times of day to choose from.
    pub times: Vec<String>,
    /// Why the wanted time cannot be had; all reasons.
    pub against: Vec<Text>,
    /// Free slots near a wanted time that cannot be had.
    pub neighbours: Vec<Span>,
    /// Whether the provider may be asked to waive its rules.
    pub may_ask: bool,
    /// For an expert: where the work may be done, code and name; the first is the expert's own place.
    pub places: Vec<(String, Text)>,
}

/// The answers, before time and money move.
#[derive(Clone, Debug, PartialEq)]
pub struct Check {
    /// What is reserved.
    pub instrument: InstrumentBrief,
    /// When.
    pub span: Span,
    /// The length, as `3 h` or `3 小时`.
    pub length: Text,
    /// How many samples; 0 where they do not count.
    pub samples: u32,
    /// Who pays what.
    pub quote: Quote,
    /// Until when it can be called off without a fee.
    pub free_until: Option<DateTime>,
    /// The id under which to reserve: a second press finds the first.
    pub command: Id,
    /// Where an expert does the work: code and name.
    pub work_at: Option<(String, Text)>,
    /// Why it is asked for against the rules; empty where it keeps them.
    pub exception: String,
}

/// It is done.
#[derive(Clone, Debug, PartialEq)]
pub struct Confirmation {
    /// The reservation.
    pub id: Key,
    /// What is reserved.
    pub instrument: InstrumentBrief,
    /// When.
    pub span: Span,
    /// Whether it awaits approval or is firm.
    pub state: ReservationState,
    /// When an unanswered request lapses.
    pub lapses: Option<DateTime>,
    /// What was set aside in the wallet.
    pub subsidy: Money,
    /// What the enterprise pays.
    pub own_part: Money,
    /// Where the notice went.
    pub email: Option<String>,
}

/// The reservations of an enterprise.
#[derive(Clone, Debug, PartialEq)]
pub struct Reservations {
    /// Those that wait for the reader.
    pub waiting: Vec<ReservationRow>,
    /// Those to come.
    pub coming: Vec<ReservationRow>,
    /// Those that are over.
    pub past: Vec<ReservationRow>,
}

/// A reservation in a list.
#[derive(Clone, Debug, PartialEq)]
pub struct ReservationRow {
    /// The reservation.
    pub id: Key,
    /// What is reserved.
    pub instrument: Text,
    /// The provider.
    pub provider: Text,
    /// When.
    pub span: Span,
    /// Where it stands.
    pub state: ReservationState,
    /// The price with tax.
    pub price: Money,
    /// What the enterprise pays.
    pub own_part: Money,
}

/// One reservation.
#[derive(Clone, Debug, PartialEq)]
pub struct ReservationView {
    /// The reservation.
    pub id: Key,
    /// What is reserved.
    pub instrument: InstrumentBrief,
    /// The enterprise.
    pub enterprise: Text,
    /// When.
    pub span: Span,
    /// Where it stands.
    pub state: ReservationState,
    /// How many samples; 0 where they do not count.
    pub samples: u32,
    /// What was really used, once recorded.
    pub usage: Option<UsageView>,
    /// The price, frozen when it was reserved.
    pub quote: Quote,
    /// What happened, the oldest first.
    pub events: Vec<Event>,
    /// Until when it can be called off without a fee.
    pub free_until: Option<DateTime>,
    /// The fee of calling it off now, where it is too late for free.
    pub late_fee: Option<Money>,
    /// What the reader may do.
    pub may: May,
    /// Where it was before, the oldest first.
    pub moves: Vec<MoveRow>,
    /// The series that it belongs to.
    pub series: Option<Key>,
    /// Why it was asked for against the rules; empty where it keeps them.
    pub exception: String,
    /// Why the provider waived its rules; empty where nobody did.
    pub waiver: String,
    /// What the reader may claim, where the enterprise is refunded.
    pub refunds: Vec<Refund>,
    /// What was said since the record was contested.
    pub contested: Option<Contested>,
    /// The dispute form as it stands.
    pub dispute: DisputeForm,
}

/// One change of a reservation's time.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct MoveRow {
    /// When it was moved.
    pub at: DateTime,
    /// Who moved it.
    pub by: Text,
    /// The time before.
    pub from: Span,
    /// The time after.
    pub to: Span,
}

/// What was really used.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct UsageView {
    /// When.
    pub span: Span,
    /// How many samples; 0 where they do not count.
    pub samples: u32,
    /// Who ran the instrument.
    pub operator: String,
    /// The price of what was used, with tax.
    pub price: Money,
    /// What the enterprise pays of it.
    pub own_part: Money,
}

/// A subsidy that the enterprise itself claims.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Refund {
    /// The voucher that pays.
    pub voucher: Id,
    /// Who pays.
    pub funder: Text,
    /// How much.
    pub amount: Money,
}

/// What the reader may do with a reservation.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct May {
    /// Call it off.
    pub cancel: bool,
    /// Move it to another time.
    pub relocate: bool,
    /// Confirm the usage record.
    pub confirm: bool,
    /// Contest the usage record or the no-show.
    pub dispute: bool,
    /// Answer a dispute.
    pub answer: bool,
    /// Rule on a dispute.
    pub rule: bool,
}

/// The tone and the key of a state's tag.
pub fn state_tag(state: impl std::borrow::Borrow<ReservationState>) -> (Tone, &'static str) {
    use ReservationState as S;
    match state.borrow() {
        S::Requested => (Tone::Warn, "state-requested"),
        S::Reserved => (Tone::Info, "state-reserved"),
        S::Declined => (Tone::Bad, "state-declined"),
        S::Cancelled => (Tone::Plain, "state-cancelled"),
        S::LateCancelled => (Tone::Bad, "state-late-cancelled"),
        S::Lapsed => (Tone::Plain, "state-lapsed"),
        S::NoShow => (Tone::Bad, "state-no-show"),
        S::Used => (Tone::Warn, "state-used"),
        S::Confirmed => (Tone::Good, "state-confirmed"),
        S::Disputed => (Tone::Bad, "state-disputed"),
    }
}

/// The same for a reservation that is over: what is still firm waits for the provider's record.
pub fn past_tag(state: impl std::borrow::Borrow<ReservationState>) -> (Tone, &'static str) {
    match state.borrow() {
        ReservationState::Reserved => (Tone::Plain, "state-unrecorded"),
        state => state_tag(state),
    }
}

impl Reservations {
    /// Whether there are none at all.
    pub fn is_empty(&self) -> bool {
        self.waiting.is_empty() && self.coming.is_empty() && self.past.is_empty()
    }
}

impl Check {
    fn answers(&self) -> [(&'static str, String); 6] {
        let time = |moment: DateTime| moment.time().strftime("%H:%M").to_string();
        [
            ("date", self.span.from.date().to_string()),
            ("from", time(self.span.from)),
            ("until", time(self.span.until)),
            ("samples", self.samples.to_string()),
            ("work_at", self.work_at.as_ref().map(|(code, _)| code.clone()).unwrap_or_default()),
            ("exception", self.exception.clone()),
        ]
    }

    /// Back to the form with the answers in it.
    pub fn change_href(&self) -> String {
        let answers = self.answers();
        let pairs: Vec<(&str, &str)> = answers.iter().map(|(name, value)| (*name, value.as_str())).collect();
        address(&format!("/instruments/{}/reserve", self.instrument.id), &pairs)
    }

    /// Everything that the last press sends.
    pub fn hidden(&self) -> Vec<(&'static str, String)> {
        let fixed = [
            ("instrument", self.instrument.id.to_string()),
            ("command", self.command.to_string()),
            ("agreed", self.quote.own_part.minor.to_string()),
        ];
        fixed.into_iter().chain(self.answers()).collect()
    }
}

impl Confirmation {
    /// Whether the time is the enterprise's, and not only asked for.
    pub fn is_firm(&self) -> bool {
        self.state == ReservationState::Reserved
    }
}
