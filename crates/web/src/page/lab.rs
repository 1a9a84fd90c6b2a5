//! The lab manager's pages beside requests, usage and claims.

use super::page;
use crate::view::{import, lab};

page! {
    /// What a provider lists.
    ListingsPage = "lab_listings.html", lab::Listings, OK, Never
}
page! {
    /// One listing, with what can be changed of it.
    ListingPage = "lab_listing.html", lab::ListingHub, OK, Never
}
page! {
    /// When a listing is open.
    HoursPage = "lab_hours.html", lab::HoursEntry, OK, Never
}
page! {
    /// When a listing is out of service.
    OutagesPage = "lab_outages.html", lab::OutageEntry, OK, Never
}
page! {
    /// By which rules a listing is reserved.
    RulesPage = "lab_rules.html", lab::RulesEntry, OK, Never
}
page! {
    /// The profile of an expert.
    ExpertPage = "lab_expert.html", lab::ExpertEntry, OK, Never
}
page! {
    /// A provider's calendar by week or month.
    LabCalendarPage = "lab_calendar.html", lab::LabCalendar, OK, Never
}
page! {
    /// How well listings are used.
    UtilisationPage = "lab_utilisation.html", lab::Utilisation, OK, Never
}
page! {
    /// What a provider is paid.
    PayoutsPage = "lab_payouts.html", lab::Payouts, OK, Never
}
page! {
    /// Choosing a catalogue to import.
    ImportPage = "lab_import.html", import::ImportEntry, OK, Never
}
page! {
    /// What an import would do, or did.
    ImportPreviewPage = "lab_import_preview.html", import::ImportPreview, OK, Never
}
