//! Schemes: the list, one with its clauses and versions, enacting by another officer than the one who drafted.

use std::sync::Arc;

use axum::Router;
use axum::extract::Path;
use axum::response::Response;
use axum::routing::{get, post};
use jiangnan_exchange::Actor;
use jiangnan_exchange::case::rule::EnactScheme;
use jiangnan_kernel::{PlaceCode, Text};
use jiangnan_scheme::{Scheme, Status};
use jiangnan_store::entity::people::Role;
use jiangnan_store::entity::voucher::SchemeVersionRow;
use jiangnan_store::list;

use super::edit::change_lines;
use super::rules::{change, is_border, reach, rules};
use super::{READERS, read};
use crate::form::Input;
use crate::page::{SchemePage, SchemesPage};
use crate::site::names::Names;
use crate::site::{Ask, Halt, Sight, Site, missing, see_other};
use crate::view::editor::VersionDiff;
use crate::view::officer::{SchemeClause, SchemeRow, SchemeView, Schemes, VersionRow};
use crate::view::quote::Clause;

pub(super) fn routes() -> Router<Arc<Site>> {
    Router::new()
        .route("/officer/schemes", get(show_all))
        .route("/officer/schemes/{code}", get(show))
        .route("/officer/schemes/{code}/enact", post(enact))
}

async fn show_all(ask: Ask) -> Result<Response, Halt> {
    let actor = ask.needs(&READERS)?;
    let v = ask.read(move |sight| schemes(sight, &actor)).await?;
    Ok(ask.show(&SchemesPage { l: ask.locale(), frame: ask.frame(), v }))
}

async fn show(ask: Ask, Path(code): Path<String>, input: Input) -> Result<Response, Halt> {
    let actor = ask.needs(&READERS)?;
    let version = input.get("version").to_owned();
    let v = ask.read(move |sight| scheme(sight, &actor, &code, &version)).await?;
    Ok(ask.show(&SchemePage { l: ask.locale(), frame: ask.frame(), v }))
}

async fn enact(ask: Ask, Path(code): Path<String>, input: Input) -> Result<Response, Halt> {
    let actor = ask.needs(&[Role::Officer])?;
    let to = format!("/officer/schemes/{code}");
    let command = EnactScheme { funder: actor.home, scheme: code, version: input.get("version").to_owned() };
    ask.run(actor, command).await?;
    Ok(see_other(&to))
}

/// The versions of one scheme: drafts first, then the latest enactment first.
type Versions<'v> = &'v [SchemeVersionRow];

fn by_scheme(rows: &[SchemeVersionRow]) -> impl Iterator<Item = Versions<'_>> {
    rows.chunk_by(|one, other| (one.jurisdiction, &one.scheme) == (other.jurisdiction, &other.scheme))
}

/// The version that lists show: the one enacted last, or the draft where none is.
fn shown(versions: Versions<'_>) -> Option<&SchemeVersionRow> {
    versions.iter().find(|row| row.enacted_at.is_some()).or(versions.first())
}

fn schemes(sight: &mut Sight, actor: &Actor) -> Result<Schemes, Halt> {
    let versions = list::scheme_versions(sight.reader())?;
    let mut rows = Vec::new();
    for versions in by_scheme(&versions) {
        let Some(shown) = shown(versions) else { continue };
        let scheme = read(sight, shown)?;
        rows.push(row(sight, versions, shown, &scheme));
    }
    Ok(Schemes { rows, drafts: actor.role == Role::Officer })
}

fn row(sight: &Sight, versions: Versions<'_>, shown: &SchemeVersionRow, scheme: &Scheme) -> SchemeRow {
    let (from, until) = scheme.effective();
    SchemeRow {
        code: shown.scheme.clone(),
        title: scheme.title().clone(),
        funder: sight.place_name(shown.jurisdiction),
        version: shown.enacted_at.map(|_| short(&shown.version)).unwrap_or_default(),
        from,
        until,
        drafted: versions.iter().any(|row| row.enacted_at.is_none()),
        illustrative: scheme.status() == Status::Illustrative,
        reach: place_names(sight, &reach(scheme)),
    }
}

