-- What lists and sums ask of claims stands in columns, so that no page reads all of them: under which text a claim
-- stands, when it was granted and what is left of that, and whether a later part of it is still to be paid.
ALTER TABLE claim ADD COLUMN scheme TEXT NOT NULL DEFAULT '';
ALTER TABLE claim ADD COLUMN version TEXT NOT NULL DEFAULT '';
ALTER TABLE claim ADD COLUMN accepted_at INTEGER;
ALTER TABLE claim ADD COLUMN granted_minor INTEGER NOT NULL DEFAULT 0;
ALTER TABLE claim ADD COLUMN parts_open INTEGER NOT NULL DEFAULT 0;
UPDATE claim SET
    scheme = json_extract(body, '$.draft.scheme'),
    version = COALESCE(json_extract(body, '$.draft.version'), ''),
    accepted_at = unixepoch(json_extract(body, '$.accepted_at')),
    granted_minor = CASE WHEN state NOT IN ('accepted', 'in-cycle', 'settled') THEN 0 ELSE
        json_extract(body, '$.accepted_minor') - COALESCE(
            (SELECT SUM(json_extract(back.value, '$.minor')) FROM json_each(body, '$.claw_backs') AS back), 0) END,
    parts_open = EXISTS (
        SELECT 1 FROM json_each(body, '$.instalments') AS part
        WHERE json_extract(part.value, '$.minor') > 0
            AND COALESCE(json_extract(part.value, '$.paid'), 0) = 0);
DROP INDEX claim_state;
CREATE INDEX claim_state ON claim (jurisdiction, state, submitted_at, id);
CREATE INDEX claim_stands ON claim (state, submitted_at, id);
CREATE INDEX claim_paid ON claim (jurisdiction, version, submitted_at, id) WHERE state = 'settled';
CREATE INDEX claim_granted ON claim (jurisdiction, scheme, accepted_at, provider_home, granted_minor)
    WHERE granted_minor > 0;
CREATE INDEX claim_parts ON claim (jurisdiction, id) WHERE parts_open = 1;

-- The vouchers of a scheme, the latest grant first; the lines of a bank that somebody looks at or has settled.
CREATE INDEX voucher_scheme ON voucher (jurisdiction, scheme, granted_on, id);
CREATE INDEX bank_entry_attention ON bank_entry (jurisdiction, id) WHERE attention = 1;
CREATE INDEX bank_entry_by_hand ON bank_entry (jurisdiction, id) WHERE resolution IS NOT NULL;
