-- The body of each event that goes to an endpoint, once for all of them: the CloudEvent in structured mode. Kept
-- two days longer than deliveries, which all began when the row was last touched.
CREATE TABLE webhook_events (
    event_id        UUID PRIMARY KEY,
    body            TEXT NOT NULL,
    created_at      TIMESTAMPTZ NOT NULL
);
CREATE INDEX webhook_events_by_age ON webhook_events (created_at);

-- One event on its way to one endpoint. Outlives its endpoint, until a job drops it.
CREATE TABLE webhook_deliveries (
    -- By time (UUIDv7), so that the old ones are found without an index of their own.
    delivery_id      UUID PRIMARY KEY,
    endpoint_id      UUID NOT NULL,
    organization_id  UUID NOT NULL,
    event_id         UUID NOT NULL,
    event_type       TEXT NOT NULL,
    -- Tried once, even when the endpoint is disabled.
    test             BOOLEAN NOT NULL,
    status           TEXT NOT NULL CONSTRAINT webhook_deliveries_status CHECK (status IN ('pending', 'succeeded', 'failed')),
    due_at           TIMESTAMPTZ,
    -- Until when a dispatcher has it. In no index, so that claiming moves nothing there.
    leased_until     TIMESTAMPTZ,
    -- Grows with each claim; an outcome under an older one is refused.
    fence            BIGINT NOT NULL DEFAULT 0,
    -- Failed attempts since the schedule began.
    tries            INTEGER NOT NULL DEFAULT 0,
    attempts         INTEGER NOT NULL DEFAULT 0,
    response_status  INTEGER,
    latency_ms       INTEGER,
    error            TEXT NOT NULL DEFAULT '',
    request_headers  TEXT NOT NULL DEFAULT '',
    response_headers TEXT NOT NULL DEFAULT '',
    response_body    TEXT NOT NULL DEFAULT '',
    -- The last 20 attempts: {at, status, latencyMs, error}.
    log              JSONB NOT NULL DEFAULT '[]',
    created_at       TIMESTAMPTZ NOT NULL,
    finished_at      TIMESTAMPTZ,
    CONSTRAINT webhook_deliveries_once UNIQUE (endpoint_id, event_id),
    CONSTRAINT webhook_deliveries_due CHECK ((status = 'pending') = (due_at IS NOT NULL)),
    CONSTRAINT webhook_deliveries_finished CHECK ((status = 'pending') = (finished_at IS NULL))
) WITH (fillfactor = 70);
-- What a dispatcher asks: which endpoints have something waiting, and for each what is due.
CREATE INDEX webhook_deliveries_waiting ON webhook_deliveries (endpoint_id, due_at) WHERE status = 'pending';
CREATE INDEX webhook_deliveries_of_endpoint ON webhook_deliveries (endpoint_id, delivery_id);
-- Failed ones are few among many.
CREATE INDEX webhook_deliveries_failed ON webhook_deliveries (endpoint_id, delivery_id) WHERE status = 'failed';
