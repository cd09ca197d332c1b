-- no-transaction
-- Staff look at what was paid in the last days.
CREATE INDEX CONCURRENTLY invoices_by_payment ON invoices (paid_at) WHERE status = 'paid';
