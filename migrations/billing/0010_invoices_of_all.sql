-- no-transaction
-- Staff read the invoices of all organizations by their status, newest first; open ones are few among many.
CREATE INDEX CONCURRENTLY invoices_status ON invoices (status, invoice_id);
