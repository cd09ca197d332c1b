//! What staff ask for, and that nobody else gets it.

use hc_proto::{
    accounts::v1 as accounts, auth::v1 as auth, billing::v1 as billing, notifications::v1 as notifications,
    provisioning::v1 as provisioning, r#type::v1 as shared,
};
use hc_types::{InstanceId, MailId, OperationId, OrganizationId};
use serde_json::{Value, json};
use tonic::{Code, Status};

use crate::gateway::Gateway;

fn instant() -> pbjson_types::Timestamp {
    pbjson_types::Timestamp { seconds: 1_795_246_200, nanos: 0 }
}

fn page_info(size: usize) -> shared::PageInfo {
    let cursors = (0..size).map(|number| format!("c{number}")).collect();
    shared::PageInfo { has_next_page: true, cursors, ..Default::default() }
}

fn instance(id: &str) -> provisioning::Instance {
    provisioning::Instance {
        id: id.to_owned(),
        status: provisioning::InstanceStatus::Degraded.into(),
        created_at: Some(instant()),
        ..Default::default()
    }
}

/// A gateway for which everybody has this platform role.
async fn with_role(role: &'static str) -> Gateway {
    let gateway = Gateway::with_services().await;
    gateway.fakes.on("AuthService/CheckSession", move |_: auth::CheckSessionRequest| {
        Ok(auth::CheckSessionResponse { live: true, platform_roles: vec![role.to_owned()] })
    });
    gateway
}

#[tokio::test]
async fn who_is_no_staff_sees_nothing_and_no_service_is_asked() {
    let gateway = Gateway::with_services().await;
    let query = "{ staff { permissions capacity { region { slug } } search(text: \"x\") { node { id } } } }";
    let answer = gateway.ask_as(&gateway.token(60), query, json!({})).await;
    assert_eq!(answer["data"]["staff"], Value::Null, "{answer:#}");
    assert_eq!(answer.get("errors"), None, "{answer:#}");
    assert!(gateway.fakes.take_calls().is_empty());
    assert_eq!(gateway.ask(query).await["errors"][0]["extensions"]["code"], "UNAUTHENTICATED");

    gateway.fakes.on("ProvisioningService/RepairInstance", |_: provisioning::RepairInstanceRequest| {
        Err::<provisioning::RepairInstanceResponse, _>(Status::new(Code::PermissionDenied, "no"))
    });
    let repair =
        "mutation { repairInstance(input: { instanceId: \"ins_1\" }) { instance { id } userErrors { code } } }";
    let answer = gateway.ask_as(&gateway.token(60), repair, json!({})).await;
    assert_eq!(answer["errors"][0]["extensions"]["code"], "FORBIDDEN", "{answer:#}");
}

#[tokio::test]
async fn permissions_say_what_staff_may_do_to_the_installation_and_nothing_in_a_customers_place() {
    for (role, repairs) in [("operator", true), ("support", false)] {
        let gateway = with_role(role).await;
        let answer = gateway.ask_as(&gateway.token(60), "{ staff { permissions } }", json!({})).await;
        let held = answer["data"]["staff"]["permissions"].as_array().unwrap().clone();
        assert_eq!(held.contains(&json!("provisioning.instance.repair")), repairs, "{role}");
        assert!(held.contains(&json!("billing.invoice.read")));
        assert!(!held.contains(&json!("provisioning.instance.terminate")), "{role}");
    }
}

