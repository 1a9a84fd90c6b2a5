-- The first schema. Every primary key starts with a jurisdiction (or with the writer, for the event chain), so
-- that each province's rows can live on that province's own node.
-- Tables with long rows keep them in order of their making; the others are kept in order of their key.
-- Instants are seconds since 1970 in UTC, dates are ISO texts, ids 16 bytes, money minor units, bodies JSON.

CREATE TABLE organisation (
    jurisdiction TEXT NOT NULL,
    id BLOB NOT NULL,
    kind TEXT NOT NULL,
    code TEXT NOT NULL,
    body TEXT NOT NULL,
    PRIMARY KEY (jurisdiction, id)
) STRICT;
CREATE INDEX organisation_id ON organisation (id);
CREATE INDEX organisation_code ON organisation (code) WHERE code <> '';

CREATE TABLE person (
    jurisdiction TEXT NOT NULL,
    id BLOB NOT NULL,
    login TEXT NOT NULL,
    role TEXT NOT NULL,
    organisation BLOB NOT NULL,
    name TEXT NOT NULL,
    password_hash TEXT NOT NULL,
    PRIMARY KEY (jurisdiction, id)
) STRICT, WITHOUT ROWID;
CREATE UNIQUE INDEX person_login ON person (login);

CREATE TABLE session (
    token_hash BLOB NOT NULL PRIMARY KEY,
    jurisdiction TEXT NOT NULL,
    person BLOB NOT NULL,
    expires INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

CREATE TABLE listing (
    jurisdiction TEXT NOT NULL,
    id BLOB NOT NULL,
    provider BLOB NOT NULL,
    body TEXT NOT NULL,
    policy TEXT NOT NULL,
    PRIMARY KEY (jurisdiction, id)
) STRICT;
CREATE INDEX listing_provider ON listing (jurisdiction, provider);

CREATE TABLE scheme_version (
    jurisdiction TEXT NOT NULL,
    scheme TEXT NOT NULL,
    version TEXT NOT NULL,
    drafted_by BLOB NOT NULL,
    enacted_by BLOB,
    enacted_at INTEGER,
    text TEXT NOT NULL,
    PRIMARY KEY (jurisdiction, scheme, version)
) STRICT;

CREATE TABLE voucher (
    jurisdiction TEXT NOT NULL,
    id BLOB NOT NULL,
    scheme TEXT NOT NULL,
    enterprise_home TEXT NOT NULL,
    enterprise BLOB NOT NULL,
    amount_minor INTEGER NOT NULL CHECK (amount_minor > 0),
    currency TEXT NOT NULL,
    granted_on TEXT NOT NULL,
    valid_until TEXT,
    state TEXT NOT NULL,
    PRIMARY KEY (jurisdiction, id)
) STRICT, WITHOUT ROWID;
CREATE INDEX voucher_enterprise ON voucher (enterprise_home, enterprise);

-- The constraint of an account is a rule of the ledger; the check is the net under it.
CREATE TABLE account (
    jurisdiction TEXT NOT NULL,
    id BLOB NOT NULL,
    code TEXT NOT NULL,
    currency TEXT NOT NULL,
    kept TEXT NOT NULL,
    debits_pending INTEGER NOT NULL CHECK (debits_pending >= 0),
    debits_posted INTEGER NOT NULL CHECK (debits_posted >= 0),
    credits_pending INTEGER NOT NULL CHECK (credits_pending >= 0),
    credits_posted INTEGER NOT NULL CHECK (credits_posted >= 0),
    PRIMARY KEY (jurisdiction, id),
    CHECK (kept <> 'debits-not-above-credits' OR debits_pending + debits_posted <= credits_posted),
    CHECK (kept <> 'credits-not-above-debits' OR credits_pending + credits_posted <= debits_posted)
) STRICT, WITHOUT ROWID;

CREATE TABLE transfer (
    jurisdiction TEXT NOT NULL,
    id BLOB NOT NULL,
    debit_home TEXT NOT NULL,
    debit BLOB NOT NULL,
    credit_home TEXT NOT NULL,
    credit BLOB NOT NULL,
    amount_minor INTEGER NOT NULL CHECK (amount_minor > 0),
    currency TEXT NOT NULL,
    kind TEXT NOT NULL,
    state TEXT NOT NULL,
    referred BLOB,
    expires INTEGER,
    reversed_minor INTEGER NOT NULL,
    reference BLOB NOT NULL,
    at INTEGER NOT NULL,
    PRIMARY KEY (jurisdiction, id)
) STRICT, WITHOUT ROWID;
CREATE INDEX transfer_debit ON transfer (debit, at);
CREATE INDEX transfer_credit ON transfer (credit, at);

CREATE TABLE cap_use (
    jurisdiction TEXT NOT NULL,
    cap TEXT NOT NULL,
    used INTEGER NOT NULL CHECK (used >= 0),
    PRIMARY KEY (jurisdiction, cap)
) STRICT, WITHOUT ROWID;

-- What occupies an instrument: stretches that never overlap. Free again means gone from here.
CREATE TABLE slot (
    jurisdiction TEXT NOT NULL,
    instrument BLOB NOT NULL,
    start INTEGER NOT NULL,
    until INTEGER NOT NULL CHECK (until > start),
    reservation BLOB NOT NULL,
    PRIMARY KEY (jurisdiction, instrument, start)
) STRICT, WITHOUT ROWID;

CREATE TABLE reservation (
    jurisdiction TEXT NOT NULL,
    id BLOB NOT NULL,
    provider BLOB NOT NULL,
    enterprise_home TEXT NOT NULL,
    enterprise BLOB NOT NULL,
    state TEXT NOT NULL,
    start INTEGER NOT NULL,
    lapses_at INTEGER,
    body TEXT NOT NULL,
    terms TEXT NOT NULL,
    PRIMARY KEY (jurisdiction, id)
) STRICT;
CREATE INDEX reservation_enterprise ON reservation (enterprise_home, enterprise, start);
CREATE INDEX reservation_provider ON reservation (jurisdiction, provider, start);
CREATE INDEX reservation_state ON reservation (state, start);
CREATE INDEX reservation_lapse ON reservation (lapses_at) WHERE lapses_at IS NOT NULL;

CREATE TABLE claim (
    jurisdiction TEXT NOT NULL,
    id BLOB NOT NULL,
    provider_home TEXT NOT NULL,
    provider BLOB NOT NULL,
    reservation BLOB NOT NULL,
    invoice TEXT NOT NULL,
    state TEXT NOT NULL,
    cycle BLOB,
    due INTEGER NOT NULL,
    submitted_at INTEGER NOT NULL,
    posted BLOB,
    body TEXT NOT NULL,
    PRIMARY KEY (jurisdiction, id)
) STRICT;
CREATE INDEX claim_state ON claim (jurisdiction, state, submitted_at);
CREATE INDEX claim_provider ON claim (provider_home, provider, submitted_at);
CREATE INDEX claim_reservation ON claim (reservation);
CREATE INDEX claim_invoice ON claim (invoice);
CREATE INDEX claim_id ON claim (id);
CREATE INDEX claim_due ON claim (due) WHERE due = 1;
CREATE INDEX claim_cycle ON claim (cycle) WHERE cycle IS NOT NULL;

CREATE TABLE cycle (
    jurisdiction TEXT NOT NULL,
    id BLOB NOT NULL,
    number INTEGER NOT NULL,
    state TEXT NOT NULL,
    body TEXT NOT NULL,
    PRIMARY KEY (jurisdiction, id),
    UNIQUE (jurisdiction, number)
) STRICT;

CREATE TABLE payment (
    jurisdiction TEXT NOT NULL,
    id BLOB NOT NULL,
    cycle BLOB NOT NULL,
    state TEXT NOT NULL,
    body TEXT NOT NULL,
    transfers TEXT NOT NULL,
    PRIMARY KEY (jurisdiction, id)
) STRICT;
CREATE INDEX payment_cycle ON payment (cycle);
CREATE INDEX payment_id ON payment (id);

CREATE TABLE bank_entry (
    jurisdiction TEXT NOT NULL,
    id BLOB NOT NULL,
    message BLOB NOT NULL,
    cycle BLOB,
    attention INTEGER NOT NULL,
    body TEXT NOT NULL,
    PRIMARY KEY (jurisdiction, id)
) STRICT;

CREATE TABLE bank_account (
    jurisdiction TEXT NOT NULL,
    party BLOB NOT NULL,
    body TEXT NOT NULL,
    PRIMARY KEY (jurisdiction, party)
) STRICT;

CREATE TABLE study (
    jurisdiction TEXT NOT NULL,
    name TEXT NOT NULL,
    body TEXT NOT NULL,
    PRIMARY KEY (jurisdiction, name)
) STRICT;

CREATE TABLE event (
    writer TEXT NOT NULL,
    seq INTEGER NOT NULL,
    command BLOB NOT NULL,
    at INTEGER NOT NULL,
    actor BLOB NOT NULL,
    kind TEXT NOT NULL,
    subject BLOB NOT NULL,
    body TEXT NOT NULL,
    answer TEXT NOT NULL,
    previous BLOB NOT NULL,
    hash BLOB NOT NULL,
    PRIMARY KEY (writer, seq)
) STRICT;
CREATE UNIQUE INDEX event_command ON event (command);
CREATE INDEX event_subject ON event (subject);

CREATE TABLE chain_head (
    writer TEXT NOT NULL PRIMARY KEY,
    seq INTEGER NOT NULL,
    hash BLOB NOT NULL
) STRICT, WITHOUT ROWID;
