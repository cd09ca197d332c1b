//! The number of calls to the services does not depend on the size of a page.

use std::collections::BTreeMap;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Duration;

use hc_proto::{
    accounts::v1 as accounts, billing::v1 as billing, notifications::v1 as notifications,
    provisioning::v1 as provisioning, r#type::v1 as shared,
};
use hc_testkit::eventually;
use hc_types::{InstanceId, InvitationId, InvoiceId, MembershipId, OrganizationId, PaymentId};
use serde_json::{Value, json};

use crate::gateway::Gateway;

/// A page of so many instances, each with a region, a subscription and a price of its own.
async fn with_catalogue() -> Gateway {
    let gateway = Gateway::with_services().await;
    let fakes = &gateway.fakes;
    fakes.on("AccountsService/GetOrganizationBySlug", |request: accounts::GetOrganizationBySlugRequest| {
        let organization = accounts::Organization { id: "org_1".into(), slug: request.slug, ..Default::default() };
        Ok(accounts::GetOrganizationBySlugResponse { organization: Some(organization) })
    });
    fakes.on("ProvisioningService/ListInstances", |request: provisioning::ListInstancesRequest| {
        let size = request.page.and_then(|page| page.first).unwrap_or(20);
        let pages = request.organization_ids.iter().map(|_| provisioning::InstancePage {
            instances: (0..size).map(instance).collect(),
            page_info: Some(shared::PageInfo {
                cursors: (0..size).map(|number| format!("c{number}")).collect(),
                ..Default::default()
            }),
        });
        Ok(provisioning::ListInstancesResponse { pages: pages.collect() })
    });
    fakes.on("ProvisioningService/BatchGetRegions", |request: provisioning::BatchGetRegionsRequest| {
        assert!(request.ids.len() <= 3, "each region is asked for once");
        let regions =
            request.ids.into_iter().map(|id| provisioning::Region { slug: id.clone(), id, ..Default::default() });
        Ok(provisioning::BatchGetRegionsResponse { regions: regions.collect() })
    });
    fakes.on("BillingService/BatchGetSubscriptions", |request: billing::BatchGetSubscriptionsRequest| {
        let subscriptions = request.ids.into_iter().map(|id| billing::Subscription {
            price_id: id.replace("sub_", "price_"),
            status: billing::SubscriptionStatus::Active.into(),
            id,
            ..Default::default()
        });
        Ok(billing::BatchGetSubscriptionsResponse { subscriptions: subscriptions.collect() })
    });
    fakes.on("BillingService/BatchGetPrices", |request: billing::BatchGetPricesRequest| {
        let prices = request.ids.into_iter().map(|id| billing::Price {
            id,
            plan_id: "plan_1".into(),
            amount: Some(shared::Money { minor_units: 1999, currency_code: "EUR".into() }),
            ..Default::default()
        });
        Ok(billing::BatchGetPricesResponse { prices: prices.collect() })
    });
    fakes.on("BillingService/BatchGetPlans", |request: billing::BatchGetPlansRequest| {
        assert_eq!(request.ids, ["plan_1"], "the plan of all prices is asked for once");
        let plan = billing::Plan { id: "plan_1".into(), slug: "small".into(), ..Default::default() };
        Ok(billing::BatchGetPlansResponse { plans: vec![plan] })
    });
    gateway
}

fn instance(number: i64) -> provisioning::Instance {
    provisioning::Instance {
        id: format!("ins_{number}"),
        name: format!("site-{number}"),
        organization_id: "org_1".into(),
        subscription_id: format!("sub_{number}"),
        region_id: format!("reg_{}", number % 3),
        status: provisioning::InstanceStatus::Active.into(),
        ..Default::default()
    }
}

const QUERY: &str = "query ($first: Int!) { organization(slug: \"ada\") { instances(first: $first) {
    nodes { id status region { slug } subscription { status price { amount { amount currency } plan { slug } } } }
    edges { cursor node { name region { id } } } pageInfo { endCursor } } } }";

