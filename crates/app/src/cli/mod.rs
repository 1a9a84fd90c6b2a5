//! The command line: what can be asked, and how it teaches.

mod claim;
mod db;
mod enterprise;
mod mail;
mod watch;

use std::path::PathBuf;

use clap::{Args, Parser, Subcommand};

pub use claim::{ClaimCommand, MoveOrdersArgs};
pub use db::{DatabaseArgs, DbCommand};
pub use enterprise::{EnterpriseCommand, ProposeArgs};
pub use mail::{MailArgs, MailCommand};
pub use watch::{LogForm, WatchArgs};

/// Runs a city group as one market for innovation: instruments and experts over all borders, innovation
/// vouchers that may be spent there, public money cleared between the treasuries.
#[derive(Debug, Parser)]
#[command(
    name = "jiangnan",
    version,
    after_help = "Start with `jiangnan demo`: it builds the Yangtze River Delta with invented enterprises, plays \
        a quarter of work and serves it.\n\nExit status: 0 done; 1 something in the input or the data is wrong, \
        and was reported; 2 the command line was not understood; 3 the database or the system failed."
)]
pub struct Cli {
    /// What to do.
    #[command(subcommand)]
    pub command: Command,
}

/// What can be done.
#[derive(Debug, Subcommand)]
pub enum Command {
    /// Build the Yangtze River Delta, play a quarter of work, and serve the web pages
    Demo(DemoArgs),
    /// Serve the web pages of a database that exists
    Serve(ServeArgs),
    /// Read a file into the market
    #[command(subcommand)]
    Import(ImportCommand),
    /// Check rule texts, and compute what they pay
    #[command(subcommand, after_help = SCHEME_HELP)]
    Scheme(SchemeCommand),
    /// Let people in: the first person's way, and the way back for who lost a password
    #[command(subcommand)]
    Person(PersonCommand),
    /// Propose enterprises, which an officer then registers
    #[command(subcommand)]
    Enterprise(EnterpriseCommand),
    /// Look after mails: what could not be delivered, and to whom they go
    #[command(subcommand)]
    Mail(MailCommand),
    /// Hand in what a claim still waits for
    #[command(subcommand)]
    Claim(ClaimCommand),
    /// Prove that nothing was changed
    #[command(subcommand)]
    Audit(AuditCommand),
    /// Make a database or bring one up to date
    #[command(subcommand)]
    Db(DbCommand),
    /// Measure speed against a baseline, on this machine
    #[command(subcommand)]
    Bench(BenchCommand),
}

/// How a rule text comes about.
const SCHEME_HELP: &str = "From a regulation to money that is paid by it:\n\n  \
    write   docs/scheme/tutorial.en.md leads from a regulation to a text in ten minutes;\n          \
            docs/scheme/reference.en.md lists all that a text can say\n  \
    check   jiangnan scheme check schemes/yrd/zhejiang-2026.toml\n  \
    test    jiangnan scheme test schemes/yrd/zhejiang-2026.toml\n  \
    try     jiangnan scheme quote schemes/yrd/zhejiang-2026.toml --order examples/order.json\n  \
    prove   jiangnan scheme prove schemes/yrd/zhejiang-2026.toml\n  \
    change  jiangnan scheme diff schemes/yrd-closed/zhejiang-2026.toml schemes/yrd/zhejiang-2026.toml\n\n\
    Schemes that pay for one order together are named in one line, an extended one before the one that extends it.\n\
    Exit status: 0 all is well; 1 something in a text is wrong, or a property does not hold, and was reported.";

/// Options of `demo`.
#[derive(Args, Debug)]
pub struct DemoArgs {
    #[command(flatten)]
    pub at: DatabaseArgs,
    /// Do not serve: build, play, print, end
    #[arg(long)]
    pub once: bool,
    /// Print one JSON object instead of a report
    #[arg(long)]
    pub json: bool,
    /// Where to serve
    #[arg(long, value_name = "ADDRESS", default_value = "127.0.0.1:7878")]
    pub listen: String,
    #[command(flatten)]
    pub mail: MailArgs,
}

/// Options of `serve`.
#[derive(Args, Debug)]
pub struct ServeArgs {
    #[command(flatten)]
    pub at: DatabaseArgs,
    /// Where to serve
    #[arg(long, value_name = "ADDRESS", default_value = "127.0.0.1:7878")]
    pub listen: String,
    /// Browsers reach the pages by TLS alone: cookies travel by nothing else, and browsers are told to keep to it
    #[arg(long)]
    pub behind_tls: bool,
    #[command(flatten)]
    pub mail: MailArgs,
    #[command(flatten)]
    pub watch: WatchArgs,
}

/// What can be imported.
#[derive(Debug, Subcommand)]
pub enum ImportCommand {
    /// Instruments and experts: CSV, XLSX or PIDINST JSON
    ///
    /// Good rows go in, bad ones are reported with file, line, column and reason. The same file again changes
    /// nothing. `examples/README.md` documents the columns.
    Catalogue(ImportArgs),
}

