//! What is wrong with a text, where, and what to do: the messages of `scheme check`.

mod chinese;

use std::fmt;
use std::ops::Range;

use jiangnan_kernel::Text;

use serde::Serialize;

/// How bad a finding is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Severity {
    /// The scheme cannot be used.
    Error,
    /// The scheme can be used, but it may not say what its author meant.
    Warning,
}

/// One finding in a text.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Diagnostic {
    /// How bad it is.
    pub severity: Severity,
    /// The file as the caller named it.
    pub file: String,
    /// The line, from 1.
    pub line: usize,
    /// The column in characters, from 1.
    pub column: usize,
    /// What is wrong, with the value in backticks.
    pub message: String,
    /// What to do, with an example of the right form.
    pub help: Option<String>,
    /// The known name nearest to an unknown one.
    pub nearest: Option<String>,
    /// The message in Chinese.
    pub message_zh: String,
    /// What to do, in Chinese.
    pub help_zh: Option<String>,
}

impl Diagnostic {
    /// What is wrong, in both languages.
    pub fn text(&self) -> Text {
        Text::new(self.message.clone(), self.message_zh.clone())
    }

    /// What to do, in both languages.
    pub fn help_text(&self) -> Option<Text> {
        let zh = self.help_zh.clone();
        self.help.as_ref().map(|help| Text::new(help.clone(), zh.unwrap_or_else(|| help.clone())))
    }

    /// The finding with its place as one line of a list, in both languages.
    pub fn line_text(&self) -> Text {
        let place = format!("{}:{}:{}", self.file, self.line, self.column);
        let (warning, warning_zh) = match self.severity {
            Severity::Error => ("", ""),
            Severity::Warning => ("warning: ", "提醒："),
        };
        let nearest = self.nearest.as_ref();
        let meant = nearest.map(|name| format!(" (nearest known name: `{name}`)")).unwrap_or_default();
        let meant_zh = nearest.map(|name| format!("（最接近的名称：`{name}`）")).unwrap_or_default();
        Text::new(
            format!("{place}: {warning}{}{meant}", self.message),
            format!("{place}：{warning_zh}{}{meant_zh}", self.message_zh),
        )
    }
}

impl fmt::Display for Diagnostic {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let kind = match self.severity {
            Severity::Error => "",
            Severity::Warning => "warning: ",
        };
        write!(f, "{}:{}:{}: {kind}{}", self.file, self.line, self.column, self.message)?;
        if let Some(nearest) = &self.nearest {
            write!(f, " (nearest known name: `{nearest}`)")?;
        }
        if let Some(help) = &self.help {
            write!(f, "\n  help: {help}")?;
        }
        Ok(())
    }
}

/// Turns byte offsets of one text into lines and columns.
pub(crate) struct Lines<'t> {
    text: &'t str,
    starts: Vec<usize>,
}

impl<'t> Lines<'t> {
    /// Finds the line starts of a text once.
    pub(crate) fn of(text: &'t str) -> Lines<'t> {
        let after_breaks = text.bytes().enumerate().filter(|(_, byte)| *byte == b'\n').map(|(at, _)| at + 1);
        Lines { text, starts: std::iter::once(0).chain(after_breaks).collect() }
    }

    /// Line and column, both from 1, of a byte offset.
    pub(crate) fn position(&self, offset: usize) -> (usize, usize) {
        let line = self.line(offset);
        let start = self.starts.get(line - 1).copied().unwrap_or(0);
        let end = offset.min(self.text.len());
        // No person counts further, and counting every place of one endless line would take forever.
        if end.saturating_sub(start) > COLUMNS_MAX {
            return (line, end - start + 1);
        }
        let before = self.text.get(start..end).unwrap_or("");
        (line, before.chars().count() + 1)
    }

    /// The line, from 1, of a byte offset.
    pub(crate) fn line(&self, offset: usize) -> usize {
        self.starts.partition_point(|&start| start <= offset).max(1)
    }
}

/// Collects findings of one file.
pub(crate) struct Findings<'t> {
    file: &'t str,
    lines: Lines<'t>,
    found: Vec<(usize, Diagnostic)>,
}

/// The most findings that are kept of one file: beyond it nobody reads on.
const FINDINGS_MAX: usize = 1_000;
/// The most findings for which a similar name is looked for, which takes long where many are known.
const NEAREST_MAX: usize = 100;
/// The most names among which a similar one is looked for.
const NAMES_MAX: usize = 2_000;
/// Up to this column characters are counted, beyond it bytes.
const COLUMNS_MAX: usize = 4_000;

/// A finding that was just noted, to say more about.
pub(crate) struct Note<'f> {
    diagnostic: &'f mut Diagnostic,
    looks_for_names: bool,
}

