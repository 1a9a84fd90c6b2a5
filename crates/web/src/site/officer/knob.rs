//! The parts of a rule text that a form can set: rates, amounts, places, words. The text stays the truth; a knob
//! is a stretch of it, found again each time, so that comments and everything else stay as they are.

use std::ops::Range;

/// What a knob sets.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// A percentage.
    Rate,
    /// An amount of money.
    Amount,
    /// A number of months.
    Months,
    /// A place.
    Place,
    /// Who is paid.
    Payee,
    /// Size classes.
    Sizes,
    /// Documents of a claim.
    Documents,
    /// A date.
    Date,
}

/// The key of a line, a name in it, and what the value is.
const KNOWN: [(&str, &str, Kind); 11] = [
    ("effective", "from", Kind::Date),
    ("effective", "until", Kind::Date),
    ("require", "enterprise.registered-in", Kind::Place),
    ("require", "enterprise.size", Kind::Sizes),
    ("require", "provider.located-in", Kind::Place),
    ("subsidise", "rate", Kind::Rate),
    ("cap", "amount", Kind::Amount),
    ("budget", "amount", Kind::Amount),
    ("validity", "months", Kind::Months),
    ("evidence", "documents", Kind::Documents),
    ("pay", "to", Kind::Payee),
];

/// One part of a text that a form can set.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Knob {
    /// The article; empty for the head of the text.
    pub clause: String,
    /// The name, such as `provider.located-in`.
    pub name: &'static str,
    /// What it sets.
    pub kind: Kind,
    /// What it is set to now: one value, or several words.
    pub values: Vec<String>,
    /// Where the value stands in the text.
    span: Range<usize>,
}

/// Every knob of a text, in its order.
pub fn knobs(text: &str) -> Vec<Knob> {
    let mut found = Vec::new();
    let (mut clause, mut start) = (String::new(), 0);
    for line in text.split_inclusive('\n') {
        let (at, trimmed) = (start, line.trim_start());
        start += line.len();
        if trimmed.starts_with("[[clause]]") {
            clause = article(text.get(start..).unwrap_or_default());
        }
        let Some((key, _)) = trimmed.split_once('=') else { continue };
        for (_, name, kind) in KNOWN.iter().filter(|known| known.0 == key.trim()) {
            if let Some((range, values)) = value(line, name) {
                let span = at + range.start..at + range.end;
                found.push(Knob { clause: clause.clone(), name, kind: *kind, values, span });
            }
        }
    }
    found
}

/// The article of the clause that begins here.
fn article(block: &str) -> String {
    let lines = block.lines().take_while(|line| !line.trim_start().starts_with("[["));
    let id = lines.filter_map(|line| line.split_once('=')).find(|(key, _)| key.trim() == "id");
    id.and_then(|(_, value)| value.split('"').nth(1)).unwrap_or_default().to_owned()
}

/// The value of a name in a line: where it stands, and what it is.
fn value(line: &str, name: &str) -> Option<(Range<usize>, Vec<String>)> {
    let part = |letter: char| letter.is_alphanumeric() || matches!(letter, '-' | '_' | '.' | '"');
    let (at, rest) = line.match_indices(name).find_map(|(at, _)| {
        let (before, after) = (line.get(..at)?, line.get(at + name.len()..)?);
        let rest = after.trim_start().strip_prefix('=')?.trim_start();
        (!before.ends_with(part)).then_some((line.len() - rest.len(), rest))
    })?;
    let length = match rest.chars().next()? {
        '"' => rest.get(1..)?.find('"')? + 2,
        '[' => rest.find(']')? + 1,
        _ => rest.find(|letter: char| !letter.is_ascii_digit()).unwrap_or(rest.len()),
    };
    let written = rest.get(..length).filter(|written| !written.is_empty())?;
    let quoted = written.split('"').skip(1).step_by(2).map(str::to_owned).collect::<Vec<_>>();
    let values = if written.starts_with(['"', '[']) { quoted } else { vec![written.to_owned()] };
    Some((at..at + length, values))
}

impl Knob {
    /// Whether several words can be chosen.
    pub fn is_list(&self) -> bool {
        matches!(self.kind, Kind::Sizes | Kind::Documents)
    }

    /// What stands in the text for some values. Signs that would end a text are left out, so that nobody writes
    /// more than a value.
    fn written(&self, values: &[String]) -> String {
        let plain = |value: &str| -> String {
            value.chars().filter(|letter| !matches!(letter, '"' | '\\') && !letter.is_control()).collect()
        };
        let first = plain(values.first().map_or("", String::as_str));
        match self.kind {
            Kind::Months => first.chars().filter(char::is_ascii_digit).collect(),
            Kind::Rate => format!("\"{}%\"", first.trim_end_matches('%').trim()),
            _ if self.is_list() => {
                let words: Vec<String> = values.iter().map(|value| format!("\"{}\"", plain(value))).collect();
                format!("[{}]", words.join(", "))
            }
            _ => format!("\"{first}\""),
        }
    }
}

