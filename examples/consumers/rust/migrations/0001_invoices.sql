-- The copy of HostingCo's invoices.
CREATE TABLE invoices (
    invoice_id text CONSTRAINT invoices_pkey PRIMARY KEY,
    organization_id text NOT NULL,
    status text NOT NULL CONSTRAINT invoices_status_is_known CHECK (status IN ('open', 'issued', 'paid', 'void')),
    number text,
    total_minor bigint NOT NULL,
    currency text NOT NULL
);

-- One row per effect, without a key: an effect that happened twice would be seen.
CREATE TABLE bookings (
    position bigint GENERATED ALWAYS AS IDENTITY CONSTRAINT bookings_pkey PRIMARY KEY,
    event_id uuid NOT NULL,
    subject text NOT NULL,
    version bigint NOT NULL,
    type text NOT NULL
);
