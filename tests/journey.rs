//! What a new user does, from sign-up to termination, with nothing but the public interfaces; and every change on the
//! way arrives at an outside consumer's own queue, at the customer's webhook, in mailboxes, in the feed and in the record.

#![expect(clippy::indexing_slicing, reason = "a test ends with what is missing")]

use std::collections::{BTreeMap, BTreeSet};

use e2e::{Client, Customer, Live, Mail, Mailbox, Recorded, Recorder, Sites, Target, tar_gz};
use hc_testkit::{Stack, eventually};
use serde_json::{Value, json};

const INSTANCE: &str =
    "id name kind status url region { slug } subscription { id status } currentRelease { id version status }";

const PREVIEW_INVITATION: &str = "query PreviewInvitation($token: String!) {
    previewInvitation(token: $token) { status offer { organizationName role inviterName } } }";

#[tokio::test(flavor = "multi_thread")]
#[expect(clippy::too_many_lines, reason = "one story, told from beginning to end")]
async fn a_customer_signs_up_orders_pays_deploys_rolls_back_shares_and_terminates() {
    let stack = Stack::start().await;
    let events = Recorder::start(&stack.amqp_url(), "ext.e2e.journey").await.expect("bind a queue of our own");
    let api = Client::new(&stack.gateway_url());
    let sites = Sites::at(&stack.sites_url());
    let mailbox = Mailbox::at(&stack.mailbox_url());

    // Register, make an organization, choose a plan.
    let ada = Customer::register(&api, "ada").await;
    let viewer = ada
        .client
        .data("{ viewer { user { email } organizations { nodes { id viewerRole viewerPermissions } } } }", json!({}))
        .await;
    assert_eq!(viewer["viewer"]["user"]["email"], "ada@customers.test");
    assert_eq!(viewer["viewer"]["organizations"]["nodes"][0]["viewerRole"], "OWNER");
    let price = Customer::monthly_price(&api, "site-starter").await;

    // Show by a mail's link that the address is hers.
    let mail = mailbox.mail_with_link(&ada.email, "/verify-email").await.expect("asked for the address");
    let input = json!({ "token": mail.token("/verify-email").expect("a token in the link") });
    api.mutate("verifyEmail", "VerifyEmailInput", input, "").await;
    let viewer = ada.client.data("{ viewer { user { emailVerified } } }", json!({})).await;
    assert_eq!(viewer["viewer"]["user"]["emailVerified"], true);

    // Have every event of the organization posted to a server of one's own, and show new entries of the feed as they come.
    let target = Target::start().await.expect("listen");
    let (endpoint, secret) = webhook(&ada, &target).await;
    let document = "subscription { notificationReceived { id eventType subject { __typename id } } }";
    let mut bell = Live::subscribe(&ada.client, document, json!({})).await.expect("subscribe");

    // What the preview shows is what the order charges.
    let item = json!({ "priceId": price, "name": "First site" });
    let input = json!({ "organizationId": ada.organization, "items": [item] });
    let preview = ada
        .client
        .data(
            "query Preview($input: PreviewOrderInput!) { previewOrder(input: $input) { token expiresAt total { amount currency }
               tax { amount } taxGroups { category rate } lines { description reason amount { amount } } } }",
            json!({ "input": input }),
        )
        .await;
    let mut input = input;
    input["previewToken"] = preview["previewOrder"]["token"].clone();
    input["idempotencyKey"] = json!("journey-order");
    let selection =
        "subscriptions { id status } invoice { id status number total { amount currency } amountDue { amount } }";
    let placed = ada.client.mutate("placeOrder", "PlaceOrderInput", input.clone(), selection).await;
    assert_eq!(placed["invoice"]["total"], preview["previewOrder"]["total"]);
    assert_eq!((&placed["invoice"]["status"], &placed["invoice"]["number"]), (&json!("OPEN"), &Value::Null));
    assert_eq!(placed["subscriptions"][0]["status"], "PENDING");
    let again = ada.client.mutate("placeOrder", "PlaceOrderInput", input, selection).await;
    assert_eq!(again, placed, "the same key and input give the same answer");

    // The instance is there at once, pending, and becomes active over a subscription once the invoice is paid.
    let instance = eventually("the ordered instance is listed", || async {
        ada.instances().await.ok()?.into_iter().find(|instance| instance["status"] == "PENDING")
    })
    .await;
    let mut live = Live::subscribe(
        &ada.client,
        &format!("subscription Watch($organization: ID!) {{ instanceUpdated(organizationId: $organization) {{ {INSTANCE} }} }}"),
        json!({ "organization": ada.organization }),
    )
    .await
    .expect("subscribe");
    let invoice = placed["invoice"]["id"].as_str().expect("an id");
    let paid = ada.pay(invoice, "tok_ok", "journey-pay").await.expect("paid");
    assert_eq!((&paid["invoice"]["status"], &paid["payment"]["status"]), (&json!("PAID"), &json!("SUCCEEDED")));
    assert!(paid["invoice"]["number"].is_string());
    let active = live.until(|data| data["instanceUpdated"]["status"] == "ACTIVE").await.expect("it becomes active");
    let active = &active["instanceUpdated"];
    assert_eq!(active["id"], instance["id"]);
    let url = active["url"].as_str().expect("a URL").to_owned();
    let id = active["id"].as_str().expect("an id").to_owned();

    let went_live = |data: &Value| data["notificationReceived"]["eventType"] == "provisioning.instance.activated.v1";
    let entry = bell.until(went_live).await.expect("the feed says that the site is live");
    assert_eq!(entry["notificationReceived"]["subject"], json!({ "__typename": "Instance", "id": id }));

    // A welcome page before the first release; then the own site, the next version, and back.
    let (status, welcome) = sites.text(&url, "/").await.expect("answered");
    assert_eq!(status, 200);
    assert!(welcome.contains("First site") || welcome.to_lowercase().contains("welcome"), "{welcome}");
    let first = deploy(&ada, &id, &[("index.html", "<h1>One</h1>"), ("css/site.css", "h1 { color: teal }")]).await;
    shows(&sites, &url, "<h1>One</h1>").await;
    let second = deploy(&ada, &id, &[("index.html", "<h1>Two</h1>")]).await;
    shows(&sites, &url, "<h1>Two</h1>").await;
    assert_eq!((&first["version"], &second["version"]), (&json!(1), &json!(2)));
    let input = json!({ "instanceId": id, "releaseId": first["id"] });
    ada.client.mutate("rollBackRelease", "RollBackReleaseInput", input, "release { id } operation { id }").await;
    shows(&sites, &url, "<h1>One</h1>").await;

    // A colleague joins by the link in the invitation's mail and sees the instance.
    let input = json!({ "organizationId": ada.organization, "email": "bob@customers.test", "role": "DEVELOPER" });
    ada.client.mutate("inviteMember", "InviteMemberInput", input, "invitation { id status }").await;
    let mail = mailbox.mail_with_link("bob@customers.test", "/invitations/accept").await.expect("invited by mail");
    let token = mail.token("/invitations/accept").expect("a token in the link").to_owned();
    // The link alone, without an account, says what it is for.
    let shown = api.data(PREVIEW_INVITATION, json!({ "token": token })).await;
    let offer = json!({ "organizationName": "ada Ltd", "role": "DEVELOPER", "inviterName": "ada" });
    assert_eq!(shown["previewInvitation"], json!({ "status": "PENDING", "offer": offer }));
    let bob = Customer::register(&api, "bob").await;
    let joined = bob
        .client
        .mutate(
            "acceptInvitation",
            "AcceptInvitationInput",
            json!({ "token": token }),
            "membership { role } organization { id }",
        )
        .await;
    assert_eq!(
        (&joined["membership"]["role"], &joined["organization"]["id"]),
        (&json!("DEVELOPER"), &json!(ada.organization))
    );
    let shown = api.data(PREVIEW_INVITATION, json!({ "token": token })).await;
    assert_eq!(shown["previewInvitation"], json!({ "status": "ACCEPTED", "offer": null }));
    let seen = bob
        .client
        .data("query See($id: ID!) { node(id: $id) { ... on Instance { name } } }", json!({ "id": id }))
        .await;
    assert_eq!(seen["node"]["name"], "First site");

    // Terminate: gone for visitors, free for others, and the subscription has ended.
    let input = json!({ "instanceId": id });
    ada.client
        .mutate("terminateInstance", "TerminateInstanceInput", input, "instance { id } operation { id kind }")
        .await;
    eventually("the instance is terminated and its subscription canceled", || async {
        let document = "query See($id: ID!) { node(id: $id) { ... on Instance { status subscription { status } } } }";
        let data = ada.client.send(document, json!({ "id": id })).await.ok()?.into_data().ok()?;
        (data["node"]["status"] == "TERMINATED" && data["node"]["subscription"]["status"] == "CANCELED").then_some(())
    })
    .await;
    let (status, _) = sites.text(&url, "/").await.expect("answered");
    assert_eq!(status, 404);

    // Every change on the way was an event, well-formed and in order per object.
    let expected = [
        (id.as_str(), "provisioning.instance.created.v1"),
        (id.as_str(), "provisioning.instance.activated.v1"),
        (id.as_str(), "provisioning.instance.terminated.v1"),
        (invoice, "billing.invoice.created.v1"),
        (invoice, "billing.invoice.issued.v1"),
        (invoice, "billing.invoice.paid.v1"),
    ];
    eventually("all events have arrived, well-formed and in order", || async {
        events.check().map_err(|error| format!("{error:#}"))?;
        let missing =
            expected.iter().find(|(subject, kind)| !events.types_of(subject).iter().any(|found| found == kind));
        missing.map_or(Ok(()), |(subject, kind)| {
            Err(format!("no {kind} of {subject}, only {:?}", events.types_of(subject)))
        })
    })
    .await;
    for kind in [
        "auth.user.registered.v1",
        "auth.session.started.v1",
        "accounts.organization.created.v1",
        "accounts.membership.created.v1",
        "accounts.invitation.created.v1",
        "accounts.invitation.accepted.v1",
        "billing.order.placed.v1",
        "billing.order.paid.v1",
        "billing.subscription.created.v1",
        "billing.subscription.activated.v1",
        "billing.payment.succeeded.v1",
        "provisioning.operation.progressed.v1",
        "provisioning.operation.finished.v1",
        "provisioning.release.created.v1",
        "provisioning.release.went_live.v1",
    ] {
        assert!(events.events().iter().any(|event| event.event_type == kind), "no {kind} arrived");
    }

    let (of_invoice, of_site) = (format!("/invoices/{invoice}"), format!("/instances/{id}"));
    for (subject, link) in [
        ("We have your order", of_invoice.as_str()),
        ("Invoice ", &of_invoice),
        ("First site is live", &of_site),
        ("First site was terminated", ""),
    ] {
        let wanted = |mail: &Mail| mail.subject().starts_with(subject) && mail.link(link).is_some();
        mailbox.mail(&ada.email, subject, wanted).await.expect("one mail for each cause");
        let mails = mailbox.mails_to(&ada.email).await.expect("answered");
        assert_eq!(mails.iter().filter(|mail| mail.subject().starts_with(subject)).count(), 1, "{subject}");
    }
    the_feed_is_read(&ada, &id).await;
    eventually("that the feed was read is told, once for each time", || async {
        let events = events.events();
        let told = events.iter().filter(|event| event.event_type == "notifications.notification.read.v1").count();
        if told == 2 { Ok(()) } else { Err(format!("{told} times")) }
    })
    .await;
    let seen: Vec<_> = events.events().into_iter().filter(|event| is_of(event, &ada.organization)).collect();
    all_was_posted(&ada, &target, &endpoint, &secret, &seen).await;
    all_is_on_record(&ada, &bob, &seen).await;
}

