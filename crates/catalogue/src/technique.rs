//! The tree of techniques: two levels of instrument classes, and the techniques in them.

use std::collections::HashMap;

use jiangnan_kernel::Text;
use serde::Deserialize;

/// Techniques under the classes in which the Chinese classification lists their instruments. It is data: a
/// user can replace both tables.
#[derive(Clone, Debug)]
pub struct TechniqueTree {
    nodes: Vec<Node>,
    by_code: HashMap<String, usize>,
    by_phrase: HashMap<String, usize>,
}

/// A class or a technique.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Node {
    /// Its code: of the Chinese classification for a class, of CHMO or PaNET for a technique.
    pub code: String,
    /// What it is.
    pub kind: NodeKind,
    /// Its name.
    pub name: Text,
    /// What an instrument of the technique is called. Empty for a class.
    pub instrument: Text,
    /// Other words for it, in both languages.
    pub synonyms: Vec<String>,
    /// The class in which it lies.
    pub parent: Option<String>,
}

/// What a node of the tree is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum NodeKind {
    /// A class of instruments.
    Class,
    /// A technique.
    Technique,
}

/// Why two tables are not a tree of techniques.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum TechniqueError {
    /// A line cannot be read.
    #[error("{table}, line {line}: {reason}")]
    BadLine {
        /// Which table.
        table: &'static str,
        /// The line, the header being 1.
        line: u64,
        /// What is wrong with it.
        reason: String,
    },
    /// A code stands twice.
    #[error("the code `{0}` stands twice: delete one of the lines")]
    Twice(String),
    /// A class is not in the table.
    #[error("`{child}` lies in the class `{parent}`, which is not in the table of classes")]
    NoParent {
        /// The node.
        child: String,
        /// Its missing class.
        parent: String,
    },
}

#[derive(Deserialize)]
struct ClassLine {
    code: String,
    label_zh: String,
    label_en_unofficial: String,
    parent: String,
}

#[derive(Deserialize)]
struct TechniqueLine {
    code: String,
    label_en: String,
    label_zh: String,
    instrument_en: String,
    instrument_zh: String,
    synonyms_en: String,
    synonyms_zh: String,
    class_code: String,
}

impl TechniqueTree {
    /// The tree that comes with the code.
    ///
    /// # Errors
    /// None as long as the tables are as they were tested.
    pub fn built_in() -> Result<TechniqueTree, TechniqueError> {
        TechniqueTree::read_csv(
            include_str!("../../../data/demo/techniques.csv"),
            include_str!("../../../data/demo/classes.csv"),
        )
    }

    /// Reads the table of techniques and the table of classes (CSV with a header, as `data/demo/README.md`
    /// documents them).
    ///
    /// # Errors
    /// The first line that cannot be read, or why the lines are not a tree.
    pub fn read_csv(techniques: &str, classes: &str) -> Result<TechniqueTree, TechniqueError> {
        let mut nodes: Vec<Node> = Vec::new();
        for line in read_lines::<ClassLine>("classes", classes)? {
            nodes.push(Node {
                code: line.code,
                kind: NodeKind::Class,
                name: Text::new(line.label_en_unofficial, line.label_zh),
                instrument: Text::default(),
                synonyms: Vec::new(),
                parent: Some(line.parent).filter(|parent| !parent.is_empty()),
            });
        }
        for line in read_lines::<TechniqueLine>("techniques", techniques)? {
            let words = line.synonyms_en.split('|').chain(line.synonyms_zh.split('|'));
            nodes.push(Node {
                code: line.code,
                kind: NodeKind::Technique,
                name: Text::new(line.label_en, line.label_zh),
                instrument: Text::new(line.instrument_en, line.instrument_zh),
                synonyms: words.filter(|word| !word.is_empty()).map(str::to_owned).collect(),
                parent: Some(line.class_code).filter(|parent| !parent.is_empty()),
            });
        }
        TechniqueTree::new(nodes)
    }

    fn new(nodes: Vec<Node>) -> Result<TechniqueTree, TechniqueError> {
        let mut by_code = HashMap::new();
        let mut by_phrase = HashMap::new();
        for (index, node) in nodes.iter().enumerate() {
            if by_code.insert(node.code.clone(), index).is_some() {
                return Err(TechniqueError::Twice(node.code.clone()));
            }
            for phrase in node.phrases() {
                // A phrase that two nodes share belongs to the first, the more general one in the tables.
                by_phrase.entry(folded(phrase)).or_insert(index);
            }
        }
        for node in &nodes {
            if let Some(parent) = node.parent.as_ref().filter(|parent| !by_code.contains_key(*parent)) {
                return Err(TechniqueError::NoParent { child: node.code.clone(), parent: parent.clone() });
            }
        }
        Ok(TechniqueTree { nodes, by_code, by_phrase })
    }

