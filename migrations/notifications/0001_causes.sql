-- What happened and has to be told, once for all its recipients. Mails and the feed are both written from the story, in the
-- recipient's language; it holds no address and no secret: those are asked for when a mail goes out.
CREATE TABLE causes (
    event_id          UUID PRIMARY KEY,
    event_type        TEXT NOT NULL,
    subject           TEXT NOT NULL,
    organization_id   UUID,
    organization_name TEXT NOT NULL DEFAULT '',
    story             JSONB NOT NULL,
    correlation_id    TEXT NOT NULL,
    occurred_at       TIMESTAMPTZ NOT NULL,
    recorded_at       TIMESTAMPTZ NOT NULL
);
CREATE INDEX causes_by_age ON causes (recorded_at);
