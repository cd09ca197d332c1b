-- The outbox in one partition a day, so that what is told is forgotten by dropping a day instead of deleting its rows, and
-- the index of what waits stays as small as the day is.

ALTER TABLE outbox RENAME TO outbox_undivided;
ALTER INDEX outbox_pkey RENAME TO outbox_undivided_pkey;
DROP INDEX outbox_pending, outbox_published;

-- The order of publishing; only compared within one subject, where it follows the versions.
CREATE SEQUENCE outbox_positions;

CREATE TABLE outbox (
    event_id uuid NOT NULL,
    position bigint NOT NULL DEFAULT nextval('outbox_positions'),
    shard smallint NOT NULL CONSTRAINT outbox_shard_exists CHECK (shard BETWEEN 0 AND 15),
    subject text NOT NULL CONSTRAINT outbox_subject_length CHECK (length(subject) BETWEEN 1 AND 255),
    version bigint NOT NULL,
    epoch bigint NOT NULL,
    type text NOT NULL CONSTRAINT outbox_type_length CHECK (length(type) BETWEEN 1 AND 255),
    -- Work goes to its queue and not to the exchange; none for an event.
    work_queue text CONSTRAINT outbox_work_queue_length CHECK (length(work_queue) BETWEEN 1 AND 255),
    organization_id uuid,
    actor text NOT NULL,
    session_id uuid,
    correlation_id text NOT NULL,
    causation_id text,
    traceparent text,
    -- Canonical ProtoJSON, as it goes out; `json` keeps the text as it is.
    data json NOT NULL CONSTRAINT outbox_data_size CHECK (octet_length(data::text) <= 65536),
    occurred_at timestamptz NOT NULL DEFAULT now(),
    published_at timestamptz,
    -- A key of a divided table has what it is divided by. Ids are random, and versions are counted by `object_versions`,
    -- whose row lock keeps them unique for each object.
    CONSTRAINT outbox_pkey PRIMARY KEY (event_id, occurred_at)
) PARTITION BY RANGE (occurred_at);
ALTER SEQUENCE outbox_positions OWNED BY outbox.position;

CREATE INDEX outbox_pending ON outbox (position) WHERE published_at IS NULL;

-- Nothing is ever refused because a day is missing.
CREATE TABLE outbox_other_days PARTITION OF outbox DEFAULT;

-- Makes the partitions of today and the `ahead` next days (UTC); answers how many were missing. A day that already has
-- rows among the other days stays there. Attached instead of created in place: that way nobody who writes has to wait.
CREATE FUNCTION outbox_make_days(ahead integer) RETURNS integer LANGUAGE plpgsql SET lock_timeout = '1s' AS $$
DECLARE
    today date := (now() AT TIME ZONE 'UTC')::date;
    day date;
    made integer := 0;
BEGIN
    PERFORM pg_advisory_xact_lock(hashtext('outbox_days'));
    FOR day IN SELECT today + number FROM generate_series(0, ahead) AS number LOOP
        CONTINUE WHEN to_regclass('outbox_' || to_char(day, 'YYYYMMDD')) IS NOT NULL;
        BEGIN
            EXECUTE format('CREATE TABLE %I (LIKE outbox INCLUDING DEFAULTS INCLUDING CONSTRAINTS)',
                           'outbox_' || to_char(day, 'YYYYMMDD'));
            EXECUTE format('ALTER TABLE outbox ATTACH PARTITION %I FOR VALUES FROM (%L) TO (%L)',
                           'outbox_' || to_char(day, 'YYYYMMDD'),
                           day::timestamp AT TIME ZONE 'UTC', (day + 1)::timestamp AT TIME ZONE 'UTC');
            made := made + 1;
        EXCEPTION WHEN check_violation THEN
            NULL;
        END;
    END LOOP;
    RETURN made;
END $$;

-- Drops the partitions of days that ended `days` ago or earlier and have nothing left to tell; answers how many.
CREATE FUNCTION outbox_drop_days(days integer) RETURNS integer LANGUAGE plpgsql SET lock_timeout = '1s' AS $$
DECLARE
    today date := (now() AT TIME ZONE 'UTC')::date;
    partition regclass;
    is_told boolean;
    dropped integer := 0;
BEGIN
    PERFORM pg_advisory_xact_lock(hashtext('outbox_days'));
    FOR partition IN
        SELECT inhrelid::regclass FROM pg_inherits JOIN pg_class ON pg_class.oid = inhrelid
        WHERE inhparent = 'outbox'::regclass AND relname ~ '^outbox_\d{8}$'
          AND to_date(right(relname, 8), 'YYYYMMDD') + 1 <= today - days
        ORDER BY relname
    LOOP
        EXECUTE format('SELECT NOT EXISTS (SELECT FROM %s WHERE published_at IS NULL)', partition) INTO is_told;
        IF is_told THEN
            EXECUTE format('DROP TABLE %s', partition);
            dropped := dropped + 1;
        END IF;
    END LOOP;
    RETURN dropped;
END $$;

SELECT outbox_make_days(7);

INSERT INTO outbox (event_id, position, shard, subject, version, epoch, type, work_queue, organization_id, actor,
                    session_id, correlation_id, causation_id, traceparent, data, occurred_at, published_at)
SELECT event_id, position, shard, subject, version, epoch, type, work_queue, organization_id, actor,
       session_id, correlation_id, causation_id, traceparent, data, occurred_at, published_at
FROM outbox_undivided;
SELECT setval('outbox_positions', (SELECT coalesce(max(position), 0) + 1 FROM outbox), false);
DROP TABLE outbox_undivided;
