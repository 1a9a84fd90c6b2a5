//! Claims at the command line.

use clap::{Args, Subcommand};

use super::DatabaseArgs;

/// What can be done with claims.
#[derive(Debug, Subcommand)]
pub enum ClaimCommand {
    /// Hand in a document for which later instalments wait
    HandIn {
        #[command(flatten)]
        at: DatabaseArgs,
        /// The claim, by the number in its address, such as CN-ZJ.01k3…
        claim: String,
        /// The kind of document, as in the scheme: report, final-report, certificate …
        #[arg(long, value_name = "KIND")]
        document: String,
        /// Its number or title
        #[arg(long, value_name = "TEXT")]
        name: String,
    },
}

/// Options of `scheme move-orders`.
#[derive(Args, Debug)]
pub struct MoveOrdersArgs {
    #[command(flatten)]
    pub at: DatabaseArgs,
    /// The scheme's short name
    pub scheme: String,
    /// The funder, such as CN-ZJ
    #[arg(long, value_name = "CODE")]
    pub funder: String,
    /// Print one JSON object instead of a report
    #[arg(long)]
    pub json: bool,
}
