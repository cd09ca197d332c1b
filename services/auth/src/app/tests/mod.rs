//! Use cases on real PostgreSQL.

mod keys;
mod refresh;
mod sessions;
mod sign_in;
