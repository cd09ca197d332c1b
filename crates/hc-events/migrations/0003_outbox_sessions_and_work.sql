-- From where something was done: the session that its actor was signed in with.
ALTER TABLE outbox ADD COLUMN session_id uuid;

-- Work for one queue goes through the outbox too, but to that queue and not to the exchange; none for an event.
ALTER TABLE outbox ADD COLUMN work_queue text
    CONSTRAINT outbox_work_queue_length CHECK (length(work_queue) BETWEEN 1 AND 255);

-- Work has no versions. Those of events stay unique by the row of `object_versions`, which is what counts them.
ALTER TABLE outbox DROP CONSTRAINT outbox_subject_version;
