//! Why a command is refused, in words for people and a name for machines.

use std::fmt;

use jiangnan_booking::SeriesProblem;
use jiangnan_catalogue::expert::ExpertRefusal;
use jiangnan_kernel::{Id, Instant, Interval, Money, PlaceCode, Text};
use jiangnan_store::entity::people::Role;

use crate::refusal_words::{zh, zh_deed};

/// Why a command is refused. Nothing of it has happened.
#[derive(Clone, Debug, PartialEq)]
pub enum Refusal {
    /// The person may not do this.
    NotAllowed {
        /// The role that may.
        role: Role,
        /// Where.
        home: PlaceCode,
    },
    /// There is no such thing.
    NotFound {
        /// What kind of thing.
        what: &'static str,
        /// What was looked for.
        key: String,
    },
    /// The command's id was used for another command.
    IdUsedOtherwise {
        /// The id.
        id: Id,
    },
    /// A field does not hold what it must.
    Invalid {
        /// The field.
        field: &'static str,
        /// What is wrong and what to do.
        reason: Text,
    },
    /// What was agreed to is not what holds now.
    PriceChanged {
        /// The own part that was agreed to.
        agreed: Money,
        /// The own part now.
        now: Money,
    },
    /// The provider has not been admitted where the service was to be paid.
    NoTariff {
        /// Why no price can be computed.
        reason: Text,
    },
    /// The time is taken or not offered.
    Booking {
        /// What the booking room says.
        refused: Box<jiangnan_booking::Refused>,
        /// The free times nearest to the one asked for.
        near: Vec<Interval>,
    },
    /// Slots of a series are taken or not offered; then none of it is reserved.
    Series {
        /// Each slot that cannot be had, with everything against it.
        problems: Vec<SeriesProblem>,
        /// For each of them the free times nearest to it.
        near: Vec<Vec<Interval>>,
    },
    /// The expert cannot do the work then or there.
    Expert(Vec<ExpertRefusal>),
    /// The ledger refuses a transfer.
    Ledger(jiangnan_ledger::Refusal),
    /// A rule text has errors.
    Scheme(Vec<jiangnan_scheme::Diagnostic>),
    /// The thing is not in a state in which this is possible.
    WrongState {
        /// What kind of thing.
        what: &'static str,
        /// Its state.
        state: String,
        /// What was asked for.
        asked: &'static str,
    },
    /// The maker of something cannot be its checker.
    MakerIsChecker,
    /// The officer was not appointed to the level that reviews now.
    NotReviewer {
        /// The level.
        level: String,
    },
    /// It is too early.
    NotBefore(Instant),
    /// The clearing room refuses a step of a claim.
    Claim(Box<jiangnan_clearing::ClaimRefused>),
    /// The clearing room refuses a step of a cycle.
    Cycle(jiangnan_clearing::CycleRefused),
    /// A file of the bank cannot be read.
    BankFile(jiangnan_clearing::iso::ReadError),
    /// Parties that are to be paid have told no bank account.
    NoBankAccount {
        /// Who: jurisdiction and id.
        parties: Vec<(PlaceCode, Id)>,
    },
    /// The clearing room refuses a step of a payment.
    Payment(jiangnan_clearing::PaymentRefused),
}

impl Refusal {
    /// There is no such thing.
    pub fn not_found(what: &'static str, key: impl fmt::Display) -> Refusal {
        Refusal::NotFound { what, key: key.to_string() }
    }

    /// A field does not hold what it must.
    pub fn invalid(field: &'static str, en: impl Into<String>, zh: impl Into<String>) -> Refusal {
        Refusal::Invalid { field, reason: Text::new(en, zh) }
    }

