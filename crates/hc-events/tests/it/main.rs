//! The event bus on a real PostgreSQL and a real RabbitMQ.
#![expect(clippy::unwrap_used, reason = "a step that fails is the test's failure")]

mod alerts;
mod any;
mod batch;
mod consumer;
mod cuts;
mod dead;
mod external;
mod outbox;
mod pause;
mod prepared;
mod pressure;
mod relay;
mod support;
mod tap;
mod topology;
mod work;
