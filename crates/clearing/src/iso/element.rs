//! Reading XML into a tree of elements that know where they stood.

use quick_xml::XmlVersion;
use quick_xml::errors::{Error, IllFormedError};
use quick_xml::events::{BytesRef, BytesStart, Event};
use quick_xml::reader::Reader;

use crate::iso::error::{ReadError, ReadProblem};

/// How deep elements may lie in each other; the messages read here need about 15.
const DEPTH_MAX: usize = 64;

/// A place in a file.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Spot {
    /// The line, from 1.
    pub line: u64,
    /// The column in characters, from 1.
    pub column: u64,
}

/// An element with what it holds. Prefixes of names are left off.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Element {
    /// Its name.
    pub name: String,
    /// Its attributes.
    pub attributes: Vec<(String, String)>,
    /// Its own text, without spaces around it.
    pub text: String,
    /// Where it begins.
    pub at: Spot,
    /// The elements in it.
    pub children: Vec<Element>,
}

impl Spot {
    /// The beginning of a file.
    const START: Spot = Spot { line: 1, column: 1 };

    fn after(self, text: &str) -> Spot {
        text.chars().fold(self, |spot, letter| match letter {
            '\n' => Spot { line: spot.line + 1, column: 1 },
            _ => Spot { column: spot.column + 1, ..spot },
        })
    }

    /// The error that something is wrong here.
    pub fn error(self, problem: ReadProblem) -> ReadError {
        ReadError { line: self.line, column: self.column, problem }
    }
}

impl Element {
    /// Reads a message of a kind such as `pain.002.001`, whatever its version, and gives its one element
    /// below `Document`.
    ///
    /// # Errors
    /// [`ReadError`] where the file is not UTF-8, not XML, or another message.
    pub fn read_message(bytes: &[u8], kind: &str) -> Result<Element, ReadError> {
        let document = Element::read(bytes)?;
        let namespace = document.attributes.iter().find(|(name, _)| name == "xmlns");
        let found = namespace.map_or(document.name.as_str(), |(_, value)| value.as_str());
        let is_kind = |found: &str| found.rsplit(':').next().is_some_and(|last| last.starts_with(kind));
        if document.name != "Document" || !is_kind(found) {
            let found = found.chars().take(80).collect();
            return Err(document.at.error(ReadProblem::OtherMessage { found, wanted: kind.to_owned() }));
        }
        let lacks = ReadProblem::Missing { parent: "Document".to_owned(), element: kind.to_owned() };
        document.children.into_iter().next().ok_or_else(|| document.at.error(lacks))
    }

    /// Reads XML.
    ///
    /// # Errors
    /// [`ReadError`] where the file is not UTF-8 or not XML.
    pub fn read(bytes: &[u8]) -> Result<Element, ReadError> {
        let bytes = bytes.strip_prefix(b"\xEF\xBB\xBF").unwrap_or(bytes);
        let text = std::str::from_utf8(bytes).map_err(|error| {
            let good = bytes.get(..error.valid_up_to()).and_then(|good| std::str::from_utf8(good).ok());
            Spot::START.after(good.unwrap_or("")).error(ReadProblem::NotUtf8)
        })?;
        Parser::new(text).parse()
    }

    /// The first element of a name in it.
    pub fn child(&self, name: &str) -> Option<&Element> {
        self.children.iter().find(|child| child.name == name)
    }

    /// All elements of a name in it.
    pub fn children<'a>(&'a self, name: &'a str) -> impl Iterator<Item = &'a Element> {
        self.children.iter().filter(move |child| child.name == name)
    }

    /// The element at the end of a path of names.
    pub fn find(&self, path: &[&str]) -> Option<&Element> {
        path.iter().try_fold(self, |element, name| element.child(name))
    }

    /// The text at the end of a path; `None` where it is not there or empty.
    pub fn text_at(&self, path: &[&str]) -> Option<&str> {
        self.find(path).map(|element| element.text.as_str()).filter(|text| !text.is_empty())
    }

    /// As [`Element::find`], for what must be there.
    ///
    /// # Errors
    /// [`ReadProblem::Missing`] at the innermost element that is there.
    pub fn need(&self, path: &[&str]) -> Result<&Element, ReadError> {
        path.iter().try_fold(self, |element, name| {
            let lacks = || ReadProblem::Missing { parent: element.name.clone(), element: (*name).to_owned() };
            element.child(name).ok_or_else(|| element.at.error(lacks()))
        })
    }

    /// The error that it does not hold what it must.
    pub fn unreadable(&self, wanted: &str) -> ReadError {
        let found = self.text.chars().take(40).collect();
        let (element, wanted) = (self.name.clone(), wanted.to_owned());
        self.at.error(ReadProblem::Unreadable { element, found, wanted })
    }
}

struct Parser<'a> {
    text: &'a str,
    reader: Reader<&'a [u8]>,
    /// How far lines and columns are counted, and where that is.
    counted: usize,
    spot: Spot,
    open: Vec<Element>,
}

