-- What a scheme demands beside amounts: who may review at which level, what was decided against whom, and the
-- version of the frame that a version extends.

CREATE TABLE reviewer (
    jurisdiction TEXT NOT NULL,
    person BLOB NOT NULL,
    levels TEXT NOT NULL,
    PRIMARY KEY (jurisdiction, person)
) STRICT;

CREATE TABLE sanction (
    jurisdiction TEXT NOT NULL,
    id BLOB NOT NULL,
    state TEXT NOT NULL,
    enterprise BLOB NOT NULL,
    provider BLOB NOT NULL,
    since TEXT NOT NULL,
    until TEXT,
    body TEXT NOT NULL,
    PRIMARY KEY (jurisdiction, id)
) STRICT;
CREATE INDEX sanction_enterprise ON sanction (enterprise);
CREATE INDEX sanction_provider ON sanction (provider);

ALTER TABLE scheme_version ADD COLUMN frame TEXT;
