-- Tokens of programs that act for a person.

CREATE TABLE api_token (
    jurisdiction TEXT NOT NULL,
    token_hash BLOB NOT NULL,
    person BLOB NOT NULL,
    label TEXT NOT NULL,
    made_at INTEGER NOT NULL,
    expires INTEGER NOT NULL,
    PRIMARY KEY (jurisdiction, token_hash)
) STRICT, WITHOUT ROWID;
CREATE INDEX api_token_person ON api_token (jurisdiction, person);