#[tokio::test]
async fn a_page_of_20_costs_the_same_calls_as_a_page_of_2() {
    let mut calls = Vec::new();
    for first in [2, 20, 100] {
        // Another one each time: what is the same for everybody is kept for a moment.
        let gateway = with_catalogue().await;
        let token = gateway.token(60);
        let answer = gateway.ask_as(&token, QUERY, json!({ "first": first })).await;
        assert_eq!(answer.get("errors"), None, "{answer}");
        let instances = &answer["data"]["organization"]["instances"];
        assert_eq!(instances["nodes"].as_array().map(Vec::len), usize::try_from(first).ok());
        let last = &instances["nodes"][usize::try_from(first).unwrap() - 1];
        let expected = json!({ "status": "ACTIVE", "price": { "amount": { "amount": "19.99", "currency": "EUR" }, "plan": { "slug": "small" } } });
        assert_eq!(last["subscription"], expected);
        assert_eq!(instances["pageInfo"]["endCursor"], format!("c{}", first - 1));
        calls.push(gateway.fakes.take_calls());
    }
    let each_once = [
        "AccountsService/GetOrganizationBySlug",
        "BillingService/BatchGetPlans",
        "BillingService/BatchGetPrices",
        "BillingService/BatchGetSubscriptions",
        "ProvisioningService/BatchGetRegions",
        "ProvisioningService/ListInstances",
    ];
    for counted in calls {
        assert_eq!(counted, each_once.map(|method| (method.to_owned(), 1)).into());
    }
}

#[tokio::test]
async fn a_service_that_is_away_costs_its_own_fields_only() {
    let gateway = with_catalogue().await;
    gateway.fakes.on("BillingService/BatchGetSubscriptions", |_: billing::BatchGetSubscriptionsRequest| {
        Err::<billing::BatchGetSubscriptionsResponse, _>(tonic::Status::unavailable("billing is away"))
    });
    let answer = gateway.ask_as(&gateway.token(60), QUERY, json!({ "first": 2 })).await;
    let nodes = &answer["data"]["organization"]["instances"]["nodes"];
    assert_eq!(nodes[1]["region"]["slug"], "reg_1", "{answer}");
    assert_eq!(nodes[1]["subscription"], Value::Null);
    let paths: Vec<_> = answer["errors"].as_array().unwrap().iter().map(|error| error["path"].to_string()).collect();
    assert_eq!(
        paths,
        [
            r#"["organization","instances","nodes",0,"subscription"]"#,
            r#"["organization","instances","nodes",1,"subscription"]"#
        ]
    );
}

#[tokio::test]
async fn nodes_of_many_types_are_fetched_in_one_call_each() {
    let gateway = Gateway::with_services().await;
    gateway.fakes.on("BillingService/BatchGetInvoices", |request: billing::BatchGetInvoicesRequest| {
        let invoices = request.ids.into_iter().map(|id| billing::Invoice {
            status: billing::InvoiceStatus::Open.into(),
            id,
            ..Default::default()
        });
        Ok(billing::BatchGetInvoicesResponse { invoices: invoices.skip(1).collect() })
    });
    let ids: Vec<_> = (0..3).map(|_| hc_types::InvoiceId::new().to_string()).collect();
    let query = "query ($ids: [ID!]!) { nodes(ids: $ids) { __typename id ... on Invoice { status } } }";
    let asked = json!({ "ids": [ids[0], ids[1], "nothing", ids[2], ids[1]] });
    let answer = gateway.ask_as(&gateway.token(60), query, asked).await;
    let seen = |id: &str| json!({ "__typename": "Invoice", "id": id, "status": "OPEN" });
    assert_eq!(answer["data"]["nodes"], json!([null, seen(&ids[1]), null, seen(&ids[2]), seen(&ids[1])]), "{answer}");
    assert_eq!(gateway.fakes.take_calls(), [("BillingService/BatchGetInvoices".to_owned(), 1)].into());
}

