//! Editing a rule text: the text itself, a form for what is often set, a check, a quote to try it on.

use std::sync::Arc;

use axum::Router;
use axum::extract::{DefaultBodyLimit, Path};
use axum::response::Response;
use axum::routing::get;
use jiangnan_exchange::case::rule::DraftScheme;
use jiangnan_exchange::{Actor, Failure, Refusal};
use jiangnan_kernel::{PlaceCode, Text};
use jiangnan_scheme::compare::{Change, changes, plain};
use jiangnan_scheme::{
    CapUse, Diagnostic, Evidence, Fact, Order, Payee, Scheme, Severity, Size, Value, quote,
};
use jiangnan_store::entity::people::Role;
use jiangnan_store::list;

use super::enacted;
use super::knob::{Kind, Knob, knobs, turned};
use crate::form::{Input, SchemeForm, Trial, TryForm};
use crate::page::EditorPage;
use crate::site::limit::RULES_BYTES_MAX;
use crate::site::{Ask, Halt, Sight, Site, explain, missing, see_other};
use crate::view::editor::{self, ChangeLine, Editor, Finding, KnobField};

/// The text that a new scheme begins with.
const FRESH: &str = include_str!("fresh.toml");
/// What stands in it for the funder.
const FUNDER: &str = "CN-ZJ";

pub(super) fn routes() -> Router<Arc<Site>> {
    let limit = DefaultBodyLimit::max(RULES_BYTES_MAX);
    Router::new()
        .route("/officer/scheme/new", get(show_fresh).post(edit_fresh).layer(limit))
        .route("/officer/schemes/{code}/edit", get(show).post(edit).layer(limit))
}

async fn show_fresh(ask: Ask) -> Result<Response, Halt> {
    let actor = ask.needs(&[Role::Officer])?;
    let place = ask.site.exchange.places().get(actor.home);
    let currency = place.map_or("CNY", |place| place.currency.code());
    let text = FRESH.replace(FUNDER, actor.home.as_str()).replace("CNY", currency);
    page(&ask, actor, None, &Input::of_pairs([("text", text)]), Shown::Plain).await
}

async fn show(ask: Ask, Path(code): Path<String>) -> Result<Response, Halt> {
    let actor = ask.needs(&[Role::Officer])?;
    let (home, of) = (actor.home, code.clone());
    let text = ask.read(move |sight| latest(sight, home, &of)).await?;
    page(&ask, actor, Some(code), &Input::of_pairs([("text", text)]), Shown::Plain).await
}

async fn edit_fresh(ask: Ask, input: Input) -> Result<Response, Halt> {
    change(ask, None, input).await
}

async fn edit(ask: Ask, Path(code): Path<String>, input: Input) -> Result<Response, Halt> {
    change(ask, Some(code), input).await
}

/// The text to go on from: the latest draft of a scheme, or what is in force.
fn latest(sight: &Sight, home: PlaceCode, code: &str) -> Result<String, Halt> {
    let rows = list::scheme_versions(sight.reader())?;
    let found = rows.into_iter().find(|row| row.jurisdiction == home && row.scheme == code);
    found.map(|row| row.text).ok_or_else(missing)
}

/// How the page is shown.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Shown {
    /// As it is.
    Plain,
    /// As the answer to a form with problems.
    Wrong,
}

async fn change(ask: Ask, code: Option<String>, mut input: Input) -> Result<Response, Halt> {
    let actor = ask.needs(&[Role::Officer])?;
    let text = input.get("text").to_owned();
    match input.get("do") {
        "apply" => {
            let text = turned(&text, |index, knob| set(&input, index, knob));
            input.0.retain(|(name, _)| name != "text");
            input.0.push(("text".to_owned(), text));
        }
        "keep" => return keep(&ask, actor, code, &input).await,
        _ => {}
    }
    page(&ask, actor, code, &input, Shown::Plain).await
}

/// The values that a form gives a knob; none where it does not hold its field.
fn set(input: &Input, index: usize, knob: &Knob) -> Option<Vec<String>> {
    let id = format!("k{index}");
    let shown = input.0.iter().any(|(name, value)| *name == format!("{id}-shown") && !value.is_empty());
    if knob.is_list() {
        return shown.then(|| input.all(&id).map(str::to_owned).collect());
    }
    let value = input.get(&id);
    (!value.is_empty()).then(|| vec![value.to_owned()])
}

