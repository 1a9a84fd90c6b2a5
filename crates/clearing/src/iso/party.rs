//! Who pays and who is paid: name, account, bank.

use serde::{Deserialize, Serialize};

use crate::iso::element::Element;
use crate::iso::error::{FieldError, FieldProblem, ReadError, ReadProblem};
use crate::iso::text::Charset;
use crate::iso::writer::Writer;

/// The number of an account.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum AccountNumber {
    /// An international bank account number (ISO 13616).
    Iban(String),
    /// A number of the bank's own, as in China.
    Other(String),
}

/// The bank that keeps an account.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Agent {
    /// Its BIC (ISO 9362).
    Bic(String),
    /// Its member number in a national clearing system, such as `CNAPS` with twelve digits.
    Member {
        /// The clearing system, by its ISO 20022 code.
        system: String,
        /// The number.
        number: String,
    },
    /// Not known; the account number tells it.
    #[default]
    Unknown,
}

/// Who pays or is paid.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct BankParty {
    /// The name of the account's holder.
    pub name: String,
    /// The account.
    pub account: AccountNumber,
    /// The bank.
    #[serde(default)]
    pub agent: Agent,
}

impl AccountNumber {
    /// The number itself.
    pub fn as_str(&self) -> &str {
        match self {
            AccountNumber::Iban(number) | AccountNumber::Other(number) => number,
        }
    }

    /// Reads what a person typed: an IBAN where it has the form and the check digits of one.
    pub fn of_text(text: &str) -> AccountNumber {
        let compact: String = text.split_whitespace().collect();
        let upper = compact.to_uppercase();
        if is_iban(&upper) { AccountNumber::Iban(upper) } else { AccountNumber::Other(compact) }
    }

    pub(crate) fn write(&self, xml: &mut Writer, name: &'static str, of: &str) -> Result<(), FieldError> {
        match self {
            AccountNumber::Iban(iban) if is_iban(iban) => xml.path(&[name, "Id", "IBAN"], iban),
            AccountNumber::Iban(iban) => {
                return Err(form("the account", of, iban, "an IBAN with right check digits"));
            }
            AccountNumber::Other(number) => {
                let number = Charset::Latin.check(number, 34, "the account", of)?;
                xml.path(&[name, "Id", "Othr", "Id"], number);
            }
        }
        Ok(())
    }

    /// Reads the account in an element that holds `Id`.
    ///
    /// # Errors
    /// [`ReadProblem::Missing`].
    pub(crate) fn read(element: &Element) -> Result<AccountNumber, ReadError> {
        if let Some(iban) = element.text_at(&["Id", "IBAN"]) {
            return Ok(AccountNumber::Iban(iban.to_owned()));
        }
        let other = element.text_at(&["Id", "Othr", "Id"]);
        let lacks = || ReadProblem::Missing { parent: element.name.clone(), element: "IBAN".to_owned() };
        other.map(|number| AccountNumber::Other(number.to_owned())).ok_or_else(|| element.at.error(lacks()))
    }
}

impl Agent {
    fn write(&self, xml: &mut Writer, name: &'static str, of: &str) -> Result<(), FieldError> {
        match self {
            Agent::Bic(bic) if is_bic(bic) => xml.path(&[name, "FinInstnId", "BICFI"], bic),
            Agent::Bic(bic) => return Err(form("the bank", of, bic, "a BIC of 8 or 11 characters")),
            Agent::Member { system, number } => {
                let system = Charset::Latin.check(system, 5, "the clearing system", of)?;
                let number = Charset::Latin.check(number, 35, "the bank's number", of)?;
                xml.element(name, |xml| {
                    xml.element("FinInstnId", |xml| {
                        xml.element("ClrSysMmbId", |xml| {
                            xml.path(&["ClrSysId", "Cd"], system);
                            xml.text("MmbId", number);
                            Ok(())
                        })
                    })
                })?;
            }
            Agent::Unknown => xml.path(&[name, "FinInstnId", "Othr", "Id"], "NOTPROVIDED"),
        }
        Ok(())
    }

