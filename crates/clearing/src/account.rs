//! A bank account as somebody wrote it down: checked before money is sent to it.

use jiangnan_kernel::Text;

use crate::iso::party::{is_bic, is_iban};
use crate::iso::{AccountNumber, Agent, BankParty};

/// The clearing system by which Chinese banks know each other.
pub const CNAPS: &str = "CNAPS";

/// The longest name that a payment order can carry, in characters.
const NAME_MAX: usize = 140;

/// What is wrong with a bank account.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum AccountFault {
    /// Nobody holds it.
    NoName,
    /// The holder's name does not fit into a payment order.
    NameTooLong,
    /// It begins like an IBAN, but its check digits are wrong.
    WrongIban(String),
    /// It is no account number.
    WrongNumber(String),
    /// A number of a bank's own means nothing without the bank.
    NoBank,
    /// It is neither a BIC nor a CNAPS number.
    WrongBank(String),
}

impl AccountFault {
    /// The field that is wrong: `name`, `number` or `bank`.
    pub fn field(&self) -> &'static str {
        match self {
            AccountFault::NoName | AccountFault::NameTooLong => "name",
            AccountFault::WrongIban(_) | AccountFault::WrongNumber(_) => "number",
            AccountFault::NoBank | AccountFault::WrongBank(_) => "bank",
        }
    }

    /// What is wrong and what to do.
    pub fn text(&self) -> Text {
        match self {
            AccountFault::NoName => Text::new(
                "The account has no holder. Write the name as the bank has it.",
                "缺少户名，请按开户行登记的名称填写。",
            ),
            AccountFault::NameTooLong => Text::new(
                format!(
                    "The holder's name is longer than {NAME_MAX} characters. Shorten it as the bank does."
                ),
                format!("户名超过{NAME_MAX}个字，请使用银行登记的简称。"),
            ),
            AccountFault::WrongIban(number) => Text::new(
                format!(
                    "`{number}` is no IBAN: its check digits are wrong. Compare it with the bank's letter."
                ),
                format!("“{number}”不是有效的 IBAN（校验位不符），请与银行函件核对。"),
            ),
            AccountFault::WrongNumber(number) => Text::new(
                format!("`{number}` is no account number. Write an IBAN, or 6 to 32 digits."),
                format!("“{number}”不是账号，请填写 IBAN 或6至32位数字。"),
            ),
            AccountFault::NoBank => Text::new(
                "The number does not tell its bank. Write the 12 digits of its CNAPS number, or its BIC.",
                "账号未标明开户行，请填写12位联行号或 BIC。",
            ),
            AccountFault::WrongBank(bank) => Text::new(
                format!(
                    "`{bank}` is no bank. Write the 12 digits of its CNAPS number, or a BIC of 8 or 11 characters."
                ),
                format!("“{bank}”不是开户行，请填写12位联行号，或8位、11位 BIC。"),
            ),
        }
    }
}

impl BankParty {
    /// An account out of what a person typed: the holder, the number, the bank, which an IBAN may leave out.
    pub fn of_text(name: &str, number: &str, bank: &str) -> BankParty {
        BankParty {
            name: name.split_whitespace().collect::<Vec<_>>().join(" "),
            account: AccountNumber::of_text(number),
            agent: Agent::of_text(bank),
        }
    }

    /// Everything that is wrong with it; nothing where money can be sent to it.
    pub fn faults(&self) -> Vec<AccountFault> {
        let name = match self.name.chars().count() {
            0 => Some(AccountFault::NoName),
            count if count > NAME_MAX => Some(AccountFault::NameTooLong),
            _ => None,
        };
        let bank = match &self.agent {
            Agent::Bic(bic) => (!is_bic(bic)).then(|| AccountFault::WrongBank(bic.clone())),
            Agent::Member { system, number } => {
                let known = system == CNAPS && is_digits(number, 12, 12);
                (!known).then(|| AccountFault::WrongBank(number.clone()))
            }
            // Whoever wrote a wrong IBAN is told about the IBAN.
            Agent::Unknown => match &self.account {
                AccountNumber::Other(number) if !begins_like_iban(number) => Some(AccountFault::NoBank),
                _ => None,
            },
        };
        [name, number_fault(&self.account), bank].into_iter().flatten().collect()
    }
}

