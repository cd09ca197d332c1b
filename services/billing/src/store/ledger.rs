//! The ledger. The database refuses what does not sum to zero, at commit.

use hc_storage::StoreError;
use hc_types::Timestamp;
use sqlx::{PgConnection, PgExecutor};
use uuid::Uuid;

use crate::domain::ledger::Transfer;

/// Books a transfer and gives its id. Booking the same source and kind twice breaks `ledger_transfers_once`; one without
/// entries moves nothing, and there is nothing to book.
pub async fn book(tx: &mut PgConnection, now: Timestamp, transfer: &Transfer) -> Result<Option<Uuid>, StoreError> {
    if transfer.entries.is_empty() {
        return Ok(None);
    }
    let names: Vec<String> = transfer.entries.iter().map(|(account, _)| account.name()).collect();
    let organizations: Vec<Option<Uuid>> =
        transfer.entries.iter().map(|(account, _)| account.organization().map(Uuid::from)).collect();
    let amounts: Vec<i64> = transfer.entries.iter().map(|(_, amount)| *amount).collect();
    sqlx::query!(
        "INSERT INTO ledger_accounts (seller_id, name, organization_id, currency)
         SELECT $1, name, organization_id, $2 FROM unnest($3::text[], $4::uuid[]) AS entry (name, organization_id)
         ON CONFLICT DO NOTHING",
        transfer.seller.uuid(),
        transfer.currency.code(),
        &names,
        &organizations as &[Option<Uuid>],
    )
    .execute(&mut *tx)
    .await?;
    let id = Uuid::now_v7();
    sqlx::query!(
        "INSERT INTO ledger_transfers (transfer_id, source_type, source_id, kind, created_at)
         VALUES ($1, $2, $3, $4, $5)",
        id,
        transfer.source_type,
        transfer.source_id,
        transfer.kind,
        now as _,
    )
    .execute(&mut *tx)
    .await?;
    let entries = sqlx::query!(
        "INSERT INTO ledger_entries (transfer_id, position, account_id, amount_minor)
         SELECT $1, position, account_id, amount_minor
         FROM unnest($4::text[], $5::uuid[], $6::bigint[]) WITH ORDINALITY
             AS entry (name, organization_id, amount_minor, position)
         JOIN ledger_accounts AS account ON account.seller_id = $2 AND account.currency = $3
             AND account.name = entry.name AND account.organization_id IS NOT DISTINCT FROM entry.organization_id",
        id,
        transfer.seller.uuid(),
        transfer.currency.code(),
        &names,
        &organizations as &[Option<Uuid>],
        &amounts,
    );
    entries.execute(tx).await?;
    Ok(Some(id))
}

/// A rule between ledger, invoices, payments and credits that does not hold.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Breach {
    /// The rule.
    pub invariant: String,
    /// Where it is broken: an account, an organization, an invoice.
    pub subject: String,
    /// The currency of the amounts.
    pub currency: String,
    /// Minor units that should be there.
    pub expected: i64,
    /// Minor units that are there.
    pub found: i64,
}

/// Everything that is wrong with the books.
pub async fn breaches(executor: impl PgExecutor<'_>) -> Result<Vec<Breach>, StoreError> {
    let rows = sqlx::query_as!(
        Breach,
        r#"SELECT invariant AS "invariant!", subject AS "subject!", currency AS "currency!", expected AS "expected!",
                  found AS "found!"
           FROM ledger_breaches()"#
    );
    Ok(rows.fetch_all(executor).await?)
}