#[tokio::test]
async fn a_wish_for_some_invoices_is_one_call_however_it_is_written() {
    let gateway = with_catalogue().await;
    let (open, paid) = (billing::InvoiceStatus::Open as i32, billing::InvoiceStatus::Paid as i32);
    gateway.fakes.on("BillingService/ListInvoices", move |request: billing::ListInvoicesRequest| {
        let stands = |id: String, status| billing::Invoice { id, status, ..Default::default() };
        let found = match request.statuses.as_slice() {
            [] => vec![stands("inv_3".into(), billing::InvoiceStatus::Void.into())],
            wanted => {
                assert_eq!(wanted, [open, paid]);
                vec![stands("inv_2".into(), open), stands("inv_1".into(), paid)]
            }
        };
        let pages = vec![billing::InvoicePage { invoices: found, page_info: None }];
        Ok(billing::ListInvoicesResponse { pages })
    });
    let query = "{ organization(slug: \"ada\") {
        one: invoices(statuses: [PAID, OPEN]) { nodes { id status } }
        same: invoices(statuses: [OPEN, PAID, OPEN]) { nodes { id } }
        all: invoices(statuses: []) { nodes { status } } every: invoices { nodes { status } } } }";
    let answer = gateway.ask_as(&gateway.token(60), query, json!({})).await;
    let found = &answer["data"]["organization"];
    let expected = json!([{ "id": "inv_2", "status": "OPEN" }, { "id": "inv_1", "status": "PAID" }]);
    assert_eq!(found["one"]["nodes"], expected, "{answer:#}");
    assert_eq!(found["same"]["nodes"][1]["id"], "inv_1");
    assert_eq!(found["all"], json!({ "nodes": [{ "status": "VOID" }] }));
    assert_eq!(found["every"], found["all"]);
    assert_eq!(gateway.fakes.take_calls()["BillingService/ListInvoices"], 2);
}

#[tokio::test]
async fn sites_in_other_states_are_another_call_and_the_same_wish_is_one() {
    let gateway = with_catalogue().await;
    let (active, terminated) =
        (provisioning::InstanceStatus::Active as i32, provisioning::InstanceStatus::Terminated as i32);
    gateway.fakes.on("ProvisioningService/ListInstances", move |request: provisioning::ListInstancesRequest| {
        let gone = provisioning::Instance { status: terminated, ..instance(2) };
        let instances = match request.statuses.as_slice() {
            [] => vec![instance(1)],
            [only] => {
                assert_eq!(*only, terminated);
                vec![gone]
            }
            wanted => {
                assert_eq!(wanted, [active, terminated]);
                vec![gone, instance(1)]
            }
        };
        let pages = vec![provisioning::InstancePage { instances, page_info: None }];
        Ok(provisioning::ListInstancesResponse { pages })
    });
    let query = "{ organization(slug: \"ada\") {
        gone: instances(statuses: [TERMINATED]) { nodes { id status } }
        both: instances(statuses: [TERMINATED, ACTIVE]) { nodes { id } }
        same: instances(statuses: [ACTIVE, TERMINATED, ACTIVE]) { nodes { id } }
        present: instances(statuses: []) { nodes { id } } usual: instances { nodes { id } } } }";
    let answer = gateway.ask_as(&gateway.token(60), query, json!({})).await;
    let found = &answer["data"]["organization"];
    assert_eq!(found["gone"]["nodes"], json!([{ "id": "ins_2", "status": "TERMINATED" }]), "{answer:#}");
    assert_eq!(found["both"]["nodes"], json!([{ "id": "ins_2" }, { "id": "ins_1" }]));
    assert_eq!(found["same"], found["both"]);
    assert_eq!(found["present"]["nodes"], json!([{ "id": "ins_1" }]));
    assert_eq!(found["usual"], found["present"]);
    assert_eq!(gateway.fakes.take_calls()["ProvisioningService/ListInstances"], 3);
}

