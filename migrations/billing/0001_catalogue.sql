-- What is sold, by whom. Rows of plans, prices and coupons are never changed, only retired: a change in the seed file
-- makes a new version, and customers keep theirs.

CREATE TABLE sellers (
    seller_id UUID PRIMARY KEY,
    slug TEXT NOT NULL CONSTRAINT sellers_slug UNIQUE,
    name TEXT NOT NULL,
    -- IANA zone: the year of invoice numbers, and the calendar of new subscriptions.
    zone TEXT NOT NULL,
    -- UNTDID 5305, as EN 16931 uses it.
    tax_category TEXT NOT NULL CONSTRAINT sellers_tax_category CHECK (tax_category IN ('S', 'Z', 'E', 'O')),
    -- Percent.
    tax_rate NUMERIC(7, 4) NOT NULL CONSTRAINT sellers_tax_rate CHECK (tax_rate BETWEEN 0 AND 100),
    tax_jurisdiction TEXT NOT NULL,
    prices_include_tax BOOLEAN NOT NULL,
    invoice_prefix TEXT NOT NULL CONSTRAINT sellers_invoice_prefix CHECK (length(invoice_prefix) <= 20)
);

CREATE TABLE plans (
    plan_id UUID PRIMARY KEY,
    seller_id UUID NOT NULL REFERENCES sellers,
    slug TEXT NOT NULL,
    version INTEGER NOT NULL CONSTRAINT plans_version CHECK (version > 0),
    -- Where it stands in the catalogue.
    position INTEGER NOT NULL,
    name TEXT NOT NULL,
    description TEXT NOT NULL,
    kind TEXT NOT NULL CONSTRAINT plans_kind CHECK (kind IN ('site', 'app', 'database')),
    -- What an instance of the plan needs and may use.
    disk_bytes BIGINT NOT NULL CONSTRAINT plans_disk CHECK (disk_bytes > 0),
    memory_mib BIGINT NOT NULL CONSTRAINT plans_memory CHECK (memory_mib >= 0),
    cpu_milli BIGINT NOT NULL CONSTRAINT plans_cpu CHECK (cpu_milli >= 0),
    max_files INTEGER NOT NULL CONSTRAINT plans_max_files CHECK (max_files > 0),
    created_at TIMESTAMPTZ NOT NULL DEFAULT now(),
    retired_at TIMESTAMPTZ,
    CONSTRAINT plans_slug_version UNIQUE (seller_id, slug, version)
);
CREATE UNIQUE INDEX plans_on_sale ON plans (seller_id, slug) WHERE retired_at IS NULL;

CREATE TABLE prices (
    price_id UUID PRIMARY KEY,
    plan_id UUID NOT NULL REFERENCES plans,
    version INTEGER NOT NULL CONSTRAINT prices_version CHECK (version > 0),
    currency CHAR(3) NOT NULL,
    amount_minor BIGINT NOT NULL CONSTRAINT prices_amount CHECK (amount_minor >= 0),
    interval_unit TEXT NOT NULL CONSTRAINT prices_interval CHECK (interval_unit IN ('day', 'week', 'month', 'year')),
    interval_count INTEGER NOT NULL CONSTRAINT prices_interval_count CHECK (interval_count BETWEEN 1 AND 366),
    created_at TIMESTAMPTZ NOT NULL DEFAULT now(),
    retired_at TIMESTAMPTZ
);
CREATE UNIQUE INDEX prices_on_sale ON prices (plan_id, currency, interval_unit, interval_count)
    WHERE retired_at IS NULL;

CREATE TABLE coupons (
    coupon_id UUID PRIMARY KEY,
    seller_id UUID NOT NULL REFERENCES sellers,
    -- Upper case.
    code TEXT NOT NULL,
    -- Either percent of what is ordered, or a fixed amount of one currency.
    percent NUMERIC(7, 4) CONSTRAINT coupons_percent CHECK (percent > 0 AND percent <= 100),
    amount_minor BIGINT CONSTRAINT coupons_amount CHECK (amount_minor > 0),
    currency CHAR(3),
    created_at TIMESTAMPTZ NOT NULL DEFAULT now(),
    retired_at TIMESTAMPTZ,
    CONSTRAINT coupons_one_kind CHECK (
        (percent IS NULL) <> (amount_minor IS NULL) AND (amount_minor IS NULL) = (currency IS NULL)
    )
);
CREATE UNIQUE INDEX coupons_on_sale ON coupons (seller_id, code) WHERE retired_at IS NULL;

-- Retiring is the one change that a row of the catalogue may see, besides its place in the list.
CREATE FUNCTION catalogue_is_immutable() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP = 'UPDATE' AND to_jsonb(NEW) - '{retired_at,position}'::text[] = to_jsonb(OLD) - '{retired_at,position}'::text[] THEN
        RETURN NEW;
    END IF;
    RAISE EXCEPTION 'a row of % is never changed or deleted, only retired', TG_TABLE_NAME
        USING ERRCODE = 'restrict_violation';
END
$$;
CREATE TRIGGER plans_immutable BEFORE UPDATE OR DELETE ON plans
    FOR EACH ROW EXECUTE FUNCTION catalogue_is_immutable();
CREATE TRIGGER prices_immutable BEFORE UPDATE OR DELETE ON prices
    FOR EACH ROW EXECUTE FUNCTION catalogue_is_immutable();
CREATE TRIGGER coupons_immutable BEFORE UPDATE OR DELETE ON coupons
    FOR EACH ROW EXECUTE FUNCTION catalogue_is_immutable();
