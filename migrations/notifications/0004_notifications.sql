-- The feed: who sees which cause, and whether they have. The id is made when the event is heard, so it sorts by that.
CREATE TABLE notifications (
    notification_id UUID PRIMARY KEY,
    user_id         UUID NOT NULL,
    event_id        UUID NOT NULL REFERENCES causes (event_id),
    once            TEXT NOT NULL,
    created_at      TIMESTAMPTZ NOT NULL,
    read_at         TIMESTAMPTZ,
    CONSTRAINT notifications_once UNIQUE (user_id, once)
);
CREATE INDEX notifications_of_user ON notifications (user_id, notification_id);
CREATE INDEX notifications_unread ON notifications (user_id, notification_id) WHERE read_at IS NULL;
CREATE INDEX notifications_of_cause ON notifications (event_id);
CREATE INDEX notifications_by_age ON notifications (created_at);
