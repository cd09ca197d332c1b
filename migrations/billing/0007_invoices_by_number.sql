-- no-transaction
-- Staff find an invoice by its number alone, whoever the seller is.
CREATE INDEX CONCURRENTLY invoices_by_number ON invoices (number) WHERE number IS NOT NULL;
