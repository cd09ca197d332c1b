-- no-transaction
-- Staff read which instances are not as they should be; they are few among many that are settled.
CREATE INDEX CONCURRENTLY instances_stray ON instances (instance_id)
    WHERE (desired = 'active' AND status NOT IN ('active', 'updating'))
        OR (desired IN ('suspended', 'terminated') AND status IN ('active', 'updating', 'degraded', 'terminating'))
        OR (desired = 'abandoned' AND observed_generation < generation);
