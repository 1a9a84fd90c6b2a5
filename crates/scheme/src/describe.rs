//! Clauses in words, from their checked form: what the comparison of two texts shows.

use jiangnan_kernel::{Currency, Text};

use crate::clause::{
    Base, Body, Budget, Cap, Clause, Condition, Days, Limit, Limited, Pay, Span, Stack, Wait,
};
use crate::day::date_of;
use crate::scheme::Scheme;

impl Scheme {
    /// What a clause does, in words made from its checked form (not the article's own text).
    pub fn describe(&self, clause: &Clause) -> Text {
        let body = body(&clause.body, self.currency());
        let mut parts = vec![body];
        if !clause.when.is_empty() {
            let when = joined(clause.when.iter().map(|one| (*one.remedy).clone()));
            parts.push(Text::new(format!("when {}", when.en), format!("条件：{}", when.zh)));
        }
        if clause.effective != Days::ALL {
            parts.push(days(clause.effective));
        }
        joined(parts.into_iter())
    }
}

fn joined(texts: impl Iterator<Item = Text>) -> Text {
    let (en, zh): (Vec<String>, Vec<String>) = texts.map(|text| (text.en, text.zh)).unzip();
    Text::new(en.join("; "), zh.join("；"))
}

pub(crate) fn days(days: Days) -> Text {
    let end = |day| date_of(day).map_or("…".to_owned(), |date| date.to_string());
    let (from, until) = (end(days.from), end(days.until));
    Text::new(format!("orders dated {from} to {until}"), format!("订单日期{from}至{until}"))
}

fn body(body: &Body, currency: Currency) -> Text {
    match body {
        Body::Require(conditions) => joined(conditions.iter().map(|one| (*one.remedy).clone())),
        Body::Forbid(conditions) => forbid(conditions),
        Body::Subsidise(one) => {
            let base = price(one.base);
            let (rate, en, zh) = (one.rate, base.0, base.1);
            match &one.adds_to {
                Some(to) => Text::new(
                    format!("adds {rate} of the {en} to `{to}`"),
                    format!("在{to}之上加付{zh}的{rate}"),
                ),
                None => Text::new(format!("pays {rate} of the {en}"), format!("支付{zh}的{rate}")),
            }
        }
        Body::Cap(one) => cap(one, currency),
        Body::Budget(Budget { cap: one, award, seed }) => {
            let (amount, award) = (cap(one, currency), award.label());
            let seed = seed.as_ref().map(|seed| format!(" ({seed})")).unwrap_or_default();
            Text::new(
                format!("{}, {}{seed}", amount.en, award.en),
                format!("{}，{}{seed}", amount.zh, award.zh),
            )
        }
        Body::Pay(pay) => {
            let (to, often) = (pay.to.label(), pay.schedule.label());
            let ((within, within_zh), (parts, parts_zh)) = (within(pay.within), instalments(pay));
            Text::new(
                format!("pays {}, {}{within}{parts}", to.en, often.en),
                format!("支付给{}，{}{within_zh}{parts_zh}", to.zh, often.zh),
            )
        }
        Body::Evidence(demand) => {
            let documents = joined(demand.documents.iter().map(|one| one.label()));
            let services = joined(demand.services.iter().map(|one| one.label()));
            let (of, of_zh) = if services.en.is_empty() {
                (String::new(), String::new())
            } else {
                (format!(" (for {})", services.en), format!("（{}）", services.zh))
            };
            Text::new(format!("asks for {}{of}", documents.en), format!("须提交{}{of_zh}", documents.zh))
        }
        other => duty(other, currency),
    }
}

/// The parts in which a subsidy is paid.
fn instalments(pay: &Pay) -> (String, String) {
    let part = |one: &crate::clause::Instalment| match one.after {
        Wait::Nothing => (one.share.to_string(), one.share.to_string()),
        Wait::Document(document) => {
            let label = document.label();
            (format!("{} after the {}", one.share, label.en), format!("提交{}后{}", label.zh, one.share))
        }
        Wait::Time(time) => {
            let (en, zh) = span_in_words(time);
            (format!("{} after {en}", one.share), format!("{zh}后{}", one.share))
        }
    };
    let (en, zh): (Vec<String>, Vec<String>) = pay.instalments.iter().map(part).unzip();
    if en.is_empty() {
        return (String::new(), String::new());
    }
    (format!(", in parts: {}", en.join(", ")), format!("，分期：{}", zh.join("、")))
}

