//! What people and machines are told: webhooks, the record, the feed, and what goes by mail.

use hc_proto::{
    accounts::v1 as accounts, audit::v1 as audit, auth::v1 as auth, billing::v1 as billing,
    notifications::v1 as notifications, provisioning::v1 as provisioning, r#type::v1 as shared,
};
use hc_rpc::Violations;
use hc_types::{EventId, InstanceId, InvoiceId, NotificationId, WebhookDeliveryId, WebhookEndpointId};
use serde_json::{Value, json};
use tonic::{Code, Status};

use crate::gateway::Gateway;

fn instant() -> pbjson_types::Timestamp {
    pbjson_types::Timestamp { seconds: 1_795_246_200, nanos: 0 }
}

fn page_info(size: i64) -> shared::PageInfo {
    shared::PageInfo { cursors: (0..size).map(|number| format!("c{number}")).collect(), ..Default::default() }
}

fn size(page: Option<shared::PageRequest>) -> i64 {
    page.and_then(|page| page.first).unwrap_or(20)
}

/// Its id.
const ORGANIZATION: &str = "org_01m7z8yzhke3sb8h6p0ras4mj5";

async fn with_organization() -> Gateway {
    let gateway = Gateway::with_services().await;
    gateway.fakes.on("AccountsService/GetOrganizationBySlug", |request: accounts::GetOrganizationBySlugRequest| {
        let organization = accounts::Organization { id: ORGANIZATION.into(), slug: request.slug, ..Default::default() };
        Ok(accounts::GetOrganizationBySlugResponse { organization: Some(organization) })
    });
    gateway
}

fn counted<const N: usize>(methods: [&str; N]) -> std::collections::BTreeMap<String, usize> {
    methods.map(|method| (method.to_owned(), 1)).into()
}

#[tokio::test]
async fn deliveries_and_what_was_sent_take_the_same_calls_whatever_the_page() {
    let gateway = with_organization().await;
    gateway.fakes.on("WebhookService/ListEndpoints", |request: notifications::ListEndpointsRequest| {
        let pages = request.organization_ids.iter().map(|id| notifications::WebhookEndpointPage {
            endpoints: (0..3).map(|number| endpoint(&format!("whe_{number}"), id)).collect(),
            page_info: Some(page_info(3)),
        });
        Ok(notifications::ListEndpointsResponse { pages: pages.collect() })
    });
    gateway.fakes.on("WebhookService/ListDeliveries", |request: notifications::ListDeliveriesRequest| {
        assert_eq!(request.status(), notifications::WebhookDeliveryStatus::Failed);
        let size = size(request.page);
        let pages = request.endpoint_ids.iter().map(|id| notifications::WebhookDeliveryPage {
            deliveries: (0..size).map(|number| delivery(&format!("whd_{id}{number}"), id)).collect(),
            page_info: Some(page_info(size)),
        });
        Ok(notifications::ListDeliveriesResponse { pages: pages.collect() })
    });
    gateway.fakes.on("WebhookService/BatchGetDeliveries", |request: notifications::BatchGetDeliveriesRequest| {
        assert!(request.ids.len() <= 50, "no more than one call may ask for");
        let deliveries = request.ids.iter().map(|id| notifications::WebhookDelivery {
            request_headers: "webhook-id: evt_1".into(),
            request_body: "{}".into(),
            ..delivery(id, "whe_1")
        });
        Ok(notifications::BatchGetDeliveriesResponse { deliveries: deliveries.collect() })
    });
    let query = "query ($first: Int!) { organization(slug: \"ada\") { webhookEndpoints { nodes { id disabledReason
        deliveries(status: FAILED, first: $first) { nodes { id status responseStatus attemptLog { latencyMs }
            request { headers body } response { body } } } } } } }";
    let token = gateway.token(60);
    // From then on the slug is known.
    gateway.ask_as(&token, "{ organization(slug: \"ada\") { id } }", json!({})).await;
    for first in [2, 16] {
        gateway.fakes.take_calls();
        let answer = gateway.ask_as(&token, query, json!({ "first": first })).await;
        assert_eq!(answer.get("errors"), None, "{answer}");
        let endpoints = &answer["data"]["organization"]["webhookEndpoints"]["nodes"];
        assert_eq!(endpoints[0]["disabledReason"], "GONE");
        let expected = json!({
            "id": "whd_whe_21", "status": "FAILED", "responseStatus": 410, "attemptLog": [{ "latencyMs": 7 }],
            "request": { "headers": "webhook-id: evt_1", "body": "{}" }, "response": null,
        });
        assert_eq!(endpoints[2]["deliveries"]["nodes"][1], expected);
        let calls =
            ["WebhookService/BatchGetDeliveries", "WebhookService/ListDeliveries", "WebhookService/ListEndpoints"];
        assert_eq!(gateway.fakes.take_calls(), counted(calls));
    }
}

