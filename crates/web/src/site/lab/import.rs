//! Importing a catalogue: the file is kept, what it would do is shown, and done only after that is confirmed.

use std::sync::Arc;

use axum::Router;
use axum::extract::{DefaultBodyLimit, Multipart, Path};
use axum::response::Response;
use axum::routing::get;
use jiangnan_booking::BookingPolicy;
use jiangnan_catalogue::import::{Change, Entry, Import, Mapping, Options, Problem, import};
use jiangnan_catalogue::{Expert, Instrument};
use jiangnan_exchange::account::id_of;
use jiangnan_exchange::case::catalogue::PutListing;
use jiangnan_exchange::case::document::{KeepDocument, Purpose, hash_from_hex};
use jiangnan_exchange::{Actor, Failure, Refusal};
use jiangnan_kernel::{Id, Text};
use jiangnan_store::entity::catalogue::{Listing, ListingRow, OrganisationRow};
use jiangnan_store::entity::people::Role;
use jiangnan_store::{Lookup, list};

use super::words::{reason_text, unread_text};
use crate::form::{Input, address};
use crate::page::{ImportPage, ImportPreviewPage};
use crate::site::limit::CATALOGUE_BYTES_MAX;
use crate::site::{Ask, Halt, Sight, Site, missing, see_other};
use crate::view::error::Fault;
use crate::view::import::{BadCell, ImportEntry, ImportPreview, ImportRow};

/// The most rows that are imported by a page.
const ROWS_MAX: usize = 5_000;
/// How many of them wait at once to be written: those of others find room beside them.
const AT_ONCE: usize = 500;

pub(super) fn routes() -> Router<Arc<Site>> {
    let entry = get(show).post(upload).layer(DefaultBodyLimit::max(CATALOGUE_BYTES_MAX));
    Router::new()
        .route("/provider/instruments/import", entry)
        .route("/provider/instruments/import/{sha256}", get(preview).post(confirm))
}

async fn show(ask: Ask) -> Result<Response, Halt> {
    ask.needs(&[Role::LabManager])?;
    let v = entry(String::new(), Vec::new());
    Ok(ask.show(&ImportPage { l: ask.locale(), frame: ask.frame(), v }))
}

fn entry(mapping: String, against: Vec<Text>) -> ImportEntry {
    let mappings = Mapping::built_in().into_iter().map(|mapping| mapping.name).collect();
    ImportEntry { mappings, mapping, against }
}

async fn upload(ask: Ask, body: Multipart) -> Result<Response, Halt> {
    let actor = ask.needs(&[Role::LabManager])?;
    let sent = Input::of_multipart(body).await;
    let (input, files) = sent.map_err(|_| Halt::of(Fault::TooLarge))?;
    let mapping = input.get("mapping").to_owned();
    let again = |mapping: String, reason: Text| {
        let v = entry(mapping, vec![reason]);
        Ok(ask.show(&ImportPage { l: ask.locale(), frame: ask.wrong_frame(), v }))
    };
    let Some(file) = files.into_iter().find(|file| file.field == "file" && !file.content.is_empty()) else {
        return again(mapping, Text::new("Choose a file.", "请选择文件。"));
    };
    let command = KeepDocument::of(&file.name, Purpose::Catalogue, file.content);
    let (id, sha256) = (command.id(actor.person), command.sha256.clone());
    match ask.run_once(id, actor, command).await {
        Ok(_) => {
            let path = format!("/provider/instruments/import/{sha256}");
            Ok(see_other(&address(&path, &[("mapping", &mapping)])))
        }
        Err(Failure::Refused(Refusal::Invalid { reason, .. })) => again(mapping, reason),
        Err(failure) => Err(failure.into()),
    }
}

async fn preview(ask: Ask, Path(sha256): Path<String>, input: Input) -> Result<Response, Halt> {
    let actor = ask.needs(&[Role::LabManager])?;
    let mapping = input.get("mapping").to_owned();
    let written: Option<u64> = input.get("written").parse().ok();
    let chosen = mapping.clone();
    match ask.read(move |sight| Plan::of(sight, &actor, &sha256, &mapping)).await? {
        Ok(plan) => {
            let v = ImportPreview { written, chosen, ..plan.view };
            Ok(ask.show(&ImportPreviewPage { l: ask.locale(), frame: ask.frame(), v }))
        }
        Err(reason) => {
            let v = entry(chosen, vec![reason]);
            Ok(ask.show(&ImportPage { l: ask.locale(), frame: ask.wrong_frame(), v }))
        }
    }
}

