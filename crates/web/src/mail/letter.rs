//! What a mail says: the same twice, as plain text and as HTML, in the reader's language.

use askama::Template;
use jiangnan_store::entity::notice::MailRow;

use super::event::{Invitation, invitation};
use crate::locale::{Language, Locale};
use crate::notice::{address, reason};

/// Who sends, and where the pages are.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Sender {
    /// The address that mails come from, without a name.
    pub address: String,
    /// The address of the pages as readers reach them, such as `https://market.example`; without one, mails hold no
    /// links.
    pub site: Option<String>,
}

/// A mail, written.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Letter {
    /// The subject.
    pub subject: String,
    /// The plain text.
    pub text: String,
    /// The same as HTML.
    pub html: String,
    /// The event for the reader's calendar.
    pub invitation: Option<Invitation>,
}

/// What both texts hold.
#[derive(Template)]
#[template(path = "mail/letter.html", whitespace = "minimize")]
struct Content {
    l: Locale,
    heading: String,
    sentence: String,
    reason: Option<String>,
    link: Option<String>,
    settings: Option<String>,
    calendar: bool,
}

/// Writes a mail. The same row gives the same letter, however often it is sent.
///
/// # Errors
/// Where the template cannot be written.
pub fn letter(mail: &MailRow, sender: &Sender) -> Result<Letter, askama::Error> {
    let [first, _] = Language::ALL;
    let l = Locale::new(Language::of_tag(&mail.language).unwrap_or(first));
    let invitation = invitation(mail, &sender.address, l);
    let at = |path: &str| sender.site.as_ref().map(|site| format!("{}{path}", site.trim_end_matches('/')));
    let content = Content {
        heading: l.notice_kind(&mail.kind),
        sentence: l.notice(&mail.kind, &mail.body),
        reason: reason(mail.kind, &mail.body).map(str::to_owned),
        link: at(&address(mail.kind, &mail.body)),
        settings: at("/notices/settings"),
        calendar: invitation.is_some(),
        l,
    };
    let thing = l.text(&mail.body.thing);
    let subject = if thing.is_empty() {
        content.heading.clone()
    } else {
        format!("{}{}{thing}", content.heading, if l.language == Language::En { ": " } else { "：" })
    };
    let (text, html) = (content.text(), content.render()?);
    let subject = subject.chars().filter(|letter| !letter.is_control()).take(150).collect();
    Ok(Letter { subject, text, html, invitation })
}

impl Content {
    fn text(&self) -> String {
        let l = self.l;
        let mut lines = vec![self.sentence.clone()];
        lines.extend(self.reason.as_ref().map(|reason| l.a1("notice-reason", "reason", reason).into_owned()));
        lines.extend(self.calendar.then(|| l.t("mail-calendar").into_owned()));
        lines.extend(self.link.as_ref().map(|link| l.a1("mail-open", "address", link).into_owned()));
        let foot = match &self.settings {
            Some(settings) => format!("{} {settings}", l.t("mail-foot")),
            None => l.t("mail-foot-plain").into_owned(),
        };
        format!("{}\n\n-- \n{}\n{foot}\n", lines.join("\n\n"), l.t("site-name"))
    }
}
