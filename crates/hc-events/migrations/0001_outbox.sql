-- What this service has to tell the others, written in the transaction of the change it tells of.

-- Raised when the database is restored to an earlier moment: versions that are given after it repeat numbers that
-- consumers have seen with other content.
CREATE TABLE event_epoch (
    is_only boolean NOT NULL DEFAULT true CONSTRAINT event_epoch_pkey PRIMARY KEY CONSTRAINT event_epoch_is_one_row CHECK (is_only),
    epoch bigint NOT NULL DEFAULT 1 CONSTRAINT event_epoch_is_positive CHECK (epoch > 0),
    raised_at timestamptz NOT NULL DEFAULT now()
);
INSERT INTO event_epoch DEFAULT VALUES;

-- The last version given to each object. Its row lock makes the versions of one object commit in their order, and
-- without gaps: who rolls back gives the number back.
CREATE TABLE object_versions (
    subject text CONSTRAINT object_versions_pkey PRIMARY KEY,
    version bigint NOT NULL
);

-- Nothing refers to these rows and every query is bounded by `published_at` or by an age, so that the table can become
-- partitions by time without a change of the code.
CREATE TABLE outbox (
    event_id uuid CONSTRAINT outbox_pkey PRIMARY KEY,
    -- The order of publishing; only compared within one subject, where it follows the versions.
    position bigint GENERATED ALWAYS AS IDENTITY,
    shard smallint NOT NULL CONSTRAINT outbox_shard_exists CHECK (shard BETWEEN 0 AND 15),
    subject text NOT NULL CONSTRAINT outbox_subject_length CHECK (length(subject) BETWEEN 1 AND 255),
    version bigint NOT NULL,
    epoch bigint NOT NULL,
    type text NOT NULL CONSTRAINT outbox_type_length CHECK (length(type) BETWEEN 1 AND 255),
    organization_id uuid,
    actor text NOT NULL,
    correlation_id text NOT NULL,
    causation_id text,
    traceparent text,
    -- Canonical ProtoJSON, as it goes out; `json` keeps the text as it is.
    data json NOT NULL CONSTRAINT outbox_data_size CHECK (octet_length(data::text) <= 65536),
    occurred_at timestamptz NOT NULL DEFAULT now(),
    published_at timestamptz,
    CONSTRAINT outbox_subject_version UNIQUE (subject, version)
);

CREATE INDEX outbox_pending ON outbox (position) WHERE published_at IS NULL;
CREATE INDEX outbox_published ON outbox (published_at) WHERE published_at IS NOT NULL;

-- Who publishes which sixteenth of the objects. The fence counts the owners: a mark that carries an old one is refused.
CREATE TABLE outbox_shards (
    shard smallint CONSTRAINT outbox_shards_pkey PRIMARY KEY,
    owner text,
    lease_until timestamptz NOT NULL DEFAULT '-infinity',
    fence bigint NOT NULL DEFAULT 0
);
INSERT INTO outbox_shards (shard) SELECT generate_series(0, 15);

-- The relays that are alive, which share the shards evenly.
CREATE TABLE outbox_relays (
    relay text CONSTRAINT outbox_relays_pkey PRIMARY KEY,
    alive_until timestamptz NOT NULL,
    -- The key of its presence: gone at once with a relay that is killed.
    presence bigint NOT NULL
);