fn number_fault(account: &AccountNumber) -> Option<AccountFault> {
    match account {
        AccountNumber::Iban(number) => (!is_iban(number)).then(|| AccountFault::WrongIban(number.clone())),
        AccountNumber::Other(number) if begins_like_iban(number) => {
            Some(AccountFault::WrongIban(number.clone()))
        }
        AccountNumber::Other(number) => {
            (!is_digits(number, 6, 32)).then(|| AccountFault::WrongNumber(number.clone()))
        }
    }
}

/// Two letters and two digits: whoever writes that means an IBAN.
fn begins_like_iban(number: &str) -> bool {
    let mut letters = number.bytes();
    let mut next = |test: fn(&u8) -> bool| letters.next().is_some_and(|byte| test(&byte));
    next(u8::is_ascii_alphabetic)
        && next(u8::is_ascii_alphabetic)
        && next(u8::is_ascii_digit)
        && next(u8::is_ascii_digit)
}

fn is_digits(text: &str, least: usize, most: usize) -> bool {
    (least..=most).contains(&text.len()) && text.bytes().all(|byte| byte.is_ascii_digit())
}

impl Agent {
    /// Reads what a person typed: twelve digits are a CNAPS number, nothing is a bank that is not known,
    /// anything else should be a BIC.
    pub fn of_text(text: &str) -> Agent {
        let compact: String = text.split_whitespace().collect();
        if compact.is_empty() {
            Agent::Unknown
        } else if compact.bytes().all(|byte| byte.is_ascii_digit()) {
            Agent::Member { system: CNAPS.to_owned(), number: compact }
        } else {
            Agent::Bic(compact.to_uppercase())
        }
    }

    /// The number by which people know it; empty where it is not known.
    pub fn as_str(&self) -> &str {
        match self {
            Agent::Bic(number) | Agent::Member { number, .. } => number,
            Agent::Unknown => "",
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn accounts_are_read_as_people_write_them() {
        for (name, number, bank, wrong) in [
            ("Org", "DE89 3704 0044 0532 0130 00", "", ""),
            ("Org", "de89370400440532013000", "COBADEFFXXX", ""),
            ("Org", "DE89 3704 0044 0532 0130 01", "", "number"),
            ("某大学", "1001 2345 6789 0123", "102290024433", ""),
            ("某大学", "1001234567890123", "", "bank"),
            ("某大学", "1001234567890123", "10229002443", "bank"),
            ("某大学", "10012345-67", "102290024433", "number"),
            ("某大学", "12345", "102290024433", "number"),
            ("", "1001234567890123", "ICBKCNBJ", "name"),
            ("Org", "", "", "number bank"),
            ("Org", "DE89370400440532013000", "NOBANK", "bank"),
        ] {
            let party = BankParty::of_text(name, number, bank);
            let fields: Vec<&str> = party.faults().iter().map(AccountFault::field).collect();
            assert_eq!(fields.join(" "), wrong, "{name} {number} {bank}: {:?}", party.faults());
        }
        let long = BankParty::of_text(&"名".repeat(141), "1001234567890123", "102290024433");
        assert_eq!(long.faults(), [AccountFault::NameTooLong]);
    }

    #[test]
    fn every_fault_says_what_to_do_in_both_languages() {
        let number = || "x".to_owned();
        for fault in [
            AccountFault::NoName,
            AccountFault::NameTooLong,
            AccountFault::WrongIban(number()),
            AccountFault::WrongNumber(number()),
            AccountFault::NoBank,
            AccountFault::WrongBank(number()),
        ] {
            let text = fault.text();
            assert!(text.en.contains(". ") && text.zh.contains('请'), "{text:?}");
        }
    }
}
