//! The one way to lay a scheme out: equal signs in line within a block, one empty line between blocks.

use toml::de::DeTable;

use crate::diagnostic::{Diagnostic, Findings};

/// Lays a scheme's text out anew. Comments and the order of lines stay; what the text says does not change.
///
/// # Errors
/// Where the text is not TOML.
pub fn format_scheme(file: &str, text: &str) -> Result<String, Vec<Diagnostic>> {
    let (_, errors) = DeTable::parse_recoverable(text);
    if !errors.is_empty() {
        let mut findings = Findings::new(file, text);
        for error in &errors {
            let message = error.message().trim_end().to_owned();
            findings.error(&error.span().unwrap_or(0..0), format!("this is not TOML: {message}"));
        }
        return Err(findings.finish());
    }
    // Lines within a text of several lines are part of it: such a scheme is left as it is.
    if text.contains("\"\"\"") || text.contains("'''") {
        return Ok(text.to_owned());
    }
    let mut laid_out: Vec<String> = Vec::new();
    let mut block: Vec<&str> = Vec::new();
    for line in text.lines().map(str::trim_end) {
        if line.is_empty() || line.trim_start().starts_with('[') {
            close(&mut block, &mut laid_out);
            if line.is_empty()
                || laid_out.last().is_some_and(|last| !last.is_empty() && !last.starts_with('#'))
            {
                empty_line(&mut laid_out);
            }
            if !line.is_empty() {
                laid_out.push(line.trim_start().to_owned());
            }
        } else {
            block.push(line);
        }
    }
    close(&mut block, &mut laid_out);
    while laid_out.last().is_some_and(String::is_empty) {
        laid_out.pop();
    }
    laid_out.push(String::new());
    Ok(laid_out.join("\n"))
}

fn empty_line(laid_out: &mut Vec<String>) {
    if laid_out.last().is_some_and(|last| !last.is_empty()) {
        laid_out.push(String::new());
    }
}

/// Writes the lines of a block with their equal signs in line.
fn close(block: &mut Vec<&str>, laid_out: &mut Vec<String>) {
    let width =
        block.iter().filter_map(|line| split(line)).map(|(key, _)| key.chars().count()).max().unwrap_or(0);
    for line in block.drain(..) {
        laid_out.push(match split(line) {
            Some((key, value)) => format!("{key:width$} = {value}"),
            None => line.to_owned(),
        });
    }
}

/// The key and the value of a line that begins with a plain key.
fn split(line: &str) -> Option<(&str, &str)> {
    let (key, value) = line.split_once('=')?;
    let key = key.trim();
    let plain =
        !key.is_empty() && key.chars().all(|letter| letter.is_ascii_alphanumeric() || "-_.".contains(letter));
    (plain && !line.starts_with([' ', '\t'])).then_some((key, value.trim()))
}
