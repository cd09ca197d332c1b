//! The built binary in its two roles, as customers, visitors and other services meet it.
#[cfg(test)]
mod harness;
#[cfg(test)]
mod orders;
#[cfg(test)]
mod owners;
#[cfg(test)]
mod staff;

use hc_proto::provisioning::v1 as proto;
use hc_proto::r#type::v1::{InstanceKind, InstanceLimits, PageRequest, Role};
use hc_rpc::Fault;
use hc_testkit::eventually;
use hc_types::{InstanceId, OrderId, OrganizationId};
use proto::deploy_release_request::Message;
use tonic::Code;

use crate::harness::{Running, User, output};
use crate::orders::{Order, active, archive, instance};

#[tokio::test]
async fn an_order_is_served_and_outlives_everything_but_its_own_server() {
    let mut service = Running::start().await;
    let organization = OrganizationId::new();
    let owner = service.user(organization, Role::Owner);
    let viewer = service.user(organization, Role::Viewer);
    let stranger = service.user(OrganizationId::new(), Role::Owner);

    let order = Order::reserved(&service, organization).await;
    service.tell(order.id, organization, order.placed()).await;
    let pending = eventually("the instance is known", async || instance(&owner, &order.id()).await).await;
    assert_eq!((pending.status(), pending.url), (proto::InstanceStatus::Pending, None));
    service.tell(&order.instance.subscription_id, organization, order.activated()).await;
    let live = active(&owner, &order.id()).await;
    let url = live.url.clone().unwrap();
    // The settings' defaults, and what the order says that the plan has.
    let told =
        proto::UploadLimits { archive_bytes: 512 << 20, file_bytes: 256 << 20, disk_bytes: 50_000_000, files: 500 };
    assert_eq!(live.upload_limits, Some(told));
    assert!(service.visit(&url).await.1.contains("My Shop is live"));

    let deployed = archive(&owner, &order.id(), "<p>mine").await.unwrap();
    let again = archive(&owner, &order.id(), "<p>mine").await.unwrap();
    assert_eq!(deployed.release.as_ref().map(|release| &release.id), again.release.as_ref().map(|release| &release.id));
    eventually("the release is live", async || service.visit(&url).await == (200, "<p>mine".into())).await;

    // Who may not, may not; what is another's does not exist.
    assert_eq!(archive(&viewer, &order.id(), "no").await.unwrap_err().code, Code::PermissionDenied);
    let refused = archive(&stranger, &order.id(), "no").await.unwrap_err();
    assert_eq!((refused.code, refused.reason.as_deref()), (Code::NotFound, Some("INSTANCE_NOT_FOUND")));
    assert_eq!(instance(&stranger, &order.id()).await, None);
    let terminate = proto::TerminateInstanceRequest { instance_id: order.id() };
    let refused = stranger.call(stranger.client().terminate_instance(terminate.clone())).await.unwrap_err();
    assert_eq!((refused.code, refused.reason.as_deref()), (Code::NotFound, Some("INSTANCE_NOT_FOUND")));
    let page = Some(PageRequest { first: Some(100_000), ..PageRequest::default() });
    let list =
        proto::ListInstancesRequest { organization_ids: vec![organization.to_string()], page, ..Default::default() };
    let refused = viewer.call(viewer.client().list_instances(list)).await.unwrap_err();
    assert_eq!((refused.code, refused.reason.as_deref()), (Code::InvalidArgument, Some("PAGE_INVALID")));
    let list = proto::ListOperationsRequest { instance_ids: vec![order.id()], ..Default::default() };
    let kinds = async |list: &proto::ListOperationsRequest| {
        let page = viewer.call(viewer.client().list_operations(list.clone())).await.unwrap().pages.remove(0);
        page.operations.into_iter().map(|operation| operation.kind).collect::<Vec<_>>()
    };
    assert_eq!(kinds(&list).await, ["deploy", "provision"]);
    let provisioned = proto::ListOperationsRequest { kinds: vec!["provision".into()], ..list.clone() };
    assert_eq!(kinds(&provisioned).await, ["provision"]);
    let failed = vec![proto::OperationStatus::Failed.into()];
    assert!(kinds(&proto::ListOperationsRequest { statuses: failed, ..list.clone() }).await.is_empty());
    let nonsense = proto::ListOperationsRequest { kinds: vec!["explode".into()], ..list };
    let refused = viewer.call(viewer.client().list_operations(nonsense)).await.unwrap_err();
    assert_eq!(refused.violations[0].field, "kinds[0]");

    let list = proto::ListReleasesRequest { instance_ids: vec![order.id()], ..Default::default() };
    // What visitors see already may be recorded as live a moment later.
    let (uploaded, live) = (proto::ReleaseStatus::Uploaded.into(), proto::ReleaseStatus::Live.into());
    for (statuses, count) in [(vec![uploaded, live], 1), (vec![proto::ReleaseStatus::Superseded.into()], 0)] {
        let list = proto::ListReleasesRequest { statuses, ..list.clone() };
        let page = viewer.call(viewer.client().list_releases(list)).await.unwrap().pages.remove(0);
        assert_eq!(page.releases.len(), count);
    }
    let nonsense = proto::ListReleasesRequest { statuses: vec![99], ..list };
    let refused = viewer.call(viewer.client().list_releases(nonsense)).await.unwrap_err();
    assert_eq!(refused.violations[0].field, "statuses[0]");

    // Without its control plane the site goes on, also after a restart of its own, with nothing but the folder.
    service.kill_control();
    assert_eq!(service.visit(&url).await.0, 200);
    service.restart_sites();
    assert_eq!(service.visit(&url).await, (200, "<p>mine".into()));
    service.start_control();
    eventually("calls are answered again", async || owner_reaches(&service, &owner, &order.id()).await).await;

    let owner = service.reconnected(&owner);
    owner.call(owner.client().terminate_instance(terminate)).await.unwrap();
    eventually("the site is gone", async || service.visit(&url).await.0 == 404).await;
    eventually("it is recorded", async || {
        instance(&owner, &order.id()).await.is_some_and(|gone| gone.status() == proto::InstanceStatus::Terminated)
    })
    .await;
    let list = proto::ListInstancesRequest { organization_ids: vec![organization.to_string()], ..Default::default() };
    assert_eq!(owner.call(owner.client().list_instances(list.clone())).await.unwrap().pages[0].instances, []);
    let gone = proto::ListInstancesRequest { statuses: vec![proto::InstanceStatus::Terminated.into()], ..list.clone() };
    let gone = owner.call(owner.client().list_instances(gone)).await.unwrap().pages.remove(0).instances;
    assert_eq!((gone.len(), gone[0].id.as_str()), (1, order.id().as_str()));
    let nonsense = proto::ListInstancesRequest { statuses: vec![99], ..list };
    let refused = owner.call(owner.client().list_instances(nonsense)).await.unwrap_err();
    assert_eq!(refused.violations[0].field, "statuses[0]");
}

