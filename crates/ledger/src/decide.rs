//! The state machine: one transfer and what it touches in, the new values or a refusal out.

use crate::{Account, Constraint, Kind, Record, Refusal, State, Transfer};

/// What a transfer touches, as the caller loaded it. A value under another id than the transfer asks for
/// counts as absent.
#[derive(Clone, Copy, Debug, Default)]
pub struct Context<'a> {
    /// The account debited.
    pub debit: Option<&'a Account>,
    /// The account credited.
    pub credit: Option<&'a Account>,
    /// The transfer that took effect under the same id, where there is one.
    pub existing: Option<&'a Record>,
    /// The transfer under [`Kind::refers_to`].
    pub referred: Option<&'a Record>,
}

/// The values to store in place of those of the [`Context`].
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Effect {
    /// The debited account after.
    pub debit: Account,
    /// The credited account after.
    pub credit: Account,
    /// The transfer's own record.
    pub record: Record,
    /// The transfer referred to, after.
    pub referred: Option<Record>,
}

/// The answer to a transfer that is not refused.
#[derive(Clone, Debug, PartialEq, Eq)]
#[expect(clippy::large_enum_variant, reason = "taken apart at once; a box would be an allocation a transfer")]
pub enum Outcome {
    /// It takes effect.
    Done(Effect),
    /// The same transfer took effect before; nothing changes.
    AlreadyDone,
}

/// How the four sums change. Each number is what is added; releasing is negative.
struct Change {
    pending: i64,
    posted: i64,
}

/// Decides on one transfer. Neither reads nor writes anything but its arguments.
///
/// # Errors
/// The first [`Refusal`] in their order that holds.
pub fn decide(transfer: &Transfer, context: &Context<'_>) -> Result<Outcome, Refusal> {
    if let Some(existing) = context.existing.filter(|existing| existing.transfer.id == transfer.id) {
        return repeated(transfer, existing);
    }
    check_shape(transfer)?;
    let (debit, credit) = find_accounts(transfer, context)?;
    let referred = find_referred(transfer, context)?;
    let (change, referred) = match transfer.kind {
        Kind::Posted => (Change { pending: 0, posted: transfer.amount_minor }, None),
        Kind::Pending { .. } => (Change { pending: transfer.amount_minor, posted: 0 }, None),
        _ => follow(transfer, referred)?,
    };
    let effect = Effect {
        debit: debited(debit, &change)?,
        credit: credited(credit, &change)?,
        record: Record { transfer: transfer.clone(), state: state_after(transfer.kind), reversed_minor: 0 },
        referred,
    };
    check_constraints(transfer, debit, credit)?;
    Ok(Outcome::Done(effect))
}

fn repeated(transfer: &Transfer, existing: &Record) -> Result<Outcome, Refusal> {
    // The moment is not part of the content: a retry comes later than what it repeats.
    let same = Transfer { at: existing.transfer.at, ..transfer.clone() } == existing.transfer;
    if same {
        Ok(Outcome::AlreadyDone)
    } else {
        Err(Refusal::IdAlreadyUsedWithOtherContent { id: transfer.id })
    }
}

fn check_shape(transfer: &Transfer) -> Result<(), Refusal> {
    let Transfer { amount_minor, currency, .. } = *transfer;
    if transfer.id.0 == 0 {
        return Err(Refusal::IdMustNotBeZero);
    }
    if amount_minor <= 0 {
        return Err(Refusal::AmountMustBePositive { amount_minor, currency });
    }
    if transfer.debit == transfer.credit {
        return Err(Refusal::AccountsMustDiffer { account: transfer.debit });
    }
    Ok(())
}

