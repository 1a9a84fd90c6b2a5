//! The reference page, as Markdown.

use super::{BODIES, CLAUSE, Form, HEADER, Key, Said, THINGS, VOCABULARIES};
use crate::clause::Per;
use crate::fact::Fact;

/// The reference of the language, in Chinese or English.
pub fn reference(language: &str) -> String {
    let page = Page { zh: language.starts_with("zh") };
    let mut text = String::new();
    page.write(&mut text);
    text
}

struct Page {
    zh: bool,
}

impl Page {
    fn say<'s>(&self, en: &'s str, zh: &'s str) -> &'s str {
        if self.zh { zh } else { en }
    }

    fn write(&self, text: &mut String) {
        let intro = self.say(
            "Generated from the language's own tables; a test compares this page with them. A scheme is a TOML file: \
             a header and clauses. Each clause has one body. A fact that a rule needs and an order lacks is a refusal.",
            "本页由规则语言自身的定义生成，并由测试核对。一项政策是一个 TOML 文件，由文件头和条款组成，每个条款有且仅有一个主体。\
             规则所需而订单缺少的事实导致拒付。",
        );
        text.push_str(&format!(
            "# {}\n\n{intro}\n",
            self.say("The rule language: reference", "规则语言参考")
        ));
        text.push_str(&format!("\n## {}\n\n", self.say("Header", "文件头")));
        self.keys(text, HEADER);
        text.push_str(&format!("\n## {}\n\n", self.say("Clause", "条款")));
        self.keys(text, CLAUSE);
        self.bodies(text);
        self.conditions(text);
        self.facts(text);
        self.words(text);
        self.cases(text);
        self.things(text);
    }

    fn keys(&self, text: &mut String, keys: &[Key]) {
        let head = self.say("| key | form | needed | meaning |", "| 键 | 形式 | 必填 | 含义 |");
        text.push_str(&format!("{head}\n|---|---|---|---|\n"));
        for key in keys {
            let needed = if key.needed { self.say("yes", "是") } else { "" };
            let (form, meaning) = (self.form(key.form), self.say(key.en, key.zh));
            text.push_str(&format!("| `{}` | {form} | {needed} | {meaning} |\n", key.name));
        }
    }

    fn form(&self, form: Form) -> String {
        let known =
            |names: Vec<&str>| names.iter().map(|name| format!("`{name}`")).collect::<Vec<_>>().join(", ");
        match form {
            Form::Name => self.say("name", "名称").to_owned(),
            Form::Names => self.say("name or list of names", "一个或多个名称").to_owned(),
            Form::Text => "`{ en = \"…\", zh = \"…\" }`".to_owned(),
            Form::Plain => self.say("text", "文本").to_owned(),
            Form::Amount => format!("{}, `\"300000.00\"`", self.say("amount", "金额")),
            Form::Percent => format!("{}, `\"50%\"`", self.say("share", "比例")),
            Form::Count => self.say("whole number", "整数").to_owned(),
            Form::Flag => "`true`".to_owned(),
            Form::Place => format!("{}, `\"CN-ZJ\"`", self.say("place", "地点")),
            Form::Currency => format!("{}, `\"CNY\"`", self.say("currency", "币种")),
            Form::Exchange => format!("{}, `\"0.853000\"`", self.say("rate of exchange", "汇率")),
            Form::Instalments => {
                "`[{ share = \"60%\" }, { share = \"40%\", after = \"final-report\" }]`".to_owned()
            }
            Form::Days => "`{ from = \"2026-01-01\", until = \"2026-12-31\" }`".to_owned(),
            Form::Span => "`{ months = 1, days = 14 }`".to_owned(),
            Form::Base => "`price-without-tax`, `price-with-tax`".to_owned(),
            Form::Per => known(Per::ALL.iter().map(|per| per.name()).collect()),
            Form::Conditions => self.say("conditions", "条件").to_owned(),
            Form::One(names) => known(names.to_vec()),
            Form::Word(vocabulary) => format!("{} *{}*", self.say("one", "一个"), vocabulary.name),
            Form::Words(vocabulary) => {
                format!("{} *{}*", self.say("one or more", "一个或多个"), vocabulary.name)
            }
        }
    }