async fn owner_reaches(service: &Running, owner: &User, id: &str) -> bool {
    let owner = service.reconnected(owner);
    let request = proto::BatchGetInstancesRequest { ids: vec![id.into()] };
    owner.call(owner.client().batch_get_instances(request)).await.is_ok()
}

#[tokio::test]
async fn a_crash_between_paid_and_live_leaves_one_live_site() {
    let mut service = Running::start().await;
    let organization = OrganizationId::new();
    let owner = service.user(organization, Role::Owner);
    let mut orders = Vec::new();
    for _ in 0..5 {
        orders.push(Order::reserved(&service, organization).await);
    }
    for order in &orders {
        service.tell(order.id, organization, order.placed()).await;
        service.tell(&order.instance.subscription_id, organization, order.activated()).await;
    }
    eventually("something is under way", async || {
        let (operations,): (i64,) = service.ask("SELECT count(*) FROM operations").await;
        operations > 0
    })
    .await;
    service.kill_control();
    service.start_control();
    let owner = eventually("calls are answered again", async || {
        let owner = service.reconnected(&owner);
        let request = proto::BatchGetInstancesRequest { ids: Vec::new() };
        owner.call(owner.client().batch_get_instances(request)).await.map(|_| owner.clone())
    })
    .await;
    for order in &orders {
        let live = active(&owner, &order.id()).await;
        assert_eq!(service.visit(&live.url.unwrap()).await.0, 200);
    }
    let twice = "SELECT count(*) FROM outbox WHERE type = 'provisioning.instance.activated.v1' GROUP BY subject HAVING count(*) > 1";
    assert_eq!(service.ask_maybe::<(i64,)>(twice).await, None);
}

