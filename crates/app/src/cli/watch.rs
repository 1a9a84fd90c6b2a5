//! How whoever runs a node can watch it.

use clap::{Args, ValueEnum};

/// The form of the log.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, ValueEnum)]
pub enum LogForm {
    /// Lines for people: what went wrong
    #[default]
    Text,
    /// One JSON object a line: every answer, and what went wrong
    Json,
}

/// Options about watching.
#[derive(Args, Clone, Debug, Default)]
pub struct WatchArgs {
    /// How lines of the log look, on the standard error; no line holds personal data
    #[arg(long, value_enum, value_name = "FORM", default_value = "text")]
    pub log: LogForm,
    /// Where to answer `/metrics` and `/health/…` to the operator, such as 127.0.0.1:9464; never a public address
    #[arg(long, value_name = "ADDRESS")]
    pub metrics: Option<String>,
    /// Where an OpenTelemetry collector takes traces as OTLP over HTTP, such as http://127.0.0.1:4318
    #[arg(long, value_name = "URL")]
    pub traces: Option<String>,
}
