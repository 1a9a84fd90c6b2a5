-- Reservations that are written blind count their caps before their turn. What they change is theirs from then on until
-- they stand or are given up, and nobody changes anything beyond reservations while they are written: so what is true
-- here is still true in their turn, which is the shorter for it. Whoever counts the same cap waits, and is then refused.
-- `expect_unchanged` stays for nodes that were started before.

-- Counts caps, in the order in which they are given. Fails where anything beyond reservations was changed, or a cap is
-- not as it was when it was read.
CREATE OR REPLACE FUNCTION count_caps(seen BIGINT, homes TEXT[], caps TEXT[], uses_before BIGINT[], uses BIGINT[])
RETURNS void LANGUAGE plpgsql AS $$
DECLARE
    counted BIGINT := 0;
BEGIN
    IF cardinality(homes) > 0 THEN
        UPDATE cap_use SET used = count.used
        FROM unnest(homes, caps, uses_before, uses) AS count (home, cap, was, used)
        WHERE cap_use.jurisdiction = count.home AND cap_use.cap = count.cap AND cap_use.used = count.was;
        GET DIAGNOSTICS counted = ROW_COUNT;
    END IF;
    IF counted <> cardinality(homes) OR seen IS DISTINCT FROM (SELECT last_value FROM beyond_reserving) THEN
        RAISE EXCEPTION 'somebody else has written meanwhile' USING ERRCODE = 'serialization_failure';
    END IF;
END $$;