#[tokio::test]
async fn bad_questions_are_refused_with_reasons() {
    let service = Running::start().await;
    let organization = OrganizationId::new();
    let owner = service.user(organization, Role::Owner);
    let item = |region: String, disk_bytes: i64, kind: InstanceKind| proto::ReservationItem {
        instance_id: InstanceId::new().to_string(),
        region_id: Some(region),
        kind: kind.into(),
        limits: Some(InstanceLimits { disk_bytes, ..InstanceLimits::default() }),
    };
    let reserve = async |items: Vec<proto::ReservationItem>| {
        let request = proto::ReserveCapacityRequest {
            order_id: OrderId::new().to_string(),
            organization_id: organization.to_string(),
            items,
        };
        Fault::from(service.billing().reserve_capacity(request).await.unwrap_err())
    };
    let full = reserve(vec![item(service.region("sin").await, 1, InstanceKind::Site)]).await;
    assert_eq!((full.code, full.reason.as_deref()), (Code::FailedPrecondition, Some("NO_CAPACITY")));
    let nowhere = reserve(vec![item(hc_types::RegionId::new().to_string(), 1, InstanceKind::Site)]).await;
    assert_eq!((nowhere.code, nowhere.reason.as_deref()), (Code::InvalidArgument, Some("REGION_NOT_FOUND")));
    assert_eq!(nowhere.violations[0].field, "items[0].region_id");
    let region = service.region("fra").await;
    let wrong =
        reserve(vec![item(region.clone(), -1, InstanceKind::Site), item(region, 1, InstanceKind::Database)]).await;
    let fields: Vec<_> = wrong.violations.iter().map(|violation| violation.field.as_str()).collect();
    assert_eq!(fields, ["items[0].limits", "items[1].kind"]);
    assert_eq!(reserve(Vec::new()).await.code, Code::InvalidArgument);

    let refused = owner.call(owner.client().reserve_capacity(proto::ReserveCapacityRequest::default())).await;
    assert_eq!(refused.unwrap_err().code, Code::PermissionDenied);
    let ids = vec![InstanceId::new().to_string(); 501];
    let refused = owner.call(owner.client().batch_get_instances(proto::BatchGetInstancesRequest { ids })).await;
    assert_eq!(refused.unwrap_err().reason.as_deref(), Some("TOO_MANY_IDS"));
    let unknown = archive(&owner, &InstanceId::new().to_string(), "x").await.unwrap_err();
    assert_eq!(unknown.reason.as_deref(), Some("INSTANCE_NOT_FOUND"));
    let nothing = tokio_stream::iter([proto::DeployReleaseRequest { message: Some(Message::Chunk("x".into())) }]);
    let refused = owner.call(owner.client().deploy_release(nothing)).await.unwrap_err();
    assert_eq!(refused.code, Code::InvalidArgument);
    let unsigned = owner.client().list_instances(proto::ListInstancesRequest::default()).await.unwrap_err();
    assert_eq!(unsigned.code(), Code::Unauthenticated);
    let regions = owner.client().list_regions(proto::ListRegionsRequest {}).await.unwrap().into_inner().regions;
    let shown: Vec<_> = regions.iter().map(|region| (region.slug.as_str(), region.available)).collect();
    assert_eq!(shown, [("fra", true), ("hel", true), ("sin", false)]);
}

#[tokio::test]
async fn seeding_twice_changes_nothing() {
    let service = Running::start().await;
    let before = service.region("fra").await;
    assert!(output(&service.run(&["seed", "--file", harness::SEEDS])).contains("3 regions"));
    assert_eq!(service.region("fra").await, before);
    assert_eq!(service.visit("http://nobody.localhost/").await.0, 404);
}