#[tokio::test]
async fn endpoints_are_told_apart_by_whether_events_go_there() {
    let gateway = with_organization().await;
    gateway.fakes.on("WebhookService/ListEndpoints", |request: notifications::ListEndpointsRequest| {
        let id = request.enabled.map_or("whe_all", |enabled| if enabled { "whe_on" } else { "whe_off" });
        let pages = request.organization_ids.iter().map(|organization| notifications::WebhookEndpointPage {
            endpoints: vec![endpoint(id, organization)],
            page_info: Some(page_info(1)),
        });
        Ok(notifications::ListEndpointsResponse { pages: pages.collect() })
    });
    let query = "{ organization(slug: \"ada\") { on: webhookEndpoints(enabled: true) { nodes { id } }
        off: webhookEndpoints(enabled: false) { nodes { id } } all: webhookEndpoints { nodes { id } }
        same: webhookEndpoints(enabled: null) { nodes { id } } } }";
    let answer = gateway.ask_as(&gateway.token(60), query, json!({})).await;
    let nodes = |id: &str| json!({ "nodes": [{ "id": id }] });
    let expected =
        json!({ "on": nodes("whe_on"), "off": nodes("whe_off"), "all": nodes("whe_all"), "same": nodes("whe_all") });
    assert_eq!(answer["data"]["organization"], expected, "{answer:#}");
    assert_eq!(gateway.fakes.take_calls()["WebhookService/ListEndpoints"], 3);
}

fn endpoint(id: &str, organization: &str) -> notifications::WebhookEndpoint {
    notifications::WebhookEndpoint {
        id: id.into(),
        organization_id: organization.into(),
        url: "https://example.com/hook".into(),
        disabled_reason: shared::WebhookDisabledReason::Gone.into(),
        created_at: Some(instant()),
        ..Default::default()
    }
}

fn delivery(id: &str, endpoint: &str) -> notifications::WebhookDelivery {
    notifications::WebhookDelivery {
        id: id.into(),
        endpoint_id: endpoint.into(),
        status: notifications::WebhookDeliveryStatus::Failed.into(),
        response_status: Some(410),
        created_at: Some(instant()),
        log: vec![notifications::WebhookAttempt { at: Some(instant()), latency_ms: 7, ..Default::default() }],
        ..Default::default()
    }
}

#[tokio::test]
async fn a_signing_secret_is_in_its_one_answer_and_nowhere_else() {
    const SECRET: &str = "whsec_c2VjcmV0IG9mIGEgdGVzdA==";
    let gateway = Gateway::with_settings("[log]\nfilter = \"trace\"\n").await;
    gateway.fakes.on("WebhookService/CreateEndpoint", |request: notifications::CreateEndpointRequest| {
        assert_eq!((request.event_types.len(), request.idempotency_key.as_deref()), (0, Some("header")));
        let endpoint = Some(endpoint("whe_1", &request.organization_id));
        Ok(notifications::CreateEndpointResponse { endpoint, secret: SECRET.into() })
    });
    let query = "mutation ($input: CreateWebhookEndpointInput!) { createWebhookEndpoint(input: $input) {
        webhookEndpoint { id url } secret userErrors { code } } }";
    let input = json!({ "organizationId": ORGANIZATION, "url": "https://example.com/hook" });
    let request = gateway.post().bearer_auth(gateway.token(60)).header("idempotency-key", "header");
    let response = request.json(&json!({ "query": query, "variables": { "input": input } })).send().await.unwrap();
    assert_eq!(response.headers()["cache-control"], "no-store");
    let answer: Value = response.json().await.unwrap();
    let made = json!({ "id": "whe_1", "url": "https://example.com/hook" });
    let expected = json!({ "webhookEndpoint": made, "secret": SECRET, "userErrors": [] });
    assert_eq!(answer["data"]["createWebhookEndpoint"], expected, "{answer}");
    let log = gateway.log();
    assert!(log.contains("GraphQL is served"), "the log is read");
    assert!(!log.contains("whsec_"), "a secret in the log");
}

