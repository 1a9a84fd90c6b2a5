//! `jiangnan import`.

use std::path::Path;

use jiangnan_catalogue::TechniqueTree;
use jiangnan_catalogue::import::{Change, Entry, Import, Mapping, Options, import};
use jiangnan_exchange::case::catalogue::{PutListing, PutOrganisation};
use jiangnan_exchange::{Command, Exchange};
use jiangnan_kernel::{PlaceCode, PlaceTree};
use jiangnan_store::entity::catalogue::ListingRow;
use jiangnan_store::{Database, Query, Reader};

use crate::cli::{ImportArgs, ImportCommand};
use crate::failure::{Failure, read, read_text};
use crate::market;
use crate::progress::Progress;

/// What an import did, or would do.
#[derive(Debug, Default, serde::Serialize)]
struct Tally {
    rows: usize,
    new: usize,
    changed: usize,
    unchanged: usize,
    bad: usize,
    providers: usize,
}

/// Carries it out.
///
/// # Errors
/// [`Failure::Found`] where rows are bad; the good ones are written all the same.
pub fn run(command: &ImportCommand) -> Result<(), Failure> {
    let ImportCommand::Catalogue(args) = command;
    let scratch = Scratch::for_dry_run(args);
    let database = Database::create(scratch.url.as_deref().unwrap_or(&args.at.database))?;
    let exchange = market::open(database)?;
    let found = read_file(args, exchange.places())?;
    for problem in found.bad.iter().chain(&found.notices) {
        tell!("{problem}");
    }
    let tally = write(&exchange, &found, args.dry_run)?;
    report(&found, &tally, args);
    if tally.bad == 0 { Ok(()) } else { Err(Failure::Found) }
}

/// The database of a dry run where there is none yet: a file that goes away again, because a dry run leaves
/// nothing behind.
struct Scratch {
    url: Option<String>,
    folder: std::path::PathBuf,
}

impl Scratch {
    fn for_dry_run(args: &ImportArgs) -> Scratch {
        let folder = std::env::temp_dir().join(format!("jiangnan-dry-run-{}", std::process::id()));
        let missing = args.dry_run && Database::open(&args.at.database).is_err();
        let url = missing.then(|| format!("sqlite:{}", folder.join("market.db").display()));
        Scratch { url, folder }
    }
}

impl Drop for Scratch {
    fn drop(&mut self) {
        if self.url.is_some() {
            // What cannot be removed is a file that the system clears away.
            let _ = std::fs::remove_dir_all(&self.folder);
        }
    }
}

fn read_file(args: &ImportArgs, places: &PlaceTree) -> Result<Import, Failure> {
    let bytes = read(&args.file)?;
    let techniques = TechniqueTree::built_in().map_err(|error| Failure::System(error.to_string()))?;
    let mapping = args.mapping.as_deref().map(mapping).transpose()?;
    let place = match &args.place {
        Some(code) => code.parse().map_err(|error| Failure::Input(format!("--place: {error}")))?,
        None => root(places)?,
    };
    let options = Options {
        places,
        techniques: &techniques,
        mapping: mapping.as_ref(),
        encoding: None,
        host: args.provider.as_deref(),
        place,
    };
    import(&args.file.display().to_string(), &bytes, &options)
        .map_err(|error| Failure::Input(error.to_string()))
}

fn root(places: &PlaceTree) -> Result<PlaceCode, Failure> {
    let first = places.places().first().map(|place| place.code);
    first.ok_or_else(|| Failure::System("there are no places".to_owned()))
}

/// A built-in mapping of this name, or the file.
fn mapping(name: &str) -> Result<Mapping, Failure> {
    if let Some(mapping) = Mapping::named(name) {
        return Ok(mapping);
    }
    let text = read_text(Path::new(name))?;
    Mapping::read(name, &text).map_err(|error| Failure::Input(error.to_string()))
}

fn write(exchange: &Exchange, found: &Import, dry_run: bool) -> Result<Tally, Failure> {
    let mut tally = Tally { rows: found.rows, bad: found.rows_bad(), ..Tally::default() };
    let reader = exchange.reader()?;
    tally.providers = write_hosts(exchange, found, dry_run)?;
    let progress = Progress::new("listings");
    let all = found.entries.len() as u64;
    for (done, entry) in (1..).zip(&found.entries) {
        write_entry(exchange, &reader, entry, dry_run, &mut tally)?;
        progress.at(done, all);
    }
    progress.end();
    Ok(tally)
}

/// Adds the providers that are not there yet; how many.
fn write_hosts(exchange: &Exchange, found: &Import, dry_run: bool) -> Result<usize, Failure> {
    let reader = exchange.reader()?;
    let mut added = 0;
    for host in found.hosts() {
        if jiangnan_store::list::seat_of(&reader, host.id)?.is_some() {
            continue;
        }
        added += 1;
        if !dry_run {
            let organisation = host.organisation();
            run_as_operator(exchange, organisation.place, PutOrganisation { organisation })?;
        }
    }
    Ok(added)
}

fn write_entry(
    exchange: &Exchange,
    reader: &Reader,
    entry: &Entry,
    dry_run: bool,
    tally: &mut Tally,
) -> Result<(), Failure> {
    let home = home_of(exchange.places(), entry.listing.place());
    let stored: Option<ListingRow> = reader.find(&(home, entry.listing.id()))?;
    let policy = stored.as_ref().map(|row| row.policy.0.clone()).unwrap_or_default();
    let listing = match entry.change(stored.as_ref().map(|row| &*row.body.0)) {
        Change::Unchanged => {
            tally.unchanged += 1;
            return Ok(());
        }
        Change::New(listing) => {
            tally.new += 1;
            *listing
        }
        Change::Changed(listing) => {
            tally.changed += 1;
            *listing
        }
    };
    if dry_run {
        return Ok(());
    }
    let place = listing.place();
    run_as_operator(exchange, place, PutListing { listing, policy })
}

fn run_as_operator<C: Command<Answer = ()>>(
    exchange: &Exchange,
    place: PlaceCode,
    command: C,
) -> Result<(), Failure> {
    exchange.run(market::envelope(home_of(exchange.places(), place)), command)?;
    Ok(())
}

fn home_of(places: &PlaceTree, place: PlaceCode) -> PlaceCode {
    places.jurisdiction_of(place).map_or(place, |home| home.code)
}

fn report(found: &Import, tally: &Tally, args: &ImportArgs) {
    if args.json {
        let bad: Vec<String> = found.bad.iter().map(ToString::to_string).collect();
        let object = serde_json::json!({ "dry_run": args.dry_run, "tally": tally, "problems": bad });
        say!("{object}");
        return;
    }
    let Tally { rows, new, changed, unchanged, bad, providers } = tally;
    let would = if args.dry_run { " (nothing written: dry run)" } else { "" };
    say!(
        "{rows} rows: {new} new, {changed} changed, {unchanged} unchanged, {bad} bad; {providers} new providers{would}"
    );
}