#[tokio::test]
async fn a_wish_for_some_of_a_sites_work_and_versions_is_one_call_however_it_is_written() {
    let gateway = with_catalogue().await;
    let failed = provisioning::OperationStatus::Failed as i32;
    gateway.fakes.on("ProvisioningService/ListOperations", move |request: provisioning::ListOperationsRequest| {
        if request.kinds.iter().any(|kind| kind == "explode") {
            let mut violations = hc_rpc::Violations::new();
            violations.add("kinds[0]", "KIND_INVALID", "there is no such kind");
            return Err(violations.finish().unwrap_err());
        }
        let wanted: Vec<&str> = request.kinds.iter().map(String::as_str).collect();
        let kind = match (request.statuses.as_slice(), wanted.as_slice()) {
            ([], []) => "any",
            ([status], ["deploy", "roll_back"]) if *status == failed => "failed",
            wanted => panic!("{wanted:?}"),
        };
        let pages = request.instance_ids.iter().map(|id| {
            let operation = provisioning::Operation { id: format!("op_{id}"), kind: kind.into(), ..Default::default() };
            provisioning::OperationPage { operations: vec![operation], page_info: None }
        });
        Ok(provisioning::ListOperationsResponse { pages: pages.collect() })
    });
    let live = provisioning::ReleaseStatus::Live as i32;
    gateway.fakes.on("ProvisioningService/ListReleases", move |request: provisioning::ListReleasesRequest| {
        let status = if request.statuses == [live] { live } else { provisioning::ReleaseStatus::Failed as i32 };
        let pages = request.instance_ids.iter().map(|id| {
            let release = provisioning::Release { id: format!("rel_{id}"), status, ..Default::default() };
            provisioning::ReleasePage { releases: vec![release], page_info: None }
        });
        Ok(provisioning::ListReleasesResponse { pages: pages.collect() })
    });
    let query = "{ organization(slug: \"ada\") { instances(first: 2) { nodes {
        one: operations(statuses: [FAILED], kinds: [\"roll_back\", \"deploy\"]) { nodes { kind } }
        same: operations(statuses: [FAILED, FAILED], kinds: [\"deploy\", \"roll_back\"]) { nodes { kind } }
        all: operations(statuses: [], kinds: []) { nodes { kind } } every: operations { nodes { kind } }
        live: releases(statuses: [LIVE]) { nodes { status } } releases { nodes { status } } } } } }";
    let answer = gateway.ask_as(&gateway.token(60), query, json!({})).await;
    let kind = |kind: &str| json!({ "nodes": [{ "kind": kind }] });
    let status = |status: &str| json!({ "nodes": [{ "status": status }] });
    let expected = json!({ "one": kind("failed"), "same": kind("failed"), "all": kind("any"), "every": kind("any"),
        "live": status("LIVE"), "releases": status("FAILED") });
    let nodes = &answer["data"]["organization"]["instances"]["nodes"];
    assert_eq!(*nodes, json!([expected, expected]), "{answer:#}");
    let calls = gateway.fakes.take_calls();
    assert_eq!((calls["ProvisioningService/ListOperations"], calls["ProvisioningService/ListReleases"]), (2, 2));

    let nonsense = "{ organization(slug: \"ada\") { instances(first: 1) { nodes {
        operations(kinds: [\"explode\"]) { nodes { id } } } } } }";
    let answer = gateway.ask_as(&gateway.token(60), nonsense, json!({})).await;
    let refused = &answer["errors"][0]["extensions"]["userErrors"][0];
    assert_eq!((&refused["code"], &refused["field"]), (&json!("KIND_INVALID"), &json!(["kinds", "0"])), "{answer:#}");
}

#[tokio::test]
async fn whose_memberships_and_invitations_are_is_asked_for_once() {
    let gateway = with_catalogue().await;
    let organizations = [OrganizationId::new().to_string(), OrganizationId::new().to_string()];
    let [first, second] = organizations.clone();
    let of = move |at: usize| if at == 0 { first.clone() } else { second.clone() };
    let of_invitation = of.clone();
    gateway.fakes.on("AccountsService/BatchGetMemberships", move |request: accounts::BatchGetMembershipsRequest| {
        let memberships = request.ids.into_iter().enumerate();
        let memberships =
            memberships.map(|(at, id)| accounts::Membership { id, organization_id: of(at), ..Default::default() });
        Ok(accounts::BatchGetMembershipsResponse { memberships: memberships.collect() })
    });
    gateway.fakes.on("AccountsService/BatchGetInvitations", move |request: accounts::BatchGetInvitationsRequest| {
        let invitations = request.ids.into_iter().enumerate();
        let invitations = invitations.map(|(at, id)| accounts::Invitation {
            id,
            organization_id: of_invitation(at),
            ..Default::default()
        });
        Ok(accounts::BatchGetInvitationsResponse { invitations: invitations.collect() })
    });
    gateway.fakes.on("AccountsService/BatchGetOrganizations", |request: accounts::BatchGetOrganizationsRequest| {
        assert_eq!(request.ids.len(), 2, "each once");
        let named = |id: String| accounts::Organization { slug: format!("of-{id}"), id, ..Default::default() };
        Ok(accounts::BatchGetOrganizationsResponse { organizations: request.ids.into_iter().map(named).collect() })
    });
    let ids = [
        MembershipId::new().to_string(),
        MembershipId::new().to_string(),
        InvitationId::new().to_string(),
        InvitationId::new().to_string(),
    ];
    let query = "query ($ids: [ID!]!) { nodes(ids: $ids) { id
        ... on Membership { organization { slug } } ... on Invitation { organization { slug } } } }";
    let answer = gateway.ask_as(&gateway.token(60), query, json!({ "ids": ids })).await;
    let nodes = answer["data"]["nodes"].as_array().unwrap();
    assert_eq!(nodes.len(), ids.len(), "{answer:#}");
    for of in nodes.chunks(2) {
        let mut slugs: Vec<_> = of.iter().map(|node| node["organization"]["slug"].as_str().unwrap()).collect();
        slugs.sort_unstable();
        let mut expected = organizations.clone().map(|id| format!("of-{id}"));
        expected.sort_unstable();
        assert_eq!(slugs, expected);
    }
    let calls = [
        "AccountsService/BatchGetInvitations",
        "AccountsService/BatchGetMemberships",
        "AccountsService/BatchGetOrganizations",
    ];
    assert_eq!(gateway.fakes.take_calls(), calls.map(|call| (call.to_owned(), 1)).into());
}