/// Options of `import catalogue`.
#[derive(Args, Debug)]
pub struct ImportArgs {
    #[command(flatten)]
    pub at: DatabaseArgs,
    /// The file
    pub file: PathBuf,
    /// A table of foreign column names, or the name of a built-in one
    #[arg(long, value_name = "FILE|NAME")]
    pub mapping: Option<String>,
    /// The provider whose instruments they are, where the file does not say: its code (USCC or ROR) or id
    #[arg(long, value_name = "CODE")]
    pub provider: Option<String>,
    /// Where instruments stand whose place the file does not tell or the table of places does not know
    #[arg(long, value_name = "CODE")]
    pub place: Option<String>,
    /// Read and report, write nothing
    #[arg(long)]
    pub dry_run: bool,
    /// Print one JSON object instead of a report
    #[arg(long)]
    pub json: bool,
}

/// What can be done with rule texts.
#[derive(Debug, Subcommand)]
pub enum SchemeCommand {
    /// Check rule texts; every error with line, column and the nearest known name
    Check {
        /// The rule texts, an extended one before the one that extends it
        #[arg(required = true)]
        files: Vec<PathBuf>,
        /// A table of places instead of the embedded Yangtze River Delta
        #[arg(long, value_name = "FILE")]
        places: Option<PathBuf>,
        /// Print one JSON list of findings, for editors
        #[arg(long)]
        json: bool,
    },
    /// Run the cases beside rule texts, and list the clauses that no case exercises
    Test {
        /// The rule texts; the cases of `a.toml` are in `a.cases`
        #[arg(required = true)]
        files: Vec<PathBuf>,
        /// A table of places instead of the embedded Yangtze River Delta
        #[arg(long, value_name = "FILE")]
        places: Option<PathBuf>,
        /// Print one JSON list, an object for each rule text
        #[arg(long)]
        json: bool,
    },
    /// Say in words what differs between two rule texts, and show the smallest order on which they differ
    Diff {
        /// The rule text before
        old: PathBuf,
        /// The rule text after
        new: PathBuf,
        /// Rule texts that the two extend, an extended one before the one that extends it
        #[arg(long, value_name = "FILE")]
        with: Vec<PathBuf>,
        /// Orders to decide under both: one JSON order a line, decided by their dates
        #[arg(long, value_name = "FILE")]
        population: Option<PathBuf>,
        /// A table of places instead of the embedded Yangtze River Delta
        #[arg(long, value_name = "FILE")]
        places: Option<PathBuf>,
        /// Print one JSON object instead of a report
        #[arg(long)]
        json: bool,
    },
    /// Prove properties of rule texts, by deciding every order that their rules can tell apart
    ///
    /// Never above the price; a higher price is never paid less; a text that extends another is never stricter to
    /// its own enterprises, which it must be where it says `promises = "never-stricter"`; with `--against`, the same
    /// as another text. The answer says whether it is a proof or, where the orders are too many or of no end, a
    /// search. Exits with 1 where a property does not hold, and prints an order that shows it, which `scheme quote
    /// --order` reads.
    Prove {
        /// The rule texts, an extended one before the one that extends it
        #[arg(required = true)]
        files: Vec<PathBuf>,
        /// Another version of the last of them, which may extend those before it: do both pay the same on every order?
        #[arg(long, value_name = "FILE")]
        against: Option<PathBuf>,
        /// A table of places instead of the embedded Yangtze River Delta
        #[arg(long, value_name = "FILE")]
        places: Option<PathBuf>,
        /// Print one JSON list, an object for each property
        #[arg(long)]
        json: bool,
    },
    /// Decide many orders under rule texts, in their order, and print what each is paid
    Run {
        /// The rule texts that pay together, an extended one before the one that extends it
        #[arg(required = true)]
        files: Vec<PathBuf>,
        /// The orders: one JSON order a line, all in one currency
        #[arg(long, value_name = "FILE")]
        population: PathBuf,
        /// A table of places instead of the embedded Yangtze River Delta
        #[arg(long, value_name = "FILE")]
        places: Option<PathBuf>,
        /// Print one JSON object: the amounts, their sum, and the seconds that deciding took
        #[arg(long)]
        json: bool,
    },
    /// Lay rule texts out in the one way: equal signs in line, one empty line between clauses
    Fmt {
        /// The rule texts
        #[arg(required = true)]
        files: Vec<PathBuf>,
        /// Change nothing; exit with 1 where a text would change
        #[arg(long)]
        check: bool,
    },
    /// Move the open orders of a scheme to the text in force, where that text says that they move
    MoveOrders(MoveOrdersArgs),
    /// Print the JSON Schema of rule texts, for completion in editors
    Schema,
    /// Compute what an order costs under rule texts, and explain it
    Quote {
        /// The rule texts, in the order in which they pay
        #[arg(required = true)]
        files: Vec<PathBuf>,
        /// The order: a JSON file as in `examples/order.json`
        #[arg(long, value_name = "FILE")]
        order: PathBuf,
        /// A table of places instead of the embedded Yangtze River Delta
        #[arg(long, value_name = "FILE")]
        places: Option<PathBuf>,
        /// Print one JSON object instead of an explanation
        #[arg(long)]
        json: bool,
        /// Write it as a letter: the clauses' own words, the facts used, and what would lift each refusal
        #[arg(long, value_name = "LANGUAGE", value_parser = ["en", "zh"], conflicts_with = "json")]
        letter: Option<String>,
    },
}