async fn confirm(ask: Ask, Path(sha256): Path<String>, input: Input) -> Result<Response, Halt> {
    let actor = ask.needs(&[Role::LabManager])?;
    let (mapping, digest) = (input.get("mapping").to_owned(), input.get("digest").to_owned());
    let (asked, hash, chosen) = (actor.clone(), sha256.clone(), mapping.clone());
    let plan = ask.read(move |sight| Plan::of(sight, &asked, &hash, &chosen)).await?;
    let plan = plan.map_err(|reason| Halt::because(Fault::Refused, reason))?;
    let path = format!("/provider/instruments/import/{sha256}");
    // A second press finds nothing left to write and another digest: it sees what is left.
    if plan.view.digest.to_string() != digest {
        return Ok(see_other(&address(&path, &[("mapping", &mapping)])));
    }
    let with_id = |command: PutListing| {
        (id_of(format!("import:{sha256}:{digest}:{}", command.listing.id()).as_bytes()), command)
    };
    let (mut commands, mut written) = (plan.writes.into_iter().map(with_id).peekable(), 0_u64);
    while commands.peek().is_some() {
        for answer in ask.run_all(&actor, commands.by_ref().take(AT_ONCE).collect()).await {
            answer?;
            written += 1;
        }
    }
    Ok(see_other(&address(&path, &[("mapping", &mapping), ("written", &written.to_string())])))
}

/// What an import would do.
struct Plan {
    view: ImportPreview,
    writes: Vec<PutListing>,
}

impl Plan {
    /// Reads a kept file. Where nothing can be read from it, the second answer says why.
    fn of(sight: &mut Sight, actor: &Actor, sha256: &str, mapping: &str) -> Result<Result<Plan, Text>, Halt> {
        let hash = hash_from_hex(sha256).ok_or_else(missing)?;
        let document = list::document_of(sight.reader(), actor.organisation, hash)?.ok_or_else(missing)?;
        let provider = sight.organisation(actor.home, actor.organisation)?;
        let mapping = Mapping::named(mapping);
        let name = provider.body.name.get("zh").to_owned();
        let options = Options {
            places: sight.places(),
            techniques: &sight.site.techniques,
            mapping: mapping.as_ref(),
            encoding: None,
            host: Some(&name),
            place: provider.body.place,
        };
        let found = match import(&document.name, &document.content, &options) {
            Ok(found) => found,
            Err(error) => {
                return Ok(Err(unread_text(&error)));
            }
        };
        if found.rows > ROWS_MAX {
            let en = format!("The file has {} rows: import at most {ROWS_MAX} at once here.", found.rows);
            let zh = format!("文件共 {} 行，此处一次最多导入 {ROWS_MAX} 行。", found.rows);
            return Ok(Err(Text::new(en, zh)));
        }
        Ok(Ok(Plan::judge(sight, actor, &provider, sha256, &found)?))
    }

    fn judge(
        sight: &mut Sight,
        actor: &Actor,
        provider: &OrganisationRow,
        sha256: &str,
        found: &Import,
    ) -> Result<Plan, Halt> {
        let count = |number: usize| u64::try_from(number).unwrap_or(u64::MAX);
        let mut plan = Plan { view: ImportPreview::of(found, sha256), writes: Vec::new() };
        let mut left_out = found.rows_bad();
        for entry in &found.entries {
            if let Some(reason) = foreign(sight, actor, provider, entry)? {
                plan.view.bad.push(BadCell { lines: vec![entry.line], columns: Vec::new(), reason });
                left_out += 1;
                continue;
            }
            let mut own = entry.clone();
            match &mut own.listing {
                Listing::Instrument(instrument) => instrument.host = actor.organisation,
                Listing::Expert(expert) => expert.host = actor.organisation,
            }
            let stored = ListingRow::fetch(sight.reader(), &(actor.home, own.listing.id()))?;
            plan.put(&own, stored.as_ref());
        }
        plan.view.bad = BadCell::together(plan.view.bad);
        plan.view.rows_bad = count(left_out);
        plan.view.unchanged = count(found.entries.len() + found.rows_bad() - left_out - plan.writes.len());
        let written = serde_json::to_string(&plan.writes).map_err(|error| Halt::Broken(error.to_string()))?;
        plan.view.digest = id_of(written.as_bytes());
        Ok(plan)
    }

    /// Takes an entry in, where it is new or changed.
    fn put(&mut self, entry: &Entry, stored: Option<&ListingRow>) {
        let known = stored.map(|row| &*row.body.0);
        let row = |listing: &Listing, changes| ImportRow {
            line: entry.line,
            name: listing.name().clone(),
            model: model_of(listing),
            changes,
        };
        let listing = match entry.change(known) {
            Change::Unchanged => return,
            Change::New(listing) => {
                self.view.new.push(row(&listing, Vec::new()));
                listing
            }
            Change::Changed(listing) => {
                let changes = known.map(|known| changes(known, &listing)).unwrap_or_default();
                self.view.changed.push(row(&listing, changes));
                listing
            }
        };
        let policy = stored.map_or_else(BookingPolicy::default, |row| row.policy.0.clone());
        self.writes.push(PutListing { listing: *listing, policy });
    }
}

