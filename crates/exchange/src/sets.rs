//! The rows that the commands of a group work on.

use jiangnan_store::entity::access::TokenRow;
use jiangnan_store::entity::booking::{ReservationRow, SlotRow, SlotWeek};
use jiangnan_store::entity::catalogue::{CodeUse, ListingRow, OrganisationRow, SeatOf};
use jiangnan_store::entity::claim::{ClaimRow, ClaimsFor, InvoiceUse};
use jiangnan_store::entity::cycle::{
    BankAccountChangeRow, BankAccountRow, BankEntryRow, ClaimOf, ClaimsDue, CycleRow, CyclesOf, PaymentRow,
    PaymentsOf,
};
use jiangnan_store::entity::demand::MissedRow;
use jiangnan_store::entity::desk::{DocumentRow, FeedRow, WaitRow, WaitsOf};
use jiangnan_store::entity::known::Known;
use jiangnan_store::entity::money::{AccountRow, CapUseRow, TransferRow};
use jiangnan_store::entity::notice::{ContactRow, MailRow, NoticeRow, OfficeOf, StaffOf, UnreadOf};
use jiangnan_store::entity::people::{Login, PersonRow, SessionRow, SessionsOf};
use jiangnan_store::entity::rule::{FramesNamed, OpenUnder, ReviewerRow, SanctionRow, SanctionsOn};
use jiangnan_store::entity::study::StudyRow;
use jiangnan_store::entity::voucher::{EnactedVersions, SchemeVersionRow, VoucherRow, VouchersOf};
use jiangnan_store::{ChainHead, Changes, Event, ForeignCommand, Query, Set, StoreError};

use crate::case::answer::Cancel;
use crate::case::reserve::Reserve;
use crate::case::usage::{Confirm, RecordUsage};
use crate::command::Command;

/// Commands that change nothing but reservations, the times that they take and the money that is set aside for them:
/// where other nodes have given no others, all the rest that this one knows is as it was. A debug build looks after it.
pub const RESERVING_KINDS: [&str; 4] = [Reserve::KIND, Cancel::KIND, RecordUsage::KIND, Confirm::KIND];

