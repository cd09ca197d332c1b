-- no-transaction
-- Tests go to disabled endpoints too, whose other deliveries a dispatcher must not have to look through.
CREATE INDEX CONCURRENTLY webhook_deliveries_tests ON webhook_deliveries (due_at) WHERE status = 'pending' AND test;
