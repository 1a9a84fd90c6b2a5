//! `jiangnan demo`.

use std::path::PathBuf;
use std::sync::Arc;

use jiangnan_exchange::audit::verify;
use jiangnan_exchange::case::study::PutStudy;
use jiangnan_exchange::writer::CHAIN;
use jiangnan_exchange::{Envelope, Exchange, ExchangeOptions};
use jiangnan_kernel::{Date, Instant};
use jiangnan_lab::{Comparison, Outcome, Plan};
use jiangnan_store::Database;

use super::audit::word;
use super::post;
use super::serve::{Serving, serve_until_stopped};
use crate::cli::{DemoArgs, WatchArgs};
use crate::demo::stage::Stage;
use crate::demo::{Rules, SEED, World, figures, play, stage, waiting};
use crate::failure::Failure;
use crate::progress::Progress;
use crate::system::DemoClock;
use crate::watch::Watching;

/// The name under which the comparison of the two quarters is kept.
pub const BORDER_STUDY: &str = "border";

/// The demo is served from the Tuesday after its last settlement on: so many days after the quarter. The day
/// before leaves work that waits.
const SERVED_AFTER_DAYS: i64 = 7;

/// Carries it out.
///
/// # Errors
/// Where the database fails, or the audit finds something.
pub fn run(args: &DemoArgs) -> Result<(), Failure> {
    let world = World::make(Plan::demo(SEED)).map_err(|error| Failure::System(error.to_string()))?;
    let exchange = open(&world, &args.at.database)?;
    let rehearsal = open(&world, &beside(&args.at.database))?;
    let comparison = play_both(&world, &exchange, &rehearsal)?;
    keep(&world, &exchange, &comparison)?;
    let tuesday = served_from(world.plan.last).date_in("Asia/Shanghai").unwrap_or(world.plan.last);
    waiting::leave(&Stage { world: &world, exchange: &exchange }, tuesday)
        .map_err(|error| Failure::System(error.to_string()))?;
    let reader = exchange.reader()?;
    let report = verify(&reader, |_, _| {})?;
    let Comparison { baseline, reform, .. } = &comparison;
    let figures = figures::figures(&reader, reform, baseline, word(&report))?;
    if args.json {
        say!("{}", serde_json::to_string(&figures).map_err(|error| Failure::System(error.to_string()))?);
    } else {
        print(&figures, &comparison);
    }
    if !report.is_verified() {
        report.faults.iter().for_each(|fault| tell!("FAULT  {fault}"));
        return Err(Failure::Found);
    }
    drop((reader, rehearsal));
    if args.once { Ok(()) } else { serve(exchange, args) }
}

/// Serves the market from the end of the quarter on, or from the last thing that was done in it.
fn serve(exchange: Exchange, args: &DemoArgs) -> Result<(), Failure> {
    let clock = DemoClock::new(opens_at(&exchange)?);
    let watching = Watching::begin(&WatchArgs::default())?;
    let post = post::open(&args.mail)?;
    let how = Serving { listen: &args.listen, metrics: None, watching, demo: true, behind_tls: false, post };
    serve_until_stopped(exchange, Arc::new(clock), how)
}

/// When a demo is looked at: from the end of its quarter on, or from the last thing that was done in it.
///
/// # Errors
/// Where the database fails.
pub fn opens_at(exchange: &Exchange) -> Result<Instant, Failure> {
    let last = jiangnan_store::list::last_event(&exchange.reader()?, CHAIN)?;
    let first = served_from(Plan::demo(SEED).last);
    Ok(last.map_or(first, |event| event.at.max(first)))
}

fn served_from(last: Date) -> Instant {
    stage::at(last, 9).plus_seconds(SERVED_AFTER_DAYS * Instant::DAY)
}

fn open(world: &World, url: &str) -> Result<Exchange, Failure> {
    let database = Database::create(url)?;
    Ok(Exchange::open(database, world.places.clone(), ExchangeOptions::default())?)
}

