-- What this service has heard, written in the transaction of the effect it had.

CREATE TABLE inbox (
    consumer text NOT NULL,
    event_id uuid NOT NULL,
    received_at timestamptz NOT NULL DEFAULT now(),
    CONSTRAINT inbox_pkey PRIMARY KEY (consumer, event_id)
);
CREATE INDEX inbox_received_at ON inbox (received_at);

-- The newest version of each object that a projection has taken in.
CREATE TABLE event_gates (
    consumer text NOT NULL,
    subject text NOT NULL,
    epoch bigint NOT NULL,
    version bigint NOT NULL,
    CONSTRAINT event_gates_pkey PRIMARY KEY (consumer, subject)
);

-- What could not be handled, taken out of the `.dead` queues so that people can search, retry and drop it.
CREATE TABLE dead_letters (
    dead_letter_id bigint GENERATED ALWAYS AS IDENTITY CONSTRAINT dead_letters_pkey PRIMARY KEY,
    consumer text NOT NULL,
    message_id text NOT NULL,
    type text,
    subject text,
    cause text NOT NULL,
    attempts integer NOT NULL,
    -- The AMQP properties and headers as they came, to send the message again as it was.
    properties jsonb NOT NULL,
    body bytea NOT NULL,
    state text NOT NULL DEFAULT 'dead' CONSTRAINT dead_letters_state_is_known CHECK (state IN ('dead', 'retried', 'dropped')),
    -- How many times this message has died.
    deaths integer NOT NULL DEFAULT 1,
    first_died_at timestamptz NOT NULL DEFAULT now(),
    last_died_at timestamptz NOT NULL DEFAULT now(),
    settled_at timestamptz,
    CONSTRAINT dead_letters_message UNIQUE (consumer, message_id)
);
CREATE INDEX dead_letters_waiting ON dead_letters (consumer, dead_letter_id) WHERE state = 'dead';
