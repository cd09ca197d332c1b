//! The `test` provider: no money moves, but its books are real and its own.
//!
//! It keeps every charge by its key in tables that billing never reads (schema `test_provider`), in transactions of its
//! own, so that all that can happen with a real provider can happen here: a charge that succeeded while its caller died
//! is found by its key.

use futures::{FutureExt, future::BoxFuture};
use hc_types::PaymentId;
use sqlx::PgPool;
use uuid::Uuid;

use super::{Answer, Charge, NoAnswer, PaymentProvider, TokenRefused};
use crate::domain::payment::PaymentToken;

/// What each token leads to: no code means that the money is taken.
const TOKENS: [(&str, Option<&str>); 3] =
    [("tok_ok", None), ("tok_declined", Some("card_declined")), ("tok_insufficient_funds", Some("insufficient_funds"))];

/// The code of a charge that was abandoned before it was made.
const ABANDONED: &str = "not_received";

/// The `test` provider.
pub struct TestProvider {
    books: PgPool,
}

impl TestProvider {
    /// A provider whose books are in this database.
    pub fn new(books: PgPool) -> Self {
        Self { books }
    }

    /// Writes the key's charge unless there is one, and answers what is in the books then.
    async fn record(&self, key: PaymentId, minor: i64, currency: &str, code: Option<&str>) -> Result<Answer, NoAnswer> {
        sqlx::query!(
            "INSERT INTO test_provider.charges (idempotency_key, reference, amount_minor, currency, decline_code)
             VALUES ($1, $2, $3, $4, $5) ON CONFLICT DO NOTHING",
            key.to_string(),
            format!("ch_{}", Uuid::now_v7().simple()),
            minor,
            currency,
            code,
        )
        .execute(&self.books)
        .await
        .map_err(no_answer)?;
        self.find(key).await?.ok_or_else(|| NoAnswer("the charge was written and is not there".to_owned()))
    }

    async fn find(&self, key: PaymentId) -> Result<Option<Answer>, NoAnswer> {
        let row = sqlx::query!(
            "SELECT reference, decline_code FROM test_provider.charges WHERE idempotency_key = $1",
            key.to_string(),
        );
        let row = row.fetch_optional(&self.books).await.map_err(no_answer)?;
        Ok(row.map(|row| match row.decline_code {
            Some(code) => Answer::Declined { code },
            None => Answer::Taken { reference: row.reference },
        }))
    }
}

impl PaymentProvider for TestProvider {
    fn check(&self, token: &PaymentToken) -> Result<(), TokenRefused> {
        let known = TOKENS.iter().any(|(name, _)| *name == token.expose());
        known
            .then_some(())
            .ok_or(TokenRefused("the test provider takes tok_ok, tok_declined and tok_insufficient_funds"))
    }

    fn charge<'a>(&'a self, charge: &'a Charge) -> BoxFuture<'a, Result<Answer, NoAnswer>> {
        async move {
            let outcome = TOKENS.iter().find(|(name, _)| *name == charge.token.expose());
            let (_, code) = outcome.ok_or_else(|| NoAnswer("an unknown token".to_owned()))?;
            self.record(charge.key, charge.amount.minor(), charge.amount.currency().code(), *code).await
        }
        .boxed()
    }

    fn look_up(&self, key: PaymentId) -> BoxFuture<'_, Result<Option<Answer>, NoAnswer>> {
        self.find(key).boxed()
    }

    fn abandon(&self, key: PaymentId) -> BoxFuture<'_, Result<Answer, NoAnswer>> {
        self.record(key, 0, "XXX", Some(ABANDONED)).boxed()
    }
}

#[expect(clippy::needless_pass_by_value, reason = "for map_err")]
fn no_answer(error: sqlx::Error) -> NoAnswer {
    NoAnswer(error.to_string())
}
