//! What a case says of a scheme beside amounts: review, publication, sanctions, open orders, payment, lots.
//!
//! Such a line is compared as it is written: the scheme answers in the same form.

use jiangnan_kernel::{Currency, Date};

use crate::clause::{Body, Cap, Pay, Span, Stack, Wait};
use crate::describe::span_in_words;
use crate::lottery::draw;
use crate::read_order::subject_id;
use crate::scheme::Scheme;
use crate::vocabulary::{Breach, Disclosure, Level, OpenOrders, Sanction, Schedule, Vocabulary};

/// What such a line is about.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Duty {
    Review,
    Publication,
    Sanction(Breach),
    OpenOrders,
    Schedule,
    Parts,
    Lots(Vec<String>),
    /// What a cap or a budget counts over.
    Counts(String),
    /// After which schemes it pays, and under which ceiling.
    Stands,
}

/// A word that is not one of its list.
pub(super) struct UnknownWord {
    pub(super) word: String,
    pub(super) list: &'static Vocabulary,
}

pub(super) const FORMS: &[&str] = &[
    "reviewed by LEVEL, LEVEL within SPAN",
    "publishes WORD, WORD within SPAN",
    "on BREACH: SANCTION, SANCTION for SPAN",
    "open orders keep",
    "paid monthly within SPAN",
    "paid in AMOUNT, AMOUNT after DOCUMENT",
    "draws NAME, NAME",
    "counts CLAUSE per PERIOD over N years as NAME kept by PLACE",
    "stands after SCHEME under SHARE of BASE",
];

/// The duty of a line and what the line says of it; none where it is no such line.
pub(super) fn read(line: &str) -> Option<Result<(Duty, String), UnknownWord>> {
    if let Some(text) = line.strip_prefix("reviewed by ") {
        return Some(known(Duty::Review, text, " within ", Level::VOCABULARY));
    }
    if let Some(text) = line.strip_prefix("publishes ") {
        return Some(known(Duty::Publication, text, " within ", Disclosure::VOCABULARY));
    }
    if let Some(text) = line.strip_prefix("open orders ") {
        return Some(known(Duty::OpenOrders, text, " within ", OpenOrders::VOCABULARY));
    }
    if let Some(text) = line.strip_prefix("paid in ") {
        return Some(Ok((Duty::Parts, plain(text))));
    }
    if let Some(text) = line.strip_prefix("draws ") {
        return Some(Ok((Duty::Lots(names(text)), plain(text))));
    }
    if let Some(text) = line.strip_prefix("stands ") {
        return Some(Ok((Duty::Stands, plain(text))));
    }
    if let Some(text) = line.strip_prefix("counts ") {
        let clause = text.split_whitespace().next().unwrap_or_default();
        return Some(Ok((Duty::Counts(clause.to_owned()), plain(text))));
    }
    if let Some(text) = line.strip_prefix("paid ") {
        return Some(known(Duty::Schedule, text, " within ", Schedule::VOCABULARY));
    }
    let (breach, then) = line.strip_prefix("on ")?.split_once(": ")?;
    let Some(duty) = Breach::of_name(breach).map(Duty::Sanction) else {
        return Some(Err(UnknownWord { word: breach.to_owned(), list: Breach::VOCABULARY }));
    };
    Some(known(duty, then, " for ", Sanction::VOCABULARY))
}

/// The line, where every word before the span is one of a list.
fn known(
    duty: Duty,
    text: &str,
    before_span: &str,
    list: &'static Vocabulary,
) -> Result<(Duty, String), UnknownWord> {
    let words = text.split_once(before_span).map_or(text, |(words, _)| words);
    match names(words).into_iter().find(|word| list.index(word).is_none()) {
        Some(word) => Err(UnknownWord { word, list }),
        None => Ok((duty, plain(text))),
    }
}

fn names(text: &str) -> Vec<String> {
    text.split(',').map(|name| name.trim().to_owned()).collect()
}

