//! Spans on their way out: what began when, within what, and how long it took.

use serde_json::{Value, json};
use tracing::field::{Field, Visit};
use tracing::span::{Attributes, Id, Record};
use tracing::{Metadata, Subscriber};
use tracing_subscriber::Layer;
use tracing_subscriber::layer::Context;
use tracing_subscriber::registry::LookupSpan;

use jiangnan_kernel::Rng;

use super::otlp::Exporter;
use crate::system::{SystemRng, unix_nanos};

/// Hands every span that ends to the exporter.
pub struct Spans(Exporter);

/// A span that has begun.
struct Open {
    trace: String,
    span: String,
    parent: String,
    sampled: bool,
    began: u64,
    fields: Fields,
}

/// What a span says of itself.
#[derive(Default)]
struct Fields(Vec<(&'static str, Value)>);

impl Spans {
    /// Spans that an exporter sends on.
    pub fn new(exporter: Exporter) -> Spans {
        Spans(exporter)
    }
}

impl Fields {
    /// Takes a text out that says where the span belongs.
    fn take(&mut self, name: &str) -> String {
        let at = self.0.iter().position(|(known, _)| *known == name);
        let value = at.map(|at| self.0.remove(at).1);
        value.and_then(|value| value.as_str().map(str::to_owned)).unwrap_or_default()
    }
}

impl Visit for Fields {
    fn record_debug(&mut self, field: &Field, value: &dyn std::fmt::Debug) {
        self.0.push((field.name(), Value::from(format!("{value:?}"))));
    }

    fn record_str(&mut self, field: &Field, value: &str) {
        self.0.push((field.name(), Value::from(value)));
    }

    fn record_u64(&mut self, field: &Field, value: u64) {
        self.0.push((field.name(), Value::from(value)));
    }

    fn record_i64(&mut self, field: &Field, value: i64) {
        self.0.push((field.name(), Value::from(value)));
    }

    fn record_bool(&mut self, field: &Field, value: bool) {
        self.0.push((field.name(), Value::from(value)));
    }
}

impl<S: Subscriber + for<'a> LookupSpan<'a>> Layer<S> for Spans {
    fn on_new_span(&self, attributes: &Attributes<'_>, id: &Id, context: Context<'_, S>) {
        let Some(span) = context.span(id) else { return };
        let mut fields = Fields::default();
        attributes.record(&mut fields);
        let above = span.parent().and_then(|parent| {
            let extensions = parent.extensions();
            extensions.get::<Open>().map(|open| (open.trace.clone(), open.span.clone(), open.sampled))
        });
        let (told, caller) = (fields.take("trace"), fields.take("caller"));
        let unwanted = fields.0.contains(&("sampled", Value::Bool(false)));
        fields.0.retain(|(name, _)| *name != "sampled");
        let drawn = || format!("{}{}", hex(), hex());
        let (trace, parent, sampled) =
            above.unwrap_or_else(|| (if told.is_empty() { drawn() } else { told }, caller, !unwanted));
        span.extensions_mut().insert(Open {
            trace,
            span: hex(),
            parent,
            sampled,
            began: unix_nanos(),
            fields,
        });
    }

    fn on_record(&self, id: &Id, record: &Record<'_>, context: Context<'_, S>) {
        let Some(span) = context.span(id) else { return };
        if let Some(open) = span.extensions_mut().get_mut::<Open>() {
            record.record(&mut open.fields);
        }
    }

    fn on_close(&self, id: Id, context: Context<'_, S>) {
        let Some(span) = context.span(&id) else { return };
        let Some(open) = span.extensions_mut().remove::<Open>() else { return };
        if open.sampled {
            self.0.send(written(span.metadata(), &open));
        }
    }

    fn enabled(&self, metadata: &Metadata<'_>, _: Context<'_, S>) -> bool {
        // Lines of the log are no spans, and are nothing that this layer may switch off.
        let _ = metadata;
        true
    }
}

/// Sixteen hexadecimal digits that are not all zero.
fn hex() -> String {
    format!("{:016x}", SystemRng.next_u64().max(1))
}

/// A span as OTLP writes it in JSON. A request is a span of a server, all others are internal.
fn written(metadata: &Metadata<'_>, open: &Open) -> Value {
    let kind = if metadata.name() == "request" { 2 } else { 1 };
    let attributes: Vec<Value> = open.fields.0.iter().map(|(name, value)| attribute(name, value)).collect();
    let failed = open.fields.0.iter().any(|(name, value)| *name == "status" && value.as_u64() >= Some(500));
    json!({
        "traceId": open.trace,
        "spanId": open.span,
        "parentSpanId": open.parent,
        "name": metadata.name(),
        "kind": kind,
        "startTimeUnixNano": open.began.to_string(),
        "endTimeUnixNano": unix_nanos().max(open.began).to_string(),
        "attributes": attributes,
        "status": if failed { json!({ "code": 2 }) } else { json!({}) },
    })
}

fn attribute(name: &str, value: &Value) -> Value {
    // OTLP writes whole numbers as texts.
    let value = match value {
        Value::Number(number) => json!({ "intValue": number.to_string() }),
        Value::Bool(value) => json!({ "boolValue": value }),
        value => json!({ "stringValue": value }),
    };
    json!({ "key": name, "value": value })
}
