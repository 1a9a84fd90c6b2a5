//! Findings in Chinese, found by their English pattern: one sentence, two languages, one place.
//!
//! A `{}` stands for what the sentence is about. What is between backticks stays as it is; words of the language's
//! own lists are looked up in the terms.

/// A sentence of a finding in Chinese; the sentence itself where the table does not have it.
pub(super) fn chinese(sentence: &str) -> String {
    translated(sentence).unwrap_or_else(|| sentence.to_owned())
}

fn translated(sentence: &str) -> Option<String> {
    PATTERNS.iter().find_map(|(english, chinese)| {
        let parts = parts_of(sentence, english)?;
        Some(filled(chinese, &parts))
    })
}

/// What stands in the gaps of a pattern, where a sentence has its form.
fn parts_of<'s>(sentence: &'s str, pattern: &str) -> Option<Vec<&'s str>> {
    let mut fixed = pattern.split("{}");
    let mut rest = sentence.strip_prefix(fixed.next()?)?;
    let mut parts = Vec::new();
    let mut fixed = fixed.peekable();
    while let Some(text) = fixed.next() {
        let end = match (text, fixed.peek()) {
            ("", None) => rest.len(),
            // The last words of a sentence are its end, wherever else they stand.
            (_, None) => rest.strip_suffix(text)?.len(),
            _ => rest.find(text)?,
        };
        parts.push(rest.get(..end)?);
        rest = rest.get(end + text.len()..)?;
    }
    rest.is_empty().then_some(parts)
}

fn filled(pattern: &str, parts: &[&str]) -> String {
    let mut parts = parts.iter();
    let mut text = String::new();
    for (at, fixed) in pattern.split("{}").enumerate() {
        if at > 0 {
            text.push_str(&parts.next().map(|part| term(part)).unwrap_or_default());
        }
        text.push_str(fixed);
    }
    text
}

/// A part of a sentence: one of the terms, a sentence of its own, or itself.
fn term(part: &str) -> String {
    if let Some((_, chinese)) = TERMS.iter().find(|(english, _)| *english == part) {
        return (*chinese).to_owned();
    }
    let inner = NESTED.iter().find_map(|(english, chinese)| {
        let parts = parts_of(part, english)?;
        Some(filled(chinese, &parts))
    });
    inner.unwrap_or_else(|| part.to_owned())
}

