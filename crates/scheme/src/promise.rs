//! Whether a text keeps what it promises to the one that it extends.

use jiangnan_kernel::{Currency, PlaceTree};
use toml::de::DeTable;

use crate::compare::never_stricter;
use crate::diagnostic::{Diagnostic, Findings};
use crate::scheme::Scheme;

/// The error of a text that promises never to be stricter than the one that it extends, and is; none where it keeps
/// the promise, as far as [`never_stricter`] looks, or makes none. `text` is that of `member`, `file` its name.
pub fn broken_promise(
    (file, text): (&str, &str),
    member: &Scheme,
    group: &Scheme,
    places: &PlaceTree,
) -> Option<Diagnostic> {
    if !member.promises_never_stricter() || member.extends() != Some(group.id()) {
        return None;
    }
    let found = never_stricter(member, group, places).counterexample?;
    let (document, _) = DeTable::parse_recoverable(text);
    let span = document.get_ref().get("promises").map_or(0..0, |node| node.span());
    let (own, other) = (money(found.one_minor, member.currency()), money(found.two_minor, group.currency()));
    let mut findings = Findings::new(file, text);
    findings
        .error(
            &span,
            format!(
                "`never-stricter` does not hold: this text pays `{own}` where `{}` pays `{other}`",
                group.id()
            ),
        )
        .help(format!(
            "pay at least as much of this order, or remove `promises`: `{}`",
            found.order.to_json()
        ));
    findings.finish().into_iter().next()
}

fn money(minor: i64, currency: Currency) -> String {
    format!("{} {currency}", currency.format_minor(minor))
}
