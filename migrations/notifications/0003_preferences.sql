-- What users chose; who chose nothing has no row and gets the defaults of the code.
CREATE TABLE preferences (
    user_id    UUID PRIMARY KEY,
    language   TEXT,
    updated_at TIMESTAMPTZ NOT NULL
);

CREATE TABLE topic_preferences (
    user_id UUID NOT NULL,
    topic   TEXT NOT NULL,
    mail    BOOLEAN,
    in_app  BOOLEAN,
    PRIMARY KEY (user_id, topic)
);

-- How an organization's mails look, where not as the platform's.
CREATE TABLE brands (
    organization_id UUID PRIMARY KEY,
    name            TEXT,
    color           TEXT,
    logo_url        TEXT,
    support_email   TEXT,
    legal_footer    TEXT,
    updated_at      TIMESTAMPTZ NOT NULL
);
