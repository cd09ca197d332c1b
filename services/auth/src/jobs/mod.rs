//! What happens by the clock.

pub mod forget_sessions;
pub mod turn_keys;
