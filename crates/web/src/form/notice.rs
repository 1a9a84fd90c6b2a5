//! Forms for what people are told, and where.

use std::collections::BTreeMap;

use jiangnan_store::entity::notice::{Choices, Ways};
use jiangnan_store::entity::notice_kind::NoticeKind;
use lettre::Address;

use super::{Input, form};

form! {
    /// A mail address.
    AddressForm {
        /// The address.
        address,
    }
}

form! {
    /// The code that was sent to an address.
    CodeForm {
        /// Its digits.
        code,
    }
}

impl AddressForm {
    /// The address, or the form with what is wrong.
    ///
    /// # Errors
    /// The form itself, the problem at its field.
    pub fn parse(input: &Input) -> Result<String, Box<AddressForm>> {
        let mut form = AddressForm::read(input);
        let typed = form.address.text("notice-address-missing");
        if let Some(address) = typed {
            let read = address.parse::<Address>().ok().filter(|address| address.domain().contains('.'));
            match read {
                Some(address) => return Ok(address.to_string()),
                None => form.address.refuse("notice-address-wrong"),
            }
        }
        Err(Box::new(form))
    }
}

impl CodeForm {
    /// The digits of the code, without blanks; a code that is none is as wrong as another one.
    pub fn digits(input: &Input) -> String {
        input.get("code").chars().filter(char::is_ascii_digit).collect()
    }

    /// The form with a code that is not the one.
    pub fn refused(input: &Input, key: &'static str) -> CodeForm {
        let mut form = CodeForm::read(input);
        form.code.refuse(key);
        form
    }
}

/// The name of the field of a kind and a way.
pub fn way_field(way: &str, kind: NoticeKind) -> String {
    format!("{way}-{}", kind.name())
}

/// What was chosen of some kinds: only where it is otherwise than usual.
pub fn chosen(input: &Input, kinds: &[NoticeKind]) -> Choices {
    let usual = Choices::default();
    let of = |kind: &NoticeKind| {
        let on = |way| !input.get(&way_field(way, *kind)).is_empty();
        (*kind, Ways { page: on("page"), mail: on("mail") })
    };
    let chosen: BTreeMap<NoticeKind, Ways> =
        kinds.iter().map(of).filter(|(kind, ways)| usual.ways(*kind) != *ways).collect();
    Choices(chosen)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_address_is_read_and_anything_else_refused() {
        let parse = |text: &str| AddressForm::parse(&Input::of_pairs([("address", text)]));
        assert_eq!(parse(" chen.lan@example.com "), Ok("chen.lan@example.com".to_owned()));
        for (text, key) in [
            ("", "notice-address-missing"),
            ("chen.lan", "notice-address-wrong"),
            ("chen@localhost", "notice-address-wrong"),
            ("a@example.com\r\nBcc: b@example.com", "notice-address-wrong"),
            ("Chen <chen@example.com>", "notice-address-wrong"),
            ("a@example.com, b@example.com", "notice-address-wrong"),
        ] {
            let form = parse(text).unwrap_err();
            assert_eq!(form.address.wrong.unwrap().key, key, "{text}");
        }
    }

    #[test]
    fn only_what_is_otherwise_than_usual_is_kept() {
        let kinds = [NoticeKind::SlotOffered, NoticeKind::OwnReserved];
        let input = Input::of_pairs([("page-slot-offered", "on"), ("mail-own-reserved", "on")]);
        let choices = chosen(&input, &kinds);
        assert_eq!(choices.0.len(), 1);
        assert_eq!(choices.ways(NoticeKind::SlotOffered), Ways { page: true, mail: false });
        assert_eq!(choices.ways(NoticeKind::OwnReserved), Ways { page: false, mail: true });
    }
}
