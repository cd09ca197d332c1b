-- no-transaction
-- Staff read the operations of all organizations by their status, newest first; those that failed are few among many.
CREATE INDEX CONCURRENTLY operations_status ON operations (status, operation_id);
