//! Registering an enterprise: one officer of its seat proposes, another registers. Who registers invented
//! enterprises could have vouchers paid to them; so it takes two.

use jiangnan_catalogue::{Organisation, Profile};
use jiangnan_kernel::{Id, PlaceCode};
use jiangnan_store::entity::catalogue::{CodeUse, OrganisationRow, SeatOf};
use jiangnan_store::entity::notice::{About, NoticeBody};
use jiangnan_store::entity::notice_kind::NoticeKind;
use jiangnan_store::entity::people::Role;
use serde::{Deserialize, Serialize};

use crate::account::id_of;
use crate::command::{Command, Decision};
use crate::desk::Desk;
use crate::notice::rule::Parties;
use crate::refusal::Refusal;

/// Under which id the chain of events shows the registrations of a jurisdiction.
pub fn registry(home: PlaceCode) -> Id {
    id_of(format!("enterprises:{home}").as_bytes())
}

/// An officer of the seat, or the operator, proposes an enterprise.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ProposeEnterprise {
    /// The jurisdiction of the seat.
    pub home: PlaceCode,
    /// The enterprise.
    pub organisation: Organisation,
}

impl Command for ProposeEnterprise {
    type Answer = ();

    const KIND: &'static str = "propose-enterprise";

    fn subject(&self) -> Id {
        registry(self.home)
    }

    fn decide(&self, desk: &mut Desk<'_>) -> Decision<()> {
        desk.require(Role::Officer, self.home)?;
        self.check(desk)?;
        let mut body = NoticeBody::of(About::Enterprises { home: self.home });
        body.other = self.organisation.name.clone();
        let parties = Parties { office: Some(self.home), ..Parties::default() };
        desk.tell(NoticeKind::EnterpriseProposed, &parties, &body)
    }
}

impl ProposeEnterprise {
    fn check(&self, desk: &mut Desk<'_>) -> Decision<()> {
        let enterprise = &self.organisation;
        if desk.home_of(enterprise.place) != self.home {
            let en = format!("`{}` is not in {}.", enterprise.place, self.home);
            return Err(Refusal::invalid(
                "place",
                en,
                format!("“{}”不属于 {}。", enterprise.place, self.home),
            )
            .into());
        }
        if enterprise.name.is_empty() {
            return Err(Refusal::invalid("name", "Write the name.", "请填写名称。").into());
        }
        let Profile::Enterprise(profile) = &enterprise.profile else {
            return Err(Refusal::invalid(
                "profile",
                "Only an enterprise is registered here.",
                "此处只登记企业。",
            )
            .into());
        };
        if profile.size.is_none() || profile.sector.is_none() {
            let en = "Tell size and sector: the rules of vouchers ask for them.";
            return Err(Refusal::invalid("size", en, "请填写规模和行业，创新券办法需要这些信息。").into());
        }
        let Some(code) = enterprise.identifier.as_ref().map(ToString::to_string) else {
            let en = "Tell the number under which it is registered.";
            return Err(Refusal::invalid("code", en, "请填写登记号码。").into());
        };
        if !desk.users_of_code(&code)?.is_empty() || desk.sets.seats.get(&enterprise.id)?.is_some() {
            let en = format!("`{code}` is registered already.");
            return Err(Refusal::invalid("code", en, format!("“{code}”已登记。")).into());
        }
        if let Some(controller) = enterprise.controller
            && desk.sets.seats.get(&controller)?.is_none()
        {
            let en = "Nobody of that number is registered: register who controls it first.";
            return Err(Refusal::invalid("controller", en, "未登记该控制方，请先登记。").into());
        }
        Ok(())
    }
}

/// Another officer registers a proposed enterprise: from now on it can be granted vouchers.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct RegisterEnterprise {
    /// The jurisdiction of the seat.
    pub home: PlaceCode,
    /// The command with which it was proposed.
    pub proposal: Id,
}

/// What was registered.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct EnterpriseRegistered {
    /// The enterprise.
    pub enterprise: Id,
}

impl Command for RegisterEnterprise {
    type Answer = EnterpriseRegistered;

    const KIND: &'static str = "register-enterprise";

    fn subject(&self) -> Id {
        registry(self.home)
    }

    fn decide(&self, desk: &mut Desk<'_>) -> Decision<EnterpriseRegistered> {
        desk.require(Role::Officer, self.home)?;
        let unknown = || Refusal::not_found("proposal of an enterprise", self.proposal);
        let known = desk.sets.known.get(&self.proposal)?.cloned();
        let known = known.filter(|known| known.kind == ProposeEnterprise::KIND).ok_or_else(unknown)?;
        let proposal: ProposeEnterprise = serde_json::from_str(&known.body).map_err(|_| unknown())?;
        if proposal.home != self.home {
            return Err(unknown().into());
        }
        if known.actor == desk.actor().person {
            return Err(Refusal::MakerIsChecker.into());
        }
        // What was right when it was proposed may have changed since.
        proposal.check(desk)?;
        let enterprise = proposal.organisation.id;
        desk.save_organisation(self.home, proposal.organisation)?;
        Ok(EnterpriseRegistered { enterprise })
    }
}

impl Desk<'_> {
    /// The organisations that bear a registered number.
    ///
    /// # Errors
    /// Where they are not loaded yet; so for all functions here.
    pub fn users_of_code(&mut self, code: &str) -> Decision<Vec<(PlaceCode, Id)>> {
        let known = self.sets.code_uses.get(&code.to_owned())?;
        Ok(known.map(|known| known.organisations.clone()).unwrap_or_default())
    }

    /// Writes an organisation, and keeps what is known of seats and numbers.
    ///
    /// # Errors
    /// Where they are not loaded yet.
    pub fn save_organisation(&mut self, home: PlaceCode, organisation: Organisation) -> Decision<()> {
        let (key, before) = ((home, organisation.id), self.code_of((home, organisation.id))?);
        let row = OrganisationRow::new(home, organisation);
        if before != row.code {
            for (code, bears) in [(before, false), (row.code.clone(), true)] {
                if code.is_empty() {
                    continue;
                }
                let mut organisations = self.users_of_code(&code)?;
                organisations.retain(|other| *other != key);
                if bears {
                    organisations.push(key);
                }
                self.sets.code_uses.put(CodeUse { code, organisations });
            }
        }
        self.sets.seats.put(SeatOf { id: row.id, home });
        self.sets.organisations.put(row);
        Ok(())
    }

    fn code_of(&mut self, key: (PlaceCode, Id)) -> Decision<String> {
        Ok(self.sets.organisations.get(&key)?.map(|row| row.code.clone()).unwrap_or_default())
    }
}