/// What can be done with people.
///
/// A password is read from the standard input, one line: never from an argument, which every process of the
/// machine can read.
#[derive(Debug, Subcommand)]
pub enum PersonCommand {
    /// Add a person; the password comes in on the standard input
    Add(AddPersonArgs),
    /// Set a person's password from the standard input, and sign the person out everywhere
    Password(NamedPersonArgs),
    /// Take a person's way in, and sign the person out everywhere
    Suspend(NamedPersonArgs),
    /// List who can sign in
    List {
        #[command(flatten)]
        at: DatabaseArgs,
    },
}

/// Options of `person add`.
#[derive(Args, Debug)]
pub struct AddPersonArgs {
    #[command(flatten)]
    pub at: DatabaseArgs,
    /// The name to sign in with
    pub login: String,
    /// What the person may do: engineer, lab-manager, officer, treasurer, auditor or operator
    #[arg(long, value_name = "ROLE")]
    pub role: String,
    /// The jurisdiction, such as CN-ZJ
    #[arg(long, value_name = "CODE")]
    pub home: String,
    /// The person's name
    #[arg(long)]
    pub name: String,
    /// For whom the person acts: a registered code (USCC or ROR) or an id; by default the government of the
    /// jurisdiction
    #[arg(long, value_name = "CODE")]
    pub organisation: Option<String>,
}

/// A person by the name to sign in with.
#[derive(Args, Debug)]
pub struct NamedPersonArgs {
    #[command(flatten)]
    pub at: DatabaseArgs,
    /// The name to sign in with
    pub login: String,
}

/// What can be proved.
#[derive(Debug, Subcommand)]
pub enum AuditCommand {
    /// Follow the chain of events and compare the ledger's sums
    Verify {
        #[command(flatten)]
        at: DatabaseArgs,
        /// Print one JSON object instead of a report
        #[arg(long)]
        json: bool,
    },
}

/// What can be measured.
#[derive(Debug, Subcommand)]
pub enum BenchCommand {
    /// Decisions a second on a million orders: by row, with and without explanation, and by columns, against a
    /// function written by hand for the same scheme in the same run; one line of JSON for each
    Quote(BenchArgs),
    /// Durable reservations a second with 256 clients, against one commit for each; on a PostgreSQL server against
    /// `pgbench -c 16 -j 2` in the same run
    Reserve(ReserveBenchArgs),
    /// Four times the reservations a second that can be sustained: how many are done, and that none accepted is lost
    Overload(ReserveBenchArgs),
    /// A million accepted claims netted among 41 jurisdictions, against a sorted map
    Netting(BenchArgs),
    /// The time of every page of a demo database that exists, against a page that asks nothing
    Pages(PagesArgs),
    /// Searches of 150,000 instruments sorted by what the enterprise pays, against PostgreSQL's full text search
    Search(BenchArgs),
}

/// Options of `bench reserve`.
#[derive(Args, Clone, Debug)]
pub struct ReserveBenchArgs {
    #[command(flatten)]
    pub bench: BenchArgs,
    /// An empty database to measure on instead of a file of its own
    #[arg(long, value_name = "URL")]
    pub database: Option<String>,
    /// How many nodes write to that database
    #[arg(long, default_value_t = 1, requires = "database")]
    pub nodes: usize,
    /// How many clients ask at once
    #[arg(long, default_value_t = 256)]
    pub clients: usize,
    /// Measure once more after the database was filled with so many reservations
    #[arg(long, requires = "database")]
    pub history: Option<u64>,
}

/// Options of every `bench`.
#[derive(Args, Clone, Debug)]
pub struct BenchArgs {
    /// Print one JSON object instead of a line
    #[arg(long)]
    pub json: bool,
    /// For how many seconds each side runs
    #[arg(long, default_value_t = 3)]
    pub seconds: u32,
}

/// Options of `bench pages`.
#[derive(Args, Clone, Debug)]
pub struct PagesArgs {
    #[command(flatten)]
    pub at: DatabaseArgs,
    /// Print one JSON object instead of a table
    #[arg(long)]
    pub json: bool,
    /// How often each page is asked for
    #[arg(long, default_value_t = 200)]
    pub requests: u32,
}
