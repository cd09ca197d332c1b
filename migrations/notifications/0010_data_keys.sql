-- Keys that encrypt values in this database; themselves wrapped by a key-encryption key from outside.
CREATE TABLE data_keys (
    data_key_id UUID CONSTRAINT data_keys_pkey PRIMARY KEY,
    -- Names the key-encryption key: 16 hex digits of a hash.
    kek_id TEXT NOT NULL,
    wrapped BYTEA NOT NULL,
    created_at TIMESTAMPTZ NOT NULL
);
