//! The Chinese of the words that a refusal fills into its sentences: things, states, deeds. A word that does not stand
//! here is shown as it is.

/// Words for machines with what people read.
const WORDS: &[(&str, &str)] = &[
    // Things.
    ("account", "账户"),
    ("bank account", "银行账户"),
    ("change of a bank account", "银行账户变更"),
    ("calendar feed", "日历订阅"),
    ("claim", "兑付申请"),
    ("claim for this reservation", "该预约的兑付申请"),
    ("claw-back", "追回"),
    ("cycle", "结算周期"),
    ("document", "文件"),
    ("enterprise", "企业"),
    ("instrument", "仪器"),
    ("last cycle", "上一结算周期"),
    ("line of the bank", "银行明细"),
    ("listing", "仪器或专家"),
    ("mail", "邮件"),
    ("notice", "通知"),
    ("organisation", "机构"),
    ("outage", "停机安排"),
    ("payment", "付款"),
    ("person", "人员"),
    ("place", "地区"),
    ("place in the wait list", "候补排位"),
    ("proposal", "提议"),
    ("proposal of a claw-back", "追回提议"),
    ("proposal of an enterprise", "企业登记提议"),
    ("provider", "服务机构"),
    ("reservation", "预约"),
    ("sanction", "违规处理"),
    ("scheme", "办法"),
    ("scheme version", "办法版本"),
    ("series", "系列预约"),
    ("session", "登录会话"),
    ("token", "令牌"),
    ("transfer", "转账"),
    ("voucher", "创新券"),
    ("wait list", "候补名单"),
    // States.
    ("accepted", "已核准"),
    ("admitted", "已入库"),
    ("cancelled", "已取消"),
    ("clawed-back", "已追回"),
    ("cleared", "清算中"),
    ("closed", "已截止"),
    ("confirmed", "已确认"),
    ("dead", "无法送达"),
    ("declined", "已婉拒"),
    ("disputed", "有异议"),
    ("due", "待发送"),
    ("enacted", "已颁布"),
    ("entered", "已登记"),
    ("expired", "已过期"),
    ("in-review", "审核中"),
    ("inforce", "生效中"),
    ("lapsed", "已失效"),
    ("late-cancelled", "逾期取消"),
    ("lifted", "已解除"),
    ("lodged", "待审核"),
    ("no-show", "未到场"),
    ("open", "进行中"),
    ("over", "已结束"),
    ("proposed", "已提出"),
    ("refused", "已拒绝"),
    ("rejected", "已驳回"),
    ("requested", "待机构答复"),
    ("reserved", "已预约"),
    ("returned", "已退回"),
    ("sent", "已发送"),
    ("settled", "已结清"),
    ("used", "待企业确认"),
    ("withdrawn", "已撤回"),
    // Deeds.
    ("admitted again", "再次入库"),
    ("called off any more", "取消"),
    ("claimed before the enterprise has confirmed the usage", "在企业确认使用前申请兑付"),
    ("entered again", "再次登记"),
    ("followed by another", "开启下一周期"),
    ("lodged again", "再次申请"),
    ("moved any more", "改期"),
    ("passed on", "转让"),
    ("settled by hand", "人工处理"),
    ("tried again", "重新发送"),
];

/// The Chinese of a word.
pub(crate) fn zh(word: &str) -> &str {
    WORDS.iter().find(|(known, _)| *known == word).map_or(word, |(_, zh)| zh)
}

/// The Chinese of a deed that cannot be done in a state: a word for a state says what would have come of it.
pub(crate) fn zh_deed(word: &str) -> String {
    match word {
        "confirmed" => "确认".to_owned(),
        "declined" => "婉拒".to_owned(),
        "enacted" => "颁布".to_owned(),
        "expired" => "过期处理".to_owned(),
        "lifted" => "解除".to_owned(),
        "settled" => "处理".to_owned(),
        other => zh(other).to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::refusal::Refusal;

    #[test]
    fn a_refusal_is_chinese_as_a_whole() {
        let (what, state, asked) = ("reservation", "disputed".to_owned(), "declined");
        let text = Refusal::WrongState { what, state, asked }.text();
        assert_eq!(text.zh, "该预约当前状态为“有异议”，不能执行“婉拒”。");
        assert_eq!(Refusal::not_found("voucher", "x").text().zh, "找不到创新券“x”，请检查编号或链接。");
        for state in jiangnan_booking::ReservationState::ALL {
            assert_ne!(zh(state.name()), state.name());
        }
    }

    #[test]
    fn each_word_stands_once() {
        for (index, (word, _)) in WORDS.iter().enumerate() {
            assert!(WORDS.iter().skip(index + 1).all(|(other, _)| other != word), "{word}");
        }
    }
}