#[tokio::test]
async fn an_organization_that_was_found_by_its_slug_is_not_asked_for_by_its_id() {
    let gateway = with_catalogue().await;
    let document = "{ organization(slug: \"ada\") { instances(first: 2) { nodes { organization { id slug } } } } }";
    let answer = gateway.ask_as(&gateway.token(60), document, json!({})).await;
    let nodes = &answer["data"]["organization"]["instances"]["nodes"];
    let expected = json!({ "organization": { "id": "org_1", "slug": "ada" } });
    assert_eq!(*nodes, json!([expected, expected]), "{answer:#}");
    let calls = ["AccountsService/GetOrganizationBySlug", "ProvisioningService/ListInstances"];
    assert_eq!(gateway.fakes.take_calls(), calls.map(|call| (call.to_owned(), 1)).into());
}

/// A gateway whose `accounts` knows this organization as `ada`.
async fn with_organization(id: OrganizationId) -> Gateway {
    let gateway = with_catalogue().await;
    let organization = accounts::Organization {
        id: id.to_string(),
        slug: "ada".into(),
        name: "Ada's".into(),
        viewer_role: shared::Role::Owner.into(),
        viewer_permissions: vec!["said.by.accounts".into()],
        ..Default::default()
    };
    let found = organization.clone();
    gateway.fakes.on("AccountsService/GetOrganizationBySlug", move |_: accounts::GetOrganizationBySlugRequest| {
        Ok(accounts::GetOrganizationBySlugResponse { organization: Some(found.clone()) })
    });
    let found = organization.clone();
    gateway.fakes.on("AccountsService/BatchGetOrganizations", move |_: accounts::BatchGetOrganizationsRequest| {
        Ok(accounts::BatchGetOrganizationsResponse { organizations: vec![found.clone()] })
    });
    gateway.fakes.on("AccountsService/ListOrganizations", move |_: accounts::ListOrganizationsRequest| {
        let page_info = Some(shared::PageInfo { cursors: vec!["c0".into()], ..Default::default() });
        Ok(accounts::ListOrganizationsResponse { organizations: vec![organization.clone()], page_info })
    });
    gateway
}

const LISTED: &str =
    "{ organization(slug: \"ada\") { id slug viewerRole viewerPermissions instances(first: 1) { nodes { id } } } }";

