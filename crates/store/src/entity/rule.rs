//! What schemes demand beside amounts: who reviews at which level, and what was decided against whom.

use jiangnan_kernel::{Date, Id, PlaceCode};
use jiangnan_scheme::{Breach, Level, Sanction};
use serde::{Deserialize, Serialize};

use crate::row::Column;
use crate::{Json, Lookup, Query, StoreError, Value};

table! {
    /// An officer who may review claims at some levels.
    pub struct ReviewerRow in "reviewer" {
        key {
            /// The funder.
            jurisdiction: PlaceCode,
            /// The officer.
            person: Id,
        }
        /// The levels.
        levels: Json<Vec<Level>>,
    }
}

table! {
    /// What an officer proposed, and another confirmed, against the parties of a claim.
    pub struct SanctionRow in "sanction" {
        key {
            /// The funder.
            jurisdiction: PlaceCode,
            /// Its id.
            id: Id,
        }
        /// Where it stands.
        state: SanctionState,
        /// The enterprise of the claim.
        enterprise: Id,
        /// The provider of the claim.
        provider: Id,
        /// Its first day; of a proposal, the day on which it was proposed.
        since: Date,
        /// Its last day; none where it is for good.
        until: Option<Date>,
        /// The rest.
        body: Json<SanctionBody>,
    }
}

/// Where a sanction stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum SanctionState {
    /// One officer proposed it.
    Proposed,
    /// Another officer confirmed it.
    InForce,
    /// It was lifted.
    Lifted,
}

word_column!(SanctionState { Proposed = "proposed", InForce = "in-force", Lifted = "lifted" });

/// Why and by whom.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct SanctionBody {
    /// The claim on which the breach was found.
    pub claim: Id,
    /// The scheme whose clause decides.
    pub scheme: String,
    /// The version of its text.
    pub version: String,
    /// The clause.
    pub clause: String,
    /// The breach.
    pub breach: Breach,
    /// What follows.
    pub then: Vec<Sanction>,
    /// What was found.
    pub reason: String,
    /// Who proposed it.
    pub proposed_by: Id,
    /// Who confirmed it.
    #[serde(default)]
    pub confirmed_by: Option<Id>,
    /// Who lifted it, and why.
    #[serde(default)]
    pub lifted: Option<(Id, String)>,
}

impl SanctionRow {
    /// Whether it holds on a day and has one of these effects.
    pub fn has(&self, effects: &[Sanction], day: Date) -> bool {
        self.state == SanctionState::InForce
            && self.since <= day
            && self.until.is_none_or(|until| day <= until)
            && self.body.then.iter().any(|effect| effects.contains(effect))
    }
}

/// The sanctions against an organisation, of whatever funder and wherever they stand.
#[derive(Clone, Debug, PartialEq)]
pub struct SanctionsOn {
    /// The organisation.
    pub organisation: Id,
    /// Their keys.
    pub keys: Vec<(PlaceCode, Id)>,
}

impl Lookup for SanctionsOn {
    type Key = Id;

    fn key(&self) -> Id {
        self.organisation
    }

    fn fetch_all(source: &impl Query, keys: &[Id]) -> Result<Vec<Option<SanctionsOn>>, StoreError> {
        let sql =
            "SELECT jurisdiction, id FROM sanction WHERE enterprise = $1 OR provider = $1 ORDER BY since, id";
        let values: Vec<Vec<Value>> = keys.iter().map(|key| vec![key.to_value()]).collect();
        let found =
            source.rows_for_each("sanction", sql, &values, |fields| Ok((fields.take()?, fields.take()?)))?;
        let of = |(&organisation, keys): (&Id, Vec<_>)| Some(SanctionsOn { organisation, keys });
        Ok(keys.iter().zip(found).map(of).collect())
    }
}

/// The version of a scheme's text that another one extends.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct FrameKey {
    /// The funder of the frame.
    pub funder: PlaceCode,
    /// The frame.
    pub scheme: String,
    /// The version of its text.
    pub version: String,
}

/// The enacted versions of the schemes of one name, whoever enacted them, the latest first.
#[derive(Clone, Debug, PartialEq)]
pub struct FramesNamed {
    /// The name.
    pub scheme: String,
    /// The versions.
    pub frames: Vec<FrameKey>,
}

impl Lookup for FramesNamed {
    type Key = String;

    fn key(&self) -> String {
        self.scheme.clone()
    }

    fn fetch_all(source: &impl Query, keys: &[String]) -> Result<Vec<Option<FramesNamed>>, StoreError> {
        let sql = "SELECT jurisdiction, version FROM scheme_version WHERE scheme = $1 AND enacted_at IS NOT NULL \
                   ORDER BY enacted_at DESC, version";
        let values: Vec<Vec<Value>> = keys.iter().map(|key| vec![key.to_value()]).collect();
        let found: Vec<Vec<(PlaceCode, String)>> =
            source.rows_for_each("scheme_version", sql, &values, |fields| {
                Ok((fields.take()?, fields.take()?))
            })?;
        let of = |(scheme, found): (&String, Vec<(PlaceCode, String)>)| {
            let frame = |(funder, version)| FrameKey { funder, scheme: scheme.clone(), version };
            Some(FramesNamed { scheme: scheme.clone(), frames: found.into_iter().map(frame).collect() })
        };
        Ok(keys.iter().zip(found).map(of).collect())
    }
}

/// The keys of the reservations that are not over and hold money of a scheme.
#[derive(Clone, Debug, PartialEq)]
pub struct OpenUnder {
    /// The funder and the scheme.
    pub of: (PlaceCode, String),
    /// The keys of the reservations.
    pub keys: Vec<(PlaceCode, Id)>,
}

impl Lookup for OpenUnder {
    type Key = (PlaceCode, String);

    fn key(&self) -> Self::Key {
        self.of.clone()
    }

    fn fetch_all(source: &impl Query, keys: &[Self::Key]) -> Result<Vec<Option<OpenUnder>>, StoreError> {
        // The scheme's name may stand elsewhere in the terms: who asks looks at the holds themselves.
        let sql = "SELECT jurisdiction, id FROM reservation WHERE state IN ('requested', 'reserved') \
                   AND terms LIKE $1 ORDER BY jurisdiction, id";
        let pattern = |(_, scheme): &Self::Key| vec![Value::Text(format!("%\"scheme\":\"{scheme}\"%"))];
        let values: Vec<Vec<Value>> = keys.iter().map(pattern).collect();
        let found = source
            .rows_for_each("reservation", sql, &values, |fields| Ok((fields.take()?, fields.take()?)))?;
        let of = |(of, keys): (&Self::Key, Vec<_>)| Some(OpenUnder { of: of.clone(), keys });
        Ok(keys.iter().zip(found).map(of).collect())
    }
}
