-- A registered web client opens a session by its first refresh token and keeps a secret instead, of which only the hash is
-- here. Such a session has no refresh tokens any more; `client_id` says whose it is.
ALTER TABLE sessions ADD COLUMN secret_hash BYTEA
    CONSTRAINT sessions_secret_hash_length CHECK (octet_length(secret_hash) = 32);
