//! Why a transfer is refused.

use jiangnan_kernel::{Currency, Id, Instant, Money};
use serde::{Deserialize, Serialize};

/// Why a transfer was refused. The variants stand in order of precedence: where several hold, the first
/// is the answer, so that the same request gets the same answer on every node.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error, Serialize, Deserialize)]
#[serde(tag = "code", rename_all = "snake_case")]
pub enum Refusal {
    /// The id belongs to a transfer with other content.
    #[error("transfer `{id}` exists with other content: make a new id for a new transfer")]
    IdAlreadyUsedWithOtherContent {
        /// The id.
        id: Id,
    },
    /// Id zero stands for "none".
    #[error("id 0 means none: make an id for the transfer")]
    IdMustNotBeZero,
    /// Nothing or less than nothing would move.
    #[error("the amount is `{}`: a transfer moves more than nothing", Money::new(*.amount_minor, *.currency))]
    AmountMustBePositive {
        /// The amount asked for, in minor units.
        amount_minor: i64,
        /// Its currency.
        currency: Currency,
    },
    /// Debit and credit are the same account.
    #[error("account `{account}` is debited and credited: name two accounts")]
    AccountsMustDiffer {
        /// The account.
        account: Id,
    },
    /// There is no such account.
    #[error("there is no account `{account}` to debit: open it first")]
    DebitAccountNotFound {
        /// The id looked for.
        account: Id,
    },
    /// There is no such account.
    #[error("there is no account `{account}` to credit: open it first")]
    CreditAccountNotFound {
        /// The id looked for.
        account: Id,
    },
    /// The account holds another currency than the transfer.
    #[error("the debited account holds {account}, the transfer moves `{transfer}`: convert first")]
    DebitAccountHasOtherCurrency {
        /// What the account holds.
        account: Currency,
        /// What the transfer moves.
        transfer: Currency,
    },
    /// The account holds another currency than the transfer.
    #[error("the credited account holds {account}, the transfer moves `{transfer}`: convert first")]
    CreditAccountHasOtherCurrency {
        /// What the account holds.
        account: Currency,
        /// What the transfer moves.
        transfer: Currency,
    },
    /// A pending transfer would be over before it begins.
    #[error("the transfer would expire at `{expires}` but begins at {at}: set a later expiry")]
    ExpiryMustBeAfterStart {
        /// When it would expire.
        expires: Instant,
        /// When it begins.
        at: Instant,
    },
    /// The transfer to post, void, expire or reverse does not exist.
    #[error("there is no transfer `{transfer}` to refer to: send that one first")]
    ReferredTransferNotFound {
        /// The id looked for.
        transfer: Id,
    },
    /// The transfer to post, void or expire never was pending.
    #[error("transfer `{transfer}` was not pending: only a pending one is posted, voided or expired")]
    ReferredTransferWasNotPending {
        /// Its id.
        transfer: Id,
    },
    /// The transfer to reverse moved nothing for good.
    #[error("transfer `{transfer}` posted nothing itself: only a posting is reversed")]
    ReferredTransferWasNotPosted {
        /// Its id.
        transfer: Id,
    },
    /// The accounts are not those of the transfer referred to (with sides changed for a reversal).
    #[error(
        "the accounts are not those of transfer `{transfer}`: name the same, for a reversal with sides changed"
    )]
    AccountsDifferFromReferred {
        /// The id of the transfer referred to.
        transfer: Id,
    },
    /// The pending transfer was posted before.
    #[error("transfer `{transfer}` is posted already: reverse that posting to undo it")]
    PendingAlreadyPosted {
        /// Its id.
        transfer: Id,
    },
    /// The pending transfer was voided before.
    #[error("transfer `{transfer}` is voided already: set the amount aside again")]
    PendingAlreadyVoided {
        /// Its id.
        transfer: Id,
    },
    /// The pending transfer has expired.
    #[error("transfer `{transfer}` has expired: set the amount aside again")]
    PendingAlreadyExpired {
        /// Its id.
        transfer: Id,
    },
    /// The pending transfer's time is over: it can only be voided or expired.
    #[error("the time of transfer `{transfer}` was over at {expires}: set the amount aside again")]
    PendingIsDueToExpire {
        /// Its id.
        transfer: Id,
        /// When its time was over.
        expires: Instant,
    },
    /// The pending transfer has no end.
    #[error("transfer `{transfer}` has no expiry: void it to release the amount")]
    PendingNeverExpires {
        /// Its id.
        transfer: Id,
    },
    /// The pending transfer's time is not over yet.
    #[error("transfer `{transfer}` runs until {expires}: wait, or void it")]
    PendingNotDueYet {
        /// Its id.
        transfer: Id,
        /// When its time will be over.
        expires: Instant,
    },
    /// A void or expiry must release the whole pending amount.
    #[error("`{}` would be released of {} pending: release all of it", Money::new(*.amount_minor, *.currency), Money::new(*.pending_minor, *.currency))]
    AmountDiffersFromPending {
        /// The amount asked for, in minor units.
        amount_minor: i64,
        /// The pending amount, in minor units.
        pending_minor: i64,
        /// The currency of both.
        currency: Currency,
    },
    /// More would be posted than was set aside.
    #[error("`{}` would be posted of {} pending: post at most that", Money::new(*.amount_minor, *.currency), Money::new(*.pending_minor, *.currency))]
    AmountAbovePending {
        /// The amount asked for, in minor units.
        amount_minor: i64,
        /// The pending amount, in minor units.
        pending_minor: i64,
        /// The currency of both.
        currency: Currency,
    },
    /// More would be moved back than is left of the posted amount.
    #[error("`{}` would be moved back, {} is left: reverse at most that", Money::new(*.amount_minor, *.currency), Money::new(*.reversible_minor, *.currency))]
    AmountAboveReversible {
        /// The amount asked for, in minor units.
        amount_minor: i64,
        /// What may still be reversed, in minor units.
        reversible_minor: i64,
        /// The currency of both.
        currency: Currency,
    },
    /// A sum of an account would not fit 64 bits.
    #[error("a sum of account `{account}` would not fit 64 bits of minor units: open another account")]
    BalanceTooLarge {
        /// The account.
        account: Id,
    },
    /// The debited account may not spend more than came in.
    #[error("account `{account}` has {} available, `{}` is asked: credit it first or ask for less", Money::new(*.available_minor, *.currency), Money::new(*.amount_minor, *.currency))]
    DebitsExceedCredits {
        /// The account.
        account: Id,
        /// The amount asked for, in minor units.
        amount_minor: i64,
        /// What is available, in minor units.
        available_minor: i64,
        /// The currency of both.
        currency: Currency,
    },
    /// The credited account may not take in more than was lent out.
    #[error("account `{account}` may take {} more, `{}` is asked: ask for less", Money::new(*.creditable_minor, *.currency), Money::new(*.amount_minor, *.currency))]
    CreditsExceedDebits {
        /// The account.
        account: Id,
        /// The amount asked for, in minor units.
        amount_minor: i64,
        /// What may still be credited, in minor units.
        creditable_minor: i64,
        /// The currency of both.
        currency: Currency,
    },
}