impl<'a> Parser<'a> {
    fn new(text: &'a str) -> Parser<'a> {
        Parser { text, reader: Reader::from_str(text), counted: 0, spot: Spot::START, open: Vec::new() }
    }

    fn parse(mut self) -> Result<Element, ReadError> {
        loop {
            let at = self.here();
            let event = self.reader.read_event().map_err(|error| self.broken(&error))?;
            match event {
                Event::Start(start) => self.start(&start, at)?,
                Event::Empty(start) => {
                    self.start(&start, at)?;
                    if let Some(root) = self.end() {
                        return self.rest(root);
                    }
                }
                Event::End(_) => {
                    if let Some(root) = self.end() {
                        return self.rest(root);
                    }
                }
                Event::Text(text) => self.append(&text.xml10_content()),
                Event::CData(text) => self.append(&text.xml10_content()),
                Event::GeneralRef(reference) => {
                    let letter = resolve(&reference).ok_or_else(|| unknown_reference(&reference, at))?;
                    self.append(letter.encode_utf8(&mut [0; 4]));
                }
                Event::DocType(_) => return Err(at.error(ReadProblem::DocumentType)),
                Event::Comment(_) | Event::Decl(_) | Event::PI(_) => {}
                Event::Eof => {
                    let open = self.open.last().map_or("", |element| element.name.as_str());
                    let reason = if open.is_empty() {
                        "the file holds no element".to_owned()
                    } else {
                        format!("`{open}` is never closed")
                    };
                    return Err(at.error(ReadProblem::BrokenXml { reason }));
                }
            }
        }
    }

    /// Reads what follows the outermost element: nothing that counts may.
    fn rest(mut self, root: Element) -> Result<Element, ReadError> {
        loop {
            let at = self.here();
            match self.reader.read_event().map_err(|error| self.broken(&error))? {
                Event::Eof => return Ok(root),
                Event::Comment(_) | Event::PI(_) => {}
                Event::Text(text) if text.trim().is_empty() => {}
                _ => {
                    let reason = format!("something follows after `{}`", root.name);
                    return Err(at.error(ReadProblem::BrokenXml { reason }));
                }
            }
        }
    }

    fn start(&mut self, start: &BytesStart<'_>, at: Spot) -> Result<(), ReadError> {
        if self.open.len() >= DEPTH_MAX {
            return Err(at.error(ReadProblem::TooDeep { max: DEPTH_MAX }));
        }
        let broken = |reason: String| at.error(ReadProblem::BrokenXml { reason });
        let mut attributes = Vec::new();
        for attribute in start.attributes() {
            let attribute = attribute.map_err(|error| broken(error.to_string()))?;
            let value = attribute
                .normalized_value(XmlVersion::Implicit1_0)
                .map_err(|error| broken(error.to_string()))?;
            let name = attribute.key.as_ref();
            // `xmlns:camt` binds a prefix that is left off anyway: it names the message like `xmlns`.
            let name = if name.starts_with("xmlns:") { "xmlns" } else { name };
            attributes.push((name.to_owned(), value.into_owned()));
        }
        let name = start.local_name().as_ref().to_owned();
        self.open.push(Element { name, attributes, text: String::new(), at, children: Vec::new() });
        Ok(())
    }

    /// Closes the innermost element; gives it where it is the outermost.
    fn end(&mut self) -> Option<Element> {
        let mut element = self.open.pop()?;
        element.text = element.text.trim().to_owned();
        match self.open.last_mut() {
            Some(parent) => {
                parent.children.push(element);
                None
            }
            None => Some(element),
        }
    }

    fn append(&mut self, text: &str) {
        if let Some(element) = self.open.last_mut() {
            element.text.push_str(text);
        }
    }

    fn here(&mut self) -> Spot {
        let offset = usize::try_from(self.reader.buffer_position()).unwrap_or(usize::MAX);
        if let Some(passed) = self.text.get(self.counted..offset) {
            self.spot = self.spot.after(passed);
            self.counted = offset;
        }
        self.spot
    }

    fn broken(&self, error: &Error) -> ReadError {
        let offset = usize::try_from(self.reader.error_position()).unwrap_or(usize::MAX);
        let spot = Spot::START.after(self.text.get(..offset).unwrap_or(""));
        let reason = match error {
            Error::IllFormed(IllFormedError::MismatchedEndTag { expected, found }) => {
                format!("`{expected}` is closed by `{found}`")
            }
            other => other.to_string(),
        };
        spot.error(ReadProblem::BrokenXml { reason })
    }
}

fn resolve(reference: &BytesRef<'_>) -> Option<char> {
    match reference.as_ref() {
        "lt" => Some('<'),
        "gt" => Some('>'),
        "amp" => Some('&'),
        "quot" => Some('"'),
        "apos" => Some('\''),
        _ => reference.resolve_char_ref().ok().flatten(),
    }
}

fn unknown_reference(reference: &BytesRef<'_>, at: Spot) -> ReadError {
    let name: String = reference.as_ref().chars().take(40).collect();
    at.error(ReadProblem::BrokenXml { reason: format!("`&{name};` stands for nothing") })
}