fn find_accounts<'a>(
    transfer: &Transfer,
    context: &Context<'a>,
) -> Result<(&'a Account, &'a Account), Refusal> {
    let debit = context
        .debit
        .filter(|account| account.id == transfer.debit)
        .ok_or(Refusal::DebitAccountNotFound { account: transfer.debit })?;
    let credit = context
        .credit
        .filter(|account| account.id == transfer.credit)
        .ok_or(Refusal::CreditAccountNotFound { account: transfer.credit })?;
    let (moved, held_debit, held_credit) = (transfer.currency, debit.currency, credit.currency);
    if held_debit != moved {
        return Err(Refusal::DebitAccountHasOtherCurrency { account: held_debit, transfer: moved });
    }
    if held_credit != moved {
        return Err(Refusal::CreditAccountHasOtherCurrency { account: held_credit, transfer: moved });
    }
    Ok((debit, credit))
}

/// The transfer referred to; for a transfer that refers to none, any record will do and none is used.
fn find_referred<'a>(transfer: &Transfer, context: &Context<'a>) -> Result<Option<&'a Record>, Refusal> {
    if let Kind::Pending { expires: Some(expires) } = transfer.kind
        && expires <= transfer.at
    {
        return Err(Refusal::ExpiryMustBeAfterStart { expires, at: transfer.at });
    }
    let Some(id) = transfer.kind.refers_to() else { return Ok(None) };
    match context.referred.filter(|record| record.transfer.id == id) {
        Some(record) => Ok(Some(record)),
        None => Err(Refusal::ReferredTransferNotFound { transfer: id }),
    }
}

/// What a transfer that refers to another changes, and the other one after.
fn follow(transfer: &Transfer, referred: Option<&Record>) -> Result<(Change, Option<Record>), Refusal> {
    let Some(referred) = referred else {
        return Err(Refusal::ReferredTransferNotFound { transfer: transfer.id });
    };
    let pending = referred.transfer.amount_minor;
    match transfer.kind {
        Kind::Reverse { .. } => reverse(transfer, referred),
        Kind::PostPending { .. } => {
            check_pending(transfer, referred)?;
            check_post(transfer, referred)?;
            let after = Record { state: State::Posted, ..referred.clone() };
            Ok((Change { pending: -pending, posted: transfer.amount_minor }, Some(after)))
        }
        _ => {
            check_pending(transfer, referred)?;
            check_release(transfer, referred)?;
            let after = Record { state: state_after(transfer.kind), ..referred.clone() };
            Ok((Change { pending: -pending, posted: 0 }, Some(after)))
        }
    }
}

fn check_pending(transfer: &Transfer, referred: &Record) -> Result<(), Refusal> {
    let id = referred.transfer.id;
    if !matches!(referred.transfer.kind, Kind::Pending { .. }) {
        return Err(Refusal::ReferredTransferWasNotPending { transfer: id });
    }
    if (transfer.debit, transfer.credit) != (referred.transfer.debit, referred.transfer.credit) {
        return Err(Refusal::AccountsDifferFromReferred { transfer: id });
    }
    match referred.state {
        State::Pending => Ok(()),
        State::Posted => Err(Refusal::PendingAlreadyPosted { transfer: id }),
        State::Voided => Err(Refusal::PendingAlreadyVoided { transfer: id }),
        State::Expired => Err(Refusal::PendingAlreadyExpired { transfer: id }),
    }
}

fn check_post(transfer: &Transfer, referred: &Record) -> Result<(), Refusal> {
    let (amount_minor, pending_minor) = (transfer.amount_minor, referred.transfer.amount_minor);
    if let Some(expires) = referred.expires().filter(|&expires| expires <= transfer.at) {
        return Err(Refusal::PendingIsDueToExpire { transfer: referred.transfer.id, expires });
    }
    if amount_minor > pending_minor {
        let currency = transfer.currency;
        return Err(Refusal::AmountAbovePending { amount_minor, pending_minor, currency });
    }
    Ok(())
}

fn check_release(transfer: &Transfer, referred: &Record) -> Result<(), Refusal> {
    let id = referred.transfer.id;
    if let Kind::ExpirePending { .. } = transfer.kind {
        let expires = referred.expires().ok_or(Refusal::PendingNeverExpires { transfer: id })?;
        if transfer.at < expires {
            return Err(Refusal::PendingNotDueYet { transfer: id, expires });
        }
    }
    let (amount_minor, pending_minor) = (transfer.amount_minor, referred.transfer.amount_minor);
    if amount_minor != pending_minor {
        let currency = transfer.currency;
        return Err(Refusal::AmountDiffersFromPending { amount_minor, pending_minor, currency });
    }
    Ok(())
}