impl<'t> Findings<'t> {
    pub(crate) fn new(file: &'t str, text: &'t str) -> Findings<'t> {
        Findings { file, lines: Lines::of(text), found: Vec::new() }
    }

    /// Notes an error at a span.
    pub(crate) fn error(&mut self, span: &Range<usize>, message: impl Into<String>) -> Note<'_> {
        self.add(Severity::Error, span, message.into())
    }

    /// Notes a warning at a span.
    pub(crate) fn warning(&mut self, span: &Range<usize>, message: impl Into<String>) -> Note<'_> {
        self.add(Severity::Warning, span, message.into())
    }

    fn add(&mut self, severity: Severity, span: &Range<usize>, message: String) -> Note<'_> {
        let (line, column) = self.lines.position(span.start);
        let file = self.file.to_owned();
        // Past the limit the last place is overwritten: errors must stay errors, so an error is never dropped
        // for a warning.
        if self.found.len() >= FINDINGS_MAX {
            self.found.sort_by_key(|(_, diagnostic)| diagnostic.severity);
            self.found.truncate(FINDINGS_MAX - 1);
        }
        let diagnostic = Diagnostic {
            severity,
            file,
            line,
            column,
            message,
            help: None,
            nearest: None,
            message_zh: String::new(),
            help_zh: None,
        };
        self.found.push((span.start, diagnostic));
        let last = self.found.len() - 1;
        #[expect(clippy::indexing_slicing, reason = "an element was pushed on the line before")]
        Note { diagnostic: &mut self.found[last].1, looks_for_names: last < NEAREST_MAX }
    }

    /// The line, from 1, of a byte offset.
    pub(crate) fn line(&self, offset: usize) -> usize {
        self.lines.line(offset)
    }

    /// Whether an error was noted.
    pub(crate) fn has_errors(&self) -> bool {
        self.found.iter().any(|(_, diagnostic)| diagnostic.severity == Severity::Error)
    }

    /// All findings in the order of the text.
    pub(crate) fn finish(mut self) -> Vec<Diagnostic> {
        self.found.sort_by_key(|(offset, _)| *offset);
        let in_both = |mut diagnostic: Diagnostic| {
            diagnostic.message_zh = chinese::chinese(&diagnostic.message);
            diagnostic.help_zh = diagnostic.help.as_deref().map(chinese::chinese);
            diagnostic
        };
        self.found.into_iter().map(|(_, diagnostic)| in_both(diagnostic)).collect()
    }
}

impl<'f> Note<'f> {
    /// Adds what to do.
    pub(crate) fn help(self, help: impl Into<String>) -> Note<'f> {
        self.diagnostic.help = Some(help.into());
        self
    }

    /// Adds the name nearest to a wrong one, where one is near enough to be meant.
    pub(crate) fn nearest<'n>(self, wrong: &str, known: impl IntoIterator<Item = &'n str>) -> Note<'f> {
        if self.looks_for_names {
            let known = known.into_iter().take(NAMES_MAX);
            self.diagnostic.nearest = nearest(wrong, known).map(str::to_owned);
        }
        self
    }
}

/// The known name most similar to a wrong one; none where nothing is similar.
pub(crate) fn nearest<'n>(wrong: &str, known: impl IntoIterator<Item = &'n str>) -> Option<&'n str> {
    // Names are short; comparing a longer text would only cost time.
    let wrong: String = wrong.chars().take(60).collect();
    let scored = known.into_iter().map(|name| (strsim::jaro_winkler(&wrong, name), name));
    let best = scored.max_by(|(a, _), (b, _)| a.total_cmp(b))?;
    (best.0 > 0.7).then_some(best.1)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn offsets_become_lines_and_columns_in_characters() {
        let lines = Lines::of("a\n江南 x\n");
        assert_eq!(lines.position(0), (1, 1));
        assert_eq!(lines.position(2), (2, 1));
        assert_eq!(lines.position(9), (2, 4));
        assert_eq!(lines.position(99), (3, 1));
    }

    #[test]
    fn findings_come_in_the_order_of_the_text_and_read_alone() {
        let mut findings = Findings::new("zj.toml", "one\ntwo\n");
        findings.warning(&(4..7), "`two` is odd").help("write `2`");
        findings.error(&(0..3), "`one` is not known").nearest("one", ["once", "zebra"]);
        assert!(findings.has_errors());
        let texts: Vec<String> = findings.finish().iter().map(ToString::to_string).collect();
        assert_eq!(
            texts,
            [
                "zj.toml:1:1: `one` is not known (nearest known name: `once`)",
                "zj.toml:2:1: warning: `two` is odd\n  help: write `2`",
            ]
        );
    }

    #[test]
    fn nothing_near_is_no_suggestion() {
        assert_eq!(nearest("enterprise.sise", ["enterprise.size", "order.date"]), Some("enterprise.size"));
        assert_eq!(nearest("qqq", ["enterprise.size"]), None);
    }

    #[test]
    fn errors_survive_a_flood_of_warnings() {
        let mut findings = Findings::new("x", "");
        findings.error(&(0..0), "kept");
        for _ in 0..3 * FINDINGS_MAX {
            findings.warning(&(0..0), "flood");
        }
        assert!(findings.has_errors());
        assert_eq!(findings.finish().len(), FINDINGS_MAX);
    }
}
