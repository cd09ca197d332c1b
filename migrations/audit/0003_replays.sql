-- History on its way to one queue.
CREATE TABLE replays (
    replay_id uuid CONSTRAINT replays_pkey PRIMARY KEY,
    queue text NOT NULL CONSTRAINT replays_queue_length CHECK (length(queue) BETWEEN 1 AND 255),
    -- Which events: the beginning of a type, an organization, a period. Absent means all.
    type text,
    organization_id uuid,
    from_at timestamptz,
    to_at timestamptz,
    rate integer NOT NULL CONSTRAINT replays_rate_is_sane CHECK (rate BETWEEN 1 AND 10000),
    state text NOT NULL CONSTRAINT replays_state_is_known CHECK (state IN ('running', 'paused', 'finished', 'canceled')),
    -- Only what was recorded before: everything there is complete when the replay begins.
    recorded_before timestamptz NOT NULL,
    -- The last event that the queue has confirmed.
    cursor_recorded_at timestamptz,
    cursor_event_id uuid,
    sent bigint NOT NULL DEFAULT 0,
    total bigint NOT NULL,
    waiting_for text NOT NULL DEFAULT '',
    started_by text NOT NULL,
    created_at timestamptz NOT NULL,
    ended_at timestamptz,
    -- Who sends it just now. The fence counts the senders: a cursor that carries an old one is refused.
    lease_until timestamptz NOT NULL DEFAULT '-infinity',
    fence bigint NOT NULL DEFAULT 0,
    CONSTRAINT replays_end_is_noted CHECK ((ended_at IS NOT NULL) = (state IN ('finished', 'canceled')))
);
CREATE INDEX replays_running ON replays (replay_id) WHERE state = 'running';
