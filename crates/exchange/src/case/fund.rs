//! Money into the market: appropriations, vouchers, deposits.

use jiangnan_kernel::{Currency, Id, Money, PlaceCode};
use jiangnan_store::entity::notice::{About, NoticeBody};
use jiangnan_store::entity::notice_kind::NoticeKind;
use jiangnan_store::entity::people::Role;
use jiangnan_store::entity::voucher::{VoucherRow, VoucherState};
use serde::{Deserialize, Serialize};

use crate::account::{AccountName, AccountRef};
use crate::command::{Command, Decision};
use crate::desk::Desk;
use crate::notice::rule::Parties;
use crate::refusal::Refusal;

/// The officer puts budget into a scheme's fund.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Appropriate {
    /// The funder.
    pub funder: PlaceCode,
    /// The scheme.
    pub scheme: String,
    /// How much, in minor units.
    pub amount_minor: i64,
}

/// A fund after a command.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct FundState {
    /// What can still be granted, in minor units.
    pub available_minor: i64,
}

impl Command for Appropriate {
    type Answer = FundState;

    const KIND: &'static str = "appropriate";

    fn subject(&self) -> Id {
        crate::account::id_of(self.scheme.as_bytes())
    }

    fn decide(&self, desk: &mut Desk<'_>) -> Decision<FundState> {
        desk.require(Role::Officer, self.funder)?;
        let today = desk.today(self.funder);
        let scheme = desk.scheme_in_force(self.funder, &self.scheme, today)?;
        let scheme = scheme.ok_or_else(|| not_in_force(&self.scheme))?;
        let bank = AccountName::Bank.kept_by(self.funder, scheme.currency());
        let fund = fund(self.funder, &self.scheme, scheme.currency());
        let reference = desk.command();
        desk.pay(&bank, &fund, self.amount_minor, reference)?;
        Ok(FundState { available_minor: desk.account(&fund)?.account().available_minor() })
    }
}

/// The officer grants a voucher to an enterprise.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Grant {
    /// The voucher's id, made by the client.
    pub voucher: Id,
    /// The funder.
    pub funder: PlaceCode,
    /// The scheme.
    pub scheme: String,
    /// The jurisdiction of the enterprise.
    pub enterprise_home: PlaceCode,
    /// The enterprise.
    pub enterprise: Id,
    /// How much, in minor units.
    pub amount_minor: i64,
}

/// The voucher that was granted.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Granted {
    /// The voucher.
    pub voucher: Id,
    /// The last day of its validity.
    pub valid_until: Option<jiangnan_kernel::Date>,
}

impl Command for Grant {
    type Answer = Granted;

    const KIND: &'static str = "grant";

    fn subject(&self) -> Id {
        self.voucher
    }

    fn decide(&self, desk: &mut Desk<'_>) -> Decision<Granted> {
        desk.require(Role::Officer, self.funder)?;
        let granted_on = desk.today(self.funder);
        let scheme = desk.scheme_in_force(self.funder, &self.scheme, granted_on)?;
        let scheme = scheme.ok_or_else(|| not_in_force(&self.scheme))?;
        let enterprise = (self.enterprise_home, self.enterprise);
        let known = desk.sets.organisations.get(&enterprise)?.is_some();
        if !known {
            return Err(Refusal::not_found("enterprise", self.enterprise).into());
        }
        if desk.sets.vouchers.get(&(self.funder, self.voucher))?.is_some() {
            return Err(Refusal::IdUsedOtherwise { id: self.voucher }.into());
        }
        let currency = scheme.currency();
        let fund = fund(self.funder, &self.scheme, currency);
        let wallet = wallet(self.funder, self.voucher, currency);
        desk.pay(&fund, &wallet, self.amount_minor, self.voucher)?;
        let valid_until = scheme.voucher_valid_until(granted_on);
        let mut told = NoticeBody::of(About::Voucher { funder: self.funder, id: self.voucher });
        told.thing = scheme.title().clone();
        told.money = Some(Money::new(self.amount_minor, currency));
        let parties = Parties { enterprise: Some(enterprise), ..Parties::default() };
        desk.tell(NoticeKind::VoucherGranted, &parties, &told)?;
        desk.add_voucher(VoucherRow {
            jurisdiction: self.funder,
            id: self.voucher,
            scheme: self.scheme.clone(),
            enterprise_home: self.enterprise_home,
            enterprise: self.enterprise,
            amount_minor: self.amount_minor,
            currency,
            granted_on,
            valid_until,
            state: VoucherState::Granted,
        })?;
        Ok(Granted { voucher: self.voucher, valid_until })
    }
}