#[tokio::test]
async fn a_refused_endpoint_says_which_field_is_to_blame() {
    let gateway = Gateway::with_services().await;
    gateway.fakes.on("WebhookService/CreateEndpoint", |_: notifications::CreateEndpointRequest| {
        let mut violations = Violations::new();
        violations.add("url", "URL_FORBIDDEN", "169.254.169.254 is no address of the public internet");
        violations.add("event_types[1]", "EVENT_TYPE_INVALID", "billing is no event type");
        violations.finish().map(|()| notifications::CreateEndpointResponse::default())
    });
    let query = "mutation ($input: CreateWebhookEndpointInput!) { createWebhookEndpoint(input: $input) {
        webhookEndpoint { id } secret userErrors { code field } } }";
    let input =
        json!({ "organizationId": ORGANIZATION, "url": "http://169.254.169.254/", "eventTypes": ["a", "billing"] });
    let answer = gateway.ask_as(&gateway.token(60), query, json!({ "input": input })).await;
    let errors = json!([
        { "code": "URL_FORBIDDEN", "field": ["input", "url"] },
        { "code": "EVENT_TYPE_INVALID", "field": ["input", "eventTypes", "1"] },
    ]);
    let expected = json!({ "webhookEndpoint": null, "secret": null, "userErrors": errors });
    assert_eq!(answer["data"]["createWebhookEndpoint"], expected, "{answer}");
}

#[tokio::test]
async fn the_record_shows_each_event_as_it_went_out_and_says_whether_it_is_whole() {
    let gateway = with_organization().await;
    gateway.fakes.on("AuditService/ListAuditEvents", |request: audit::ListAuditEventsRequest| {
        let filter = request.filter.unwrap_or_default();
        assert_eq!((filter.r#type(), filter.subject()), ("billing.*", "inv_1"));
        assert_eq!(filter.from.map(|from| from.seconds), Some(1_795_246_200));
        let event = audit::AuditEvent {
            id: "evt_1".into(),
            r#type: "billing.invoice.paid.v1".into(),
            subject: "inv_1".into(),
            occurred_at: Some(instant()),
            event: r#"{"specversion":"1.0","data":{"total":{"minorUnits":"1999"},"lines":[1,null]}}"#.into(),
            changes: vec![audit::FieldChange {
                field: "status".into(),
                before: String::new(),
                after: "\"PAID\"".into(),
            }],
            hash: "ab".repeat(32),
            ..Default::default()
        };
        let page = audit::AuditEventPage { events: vec![event], page_info: Some(page_info(1)) };
        Ok(audit::ListAuditEventsResponse { pages: vec![page] })
    });
    gateway.fakes.on("AuditService/VerifyAudit", |_: audit::VerifyAuditRequest| {
        Ok(audit::VerifyAuditResponse { valid: true, events: 5_000_000_000, ..Default::default() })
    });
    let query = "query ($filter: AuditFilter) { organization(slug: \"ada\") {
        auditEvents(filter: $filter) { nodes { id type actor origin { ipAddress } event changes { field before after } hash } }
        auditVerification { valid events firstBrokenId } again: auditVerification { valid } } }";
    let filter = json!({ "type": "billing.*", "subject": "inv_1", "from": "2026-11-21T07:30:00Z" });
    let answer = gateway.ask_as(&gateway.token(60), query, json!({ "filter": filter })).await;
    let organization = &answer["data"]["organization"];
    let expected = json!({
        "id": "evt_1", "type": "billing.invoice.paid.v1", "actor": null, "origin": null,
        "event": { "specversion": "1.0", "data": { "total": { "minorUnits": "1999" }, "lines": [1, null] } },
        "changes": [{ "field": "status", "before": null, "after": "PAID" }], "hash": "ab".repeat(32),
    });
    assert_eq!(organization["auditEvents"]["nodes"][0], expected, "{answer}");
    let verified = json!({ "valid": true, "events": i32::MAX, "firstBrokenId": null });
    assert_eq!(organization["auditVerification"], verified);
    let calls = ["AccountsService/GetOrganizationBySlug", "AuditService/ListAuditEvents", "AuditService/VerifyAudit"];
    assert_eq!(gateway.fakes.take_calls(), counted(calls), "asked twice, verified once");
}