/// An endpoint for everything, and its secret; a test event shows that it is reached.
async fn webhook(customer: &Customer, target: &Target) -> (Value, String) {
    let input = json!({ "organizationId": customer.organization, "url": target.url(), "idempotencyKey": "hook" });
    let selection = "webhookEndpoint { id url eventTypes enabled createdAt } secret";
    let made = customer.client.mutate("createWebhookEndpoint", "CreateWebhookEndpointInput", input, selection).await;
    let (endpoint, secret) = (made["webhookEndpoint"].clone(), made["secret"].as_str().expect("a secret").to_owned());
    let input = json!({ "webhookEndpointId": endpoint["id"] });
    customer.client.mutate("sendTestEvent", "SendTestEventInput", input, "webhookDelivery { id status }").await;
    eventually("the test event is posted", || async {
        let posted = target.posted();
        let mut events = posted.iter().map(|posted| posted.verified(&secret).expect("signed"));
        events.find(|event| event["type"] == "notifications.webhook.test.v1")
    })
    .await;
    (endpoint, secret)
}

/// Whether the customer sees this event of their organization.
fn is_of(event: &Recorded, organization: &str) -> bool {
    let shown = ["accounts.", "billing.", "provisioning.", "notifications.webhook_endpoint."];
    event.attributes.get("organization").is_some_and(|of| of == organization)
        && shown.iter().any(|service| event.event_type.starts_with(service))
}

