//! What calls answer.
use hc_proto::provisioning::v1 as proto;

use crate::domain::addresses::Addresses;
use crate::domain::capacity::Resources;
use crate::domain::instance::{Instance, Kind, Status};
use crate::domain::operation::{Operation, OperationStatus};
use crate::domain::release::{Release, ReleaseStatus};
use crate::settings::UploadSettings;
use crate::store::capacity::{NodeUse, Reservation};
use crate::store::regions::Region;
use crate::wire;

/// A region as callers see it.
pub fn region(region: Region) -> proto::Region {
    let Region { id, slug, name, available } = region;
    proto::Region { id: id.to_string(), slug, name, available }
}

/// A node and what is used of it, as staff see it.
pub fn node(node: NodeUse) -> proto::NodeCapacity {
    let amount = |(resources, instances): (Resources, i64)| {
        let Resources { cpu_milli, memory_mib, disk_bytes } = resources;
        Some(proto::Capacity { cpu_milli, memory_mib, disk_bytes, instances })
    };
    proto::NodeCapacity {
        id: node.id.to_string(),
        name: node.name,
        cordoned: node.cordoned,
        total: amount(node.total),
        placed: amount(node.placed),
        reserved: amount(node.reserved),
    }
}

/// Capacity that is held.
pub fn reservation(reservation: &Reservation) -> proto::Reservation {
    proto::Reservation {
        id: reservation.id.to_string(),
        instance_id: reservation.instance.to_string(),
        region_id: reservation.region.to_string(),
        expires_at: Some(wire::timestamp(reservation.expires_at)),
    }
}

/// An instance as callers see it.
pub fn instance(instance: Instance, addresses: &Addresses, uploads: &UploadSettings) -> proto::Instance {
    let unmade =
        matches!(instance.status, Status::Pending | Status::Provisioning | Status::Failed | Status::Terminated);
    let url = (!unmade).then(|| addresses.url(&instance));
    let upload_limits = (instance.kind == Kind::Site).then(|| upload_limits(&instance, uploads));
    proto::Instance {
        id: instance.id.to_string(),
        organization_id: instance.organization.to_string(),
        subscription_id: instance.subscription.to_string(),
        region_id: instance.region.to_string(),
        name: instance.name,
        kind: wire::kind(instance.kind).into(),
        status: instance_status(instance.status).into(),
        url,
        current_release_id: instance.observed_release.map(|release| release.to_string()),
        created_at: Some(wire::timestamp(instance.created_at)),
        upload_limits,
    }
}

fn upload_limits(instance: &Instance, settings: &UploadSettings) -> proto::UploadLimits {
    proto::UploadLimits {
        archive_bytes: i64::try_from(settings.max_bytes).unwrap_or(i64::MAX),
        file_bytes: i64::try_from(settings.max_file_bytes).unwrap_or(i64::MAX),
        disk_bytes: instance.resources.disk_bytes,
        files: instance.max_files,
    }
}

/// A release as callers see it.
pub fn release(release: &Release) -> proto::Release {
    let status = match release.status {
        ReleaseStatus::Uploaded => proto::ReleaseStatus::Uploaded,
        ReleaseStatus::Live => proto::ReleaseStatus::Live,
        ReleaseStatus::Superseded => proto::ReleaseStatus::Superseded,
        ReleaseStatus::Failed => proto::ReleaseStatus::Failed,
    };
    proto::Release {
        id: release.id.to_string(),
        instance_id: release.instance.to_string(),
        organization_id: release.organization.to_string(),
        version: release.version,
        status: status.into(),
        size_bytes: release.size_bytes,
        file_count: release.file_count,
        created_at: Some(wire::timestamp(release.created_at)),
    }
}

