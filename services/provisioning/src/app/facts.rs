//! What the others are told, in the words of the public contract.
use hc_events::{Cause, Fact, outbox};
use hc_proto::events::v1 as events;
use hc_storage::StoreError;
use hc_types::{OrganizationId, ReleaseId};
use sqlx::PgConnection;

use crate::domain::addresses::Addresses;
use crate::domain::instance::{Instance, Status};
use crate::domain::operation::Operation;
use crate::domain::release::Release;
use crate::wire;

/// An instance was ordered.
pub async fn instance_created(tx: &mut PgConnection, cause: &Cause, instance: &Instance) -> Result<(), StoreError> {
    let payload = events::InstanceCreated {
        instance_id: instance.id.to_string(),
        organization_id: instance.organization.to_string(),
        subscription_id: instance.subscription.to_string(),
        region_id: instance.region.to_string(),
        name: instance.name.clone(),
        kind: wire::kind(instance.kind).into(),
    };
    tell_of_instance(tx, cause, instance, payload).await
}

/// An instance stands elsewhere now than `before`; nothing is told when it does not.
pub async fn instance_moved(
    tx: &mut PgConnection,
    cause: &Cause,
    before: Status,
    instance: &Instance,
    addresses: &Addresses,
) -> Result<(), StoreError> {
    if before == instance.status {
        return Ok(());
    }
    let instance_id = instance.id.to_string();
    let organization_id = instance.organization.to_string();
    let subscription_id = instance.subscription.to_string();
    match instance.status {
        Status::Active => {
            let url = addresses.url(instance);
            let release_id = instance.observed_release.map_or_else(String::new, |release| release.to_string());
            let payload = events::InstanceActivated { instance_id, organization_id, subscription_id, url, release_id };
            tell_of_instance(tx, cause, instance, payload).await
        }
        Status::Suspended => {
            tell_of_instance(tx, cause, instance, events::InstanceSuspended { instance_id, organization_id }).await
        }
        Status::Terminated => {
            let payload = events::InstanceTerminated { instance_id, organization_id, subscription_id };
            tell_of_instance(tx, cause, instance, payload).await
        }
        Status::Failed => {
            let code = instance.failure.clone().unwrap_or_default();
            let payload = events::InstanceFailed { instance_id, organization_id, subscription_id, code };
            tell_of_instance(tx, cause, instance, payload).await
        }
        Status::Pending | Status::Provisioning | Status::Updating | Status::Degraded | Status::Terminating => {
            let status = instance.status.word().to_uppercase();
            tell_of_instance(tx, cause, instance, events::InstanceUpdated { instance_id, organization_id, status })
                .await
        }
    }
}

/// Work was asked for.
pub async fn operation_created(tx: &mut PgConnection, cause: &Cause, operation: &Operation) -> Result<(), StoreError> {
    let payload = events::OperationCreated {
        operation_id: operation.id.to_string(),
        instance_id: operation.instance.to_string(),
        organization_id: operation.organization.to_string(),
        kind: operation.kind.word().to_owned(),
    };
    tell_of_operation(tx, cause, operation, payload).await
}

/// Work came to a step.
pub async fn operation_progressed(
    tx: &mut PgConnection,
    cause: &Cause,
    operation: &Operation,
    step: &str,
) -> Result<(), StoreError> {
    let payload = events::OperationProgressed {
        operation_id: operation.id.to_string(),
        instance_id: operation.instance.to_string(),
        organization_id: operation.organization.to_string(),
        progress: operation.progress(),
        step: step.to_owned(),
    };
    tell_of_operation(tx, cause, operation, payload).await
}

/// Work ended.
pub async fn operation_finished(tx: &mut PgConnection, cause: &Cause, operation: &Operation) -> Result<(), StoreError> {
    let payload = events::OperationFinished {
        operation_id: operation.id.to_string(),
        instance_id: operation.instance.to_string(),
        organization_id: operation.organization.to_string(),
        status: operation.status.word().to_uppercase(),
        error_code: operation.error.as_ref().map_or_else(String::new, |error| error.code.clone()),
        finished_at: operation.finished_at.map(wire::timestamp),
    };
    tell_of_operation(tx, cause, operation, payload).await
}

/// An archive became a release.
pub async fn release_created(tx: &mut PgConnection, cause: &Cause, release: &Release) -> Result<(), StoreError> {
    let payload = events::ReleaseCreated {
        release_id: release.id.to_string(),
        instance_id: release.instance.to_string(),
        organization_id: release.organization.to_string(),
        version: release.version,
        size_bytes: release.size_bytes,
        file_count: release.file_count,
    };
    tell(tx, cause, (release.id.to_string(), release.organization), payload).await
}

/// A release is what visitors see.
pub async fn release_went_live(
    tx: &mut PgConnection,
    cause: &Cause,
    instance: &Instance,
    release: ReleaseId,
) -> Result<(), StoreError> {
    let payload = events::ReleaseWentLive {
        release_id: release.to_string(),
        instance_id: instance.id.to_string(),
        organization_id: instance.organization.to_string(),
    };
    tell(tx, cause, (release.to_string(), instance.organization), payload).await
}

/// Another release took the place of this one.
pub async fn release_superseded(
    tx: &mut PgConnection,
    cause: &Cause,
    instance: &Instance,
    release: ReleaseId,
) -> Result<(), StoreError> {
    let payload = events::ReleaseSuperseded {
        release_id: release.to_string(),
        instance_id: instance.id.to_string(),
        organization_id: instance.organization.to_string(),
    };
    tell(tx, cause, (release.to_string(), instance.organization), payload).await
}

async fn tell_of_instance<E: hc_proto::Event>(
    tx: &mut PgConnection,
    cause: &Cause,
    instance: &Instance,
    payload: E,
) -> Result<(), StoreError> {
    tell(tx, cause, (instance.id.to_string(), instance.organization), payload).await
}

async fn tell_of_operation<E: hc_proto::Event>(
    tx: &mut PgConnection,
    cause: &Cause,
    operation: &Operation,
    payload: E,
) -> Result<(), StoreError> {
    tell(tx, cause, (operation.id.to_string(), operation.organization), payload).await
}

async fn tell<E: hc_proto::Event>(
    tx: &mut PgConnection,
    cause: &Cause,
    (subject, organization): (String, OrganizationId),
    payload: E,
) -> Result<(), StoreError> {
    outbox::enqueue(tx, Fact { subject, organization: Some(organization), cause, payload }).await?;
    Ok(())
}
