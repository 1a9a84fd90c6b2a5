-- What a scheme demands beside amounts: who may review at which level, what was decided against whom, and the
-- version of the frame that a version extends.

CREATE TABLE reviewer (
    jurisdiction TEXT COLLATE "C" NOT NULL,
    person BYTEA NOT NULL,
    levels TEXT COLLATE "C" NOT NULL,
    PRIMARY KEY (jurisdiction, person)
);

CREATE TABLE sanction (
    jurisdiction TEXT COLLATE "C" NOT NULL,
    id BYTEA NOT NULL,
    state TEXT COLLATE "C" NOT NULL,
    enterprise BYTEA NOT NULL,
    provider BYTEA NOT NULL,
    since TEXT COLLATE "C" NOT NULL,
    until TEXT COLLATE "C",
    body TEXT COLLATE "C" NOT NULL,
    PRIMARY KEY (jurisdiction, id)
);
CREATE INDEX sanction_enterprise ON sanction (enterprise);
CREATE INDEX sanction_provider ON sanction (provider);

ALTER TABLE scheme_version ADD COLUMN frame TEXT COLLATE "C";
