//! What the writer does, in numbers and spans.

use std::sync::{Mutex, PoisonError};
use std::time::Instant;

use jiangnan_exchange::watch::{Outcome, Watch};
use metrics::{Unit, counter, describe_counter, describe_gauge, describe_histogram, gauge, histogram};
use tracing::{Span, info_span};

const QUEUE: &str = "jiangnan_writer_queue";
const TURNED_AWAY: &str = "jiangnan_commands_turned_away_total";
const GROUP: &str = "jiangnan_writer_group_commands";
const GROUP_TIME: &str = "jiangnan_writer_group_seconds";
const COMMIT_TIME: &str = "jiangnan_writer_commit_seconds";
const AGAIN: &str = "jiangnan_writer_groups_again_total";
const ANSWERED: &str = "jiangnan_commands_total";

/// Says what every measurement is, and shows those that begin with nothing.
pub fn describe() {
    describe_histogram!("jiangnan_request_seconds", Unit::Seconds, "Time from a request to its answer");
    describe_counter!("jiangnan_requests_turned_away_total", "Requests that were told to come back");
    describe_gauge!("jiangnan_index_behind_events", "Events that the search index has not looked at yet");
    describe_gauge!("jiangnan_mails", "Mails that wait, and that could not be delivered");
    describe_gauge!(QUEUE, "Commands that wait for the writer");
    describe_counter!(TURNED_AWAY, "Commands that were not taken because too many waited");
    describe_histogram!(GROUP, "Commands decided and written together");
    describe_histogram!(
        GROUP_TIME,
        Unit::Seconds,
        "Time from taking a group to its end; of one decided ahead, the time of writing it"
    );
    describe_histogram!(COMMIT_TIME, Unit::Seconds, "Time until a decided group was durable");
    describe_counter!(AGAIN, "Groups that were decided anew after a conflict or a broken connection");
    describe_counter!(ANSWERED, "Commands that were answered, by kind and outcome");
    gauge!(QUEUE).set(0.0);
    [TURNED_AWAY, AGAIN, "jiangnan_requests_turned_away_total", "jiangnan_requests_cut_off_total"]
        .into_iter()
        .for_each(|name| counter!(name).absolute(0));
}

/// Counts, and times one group after the other.
#[derive(Default)]
pub struct Meter(Mutex<Running>);

/// The group that the writer works on.
#[derive(Default)]
struct Running {
    group: Option<(Instant, Span)>,
    commit: Option<(Instant, Span)>,
}

impl Meter {
    fn with(&self, change: impl FnOnce(&mut Running)) {
        change(&mut self.0.lock().unwrap_or_else(PoisonError::into_inner));
    }
}

impl Watch for Meter {
    fn queued(&self) {
        gauge!(QUEUE).increment(1.0);
    }

    fn turned_away(&self) {
        gauge!(QUEUE).decrement(1.0);
        counter!(TURNED_AWAY).increment(1);
    }

    fn group_begun(&self, commands: usize) {
        gauge!(QUEUE).decrement(commands as f64);
        histogram!(GROUP).record(commands as f64);
        let span = info_span!(parent: None, "group", commands);
        self.with(|running| running.group = Some((Instant::now(), span)));
    }

    fn group_again(&self) {
        counter!(AGAIN).increment(1);
    }

    fn commit_begun(&self) {
        self.with(|running| {
            let group = running.group.as_ref().and_then(|(_, span)| span.id());
            running.commit = Some((Instant::now(), info_span!(parent: group, "commit")));
        });
    }

    fn commit_ended(&self) {
        self.with(|running| end(running.commit.take(), COMMIT_TIME));
    }

    fn answered(&self, kind: &'static str, outcome: Outcome) {
        counter!(ANSWERED, "kind" => kind, "outcome" => outcome.name()).increment(1);
    }

    fn group_ended(&self) {
        self.with(|running| {
            // A commit that did not come to its end is none that was measured.
            running.commit = None;
            end(running.group.take(), GROUP_TIME);
        });
    }
}

/// Measures what has come to its end; its span ends with it.
fn end(running: Option<(Instant, Span)>, name: &'static str) {
    if let Some((began, span)) = running {
        histogram!(name).record(began.elapsed());
        drop(span);
    }
}