/// The database of the quarter under closed borders: a file beside the other.
fn beside(url: &str) -> String {
    let path = PathBuf::from(url.strip_prefix("sqlite:").unwrap_or(url));
    let stem = path.file_stem().map(|stem| stem.to_string_lossy().into_owned()).unwrap_or_default();
    format!("sqlite:{}", path.with_file_name(format!("{stem}-closed.db")).display())
}

/// Plays the quarter twice at once, under open and under closed borders.
fn play_both(world: &World, open: &Exchange, closed: &Exchange) -> Result<Comparison, Failure> {
    let progress = Progress::new("days");
    let side = |exchange: &Exchange, rules: Rules| -> Result<Outcome, Failure> {
        let told = |done, all| {
            if rules == Rules::Open {
                progress.at(done, all)
            }
        };
        play(world, exchange, rules, told).map_err(|error| Failure::System(error.to_string()))?;
        Ok(figures::outcome(world, &exchange.reader()?)?)
    };
    let (reform, baseline) = std::thread::scope(|scope| {
        let baseline = scope.spawn(|| side(closed, Rules::Closed));
        let reform = side(open, Rules::Open);
        (reform, baseline.join().unwrap_or_else(|_| Err(Failure::System("a play stopped".to_owned()))))
    });
    progress.end();
    Comparison::of(baseline?, reform?).map_err(|error| Failure::System(error.to_string()))
}

/// Keeps the comparison where the pages find it.
fn keep(world: &World, exchange: &Exchange, comparison: &Comparison) -> Result<(), Failure> {
    let body = serde_json::to_value(comparison).map_err(|error| Failure::System(error.to_string()))?;
    let id = stage::id("border", &body);
    let at = stage::at(world.plan.last, 12);
    let envelope = Envelope { id, actor: stage::program(world.group), at };
    exchange.run(envelope, PutStudy { place: world.group, name: BORDER_STUDY.to_owned(), body })?;
    Ok(())
}

fn print(figures: &figures::Figures, comparison: &Comparison) {
    let yuan = |minor: i64| jiangnan_kernel::Money::new(minor, jiangnan_kernel::Currency::CNY).to_string();
    let percent = |share: f64| format!("{:.1} %", share * 100.0);
    say!(
        "The quarter from April to June 2026 in the Yangtze River Delta. Places, institutions and instrument"
    );
    say!("models are real; enterprises, prices, bookings and vouchers are invented from seed {SEED}.\n");
    say!("{:>12}  instruments of {} providers", figures.instruments, figures.providers);
    say!("{:>12}  enterprises", figures.enterprises);
    say!("{:>12}  reservations", figures.reservations);
    say!("{:>12}  claims granted, for work of {}", figures.claims_accepted, yuan(figures.price_minor));
    say!(
        "{:>12}  paid by vouchers, {} by the enterprises",
        yuan(figures.subsidy_minor),
        yuan(figures.own_part_minor)
    );
    say!("{:>12}  payments handed to the bank", figures.payments_exported);
    for net in &figures.nets {
        say!("{:>12}  net of {}", yuan(net.net_minor), net.jurisdiction);
    }
    let Comparison { baseline, reform, .. } = comparison;
    let line = |what: &str, of: &dyn Fn(&Outcome) -> String| {
        say!("{what:<34}{:>16}{:>16}", of(baseline), of(reform));
    };
    say!("\n{:<34}{:>16}{:>16}", "What the border cost", "closed", "open");
    line("work done, of needs", &|one| format!("{} of {}", one.met, one.needs));
    line("subsidy that crossed a border", &|one| percent(one.cross_border_share.unwrap_or(0.0)));
    line("the enterprises' own part", &|one| yuan(one.own_part_minor));
    line("median distance", &|one| format!("{:.0} km", one.median_distance_km.unwrap_or(0.0)));
    say!("\nThe event chain, the ledger and the slots: {}.", figures.audit);
}
