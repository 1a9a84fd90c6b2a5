-- What lists and sums ask of claims stands in columns, so that no page reads all of them: under which text a claim
-- stands, when it was granted and what is left of that, and whether a later part of it is still to be paid.
ALTER TABLE claim ADD COLUMN scheme TEXT COLLATE "C" NOT NULL DEFAULT '';
ALTER TABLE claim ADD COLUMN version TEXT COLLATE "C" NOT NULL DEFAULT '';
ALTER TABLE claim ADD COLUMN accepted_at BIGINT;
ALTER TABLE claim ADD COLUMN granted_minor BIGINT NOT NULL DEFAULT 0;
ALTER TABLE claim ADD COLUMN parts_open BIGINT NOT NULL DEFAULT 0;
UPDATE claim SET
    scheme = body::jsonb #>> '{draft,scheme}',
    version = COALESCE(body::jsonb #>> '{draft,version}', ''),
    accepted_at = EXTRACT(EPOCH FROM (body::jsonb ->> 'accepted_at')::timestamptz)::bigint,
    granted_minor = CASE WHEN state NOT IN ('accepted', 'in-cycle', 'settled') THEN 0 ELSE
        (body::jsonb ->> 'accepted_minor')::bigint - COALESCE(
            (SELECT SUM((back ->> 'minor')::bigint) FROM jsonb_array_elements(body::jsonb -> 'claw_backs') AS back),
            0) END,
    parts_open = CASE WHEN EXISTS (
        SELECT 1 FROM jsonb_array_elements(COALESCE(body::jsonb -> 'instalments', '[]'::jsonb)) AS part
        WHERE (part ->> 'minor')::bigint > 0 AND NOT COALESCE((part ->> 'paid')::boolean, FALSE)) THEN 1 ELSE 0 END;
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
