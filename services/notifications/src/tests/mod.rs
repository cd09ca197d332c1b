//! The service on real servers.

mod webhooks;
