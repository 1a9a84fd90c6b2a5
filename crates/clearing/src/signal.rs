//! Signals of fraud, each with its evidence. A signal accuses nobody: the reviewer sees it and decides.

use jiangnan_kernel::{Date, Id, Money, PlaceCode, Rate, Text};
use serde::{Deserialize, Serialize};

use crate::invoice::Invoice;

/// An organisation and who controls it, from itself upwards.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Control {
    /// The organisation.
    pub organisation: Id,
    /// Its controllers, the nearest first; empty where nobody controls it.
    pub controllers: Vec<Id>,
}

/// An earlier claim that used an invoice.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct InvoiceUse {
    /// The claim.
    pub claim: Id,
    /// The funder to whom it was sent.
    pub jurisdiction: PlaceCode,
    /// The invoice as it stands there.
    pub invoice: Invoice,
}

/// An order that a cap per order applies to.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct SplitOrder {
    /// The order: its reservation or claim.
    pub order: Id,
    /// Its date.
    pub date: Date,
    /// The amount that counts against the cap.
    pub money: Money,
}

/// Something that a reviewer must look at, with its evidence.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case", tag = "signal")]
pub enum Signal {
    /// One organisation stands behind the enterprise and the provider.
    SameController {
        /// The enterprise.
        enterprise: Id,
        /// The provider.
        provider: Id,
        /// Who controls both, or one of the two where it controls the other.
        controller: Id,
    },
    /// The invoice number was used before.
    InvoiceUsedBefore {
        /// The number as it stands on this claim.
        number: String,
        /// The earlier claims.
        earlier: Vec<InvoiceUse>,
        /// Whether one of them names the same issuer: then it is the same invoice.
        same_issuer: bool,
    },
    /// Several orders, each just under a cap, together exceed it.
    SplitUnderCap {
        /// The clause of the cap.
        clause: String,
        /// The cap.
        cap: Money,
        /// The orders, by date.
        orders: Vec<SplitOrder>,
        /// Their sum.
        sum: Money,
    },
    /// Breaches were found before of which the warning or the sanction still stands.
    BreachBefore {
        /// What stands against the enterprise.
        enterprise: Vec<Text>,
        /// What stands against the provider.
        provider: Vec<Text>,
    },
    /// The price is above the published tariff.
    PriceAboveTariff {
        /// The price claimed.
        price: Money,
        /// What the tariff gives for the same work.
        tariff: Money,
    },
}

impl Signal {
    /// A short stable name for machines and message catalogues.
    pub fn name(&self) -> &'static str {
        match self {
            Signal::SameController { .. } => "same-controller",
            Signal::InvoiceUsedBefore { .. } => "invoice-used-before",
            Signal::SplitUnderCap { .. } => "split-under-cap",
            Signal::PriceAboveTariff { .. } => "price-above-tariff",
            Signal::BreachBefore { .. } => "breach-before",
        }
    }

    /// What was found, in both languages.
    pub fn text(&self) -> Text {
        match self {
            Signal::SameController { controller, .. } => Text::new(
                format!("Enterprise and provider are under one controller, `{controller}`."),
                format!("企业与服务机构受同一主体 {controller} 控制。"),
            ),
            Signal::InvoiceUsedBefore { number, earlier, same_issuer } => {
                let places: Vec<&str> = earlier.iter().map(|used| used.jurisdiction.as_str()).collect();
                let (en, zh) = if *same_issuer { ("the same", "同一") } else { ("another", "另一") };
                Text::new(
                    format!("Invoice `{number}` of {en} issuer was claimed before in {}.", places.join(", ")),
                    format!("发票 {number}（{zh}开票方）已在 {} 申报过。", places.join("、")),
                )
            }
            Signal::SplitUnderCap { clause, cap, orders, sum } => Text::new(
                format!(
                    "{} orders just under the cap of {cap} (clause {clause}) sum to {sum}.",
                    orders.len()
                ),
                format!("{} 笔订单均略低于上限 {cap}（第 {clause} 条），合计 {sum}。", orders.len()),
            ),
            Signal::PriceAboveTariff { price, tariff } => Text::new(
                format!("The price {price} is above the published tariff, which gives {tariff}."),
                format!("价格 {price} 高于公布的收费标准 {tariff}。"),
            ),
            Signal::BreachBefore { enterprise, provider } => {
                let joined = |texts: &[Text], language| {
                    texts.iter().map(|text| text.get(language)).collect::<Vec<_>>().join("; ")
                };
                let none = |text: String, none: &str| if text.is_empty() { none.to_owned() } else { text };
                Text::new(
                    format!(
                        "Against the enterprise stands: {}. Against the provider stands: {}.",
                        none(joined(enterprise, "en"), "nothing"),
                        none(joined(provider, "en"), "nothing")
                    ),
                    format!(
                        "企业方：{}。服务机构方：{}。",
                        none(joined(enterprise, "zh"), "无"),
                        none(joined(provider, "zh"), "无")
                    ),
                )
            }
        }
    }
}

