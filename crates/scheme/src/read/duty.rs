//! What a scheme says beside amounts.

use jiangnan_kernel::{Currency, Rate};

use super::value::Fields;
use super::{Node, Reader};
use crate::clause::{Base, Body, Convert, Instalment, Pay, Publish, Review, Sanctions, Span, Stack, Wait};
use crate::vocabulary::{Breach, Disclosure, Evidence, Level, OpenOrders, Payee, Sanction, Schedule};

/// The most parts in which a subsidy is paid.
const INSTALMENTS_MAX: usize = 12;

impl Reader<'_> {
    /// The bodies that change no amount of their own.
    pub(super) fn duty(&mut self, name: &str, node: &Node<'_>) -> Option<Body> {
        match name {
            "budget" => self.budget(node).map(Body::Budget),
            "stack" => self.stack(node).map(Body::Stack),
            "convert" => self.convert(node).map(Body::Convert),
            "review" => self.review(node).map(Body::Review),
            "sanction" => self.sanction(node).map(Body::Sanction),
            "publish" => self.publish(node).map(Body::Publish),
            _ => self.transition(node).map(Body::Transition),
        }
    }

    pub(super) fn pay(&mut self, node: &Node<'_>) -> Option<Pay> {
        let fields = self.table(node, "`pay`", r#"{ to = "provider" }"#)?;
        self.known_keys(&fields, &["to", "schedule", "within", "instalments"]);
        let to = self
            .needed(&fields, "to", "\"provider\"")
            .and_then(|node| self.choice(node, "payee", Payee::ALL.iter().map(|one| (one.name(), *one))));
        let schedule = match fields.get("schedule") {
            Some(node) => {
                self.choice(node, "payment schedule", Schedule::ALL.iter().map(|one| (one.name(), *one)))?
            }
            None => Schedule::Claim,
        };
        let within = self.within(&fields)?;
        let instalments = match fields.get("instalments") {
            Some(node) => self.instalments(node)?,
            None => Vec::new(),
        };
        Some(Pay { to: to?, schedule, within, instalments })
    }

    fn instalments(&mut self, node: &Node<'_>) -> Option<Vec<Instalment>> {
        let parts = self.one_or_more(node, Self::instalment)?;
        let sum: u64 = parts.iter().map(|part| u64::from(part.share.0)).sum();
        if sum != u64::from(Rate::FULL.0) {
            let sum = Rate(u32::try_from(sum).unwrap_or(u32::MAX));
            self.findings
                .error(&node.span(), format!("the instalments make {sum}"))
                .help("change their shares so that they make 100%");
            return None;
        }
        if parts.first().is_some_and(|part| part.after != Wait::Nothing) || parts.len() > INSTALMENTS_MAX {
            self.findings
                .error(
                    &node.span(),
                    "the first instalment is paid when the claim is granted, and there are 12 at most",
                )
                .help("remove `after` from the first");
            return None;
        }
        Some(parts)
    }

    fn instalment(&mut self, node: &Node<'_>) -> Option<Instalment> {
        let fields = self.table(node, "an instalment", r#"{ share = "40%", after = "final-report" }"#)?;
        self.known_keys(&fields, &["share", "after"]);
        let share = self.needed(&fields, "share", "\"40%\"").and_then(|node| self.rate(node));
        let after = match fields.get("after") {
            Some(node) if node.get_ref().as_table().is_some() => {
                Wait::Time(self.span(node, "the time of an instalment")?)
            }
            Some(node) => Wait::Document(self.choice(
                node,
                "document",
                Evidence::ALL.iter().map(|one| (one.name(), *one)),
            )?),
            None => Wait::Nothing,
        };
        Some(Instalment { share: share?, after })
    }

    /// A time limit; the outer option is none where it is wrong.
    #[expect(clippy::option_option, reason = "absent and wrong are two answers, both used by the callers")]
    fn within(&mut self, fields: &Fields<'_>) -> Option<Option<Span>> {
        match fields.get("within") {
            Some(node) => self.span(node, "a time limit").map(Some),
            None => Some(None),
        }
    }

    fn stack(&mut self, node: &Node<'_>) -> Option<Stack> {
        let example = r#"{ after = "sd-2023", ceiling = "90%", of = "price-without-tax" }"#;
        let fields = self.table(node, "`stack`", example)?;
        self.known_keys(&fields, &["after", "ceiling", "of"]);
        let after = match fields.get("after") {
            Some(node) => {
                self.one_or_more(node, |reader, node| reader.name(node, "a scheme").map(Into::into))?
            }
            None => Vec::new(),
        };
        let ceiling = match fields.get("ceiling") {
            Some(node) => {
                let rate = self.rate(node);
                let base = self.needed(&fields, "of", "\"price-without-tax\"").and_then(|node| {
                    self.choice(node, "price base", Base::ALL.iter().map(|base| (base.name(), *base)))
                });
                Some((rate?, base?))
            }
            None => None,
        };
        if after.is_empty() && ceiling.is_none() {
            self.findings.error(&fields.span, "`stack` says nothing").help(format!("write {example}"));
            return None;
        }
        Some(Stack { after, ceiling })
    }

    fn convert(&mut self, node: &Node<'_>) -> Option<Convert> {
        let fields = self.table(node, "`convert`", r#"{ from = "EUR", rate = "0.853000" }"#)?;
        self.known_keys(&fields, &["from", "rate"]);
        let from = self.needed(&fields, "from", "\"EUR\"").and_then(|node| self.currency(node));
        let rate = self.needed(&fields, "rate", "\"0.853000\"").and_then(|node| {
            let millionths = node.get_ref().as_str().and_then(millionths);
            if millionths.is_none() {
                self.expected(node, "a rate of exchange with at most six decimals", "\"0.853000\"");
            }
            millionths
        });
        Some(Convert { from: from?, millionths: rate? })
    }

    fn review(&mut self, node: &Node<'_>) -> Option<Review> {
        let fields = self.table(node, "`review`", r#"{ stages = ["district", "city"] }"#)?;
        self.known_keys(&fields, &["stages", "within"]);
        let stages = self.needed(&fields, "stages", "[\"district\", \"city\"]")?;
        let stages = self.one_or_more(stages, |reader, node| {
            reader.choice(node, "review level", Level::ALL.iter().map(|one| (one.name(), *one)))
        });
        let within = self.within(&fields)?;
        Some(Review { stages: stages?, within })
    }

    fn sanction(&mut self, node: &Node<'_>) -> Option<Sanctions> {
        let fields =
            self.table(node, "`sanction`", r#"{ on = "collusion", then = ["recover", "block"] }"#)?;
        self.known_keys(&fields, &["on", "then", "lasts"]);
        let breach = self
            .needed(&fields, "on", "\"collusion\"")
            .and_then(|node| self.choice(node, "breach", Breach::ALL.iter().map(|one| (one.name(), *one))));
        let then = self.needed(&fields, "then", "[\"recover\", \"block\"]")?;
        let then = self.one_or_more(then, |reader, node| {
            reader.choice(node, "sanction", Sanction::ALL.iter().map(|one| (one.name(), *one)))
        });
        let lasts = match fields.get("lasts") {
            Some(node) => Some(self.span(node, "the time of a sanction")?),
            None => None,
        };
        Some(Sanctions { breach: breach?, then: then?, lasts })
    }

    fn publish(&mut self, node: &Node<'_>) -> Option<Publish> {
        let fields = self.table(node, "`publish`", r#"{ what = ["provider", "amount"] }"#)?;
        self.known_keys(&fields, &["what", "within"]);
        let what = self.needed(&fields, "what", "[\"provider\", \"amount\"]")?;
        let what = self.one_or_more(what, |reader, node| {
            reader.choice(node, "disclosure", Disclosure::ALL.iter().map(|one| (one.name(), *one)))
        });
        let within = self.within(&fields)?;
        Some(Publish { what: what?, within })
    }

    fn transition(&mut self, node: &Node<'_>) -> Option<OpenOrders> {
        let fields = self.table(node, "`transition`", r#"{ open-orders = "keep" }"#)?;
        self.known_keys(&fields, &["open-orders"]);
        let node = self.needed(&fields, "open-orders", "\"keep\"")?;
        self.choice(node, "rule for open orders", OpenOrders::ALL.iter().map(|one| (one.name(), *one)))
    }
}

/// A positive number with at most six decimals, in millionths.
fn millionths(text: &str) -> Option<i64> {
    let (whole, fraction) = text.split_once('.').unwrap_or((text, "0"));
    if fraction.is_empty() || fraction.len() > 6 {
        return None;
    }
    // A currency of two decimals reads whole numbers as hundredths.
    let whole = Currency::EUR.parse_minor(whole).ok()? / 100;
    let digits = fraction.bytes().all(|byte| byte.is_ascii_digit());
    let fraction: i64 = format!("{fraction:0<6}").parse().ok().filter(|_| digits)?;
    let number = whole.checked_mul(1_000_000)?.checked_add(fraction)?;
    (1..=1_000_000_000_000).contains(&number).then_some(number)
}