fn reverse(transfer: &Transfer, referred: &Record) -> Result<(Change, Option<Record>), Refusal> {
    let id = referred.transfer.id;
    let moved_itself = !matches!(referred.transfer.kind, Kind::Pending { .. });
    if !moved_itself || referred.state != State::Posted {
        return Err(Refusal::ReferredTransferWasNotPosted { transfer: id });
    }
    if (transfer.credit, transfer.debit) != (referred.transfer.debit, referred.transfer.credit) {
        return Err(Refusal::AccountsDifferFromReferred { transfer: id });
    }
    let (amount_minor, reversible_minor) = (transfer.amount_minor, referred.reversible_minor());
    if amount_minor > reversible_minor {
        let currency = transfer.currency;
        return Err(Refusal::AmountAboveReversible { amount_minor, reversible_minor, currency });
    }
    // No overflow: reversed and asked together are at most the amount of the transfer reversed.
    let reversed_minor = referred.reversed_minor.saturating_add(amount_minor);
    let after = Record { reversed_minor, ..referred.clone() };
    Ok((Change { pending: 0, posted: amount_minor }, Some(after)))
}

/// The state of a transfer of this kind right after it took effect.
fn state_after(kind: Kind) -> State {
    match kind {
        Kind::Pending { .. } => State::Pending,
        Kind::Posted | Kind::PostPending { .. } | Kind::Reverse { .. } => State::Posted,
        Kind::VoidPending { .. } => State::Voided,
        Kind::ExpirePending { .. } => State::Expired,
    }
}

fn debited(account: &Account, change: &Change) -> Result<Account, Refusal> {
    let (debits_pending, debits_posted) =
        changed(account.debits_pending, account.debits_posted, change, account)?;
    Ok(Account { debits_pending, debits_posted, ..account.clone() })
}

fn credited(account: &Account, change: &Change) -> Result<Account, Refusal> {
    let (credits_pending, credits_posted) =
        changed(account.credits_pending, account.credits_posted, change, account)?;
    Ok(Account { credits_pending, credits_posted, ..account.clone() })
}

fn changed(pending: i64, posted: i64, change: &Change, account: &Account) -> Result<(i64, i64), Refusal> {
    let too_large = || Refusal::BalanceTooLarge { account: account.id };
    let pending = pending.checked_add(change.pending).ok_or_else(too_large)?;
    let posted = posted.checked_add(change.posted).ok_or_else(too_large)?;
    // Pending and posted together must fit too: posting the pending amount may never fail.
    pending.checked_add(posted).ok_or_else(too_large)?;
    Ok((pending, posted))
}

/// Whether both accounts may bear a transfer that takes up new room. Posting and releasing what was set
/// aside takes up none, so it can never be refused here.
fn check_constraints(transfer: &Transfer, debit: &Account, credit: &Account) -> Result<(), Refusal> {
    let takes_room = matches!(transfer.kind, Kind::Posted | Kind::Pending { .. } | Kind::Reverse { .. });
    if !takes_room {
        return Ok(());
    }
    let Transfer { amount_minor, currency, .. } = *transfer;
    let available_minor = debit.available_minor();
    if debit.constraint == Constraint::DebitsNotAboveCredits && amount_minor > available_minor {
        let account = debit.id;
        return Err(Refusal::DebitsExceedCredits { account, amount_minor, available_minor, currency });
    }
    let creditable_minor = credit.creditable_minor();
    if credit.constraint == Constraint::CreditsNotAboveDebits && amount_minor > creditable_minor {
        let account = credit.id;
        return Err(Refusal::CreditsExceedDebits { account, amount_minor, creditable_minor, currency });
    }
    Ok(())
}
