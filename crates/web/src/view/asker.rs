//! Whose prices are shown: those of the reader's enterprise, or of one that a stranger describes.

use jiangnan_kernel::Text;

/// Whose prices are shown.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum PricedFor {
    /// Nobody's: they are list prices.
    List,
    /// What an enterprise pays that a stranger describes by three answers.
    Described,
    /// What the reader's enterprise pays.
    Enterprise(Text),
}

/// The three questions to somebody who has not signed in.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Asker {
    /// Where the enterprise can be.
    pub seats: Vec<Pick>,
    /// How large it can be.
    pub sizes: Vec<Pick>,
    /// What it can do.
    pub sectors: Vec<Pick>,
    /// What follows from the answers; none where they do not tell enough.
    pub told: Option<Told>,
}

/// An answer to choose.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Pick {
    /// The code in the address.
    pub code: String,
    /// Its name.
    pub label: Text,
    /// Whether it is chosen.
    pub chosen: bool,
}

/// What follows from the answers.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Told {
    /// Where the enterprise is.
    pub seat: Text,
    /// The schemes of the governments there.
    pub schemes: Vec<Text>,
    /// What is taken for granted because no answer tells it.
    pub assumed: Vec<Text>,
}
