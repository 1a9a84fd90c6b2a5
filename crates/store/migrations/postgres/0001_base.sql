-- The first schema. Every primary key starts with a jurisdiction (or with the writer, for the event chain), so
-- that each province's rows can live on that province's own node.
-- The twin of SQLite's: the same tables and columns, texts in the order of their bytes.
-- Instants are seconds since 1970 in UTC, dates are ISO texts, ids 16 bytes, money minor units, bodies JSON.

CREATE EXTENSION IF NOT EXISTS btree_gist;

CREATE TABLE organisation (
    jurisdiction TEXT COLLATE "C" NOT NULL,
    id BYTEA NOT NULL,
    kind TEXT COLLATE "C" NOT NULL,
    code TEXT COLLATE "C" NOT NULL,
    body TEXT COLLATE "C" NOT NULL,
    PRIMARY KEY (jurisdiction, id)
);
CREATE INDEX organisation_id ON organisation (id);
CREATE INDEX organisation_code ON organisation (code) WHERE code <> '';

CREATE TABLE person (
    jurisdiction TEXT COLLATE "C" NOT NULL,
    id BYTEA NOT NULL,
    login TEXT COLLATE "C" NOT NULL,
    role TEXT COLLATE "C" NOT NULL,
    organisation BYTEA NOT NULL,
    name TEXT COLLATE "C" NOT NULL,
    password_hash TEXT COLLATE "C" NOT NULL,
    PRIMARY KEY (jurisdiction, id)
);
CREATE UNIQUE INDEX person_login ON person (login);

CREATE TABLE session (
    token_hash BYTEA NOT NULL PRIMARY KEY,
    jurisdiction TEXT COLLATE "C" NOT NULL,
    person BYTEA NOT NULL,
    expires BIGINT NOT NULL
);

CREATE TABLE listing (
    jurisdiction TEXT COLLATE "C" NOT NULL,
    id BYTEA NOT NULL,
    provider BYTEA NOT NULL,
    body TEXT COLLATE "C" NOT NULL,
    policy TEXT COLLATE "C" NOT NULL,
    PRIMARY KEY (jurisdiction, id)
);
CREATE INDEX listing_provider ON listing (jurisdiction, provider);

CREATE TABLE scheme_version (
    jurisdiction TEXT COLLATE "C" NOT NULL,
    scheme TEXT COLLATE "C" NOT NULL,
    version TEXT COLLATE "C" NOT NULL,
    drafted_by BYTEA NOT NULL,
    enacted_by BYTEA,
    enacted_at BIGINT,
    text TEXT COLLATE "C" NOT NULL,
    PRIMARY KEY (jurisdiction, scheme, version)
);

CREATE TABLE voucher (
    jurisdiction TEXT COLLATE "C" NOT NULL,
    id BYTEA NOT NULL,
    scheme TEXT COLLATE "C" NOT NULL,
    enterprise_home TEXT COLLATE "C" NOT NULL,
    enterprise BYTEA NOT NULL,
    amount_minor BIGINT NOT NULL CHECK (amount_minor > 0),
    currency TEXT COLLATE "C" NOT NULL,
    granted_on TEXT COLLATE "C" NOT NULL,
    valid_until TEXT COLLATE "C",
    state TEXT COLLATE "C" NOT NULL,
    PRIMARY KEY (jurisdiction, id)
);
CREATE INDEX voucher_enterprise ON voucher (enterprise_home, enterprise);

-- The constraint of an account is a rule of the ledger; the check is the net under it.
CREATE TABLE account (
    jurisdiction TEXT COLLATE "C" NOT NULL,
    id BYTEA NOT NULL,
    code TEXT COLLATE "C" NOT NULL,
    currency TEXT COLLATE "C" NOT NULL,
    kept TEXT COLLATE "C" NOT NULL,
    debits_pending BIGINT NOT NULL CHECK (debits_pending >= 0),
    debits_posted BIGINT NOT NULL CHECK (debits_posted >= 0),
    credits_pending BIGINT NOT NULL CHECK (credits_pending >= 0),
    credits_posted BIGINT NOT NULL CHECK (credits_posted >= 0),
    PRIMARY KEY (jurisdiction, id),
    CHECK (kept <> 'debits-not-above-credits' OR debits_pending + debits_posted <= credits_posted),
    CHECK (kept <> 'credits-not-above-debits' OR credits_pending + credits_posted <= debits_posted)
) WITH (fillfactor = 50);

CREATE TABLE transfer (
    jurisdiction TEXT COLLATE "C" NOT NULL,
    id BYTEA NOT NULL,
    debit_home TEXT COLLATE "C" NOT NULL,
    debit BYTEA NOT NULL,
    credit_home TEXT COLLATE "C" NOT NULL,
    credit BYTEA NOT NULL,
    amount_minor BIGINT NOT NULL CHECK (amount_minor > 0),
    currency TEXT COLLATE "C" NOT NULL,
    kind TEXT COLLATE "C" NOT NULL,
    state TEXT COLLATE "C" NOT NULL,
    referred BYTEA,
    expires BIGINT,
    reversed_minor BIGINT NOT NULL,
    reference BYTEA NOT NULL,
    at BIGINT NOT NULL,
    PRIMARY KEY (jurisdiction, id)
);
CREATE INDEX transfer_debit ON transfer (debit, at);
CREATE INDEX transfer_credit ON transfer (credit, at);

CREATE TABLE cap_use (
    jurisdiction TEXT COLLATE "C" NOT NULL,
    cap TEXT COLLATE "C" NOT NULL,
    used BIGINT NOT NULL CHECK (used >= 0),
    PRIMARY KEY (jurisdiction, cap)
) WITH (fillfactor = 50);

