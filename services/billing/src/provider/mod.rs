//! Payment providers: the port that all of them share.
//!
//! Every charge is named by the payment's id, which is the provider's idempotency key. A call without an answer is never
//! taken as a failure: the provider is asked by the key what became of it.

mod test;

use std::{collections::BTreeMap, sync::Arc};

use futures::future::BoxFuture;
use hc_types::{Money, PaymentId};

pub use self::test::TestProvider;
use crate::domain::payment::PaymentToken;

/// What a provider does for us.
pub trait PaymentProvider: Send + Sync {
    /// Whether the provider could have given this token; asked before anything is recorded.
    fn check(&self, token: &PaymentToken) -> Result<(), TokenRefused>;

    /// Takes the money, once for each key however often it is called.
    fn charge<'a>(&'a self, charge: &'a Charge) -> BoxFuture<'a, Result<Answer, NoAnswer>>;

    /// What became of a charge; `None` when the provider has never heard of the key.
    fn look_up(&self, key: PaymentId) -> BoxFuture<'_, Result<Option<Answer>, NoAnswer>>;

    /// Sees to it that the key is never charged from now on, and tells what it had been charged with before.
    fn abandon(&self, key: PaymentId) -> BoxFuture<'_, Result<Answer, NoAnswer>>;
}

/// A charge.
#[derive(Debug, Clone)]
pub struct Charge {
    /// The provider's idempotency key.
    pub key: PaymentId,
    /// How much.
    pub amount: Money,
    /// From whom.
    pub token: PaymentToken,
}

/// The provider's final word on a charge.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Answer {
    /// The money was taken.
    Taken {
        /// The provider's own id of the charge.
        reference: String,
    },
    /// No money was taken, and none will be under this key.
    Declined {
        /// Why, such as `card_declined`.
        code: String,
    },
}

/// The provider did not say anything in time, or nothing that makes sense.
#[derive(Debug, thiserror::Error)]
#[error("the payment provider gave no answer: {0}")]
pub struct NoAnswer(pub String);

/// A token that the provider can't have given.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{0}")]
pub struct TokenRefused(pub &'static str);

/// The providers that this installation uses, by name.
#[derive(Clone, Default)]
pub struct Providers(BTreeMap<&'static str, Arc<dyn PaymentProvider>>);

impl Providers {
    /// Adds a provider.
    #[must_use]
    pub fn with(mut self, name: &'static str, provider: Arc<dyn PaymentProvider>) -> Self {
        self.0.insert(name, provider);
        self
    }

    /// The provider of a name.
    pub fn get(&self, name: &str) -> Option<&Arc<dyn PaymentProvider>> {
        self.0.get(name)
    }

    /// All names, for messages.
    pub fn names(&self) -> String {
        self.0.keys().copied().collect::<Vec<_>>().join(", ")
    }
}
