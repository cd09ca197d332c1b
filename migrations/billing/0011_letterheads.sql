-- Who sells, as it stands on paper: what the law wants on an invoice (Directive 2006/112/EC, article 226, points 3 and 5).
ALTER TABLE sellers ADD COLUMN address TEXT NOT NULL DEFAULT ''
    CONSTRAINT sellers_address_length CHECK (length(address) <= 500);
ALTER TABLE sellers ADD COLUMN tax_number TEXT NOT NULL DEFAULT ''
    CONSTRAINT sellers_tax_number_length CHECK (length(tax_number) <= 50);

-- As it was when the invoice got its number; until then, when it was made. An issued invoice is a document: what the seller
-- is called later does not change it. Empty on invoices from before.
ALTER TABLE invoices ADD COLUMN seller_name TEXT NOT NULL DEFAULT '';
ALTER TABLE invoices ADD COLUMN seller_address TEXT NOT NULL DEFAULT '';
ALTER TABLE invoices ADD COLUMN seller_tax_number TEXT NOT NULL DEFAULT '';
