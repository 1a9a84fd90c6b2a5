//! What a notice says, and where it leads; the same words in the page and in a mail.

use jiangnan_kernel::{Instant, Interval};
use jiangnan_store::entity::notice::{About, NoticeBody};
use jiangnan_store::entity::notice_kind::NoticeKind;
use jiff::civil::DateTime;

use crate::locale::Locale;
use crate::view::{Key, Span};

use NoticeKind as Kind;

impl Locale {
    /// What happened, in one or two sentences.
    pub fn notice(&self, kind: &NoticeKind, body: &NoticeBody) -> String {
        let span = |interval: &Option<Interval>| {
            interval.map(|interval| self.span(&local_span(interval, &body.zone))).unwrap_or_default()
        };
        let until = body.until.map(|until| self.moment(&local(until, &body.zone))).unwrap_or_default();
        let money = body.money.map(|money| self.money(money)).unwrap_or_default();
        let texts = [
            ("thing", self.text(&body.thing)),
            ("other", self.text(&body.other)),
            ("time", &span(&body.time)),
            ("before", &span(&body.before)),
            ("until", &until),
            ("money", &money),
            ("reason", &body.reason),
        ];
        self.a(&sentence_key(*kind, body), &texts).into_owned()
    }

    /// The name of a kind.
    pub fn notice_kind(&self, kind: &NoticeKind) -> String {
        self.t(&format!("notice-kind-{}", kind.name())).into_owned()
    }
}

/// The key of the sentence. A request reads otherwise than what is firm.
fn sentence_key(kind: NoticeKind, body: &NoticeBody) -> String {
    let asks = matches!(kind, Kind::OwnReserved | Kind::OwnMoved) && body.until.is_some();
    format!("told-{}{}", kind.name(), if asks { "-asks" } else { "" })
}

/// What was said with it, where the sentence does not say it itself.
pub fn reason(kind: NoticeKind, body: &NoticeBody) -> Option<&str> {
    Some(body.reason.as_str()).filter(|reason| !reason.is_empty() && kind != Kind::ConfirmAddress)
}

/// The page on which the reader goes on.
pub fn address(kind: NoticeKind, body: &NoticeBody) -> String {
    match (kind, &body.about) {
        (Kind::RequestMade | Kind::MoveRequested, About::Reservation { .. }) => {
            "/provider/requests".to_owned()
        }
        (Kind::RulingProposed, About::Reservation { home, id }) => {
            format!("/officer/disputes/{}", Key { home: *home, id: *id })
        }
        (Kind::UsageConfirmed, About::Reservation { .. }) => "/provider/claims".to_owned(),
        (_, About::Reservation { home, id }) => format!("/reservations/{}", Key { home: *home, id: *id }),
        (Kind::SlotOffered, About::Wait { home, listing, .. }) => {
            let (listing, zone) = (Key { home: *home, id: *listing }, &body.zone);
            match body.time.map(|time| local_span(time, zone)) {
                Some(span) => format!(
                    "/instruments/{listing}/check?date={}&from={}&until={}",
                    span.from.date(),
                    span.from.strftime("%H:%M"),
                    span.until.strftime("%H:%M")
                ),
                None => "/waits".to_owned(),
            }
        }
        (_, About::Wait { .. }) => "/waits".to_owned(),
        (Kind::ClaimLodged | Kind::ClaimAdvised | Kind::ClawBackProposed, About::Claim { funder, id }) => {
            format!("/officer/claims/{}", Key { home: *funder, id: *id })
        }
        (Kind::SanctionProposed, About::Claim { .. }) | (_, About::Sanction { .. }) => {
            "/officer/sanctions".to_owned()
        }
        // Where somebody finds the own claims depends on the role, which a mail does not know.
        (_, About::Claim { .. }) => "/my/claims".to_owned(),
        (_, About::Voucher { .. }) => "/wallet".to_owned(),
        (_, About::Scheme { scheme, .. }) => format!("/officer/schemes/{scheme}"),
        (Kind::AccountProposed, About::Account { home, change }) => {
            format!("/treasury/changes/{}", Key { home: *home, id: *change })
        }
        (_, About::Account { .. }) => "/my/bank".to_owned(),
        (Kind::PaymentFailed, About::Payment { .. }) | (_, About::Cycle { .. }) => {
            "/treasury/cycle".to_owned()
        }
        (_, About::Payment { .. }) => "/my/claims".to_owned(),
        (_, About::Enterprises { .. }) => "/officer/enterprises".to_owned(),
        (_, About::Settings) => "/notices/settings".to_owned(),
    }
}

/// A moment as the clocks of a zone show it.
pub fn local(instant: Instant, zone: &str) -> DateTime {
    let zoned = instant.in_zone(zone).or_else(|_| instant.in_zone("UTC"));
    zoned.map_or(DateTime::MIN, |zoned| zoned.datetime())
}

fn local_span(interval: Interval, zone: &str) -> Span {
    Span { from: local(interval.start(), zone), until: local(interval.end(), zone) }
}