/// The text with one blank between words, so that only words count.
fn plain(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// What the answer depends on beside the scheme.
pub(super) struct Asked<'a> {
    pub(super) day: Option<Date>,
    pub(super) pay: Option<&'a Pay>,
    pub(super) paid_minor: i64,
    pub(super) currency: Currency,
}

impl Duty {
    /// What the scheme says of it, in the form of the line; none where it says nothing.
    pub(super) fn of(&self, scheme: &Scheme, asked: &Asked<'_>) -> Option<String> {
        let day = asked.day?;
        match self {
            Duty::Review => {
                let review = scheme.review(day)?;
                Some(listed(review.stages.iter().map(|level| level.name()), " within ", review.within))
            }
            Duty::Publication => {
                let publish = scheme.publication(day)?;
                Some(listed(publish.what.iter().map(|what| what.name()), " within ", publish.within))
            }
            Duty::Sanction(breach) => {
                let (_, sanctions) = scheme.sanctions(*breach, day)?;
                Some(listed(sanctions.then.iter().map(|then| then.name()), " for ", sanctions.lasts))
            }
            Duty::OpenOrders => Some(scheme.open_orders().name().to_owned()),
            Duty::Schedule => {
                let pay = asked.pay?;
                Some(listed([pay.schedule.name()].into_iter(), " within ", pay.within))
            }
            Duty::Parts => {
                let parts = asked.pay?.parts(asked.paid_minor);
                let parts = parts.iter().map(|part| part_in_words(*part, asked.currency));
                Some(parts.collect::<Vec<_>>().join(", "))
            }
            Duty::Lots(applicants) => {
                let ids: Vec<_> = applicants.iter().map(|name| subject_id(name)).collect();
                let drawn = draw(scheme.lottery_seed()?, &ids);
                let named = |id| applicants.iter().find(|name| subject_id(name) == id).cloned();
                Some(drawn.into_iter().filter_map(named).collect::<Vec<_>>().join(", "))
            }
            Duty::Stands => Some(stack_in_words(&scheme.0.plan.stack.as_ref()?.1)),
            Duty::Counts(id) => {
                let cap = scheme.clause(id)?.body.cap()?;
                Some(format!("{id} {}", period_in_words(cap)))
            }
        }
    }

    /// Whether the line shows what a clause does.
    pub(super) fn shows(&self, body: &Body) -> bool {
        match (self, body) {
            (Duty::Review, Body::Review(_))
            | (Duty::Publication, Body::Publish(_))
            | (Duty::OpenOrders, Body::Transition(_))
            | (Duty::Lots(_), Body::Budget(_))
            | (Duty::Schedule | Duty::Parts, Body::Pay(_)) => true,
            (Duty::Sanction(breach), Body::Sanction(sanctions)) => *breach == sanctions.breach,
            _ => false,
        }
    }
}

fn listed<'n>(words: impl Iterator<Item = &'n str>, before_span: &str, span: Option<Span>) -> String {
    let words = words.collect::<Vec<_>>().join(", ");
    match span {
        Some(span) => format!("{words}{before_span}{}", span_in_words(span).0),
        None => words,
    }
}

fn stack_in_words(stack: &Stack) -> String {
    let after = (!stack.after.is_empty()).then(|| format!("after {}", stack.after.join(", ")));
    let under = stack.ceiling.map(|(rate, base)| format!("under {rate} of {}", base.name()));
    after.into_iter().chain(under).collect::<Vec<_>>().join(" ")
}

fn period_in_words(cap: &Cap) -> String {
    let years = if cap.years > 1 { format!(" over {} years", cap.years) } else { String::new() };
    let shared = cap.shared.as_ref().map(|one| format!(" as {} kept by {}", one.name, one.kept_by));
    format!("per {}{years}{}", cap.per.name(), shared.unwrap_or_default())
}

fn part_in_words((minor, after): (i64, Wait), currency: Currency) -> String {
    let amount = currency.format_minor(minor);
    match after {
        Wait::Nothing => amount,
        Wait::Document(document) => format!("{amount} after {document}"),
        Wait::Time(span) => format!("{amount} after {}", span_in_words(span).0),
    }
}