/// Declares the working sets: those that are saved, in the order in which they are, and those that are only
/// looked up because other rows hold the same.
macro_rules! sets {
    (saved { $($(#[$doc:meta])* $row:ident: $row_type:ty,)+ } looked_up { $($(#[$note:meta])* $lookup:ident: $lookup_type:ty,)+ }) => {
        /// One working set for each table, and for each question that several rows answer together.
        #[derive(Debug, Default)]
        pub struct Sets {
            $($(#[$doc])* pub $row: Set<$row_type>,)+
            $($(#[$note])* pub $lookup: Set<$lookup_type>,)+
        }

        impl Sets {
            /// Loads what the decision that stopped was missing; says whether there was anything.
            ///
            /// # Errors
            /// Where the database fails.
            pub fn load(&mut self, source: &impl Query) -> Result<bool, StoreError> {
                let mut any = false;
                $(any |= source.load(&mut self.$row)?;)+
                $(any |= source.load(&mut self.$lookup)?;)+
                Ok(any)
            }

            /// Makes the changes of one command part of the group.
            pub fn accept(&mut self) {
                $(self.$row.accept();)+
                $(self.$lookup.accept();)+
            }

            /// Takes the changes of one command back.
            pub fn rollback(&mut self) {
                $(self.$row.rollback();)+
                $(self.$lookup.rollback();)+
            }

            /// What the group changed, in the order in which it is written. The rows stay.
            pub fn take_changes(&mut self) -> Vec<Changes> {
                $(self.$lookup.take_over();)+
                let mut all = Vec::new();
                $(all.extend(self.$row.take_changes());)+
                all
            }

            /// The tables of which the group changed rows that are there already, by the names of their sets.
            pub fn overwritten(&self) -> impl Iterator<Item = &'static str> {
                let all = [$((stringify!($row), self.$row.overwrites()),)+];
                all.into_iter().filter(|(_, overwrites)| *overwrites).map(|(set, _)| set)
            }

            /// Declares what was taken over as under way.
            pub fn send_off(&mut self) {
                $(self.$row.send_off();)+
                $(self.$lookup.send_off();)+
            }

            /// Forgets everything.
            pub fn clear(&mut self) {
                *self = Sets::default();
            }

            /// How many rows are held.
            pub fn len(&self) -> usize {
                0 $(+ self.$row.len())+ $(+ self.$lookup.len())+
            }

            /// Whether nothing is held.
            pub fn is_empty(&self) -> bool {
                self.len() == 0
            }
        }
    };
}

sets! {
    saved {
        /// Organisations.
        organisations: OrganisationRow,
        /// Instruments and experts.
        listings: ListingRow,
        /// People.
        people: PersonRow,
        /// Who is signed in.
        sessions: SessionRow,
        /// Tokens of programs.
        tokens: TokenRow,
        /// Rule texts.
        scheme_versions: SchemeVersionRow,
        /// Who reviews at which level.
        reviewers: ReviewerRow,
        /// Sanctions.
        sanctions: SanctionRow,
        /// Vouchers.
        vouchers: VoucherRow,
        /// Accounts.
        accounts: AccountRow,
        /// Transfers.
        transfers: TransferRow,
        /// What caps have counted.
        caps: CapUseRow,
        /// Times taken.
        slots: SlotRow,
        /// Reservations.
        reservations: ReservationRow,
        /// Claims.
        claims: ClaimRow,
        /// Cycles.
        cycles: CycleRow,
        /// Payments.
        payments: PaymentRow,
        /// Bank accounts.
        bank_accounts: BankAccountRow,
        /// Changes of bank accounts.
        bank_account_changes: BankAccountChangeRow,
        /// Lines of bank messages.
        bank_entries: BankEntryRow,
        /// Who waits for a slot.
        waits: WaitRow,
        /// Documents.
        documents: DocumentRow,
        /// Calendar feeds.
        feeds: FeedRow,
        /// Results.
        studies: StudyRow,
        /// Searches in vain.
        missed: MissedRow,
        /// Where people are reached.
        contacts: ContactRow,
        /// What people are told.
        notices: NoticeRow,
        /// Mails.
        mails: MailRow,
        /// Events of this group.
        events: Event,
        /// The end of the chain.
        heads: ChainHead,
    }
    looked_up {
        /// Commands accepted before.
        known: Known,
        /// Who has a sign-in name.
        logins: Login,
        /// Where a person is signed in.
        sessions_of: SessionsOf,
        /// Who works for an organisation.
        staff_of: StaffOf,
        /// Who holds an office.
        office_of: OfficeOf,
        /// What somebody has not read.
        unread_of: UnreadOf,
        /// Who bears a registered number.
        code_uses: CodeUse,
        /// Where an organisation has its seat.
        seats: SeatOf,
        /// Which claims bear an invoice number.
        invoices: InvoiceUse,
        /// Which claims were made for a reservation.
        claims_for: ClaimsFor,
        /// Which claims a cycle has something to do for.
        claims_due: ClaimsDue,
        /// Which cycles a city group has.
        cycles_of: CyclesOf,
        /// Which payments a cycle has.
        payments_of: PaymentsOf,
        /// Who funds a claim.
        claim_of: ClaimOf,
        /// Times taken, by week.
        weeks: SlotWeek,
        /// Who waits for an instrument.
        waits_of: WaitsOf,
        /// Which versions of a scheme were enacted.
        enacted: EnactedVersions,
        /// Which schemes of a name were enacted.
        frames_named: FramesNamed,
        /// Which sanctions there are against an organisation.
        sanctions_on: SanctionsOn,
        /// Which open reservations hold money of a scheme.
        open_under: OpenUnder,
        /// Which vouchers an enterprise has.
        vouchers_of: VouchersOf,
    }
}

impl Sets {
    /// Forgets the answers that follow from the rows of a whole table.
    pub fn forget_scans(&mut self) {
        self.claims_due.clear();
        self.cycles_of.clear();
        self.payments_of.clear();
        self.claim_of.clear();
        self.sessions_of.clear();
        self.frames_named.clear();
        self.open_under.clear();
        self.unread_of.clear();
    }
}

impl Sets {
    /// Forgets what a written group made and the next will hardly ask for: it is found in the tables again. What has
    /// been changed since and is not under way stays. Accounts, caps and times taken are worth keeping.
    pub fn forget_what_is_done(&mut self) {
        self.events.keep_changes();
        self.known.keep_changes();
        self.documents.keep_changes();
        self.notices.keep_changes();
        self.mails.keep_changes();
        self.transfers.keep_changes();
        self.reservations.keep_changes();
        self.slots.keep_changes();
    }

    /// Takes the rows that reservations only ever add, into what the group changes. Accounts and caps are not among them:
    /// they change as long as the group grows.
    pub fn take_new(&mut self, changes: &mut Vec<Changes>) {
        self.transfers.take_new(changes);
        self.slots.take_new(changes);
        self.reservations.take_new(changes);
        self.notices.take_new(changes);
        self.mails.take_new(changes);
        self.events.take_new(changes);
    }

    /// Takes for granted that what must not be there yet is not: commands that were accepted before, and reservations.
    pub fn trust(&mut self) {
        self.known.assume_absent();
        self.reservations.assume_absent();
    }

    /// Forgets what was taken for granted.
    pub fn doubt(&mut self) {
        self.known.doubt();
        self.reservations.doubt();
    }

    /// Forgets what other writers may have changed by these commands; everything where nobody knows them.
    pub fn catch_up(&mut self, commands: Option<&[ForeignCommand]>) {
        match commands {
            Some(commands) if commands.iter().all(|it| RESERVING_KINDS.contains(&it.kind.as_str())) => {
                self.forget_what_is_reserved(commands);
            }
            _ => self.clear(),
        }
    }

    /// Forgets what commands of [`RESERVING_KINDS`] have changed, and nothing else.
    fn forget_what_is_reserved(&mut self, commands: &[ForeignCommand]) {
        self.forget_scans();
        self.forget_what_is_done();
        self.waits.clear();
        self.claims_for.clear();
        self.accounts.renew();
        self.caps.renew();
        let reserve = |it: &ForeignCommand| -> Option<Reserve> {
            if it.kind == Reserve::KIND { serde_json::from_str(&it.body).ok() } else { None }
        };
        let reserved: Option<Vec<Reserve>> = commands.iter().map(reserve).collect();
        let Some(reserved) = reserved else {
            self.weeks.renew();
            self.waits_of.renew();
            return;
        };
        // A reservation takes times of its instrument, and what is waited for there, and no others.
        for Reserve { home, listing, interval, .. } in reserved {
            SlotWeek::keys(home, listing, interval).for_each(|week| self.weeks.forget(&week));
            self.waits_of.forget(&(home, listing));
        }
    }

    /// Whether the command has changed anything that [`Sets::forget_what_is_reserved`] leaves.
    pub fn touches_what_stays(&self) -> bool {
        self.organisations.is_touched()
            || self.listings.is_touched()
            || self.people.is_touched()
            || self.sessions.is_touched()
            || self.tokens.is_touched()
            || self.scheme_versions.is_touched()
            || self.reviewers.is_touched()
            || self.sanctions.is_touched()
            || self.vouchers.is_touched()
            || self.claims.is_touched()
            || self.cycles.is_touched()
            || self.payments.is_touched()
            || self.bank_accounts.is_touched()
            || self.bank_account_changes.is_touched()
            || self.bank_entries.is_touched()
            || self.feeds.is_touched()
            || self.studies.is_touched()
            || self.missed.is_touched()
            || self.contacts.is_touched()
            || self.invoices.is_touched()
            || self.enacted.is_touched()
            || self.sanctions_on.is_touched()
            || self.vouchers_of.is_touched()
    }

    /// Forgets what changes with every reservation.
    pub fn forget_what_moves(&mut self) {
        self.accounts.clear();
        self.transfers.clear();
        self.caps.clear();
        self.slots.clear();
        self.weeks.clear();
        self.waits.clear();
        self.waits_of.clear();
        self.reservations.clear();
        self.vouchers.clear();
        self.vouchers_of.clear();
    }
}
