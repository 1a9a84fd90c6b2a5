//! The officer's desk.

use jiangnan_clearing::ClaimState;
use jiangnan_kernel::{Date, Id, Money, Text};
use jiff::civil::DateTime;

use super::burn::BurnPoint;
use super::editor::VersionDiff;
use super::quote::{Clause, Quote};
use super::{Event, Key, Span, Tone};
use crate::chart::{Bar, bars, stack};
use crate::form::{AppropriateForm, ClawBackForm, GrantForm, ReviewForm};

/// Claims that wait for review.
#[derive(Clone, Debug, PartialEq)]
pub struct ReviewList {
    /// The funder.
    pub funder: Text,
    /// The claims, the oldest first.
    pub rows: Vec<ReviewRow>,
    /// How much they claim together.
    pub total: Money,
}

/// A claim that waits.
#[derive(Clone, Debug, PartialEq)]
pub struct ReviewRow {
    /// The claim.
    pub id: Key,
    /// The provider.
    pub provider: Text,
    /// Where the provider sits.
    pub provider_place: Text,
    /// The enterprise.
    pub enterprise: Text,
    /// The scheme.
    pub scheme: Text,
    /// What is claimed.
    pub amount: Money,
    /// When it was lodged.
    pub lodged: DateTime,
    /// How many signals of fraud there are.
    pub signals: u64,
    /// Whether it crosses a border.
    pub crosses: bool,
    /// Whether a first officer has given advice.
    pub advised: bool,
    /// The last day on which it should be reviewed, where its rules name a time.
    pub until: Option<Date>,
    /// Whether that day is over while it still waits.
    pub overdue: bool,
}

/// One claim, to be decided.
#[derive(Clone, Debug, PartialEq)]
pub struct Review {
    /// The claim.
    pub row: ReviewRow,
    /// Where it stands.
    pub state: ClaimState,
    /// What was used.
    pub instrument: Text,
    /// When.
    pub span: Span,
    /// What the first officer advised; none where this review is the first.
    pub advice: Option<Advice>,
    /// What was handed in.
    pub evidence: Vec<EvidenceRow>,
    /// What speaks for fraud.
    pub signals: Vec<Signal>,
    /// What was agreed when the time was reserved.
    pub quote: Quote,
    /// What is claimed for the work that was done.
    pub bill: Bill,
    /// The clauses by which a claim can be rejected.
    pub clauses: Vec<Clause>,
    /// What happened, the oldest first.
    pub events: Vec<Event>,
    /// Why the reader may not decide: maker and checker are two people.
    pub barred: Option<Text>,
    /// Taking back what was granted; none where nothing is granted or the reader is no officer.
    pub claw_back: Option<ClawBack>,
    /// The form as it stands.
    pub form: ReviewForm,
}

/// What is claimed, of which price.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Bill {
    /// The price with tax.
    pub price: Money,
    /// What the enterprise pays.
    pub own_part: Money,
    /// What is asked of this funder.
    pub asked: Money,
    /// What was granted, once it is decided.
    pub accepted: Option<Money>,
}

/// Taking back what was granted: one officer proposes, another confirms.
#[derive(Clone, Debug, PartialEq)]
pub struct ClawBack {
    /// What is left of the grant.
    pub left: Money,
    /// Proposals that nobody has confirmed yet.
    pub proposals: Vec<Proposal>,
    /// The form as it stands.
    pub form: ClawBackForm,
}

/// A proposal to take back.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Proposal {
    /// The command that proposed it.
    pub id: Id,
    /// Who proposed it.
    pub officer: Text,
    /// How much.
    pub amount: Money,
    /// The clause that says so.
    pub clause: String,
    /// Why.
    pub reason: String,
    /// Whether the reader may confirm it: the proposer may not.
    pub confirm: bool,
}

/// What the first officer advised.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Advice {
    /// Who.
    pub officer: Text,
    /// The amount that was advised; none where it was to reject.
    pub amount: Option<Money>,
    /// The clause that rejects; empty where it was to accept.
    pub clause: String,
    /// Why; empty where it was to accept.
    pub reason: String,
}

/// A piece of evidence.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct EvidenceRow {
    /// What it is.
    pub kind: Text,
    /// Its number or title.
    pub number: String,
    /// Where it can be read.
    pub href: Option<String>,
}

/// A signal of fraud.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Signal {
    /// What it is.
    pub title: Text,
    /// The facts.
    pub fact: Text,
    /// What to look at.
    pub check: Text,
}

/// The money of a scheme.
#[derive(Clone, Debug, PartialEq)]
pub struct Fund {
    /// The scheme.
    pub scheme: Text,
    /// What was appropriated.
    pub appropriated: Money,
    /// What lies in vouchers that nobody has used.
    pub granted: Money,
    /// What is set aside for reservations.
    pub pending: Money,
    /// What was paid.
    pub spent: Money,
    /// What can still be granted.
    pub free: Money,
    /// Accepted subsidy by month.
    pub months: Vec<Month>,
    /// The month in which it runs out at this pace, as `2026-10`.
    pub runs_out: Option<String>,
    /// What is left at the end of each month, known and expected.
    pub burn: Vec<BurnPoint>,
    /// The scheme's name in addresses.
    pub code: String,
    /// Other schemes to look at: address and title.
    pub others: Vec<(String, Text)>,
    /// Adding budget; none where the reader may not.
    pub form: Option<AppropriateForm>,
}

