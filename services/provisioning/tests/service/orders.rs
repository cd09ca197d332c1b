//! Orders and what is done with them, as the tests tell it.
use hc_proto::events::v1 as events;
use hc_proto::provisioning::v1 as proto;
use hc_proto::r#type::v1::{InstanceKind, InstanceLimits};
use hc_rpc::Fault;
use hc_testkit::eventually;
use hc_types::{InstanceId, OrderId, OrganizationId, SubscriptionId};
use proto::deploy_release_request::Message;

use crate::harness::{Running, User, tarball};

/// An order of one site, from the reservation to what its events say.
pub struct Order {
    pub id: OrderId,
    pub organization: OrganizationId,
    pub instance: events::OrderedInstance,
}

impl Order {
    pub async fn reserved(service: &Running, organization: OrganizationId) -> Self {
        let id = OrderId::new();
        let limits = InstanceLimits { disk_bytes: 50_000_000, max_files: 500, ..InstanceLimits::default() };
        let instance_id = InstanceId::new().to_string();
        let item = proto::ReservationItem {
            instance_id: instance_id.clone(),
            region_id: Some(service.region("fra").await),
            kind: InstanceKind::Site.into(),
            limits: Some(limits),
        };
        let request = proto::ReserveCapacityRequest {
            order_id: id.to_string(),
            organization_id: organization.to_string(),
            items: vec![item],
        };
        let first = service.billing().reserve_capacity(request.clone()).await.unwrap().into_inner();
        let second = service.billing().reserve_capacity(request).await.unwrap().into_inner();
        assert_eq!(first, second, "the same order holds the same");
        let instance = events::OrderedInstance {
            instance_id,
            subscription_id: SubscriptionId::new().to_string(),
            region_id: first.reservations[0].region_id.clone(),
            name: "My Shop".into(),
            kind: InstanceKind::Site.into(),
            limits: Some(limits),
        };
        Self { id, organization, instance }
    }

    pub fn id(&self) -> String {
        self.instance.instance_id.clone()
    }

    pub fn placed(&self) -> events::OrderPlaced {
        events::OrderPlaced {
            order_id: self.id.to_string(),
            organization_id: self.organization.to_string(),
            instances: vec![self.instance.clone()],
            ..events::OrderPlaced::default()
        }
    }

    pub fn activated(&self) -> events::SubscriptionActivated {
        events::SubscriptionActivated {
            subscription_id: self.instance.subscription_id.clone(),
            organization_id: self.organization.to_string(),
            order_id: self.id.to_string(),
            instance: Some(self.instance.clone()),
            ..events::SubscriptionActivated::default()
        }
    }
}

pub fn archive(
    user: &User,
    instance: &str,
    text: &str,
) -> impl Future<Output = Result<proto::DeployReleaseResponse, Fault>> {
    let start = proto::DeployStart {
        instance_id: instance.into(),
        idempotency_key: Some(format!("key of {text}")),
        file_name: "site.tar.gz".into(),
    };
    let bytes = tarball(text);
    let chunks = bytes.chunks(100).map(|chunk| Message::Chunk(chunk.to_vec().into())).collect::<Vec<_>>();
    let messages = std::iter::once(Message::Start(start)).chain(chunks);
    let stream = tokio_stream::iter(messages.map(|message| proto::DeployReleaseRequest { message: Some(message) }));
    let (user, mut client) = (user.clone(), user.client());
    async move { user.call(client.deploy_release(stream)).await }
}

pub async fn instance(user: &User, id: &str) -> Option<proto::Instance> {
    let request = proto::BatchGetInstancesRequest { ids: vec![id.into()] };
    user.call(user.client().batch_get_instances(request)).await.unwrap().instances.pop()
}

pub async fn active(user: &User, id: &str) -> proto::Instance {
    eventually("the instance is active", async || {
        let found = instance(user, id).await.ok_or_else(|| "unknown".to_owned())?;
        if found.status() == proto::InstanceStatus::Active { Ok(found) } else { Err(format!("{:?}", found.status())) }
    })
    .await
}
