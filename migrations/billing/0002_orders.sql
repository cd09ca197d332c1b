-- What an idempotency key stands for before its order exists: capacity is reserved by the order's id ahead of the
-- order's own transaction, so a retry must find the same ids.
CREATE TABLE order_intents (
    principal TEXT NOT NULL,
    idempotency_key TEXT NOT NULL,
    request_hash BYTEA NOT NULL,
    order_id UUID NOT NULL,
    -- One for each item, in the items' order.
    instance_ids UUID[] NOT NULL,
    created_at TIMESTAMPTZ NOT NULL DEFAULT now(),
    PRIMARY KEY (principal, idempotency_key)
);
CREATE INDEX order_intents_age ON order_intents (created_at);

CREATE TABLE orders (
    order_id UUID PRIMARY KEY,
    organization_id UUID NOT NULL,
    seller_id UUID NOT NULL REFERENCES sellers,
    status TEXT NOT NULL CONSTRAINT orders_status CHECK (status IN ('open', 'paid', 'voided', 'expired')),
    -- Whose wish it was: usr_….
    placed_by UUID NOT NULL,
    -- Unpaid by then, it lapses.
    expires_at TIMESTAMPTZ NOT NULL,
    created_at TIMESTAMPTZ NOT NULL,
    ended_at TIMESTAMPTZ,
    -- True until provisioning has heard that a lapsed order's capacity is free again.
    release_due BOOLEAN NOT NULL DEFAULT false
);
CREATE INDEX orders_of_organization ON orders (organization_id, order_id);
-- Open orders are few among many, and so are those with capacity to give back.
CREATE INDEX orders_lapsing ON orders (expires_at) WHERE status = 'open';
CREATE INDEX orders_release_due ON orders (order_id) WHERE release_due;

CREATE TABLE subscriptions (
    subscription_id UUID PRIMARY KEY,
    organization_id UUID NOT NULL,
    order_id UUID NOT NULL REFERENCES orders,
    price_id UUID NOT NULL REFERENCES prices,
    instance_id UUID NOT NULL CONSTRAINT subscriptions_instance UNIQUE,
    -- The instance's name, as ordered.
    name TEXT NOT NULL,
    region_id UUID NOT NULL,
    status TEXT NOT NULL CONSTRAINT subscriptions_status CHECK (
        status IN ('pending', 'trialing', 'active', 'past_due', 'suspended', 'canceled', 'expired')
    ),
    -- Every boundary is computed from the anchor in this zone, never from the boundary before it.
    anchor_at TIMESTAMPTZ,
    zone TEXT NOT NULL,
    current_period_start TIMESTAMPTZ,
    current_period_end TIMESTAMPTZ,
    cancel_at_period_end BOOLEAN NOT NULL DEFAULT false,
    created_at TIMESTAMPTZ NOT NULL,
    ended_at TIMESTAMPTZ,
    CONSTRAINT subscriptions_period CHECK (current_period_start < current_period_end),
    CONSTRAINT subscriptions_active_has_period CHECK (status <> 'active' OR current_period_end IS NOT NULL)
);
CREATE INDEX subscriptions_of_organization ON subscriptions (organization_id, subscription_id);
CREATE INDEX subscriptions_of_order ON subscriptions (order_id);
-- What must run: provisioning compares it with what does.
CREATE INDEX subscriptions_live ON subscriptions (instance_id) WHERE status IN ('trialing', 'active', 'past_due');
