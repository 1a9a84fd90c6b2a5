//! The words for what happens around a payment.

use serde::{Deserialize, Serialize};

use super::{Vocabulary, Word};

vocabulary! {
    /// Who comes first where money is short.
    Award, "award";
    FirstCome = "first-come", "first come, first served", "先到先得";
    Lottery = "lottery", "lottery with a published seed", "公开种子摇号";
}

vocabulary! {
    /// How often payments are made.
    Schedule, "payment schedule";
    Claim = "claim", "for each claim", "逐笔支付";
    Monthly = "monthly", "once a month", "按月支付";
    Quarterly = "quarterly", "once a quarter", "按季支付";
    Yearly = "yearly", "once a year", "按年支付";
}

vocabulary! {
    /// Who reviews a claim.
    Level, "review level";
    ThirdParty = "third-party", "a third-party manager", "第三方管理机构";
    District = "district", "the district", "区县";
    City = "city", "the city", "市";
    Province = "province", "the province", "省";
    Agency = "agency", "the funding agency", "资助机构";
}

vocabulary! {
    /// What is done against the rules.
    Breach, "breach";
    FalseEvidence = "false-evidence", "false or forged evidence", "提供虚假材料";
    Collusion = "collusion", "collusion of enterprise and provider", "双方串通";
    RelatedParty = "related-party", "a hidden relation of the parties", "隐瞒关联关系";
    DoubleFunding = "double-funding", "other public money for the same work", "重复资助";
    LateClaim = "late-claim", "a claim after its time", "逾期兑付";
    NotDelivered = "not-delivered", "work that was not done", "未提供服务";
}

vocabulary! {
    /// What follows a breach.
    Sanction, "sanction";
    Warn = "warn", "warn", "警告";
    Refuse = "refuse", "refuse the claim", "不予兑付";
    Recover = "recover", "recover what was paid", "追回资金";
    Block = "block", "block the enterprise", "取消企业申请资格";
    Suspend = "suspend", "suspend the provider", "暂停服务机构资格";
    StrikeOff = "strike-off", "strike the provider off", "取消服务机构资格";
    CreditRecord = "credit-record", "enter it in the credit record", "记入信用记录";
}

vocabulary! {
    /// What is made public of a payment.
    Disclosure, "disclosure";
    Enterprise = "enterprise", "the enterprise", "企业名称";
    Provider = "provider", "the provider", "服务机构名称";
    Amount = "amount", "the amount", "补助金额";
    Purpose = "purpose", "the purpose", "服务内容";
}

vocabulary! {
    /// Which text holds for an order that is open when the text changes.
    OpenOrders, "rule for open orders";
    Keep = "keep", "the text under which it was quoted", "适用报价时的文本";
    Move = "move", "the new text", "适用新文本";
}
