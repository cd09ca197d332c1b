//! What overtakes what.

/// How urgent a piece of work is. Each class has a queue of its own; while all three have work, of ten pieces six are
/// `High`, three `Normal` and one `Bulk`, and a class without work leaves its share to the others.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Class {
    /// A person waits for it now, e.g. a link to set a new password.
    High,
    /// It belongs to what somebody did, e.g. the confirmation of an order.
    Normal,
    /// Much of it at once, and nobody waits, e.g. a newsletter.
    Bulk,
}

impl Class {
    /// All of them, the most urgent first.
    pub const ALL: [Self; 3] = [Self::High, Self::Normal, Self::Bulk];

    /// As it stands at the end of a queue's name.
    pub const fn name(self) -> &'static str {
        match self {
            Self::High => "high",
            Self::Normal => "normal",
            Self::Bulk => "bulk",
        }
    }
}
