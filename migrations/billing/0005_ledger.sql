-- Double-entry bookkeeping under every amount. Debit is positive; the entries of a transfer sum to zero in each
-- currency, checked at commit; nothing is ever changed or deleted, a correction is another transfer.

CREATE TABLE ledger_accounts (
    account_id BIGINT GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    seller_id UUID NOT NULL REFERENCES sellers,
    -- receivable, customer_credit (each of an organization), provider_clearing:test, tax_payable:DE:19,
    -- deferred_income, income:site, ….
    name TEXT NOT NULL,
    organization_id UUID,
    currency CHAR(3) NOT NULL,
    CONSTRAINT ledger_accounts_once UNIQUE NULLS NOT DISTINCT (seller_id, name, organization_id, currency)
);

CREATE TABLE ledger_transfers (
    transfer_id UUID PRIMARY KEY,
    -- What it books: an invoice, a payment, a subscription.
    source_type TEXT NOT NULL,
    source_id UUID NOT NULL,
    -- Why: issued, succeeded, credited, ….
    kind TEXT NOT NULL,
    created_at TIMESTAMPTZ NOT NULL,
    CONSTRAINT ledger_transfers_once UNIQUE (source_type, source_id, kind)
);

CREATE TABLE ledger_entries (
    transfer_id UUID NOT NULL REFERENCES ledger_transfers,
    position SMALLINT NOT NULL,
    account_id BIGINT NOT NULL REFERENCES ledger_accounts,
    -- Debit positive, credit negative.
    amount_minor BIGINT NOT NULL CONSTRAINT ledger_entries_amount CHECK (amount_minor <> 0),
    PRIMARY KEY (transfer_id, position)
);
CREATE INDEX ledger_entries_of_account ON ledger_entries (account_id) INCLUDE (amount_minor);

CREATE FUNCTION ledger_is_append_only() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION '% is append-only: book a correcting transfer', TG_TABLE_NAME USING ERRCODE = 'restrict_violation';
END
$$;
CREATE TRIGGER ledger_accounts_append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON ledger_accounts
    FOR EACH STATEMENT EXECUTE FUNCTION ledger_is_append_only();
CREATE TRIGGER ledger_transfers_append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON ledger_transfers
    FOR EACH STATEMENT EXECUTE FUNCTION ledger_is_append_only();
CREATE TRIGGER ledger_entries_append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON ledger_entries
    FOR EACH STATEMENT EXECUTE FUNCTION ledger_is_append_only();

CREATE FUNCTION ledger_transfer_is_balanced() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF NOT EXISTS (SELECT FROM ledger_entries WHERE transfer_id = NEW.transfer_id) THEN
        RAISE EXCEPTION 'ledger transfer % has no entries', NEW.transfer_id USING ERRCODE = 'check_violation';
    END IF;
    IF EXISTS (
        SELECT FROM ledger_entries JOIN ledger_accounts USING (account_id)
        WHERE transfer_id = NEW.transfer_id GROUP BY currency HAVING sum(amount_minor) <> 0
    ) THEN
        RAISE EXCEPTION 'ledger transfer % does not sum to zero', NEW.transfer_id USING ERRCODE = 'check_violation';
    END IF;
    RETURN NULL;
END
$$;
CREATE CONSTRAINT TRIGGER ledger_transfers_balanced AFTER INSERT ON ledger_transfers
    DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION ledger_transfer_is_balanced();
CREATE CONSTRAINT TRIGGER ledger_entries_balanced AFTER INSERT ON ledger_entries
    DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION ledger_transfer_is_balanced();

-- What the customer has to their credit, grant by grant; the ledger's customer_credit account holds the same sum.
CREATE TABLE account_credits (
    -- The ledger transfer that booked it.
    transfer_id UUID PRIMARY KEY REFERENCES ledger_transfers,
    organization_id UUID NOT NULL,
    seller_id UUID NOT NULL REFERENCES sellers,
    currency CHAR(3) NOT NULL,
    amount_minor BIGINT NOT NULL CONSTRAINT account_credits_amount CHECK (amount_minor > 0),
    reason TEXT NOT NULL CONSTRAINT account_credits_reason CHECK (reason IN ('late_payment', 'instance_failed')),
    source_type TEXT NOT NULL,
    source_id UUID NOT NULL,
    created_at TIMESTAMPTZ NOT NULL,
    CONSTRAINT account_credits_once UNIQUE (source_type, source_id)
);
CREATE INDEX account_credits_of_organization ON account_credits (organization_id, transfer_id);

-- An id as the public interfaces show it: a prefix and 26 digits of Crockford's base 32 (the TypeID specification).
CREATE FUNCTION type_id(prefix TEXT, id UUID) RETURNS TEXT
LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE AS $$
    SELECT prefix || '_' || string_agg(
        substr('0123456789abcdefghjkmnpqrstvwxyz', 1 + substring(bits FROM 1 + 5 * digit FOR 5)::bit(5)::int, 1),
        '' ORDER BY digit
    )
    FROM (SELECT B'00' || ('x' || replace(id::text, '-', ''))::bit(128) AS bits) AS padded,
        generate_series(0, 25) AS digit
