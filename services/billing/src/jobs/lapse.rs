//! Orders that nobody paid in time, and the capacity of all that were given up.

use std::{error::Error, time::Duration};

use hc_chassis::Stopping;
use hc_events::Cause;
use hc_storage::StoreError;
use hc_types::OrderId;

use crate::{
    app::{
        App,
        void_order::{VoidOrderError, void_order},
    },
    metrics,
    store::{
        invoices,
        orders::{self, End},
    },
};

const EVERY: Duration = Duration::from_secs(5);
const BATCH: i64 = 100;

/// Lapses orders and gives capacity back, until the stop.
pub async fn run(app: App, stopping: Stopping) -> anyhow::Result<()> {
    let lapsing = super::every(EVERY, stopping.clone(), || async {
        if let Err(error) = lapse(&app).await {
            tracing::warn!(error = &error as &dyn Error, "lapsed orders can't be read, trying later");
        }
    });
    // By itself: provisioning may take its time, and orders lapse in theirs.
    let releasing = super::every(EVERY, stopping, || async {
        if let Err(error) = release(&app).await {
            tracing::warn!(error = &error as &dyn Error, "orders with held capacity can't be read, trying later");
        }
    });
    tokio::try_join!(lapsing, releasing).map(drop)
}

/// Ends open orders past their time, and says how many.
pub async fn lapse(app: &App) -> Result<usize, StoreError> {
    let mut lapsed = 0;
    for order in orders::lapsed(app.db.pool(), BATCH).await? {
        match lapse_one(app, order).await {
            Ok(()) => {
                lapsed += 1;
                metrics::order_lapsed();
                tracing::info!(order.id = %order, "order lapsed unpaid");
            }
            // It is being paid at this moment; the next round sees how that went.
            Err(VoidOrderError::InProgress | VoidOrderError::NotVoidable(_)) => {}
            Err(error) => tracing::warn!(order.id = %order, error = &error as &dyn Error, "order can't lapse"),
        }
    }
    Ok(lapsed)
}

async fn lapse_one(app: &App, order: OrderId) -> Result<(), VoidOrderError> {
    let invoice = invoices::id_of_order(app.db.pool(), order).await?;
    let invoice = invoice.ok_or_else(|| StoreError::corrupt("order", format_args!("{order} has no invoice")))?;
    let cause = Cause::system("lapse");
    let lapse = app
        .db
        .transact(move |tx, now| Box::pin(async move { void_order(tx, now, &cause, invoice, End::Expired).await }));
    lapse.await
}

/// Tells provisioning of capacity that is not needed. It would hear of the order's end by its event as well, and the
/// reservation ends by itself: this is the quick way and the sure one. Ends at the first call that nobody answers: the others
/// would only wait as long.
pub async fn release(app: &App) -> Result<(), StoreError> {
    for order in orders::with_release_due(app.db.pool(), BATCH).await? {
        if let Err(error) = app.capacity.release(order).await {
            tracing::warn!(order.id = %order, error = &error as &dyn Error, "capacity can't be given back, trying later");
            if error.is_away() {
                break;
            }
            continue;
        }
        orders::released(app.db.pool(), order).await?;
    }
    Ok(())
}
