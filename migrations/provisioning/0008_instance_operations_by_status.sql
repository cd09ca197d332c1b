-- no-transaction
-- Customers look at what failed or goes on at one instance, which is little among much.
CREATE INDEX CONCURRENTLY operations_instance_status ON operations (instance_id, status, operation_id);
