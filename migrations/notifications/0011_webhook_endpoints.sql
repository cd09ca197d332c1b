-- Where an organization's events go.
CREATE TABLE webhook_endpoints (
    endpoint_id     UUID PRIMARY KEY,
    organization_id UUID NOT NULL,
    url             TEXT NOT NULL,
    -- Types (`billing.invoice.paid.v1`) and prefixes (`billing.*`); empty means all.
    event_types     TEXT[] NOT NULL,
    description     TEXT NOT NULL,
    enabled         BOOLEAN NOT NULL,
    -- Set when the system disabled it, never when a member did.
    disabled_reason TEXT CONSTRAINT webhook_endpoints_disabled_reason CHECK (disabled_reason IN ('gone', 'failing')),
    disabled_at     TIMESTAMPTZ,
    -- Grows with each change, of a secret too: what a dispatcher has cached is right while it is the same.
    version         BIGINT NOT NULL,
    created_by      UUID NOT NULL,
    created_at      TIMESTAMPTZ NOT NULL,
    CONSTRAINT webhook_endpoints_disabled CHECK (
        (disabled_reason IS NULL) = (disabled_at IS NULL) AND (disabled_reason IS NULL OR NOT enabled))
);
CREATE INDEX webhook_endpoints_of_organization ON webhook_endpoints (organization_id, endpoint_id);

-- Signing secrets, encrypted under a data key. At most two of an endpoint are valid: the current one, and the one before
-- until it expires.
CREATE TABLE webhook_secrets (
    secret_id   UUID PRIMARY KEY,
    endpoint_id UUID NOT NULL REFERENCES webhook_endpoints (endpoint_id) ON DELETE CASCADE,
    sealed      BYTEA NOT NULL,
    created_at  TIMESTAMPTZ NOT NULL,
    expires_at  TIMESTAMPTZ
);
CREATE INDEX webhook_secrets_of_endpoint ON webhook_secrets (endpoint_id);
CREATE UNIQUE INDEX webhook_secrets_current ON webhook_secrets (endpoint_id) WHERE expires_at IS NULL;

-- How an endpoint does. Apart from it, because dispatchers write here and members there.
CREATE TABLE webhook_health (
    endpoint_id   UUID PRIMARY KEY REFERENCES webhook_endpoints (endpoint_id) ON DELETE CASCADE,
    -- When the first attempt failed after the last that succeeded.
    failing_since TIMESTAMPTZ,
    -- It asked for less: nothing is sent before.
    held_until    TIMESTAMPTZ
);
