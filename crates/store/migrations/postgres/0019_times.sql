-- Reservations that are written blind add their times before their turn, and hold them against the others' in it: of two
-- that overlap the one whose turn is the later sees the other. Whoever does not say that he will do so is held to it by
-- the trigger as before. On Citus, where the trigger is not, nothing is written blind.
DO $migration$
BEGIN
    IF to_regprocedure('slot_overlap()') IS NULL THEN
        RETURN;
    END IF;

    -- Fails where a time overlaps another of the same instrument. The two last that begin before it ends are it and the
    -- one before it.
    CREATE OR REPLACE FUNCTION hold_times(homes TEXT[], instruments BYTEA[], starts BIGINT[], ends BIGINT[])
    RETURNS void LANGUAGE plpgsql SET enable_seqscan = off SET enable_bitmapscan = off
    AS $$
    BEGIN
        PERFORM pg_advisory_xact_lock(4711, 2);
        IF current_setting('transaction_isolation') <> 'read committed' THEN
            RAISE EXCEPTION 'times are written in transactions that are `read committed`'
                USING ERRCODE = 'invalid_transaction_state';
        END IF;
        IF EXISTS (
            SELECT FROM unnest(homes, instruments, starts, ends) AS came (home, instrument, start, until)
            WHERE COALESCE(
                (SELECT CASE
                    WHEN bool_or(near.start > came.start OR near.start < came.start AND near.until > came.start) THEN TRUE
                    WHEN COUNT(*) = 2 THEN FALSE
                END FROM (
                    SELECT slot.start, slot.until FROM slot
                    WHERE slot.jurisdiction = came.home AND slot.instrument = came.instrument
                        AND slot.start >= came.start - 7200 AND slot.start < came.until
                    ORDER BY slot.start DESC LIMIT 2
                ) AS near),
                (SELECT slot.until > came.start FROM slot
                WHERE slot.jurisdiction = came.home AND slot.instrument = came.instrument
                    AND slot.start < came.start
                ORDER BY slot.start DESC LIMIT 1)
            )
        ) THEN
            RAISE EXCEPTION 'two times of one instrument overlap' USING ERRCODE = 'exclusion_violation';
        END IF;
    END $$;

    CREATE OR REPLACE FUNCTION slot_overlap() RETURNS trigger LANGUAGE plpgsql AS $$
    BEGIN
        IF current_setting('jiangnan.times', TRUE) IS DISTINCT FROM 'held later' THEN
            PERFORM hold_times(array_agg(jurisdiction), array_agg(instrument), array_agg(start), array_agg(until))
            FROM came;
        END IF;
        RETURN NULL;
    END $$;
END $migration$;
