//! Searching 150,000 instruments as an engineer does, sorted by what her enterprise pays, against PostgreSQL's full
//! text search with the same words and counts; where no PostgreSQL is installed, against reading every text.

use std::collections::HashMap;
use std::path::Path;
use std::sync::Arc;
use std::time::{Duration, Instant};

use jiangnan_exchange::{Actor, Exchange, ExchangeOptions};
use jiangnan_kernel::{Clock, Id, Instant as Moment, SplitMix64};
use jiangnan_lab::{Plan, Role};
use jiangnan_store::Database;
use jiangnan_testbed::Server;
use jiangnan_web::site::{Site, search_page};

use super::Measured;
use super::postgres;
use crate::demo::build::build;
use crate::demo::stage::{Stage, actor, at};
use crate::demo::{Rules, SEED, World};
use crate::failure::Failure;

/// How many instruments there are.
const INSTRUMENTS: usize = 150_000;
/// How many engineers ask, each of another enterprise.
const READERS: usize = 10;
/// How often each of them goes through all words.
const ROUNDS: usize = 3;
/// How many days after the beginning of the quarter they ask.
const DAYS_LATER: i64 = 20;

/// What is searched for: techniques by their names in both languages, models, makers, places, half words, mistyped
/// words, words that a third of everything has.
const WORDS: [&str; 40] = [
    "SEM",
    "扫描电镜",
    "scanning electron microscopy",
    "透射电镜",
    "TEM Shanghai",
    "上海 透射电镜",
    "X射线衍射",
    "XRD",
    "powder diffraction",
    "核磁共振",
    "NMR 600",
    "质谱",
    "mass spectrometry Nanjing",
    "液相色谱质谱联用",
    "LC-MS",
    "拉曼光谱",
    "Raman",
    "原子力显微镜",
    "AFM Bruker",
    "热重分析",
    "TGA",
    "microscope",
    "显微镜",
    "光谱仪",
    "spectrometer Hangzhou",
    "合肥 显微镜",
    "浙江大学",
    "Fudan University",
    "ZEISS",
    "JEOL",
    "Thermo Fisher",
    "Hitachi SU",
    "Sigma 300",
    "chromatogra",
    "micro",
    "microscpe",
    "spectromter",
    "扫瞄电镜",
    "仪",
    "上海交通大学 电子显微镜",
];

/// What an instrument is found by: text, technique, class, place, provider, price.
pub(super) type Line = [String; 6];

/// A clock that stands still.
struct Still(Moment);

impl Clock for Still {
    fn now(&self) -> Moment {
        self.0
    }
}

/// Measures.
///
/// # Errors
/// Where the embedded tables or the database fail, or a search finds nothing at all.
pub fn measure() -> Result<Measured, Failure> {
    let folder = std::path::PathBuf::from(format!("jiangnan-data/bench-search-{}", std::process::id()));
    let measured = measure_in(&folder);
    // What remains of a bench is of no use, and its loss no failure.
    let _ = std::fs::remove_dir_all(&folder);
    measured
}

fn measure_in(folder: &Path) -> Result<Measured, Failure> {
    let told = Instant::now();
    let step = |what: &str| eprintln!("{:6.1} s  {what}", told.elapsed().as_secs_f64());
    let plan = Plan { instruments: INSTRUMENTS, needs: 0, ..Plan::demo(SEED) };
    let world = World::make(plan).map_err(system)?;
    step("150,000 instruments are invented; putting them into a database");
    let database = Database::create(&format!("sqlite:{}", folder.join("search.db").display()))?;
    let exchange = Exchange::open(database, Arc::clone(&world.places), ExchangeOptions::default())?;
    build(&Stage { world: &world, exchange: &exchange }, Rules::Open).map_err(system)?;
    let now = at(world.plan.first, 10).plus_seconds(DAYS_LATER * Moment::DAY);
    let site =
        Site::new(exchange, Arc::new(Still(now)), Box::new(SplitMix64::new(1)), true).map_err(system)?;
    let site = Arc::new(site);
    step("building the index");
    let start = Instant::now();
    site.warm().map_err(|halt| system(format!("{halt:?}")))?;
    let index_s = start.elapsed().as_secs_f64();
    step("searching");
    let (mut all, first) = ours(&site, &readers(&world))?;
    step("the same in the baseline");
    let lines = texts(&world);
    let (baseline, mut theirs) = match Server::start(true) {
        Ok(server) => (
            "PostgreSQL full text search for the same words, with counts, sorted by list price",
            postgres::searched(&server, &lines, &WORDS)?,
        ),
        Err(_) => ("every text read for each search, with counts, sorted by list price", scanned(&lines)),
    };
    let (p50, p99) = (within(&mut all, 50), within(&mut all, 99));
    Ok(Measured {
        name: "search",
        value: p99,
        unit: "ms for a search of 150,000 instruments, 99 of 100",
        baseline,
        ratio: within(&mut theirs, 99) / p99.max(f64::MIN_POSITIVE),
        p50_ms: Some(p50),
        p99_ms: Some(p99),
        ready_s: Some(index_s),
        first_ms: Some(first),
    })
}

