-- To whom invoices are addressed: the buyer's full name and address, and the number for value added tax where it matters
-- (Directive 2006/112/EC, article 226, points 4 and 5). Empty is what nobody has said: then the name is the organization's.
CREATE TABLE billing_details (
    organization_id UUID PRIMARY KEY,
    -- An object of its own, so that its changes can be told in their order.
    billing_details_id UUID NOT NULL CONSTRAINT billing_details_id UNIQUE,
    name TEXT NOT NULL CONSTRAINT billing_details_name_length CHECK (length(name) <= 200),
    address TEXT NOT NULL CONSTRAINT billing_details_address_length CHECK (length(address) <= 500),
    tax_number TEXT NOT NULL CONSTRAINT billing_details_tax_number_length CHECK (length(tax_number) <= 50),
    updated_at TIMESTAMPTZ NOT NULL
);

-- As they were when the invoice got its number; until then, as they are. Empty on invoices from before.
ALTER TABLE invoices ADD COLUMN buyer_name TEXT NOT NULL DEFAULT '';
ALTER TABLE invoices ADD COLUMN buyer_address TEXT NOT NULL DEFAULT '';
ALTER TABLE invoices ADD COLUMN buyer_tax_number TEXT NOT NULL DEFAULT '';
