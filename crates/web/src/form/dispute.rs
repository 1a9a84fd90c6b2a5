//! The forms by which a dispute ends: the provider's answer and the officer's ruling.

use jiangnan_booking::Verdict;

use super::{Field, Input, form};
use crate::view::Span;

form! {
    /// How the provider answers a dispute.
    AnswerForm {
        /// `correct`, `nothing` or `stand`.
        way,
        /// The day of the corrected record.
        date,
        /// The time at which work began.
        from,
        /// The time at which work ended.
        until,
        /// How many samples.
        samples,
        /// What the provider says to it.
        reason,
    }
}

/// How the provider answers.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Answer {
    /// With another record.
    Correct {
        /// From when until when.
        span: Span,
        /// How many samples; 0 where they do not count.
        samples: u32,
        /// What the provider says to it; may be empty.
        reason: String,
    },
    /// Nothing is charged.
    Nothing {
        /// What the provider says to it; may be empty.
        reason: String,
    },
    /// The record is right.
    Stand {
        /// Why.
        reason: String,
    },
}

impl AnswerForm {
    /// The form filled in as it is recorded, or reserved where nothing is.
    pub fn of(span: &Span, samples: u32) -> AnswerForm {
        let clock = |moment: jiff::civil::DateTime| moment.strftime("%H:%M").to_string();
        AnswerForm {
            date: Field::of(span.from.date().to_string()),
            from: Field::of(clock(span.from)),
            until: Field::of(clock(span.until)),
            samples: Field::of(if samples == 0 { String::new() } else { samples.to_string() }),
            ..AnswerForm::default()
        }
    }

    /// The answer, or the form with what is wrong.
    ///
    /// # Errors
    /// The form itself, each problem at its field.
    pub fn parse(input: &Input) -> Result<Answer, Box<AnswerForm>> {
        let mut form = AnswerForm::read(input);
        let answer = match form.way.value.as_str() {
            "correct" => form.corrected(),
            "nothing" => form.reason.optional_text().map(|reason| Answer::Nothing { reason }),
            "stand" => {
                form.reason.text("dispute-answer-reason-missing").map(|reason| Answer::Stand { reason })
            }
            _ => {
                form.way.refuse("dispute-way-missing");
                None
            }
        };
        answer.ok_or_else(|| Box::new(form))
    }

    fn corrected(&mut self) -> Option<Answer> {
        let date = self.date.date("usage-date-missing");
        let from = self.from.time("usage-from-missing");
        let until = self.until.time("usage-until-missing");
        let (samples, reason) = (self.samples.count(), self.reason.optional_text());
        let (date, from, until) = (date?, from?, until?);
        if until <= from {
            self.until.refuse("usage-until-before-from");
            return None;
        }
        let span = Span { from: date.to_datetime(from), until: date.to_datetime(until) };
        Some(Answer::Correct { span, samples: samples?, reason: reason? })
    }
}

form! {
    /// How an officer would end a dispute.
    RulingForm {
        /// A verdict.
        verdict,
        /// Why.
        reason,
    }
}

impl RulingForm {
    /// The verdict with its reason, or the form with what is wrong.
    ///
    /// # Errors
    /// The form itself, each problem at its field.
    pub fn parse(input: &Input) -> Result<(Verdict, String), Box<RulingForm>> {
        let mut form = RulingForm::read(input);
        let missing = "ruling-verdict-missing";
        let verdict = form.verdict.parsed(missing, missing, Verdict::of_name);
        let reason = form.reason.text("ruling-reason-missing");
        verdict.zip(reason).ok_or_else(|| Box::new(form))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn answer(way: &str, until: &str, reason: &str) -> Result<Answer, Vec<&'static str>> {
        let pairs =
            [("way", way), ("date", "2026-06-02"), ("from", "09:00"), ("until", until), ("reason", reason)];
        let problems = |form: Box<AnswerForm>| form.problems().iter().map(|problem| problem.field).collect();
        AnswerForm::parse(&Input::of_pairs(pairs)).map_err(problems)
    }

    #[test]
    fn an_answer_is_one_of_three_and_standing_by_a_record_needs_a_reason() {
        assert_eq!(answer("", "10:00", ""), Err(vec!["way"]));
        assert_eq!(answer("stand", "10:00", ""), Err(vec!["reason"]));
        assert_eq!(answer("stand", "", "it ran"), Ok(Answer::Stand { reason: "it ran".to_owned() }));
        assert_eq!(answer("nothing", "", ""), Ok(Answer::Nothing { reason: String::new() }));
        assert_eq!(answer("correct", "08:00", ""), Err(vec!["until"]));
        assert_eq!(answer("correct", "", ""), Err(vec!["until"]));
        assert!(matches!(answer("correct", "10:00", ""), Ok(Answer::Correct { samples: 0, .. })));
        let silent = RulingForm::parse(&Input::of_pairs([("verdict", "both"), ("reason", "")])).unwrap_err();
        assert_eq!(silent.problems().len(), 2);
    }
}