impl Refusal {
    /// The refusal as a sentence in snake case, for machines and logs.
    pub fn code(&self) -> &'static str {
        match self {
            Refusal::IdAlreadyUsedWithOtherContent { .. } => "id_already_used_with_other_content",
            Refusal::IdMustNotBeZero => "id_must_not_be_zero",
            Refusal::AmountMustBePositive { .. } => "amount_must_be_positive",
            Refusal::AccountsMustDiffer { .. } => "accounts_must_differ",
            Refusal::DebitAccountNotFound { .. } => "debit_account_not_found",
            Refusal::CreditAccountNotFound { .. } => "credit_account_not_found",
            Refusal::DebitAccountHasOtherCurrency { .. } => "debit_account_has_other_currency",
            Refusal::CreditAccountHasOtherCurrency { .. } => "credit_account_has_other_currency",
            Refusal::ExpiryMustBeAfterStart { .. } => "expiry_must_be_after_start",
            Refusal::ReferredTransferNotFound { .. } => "referred_transfer_not_found",
            Refusal::ReferredTransferWasNotPending { .. } => "referred_transfer_was_not_pending",
            Refusal::ReferredTransferWasNotPosted { .. } => "referred_transfer_was_not_posted",
            Refusal::AccountsDifferFromReferred { .. } => "accounts_differ_from_referred",
            Refusal::PendingAlreadyPosted { .. } => "pending_already_posted",
            Refusal::PendingAlreadyVoided { .. } => "pending_already_voided",
            Refusal::PendingAlreadyExpired { .. } => "pending_already_expired",
            Refusal::PendingIsDueToExpire { .. } => "pending_is_due_to_expire",
            Refusal::PendingNeverExpires { .. } => "pending_never_expires",
            Refusal::PendingNotDueYet { .. } => "pending_not_due_yet",
            Refusal::AmountDiffersFromPending { .. } => "amount_differs_from_pending",
            Refusal::AmountAbovePending { .. } => "amount_above_pending",
            Refusal::AmountAboveReversible { .. } => "amount_above_reversible",
            Refusal::BalanceTooLarge { .. } => "balance_too_large",
            Refusal::DebitsExceedCredits { .. } => "debits_exceed_credits",
            Refusal::CreditsExceedDebits { .. } => "credits_exceed_debits",
        }
    }

    /// Whether the same transfer may succeed later, when other transfers or time have changed the accounts.
    pub fn is_transient(&self) -> bool {
        match self {
            Refusal::DebitAccountNotFound { .. }
            | Refusal::CreditAccountNotFound { .. }
            | Refusal::ReferredTransferNotFound { .. }
            | Refusal::DebitsExceedCredits { .. }
            | Refusal::CreditsExceedDebits { .. } => true,
            Refusal::IdAlreadyUsedWithOtherContent { .. }
            | Refusal::IdMustNotBeZero
            | Refusal::AmountMustBePositive { .. }
            | Refusal::AccountsMustDiffer { .. }
            | Refusal::DebitAccountHasOtherCurrency { .. }
            | Refusal::CreditAccountHasOtherCurrency { .. }
            | Refusal::ExpiryMustBeAfterStart { .. }
            | Refusal::ReferredTransferWasNotPending { .. }
            | Refusal::ReferredTransferWasNotPosted { .. }
            | Refusal::AccountsDifferFromReferred { .. }
            | Refusal::PendingAlreadyPosted { .. }
            | Refusal::PendingAlreadyVoided { .. }
            | Refusal::PendingAlreadyExpired { .. }
            | Refusal::PendingIsDueToExpire { .. }
            | Refusal::PendingNeverExpires { .. }
            | Refusal::PendingNotDueYet { .. }
            | Refusal::AmountDiffersFromPending { .. }
            | Refusal::AmountAbovePending { .. }
            | Refusal::AmountAboveReversible { .. }
            | Refusal::BalanceTooLarge { .. } => false,
        }
    }
}
