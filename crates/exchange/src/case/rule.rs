//! Rule texts: drafted by one person, enacted by another.

use jiangnan_kernel::{Id, Instant, PlaceCode};
use jiangnan_scheme::Scheme;
use jiangnan_store::Json;
use jiangnan_store::entity::notice::{About, NoticeBody};
use jiangnan_store::entity::notice_kind::NoticeKind;
use jiangnan_store::entity::people::Role;
use jiangnan_store::entity::voucher::SchemeVersionRow;
use serde::{Deserialize, Serialize};

use crate::account::id_of;
use crate::command::{Command, Decision};
use crate::desk::Desk;
use crate::notice::rule::Parties;
use crate::refusal::Refusal;

/// The officer drafts a version of a scheme.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct DraftScheme {
    /// The rule text.
    pub text: String,
}

/// A version of a scheme.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct SchemeVersion {
    /// The funder.
    pub funder: PlaceCode,
    /// The scheme.
    pub scheme: String,
    /// The version.
    pub version: String,
}

impl Command for DraftScheme {
    type Answer = SchemeVersion;

    const KIND: &'static str = "draft-scheme";
    // The frame that the text extends is looked for by its name.
    const SCANS: bool = true;

    fn subject(&self) -> Id {
        id_of(self.text.as_bytes())
    }

    fn decide(&self, desk: &mut Desk<'_>) -> Decision<SchemeVersion> {
        let (scheme, frame) = desk.read_scheme(&self.text)?;
        desk.require(Role::Officer, scheme.funder())?;
        let version = SchemeVersion {
            funder: scheme.funder(),
            scheme: scheme.id().to_owned(),
            version: scheme.version().to_owned(),
        };
        let key = (version.funder, version.scheme.clone(), version.version.clone());
        if desk.sets.scheme_versions.get(&key)?.is_none() {
            desk.sets.scheme_versions.put(SchemeVersionRow {
                jurisdiction: version.funder,
                scheme: version.scheme.clone(),
                version: version.version.clone(),
                drafted_by: desk.actor().person,
                enacted_by: None,
                enacted_at: None,
                text: self.text.clone(),
                frame: frame.map(Json),
            });
            desk.tell_of_scheme(NoticeKind::SchemeDrafted, &scheme)?;
        }
        Ok(version)
    }
}

/// Another officer enacts a drafted version: from now on it is what quotes are computed from.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct EnactScheme {
    /// The funder.
    pub funder: PlaceCode,
    /// The scheme.
    pub scheme: String,
    /// The version.
    pub version: String,
}

impl Command for EnactScheme {
    type Answer = SchemeVersion;

    const KIND: &'static str = "enact-scheme";

    fn subject(&self) -> Id {
        id_of(self.version.as_bytes())
    }

    fn decide(&self, desk: &mut Desk<'_>) -> Decision<SchemeVersion> {
        desk.require(Role::Officer, self.funder)?;
        let key = (self.funder, self.scheme.clone(), self.version.clone());
        let found = desk.sets.scheme_versions.get(&key)?.cloned();
        let mut row = found.ok_or_else(|| Refusal::not_found("scheme version", &self.version))?;
        if row.enacted_at.is_some() {
            let state = "enacted".to_owned();
            return Err(Refusal::WrongState { what: "scheme version", state, asked: "enacted" }.into());
        }
        if row.drafted_by == desk.actor().person {
            return Err(Refusal::MakerIsChecker.into());
        }
        let scheme = desk.scheme_version(self.funder, &self.scheme, &self.version)?;
        if let Some(frame) = &row.frame {
            let group = desk.scheme_version(frame.funder, &frame.scheme, &frame.version)?;
            desk.check_promise(&scheme, &row.text, Some(&group))?;
        }
        row.enacted_by = Some(desk.actor().person);
        row.enacted_at = Some(desk.enacted_next(self.funder, &self.scheme)?);
        desk.sets.scheme_versions.put(row);
        desk.add_enacted(self.funder, &self.scheme, &self.version)?;
        desk.tell_of_scheme(NoticeKind::SchemeEnacted, &scheme)?;
        Ok(SchemeVersion { funder: self.funder, scheme: key.1, version: key.2 })
    }
}

impl Desk<'_> {
    /// When a version is enacted that is enacted now: after every one before, so that all nodes agree which is the
    /// latest, whatever their clocks say and however soon it follows.
    fn enacted_next(&mut self, funder: PlaceCode, scheme: &str) -> Decision<Instant> {
        let known = self.sets.enacted.get(&(funder, scheme.to_owned()))?;
        let Some(latest) = known.and_then(|known| known.versions.first().cloned()) else {
            return Ok(self.at());
        };
        let latest = self.sets.scheme_versions.get(&(funder, scheme.to_owned(), latest))?;
        let before = latest.and_then(|row| row.enacted_at);
        Ok(before.map_or(self.at(), |before| self.at().max(before.plus_seconds(1))))
    }

    /// Tells the other officers of a rule text.
    fn tell_of_scheme(&mut self, kind: NoticeKind, scheme: &Scheme) -> Decision<()> {
        let (funder, version) = (scheme.funder(), scheme.version().to_owned());
        let mut body = NoticeBody::of(About::Scheme { funder, scheme: scheme.id().to_owned(), version });
        body.thing = scheme.title().clone();
        self.tell(kind, &Parties { office: Some(funder), ..Parties::default() }, &body)
    }
}