-- What occupies an instrument: stretches that never overlap. Free again means gone from here.
CREATE TABLE slot (
    jurisdiction TEXT COLLATE "C" NOT NULL,
    instrument BYTEA NOT NULL,
    start BIGINT NOT NULL,
    until BIGINT NOT NULL CHECK (until > start),
    reservation BYTEA NOT NULL,
    PRIMARY KEY (jurisdiction, instrument, start),
    -- The rule is booking's; this is the net under it. Checked at the end, because a group may move several
    -- reservations at once, each into the time that another one leaves.
    CONSTRAINT slot_overlap EXCLUDE USING gist
        (jurisdiction WITH =, instrument WITH =, int8range(start, until) WITH &&)
        DEFERRABLE INITIALLY DEFERRED
);

CREATE TABLE reservation (
    jurisdiction TEXT COLLATE "C" NOT NULL,
    id BYTEA NOT NULL,
    provider BYTEA NOT NULL,
    enterprise_home TEXT COLLATE "C" NOT NULL,
    enterprise BYTEA NOT NULL,
    state TEXT COLLATE "C" NOT NULL,
    start BIGINT NOT NULL,
    lapses_at BIGINT,
    body TEXT COLLATE "C" NOT NULL,
    terms TEXT COLLATE "C" NOT NULL,
    PRIMARY KEY (jurisdiction, id)
);
CREATE INDEX reservation_enterprise ON reservation (enterprise_home, enterprise, start);
CREATE INDEX reservation_provider ON reservation (jurisdiction, provider, start);
CREATE INDEX reservation_state ON reservation (state, start);
CREATE INDEX reservation_lapse ON reservation (lapses_at) WHERE lapses_at IS NOT NULL;

CREATE TABLE claim (
    jurisdiction TEXT COLLATE "C" NOT NULL,
    id BYTEA NOT NULL,
    provider_home TEXT COLLATE "C" NOT NULL,
    provider BYTEA NOT NULL,
    reservation BYTEA NOT NULL,
    invoice TEXT COLLATE "C" NOT NULL,
    state TEXT COLLATE "C" NOT NULL,
    cycle BYTEA,
    due BIGINT NOT NULL,
    submitted_at BIGINT NOT NULL,
    posted BYTEA,
    body TEXT COLLATE "C" NOT NULL,
    PRIMARY KEY (jurisdiction, id)
);
CREATE INDEX claim_state ON claim (jurisdiction, state, submitted_at);
CREATE INDEX claim_provider ON claim (provider_home, provider, submitted_at);
CREATE INDEX claim_reservation ON claim (reservation);
CREATE INDEX claim_invoice ON claim (invoice);
CREATE INDEX claim_id ON claim (id);
CREATE INDEX claim_due ON claim (due) WHERE due = 1;
CREATE INDEX claim_cycle ON claim (cycle) WHERE cycle IS NOT NULL;

CREATE TABLE cycle (
    jurisdiction TEXT COLLATE "C" NOT NULL,
    id BYTEA NOT NULL,
    number BIGINT NOT NULL,
    state TEXT COLLATE "C" NOT NULL,
    body TEXT COLLATE "C" NOT NULL,
    PRIMARY KEY (jurisdiction, id),
    UNIQUE (jurisdiction, number)
);

CREATE TABLE payment (
    jurisdiction TEXT COLLATE "C" NOT NULL,
    id BYTEA NOT NULL,
    cycle BYTEA NOT NULL,
    state TEXT COLLATE "C" NOT NULL,
    body TEXT COLLATE "C" NOT NULL,
    transfers TEXT COLLATE "C" NOT NULL,
    PRIMARY KEY (jurisdiction, id)
);
CREATE INDEX payment_cycle ON payment (cycle);
CREATE INDEX payment_id ON payment (id);

CREATE TABLE bank_entry (
    jurisdiction TEXT COLLATE "C" NOT NULL,
    id BYTEA NOT NULL,
    message BYTEA NOT NULL,
    cycle BYTEA,
    attention BIGINT NOT NULL,
    body TEXT COLLATE "C" NOT NULL,
    PRIMARY KEY (jurisdiction, id)
);

CREATE TABLE bank_account (
    jurisdiction TEXT COLLATE "C" NOT NULL,
    party BYTEA NOT NULL,
    body TEXT COLLATE "C" NOT NULL,
    PRIMARY KEY (jurisdiction, party)
);

CREATE TABLE study (
    jurisdiction TEXT COLLATE "C" NOT NULL,
    name TEXT COLLATE "C" NOT NULL,
    body TEXT COLLATE "C" NOT NULL,
    PRIMARY KEY (jurisdiction, name)
);

CREATE TABLE event (
    writer TEXT COLLATE "C" NOT NULL,
    seq BIGINT NOT NULL,
    command BYTEA NOT NULL,
    at BIGINT NOT NULL,
    actor BYTEA NOT NULL,
    kind TEXT COLLATE "C" NOT NULL,
    subject BYTEA NOT NULL,
    body TEXT COLLATE "C" NOT NULL,
    answer TEXT COLLATE "C" NOT NULL,
    previous BYTEA NOT NULL,
    hash BYTEA NOT NULL,
    PRIMARY KEY (writer, seq)
);
CREATE UNIQUE INDEX event_command ON event (command);
CREATE INDEX event_subject ON event (subject);

CREATE TABLE chain_head (
    writer TEXT COLLATE "C" NOT NULL PRIMARY KEY,
    seq BIGINT NOT NULL,
    hash BYTEA NOT NULL
) WITH (fillfactor = 50);
