//! What a new user does, from sign-up to termination, with nothing but the public interfaces; and every change on the
//! way arrives at an outside consumer's own queue.

#![expect(clippy::indexing_slicing, reason = "a test ends with what is missing")]

use e2e::{Client, Customer, Live, Recorder, Sites, tar_gz};
use hc_testkit::{Stack, eventually};
use serde_json::{Value, json};

const INSTANCE: &str =
    "id name kind status url region { slug } subscription { id status } currentRelease { id version status }";

#[tokio::test(flavor = "multi_thread")]
#[expect(clippy::too_many_lines, reason = "one story, told from beginning to end")]
async fn a_customer_signs_up_orders_pays_deploys_rolls_back_shares_and_terminates() {
    let stack = Stack::start().await;
    let events = Recorder::start(&stack.amqp_url(), "ext.e2e.journey").await.expect("bind a queue of our own");
    let api = Client::new(&stack.gateway_url());
    let sites = Sites::at(&stack.sites_url());

    // Register, make an organization, choose a plan.
    let ada = Customer::register(&api, "ada").await;
    let viewer = ada
        .client
        .data("{ viewer { user { email } organizations { nodes { id viewerRole viewerPermissions } } } }", json!({}))
        .await;
    assert_eq!(viewer["viewer"]["user"]["email"], "ada@customers.test");
    assert_eq!(viewer["viewer"]["organizations"]["nodes"][0]["viewerRole"], "OWNER");
    let price = Customer::monthly_price(&api, "site-starter").await;

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

    // A colleague joins by invitation and sees the instance.
    let input = json!({ "organizationId": ada.organization, "email": "bob@customers.test", "role": "DEVELOPER" });
    let invited =
        ada.client.mutate("inviteMember", "InviteMemberInput", input, "invitation { id status } acceptUrl").await;
    let accept_url = invited["acceptUrl"].as_str().expect("a link");
    let token = accept_url.split("token=").nth(1).expect("a token in the link").to_owned();
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
