//! Live updates: from the event bus to a socket, also when the broker was away.

use std::time::Duration;

use hc_proto::{
    accounts::v1 as accounts, notifications::v1 as notifications, provisioning::v1 as provisioning,
    r#type::v1 as shared,
};
use hc_testkit::{TestBroker, eventually};
use hc_types::{EventId, InstanceId, NotificationId, OperationId, OrganizationId, UserId};
use serde_json::{Value, json};

use crate::gateway::Gateway;
use crate::socket::Socket;

/// A gateway that hears of one instance.
pub struct Live {
    pub gateway: Gateway,
    broker: TestBroker,
    pub organization: OrganizationId,
    pub instance: InstanceId,
}

impl Live {
    pub async fn start() -> Self {
        let broker = TestBroker::start().await;
        let gateway = Gateway::with_broker(broker.url()).await;
        let live = Self { gateway, broker, organization: OrganizationId::new(), instance: InstanceId::new() };
        live.instance_is(provisioning::InstanceStatus::Pending);
        live.tapped().await;
        live
    }

    /// From now on the instance is in this state.
    pub fn instance_is(&self, status: provisioning::InstanceStatus) {
        let (organization_id, known) = (self.organization.to_string(), self.instance.to_string());
        self.gateway.fakes.on(
            "ProvisioningService/BatchGetInstances",
            move |request: provisioning::BatchGetInstancesRequest| {
                let found = request.ids.into_iter().filter(|id| *id == known).map(|id| provisioning::Instance {
                    id,
                    organization_id: organization_id.clone(),
                    status: status.into(),
                    ..Default::default()
                });
                Ok(provisioning::BatchGetInstancesResponse { instances: found.collect() })
            },
        );
    }

    /// Waits until the gateway's tap is bound.
    async fn tapped(&self) {
        eventually("the gateway listens to the bus", || async {
            let bindings =
                self.broker.get(&format!("exchanges/{}/hostingco.events/bindings/source", self.broker.vhost())).await;
            let tap = |binding: &Value| binding["destination"].as_str().is_some_and(|name| name.contains("tap"));
            bindings.as_array().is_some_and(|all| all.iter().filter(|binding| tap(binding)).count() >= 4)
        })
        .await;
    }

    /// Cuts every connection of the gateway to the broker.
    async fn cut(&self) {
        let path = format!("vhosts/{}/connections", self.broker.vhost());
        // The broker lists a connection late, and for a while after it has ended.
        eventually("a connection of the gateway is cut", || async {
            let mut is_cut = false;
            for connection in self.broker.get(&path).await.as_array().into_iter().flatten() {
                let Some(name) = connection["name"].as_str() else { continue };
                let mut url: reqwest::Url =
                    format!("{}/api/connections/", self.broker.management_url()).parse().unwrap();
                url.path_segments_mut().unwrap().pop_if_empty().push(name);
                is_cut |= self.gateway.client().delete(url).send().await.unwrap().status().is_success();
            }
            is_cut
        })
        .await;
    }

    pub async fn publish(&self, event_type: &str, subject: &str, organization: OrganizationId) {
        self.publish_with(event_type, subject, json!({ "cloudEvents_organization": organization }), &json!({})).await;
    }

    async fn publish_with(&self, event_type: &str, subject: &str, more_headers: Value, data: &Value) {
        let mut headers = json!({
            "cloudEvents_specversion": "1.0", "cloudEvents_id": EventId::new().to_string(), "cloudEvents_source": "/hostingco/test",
            "cloudEvents_type": event_type, "cloudEvents_subject": subject, "cloudEvents_time": "2026-11-21T07:30:00Z",
            "cloudEvents_objectversion": "1", "cloudEvents_epoch": "1", "cloudEvents_actor": "system:test",
            "cloudEvents_correlationid": "test",
        });
        headers.as_object_mut().unwrap().extend(more_headers.as_object().unwrap().clone());
        let message = json!({ "routing_key": event_type, "payload": data.to_string(), "payload_encoding": "string", "properties": { "headers": headers } });
        let url =
            format!("{}/api/exchanges/{}/hostingco.events/publish", self.broker.management_url(), self.broker.vhost());
        let sent = self.gateway.client().post(url).json(&message).send().await.unwrap();
        assert!(sent.status().is_success(), "{}", sent.text().await.unwrap());
    }

