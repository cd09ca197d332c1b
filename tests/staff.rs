//! What staff do by gRPC with events: settle dead letters, send history again. And what only an organization's own people
//! do with its record there.

#![expect(clippy::indexing_slicing, reason = "a test ends with what is missing")]

use std::{collections::HashSet, time::Duration};

use e2e::{Caller, Client, Customer, Recorder, publish, reasons};
use futures::StreamExt as _;
use hc_proto::{
    audit::v1::{
        ExportAuditEventsRequest, ExportAuditEventsResponse, GetReplayRequest, ListReplaysRequest, PauseReplayRequest,
        Replay, ReplayFilter, ReplayState, StartReplayRequest, VerifyAuditRequest,
        audit_service_client::AuditServiceClient,
    },
    deadletters::v1::{
        DeadLetter, DropDeadLetterRequest, GetDeadLetterRequest, ListDeadLettersRequest, RetryDeadLetterRequest,
        RetryDeadLettersRequest, dead_letter_service_client::DeadLetterServiceClient,
    },
};
use hc_rpc::Channel;
use hc_testkit::{Stack, eventually};
use lapin::{
    Connection, ConnectionProperties,
    options::{BasicAckOptions, BasicConsumeOptions, QueueDeclareOptions},
    types::{AMQPValue, FieldTable},
};
use serde_json::{Value, json};
use sqlx::PgPool;
use tokio::time::timeout;
use tonic::{Code, Status};

/// An outside consumer's queue that is bound to nothing.
const HISTORY: &str = "ext.e2e.history";
const PATIENCE: Duration = Duration::from_secs(20);