/// An operation as callers see it.
pub fn operation(operation: Operation) -> proto::Operation {
    let steps = operation.steps.iter().map(|step| proto::OperationStep {
        name: step.name.clone(),
        status: operation_status(operation.step_status(step)).into(),
        started_at: step.started_at.map(wire::timestamp),
        finished_at: step.finished_at.map(wire::timestamp),
    });
    proto::Operation {
        id: operation.id.to_string(),
        instance_id: operation.instance.to_string(),
        organization_id: operation.organization.to_string(),
        kind: operation.kind.word().to_owned(),
        status: operation_status(operation.status).into(),
        progress: operation.progress(),
        steps: steps.collect(),
        error: operation.error.map(|error| proto::OperationError {
            code: error.code,
            message: error.message,
            retryable: error.retryable,
        }),
        started_at: operation.started_at.map(wire::timestamp),
        finished_at: operation.finished_at.map(wire::timestamp),
        created_at: Some(wire::timestamp(operation.created_at)),
        request_id: operation.request,
    }
}

const fn instance_status(status: Status) -> proto::InstanceStatus {
    match status {
        Status::Pending => proto::InstanceStatus::Pending,
        Status::Provisioning => proto::InstanceStatus::Provisioning,
        Status::Active => proto::InstanceStatus::Active,
        Status::Updating => proto::InstanceStatus::Updating,
        Status::Degraded => proto::InstanceStatus::Degraded,
        Status::Suspended => proto::InstanceStatus::Suspended,
        Status::Terminating => proto::InstanceStatus::Terminating,
        Status::Terminated => proto::InstanceStatus::Terminated,
        Status::Failed => proto::InstanceStatus::Failed,
    }
}

const fn operation_status(status: OperationStatus) -> proto::OperationStatus {
    match status {
        OperationStatus::Queued => proto::OperationStatus::Queued,
        OperationStatus::Running => proto::OperationStatus::Running,
        OperationStatus::Succeeded => proto::OperationStatus::Succeeded,
        OperationStatus::Failed => proto::OperationStatus::Failed,
        OperationStatus::Canceled => proto::OperationStatus::Canceled,
    }
}

/// An instance's status from the contract's number; `None` for one that does not exist.
pub fn read_instance_status(number: i32) -> Option<Status> {
    match proto::InstanceStatus::try_from(number).ok()? {
        proto::InstanceStatus::Unspecified => None,
        proto::InstanceStatus::Pending => Some(Status::Pending),
        proto::InstanceStatus::Provisioning => Some(Status::Provisioning),
        proto::InstanceStatus::Active => Some(Status::Active),
        proto::InstanceStatus::Updating => Some(Status::Updating),
        proto::InstanceStatus::Degraded => Some(Status::Degraded),
        proto::InstanceStatus::Suspended => Some(Status::Suspended),
        proto::InstanceStatus::Terminating => Some(Status::Terminating),
        proto::InstanceStatus::Terminated => Some(Status::Terminated),
        proto::InstanceStatus::Failed => Some(Status::Failed),
    }
}

/// A release's status from the contract's number; `None` for one that does not exist.
pub fn read_release_status(number: i32) -> Option<ReleaseStatus> {
    match proto::ReleaseStatus::try_from(number).ok()? {
        proto::ReleaseStatus::Unspecified => None,
        proto::ReleaseStatus::Uploaded => Some(ReleaseStatus::Uploaded),
        proto::ReleaseStatus::Live => Some(ReleaseStatus::Live),
        proto::ReleaseStatus::Superseded => Some(ReleaseStatus::Superseded),
        proto::ReleaseStatus::Failed => Some(ReleaseStatus::Failed),
    }
}

/// An operation's status from the contract's number; `None` for one that does not exist.
pub fn read_operation_status(number: i32) -> Option<OperationStatus> {
    match proto::OperationStatus::try_from(number).ok()? {
        proto::OperationStatus::Unspecified => None,
        proto::OperationStatus::Queued => Some(OperationStatus::Queued),
        proto::OperationStatus::Running => Some(OperationStatus::Running),
        proto::OperationStatus::Succeeded => Some(OperationStatus::Succeeded),
        proto::OperationStatus::Failed => Some(OperationStatus::Failed),
        proto::OperationStatus::Canceled => Some(OperationStatus::Canceled),
    }
}
