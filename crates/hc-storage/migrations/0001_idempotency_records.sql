-- The answer that was given under an idempotency key, in the transaction of its effect, so that a retry gets the same one.
CREATE TABLE idempotency_records (
    principal text NOT NULL CONSTRAINT idempotency_records_principal_length CHECK (length(principal) <= 255),
    operation text NOT NULL CONSTRAINT idempotency_records_operation_length CHECK (length(operation) <= 255),
    key text NOT NULL CONSTRAINT idempotency_records_key_length CHECK (length(key) BETWEEN 1 AND 255),
    request_hash bytea NOT NULL CONSTRAINT idempotency_records_request_hash_length CHECK (octet_length(request_hash) = 32),
    -- An encoded protobuf message; null only inside the transaction that writes it.
    response bytea,
    created_at timestamptz NOT NULL DEFAULT now(),
    CONSTRAINT idempotency_records_pkey PRIMARY KEY (principal, operation, key)
);

CREATE INDEX idempotency_records_created_at ON idempotency_records (created_at);
