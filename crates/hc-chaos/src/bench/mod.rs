//! How fast the bus is, on private servers. In a release build, with nothing else on the machine.

mod latency;
mod relay;

pub use latency::Latency;
pub use relay::Relay;

use hc_events::{Cause, Fact, outbox};
use hc_proto::events::v1::InstanceUpdated;
use hc_storage::StoreError;
use hc_types::{EventId, InstanceId, OrganizationId};
use sqlx::PgConnection;

/// Writes one event about an object, of the size that most have.
async fn enqueue(tx: &mut PgConnection, object: InstanceId) -> Result<EventId, StoreError> {
    let organization = OrganizationId::from(object.uuid());
    let fact = Fact {
        subject: object.to_string(),
        organization: Some(organization),
        cause: &Cause::by("system:bench", "bench"),
        payload: InstanceUpdated {
            instance_id: object.to_string(),
            organization_id: organization.to_string(),
            status: "UPDATING".to_owned(),
        },
    };
    outbox::enqueue(tx, fact).await
}

/// The value that this share of the sorted measurements does not exceed.
fn quantile(sorted: &[f64], share: f64) -> f64 {
    #[expect(
        clippy::cast_possible_truncation,
        clippy::cast_precision_loss,
        clippy::cast_sign_loss,
        reason = "an index below the length"
    )]
    let index = (share * (sorted.len().saturating_sub(1)) as f64).round() as usize;
    sorted.get(index).copied().unwrap_or(f64::NAN)
}