/// Sentences, more particular ones before those that they resemble.
const PATTERNS: &[(&str, &str)] = &[
    ("the file is longer than 8 MiB", "文件超过8 MiB"),
    ("split it into several schemes", "拆分为多项政策"),
    ("this is not TOML: {}", "不是合法的 TOML：{}"),
    ("the scheme has no clause", "政策没有条款"),
    (
        "add [[clause]] with {}",
        "补充一个 [[clause]]，写明 `id` 和主体，例如 subsidise = { rate = \"50%\", of = \"price-without-tax\" }",
    ),
    (
        "clauses {} (line {}) and {} both have {}, of which a scheme has one",
        "条款{}（第{}行）和{}都有{}，一项政策只能有一个",
    ),
    (
        "keep one; what changes on a date is a new version of the text",
        "只保留一个；自某日起的变更写入新版本的文本",
    ),
    ("the clause has no known form", "条款不是已知的写法"),
    ("write it anew", "重新书写"),
    ("clause {} lets {} pay after itself", "条款{}使政策{}排在自身之后支付"),
    ("name the other schemes that pay before it", "写明排在其前支付的其他政策"),
    ("{} is not a currency of this city group", "{}不是本城市群的币种"),
    ("the clause has no body, so it does nothing", "条款没有主体，不起任何作用"),
    ("add one of: {}", "补充其中之一：{}"),
    ("the clause has both {} and {}", "条款同时有{}和{}"),
    ("write two clauses, so that each refusal names its own", "分写为两个条款，使每条拒付理由各有出处"),
    ("{} cannot depend on the order", "{}不能取决于订单"),
    (
        "remove `when`; a clause about evidence may name services instead",
        "删去 `when`；材料类条款可以写明服务类别",
    ),
    ("the list is empty", "列表为空"),
    ("name at least one value", "至少写一个值"),
    ("the time is empty", "时间为空"),
    ("the range has no end", "范围没有端点"),
    ("the range is empty: it begins above its end", "范围为空：起点大于终点"),
    ("write the smaller value as `from`", "将较小的值写作 `from`"),
    ("{} and {} both limit the same end", "{}和{}限制同一端"),
    ("keep one of them", "只保留一个"),
    ("`until` lies before `from`, so no date is left", "`until` 早于 `from`，没有任何日期"),
    ("write the earlier date first, for example {}", "先写较早的日期，例如 {}"),
    ("{} is an id, which no rule may test", "{}是标识，规则不得判断"),
    ("test a relation instead, for example {}", "改为判断关系，例如 {}"),
    ("{} is not a date but a {}", "{}不是日期，而是{}"),
    ("write a date or a date fact, for example {}", "写日期或日期事实，例如 {}"),
    ("{} names no fact", "{}没有写任何事实"),
    ("write a fact as `group.name`, for example {}", "按 `组.名称` 写事实，例如 {}"),
    ("{} is not a known fact", "{}不是已知的事实"),
    ("{} is not a key of {}", "{}不是{}的键"),
    ("known keys: {}", "可用的键：{}"),
    ("known words: {}", "可用的词：{}"),
    ("known forms: {}", "可用的写法：{}"),
    ("{} is not a place of this city group", "{}不是本城市群的地点"),
    (
        "write the code of a city, a province, or the group, for example {}",
        "写城市、省份或城市群的代码，例如 {}",
    ),
    ("{} is not a known {}", "{}不是已知的{}"),
    ("{} has no effect on later orders: no rule looks at {}", "{}对以后的订单不起作用：没有规则判断{}"),
    ("{} has no {}", "{}缺少{}"),
    ("the case has no title", "案例没有标题"),
    ("write the article and what it shows: {}", "写明条款和所说明的内容：{}"),
    ("{} is not a clause of the scheme", "{}不是该政策的条款"),
    (
        "name a clause, or `effective` for the dates of the scheme",
        "写条款号，或以 `effective` 表示政策的施行日期",
    ),
    ("no {} stands above", "上文没有 {}"),
    ("write the block before the case", "将共用事实写在案例之前"),
    ("{} is not a line of a case", "{}不是案例的写法"),
    ("`amount` and `orders` are two limits", "`amount` 与 `orders` 是两种限额"),
    ("a limit of the price counts for one order", "计入价格的限额只按单个订单计算"),
    ("`orders` counts over time", "`orders` 须按时间累计"),
    ("`years` counts calendar years", "`years` 按日历年计算"),
    ("`years` is not between 1 and 20", "`years` 不在1至20之间"),
    ("a shared limit counts over time", "共用限额须按时间累计"),
    ("write per = \"order\", \"hour\" or \"head\"", "写 per = \"order\"、\"hour\" 或 \"head\""),
    (
        "write per = \"enterprise-year\" or \"controller-year\"",
        "写 per = \"enterprise-year\" 或 \"controller-year\"",
    ),
    ("only a lottery has a seed", "只有摇号才有种子"),
    ("remove `seed`", "删去 `seed`"),
    ("the instalments make {}", "各期合计为{}"),
    ("change their shares so that they make 100%", "调整各期比例，使合计为100%"),
    (
        "the first instalment is paid when the claim is granted, and there are 12 at most",
        "首期在核定时支付，且最多12期",
    ),
    ("remove `after` from the first", "删去首期的 `after`"),
    ("`stack` says nothing", "`stack` 没有内容"),
    ("clause {} stands twice, first in line {}", "条款{}重复，首次出现在第{}行"),
    ("clause {} stands in {} already, which this scheme extends", "条款{}已在本文本所扩展的{}中"),
    (
        "add override = {} to replace it, or give this one an id of its own",
        "加上 override = {} 以替换该条款，或为本条款另用编号",
    ),
    (
        "give each clause its own id, for example the article and a letter",
        "每个条款用不同的编号，例如条款号加字母",
    ),
    ("no clause pays anything", "没有条款给予补助"),
    ("no clause says who receives the subsidy", "没有条款写明收款方"),
    ("add a clause with forbid = {}", "补充一个条款：forbid = {}"),
    (
        "add a clause with `pay = {}",
        "补充一个条款：pay = { to = \"provider\" }，或 \"enterprise\"、\"wallet\"",
    ),
    ("add a clause with {}", "补充一个条款：{}"),
    ("clause {} pays for every kind of service", "条款{}对所有服务类别给予补助"),
    ("name them, for example {}", "写明服务类别，例如 {}"),
    ("clause {} overrides {}, which is no rate", "条款{}优先于{}，而后者不是补助比例"),
    ("clause {} adds to {}, which is no rate", "条款{}叠加于{}，而后者不是补助比例"),
    ("name a clause that has `subsidise` without `adds-to`", "写有 `subsidise` 而无 `adds-to` 的条款"),
    ("name a clause that has `subsidise`", "写有 `subsidise` 的条款"),
    ("some rates override each other in a circle", "补助比例的优先关系形成循环"),
    ("remove one `overrides`, so that one rate comes first", "删去一个 `overrides`，使其中一个比例居先"),
    (
        "clauses {} (line {}) and {} can both hold for one order ({})",
        "条款{}（第{}行）与{}可能同时适用于一个订单（{}）",
    ),
    (
        "narrow one by `when`, or write overrides = {} in the one that comes first",
        "用 `when` 收窄其一，或在优先的条款中写 overrides = {}",
    ),
    ("narrow one by `when` or by `effective`", "用 `when` 或 `effective` 收窄其一"),
    ("{} clauses have {}, at most {} may", "有{}个条款含{}，最多{}个"),
    ("join clauses that say the same for several values of a fact", "将仅事实取值不同的条款合并"),
    ("{} and {} are shares of different prices", "{}与{}的计算基数不同"),
    ("write of = {} in both", "两处都写 of = {}"),
    ("{} and all that adds to it make {}", "{}与叠加于它的比例合计为{}"),
    ("lower the rates so that they make 100% at most", "降低比例，使合计不超过100%"),
    ("caps {} and {} both limit each {}", "限额{}与{}都按{}计算"),
    (
        "keep the one that is meant, or narrow one by `when` or `effective`",
        "保留所要的一个，或用 `when`、`effective` 收窄其一",
    ),
    ("clauses {} and {} can never both hold: {}", "条款{}与{}不可能同时满足：{}"),
    (
        "every order is refused by one of them; change one or narrow it by `when`",
        "任何订单都会被其中一个拒付；修改其一或用 `when` 收窄",
    ),
    ("clause {} is never in force while the scheme is", "条款{}在政策施行期间从不生效"),
    ("change its dates or those of the scheme, or remove it", "修改条款或政策的日期，或删去该条款"),
    (
        "clause {} never fires: {} refuses every order that it is for",
        "条款{}从不适用：其所针对的订单均被{}拒付",
    ),
    ("compare what both say of {}", "对照两者关于{}的规定"),
    ("clause {} contradicts itself on {}", "条款{}关于{}自相矛盾"),
    ("no order meets both conditions; remove one", "没有订单能同时满足两个条件；删去其一"),
    ("{} never fires: {} always precedes it", "{}从不适用：{}始终优先"),
    ("remove it, or narrow the other by `when`", "删去该条款，或用 `when` 收窄另一个"),
    (
        "cap {} always binds: rate {} of the smallest price is more",
        "限额{}始终起限制作用：最低价格按比例{}计算已超过限额",
    ),
    ("raise the cap or lower the smallest price", "提高限额或降低最低价格"),
    (
        "{} rebuilds the border: with it an equal provider elsewhere is dearer by {} of the {}",
        "{}重建了边界：同等的外地服务机构因此贵出{}（按{}计）",
    ),
    (
        "pay it for every provider of the group: provider.located-in = the group",
        "对城市群内所有服务机构支付：provider.located-in 写城市群",
    ),
    ("{} is below zero", "{}小于零"),
    ("{} is more than an amount can be", "{}超过金额上限"),
    ("write at most {}", "最多写{}"),
    (
        "clause {} is unused: no rate pays for an order that it is for",
        "条款{}不起作用：没有补助标准适用于其所涉订单",
    ),
    (
        "compare its conditions, services and dates with those of the rates, or remove it",
        "与补助标准的条件、服务类别和日期核对，或删去该条款",
    ),
    ("the promise is made to nobody, because the scheme extends none", "政策没有延续任何政策，承诺无对象"),
    (
        "add `extends = \"the other scheme\"` at the top, or remove `promises`",
        "在文件头补充 `extends`，或删去 `promises`",
    ),
    ("{} does not hold: this text pays {} where {} pays {}", "承诺{}不成立：本文本补助{}，而{}补助{}"),
    (
        "pay at least as much of this order, or remove `promises`: {}",
        "对下列订单的补助不得低于该数，或删去 `promises`：{}",
    ),
    ("the clause overrides another, but the scheme extends none", "条款替代另一条款，但政策没有延续任何政策"),
    (
        "add `extends = \"the other scheme\"` at the top, or remove `override`",
        "在文件头补充 `extends`，或删去 `override`",
    ),
    ("the scheme {}, which this one extends, is not at hand", "所延续的政策{}没有一并给出"),
    ("load both together, the extended one as a file of its own", "将两者一并给出，被延续的政策为单独文件"),
    ("{} counts in {}, this scheme in {}", "{}的币种为{}，本政策为{}"),
    ("write both in one currency", "两者使用同一币种"),
    ("clause {} of {} forbids to be overridden", "{}（{}）规定不得替代"),
    ("leave it as it is, or have it changed where it is enacted", "保持原样，或由其制定方修改"),
    ("{} overrides {}, which {} has not", "{}替代{}，而{}没有该条款"),
    ("name a clause of the extended scheme", "写被延续政策的条款号"),
    ("write, for example, {}", "例如写 {}"),
    ("write one of {}", "写其中之一：{}"),
    ("add {}", "补充 {}"),
    ("write {}", "写 {}"),
    ("{} is not {}", "{}不是{}"),
];

