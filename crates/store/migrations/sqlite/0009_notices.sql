-- What people are told: in the page, by mail, and by which of the two they want it.

-- Where a person is reached and what of. The address counts once the person has shown that it is theirs.
CREATE TABLE contact (
    jurisdiction TEXT NOT NULL,
    person BLOB NOT NULL,
    address TEXT NOT NULL,
    confirmed INTEGER NOT NULL,
    code_hash BLOB,
    code_until INTEGER,
    code_tries INTEGER NOT NULL,
    language TEXT NOT NULL,
    choices TEXT NOT NULL,
    PRIMARY KEY (jurisdiction, person)
) STRICT;

-- What a person is told in the page.
CREATE TABLE notice (
    jurisdiction TEXT NOT NULL,
    person BLOB NOT NULL,
    id BLOB NOT NULL,
    kind TEXT NOT NULL,
    at INTEGER NOT NULL,
    read_at INTEGER,
    body TEXT NOT NULL,
    PRIMARY KEY (jurisdiction, person, id)
) WITHOUT ROWID, STRICT;
CREATE INDEX notice_unread ON notice (jurisdiction, person) WHERE read_at IS NULL;

-- Mails that wait, were sent, or could not be delivered. Written with what causes them, sent afterwards.
CREATE TABLE mail (
    jurisdiction TEXT NOT NULL,
    id BLOB NOT NULL,
    person BLOB NOT NULL,
    kind TEXT NOT NULL,
    state TEXT NOT NULL,
    due_at INTEGER NOT NULL,
    attempts INTEGER NOT NULL,
    address TEXT NOT NULL,
    language TEXT NOT NULL,
    made_at INTEGER NOT NULL,
    done_at INTEGER,
    problem TEXT NOT NULL,
    body TEXT NOT NULL,
    PRIMARY KEY (jurisdiction, id)
) STRICT;
CREATE INDEX mail_due ON mail (due_at) WHERE state = 'due';
CREATE INDEX mail_dead ON mail (made_at) WHERE state = 'dead';

-- Who works for an organisation, and who holds an office of a jurisdiction.
CREATE INDEX person_organisation ON person (jurisdiction, organisation, role);
CREATE INDEX person_role ON person (jurisdiction, role);
