-- The record of every event: append-only, hash-chained, in one table a retention class and month.
--
-- The class comes first, so that what must be kept for ten years and what for three months can each go month by month
-- without a single DELETE.
CREATE TABLE audit_events (
    -- Nil for an event of no organization, so that those have a chain like every other.
    organization_id uuid NOT NULL,
    class text NOT NULL,
    -- The place in the chain of this organization and class, from 1, without gaps.
    sequence bigint NOT NULL CONSTRAINT audit_events_sequence_is_positive CHECK (sequence > 0),
    -- Grows with the sequence.
    recorded_at timestamptz NOT NULL,
    event_id uuid NOT NULL,
    type text NOT NULL,
    source text NOT NULL,
    actor text NOT NULL,
    session_id uuid,
    subject text NOT NULL,
    epoch bigint NOT NULL,
    version bigint NOT NULL,
    occurred_at timestamptz NOT NULL,
    -- Whether members of the organization may see events of this type; no part of the chain.
    visible boolean NOT NULL,
    -- The CloudEvent and what it changed, in the canonical form of RFC 8785; `json` keeps the text as it is.
    event json NOT NULL,
    changes json NOT NULL,
    previous_hash bytea NOT NULL CONSTRAINT audit_events_previous_hash_size CHECK (octet_length(previous_hash) = 32),
    hash bytea NOT NULL CONSTRAINT audit_events_hash_size CHECK (octet_length(hash) = 32),
    CONSTRAINT audit_events_pkey PRIMARY KEY (organization_id, class, sequence, recorded_at)
) PARTITION BY LIST (class);

-- Lists and exports of one organization, and of everything for a replay.
CREATE INDEX audit_events_recorded ON audit_events (recorded_at, event_id);
CREATE INDEX audit_events_of_organization ON audit_events (organization_id, recorded_at, event_id);
-- What lists are searched by.
CREATE INDEX audit_events_actor ON audit_events (organization_id, actor, recorded_at, event_id);
CREATE INDEX audit_events_type ON audit_events (organization_id, type text_pattern_ops);
CREATE INDEX audit_events_occurred ON audit_events (organization_id, occurred_at);
-- The history of one object, in its own order.
CREATE INDEX audit_events_subject ON audit_events (subject, epoch, version);
CREATE INDEX audit_events_event_id ON audit_events (event_id);

CREATE FUNCTION refuse_change_of_audit() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION '% on % is refused: the audit record is append-only', TG_OP, TG_TABLE_NAME
        USING ERRCODE = 'insufficient_privilege';
END
$$;

CREATE TRIGGER audit_events_append_only BEFORE UPDATE OR DELETE ON audit_events
    FOR EACH ROW EXECUTE FUNCTION refuse_change_of_audit();
CREATE TRIGGER audit_events_not_truncated BEFORE TRUNCATE ON audit_events
    FOR EACH STATEMENT EXECUTE FUNCTION refuse_change_of_audit();

-- Each chain's end, and what is known of its beginning after old months were taken away.
CREATE TABLE audit_chains (
    organization_id uuid NOT NULL,
    class text NOT NULL,
    sequence bigint NOT NULL DEFAULT 0,
    hash bytea NOT NULL DEFAULT decode(repeat('00', 32), 'hex'),
    recorded_at timestamptz,
    -- The checkpoint: the last record that retention took away. What is left is verified from here.
    anchor_sequence bigint NOT NULL DEFAULT 0,
    anchor_hash bytea NOT NULL DEFAULT decode(repeat('00', 32), 'hex'),
    -- How far the job has verified it, and when it last did so from the checkpoint on.
    verified_sequence bigint NOT NULL DEFAULT 0,
    verified_hash bytea NOT NULL DEFAULT decode(repeat('00', 32), 'hex'),
    verified_at timestamptz,
    fully_verified_at timestamptz,
    -- What the last verification found, when it found something.
    broken_at timestamptz,
    broken_event_id uuid,
    CONSTRAINT audit_chains_pkey PRIMARY KEY (organization_id, class),
    CONSTRAINT audit_chains_class_is_a_name CHECK (class ~ '^[a-z][a-z0-9_]{0,30}$'),
    CONSTRAINT audit_chains_anchor_is_behind CHECK (anchor_sequence BETWEEN 0 AND sequence)
);

CREATE FUNCTION keep_audit_chains() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP = 'DELETE' OR new.sequence < old.sequence OR new.anchor_sequence < old.anchor_sequence THEN
        RAISE EXCEPTION '% on % is refused: a chain only grows', TG_OP, TG_TABLE_NAME
            USING ERRCODE = 'insufficient_privilege';
    END IF;
    RETURN new;
END
$$;
CREATE TRIGGER audit_chains_only_grow BEFORE UPDATE OR DELETE ON audit_chains
    FOR EACH ROW EXECUTE FUNCTION keep_audit_chains();