    /// A short stable name for machines.
    pub fn name(&self) -> &'static str {
        match self {
            Refusal::NotAllowed { .. } => "not-allowed",
            Refusal::NotFound { .. } => "not-found",
            Refusal::IdUsedOtherwise { .. } => "id-used-otherwise",
            Refusal::Invalid { .. } => "invalid",
            Refusal::PriceChanged { .. } => "price-changed",
            Refusal::NoTariff { .. } => "no-tariff",
            Refusal::Booking { .. } => "not-bookable",
            Refusal::Series { .. } => "series-not-bookable",
            Refusal::Expert(_) => "expert-not-available",
            Refusal::Ledger(_) => "ledger",
            Refusal::Scheme(_) => "scheme-has-errors",
            Refusal::WrongState { .. } => "wrong-state",
            Refusal::MakerIsChecker => "maker-is-checker",
            Refusal::NotReviewer { .. } => "not-reviewer",
            Refusal::NotBefore(_) => "not-before",
            Refusal::Claim(_) => "claim",
            Refusal::Cycle(_) => "cycle",
            Refusal::Payment(_) => "payment",
            Refusal::BankFile(_) => "bank-file",
            Refusal::NoBankAccount { .. } => "no-bank-account",
        }
    }

    /// What is wrong and what to do.
    pub fn text(&self) -> Text {
        match self {
            Refusal::NotAllowed { role, home } => Text::new(
                format!("This needs the role `{}` in {home}. Sign in as somebody who has it.", role.name()),
                format!("此操作需要 {home} 的“{}”角色，请以相应身份登录。", role.name()),
            ),
            Refusal::NotFound { what, key } => Text::new(
                format!("There is no {what} `{key}`. Check the id or the link."),
                format!("找不到{}“{key}”，请检查编号或链接。", zh(what)),
            ),
            Refusal::IdUsedOtherwise { id } => Text::new(
                format!("The id {id} was used for another command. Make a new id for a new command."),
                format!("编号 {id} 已用于另一条命令，请为新命令生成新编号。"),
            ),
            Refusal::Invalid { field, reason } => {
                Text::new(format!("{field}: {}", reason.en), format!("{field}：{}", reason.zh))
            }
            Refusal::PriceChanged { agreed, now } => Text::new(
                format!("Your part is {now} now, you agreed to {agreed}. Look at the new quote and confirm."),
                format!("您的自付部分现为 {now}，您确认的是 {agreed}。请查看新报价后再确认。"),
            ),
            Refusal::NoTariff { reason } => reason.clone(),
            Refusal::Cycle(refused) => Text::new(refused.to_string(), format!("结算周期处理被拒：{refused}")),
            Refusal::BankFile(error) => Text::new(error.to_string(), format!("银行文件无法读取：{error}")),
            Refusal::NoBankAccount { parties } => {
                let names: Vec<String> = parties.iter().map(|(home, id)| format!("{home} {id}")).collect();
                let names = names.join(", ");
                Text::new(
                    format!("There is no bank account of {names}: record it before exporting."),
                    format!("缺少以下收付款方的银行账户：{names}，请先登记。"),
                )
            }
            Refusal::Payment(refused) => Text::new(refused.to_string(), format!("付款处理被拒：{refused}")),
            Refusal::Claim(refused) => Text::new(refused.to_string(), format!("兑付申请处理被拒：{refused}")),
            Refusal::Booking { refused, .. } => booking_text(refused),
            Refusal::Series { problems, .. } => series_text(problems),
            Refusal::Expert(refusals) => joined(refusals.iter().map(expert_text)),
            Refusal::Ledger(refusal) => Text::new(refusal.to_string(), format!("账务拒绝：{refusal}")),
            Refusal::Scheme(diagnostics) => {
                let all = joined(diagnostics.iter().map(jiangnan_scheme::Diagnostic::line_text));
                Text::new(
                    format!("The rule text has errors: {}", all.en),
                    format!("规则文本有误：{}", all.zh),
                )
            }
            Refusal::WrongState { what, state, asked } => Text::new(
                format!("The {what} is `{state}`: it cannot be {asked}."),
                format!("该{}当前状态为“{}”，不能执行“{}”。", zh(what), zh(state), zh_deed(asked)),
            ),
            Refusal::MakerIsChecker => Text::new(
                "You made this yourself. Another person has to check it.",
                "此事项由您本人经办，须由另一人复核。",
            ),
            Refusal::NotReviewer { level } => Text::new(
                format!(
                    "The scheme wants a review by `{level}` now. An officer appointed to that level decides."
                ),
                format!("按办法此时须由“{level}”层级审核，请由该层级的经办人处理。"),
            ),
            Refusal::NotBefore(instant) => {
                Text::new(format!("This is possible from {instant} on."), format!("{instant} 之后方可操作。"))
            }
        }
    }
}