/// Parts of sentences that have parts of their own.
const NESTED: &[(&str, &str)] = &[
    ("a table for {}", "{}的表"),
    ("a whole number from 0 to {}", "0至{}的整数"),
    ("an amount of {} written as text", "以文本书写的{}金额"),
    ("a word for the {}", "{}的词"),
    ("{} of letters, digits, `-`, `.`, `_` and brackets", "由字母、数字、`-`、`.`、`_` 和括号组成的{}"),
    ("a {}", "{}"),
];

const TERMS: &[(&str, &str)] = &[
    ("a text", "文本"),
    ("a number", "数字"),
    ("true or false", "true 或 false"),
    ("a date", "日期"),
    ("a list", "列表"),
    ("a table", "表"),
    ("a scheme", "政策"),
    ("a clause", "条款"),
    ("a clause id", "条款号"),
    ("a short name", "简称"),
    ("a name for the shared limit", "共用限额名称"),
    ("a list of clauses", "条款列表"),
    ("a text in both languages", "中英文文本"),
    ("dates", "日期范围"),
    ("a range", "范围"),
    ("an instalment", "分期"),
    ("a time limit", "时限"),
    ("the time of an instalment", "分期的时间"),
    ("the time of a sanction", "处理期限"),
    ("a currency", "币种"),
    ("a currency (three capital letters of ISO 4217)", "币种（ISO 4217 的三个大写字母）"),
    ("a status", "状态"),
    ("a seed", "种子"),
    ("a place code", "地点代码"),
    ("a percentage from 0% to 100%", "0%至100%的比例"),
    ("a number of hours written as text", "以文本书写的小时数"),
    ("a date fact with a time", "带时间的日期事实"),
    ("a rate of exchange with at most six decimals", "最多六位小数的汇率"),
    ("a step above zero", "大于零的单位"),
    ("place", "地点"),
    ("yes or no", "是或否"),
    ("amount of money", "金额"),
    ("whole number", "整数"),
    ("number of hours", "小时数"),
    ("share", "比例"),
    ("id", "标识"),
    ("status", "状态"),
    ("promise", "承诺"),
    ("a promise", "承诺"),
    ("price base", "计算基数"),
    ("price-without-tax", "不含税价格"),
    ("price-with-tax", "含税价格"),
    ("rounding", "取整方式"),
    ("document", "材料"),
    ("service kind", "服务类别"),
    ("payee", "收款方"),
    ("payment schedule", "支付频次"),
    ("cap period", "限额计算范围"),
    ("thing to limit", "限制对象"),
    ("budget period", "预算期间"),
    ("award", "发放方式"),
    ("review level", "审核层级"),
    ("breach", "违规行为"),
    ("sanction", "处理措施"),
    ("disclosure", "公开内容"),
    ("rule for open orders", "未结订单规则"),
    ("evidence", "材料"),
    ("size class", "规模"),
    ("applicant kind", "申请主体类型"),
    ("sector", "行业"),
    ("credit record", "信用记录"),
    ("provider kind", "服务机构类型"),
    ("order", "单个订单"),
    ("hour", "小时"),
    ("head", "人"),
    ("enterprise-year", "企业每年"),
    ("controller-year", "实际控制人每年"),
    ("enterprise", "企业"),
    ("controller", "实际控制人"),
    ("year", "年"),
    ("scheme", "整个政策"),
];

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_sentence_is_found_by_its_form() {
        for (english, expected) in [
            ("`enterprise.sise` is not a known fact", "`enterprise.sise`不是已知的事实"),
            ("`odd` is not a key of `cap`", "`odd`不是`cap`的键"),
            ("a number is not an amount of CNY written as text", "数字不是以文本书写的CNY金额"),
            (
                "`x y` is not a clause id of letters, digits, `-`, `.`, `_` and brackets",
                "`x y`不是由字母、数字、`-`、`.`、`_` 和括号组成的条款号",
            ),
            ("`warm` is not a known sanction", "`warm`不是已知的处理措施"),
            ("a clause has no `id`", "条款缺少`id`"),
            (
                "clauses `1` (line 8) and `2` can both hold for one order (`pay`)",
                "条款`1`（第8行）与`2`可能同时适用于一个订单（`pay`）",
            ),
            ("caps `8` and `9` both limit each enterprise-year", "限额`8`与`9`都按企业每年计算"),
        ] {
            assert_eq!(chinese(english), expected);
        }
        assert_eq!(chinese("nobody wrote this"), "nobody wrote this");
    }

    #[test]
    fn every_pattern_keeps_all_that_it_is_about() {
        let gaps = |text: &str| text.matches("{}").count();
        for (english, chinese) in PATTERNS.iter().chain(NESTED) {
            // A help that quotes a whole example says it again in its own words.
            assert!(gaps(english) == gaps(chinese) || gaps(chinese) == 0, "{english}");
        }
    }
}
