//! Lines of the log, on standard error: words for a person, or one JSON object a line for a machine.
//!
//! No line holds an address that was asked for, a form, a name or an address of the network: what is logged is
//! chosen where it is logged, and never taken over whole from a request.

use tracing::level_filters::LevelFilter;
use tracing::{Metadata, Subscriber};
use tracing_subscriber::Layer;
use tracing_subscriber::filter::filter_fn;
use tracing_subscriber::registry::LookupSpan;

use crate::cli::LogForm;

/// The rooms of this program, and nobody else, write to the log.
const OURS: &str = "jiangnan";

/// The layer that writes lines. Words tell what went wrong; JSON tells every answer as well.
pub fn layer<S>(form: LogForm) -> Box<dyn Layer<S> + Send + Sync>
where
    S: Subscriber + for<'a> LookupSpan<'a>,
{
    let lines = tracing_subscriber::fmt::layer().with_writer(std::io::stderr).with_target(false);
    match form {
        LogForm::Text => lines.with_filter(ours(LevelFilter::WARN)).boxed(),
        LogForm::Json => lines
            .json()
            .flatten_event(true)
            .with_current_span(true)
            .with_span_list(false)
            .with_filter(ours(LevelFilter::INFO))
            .boxed(),
    }
}

/// Lines of a level, and every span: a line names the request in which it was written.
fn ours<S>(level: LevelFilter) -> impl tracing_subscriber::layer::Filter<S> {
    filter_fn(move |line: &Metadata<'_>| {
        line.target().starts_with(OURS) && (line.is_span() || *line.level() <= level)
    })
}
