-- Where instances run, and how much room there is. No counters: what is used is summed up from reservations and
-- placements under the node's row lock whenever it matters.
CREATE TABLE regions (
    region_id uuid PRIMARY KEY,
    slug text NOT NULL CONSTRAINT regions_slug_key UNIQUE,
    name text NOT NULL,
    position integer NOT NULL DEFAULT 0,
    offered boolean NOT NULL DEFAULT true,
    created_at timestamptz NOT NULL DEFAULT now()
);

CREATE TABLE nodes (
    node_id uuid PRIMARY KEY,
    region_id uuid NOT NULL REFERENCES regions,
    name text NOT NULL CONSTRAINT nodes_name_key UNIQUE,
    driver text NOT NULL CONSTRAINT nodes_driver_check CHECK (driver IN ('embedded')),
    status text NOT NULL CONSTRAINT nodes_status_check CHECK (status IN ('ready', 'cordoned')),
    cpu_milli bigint NOT NULL CHECK (cpu_milli >= 0),
    memory_mib bigint NOT NULL CHECK (memory_mib >= 0),
    disk_bytes bigint NOT NULL CHECK (disk_bytes >= 0),
    instances bigint NOT NULL CHECK (instances >= 0),
    created_at timestamptz NOT NULL DEFAULT now()
);
CREATE INDEX nodes_region ON nodes (region_id);

-- Capacity held before the sale, by order; one row for each instance to be.
CREATE TABLE reservations (
    reservation_id uuid PRIMARY KEY,
    order_id uuid NOT NULL,
    organization_id uuid NOT NULL,
    instance_id uuid NOT NULL CONSTRAINT reservations_instance_key UNIQUE,
    region_id uuid NOT NULL REFERENCES regions,
    node_id uuid NOT NULL REFERENCES nodes,
    cpu_milli bigint NOT NULL CHECK (cpu_milli >= 0),
    memory_mib bigint NOT NULL CHECK (memory_mib >= 0),
    disk_bytes bigint NOT NULL CHECK (disk_bytes >= 0),
    expires_at timestamptz NOT NULL,
    created_at timestamptz NOT NULL DEFAULT now()
);
CREATE INDEX reservations_order ON reservations (order_id);
CREATE INDEX reservations_node ON reservations (node_id, expires_at);
CREATE INDEX reservations_expiry ON reservations (expires_at);

-- Capacity in use, from the order until the instance is gone.
CREATE TABLE placements (
    instance_id uuid PRIMARY KEY,
    organization_id uuid NOT NULL,
    node_id uuid NOT NULL REFERENCES nodes,
    cpu_milli bigint NOT NULL CHECK (cpu_milli >= 0),
    memory_mib bigint NOT NULL CHECK (memory_mib >= 0),
    disk_bytes bigint NOT NULL CHECK (disk_bytes >= 0),
    created_at timestamptz NOT NULL DEFAULT now()
);
CREATE INDEX placements_node ON placements (node_id);
