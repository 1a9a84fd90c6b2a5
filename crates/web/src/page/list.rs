//! Every page, in the order of the main job.

use super::page;
use crate::view;
use crate::view::find::{Offer, SlotState};

page! {
    /// What jiangnan is, what the border cost, and the way in.
    StartPage = "start.html", view::start::Start, OK, Private
}
page! {
    /// Whose place to take.
    SignInPage = "sign_in.html", view::start::SignIn, OK, Private
}
page! {
    /// What is invented here, and how numbers are made.
    AboutPage = "about.html", view::start::About, OK, Private
}
page! {
    /// What pages are made of.
    GuidePage = "styleguide.html", view::guide::Guide, OK, Private
}
page! {
    /// Hits with what the reader pays.
    SearchPage = "search.html", view::find::Search, OK, Private
}
page! {
    /// An instrument: slots, price, explanation.
    InstrumentPage = "instrument.html", view::find::InstrumentView, OK, Private
}
page! {
    /// When is it needed, and for what.
    ReservePage = "reserve.html", view::reserve::Reserve, OK, Never
}
page! {
    /// The answers, before time and money move.
    CheckPage = "check.html", view::reserve::Check, OK, Never
}
page! {
    /// It is done.
    ConfirmationPage = "confirmation.html", view::reserve::Confirmation, OK, Never
}
page! {
    /// The reservations of the reader's enterprise.
    ReservationsPage = "reservations.html", view::reserve::Reservations, OK, Never
}
page! {
    /// One reservation with its history.
    ReservationPage = "reservation.html", view::reserve::ReservationView, OK, Never
}
page! {
    /// Vouchers and every movement.
    WalletPage = "wallet.html", view::wallet::Wallet, OK, Never
}
page! {
    /// Requests that wait for the provider.
    RequestsPage = "requests.html", view::provider::Requests, OK, Never
}
page! {
    /// Declining a request.
    DeclinePage = "decline.html", view::provider::Decline, OK, Never
}
page! {
    /// Reservations whose usage is not recorded.
    UsageListPage = "usage_list.html", view::provider::UsageList, OK, Never
}
page! {
    /// Recording what was used.
    UsagePage = "usage.html", view::provider::UsageEntry, OK, Never
}
page! {
    /// Claims to lodge and claims lodged.
    ClaimsPage = "claims.html", view::provider::Claims, OK, Never
}
page! {
    /// Lodging a claim.
    ClaimPage = "claim.html", view::provider::ClaimEntry, OK, Never
}
page! {
    /// Claims that wait for the officer.
    ReviewListPage = "review_list.html", view::officer::ReviewList, OK, Never
}
page! {
    /// One claim with its evidence, to be decided.
    ReviewPage = "review.html", view::officer::Review, OK, Never
}
page! {
    /// Where the money of a scheme is.
    FundPage = "fund.html", view::officer::Fund, OK, Never
}
page! {
    /// The schemes.
    SchemesPage = "schemes.html", view::officer::Schemes, OK, Private
}
page! {
    /// One scheme with its clauses and versions.
    SchemePage = "scheme.html", view::officer::SchemeView, OK, Private
}
page! {
    /// Granting vouchers.
    GrantsPage = "grants.html", view::officer::Grants, OK, Never
}
page! {
    /// What vouchers paid, as their schemes publish it.
    PublishedPage = "published.html", view::published::PublishedList, OK, Private
}
page! {
    /// Sanctions, and who reviews at which level.
    SanctionsPage = "sanctions.html", view::published::Sanctions, OK, Never
}
page! {
    /// What is missing.
    UnmetPage = "unmet.html", view::unmet::Unmet, OK, Never
}
page! {
    /// A settlement cycle: positions, nets, payments.
    CyclePage = "cycle.html", view::treasury::Cycle, OK, Never
}
page! {
    /// A city group that has no cycle yet.
    NoCyclePage = "no_cycle.html", view::treasury::NoCycle, OK, Never
}
page! {
    /// Files to and from the bank.
    FilesPage = "files.html", view::treasury::Files, OK, Never
}
page! {
    /// What one treasury owed and was owed.
    StatementPage = "statement.html", view::treasury::Statement, OK, Never
}
page! {
    /// The chain of events, and whether it is whole.
    AuditPage = "audit.html", view::audit::Audit, OK, Never
}
page! {
    /// One event.
    EventPage = "event.html", view::audit::EventView, OK, Never
}
page! {
    /// Tokens of programs.
    TokensPage = "tokens.html", view::access::Tokens, OK, Never
}
page! {
    /// What programs can do.
    HandbookPage = "handbook.html", view::access::Handbook, OK, Private
}
page! {
    /// What went wrong. Its status is the fault's: answer with [`super::fault`].
    ErrorPage = "error.html", view::error::ErrorView, OK, Never
}