$$;

-- The balance of each account, for staff: `receivable:org_…` and `customer_credit:org_…` belong to an organization, which
-- stands in a column of its own as the same public id; amounts are minor units, debit − credit is the balance.
CREATE VIEW ledger_balance AS
SELECT
    concat_ws(':', name, type_id('org', organization_id)) AS account,
    type_id('org', organization_id) AS organization,
    currency::text AS currency,
    coalesce(sum(amount_minor) FILTER (WHERE amount_minor > 0), 0)::bigint AS debit,
    coalesce(-sum(amount_minor) FILTER (WHERE amount_minor < 0), 0)::bigint AS credit
FROM ledger_accounts LEFT JOIN ledger_entries USING (account_id)
GROUP BY name, organization_id, currency;

-- What must always hold between ledger, invoices, payments and credits. No row means that the books are right; each row
-- names what is broken and where.
CREATE FUNCTION ledger_breaches() RETURNS TABLE (invariant TEXT, subject TEXT, currency TEXT, expected BIGINT, found BIGINT)
LANGUAGE sql STABLE AS $$
    WITH balances AS (
        SELECT a.name, a.organization_id, a.currency, coalesce(sum(e.amount_minor), 0)::bigint AS balance
        FROM ledger_accounts a LEFT JOIN ledger_entries e USING (account_id)
        GROUP BY a.name, a.organization_id, a.currency
    ), due AS (
        SELECT organization_id, i.currency, sum(total_minor - credit_applied_minor - paid_minor)::bigint AS due
        FROM invoices i WHERE status IN ('open', 'uncollectible') AND issued_at IS NOT NULL
        GROUP BY organization_id, i.currency
    ), credits AS (
        SELECT organization_id, c.currency, sum(amount_minor)::bigint AS credit
        FROM account_credits c GROUP BY organization_id, c.currency
    ), taxes AS (
        SELECT 'tax_payable:' || g.jurisdiction || ':' || trim_scale(g.rate) AS name, i.currency,
            sum(g.tax_minor)::bigint AS tax
        FROM invoice_tax_groups g JOIN invoices i USING (invoice_id)
        WHERE i.issued_at IS NOT NULL AND i.status <> 'void' AND g.tax_minor <> 0
        GROUP BY 1, i.currency
    ), received AS (
        SELECT 'provider_clearing:' || provider AS name, p.currency, sum(amount_minor)::bigint AS received
        FROM payments p WHERE status = 'succeeded' GROUP BY 1, p.currency
    )
    SELECT 'entries sum to zero', 'all', b.currency::text, 0::bigint, sum(b.balance)::bigint
    FROM balances b GROUP BY b.currency HAVING sum(b.balance) <> 0
    UNION ALL
    SELECT 'receivable is what open invoices claim', type_id('org', organization_id), currency::text,
        coalesce(due, 0), coalesce(balance, 0)
    FROM (SELECT * FROM balances WHERE name = 'receivable') b FULL JOIN due USING (organization_id, currency)
    WHERE coalesce(due, 0) <> coalesce(balance, 0)
    UNION ALL
    SELECT 'customer credit is what grants say', type_id('org', organization_id), currency::text,
        coalesce(credit, 0), -coalesce(balance, 0)
    FROM (SELECT * FROM balances WHERE name = 'customer_credit') b FULL JOIN credits USING (organization_id, currency)
    WHERE coalesce(credit, 0) <> -coalesce(balance, 0)
    UNION ALL
    SELECT 'tax payable is the tax of issued invoices', name, currency::text, coalesce(tax, 0), -coalesce(balance, 0)
    FROM (SELECT * FROM balances WHERE name LIKE 'tax\_payable:%') b FULL JOIN taxes USING (name, currency)
    WHERE coalesce(tax, 0) <> -coalesce(balance, 0)
    UNION ALL
    SELECT 'provider clearing is what succeeded payments brought', name, currency::text,
        coalesce(received, 0), coalesce(balance, 0)
    FROM (SELECT * FROM balances WHERE name LIKE 'provider\_clearing:%') b FULL JOIN received USING (name, currency)
    WHERE coalesce(received, 0) <> coalesce(balance, 0)
    UNION ALL
    SELECT 'an issued invoice is booked', type_id('inv', i.invoice_id), i.currency::text, i.total_minor, 0::bigint
    FROM invoices i
    WHERE i.issued_at IS NOT NULL AND i.total_minor > 0 AND NOT EXISTS (
        SELECT FROM ledger_transfers t
        WHERE t.source_type = 'invoice' AND t.source_id = i.invoice_id AND t.kind = 'issued'
    )
    UNION ALL
    SELECT 'a succeeded payment is booked', type_id('pay', p.payment_id), p.currency::text, p.amount_minor, 0::bigint
    FROM payments p
    WHERE p.status = 'succeeded' AND NOT EXISTS (
        SELECT FROM ledger_transfers t
        WHERE t.source_type = 'payment' AND t.source_id = p.payment_id AND t.kind = 'succeeded'
    )
$$;
