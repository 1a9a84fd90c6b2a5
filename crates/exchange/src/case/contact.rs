//! Where a person is reached: a mail address that was shown to be theirs, a language, a choice.

use jiangnan_kernel::{Id, PlaceCode};
use jiangnan_store::Json;
use jiangnan_store::entity::notice::{About, Choices, ContactRow, NoticeBody};
use jiangnan_store::entity::notice_kind::NoticeKind;
use jiangnan_store::entity::people::Role;
use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};

use crate::command::{Command, Decision};
use crate::desk::Desk;
use crate::refusal::Refusal;

/// For how long a code works.
const CODE_SECONDS: i64 = 3_600;
/// How often a wrong code may be given before a new one is needed.
pub const CODE_TRIES_MAX: i64 = 5;
/// The most bytes of an address (RFC 5321, section 4.5.3.1.3, without the angle brackets).
const ADDRESS_BYTES_MAX: usize = 254;

/// The hash by which the chain of events knows an address or a code, and not what it is.
pub fn secret_hash(secret: &str) -> [u8; 32] {
    Sha256::digest(secret.as_bytes()).into()
}

/// A person gives a mail address. A code is sent there; nothing else is, before it has come back.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct GiveAddress {
    /// The hash of the address.
    pub address_hash: [u8; 32],
    /// The hash of the code.
    pub code_hash: [u8; 32],
    /// The tag of the language in which mails are written.
    pub language: String,
    /// The address; the chain keeps its hash and not it.
    #[serde(skip)]
    pub address: String,
    /// The code; likewise.
    #[serde(skip)]
    pub code: String,
}

impl GiveAddress {
    /// The command for an address and a code.
    pub fn of(address: &str, code: &str, language: &str) -> GiveAddress {
        GiveAddress {
            address_hash: secret_hash(address),
            code_hash: secret_hash(code),
            language: language.to_owned(),
            address: address.to_owned(),
            code: code.to_owned(),
        }
    }
}

impl Command for GiveAddress {
    type Answer = ();

    const KIND: &'static str = "give-address";

    fn subject(&self) -> Id {
        crate::account::id_of(&self.address_hash)
    }

    fn decide(&self, desk: &mut Desk<'_>) -> Decision<()> {
        check_address(&self.address)?;
        let me = (desk.actor().home, desk.actor().person);
        let contact = ContactRow {
            address: self.address.clone(),
            confirmed: false,
            code_hash: Some(self.code_hash),
            code_until: Some(desk.at().plus_seconds(CODE_SECONDS)),
            code_tries: 0,
            language: self.language.clone(),
            ..desk.contact(me)?
        };
        let mut body = NoticeBody::of(About::Settings);
        body.reason.clone_from(&self.code);
        body.until = contact.code_until;
        body.zone = desk.zone_of(me.0);
        desk.write_mail(NoticeKind::ConfirmAddress, &contact, &body);
        desk.sets.contacts.put(contact);
        Ok(())
    }
}

/// A person gives the code back that was sent to the address.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ConfirmAddress {
    /// The hash of the code.
    pub code_hash: [u8; 32],
}

/// What the code came to.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum CodeAnswer {
    /// It is the one: mails are sent from now on.
    Right,
    /// It is not the one.
    Wrong,
    /// It ran out, or too many wrong ones were given.
    Over,
}

impl Command for ConfirmAddress {
    type Answer = CodeAnswer;

    const KIND: &'static str = "confirm-address";

    fn subject(&self) -> Id {
        crate::account::id_of(&self.code_hash)
    }

    fn decide(&self, desk: &mut Desk<'_>) -> Decision<CodeAnswer> {
        let me = (desk.actor().home, desk.actor().person);
        let contact = desk.contact(me)?;
        let Some(code_hash) = contact.code_hash else {
            return Ok(if contact.confirmed { CodeAnswer::Right } else { CodeAnswer::Over });
        };
        let alive = contact.code_until.is_some_and(|until| desk.at() < until);
        if !alive || contact.code_tries >= CODE_TRIES_MAX {
            return Ok(CodeAnswer::Over);
        }
        if code_hash != self.code_hash {
            // Counted, so that nobody can try them all.
            desk.sets.contacts.put(ContactRow { code_tries: contact.code_tries + 1, ..contact });
            return Ok(CodeAnswer::Wrong);
        }
        desk.sets.contacts.put(ContactRow { confirmed: true, code_hash: None, code_until: None, ..contact });
        Ok(CodeAnswer::Right)
    }
}

