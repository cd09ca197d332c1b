//! What a relay has to say about itself.

use std::fmt;

/// How a relay stands with the broker. For people and probes: a service whose relay cannot publish is still ready, because
/// its outbox takes what it has to tell.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum RelayState {
    /// No connection: it connects again and again.
    Disconnected,
    /// All is well.
    Publishing,
    /// The broker is short of memory or disk and takes nothing from anybody.
    Blocked,
    /// The broker refuses some: a queue is full or missing.
    Refused {
        /// Objects and work queues that have to wait.
        lines: usize,
    },
}

impl fmt::Display for RelayState {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Disconnected => f.write_str("not connected to the broker; events wait in the outbox"),
            Self::Publishing => f.write_str("publishing"),
            Self::Blocked => {
                f.write_str("the broker is short of memory or disk and takes nothing; events wait in the outbox")
            }
            Self::Refused { lines } => {
                write!(f, "the broker refuses the events of {lines} objects or work queues; they wait in the outbox")
            }
        }
    }
}
