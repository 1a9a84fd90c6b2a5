-- Who waits for a slot, which documents are kept, and the secret addresses of calendar feeds.

-- A place on the wait list of an instrument or expert. `offer_until` is set while a slot is kept for it.
CREATE TABLE wait_entry (
    jurisdiction TEXT NOT NULL,
    id BLOB NOT NULL,
    instrument BLOB NOT NULL,
    enterprise_home TEXT NOT NULL,
    enterprise BLOB NOT NULL,
    open INTEGER NOT NULL,
    offer_until INTEGER,
    since INTEGER NOT NULL,
    body TEXT NOT NULL,
    PRIMARY KEY (jurisdiction, id)
) STRICT;
CREATE INDEX wait_entry_instrument ON wait_entry (jurisdiction, instrument) WHERE open = 1;
CREATE INDEX wait_entry_enterprise ON wait_entry (enterprise_home, enterprise, since);
CREATE INDEX wait_entry_offer ON wait_entry (offer_until) WHERE offer_until IS NOT NULL;

-- A document under the hash of its content. The chain of events holds the hash, not the content.
CREATE TABLE document (
    jurisdiction TEXT NOT NULL,
    sha256 BLOB NOT NULL,
    owner BLOB NOT NULL,
    media_type TEXT NOT NULL,
    name TEXT NOT NULL,
    kept_at INTEGER NOT NULL,
    content BLOB NOT NULL,
    PRIMARY KEY (jurisdiction, sha256, owner)
) STRICT;

-- The calendar feed of a person. Only the hash of the secret in its address is kept.
CREATE TABLE calendar_feed (
    jurisdiction TEXT NOT NULL,
    person BLOB NOT NULL,
    token_hash BLOB NOT NULL,
    opened_at INTEGER NOT NULL,
    PRIMARY KEY (jurisdiction, person)
) STRICT;
CREATE UNIQUE INDEX calendar_feed_token ON calendar_feed (token_hash);
