//! Text as the messages may carry it: lengths and characters.

use crate::iso::error::{FieldError, FieldProblem};

/// Which characters the bank takes.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Charset {
    /// Everything that XML can carry except control characters: what banks in China take for names.
    #[default]
    Unicode,
    /// Latin letters, digits and `/ - ? : ( ) . , ' +` and space: what every bank takes.
    Latin,
}

impl Charset {
    fn allows(self, letter: char) -> bool {
        match self {
            Charset::Unicode => !letter.is_control() && !matches!(letter, '\u{FFFE}' | '\u{FFFF}'),
            Charset::Latin => letter.is_ascii_alphanumeric() || "/-?:().,'+ ".contains(letter),
        }
    }

    /// The text of a field without spaces around it.
    ///
    /// # Errors
    /// [`FieldError`] where it is empty, longer than `max` characters or has a character not allowed.
    pub fn check<'a>(self, text: &'a str, max: usize, field: &str, of: &str) -> Result<&'a str, FieldError> {
        let wrong = |problem| FieldError { field: field.to_owned(), of: of.to_owned(), problem };
        let text = text.trim();
        if text.is_empty() {
            return Err(wrong(FieldProblem::Empty));
        }
        let len = text.chars().count();
        if len > max {
            return Err(wrong(FieldProblem::TooLong { len, max }));
        }
        match text.chars().find(|&letter| !self.allows(letter)) {
            Some(found) => Err(wrong(FieldProblem::Character { found })),
            None => Ok(text),
        }
    }
}
