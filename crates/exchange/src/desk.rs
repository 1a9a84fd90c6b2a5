//! What a command decides on: the rows of its group, who asks, when.

use std::sync::Arc;

use jiangnan_kernel::{Date, Id, Instant, Interval, PlaceCode, PlaceTree};
use jiangnan_ledger::{Context, Kind, Outcome, Record, Transfer, decide};
use jiangnan_scheme::{Scheme, broken_promise};
use jiangnan_store::entity::money::{AccountRow, CapUseRow, TransferRow};
use jiangnan_store::entity::people::{Login, Role};
use jiangnan_store::entity::rule::FrameKey;
use jiangnan_store::entity::voucher::{EnactedVersions, VoucherRow, VouchersOf};

use crate::account::{AccountRef, id_of};
use crate::command::{Actor, Decision, Envelope};
use crate::refusal::Refusal;
use crate::rules::Rules;
use crate::sets::Sets;

/// What a command decides on.
pub struct Desk<'a> {
    /// The rows of the group.
    pub sets: &'a mut Sets,
    /// The places.
    pub places: &'a PlaceTree,
    envelope: &'a Envelope,
    rules: &'a Rules,
    made: u64,
}

impl<'a> Desk<'a> {
    /// A desk for one command.
    pub fn new(
        sets: &'a mut Sets,
        places: &'a PlaceTree,
        rules: &'a Rules,
        envelope: &'a Envelope,
    ) -> Desk<'a> {
        Desk { sets, places, envelope, rules, made: 0 }
    }

    /// Who gives the command.
    pub fn actor(&self) -> &'a Actor {
        &self.envelope.actor
    }

    /// When it is given.
    pub fn at(&self) -> Instant {
        self.envelope.at
    }

    /// The day on which it is given, in the time of a jurisdiction.
    pub fn today(&self, home: PlaceCode) -> Date {
        self.day_in(home, self.at())
    }

    /// The day of a moment, in the time of a jurisdiction.
    pub fn day_in(&self, home: PlaceCode, instant: Instant) -> Date {
        let zone = self.places.get(home).map_or("UTC", |place| place.zone.as_str());
        let day = instant.date_in(zone).or_else(|_| instant.date_in("UTC"));
        day.unwrap_or(Date::MIN)
    }

    /// The day on which a stretch of time ends, in the time of a jurisdiction: that of its last moment.
    pub fn last_day_in(&self, home: PlaceCode, interval: Interval) -> Date {
        self.day_in(home, interval.end().plus_seconds(-1))
    }

    /// The next id that follows from the command's own: the same on every retry. It begins with the moment
    /// of the command's id, so that what is made together lies together in the tables.
    pub fn make_id(&mut self) -> Id {
        self.made += 1;
        let mut bytes = self.envelope.id.to_bytes().to_vec();
        bytes.extend(self.made.to_be_bytes());
        let moment = self.envelope.id.0 >> 80 << 80;
        Id(moment | (id_of(&bytes).0 >> 48))
    }

    /// The id of the command.
    pub fn command(&self) -> Id {
        self.envelope.id
    }

    /// Lets only a role pass, and only for its own jurisdiction.
    ///
    /// # Errors
    /// [`Refusal::NotAllowed`].
    pub fn require(&self, role: Role, home: PlaceCode) -> Decision<()> {
        let actor = self.actor();
        let holds = actor.role == Role::Operator || (actor.role == role && actor.home == home);
        if holds { Ok(()) } else { Err(Refusal::NotAllowed { role, home }.into()) }
    }

    /// Lets only a role pass that acts for an organisation.
    ///
    /// # Errors
    /// [`Refusal::NotAllowed`].
    pub fn require_for(&self, role: Role, home: PlaceCode, organisation: Id) -> Decision<()> {
        self.require(role, home)?;
        let actor = self.actor();
        let holds = actor.role == Role::Operator || actor.organisation == organisation;
        if holds { Ok(()) } else { Err(Refusal::NotAllowed { role, home }.into()) }
    }

    /// Lets only the person pass whose own affair it is; her key. To others it does not exist.
    ///
    /// # Errors
    /// [`Refusal::NotFound`].
    pub fn require_self(&self, person: Id) -> Decision<(PlaceCode, Id)> {
        let actor = self.actor();
        let own = actor.person == person;
        if own { Ok((actor.home, person)) } else { Err(Refusal::not_found("person", person).into()) }
    }

    /// The scheme of a stored version.
    ///
    /// # Errors
    /// [`Refusal::NotFound`] where there is no such version.
    pub fn scheme_version(&mut self, home: PlaceCode, scheme: &str, version: &str) -> Decision<Arc<Scheme>> {
        if let Some(scheme) = self.rules.get(version) {
            return Ok(scheme);
        }
        let key = (home, scheme.to_owned(), version.to_owned());
        let row = self.sets.scheme_versions.get(&key)?;
        let row = row.cloned().ok_or_else(|| Refusal::not_found("scheme", scheme))?;
        let frame = match &row.frame {
            Some(frame) => Some(self.scheme_version(frame.funder, &frame.scheme, &frame.version)?),
            None => None,
        };
        Ok(self.rules.read(scheme, &row.text, self.places, frame.as_deref())?)
    }

    /// The version of a scheme that was enacted last and is in effect on a day.
    ///
    /// # Errors
    /// As [`Desk::scheme_version`].
    pub fn scheme_in_force(
        &mut self,
        home: PlaceCode,
        scheme: &str,
        day: Date,
    ) -> Decision<Option<Arc<Scheme>>> {
        let enacted = self.sets.enacted.get(&(home, scheme.to_owned()))?;
        let versions = enacted.map(|enacted| enacted.versions.clone()).unwrap_or_default();
        for version in versions {
            let scheme = self.scheme_version(home, scheme, &version)?;
            if in_effect_on(&scheme, day) {
                return Ok(Some(scheme));
            }
        }
        Ok(None)
    }

    /// An account, new where it has never been used.
    ///
    /// # Errors
    /// Where it is not loaded yet.
    pub fn account(&mut self, account: &AccountRef) -> Decision<Arc<AccountRow>> {
        let known = self.sets.accounts.share(&account.key())?;
        Ok(known.unwrap_or_else(|| Arc::new(account.fresh())))
    }

    /// Moves money for good.
    ///
    /// # Errors
    /// The ledger's refusal.
    pub fn pay(&mut self, from: &AccountRef, to: &AccountRef, minor: i64, reference: Id) -> Decision<Id> {
        self.move_money(from, to, minor, reference, Kind::Posted)
    }

    /// Sets money aside until it is posted or voided.
    ///
    /// # Errors
    /// The ledger's refusal.
    pub fn set_aside(
        &mut self,
        from: &AccountRef,
        to: &AccountRef,
        minor: i64,
        reference: Id,
    ) -> Decision<Id> {
        self.move_money(from, to, minor, reference, Kind::Pending { expires: None })
    }

    fn move_money(
        &mut self,
        from: &AccountRef,
        to: &AccountRef,
        minor: i64,
        reference: Id,
        kind: Kind,
    ) -> Decision<Id> {
        let id = self.make_id();
        let transfer = Transfer {
            id,
            debit: from.id,
            credit: to.id,
            amount_minor: minor,
            currency: from.currency,
            kind,
            reference,
            at: self.at(),
        };
        let (debit, credit) = (self.account(from)?, self.account(to)?);
        self.apply(&transfer, &debit, &credit, None)?;
        Ok(id)
    }

    /// Posts what a pending transfer set aside: all of it, or a part; nothing is a void.
    ///
    /// # Errors
    /// The ledger's refusal.
    pub fn post(&mut self, home: PlaceCode, pending: Id, minor: i64) -> Decision<Option<Id>> {
        let id = self.make_id();
        let at = self.at();
        let follow =
            |record: &Record| if minor == 0 { record.void(id, at) } else { record.post(id, minor, at) };
        self.follow(home, pending, follow)?;
        Ok((minor > 0).then_some(id))
    }

    /// Gives back what a pending transfer set aside.
    ///
    /// # Errors
    /// The ledger's refusal.
    pub fn void(&mut self, home: PlaceCode, pending: Id) -> Decision<()> {
        let (id, at) = (self.make_id(), self.at());
        self.follow(home, pending, |record| record.void(id, at))
    }

    /// Moves a part of a posted transfer back.
    ///
    /// # Errors
    /// The ledger's refusal.
    pub fn reverse(&mut self, home: PlaceCode, posted: Id, minor: i64) -> Decision<()> {
        let (id, at) = (self.make_id(), self.at());
        self.follow(home, posted, |record| record.reverse(id, minor, at))
    }

    fn follow(
        &mut self,
        home: PlaceCode,
        referred: Id,
        follow: impl FnOnce(&Record) -> Transfer,
    ) -> Decision<()> {
        let row = self.sets.transfers.share(&(home, referred))?;
        let row = row.ok_or_else(|| Refusal::not_found("transfer", referred))?;
        let record = row.record();
        let transfer = follow(&record);
        let first = self.kept((row.debit_home, row.debit))?;
        let second = self.kept((row.credit_home, row.credit))?;
        if transfer.debit == row.debit {
            self.apply(&transfer, &first, &second, Some((&row, &record)))
        } else {
            self.apply(&transfer, &second, &first, Some((&row, &record)))
        }
    }

    fn kept(&mut self, key: (PlaceCode, Id)) -> Decision<Arc<AccountRow>> {
        let found = self.sets.accounts.share(&key)?;
        Ok(found.ok_or_else(|| Refusal::not_found("account", key.1))?)
    }

    /// Decides on a transfer and writes what it changes. Its id follows from that of the
    /// command: a record of it exists only where the command was accepted before, which is then not decided, or refused by
    /// the database.
    fn apply(
        &mut self,
        transfer: &Transfer,
        debit: &AccountRow,
        credit: &AccountRow,
        referred: Option<(&TransferRow, &Record)>,
    ) -> Decision<()> {
        let (debit_account, credit_account) = (debit.account(), credit.account());
        let context = Context {
            debit: Some(&debit_account),
            credit: Some(&credit_account),
            existing: None,
            referred: referred.map(|(_, record)| record),
        };
        let Outcome::Done(effect) = decide(transfer, &context)? else { return Ok(()) };
        let (debit_home, credit_home) = (debit.jurisdiction, credit.jurisdiction);
        self.sets.accounts.put(AccountRow::new(debit_home, debit.code.clone(), &effect.debit));
        self.sets.accounts.put(AccountRow::new(credit_home, credit.code.clone(), &effect.credit));
        self.sets.transfers.put_new(TransferRow::new(debit_home, credit_home, &effect.record));
        if let (Some(after), Some((row, _))) = (&effect.referred, referred) {
            self.sets.transfers.put(TransferRow::new(row.debit_home, row.credit_home, after));
        }
        Ok(())
    }

    /// How much of a cap is used up.
    ///
    /// # Errors
    /// Where it is not loaded yet.
    pub fn cap_used(&mut self, key: &(PlaceCode, String)) -> Decision<i64> {
        Ok(self.sets.caps.get(key)?.map_or(0, |row| row.used))
    }

    /// Counts on a cap, down to nothing.
    ///
    /// # Errors
    /// Where it is not loaded yet.
    pub fn count_cap(&mut self, home: PlaceCode, cap: &str, change: i64) -> Decision<()> {
        let key = (home, cap.to_owned());
        let used = self.cap_used(&key)?.saturating_add(change).max(0);
        self.sets.caps.put(CapUseRow { jurisdiction: home, cap: key.1, used });
        Ok(())
    }

    /// A scheme out of a text that is not stored yet.
    ///
    /// # Errors
    /// [`Refusal::Scheme`].
    pub fn read_scheme(&mut self, text: &str) -> Decision<(Arc<Scheme>, Option<FrameKey>)> {
        let frame = match Scheme::extended_by(text) {
            Some(name) => self.frame_named(&name)?,
            None => None,
        };
        let parent = match &frame {
            Some(frame) => Some(self.scheme_version(frame.funder, &frame.scheme, &frame.version)?),
            None => None,
        };
        let scheme = self.rules.read("scheme.toml", text, self.places, parent.as_deref())?;
        if let Some(frame) =
            frame.as_ref().filter(|frame| !self.places.is_within(scheme.funder(), frame.funder))
        {
            let (en, zh) = (
                format!("`{}` is of {}, which is not above {}.", frame.scheme, frame.funder, scheme.funder()),
                format!("“{}”属于 {}，并非 {} 的上级。", frame.scheme, frame.funder, scheme.funder()),
            );
            return Err(Refusal::invalid("extends", en, zh).into());
        }
        self.check_promise(&scheme, text, parent.as_deref())?;
        Ok((scheme, frame))
    }

    /// Refuses a text that is stricter than the one that it extends, where it promised not to be.
    ///
    /// # Errors
    /// [`Refusal::Scheme`] with the smallest order that shows it.
    pub fn check_promise(&self, scheme: &Scheme, text: &str, frame: Option<&Scheme>) -> Decision<()> {
        let places = self.places;
        let broken = frame.and_then(|frame| broken_promise(("scheme.toml", text), scheme, frame, places));
        broken.map_or(Ok(()), |finding| Err(Refusal::Scheme(vec![finding]).into()))
    }

    /// The version of a frame that was enacted last.
    fn frame_named(&mut self, name: &str) -> Decision<Option<FrameKey>> {
        let known = self.sets.frames_named.get(&name.to_owned())?;
        Ok(known.and_then(|known| known.frames.first().cloned()))
    }

    /// Adds a version to the enacted ones of a scheme.
    ///
    /// # Errors
    /// Where they are not loaded yet.
    pub fn add_enacted(&mut self, home: PlaceCode, scheme: &str, version: &str) -> Decision<()> {
        let known = self.sets.enacted.get(&(home, scheme.to_owned()))?;
        let mut versions = vec![version.to_owned()];
        versions.extend(known.iter().flat_map(|known| known.versions.iter().cloned()));
        self.sets.enacted.put(EnactedVersions { jurisdiction: home, scheme: scheme.to_owned(), versions });
        Ok(())
    }

    /// Adds a voucher to those of its enterprise.
    ///
    /// # Errors
    /// Where they are not loaded yet.
    pub fn add_voucher(&mut self, row: VoucherRow) -> Decision<()> {
        let (home, enterprise) = (row.enterprise_home, row.enterprise);
        let known = self.sets.vouchers_of.get(&(home, enterprise))?;
        let mut vouchers = known.map(|known| known.vouchers.clone()).unwrap_or_default();
        vouchers.push((row.jurisdiction, row.id));
        self.sets.vouchers_of.put(VouchersOf { home, enterprise, vouchers });
        self.sets.vouchers.put(row);
        Ok(())
    }

    /// Takes a sign-in name for a person.
    ///
    /// # Errors
    /// [`Refusal::Invalid`] where somebody else has it.
    pub fn take_login(&mut self, login: &str, person: (PlaceCode, Id)) -> Decision<()> {
        let owner = self.sets.logins.get(&login.to_owned())?.map(|login| login.person);
        if owner.is_some_and(|owner| owner != person) {
            let en = format!("Somebody else signs in as `{login}`: choose another name.");
            return Err(Refusal::invalid("login", en, format!("登录名“{login}”已被占用，请换一个。")).into());
        }
        self.sets.logins.put(Login { login: login.to_owned(), person });
        Ok(())
    }
}

fn in_effect_on(scheme: &Scheme, day: Date) -> bool {
    let (from, until) = scheme.effective();
    from.is_none_or(|from| from <= day) && until.is_none_or(|until| day <= until)
}
