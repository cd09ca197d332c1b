//! What a person hears of, and how: the feed behind the bell, and the choice of topics.

mod feed;
mod preferences;

pub use feed::{FeedMutation, Notification};
pub use preferences::{NotificationPreferences, PreferencesMutation};
