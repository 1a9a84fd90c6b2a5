-- Changes of bank accounts that one person proposes and another confirms; what somebody made of a line of the
-- bank; the sessions of one person, to end all of them.

CREATE TABLE bank_account_change (
    jurisdiction TEXT COLLATE "C" NOT NULL,
    id BYTEA NOT NULL,
    party BYTEA NOT NULL,
    state TEXT COLLATE "C" NOT NULL,
    proposed_by BYTEA NOT NULL,
    proposed_at BIGINT NOT NULL,
    decided_by BYTEA,
    decided_at BIGINT,
    reason TEXT COLLATE "C" NOT NULL,
    before TEXT COLLATE "C",
    body TEXT COLLATE "C" NOT NULL,
    PRIMARY KEY (jurisdiction, id)
);
CREATE INDEX bank_account_change_state ON bank_account_change (jurisdiction, state, proposed_at);

ALTER TABLE bank_entry ADD COLUMN resolution TEXT COLLATE "C";

CREATE INDEX session_person ON session (person);