/// The feed tells of the live site; marked as read, it is no longer among what is unread.
async fn the_feed_is_read(customer: &Customer, instance: &str) {
    let document = "query Feed($unread: Boolean) { viewer { unreadNotifications
        notifications(unread: $unread, first: 100) { nodes { id eventType title body readAt subject { id } } } } }";
    let feed = customer.client.data(document, json!({ "unread": true })).await["viewer"].clone();
    let entries = feed["notifications"]["nodes"].as_array().cloned().unwrap_or_default();
    assert_eq!(feed["unreadNotifications"], entries.len());
    let live = entries.iter().find(|entry| entry["eventType"] == "provisioning.instance.activated.v1");
    let live = live.unwrap_or_else(|| panic!("the feed says nothing of the live site: {feed:#}"));
    assert_eq!(live["subject"]["id"], instance);
    assert!(live["title"].as_str().is_some_and(|title| title.contains("First site")), "{live}");
    let input = json!({ "notificationIds": [live["id"]] });
    let selection = "notifications { id readAt }";
    let read = customer.client.mutate("markNotificationsRead", "MarkNotificationsReadInput", input, selection).await;
    assert!(read["notifications"][0]["readAt"].is_string(), "{read}");
    let unread = customer.client.data(document, json!({ "unread": true })).await["viewer"].clone();
    assert_eq!(unread["unreadNotifications"], entries.len() - 1);
    let read = customer.client.data(document, json!({ "unread": false })).await;
    assert_eq!(read["viewer"]["notifications"]["nodes"][0]["id"], live["id"]);

    let input = json!({ "upToId": entries[0]["id"] });
    let selection = "viewer { unreadNotifications }";
    let all = "markAllNotificationsRead";
    let read = customer.client.mutate(all, "MarkAllNotificationsReadInput", input, selection).await;
    assert_eq!(read["viewer"]["unreadNotifications"], 0, "{read}");
}