#[tokio::test]
async fn a_search_that_is_refused_names_the_part_of_the_filter() {
    let gateway = with_organization().await;
    gateway.fakes.on("AuditService/ListAuditEvents", |_: audit::ListAuditEventsRequest| {
        let mut violations = Violations::new();
        violations.add("filter.to", "PERIOD_INVALID", "the period ends before it begins");
        violations.finish().map(|()| audit::ListAuditEventsResponse::default())
    });
    let query = "{ organization(slug: \"ada\") { auditEvents(filter: { type: \"x\" }) { nodes { id } } } }";
    let answer = gateway.ask_as(&gateway.token(60), query, json!({})).await;
    let extensions = &answer["errors"][0]["extensions"];
    assert_eq!(extensions["code"], "BAD_USER_INPUT", "{answer}");
    assert_eq!(extensions["userErrors"][0]["field"], json!(["filter", "to"]));
}

#[tokio::test]
async fn the_feed_leads_to_what_it_is_about_while_that_is_there() {
    let gateway = Gateway::with_services().await;
    let (invoice, instance, gone) = (InvoiceId::new(), InstanceId::new(), InvoiceId::new());
    let known = invoice.to_string();
    gateway.fakes.on("FeedService/ListNotifications", move |request: notifications::ListNotificationsRequest| {
        assert_eq!(request.unread, Some(true));
        let about = [invoice.to_string(), instance.to_string(), gone.to_string(), "rpl_1".into(), String::new()];
        let size = i64::try_from(about.len()).unwrap();
        let entries = about.into_iter().map(|subject_id| notifications::Notification {
            id: NotificationId::new().to_string(),
            subject_id,
            title: "Rechnung bezahlt".into(),
            created_at: Some(instant()),
            ..Default::default()
        });
        Ok(notifications::ListNotificationsResponse {
            notifications: entries.collect(),
            page_info: Some(page_info(size)),
        })
    });
    gateway.fakes.on("FeedService/CountUnread", |_: notifications::CountUnreadRequest| {
        Ok(notifications::CountUnreadResponse { unread: 5 })
    });
    gateway.fakes.on("BillingService/BatchGetInvoices", move |request: billing::BatchGetInvoicesRequest| {
        let found = request.ids.into_iter().filter(|id| *id == known);
        let invoices = found.map(|id| billing::Invoice { id, ..Default::default() });
        Ok(billing::BatchGetInvoicesResponse { invoices: invoices.collect() })
    });
    gateway.fakes.on("ProvisioningService/BatchGetInstances", |request: provisioning::BatchGetInstancesRequest| {
        let instances = request.ids.into_iter().map(|id| provisioning::Instance { id, ..Default::default() });
        Ok(provisioning::BatchGetInstancesResponse { instances: instances.collect() })
    });
    let query = "{ viewer { unreadNotifications
        notifications(unread: true) { nodes { title subject { __typename id } organization { id } readAt } } } }";
    let answer = gateway.ask_as(&gateway.token(60), query, json!({})).await;
    assert_eq!(answer.get("errors"), None, "{answer}");
    let viewer = &answer["data"]["viewer"];
    assert_eq!(viewer["unreadNotifications"], 5);
    let subjects: Vec<_> =
        viewer["notifications"]["nodes"].as_array().unwrap().iter().map(|entry| entry["subject"].clone()).collect();
    let expected = [
        json!({ "__typename": "Invoice", "id": invoice }),
        json!({ "__typename": "Instance", "id": instance }),
        Value::Null,
        Value::Null,
        Value::Null,
    ];
    assert_eq!(subjects, expected);
    let calls = [
        "BillingService/BatchGetInvoices",
        "FeedService/CountUnread",
        "FeedService/ListNotifications",
        "ProvisioningService/BatchGetInstances",
    ];
    assert_eq!(gateway.fakes.take_calls(), counted(calls));
}

