-- One row a signed-in device, with the state of its line of refresh tokens: one live token (current_hash), the one spent
-- before it, and its successor sealed under it for whoever lost our answer.
CREATE TABLE sessions (
    session_id UUID CONSTRAINT sessions_pkey PRIMARY KEY,
    user_id UUID NOT NULL CONSTRAINT sessions_user_id_fkey REFERENCES users,
    client_id TEXT NOT NULL,
    ip_address TEXT,
    user_agent TEXT CONSTRAINT sessions_user_agent_length CHECK (octet_length(user_agent) <= 512),
    authenticated_at TIMESTAMPTZ NOT NULL,
    created_at TIMESTAMPTZ NOT NULL,
    -- Written at most once a minute.
    last_used_at TIMESTAMPTZ NOT NULL,
    generation BIGINT NOT NULL CONSTRAINT sessions_generation_range CHECK (generation BETWEEN 1 AND 4294967295),
    current_hash BYTEA NOT NULL CONSTRAINT sessions_current_hash_length CHECK (octet_length(current_hash) = 32),
    previous_hash BYTEA CONSTRAINT sessions_previous_hash_length CHECK (octet_length(previous_hash) = 32),
    sealed_successor BYTEA,
    rotated_at TIMESTAMPTZ,
    retried BOOLEAN NOT NULL,
    retries_in_row SMALLINT NOT NULL CONSTRAINT sessions_retries_range CHECK (retries_in_row >= 0),
    idle_until TIMESTAMPTZ NOT NULL,
    absolute_until TIMESTAMPTZ NOT NULL,
    revoked_at TIMESTAMPTZ,
    revoked_reason TEXT CONSTRAINT sessions_revoked_reason_known
        CHECK (revoked_reason IN ('logged_out', 'revoked', 'refresh_reused', 'user_disabled')),
    CONSTRAINT sessions_previous_complete CHECK (num_nonnulls(previous_hash, sealed_successor, rotated_at) IN (0, 3)),
    CONSTRAINT sessions_revoked_complete CHECK ((revoked_at IS NULL) = (revoked_reason IS NULL)),
    CONSTRAINT sessions_ends_in_order CHECK (idle_until <= absolute_until)
) WITH (fillfactor = 80); -- refreshes change no indexed column: room for them on the row's own page

-- A user's sessions, newest first.
CREATE INDEX sessions_of_user ON sessions (user_id, session_id);
-- What is over for good, for the clean-up.
CREATE INDEX sessions_by_end ON sessions (absolute_until);
