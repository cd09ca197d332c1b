//! A promotion or a rollback at an edge becomes an event.

use hc_events::{Cause, Fact, outbox};
use hc_proto::events::v1::{DeploymentPromoted, DeploymentRolledBack};
use hc_storage::StoreError;
use hc_types::EventId;
use sqlx::PgConnection;
use uuid::Uuid;

use crate::{
    domain::deployment::{Action, Deployment},
    store::deployments::{self, Known},
};

/// What came of a record.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Recorded {
    /// It is told by this event.
    Now(EventId),
    /// It was told before; nothing was changed.
    Before,
}

/// Why a record was not told.
#[derive(Debug, thiserror::Error)]
pub enum RecordDeploymentError {
    /// Two different records have one id.
    #[error("another record came under the id {0} before; nothing was recorded")]
    OtherRecord(Uuid),
    /// The store failed.
    #[error("the store failed")]
    Store(#[from] StoreError),
}

/// Tells a promotion or a rollback, once for each record. The relay of the running service publishes it, and what is
/// published is recorded like all else.
pub async fn record_deployment(
    tx: &mut PgConnection,
    deployment: Deployment,
) -> Result<Recorded, RecordDeploymentError> {
    match deployments::keep(tx, deployment.id, &deployment.to_line()).await? {
        Known::New => Ok(Recorded::Now(tell(tx, deployment).await?)),
        Known::Same => Ok(Recorded::Before),
        Known::Other => Err(RecordDeploymentError::OtherRecord(deployment.id)),
    }
}

/// The account at the edge is no actor that anybody could look up, so it stands in the data.
async fn tell(tx: &mut PgConnection, deployment: Deployment) -> Result<EventId, StoreError> {
    let (subject, cause) = (deployment.subject(), Cause::system("deployment"));
    match deployment.action {
        Action::Promote => {
            let payload = promoted(deployment);
            outbox::enqueue(tx, Fact { subject, organization: None, cause: &cause, payload }).await
        }
        Action::Rollback => {
            let payload = rolled_back(deployment);
            outbox::enqueue(tx, Fact { subject, organization: None, cause: &cause, payload }).await
        }
    }
}

fn promoted(of: Deployment) -> DeploymentPromoted {
    DeploymentPromoted {
        record_id: of.id.to_string(),
        edge: of.edge,
        colour: of.colour,
        colour_before: of.before,
        version: of.version,
        deployed_by: of.by,
        reason: of.reason,
        changed_at: Some(of.at.into()),
    }
}

fn rolled_back(of: Deployment) -> DeploymentRolledBack {
    DeploymentRolledBack {
        record_id: of.id.to_string(),
        edge: of.edge,
        colour: of.colour,
        colour_before: of.before,
        version: of.version,
        deployed_by: of.by,
        reason: of.reason,
        changed_at: Some(of.at.into()),
        automatic: of.automatic,
    }
}
