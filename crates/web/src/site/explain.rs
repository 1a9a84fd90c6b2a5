//! From what the rule language answers to what a page shows: names of schemes and texts of clauses are
//! looked up, compact numbers become words.

use jiangnan_catalogue::{Price, Unit};
use jiangnan_kernel::{Currency, Money, PlaceIx, PlaceTree, Rate, Text};
use jiangnan_scheme::day::date_of;
use jiangnan_scheme::{CapLine, Fact, FactKind, Payee, Quote, Refusal, Scheme, SubsidyLine};

use crate::locale::{Language, Locale};
use crate::view::quote::{self as view, Cap, Clause, Limit, PaymentMode, PriceLine};

const ENGLISH: Locale = Locale { language: Language::En };
const CHINESE: Locale = Locale { language: Language::ZhCn };
const HOUR_SECONDS: i64 = 3_600;

/// Explains a quote. `schemes` are those that were asked; a scheme that is not among them is shown by its
/// id.
pub fn explain(quote: &Quote, basis: Vec<PriceLine>, schemes: &[&Scheme], places: &PlaceTree) -> view::Quote {
    let at = Explainer { schemes, places, currency: quote.currency };
    view::Quote {
        basis,
        price: at.money(quote.price_minor),
        lines: quote.subsidies.iter().map(|line| at.line(line)).collect(),
        own_part: at.money(quote.own_part_minor),
        refusals: quote.refusals.iter().map(|refusal| at.refusal(refusal)).collect(),
        mode: match quote.payee {
            Some(Payee::Enterprise) => PaymentMode::Refund,
            Some(Payee::Wallet) => PaymentMode::Deposit,
            Some(Payee::Provider) | None => PaymentMode::Redemption,
        },
        version: quote.version(),
    }
}

/// A fact with its value in words.
pub fn fact_words(fact: Fact, found: Option<i64>, places: &PlaceTree, currency: Currency) -> Text {
    Explainer { schemes: &[], places, currency }.told(fact, found)
}

/// How a price comes about: each unit, the tariff's minimum, the tax.
pub fn price_lines(price: &Price) -> Vec<PriceLine> {
    let units = price.lines.iter().map(|line| {
        let (quantity, en, zh) = match line.unit {
            Unit::Hour => (hours(line.quantity), "h", "小时"),
            Unit::Day => (line.quantity.to_string(), "d", "天"),
            Unit::Sample => (line.quantity.to_string(), "×", "样"),
        };
        let each = ENGLISH.money(line.unit_price);
        let label = Text::new(format!("{quantity} {en} at {each}"), format!("{quantity} {zh}，单价 {each}"));
        PriceLine { label, amount: line.amount }
    });
    let minimum = price.raised_to_minimum.map(|amount| {
        let label = Text::new("raised to the minimum of the tariff", "按价目最低收费计");
        PriceLine { label, amount }
    });
    let rate = price.tax_rate;
    let label = Text::new(format!("tax {rate}"), format!("税 {rate}"));
    units.chain(minimum).chain(std::iter::once(PriceLine { label, amount: price.tax })).collect()
}

struct Explainer<'e> {
    schemes: &'e [&'e Scheme],
    places: &'e PlaceTree,
    currency: Currency,
}