-- Makes what is missing of a class's months: this one, and so many ahead. Runs with the rights of who migrates, so that
-- the service's own role needs none on the tables' structure. Answers how many were made.
--
-- What came while a month was missing is in the class's `_rest`; a month that has rows there can't be made any more.
CREATE FUNCTION make_audit_months(wanted text, ahead integer) RETURNS integer
LANGUAGE plpgsql SECURITY DEFINER SET search_path FROM CURRENT AS $$
DECLARE
    whole text := 'audit_events_' || wanted;
    part text;
    begins timestamp;
    made integer := 0;
BEGIN
    IF wanted !~ '^[a-z][a-z0-9_]{0,30}$' OR ahead NOT BETWEEN 0 AND 24 THEN
        RAISE EXCEPTION 'no class % or too many months', wanted;
    END IF;
    -- One at a time: replicas start together.
    PERFORM pg_advisory_xact_lock(hashtextextended('make_audit_months', 0));
    IF to_regclass(whole) IS NULL THEN
        EXECUTE format('CREATE TABLE %I PARTITION OF audit_events FOR VALUES IN (%L) PARTITION BY RANGE (recorded_at)',
                       whole, wanted);
        EXECUTE format('CREATE TABLE %I PARTITION OF %I DEFAULT', whole || '_rest', whole);
        EXECUTE format('CREATE TRIGGER not_truncated BEFORE TRUNCATE ON %I
                        FOR EACH STATEMENT EXECUTE FUNCTION refuse_change_of_audit()', whole);
        EXECUTE format('CREATE TRIGGER not_truncated BEFORE TRUNCATE ON %I
                        FOR EACH STATEMENT EXECUTE FUNCTION refuse_change_of_audit()', whole || '_rest');
    END IF;
    FOR month IN 0..ahead LOOP
        begins := date_trunc('month', now() AT TIME ZONE 'UTC') + make_interval(months => month);
        part := whole || to_char(begins, '_YYYY_MM');
        IF to_regclass(part) IS NULL THEN
            EXECUTE format('CREATE TABLE %I PARTITION OF %I FOR VALUES FROM (%L) TO (%L)', part, whole,
                           begins AT TIME ZONE 'UTC', (begins + interval '1 month') AT TIME ZONE 'UTC');
            EXECUTE format('CREATE TRIGGER not_truncated BEFORE TRUNCATE ON %I
                            FOR EACH STATEMENT EXECUTE FUNCTION refuse_change_of_audit()', part);
            made := made + 1;
        END IF;
    END LOOP;
    RETURN made;
END
$$;
SELECT make_audit_months('standard', 3);

-- Takes a class's month away: sets the checkpoint of each chain in it, then drops the table. Refuses a month that is
-- not over, and one that is not its class's oldest, because that would break the chains. Answers how many records went.
CREATE FUNCTION drop_audit_month(wanted text, month date) RETURNS bigint
LANGUAGE plpgsql SECURITY DEFINER SET search_path FROM CURRENT AS $$
DECLARE
    part text := 'audit_events_' || wanted || to_char(month, '_YYYY_MM');
    gone bigint;
    moved bigint;
    chains bigint;
BEGIN
    IF wanted !~ '^[a-z][a-z0-9_]{0,30}$' OR to_regclass(part) IS NULL THEN
        RAISE EXCEPTION 'there is no month % of class %', month, wanted;
    END IF;
    IF month + interval '1 month' > now() AT TIME ZONE 'UTC' THEN
        RAISE EXCEPTION 'the month % is not over', month;
    END IF;
    EXECUTE format('SELECT count(*), count(DISTINCT organization_id) FROM %I', part) INTO gone, chains;
    EXECUTE format('UPDATE audit_chains AS chain
                    SET anchor_sequence = last.sequence, anchor_hash = last.hash,
                        verified_sequence = greatest(chain.verified_sequence, last.sequence),
                        verified_hash = CASE WHEN chain.verified_sequence >= last.sequence THEN chain.verified_hash
                                             ELSE last.hash END
                    FROM (SELECT DISTINCT ON (organization_id) organization_id, sequence, hash,
                                 min(sequence) OVER (PARTITION BY organization_id) AS first
                          FROM %I ORDER BY organization_id, sequence DESC) AS last
                    WHERE chain.organization_id = last.organization_id AND chain.class = %L
                      AND chain.anchor_sequence = last.first - 1', part, wanted);
    GET DIAGNOSTICS moved = ROW_COUNT;
    IF moved <> chains THEN
        RAISE EXCEPTION 'older records of class % are still there, or some of month % are missing', wanted, month;
    END IF;
    EXECUTE format('DROP TABLE %I', part);
    RETURN gone;
END
$$;

-- Where the service has a role of its own, it gets no more than this:
--   GRANT SELECT, INSERT ON audit_events; GRANT SELECT, INSERT, UPDATE ON audit_chains;
--   GRANT EXECUTE ON FUNCTION make_audit_months, drop_audit_month;
REVOKE ALL ON audit_events, audit_chains FROM PUBLIC;
REVOKE ALL ON FUNCTION make_audit_months, drop_audit_month FROM PUBLIC;
