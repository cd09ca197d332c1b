//! The event bus on a real PostgreSQL and a real RabbitMQ.
#![expect(clippy::unwrap_used, reason = "a step that fails is the test's failure")]

mod consumer;
mod cuts;
mod dead;
mod outbox;
mod relay;
mod support;
mod tap;
mod topology;
