//! What the demo's invented people write: reasons, notes and names, in the language in which they would. Which
//! sentence somebody writes follows from what it is about, so that it is the same each time.

use jiangnan_kernel::Id;

use super::stage::id;

/// Why a lab manager declines a request.
const DECLINED: &[&str] = &[
    "该周操作员外出培训，无法安排上机，请改约其他时间。",
    "该时段仪器例行维护，暂不接收外单位样品。",
    "所需附件正在返厂维修，修复前无法满足测试要求。",
    "该时段已安排国家项目的连续测试，请提前或顺延一周。",
    "样品信息不全，无法判断是否会污染样品腔，请补充后重新预约。",
];

/// Why an engineer calls a reservation off.
const CALLED_OFF: &[&str] = &[
    "样品尚未制备完成，改期再约。",
    "客户推迟送样，本次先取消。",
    "首批样品出现开裂，需重新制样。",
    "项目节点调整，测试顺延到下月。",
    "负责送样的同事临时出差，无法到场。",
];

/// What an engineer says against a record whose last hours were not used.
const DISPUTED: &[&str] = &[
    "最后一小时设备报警停机检修，没有测样，不应计入机时。",
    "登记的结束时间比实际晚，后段一直在等待抽真空。",
    "后半段工程师在处理卡样故障，请按实际测试时间计费。",
    "当天中途停电重启，重启后的等待时间不应由我方承担。",
];

/// What a lab manager says who gives in.
const GAVE_IN: &[&str] = &[
    "已核对仪器日志，扣除检修时间，记录已更正。",
    "经核实情况属实，已按实际使用时间修改。",
    "值班员登记有误，时长已更正，给您带来不便，抱歉。",
];

/// What a lab manager says who stands by the record.
const STOOD_BY: &[&str] = &["仪器日志显示全程运行，没有中断记录。", "当天值班记录与登记时间一致，未见停机。"];

/// What an officer says who rules for the record.
const UPHELD: &[&str] = &["提供方已提交仪器运行日志，未见停机。", "日志与值班记录相互印证，登记时间属实。"];

/// Why an officer rejects a claim.
const REJECTED: &[&str] = &[
    "报告所列样品编号与订单不符，不是本次送检的样品。",
    "报告日期早于使用日期，与本次服务不对应。",
    "报告未加盖检测专用章，样品名称与合同不一致。",
];

/// Why an officer grants a part.
const IN_PART: &[&str] = &[
    "合同约定之外加测的样品不予补助，核减两成。",
    "开机等待时间不在补助范围内，核减20%。",
    "发票含耗材费，耗材部分不予补助。",
];

/// What an officer notes who grants the whole; many note nothing.
const GRANTED: &[&str] = &["材料齐全，同意。", "", "已核对合同、发票与使用记录，金额一致。", "", ""];

/// Who runs the instruments.
const OPERATORS: &[&str] =
    &["陈立新", "周敏", "吴海燕", "徐志强", "沈佳", "陆建国", "何晓雯", "钱伟", "顾春梅", "郑一鸣"];

macro_rules! said {
    ($($(#[$doc:meta])* $name:ident of $list:ident;)+) => {
        $($(#[$doc])* pub fn $name(about: Id) -> String { one_of($list, stringify!($name), about) })+
    };
}

said! {
    /// Why a request is declined.
    why_declined of DECLINED;
    /// Why a reservation is called off.
    why_called_off of CALLED_OFF;
    /// What is said against a record.
    why_disputed of DISPUTED;
    /// What is said by who gives in.
    why_given_in of GAVE_IN;
    /// What is said by who stands by a record.
    why_stood_by of STOOD_BY;
    /// What is said by who upholds a record.
    why_upheld of UPHELD;
    /// Why a claim is rejected.
    why_rejected of REJECTED;
    /// Why a claim is granted in part.
    why_in_part of IN_PART;
    /// What is noted on a claim that is granted; empty where nothing is.
    note_of_grant of GRANTED;
    /// Who ran the instrument.
    operator of OPERATORS;
}

fn one_of(list: &[&str], what: &str, about: Id) -> String {
    let count = u128::try_from(list.len()).unwrap_or(1).max(1);
    let at = usize::try_from(id(what, about).0 % count).unwrap_or(0);
    list.get(at).copied().unwrap_or_default().to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_sentence_is_written_by_somebody_and_always_the_same_one() {
        for (says, list) in [
            (why_declined as fn(Id) -> String, DECLINED),
            (why_called_off, CALLED_OFF),
            (why_disputed, DISPUTED),
            (why_given_in, GAVE_IN),
            (why_stood_by, STOOD_BY),
            (why_upheld, UPHELD),
            (why_rejected, REJECTED),
            (why_in_part, IN_PART),
            (note_of_grant, GRANTED),
            (operator, OPERATORS),
        ] {
            let said: Vec<String> = (0..200).map(|number| says(Id(number))).collect();
            assert!(list.iter().all(|sentence| said.iter().any(|one| one == sentence)), "{list:?}");
            assert_eq!(said, (0..200).map(|number| says(Id(number))).collect::<Vec<_>>());
        }
    }
}