/// Keeps the draft, or tells what is wrong with it.
async fn keep(ask: &Ask, actor: Actor, code: Option<String>, input: &Input) -> Result<Response, Halt> {
    if let Ok(text) = SchemeForm::parse(input) {
        match ask.run(actor.clone(), DraftScheme { text }).await {
            Ok(version) => return Ok(see_other(&format!("/officer/schemes/{}", version.scheme))),
            Err(Failure::Refused(Refusal::Scheme(_) | Refusal::Invalid { .. })) => {}
            Err(failure) => return Err(failure.into()),
        }
    }
    page(ask, actor, code, input, Shown::Wrong).await
}

async fn page(
    ask: &Ask,
    actor: Actor,
    code: Option<String>,
    input: &Input,
    shown: Shown,
) -> Result<Response, Halt> {
    let frame = if shown == Shown::Wrong { ask.wrong_frame() } else { ask.frame() };
    let input = input.clone();
    let v = ask.read(move |sight| view(sight, &actor, code, &input, shown)).await?;
    Ok(ask.show(&EditorPage { l: ask.locale(), frame, v }))
}

fn view(
    sight: &mut Sight,
    actor: &Actor,
    code: Option<String>,
    input: &Input,
    shown: Shown,
) -> Result<Editor, Halt> {
    let text = input.get("text").to_owned();
    let (read, findings) = match sight.look.ask(&sight.envelope, |desk| desk.read_scheme(&text)) {
        Ok((scheme, _)) => {
            let warnings = scheme.warnings().iter().map(finding).collect();
            (Some(scheme), warnings)
        }
        Err(Failure::Refused(Refusal::Scheme(findings))) => (None, findings.iter().map(finding).collect()),
        // A frame that is not there, or not above the funder.
        Err(Failure::Refused(Refusal::Invalid { reason, .. })) => (None, vec![outside(&reason)]),
        Err(failure) => return Err(failure.into()),
    };
    let known = enacted(sight, actor)?;
    let now = known.into_iter().find(|one| Some(&one.row.scheme) == code.as_ref()).map(|one| one.scheme);
    let mut form = SchemeForm::read(input);
    if shown == Shown::Wrong {
        form = SchemeForm::parse(input).err().map_or_else(|| SchemeForm::refused(&text), |form| *form);
    }
    let of = read.as_ref().or(now.as_ref()).map(|scheme| scheme.title().clone());
    let (order, trial) = trial(sight, actor, input, read.as_deref(), now.as_deref());
    let differ = read.as_deref().zip(now.as_deref()).map(|(new, now)| change_lines(now, new));
    Ok(Editor {
        title: of.unwrap_or_else(|| Text::new("A new scheme", "新办法")),
        form,
        checked: !input.get("do").is_empty(),
        findings,
        knobs: fields(sight, &text, read.as_deref()),
        changes: differ,
        order,
        places: choices(sight),
        trial,
        code,
    })
}

/// What is wrong with the head of a text that the rule language alone cannot see.
fn outside(reason: &Text) -> Finding {
    Finding { line: 1, column: 1, message: reason.clone(), help: Text::default(), is_error: true }
}

fn finding(found: &Diagnostic) -> Finding {
    let number = |number: usize| u64::try_from(number).unwrap_or(u64::MAX);
    let nearest = found.nearest.as_ref().map(|name| format!("`{name}`? ")).unwrap_or_default();
    let help = found.help_text().unwrap_or_default();
    Finding {
        line: number(found.line),
        column: number(found.column),
        message: found.text(),
        help: Text::new(format!("{nearest}{}", help.en), format!("{nearest}{}", help.zh)),
        is_error: found.severity == Severity::Error,
    }
}

/// What differs between two versions, clause by clause.
pub(super) fn change_lines(now: &Scheme, new: &Scheme) -> Vec<ChangeLine> {
    let line = |change: jiangnan_scheme::compare::ClauseChange| {
        let (key, before, after) = match change.change {
            Change::Added(after) => ("diff-added", None, Some(after)),
            Change::Removed(before) => ("diff-removed", Some(before), None),
            Change::Changed { before, after } => ("diff-changed", Some(before), Some(after)),
            Change::Reworded { before, after } => ("diff-reworded", Some(before), Some(after)),
        };
        ChangeLine { clause: change.clause.to_string(), key, before, after }
    };
    changes(now, new).into_iter().map(line).collect()
}

/// The places that a scheme may name: the city group and its jurisdictions.
fn choices(sight: &Sight) -> Vec<(String, Text)> {
    let group = sight.site.group;
    let codes = std::iter::once(group).chain(crate::site::treasury::treasuries(sight));
    codes.map(|code| (code.to_string(), sight.place_name(code))).collect()
}

