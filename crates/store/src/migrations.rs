//! The migrations in order, each once landed never edited: the same tables and columns for both engines.

/// One step of the schema.
pub(crate) struct Migration {
    pub version: i64,
    pub sqlite: &'static str,
    pub postgres: &'static str,
}

/// Reads the two files of one migration.
macro_rules! migration {
    ($version:literal, $file:literal) => {
        Migration {
            version: $version,
            sqlite: include_str!(concat!("../migrations/sqlite/", $file)),
            postgres: include_str!(concat!("../migrations/postgres/", $file)),
        }
    };
}

pub(crate) const MIGRATIONS: &[Migration] = &[
    migration!(1, "0001_base.sql"),
    migration!(2, "0002_narrow_indexes.sql"),
    migration!(3, "0003_schemes.sql"),
    migration!(5, "0005_desks.sql"),
    migration!(6, "0006_desks.sql"),
    migration!(7, "0007_access.sql"),
    migration!(8, "0008_demand.sql"),
    migration!(9, "0009_notices.sql"),
    migration!(10, "0010_slot_net.sql"),
    migration!(13, "0013_lifetimes.sql"),
    migration!(14, "0014_claims.sql"),
    migration!(16, "0016_overlap.sql"),
    migration!(17, "0017_blind.sql"),
    migration!(18, "0018_caps.sql"),
    migration!(19, "0019_times.sql"),
];