#[tokio::test]
async fn strays_operations_and_capacity_come_from_one_call_each() {
    let gateway = with_role("support").await;
    let fakes = &gateway.fakes;
    let id = InstanceId::new().to_string();
    let stray = instance(&id);
    let found = stray.clone();
    fakes.on("ProvisioningService/ListStrayInstances", move |request: provisioning::ListStrayInstancesRequest| {
        assert_eq!(request.kind(), provisioning::StrayKind::LiveNotPaid);
        assert_eq!(request.page.unwrap().first, Some(1));
        Ok(provisioning::ListStrayInstancesResponse { instances: vec![found.clone()], page_info: Some(page_info(1)) })
    });
    let operations = [OperationId::new(), OperationId::new()].map(|operation| provisioning::Operation {
        id: operation.to_string(),
        instance_id: id.clone(),
        kind: "repair".into(),
        request_id: "asked".into(),
        status: provisioning::OperationStatus::Failed.into(),
        created_at: Some(instant()),
        ..Default::default()
    });
    fakes.on("ProvisioningService/ListAllOperations", move |request: provisioning::ListAllOperationsRequest| {
        assert_eq!(request.statuses, [provisioning::OperationStatus::Failed as i32]);
        assert!(request.stuck);
        Ok(provisioning::ListAllOperationsResponse { operations: operations.to_vec(), page_info: Some(page_info(2)) })
    });
    fakes.on("ProvisioningService/BatchGetInstances", move |request: provisioning::BatchGetInstancesRequest| {
        assert_eq!(request.ids.len(), 1, "each instance is asked for once");
        Ok(provisioning::BatchGetInstancesResponse { instances: vec![stray.clone()] })
    });
    fakes.on("ProvisioningService/ListCapacity", |_: provisioning::ListCapacityRequest| {
        let amount = |instances| Some(provisioning::Capacity { disk_bytes: 1 << 40, instances, ..Default::default() });
        let node = provisioning::NodeCapacity {
            id: "nod_1".into(),
            name: "fra-1".into(),
            cordoned: true,
            total: amount(100),
            placed: amount(7),
            reserved: amount(2),
        };
        let region = Some(provisioning::Region { slug: "fra".into(), ..Default::default() });
        let region = provisioning::RegionCapacity { region, nodes: vec![node] };
        Ok(provisioning::ListCapacityResponse { regions: vec![region] })
    });
    let query = "{ staff {
        strayInstances(kind: LIVE_NOT_PAID, first: 1) { nodes { id status } pageInfo { hasNextPage endCursor } }
        operations(statuses: [FAILED], stuck: true) { nodes { kind requestId status createdAt instance { id } } }
        capacity { region { slug } nodes { name cordoned total { diskBytes } placed { instances } reserved { instances } } }
    } }";
    let answer = gateway.ask_as(&gateway.token(60), query, json!({})).await;
    let staff = &answer["data"]["staff"];
    assert_eq!(staff["strayInstances"]["nodes"], json!([{ "id": id, "status": "DEGRADED" }]), "{answer:#}");
    assert_eq!(staff["strayInstances"]["pageInfo"], json!({ "hasNextPage": true, "endCursor": "c0" }));
    assert_eq!(staff["operations"]["nodes"][1]["instance"]["id"], json!(id));
    assert_eq!(staff["operations"]["nodes"][1]["requestId"], "asked");
    let node = json!({ "name": "fra-1", "cordoned": true, "total": { "diskBytes": 1_i64 << 40 },
        "placed": { "instances": 7 }, "reserved": { "instances": 2 } });
    assert_eq!(staff["capacity"], json!([{ "region": { "slug": "fra" }, "nodes": [node] }]));
    let calls = gateway.fakes.take_calls();
    assert!(calls.len() == 4 && calls.values().all(|count| *count == 1), "{calls:?}");
}

#[tokio::test]
async fn strays_and_customers_are_read_from_either_end() {
    let gateway = with_role("support").await;
    let cursor = hc_types::page::encode(InstanceId::new().uuid());
    let oldest = |page: Option<shared::PageRequest>| {
        let page = page.unwrap();
        assert_eq!((page.first, page.after, page.last), (None, None, Some(2)));
        shared::PageInfo { has_previous_page: page.before.is_none(), cursors: vec!["c0".into()], ..Default::default() }
    };
    gateway.fakes.on(
        "ProvisioningService/ListStrayInstances",
        move |request: provisioning::ListStrayInstancesRequest| {
            let page_info = Some(oldest(request.page));
            Ok(provisioning::ListStrayInstancesResponse { instances: vec![instance("ins_1")], page_info })
        },
    );
    gateway.fakes.on("AccountsService/SearchOrganizations", move |request: accounts::SearchOrganizationsRequest| {
        let organizations = vec![accounts::Organization { slug: "acme".into(), ..Default::default() }];
        let page_info = Some(oldest(request.page));
        Ok(accounts::SearchOrganizationsResponse { organizations, page_info })
    });
    let query = "query Oldest($before: String) { staff {
        strayInstances(kind: PAID_NOT_LIVE, last: 2, before: $before) { nodes { id } pageInfo { hasPreviousPage } }
        organizations(last: 2, before: $before) { nodes { slug } pageInfo { hasPreviousPage } } } }";
    for (before, more) in [(json!(null), true), (json!(cursor), false)] {
        let answer = gateway.ask_as(&gateway.token(60), query, json!({ "before": before })).await;
        let (strays, customers) =
            (&answer["data"]["staff"]["strayInstances"], &answer["data"]["staff"]["organizations"]);
        assert_eq!(
            *strays,
            json!({ "nodes": [{ "id": "ins_1" }], "pageInfo": { "hasPreviousPage": more } }),
            "{answer:#}"
        );
        assert_eq!(*customers, json!({ "nodes": [{ "slug": "acme" }], "pageInfo": { "hasPreviousPage": more } }));
    }
    let cursor = "\"billing/17\"";
    let [before, after] = [format!("first: 1, before: {cursor}"), format!("after: {cursor}, last: 1")];
    for both in ["first: 1, last: 1", &before, &after, "last: 101"] {
        let query = format!("{{ staff {{ deadLetters(service: BILLING, {both}) {{ nodes {{ id }} }} }} }}");
        let answer = gateway.ask_as(&gateway.token(60), &query, json!({})).await;
        assert_eq!(answer["errors"][0]["extensions"]["code"], "BAD_USER_INPUT", "{both}: {answer:#}");
    }
}

