//! The twenty-five things that a voucher's rules have to say, each with shipped schemes that say it and the cases
//! that pin it. A test runs the cases; the reference shows the table.

/// One thing that the language must be able to say.
pub struct Thing {
    /// Its number in the table.
    pub number: u8,
    /// What it is, in English.
    pub en: &'static str,
    /// What it is, in Chinese.
    pub zh: &'static str,
    /// Where it is said.
    pub said: &'static [Said],
}

/// A clause that says it, and a case that pins the clause.
pub struct Said {
    /// The scheme's file, from the top of the repository; its cases stand beside it.
    pub file: &'static str,
    /// The clause.
    pub clause: &'static str,
    /// The words in the clause that say it.
    pub words: &'static str,
    /// The title of the case.
    pub case: &'static str,
}

const fn said(file: &'static str, clause: &'static str, words: &'static str, case: &'static str) -> Said {
    Said { file, clause, words, case }
}

const ZHEJIANG: &str = "schemes/yrd/zhejiang-2026.toml";
const SHANGHAI: &str = "schemes/yrd/shanghai-2026.toml";
const ANHUI: &str = "schemes/yrd/anhui-2026.toml";
const FRAME: &str = "schemes/frame/delta-frame.toml";
const ZHEJIANG_FRAME: &str = "schemes/frame/zhejiang-frame.toml";
const JIAXING: &str = "schemes/frame/jiaxing-frame.toml";
const SHANDONG: &str = "schemes/elsewhere/shandong.toml";
const LIAOCHENG: &str = "schemes/elsewhere/liaocheng.toml";
const IRELAND: &str = "schemes/elsewhere/ireland-full.toml";
const COFUNDED: &str = "schemes/elsewhere/ireland-cofunded.toml";
const NORTHERN_IRELAND: &str = "schemes/elsewhere/northern-ireland.toml";
const FLANDERS: &str = "schemes/elsewhere/flanders.toml";
const NETHERLANDS: &str = "schemes/elsewhere/netherlands.toml";
const PORTUGAL: &str = "schemes/elsewhere/portugal.toml";
const MANCHESTER: &str = "schemes/elsewhere/manchester.toml";

