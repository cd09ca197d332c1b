//! What holds for every event, in words.

/// The services that publish, with what each has to say.
pub const PUBLISHERS: &[(&str, &str)] = &[
    ("accounts", "Organizations, their members and invitations."),
    ("audit", "Replays of the record, and what its retention took away."),
    ("auth", "Users, their sessions and credentials. Names and addresses are never in an event: ask auth."),
    ("billing", "Orders, subscriptions, invoices and to whom they are addressed, payments, credit."),
    ("events", "What each service tells of its own consumers: dead letters that staff settled."),
    ("notifications", "Webhook endpoints, and entries of people's feeds."),
    ("provisioning", "Instances, the work on them, and their releases."),
];

/// The introduction of the document.
pub const INTRODUCTION: &str = "\
Every change in HostingCo is published on RabbitMQ, at least once and in order for each object. How to consume it, step by step, with complete programs in Rust, Python and TypeScript: `docs/consume-events.md`.

**Envelope.** CloudEvents 1.0 in binary mode over AMQP 0-9-1: each attribute is a header `cloudEvents_<name>` whose value is always a string; the body is the data. `message_id`, `type`, `timestamp` (seconds), `correlation_id` and `app_id` of AMQP repeat the same. Where an event is stored or forwarded (webhooks, exports, the samples of `docs/events/samples`) it is one JSON document in CloudEvents' structured mode, with the attributes as strings.

**Body.** ProtoJSON of the messages in `proto/hostingco/events/v1`, UTF-8, at most 64 KiB. 64-bit integers are strings, enums are names, instants are RFC 3339 with `+00:00`. A field is written also when it has its default value (`\"\"`, `0`, `\"0\"`, `false`, `[]`, the first name of an enum); only objects and instants are left out when there is none. A field that was added later is missing from older events: read it as its default.

**Order.** `objectversion` counts the changes of the object that `subject` names: 1, 2, 3 …, without gaps. `epoch` is compared before it, and is raised when a service was restored to an earlier moment. Nothing is promised between objects.

**Repetition.** The same event may come again, with the same `id`, also much later. Who handles an `id` twice is wrong.

**Change.** Within a version fields, values of enums and headers are only added: ignore what you do not know. What breaks becomes `.v2`, published beside `.v1` for six months at least; a type that will end is marked `deprecated` first.

**Privacy.** Secrets and personal data are never in an event; it has ids, to ask with.";

/// Each header: name without `cloudEvents_`, whether it is always there, description, JSON Schema of its text.
pub const HEADERS: &[Header] = &[
    Header { name: "specversion", always: true, of: r#"{"const": "1.0"}"#, about: "The version of CloudEvents." },
    Header {
        name: "id",
        always: true,
        of: r#"{"pattern": "^evt_[0-7][0-9a-z]{25}$"}"#,
        about: "Unique for ever; a repeated event has the same one. De-duplicate by it.",
    },
    Header {
        name: "source",
        always: true,
        of: r#"{"pattern": "^/hostingco/[a-z]+$"}"#,
        about: "The service that publishes it: the first part of the type.",
    },
    Header {
        name: "type",
        always: true,
        of: r#"{"pattern": "^[a-z_]+[.][a-z_]+[.][a-z_]+[.]v[1-9][0-9]*$"}"#,
        about: "The type of the event, which is its routing key.",
    },
    Header {
        name: "subject",
        always: true,
        of: r#"{"minLength": 1, "maxLength": 255}"#,
        about: "The id of the object that changed.",
    },
    Header {
        name: "partitionkey",
        always: true,
        of: r#"{"minLength": 1}"#,
        about: "The same as `subject`, for those who spread work by it.",
    },
    Header {
        name: "time",
        always: true,
        of: r#"{"format": "date-time"}"#,
        about: "When it happened, by the publisher's database, in UTC with microseconds.",
    },
    Header {
        name: "objectversion",
        always: true,
        of: r#"{"pattern": "^[1-9][0-9]{0,18}$"}"#,
        about: "Which change of the subject this is: 1, 2, 3 …, without gaps.",
    },
    Header {
        name: "epoch",
        always: true,
        of: r#"{"pattern": "^[1-9][0-9]{0,18}$"}"#,
        about: "Compared before `objectversion`: raised when the publisher was restored to an earlier moment.",
    },
    Header {
        name: "actor",
        always: true,
        of: r#"{"minLength": 1, "maxLength": 255}"#,
        about: "Who began it: a user's id (`usr_…`), `service:<name>`, or `system:<job>`.",
    },
    Header {
        name: "correlationid",
        always: true,
        of: r#"{"minLength": 1, "maxLength": 255}"#,
        about: "One for all that follows from one beginning.",
    },
    Header {
        name: "organization",
        always: false,
        of: r#"{"pattern": "^org_[0-7][0-9a-z]{25}$"}"#,
        about: "The customer that the subject belongs to; missing where it belongs to none.",
    },
    Header {
        name: "session",
        always: false,
        of: r#"{"pattern": "^ses_[0-7][0-9a-z]{25}$"}"#,
        about: "The session in which the actor began it, where a person did.",
    },
    Header {
        name: "causationid",
        always: false,
        of: r#"{"maxLength": 255}"#,
        about: "The `id` of the event that this one follows from; missing at the beginning of a story.",
    },
    Header {
        name: "traceparent",
        always: false,
        of: r#"{"pattern": "^[0-9a-f]{2}-[0-9a-f]{32}-[0-9a-f]{16}-[0-9a-f]{2}$"}"#,
        about: "The trace that it was caused in (W3C Trace Context).",
    },
    Header {
        name: "replayid",
        always: false,
        of: r#"{"pattern": "^rpl_[0-7][0-9a-z]{25}$"}"#,
        about: "The replay that it comes from; missing in an event that is new.",
    },
];

/// An attribute of the envelope.
#[derive(Debug)]
pub struct Header {
    /// Its name without `cloudEvents_`.
    pub name: &'static str,
    /// Whether every event has it.
    pub always: bool,
    /// What its text must be, as JSON Schema.
    pub of: &'static str,
    /// What it means.
    pub about: &'static str,
}
