-- Who waits for a slot, which documents are kept, and the secret addresses of calendar feeds.

-- A place on the wait list of an instrument or expert. `offer_until` is set while a slot is kept for it.
CREATE TABLE wait_entry (
    jurisdiction TEXT COLLATE "C" NOT NULL,
    id BYTEA NOT NULL,
    instrument BYTEA NOT NULL,
    enterprise_home TEXT COLLATE "C" NOT NULL,
    enterprise BYTEA NOT NULL,
    open BIGINT NOT NULL,
    offer_until BIGINT,
    since BIGINT NOT NULL,
    body TEXT COLLATE "C" NOT NULL,
    PRIMARY KEY (jurisdiction, id)
);
CREATE INDEX wait_entry_instrument ON wait_entry (jurisdiction, instrument) WHERE open = 1;
CREATE INDEX wait_entry_enterprise ON wait_entry (enterprise_home, enterprise, since);
CREATE INDEX wait_entry_offer ON wait_entry (offer_until) WHERE offer_until IS NOT NULL;

-- A document under the hash of its content. The chain of events holds the hash, not the content.
CREATE TABLE document (
    jurisdiction TEXT COLLATE "C" NOT NULL,
    sha256 BYTEA NOT NULL,
    owner BYTEA NOT NULL,
    media_type TEXT COLLATE "C" NOT NULL,
    name TEXT COLLATE "C" NOT NULL,
    kept_at BIGINT NOT NULL,
    content BYTEA NOT NULL,
    PRIMARY KEY (jurisdiction, sha256, owner)
);

-- The calendar feed of a person. Only the hash of the secret in its address is kept.
CREATE TABLE calendar_feed (
    jurisdiction TEXT COLLATE "C" NOT NULL,
    person BYTEA NOT NULL,
    token_hash BYTEA NOT NULL,
    opened_at BIGINT NOT NULL,
    PRIMARY KEY (jurisdiction, person)
);
CREATE UNIQUE INDEX calendar_feed_token ON calendar_feed (token_hash);