#[tokio::test]
async fn a_feed_that_is_read_says_what_is_left() {
    let gateway = Gateway::with_services().await;
    gateway.fakes.on(
        "FeedService/MarkAllNotificationsRead",
        |request: notifications::MarkAllNotificationsReadRequest| match request.up_to_id.as_deref() {
            Some("ntf_7") | None => Ok(notifications::MarkAllNotificationsReadResponse { marked: 3 }),
            Some(_) => {
                let mut violations = Violations::new();
                violations.add("up_to_id", "ID_INVALID", "not an id");
                Err(violations.finish().unwrap_err())
            }
        },
    );
    gateway.fakes.on("FeedService/CountUnread", |_: notifications::CountUnreadRequest| {
        Ok(notifications::CountUnreadResponse { unread: 1 })
    });
    let mutation = "mutation Read($input: MarkAllNotificationsReadInput!) { markAllNotificationsRead(input: $input) {
        viewer { unreadNotifications } userErrors { code field } } }";
    let token = gateway.token(60);
    let read = async |input: Value| {
        let answer = gateway.ask_as(&token, mutation, json!({ "input": input })).await;
        answer["data"]["markAllNotificationsRead"].clone()
    };
    let left = json!({ "viewer": { "unreadNotifications": 1 }, "userErrors": [] });
    assert_eq!(read(json!({ "upToId": "ntf_7" })).await, left);
    assert_eq!(read(json!({})).await, left);
    let calls = [("FeedService/CountUnread".to_owned(), 2), ("FeedService/MarkAllNotificationsRead".to_owned(), 2)];
    assert_eq!(gateway.fakes.take_calls(), calls.into());
    let wrong = json!({ "viewer": null, "userErrors": [{ "code": "ID_INVALID", "field": ["input", "upToId"] }] });
    assert_eq!(read(json!({ "upToId": "inv_1" })).await, wrong);
}

#[tokio::test]
async fn everything_new_is_found_by_its_id() {
    let gateway = Gateway::with_services().await;
    gateway.fakes.on("WebhookService/BatchGetEndpoints", |request: notifications::BatchGetEndpointsRequest| {
        let endpoints = request.ids.iter().map(|id| endpoint(id, ORGANIZATION)).collect();
        Ok(notifications::BatchGetEndpointsResponse { endpoints })
    });
    gateway.fakes.on("WebhookService/BatchGetDeliveries", |request: notifications::BatchGetDeliveriesRequest| {
        let deliveries = request.ids.iter().map(|id| delivery(id, "whe_1")).collect();
        Ok(notifications::BatchGetDeliveriesResponse { deliveries })
    });
    gateway.fakes.on("FeedService/BatchGetNotifications", |request: notifications::BatchGetNotificationsRequest| {
        let found = request.ids.into_iter().map(|id| notifications::Notification { id, ..Default::default() });
        Ok(notifications::BatchGetNotificationsResponse { notifications: found.collect() })
    });
    gateway.fakes.on("AuditService/BatchGetAuditEvents", |request: audit::BatchGetAuditEventsRequest| {
        let events = request.ids.into_iter().map(|id| audit::AuditEvent { id, ..Default::default() });
        Ok(audit::BatchGetAuditEventsResponse { events: events.collect() })
    });
    let ids = [
        WebhookEndpointId::new().to_string(),
        WebhookDeliveryId::new().to_string(),
        NotificationId::new().to_string(),
        EventId::new().to_string(),
        "whe_garbage".to_owned(),
    ];
    let answer = gateway
        .ask_as(
            &gateway.token(60),
            "query ($ids: [ID!]!) { nodes(ids: $ids) { __typename id } }",
            json!({ "ids": ids }),
        )
        .await;
    let found = |kind: &str, id: &str| json!({ "__typename": kind, "id": id });
    let expected = json!([
        found("WebhookEndpoint", &ids[0]),
        found("WebhookDelivery", &ids[1]),
        found("Notification", &ids[2]),
        found("AuditEvent", &ids[3]),
        null,
    ]);
    assert_eq!(answer["data"]["nodes"], expected, "{answer}");
}

