//! Who calls, and what they may do: one place for every service.
//!
//! - [`Permission`], [`Role`], [`PlatformRole`]: the tables, from which `docs/permissions.md` is made.
//! - [`Rule`] and [`check_rules`]: what each method demands; a method without a rule keeps its service from starting.
//! - [`Access`]: started once per process; its [`layer`](Access::layer) lets calls through to handlers, which find their
//!   [`Caller`] and ask [`Access::organization`] as their first line.
//! - [`feed`]: how a revocation reaches every process within one second, with broker and Redis down.
//! - [`token`]: the one place where access tokens are checked.

mod access;
mod apart;
mod caller;
mod decisions;
mod error;
pub mod feed;
mod layer;
mod memberships;
mod metrics;
mod page;
mod peers;
mod permission;
mod role;
mod rule;
mod sessions;
mod settings;
mod stamps;
#[cfg(test)]
mod tests;
pub mod token;
mod visible;

pub use access::Access;
pub use caller::Caller;
pub use error::AccessError;
pub use feed::MIGRATOR;
pub use layer::{AccessLayer, AccessService};
pub use page::permissions_page;
pub use peers::{LocalAccounts, LocalAuth, Peers, SessionFacts};
pub use permission::{Permission, Permissions, UnknownPermission};
pub use role::{PlatformRole, Role, UnknownRole};
pub use rule::{MethodRule, Rule, RuleError, check_rules};
pub use settings::{AccessSettings, SettingsError};
