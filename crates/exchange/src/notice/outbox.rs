//! The life of a mail, as values: taken by somebody who tries it, sent, tried again later, given up.

use jiangnan_kernel::Instant;
use jiangnan_store::entity::notice::{MailRow, MailState};
use serde::{Deserialize, Serialize};

/// For how long whoever takes a mail has it alone. Who is not back by then is given up, and the mail is sent again
/// under the same message id.
pub const LEASE_SECONDS: i64 = 600;
/// After how many seconds a mail is tried again that could not be delivered: the first time, the second…
pub const PAUSES_SECONDS: [i64; 7] = [60, 300, 1_800, 7_200, 21_600, 43_200, 86_400];
/// A mail that could not be sent for so long says nothing that still matters.
pub const AGE_SECONDS_MAX: i64 = 3 * Instant::DAY;
/// The most characters of a problem that are kept.
const PROBLEM_MAX: usize = 300;

/// What became of a try.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub enum Delivery {
    /// The server took it.
    Sent,
    /// It may go well later.
    Later {
        /// What was in the way.
        problem: String,
    },
    /// It will never go well.
    Never {
        /// Why.
        problem: String,
    },
}

/// What a look at a mail comes to.
#[derive(Clone, Debug, PartialEq)]
pub enum Taken {
    /// It is taken: try it.
    Try(MailRow),
    /// It is too old, and given up.
    Old(MailRow),
    /// It is not due: somebody else has it, or it is done.
    No,
}

/// Takes a mail to try it now.
pub fn take(mail: &MailRow, now: Instant) -> Taken {
    if mail.state != MailState::Due || now < mail.due_at {
        return Taken::No;
    }
    if mail.made_at.plus_seconds(AGE_SECONDS_MAX) < now {
        let last = if mail.problem.is_empty() { "nobody sent it in time" } else { &mail.problem };
        return Taken::Old(given_up(mail, now, last));
    }
    Taken::Try(MailRow {
        attempts: mail.attempts + 1,
        due_at: now.plus_seconds(LEASE_SECONDS),
        ..mail.clone()
    })
}

/// The mail after a try. One that is done stays as it is.
pub fn after(mail: &MailRow, delivery: &Delivery, now: Instant) -> MailRow {
    if mail.state != MailState::Due {
        return mail.clone();
    }
    match delivery {
        Delivery::Sent => MailRow { state: MailState::Sent, done_at: Some(now), ..mail.clone() },
        Delivery::Never { problem } => given_up(mail, now, problem),
        Delivery::Later { problem } => {
            let tried = usize::try_from(mail.attempts - 1).unwrap_or(0);
            match PAUSES_SECONDS.get(tried) {
                Some(pause) => {
                    MailRow { due_at: now.plus_seconds(*pause), problem: short(problem), ..mail.clone() }
                }
                None => given_up(mail, now, problem),
            }
        }
    }
}

/// A dead mail, to be tried anew from the beginning.
pub fn revived(mail: &MailRow, now: Instant) -> Option<MailRow> {
    let dead = mail.state == MailState::Dead;
    dead.then(|| MailRow {
        state: MailState::Due,
        due_at: now,
        made_at: now,
        attempts: 0,
        done_at: None,
        ..mail.clone()
    })
}

fn given_up(mail: &MailRow, now: Instant, problem: &str) -> MailRow {
    MailRow { state: MailState::Dead, done_at: Some(now), problem: short(problem), ..mail.clone() }
}

fn short(problem: &str) -> String {
    problem.chars().map(|letter| if letter.is_control() { ' ' } else { letter }).take(PROBLEM_MAX).collect()
}

#[cfg(test)]
mod tests {
    use jiangnan_kernel::Id;
    use jiangnan_store::Json;
    use jiangnan_store::entity::notice::{About, NoticeBody};
    use jiangnan_store::entity::notice_kind::NoticeKind;

    use super::*;

    fn mail() -> MailRow {
        MailRow {
            jurisdiction: "CN-ZJ".parse().unwrap(),
            id: Id(7),
            person: Id(1),
            kind: NoticeKind::SlotOffered,
            state: MailState::Due,
            due_at: at(100),
            attempts: 0,
            address: "chen@example.com".to_owned(),
            language: "en".to_owned(),
            made_at: at(100),
            done_at: None,
            problem: String::new(),
            body: Json(NoticeBody::of(About::Settings)),
        }
    }

    fn at(seconds: i64) -> Instant {
        Instant::from_seconds(seconds)
    }

    fn later() -> Delivery {
        Delivery::Later { problem: "the server\r\nis away".to_owned() }
    }

    #[test]
    fn one_at_a_time_has_a_mail_until_the_lease_is_over() {
        assert_eq!(take(&mail(), at(99)), Taken::No);
        let Taken::Try(taken) = take(&mail(), at(100)) else { panic!() };
        assert_eq!((taken.attempts, taken.due_at), (1, at(100 + LEASE_SECONDS)));
        assert_eq!(take(&taken, at(99 + LEASE_SECONDS)), Taken::No);
        let Taken::Try(again) = take(&taken, at(100 + LEASE_SECONDS)) else { panic!() };
        assert_eq!(again.attempts, 2);
    }

    #[test]
    fn a_mail_is_tried_a_bounded_number_of_times_further_and_further_apart() {
        let (mut row, mut now, mut pauses) = (mail(), at(100), Vec::new());
        while let Taken::Try(taken) = take(&row, now) {
            row = after(&taken, &later(), now);
            if row.state == MailState::Due {
                pauses.push(row.due_at.seconds() - now.seconds());
            }
            now = row.due_at;
        }
        assert_eq!(pauses, PAUSES_SECONDS);
        assert_eq!((row.state, row.attempts), (MailState::Dead, 8));
        assert_eq!(row.problem, "the server  is away");
        assert!(PAUSES_SECONDS.is_sorted());
        assert!(PAUSES_SECONDS.iter().sum::<i64>() < AGE_SECONDS_MAX);
    }

    #[test]
    fn what_is_done_stays_done() {
        let Taken::Try(taken) = take(&mail(), at(100)) else { panic!() };
        let sent = after(&taken, &Delivery::Sent, at(101));
        assert_eq!((sent.state, sent.done_at), (MailState::Sent, Some(at(101))));
        assert_eq!(after(&sent, &later(), at(102)), sent);
        assert_eq!(take(&sent, at(10_000)), Taken::No);
        assert_eq!(revived(&sent, at(103)), None);
        let dead = after(&taken, &Delivery::Never { problem: "550 unknown".to_owned() }, at(101));
        assert_eq!((dead.state, dead.problem.as_str()), (MailState::Dead, "550 unknown"));
        let again = revived(&dead, at(500)).unwrap();
        assert_eq!((again.state, again.attempts, again.due_at), (MailState::Due, 0, at(500)));
    }

    #[test]
    fn a_mail_that_waited_too_long_is_given_up() {
        let late = at(101 + AGE_SECONDS_MAX);
        let Taken::Old(dead) = take(&mail(), late) else { panic!() };
        assert_eq!((dead.state, dead.problem.as_str()), (MailState::Dead, "nobody sent it in time"));
    }
}
