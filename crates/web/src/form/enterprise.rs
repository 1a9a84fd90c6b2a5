//! A form for an enterprise that is to be registered.

use jiangnan_catalogue::identifier::OrganisationIdentifier;
use jiangnan_catalogue::{EnterpriseProfile, Organisation, Profile};
use jiangnan_exchange::account::id_of;
use jiangnan_kernel::{Id, PlaceCode, Text};
use jiangnan_scheme::{Sector, Size};

use super::{Input, form};

form! {
    /// An enterprise that is to be registered.
    EnterpriseForm {
        /// Its name in Chinese.
        name,
        /// Its name in English; may be empty.
        english,
        /// The number under which it is registered.
        code,
        /// Its seat.
        place,
        /// Its size.
        size,
        /// Its sector.
        sector,
        /// The number of who controls it; may be empty.
        controller,
        /// The id by which a second press is recognised.
        command,
    }
}

/// An enterprise as it was told.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ToldEnterprise {
    /// Its name.
    pub name: Text,
    /// Its number.
    pub identifier: OrganisationIdentifier,
    /// Its seat.
    pub place: PlaceCode,
    /// Its size.
    pub size: Size,
    /// Its sector.
    pub sector: Sector,
    /// The number of who controls it; may be empty.
    pub controller: String,
    /// The id of the command.
    pub command: Id,
}

impl ToldEnterprise {
    /// The enterprise as it is stored. Its id follows from its number: proposed twice, it is one.
    pub fn organisation(self, controller: Option<Id>) -> Organisation {
        let known = EnterpriseProfile::default();
        let profile = EnterpriseProfile { size: Some(self.size), sector: Some(self.sector), ..known };
        Organisation {
            id: id_of(format!("enterprise:{}", self.identifier).as_bytes()),
            name: self.name,
            place: self.place,
            identifier: Some(self.identifier),
            controller,
            founded_on: None,
            profile: Profile::Enterprise(profile),
        }
    }
}

impl EnterpriseForm {
    /// The enterprise, or the form with what is wrong.
    ///
    /// # Errors
    /// The form itself, each problem at its field.
    pub fn parse(input: &Input) -> Result<ToldEnterprise, Box<EnterpriseForm>> {
        let mut form = EnterpriseForm::read(input);
        let name = form.name.text("enterprise-name-missing");
        let english = form.english.optional_text();
        let identifier =
            form.code.parsed("enterprise-code-missing", "enterprise-code-wrong", |text| text.parse().ok());
        let place = form
            .place
            .parsed("enterprise-place-missing", "enterprise-place-missing", |text| text.parse().ok());
        let size = form.size.parsed("enterprise-size-missing", "enterprise-size-missing", |text| {
            Size::ALL.iter().copied().find(|size| size.name() == text)
        });
        let sector = form.sector.parsed("enterprise-sector-missing", "enterprise-sector-missing", |text| {
            Sector::ALL.iter().copied().find(|sector| sector.name() == text)
        });
        let command = form.command.id("form-not-an-id");
        let (Some(name), Some(english), Some(identifier), Some(place)) = (name, english, identifier, place)
        else {
            return Err(Box::new(form));
        };
        let (Some(size), Some(sector), Some(command)) = (size, sector, command) else {
            return Err(Box::new(form));
        };
        let (name, controller) = (Text::new(english, name), form.controller.value);
        Ok(ToldEnterprise { name, identifier, place, size, sector, controller, command })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn told(code: &str) -> Result<ToldEnterprise, Box<EnterpriseForm>> {
        EnterpriseForm::parse(&Input::of_pairs([
            ("name", "杭州某公司"),
            ("code", code),
            ("place", "CN-330100"),
            ("size", "small"),
            ("sector", "manufacturing"),
            ("command", "01k0000000000000000000000a"),
        ]))
    }

    #[test]
    fn a_number_is_checked_and_everything_else_asked_for() {
        assert_eq!(told("91350100M000100Y43").map(|told| told.size), Ok(Size::Small));
        let wrong = told("91350100M000100Y44").unwrap_err();
        assert_eq!(wrong.code.wrong.unwrap().key, "enterprise-code-wrong");
        let empty = EnterpriseForm::parse(&Input::default()).unwrap_err();
        assert_eq!(empty.problems().len(), 6);
        assert!(told("02aj13c28").is_ok(), "a registration outside China by its ROR id");
    }
}