#[tokio::test(flavor = "multi_thread")]
async fn staff_settle_what_could_not_be_handled() {
    let stack = Stack::start().await;
    let events = Recorder::start(&stack.amqp_url(), "ext.e2e.letters").await.expect("bind a queue of our own");
    let api = Client::new(&stack.gateway_url());
    let ada = Customer::register(&api, "ada").await;
    let poison = json!({
        "specversion": "1.0", "id": "evt_01jd0000000000000000000000", "source": "/hostingco/billing", "time": "2026-11-21T07:30:00Z",
        "type": "billing.subscription.activated.v1", "subject": "sub_01jd0000000000000000000000", "objectversion": "1", "epoch": "1",
        "actor": "system:e2e", "correlationid": "e2e", "data": { "subscriptionId": 7 },
    });
    publish(&stack.amqp_url(), &poison).await.expect("sent");
    let staff = Caller::staff(&api).await.expect("the seeds make staff");
    let letters = || DeadLetterServiceClient::new(stack.channel("provisioning"));
    let dead = || async {
        let listed = staff.call(letters().list_dead_letters(ListDeadLettersRequest::default())).await?;
        let found = listed.dead_letters.into_iter().find(|letter| letter.message_id == poison["id"]);
        Ok::<Option<DeadLetter>, Status>(found)
    };
    let letter = eventually("the poison is a dead letter", || async { dead().await.expect("answered") }).await;
    assert_eq!((letter.r#type.as_str(), letter.deaths), ("billing.subscription.activated.v1", 1), "{letter:?}");
    assert!(!letter.cause.is_empty());
    let id = || letter.id.clone();
    let oldest = ListDeadLettersRequest { oldest_first: true, ..Default::default() };
    let listed = staff.call(letters().list_dead_letters(oldest.clone())).await.expect("answered").dead_letters;
    assert_eq!(listed.last().map(|last| &last.id), Some(&letter.id));
    let after = ListDeadLettersRequest { after: Some(id()), ..oldest };
    let listed = staff.call(letters().list_dead_letters(after)).await.expect("answered").dead_letters;
    assert_eq!(listed, []);
    let mixed = ListDeadLettersRequest { after: Some(id()), ..Default::default() };
    let refused = staff.call(letters().list_dead_letters(mixed)).await.expect_err("not newest first");
    assert_eq!(refused.code(), Code::InvalidArgument, "{refused}");
    let shown = staff.call(letters().get_dead_letter(GetDeadLetterRequest { id: id() })).await.expect("shown");
    assert_eq!(serde_json::from_slice::<Value>(&shown.body).expect("as it came"), poison["data"]);
    assert_eq!(shown.headers["cloudEvents_subject"], poison["subject"]);

    let customer = Caller::with_token(ada.client.token().expect("signed in"));
    let no = |refused: Status| assert_eq!(refused.code(), Code::PermissionDenied, "{refused}");
    no(customer.call(letters().list_dead_letters(ListDeadLettersRequest::default())).await.expect_err("not to see"));
    no(customer.call(letters().get_dead_letter(GetDeadLetterRequest { id: id() })).await.expect_err("not to read"));
    no(customer.call(letters().retry_dead_letter(RetryDeadLetterRequest { id: id() })).await.expect_err("nor retried"));
    no(customer.call(letters().drop_dead_letter(DropDeadLetterRequest { id: id() })).await.expect_err("nor dropped"));

    // Nothing has changed that would help it: sent again, alone and with all of its type, it dies again.
    staff.call(letters().retry_dead_letter(RetryDeadLetterRequest { id: id() })).await.expect("sent again");
    let died = |deaths| {
        eventually("it has died again", move || async move {
            dead().await.expect("answered").filter(|letter| letter.deaths == deaths)
        })
    };
    assert_eq!(died(2).await.id, letter.id, "the same letter");
    let of_type = |kind: &str| RetryDeadLettersRequest { r#type: Some(kind.to_owned()), ..Default::default() };
    let others = of_type("billing.subscription.canceled.v1");
    assert_eq!(staff.call(letters().retry_dead_letters(others)).await.expect("answered").retried, 0);
    let all = staff.call(letters().retry_dead_letters(of_type(&letter.r#type))).await.expect("sent again");
    assert_eq!((all.retried, all.has_more), (1, false));
    died(3).await;

    // In GraphQL the same.
    let sam = staff_client(&api).await;
    let document = "query Letters($id: ID!) { staff { permissions deadLetters(service: PROVISIONING, first: 1) {
        nodes { id deaths state } pageInfo { hasNextPage } } oldest: deadLetters(service: PROVISIONING, last: 1) {
        nodes { id } pageInfo { hasNextPage hasPreviousPage } } deadLetter(id: $id) { eventType received { json } } } }";
    let seen = sam.data(document, json!({ "id": letter.id })).await["staff"].clone();
    assert_eq!(seen["deadLetters"]["nodes"], json!([{ "id": letter.id, "deaths": 3, "state": "DEAD" }]), "{seen:#}");
    assert_eq!(seen["deadLetters"]["pageInfo"]["hasNextPage"], false);
    assert_eq!(seen["oldest"]["nodes"], json!([{ "id": letter.id }]));
    assert_eq!(seen["oldest"]["pageInfo"], json!({ "hasNextPage": false, "hasPreviousPage": false }));
    assert_eq!(seen["deadLetter"]["received"]["json"], poison["data"]);
    assert_eq!(ada.client.data(document, json!({ "id": letter.id })).await["staff"], Value::Null);
    let drop = async |client: &Client| {
        let input = json!({ "deadLetterId": letter.id });
        let selection = "deadLetter { id state }";
        client.try_mutate("dropDeadLetter", "DropDeadLetterInput", input, selection).await.expect("answered")
    };
    assert_eq!(drop(&ada.client).await.codes(), ["FORBIDDEN"]);
    let dropped = drop(&sam).await;
    let expected = json!({ "id": letter.id, "state": "DROPPED" });
    assert_eq!(dropped.body["data"]["dropDeadLetter"]["deadLetter"], expected, "{:#}", dropped.body);
    assert_eq!(drop(&sam).await.user_errors("dropDeadLetter"), ["DEAD_LETTER_SETTLED"]);
    assert_eq!(dead().await.expect("answered"), None);
    let again = staff.call(letters().drop_dead_letter(DropDeadLetterRequest { id: id() })).await;
    let again = again.expect_err("it is settled");
    assert_eq!(again.code(), Code::FailedPrecondition, "{again}");
    eventually("each action is on the bus", || async {
        let told = events.types_of(&letter.id);
        let wanted = ["events.dead_letter.retried.v1"; 2].into_iter().chain(["events.dead_letter.dropped.v1"]);
        if told.iter().map(String::as_str).eq(wanted) { Ok(()) } else { Err(told) }
    })
    .await;
    let actors = events.events().into_iter().filter(|event| event.subject() == letter.id);
    assert!(actors.map(|event| event.attributes["actor"].clone()).all(|actor| actor.starts_with("usr_")));
}

#[tokio::test(flavor = "multi_thread")]
async fn staff_send_history_to_one_queue() {
    let stack = Stack::start().await;
    let events = Recorder::start(&stack.amqp_url(), "ext.e2e.live").await.expect("bind a queue of our own");
    let api = Client::new(&stack.gateway_url());
    let ada = Customer::register(&api, "ada").await;
    let staff = Caller::staff(&api).await.expect("the seeds make staff");
    let audit = || AuditServiceClient::new(stack.channel("audit"));
    recorded(&ada).await;

    let wanted = |queue: &str, key: &str| StartReplayRequest {
        queue: queue.to_owned(),
        filter: Some(ReplayFilter { organization_id: Some(ada.organization.clone()), ..Default::default() }),
        rate: Some(1_000),
        idempotency_key: Some(key.to_owned()),
    };
    let customer = Caller::with_token(ada.client.token().expect("signed in"));
    let refused = customer.call(audit().start_replay(wanted(HISTORY, "a"))).await.expect_err("customers do not");
    assert_eq!(refused.code(), Code::PermissionDenied, "{refused}");
    let refused = staff.call(audit().start_replay(wanted(HISTORY, "a"))).await.expect_err("there is no such queue");
    assert_eq!(reasons(&refused), ["QUEUE_NOT_FOUND"]);
    let queue = History::declare(&stack.amqp_url()).await;
    let refused = staff.call(audit().start_replay(wanted("hostingco.retry.5s", "a"))).await.expect_err("it is ours");
    assert_eq!(reasons(&refused), ["QUEUE_INVALID"]);
    let mut too_fast = wanted(HISTORY, "a");
    too_fast.rate = Some(10_001);
    assert_eq!(reasons(&staff.call(audit().start_replay(too_fast)).await.expect_err("too fast")), ["RATE_INVALID"]);

    let start = |request| async { staff.call(audit().start_replay(request)).await };
    let replay = start(wanted(HISTORY, "b")).await.expect("started").replay.expect("the replay");
    let again = start(wanted(HISTORY, "b")).await.expect("the same answer").replay.expect("the replay");
    assert_eq!(again.id, replay.id, "one key, one replay");
    let mut other = wanted(HISTORY, "b");
    other.rate = Some(1);
    assert_eq!(reasons(&start(other).await.expect_err("another wish")), ["IDEMPOTENCY_KEY_REUSED"]);
    let ended = eventually("the replay ends", || async {
        let request = GetReplayRequest { replay_id: replay.id.clone() };
        let found = staff.call(audit().get_replay(request)).await.expect("found").replay;
        found.filter(|replay| replay.state() == ReplayState::Finished)
    })
    .await;
    assert!(ended.total > 0 && ended.sent == ended.total, "{ended:?}");

    let sent = queue.take(usize::try_from(ended.sent).expect("few")).await;
    let ids: HashSet<_> = sent.iter().map(|event| event["id"].clone()).collect();
    assert_eq!(ids.len(), sent.len(), "each once");
    for event in &sent {
        assert_eq!((&event["replayid"], &event["organization"]), (&json!(replay.id), &json!(ada.organization)));
    }
    let (live, replays) = (events.events(), listed(&staff, audit()).await);
    assert!(live.iter().all(|event| !event.attributes.contains_key("replayid")), "nobody else hears of it");
    assert_eq!(replays.iter().map(|replay| &replay.id).collect::<Vec<_>>(), [&replay.id]);
    eventually("what staff did is on the bus", || async {
        let told = events.types_of(&replay.id);
        let wanted = ["audit.replay.started.v1", "audit.replay.finished.v1"];
        if told == wanted { Ok(()) } else { Err(told) }
    })
    .await;
    let over = staff.call(audit().pause_replay(PauseReplayRequest { replay_id: replay.id.clone() })).await;
    assert_eq!(reasons(&over.expect_err("it has ended")), ["REPLAY_ENDED"]);
}

#[tokio::test(flavor = "multi_thread")]
async fn an_organizations_record_is_for_its_people_and_for_staff() {
    let stack = Stack::start().await;
    let api = Client::new(&stack.gateway_url());
    let ada = Customer::register(&api, "ada").await;
    let eve = Customer::register(&api, "eve").await;
    recorded(&ada).await;
    let audit = |channel: Channel| AuditServiceClient::new(channel);
    let callers = [&ada, &eve].map(|customer| Caller::with_token(customer.client.token().expect("signed in")));
    let [owner, stranger] = callers;
    let staff = Caller::staff(&api).await.expect("the seeds make staff");

    let verify = |organization: &str| VerifyAuditRequest { organization_id: organization.to_owned() };
    for caller in [&owner, &staff] {
        let verified = caller.call(audit(stack.channel("audit")).verify_audit(verify(&ada.organization))).await;
        let verified = verified.expect("may verify");
        assert!(verified.valid && verified.events > 0 && !verified.heads.is_empty(), "{verified:?}");
    }
    let refused = stranger.call(audit(stack.channel("audit")).verify_audit(verify(&ada.organization))).await;
    assert_eq!(reasons(&refused.expect_err("not hers")), ["ORGANIZATION_NOT_FOUND"]);
    let refused = owner.call(audit(stack.channel("audit")).verify_audit(verify(""))).await;
    assert_eq!(reasons(&refused.expect_err("of no organization: for staff")), ["PERMISSION_DENIED"]);

    let export = |after: Option<String>| ExportAuditEventsRequest {
        organization_id: ada.organization.clone(),
        filter: None,
        after_id: after,
    };
    let whole = exported(&owner, audit(stack.channel("audit")), export(None)).await.expect("exported");
    assert!(whole.iter().any(|line| line["event"]["type"] == "accounts.organization.created.v1"), "{whole:#?}");
    let first = whole[0]["event"]["id"].as_str().expect("an id").to_owned();
    let rest = exported(&owner, audit(stack.channel("audit")), export(Some(first))).await.expect("the rest");
    assert_eq!(rest[..], whole[1..], "goes on after what was read");
    let elsewhere = exported(&owner, audit(stack.channel("audit")), export(Some("evt_nonsense".into()))).await;
    assert_eq!(reasons(&elsewhere.expect_err("not in the record")), ["CURSOR_INVALID"]);
    let refused = exported(&stranger, audit(stack.channel("audit")), export(None)).await;
    assert_eq!(reasons(&refused.expect_err("not hers")), ["ORGANIZATION_NOT_FOUND"]);
}

#[tokio::test(flavor = "multi_thread")]
async fn staff_see_a_customer_and_change_nothing_in_their_place() {
    let stack = Stack::start().await;
    let api = Client::new(&stack.gateway_url());
    let ada = Customer::register(&api, "ada").await;
    let eve = Customer::register(&api, "eve").await;
    let price = Customer::monthly_price(&api, "site-starter").await;
    ada.order(&price, &["shop"], "order").await.expect("ordered");
    let sam = staff_client(&api).await;

    let document = "query Customer($id: ID!) { node(id: $id) { ... on Organization { name viewerRole viewerPermissions
        members { nodes { user { email } } } invoices { nodes { id status } } subscriptions { nodes { id } } } } }";
    let seen = sam.data(document, json!({ "id": ada.organization })).await["node"].clone();
    assert_eq!(seen["members"]["nodes"][0]["user"]["email"], ada.email, "{seen:#}");
    assert_eq!(seen["invoices"]["nodes"][0]["status"], "OPEN");
    assert_eq!(seen["viewerRole"], Value::Null);
    let permissions = seen["viewerPermissions"].as_array().cloned().unwrap_or_default();
    assert!(
        permissions.contains(&json!("billing.invoice.read")) && !permissions.contains(&json!("billing.invoice.pay"))
    );
    let foreign = eve.client.data(document, json!({ "id": ada.organization })).await;
    assert_eq!(foreign["node"], Value::Null, "customers see their own alone");

    let input = json!({ "organizationId": ada.organization, "name": "Sam's" });
    let selection = "organization { name viewerRole }";
    let refused = sam.try_mutate("updateOrganization", "UpdateOrganizationInput", input, selection).await;
    assert_eq!(refused.expect("answered").codes(), ["NOT_FOUND"]);
    let input = json!({ "organizationId": ada.organization, "name": "Ada & Co" });
    let renamed = ada.client.mutate("updateOrganization", "UpdateOrganizationInput", input, selection).await;
    assert_eq!(renamed["organization"], json!({ "name": "Ada & Co", "viewerRole": "OWNER" }));
}

