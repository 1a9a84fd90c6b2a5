//! What a lab manager sees beside requests, usage and claims: listings, hours, calendar, imports, payouts.

use jiangnan_booking::ReservationState;
use jiangnan_clearing::PaymentState;
use jiangnan_kernel::{Date, Money, Text};
use jiff::civil::Time;

use super::find::InstrumentBrief;
use super::{Key, Span, Tone};
use crate::chart::Bar;
use crate::form::{ExpertForm, HoursForm, OutageForm, RulesForm};

/// What a provider lists.
#[derive(Clone, Debug, PartialEq)]
pub struct Listings {
    /// The provider.
    pub provider: Text,
    /// Its instruments.
    pub instruments: Vec<ListingRow>,
    /// Its experts.
    pub experts: Vec<ListingRow>,
}

/// A listing in a list.
#[derive(Clone, Debug, PartialEq)]
pub struct ListingRow {
    /// Which one.
    pub id: Key,
    /// Its name.
    pub name: Text,
    /// Maker and model; for an expert empty.
    pub model: String,
    /// When it is open.
    pub hours: Vec<Text>,
    /// The list price of a unit; none where there is none today.
    pub price: Option<Money>,
    /// The key of the unit.
    pub unit: &'static str,
    /// Whether it is out of service now.
    pub out: bool,
    /// Whether it can be reserved at all.
    pub open: bool,
    /// How many wait for it.
    pub waiting: u64,
}

