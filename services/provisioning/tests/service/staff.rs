//! What is for staff alone.
use hc_proto::provisioning::v1 as proto;
use hc_proto::r#type::v1::Role;
use hc_testkit::eventually;
use hc_types::{InstanceId, OrganizationId};
use tonic::Code;

use crate::harness::Running;
use crate::orders::{Order, active};

#[tokio::test]
async fn staff_see_all_that_runs_and_have_it_looked_at_again() {
    let service = Running::start().await;
    let organization = OrganizationId::new();
    let owner = service.user(organization, Role::Owner);
    let (operator, support) = (service.staff("operator"), service.staff("support"));
    let order = Order::reserved(&service, organization).await;
    service.tell(order.id, organization, order.placed()).await;
    service.tell(&order.instance.subscription_id, organization, order.activated()).await;
    active(&owner, &order.id()).await;

    let stray = proto::ListStrayInstancesRequest { kind: proto::StrayKind::PaidNotLive.into(), page: None };
    let found = support.call(support.client().list_stray_instances(stray.clone())).await.unwrap();
    assert_eq!(found.instances, []);
    let nonsense = proto::ListStrayInstancesRequest::default();
    let refused = support.call(support.client().list_stray_instances(nonsense)).await.unwrap_err();
    assert_eq!(refused.violations[0].reason, "KIND_INVALID");
    let done = vec![proto::OperationStatus::Succeeded.into()];
    let all = proto::ListAllOperationsRequest { statuses: done.clone(), ..Default::default() };
    let found = support.call(support.client().list_all_operations(all.clone())).await.unwrap().operations;
    assert_eq!((found.len(), found[0].kind.as_str()), (1, "provision"));
    assert!(!found[0].request_id.is_empty());
    let stuck = proto::ListAllOperationsRequest { statuses: done, stuck: true, ..Default::default() };
    assert_eq!(support.call(support.client().list_all_operations(stuck)).await.unwrap().operations, []);
    let nonsense = proto::ListAllOperationsRequest { statuses: vec![99], ..Default::default() };
    let refused = support.call(support.client().list_all_operations(nonsense)).await.unwrap_err();
    assert_eq!(refused.violations[0].field, "statuses[0]");
    let capacity = support.call(support.client().list_capacity(proto::ListCapacityRequest {})).await.unwrap();
    let placed = |region: &proto::RegionCapacity| region.nodes.iter().map(|node| node.placed.unwrap().instances).sum();
    let placed: Vec<i64> = capacity.regions.iter().map(placed).collect();
    assert_eq!((placed.len(), placed.iter().sum::<i64>()), (3, 1));

    let repair = proto::RepairInstanceRequest { instance_id: order.id() };
    let repaired = operator.call(operator.client().repair_instance(repair.clone())).await.unwrap();
    let operation = repaired.operation.unwrap();
    assert_eq!((operation.kind.as_str(), repaired.instance.unwrap().id), ("repair", order.id()));
    eventually("its organization sees what came of it", async || {
        let batch = proto::BatchGetOperationsRequest { ids: vec![operation.id.clone()] };
        let found = owner.call(owner.client().batch_get_operations(batch)).await.unwrap().operations;
        found.first().is_some_and(|found| found.status() == proto::OperationStatus::Succeeded)
    })
    .await;
    let unknown = proto::RepairInstanceRequest { instance_id: InstanceId::new().to_string() };
    let refused = operator.call(operator.client().repair_instance(unknown)).await.unwrap_err();
    assert_eq!((refused.code, refused.reason.as_deref()), (Code::NotFound, Some("INSTANCE_NOT_FOUND")));

    // Support looks and does not touch; the owner does neither.
    let refused = support.call(support.client().repair_instance(repair.clone())).await.unwrap_err();
    assert_eq!(refused.code, Code::PermissionDenied);
    for refused in [
        owner.call(owner.client().repair_instance(repair)).await.map(drop),
        owner.call(owner.client().list_stray_instances(stray)).await.map(drop),
        owner.call(owner.client().list_all_operations(all)).await.map(drop),
        owner.call(owner.client().list_capacity(proto::ListCapacityRequest {})).await.map(drop),
    ] {
        assert_eq!(refused.unwrap_err().code, Code::PermissionDenied);
    }
}
