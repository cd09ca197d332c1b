-- Which language a person reads, BCP 47.
ALTER TABLE users ADD COLUMN language TEXT NOT NULL DEFAULT 'en'
    CONSTRAINT users_language_known CHECK (language IN ('en', 'de'));

-- A new password by mail ends every session.
ALTER TABLE sessions DROP CONSTRAINT sessions_revoked_reason_known;
ALTER TABLE sessions ADD CONSTRAINT sessions_revoked_reason_known
    CHECK (revoked_reason IN ('logged_out', 'revoked', 'refresh_reused', 'user_disabled', 'password_reset')) NOT VALID;
ALTER TABLE sessions VALIDATE CONSTRAINT sessions_revoked_reason_known;

-- Links that go out by mail. One row may be spent once, for one purpose, by whoever reads the mail at this address.
CREATE TABLE mail_links (
    mail_link_id UUID CONSTRAINT mail_links_pkey PRIMARY KEY,
    purpose TEXT NOT NULL CONSTRAINT mail_links_purpose_known CHECK (purpose IN ('verify_email', 'reset_password')),
    user_id UUID NOT NULL CONSTRAINT mail_links_user_id_fkey REFERENCES users,
    -- The user's address when the link was asked for; the link is void once they have another.
    email TEXT NOT NULL,
    requested_at TIMESTAMPTZ NOT NULL,
    expires_at TIMESTAMPTZ NOT NULL,
    used_at TIMESTAMPTZ,
    -- A newer link, or a reset of the password, has taken its place.
    voided_at TIMESTAMPTZ,
    CONSTRAINT mail_links_one_end CHECK (num_nonnulls(used_at, voided_at) <= 1)
);

-- A user has one open link for a purpose.
CREATE UNIQUE INDEX mail_links_open ON mail_links (user_id, purpose) WHERE used_at IS NULL AND voided_at IS NULL;
-- What is over for good, for the clean-up.
CREATE INDEX mail_links_by_end ON mail_links (expires_at);

-- The secrets of the links, hashed. A mail that is written a second time gets a secret of its own.
CREATE TABLE mail_link_tokens (
    token_hash BYTEA CONSTRAINT mail_link_tokens_pkey PRIMARY KEY
        CONSTRAINT mail_link_tokens_hash_length CHECK (octet_length(token_hash) = 32),
    mail_link_id UUID NOT NULL CONSTRAINT mail_link_tokens_mail_link_id_fkey REFERENCES mail_links ON DELETE CASCADE,
    position BIGINT GENERATED ALWAYS AS IDENTITY
);

CREATE INDEX mail_link_tokens_of_link ON mail_link_tokens (mail_link_id, position);

-- How much of an allowance is spent: the generic cell rate algorithm, one instant a key. A key is a hash of what is
-- limited (an address, a network) and does not say it.
CREATE TABLE allowances (
    key BYTEA CONSTRAINT allowances_pkey PRIMARY KEY CONSTRAINT allowances_key_length CHECK (octet_length(key) = 32),
    spent_until TIMESTAMPTZ NOT NULL
);

CREATE INDEX allowances_by_end ON allowances (spent_until);

-- Addresses for which somebody wants a new password. Whether they are a user's is looked at after the answer, so that
-- the answer can't tell; then the row is gone.
CREATE TABLE password_reset_requests (
    position BIGINT GENERATED ALWAYS AS IDENTITY CONSTRAINT password_reset_requests_pkey PRIMARY KEY,
    email_key TEXT NOT NULL,
    -- The request under whose id the event goes out.
    request_id TEXT NOT NULL,
    requested_at TIMESTAMPTZ NOT NULL
);

-- Where a user has signed in: a hash of the kind of browser and the network.
CREATE TABLE devices (
    user_id UUID NOT NULL CONSTRAINT devices_user_id_fkey REFERENCES users,
    fingerprint BYTEA NOT NULL CONSTRAINT devices_fingerprint_length CHECK (octet_length(fingerprint) = 32),
    first_seen_at TIMESTAMPTZ NOT NULL,
    last_seen_at TIMESTAMPTZ NOT NULL,
    CONSTRAINT devices_pkey PRIMARY KEY (user_id, fingerprint)
);

CREATE INDEX devices_by_end ON devices (last_seen_at);
