-- no-transaction
-- Customers look at what is open or void, which may be few among many.
CREATE INDEX CONCURRENTLY invoices_by_status ON invoices (organization_id, status, invoice_id);