/// One listing of a provider, with what can be changed of it.
#[derive(Clone, Debug, PartialEq)]
pub struct ListingHub {
    /// What it is.
    pub about: InstrumentBrief,
    /// Whether it is an expert.
    pub expert: bool,
    /// When it is open.
    pub hours: Vec<Text>,
    /// On how many days it is closed from today on.
    pub closed: u64,
    /// The outages that are not over.
    pub outages: Vec<OutageRow>,
    /// The rules in short: key and value.
    pub rules: Vec<(&'static str, Text)>,
    /// How many wait for it.
    pub waiting: u64,
}

/// An outage.
#[derive(Clone, Debug, PartialEq)]
pub struct OutageRow {
    /// When.
    pub span: Span,
    /// Why.
    pub reason: Text,
    /// When it begins, to name it.
    pub start: i64,
    /// The reservations that it meets.
    pub meets: Vec<(Key, Text, Span)>,
}

/// The form of a listing's hours.
#[derive(Clone, Debug, PartialEq)]
pub struct HoursEntry {
    /// What it is.
    pub about: InstrumentBrief,
    /// The form as it stands.
    pub form: HoursForm,
    /// The time zone of the hours.
    pub zone: String,
}

/// The outages of a listing.
#[derive(Clone, Debug, PartialEq)]
pub struct OutageEntry {
    /// What it is.
    pub about: InstrumentBrief,
    /// The outages that are not over.
    pub outages: Vec<OutageRow>,
    /// The form as it stands.
    pub form: OutageForm,
    /// What is against it.
    pub against: Vec<Text>,
}

/// The rules of a listing.
#[derive(Clone, Debug, PartialEq)]
pub struct RulesEntry {
    /// What it is.
    pub about: InstrumentBrief,
    /// The form as it stands.
    pub form: RulesForm,
}

/// The profile of an expert.
#[derive(Clone, Debug, PartialEq)]
pub struct ExpertEntry {
    /// The expert, where there is one already.
    pub id: Option<Key>,
    /// The form as it stands.
    pub form: ExpertForm,
    /// Places to which the expert may travel: code, name, whether chosen.
    pub travels: Vec<(String, Text, bool)>,
    /// Places in which the expert may work: code, name.
    pub places: Vec<(String, Text)>,
    /// Names of techniques to choose from.
    pub techniques: Vec<Text>,
}

/// A calendar of a provider.
#[derive(Clone, Debug, PartialEq)]
pub struct LabCalendar {
    /// Whether it shows a month.
    pub month: bool,
    /// The listing that it is about; none for all.
    pub listing: Option<Key>,
    /// The listings to choose from.
    pub listings: Vec<(Key, Text)>,
    /// The first day shown.
    pub first: Date,
    /// The last day shown.
    pub last: Date,
    /// Where the stretch before and after begin.
    pub beside: (Date, Date),
    /// Today.
    pub today: Date,
    /// The days, seven to a week.
    pub days: Vec<CalendarDay>,
    /// The hours of a week's table.
    pub hours: Vec<Time>,
}

/// A day of a calendar.
#[derive(Clone, Debug, PartialEq)]
pub struct CalendarDay {
    /// The day.
    pub date: Date,
    /// Whether it belongs to the month that is shown.
    pub inside: bool,
    /// What happens on it, in order.
    pub entries: Vec<CalendarEntry>,
}

/// Something on a day.
#[derive(Clone, Debug, PartialEq)]
pub struct CalendarEntry {
    /// When.
    pub span: Span,
    /// The listing.
    pub listing: Key,
    /// The instrument or expert.
    pub instrument: Text,
    /// The reservation with its enterprise and state; none for an outage.
    pub reservation: Option<(Key, Text, ReservationState)>,
    /// Why, for an outage.
    pub reason: Text,
}

/// How well a provider's listings are used.
#[derive(Clone, Debug, PartialEq)]
pub struct Utilisation {
    /// The first day.
    pub first: Date,
    /// The last day.
    pub last: Date,
    /// The month before, and the one after where it has begun.
    pub beside: (String, Option<String>),
    /// Each listing, the least used first.
    pub rows: Vec<UtilisationRow>,
    /// All of them together.
    pub total: UtilisationRow,
}

/// How well one listing is used.
#[derive(Clone, Debug, PartialEq)]
pub struct UtilisationRow {
    /// Which one; none for the sum.
    pub id: Option<Key>,
    /// Its name.
    pub name: Text,
    /// Seconds open, outages taken out.
    pub open_seconds: i64,
    /// Seconds reserved or used.
    pub used_seconds: i64,
    /// Seconds of those that the work took, where it is recorded.
    pub worked_seconds: i64,
    /// How many reservations.
    pub count: u64,
    /// Where its bars lie: reserved, worked.
    pub bars: (Bar, Bar),
}

/// What a provider is paid.
#[derive(Clone, Debug, PartialEq)]
pub struct Payouts {
    /// What is accepted and not yet in a payment.
    pub accepted: Money,
    /// What is on its way.
    pub under_way: Money,
    /// What arrived this year.
    pub arrived: Money,
    /// Each payment, the latest first.
    pub rows: Vec<PayoutRow>,
}

/// A payment to a provider.
#[derive(Clone, Debug, PartialEq)]
pub struct PayoutRow {
    /// Its end-to-end number.
    pub number: String,
    /// Who pays.
    pub payer: Text,
    /// How much.
    pub amount: Money,
    /// For how many claims.
    pub claims: u64,
    /// Where it stands.
    pub state: PaymentState,
    /// When the bank booked it.
    pub booked_on: Option<Date>,
    /// The bank's reference; empty before it is known.
    pub reference: String,
    /// Why it failed; empty where it did not.
    pub reason: String,
}

/// The tone and the key of a payment's tag.
pub fn payment_tag(state: impl std::borrow::Borrow<PaymentState>) -> (Tone, &'static str) {
    match state.borrow() {
        PaymentState::Planned => (Tone::Info, "payout-planned"),
        PaymentState::Sent => (Tone::Info, "payout-sent"),
        PaymentState::InProcess => (Tone::Info, "payout-in-process"),
        PaymentState::Settled => (Tone::Good, "payout-settled"),
        PaymentState::Rejected => (Tone::Bad, "payout-rejected"),
        PaymentState::Returned => (Tone::Bad, "payout-returned"),
    }
}

impl Listings {
    /// Whether there is nothing at all.
    pub fn is_empty(&self) -> bool {
        self.instruments.is_empty() && self.experts.is_empty()
    }
}

impl UtilisationRow {
    /// The share of the open time that is reserved, in basis points; none where it was never open.
    pub fn share(&self) -> Option<u32> {
        let share = i128::from(self.used_seconds) * 10_000 / i128::from(self.open_seconds.max(1));
        (self.open_seconds > 0).then(|| u32::try_from(share.clamp(0, 10_000)).unwrap_or(10_000))
    }