/// The knobs of a text as fields.
fn fields(sight: &Sight, text: &str, scheme: Option<&Scheme>) -> Vec<KnobField> {
    let places = choices(sight);
    let field = |(index, knob): (usize, &Knob)| {
        let said = scheme.and_then(|scheme| scheme.clause(&knob.clause)).map(|clause| clause.text.clone());
        let value = knob.values.first().cloned().unwrap_or_default();
        KnobField {
            id: format!("k{index}"),
            clause: knob.clause.clone(),
            text: said.unwrap_or_default(),
            key: key(knob),
            choices: words(knob, &places),
            many: knob.is_list(),
            kind: if knob.kind == Kind::Date { "date" } else { "text" },
            value: if knob.kind == Kind::Rate { value.trim_end_matches('%').to_owned() } else { value },
        }
    };
    knobs(text).iter().enumerate().map(field).collect()
}

fn key(knob: &Knob) -> &'static str {
    match knob.name {
        "from" => "knob-from",
        "until" => "knob-until",
        "enterprise.registered-in" => "knob-seat",
        "enterprise.size" => "knob-sizes",
        "provider.located-in" => "knob-lab",
        "rate" => "knob-rate",
        "months" => "knob-months",
        "documents" => "knob-documents",
        "to" => "knob-payee",
        _ => "knob-amount",
    }
}

/// What can be chosen for a knob.
fn words(knob: &Knob, places: &[(String, Text)]) -> Vec<(String, Text, bool)> {
    let chosen = |word: &str| knob.values.iter().any(|value| value == word);
    let of = |word: &'static str, label: Text| (word.to_owned(), label, chosen(word));
    match knob.kind {
        Kind::Place => {
            let known = places.iter().map(|(code, name)| (code.clone(), name.clone(), chosen(code)));
            let mut known: Vec<(String, Text, bool)> = known.collect();
            // A place that is none of these stays what it is.
            for value in knob.values.iter().filter(|value| !places.iter().any(|(code, _)| code == *value)) {
                known.push((value.clone(), Text::new(value.clone(), value.clone()), true));
            }
            known
        }
        Kind::Payee => Payee::ALL.iter().map(|payee| of(payee.name(), payee.label())).collect(),
        Kind::Sizes => Size::ALL.iter().map(|size| of(size.name(), size.label())).collect(),
        Kind::Documents => Evidence::ALL.iter().map(|paper| of(paper.name(), paper.label())).collect(),
        Kind::Rate | Kind::Amount | Kind::Months | Kind::Date => Vec::new(),
    }
}

/// What an order costs under the edited text, and what the enterprise pays for it under the one in force.
fn trial(
    sight: &Sight,
    actor: &Actor,
    input: &Input,
    new: Option<&Scheme>,
    now: Option<&Scheme>,
) -> (TryForm, Option<editor::Trial>) {
    let asked = !input.get("try_price").is_empty();
    let form = if asked { TryForm::read(input) } else { TryForm::fresh(actor.home.as_str()) };
    let Some(new) = new else { return (form, None) };
    let pairs = |form: &TryForm| {
        Input::of_pairs([
            ("try_seat", form.try_seat.value.clone()),
            ("try_size", form.try_size.value.clone()),
            ("try_service", form.try_service.value.clone()),
            ("try_lab", form.try_lab.value.clone()),
            ("try_price", form.try_price.value.clone()),
        ])
    };
    match TryForm::parse(&pairs(&form), new.currency()) {
        Err(wrong) => (*wrong, None),
        Ok(wanted) => {
            let order = order(sight, new, &wanted);
            let answer = quote(&[new], &order, &CapUse::new());
            let places = sight.places();
            let own_now = now.map(|now| {
                let own = quote(&[now], &order, &CapUse::new()).own_part_minor;
                jiangnan_kernel::Money::new(own, now.currency())
            });
            (form, Some(editor::Trial { quote: explain(&answer, Vec::new(), &[new], places), own_now }))
        }
    }
}

/// An order of plain facts with what the officer chose, dated today where the scheme is in force then.
fn order(sight: &Sight, scheme: &Scheme, wanted: &Trial) -> Order {
    let places = sight.places();
    let today = sight.today(scheme.funder());
    let (from, until) = scheme.effective();
    let in_force = from.is_none_or(|from| from <= today) && until.is_none_or(|until| today <= until);
    let price = wanted.price.minor;
    let order = plain(scheme, places)
        .registered_in(wanted.seat, places)
        .located_in(wanted.lab, places)
        .size(wanted.size)
        .service(wanted.service)
        .price(price, price.saturating_add(price / 100 * 6));
    let order = order.with(Fact::EnterpriseGroupSize, Value::Word(wanted.size as u8));
    if in_force { order.on(today) } else { order }
}
