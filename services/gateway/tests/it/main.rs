//! The built gateway, over its public interface, before services that answer by heart.
#![expect(clippy::unwrap_used, clippy::indexing_slicing, reason = "a test that cannot go on panics")]

mod audit;
mod batching;
mod billing_details;
mod catalogue;
mod documents;
mod events;
mod fakes;
mod gateway;
mod http;
mod invitations;
mod live;
mod pages;
mod schema;
mod socket;
mod staff;
mod told;
mod uploads;
