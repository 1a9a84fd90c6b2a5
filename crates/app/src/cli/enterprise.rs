//! What can be asked about enterprises.

use clap::{Args, Subcommand};

use super::DatabaseArgs;

/// What can be done with enterprises.
#[derive(Debug, Subcommand)]
pub enum EnterpriseCommand {
    /// Propose an enterprise; an officer of its seat registers it on the page for enterprises
    Propose(ProposeArgs),
}

/// Options of `enterprise propose`.
#[derive(Args, Debug)]
pub struct ProposeArgs {
    #[command(flatten)]
    pub at: DatabaseArgs,
    /// The number under which it is registered: a unified social credit code or a ROR id
    pub code: String,
    /// Its name
    #[arg(long)]
    pub name: String,
    /// Its name in English
    #[arg(long, default_value = "")]
    pub english: String,
    /// Its seat, such as CN-330100
    #[arg(long, value_name = "CODE")]
    pub place: String,
    /// Its size: micro, small, medium or large
    #[arg(long)]
    pub size: String,
    /// Its sector, such as manufacturing
    #[arg(long)]
    pub sector: String,
    /// The registered number of who controls it
    #[arg(long, value_name = "CODE")]
    pub controller: Option<String>,
}