/// The text after its knobs were set; `set` gives the new values of each knob, or nothing where it stays.
pub fn turned(text: &str, set: impl Fn(usize, &Knob) -> Option<Vec<String>>) -> String {
    let mut after = text.to_owned();
    for (index, knob) in knobs(text).iter().enumerate().rev() {
        let values = set(index, knob).filter(|values| *values != knob.values);
        // A number without digits is none: what stood there stays.
        if let Some(written) = values.map(|values| knob.written(&values)).filter(|text| !text.is_empty()) {
            after.replace_range(knob.span.clone(), &written);
        }
    }
    after
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    const TEXT: &str = include_str!("../../../../../schemes/yrd/zhejiang-2026.toml");

    fn of<'k>(knobs: &'k [Knob], clause: &str, name: &str) -> (usize, &'k Knob) {
        let found = knobs.iter().enumerate().find(|(_, knob)| knob.clause == clause && knob.name == name);
        found.unwrap_or_else(|| panic!("{clause} {name} in {knobs:?}"))
    }

    #[test]
    fn the_knobs_of_a_shipped_scheme_are_found() {
        let knobs = knobs(TEXT);
        for (clause, name, kind, values) in [
            ("", "from", Kind::Date, "2026-01-01"),
            ("", "until", Kind::Date, "2026-12-31"),
            ("5.1", "enterprise.registered-in", Kind::Place, "CN-ZJ"),
            ("5.1", "enterprise.size", Kind::Sizes, "micro small medium"),
            ("7.2", "provider.located-in", Kind::Place, "YRD"),
            ("10", "months", Kind::Months, "12"),
            ("11.1", "rate", Kind::Rate, "50%"),
            ("11.2", "amount", Kind::Amount, "50000.00"),
            ("11.3", "amount", Kind::Amount, "300000.00"),
            ("12.1", "documents", Kind::Documents, "contract invoice"),
            ("13", "to", Kind::Payee, "provider"),
        ] {
            let (_, knob) = of(&knobs, clause, name);
            assert_eq!((knob.kind, knob.values.join(" ").as_str()), (kind, values), "{clause} {name}");
        }
        let round = |knob: &Knob| knob.clause == "11.4" || knob.clause == "8";
        assert!(!knobs.iter().any(round), "the step of rounding and dates of orders are no knobs");
    }

    #[test]
    fn only_the_value_changes() {
        let known = knobs(TEXT);
        for (clause, name, new, line) in [
            ("7.2", "provider.located-in", vec!["CN-ZJ"], "require = { provider.located-in = \"CN-ZJ\" }"),
            ("11.1", "rate", vec!["60"], "subsidise = { rate = \"60%\", of = "),
            ("10", "months", vec!["24"], "validity = { months = 24 }"),
            ("5.1", "enterprise.size", vec!["micro"], "enterprise.size = [\"micro\"] }"),
            ("13", "to", vec!["enter\"prise"], "pay  = { to = \"enterprise\" }"),
        ] {
            let (at, _) = of(&known, clause, name);
            let values: Vec<String> = new.iter().map(|&value| value.to_owned()).collect();
            let after = turned(TEXT, |index, _| (index == at).then(|| values.clone()));
            assert!(after.contains(line), "{after}");
            let differ = TEXT.lines().zip(after.lines()).filter(|(before, after)| before != after).count();
            assert_eq!((differ, TEXT.lines().count()), (1, after.lines().count()), "{clause}");
        }
        assert_eq!(turned(TEXT, |_, knob| Some(knob.values.clone())), TEXT, "what is not changed stays");
    }

    proptest! {
        #[test]
        fn no_text_breaks_the_search(text in "(?s).{0,200}", value in ".{0,20}") {
            let after = turned(&text, |_, _| Some(vec![value.clone()]));
            prop_assert_eq!(knobs(&after).len(), knobs(&text).len());
        }

        #[test]
        fn nobody_writes_more_than_a_value(value in ".{0,40}") {
            let after = turned(TEXT, |_, _| Some(vec![value.clone()]));
            prop_assert_eq!(after.lines().count(), TEXT.lines().count());
            prop_assert_eq!(after.matches("[[clause]]").count(), TEXT.matches("[[clause]]").count());
        }
    }
}