    async fn socket(&self) -> Socket {
        Socket::ready(&self.gateway, Some(&self.gateway.token(60))).await
    }
}

const CHANGES: &str = "subscription ($o: ID!) { organizationChanged(organizationId: $o) { type node { __typename id ... on Instance { status } } } }";
pub const INSTANCE: &str =
    "subscription ($o: ID!, $i: ID) { instanceUpdated(organizationId: $o, instanceId: $i) { status } }";

#[tokio::test]
async fn an_event_arrives_with_the_object_as_it_is_now() {
    let live = Live::start().await;
    let mut socket = live.socket().await;
    socket.subscribe("1", INSTANCE, json!({ "o": live.organization, "i": live.instance })).await;
    // The first is the instance as it is: what follows is subscribed to by then.
    assert_eq!(socket.receive().await["payload"]["data"]["instanceUpdated"]["status"], "PENDING");
    socket.subscribe("2", CHANGES, json!({ "o": live.organization })).await;
    socket.subscribe("3", "{ __typename }", json!({})).await;
    while socket.receive().await["id"] != "3" {}
    assert_eq!(socket.receive().await["type"], "complete");

    live.instance_is(provisioning::InstanceStatus::Active);
    let foreign = OrganizationId::new();
    live.publish("provisioning.instance.activated.v1", &live.instance.to_string(), foreign).await;
    live.publish("provisioning.instance.activated.v1", &live.instance.to_string(), live.organization).await;
    let mut seen = [socket.receive().await, socket.receive().await];
    seen.sort_by_key(|message| message["id"].to_string());
    assert_eq!(seen[0]["payload"]["data"], json!({ "instanceUpdated": { "status": "ACTIVE" } }));
    let node = json!({ "__typename": "Instance", "id": live.instance, "status": "ACTIVE" });
    let change = json!({ "type": "provisioning.instance.activated.v1", "node": node });
    assert_eq!(seen[1]["payload"]["data"], json!({ "organizationChanged": change }));
}

#[tokio::test]
async fn subscriptions_survive_the_loss_of_the_broker() {
    let live = Live::start().await;
    let mut socket = live.socket().await;
    socket.subscribe("1", INSTANCE, json!({ "o": live.organization, "i": live.instance })).await;
    assert_eq!(socket.receive().await["payload"]["data"]["instanceUpdated"]["status"], "PENDING");
    // What happens while nobody listens is in the object that is sent after the gap.
    live.instance_is(provisioning::InstanceStatus::Provisioning);
    live.cut().await;
    let after = socket.receive().await;
    assert_eq!(after["payload"]["data"]["instanceUpdated"]["status"], "PROVISIONING", "{after}");
    live.instance_is(provisioning::InstanceStatus::Active);
    live.publish("provisioning.instance.activated.v1", &live.instance.to_string(), live.organization).await;
    assert_eq!(socket.receive().await["payload"]["data"]["instanceUpdated"]["status"], "ACTIVE");
}

#[tokio::test]
async fn who_is_no_longer_a_member_hears_nothing_more() {
    let live = Live::start().await;
    let mut socket = live.socket().await;
    socket.subscribe("1", INSTANCE, json!({ "o": live.organization, "i": live.instance })).await;
    assert_eq!(socket.receive().await["type"], "next");
    let socket = tokio::sync::Mutex::new(socket);
    live.gateway.fakes.on("AccountsService/GetAccess", |_: accounts::GetAccessRequest| {
        Ok(accounts::GetAccessResponse { role: shared::Role::Unspecified.into() })
    });
    // The feed of the fakes is broken, so an answer is believed for less than a second: until then events still arrive.
    let last = eventually("the membership is seen to have ended", || async {
        live.publish("provisioning.instance.activated.v1", &live.instance.to_string(), live.organization).await;
        // Two events may be told by one message: then nothing comes for the second, and another one is needed.
        let mut socket = socket.lock().await;
        let message = tokio::time::timeout(Duration::from_secs(2), socket.receive()).await.ok()?;
        (message["type"] != "next").then_some(message)
    })
    .await;
    assert_eq!(last["type"], "error", "{last}");
    assert_eq!(last["payload"][0]["extensions"]["code"], "NOT_FOUND");
}

