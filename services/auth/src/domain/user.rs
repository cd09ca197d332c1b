//! A person who can sign in.

use hc_types::{Timestamp, UserId};

use super::language::Language;

/// A user as everybody may see it who may see it at all.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct User {
    /// The user's id, the `sub` of their tokens.
    pub id: UserId,
    /// The address as typed.
    pub email: String,
    /// When the user proved that the address is theirs.
    pub email_verified_at: Option<Timestamp>,
    /// What the user is called.
    pub name: String,
    /// Which language they read.
    pub language: Language,
    /// Whether staff have shut the user out.
    pub disabled: bool,
    /// When the user registered.
    pub created_at: Timestamp,
}