fn place_names(sight: &Sight, places: &[PlaceCode]) -> Text {
    if places.is_empty() {
        return Text::new("anywhere", "不限");
    }
    let names: Vec<Text> = places.iter().map(|place| sight.place_name(*place)).collect();
    let join = |pick: fn(&Text) -> &str, by| names.iter().map(pick).collect::<Vec<_>>().join(by);
    Text::new(join(|text| text.en.as_str(), ", "), join(|text| text.zh.as_str(), "、"))
}

/// The first digits of a version: enough to tell the versions of a scheme apart.
fn short(version: &str) -> String {
    version.get(..12).unwrap_or(version).to_owned()
}

fn scheme(sight: &mut Sight, actor: &Actor, code: &str, version: &str) -> Result<SchemeView, Halt> {
    let all = list::scheme_versions(sight.reader())?;
    let named: Vec<Versions<'_>> =
        by_scheme(&all).filter(|versions| versions.iter().any(|row| row.scheme == code)).collect();
    // Two funders may give their schemes one name: the reader's own comes first.
    let own = named.iter().find(|versions| versions.iter().any(|row| row.jurisdiction == actor.home));
    let versions = own.or(named.first()).ok_or_else(missing)?;
    let shown = shown(versions).ok_or_else(missing)?;
    let scheme = read(sight, shown)?;
    let rules = rules(&shown.text);
    let clauses = scheme.clauses().iter().map(|clause| SchemeClause {
        clause: Clause { id: clause.id.to_string(), text: clause.text.clone() },
        rule: rules.get(&*clause.id).cloned().unwrap_or_default(),
        border: is_border(clause),
    });
    Ok(SchemeView {
        clauses: clauses.collect(),
        versions: version_rows(sight, actor, versions)?,
        edit: actor.role == Role::Officer && actor.home == shown.jurisdiction,
        diff: diff(sight, versions, version)?,
        row: row(sight, versions, shown, &scheme),
    })
}

/// What a version changed of the one enacted before it: of the newest that has one, where none is named.
fn diff(sight: &mut Sight, versions: Versions<'_>, version: &str) -> Result<Option<VersionDiff>, Halt> {
    let at = versions.iter().position(|row| row.version == version).unwrap_or(0);
    let Some(new) = versions.get(at) else { return Ok(None) };
    let Some(old) = versions.iter().skip(at + 1).find(|row| row.enacted_at.is_some()) else {
        return Ok(None);
    };
    let (now, before) = (read(sight, new)?, read(sight, old)?);
    Ok(Some(VersionDiff {
        new: short(&new.version),
        old: short(&old.version),
        lines: change_lines(&before, &now),
    }))
}

fn version_rows(sight: &Sight, actor: &Actor, versions: Versions<'_>) -> Result<Vec<VersionRow>, Halt> {
    let people = versions.iter().flat_map(|row| [Some(row.drafted_by), row.enacted_by]).flatten();
    let names = Names::of(sight, people)?;
    let rows = versions.iter().enumerate().map(|(index, row)| {
        let older = versions.iter().skip(index + 1).find(|other| other.enacted_at.is_some());
        let may = actor.role == Role::Officer && actor.home == row.jurisdiction;
        VersionRow {
            version: row.version.clone(),
            enacted: row.enacted_at.map(|at| sight.local(at, row.jurisdiction)),
            maker: names.get(row.drafted_by),
            checker: row.enacted_by.map(|by| names.get(by)),
            enact: may && row.enacted_at.is_none() && row.drafted_by != actor.person,
            change: change(older.map(|older| older.text.as_str()), &row.text),
        }
    });
    Ok(rows.collect())
}