#[tokio::test]
async fn a_member_is_known_by_the_slug_from_the_second_time_on() {
    let id = OrganizationId::new();
    let gateway = with_organization(id).await;
    let token = gateway.token(60);
    let list = ("ProvisioningService/ListInstances".to_owned(), 1);

    let first = gateway.ask_as(&token, LISTED, json!({})).await;
    assert_eq!(first["data"]["organization"]["viewerPermissions"], json!(["said.by.accounts"]), "{first:#}");
    assert_eq!(
        gateway.fakes.take_calls(),
        [("AccountsService/GetOrganizationBySlug".to_owned(), 1), list.clone()].into()
    );

    let second = gateway.ask_as(&token, LISTED, json!({})).await;
    let found = &second["data"]["organization"];
    let expected =
        json!({ "id": id, "slug": "ada", "viewerRole": "OWNER", "instances": { "nodes": [{ "id": "ins_0" }] } });
    for field in ["id", "slug", "viewerRole", "instances"] {
        assert_eq!(found[field], expected[field], "{second:#}");
    }
    let permissions = found["viewerPermissions"].as_array().unwrap();
    assert_eq!(permissions.len(), hc_access::Role::Owner.permissions().iter().count());
    assert_eq!(gateway.fakes.take_calls(), [list].into());

    // What only its owner knows is asked of it, by the id; and not where the viewer's organizations are asked for anyway.
    let named = "{ organization(slug: \"ada\") { ... on Organization { called: name } } }";
    let answer = gateway.ask_as(&token, named, json!({})).await;
    assert_eq!(answer["data"]["organization"], json!({ "called": "Ada's" }), "{answer:#}");
    assert_eq!(gateway.fakes.take_calls(), [("AccountsService/BatchGetOrganizations".to_owned(), 1)].into());
    let among = "{ organization(slug: \"ada\") { name } viewer { organizations { nodes { name } } } }";
    let answer = gateway.ask_as(&token, among, json!({})).await;
    assert_eq!(answer["data"]["organization"], json!({ "name": "Ada's" }), "{answer:#}");
    assert_eq!(gateway.fakes.take_calls(), [("AccountsService/ListOrganizations".to_owned(), 1)].into());
}

#[tokio::test]
async fn a_slug_opens_nothing_to_who_is_no_longer_a_member() {
    let gateway = with_organization(OrganizationId::new()).await;
    let token = gateway.token(60);
    gateway.ask_as(&token, LISTED, json!({})).await;
    gateway.fakes.on("AccountsService/GetAccess", |_: accounts::GetAccessRequest| {
        Ok(accounts::GetAccessResponse { role: shared::Role::Unspecified.into() })
    });
    gateway.fakes.on("AccountsService/GetOrganizationBySlug", |_: accounts::GetOrganizationBySlugRequest| {
        Err::<accounts::GetOrganizationBySlugResponse, _>(tonic::Status::not_found("there is no such organization"))
    });
    // The feed of the fakes is broken, so an answer is believed for less than a second.
    let refused = eventually("the membership is seen to have ended", || async {
        let answer = gateway.ask_as(&token, LISTED, json!({})).await;
        answer["data"]["organization"].is_null().then_some(answer)
    })
    .await;
    assert_eq!(refused["errors"][0]["extensions"]["code"], "NOT_FOUND", "{refused:#}");
}

#[tokio::test]
async fn what_came_in_a_list_is_not_asked_for_by_its_id() {
    let gateway = with_catalogue().await;
    gateway.fakes.on("BillingService/BatchGetSubscriptions", |request: billing::BatchGetSubscriptionsRequest| {
        let subscriptions = request.ids.into_iter().map(|id| billing::Subscription {
            instance_id: id.replace("sub_", "ins_"),
            id,
            ..Default::default()
        });
        Ok(billing::BatchGetSubscriptionsResponse { subscriptions: subscriptions.collect() })
    });
    let document =
        "{ organization(slug: \"ada\") { instances(first: 2) { nodes { subscription { instance { id name } } } } } }";
    let answer = gateway.ask_as(&gateway.token(60), document, json!({})).await;
    let nodes = &answer["data"]["organization"]["instances"]["nodes"];
    let expected = |number| json!({ "subscription": { "instance": { "id": format!("ins_{number}"), "name": format!("site-{number}") } } });
    assert_eq!(*nodes, json!([expected(0), expected(1)]), "{answer:#}");
    let calls = [
        "AccountsService/GetOrganizationBySlug",
        "BillingService/BatchGetSubscriptions",
        "ProvisioningService/ListInstances",
    ];
    assert_eq!(gateway.fakes.take_calls(), calls.map(|call| (call.to_owned(), 1)).into());
}