#[tokio::test]
async fn an_operation_is_followed_to_its_end() {
    let live = Live::start().await;
    let operation = OperationId::new();
    let organization_id = live.organization.to_string();
    let is = |status: provisioning::OperationStatus| {
        let organization_id = organization_id.clone();
        live.gateway.fakes.on(
            "ProvisioningService/BatchGetOperations",
            move |request: provisioning::BatchGetOperationsRequest| {
                let operations = request.ids.into_iter().map(|id| provisioning::Operation {
                    id,
                    organization_id: organization_id.clone(),
                    status: status.into(),
                    ..Default::default()
                });
                Ok(provisioning::BatchGetOperationsResponse { operations: operations.collect() })
            },
        );
    };
    is(provisioning::OperationStatus::Running);
    let mut socket = live.socket().await;
    let query = "subscription ($id: ID!) { operationUpdated(operationId: $id) { status } }";
    socket.subscribe("1", query, json!({ "id": operation })).await;
    assert_eq!(socket.receive().await["payload"]["data"]["operationUpdated"]["status"], "RUNNING");
    is(provisioning::OperationStatus::Succeeded);
    live.publish("provisioning.operation.finished.v1", &operation.to_string(), live.organization).await;
    assert_eq!(socket.receive().await["payload"]["data"]["operationUpdated"]["status"], "SUCCEEDED");
    assert_eq!(socket.receive().await, json!({ "type": "complete", "id": "1" }));
}

/// Somebody's feed, the newest entry first.
#[derive(Clone, Default)]
struct Feed(std::sync::Arc<std::sync::Mutex<Vec<String>>>);

impl Feed {
    /// A feed that the gateway's services answer from now on.
    fn of(live: &Live) -> Self {
        let feed = Self::default();
        let entry = |id: String| notifications::Notification { title: "Live".into(), id, ..Default::default() };
        let entries = feed.0.clone();
        live.gateway.fakes.on(
            "FeedService/ListNotifications",
            move |request: notifications::ListNotificationsRequest| {
                let first = request.page.and_then(|page| page.first).unwrap_or(20);
                let entries = entries.lock().unwrap().clone().into_iter().take(usize::try_from(first).unwrap());
                Ok(notifications::ListNotificationsResponse {
                    notifications: entries.map(entry).collect(),
                    page_info: None,
                })
            },
        );
        let entries = feed.0.clone();
        live.gateway.fakes.on(
            "FeedService/BatchGetNotifications",
            move |request: notifications::BatchGetNotificationsRequest| {
                let entries = entries.lock().unwrap().clone().into_iter().filter(|id| request.ids.contains(id));
                Ok(notifications::BatchGetNotificationsResponse { notifications: entries.map(entry).collect() })
            },
        );
        feed
    }

    fn add(&self) -> String {
        let id = NotificationId::new().to_string();
        self.0.lock().unwrap().insert(0, id.clone());
        id
    }
}

