-- The net under the rule that no two times of one instrument overlap, three times as quick to keep as an exclusion
-- constraint, whose index costs more than all that is written beside it. A statement that leaves an overlap fails as
-- one that breaks an exclusion constraint does. Of times of which no two overlapped before, two that do now are
-- neighbours, and one of them has come or changed: so each of those is held against the one before it and those that
-- begin while it lasts. Nobody else writes times between the look and the commit, for whoever does takes the writers'
-- lock here if he has not got it; and each look sees what was committed before it, or is refused.
-- The time before lies mostly near: a look at all earlier ones reads a page of them.
-- Citus has no triggers on what it spreads: there the exclusion constraint stays.
DO $migration$
BEGIN
    IF to_regclass('pg_dist_partition') IS NOT NULL THEN
        RETURN;
    END IF;
    ALTER TABLE slot DROP CONSTRAINT IF EXISTS slot_overlap;
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
            SELECT FROM came WHERE EXISTS (
                SELECT FROM slot
                WHERE slot.jurisdiction = came.jurisdiction AND slot.instrument = came.instrument
                    AND slot.start > came.start AND slot.start < came.until
            ) OR came.start < COALESCE(
                (SELECT slot.until FROM slot
                WHERE slot.jurisdiction = came.jurisdiction AND slot.instrument = came.instrument
                    AND slot.start < came.start AND slot.start >= came.start - 7200
                ORDER BY slot.start DESC LIMIT 1),
                (SELECT slot.until FROM slot
                WHERE slot.jurisdiction = came.jurisdiction AND slot.instrument = came.instrument
                    AND slot.start < came.start
                ORDER BY slot.start DESC LIMIT 1)
            )
        ) THEN
            RAISE EXCEPTION 'two times of one instrument overlap' USING ERRCODE = 'exclusion_violation';
        END IF;
        RETURN NULL;
    END $$;
    CREATE OR REPLACE TRIGGER slot_came AFTER INSERT ON slot REFERENCING NEW TABLE AS came
        FOR EACH STATEMENT EXECUTE FUNCTION slot_overlap();
    CREATE OR REPLACE TRIGGER slot_changed AFTER UPDATE ON slot REFERENCING NEW TABLE AS came
        FOR EACH STATEMENT EXECUTE FUNCTION slot_overlap();
END $migration$;
