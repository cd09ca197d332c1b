//! What happens by the clock.

pub mod answer_resets;
pub mod forget;
pub mod turn_keys;
