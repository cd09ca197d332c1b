//! The service on real servers.

mod mails;
mod webhooks;
