//! The repository's files, and Rust text split into code, string literals and comments.

use std::path::{Path, PathBuf};

/// The workspace's folder.
pub fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../..").canonicalize().unwrap()
}

/// A text file of the repository.
pub struct File {
    /// Its path from the root, with slashes.
    pub path: String,
    pub text: String,
}

impl File {
    /// The room it belongs to, where it belongs to one.
    pub fn room(&self) -> Option<&str> {
        self.path.strip_prefix("crates/")?.split('/').next()
    }

    /// Its code that is compiled into the program: without unit tests, which stand at the end of a file.
    pub fn shipped(&self) -> &str {
        self.text.split("#[cfg(test)]\nmod ").next().unwrap_or_default()
    }
}

/// Every text file of the repository: what a clone holds, without what is built or played.
pub fn files() -> Vec<File> {
    let root = root();
    let mut found = Vec::new();
    walk(&root, &root, &mut found);
    found.sort_by(|one: &File, other: &File| one.path.cmp(&other.path));
    found
}

fn walk(root: &Path, folder: &Path, found: &mut Vec<File>) {
    for entry in std::fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        let name = path.file_name().unwrap().to_string_lossy().into_owned();
        if [".git", "target", "jiangnan-data"].contains(&name.as_str()) {
            continue;
        }
        if path.is_dir() {
            walk(root, &path, found);
        } else if let Some(text) = std::fs::read(&path).ok().and_then(|bytes| String::from_utf8(bytes).ok()) {
            let path = path.strip_prefix(root).unwrap().to_string_lossy().replace('\\', "/");
            found.push(File { path, text });
        }
    }
}

/// The Rust files of the rooms' programs, without tests, examples and benches.
pub fn sources() -> Vec<File> {
    let mut files = files();
    files.retain(|file| file.path.ends_with(".rs") && file.path.contains("/src/"));
    files
}

/// What a stretch of Rust text is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    Code,
    Literal,
    Comment,
}

/// A stretch of Rust text and the line on which it begins.
#[derive(Debug, PartialEq, Eq)]
pub struct Piece<'t> {
    pub kind: Kind,
    pub line: usize,
    pub text: &'t str,
}

/// Splits Rust text. A literal comes with its quotes.
pub fn split(text: &str) -> Vec<Piece<'_>> {
    let mut pieces = Vec::new();
    let (mut line, mut rest) = (1, text);
    while !rest.is_empty() {
        let (kind, length) = next(rest, text.len() - rest.len(), text);
        let (piece, after) = rest.split_at(length);
        pieces.push(Piece { kind, line, text: piece });
        line += piece.matches('\n').count();
        rest = after;
    }
    pieces
}

/// The kind and length of the stretch at the start of `rest`, which is `text` from `at` on.
fn next(rest: &str, at: usize, text: &str) -> (Kind, usize) {
    if let Some(special) = special(rest, at, text) {
        return special;
    }
    let code =
        rest.char_indices().skip(1).find(|(index, _)| special(&rest[*index..], at + index, text).is_some());
    (Kind::Code, code.map_or(rest.len(), |(index, _)| index))
}

/// A comment or a literal at the start of `rest`.
fn special(rest: &str, at: usize, text: &str) -> Option<(Kind, usize)> {
    let until = |end: &str, from: usize| rest[from..].find(end).map_or(rest.len(), |found| from + found);
    if rest.starts_with("//") {
        return Some((Kind::Comment, until("\n", 2)));
    }
    if rest.starts_with("/*") {
        return Some((Kind::Comment, (until("*/", 2) + 2).min(rest.len())));
    }
    if rest.starts_with('"') {
        return Some((Kind::Literal, quoted(rest, '"')));
    }
    if rest.starts_with('\'') && is_char(rest) {
        return Some((Kind::Literal, quoted(rest, '\'')));
    }
    let after_word = text[..at].ends_with(|before: char| before.is_alphanumeric() || before == '_');
    let hashes = rest.strip_prefix('r')?.bytes().take_while(|byte| *byte == b'#').count();
    if after_word || !rest[1 + hashes..].starts_with('"') {
        return None;
    }
    let end = format!("\"{}", "#".repeat(hashes));
    Some((Kind::Literal, (until(&end, 2 + hashes) + end.len()).min(rest.len())))
}

/// Whether a quote begins a character and not a lifetime.
fn is_char(rest: &str) -> bool {
    let mut chars = rest.chars().skip(1);
    chars.next() == Some('\\') || chars.next() == Some('\'')
}

/// The length of a literal that ends with an unescaped quote.
fn quoted(rest: &str, quote: char) -> usize {
    let mut escaped = false;
    for (index, letter) in rest.char_indices().skip(1) {
        match letter {
            _ if escaped => escaped = false,
            '\\' => escaped = true,
            _ if letter == quote => return index + letter.len_utf8(),
            _ => {}
        }
    }
    rest.len()
}

/// Whether a word stands in a text, not as a part of another word.
pub fn has_word(text: &str, word: &str) -> bool {
    let part = |letter: char| letter.is_alphanumeric() || letter == '_';
    text.match_indices(word).any(|(at, _)| {
        let (before, after) = (&text[..at], &text[at + word.len()..]);
        let starts = !word.starts_with(part) || !before.ends_with(part);
        starts && (!word.ends_with(part) || !after.starts_with(part))
    })
}

#[test]
fn rust_text_is_split_as_the_compiler_reads_it() {
    let text = "let a = \"x // \\\" y\"; // \"no\"\nf::<'a>('\"', r#\"raw \"q\" \"#, b\"z\") /* c */";
    let of = |kind| -> Vec<&str> {
        split(text).into_iter().filter(|piece| piece.kind == kind).map(|piece| piece.text).collect()
    };
    assert_eq!(of(Kind::Literal), ["\"x // \\\" y\"", "'\"'", "r#\"raw \"q\" \"#", "\"z\""]);
    assert_eq!(of(Kind::Comment), ["// \"no\"", "/* c */"]);
    assert_eq!(split(text).last().map(|piece| piece.line), Some(2));
}