fn duty(body: &Body, currency: Currency) -> Text {
    match body {
        Body::Validity(time) => {
            let (en, zh) = span_in_words(*time);
            Text::new(format!("a voucher is valid for {en}"), format!("创新券有效期{zh}"))
        }
        Body::Round(step) => {
            let amount = format!("{} {currency}", currency.format_minor(step.minor));
            let (en, zh) = rounding(step.mode);
            Text::new(format!("rounds {en} to {amount}"), format!("按{amount}{zh}"))
        }
        Body::Stack(Stack { after, ceiling }) => {
            let after = after.join(", ");
            let (en, zh) = ceiling.map_or((String::new(), String::new()), |(rate, base)| {
                let (en, zh) = price(base);
                (format!(", together at most {rate} of the {en}"), format!("，合计不超过{zh}的{rate}"))
            });
            Text::new(format!("pays after {after}{en}"), format!("在{after}之后支付{zh}"))
        }
        Body::Convert(one) => {
            let (whole, part) = (one.millionths / 1_000_000, one.millionths % 1_000_000);
            let text = format!("1 {} = {whole}.{part:06} {currency}", one.from);
            Text::new(format!("converts {text}"), format!("按{text}折算"))
        }
        Body::Review(review) => {
            let stages = joined(review.stages.iter().map(|one| one.label()));
            let (en, zh) = within(review.within);
            Text::new(format!("is reviewed by {}{en}", stages.en), format!("审核：{}{zh}", stages.zh))
        }
        Body::Sanction(one) => {
            let (breach, then) = (one.breach.label(), joined(one.then.iter().map(|then| then.label())));
            Text::new(format!("on {}: {}", breach.en, then.en), format!("{}：{}", breach.zh, then.zh))
        }
        Body::Publish(one) => {
            let what = joined(one.what.iter().map(|one| one.label()));
            Text::new(format!("publishes {}", what.en), format!("公开{}", what.zh))
        }
        Body::Transition(open) => {
            let label = open.label();
            Text::new(format!("open orders: {}", label.en), format!("未结订单：{}", label.zh))
        }
        _ => Text::default(),
    }
}

fn forbid(conditions: &[Condition]) -> Text {
    let all = joined(conditions.iter().map(|one| (*one.escape).clone()));
    if conditions.len() < 2 {
        return all;
    }
    Text::new(format!("at least one of: {}", all.en), format!("至少满足其一：{}", all.zh))
}

fn price(base: Base) -> (&'static str, &'static str) {
    match base {
        Base::PriceWithoutTax => ("price without tax", "不含税价格"),
        Base::PriceWithTax => ("price with tax", "含税价格"),
    }
}

fn cap(cap: &Cap, currency: Currency) -> Text {
    let (limit, limit_zh) = match cap.limit {
        Limit::Amount(minor) => {
            let text = format!("{} {currency}", currency.format_minor(minor));
            (text.clone(), text)
        }
        Limit::Orders(count) => (format!("{count} orders"), format!("{count}个订单")),
    };
    let (per, per_zh) = cap.per.label();
    let (on, on_zh) = match cap.on {
        Limited::Subsidy => ("", ""),
        Limited::Base => (" of the price count", "计入价格"),
    };
    let (years, years_zh) = if cap.years > 1 {
        (format!(", over {} years", cap.years), format!("，按{}年合计", cap.years))
    } else {
        (String::new(), String::new())
    };
    let shared = cap.shared.as_ref().map(|shared| format!(" ({})", shared.name)).unwrap_or_default();
    Text::new(
        format!("at most {limit}{on} for each {per}{years}{shared}"),
        format!("{per_zh}{on_zh}不超过{limit_zh}{years_zh}{shared}"),
    )
}

fn rounding(mode: jiangnan_kernel::Rounding) -> (&'static str, &'static str) {
    match mode {
        jiangnan_kernel::Rounding::Down => ("down", "舍去"),
        jiangnan_kernel::Rounding::Up => ("up", "进位"),
        jiangnan_kernel::Rounding::HalfUp => ("half up", "四舍五入"),
        jiangnan_kernel::Rounding::HalfEven => ("half to even", "四舍六入五成双"),
    }
}

/// A stretch of time as people write it, in English and Chinese.
pub(crate) fn span_in_words(span: Span) -> (String, String) {
    let part = |number: i64, en: &str, zh: &str| {
        let plural = if number == 1 { "" } else { "s" };
        (number != 0).then(|| (format!("{number} {en}{plural}"), format!("{number}{zh}")))
    };
    let parts = [part(span.months, "month", "个月"), part(span.days, "day", "天")];
    let (en, zh): (Vec<String>, Vec<String>) = parts.into_iter().flatten().unzip();
    (en.join(" and "), zh.concat())
}

fn within(time: Option<Span>) -> (String, String) {
    match time {
        Some(time) => {
            let (en, zh) = span_in_words(time);
            (format!(", within {en}"), format!("，{zh}内"))
        }
        None => (String::new(), String::new()),
    }
}