    /// Every class and technique, classes first.
    pub fn nodes(&self) -> &[Node] {
        &self.nodes
    }

    /// The class or technique of a code.
    pub fn get(&self, code: &str) -> Option<&Node> {
        self.by_code.get(code).and_then(|&index| self.nodes.get(index))
    }

    /// The position of a code among [`TechniqueTree::nodes`].
    pub fn position(&self, code: &str) -> Option<u32> {
        self.by_code.get(code).and_then(|&index| u32::try_from(index).ok())
    }

    /// What lies directly in a class; the top classes where no class is given.
    pub fn children<'a>(&'a self, code: Option<&'a str>) -> impl Iterator<Item = &'a Node> {
        self.nodes.iter().filter(move |node| node.parent.as_deref() == code)
    }

    /// A node and the classes above it, from the node upwards.
    pub fn with_ancestors(&self, code: &str) -> impl Iterator<Item = &Node> {
        // A table with a circle of classes must not hang us: the tree has three levels, nobody needs ten.
        std::iter::successors(self.get(code), |node| node.parent.as_deref().and_then(|code| self.get(code)))
            .take(10)
    }

    /// Whether a node is `outer` or lies in it.
    pub fn is_within(&self, code: &str, outer: &str) -> bool {
        self.with_ancestors(code).any(|node| node.code == outer)
    }

    /// The node whose code, name, instrument or synonym is exactly this text, in any case of letters.
    pub fn find(&self, text: &str) -> Option<&Node> {
        let text = text.trim();
        self.get(text).or_else(|| self.by_phrase.get(&folded(text)).and_then(|&index| self.nodes.get(index)))
    }

    /// The technique that a longer text speaks of: the one with the longest phrase in it. Latin phrases
    /// count as whole words only.
    pub fn spot(&self, text: &str) -> Option<&Node> {
        let text = folded(text);
        let mut best: Option<(&String, &Node)> = None;
        for (phrase, &index) in &self.by_phrase {
            let Some(node) = self.nodes.get(index).filter(|node| node.kind == NodeKind::Technique) else {
                continue;
            };
            // Among phrases of one length the alphabet decides, so that the answer never varies.
            let better = best.is_none_or(|(longest, _)| {
                (phrase.len(), longest.as_str()) > (longest.len(), phrase.as_str())
            });
            if better && holds_phrase(&text, phrase) {
                best = Some((phrase, node));
            }
        }
        best.map(|(_, node)| node)
    }
}

impl Node {
    /// Every way to say it.
    pub fn phrases(&self) -> impl Iterator<Item = &str> {
        [&self.name.en, &self.name.zh, &self.instrument.en, &self.instrument.zh]
            .into_iter()
            .chain(&self.synonyms)
            .map(String::as_str)
            .filter(|phrase| !phrase.is_empty())
    }
}

/// Lower case with single blanks.
fn folded(text: &str) -> String {
    text.to_lowercase().split_whitespace().collect::<Vec<_>>().join(" ")
}

/// Whether a phrase stands in a text, not inside a longer Latin word or number.
fn holds_phrase(text: &str, phrase: &str) -> bool {
    let in_word = |character: Option<char>| character.is_some_and(|c| c.is_ascii_alphanumeric());
    text.match_indices(phrase).any(|(start, found)| {
        let before = text.get(..start).and_then(|part| part.chars().next_back());
        let after = text.get(start + found.len()..).and_then(|part| part.chars().next());
        let starts_latin = in_word(found.chars().next());
        let ends_latin = in_word(found.chars().next_back());
        !(starts_latin && in_word(before) || ends_latin && in_word(after))
    })
}

fn read_lines<T: for<'de> Deserialize<'de>>(
    table: &'static str,
    text: &str,
) -> Result<Vec<T>, TechniqueError> {
    let mut reader = csv::Reader::from_reader(text.as_bytes());
    let lines = reader.deserialize::<T>().collect::<Result<Vec<T>, csv::Error>>();
    lines.map_err(|error| TechniqueError::BadLine {
        table,
        line: error.position().map_or(0, csv::Position::line),
        reason: error.to_string(),
    })
}
