//! The facts that rules may use: one table, from which reading, checking, both evaluators and the reference
//! page take names, kinds and labels.

use crate::vocabulary::{ApplicantKind, Credit, ProviderKind, Sector, Service, Size, Vocabulary};

/// What a fact's value is, and what its compact 64-bit number counts.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum FactKind {
    /// A place; the number is its index in the place tree.
    Place,
    /// A word of a closed list; the number is its position.
    Word(&'static Vocabulary),
    /// Yes or no; 1 or 0.
    Flag,
    /// Money in minor units of the order's currency.
    Money,
    /// A civil date; days since 1970-01-01.
    Date,
    /// A whole number.
    Count,
    /// A stretch of work, written in hours; seconds.
    Hours,
    /// A share, written as a percentage; basis points.
    Share,
    /// Who it is: a 128-bit id, kept beside the numbers.
    Subject,
}

impl FactKind {
    /// What it is, in words.
    pub fn name(self) -> &'static str {
        match self {
            FactKind::Place => "place",
            FactKind::Word(vocabulary) => vocabulary.name,
            FactKind::Flag => "yes or no",
            FactKind::Money => "amount of money",
            FactKind::Date => "date",
            FactKind::Count => "whole number",
            FactKind::Hours => "number of hours",
            FactKind::Share => "share",
            FactKind::Subject => "id",
        }
    }
}

macro_rules! facts {
    ($($variant:ident = $name:literal, $kind:expr, $en:literal, $zh:literal;)+) => {
        /// A fact about an order that a rule may use.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
        #[repr(u8)]
        pub enum Fact {
            $(#[doc = $en] $variant,)+
        }

        impl Fact {
            /// Every fact, in the order of the compact values.
            pub const ALL: &'static [Fact] = &[$(Fact::$variant),+];

            /// The name in schemes, orders and answers.
            pub fn name(self) -> &'static str {
                match self { $(Fact::$variant => $name,)+ }
            }

            /// What its value is.
            pub fn kind(self) -> FactKind {
                match self { $(Fact::$variant => $kind,)+ }
            }

            /// What it means, in English and Chinese.
            pub fn label(self) -> (&'static str, &'static str) {
                match self { $(Fact::$variant => ($en, $zh),)+ }
            }
        }
    };
}

use FactKind::{Count, Date, Flag, Hours, Money, Place, Share, Subject, Word};

facts! {
    EnterpriseId = "enterprise.id", Subject, "the enterprise", "企业";
    EnterpriseRegisteredIn = "enterprise.registered-in", Place,
        "where the enterprise has its seat", "企业注册地";
    EnterpriseSize = "enterprise.size", Word(Size::VOCABULARY), "size of the enterprise", "企业规模";
    EnterpriseGroupSize = "enterprise.group-size", Word(Size::VOCABULARY),
        "size counted over the whole group of the enterprise", "企业集团合并规模";
    EnterpriseKind = "enterprise.kind", Word(ApplicantKind::VOCABULARY),
        "what kind of applicant the enterprise is", "申请主体类型";
    EnterpriseSector = "enterprise.sector", Word(Sector::VOCABULARY), "sector of the enterprise", "所属行业";
    EnterpriseController = "enterprise.controller", Subject,
        "who controls the enterprise; itself where nobody does", "企业实际控制人";
    EnterpriseJobs = "enterprise.jobs", Count, "number of employees", "从业人数";
    EnterpriseEquity = "enterprise.equity", Money, "equity of the enterprise, at least 0", "所有者权益";
    EnterpriseListed = "enterprise.listed", Flag, "whether its shares are listed", "是否上市";
    EnterpriseInDifficulty = "enterprise.in-difficulty", Flag,
        "whether it is an undertaking in difficulty", "是否为困难企业";
    EnterpriseCredit = "enterprise.credit", Word(Credit::VOCABULARY), "public credit record", "信用记录";
    EnterpriseBlocked = "enterprise.blocked", Flag,
        "whether an officer of a funder has blocked the enterprise for a breach, and the block lasts", "是否被取消申请资格且未满期";
    EnterpriseFoundedOn = "enterprise.founded-on", Date, "when the enterprise was founded", "企业成立日期";
    EnterprisePublicShare = "enterprise.public-share", Share,
        "share that public bodies hold in the enterprise", "公共部门持股比例";
    EnterpriseGroupShare = "enterprise.group-share", Share,
        "largest share that one larger enterprise holds in it", "单一较大企业持股比例";
    EnterpriseSupportThreeYears = "enterprise.support-3-years", Money,
        "public support received in this and the two years before", "近三年获得的财政资助";
    EnterpriseSupportFiveYears = "enterprise.support-5-years", Money,
        "public support received in this and the four years before", "近五年获得的财政资助";
    ProviderId = "provider.id", Subject, "the provider", "服务机构";
    ProviderLocatedIn = "provider.located-in", Place, "where the provider is", "服务机构所在地";
    ProviderKind = "provider.kind", Word(ProviderKind::VOCABULARY), "what kind of body the provider is",
        "服务机构类型";
    ProviderController = "provider.controller", Subject,
        "who controls the provider; itself where nobody does", "服务机构实际控制人";
    ProviderAdmitted = "provider.admitted", Flag, "whether the provider is admitted", "服务机构是否入库";
    ProviderAdmittedOn = "provider.admitted-on", Date, "when the provider was admitted", "服务机构入库日期";
    ProviderFoundedOn = "provider.founded-on", Date, "when the provider began its work", "服务机构成立日期";
    ProviderPricePublished = "provider.price-published", Flag,
        "whether the price of the service is published", "服务价格是否公开";
    ProviderSuspended = "provider.suspended", Flag,
        "whether an officer of a funder has suspended the provider or struck it off, and that lasts",
        "服务机构是否被暂停或取消资格且未满期";
    OrderDate = "order.date", Date, "date of the order", "订单日期";
    OrderStartedOn = "order.started-on", Date, "when the work starts", "服务开始日期";
    OrderFinishedOn = "order.finished-on", Date, "when the work ends", "服务结束日期";
    OrderService = "order.service", Word(Service::VOCABULARY), "what the order buys", "服务类别";
    OrderPriceWithTax = "order.price-with-tax", Money, "price with tax", "含税价格";
    OrderPriceWithoutTax = "order.price-without-tax", Money, "price without tax", "不含税价格";
    OrderHours = "order.hours", Hours, "hours of work or machine time", "工时";
    OrderHeads = "order.heads", Count, "number of persons served", "人数";
    OrderQuotes = "order.quotes", Count, "number of quotes obtained from accredited bodies", "报价份数";
    OrderOwnPartPaidOn = "order.own-part-paid-on", Date,
        "when the enterprise has paid its own part in, where it deposits it", "企业存入自付部分的日期";
    OrderPubliclyFunded = "order.publicly-funded", Flag,
        "whether other public money pays for the same work", "是否已获其他财政资助";
    OrderRelatedParty = "order.related-party", Flag,
        "whether enterprise and provider are related; computed where both controllers are known",
        "企业与服务机构是否关联";
    OrderAcrossBorder = "order.across-border", Flag,
        "whether enterprise and provider lie in different jurisdictions; computed from both places",
        "是否跨行政区";
    VoucherGrantedOn = "voucher.granted-on", Date, "when the voucher was granted", "创新券发放日期";
}

