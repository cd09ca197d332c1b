-- The customers.
CREATE TABLE organizations (
    organization_id uuid        NOT NULL,
    slug            text        NOT NULL,
    name            text        NOT NULL,
    created_by      uuid        NOT NULL,
    created_at      timestamptz NOT NULL,
    CONSTRAINT organizations_pkey PRIMARY KEY (organization_id),
    CONSTRAINT organizations_slug_key UNIQUE (slug),
    CONSTRAINT organizations_slug CHECK (slug ~ '^[a-z0-9][a-z0-9-]{1,38}[a-z0-9]$'),
    CONSTRAINT organizations_name CHECK (char_length(name) BETWEEN 1 AND 100)
);