/// Two subscriptions, of an instance in the list and of one that is not, and the list, which comes last.
async fn while_a_list_is_on_its_way(list: impl FnOnce(&Gateway)) -> (Value, BTreeMap<String, usize>) {
    let gateway = with_catalogue().await;
    list(&gateway);
    gateway.fakes.on("BillingService/ListSubscriptions", |_: billing::ListSubscriptionsRequest| {
        let subscriptions = ["ins_0", "ins_9"].map(|instance| billing::Subscription {
            id: instance.replace("ins_", "sub_"),
            instance_id: instance.into(),
            price_id: "price_1".into(),
            ..Default::default()
        });
        let page = billing::SubscriptionPage { subscriptions: subscriptions.into(), ..Default::default() };
        Ok(billing::ListSubscriptionsResponse { pages: vec![page] })
    });
    gateway.fakes.on("ProvisioningService/BatchGetInstances", |request: provisioning::BatchGetInstancesRequest| {
        let instances =
            request.ids.into_iter().map(|id| provisioning::Instance { name: "by id".into(), id, ..instance(9) });
        Ok(provisioning::BatchGetInstancesResponse { instances: instances.collect() })
    });
    let document = "{ listed: organization(slug: \"ada\") { instances(first: 2) { nodes { name } } }
        organization(slug: \"ada\") { subscriptions(first: 2) { nodes { price { id } instance { name } } } } }";
    let held = gateway.fakes.hold("ProvisioningService/ListInstances");
    let token = gateway.token(60);
    let answer = async {
        let asked = gateway.ask_as(&token, document, json!({}));
        // With the prices, the instances of the subscriptions are wanted.
        let then = async {
            gateway.fakes.called("BillingService/BatchGetPrices").await;
            drop(held);
        };
        tokio::join!(asked, then).0
    };
    let answer = tokio::time::timeout(Duration::from_secs(20), answer).await.expect("nobody waits for ever");
    let nodes = answer["data"]["organization"]["subscriptions"]["nodes"].clone();
    let names = nodes.as_array().expect("two").iter().map(|node| node["instance"]["name"].clone()).collect();
    (names, gateway.fakes.take_calls())
}

#[tokio::test]
async fn what_a_list_on_its_way_may_hold_is_asked_for_only_if_it_does_not() {
    let (names, calls) = while_a_list_is_on_its_way(|_| ()).await;
    assert_eq!(names, json!(["site-0", "by id"]));
    assert_eq!(calls["ProvisioningService/ListInstances"], 1);
    assert_eq!(calls["ProvisioningService/BatchGetInstances"], 1);
}

#[tokio::test]
async fn what_a_list_was_to_hold_is_asked_for_when_it_does_not_come() {
    let fails = |gateway: &Gateway| {
        gateway.fakes.on("ProvisioningService/ListInstances", |_: provisioning::ListInstancesRequest| {
            Err::<provisioning::ListInstancesResponse, _>(tonic::Status::internal("broken"))
        });
    };
    let (names, calls) = while_a_list_is_on_its_way(fails).await;
    assert_eq!(names, json!(["by id", "by id"]));
    assert_eq!(calls["ProvisioningService/BatchGetInstances"], 1);
}

#[tokio::test]
async fn what_the_lists_of_an_organization_may_hold_waits_for_the_organization() {
    let gateway = with_catalogue().await;
    let (invoice, payment) = (InvoiceId::new().to_string(), PaymentId::new().to_string());
    let about =
        |subject_id: &String| notifications::Notification { subject_id: subject_id.clone(), ..Default::default() };
    let feed = vec![about(&invoice), about(&payment)];
    gateway.fakes.on("FeedService/ListNotifications", move |_: notifications::ListNotificationsRequest| {
        Ok(notifications::ListNotificationsResponse { notifications: feed.clone(), ..Default::default() })
    });
    gateway.fakes.on("BillingService/BatchGetPayments", |request: billing::BatchGetPaymentsRequest| {
        let payments = request.ids.into_iter().map(|id| billing::Payment { id, ..Default::default() });
        Ok(billing::BatchGetPaymentsResponse { payments: payments.collect() })
    });
    let listed = billing::Invoice { id: invoice.clone(), ..Default::default() };
    gateway.fakes.on("BillingService/ListInvoices", move |_: billing::ListInvoicesRequest| {
        let page = billing::InvoicePage { invoices: vec![listed.clone()], ..Default::default() };
        Ok(billing::ListInvoicesResponse { pages: vec![page] })
    });
    let document = "{ organization(slug: \"ada\") { invoices(first: 1) { nodes { id } } }
        viewer { notifications(first: 2) { nodes { subject { id } } } } }";
    let held = gateway.fakes.hold("AccountsService/GetOrganizationBySlug");
    let token = gateway.token(60);
    let asked = gateway.ask_as(&token, document, json!({}));
    // With the payment, the invoice is wanted.
    let then = async {
        gateway.fakes.called("BillingService/BatchGetPayments").await;
        drop(held);
    };
    let both = async { tokio::join!(asked, then).0 };
    let answer = tokio::time::timeout(Duration::from_secs(20), both).await.expect("nobody waits for ever");
    let nodes = &answer["data"]["viewer"]["notifications"]["nodes"];
    assert_eq!(*nodes, json!([{ "subject": { "id": invoice } }, { "subject": { "id": payment } }]), "{answer:#}");
    assert!(!gateway.fakes.take_calls().contains_key("BillingService/BatchGetInvoices"));
}

