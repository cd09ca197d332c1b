//! Gap-free numbers.

use hc_storage::StoreError;
use hc_types::SellerId;
use sqlx::PgConnection;

use crate::domain::invoice::{self, Issue};

/// Takes the next number of a seller's invoices in a year, and reads the clock under the series' lock.
///
/// The lock is held until the transaction ends: whoever issues takes the number as late as possible.
pub async fn take(tx: &mut PgConnection, seller: SellerId, prefix: &str, year: i16) -> Result<Issue, StoreError> {
    let taken = sqlx::query!(
        r#"INSERT INTO number_series (seller_id, kind, year, next) VALUES ($1, 'invoice', $2, 2)
           ON CONFLICT (seller_id, kind, year) DO UPDATE SET next = number_series.next + 1
           RETURNING next - 1 AS "counter!", clock_timestamp() AS "at!""#,
        seller.uuid(),
        i32::from(year),
    )
    .fetch_one(tx)
    .await?;
    Ok(Issue { number: invoice::number(prefix, year, taken.counter), at: taken.at })
}
