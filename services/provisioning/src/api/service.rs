use hc_access::{Access, Caller, Permission};
use hc_events::Cause;
use hc_proto::provisioning::v1 as proto;
use hc_proto::provisioning::v1::provisioning_service_server::ProvisioningService;
use hc_proto::{CheckedPage, r#type::v1 as types};
use hc_rpc::{CallContext, Violations};
use hc_storage::StoreError;
use hc_types::{OrderId, OrganizationId, PageRequest, RegionId};
use sqlx::Postgres;
use sqlx::pool::PoolConnection;
use tonic::{Request, Response, Status, Streaming};

use super::problems::ReadError;
use super::{deploy, lists, staff};
use crate::app::reserve::{Item, Reserve, ReserveError, reserve};
use crate::app::roll_back::{RollBackError, roll_back};
use crate::app::terminate::terminate;
use crate::app::{App, reserve};
use crate::domain::instance::Kind;
use crate::store::{capacity, instances, operations, regions, releases};
use crate::wire::{self, answers};

/// The most items of a reservation.
const MAX_ITEMS: usize = 20;

/// `hostingco.provisioning.v1.ProvisioningService`.
pub struct Service {
    app: App,
    access: Access,
}

impl Service {
    /// The service over its use cases.
    pub fn new(app: App, access: Access) -> Self {
        Self { app, access }
    }

    async fn connection(&self) -> Result<PoolConnection<Postgres>, Status> {
        connection(&self.app).await
    }
}

#[tonic::async_trait]
impl ProvisioningService for Service {
    async fn list_regions(
        &self,
        _request: Request<proto::ListRegionsRequest>,
    ) -> Result<Response<proto::ListRegionsResponse>, Status> {
        let found = regions::list(&mut *self.connection().await?, None).await.map_err(hc_rpc::status)?;
        let regions = found.into_iter().take(100).map(answers::region).collect();
        Ok(Response::new(proto::ListRegionsResponse { regions }))
    }

    async fn batch_get_regions(
        &self,
        request: Request<proto::BatchGetRegionsRequest>,
    ) -> Result<Response<proto::BatchGetRegionsResponse>, Status> {
        let ids: Vec<RegionId> = lists::batch(&request.into_inner().ids).map_err(hc_rpc::status)?;
        let found = regions::list(&mut *self.connection().await?, Some(&ids)).await.map_err(hc_rpc::status)?;
        let regions = found.into_iter().map(answers::region).collect();
        Ok(Response::new(proto::BatchGetRegionsResponse { regions }))
    }

    async fn reserve_capacity(
        &self,
        request: Request<proto::ReserveCapacityRequest>,
    ) -> Result<Response<proto::ReserveCapacityResponse>, Status> {
        let wanted = read_reserve(&request.into_inner(), self.app.reservations.hold)?;
        let held = self.app.db.transact::<_, ReserveError, _>(move |tx, now| Box::pin(reserve(tx, now, wanted)));
        let held = held.await.map_err(hc_rpc::status)?;
        let reservations = held.iter().map(answers::reservation).collect();
        Ok(Response::new(proto::ReserveCapacityResponse { reservations }))
    }

    async fn release_capacity(
        &self,
        request: Request<proto::ReleaseCapacityRequest>,
    ) -> Result<Response<proto::ReleaseCapacityResponse>, Status> {
        let mut violations = Violations::new();
        let order = violations.check("order_id", request.into_inner().order_id.parse::<OrderId>());
        violations.finish()?;
        if let Some(order) = order {
            let released = self
                .app
                .db
                .transact::<_, StoreError, _>(move |tx, _| Box::pin(async move { capacity::release(tx, order).await }));
            released.await.map_err(hc_rpc::status)?;
        }
        Ok(Response::new(proto::ReleaseCapacityResponse {}))
    }

    async fn list_instances(
        &self,
        request: Request<proto::ListInstancesRequest>,
    ) -> Result<Response<proto::ListInstancesResponse>, Status> {
        let caller = Caller::of(&request)?;
        let request = request.into_inner();
        let organizations = lists::organizations(&request.organization_ids).map_err(hc_rpc::status)?;
        lists::permit(&self.access, &caller, Permission::InstanceRead, &organizations).await?;
        let statuses = lists::statuses(&request.statuses, lists::MAX_INSTANCE_STATUSES, answers::read_instance_status)?;
        let page = page(request.page)?;
        let mut connection = self.connection().await?;
        let found = if statuses.is_empty() {
            instances::list(&mut connection, &organizations, &page).await
        } else {
            instances::list_by_status(&mut connection, &organizations, &statuses, &page).await
        };
        let pages = found.map_err(hc_rpc::status)?.into_iter().map(|page| proto::InstancePage {
            page_info: Some(types::PageInfo::of(&page, |instance| instance.id.uuid())),
            instances: page
                .items
                .into_iter()
                .map(|item| answers::instance(item, &self.app.addresses, &self.app.uploads))
                .collect(),
        });
        Ok(Response::new(proto::ListInstancesResponse { pages: pages.collect() }))
    }

    async fn batch_get_instances(
        &self,
        request: Request<proto::BatchGetInstancesRequest>,
    ) -> Result<Response<proto::BatchGetInstancesResponse>, Status> {
        let caller = Caller::of(&request)?;
        let ids = lists::batch(&request.into_inner().ids).map_err(hc_rpc::status)?;
        let found = lists::find(&self.app.db, &ids).await?;
        let of = found.iter().map(|instance| instance.organization);
        let permitted = self.access.permitted(&caller, Permission::InstanceRead, of).await?;
        let instances = found.into_iter().filter(|instance| permitted.contains(&instance.organization));
        let instances =
            instances.map(|instance| answers::instance(instance, &self.app.addresses, &self.app.uploads)).collect();
        Ok(Response::new(proto::BatchGetInstancesResponse { instances }))
    }

    async fn list_releases(
        &self,
        request: Request<proto::ListReleasesRequest>,
    ) -> Result<Response<proto::ListReleasesResponse>, Status> {
        let caller = Caller::of(&request)?;
        let request = request.into_inner();
        let (db, ids) = (&self.app.db, &request.instance_ids);
        let parents = lists::instances(db, &self.access, &caller, Permission::InstanceRead, ids).await?;
        let statuses = lists::statuses(&request.statuses, lists::MAX_RELEASE_STATUSES, answers::read_release_status)?;
        let page = page(request.page)?;
        let mut connection = self.connection().await?;
        let found = if statuses.is_empty() {
            releases::list(&mut connection, &parents, &page).await
        } else {
            releases::list_by_status(&mut connection, &parents, &statuses, &page).await
        };
        let pages = found.map_err(hc_rpc::status)?.into_iter().map(|page| proto::ReleasePage {
            page_info: Some(types::PageInfo::of(&page, |release| release.id.uuid())),
            releases: page.items.iter().map(answers::release).collect(),
        });
        Ok(Response::new(proto::ListReleasesResponse { pages: pages.collect() }))
    }

    async fn batch_get_releases(
        &self,
        request: Request<proto::BatchGetReleasesRequest>,
    ) -> Result<Response<proto::BatchGetReleasesResponse>, Status> {
        let caller = Caller::of(&request)?;
        let ids: Vec<_> = lists::batch(&request.into_inner().ids).map_err(hc_rpc::status)?;
        let found = releases::find_many(&mut *self.connection().await?, &ids).await.map_err(hc_rpc::status)?;
        let of = found.iter().map(|release| release.organization);
        let permitted = self.access.permitted(&caller, Permission::InstanceRead, of).await?;
        let releases = found.iter().filter(|release| permitted.contains(&release.organization));
        let releases = releases.map(answers::release).collect();
        Ok(Response::new(proto::BatchGetReleasesResponse { releases }))
    }

    async fn list_operations(
        &self,
        request: Request<proto::ListOperationsRequest>,
    ) -> Result<Response<proto::ListOperationsResponse>, Status> {
        let caller = Caller::of(&request)?;
        let request = request.into_inner();
        let (db, ids) = (&self.app.db, &request.instance_ids);
        let parents = lists::instances(db, &self.access, &caller, Permission::OperationRead, ids).await?;
        let most = lists::OPERATION_STATUSES.len();
        let mut statuses = lists::statuses(&request.statuses, most, answers::read_operation_status)?;
        let kinds = lists::kinds(&request.kinds)?;
        let page = page(request.page)?;
        let mut connection = self.connection().await?;
        let found = if statuses.is_empty() && kinds.is_empty() {
            operations::list(&mut connection, &parents, &page).await
        } else {
            if statuses.is_empty() {
                statuses.extend(lists::OPERATION_STATUSES);
            }
            operations::list_filtered(&mut connection, &parents, &statuses, &kinds, &page).await
        };
        let pages = found.map_err(hc_rpc::status)?.into_iter().map(|page| proto::OperationPage {
            page_info: Some(types::PageInfo::of(&page, |operation| operation.id.uuid())),
            operations: page.items.into_iter().map(answers::operation).collect(),
        });
        Ok(Response::new(proto::ListOperationsResponse { pages: pages.collect() }))
    }

    async fn batch_get_operations(
        &self,
        request: Request<proto::BatchGetOperationsRequest>,
    ) -> Result<Response<proto::BatchGetOperationsResponse>, Status> {
        let caller = Caller::of(&request)?;
        let ids: Vec<_> = lists::batch(&request.into_inner().ids).map_err(hc_rpc::status)?;
        let found = operations::find_many(&mut *self.connection().await?, &ids).await.map_err(hc_rpc::status)?;
        let of = found.iter().map(|operation| operation.organization);
        let permitted = self.access.permitted(&caller, Permission::OperationRead, of).await?;
        let operations = found.into_iter().filter(|operation| permitted.contains(&operation.organization));
        let operations = operations.map(answers::operation).collect();
        Ok(Response::new(proto::BatchGetOperationsResponse { operations }))
    }

    async fn deploy_release(
        &self,
        request: Request<Streaming<proto::DeployReleaseRequest>>,
    ) -> Result<Response<proto::DeployReleaseResponse>, Status> {
        let caller = Caller::of(&request)?;
        let cause = cause(&caller);
        deploy::receive(&self.app, &self.access, caller, cause, request.into_inner()).await.map(Response::new)
    }

    async fn roll_back_release(
        &self,
        request: Request<proto::RollBackReleaseRequest>,
    ) -> Result<Response<proto::RollBackReleaseResponse>, Status> {
        let caller = Caller::of(&request)?;
        let (cause, request) = (cause(&caller), request.into_inner());
        let (db, id) = (&self.app.db, &request.instance_id);
        let instance = lists::instance(db, &self.access, &caller, Permission::ReleaseRollBack, id).await?;
        let (addresses, instance) = (self.app.addresses.clone(), instance.id);
        let mut violations = Violations::new();
        let release = violations.check_as("RELEASE_NOT_FOUND", "release_id", request.release_id.parse());
        violations.finish()?;
        let Some(release) = release else { return Err(Status::internal("a checked id is missing")) };
        let rolled_back = self.app.db.transact::<_, RollBackError, _>(move |tx, now| {
            Box::pin(async move { roll_back(tx, &addresses, (&cause, now), (instance, release)).await })
        });
        let (release, operation) = rolled_back.await.map_err(hc_rpc::status)?;
        Ok(Response::new(proto::RollBackReleaseResponse {
            release: Some(answers::release(&release)),
            operation: Some(answers::operation(operation)),
        }))
    }

    async fn terminate_instance(
        &self,
        request: Request<proto::TerminateInstanceRequest>,
    ) -> Result<Response<proto::TerminateInstanceResponse>, Status> {
        let caller = Caller::of(&request)?;
        let (cause, request) = (cause(&caller), request.into_inner());
        let (db, id) = (&self.app.db, &request.instance_id);
        let instance = lists::instance(db, &self.access, &caller, Permission::InstanceTerminate, id).await?;
        let (addresses, id) = (self.app.addresses.clone(), instance.id);
        let terminated = self
            .app
            .db
            .transact(move |tx, now| Box::pin(async move { terminate(tx, &addresses, (&cause, now), id).await }));
        let (instance, operation) = terminated.await.map_err(hc_rpc::status)?;
        Ok(Response::new(proto::TerminateInstanceResponse {
            instance: Some(answers::instance(instance, &self.app.addresses, &self.app.uploads)),
            operation: operation.map(answers::operation),
        }))
    }

    async fn list_stray_instances(
        &self,
        request: Request<proto::ListStrayInstancesRequest>,
    ) -> Result<Response<proto::ListStrayInstancesResponse>, Status> {
        staff::stray_instances(&self.app, request.into_inner()).await.map(Response::new)
    }

    async fn list_all_operations(
        &self,
        request: Request<proto::ListAllOperationsRequest>,
    ) -> Result<Response<proto::ListAllOperationsResponse>, Status> {
        staff::all_operations(&self.app, request.into_inner()).await.map(Response::new)
    }

    async fn list_capacity(
        &self,
        _request: Request<proto::ListCapacityRequest>,
    ) -> Result<Response<proto::ListCapacityResponse>, Status> {
        staff::capacity(&self.app).await.map(Response::new)
    }

    async fn repair_instance(
        &self,
        request: Request<proto::RepairInstanceRequest>,
    ) -> Result<Response<proto::RepairInstanceResponse>, Status> {
        let cause = cause(&Caller::of(&request)?);
        staff::repair_instance(&self.app, cause, &request.into_inner().instance_id).await.map(Response::new)
    }
}

/// The caller's wish as the cause of what follows.
fn cause(caller: &Caller) -> Cause {
    let request = CallContext::current().unwrap_or_default();
    Cause::by(caller.principal(), request.request_id()).in_session(caller.session())
}

/// A connection for reading.
pub(super) async fn connection(app: &App) -> Result<PoolConnection<Postgres>, Status> {
    app.db.pool().acquire().await.map_err(|error| hc_rpc::status(StoreError::from(error)))
}

pub(super) fn page(request: Option<types::PageRequest>) -> Result<PageRequest, Status> {
    CheckedPage::try_from(request).map(|page| page.0).map_err(|error| hc_rpc::status(ReadError::Page(error)))
}

fn read_reserve(request: &proto::ReserveCapacityRequest, hold: std::time::Duration) -> Result<Reserve, Status> {
    let mut violations = Violations::new();
    let order = violations.check("order_id", request.order_id.parse::<OrderId>());
    let organization = violations.check("organization_id", request.organization_id.parse::<OrganizationId>());
    if !(1..=MAX_ITEMS).contains(&request.items.len()) {
        violations.add("items", "INVALID", format!("1 to {MAX_ITEMS} items, not {}", request.items.len()));
    }
    let mut items: Vec<reserve::Item> = Vec::new();
    for (at, item) in request.items.iter().take(MAX_ITEMS).enumerate() {
        let instance = violations.check(format!("items[{at}].instance_id"), item.instance_id.parse());
        let region = item.region_id.as_deref().map(str::parse).transpose();
        let region = violations.check_as("REGION_NOT_FOUND", format!("items[{at}].region_id"), region);
        let limits = item.limits.as_ref().and_then(wire::read_limits).ok_or("limits are needed, and none is negative");
        let limits = violations.check(format!("items[{at}].limits"), limits);
        if wire::read_kind(item.kind) != Some(Kind::Site) {
            violations.add(format!("items[{at}].kind"), "KIND_NOT_SUPPORTED", "only sites are hosted at the moment");
        }
        if let (Some(instance), Some(region), Some((resources, _))) = (instance, region, limits) {
            if items.iter().any(|known| known.instance == instance) {
                violations.add(format!("items[{at}].instance_id"), "INVALID", "each item is another instance");
            }
            items.push(Item { instance, region, resources });
        }
    }
    violations.finish()?;
    match (order, organization) {
        (Some(order), Some(organization)) => Ok(Reserve { order, organization, items, hold }),
        _ => Err(Status::internal("a checked id is missing")),
    }
}