#[tokio::test(flavor = "multi_thread")]
async fn staff_find_what_stands_still_and_have_it_looked_at_again() {
    let stack = Stack::start().await;
    let api = Client::new(&stack.gateway_url());
    let ada = Customer::register(&api, "ada").await;
    let price = Customer::monthly_price(&api, "site-starter").await;
    let order = ada.order(&price, &["shop"], "order").await.expect("ordered");
    let paid = ada.pay(&order.invoice, "tok_ok", "pay").await.expect("paid");
    let live = eventually("the site is live", || async {
        let sites = ada.instances().await.expect("listed");
        sites.iter().find(|site| site["status"] == "ACTIVE").cloned().ok_or(sites)
    })
    .await;
    let sam = staff_client(&api).await;

    let document = "query Search($text: String!) { staff { search(text: $text) { organizations { id }
        users { user { email } organizations { id } } invoices { id } node { __typename id } } } }";
    let search = async |text: &Value| sam.data(document, json!({ "text": text })).await["staff"]["search"].clone();
    let organizations = json!([{ "id": ada.organization }]);
    assert_eq!(search(&json!(ada.organization)).await["organizations"], organizations);
    let found = search(&json!(ada.email)).await;
    assert_eq!(found["users"], json!([{ "user": { "email": ada.email }, "organizations": organizations }]));
    assert_eq!(search(&paid["invoice"]["number"]).await["invoices"], json!([{ "id": order.invoice }]));
    for id in [&live["id"], &paid["payment"]["id"], &json!(order.subscriptions[0])] {
        assert_eq!(search(id).await["node"]["id"], *id);
    }

    let document = "{ staff { revenue(days: 1) { invoices total { amount currency } }
        capacity { region { slug } nodes { name total { instances } placed { instances } } }
        organizations(search: \"%\") { nodes { id } } } }";
    let seen = sam.data(document, json!({})).await["staff"].clone();
    let expected = json!([{ "invoices": 1, "total": { "amount": "5.83", "currency": "EUR" } }]);
    assert_eq!(seen["revenue"], expected, "{seen:#}");
    let nodes = seen["capacity"].as_array().expect("regions").iter().filter_map(|region| region["nodes"].as_array());
    let placed: i64 = nodes.flatten().filter_map(|node| node["placed"]["instances"].as_i64()).sum();
    assert_eq!(placed, 1, "{seen:#}");
    assert_eq!(seen["organizations"]["nodes"], json!([]), "no name has this in it");

    let stray = "{ staff { strayInstances(kind: PAID_NOT_LIVE) { nodes { id status organization { id } } } } }";
    let strays = async |client: &Client| client.data(stray, json!({})).await["staff"].clone();
    assert_eq!(strays(&sam).await["strayInstances"]["nodes"], json!([]));
    let database = PgPool::connect(&stack.database("provisioning")).await.expect("connects");
    let broken = "UPDATE instances SET status = 'degraded', observed_at = now() - interval '2 minutes',
        created_at = now() - interval '3 minutes'";
    sqlx::query(broken).execute(&database).await.expect("it stands still");
    let expected = json!([{ "id": live["id"], "status": "DEGRADED", "organization": { "id": ada.organization } }]);
    assert_eq!(strays(&sam).await["strayInstances"]["nodes"], expected);
    assert_eq!(strays(&ada.client).await, Value::Null);

    let repair = async |client: &Client| {
        let selection = "instance { id } operation { id kind }";
        let input = json!({ "instanceId": live["id"] });
        client.try_mutate("repairInstance", "RepairInstanceInput", input, selection).await.expect("answered")
    };
    assert_eq!(repair(&ada.client).await.codes(), ["FORBIDDEN"]);
    let repaired = repair(&sam).await.into_data().expect("begun")["repairInstance"].clone();
    assert_eq!((&repaired["instance"]["id"], &repaired["operation"]["kind"]), (&live["id"], &json!("repair")));
    let document =
        "{ staff { operations(statuses: [SUCCEEDED], first: 1) { nodes { id kind instance { id status } } } } }";
    let done = eventually("it was looked at", || async {
        let found = sam.data(document, json!({})).await["staff"]["operations"]["nodes"][0].clone();
        if found["id"] == repaired["operation"]["id"] { Ok(found) } else { Err(found) }
    })
    .await;
    assert_eq!(done["instance"], json!({ "id": live["id"], "status": "ACTIVE" }));
    assert_eq!(strays(&sam).await["strayInstances"]["nodes"], json!([]));

    // Its organization sees who that was.
    let document = "query Record($id: ID!) { node(id: $id) { ... on Organization {
        auditEvents(filter: { type: \"provisioning.operation.created.v1\" }) { nodes { actor subject } } } } }";
    eventually("the repair is on record", || async {
        let answer = ada.client.send(document, json!({ "id": ada.organization })).await.expect("answered").body;
        let nodes = answer["data"]["node"]["auditEvents"]["nodes"].as_array().cloned().unwrap_or_default();
        let found = nodes.into_iter().find(|event| event["subject"] == repaired["operation"]["id"]);
        found.filter(|event| event["actor"].as_str().is_some_and(|actor| actor.starts_with("usr_"))).ok_or(answer)
    })
    .await;
}

/// One of the staff, in GraphQL.
async fn staff_client(api: &Client) -> Client {
    let input = json!({ "email": "sam@staff.test", "password": "demo-sam-staff-1" });
    let signed_in = api.mutate("logIn", "LogInInput", input, "tokens { accessToken }").await;
    api.with_token(signed_in["tokens"]["accessToken"].as_str().expect("a token"))
}

/// Waits until the organization's beginning is on record.
async fn recorded(customer: &Customer) {
    let document =
        "query Record($id: ID!) { node(id: $id) { ... on Organization { auditEvents { nodes { type } } } } }";
    eventually("the organization is on record", || async {
        let data = customer.client.data(document, json!({ "id": customer.organization })).await;
        let nodes = data["node"]["auditEvents"]["nodes"].as_array().cloned().unwrap_or_default();
        nodes.iter().any(|event| event["type"] == "accounts.organization.created.v1")
    })
    .await;
}

async fn listed(staff: &Caller, mut audit: AuditServiceClient<Channel>) -> Vec<Replay> {
    staff.call(audit.list_replays(ListReplaysRequest::default())).await.expect("listed").replays
}

/// All lines of an export.
async fn exported(
    caller: &Caller,
    mut audit: AuditServiceClient<Channel>,
    request: ExportAuditEventsRequest,
) -> Result<Vec<Value>, Status> {
    let mut parts = caller.call(audit.export_audit_events(request)).await?;
    let mut lines = Vec::new();
    while let Some(ExportAuditEventsResponse { lines: part, last_id }) = parts.message().await? {
        let text = std::str::from_utf8(&part).expect("UTF-8");
        assert!(text.ends_with('\n'), "whole lines");
        lines.extend(text.lines().map(|line| serde_json::from_str::<Value>(line).expect("a line is JSON")));
        assert_eq!(lines.last().map(|line| &line["event"]["id"]), Some(&json!(last_id)));
    }
    Ok(lines)
}

/// The queue of a new consumer that wants history before it listens.
struct History {
    connection: Connection,
}

impl History {
    async fn declare(amqp_url: &str) -> Self {
        let connection = Connection::connect(amqp_url, ConnectionProperties::default()).await.expect("connect");
        let channel = connection.create_channel().await.expect("a channel");
        let mut arguments = FieldTable::default();
        arguments.insert("x-queue-type".into(), AMQPValue::LongString("quorum".into()));
        let durable = QueueDeclareOptions { durable: true, ..QueueDeclareOptions::default() };
        channel.queue_declare(HISTORY.into(), durable, arguments).await.expect("declared");
        Self { connection }
    }

    /// So many events, each with its attributes.
    async fn take(&self, events: usize) -> Vec<Value> {
        let channel = self.connection.create_channel().await.expect("a channel");
        let options = BasicConsumeOptions::default();
        let consumed = channel.basic_consume(HISTORY.into(), "".into(), options, FieldTable::default()).await;
        let mut consumed = consumed.expect("consumes");
        let mut taken = Vec::new();
        while taken.len() < events {
            let next = timeout(PATIENCE, consumed.next()).await.expect("it comes").expect("the stream goes on");
            let delivery = next.expect("a delivery");
            delivery.ack(BasicAckOptions::default()).await.expect("acknowledged");
            let headers = delivery.properties.headers().clone().unwrap_or_default();
            let attributes = headers.inner().iter().filter_map(|(name, value)| {
                let name = name.as_str().strip_prefix("cloudEvents_")?.to_owned();
                Some((name, json!(value.as_long_string()?.to_string())))
            });
            taken.push(Value::Object(attributes.collect()));
        }
        taken
    }
}