/// What a voucher still holds goes back to the fund after its last day.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ExpireVoucher {
    /// The funder.
    pub funder: PlaceCode,
    /// The voucher.
    pub voucher: Id,
}

impl Command for ExpireVoucher {
    type Answer = FundState;

    const KIND: &'static str = "expire-voucher";

    fn subject(&self) -> Id {
        self.voucher
    }

    fn decide(&self, desk: &mut Desk<'_>) -> Decision<FundState> {
        desk.require(Role::Officer, self.funder)?;
        let found = desk.sets.vouchers.get(&(self.funder, self.voucher))?.cloned();
        let mut voucher = found.ok_or_else(|| Refusal::not_found("voucher", self.voucher))?;
        if voucher.state == VoucherState::Expired {
            let state = "expired".to_owned();
            return Err(Refusal::WrongState { what: "voucher", state, asked: "expired" }.into());
        }
        if let Some(until) = voucher.valid_until.filter(|until| desk.today(self.funder) <= *until) {
            let (en, zh) = (format!("It is valid until {until}."), format!("有效期至 {until}。"));
            return Err(Refusal::invalid("voucher", en, zh).into());
        }
        let fund = fund(self.funder, &voucher.scheme, voucher.currency);
        let wallet = wallet(self.funder, self.voucher, voucher.currency);
        let left = desk.account(&wallet)?.account();
        // What is set aside for reservations stays until each is claimed or released; only then is the
        // voucher done with.
        if left.available_minor() > 0 {
            desk.pay(&wallet, &fund, left.available_minor(), self.voucher)?;
        }
        if left.debits_pending == 0 {
            voucher.state = VoucherState::Expired;
            desk.sets.vouchers.put(voucher);
        }
        Ok(FundState { available_minor: desk.account(&fund)?.account().available_minor() })
    }
}

/// The treasurer records what an enterprise paid in for its own parts (deposit mode).
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct PayIn {
    /// The jurisdiction that takes the money.
    pub home: PlaceCode,
    /// The enterprise.
    pub enterprise: Id,
    /// How much, in minor units.
    pub amount_minor: i64,
    /// In which currency.
    pub currency: Currency,
}

impl Command for PayIn {
    type Answer = FundState;

    const KIND: &'static str = "pay-in";

    fn subject(&self) -> Id {
        self.enterprise
    }

    fn decide(&self, desk: &mut Desk<'_>) -> Decision<FundState> {
        desk.require(Role::Treasurer, self.home)?;
        let bank = AccountName::Bank.kept_by(self.home, self.currency);
        let deposit = AccountName::Deposit(self.enterprise).kept_by(self.home, self.currency);
        desk.pay(&bank, &deposit, self.amount_minor, self.enterprise)?;
        Ok(FundState { available_minor: desk.account(&deposit)?.account().available_minor() })
    }
}

/// The fund of a scheme.
pub fn fund(funder: PlaceCode, scheme: &str, currency: Currency) -> AccountRef {
    AccountName::Fund(scheme.to_owned()).kept_by(funder, currency)
}

/// The wallet of a voucher.
pub fn wallet(funder: PlaceCode, voucher: Id, currency: Currency) -> AccountRef {
    AccountName::Wallet(voucher).kept_by(funder, currency)
}

/// No text of the scheme is in effect today.
pub fn not_in_force(scheme: &str) -> Refusal {
    Refusal::invalid(
        "scheme",
        format!("No version of `{scheme}` that was enacted is in effect today."),
        format!("方案“{scheme}”目前没有已颁布且在有效期内的版本。"),
    )
}