#[tokio::test]
async fn orders_of_all_organizations_come_with_their_customers() {
    let gateway = with_role("support").await;
    let organization = OrganizationId::new().to_string();
    let known = accounts::Organization { id: organization.clone(), slug: "acme".into(), ..Default::default() };
    gateway.fakes.on("AccountsService/BatchGetOrganizations", move |_: accounts::BatchGetOrganizationsRequest| {
        Ok(accounts::BatchGetOrganizationsResponse { organizations: vec![known.clone()] })
    });
    gateway.fakes.on("BillingService/ListAllInvoices", move |request: billing::ListAllInvoicesRequest| {
        assert_eq!(request.statuses, [billing::InvoiceStatus::Open as i32, billing::InvoiceStatus::Paid as i32]);
        let invoice =
            |id: &str| billing::Invoice { id: id.into(), organization_id: organization.clone(), ..Default::default() };
        let invoices = vec![invoice("inv_2"), invoice("inv_1")];
        Ok(billing::ListAllInvoicesResponse { invoices, page_info: Some(page_info(2)) })
    });
    let query = "{ staff { invoices(statuses: [OPEN, PAID], first: 2) {
        nodes { id organization { slug } } pageInfo { endCursor } } } }";
    let answer = gateway.ask_as(&gateway.token(60), query, json!({})).await;
    let found = &answer["data"]["staff"]["invoices"];
    assert_eq!(found["nodes"][1], json!({ "id": "inv_1", "organization": { "slug": "acme" } }), "{answer:#}");
    assert_eq!(found["pageInfo"]["endCursor"], "c1");
    let calls = gateway.fakes.take_calls();
    assert!(calls.values().all(|count| *count == 1), "{calls:?}");
}

#[tokio::test]
async fn what_became_of_mails_is_told_and_one_is_sent_again() {
    let gateway = with_role("support").await;
    let mail = |state: notifications::MailState, address: &str| notifications::Mail {
        id: "mail_1".into(),
        template: "invoice_issued".into(),
        recipient: "usr_1".into(),
        address: address.into(),
        state: state.into(),
        reason: if address.is_empty() { "unsubscribed".into() } else { String::new() },
        created_at: Some(instant()),
        ..Default::default()
    };
    gateway.fakes.on("MailService/ListMails", move |request: notifications::ListMailsRequest| {
        assert_eq!(request.organization_id.as_deref(), Some("org_1"));
        let mails = vec![mail(notifications::MailState::Suppressed, "")];
        Ok(notifications::ListMailsResponse { mails, page_info: Some(page_info(1)) })
    });
    gateway.fakes.on("MailService/ResendMail", move |request: notifications::ResendMailRequest| {
        if request.id != "mail_1" {
            return Err(hc_rpc::refusal(Code::FailedPrecondition, "MAIL_UNDER_WAY", "this mail is being sent already"));
        }
        Ok(notifications::ResendMailResponse { mail: Some(mail(notifications::MailState::Queued, "ada@acme.test")) })
    });
    let token = gateway.token(60);
    let query = "{ staff { mails(organizationId: \"org_1\") {
        nodes { id template recipientId address state reason attempts createdAt sentAt } } } }";
    let answer = gateway.ask_as(&token, query, json!({})).await;
    let found = &answer["data"]["staff"]["mails"]["nodes"][0];
    assert_eq!((&found["state"], &found["reason"]), (&json!("SUPPRESSED"), &json!("unsubscribed")), "{answer:#}");
    assert_eq!((&found["address"], &found["recipientId"]), (&Value::Null, &json!("usr_1")));
    let resend = "mutation Again($id: ID!) { resendMail(input: { mailId: $id }) {
        mail { state address reason } userErrors { code } } }";
    let answer = gateway.ask_as(&token, resend, json!({ "id": "mail_1" })).await;
    let again = json!({ "state": "QUEUED", "address": "ada@acme.test", "reason": null });
    assert_eq!(answer["data"]["resendMail"], json!({ "mail": again, "userErrors": [] }), "{answer:#}");
    let answer = gateway.ask_as(&token, resend, json!({ "id": "mail_2" })).await;
    assert_eq!(answer["data"]["resendMail"]["userErrors"][0]["code"], "MAIL_UNDER_WAY", "{answer:#}");
}