    fn read(element: Option<&Element>) -> Agent {
        let Some(bank) = element.and_then(|element| element.child("FinInstnId")) else {
            return Agent::Unknown;
        };
        if let Some(bic) = bank.text_at(&["BICFI"]).or_else(|| bank.text_at(&["BIC"])) {
            return Agent::Bic(bic.to_owned());
        }
        let member = bank.child("ClrSysMmbId");
        let number = member.and_then(|member| member.text_at(&["MmbId"]));
        let system = member.and_then(|member| member.text_at(&["ClrSysId", "Cd"])).unwrap_or_default();
        number.map_or(Agent::Unknown, |number| Agent::Member { system: system.into(), number: number.into() })
    }
}

/// The names of the elements of one side of a payment.
pub(crate) struct Side {
    pub(crate) party: &'static str,
    pub(crate) account: &'static str,
    pub(crate) agent: &'static str,
}

/// The paying side.
pub(crate) const DEBTOR: Side = Side { party: "Dbtr", account: "DbtrAcct", agent: "DbtrAgt" };
/// The receiving side.
pub(crate) const CREDITOR: Side = Side { party: "Cdtr", account: "CdtrAcct", agent: "CdtrAgt" };

impl BankParty {
    /// Writes the paying side: party, account, bank, in this order.
    pub(crate) fn write_debtor(&self, xml: &mut Writer, charset: Charset) -> Result<(), FieldError> {
        let of = "the payer";
        xml.path(&[DEBTOR.party, "Nm"], charset.check(&self.name, 140, "the name", of)?);
        self.account.write(xml, DEBTOR.account, of)?;
        self.agent.write(xml, DEBTOR.agent, of)
    }

    /// Writes the receiving side: bank, party, account, in this order.
    pub(crate) fn write_creditor(
        &self,
        xml: &mut Writer,
        charset: Charset,
        of: &str,
    ) -> Result<(), FieldError> {
        // A bank that is not known is left out here: the schema wants it on the paying side only.
        if self.agent != Agent::Unknown {
            self.agent.write(xml, CREDITOR.agent, of)?;
        }
        xml.path(&[CREDITOR.party, "Nm"], charset.check(&self.name, 140, "the payee's name", of)?);
        self.account.write(xml, CREDITOR.account, of)
    }

    pub(crate) fn read(element: &Element, side: &Side) -> Result<BankParty, ReadError> {
        Ok(BankParty {
            name: element.need(&[side.party, "Nm"])?.text.clone(),
            account: AccountNumber::read(element.need(&[side.account])?)?,
            agent: Agent::read(element.child(side.agent)),
        })
    }
}

fn form(field: &str, of: &str, found: &str, wanted: &str) -> FieldError {
    let problem = FieldProblem::Form { found: found.chars().take(40).collect(), wanted: wanted.to_owned() };
    FieldError { field: field.to_owned(), of: of.to_owned(), problem }
}

/// Two letters, two check digits, up to 30 letters and digits; with the first four moved to the end and
/// letters read as 10 to 35, the remainder by 97 is 1.
pub(crate) fn is_iban(text: &str) -> bool {
    let bytes = text.as_bytes();
    let Some((head, tail)) = bytes.split_at_checked(4) else { return false };
    let [a, b, c, d] = head else { return false };
    let formed = a.is_ascii_uppercase() && b.is_ascii_uppercase() && c.is_ascii_digit() && d.is_ascii_digit();
    let plain = |byte: &u8| byte.is_ascii_uppercase() || byte.is_ascii_digit();
    if !formed || tail.is_empty() || tail.len() > 30 || !tail.iter().all(plain) {
        return false;
    }
    let remainder = tail.iter().chain(head).fold(0_u32, |rest, &byte| {
        if byte.is_ascii_digit() {
            (rest * 10 + u32::from(byte - b'0')) % 97
        } else {
            (rest * 100 + u32::from(byte - b'A') + 10) % 97
        }
    });
    remainder == 1
}

/// Four letters or digits, two letters, two letters or digits, and three more or none.
pub(crate) fn is_bic(text: &str) -> bool {
    let bytes = text.as_bytes();
    let plain = bytes.iter().all(|byte| byte.is_ascii_uppercase() || byte.is_ascii_digit());
    let country = bytes.get(4..6).is_some_and(|country| country.iter().all(u8::is_ascii_uppercase));
    plain && country && matches!(bytes.len(), 8 | 11)
}