/// One month of a fund.
#[derive(Clone, Debug, PartialEq)]
pub struct Month {
    /// The month, as `2026-07`.
    pub month: String,
    /// What was paid to providers of the own place.
    pub inside: Money,
    /// What was paid to providers elsewhere.
    pub across: Money,
}

/// The schemes of a funder.
#[derive(Clone, Debug, PartialEq)]
pub struct Schemes {
    /// The schemes.
    pub rows: Vec<SchemeRow>,
    /// Whether the reader may draft one.
    pub drafts: bool,
}

/// A scheme in a list.
#[derive(Clone, Debug, PartialEq)]
pub struct SchemeRow {
    /// Its name in addresses.
    pub code: String,
    /// Its title.
    pub title: Text,
    /// Who pays.
    pub funder: Text,
    /// The version enacted last; empty where the scheme is only drafted.
    pub version: String,
    /// The first day, where there is one.
    pub from: Option<Date>,
    /// The last day.
    pub until: Option<Date>,
    /// Whether a version waits to be enacted.
    pub drafted: bool,
    /// Whether the text is illustrative and no law.
    pub illustrative: bool,
    /// Where providers may be.
    pub reach: Text,
}

/// One scheme.
#[derive(Clone, Debug, PartialEq)]
pub struct SchemeView {
    /// What the list says.
    pub row: SchemeRow,
    /// Its clauses in order.
    pub clauses: Vec<SchemeClause>,
    /// Its versions, the newest first.
    pub versions: Vec<VersionRow>,
    /// Whether the reader may write the next version.
    pub edit: bool,
    /// What a version changed; none where there is no other to compare it with.
    pub diff: Option<VersionDiff>,
}

/// A clause of a scheme.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SchemeClause {
    /// Article and text.
    pub clause: Clause,
    /// The rule as it is computed.
    pub rule: String,
    /// Whether it is where the border lies.
    pub border: bool,
}

/// A version of a scheme.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct VersionRow {
    /// The hash of its text.
    pub version: String,
    /// When it was enacted; none for a draft.
    pub enacted: Option<DateTime>,
    /// Who proposed it.
    pub maker: Text,
    /// Who approved it; none for a draft.
    pub checker: Option<Text>,
    /// Whether the reader may enact it: another officer of the funder drafted it.
    pub enact: bool,
    /// What changed, in words.
    pub change: Text,
}

/// Granting vouchers.
#[derive(Clone, Debug, PartialEq)]
pub struct Grants {
    /// Schemes from which the reader may grant: code and title.
    pub schemes: Vec<(String, Text)>,
    /// What can still be granted of each of them.
    pub free: Vec<(Text, Money)>,
    /// The id of the voucher that the form grants, so that a second press changes nothing; none where the
    /// reader may not grant.
    pub voucher: Option<Id>,
    /// The form as it stands.
    pub form: GrantForm,
    /// What was granted last, the newest first.
    pub rows: Vec<GrantRow>,
}

/// A voucher that was granted.
#[derive(Clone, Debug, PartialEq)]
pub struct GrantRow {
    /// Its number.
    pub number: String,
    /// When.
    pub on: Date,
    /// To whom.
    pub enterprise: Text,
    /// From which scheme.
    pub scheme: Text,
    /// How much.
    pub amount: Money,
    /// The last day on which it can be used, where the scheme sets one.
    pub until: Option<Date>,
}

/// A month with its bars.
#[derive(Clone, Debug)]
pub struct MonthRow<'f> {
    /// The month.
    pub month: &'f Month,
    /// Inside, then across.
    pub bars: Vec<(&'static str, Bar)>,
    /// Both together.
    pub sum: Money,
}

impl Fund {
    /// Spent, set aside, in vouchers, free: one after the other.
    pub fn bars(&self) -> Vec<(&'static str, Bar)> {
        let parts = [self.spent.minor, self.pending.minor, self.granted.minor, self.free.minor];
        let classes = ["spent", "pending", "granted", "left"];
        classes.into_iter().zip(stack(self.appropriated.minor, &parts)).collect()
    }

    /// Each month with its bars, the largest month filling the width.
    pub fn month_rows(&self) -> Vec<MonthRow<'_>> {
        let sum = |month: &Month| month.inside.minor.saturating_add(month.across.minor);
        let widths = bars(&self.months.iter().map(sum).collect::<Vec<_>>());
        let rows = self.months.iter().zip(widths).map(|(month, whole)| {
            let parts = [month.inside.minor, month.across.minor];
            let scaled = stack(sum(month), &parts).into_iter().map(|bar| bar.within(whole));
            let bars = ["inside", "across"].into_iter().zip(scaled).collect();
            MonthRow { month, bars, sum: Money::new(sum(month), month.inside.currency) }
        });
        rows.collect()
    }
}

impl ReviewRow {
    /// The tone of the number of signals.
    pub fn tone(&self) -> Tone {
        if self.signals == 0 { Tone::Good } else { Tone::Bad }
    }
}
