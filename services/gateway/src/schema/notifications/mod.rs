//! What a person hears of, and how: the feed behind the bell, the choice of topics, and how mails look.

mod brand;
mod feed;
mod preferences;

pub use brand::{Brand, BrandMutation};
pub use feed::{FeedMutation, Notification};
pub use preferences::{NotificationPreferences, PreferencesMutation};
