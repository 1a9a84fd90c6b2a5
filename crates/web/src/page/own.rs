//! The engineer's pages beside a single reservation.

use super::page;
use crate::view::find::SlotState;
use crate::view::own;

page! {
    /// The same time of several weeks.
    SeriesPage = "series.html", own::SeriesEntry, OK, Never
}
page! {
    /// The answers of a series, before time and money move.
    SeriesCheckPage = "series_check.html", own::SeriesCheck, OK, Never
}
page! {
    /// A series is reserved.
    SeriesDonePage = "series_done.html", own::SeriesDone, OK, Never
}
page! {
    /// Calling off what is left of a series.
    SeriesCancelPage = "series_cancel.html", own::SeriesCancel, OK, Never
}
page! {
    /// Calling a reservation off.
    CancelPage = "cancel.html", own::CancelEntry, OK, Never
}
page! {
    /// Moving a reservation.
    MovePage = "move.html", own::MoveEntry, OK, Never
}
page! {
    /// The answers of a move.
    MoveCheckPage = "move_check.html", own::MoveCheck, OK, Never
}
page! {
    /// Joining a wait list.
    WaitPage = "wait.html", own::WaitEntry, OK, Never
}
page! {
    /// For what an enterprise waits.
    WaitsPage = "waits.html", own::Waits, OK, Never
}
page! {
    /// Instruments side by side.
    ComparePage = "compare.html", crate::view::compare::Compare, OK, Private
}
page! {
    /// A month of a wallet, to print.
    WalletStatementPage = "wallet_statement.html", own::WalletStatement, OK, Never
}
page! {
    /// The calendar feed of a person.
    FeedPage = "feed.html", own::Feed, OK, Never
}
page! {
    /// Where engineers and lab managers begin.
    TodayPage = "today.html", crate::view::today::Today, OK, Never
}
page! {
    /// Approving a request against the provider's own rules.
    WaivePage = "waive.html", crate::view::provider::Waive, OK, Never
}