#[tokio::test]
async fn a_mail_is_found_by_its_id_by_staff_alone() {
    let knows = |gateway: &Gateway| {
        gateway.fakes.on("MailService/BatchGetMails", |request: notifications::BatchGetMailsRequest| {
            let mails = request.ids.into_iter().enumerate().map(|(at, id)| notifications::Mail {
                id,
                organization_id: if at == 0 { "org_1".into() } else { String::new() },
                template: "invoice_issued".into(),
                state: notifications::MailState::Sent.into(),
                created_at: Some(instant()),
                ..Default::default()
            });
            Ok(notifications::BatchGetMailsResponse { mails: mails.collect() })
        });
        gateway.fakes.on("AccountsService/BatchGetOrganizations", |request: accounts::BatchGetOrganizationsRequest| {
            assert_eq!(request.ids, ["org_1"]);
            let known = accounts::Organization { id: "org_1".into(), slug: "acme".into(), ..Default::default() };
            Ok(accounts::BatchGetOrganizationsResponse { organizations: vec![known] })
        });
    };
    let query = "query ($ids: [ID!]!) { nodes(ids: $ids) {
        __typename id ... on Mail { template state organization { slug } } } }";
    let ids = [MailId::new().to_string(), MailId::new().to_string()];
    let gateway = with_role("support").await;
    knows(&gateway);
    let answer = gateway.ask_as(&gateway.token(60), query, json!({ "ids": ids })).await;
    let mut found = answer["data"]["nodes"].as_array().unwrap().clone();
    let of = |node: &mut Value| node.as_object_mut().unwrap().remove("organization").unwrap();
    let mut about: Vec<_> = found.iter_mut().map(of).collect();
    about.sort_unstable_by_key(Value::is_null);
    assert_eq!(about, [json!({ "slug": "acme" }), Value::Null], "{answer:#}");
    let mail = |id: &str| json!({ "__typename": "Mail", "id": id, "template": "invoice_issued", "state": "SENT" });
    assert_eq!(found, [mail(&ids[0]), mail(&ids[1])], "{answer:#}");
    let calls = ["AccountsService/BatchGetOrganizations", "MailService/BatchGetMails"];
    assert_eq!(gateway.fakes.take_calls(), calls.map(|call| (call.to_owned(), 1)).into());

    let gateway = Gateway::with_services().await;
    knows(&gateway);
    let answer = gateway.ask_as(&gateway.token(60), query, json!({ "ids": ids })).await;
    assert_eq!(answer["data"]["nodes"], json!([null, null]), "{answer:#}");
    assert_eq!(answer.get("errors"), None, "{answer:#}");
    let answer = gateway.ask(&format!("{{ node(id: \"{}\") {{ id }} }}", ids[0])).await;
    assert_eq!(answer["data"]["node"], Value::Null, "{answer:#}");
    assert!(gateway.fakes.take_calls().is_empty());
}

