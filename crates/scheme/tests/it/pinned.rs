//! Every number and word of a shipped scheme is pinned: change one, and a case beside the scheme fails.

use std::ops::Range;

use jiangnan_kernel::{Date, PlaceTree, Rate};
use jiangnan_scheme::clause::{Base, Per};
use jiangnan_scheme::guide::VOCABULARIES;
use jiangnan_scheme::{Cases, Scheme};

use crate::shipped::{readable, schemes_of, text};
use crate::world::DELTA;

/// What stands on lines that begin so is no rule, or names what another test looks up.
const NO_RULE: &[&str] = &[
    "#",
    "id",
    "text",
    "title",
    "scheme",
    "funder",
    "currency",
    "status",
    "extends",
    "promises",
    "override",
    "forbid-override",
];

/// Changes that no order can show: scheme, clause, change, and why.
const SAME: &[(&str, &str, &str, &str)] = &[
    ("ireland-cofunded", "8", "10000.00 -> 10000.01", "half a cent more is no cent"),
    ("portugal", "7", "20000.00 -> 20000.01", "three quarters of a cent more are no cent"),
    ("netherlands", "4.2", "10000.00 -> 10000.01", "of a large question it does not bind there"),
    ("netherlands", "5.2", "10000.00 -> 10000.01", "it does not bind there"),
    ("netherlands", "5.2", "10000.00 -> 9999.99", "of a small question it does not bind there"),
    ("northern-ireland", "7.1", "2026-01-01 -> 2025-12-31", "the scheme is not in force then"),
    ("northern-ireland", "7.2", "2026-12-31 -> 2027-01-01", "the scheme is not in force then"),
];

/// A text with one change.
struct Mutant {
    line: usize,
    clause: String,
    what: String,
    text: String,
}

fn mutants(text: &str, places: &PlaceTree) -> Vec<Mutant> {
    let (mut mutants, mut clause) = (Vec::new(), String::new());
    let mut offset = 0;
    for (at, line) in text.split_inclusive('\n').enumerate() {
        let key = line.split('=').next().unwrap().trim();
        if key == "id" {
            clause = line.split('"').nth(1).unwrap().to_owned();
        }
        let is_rule = line.contains('=') && !line.starts_with('#') && !NO_RULE.contains(&key);
        for (span, new) in if is_rule { changes(line, places) } else { Vec::new() } {
            let what = format!("{} -> {new}", &line[span.clone()]);
            let whole = offset + span.start..offset + span.end;
            let text = [&text[..whole.start], &new, &text[whole.end..]].concat();
            mutants.push(Mutant { line: at + 1, clause: clause.clone(), what, text });
        }
        offset += line.len();
    }
    mutants
}

/// What each value of a line may be changed into: the next number, another word, one word less.
fn changes(line: &str, places: &PlaceTree) -> Vec<(Range<usize>, String)> {
    let lists: Vec<Range<usize>> = between(line, '[', ']');
    let lists: Vec<Range<usize>> =
        lists.into_iter().filter(|list| !line[list.clone()].contains('{')).collect();
    let mut found = Vec::new();
    for list in &lists {
        let words: Vec<&str> = line[list.clone()].split(',').map(str::trim).collect();
        for left_out in 0..if words.len() > 1 { words.len() } else { 0 } {
            let rest = words.iter().enumerate().filter(|(at, _)| *at != left_out);
            found.push((list.clone(), rest.map(|(_, word)| *word).collect::<Vec<_>>().join(", ")));
        }
    }
    for quoted in between(line, '"', '"') {
        let listed = lists.iter().any(|list| list.contains(&quoted.start));
        let value = &line[quoted.clone()];
        let others = numbers(value).into_iter().chain(above(value, places));
        let words = if listed { Vec::new() } else { other_words(value) };
        found.extend(others.chain(words).map(|new| (quoted.clone(), new)));
    }
    found.extend(bare(line));
    found
}

/// What stands between two signs, each pair by itself.
fn between(line: &str, open: char, close: char) -> Vec<Range<usize>> {
    let (mut spans, mut from) = (Vec::new(), 0);
    while let Some(start) = line[from..].find(open).map(|at| from + at + 1) {
        let Some(end) = line[start..].find(close).map(|at| start + at) else { break };
        spans.push(start..end);
        from = end + 1;
    }
    spans
}

/// Whole numbers and flags that stand without quotes.
fn bare(line: &str) -> Vec<(Range<usize>, String)> {
    let mut found = Vec::new();
    for (at, _) in line.match_indices("= ") {
        let start = at + 2;
        let value = line[start..].split([' ', ',', '}', '\n']).next().unwrap();
        let span = start..start + value.len();
        match (value, value.parse::<i64>()) {
            ("true", _) => found.push((span, "false".to_owned())),
            ("false", _) => found.push((span, "true".to_owned())),
            (_, Ok(number)) => found.extend([1, -1].map(|step| (span.clone(), (number + step).to_string()))),
            _ => {}
        }
    }
    found
}

