-- What subscriptions run. `desired` and `generation` are what is wanted, written by calls and events; `status` and what
-- begins with `observed_` is what the reconciler has found, and only it writes that.
CREATE TABLE instances (
    instance_id uuid PRIMARY KEY,
    organization_id uuid NOT NULL,
    subscription_id uuid NOT NULL,
    order_id uuid,
    region_id uuid NOT NULL REFERENCES regions,
    name text NOT NULL,
    kind text NOT NULL CONSTRAINT instances_kind_check CHECK (kind IN ('site', 'app', 'database')),
    host text NOT NULL CONSTRAINT instances_host_key UNIQUE,
    cpu_milli bigint NOT NULL,
    memory_mib bigint NOT NULL,
    disk_bytes bigint NOT NULL,
    max_files integer NOT NULL,
    desired text NOT NULL
        CONSTRAINT instances_desired_check CHECK (desired IN ('pending', 'active', 'suspended', 'terminated')),
    generation bigint NOT NULL,
    desired_release_id uuid,
    -- The last event of the subscription that was taken in: what comes later with an earlier version is late.
    subscription_epoch bigint NOT NULL DEFAULT 0,
    subscription_version bigint NOT NULL DEFAULT 0,
    status text NOT NULL CONSTRAINT instances_status_check CHECK (status IN ('pending', 'provisioning', 'active',
        'updating', 'degraded', 'suspended', 'terminating', 'terminated', 'failed')),
    failure_code text,
    observed_generation bigint NOT NULL DEFAULT 0,
    observed_release_id uuid,
    observed_at timestamptz,
    activated_at timestamptz,
    terminated_at timestamptz,
    created_at timestamptz NOT NULL DEFAULT now(),
    CONSTRAINT instances_observed_check CHECK (observed_generation <= generation)
);
CREATE INDEX instances_organization ON instances (organization_id, instance_id) WHERE status <> 'terminated';
CREATE INDEX instances_order ON instances (order_id);

-- Orders that were given up before they were heard of: their late beginning must not take room again.
CREATE TABLE voided_orders (
    order_id uuid PRIMARY KEY,
    voided_at timestamptz NOT NULL DEFAULT now()
);

-- Instances whose subscription ended before they were heard of, for the same reason.
CREATE TABLE ended_instances (
    instance_id uuid PRIMARY KEY,
    ended_at timestamptz NOT NULL DEFAULT now()
);

CREATE TABLE operations (
    operation_id uuid PRIMARY KEY,
    instance_id uuid NOT NULL REFERENCES instances,
    organization_id uuid NOT NULL,
    kind text NOT NULL CONSTRAINT operations_kind_check
        CHECK (kind IN ('provision', 'deploy', 'roll_back', 'suspend', 'resume', 'repair', 'terminate')),
    status text NOT NULL CONSTRAINT operations_status_check
        CHECK (status IN ('queued', 'running', 'succeeded', 'failed', 'canceled')),
    generation bigint NOT NULL,
    release_id uuid,
    steps jsonb NOT NULL,
    error_code text,
    error_message text,
    error_retryable boolean,
    -- Who asked for it, for the events that follow from it.
    actor text NOT NULL,
    correlation text NOT NULL,
    causation text,
    created_at timestamptz NOT NULL DEFAULT now(),
    started_at timestamptz,
    finished_at timestamptz
);
CREATE INDEX operations_instance ON operations (instance_id, operation_id);
CREATE INDEX operations_unfinished ON operations (instance_id) WHERE status IN ('queued', 'running');

-- A version of an instance's content; `manifest` is the SHA-256 that its files are known by.
CREATE TABLE releases (
    release_id uuid PRIMARY KEY,
    instance_id uuid NOT NULL REFERENCES instances,
    organization_id uuid NOT NULL,
    version integer NOT NULL,
    status text NOT NULL CONSTRAINT releases_status_check
        CHECK (status IN ('uploaded', 'live', 'superseded', 'failed')),
    manifest bytea NOT NULL CHECK (octet_length(manifest) = 32),
    size_bytes bigint NOT NULL,
    file_count integer NOT NULL,
    superseded_at timestamptz,
    created_at timestamptz NOT NULL DEFAULT now(),
    CONSTRAINT releases_version_key UNIQUE (instance_id, version)
);
CREATE INDEX releases_instance ON releases (instance_id, release_id);
CREATE INDEX releases_organization ON releases (organization_id, manifest);
