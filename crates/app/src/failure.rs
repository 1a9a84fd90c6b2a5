//! How a command ends when it does not end well.

use std::process::ExitCode;

/// Why a command did not end well; each kind has its exit status.
#[derive(Debug)]
pub enum Failure {
    /// Something in the input or the data is wrong. What it is was printed already.
    Found,
    /// Something in the input or the data is wrong: this.
    Input(String),
    /// The database or the system failed.
    System(String),
}

impl Failure {
    /// Prints what was not printed yet; the exit status.
    pub fn report(self) -> ExitCode {
        match self {
            Failure::Found => ExitCode::from(1),
            Failure::Input(message) => {
                tell!("jiangnan: {message}");
                ExitCode::from(1)
            }
            Failure::System(message) => {
                tell!("jiangnan: {message}");
                ExitCode::from(3)
            }
        }
    }
}

impl From<jiangnan_store::StoreError> for Failure {
    fn from(error: jiangnan_store::StoreError) -> Failure {
        Failure::System(error.to_string())
    }
}

impl From<jiangnan_exchange::Failure> for Failure {
    fn from(failure: jiangnan_exchange::Failure) -> Failure {
        match failure {
            jiangnan_exchange::Failure::Refused(refusal) => Failure::Input(refusal.to_string()),
            other => Failure::System(other.to_string()),
        }
    }
}

/// Reads a file, with its name in the error.
///
/// # Errors
/// [`Failure::Input`] where it cannot be read.
pub fn read(path: &std::path::Path) -> Result<Vec<u8>, Failure> {
    std::fs::read(path)
        .map_err(|cause| Failure::Input(format!("`{}` cannot be read: {cause}", path.display())))
}

/// Reads a text file, with its name in the error.
///
/// # Errors
/// [`Failure::Input`] where it cannot be read or is not UTF-8.
pub fn read_text(path: &std::path::Path) -> Result<String, Failure> {
    let not_utf8 = |_| Failure::Input(format!("`{}` is not UTF-8: save it as UTF-8", path.display()));
    let text = String::from_utf8(read(path)?).map_err(not_utf8)?;
    Ok(text.strip_prefix('\u{feff}').map(str::to_owned).unwrap_or(text))
}
