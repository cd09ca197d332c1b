//! Payments without an answer: their providers are asked by key until they say what became of them.

use std::{error::Error, time::Duration};

use hc_chassis::Stopping;
use hc_events::Cause;
use hc_storage::StoreError;

use crate::{
    app::App,
    provider::{Answer, NoAnswer},
    store::payments::{self, Question},
};

const EVERY: Duration = Duration::from_secs(1);
const BATCH: i64 = 50;
/// The first pause between two questions; it doubles.
const PATIENCE: Duration = Duration::from_secs(2);
/// After so many questions a charge that the provider has never heard of is called off there, so that it can't come later.
const LOOKS: i32 = 3;

/// Asks until the stop.
pub async fn run(app: App, stopping: Stopping) -> anyhow::Result<()> {
    super::every(EVERY, stopping, || async {
        if let Err(error) = ask(&app).await {
            tracing::warn!(error = &error as &dyn Error, "payments to be asked for can't be read, trying later");
        }
    })
    .await
}

/// Asks for every payment that is due.
pub async fn ask(app: &App) -> Result<(), StoreError> {
    for question in payments::take_due(app.db.pool(), BATCH, PATIENCE).await? {
        let id = question.id;
        let concluded = match answer(app, &question).await {
            Ok(Some(answer)) => app.conclude(id, Ok(answer), Cause::system("payments")).await,
            Ok(None) => continue,
            Err(no_answer) => app.conclude(id, Err(no_answer), Cause::system("payments")).await,
        };
        match concluded {
            Ok(status) => tracing::info!(payment.id = %id, status = status.name(), "asked for a payment"),
            Err(error) => tracing::warn!(payment.id = %id, error = &error as &dyn Error, "payment can't be concluded"),
        }
    }
    Ok(())
}

async fn answer(app: &App, question: &Question) -> Result<Option<Answer>, NoAnswer> {
    let Some(provider) = app.providers.get(&question.provider) else {
        return Err(NoAnswer("the provider is not set up".to_owned()));
    };
    let asked = async {
        if question.asked < LOOKS {
            provider.look_up(question.id).await
        } else {
            provider.abandon(question.id).await.map(Some)
        }
    };
    let answer = tokio::time::timeout(app.charge_timeout, asked).await;
    answer.unwrap_or_else(|_| Err(NoAnswer("the call took too long".to_owned())))
}
