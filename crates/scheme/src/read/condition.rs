//! Conditions: `{ enterprise.size = ["micro", "small"], order.date = { from = "voucher.granted-on" } }`.

use std::collections::HashSet;
use std::ops::Range;
use std::sync::Arc;

use super::value::Fields;
use super::{Node, Reader};
use crate::clause::{Bound, Condition, Span, Test};
use crate::fact::{Fact, FactKind};

const EXAMPLE: &str = "{ enterprise.size = [\"micro\", \"small\"] }";

impl Reader<'_> {
    /// All conditions of a table; none where one of them is wrong.
    pub(super) fn conditions(&mut self, node: &Node<'_>, name: &'static str) -> Option<Vec<Condition>> {
        let fields = self.table(node, name, EXAMPLE)?;
        let mut conditions = Some(Vec::new());
        let mut found: Vec<(String, Range<usize>, &Node<'_>)> = Vec::new();
        for (group, node) in fields.table {
            match node.get_ref().as_table() {
                Some(facts) if group.get_ref() != "" => {
                    found.extend(facts.iter().map(|(key, value)| {
                        (format!("{}.{}", group.get_ref(), key.get_ref()), key.span(), value)
                    }));
                }
                _ => found.push((group.get_ref().to_string(), group.span(), node)),
            }
        }
        if found.is_empty() {
            self.findings
                .error(&fields.span, format!("{name} names no fact"))
                .help(format!("write {EXAMPLE}"));
            return None;
        }
        found.sort_by_key(|(_, span, _)| span.start);
        for (name, span, node) in found {
            let read = self.fact(&name, &span).and_then(|fact| self.condition(fact, node));
            match (&mut conditions, read) {
                (Some(list), Some(condition)) => list.push(condition),
                _ => conditions = None,
            }
        }
        conditions
    }

    /// The fact of a name.
    pub(super) fn fact(&mut self, name: &str, span: &Range<usize>) -> Option<Fact> {
        let fact = Fact::of_name(name);
        if fact.is_none() {
            let short: String = name.chars().take(60).collect();
            self.findings
                .error(span, format!("`{short}` is not a known fact"))
                .help(format!("write a fact as `group.name`, for example {EXAMPLE}"))
                .nearest(name, Fact::ALL.iter().map(|fact| fact.name()));
        }
        fact
    }

    /// One condition from the value that stands behind a fact.
    pub(super) fn condition(&mut self, fact: Fact, node: &Node<'_>) -> Option<Condition> {
        let test = match fact.kind() {
            FactKind::Place => {
                let mut parts = self.one_or_more(node, Self::place)?;
                let mut seen = HashSet::new();
                parts.retain(|part| seen.insert(part.first));
                Test::Within(parts)
            }
            FactKind::Word(vocabulary) => {
                let words = self.one_or_more(node, |reader, node| reader.word(node, vocabulary))?;
                Test::OneOf(words.iter().fold(0, |mask, word| mask | 1 << word))
            }
            FactKind::Flag => Test::Is(self.flag(node)?),
            FactKind::Subject => {
                self.findings
                    .error(&node.span(), format!("`{fact}` is an id, which no rule may test"))
                    .help("test a relation instead, for example { order.related-party = true }");
                return None;
            }
            _ => self.range(fact, node)?,
        };
        Some(self.worded(fact, test))
    }

    /// A condition with what to say where it decides against an order.
    pub(super) fn worded(&self, fact: Fact, test: Test) -> Condition {
        let wording = self.wording();
        Condition {
            fact,
            needs: test.needs(fact),
            runs: test.runs(),
            remedy: Arc::new(wording.demand(fact, &test, true)),
            escape: Arc::new(wording.demand(fact, &test, false)),
            test,
        }
    }

    /// `{ from = …, until = …, above = …, below = … }`: the first two included, the others not.
    fn range(&mut self, fact: Fact, node: &Node<'_>) -> Option<Test> {
        let fields = self.table(node, "a range", &fact.example())?;
        self.known_keys(&fields, &["from", "above", "until", "below"]);
        let low = self.end(fact, &fields, ("from", "above"), 1);
        let high = self.end(fact, &fields, ("until", "below"), -1);
        let (low, high) = (low?, high?);
        if low.is_none() && high.is_none() {
            self.findings
                .error(&fields.span, "the range has no end")
                .help(format!("write {}", fact.example()));
            return None;
        }
        if let (Some(Bound::At(low)), Some(Bound::At(high))) = (low, high)
            && low > high
        {
            self.findings
                .error(&fields.span, "the range is empty: it begins above its end")
                .help("write the smaller value as `from`");
            return None;
        }
        Some(Test::Between(low, high))
    }

    /// One end of a range; the outer option is none where it is wrong.
    #[expect(clippy::option_option, reason = "absent and wrong are two answers, both used by one caller")]
    fn end(
        &mut self,
        fact: Fact,
        fields: &Fields<'_>,
        (closed, open): (&str, &str),
        inward: i64,
    ) -> Option<Option<Bound>> {
        match (fields.get(closed), fields.get(open)) {
            (Some(_), Some(node)) => {
                self.findings
                    .error(&node.span(), format!("`{open}` and `{closed}` both limit the same end"))
                    .help("keep one of them");
                None
            }
            (Some(node), None) => self.bound(fact, node).map(Some),
            (None, Some(node)) => Some(Some(match self.bound(fact, node)? {
                Bound::At(number) => Bound::At(number.saturating_add(inward)),
                Bound::Moved(fact, span) => {
                    Bound::Moved(fact, Span { days: span.days.saturating_add(inward), ..span })
                }
            })),
            (None, None) => Some(None),
        }
    }

    fn bound(&mut self, fact: Fact, node: &Node<'_>) -> Option<Bound> {
        match fact.kind() {
            FactKind::Money => self.amount(node).map(Bound::At),
            FactKind::Count => self.count(node).map(Bound::At),
            FactKind::Share => self.rate(node).map(|rate| Bound::At(i64::from(rate.0))),
            FactKind::Hours => self.hours(node).map(Bound::At),
            _ => match node.get_ref().as_str().filter(|text| text.contains('.')) {
                Some(text) => self.moved(text, node),
                None => self.day(node).map(Bound::At),
            },
        }
    }

    fn hours(&mut self, node: &Node<'_>) -> Option<i64> {
        let seconds = node.get_ref().as_str().and_then(hours_to_seconds);
        if seconds.is_none() {
            self.expected(node, "a number of hours written as text", "\"8\" or \"0.5\"");
        }
        seconds
    }

    /// `voucher.granted-on + 4 months - 1 day`.
    fn moved(&mut self, text: &str, node: &Node<'_>) -> Option<Bound> {
        let mut words = text.split_whitespace();
        let name = words.next().unwrap_or_default();
        let fact = self.fact(name, &node.span())?;
        if fact.kind() != FactKind::Date {
            self.findings
                .error(&node.span(), format!("`{fact}` is not a date but a {}", fact.kind().name()))
                .help("write a date or a date fact, for example \"voucher.granted-on + 4 months\"");
            return None;
        }
        let mut span = Span::default();
        while let Some(sign) = words.next() {
            let count = words.next().and_then(|count| count.parse::<i64>().ok());
            let count = count.filter(|count| (0..=12_000).contains(count));
            let unit = words.next().unwrap_or_default();
            let signed = match (sign, count) {
                ("+", Some(count)) => Some(count),
                ("-", Some(count)) => Some(-count),
                _ => None,
            };
            match (signed, unit) {
                (Some(count), "month" | "months") => span.months += count,
                (Some(count), "day" | "days") => span.days += count,
                (Some(count), "year" | "years") => span.months += 12 * count,
                _ => {
                    self.expected(node, "a date fact with a time", "\"voucher.granted-on + 4 months\"");
                    return None;
                }
            }
        }
        Some(Bound::Moved(fact, span))
    }
}

/// The most hours of an order.
pub(crate) const HOURS_MAX: i64 = 10_000_000;

/// Hours with at most two decimals, in seconds.
pub(crate) fn hours_to_seconds(text: &str) -> Option<i64> {
    let hundredths = jiangnan_kernel::Currency::EUR.parse_minor(text).ok()?;
    (0..=HOURS_MAX * 100).contains(&hundredths).then_some(hundredths * 36)
}
