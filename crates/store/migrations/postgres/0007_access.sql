-- Tokens of programs that act for a person.

CREATE TABLE api_token (
    jurisdiction TEXT COLLATE "C" NOT NULL,
    token_hash BYTEA NOT NULL,
    person BYTEA NOT NULL,
    label TEXT COLLATE "C" NOT NULL,
    made_at BIGINT NOT NULL,
    expires BIGINT NOT NULL,
    PRIMARY KEY (jurisdiction, token_hash)
);
CREATE INDEX api_token_person ON api_token (jurisdiction, person);