/// The numbers next to a share, a date, an amount, a rate of exchange, or a date with a span.
fn numbers(value: &str) -> Vec<String> {
    if let (true, Ok(Rate(points))) = (value.ends_with('%'), value.parse::<Rate>()) {
        return [points + 1, points - 1].map(|points| Rate(points).to_string()).to_vec();
    }
    if let Ok(date) = value.parse::<Date>() {
        return [date.tomorrow(), date.yesterday()].map(|date| date.unwrap().to_string()).to_vec();
    }
    if let [fact, sign, count, unit] = value.split(' ').collect::<Vec<_>>()[..] {
        let count: i64 = count.parse().unwrap();
        return [1, -1].map(|step| format!("{fact} {sign} {} {unit}", count + step)).to_vec();
    }
    let Some((whole, fraction)) = value.split_once('.') else { return Vec::new() };
    let Ok(number) = format!("{whole}{fraction}").parse::<i64>() else { return Vec::new() };
    // Of a rate of exchange the last digit that is written is changed, not a millionth.
    let zeros = fraction.len() - fraction.trim_end_matches('0').len();
    let step = if fraction.len() > 2 { 10_i64.pow(u32::try_from(zeros).unwrap()) } else { 1 };
    let written = |number: i64| {
        let digits = format!("{number:0>width$}", width = fraction.len() + 1);
        let (whole, fraction) = digits.split_at(digits.len() - fraction.len());
        format!("{whole}.{fraction}")
    };
    let next = [number + step, number - step].into_iter().filter(|number| *number >= 0);
    next.map(written).collect()
}

/// The place in which a place lies.
fn above(value: &str, places: &PlaceTree) -> Option<String> {
    let place = places.get(value.parse().ok()?)?;
    place.parent.map(|parent| parent.to_string())
}

/// The other words of every list that has a word.
fn other_words(value: &str) -> Vec<String> {
    let mut lists: Vec<Vec<&str>> = VOCABULARIES.iter().map(|list| list.names().collect()).collect();
    lists.push(Base::ALL.iter().map(|base| base.name()).collect());
    lists.push(Per::ALL.iter().map(|per| per.name()).collect());
    lists.push(vec!["down", "up", "half-up", "half-even"]);
    lists.push(vec!["subsidy", "base"]);
    let having = lists.iter().filter(|list| list.contains(&value)).flatten();
    having.filter(|word| **word != value).map(|word| (*word).to_owned()).collect()
}

/// Every change of a scheme that loads and that none of its cases notices.
fn unnoticed(name: &str, places: &PlaceTree) -> Vec<String> {
    let (rules, cases) = (text(name), text(&name.replace(".toml", ".cases")));
    let folder = name.rsplit_once('/').unwrap().0;
    let mut beside: Vec<Scheme> = Vec::new();
    for file in Cases::companions(&cases).map(|other| format!("{folder}/{other}")) {
        beside.push(readable(Scheme::load_beside(&file, &text(&file), places, &beside)));
    }
    let passes = |rules: &str| {
        let Ok(scheme) = Scheme::load_beside(name, rules, places, &beside) else { return false };
        let extended = |one: &&Scheme| {
            scheme.extends() == Some(one.id()) || beside.iter().any(|other| other.extends() == Some(one.id()))
        };
        let mut quoted: Vec<&Scheme> = beside.iter().filter(|one| !extended(one)).collect();
        quoted.push(&scheme);
        Cases::read(name, &cases, &quoted, places).is_ok_and(|cases| cases.run(&quoted).passes())
    };
    assert!(passes(&rules), "{name}");
    let same = |mutant: &Mutant| {
        SAME.iter().any(|(file, clause, what, _)| {
            name.contains(file) && *clause == mutant.clause && *what == mutant.what
        })
    };
    let mutants = mutants(&rules, places);
    assert!(mutants.len() > 10, "{name}");
    let left = mutants.iter().filter(|mutant| !same(mutant) && passes(&mutant.text));
    left.map(|mutant| format!("{name}:{}: {}", mutant.line, mutant.what)).collect()
}

fn check(folder: &str, places: &PlaceTree) {
    let left: Vec<String> = schemes_of(folder).iter().flat_map(|name| unnoticed(name, places)).collect();
    assert!(left.is_empty(), "{} changes that no case notices:\n{}", left.len(), left.join("\n"));
}

#[test]
fn no_number_or_word_of_the_delta_changes_unnoticed() {
    check("schemes/yrd", &DELTA);
}

#[test]
fn no_number_or_word_of_a_frame_changes_unnoticed() {
    check("schemes/frame", &DELTA);
}

#[test]
fn no_number_or_word_of_another_region_changes_unnoticed() {
    check("schemes/elsewhere", &PlaceTree::read_csv(&text("schemes/elsewhere/places.csv")).unwrap());
}