#[tokio::test]
async fn a_new_entry_of_the_feed_reaches_its_reader_once_also_after_a_gap() {
    let live = Live::start().await;
    let feed = Feed::of(&live);
    feed.add();
    let (reader, other) = (UserId::new(), UserId::new());
    let token = live.gateway.token_with(&json!({ "sub": reader }), 60);
    let mut socket = Socket::ready(&live.gateway, Some(&token)).await;
    socket.subscribe("1", "subscription { notificationReceived { id title } }", json!({})).await;
    // Whatever is answered to a later message says that the subscription is there.
    eventually("the feed was read to know where it stands", || async {
        live.gateway.fakes.take_calls().contains_key("FeedService/ListNotifications")
    })
    .await;

    let arrives = |id: &str, user: UserId| {
        let (live, id) = (&live, id.to_owned());
        async move {
            let data = json!({ "notificationId": id, "userId": user });
            live.publish_with("notifications.notification.created.v1", &id, json!({}), &data).await;
        }
    };
    let first = feed.add();
    arrives(&NotificationId::new().to_string(), other).await;
    arrives(&first, reader).await;
    let seen = socket.receive().await;
    assert_eq!(seen["payload"]["data"]["notificationReceived"], json!({ "id": first, "title": "Live" }), "{seen}");

    // That it was read is no new entry.
    let data = json!({ "notificationId": first, "userId": reader, "marked": "1", "notificationIds": [first] });
    live.publish_with(READ, &first, json!({}), &data).await;

    // What came while the broker was away is sent after it, and nothing of what was sent or there before.
    let missed = feed.add();
    live.cut().await;
    let seen = socket.receive().await;
    assert_eq!(seen["payload"]["data"]["notificationReceived"]["id"], missed.as_str(), "{seen}");
    let last = feed.add();
    arrives(&last, reader).await;
    let seen = socket.receive().await;
    assert_eq!(seen["payload"]["data"]["notificationReceived"]["id"], last.as_str(), "{seen}");
}

const READ: &str = "notifications.notification.read.v1";
const VIEWER: &str =
    "subscription ($o: [ID!]) { viewerChanged(organizationIds: $o) { type organizationId node { __typename id } } }";

/// What a stream says where some of an organization may have been missed, or with null some of anything.
fn gap(of: Option<OrganizationId>) -> Value {
    json!({ "type": "gap", "organizationId": of, "node": null })
}

/// Subscribes to the viewer's changes, and waits until they are followed.
async fn viewer_follows(socket: &mut Socket, organizations: &Value) {
    socket.subscribe("1", VIEWER, json!({ "o": organizations })).await;
    assert_eq!(viewer_hears(socket).await, gap(None));
}

async fn viewer_hears(socket: &mut Socket) -> Value {
    let message = socket.receive().await;
    assert_eq!(message["type"], "next", "{message}");
    message["payload"]["data"]["viewerChanged"].clone()
}

#[tokio::test]
async fn one_stream_carries_the_viewers_feed_and_an_organization() {
    let live = Live::start().await;
    let feed = Feed::of(&live);
    let (reader, other) = (UserId::new(), UserId::new());
    let token = live.gateway.token_with(&json!({ "sub": reader }), 60);
    let mut both = Socket::ready(&live.gateway, Some(&token)).await;
    let mut alone = Socket::ready(&live.gateway, Some(&token)).await;
    viewer_follows(&mut both, &json!([live.organization])).await;
    viewer_follows(&mut alone, &Value::Null).await;

    let created = "notifications.notification.created.v1";
    for (user, id) in [(other, NotificationId::new().to_string()), (reader, feed.add())] {
        live.publish_with(created, &id, json!({}), &json!({ "notificationId": id, "userId": user })).await;
    }
    let instance = live.instance.to_string();
    live.publish("provisioning.instance.activated.v1", &instance, OrganizationId::new()).await;
    live.publish("provisioning.instance.activated.v1", &instance, live.organization).await;

    let node = json!({ "__typename": "Notification", "id": feed.0.lock().unwrap()[0] });
    let entry = json!({ "type": created, "organizationId": null, "node": node });
    let node = json!({ "__typename": "Instance", "id": instance });
    let change =
        json!({ "type": "provisioning.instance.activated.v1", "organizationId": live.organization, "node": node });
    let mut seen = [viewer_hears(&mut both).await, viewer_hears(&mut both).await];
    // One after the other from the broker, by two ways to the stream.
    seen.sort_by_key(|change| change["type"].to_string());
    assert_eq!(seen, [entry.clone(), change]);
    assert_eq!(viewer_hears(&mut alone).await, entry);

    // Whoever reads on another device reads here too, and nobody else.
    let id = feed.0.lock().unwrap()[0].clone();
    for user in [other, reader] {
        live.publish_with(READ, &id, json!({}), &json!({ "notificationId": id, "userId": user, "marked": "3" })).await;
    }
    let read = json!({ "type": READ, "organizationId": null, "node": { "__typename": "Notification", "id": id } });
    for socket in [&mut both, &mut alone] {
        assert_eq!(viewer_hears(socket).await, read);
    }

    live.cut().await;
    assert_eq!(viewer_hears(&mut alone).await, gap(None));
    let mut gaps = [viewer_hears(&mut both).await, viewer_hears(&mut both).await];
    gaps.sort_by_key(|gap| gap["organizationId"].to_string());
    assert_eq!(gaps, [gap(Some(live.organization)), gap(None)]);
}

