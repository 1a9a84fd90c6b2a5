//! A quote as a letter: the clauses' own texts, the facts used, the amount line by line.

use std::sync::Arc;

use jiangnan_kernel::{Currency, PlaceTree, Rate, Rounding};

use super::lift::lift;
use crate::cap::CapUse;
use crate::clause::{Base, Body, Clause, Step};
use crate::condition::{Verdict, all};
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
        let is_cap = |clause: &&Arc<str>| line.caps.iter().any(|cap| cap.clause == **clause);
        for clause in line.clauses.iter().filter(|clause| !is_cap(clause)) {
            lines.push(format!("  {}", self.clause(&line.scheme, clause)));
        }
        lines.extend(self.exchange(scheme));
        let (base, whole) = (self.amount(line.base_minor), self.exact(line.rate, line.base_minor));
        lines.push(format!("  {} × {base} = {whole} {}", line.rate, self.currency()));
        lines.extend(self.rounding(scheme, line));
        for cap in &line.caps {
            lines.push(format!("  {}", self.cap(&line.scheme, cap)));
        }
        lines.extend(self.rest_of_price(scheme, line));
        let (payee, amount) = (line.payee.label(), self.amount(line.amount_minor));
        let payee = payee.get(self.language);
        lines.push(self.say(
            &format!("  The scheme pays {amount} to {payee}"),
            &format!("  该政策支付{amount}，收款方：{payee}"),
        ));
        lines.push(self.facts(scheme));
    }

    /// The rate of exchange, where the order is priced in another currency than the scheme's.
    fn exchange(&self, scheme: &Scheme) -> Option<String> {
        let (own, foreign) = (scheme.currency(), self.currency());
        let (clause, convert) = in_force(scheme, self.order).find_map(|clause| match &clause.body {
            Body::Convert(convert) if convert.from == foreign && own != foreign => Some((clause, convert)),
            _ => None,
        })?;
        let rate = decimal(i128::from(convert.millionths), 6, 2);
        let text = self.clause(scheme.id(), &clause.id);
        Some(format!("  {text} 1 {foreign} = {rate} {own}"))
    }

    /// What rounding made of the share, where it changed it.
    fn rounding(&self, scheme: &Scheme, line: &SubsidyLine) -> Option<String> {
        if scheme.currency() != self.currency() {
            return None;
        }
        let said = in_force(scheme, self.order).find_map(|clause| match clause.body {
            Body::Round(step) if all(&clause.when, self.order) == Verdict::Holds => Some((clause, step)),
            _ => None,
        });
        let step = said.map_or_else(Step::default, |(_, step)| step);
        let rounded = share(line.rate, line.base_minor, step);
        if i128::from(rounded) * 10_000 == i128::from(line.base_minor) * i128::from(line.rate.0) {
            return None;
        }
        let amount = self.amount(rounded);
        Some(match said {
            Some((clause, _)) => {
                let text = self.clause(scheme.id(), &clause.id);
                self.say(&format!("  {text} Rounded: {amount}"), &format!("  {text}取整后{amount}"))
            }
            None => self.say(&format!("  Rounded down: {amount}"), &format!("  舍去余数：{amount}")),
        })
    }

    /// That other schemes left less of the price than this one would pay.
    fn rest_of_price(&self, scheme: &Scheme, line: &SubsidyLine) -> Option<String> {
        let before = self.answer.subsidies.iter().take_while(|other| other.scheme != line.scheme);
        let left = before.fold(self.answer.price_minor, |left, other| left - other.amount_minor);
        let room = line.caps.iter().filter(|cap| !cap.counts_orders() && cap.bound);
        let is_free = room.count() == 0 && self.answer.subsidies.len() > 1;
        let whole = share(line.rate, line.base_minor, Step { minor: 1, mode: Rounding::Down });
        if !is_free || line.amount_minor != left || whole <= left || scheme.currency() != self.currency() {
            return None;
        }
        let left = self.amount(left);
        Some(self.say(
            &format!("  The schemes before it left {left} of the price."),
            &format!("  此前各政策支付后，价款尚余{left}。"),
        ))
    }

    /// A share of an amount to the last digit, in units of the currency.
    fn exact(&self, rate: Rate, base_minor: i64) -> String {
        let decimals = usize::try_from(self.currency().decimals()).unwrap_or(0);
        decimal(i128::from(base_minor) * i128::from(rate.0), decimals + 4, decimals)
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

/// The clauses that are in force on the day of an order.
fn in_force<'s>(scheme: &'s Scheme, order: &Order) -> impl Iterator<Item = &'s Clause> {
    let day = order.get(Fact::OrderDate);
    scheme.clauses().iter().filter(move |clause| day.is_some_and(|day| clause.effective.contains(day)))
}

/// A number of so many decimals, without zeros at its end but for those that it always shows.
fn decimal(number: i128, decimals: usize, shown: usize) -> String {
    let digits = format!("{number:0>width$}", width = decimals + 1);
    let (whole, fraction) = digits.split_at(digits.len() - decimals);
    let kept = fraction.trim_end_matches('0').len().max(shown.min(decimals));
    let fraction = fraction.get(..kept).unwrap_or_default();
    if fraction.is_empty() { whole.to_owned() } else { format!("{whole}.{fraction}") }
}

/// The bits of the facts that a clause reads.
fn facts_of(clause: &Clause) -> u64 {
    let conditions = clause.conditions().fold(0, |bits, condition| bits | condition.needs);
    match &clause.body {
        Body::Subsidise(subsidise) => conditions | Base::fact(subsidise.base).bit(),
        _ => conditions,
    }
}