/// How many facts there are: the length of the dense array of an order.
pub const FACT_COUNT: usize = Fact::ALL.len();

// The presence of every fact must fit one 64-bit mask.
const _: () = assert!(FACT_COUNT <= 64);

impl Fact {
    /// The position in the dense array.
    pub fn index(self) -> usize {
        usize::from(self as u8)
    }

    /// The bit in the presence mask.
    pub fn bit(self) -> u64 {
        1 << (self as u8)
    }

    /// The fact of a name.
    pub fn of_name(name: &str) -> Option<Fact> {
        Fact::ALL.iter().copied().find(|fact| fact.name() == name)
    }

    /// An example of what a TOML scheme may ask of it; empty where no rule may test it.
    pub fn example(self) -> String {
        match self.kind() {
            FactKind::Word(vocabulary) => {
                let words: Vec<String> =
                    vocabulary.names().take(2).map(|word| format!("\"{word}\"")).collect();
                let first = words.first().cloned().unwrap_or_default();
                format!("{first} or [{}]", words.join(", "))
            }
            FactKind::Place => "\"CN-ZJ\" or [\"CN-ZJ\", \"CN-JS\"]".to_owned(),
            FactKind::Flag => "true".to_owned(),
            FactKind::Money => "{ from = \"100.00\", until = \"20000.00\" }".to_owned(),
            // Compared with itself it would say nothing.
            FactKind::Date if self == Fact::VoucherGrantedOn => "{ from = \"2026-01-01\" }".to_owned(),
            FactKind::Date => {
                "{ from = \"voucher.granted-on\", until = \"voucher.granted-on + 4 months\" }".to_owned()
            }
            FactKind::Count => "{ from = 3 }".to_owned(),
            FactKind::Hours => "{ until = \"8\" }".to_owned(),
            FactKind::Share => "{ until = \"25%\" }".to_owned(),
            FactKind::Subject => String::new(),
        }
    }

    /// Whether it follows from other facts.
    pub fn is_computed(self) -> bool {
        matches!(self, Fact::OrderRelatedParty | Fact::OrderAcrossBorder)
    }
}

impl std::fmt::Display for Fact {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(self.name())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_table_is_dense_and_its_names_are_unique() {
        let mut seen = std::collections::HashSet::new();
        for (index, fact) in Fact::ALL.iter().enumerate() {
            assert_eq!(fact.index(), index);
            assert_eq!(Fact::of_name(fact.name()), Some(*fact));
            assert!(seen.insert(fact.name()) && fact.name().contains('.'));
        }
    }
}
