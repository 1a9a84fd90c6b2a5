//! What the language has, from its own tables: the reference page and the JSON Schema for editors.

mod page;
mod schema;
mod things;

pub use page::reference;
pub use schema::json_schema;
pub use things::{Said, THINGS, Thing};

/// A key of a scheme or of a clause body.
pub(crate) struct Key {
    pub(crate) name: &'static str,
    pub(crate) form: Form,
    pub(crate) needed: bool,
    pub(crate) en: &'static str,
    pub(crate) zh: &'static str,
}

/// What stands behind a key.
#[derive(Clone, Copy)]
pub(crate) enum Form {
    Name,
    Names,
    Text,
    Plain,
    Amount,
    Percent,
    Count,
    Flag,
    Place,
    Currency,
    Exchange,
    Instalments,
    Days,
    Span,
    Base,
    Per,
    Conditions,
    One(&'static [&'static str]),
    Word(&'static crate::Vocabulary),
    Words(&'static crate::Vocabulary),
}

/// A body of a clause, with an example that the tests load.
pub(crate) struct BodyGuide {
    pub(crate) name: &'static str,
    pub(crate) en: &'static str,
    pub(crate) zh: &'static str,
    pub(crate) example: &'static str,
    /// The keys of its table; none where the table holds conditions.
    pub(crate) keys: &'static [Key],
}

const fn key(name: &'static str, form: Form, needed: bool, en: &'static str, zh: &'static str) -> Key {
    Key { name, form, needed, en, zh }
}

use crate::vocabulary::{
    Award, Breach, Disclosure, Evidence, Level, OpenOrders, Payee, Sanction, Schedule, Service,
};

const fn within(en: &'static str, zh: &'static str) -> Key {
    key("within", Form::Span, false, en, zh)
}

pub(crate) const HEADER: &[Key] = &[
    key("scheme", Form::Name, true, "the short name, used in keys and answers", "政策简称"),
    key("title", Form::Text, true, "the title in both languages", "中英文名称"),
    key("funder", Form::Place, true, "the government whose money it pays", "出资政府"),
    key("currency", Form::Currency, true, "the currency of all amounts", "币种"),
    key(
        "status",
        Form::One(&["illustrative", "verified"]),
        true,
        "whether the text was compared with the regulation; `verified` needs `source`",
        "是否与正式文本核对",
    ),
    key("source", Form::Plain, false, "the regulation", "依据文件"),
    key("effective", Form::Days, false, "the dates of orders that it pays for", "适用的订单日期"),
    key(
        "extends",
        Form::Name,
        false,
        "the scheme of which it takes over all clauses that it does not override",
        "所延续的政策",
    ),
    key(
        "promises",
        Form::One(&["never-stricter"]),
        false,
        "what it promises to the scheme that it extends: to pay its own enterprises never less. A text that breaks it is \
         neither drafted nor enacted; `scheme check` (with both texts) and the live check of a draft tell the smallest \
         order that shows it. Decided is every order that the rules can tell apart, at every price where something \
         changes, with caps unused; where that takes more than 3,000,000 decisions, or two dates or a cap of some prices \
         hide an order, it is the edges of the rules and a sample, and `scheme prove` says so",
        "对所延续政策的承诺：对本地企业的补助从不低于该政策。不守承诺的文本不能保存为草案，也不能生效；\
         `scheme check`（同时给出两份文本）和草案的即时检查会给出最小的反例订单。核验范围是规则能够区分的全部订单、\
         补助发生变化的全部价格，限额视为未使用；若超过 3,000,000 次判定，或日期比较、部分价格的限额使订单无法穷尽，\
         则核验规则边界和抽样，并由 `scheme prove` 说明",
    ),
];

pub(crate) const CLAUSE: &[Key] = &[
    key("id", Form::Name, true, "the article", "条款号"),
    key("text", Form::Text, false, "the article's own text", "条款原文"),
    key("effective", Form::Days, false, "the dates of orders to which it applies", "适用的订单日期"),
    key("when", Form::Conditions, false, "it applies only to orders of which all of these hold", "适用条件"),
    key(
        "override",
        Form::Name,
        false,
        "the clause of the extended scheme in whose place it stands",
        "所替代的条款",
    ),
    key("forbid-override", Form::Flag, false, "schemes that extend this one must keep it", "禁止替代"),
];

pub(crate) const BODIES: &[BodyGuide] = &[
    BodyGuide {
        name: "require",
        en: "All conditions must hold of the order.",
        zh: "订单须满足全部条件。",
        example: r#"{ enterprise.registered-in = "CN-ZJ", enterprise.size = ["micro", "small"] }"#,
        keys: &[],
    },
    BodyGuide {
        name: "forbid",
        en: "The conditions must not all hold of the order.",
        zh: "订单不得同时满足全部条件。",
        example: "{ order.related-party = true }",
        keys: &[],
    },
    BodyGuide {
        name: "subsidise",
        en: "A share of the price is paid. Of rates that could both hold one must override the other; a top-up adds to another.",
        zh: "按价格的一定比例补助。可能同时适用的比例须声明优先关系；配套补助叠加于另一比例之上。",
        example: r#"{ rate = "50%", of = "price-without-tax", service = ["testing"], overrides = "1" }"#,
        keys: &[
            key("rate", Form::Percent, true, "the share", "比例"),
            key("of", Form::Base, true, "of which price", "计算基数"),
            key("service", Form::Words(Service::VOCABULARY), false, "for which services", "服务类别"),
            key("overrides", Form::Names, false, "the rates that it precedes", "优先于"),
            key("adds-to", Form::Name, false, "the rate to which it is added", "叠加于"),
        ],
    },
    BodyGuide {
        name: "cap",
        en: "The subsidy, or the price that counts, is limited.",
        zh: "限制补助金额或计入价格。",
        example: r#"{ amount = "300000.00", per = "controller-year", years = 3 }"#,
        keys: &[
            key("amount", Form::Amount, false, "the limit; either this or `orders`", "限额"),
            key("orders", Form::Count, false, "the limit in orders", "订单数上限"),
            key("per", Form::Per, true, "what it counts over", "计算范围"),
            key(
                "on",
                Form::One(&["subsidy", "base"]),
                false,
                "what is limited; the subsidy where not said",
                "限制对象",
            ),
            key("years", Form::Count, false, "how many calendar years count together", "合计年数"),
            key("shared", Form::Name, false, "the name under which several schemes count", "共用限额名称"),
            key("kept-by", Form::Place, false, "who keeps a shared count", "共用限额的记账方"),
        ],
    },
    BodyGuide {
        name: "pay",
        en: "Who receives the subsidy, and when. Every scheme has one.",
        zh: "收款方及支付频次。每个政策必有。",
        example: r#"{ to = "provider", schedule = "monthly", within = { days = 30 } }"#,
        keys: &[
            key("to", Form::Word(Payee::VOCABULARY), true, "who", "收款方"),
            key(
                "schedule",
                Form::Word(Schedule::VOCABULARY),
                false,
                "how often; what is granted in a month, quarter or year is paid when it is over",
                "频次；当月、当季或当年核定的，期满后支付",
            ),
            within(
                "how soon, counted from the grant or from the end of the period that is paid together; what is not \
                 paid by then is late on the officer's desk",
                "时限，自准予之日或所付周期结束之日起计；到期未付的在主管人员首页列为逾期",
            ),
            key(
                "instalments",
                Form::Instalments,
                false,
                "the parts in which it is paid; all but the first wait for a document or for time after the grant",
                "分期支付；首期之后各期等待材料或时间",
            ),
        ],
    },
    BodyGuide {
        name: "evidence",
        en: "What a claim has to bring.",
        zh: "兑付须提交的材料。",
        example: r#"{ documents = ["contract", "invoice"], service = "testing" }"#,
        keys: &[
            key("documents", Form::Words(Evidence::VOCABULARY), true, "the documents", "材料"),
            key(
                "service",
                Form::Words(Service::VOCABULARY),
                false,
                "for which services; all where not said",
                "服务类别",
            ),
        ],
    },
    BodyGuide {
        name: "validity",
        en: "How long a voucher may be used after its grant.",
        zh: "创新券有效期。",
        example: "{ months = 12 }",
        keys: &[
            key("months", Form::Count, false, "calendar months", "月数"),
            key("days", Form::Count, false, "days", "天数"),
        ],
    },
    BodyGuide {
        name: "round",
        en: "How a subsidy is rounded; down to the minor unit where not said.",
        zh: "补助金额的取整方式。",
        example: r#"{ mode = "half-up", to = "1.00" }"#,
        keys: &[
            key("mode", Form::One(&["down", "up", "half-up", "half-even"]), false, "the direction", "方式"),
            key("to", Form::Amount, false, "the step", "单位"),
        ],
    },
    BodyGuide {
        name: "budget",
        en: "The money that the scheme has, and who comes first.",
        zh: "预算及发放方式。",
        example: r#"{ amount = "10000000.00", per = "year", award = "lottery", seed = "draw of 2026-03-01" }"#,
        keys: &[
            key("amount", Form::Amount, true, "how much", "金额"),
            key("per", Form::One(&["year", "scheme"]), true, "for a calendar year or for good", "按年或总额"),
            key("award", Form::Word(Award::VOCABULARY), true, "who comes first", "发放方式"),
            key("seed", Form::Plain, false, "the published seed of a lottery", "公开种子"),
        ],
    },
    BodyGuide {
        name: "stack",
        en: "The schemes after which this one pays, and what all may pay together.",
        zh: "与其他政策的支付顺序及合计上限。",
        example: r#"{ after = "other", ceiling = "90%", of = "price-without-tax" }"#,
        keys: &[
            key("after", Form::Names, false, "the schemes that pay before", "先于本政策支付的政策"),
            key("ceiling", Form::Percent, false, "what they and this one pay at most", "合计上限"),
            key("of", Form::Base, false, "of which price", "计算基数"),
        ],
    },
    BodyGuide {
        name: "convert",
        en: "A foreign currency in which orders may be priced, with the rate of its dates.",
        zh: "可折算的外币及其汇率。",
        example: r#"{ from = "EUR", rate = "7.800000" }"#,
        keys: &[
            key("from", Form::Currency, true, "the foreign currency", "外币"),
            key("rate", Form::Exchange, true, "one unit of it in the scheme's currency", "汇率"),
        ],
    },
    BodyGuide {
        name: "review",
        en: "Who reviews a claim, in order.",
        zh: "审核层级。",
        example: r#"{ stages = ["district", "city"], within = { days = 20 } }"#,
        keys: &[
            key("stages", Form::Words(Level::VOCABULARY), true, "the levels", "层级"),
            within(
                "how soon, counted from the day on which the claim was lodged; what is not decided by then is late on \
                 the officer's desk",
                "时限，自申请提交之日起计；到期未决的在主管人员首页列为逾期",
            ),
        ],
    },
    BodyGuide {
        name: "sanction",
        en: "What follows a breach. Blocked and suspended parties are refused by a clause that forbids `enterprise.blocked` or `provider.suspended`.",
        zh: "违规处理。被取消或暂停资格的，由禁止 `enterprise.blocked` 或 `provider.suspended` 的条款拒绝。",
        example: r#"{ on = "collusion", then = ["recover", "strike-off"], lasts = { months = 36 } }"#,
        keys: &[
            key("on", Form::Word(Breach::VOCABULARY), true, "the breach", "违规行为"),
            key("then", Form::Words(Sanction::VOCABULARY), true, "what follows", "处理措施"),
            key("lasts", Form::Span, false, "how long", "期限"),
        ],
    },
    BodyGuide {
        name: "publish",
        en: "What is made public of a payment.",
        zh: "公开内容。",
        example: r#"{ what = ["enterprise", "amount"], within = { days = 30 } }"#,
        keys: &[
            key("what", Form::Words(Disclosure::VOCABULARY), true, "what", "内容"),
            within(
                "how soon, counted from the day on which a cycle made the payment; a payment appears on the public list \
                 as soon as the bank has booked it, and one of which the bank has said nothing by then is late on the \
                 officer's desk",
                "时限，自清算周期作出支付之日起计；银行入账后支付即自动公示，到期未获银行答复的在主管人员首页列为逾期",
            ),
        ],
    },
    BodyGuide {
        name: "transition",
        en: "Which text holds for an order that is open when the text changes.",
        zh: "文本变更时未结订单的适用规则。",
        example: r#"{ open-orders = "keep" }"#,
        keys: &[key("open-orders", Form::Word(OpenOrders::VOCABULARY), true, "the rule", "规则")],
    },
];

/// Every closed list of words of the language.
pub const VOCABULARIES: &[&crate::Vocabulary] = &[
    crate::Size::VOCABULARY,
    crate::ApplicantKind::VOCABULARY,
    crate::Sector::VOCABULARY,
    crate::Credit::VOCABULARY,
    crate::ProviderKind::VOCABULARY,
    Service::VOCABULARY,
    Evidence::VOCABULARY,
    Payee::VOCABULARY,
    Schedule::VOCABULARY,
    Award::VOCABULARY,
    Level::VOCABULARY,
    Breach::VOCABULARY,
    Sanction::VOCABULARY,
    Disclosure::VOCABULARY,
    OpenOrders::VOCABULARY,
];

#[cfg(test)]
mod tests {
    use super::*;
    use crate::Scheme;
    use jiangnan_kernel::PlaceTree;

    const BASE: &str = "scheme = \"t\"\ntitle = \"T\"\nfunder = \"CN-ZJ\"\ncurrency = \"CNY\"\nstatus = \"illustrative\"\n[[clause]]\nid = \"1\"\nsubsidise = { rate = \"30%\", of = \"price-without-tax\", service = \"testing\" }\n";

    #[test]
    fn every_example_of_a_body_loads() {
        let places = PlaceTree::read_csv(include_str!("../../../../data/places/yrd.csv")).unwrap();
        for body in BODIES {
            let pay =
                if body.name == "pay" { "" } else { "[[clause]]\nid = \"2\"\npay = { to = \"provider\" }\n" };
            let text = format!("{BASE}{pay}[[clause]]\nid = \"3\"\n{} = {}\n", body.name, body.example);
            if let Err(findings) = Scheme::load("example.toml", &text, &places) {
                panic!("{}: {}", body.name, findings.iter().map(ToString::to_string).collect::<String>());
            }
        }
    }

    #[test]
    fn every_example_of_a_fact_loads() {
        let places = PlaceTree::read_csv(include_str!("../../../../data/places/yrd.csv")).unwrap();
        for fact in crate::Fact::ALL {
            for example in fact.example().split(" or ").filter(|example| !example.is_empty()) {
                let pay = "[[clause]]\nid = \"2\"\npay = { to = \"provider\" }\n";
                let text = format!("{BASE}{pay}[[clause]]\nid = \"3\"\nforbid = {{ {fact} = {example} }}\n");
                if let Err(findings) = Scheme::load("example.toml", &text, &places) {
                    panic!("{fact}: {}", findings.iter().map(ToString::to_string).collect::<String>());
                }
            }
        }
    }

    #[test]
    fn every_key_that_the_guide_names_is_read_and_no_other() {
        let places = PlaceTree::read_csv(include_str!("../../../../data/places/yrd.csv")).unwrap();
        for body in BODIES.iter().filter(|body| !body.keys.is_empty()) {
            let text = format!("{BASE}[[clause]]\nid = \"3\"\n{} = {{ odd = 1 }}\n", body.name);
            let findings = Scheme::load("example.toml", &text, &places).unwrap_err();
            let known = findings.iter().find(|one| one.message.starts_with("`odd`")).unwrap();
            let known = known.help.clone().unwrap().replace("known keys: ", "");
            let mut read: Vec<&str> = known.split(", ").collect();
            let mut named: Vec<&str> = body.keys.iter().map(|key| key.name).collect();
            read.sort_unstable();
            named.sort_unstable();
            assert_eq!(read, named, "{}", body.name);
        }
    }
}
