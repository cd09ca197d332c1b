-- What is known of each object from its events: what a change is compared with. Can be made again from the record.
CREATE TABLE object_states (
    subject text CONSTRAINT object_states_pkey PRIMARY KEY,
    epoch bigint NOT NULL,
    version bigint NOT NULL,
    state json NOT NULL
);

-- From where sessions were used: asked of auth once, apart from the record and outside of its chain, so that a person's
-- data can be erased without breaking it.
CREATE TABLE session_origins (
    session_id uuid CONSTRAINT session_origins_pkey PRIMARY KEY,
    user_id uuid,
    ip_address text CONSTRAINT session_origins_ip_address_length CHECK (length(ip_address) <= 64),
    user_agent text CONSTRAINT session_origins_user_agent_length CHECK (length(user_agent) <= 512),
    noted_at timestamptz NOT NULL DEFAULT now(),
    -- Absent until auth has answered.
    resolved_at timestamptz,
    -- Since when it is gone for good.
    erased_at timestamptz
);
CREATE INDEX session_origins_open ON session_origins (noted_at) WHERE resolved_at IS NULL;
CREATE INDEX session_origins_user ON session_origins (user_id) WHERE erased_at IS NULL;
CREATE INDEX session_origins_kept ON session_origins (noted_at) WHERE erased_at IS NULL;