fn system(cause: impl std::fmt::Display) -> Failure {
    Failure::System(format!("{cause}"))
}

/// Engineers of enterprises that hold a voucher.
fn readers(world: &World) -> Vec<Actor> {
    let mut enterprises: Vec<Id> = world.population.grants.iter().map(|grant| grant.enterprise).collect();
    enterprises.dedup();
    let engineers = enterprises.into_iter().filter_map(|id| world.worker(id, Role::Engineer));
    engineers.map(actor).take(READERS).collect()
}

/// Every search with its time; also the longest of those that a reader makes first, in milliseconds.
fn ours(site: &Arc<Site>, readers: &[Actor]) -> Result<(Vec<Duration>, f64), Failure> {
    let (mut all, mut first, mut found) = (Vec::new(), 0.0_f64, 0);
    for (number, reader) in readers.iter().enumerate() {
        for round in 0..ROUNDS {
            for (at, words) in WORDS.iter().enumerate() {
                let mut query = vec![("q", *words), ("sort", "price")];
                // Every other round narrows what is found.
                match (round + at) % 4 {
                    1 => query.push(("voucher", "1")),
                    2 => query.push(("place", "CN-SH")),
                    3 => query.extend([("external", "1"), ("page", "2")]),
                    _ => {}
                }
                let start = Instant::now();
                let page = search_page(site, Some(reader.clone()), &query, (number + at) % 2 == 0);
                let took = start.elapsed();
                let (total, html) = page.map_err(|halt| system(format!("{halt:?}")))?;
                found += u64::from(total > 0 && !html.is_empty());
                if round == 0 && at == 0 {
                    first = first.max(took.as_secs_f64() * 1_000.0);
                }
                all.push(took);
            }
        }
    }
    if found * 10 < all.len() as u64 * 9 {
        return Err(system(format!("only {found} of {} searches found anything", all.len())));
    }
    Ok((all, first))
}

/// What each instrument is found by, as a line of a table.
fn texts(world: &World) -> Vec<Line> {
    let providers: HashMap<Id, _> = world.population.providers.iter().map(|one| (one.id, one)).collect();
    let text = |instrument: &jiangnan_lab::Instrument| {
        let record = &instrument.record;
        let provider = providers.get(&record.host).map(|one| one.name.clone()).unwrap_or_default();
        let above = world.places.with_ancestors(record.place);
        let places: Vec<&str> =
            above.flat_map(|place| [place.name.en.as_str(), place.name.zh.as_str()]).collect();
        let parts =
            [&record.name.en, &record.name.zh, &record.maker, &record.model, &provider.en, &provider.zh];
        let words: Vec<&str> = parts.into_iter().map(String::as_str).chain(places).collect();
        let tariff = record.terms.tariffs.last();
        let price = tariff.and_then(|tariff| tariff.lines.first()?.external_minor).unwrap_or(0);
        [
            apart(&words.join(" ").to_lowercase()),
            record.technique.clone().unwrap_or_default(),
            record.class.clone().unwrap_or_default(),
            record.place.to_string(),
            record.host.to_string(),
            price.to_string(),
        ]
    };
    world.population.instruments.iter().map(text).collect()
}

/// Chinese characters apart by blanks, as a search without Chinese words needs them.
pub(super) fn apart(text: &str) -> String {
    let mut out = String::with_capacity(text.len() * 2);
    for c in text.chars() {
        let apart = !c.is_ascii();
        out.extend(apart.then_some(' ').into_iter().chain([c]).chain(apart.then_some(' ')));
    }
    out
}

/// The plain way: every text is read for every word.
fn scanned(texts: &[Line]) -> Vec<Duration> {
    let mut all = Vec::new();
    for words in WORDS {
        let wanted: Vec<String> =
            apart(&words.to_lowercase()).split_whitespace().map(str::to_owned).collect();
        let start = Instant::now();
        let mut counts: HashMap<&str, u64> = HashMap::new();
        let mut hits: Vec<(i64, &Line)> = Vec::new();
        for line in texts {
            let [text, technique, class, place, provider, price] = line;
            if wanted.iter().all(|word| text.contains(word.as_str())) {
                for value in [technique, class, place, provider] {
                    *counts.entry(value).or_default() += 1;
                }
                hits.push((price.parse().unwrap_or(0), line));
            }
        }
        hits.sort_by_key(|(price, _)| *price);
        std::hint::black_box((hits, counts));
        all.push(start.elapsed());
    }
    all
}

fn within(times: &mut [Duration], percent: usize) -> f64 {
    times.sort();
    let at = (times.len() * percent / 100).min(times.len().saturating_sub(1));
    times.get(at).map_or(0.0, |time| time.as_secs_f64() * 1_000.0)
}
