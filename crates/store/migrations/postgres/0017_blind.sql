-- What a node must know to write reservations without a look at what others have written: it says what it has decided
-- on, in the same breath as what it writes, and the server refuses all of it where that is not so any more.

-- Counts the groups that have changed anything but reservations, by whichever node. A group that is given up counts too:
-- others then look once in vain.
CREATE SEQUENCE IF NOT EXISTS beyond_reserving;
-- The first number that it gives is the one that it shows before.
SELECT nextval('beyond_reserving');

-- Fails where anything beyond reservations was changed, or a cap is not as it was when it was read.
CREATE OR REPLACE FUNCTION expect_unchanged(seen BIGINT, homes TEXT[], caps TEXT[], uses BIGINT[])
RETURNS void LANGUAGE plpgsql AS $$
BEGIN
    IF seen IS DISTINCT FROM (SELECT last_value FROM beyond_reserving) OR EXISTS (
        SELECT FROM unnest(homes, caps, uses) AS was (home, cap, used)
        WHERE NOT EXISTS (
            SELECT FROM cap_use
            WHERE cap_use.jurisdiction = was.home AND cap_use.cap = was.cap AND cap_use.used = was.used
        )
    ) THEN
        RAISE EXCEPTION 'somebody else has written meanwhile' USING ERRCODE = 'serialization_failure';
    END IF;
END $$;

-- The net under overlapping times, with one look a time instead of two: the two last that begin before it ends are it
-- and the one before it.
DO $migration$
BEGIN
    IF to_regprocedure('slot_overlap()') IS NULL THEN
        RETURN;
    END IF;
    CREATE OR REPLACE FUNCTION slot_overlap() RETURNS trigger LANGUAGE plpgsql
        SET enable_seqscan = off SET enable_bitmapscan = off
    AS $$
    BEGIN
        PERFORM pg_advisory_xact_lock(4711, 2);
        IF current_setting('transaction_isolation') <> 'read committed' THEN
            RAISE EXCEPTION 'times are written in transactions that are `read committed`'
                USING ERRCODE = 'invalid_transaction_state';
        END IF;
        IF EXISTS (
            SELECT FROM came WHERE COALESCE(
                (SELECT CASE
                    WHEN bool_or(near.start > came.start OR near.start < came.start AND near.until > came.start) THEN TRUE
                    WHEN COUNT(*) = 2 THEN FALSE
                END FROM (
                    SELECT slot.start, slot.until FROM slot
                    WHERE slot.jurisdiction = came.jurisdiction AND slot.instrument = came.instrument
                        AND slot.start >= came.start - 7200 AND slot.start < came.until
                    ORDER BY slot.start DESC LIMIT 2
                ) AS near),
                (SELECT slot.until > came.start FROM slot
                WHERE slot.jurisdiction = came.jurisdiction AND slot.instrument = came.instrument
                    AND slot.start < came.start
                ORDER BY slot.start DESC LIMIT 1)
            )
        ) THEN
            RAISE EXCEPTION 'two times of one instrument overlap' USING ERRCODE = 'exclusion_violation';
        END IF;
        RETURN NULL;
    END $$;
END $migration$;

-- Times that end after a moment lie among the last that were written: a summary of each part of the table is enough to
-- find them, and costs next to nothing to keep.
DROP INDEX IF EXISTS slot_until;
CREATE INDEX slot_until ON slot USING brin (until);