/// All of them, in their order.
pub const THINGS: &[Thing] = &[
    Thing {
        number: 1,
        en: "applicant class, size counted over the group",
        zh: "申请主体类型，规模按集团合并计算",
        said: &[
            said(SHANGHAI, "4.1", "enterprise.group-size", "A small company of a large group is refused"),
            said(SHANGHAI, "4", "enterprise.kind", "A trade association is refused"),
        ],
    },
    Thing {
        number: 2,
        en: "seat in a place or any place above it",
        zh: "注册地在某地或其上级区域",
        said: &[
            said(ZHEJIANG, "5.1", "enterprise.registered-in", "An enterprise of another province is refused"),
            said(FRAME, "2", "provider.located-in", "A provider outside the group is refused"),
        ],
    },
    Thing {
        number: 3,
        en: "credit and integrity",
        zh: "信用与诚信",
        said: &[
            said(
                ZHEJIANG,
                "5.2",
                "enterprise.credit",
                "An enterprise listed as operating abnormally is refused",
            ),
            said(FLANDERS, "2.1", "enterprise.blocked", "A blocked enterprise is refused"),
        ],
    },
    Thing {
        number: 4,
        en: "sector exclusion",
        zh: "行业除外",
        said: &[said(ZHEJIANG, "6", "enterprise.sector", "A shop is refused")],
    },
    Thing {
        number: 5,
        en: "not listed, equity above zero, minimum jobs",
        zh: "未上市、所有者权益为正、最低从业人数",
        said: &[
            said(PORTUGAL, "1", "enterprise.jobs", "Two jobs are too few"),
            said(PORTUGAL, "1", "enterprise.equity", "Equity must be above zero"),
            said(PORTUGAL, "2", "enterprise.listed", "A listed firm is refused"),
        ],
    },
    Thing {
        number: 6,
        en: "prior support in a window of years",
        zh: "若干年内已获资助",
        said: &[
            said(
                IRELAND,
                "4.3",
                "enterprise.support-5-years",
                "After 300,000 euro in five years only co-funding is left",
            ),
            said(IRELAND, "9", "years", "Three years of support count together"),
        ],
    },
    Thing {
        number: 7,
        en: "no double funding",
        zh: "不得重复资助",
        said: &[said(IRELAND, "5", "order.publicly-funded", "Work that has other public money is refused")],
    },
    Thing {
        number: 8,
        en: "service kinds",
        zh: "服务类别",
        said: &[said(ZHEJIANG, "11.1", "service", "A training is not paid for")],
    },
    Thing {
        number: 9,
        en: "provider admitted, price published, age, notice period passed",
        zh: "服务机构入库、公开价格、成立年限、公示期满",
        said: &[
            said(ZHEJIANG, "7.1", "provider.admitted", "A provider that is not admitted is refused"),
            said(
                ZHEJIANG,
                "7.1",
                "provider.price-published",
                "A provider without a published price is refused",
            ),
            said(FRAME, "3", "provider.founded-on", "A provider of two years is too young"),
            said(SHANGHAI, "6.1", "provider.admitted-on", "The notice of seven days must have passed"),
        ],
    },
    Thing {
        number: 10,
        en: "related party, same controller",
        zh: "关联方、同一实际控制人",
        said: &[said(ZHEJIANG, "9", "order.related-party", "One controller on both sides is refused")],
    },
    Thing {
        number: 11,
        en: "minimum number of quotes",
        zh: "最少报价份数",
        said: &[said(PORTUGAL, "3", "order.quotes", "Two quotes are too few")],
    },
    Thing {
        number: 12,
        en: "order dated after the grant, within so many days",
        zh: "订单日期在发放之后若干日内",
        said: &[
            said(NETHERLANDS, "2", "voucher.granted-on", "A day after the four months is too late"),
            said(FLANDERS, "3", "order.started-on", "On the fifteenth day it is too late"),
            said(FLANDERS, "3.1", "order.own-part-paid-on", "A day later nothing is added to it"),
        ],
    },
    Thing {
        number: 13,
        en: "validity",
        zh: "有效期",
        said: &[
            said(ZHEJIANG, "10", "validity", "A day later it is not"),
            said(
                NORTHERN_IRELAND,
                "4",
                "order.finished-on",
                "Work that begins in time and ends a day later is refused",
            ),
        ],
    },
    Thing {
        number: 14,
        en: "rate by size, kind and place, with stacked local top-ups",
        zh: "按规模、类别、地点的补助比例及地方叠加补助",
        said: &[
            said(FLANDERS, "5.2", "enterprise.size", "A medium firm receives 20 %"),
            said(SHANDONG, "3.2", "enterprise.registered-in", "60 % in Liaocheng"),
            said(JIAXING, "jx.5", "adds-to", "50 % across the border, in Shanghai"),
            said(LIAOCHENG, "3", "subsidise", "A provider at home: province and city pay 90 %"),
        ],
    },
    Thing {
        number: 15,
        en: "caps for each order, enterprise and year, controller and year, lifetime, hour, head",
        zh: "按单、按企业每年、按实际控制人每年、终身、按小时、按人的限额",
        said: &[
            said(ZHEJIANG, "11.2", "\"order\"", "A large order meets the cap of 50,000 yuan"),
            said(SHANDONG, "4", "\"enterprise-year\"", "500,000 a year"),
            said(
                ZHEJIANG,
                "11.3",
                "\"controller-year\"",
                "What the controller's enterprises used before counts",
            ),
            said(PORTUGAL, "8", "\"enterprise\"", "A second application is refused"),
            said(
                ANHUI,
                "10.1",
                "\"hour\"",
                "An expert costs at most 400 yuan an hour: two and a half hours, 1,000 yuan",
            ),
            said(FLANDERS, "7", "\"head\"", "Catering for four: 100 of 160 euro count"),
        ],
    },
    Thing {
        number: 16,
        en: "stacking order and joint ceiling",
        zh: "支付顺序与合计上限",
        said: &[
            said(LIAOCHENG, "5", "ceiling", "A provider at home: province and city pay 90 %"),
            said(LIAOCHENG, "4", "shared", "What the province has just paid counts for the city"),
        ],
    },
    Thing {
        number: 17,
        en: "tax base, other currencies",
        zh: "计税口径与外币折算",
        said: &[
            said(NORTHERN_IRELAND, "5", "price-without-tax", "The agency pays the price, the firm the tax"),
            said(NORTHERN_IRELAND, "7.2", "convert", "In the second half-year 5,000 pounds are 6,250 euro"),
        ],
    },
    Thing {
        number: 18,
        en: "rounding",
        zh: "取整",
        said: &[
            said(ZHEJIANG, "11.4", "round", "Parts of a fen are dropped"),
            said(SHANGHAI, "11", "round", "Parts of a yuan are dropped"),
        ],
    },
    Thing {
        number: 19,
        en: "budget, first come or lottery",
        zh: "预算，先到先得或摇号",
        said: &[
            said(NETHERLANDS, "6", "first-come", "What is left of the year's money is paid"),
            said(PORTUGAL, "9", "budget", "The programme is closed when its money is gone"),
            said(MANCHESTER, "4", "lottery", "4,000 of 5,000 pounds, in the order in which the lot falls"),
        ],
    },
    Thing {
        number: 20,
        en: "evidence by kind of service",
        zh: "按服务类别提交材料",
        said: &[said(ZHEJIANG, "12.3", "evidence", "Testing is proved by a report")],
    },
    Thing {
        number: 21,
        en: "review stages",
        zh: "审核层级",
        said: &[
            said(SHANDONG, "5", "stages", "60 % in Liaocheng"),
            said(ZHEJIANG, "14", "stages", "Half of the price without tax is paid to the provider"),
        ],
    },
    Thing {
        number: 22,
        en: "payee and schedule",
        zh: "收款方与支付安排",
        said: &[
            said(SHANDONG, "6", "schedule", "60 % in Liaocheng"),
            said(FRAME, "7", "instalments", "30 % by the frame"),
            said(FLANDERS, "8", "wallet", "A small firm receives 30 %, wherever the provider is"),
        ],
    },
    Thing {
        number: 23,
        en: "sanctions and claw-back",
        zh: "违规处理与追回",
        said: &[
            said(FLANDERS, "10", "sanction", "A small firm receives 30 %, wherever the provider is"),
            said(JIAXING, "jx.9", "sanction", "40 % at home"),
        ],
    },
    Thing {
        number: 24,
        en: "publication",
        zh: "公开",
        said: &[said(COFUNDED, "11", "publish", "Half of 8,000 is paid")],
    },
    Thing {
        number: 25,
        en: "effective dates, and what happens to open orders",
        zh: "施行日期与未结订单的处理",
        said: &[
            said(ZHEJIANG_FRAME, "zj.5b", "effective", "50 % from 2027"),
            said(FRAME, "8", "transition", "30 % by the frame"),
            said(JIAXING, "jx.8", "transition", "40 % at home"),
        ],
    },
];
