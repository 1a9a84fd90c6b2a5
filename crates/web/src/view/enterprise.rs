//! Registering enterprises.

use jiangnan_kernel::{Id, Text};
use jiff::civil::DateTime;

use crate::form::EnterpriseForm;
use crate::view::asker::Pick;

/// What waits, and a form for another one.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Enterprises {
    /// Whether the reader is an officer, and does not only look on.
    pub officer: bool,
    /// What was just done: the key of its message.
    pub done: Option<&'static str>,
    /// Those that wait for a second officer, the oldest first.
    pub rows: Vec<ProposedEnterprise>,
    /// The form.
    pub form: EnterpriseForm,
    /// The places to choose from.
    pub places: Vec<Pick>,
    /// The sizes.
    pub sizes: Vec<Pick>,
    /// The sectors.
    pub sectors: Vec<Pick>,
}

/// An enterprise that waits for a second officer.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ProposedEnterprise {
    /// The proposal.
    pub proposal: Id,
    /// Its name.
    pub name: Text,
    /// Its registered number.
    pub code: String,
    /// Its seat.
    pub place: Text,
    /// Its size.
    pub size: Text,
    /// Its sector.
    pub sector: Text,
    /// Who controls it; none where nobody does.
    pub controller: Option<Text>,
    /// When it was proposed.
    pub at: DateTime,
    /// By whom.
    pub maker: Text,
    /// Whether the reader proposed it, and so cannot register it.
    pub own: bool,
}
