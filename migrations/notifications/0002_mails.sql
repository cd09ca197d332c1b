-- One row for each mail to one recipient. `once` is what the mail is sent once for: the event, or the object for what is told
-- only the first time (a site that is live).
CREATE TABLE mails (
    mail_id         UUID PRIMARY KEY,
    event_id        UUID NOT NULL REFERENCES causes (event_id),
    once            TEXT NOT NULL,
    template        TEXT NOT NULL,
    topic           TEXT NOT NULL,
    class           TEXT NOT NULL CONSTRAINT mails_class CHECK (class IN ('high', 'normal', 'bulk')),
    recipient       TEXT NOT NULL,
    organization_id UUID,
    state           TEXT NOT NULL CONSTRAINT mails_state
                    CHECK (state IN ('queued', 'sending', 'sent', 'deferred', 'failed', 'suppressed')),
    reason          TEXT NOT NULL DEFAULT '',
    address         TEXT NOT NULL DEFAULT '',
    language        TEXT NOT NULL DEFAULT '',
    attempts        INTEGER NOT NULL DEFAULT 0,
    -- While sending: until when nobody else may try. While deferred: when it is tried again. Else null.
    due_at          TIMESTAMPTZ CONSTRAINT mails_due CHECK ((due_at IS NOT NULL) = (state IN ('sending', 'deferred'))),
    created_at      TIMESTAMPTZ NOT NULL,
    sent_at         TIMESTAMPTZ,
    CONSTRAINT mails_once UNIQUE (once, template, recipient)
);
CREATE INDEX mails_due_next ON mails (due_at) WHERE due_at IS NOT NULL;
CREATE INDEX mails_of_organization ON mails (organization_id, mail_id) WHERE organization_id IS NOT NULL;
CREATE INDEX mails_of_recipient ON mails (recipient, mail_id);
CREATE INDEX mails_of_cause ON mails (event_id);
CREATE INDEX mails_by_age ON mails (created_at);

-- Written before the mail server is asked. A row without an end is an attempt of which nobody knows what became.
CREATE TABLE mail_attempts (
    mail_id  UUID NOT NULL REFERENCES mails (mail_id) ON DELETE CASCADE,
    number   INTEGER NOT NULL,
    began_at TIMESTAMPTZ NOT NULL,
    ended_at TIMESTAMPTZ,
    code     INTEGER NOT NULL DEFAULT 0,
    answer   TEXT NOT NULL DEFAULT '',
    PRIMARY KEY (mail_id, number)
);

-- Addresses that a mail server has refused for good. Kept until their user verifies an address again.
CREATE TABLE bounces (
    address_key TEXT PRIMARY KEY,
    user_id     UUID,
    mail_id     UUID,
    code        INTEGER NOT NULL,
    answer      TEXT NOT NULL,
    bounced_at  TIMESTAMPTZ NOT NULL
);
CREATE INDEX bounces_of_user ON bounces (user_id) WHERE user_id IS NOT NULL;
