//! What staff see and do across all organizations. The rules of these methods have asked for their platform roles.
use std::collections::HashMap;
use std::time::Duration;

use hc_events::Cause;
use hc_proto::provisioning::v1 as proto;
use hc_proto::r#type::v1 as types;
use hc_rpc::Violations;
use hc_types::RegionId;
use tonic::Status;

use super::lists;
use super::problems::ReadError;
use super::service::{connection, page};
use crate::app::App;
use crate::app::repair::repair;
use crate::domain::operation::{OperationStatus, PATIENCE};
use crate::store::instances::Stray;
use crate::store::{capacity, instances, operations, regions};
use crate::wire::answers;

/// What may be stuck.
const UNFINISHED: [OperationStatus; 2] = [OperationStatus::Queued, OperationStatus::Running];

pub async fn stray_instances(
    app: &App,
    request: proto::ListStrayInstancesRequest,
) -> Result<proto::ListStrayInstancesResponse, Status> {
    let mut violations = Violations::new();
    let kind = match request.kind() {
        proto::StrayKind::PaidNotLive => Ok(Stray::PaidNotLive),
        proto::StrayKind::LiveNotPaid => Ok(Stray::LiveNotPaid),
        proto::StrayKind::Unspecified => Err("a kind is needed"),
    };
    let kind = violations.check_as("KIND_INVALID", "kind", kind);
    violations.finish()?;
    let Some(kind) = kind else { return Err(Status::internal("a checked kind is missing")) };
    let page = page(request.page)?;
    let found = instances::stray(&mut *connection(app).await?, kind, &page).await.map_err(hc_rpc::status)?;
    let page_info = Some(types::PageInfo::of(&found, |instance| instance.id.uuid()));
    let instances =
        found.items.into_iter().map(|found| answers::instance(found, &app.addresses, &app.uploads)).collect();
    Ok(proto::ListStrayInstancesResponse { instances, page_info })
}

pub async fn all_operations(
    app: &App,
    request: proto::ListAllOperationsRequest,
) -> Result<proto::ListAllOperationsResponse, Status> {
    let most = lists::OPERATION_STATUSES.len();
    let mut statuses = lists::statuses(&request.statuses, most, answers::read_operation_status)?;
    if statuses.is_empty() {
        statuses.extend(lists::OPERATION_STATUSES);
    }
    let mut at_least = Duration::ZERO;
    if request.stuck {
        statuses.retain(|status| UNFINISHED.contains(status));
        at_least = PATIENCE;
    }
    let page = page(request.page)?;
    let mut connection = connection(app).await?;
    let found = operations::list_all(&mut connection, &statuses, at_least, &page).await.map_err(hc_rpc::status)?;
    let page_info = Some(types::PageInfo::of(&found, |operation| operation.id.uuid()));
    let operations = found.items.into_iter().map(answers::operation).collect();
    Ok(proto::ListAllOperationsResponse { operations, page_info })
}

pub async fn capacity(app: &App) -> Result<proto::ListCapacityResponse, Status> {
    let mut connection = connection(app).await?;
    let ids = regions::all(&mut connection).await.map_err(hc_rpc::status)?;
    let regions = regions::list(&mut connection, Some(&ids)).await.map_err(hc_rpc::status)?;
    let mut nodes: HashMap<RegionId, Vec<proto::NodeCapacity>> = HashMap::new();
    for node in capacity::nodes(&mut connection).await.map_err(hc_rpc::status)? {
        nodes.entry(node.region).or_default().push(answers::node(node));
    }
    let regions = regions.into_iter().map(|region| {
        let nodes = nodes.remove(&region.id).unwrap_or_default();
        proto::RegionCapacity { region: Some(answers::region(region)), nodes }
    });
    Ok(proto::ListCapacityResponse { regions: regions.collect() })
}

pub async fn repair_instance(app: &App, cause: Cause, id: &str) -> Result<proto::RepairInstanceResponse, Status> {
    let missing = |_| hc_rpc::status(ReadError::InstanceNotFound(lists::shown(id)));
    let id = id.parse().map_err(missing)?;
    let repaired = app.db.transact(move |tx, now| Box::pin(async move { repair(tx, (&cause, now), id).await }));
    let (instance, operation) = repaired.await.map_err(hc_rpc::status)?;
    Ok(proto::RepairInstanceResponse {
        instance: Some(answers::instance(instance, &app.addresses, &app.uploads)),
        operation: Some(answers::operation(operation)),
    })
}
