-- What edges have told of promotions and rollbacks: each record is told once as an event, however often it is sent. Kept
-- for ever, a row for each: an edge that is restored from a backup sends years again.
CREATE TABLE deployments (
    record_id uuid CONSTRAINT deployments_pkey PRIMARY KEY,
    -- The record as it was understood, to see that another does not come under its id.
    record text NOT NULL CONSTRAINT deployments_record_length CHECK (length(record) <= 16384),
    recorded_at timestamptz NOT NULL DEFAULT now()
);
