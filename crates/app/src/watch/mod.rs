//! What whoever runs the program can watch: lines of the log, measurements, traces.

mod log;
mod meter;
mod otlp;
mod span;

use std::sync::Arc;

use jiangnan_exchange::watch::Watch;
use jiangnan_web::site::Measurements;
use metrics_exporter_prometheus::{Matcher, PrometheusBuilder, PrometheusHandle};
use tracing_subscriber::layer::SubscriberExt;
use tracing_subscriber::util::SubscriberInitExt;

use crate::cli::WatchArgs;
use crate::failure::Failure;
pub use meter::Meter;

/// Bounds of times, in seconds.
const SECONDS: [f64; 14] =
    [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0, 10.0, 30.0];
/// Bounds of the commands of a group.
const COMMANDS: [f64; 11] = [1.0, 2.0, 4.0, 8.0, 16.0, 32.0, 64.0, 128.0, 256.0, 512.0, 1024.0];

/// What is watched. Cheap to share.
#[derive(Clone)]
pub struct Watching {
    prometheus: PrometheusHandle,
}

impl Watching {
    /// Begins to watch: from here on lines, measurements and traces go where they were asked to.
    ///
    /// # Errors
    /// Where an address is not understood.
    pub fn begin(args: &WatchArgs) -> Result<Watching, Failure> {
        let spans = args.traces.as_deref().map(otlp::Exporter::start).transpose()?.map(span::Spans::new);
        tracing_subscriber::registry()
            .with(log::layer(args.log))
            .with(spans)
            .try_init()
            .map_err(|error| Failure::System(format!("the log cannot be begun: {error}")))?;
        std::panic::set_hook(Box::new(|panic| {
            // What it says of itself may name whatever it was working on; where it happened does not.
            let place = panic.location().map(ToString::to_string).unwrap_or_default();
            tracing::error!(place, "the program has an error");
        }));
        let builder = PrometheusBuilder::new()
            .set_buckets_for_metric(Matcher::Suffix("_seconds".to_owned()), &SECONDS)
            .and_then(|it| it.set_buckets_for_metric(Matcher::Suffix("_commands".to_owned()), &COMMANDS));
        let prometheus = builder.map_err(broken)?.install_recorder().map_err(broken)?;
        meter::describe();
        Ok(Watching { prometheus })
    }

    /// Who is told what the writer does.
    pub fn meter(&self) -> Arc<dyn Watch> {
        Arc::new(Meter::default())
    }

    /// How the measurements are read.
    pub fn measurements(&self) -> Measurements {
        let prometheus = self.prometheus.clone();
        Arc::new(move || prometheus.render())
    }

    /// Puts what was measured in order, so that it does not grow while nobody reads it.
    pub fn tidy(&self) {
        self.prometheus.run_upkeep();
    }
}

fn broken(error: impl std::fmt::Display) -> Failure {
    Failure::System(format!("measuring cannot be begun: {error}"))
}
