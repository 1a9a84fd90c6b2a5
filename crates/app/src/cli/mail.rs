//! What can be asked about mails.

use std::path::PathBuf;

use clap::{Args, Subcommand};

use super::DatabaseArgs;

/// How mails are sent; without a server they stay in the page.
///
/// The password of the mail server comes from a file or from the environment variable JIANGNAN_SMTP_PASSWORD, never
/// from an argument.
#[derive(Args, Clone, Debug, Default)]
pub struct MailArgs {
    /// The mail server: smtp://host:587, smtps://host:465 or smtp://user@host:587; without one, notices stay in the
    /// page
    #[arg(long, value_name = "URL", requires = "mail_from")]
    pub smtp_url: Option<String>,
    /// Where mails come from, such as jiangnan@market.example
    #[arg(long, value_name = "ADDRESS", requires = "smtp_url")]
    pub mail_from: Option<String>,
    /// A file that holds the password of the mail server's user; else the environment variable
    /// JIANGNAN_SMTP_PASSWORD
    #[arg(long, value_name = "FILE", requires = "smtp_url")]
    pub smtp_password_file: Option<PathBuf>,
    /// The address at which readers reach the pages, for links in mails
    #[arg(long, value_name = "URL", requires = "smtp_url")]
    pub public_url: Option<String>,
}

/// What can be done with mails.
#[derive(Debug, Subcommand)]
pub enum MailCommand {
    /// Count what waits and what was sent, and list what could not be delivered
    List {
        #[command(flatten)]
        at: DatabaseArgs,
    },
    /// Have mails tried anew that could not be delivered
    Retry {
        #[command(flatten)]
        at: DatabaseArgs,
        /// The number of a mail, as `list` shows it; all of them where none is named
        mail: Option<String>,
    },
    /// Set the mail address of a person, for which the operator vouches
    Address {
        #[command(flatten)]
        at: DatabaseArgs,
        /// The name to sign in with
        login: String,
        /// The address
        address: String,
        /// The language of mails: zh-CN or en
        #[arg(long, value_name = "TAG", default_value = "zh-CN", value_parser = ["zh-CN", "en"])]
        language: String,
    },
}
