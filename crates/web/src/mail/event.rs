//! The event that a mail about a time carries, so that the reader's own calendar follows (RFC 5545, RFC 5546).

use icalendar::{Calendar, Component, Event, EventStatus, Property};
use jiangnan_store::entity::notice::{About, MailRow};
use jiangnan_store::entity::notice_kind::NoticeKind;

use crate::ical::{plain, utc};
use crate::locale::Locale;
use crate::view::Key;

use NoticeKind as Kind;

/// What a calendar is to make of it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Invitation {
    /// `REQUEST` or `CANCEL`: it stands in the type of the attachment too.
    pub method: &'static str,
    /// The file.
    pub text: String,
}

/// How firm the time is; none where the mail is not about a time that somebody will come.
fn firmness(kind: NoticeKind, asks: bool) -> Option<EventStatus> {
    match kind {
        Kind::RequestAccepted | Kind::ReservationMade | Kind::ReservationMoved => {
            Some(EventStatus::Confirmed)
        }
        Kind::OwnReserved | Kind::OwnMoved if !asks => Some(EventStatus::Confirmed),
        Kind::OwnReserved | Kind::OwnMoved | Kind::RequestMade | Kind::MoveRequested | Kind::SlotOffered => {
            Some(EventStatus::Tentative)
        }
        Kind::RequestDeclined
        | Kind::RequestLapsed
        | Kind::CancelledByProvider
        | Kind::CancelledByEnterprise
        | Kind::OwnCancelled
        | Kind::OfferLapsed => Some(EventStatus::Cancelled),
        _ => None,
    }
}

/// The event of a mail, from an address to the reader's.
pub fn invitation(mail: &MailRow, from: &str, l: Locale) -> Option<Invitation> {
    let (body, time) = (&mail.body, mail.body.time?);
    let status = firmness(mail.kind, body.until.is_some())?;
    let key = match &body.about {
        About::Reservation { home, id } | About::Wait { home, id, .. } => Key { home: *home, id: *id },
        _ => return None,
    };
    let method = if status == EventStatus::Cancelled { "CANCEL" } else { "REQUEST" };
    let mut event = Event::new();
    event
        .uid(&format!("{key}@jiangnan"))
        .summary(&plain(l.text(&body.thing)))
        .description(&plain(&l.notice(&mail.kind, body)))
        .add_property("DTSTAMP", utc(mail.made_at))
        .add_property("DTSTART", utc(time.start()))
        .add_property("DTEND", utc(time.end()))
        .add_property("SEQUENCE", body.revision.to_string())
        .add_property("TRANSP", if status == EventStatus::Cancelled { "TRANSPARENT" } else { "OPAQUE" })
        .status(status);
    event.append_property(Property::new("ORGANIZER", format!("mailto:{from}")));
    let mut attendee = Property::new("ATTENDEE", format!("mailto:{}", mail.address));
    attendee.add_parameter("ROLE", "REQ-PARTICIPANT").add_parameter("PARTSTAT", "ACCEPTED");
    event.append_property(attendee.add_parameter("RSVP", "FALSE").done());
    let mut calendar = Calendar::empty();
    calendar.append_property(("VERSION", "2.0"));
    calendar.append_property(("PRODID", "-//jiangnan//notices//EN"));
    calendar.append_property(("CALSCALE", "GREGORIAN"));
    calendar.append_property(("METHOD", method));
    calendar.push(event.done());
    Some(Invitation { method, text: calendar.to_string() })
}
