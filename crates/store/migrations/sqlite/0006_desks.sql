-- Changes of bank accounts that one person proposes and another confirms; what somebody made of a line of the
-- bank; the sessions of one person, to end all of them.

CREATE TABLE bank_account_change (
    jurisdiction TEXT NOT NULL,
    id BLOB NOT NULL,
    party BLOB NOT NULL,
    state TEXT NOT NULL,
    proposed_by BLOB NOT NULL,
    proposed_at INTEGER NOT NULL,
    decided_by BLOB,
    decided_at INTEGER,
    reason TEXT NOT NULL,
    before TEXT,
    body TEXT NOT NULL,
    PRIMARY KEY (jurisdiction, id)
) STRICT;
CREATE INDEX bank_account_change_state ON bank_account_change (jurisdiction, state, proposed_at);

ALTER TABLE bank_entry ADD COLUMN resolution TEXT;

CREATE INDEX session_person ON session (person);
