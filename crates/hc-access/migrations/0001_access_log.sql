-- What ends or changes what somebody may do, in the order in which it became visible. Revisions are drawn under a lock
-- that is held until the commit, so a reader that has seen one has seen all before it.
CREATE TABLE access_log (
    revision        bigint      GENERATED ALWAYS AS IDENTITY (SEQUENCE NAME access_log_revision_seq),
    kind            text        NOT NULL,
    subject_id      uuid,
    organization_id uuid,
    expires_at      timestamptz NOT NULL,
    CONSTRAINT access_log_pkey PRIMARY KEY (revision),
    CONSTRAINT access_log_kind CHECK (
        kind = 'keys_changed' AND subject_id IS NULL AND organization_id IS NULL
        OR kind IN ('session_revoked', 'user_changed') AND subject_id IS NOT NULL AND organization_id IS NULL
        OR kind = 'membership_changed' AND subject_id IS NOT NULL AND organization_id IS NOT NULL)
);

-- For the clean-up.
CREATE INDEX access_log_expires ON access_log (expires_at);
