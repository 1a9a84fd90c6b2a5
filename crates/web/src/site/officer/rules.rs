//! Rule texts as pages show them: each clause's rule as it is written, where the border lies, what changed
//! from one version to the next.

use std::collections::BTreeMap;

use jiangnan_kernel::{PlaceCode, Text};
use jiangnan_scheme::clause::{Clause, Test};
use jiangnan_scheme::{Fact, Scheme};

/// The rule of each clause as it stands in the text of a scheme: all of it but the number, the wording and
/// remarks.
pub fn rules(text: &str) -> BTreeMap<String, String> {
    let blocks = text.split("[[clause]]").skip(1);
    blocks.filter_map(|block| Some((id(block)?, rule(block)))).collect()
}

fn id(block: &str) -> Option<String> {
    let value = block.lines().find_map(|line| value_of(line, "id"))?;
    Some(value.split('#').next()?.trim().trim_matches('"').to_owned())
}

fn value_of<'l>(line: &'l str, key: &str) -> Option<&'l str> {
    let rest = line.trim_start().strip_prefix(key)?;
    Some(rest.trim_start().strip_prefix('=')?.trim())
}

fn rule(block: &str) -> String {
    let says = |line: &&str| {
        let line = line.trim();
        !line.is_empty()
            && !line.starts_with('#')
            && value_of(line, "id").is_none()
            && value_of(line, "text").is_none()
    };
    let words = |line: &str| line.split_whitespace().collect::<Vec<_>>().join(" ");
    block.lines().filter(says).map(words).collect::<Vec<_>>().join("\n")
}

/// The places to which a clause ties the provider.
fn places(clause: &Clause) -> impl Iterator<Item = PlaceCode> {
    let tied = clause.conditions().filter(|condition| condition.fact == Fact::ProviderLocatedIn);
    tied.flat_map(|condition| match &condition.test {
        Test::Within(parts) => parts.iter().map(|part| part.code).collect::<Vec<_>>(),
        _ => Vec::new(),
    })
}

/// Whether a clause asks where the provider is.
pub fn is_border(clause: &Clause) -> bool {
    clause.conditions().any(|condition| condition.fact == Fact::ProviderLocatedIn)
}

/// The places in which providers may be; empty where the scheme does not say.
pub fn reach(scheme: &Scheme) -> Vec<PlaceCode> {
    let mut all: Vec<PlaceCode> = scheme.clauses().iter().flat_map(places).collect();
    all.sort_unstable();
    all.dedup();
    all
}

/// What changed from one text to the next, in words.
pub fn change(before: Option<&str>, after: &str) -> Text {
    let Some(before) = before else { return Text::new("first version", "首个版本") };
    let (before, after) = (rules(before), rules(after));
    let named = |ids: Vec<&String>| ids.iter().map(|id| id.as_str()).collect::<Vec<_>>().join(", ");
    let added = named(after.keys().filter(|id| !before.contains_key(*id)).collect());
    let removed = named(before.keys().filter(|id| !after.contains_key(*id)).collect());
    let changed = after.iter().filter(|(id, rule)| before.get(*id).is_some_and(|old| old != *rule));
    let changed = named(changed.map(|(id, _)| id).collect());
    let parts = [("changed", "修改", changed), ("added", "新增", added), ("removed", "删除", removed)];
    let (mut en, mut zh) = (Vec::new(), Vec::new());
    for (english, chinese, ids) in parts.into_iter().filter(|(_, _, ids)| !ids.is_empty()) {
        en.push(format!("{english} {ids}"));
        zh.push(format!("{chinese} {ids}"));
    }
    if en.is_empty() {
        return Text::new("wording only", "仅文字调整");
    }
    Text::new(en.join("; "), zh.join("；"))
}

#[cfg(test)]
mod tests {
    use super::*;

    const OLD: &str = r#"
scheme = "x"
[[clause]]
id      = "7.2" # the border
text    = { en = "Here", zh = "此处" }
require = { provider.located-in = "CN-ZJ" }

# a remark
[[clause]]
id  = "9"
cap = { amount   = "5.00", per = "order" }
"#;

    #[test]
    fn a_rule_is_shown_as_it_is_written() {
        let rules = rules(OLD);
        assert_eq!(rules["7.2"], "require = { provider.located-in = \"CN-ZJ\" }");
        assert_eq!(rules["9"], "cap = { amount = \"5.00\", per = \"order\" }");
    }

    #[test]
    fn a_change_names_the_clauses() {
        for (after, expected) in [
            (OLD.to_owned(), "wording only"),
            (OLD.replace("Here", "There"), "wording only"),
            (OLD.replace("CN-ZJ", "YRD"), "changed 7.2"),
            (OLD.replace("id  = \"9\"", "id = \"8\""), "added 8; removed 9"),
            (OLD.replace("YRD", "x").replace("5.00", "6.00"), "changed 9"),
        ] {
            assert_eq!(change(Some(OLD), &after).en, expected);
        }
        assert_eq!(change(None, OLD).en, "first version");
    }
}
