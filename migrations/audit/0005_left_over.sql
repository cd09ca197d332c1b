-- How many records of the last 400 days stand in no month of their class, because theirs was missing when they came. Asks
-- each class's `_rest` by itself: through `audit_events` it would read the records of every month. Runs with the rights of
-- who migrates, and anyone may ask: a role of the service's own reads no part of `audit_events` directly.
CREATE FUNCTION count_audit_left_over() RETURNS bigint
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path FROM CURRENT AS $$
DECLARE
    rest regclass;
    these bigint;
    total bigint := 0;
BEGIN
    FOR rest IN
        SELECT partdefid::regclass FROM pg_inherits JOIN pg_partitioned_table ON partrelid = inhrelid
        WHERE inhparent = 'audit_events'::regclass AND partdefid <> 0
    LOOP
        EXECUTE format('SELECT count(*) FROM %s WHERE recorded_at >= now() - interval ''400 days''', rest) INTO these;
        total := total + these;
    END LOOP;
    RETURN total;
END
$$;