#[tokio::test]
async fn parts_that_are_read_by_themselves_ask_for_their_organization_once() {
    let gateway = with_catalogue().await;
    let query = "{ organization(slug: \"ada\") { id } sites: organization(slug: \"ada\") { instances(first: 2) { nodes { id } } }
        other: organization(slug: \"bob\") { slug } }";
    let answer = gateway.ask_as(&gateway.token(60), query, json!({})).await;
    assert_eq!(answer["data"]["sites"]["instances"]["nodes"].as_array().map(Vec::len), Some(2), "{answer:#}");
    assert_eq!(answer["data"]["other"]["slug"], "bob");
    assert_eq!(gateway.fakes.take_calls()["AccountsService/GetOrganizationBySlug"], 2, "once each");
}

#[tokio::test]
async fn what_was_asked_before_a_change_is_asked_again_after_it() {
    let gateway = Gateway::with_services().await;
    gateway.fakes.on("ProvisioningService/TerminateInstance", |_: provisioning::TerminateInstanceRequest| {
        Ok(provisioning::TerminateInstanceResponse { instance: Some(instance(0)), ..Default::default() })
    });
    gateway.fakes.on("ProvisioningService/BatchGetRegions", |_: provisioning::BatchGetRegionsRequest| {
        Err::<provisioning::BatchGetRegionsResponse, _>(tonic::Status::unavailable("regions are away"))
    });
    let answers = AtomicUsize::new(0);
    let organization = move |request: accounts::BatchGetOrganizationsRequest| {
        let name = if answers.fetch_add(1, Ordering::SeqCst) == 0 { "before" } else { "after" };
        let named = |id| accounts::Organization { id, name: name.into(), ..Default::default() };
        Ok(accounts::BatchGetOrganizationsResponse { organizations: request.ids.into_iter().map(named).collect() })
    };
    gateway.fakes.on("AccountsService/BatchGetOrganizations", organization);
    // Without its region there is no instance, and nobody waits for its organization any more.
    let document = "mutation ($id: ID!) {
        one: terminateInstance(input: { instanceId: $id }) { instance { region { id } organization { name } } }
        two: terminateInstance(input: { instanceId: $id }) { instance { organization { name } } } }";
    let held = gateway.fakes.hold("AccountsService/BatchGetOrganizations");
    let token = gateway.token(60);
    let asked = gateway.ask_as(&token, document, json!({ "id": InstanceId::new().to_string() }));
    let then = async {
        gateway.fakes.called_times("ProvisioningService/TerminateInstance", 2).await;
        drop(held);
    };
    let both = async { tokio::join!(asked, then).0 };
    let answer = tokio::time::timeout(Duration::from_secs(20), both).await.expect("nobody waits for ever");
    assert_eq!(answer["data"]["one"]["instance"], Value::Null, "{answer:#}");
    assert_eq!(answer["data"]["two"]["instance"]["organization"]["name"], "after", "{answer:#}");
}