/// Whether one organisation stands behind both sides; one that controls the other counts.
pub fn same_controller(enterprise: &Control, provider: &Control) -> Option<Signal> {
    let chain = |side: &Control| -> Vec<Id> {
        std::iter::once(side.organisation).chain(side.controllers.iter().copied()).collect()
    };
    let behind_provider = chain(provider);
    let controller =
        chain(enterprise).into_iter().find(|organisation| behind_provider.contains(organisation))?;
    let (enterprise, provider) = (enterprise.organisation, provider.organisation);
    Some(Signal::SameController { enterprise, provider, controller })
}

/// Whether a breach of one of the two stands, be it only a warning.
pub fn breach_before(enterprise: Vec<Text>, provider: Vec<Text>) -> Option<Signal> {
    let found = !enterprise.is_empty() || !provider.is_empty();
    found.then_some(Signal::BreachBefore { enterprise, provider })
}

/// Whether other claims used the number of an invoice, however they wrote it. A claim does not count
/// against itself, so that a claim lodged again is no signal.
pub fn invoice_used_before(claim: Id, invoice: &Invoice, uses: &[InvoiceUse]) -> Option<Signal> {
    let key = invoice.key();
    let is_earlier = |used: &&InvoiceUse| used.claim != claim && used.invoice.key() == key;
    let earlier: Vec<InvoiceUse> = uses.iter().filter(is_earlier).cloned().collect();
    let same_issuer = earlier.iter().any(|used| used.invoice.same_issuer(invoice));
    (!earlier.is_empty()).then(|| Signal::InvoiceUsedBefore {
        number: invoice.number.clone(),
        earlier,
        same_issuer,
    })
}

/// What counts as split under a cap.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct SplitRule {
    /// The clause of the cap per order.
    pub clause: String,
    /// The cap.
    pub cap: Money,
    /// From which share of the cap on an order is just under it.
    pub near: Rate,
    /// Within how many days the orders lie.
    pub days: i32,
}

/// The orders with the largest sum, each just under the cap and at most it, that lie within the rule's days
/// and together exceed the cap. The caller hands in orders of one enterprise with one provider.
pub fn split_under_cap(orders: &[SplitOrder], rule: &SplitRule) -> Option<Signal> {
    let near = rule.near.of(rule.cap.minor, jiangnan_kernel::Rounding::Up);
    let is_near = |order: &&SplitOrder| {
        order.money.currency == rule.cap.currency && (near..=rule.cap.minor).contains(&order.money.minor)
    };
    let mut close: Vec<SplitOrder> = orders.iter().filter(is_near).cloned().collect();
    close.sort_by_key(|order| (order.date, order.order));
    let within = |first: &SplitOrder, last: &SplitOrder| {
        last.date.since(first.date).is_ok_and(|span| span.get_days() < rule.days)
    };
    let window = |start: usize| -> &[SplitOrder] {
        let rest = close.get(start..).unwrap_or_default();
        let len = rest.first().map_or(0, |first| rest.partition_point(|last| within(first, last)));
        rest.get(..len).unwrap_or_default()
    };
    let sum_of =
        |window: &[SplitOrder]| -> i128 { window.iter().map(|order| i128::from(order.money.minor)).sum() };
    let largest = (0..close.len()).map(window).max_by_key(|window| sum_of(window))?;
    let sum = sum_of(largest);
    (largest.len() > 1 && sum > i128::from(rule.cap.minor)).then(|| Signal::SplitUnderCap {
        clause: rule.clause.clone(),
        cap: rule.cap,
        orders: largest.to_vec(),
        sum: Money::new(i64::try_from(sum).unwrap_or(i64::MAX), rule.cap.currency),
    })
}

/// Whether a price is above what the published tariff gives for the same work. Amounts in two currencies
/// are not compared.
pub fn price_above_tariff(price: Money, tariff: Money) -> Option<Signal> {
    let above = price.currency == tariff.currency && price.minor > tariff.minor;
    above.then_some(Signal::PriceAboveTariff { price, tariff })
}
