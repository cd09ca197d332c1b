//! Webhooks: where an organization's events go, and what became of each.

mod delivery;
mod endpoint;
mod mutations;

pub use delivery::WebhookDelivery;
pub use endpoint::WebhookEndpoint;
pub use mutations::WebhookMutation;
