-- no-transaction
-- Customers look at what failed or was suspended, which is little among much, and at what was terminated.
CREATE INDEX CONCURRENTLY instances_by_status ON instances (organization_id, status, instance_id);
