//! A quote as a letter: the clauses' own texts, the facts used, the amount line by line.

use jiangnan_kernel::{Currency, PlaceTree, Rounding};

use super::lift::lift;
use crate::cap::CapUse;
use crate::clause::{Base, Body, Clause, Step};
use crate::fact::{Fact, FactKind};
use crate::order::Order;
use crate::quote::{CapLine, Quote, Refusal, SubsidyLine, share};
use crate::scheme::Scheme;
use crate::wording::Wording;

/// Writes a quote of an order as the lines of a letter, in Chinese or English. Every refusal comes with the smallest
/// change that lifts it, where one fact suffices.
pub fn letter(
    answer: &Quote,
    order: &Order,
    used: &CapUse,
    places: &PlaceTree,
    language: &str,
) -> Vec<String> {
    let writer = Writer { answer, order, used, places, zh: language.starts_with("zh"), language };
    let mut lines = Vec::new();
    let price = writer.amount(answer.price_minor);
    lines.push(writer.say(&format!("Price with tax: {price}"), &format!("含税价格：{price}")));
    for line in &answer.subsidies {
        writer.subsidy(line, &mut lines);
    }
    let own = writer.amount(answer.own_part_minor);
    lines.push(writer.say(&format!("The enterprise pays: {own}"), &format!("企业自付：{own}")));
    for refusal in &answer.refusals {
        writer.refusal(refusal, &mut lines);
    }
    lines
}

struct Writer<'w> {
    answer: &'w Quote,
    order: &'w Order,
    used: &'w CapUse,
    places: &'w PlaceTree,
    zh: bool,
    language: &'w str,
}

impl Writer<'_> {
    fn say(&self, en: &str, zh: &str) -> String {
        if self.zh { zh.to_owned() } else { en.to_owned() }
    }

    fn currency(&self) -> Currency {
        self.answer.currency
    }

    fn amount(&self, minor: i64) -> String {
        format!("{} {}", self.currency().format_minor(minor), self.currency())
    }

    fn scheme(&self, id: &str) -> Option<&Scheme> {
        self.answer.schemes().iter().find(|scheme| scheme.id() == id)
    }

    /// The clause with its own text.
    fn clause(&self, scheme: &str, id: &str) -> String {
        let text = self.scheme(scheme).and_then(|scheme| scheme.clause(id));
        let text = text.map_or("", |clause| clause.text.get(self.language));
        self.say(&format!("Clause {id}. {text}"), &format!("第{id}条 {text}"))
    }

    fn subsidy(&self, line: &SubsidyLine, lines: &mut Vec<String>) {
        let Some(scheme) = self.scheme(&line.scheme) else { return };
        let title = scheme.title().get(self.language);
        let version = &line.version;
        lines.push(self.say(&format!("{title}, text {version}"), &format!("{title}，文本 {version}")));
        for clause in &line.clauses {
            lines.push(format!("  {}", self.clause(&line.scheme, clause)));
        }
        let (base, amount) = (self.amount(line.base_minor), self.amount(line.amount_minor));
        let whole = self.amount(share(line.rate, line.base_minor, Step { minor: 1, mode: Rounding::Down }));
        lines.push(format!("  {} × {base} = {whole}", line.rate));
        for cap in &line.caps {
            lines.push(format!("  {}", self.cap(&line.scheme, cap)));
        }
        let payee = line.payee.label();
        let payee = payee.get(self.language);
        lines.push(self.say(
            &format!("  The scheme pays {amount} to {payee}"),
            &format!("  该政策支付{amount}，收款方：{payee}"),
        ));
        lines.push(self.facts(scheme));
    }

    fn cap(&self, scheme: &str, cap: &CapLine) -> String {
        let number = |number: i64| {
            if cap.counts_orders() { number.to_string() } else { self.amount(number) }
        };
        let (limit, used) = (number(cap.limit_minor), number(cap.used_minor));
        let bound = if cap.bound { self.say(": it binds", "，起限制作用") } else { String::new() };
        let clause = self.clause(scheme, &cap.clause);
        self.say(
            &format!("{clause} Limit {limit}, used {used}{bound}"),
            &format!("{clause}限额{limit}，已用{used}{bound}"),
        )
    }

    /// The facts that the scheme used.
    fn facts(&self, scheme: &Scheme) -> String {
        let bits = scheme.clauses().iter().fold(0, |bits, clause| bits | facts_of(clause));
        let used = Fact::ALL.iter().filter(|fact| bits & fact.bit() != 0 && fact.kind() != FactKind::Subject);
        let named = used.filter_map(|fact| {
            let value = self.value(*fact, self.order.get(*fact)?);
            let (en, zh) = fact.label();
            Some(self.say(&format!("{en}: {value}"), &format!("{zh}：{value}")))
        });
        let named: Vec<String> = named.collect();
        self.say(&format!("  Facts used: {}", named.join("; ")), &format!("  依据事实：{}", named.join("；")))
    }

    fn value(&self, fact: Fact, number: i64) -> String {
        let wording = Wording { places: self.places, currency: self.currency() };
        wording.value(fact, number).get(self.language).to_owned()
    }

    fn refusal(&self, refusal: &Refusal, lines: &mut Vec<String>) {
        let title = self.scheme(&refusal.scheme).map_or("", |scheme| scheme.title().get(self.language));
        let clause = self.clause(&refusal.scheme, &refusal.clause);
        lines.push(
            self.say(&format!("{title} does not pay: {clause}"), &format!("{title}不予支付：{clause}")),
        );
        if let (Some(fact), Some(number)) = (refusal.fact(), refusal.found) {
            let (en, zh) = fact.label();
            let value = self.value(fact, number);
            lines.push(self.say(&format!("  {en}: {value}"), &format!("  {zh}：{value}")));
        }
        lines.push(format!("  {}", refusal.remedy.get(self.language)));
        let schemes: Vec<&Scheme> = self.answer.schemes().iter().collect();
        if let Some(lift) = lift(&schemes, self.order, self.used, refusal, self.places) {
            let (en, zh) = lift.fact.label();
            let (value, own) = (lift.value.get(self.language), self.amount(lift.own_part_minor));
            lines.push(self.say(
                &format!(
                    "  It would be met with this change: {en}: {value}. The enterprise would then pay {own}."
                ),
                &format!("  若作如下变更即可满足：{zh}：{value}。届时企业自付{own}。"),
            ));
        }
    }
}

/// The bits of the facts that a clause reads.
fn facts_of(clause: &Clause) -> u64 {
    let conditions = clause.conditions().fold(0, |bits, condition| bits | condition.needs);
    match &clause.body {
        Body::Subsidise(subsidise) => conditions | Base::fact(subsidise.base).bit(),
        _ => conditions,
    }
}
