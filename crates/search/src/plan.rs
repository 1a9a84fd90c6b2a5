//! What is wanted as a query of the index.

use tantivy::Term;
use tantivy::query::{
    AllQuery, BooleanQuery, BoostQuery, ConstScoreQuery, FuzzyTermQuery, Occur, Query, TermQuery,
};
use tantivy::schema::{Field, IndexRecordOption};

use crate::engine::Fields;
use crate::wanted::{Ask, Meaning, Wanted};

/// How much a match counts, by where it was found.
const WEIGHT_CODE: f32 = 20.0;
const WEIGHT_NEAR: f32 = 6.0;
const WEIGHT_SAID: f32 = 12.0;
const WEIGHT_MODEL: f32 = 8.0;
const WEIGHT_NAME: f32 = 3.0;

/// Letters from which on a word may be the beginning of another.
const PREFIX_LETTERS_MIN: usize = 2;

type Clauses = Vec<(Occur, Box<dyn Query>)>;

/// The query for what is wanted. Without ranking it only tells what fits.
pub fn query(wanted: &Wanted, fields: &Fields, ranked: bool) -> Box<dyn Query> {
    let plan = Plan { fields, ranked };
    let mut clauses: Clauses = Vec::new();
    if !wanted.meanings.is_empty() {
        let any = wanted.meanings.iter().flat_map(|meaning| plan.meaning(meaning)).collect();
        clauses.push((Occur::Must, any_of(any)));
    }
    for ask in &wanted.rest {
        clauses.push((Occur::Must, plan.ask(ask)));
        if ranked {
            clauses.extend(plan.better(ask));
        }
    }
    if clauses.is_empty() { Box::new(AllQuery) } else { Box::new(BooleanQuery::new(clauses)) }
}

struct Plan<'p> {
    fields: &'p Fields,
    ranked: bool,
}

impl Plan<'_> {
    /// The technique itself, one that is a kind of it or spoken of, or the very words.
    fn meaning(&self, meaning: &Meaning) -> Vec<Box<dyn Query>> {
        let weighed = |field, weight: f32| -> Box<dyn Query> {
            Box::new(ConstScoreQuery::new(term(field, &meaning.code), weight))
        };
        let said = meaning.words.iter().map(|ask| (Occur::Must, self.ask(ask))).collect();
        vec![
            weighed(self.fields.code, WEIGHT_CODE),
            weighed(self.fields.near, WEIGHT_NEAR),
            Box::new(ConstScoreQuery::new(Box::new(BooleanQuery::new(said)), WEIGHT_SAID)),
        ]
    }

    /// A word anywhere.
    fn ask(&self, ask: &Ask) -> Box<dyn Query> {
        let text = self.fields.text;
        match ask {
            Ask::Latin { raw, stem } => {
                let mut ways = vec![term(text, stem)];
                if raw.chars().count() >= PREFIX_LETTERS_MIN {
                    let begun = FuzzyTermQuery::new_prefix(Term::from_field_text(text, raw), 0, true);
                    ways.push(Box::new(begun));
                }
                any_of(ways)
            }
            Ask::Han { word, parts } => {
                let all = parts.iter().map(|part| (Occur::Must, term(text, part))).collect();
                let in_parts: Box<dyn Query> = Box::new(BooleanQuery::new(all));
                if parts.first() == Some(word) { in_parts } else { any_of(vec![term(text, word), in_parts]) }
            }
        }
    }

    /// The same word where it counts more.
    fn better(&self, ask: &Ask) -> Clauses {
        let (raw, stem) = match ask {
            Ask::Latin { raw, stem } => (raw, stem),
            Ask::Han { word, .. } => (word, word),
        };
        debug_assert!(self.ranked, "only a ranked search asks what is better");
        let weighed = |query, weight| -> (Occur, Box<dyn Query>) {
            (Occur::Should, Box::new(BoostQuery::new(query, weight)))
        };
        vec![
            weighed(term(self.fields.model, raw), WEIGHT_MODEL),
            weighed(term(self.fields.name, stem), WEIGHT_NAME),
        ]
    }
}

fn term(field: Field, text: &str) -> Box<dyn Query> {
    Box::new(TermQuery::new(Term::from_field_text(field, text), IndexRecordOption::Basic))
}

fn any_of(ways: Vec<Box<dyn Query>>) -> Box<dyn Query> {
    Box::new(BooleanQuery::new(ways.into_iter().map(|way| (Occur::Should, way)).collect()))
}
