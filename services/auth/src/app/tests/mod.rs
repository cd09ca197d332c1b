//! Use cases on real PostgreSQL.

mod keys;
mod mail_links;
mod refresh;
mod sessions;
mod sign_in;
mod web_sessions;
