CREATE TABLE invoices (
    invoice_id UUID PRIMARY KEY,
    organization_id UUID NOT NULL,
    seller_id UUID NOT NULL REFERENCES sellers,
    order_id UUID NOT NULL REFERENCES orders,
    status TEXT NOT NULL CONSTRAINT invoices_status CHECK (status IN ('draft', 'open', 'paid', 'void', 'uncollectible')),
    -- Null for a pro-forma.
    number TEXT CONSTRAINT invoices_number_length CHECK (length(number) <= 35),
    currency CHAR(3) NOT NULL,
    prices_include_tax BOOLEAN NOT NULL,
    discount_minor BIGINT NOT NULL,
    subtotal_minor BIGINT NOT NULL,
    tax_minor BIGINT NOT NULL,
    total_minor BIGINT NOT NULL,
    credit_applied_minor BIGINT NOT NULL DEFAULT 0,
    paid_minor BIGINT NOT NULL DEFAULT 0,
    due_at TIMESTAMPTZ,
    issued_at TIMESTAMPTZ,
    paid_at TIMESTAMPTZ,
    voided_at TIMESTAMPTZ,
    void_reason TEXT,
    created_at TIMESTAMPTZ NOT NULL,
    CONSTRAINT invoices_number UNIQUE (seller_id, number),
    CONSTRAINT invoices_total CHECK (subtotal_minor + tax_minor = total_minor),
    CONSTRAINT invoices_not_overpaid CHECK (
        total_minor >= 0 AND credit_applied_minor >= 0 AND paid_minor >= 0
        AND credit_applied_minor + paid_minor <= total_minor
    ),
    CONSTRAINT invoices_issued_has_number CHECK ((issued_at IS NULL) = (number IS NULL)),
    CONSTRAINT invoices_paid_is_issued CHECK (
        status <> 'paid' OR (issued_at IS NOT NULL AND credit_applied_minor + paid_minor = total_minor)
    )
);
CREATE INDEX invoices_of_organization ON invoices (organization_id, invoice_id);
CREATE INDEX invoices_of_order ON invoices (order_id);

CREATE TABLE invoice_tax_groups (
    invoice_id UUID NOT NULL REFERENCES invoices,
    position SMALLINT NOT NULL,
    category TEXT NOT NULL,
    rate NUMERIC(7, 4) NOT NULL,
    jurisdiction TEXT NOT NULL,
    taxable_minor BIGINT NOT NULL,
    tax_minor BIGINT NOT NULL,
    PRIMARY KEY (invoice_id, position)
);

CREATE TABLE invoice_lines (
    invoice_id UUID NOT NULL REFERENCES invoices,
    position SMALLINT NOT NULL,
    subscription_id UUID NOT NULL REFERENCES subscriptions,
    price_id UUID NOT NULL REFERENCES prices,
    description TEXT NOT NULL,
    quantity NUMERIC NOT NULL,
    -- Minor units, with up to 12 digits after the point.
    unit_minor NUMERIC NOT NULL,
    amount_minor BIGINT NOT NULL,
    discount_minor BIGINT NOT NULL,
    -- Without tax, after the discount.
    net_minor BIGINT NOT NULL,
    tax_group SMALLINT NOT NULL,
    -- Why the line costs this: the rule, the price's version, the rate.
    reason TEXT NOT NULL,
    -- Known once the period has begun.
    period_start TIMESTAMPTZ,
    period_end TIMESTAMPTZ,
    PRIMARY KEY (invoice_id, position),
    FOREIGN KEY (invoice_id, tax_group) REFERENCES invoice_tax_groups,
    -- A period is billed once, whoever tries.
    CONSTRAINT invoice_lines_period_once UNIQUE (subscription_id, period_start)
);

-- An issued invoice is a document: everything after it is another document or another ledger transfer. A void one stays.
CREATE FUNCTION issued_invoice_is_immutable() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    moving TEXT[] := '{status,credit_applied_minor,paid_minor,paid_at,voided_at,void_reason}';
BEGIN
    IF TG_OP = 'UPDATE' AND OLD.status <> 'void'
        AND (OLD.issued_at IS NULL OR to_jsonb(NEW) - moving = to_jsonb(OLD) - moving) THEN
        RETURN NEW;
    END IF;
    RAISE EXCEPTION 'invoice % can''t be changed or deleted', OLD.invoice_id USING ERRCODE = 'restrict_violation';
END
$$;
CREATE TRIGGER invoices_immutable BEFORE UPDATE OR DELETE ON invoices
    FOR EACH ROW EXECUTE FUNCTION issued_invoice_is_immutable();

CREATE FUNCTION issued_invoice_part_is_immutable() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    touched UUID := CASE TG_OP WHEN 'INSERT' THEN NEW.invoice_id ELSE OLD.invoice_id END;
BEGIN
    IF EXISTS (SELECT FROM invoices WHERE invoice_id = touched AND issued_at IS NOT NULL) THEN
        RAISE EXCEPTION 'invoice % is issued: its % can''t change', touched, TG_TABLE_NAME
            USING ERRCODE = 'restrict_violation';
    END IF;
    RETURN CASE TG_OP WHEN 'DELETE' THEN OLD ELSE NEW END;
END
$$;
CREATE TRIGGER invoice_lines_immutable BEFORE INSERT OR UPDATE OR DELETE ON invoice_lines
    FOR EACH ROW EXECUTE FUNCTION issued_invoice_part_is_immutable();
CREATE TRIGGER invoice_tax_groups_immutable BEFORE INSERT OR UPDATE OR DELETE ON invoice_tax_groups
    FOR EACH ROW EXECUTE FUNCTION issued_invoice_part_is_immutable();

-- Gap-free numbers: a row for each series, updated by the issuing transaction as late as it can.
CREATE TABLE number_series (
    seller_id UUID NOT NULL REFERENCES sellers,
    kind TEXT NOT NULL CONSTRAINT number_series_kind CHECK (kind IN ('invoice')),
    year INTEGER NOT NULL,
    next BIGINT NOT NULL CONSTRAINT number_series_next CHECK (next > 0),
    PRIMARY KEY (seller_id, kind, year)
);