impl Explainer<'_> {
    fn money(&self, minor: i64) -> Money {
        Money::new(minor, self.currency)
    }

    fn scheme(&self, id: &str) -> Option<&Scheme> {
        self.schemes.iter().find(|scheme| scheme.id() == id).copied()
    }

    fn title(&self, id: &str) -> Text {
        self.scheme(id).map_or_else(|| Text::new(id, id), |scheme| scheme.title().clone())
    }

    fn clause(&self, scheme: &str, id: &str) -> Clause {
        let known = self.scheme(scheme).and_then(|scheme| scheme.clause(id));
        let text = match (known, id) {
            (Some(clause), _) => clause.text.clone(),
            (None, "wallet") => Text::new("what is left in the voucher", "创新券余额"),
            (None, "effective") => Text::new("when the scheme is in force", "办法施行期"),
            (None, "currency") => Text::new("the currency of the scheme", "办法币种"),
            (None, _) => Text::default(),
        };
        Clause { id: id.to_owned(), text }
    }

    fn line(&self, line: &SubsidyLine) -> view::SubsidyLine {
        view::SubsidyLine {
            scheme: self.title(&line.scheme),
            clauses: line.clauses.iter().map(|id| self.clause(&line.scheme, id)).collect(),
            base: self.money(line.base_minor),
            rate: line.rate,
            amount: self.money(line.amount_minor),
            caps: line.caps.iter().map(|cap| self.cap(&line.scheme, cap)).collect(),
        }
    }

    fn cap(&self, scheme: &str, cap: &CapLine) -> Cap {
        let limit = |number: i64| {
            if cap.counts_orders() {
                Limit::Orders(u64::try_from(number).unwrap_or(0))
            } else {
                Limit::Money(self.money(number))
            }
        };
        let left = cap.limit_minor.saturating_sub(cap.used_minor).max(0);
        Cap {
            clause: self.clause(scheme, &cap.clause),
            limit: limit(cap.limit_minor),
            left: limit(left),
            bound: cap.bound,
        }
    }

    fn refusal(&self, refusal: &Refusal) -> view::Refusal {
        view::Refusal {
            scheme: self.title(&refusal.scheme),
            clause: self.clause(&refusal.scheme, &refusal.clause),
            fact: self.fact(refusal),
            remedy: (*refusal.remedy).clone(),
        }
    }

    /// The fact that decided, with its value in words.
    fn fact(&self, refusal: &Refusal) -> Text {
        let Some(fact) = refusal.fact() else {
            return match refusal.fact {
                "cap.left" => Text::new("nothing is left of the cap", "限额已用完"),
                "order.currency" => Text::new("the currency of the order", "订单币种"),
                name => Text::new(name, name),
            };
        };
        self.told(fact, refusal.found)
    }

    fn told(&self, fact: Fact, found: Option<i64>) -> Text {
        let (en, zh) = fact.label();
        let value = match found {
            Some(number) => self.value(fact.kind(), number),
            None => Text::new("not known", "未知"),
        };
        Text::new(format!("{en}: {}", value.en), format!("{zh}：{}", value.zh))
    }

    fn value(&self, kind: FactKind, number: i64) -> Text {
        let same = |text: String| Text::new(text.clone(), text);
        match kind {
            FactKind::Place => {
                let place = u16::try_from(number).ok().and_then(|index| self.places.at(PlaceIx(index)));
                place.map_or_else(|| same(number.to_string()), |place| place.name.clone())
            }
            FactKind::Word(words) => words
                .word(number)
                .map_or_else(|| same(number.to_string()), |word| Text::new(word.en, word.zh)),
            FactKind::Flag if number == 0 => Text::new("no", "否"),
            FactKind::Flag => Text::new("yes", "是"),
            FactKind::Money => {
                let money = self.money(number);
                Text::new(ENGLISH.money(money), CHINESE.money(money))
            }
            FactKind::Date => same(date_of(number).map(|date| date.to_string()).unwrap_or_default()),
            FactKind::Hours => same(hours(number)),
            FactKind::Share => same(Rate(u32::try_from(number).unwrap_or(u32::MAX)).to_string()),
            FactKind::Count | FactKind::Subject => same(number.to_string()),
        }
    }
}

/// Seconds as hours, with as many of two decimals as are needed.
fn hours(seconds: i64) -> String {
    let hundredths = seconds * 100 / HOUR_SECONDS;
    let (whole, rest) = (hundredths / 100, hundredths % 100);
    if rest == 0 { whole.to_string() } else { format!("{whole}.{rest:02}").trim_end_matches('0').to_owned() }
}