    /// Hours with one decimal.
    pub fn hours(seconds: &i64) -> String {
        format!("{}.{}", seconds / 3_600, seconds % 3_600 * 10 / 3_600)
    }
}

impl Utilisation {
    /// The month as it stands in addresses.
    pub fn month(&self) -> String {
        format!("{:04}-{:02}", self.first.year(), self.first.month())
    }
}

impl LabCalendar {
    /// The listings on which something happens, each with that of every day.
    pub fn by_listing(&self) -> Vec<(Key, &Text, Vec<Vec<&CalendarEntry>>)> {
        let happens = |key| self.days.iter().flat_map(|day| &day.entries).any(|entry| entry.listing == key);
        let busy = self.listings.iter().filter(|(key, _)| happens(*key));
        busy.map(|(key, name)| (*key, name, self.on(*key))).collect()
    }

    /// What happens on a listing, day by day.
    fn on(&self, listing: Key) -> Vec<Vec<&CalendarEntry>> {
        let of = |day| CalendarDay::of(day, listing);
        self.days.iter().map(of).collect()
    }

    /// The address of another stretch.
    pub fn href(&self, month: impl std::borrow::Borrow<bool>, day: &Date) -> String {
        let listing = self.listing.map(|key| key.to_string()).unwrap_or_default();
        let (view, day) = (if *month.borrow() { "month" } else { "week" }, day.to_string());
        crate::form::address("/provider/calendar", &[("view", view), ("day", &day), ("listing", &listing)])
    }

    /// The weeks, seven days each.
    pub fn weeks(&self) -> std::slice::Chunks<'_, CalendarDay> {
        self.days.chunks(7)
    }

    /// The first hour of the table.
    pub fn first_hour(&self) -> Time {
        self.hours.first().copied().unwrap_or_default()
    }

    /// Whether nothing happens at all.
    pub fn is_empty(&self) -> bool {
        self.days.iter().all(|day| day.entries.is_empty())
    }
}

/// The most entries that a day of a month shows.
const DAY_MAX: usize = 5;

impl CalendarDay {
    /// What a month shows of the day.
    pub fn first_entries(&self) -> &[CalendarEntry] {
        self.entries.get(..DAY_MAX).unwrap_or(&self.entries)
    }

    /// How many more there are.
    pub fn further(&self) -> u64 {
        u64::try_from(self.entries.len().saturating_sub(DAY_MAX)).unwrap_or(u64::MAX)
    }

    fn of(&self, listing: Key) -> Vec<&CalendarEntry> {
        self.entries.iter().filter(|entry| entry.listing == listing).collect()
    }

    /// What begins in an hour of the day; what began earlier, in the first hour shown.
    pub fn at(&self, hour: &Time, first: Time) -> Vec<&CalendarEntry> {
        let begins = |entry: &&CalendarEntry| {
            let at =
                if entry.span.from.date() < self.date { Time::midnight() } else { entry.span.from.time() };
            let at = at.max(first);
            at.hour() == hour.hour()
        };
        self.entries.iter().filter(begins).collect()
    }
}

impl CalendarEntry {
    /// The class that colours it.
    pub fn class(&self) -> &'static str {
        match &self.reservation {
            None => "outage",
            Some((_, _, ReservationState::Requested)) => "requested",
            Some((_, _, ReservationState::Reserved)) => "reserved",
            Some(_) => "over",
        }
    }
}

impl OutageRow {
    /// How many reservations it meets.
    pub fn meets_count(&self) -> u64 {
        u64::try_from(self.meets.len()).unwrap_or(u64::MAX)
    }
}

impl ExpertEntry {
    /// Where the form is sent.
    pub fn action(&self) -> String {
        self.id.map_or_else(|| "/provider/experts/new".to_owned(), |id| format!("/provider/experts/{id}"))
    }
}
