//! Use cases. Those that take a connection run in the transaction that they are given; those that talk to others
//! (provisioning, a payment provider) do so between transactions, never inside one.

pub mod end_subscription;
mod facts;
pub mod pay_invoice;
pub mod place_order;
mod preview_token;
pub mod quote;
pub mod seed;
mod settle;
#[cfg(test)]
mod tests;
pub mod update_billing_details;
pub mod void_order;

use std::{sync::Arc, time::Duration};

use hc_storage::Db;

pub use self::preview_token::PreviewKey;
use crate::{capacity::Capacity, provider::Providers};

/// What the use cases work with.
#[derive(Clone)]
pub struct App {
    /// This service's database.
    pub db: Db,
    /// Who holds capacity.
    pub capacity: Arc<dyn Capacity>,
    /// Who takes money.
    pub providers: Providers,
    /// What signs previews.
    pub previews: PreviewKey,
    /// How long a provider may take to answer a charge.
    pub charge_timeout: Duration,
    /// How many orders of one organization may wait to be paid.
    pub open_orders_at_most: u32,
}
