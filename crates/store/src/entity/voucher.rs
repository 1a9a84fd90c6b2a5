//! Rule texts and the vouchers granted under them.

use jiangnan_kernel::{Currency, Date, Id, Instant, PlaceCode};

use crate::entity::rule::FrameKey;
use crate::row::Column;
use crate::{Json, Lookup, Query, StoreError, Value};

table! {
    /// One version of a scheme's text.
    pub struct SchemeVersionRow in "scheme_version" {
        key {
            /// The funder.
            jurisdiction: PlaceCode,
            /// The scheme's id.
            scheme: String,
            /// The version: the hash of the text.
            version: String,
        }
        /// Who drafted it.
        drafted_by: Id,
        /// Who enacted it; another person.
        enacted_by: Option<Id>,
        /// When it was enacted.
        enacted_at: Option<Instant>,
        /// The text itself.
        text: String,
        /// The version of the text that it extends.
        frame: Option<Json<FrameKey>>,
    }
}

table! {
    /// A voucher: the right of an enterprise to a subsidy under a scheme, up to an amount.
    pub struct VoucherRow in "voucher" {
        key {
            /// The funder.
            jurisdiction: PlaceCode,
            /// Its id.
            id: Id,
        }
        /// The scheme under which it was granted.
        scheme: String,
        /// The jurisdiction of the enterprise.
        enterprise_home: PlaceCode,
        /// The enterprise.
        enterprise: Id,
        /// How much, in minor units.
        amount_minor: i64,
        /// In which currency.
        currency: Currency,
        /// When it was granted.
        granted_on: Date,
        /// The last day of its validity; none where nothing limits it.
        valid_until: Option<Date>,
        /// Whether it can be used.
        state: VoucherState,
    }
}

/// Whether a voucher can be used.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum VoucherState {
    /// While it is valid.
    Granted,
    /// What was left went back to the fund.
    Expired,
}

word_column!(VoucherState { Granted = "granted", Expired = "expired" });

/// The enacted versions of one scheme, latest enactment first.
#[derive(Clone, Debug, PartialEq)]
pub struct EnactedVersions {
    /// The funder.
    pub jurisdiction: PlaceCode,
    /// The scheme.
    pub scheme: String,
    /// The versions.
    pub versions: Vec<String>,
}

impl Lookup for EnactedVersions {
    type Key = (PlaceCode, String);

    fn key(&self) -> Self::Key {
        (self.jurisdiction, self.scheme.clone())
    }

    fn fetch_all(
        source: &impl Query,
        keys: &[Self::Key],
    ) -> Result<Vec<Option<EnactedVersions>>, StoreError> {
        let values: Vec<Vec<Value>> =
            keys.iter().map(|(home, scheme)| vec![home.to_value(), scheme.to_value()]).collect();
        let found = source.rows_for_each(
            "scheme_version",
            "SELECT version FROM scheme_version WHERE jurisdiction = $1 AND scheme = $2 \
             AND enacted_at IS NOT NULL ORDER BY enacted_at DESC, version",
            &values,
            |fields| fields.take(),
        )?;
        let of = |((jurisdiction, scheme), versions): (&Self::Key, Vec<String>)| {
            Some(EnactedVersions { jurisdiction: *jurisdiction, scheme: scheme.clone(), versions })
        };
        Ok(keys.iter().zip(found).map(of).collect())
    }
}

/// The vouchers of one enterprise, oldest grant first.
#[derive(Clone, Debug, PartialEq)]
pub struct VouchersOf {
    /// The jurisdiction of the enterprise.
    pub home: PlaceCode,
    /// The enterprise.
    pub enterprise: Id,
    /// The keys of its vouchers.
    pub vouchers: Vec<(PlaceCode, Id)>,
}

impl Lookup for VouchersOf {
    type Key = (PlaceCode, Id);

    fn key(&self) -> Self::Key {
        (self.home, self.enterprise)
    }

    fn fetch_all(source: &impl Query, keys: &[Self::Key]) -> Result<Vec<Option<VouchersOf>>, StoreError> {
        let values: Vec<Vec<Value>> =
            keys.iter().map(|(home, enterprise)| vec![home.to_value(), enterprise.to_value()]).collect();
        let found = source.rows_for_each(
            "voucher",
            "SELECT jurisdiction, id FROM voucher WHERE enterprise_home = $1 AND enterprise = $2 \
             ORDER BY granted_on, id",
            &values,
            |fields| Ok((fields.take()?, fields.take()?)),
        )?;
        let of = |(&(home, enterprise), vouchers): (&Self::Key, Vec<_>)| {
            Some(VouchersOf { home, enterprise, vouchers })
        };
        Ok(keys.iter().zip(found).map(of).collect())
    }
}