/// Everything that happened since the endpoint was made has been posted, signed, as the events say it.
async fn all_was_posted(customer: &Customer, target: &Target, endpoint: &Value, secret: &str, events: &[Recorded]) {
    let since = endpoint["createdAt"].as_str().expect("an instant");
    let wanted: BTreeMap<_, _> = events
        .iter()
        .filter(|event| event.attributes["time"].as_str() > since)
        .map(|event| (event.attributes["id"].clone(), event))
        .collect();
    assert!(wanted.len() > 20, "only {} events since {since}", wanted.len());
    let posted = eventually("every event is posted", || async {
        let posted: BTreeMap<String, Value> = target
            .posted()
            .iter()
            .map(|posted| posted.verified(secret).expect("signed"))
            .map(|event| (event["id"].as_str().unwrap_or_default().to_owned(), event))
            .collect();
        let missing: Vec<_> = wanted.iter().filter(|(id, _)| !posted.contains_key(*id)).collect();
        let missing: Vec<_> = missing.iter().map(|(id, event)| format!("{} {id}", event.event_type)).collect();
        if missing.is_empty() { Ok(posted) } else { Err(format!("not posted: {missing:#?}")) }
    })
    .await;
    for (id, event) in &wanted {
        let posted = &posted[id];
        assert_eq!(posted["data"], event.data, "{id}");
        for (name, value) in &event.attributes {
            // Whose browser it was, and our traces, are no customer's business.
            let expected = if ["session", "traceparent"].contains(&name.as_str()) { Value::Null } else { json!(value) };
            assert_eq!(posted[name], expected, "{name} of {id}");
        }
    }
    let document = "query Log($id: ID!) { node(id: $id) { ... on WebhookEndpoint { enabled failingSince
        deliveries(first: 100, status: SUCCEEDED) { nodes { eventId eventType attempts responseStatus latencyMs
            request { headers body } } } } } }";
    let log = eventually("the log of deliveries has it all", || async {
        let data = customer.client.send(document, json!({ "id": endpoint["id"] })).await.ok()?.into_data().ok()?;
        let log = data["node"]["deliveries"]["nodes"].as_array().cloned()?;
        (log.len() >= wanted.len().min(100)).then_some(log)
    })
    .await;
    let entry = &log[0];
    assert_eq!((&entry["attempts"], &entry["responseStatus"]), (&json!(1), &json!(204)), "{entry}");
    let body: Value = serde_json::from_str(entry["request"]["body"].as_str().expect("a body")).expect("JSON");
    assert_eq!(body["id"], entry["eventId"]);
}

