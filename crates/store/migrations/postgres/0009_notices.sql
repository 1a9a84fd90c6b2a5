-- What people are told: in the page, by mail, and by which of the two they want it.

-- Where a person is reached and what of. The address counts once the person has shown that it is theirs.
CREATE TABLE contact (
    jurisdiction TEXT COLLATE "C" NOT NULL,
    person BYTEA NOT NULL,
    address TEXT COLLATE "C" NOT NULL,
    confirmed BIGINT NOT NULL,
    code_hash BYTEA,
    code_until BIGINT,
    code_tries BIGINT NOT NULL,
    language TEXT COLLATE "C" NOT NULL,
    choices TEXT COLLATE "C" NOT NULL,
    PRIMARY KEY (jurisdiction, person)
);

-- What a person is told in the page.
CREATE TABLE notice (
    jurisdiction TEXT COLLATE "C" NOT NULL,
    person BYTEA NOT NULL,
    id BYTEA NOT NULL,
    kind TEXT COLLATE "C" NOT NULL,
    at BIGINT NOT NULL,
    read_at BIGINT,
    body TEXT COLLATE "C" NOT NULL,
    PRIMARY KEY (jurisdiction, person, id)
);
CREATE INDEX notice_unread ON notice (jurisdiction, person) WHERE read_at IS NULL;

-- Mails that wait, were sent, or could not be delivered. Written with what causes them, sent afterwards.
CREATE TABLE mail (
    jurisdiction TEXT COLLATE "C" NOT NULL,
    id BYTEA NOT NULL,
    person BYTEA NOT NULL,
    kind TEXT COLLATE "C" NOT NULL,
    state TEXT COLLATE "C" NOT NULL,
    due_at BIGINT NOT NULL,
    attempts BIGINT NOT NULL,
    address TEXT COLLATE "C" NOT NULL,
    language TEXT COLLATE "C" NOT NULL,
    made_at BIGINT NOT NULL,
    done_at BIGINT,
    problem TEXT COLLATE "C" NOT NULL,
    body TEXT COLLATE "C" NOT NULL,
    PRIMARY KEY (jurisdiction, id)
);
CREATE INDEX mail_due ON mail (due_at) WHERE state = 'due';
CREATE INDEX mail_dead ON mail (made_at) WHERE state = 'dead';

-- Who works for an organisation, and who holds an office of a jurisdiction.
CREATE INDEX person_organisation ON person (jurisdiction, organisation, role);
CREATE INDEX person_role ON person (jurisdiction, role);
