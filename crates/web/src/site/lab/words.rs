//! What is wrong with a cell, in both languages.

use jiangnan_catalogue::import::Reason;
use jiangnan_kernel::Text;

/// What is wrong with a cell or row and what to do.
pub fn reason_text(reason: &Reason) -> Text {
    let zh = match reason {
        Reason::NoName => "没有仪器名称，请填写。".to_owned(),
        Reason::CellCount { found, expected } => {
            format!("该行有 {found} 个单元格，表头有 {expected} 个：请检查分隔符或引号。")
        }
        Reason::TooLong { length, max } => {
            format!("文字共 {length} 个字符，最多保留 {max} 个：请缩短，或检查未闭合的引号。")
        }
        Reason::Twice { first } => {
            format!("与第 {first} 行是同一台仪器：请删除一行，或分别填写标识或序列号。")
        }
        Reason::NotAPlace(text) => {
            format!("“{text}”不是地区代码：请填写如 CN-330100 的代码，或留空并填写城市。")
        }
        Reason::NotAKind(text) => format!("“{text}”既不是 instrument（仪器）也不是 expert（专家）。"),
        Reason::ConsentLacks(field) => format!("填写了单位同意但“{field}”为空：请补全，或删除同意日期。"),
        Reason::ConsentBackwards => "单位同意的结束日期早于开始日期：请对调。".to_owned(),
        Reason::NotAPosition(text) => format!("“{text}”不是坐标：请填写纬度和经度（度），或都留空。"),
        Reason::NotAnAccess(text) => {
            format!("“{text}”不是开放对象：请填写 open、trained 或 own-organisation。")
        }
        Reason::NotHours(text) => {
            format!("“{text}”不是开放时间：请按 Mon-Fri 08:30-17:30; Sat 09:00-12:00 填写，或填写 24/7。")
        }
        Reason::NotAUnit(text) => format!("“{text}”不是计价单位：请填写 hour、day 或 sample。"),
        Reason::NotADate(text) => format!("“{text}”不是日期：请按 2026-03-01 填写。"),
        Reason::NotYesOrNo(text) => format!("“{text}”既不是 yes 也不是 no。"),
        Reason::PriceLacks(field) => format!("填写了价格但“{field}”为空：请补全，或删除价格。"),
        Reason::Money(error) => format!("金额有误：{error}"),
        Reason::Identifier(error) => format!("机构标识有误：{error}"),
        Reason::Tariff(error) => format!("价目有误：{error}"),
        Reason::NotARecord => "不是 PIDINST 记录：请填写含 name、owners 和 identifier 的对象。".to_owned(),
        Reason::PlaceTaken(place) => format!("未识别地区，按 {place} 处理：请填写地区代码。"),
        Reason::HostTaken => "未填写所属机构，按仪器名称处理。".to_owned(),
    };
    Text::new(reason.to_string(), zh)
}
