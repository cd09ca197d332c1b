-- Keys that encrypt values in this database; themselves wrapped by a key-encryption key from outside.
CREATE TABLE data_keys (
    data_key_id UUID CONSTRAINT data_keys_pkey PRIMARY KEY,
    -- Names the key-encryption key: 16 hex digits of a hash.
    kek_id TEXT NOT NULL,
    wrapped BYTEA NOT NULL,
    created_at TIMESTAMPTZ NOT NULL
);

-- ES256 keys sign access tokens and are published; HS256 keys authenticate refresh tokens and never leave.
CREATE TABLE signing_keys (
    signing_key_id UUID CONSTRAINT signing_keys_pkey PRIMARY KEY,
    -- Names an HS256 key in refresh tokens.
    number INTEGER GENERATED ALWAYS AS IDENTITY CONSTRAINT signing_keys_number_key UNIQUE,
    algorithm TEXT NOT NULL CONSTRAINT signing_keys_algorithm_known CHECK (algorithm IN ('ES256', 'HS256')),
    state TEXT NOT NULL CONSTRAINT signing_keys_state_known CHECK (state IN ('pending', 'active', 'retiring')),
    state_since TIMESTAMPTZ NOT NULL,
    -- Of ES256: the public half (RFC 7517).
    public_jwk TEXT,
    -- Encrypted under a data key. An ES256 key that signs no more has lost it.
    secret BYTEA,
    created_at TIMESTAMPTZ NOT NULL,
    CONSTRAINT signing_keys_public_of_es256 CHECK ((algorithm = 'ES256') = (public_jwk IS NOT NULL)),
    CONSTRAINT signing_keys_secret_kept CHECK (secret IS NOT NULL OR (algorithm = 'ES256' AND state = 'retiring'))
);

-- Exactly one key signs.
CREATE UNIQUE INDEX signing_keys_active ON signing_keys (algorithm) WHERE state = 'active';
