-- A payment is one attempt to settle an invoice. The row is committed before the provider is called, and its id is the
-- provider's idempotency key; it is also the record of the caller's own key, because its answer comes after the call.
CREATE TABLE payments (
    payment_id UUID PRIMARY KEY,
    organization_id UUID NOT NULL,
    invoice_id UUID NOT NULL REFERENCES invoices,
    -- Whose wish it was, and their key for it.
    principal TEXT NOT NULL,
    idempotency_key TEXT NOT NULL,
    request_hash BYTEA NOT NULL,
    amount_minor BIGINT NOT NULL CONSTRAINT payments_amount CHECK (amount_minor > 0),
    refunded_minor BIGINT NOT NULL DEFAULT 0
        CONSTRAINT payments_refunded CHECK (refunded_minor BETWEEN 0 AND amount_minor),
    currency CHAR(3) NOT NULL,
    provider TEXT NOT NULL,
    provider_reference TEXT,
    status TEXT NOT NULL CONSTRAINT payments_status CHECK (
        status IN ('sent', 'requires_action', 'unknown', 'succeeded', 'failed', 'canceled')
    ),
    failure_code TEXT,
    -- When the provider is asked what became of it; null once that is known.
    ask_at TIMESTAMPTZ,
    asked INTEGER NOT NULL DEFAULT 0,
    finished_at TIMESTAMPTZ,
    created_at TIMESTAMPTZ NOT NULL,
    CONSTRAINT payments_key UNIQUE (principal, idempotency_key),
    CONSTRAINT payments_failed_has_code CHECK ((status = 'failed') = (failure_code IS NOT NULL)),
    CONSTRAINT payments_finished CHECK (
        (status IN ('succeeded', 'failed', 'canceled')) = (finished_at IS NOT NULL)
        AND (finished_at IS NULL) = (ask_at IS NOT NULL)
    )
);
CREATE UNIQUE INDEX payments_one_unfinished ON payments (invoice_id)
    WHERE status NOT IN ('succeeded', 'failed', 'canceled');
CREATE INDEX payments_of_invoice ON payments (invoice_id, payment_id);
CREATE INDEX payments_of_organization ON payments (organization_id, payment_id);
CREATE INDEX payments_to_ask ON payments (ask_at) WHERE ask_at IS NOT NULL;

-- The books of the `test` provider. They are not billing's: another schema, never read in a join, written by
-- transactions of their own, so that a charge can succeed while billing forgets to listen.
CREATE SCHEMA test_provider;
CREATE TABLE test_provider.charges (
    idempotency_key TEXT PRIMARY KEY,
    reference TEXT NOT NULL,
    amount_minor BIGINT NOT NULL,
    currency CHAR(3) NOT NULL,
    -- Null when the money was taken.
    decline_code TEXT,
    charged_at TIMESTAMPTZ NOT NULL DEFAULT now()
);