/// Several sentences after each other.
fn joined(texts: impl Iterator<Item = Text>) -> Text {
    let texts: Vec<Text> = texts.collect();
    let join = |pick: fn(&Text) -> &str| texts.iter().map(pick).collect::<Vec<_>>().join(" ");
    Text::new(join(|text| &text.en), join(|text| &text.zh))
}

fn series_text(problems: &[SeriesProblem]) -> Text {
    joined(problems.iter().map(|slot| {
        let against = joined(slot.problems.iter().map(|problem| problem.text("UTC")));
        Text::new(format!("{}: {}", slot.slot, against.en), format!("{}：{}", slot.slot, against.zh))
    }))
}

/// Why an expert cannot be reserved, in both languages.
pub fn expert_text(refusal: &ExpertRefusal) -> Text {
    let zh = match refusal {
        ExpertRefusal::NoConsent => "所在单位尚未同意：须由服务机构先提交同意书。".to_owned(),
        ExpertRefusal::ConsentNotOn { date, from, until } => {
            format!("单位同意书有效期为 {from} 至 {until}，不含 {date}：请选择其间的日期。")
        }
        ExpertRefusal::DoesNotTravelTo(place) => {
            format!("该专家不前往 {place}：请选择远程服务或其他专家。")
        }
    };
    let en = refusal.to_string();
    let mut letters = en.chars();
    let first: String = letters.next().into_iter().flat_map(char::to_uppercase).collect();
    Text::new(format!("{first}{}.", letters.as_str()), zh)
}

fn booking_text(refused: &jiangnan_booking::Refused) -> Text {
    use jiangnan_booking::Refused as R;
    let zh = match refused {
        R::Problems(problems) => return joined(problems.iter().map(|problem| problem.text("UTC"))),
        R::ReasonNeeded(problems) => {
            let against = joined(problems.iter().map(|problem| problem.text("UTC")));
            format!("申请不符合规则：{}请写明仍予同意的理由。", against.zh)
        }
        R::WrongState { state, .. } => {
            format!("该预约当前状态为“{}”，不能执行此操作，请刷新页面查看现状。", zh(state.name()))
        }
        R::HasLapsed(moment) => format!("申请已于 {moment} 失效，请重新预约。"),
        R::NotDue(moment) => format!("申请在 {moment} 之前不会失效。"),
        R::HasBegun(moment) => format!("时段已于 {moment} 开始，请登记使用情况或未到场。"),
        R::TooLateToMove(moment) => format!("改期须在 {moment} 之前办理；现在只能取消，并按逾期取消收费。"),
        R::TooEarly(moment) => format!("{moment} 之后方可登记。"),
        R::UsageElsewhere { actual, reserved } => {
            format!("登记的时间 {actual} 与预约时段 {reserved} 没有重叠，请先改期。")
        }
        R::Ruled => "两名经办人已对该异议作出裁定，不能再提出异议。".to_owned(),
        R::NotProposed => "该裁定已不再待复核，请重新查看该异议。".to_owned(),
        R::OwnProposal => "该裁定由您本人提出，须由另一名经办人复核。".to_owned(),
    };
    Text::new(refused.to_string(), zh)
}

impl fmt::Display for Refusal {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.text().en)
    }
}

impl std::error::Error for Refusal {}

impl From<jiangnan_ledger::Refusal> for Refusal {
    fn from(refusal: jiangnan_ledger::Refusal) -> Refusal {
        Refusal::Ledger(refusal)
    }
}

impl From<jiangnan_booking::Refused> for Refusal {
    fn from(refused: jiangnan_booking::Refused) -> Refusal {
        if refused == jiangnan_booking::Refused::OwnProposal {
            return Refusal::MakerIsChecker;
        }
        Refusal::Booking { refused: Box::new(refused), near: Vec::new() }
    }
}

impl From<jiangnan_clearing::ClaimRefused> for Refusal {
    fn from(refused: jiangnan_clearing::ClaimRefused) -> Refusal {
        Refusal::Claim(Box::new(refused))
    }
}

impl From<jiangnan_clearing::CycleRefused> for Refusal {
    fn from(refused: jiangnan_clearing::CycleRefused) -> Refusal {
        Refusal::Cycle(refused)
    }
}

impl From<jiangnan_clearing::PaymentRefused> for Refusal {
    fn from(refused: jiangnan_clearing::PaymentRefused) -> Refusal {
        Refusal::Payment(refused)
    }
}