impl ImportPreview {
    fn of(found: &Import, sha256: &str) -> ImportPreview {
        ImportPreview {
            file: found.file.clone(),
            sha256: sha256.to_owned(),
            chosen: String::new(),
            mapping: found.mapping.clone(),
            rows: u64::try_from(found.rows).unwrap_or(u64::MAX),
            new: Vec::new(),
            changed: Vec::new(),
            unchanged: 0,
            bad: found.bad.iter().map(cell).collect(),
            rows_bad: 0,
            notices: BadCell::together(found.notices.iter().map(cell).collect()),
            ignored: found.columns_ignored.clone(),
            written: None,
            digest: Id(0),
        }
    }
}

fn cell(problem: &Problem) -> BadCell {
    let columns = problem.at.iter().map(|at| (at.column, at.title.clone())).collect();
    BadCell { lines: vec![problem.line], columns, reason: reason_text(&problem.reason) }
}

/// Why an instrument of the file is not this provider's to list.
fn foreign(
    sight: &Sight,
    actor: &Actor,
    provider: &OrganisationRow,
    entry: &Entry,
) -> Result<Option<Text>, Halt> {
    let (host, own) = (&entry.host, &provider.body);
    let same = |one: &str, other: &str| !one.is_empty() && one == other;
    let named = same(&host.name.en, &own.name.en)
        || same(&host.name.zh, &own.name.zh)
        || same(&host.name.zh, &own.name.en)
        || same(&host.name.en, &own.name.zh)
        || (host.identifier.is_some() && host.identifier == own.identifier)
        || host.id == own.id;
    let other = host.name.get("zh");
    if !named && *other != *entry.listing.name().get("zh") {
        let en = format!(
            "The row names the provider `{}`: import only your own instruments.",
            host.name.get("en")
        );
        return Ok(Some(Text::new(en, format!("该行所属机构为“{other}”，只能导入本机构的仪器。"))));
    }
    let place = entry.listing.place();
    let home = sight.places().jurisdiction_of(place).map_or(place, |home| home.code);
    if home != actor.home {
        let en =
            format!("It stands in `{place}`, outside {}: its provider there has to list it.", actor.home);
        let zh = format!("仪器位于 {place}，不在 {} 境内，须由当地机构登记。", actor.home);
        return Ok(Some(Text::new(en, zh)));
    }
    let stored = ListingRow::fetch(sight.reader(), &(actor.home, entry.listing.id()))?;
    if stored.is_some_and(|row| row.provider != actor.organisation) {
        let en = "Another provider lists this instrument: check the identifier.";
        return Ok(Some(Text::new(en, "该仪器已由其他机构登记，请核对标识。")));
    }
    Ok(None)
}

/// Maker and model; empty for an expert.
fn model_of(listing: &Listing) -> String {
    match listing {
        Listing::Instrument(instrument) => {
            [&*instrument.maker, &*instrument.model].join(" ").trim().to_owned()
        }
        Listing::Expert(_) => String::new(),
    }
}

/// The keys of what differs.
fn changes(old: &Listing, new: &Listing) -> Vec<&'static str> {
    let mut keys = match (old, new) {
        (Listing::Instrument(old), Listing::Instrument(new)) => instrument_changes(old, new),
        (Listing::Expert(old), Listing::Expert(new)) => expert_changes(old, new),
        (Listing::Instrument(_), Listing::Expert(_)) | (Listing::Expert(_), Listing::Instrument(_)) => {
            Vec::new()
        }
    };
    let techniques = |one: &Listing| (one.technique().map(str::to_owned), one.further_techniques().to_vec());
    let (before, after) = (old.terms(), new.terms());
    keys.extend(differing([
        (old.name() != new.name(), "import-field-name"),
        (old.place() != new.place(), "import-field-place"),
        (techniques(old) != techniques(new), "import-field-technique"),
        (before.opening != after.opening, "import-field-hours"),
        (before.access != after.access, "import-field-access"),
        (before.tariffs != after.tariffs, "import-field-price"),
    ]));
    if keys.is_empty() {
        keys.push("import-field-other");
    }
    keys
}

fn instrument_changes(old: &Instrument, new: &Instrument) -> Vec<&'static str> {
    differing([
        (
            (&old.maker, &old.model, &old.serial) != (&new.maker, &new.model, &new.serial),
            "import-field-model",
        ),
        ((&old.class, &old.keywords) != (&new.class, &new.keywords), "import-field-class"),
        (old.description != new.description, "import-field-description"),
        (old.position != new.position, "import-field-position"),
    ])
}

fn expert_changes(old: &Expert, new: &Expert) -> Vec<&'static str> {
    differing([
        (old.consent != new.consent, "import-field-consent"),
        (old.travels_to != new.travels_to, "import-field-travels"),
        (old.deliverable != new.deliverable, "import-field-deliverable"),
    ])
}

fn differing<const N: usize>(fields: [(bool, &'static str); N]) -> Vec<&'static str> {
    fields.into_iter().filter(|(differs, _)| *differs).map(|(_, key)| key).collect()
}
