-- Who is to be looked at, when, and who is looking. One row for each instance; a worker holds it under a lease, and writes
-- only while its fencing number is the row's. `wakes` tells at the end whether something changed meanwhile.
CREATE TABLE reconcile_queue (
    instance_id uuid PRIMARY KEY REFERENCES instances,
    organization_id uuid NOT NULL,
    due_at timestamptz NOT NULL,
    -- 0: a user waits for it; 1: another attempt; 2: a look whether all is as it was.
    priority smallint NOT NULL,
    attempts integer NOT NULL DEFAULT 0,
    wakes bigint NOT NULL DEFAULT 0,
    fence bigint NOT NULL DEFAULT 0,
    -- The key under which the holder is present: it ends with the holder's process.
    lease_presence bigint,
    lease_until timestamptz
);
CREATE INDEX reconcile_queue_due ON reconcile_queue (priority, due_at);
CREATE INDEX reconcile_queue_leased ON reconcile_queue (organization_id) WHERE lease_presence IS NOT NULL;