#[tokio::test]
async fn a_search_asks_all_who_may_know() {
    let gateway = with_role("support").await;
    let fakes = &gateway.fakes;
    let organization = OrganizationId::new().to_string();
    let known = accounts::Organization { id: organization.clone(), slug: "acme".into(), ..Default::default() };
    fakes.on("AccountsService/SearchOrganizations", move |request: accounts::SearchOrganizationsRequest| {
        assert_eq!(request.page.and_then(|page| page.first), Some(10));
        let hit = request.text == "acme" || request.user_id.as_deref() == Some("usr_1");
        let organizations = if hit { vec![known.clone()] } else { Vec::new() };
        let page_info = Some(page_info(organizations.len()));
        Ok(accounts::SearchOrganizationsResponse { organizations, page_info })
    });
    fakes.on("AuthService/SearchUsers", |request: auth::SearchUsersRequest| {
        assert_eq!(request.limit, Some(10));
        let user = auth::User { id: "usr_1".into(), email: "ada@acme.test".into(), ..Default::default() };
        Ok(auth::SearchUsersResponse { users: if request.text == "acme" { vec![user] } else { Vec::new() } })
    });
    fakes.on("BillingService/FindInvoices", |request: billing::FindInvoicesRequest| {
        let invoice = billing::Invoice { id: "inv_1".into(), number: Some("INV-1".into()), ..Default::default() };
        Ok(billing::FindInvoicesResponse { invoices: if request.text == "INV-1" { vec![invoice] } else { Vec::new() } })
    });
    fakes.on("ProvisioningService/BatchGetInstances", |request: provisioning::BatchGetInstancesRequest| {
        Ok(provisioning::BatchGetInstancesResponse { instances: request.ids.iter().map(|id| instance(id)).collect() })
    });
    let query = "query Search($text: String!) { staff { search(text: $text) { organizations { slug }
        users { user { email } organizations { slug } } invoices { number } node { __typename id } } } }";
    let token = gateway.token(60);
    let search = async |text: &str| {
        let answer = gateway.ask_as(&token, query, json!({ "text": text })).await;
        (answer["data"]["staff"]["search"].clone(), answer)
    };
    let (found, answer) = search(" acme ").await;
    let acme = json!([{ "slug": "acme" }]);
    let user = json!({ "user": { "email": "ada@acme.test" }, "organizations": acme });
    assert_eq!(found, json!({ "organizations": acme, "users": [user], "invoices": [], "node": null }), "{answer:#}");
    assert_eq!(search("INV-1").await.0["invoices"], json!([{ "number": "INV-1" }]));
    let id = InstanceId::new().to_string();
    assert_eq!(search(&id).await.0["node"], json!({ "__typename": "Instance", "id": id }));
    for text in [" ", &"x".repeat(201)] {
        assert_eq!(search(text).await.1["errors"][0]["extensions"]["code"], "BAD_USER_INPUT");
    }
}

#[tokio::test]
async fn revenue_is_told_by_day_and_a_repair_answers_what_it_made() {
    let gateway = with_role("admin").await;
    gateway.fakes.on("BillingService/GetRevenue", |request: billing::GetRevenueRequest| {
        if request.days != 30 {
            let mut violations = hc_rpc::Violations::new();
            violations.add("days", "DAYS_INVALID", "1 to 92");
            return Err(violations.finish().unwrap_err());
        }
        let total = Some(shared::Money { minor_units: 1_166, currency_code: "EUR".into() });
        Ok(billing::GetRevenueResponse { days: vec![billing::RevenueDay { day: Some(instant()), invoices: 2, total }] })
    });
    let token = gateway.token(60);
    let query =
        "query Revenue($days: Int) { staff { revenue(days: $days) { day invoices total { amount currency } } } }";
    let answer = gateway.ask_as(&token, query, json!({})).await;
    let day = &answer["data"]["staff"]["revenue"][0];
    assert_eq!((&day["invoices"], &day["total"]["amount"]), (&json!(2), &json!("11.66")), "{answer:#}");
    let answer = gateway.ask_as(&token, query, json!({ "days": 93 })).await;
    assert_eq!(answer["errors"][0]["extensions"]["userErrors"][0]["field"], json!(["days"]), "{answer:#}");

    gateway.fakes.on("ProvisioningService/RepairInstance", |request: provisioning::RepairInstanceRequest| {
        if request.instance_id == "ins_gone" {
            return Err(hc_rpc::refusal(Code::FailedPrecondition, "INSTANCE_TERMINATED", "nothing is left"));
        }
        let operation = provisioning::Operation { kind: "repair".into(), ..Default::default() };
        let instance = Some(instance(&request.instance_id));
        Ok(provisioning::RepairInstanceResponse { instance, operation: Some(operation) })
    });
    let repair = "mutation Repair($id: ID!) { repairInstance(input: { instanceId: $id }) {
        instance { id } operation { kind } userErrors { code field } } }";
    let answer = gateway.ask_as(&token, repair, json!({ "id": "ins_1" })).await;
    let expected = json!({ "instance": { "id": "ins_1" }, "operation": { "kind": "repair" }, "userErrors": [] });
    assert_eq!(answer["data"]["repairInstance"], expected, "{answer:#}");
    let answer = gateway.ask_as(&token, repair, json!({ "id": "ins_gone" })).await;
    let errors = json!([{ "code": "INSTANCE_TERMINATED", "field": null }]);
    assert_eq!(answer["data"]["repairInstance"]["userErrors"], errors, "{answer:#}");
}
