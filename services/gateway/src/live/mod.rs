//! Live updates: events of the bus become objects as they are now, for whoever may see them.

mod follower;
mod hub;
mod streams;

pub use hub::Hub;
pub use streams::{changes, instances, invoices, notifications, operation, viewer_changes};
