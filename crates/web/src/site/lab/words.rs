//! What is wrong with a cell, in both languages.

use jiangnan_catalogue::import::{ImportError, Reason};
use jiangnan_catalogue::{IdentifierError, TariffError};
use jiangnan_kernel::{MoneyError, Text};

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
        Reason::Money(error) => money_zh(error),
        Reason::Identifier(error) => identifier_zh(error),
        Reason::Tariff(error) => tariff_zh(error),
        Reason::NotARecord => "不是 PIDINST 记录：请填写含 name、owners 和 identifier 的对象。".to_owned(),
        Reason::PlaceTaken(place) => format!("未识别地区，按 {place} 处理：请填写地区代码。"),
        Reason::HostTaken => "未填写所属机构，按仪器名称处理。".to_owned(),
    };
    Text::new(sentence(&reason.to_string()), zh)
}

/// Why nothing can be read from a file.
pub fn unread_text(error: &ImportError) -> Text {
    let zh = match error {
        ImportError::Empty(file) => format!("“{file}”是空文件：请确认所选文件。"),
        ImportError::TooLarge { file, .. } => format!("“{file}”过大：请拆分为多个文件。"),
        ImportError::Encoding { file, line } => {
            format!("“{file}”第 {line} 行既不是 UTF-8 也不是 GB18030 编码：请另存为 UTF-8。")
        }
        ImportError::OldExcel(file) => {
            format!("“{file}”是 2007 年以前的 Excel 文件：请另存为 .xlsx 或 .csv。")
        }
        ImportError::Workbook { file, .. } => {
            format!("“{file}”不是可读取的 .xlsx 文件：请重新保存，或另存为 .csv。")
        }
        ImportError::Json { file, line, column, .. } => {
            format!("“{file}”第 {line} 行第 {column} 列不是 JSON。")
        }
        ImportError::NoRecord(file) => {
            format!("“{file}”中没有 PIDINST 记录：请填写含 name、owners 和 identifier 的对象或对象列表。")
        }
        ImportError::NoNameColumn { file, line, mapping, columns } => format!(
            "“{file}”第 {line} 行的表头中没有仪器名称列（对应关系 {mapping}，列：{columns}）：请选择其他对应关系。"
        ),
    };
    Text::new(sentence(&error.to_string()), zh)
}

fn money_zh(error: &MoneyError) -> String {
    match error {
        MoneyError::NotACurrency(text) => {
            format!("“{text}”不是币种：请填写 ISO 4217 的三个大写字母，如 CNY。")
        }
        MoneyError::NotAnAmount(text, decimals) => {
            format!("“{text}”不是金额：请填写最多 {decimals} 位小数的数字，如 300000.00。")
        }
        MoneyError::NotARate(text) => format!("“{text}”不是比例：请填写最多两位小数的百分数，如 50%。"),
        MoneyError::CurrenciesDiffer(one, other) => format!("{one} 与 {other} 不能相加：请先换算。"),
        MoneyError::TooLarge => "金额过大。".to_owned(),
    }
}

fn identifier_zh(error: &IdentifierError) -> String {
    match error {
        IdentifierError::UnknownShape(text) => {
            format!("“{text}”既不是统一社会信用代码（18 位）也不是 ROR 编号（如 02aj13c28）。")
        }
        IdentifierError::UnifiedLength(text, length) => {
            format!("“{text}”有 {length} 位：统一社会信用代码为 18 位。")
        }
        IdentifierError::Character { code, character, position } => {
            format!("“{code}”第 {position} 位不能是“{character}”：请与营业执照核对。")
        }
        IdentifierError::OrganisationCheck { code, found, expected } => {
            format!("“{code}”第 17 位是“{found}”，按前面各位应为“{expected}”：请检查是否有误。")
        }
        IdentifierError::UnifiedCheck { code, found, expected } => {
            format!("“{code}”第 18 位是“{found}”，按其余各位应为“{expected}”：请检查是否有误。")
        }
        IdentifierError::RorShape(text) => {
            format!("“{text}”不是 ROR 编号：请填写 0、六个字符和两位数字，如 02aj13c28。")
        }
        IdentifierError::RorCheck { id, found, expected } => {
            format!("“{id}”末两位是 {found:02}，校验位应为 {expected:02}：请检查是否有误。")
        }
    }
}

fn tariff_zh(error: &TariffError) -> String {
    match error {
        TariffError::NoLine { from } => {
            format!("自 {from} 起的价目没有价格：请填写每小时、每天或每样的价格。")
        }
        TariffError::EndsBeforeBegin { from, until } => {
            format!("自 {from} 起的价目于 {until} 结束，早于开始日期：请更正其中一个日期。")
        }
        TariffError::Negative { from, .. } => format!("自 {from} 起的价目金额小于零：请填写零或正数。"),
        TariffError::ChargesTwice { from } => {
            format!("自 {from} 起的价目对同一工作收费两次：每种单位只保留一个价格，按小时或按天计。")
        }
        TariffError::Overlap { first, second } => {
            format!("自 {first} 起和自 {second} 起的价目在 {second} 同时有效：请让前者在此之前结束。")
        }
    }
}

/// A reason that stands by itself, with a capital letter and a full stop.
fn sentence(reason: &str) -> String {
    let mut letters = reason.chars();
    let first = letters.next().into_iter().flat_map(char::to_uppercase);
    first.chain(letters).chain(['.']).collect()
}