#[tokio::test]
async fn one_stream_carries_several_organizations_and_falls_silent_about_what_is_not_the_viewers() {
    let live = Live::start().await;
    let (other, foreign) = (OrganizationId::new(), OrganizationId::new());
    let role_in = move |gone: Option<OrganizationId>| {
        move |request: accounts::GetAccessRequest| {
            let hidden =
                [Some(foreign), gone].into_iter().flatten().any(|one| one.to_string() == request.organization_id);
            let role = if hidden { shared::Role::Unspecified } else { shared::Role::Owner };
            Ok(accounts::GetAccessResponse { role: role.into() })
        }
    };
    live.gateway.fakes.on("AccountsService/GetAccess", role_in(None));
    let viewer = UserId::new();
    let token = live.gateway.token_with(&json!({ "sub": viewer }), 60);
    let mut socket = Socket::ready(&live.gateway, Some(&token)).await;
    viewer_follows(&mut socket, &json!([live.organization, other, foreign, other])).await;
    assert_eq!(viewer_hears(&mut socket).await, gap(Some(foreign)));

    let activated = "provisioning.instance.activated.v1";
    let instance = live.instance.to_string();
    for organization in [foreign, live.organization, other] {
        live.publish(activated, &instance, organization).await;
    }
    let mut seen = [viewer_hears(&mut socket).await, viewer_hears(&mut socket).await];
    seen.sort_by_key(|change| change["organizationId"] != json!(live.organization));
    let of = |change: &Value| (change["type"].clone(), change["organizationId"].clone());
    assert_eq!(seen.each_ref().map(of), [live.organization, other].map(|one| (json!(activated), json!(one))));

    // The end of the viewer's own membership is told, and nothing after it: also where it is known here a little later.
    live.gateway.fakes.on("AccountsService/GetAccess", role_in(Some(other)));
    let ended = json!({ "membershipId": "mbr_1", "organizationId": other, "userId": viewer });
    let removed = "accounts.membership.removed.v1";
    live.publish_with(removed, "mbr_1", json!({ "cloudEvents_organization": other }), &ended).await;
    assert_eq!(viewer_hears(&mut socket).await, gap(Some(other)));
    live.publish(activated, &instance, other).await;
    live.publish(activated, &instance, live.organization).await;
    assert_eq!(viewer_hears(&mut socket).await["organizationId"], json!(live.organization));
}

#[tokio::test]
async fn a_stream_of_too_many_organizations_is_refused() {
    let live = Live::start().await;
    let mut socket = live.socket().await;
    let many: Vec<_> = std::iter::repeat_with(OrganizationId::new).take(21).collect();
    socket.subscribe("1", VIEWER, json!({ "o": many })).await;
    let refusal = socket.receive().await;
    assert_eq!(refusal["type"], "error", "{refusal}");
    assert_eq!(refusal["payload"][0]["extensions"]["code"], "BAD_USER_INPUT");
}

#[tokio::test]
async fn a_feed_is_followed_by_who_is_signed_in() {
    let live = Live::start().await;
    let mut socket = Socket::ready(&live.gateway, None).await;
    for (id, document) in [("1", "subscription { notificationReceived { id } }"), ("2", VIEWER)] {
        socket.subscribe(id, document, json!({})).await;
        let answer = socket.receive().await;
        assert_eq!(answer["type"], "error", "{answer}");
        assert_eq!(answer["payload"][0]["extensions"]["code"], "UNAUTHENTICATED");
    }
}