    fn bodies(&self, text: &mut String) {
        text.push_str(&format!("\n## {}\n", self.say("Bodies", "条款主体")));
        for body in BODIES {
            let (name, meaning) = (body.name, self.say(body.en, body.zh));
            text.push_str(&format!("\n### {name}\n\n{meaning}\n\n```toml\n{name} = {}\n```\n", body.example));
            if !body.keys.is_empty() {
                text.push('\n');
                self.keys(text, body.keys);
            }
        }
    }

    fn conditions(&self, text: &mut String) {
        let about = self.say(
            "A table of facts, each with what must hold of it: a word or a list of words, a place or a list of places \
             (the order's place is one of them or lies below one), `true` or `false`, or a range with `from` and \
             `until` (both included), `above` and `below` (not included). The end of a range of dates may be another \
             date fact, moved: `\"voucher.granted-on + 4 months - 1 day\"`.",
            "一个事实表，每项写明须满足的值：一个或多个词；一个或多个地点（订单地点为其一或位于其下级）；`true` 或 `false`；\
             或范围，`from` 与 `until` 含端点，`above` 与 `below` 不含端点。日期范围的端点可以是另一日期事实加减时间：\
             `\"voucher.granted-on + 4 months - 1 day\"`。",
        );
        text.push_str(&format!("\n## {}\n\n{about}\n", self.say("Conditions", "条件")));
    }

    fn facts(&self, text: &mut String) {
        let head = self.say("| fact | kind | meaning | example |", "| 事实 | 类型 | 含义 | 示例 |");
        text.push_str(&format!("\n## {}\n\n{head}\n|---|---|---|---|\n", self.say("Facts", "事实")));
        for fact in Fact::ALL {
            let (en, zh) = fact.label();
            let (kind, example) = (fact.kind().name(), fact.example());
            let example = if example.is_empty() { String::new() } else { format!("`{example}`") };
            text.push_str(&format!("| `{fact}` | {kind} | {} | {example} |\n", self.say(en, zh)));
        }
    }

    fn cases(&self, text: &mut String) {
        let about = self.say(
            "Beside `a.toml` stands `a.cases`: facts that many cases share, then cases, each with the clauses that it \
             shows. A case has to name every refusal. A clause about review, publication, sanctions, open orders, \
             evidence or payment counts as shown only where the case says what it does.",
            "与 `a.toml` 并列的 `a.cases` 写明共用事实和各个案例，每个案例列出所说明的条款，并须写明全部拒付理由。\
             审核、公开、违规处理、未结订单、材料和支付类条款，只有在案例写明其内容时才算已说明。",
        );
        text.push_str(&format!("\n## {}\n\n{about}\n\n```text\n", self.say("Cases", "案例")));
        for form in crate::cases::forms() {
            text.push_str(&format!("{form}\n"));
        }
        text.push_str("```\n");
    }

    fn things(&self, text: &mut String) {
        let about = self.say(
            "What the rules of real vouchers say, where a shipped scheme says it, and the case beside the scheme \
             that pins it. A test runs each of these cases.",
            "各地创新券规则的各项内容、说明该内容的示例政策条款，以及核对该条款的案例。测试会运行其中每个案例。",
        );
        text.push_str(&format!("\n## {}\n\n{about}\n\n", self.say("Twenty-five things", "二十五项内容")));
        text.push_str(self.say(
            "| # | thing | scheme | clause | by | case |\n|---|---|---|---|---|---|\n",
            "| # | 内容 | 政策 | 条款 | 写法 | 案例 |\n|---|---|---|---|---|---|\n",
        ));
        for thing in THINGS {
            for (at, said) in thing.said.iter().enumerate() {
                let number = if at == 0 { thing.number.to_string() } else { String::new() };
                let name = if at == 0 { self.say(thing.en, thing.zh) } else { "" };
                let Said { file, clause, words, case } = said;
                let link = file.rsplit('/').next().unwrap_or(file).trim_end_matches(".toml");
                text.push_str(&format!(
                    "| {number} | {name} | [{link}](../../{file}) | {clause} | `{words}` | {case} |\n"
                ));
            }
        }
    }

    fn words(&self, text: &mut String) {
        text.push_str(&format!("\n## {}\n", self.say("Words", "词表")));
        for vocabulary in VOCABULARIES {
            text.push_str(&format!("\n**{}**\n\n", vocabulary.name));
            for word in vocabulary.words {
                text.push_str(&format!("- `{}`: {}\n", word.name, self.say(word.en, word.zh)));
            }
        }
    }
}