/// A person wants no mails any more.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ForgetAddress {
    /// The person, who must be the one who asks.
    pub person: Id,
}

impl Command for ForgetAddress {
    type Answer = ();

    const KIND: &'static str = "forget-address";

    fn subject(&self) -> Id {
        self.person
    }

    fn decide(&self, desk: &mut Desk<'_>) -> Decision<()> {
        let me = desk.require_self(self.person)?;
        desk.forget_address(me)
    }
}

/// The operator vouches for a person's address.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct PutAddress {
    /// The jurisdiction of the person.
    pub home: PlaceCode,
    /// The person.
    pub person: Id,
    /// The hash of the address.
    pub address_hash: [u8; 32],
    /// The tag of the language in which mails are written.
    pub language: String,
    /// The address; the chain keeps its hash and not it.
    #[serde(skip)]
    pub address: String,
}

impl Command for PutAddress {
    type Answer = ();

    const KIND: &'static str = "put-address";

    fn subject(&self) -> Id {
        self.person
    }

    fn decide(&self, desk: &mut Desk<'_>) -> Decision<()> {
        desk.require(Role::Operator, self.home)?;
        check_address(&self.address)?;
        desk.person((self.home, self.person))?;
        let contact = ContactRow {
            address: self.address.clone(),
            confirmed: true,
            code_hash: None,
            code_until: None,
            language: self.language.clone(),
            ..desk.contact((self.home, self.person))?
        };
        desk.sets.contacts.put(contact);
        Ok(())
    }
}

/// A person chooses by which way to be told of what, and in which language.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ChooseNotices {
    /// The person, who must be the one who asks.
    pub person: Id,
    /// The tag of the language in which mails are written.
    pub language: String,
    /// What was chosen.
    pub choices: Choices,
}

impl Command for ChooseNotices {
    type Answer = ();

    const KIND: &'static str = "choose-notices";

    fn subject(&self) -> Id {
        self.person
    }

    fn decide(&self, desk: &mut Desk<'_>) -> Decision<()> {
        let me = desk.require_self(self.person)?;
        let (language, choices) = (self.language.clone(), Json(self.choices.clone()));
        let contact = ContactRow { language, choices, ..desk.contact(me)? };
        desk.sets.contacts.put(contact);
        Ok(())
    }
}

impl Desk<'_> {
    /// Sends a person no mails any more; what was chosen stays.
    ///
    /// # Errors
    /// Where it is not loaded yet.
    pub fn forget_address(&mut self, key: (PlaceCode, Id)) -> Decision<()> {
        let contact = self.contact(key)?;
        if !contact.address.is_empty() {
            let address = String::new();
            let (code_hash, code_until) = (None, None);
            self.sets.contacts.put(ContactRow {
                address,
                confirmed: false,
                code_hash,
                code_until,
                ..contact
            });
        }
        Ok(())
    }
}

/// Whether an address can be written into a message; whether somebody reads there, the code tells.
fn check_address(address: &str) -> Result<(), Refusal> {
    let plain = address.chars().all(|letter| !letter.is_control() && !letter.is_whitespace());
    let halves = address.rsplit_once('@').is_some_and(|(name, host)| !name.is_empty() && host.contains('.'));
    if plain && halves && address.len() <= ADDRESS_BYTES_MAX {
        return Ok(());
    }
    let en = format!("`{address}` is no mail address: write one such as chen.lan@example.com.");
    let zh = format!("“{address}”不是邮箱地址，请填写类似 chen.lan@example.com 的地址。");
    Err(Refusal::invalid("address", en, zh))
}