#[tokio::test]
async fn who_registers_is_written_to_in_the_language_of_the_browser_unless_the_input_says_another() {
    let gateway = Gateway::with_services().await;
    gateway.fakes.on("AuthService/Register", |request: auth::RegisterRequest| {
        let user = auth::User { language: request.language.unwrap_or_default(), ..Default::default() };
        Ok(auth::RegisterResponse { user: Some(user), tokens: None })
    });
    let query = "mutation ($input: RegisterInput!) { register(input: $input) { user { language } } }";
    for (header, input, expected) in
        [("de-AT,de;q=0.9,en;q=0.5", None, "de"), ("de", Some("en"), "en"), ("fr", None, "")]
    {
        let input = json!({ "email": "a@example.test", "password": "x", "name": "A", "language": input });
        let request = gateway.post().header("accept-language", header);
        let answer: Value = request
            .json(&json!({ "query": query, "variables": { "input": input } }))
            .send()
            .await
            .unwrap()
            .json()
            .await
            .unwrap();
        assert_eq!(answer["data"]["register"]["user"]["language"], expected, "{answer}");
    }
}

#[tokio::test]
async fn a_link_by_mail_works_without_a_good_token_and_is_told_apart_by_its_user_errors() {
    let gateway = Gateway::with_services().await;
    gateway.fakes.on("AuthService/ResetPassword", |_: auth::ResetPasswordRequest| {
        Err::<auth::ResetPasswordResponse, _>(hc_rpc::refusal(
            Code::FailedPrecondition,
            "MAIL_LINK_EXPIRED",
            "the link is too old",
        ))
    });
    gateway.fakes.on("AuthService/RequestPasswordReset", |_: auth::RequestPasswordResetRequest| {
        Ok(auth::RequestPasswordResetResponse {})
    });
    let old = gateway.token(-60);
    let query = "mutation ($input: ResetPasswordInput!) { resetPassword(input: $input) { userErrors { code } } }";
    let input = json!({ "input": { "token": "hcp_x", "newPassword": "correct horse battery" } });
    let answer = gateway.ask_as(&old, query, input).await;
    assert_eq!(answer["data"]["resetPassword"]["userErrors"], json!([{ "code": "MAIL_LINK_EXPIRED" }]), "{answer}");
    let query = "mutation { requestPasswordReset(input: { email: \"a@example.test\" }) { userErrors { code } } }";
    let answer = gateway.ask_as(&old, query, json!({})).await;
    assert_eq!(answer["data"]["requestPasswordReset"]["userErrors"], json!([]), "{answer}");
    assert!(gateway.fakes.last_headers().contains_key("x-client-address"), "limits go by where it came from");
    let twice = "mutation { a: requestPasswordReset(input: { email: \"a@example.test\" }) { userErrors { code } }
        b: requestPasswordReset(input: { email: \"b@example.test\" }) { userErrors { code } } }";
    let answer = gateway.ask(twice).await;
    assert_eq!(answer["errors"][0]["extensions"]["code"], "QUERY_TOO_COMPLEX", "{answer}");
}

#[tokio::test]
async fn notifications_that_are_away_cost_their_own_fields_only() {
    let gateway = with_organization().await;
    gateway.fakes.on("AuditService/VerifyAudit", |_: audit::VerifyAuditRequest| {
        Err::<audit::VerifyAuditResponse, _>(Status::unavailable("audit is away"))
    });
    let query = "{ plans: __typename organization(slug: \"ada\") { slug auditVerification { valid } } }";
    let answer = gateway.ask_as(&gateway.token(60), query, json!({})).await;
    assert_eq!(answer["data"]["plans"], "QueryRoot", "{answer}");
    assert_eq!(answer["errors"][0]["extensions"]["code"], "UNAVAILABLE");
}