/// The record has every event, verifies, and is for those only who may read it.
async fn all_is_on_record(owner: &Customer, developer: &Customer, events: &[Recorded]) {
    let document =
        "query Record($id: ID!, $filter: AuditFilter, $after: String) { node(id: $id) { ... on Organization {
        auditEvents(filter: $filter, first: 100, after: $after) { nodes { id type actor subject occurredAt event hash }
            pageInfo { hasNextPage endCursor } } } } }";
    let page = |filter: Value, after: Value| async move {
        let variables = json!({ "id": owner.organization, "filter": filter, "after": after });
        owner.client.data(document, variables).await["node"]["auditEvents"].clone()
    };
    let wanted: BTreeSet<_> = events.iter().map(|event| event.attributes["id"].clone()).collect();
    eventually("the record has every event", || async {
        let (mut recorded, mut after) = (BTreeSet::new(), Value::Null);
        loop {
            let found = page(Value::Null, after).await;
            let nodes = found["nodes"].as_array().cloned().unwrap_or_default();
            recorded.extend(nodes.iter().filter_map(|event| event["id"].as_str().map(str::to_owned)));
            after = found["pageInfo"]["endCursor"].clone();
            if found["pageInfo"]["hasNextPage"] != true {
                break;
            }
        }
        let missing: Vec<_> = wanted.difference(&recorded).cloned().collect();
        if missing.is_empty() { Ok(()) } else { Err(format!("not recorded: {missing:#?}")) }
    })
    .await;
    let paid = page(json!({ "type": "billing.invoice.paid.v1" }), Value::Null).await["nodes"].clone();
    let event = events.iter().find(|event| event.event_type == "billing.invoice.paid.v1").expect("an event");
    assert_eq!((&paid[0]["id"], &paid[0]["subject"]), (&json!(event.attributes["id"]), &json!(event.subject())));
    assert_eq!(paid[0]["event"]["data"], event.data);
    let by_subject = page(json!({ "subject": event.subject(), "actor": event.attributes["actor"] }), Value::Null).await;
    assert!(by_subject["nodes"].as_array().is_some_and(|nodes| nodes.contains(&paid[0])), "{by_subject:#}");

    let verify = "query Verify($id: ID!) { node(id: $id) { ... on Organization { auditVerification { valid events firstBrokenId } } } }";
    let verified = owner.client.data(verify, json!({ "id": owner.organization })).await;
    let verified = &verified["node"]["auditVerification"];
    assert_eq!((&verified["valid"], &verified["firstBrokenId"]), (&json!(true), &Value::Null), "{verified:#}");
    assert!(verified["events"].as_u64() >= Some(wanted.len() as u64), "{verified}");
    for document in [verify, document] {
        let refused = developer.client.send(document, json!({ "id": owner.organization })).await.expect("answered");
        assert_eq!(refused.codes(), ["FORBIDDEN"], "{:#}", refused.body);
    }
}

async fn deploy(customer: &Customer, instance: &str, files: &[(&str, &str)]) -> Value {
    let selection = "release { id version status sizeBytes fileCount } operation { id kind status }";
    let input = json!({ "instanceId": instance });
    let answer = customer
        .client
        .upload("deployRelease", "DeployReleaseInput", input, selection, tar_gz(files))
        .await
        .expect("the gateway answers");
    assert_eq!(answer.user_errors("deployRelease"), [""; 0], "{:#}", answer.body);
    answer.into_data().expect("no errors")["deployRelease"]["release"].clone()
}

async fn shows(sites: &Sites, url: &str, wanted: &str) {
    eventually(&format!("the site shows {wanted}"), || async {
        let (status, text) = sites.text(url, "/").await.ok()?;
        (status == 200 && text == wanted).then_some(())
    })
    .await;
}
