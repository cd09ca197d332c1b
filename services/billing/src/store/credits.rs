//! Grants of account credit.

use hc_storage::StoreError;
use hc_types::{Money, OrganizationId, SellerId, Timestamp};
use sqlx::PgConnection;
use uuid::Uuid;

/// Why a customer gets credit.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum CreditReason {
    /// A payment arrived for what was no longer owed.
    LatePayment,
    /// What was paid for could not be made.
    InstanceFailed,
}

impl CreditReason {
    /// As SQL and events have it.
    pub fn name(self) -> &'static str {
        match self {
            Self::LatePayment => "late_payment",
            Self::InstanceFailed => "instance_failed",
        }
    }
}

/// A grant, booked by a ledger transfer.
#[derive(Debug, Clone, Copy)]
pub struct Credit {
    /// The transfer that booked it.
    pub transfer: Uuid,
    /// Who has it.
    pub organization: OrganizationId,
    /// Whose credit it is.
    pub seller: SellerId,
    /// How much.
    pub amount: Money,
    /// Why.
    pub reason: CreditReason,
    /// `payment` or `subscription`.
    pub source_type: &'static str,
    /// Its id; it gives credit once.
    pub source_id: Uuid,
}

/// Records a grant.
pub async fn add(tx: &mut PgConnection, now: Timestamp, credit: &Credit) -> Result<(), StoreError> {
    sqlx::query!(
        "INSERT INTO account_credits (transfer_id, organization_id, seller_id, currency, amount_minor, reason,
                                      source_type, source_id, created_at)
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)",
        credit.transfer,
        credit.organization.uuid(),
        credit.seller.uuid(),
        credit.amount.currency().code(),
        credit.amount.minor(),
        credit.reason.name(),
        credit.source_type,
        credit.source_id,
        now as _,
    )
    .execute(tx)
    .await?;
    Ok(())
}
