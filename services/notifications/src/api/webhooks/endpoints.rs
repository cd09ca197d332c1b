//! Endpoints: made, changed, removed, their secrets rotated, listed.

use std::{collections::HashMap, time::Duration};

use hc_access::{Caller, Permission};
use hc_proto::{
    notifications::v1::{
        self as messages, BatchGetEndpointsRequest, BatchGetEndpointsResponse, CreateEndpointRequest,
        CreateEndpointResponse, DeleteEndpointRequest, DeleteEndpointResponse, ListEndpointsRequest,
        ListEndpointsResponse, RotateSecretRequest, RotateSecretResponse, UpdateEndpointRequest,
        UpdateEndpointResponse, WebhookEndpointPage,
    },
    r#type::v1 as proto,
};
use hc_rpc::{Violations, status};
use hc_types::{OrganizationId, Timestamp, WebhookEndpointId};
use tonic::{Request, Response, Status};

use super::{Answer, Webhooks, actor};
use crate::{
    api::request::{BATCH_AT_MOST, batch, idempotency_key, no_organization, organizations, page, refused},
    app::webhooks::{
        create_endpoint::{CreateEndpoint, CreateEndpointError, create_endpoint},
        delete_endpoint::{EndpointError, delete_endpoint},
        rotate_secret::{RotateSecret, rotate_secret},
        update_endpoint::{UpdateEndpoint, UpdateEndpointError, update_endpoint},
    },
    dispatch::guard::{Guard, Refused},
    domain::{
        webhook_endpoint::{Change, Description, Endpoint, State},
        webhook_filter::EventTypes,
        webhook_url::WebhookUrl,
    },
    store::webhook_endpoints,
};

/// How long the secret before stays valid after a rotation, in seconds, if nobody says; and at most.
const OVERLAP: i64 = 24 * 60 * 60;
const LONGEST_OVERLAP: i64 = 7 * OVERLAP;

pub async fn create(api: &Webhooks, request: Request<CreateEndpointRequest>) -> Answer<CreateEndpointResponse> {
    let caller = Caller::of(&request)?;
    let actor = actor(&caller)?;
    let request = request.into_inner();
    let organization: OrganizationId = request.organization_id.parse().map_err(|_| no_organization())?;
    api.access.organization(&caller, Permission::WebhookManage, organization).await?;
    let mut violations = Violations::new();
    let key =
        idempotency_key(&caller, "notifications.create_webhook_endpoint", request.idempotency_key.as_ref(), &request);
    let key = violations.check_as("IDEMPOTENCY_KEY_INVALID", "idempotency_key", key);
    let url = url(&api.guard, &mut violations, &request.url).await;
    let event_types = event_types(&mut violations, "event_types", request.event_types);
    let description = Description::parse(&request.description);
    let description = violations.check_as("DESCRIPTION_INVALID", "description", description);
    let (Some(key), Some(url), Some(event_types), Some(description)) = (key, url, event_types, description) else {
        return Err(refused(violations));
    };
    let (at_most, vault) = (api.endpoints_at_most, api.vault.clone());
    let create = CreateEndpoint { actor, organization, url, event_types, description, at_most, vault };
    let created = api.db.transact_once(key, move |tx, now| {
        Box::pin(async move {
            let endpoint = Some(to_message(&create_endpoint(tx, now, create).await?, None));
            // Kept under the key, so without the secret.
            Ok::<_, CreateEndpointError>(CreateEndpointResponse { endpoint, secret: String::new() })
        })
    });
    let created = created.await.map_err(status)?;
    let id = created.endpoint.as_ref().and_then(|endpoint| endpoint.id.parse().ok());
    let id: WebhookEndpointId = id.ok_or_else(|| Status::internal("a kept answer has no endpoint"))?;
    let secret = first_secret(api, id).await?;
    Ok(Response::new(CreateEndpointResponse { secret, ..created }))
}

/// The secret that the endpoint was made with: a repeated call gets it again, until it was replaced.
async fn first_secret(api: &Webhooks, id: WebhookEndpointId) -> Result<String, Status> {
    let stored = webhook_endpoints::secrets(api.db.pool(), &[id]).await.map_err(status)?;
    let [only] = stored.as_slice() else { return Ok(String::new()) };
    let opened = api.vault.unseal(only);
    opened.map(|secret| secret.text()).map_err(|error| {
        tracing::error!(error = &error as &dyn std::error::Error, secret.id = %only.id, "webhook secret does not open");
        Status::internal("the secret is not readable")
    })
}

pub async fn update(api: &Webhooks, request: Request<UpdateEndpointRequest>) -> Answer<UpdateEndpointResponse> {
    let caller = Caller::of(&request)?;
    let actor = actor(&caller)?;
    let request = request.into_inner();
    let found = api.permitted(&caller, Permission::WebhookManage, &request.endpoint_id).await?;
    let mut violations = Violations::new();
    let mut change = Change { enabled: request.enabled, ..Change::default() };
    if let Some(text) = &request.url {
        change.url = url(&api.guard, &mut violations, text).await;
    }
    if let Some(filter) = request.event_types {
        change.event_types = event_types(&mut violations, "event_types", filter.types);
    }
    if let Some(text) = &request.description {
        change.description = violations.check_as("DESCRIPTION_INVALID", "description", Description::parse(text));
    }
    violations.finish()?;
    let (organization, endpoint, version) = (found.organization, found.id, request.version);
    let update = UpdateEndpoint { actor, organization, endpoint, change, version };
    let updated = api.db.transact(move |tx, _| Box::pin(update_endpoint(tx, update)));
    let updated: Result<Endpoint, UpdateEndpointError> = updated.await;
    let endpoint = with_health(api, updated.map_err(status)?).await?;
    Ok(Response::new(UpdateEndpointResponse { endpoint: Some(endpoint) }))
}

pub async fn delete(api: &Webhooks, request: Request<DeleteEndpointRequest>) -> Answer<DeleteEndpointResponse> {
    let caller = Caller::of(&request)?;
    let actor = actor(&caller)?;
    let found = api.permitted(&caller, Permission::WebhookManage, &request.into_inner().endpoint_id).await?;
    let (organization, id) = (found.organization, found.id);
    let deleted = api.db.transact(move |tx, _| Box::pin(delete_endpoint(tx, actor, organization, id)));
    deleted.await.map_err(status)?;
    Ok(Response::new(DeleteEndpointResponse { deleted_id: id.to_string() }))
}

pub async fn rotate(api: &Webhooks, request: Request<RotateSecretRequest>) -> Answer<RotateSecretResponse> {
    let caller = Caller::of(&request)?;
    let actor = actor(&caller)?;
    let request = request.into_inner();
    let found = api.permitted(&caller, Permission::WebhookManage, &request.endpoint_id).await?;
    let mut violations = Violations::new();
    let overlap = Some(request.overlap_seconds.unwrap_or(OVERLAP));
    let overlap = overlap.filter(|seconds| (0..=LONGEST_OVERLAP).contains(seconds));
    let overlap = overlap.and_then(|seconds| u64::try_from(seconds).ok()).map(Duration::from_secs);
    let wrong = "an overlap has 0 to 604800 seconds";
    let Some(overlap) = violations.check_as("OVERLAP_INVALID", "overlap_seconds", overlap.ok_or(wrong)) else {
        return Err(refused(violations));
    };
    let (organization, endpoint, vault) = (found.organization, found.id, api.vault.clone());
    let rotate = RotateSecret { actor, organization, endpoint, overlap, vault };
    let rotated = api.db.transact(move |tx, now| Box::pin(rotate_secret(tx, now, rotate)));
    let (endpoint, secret) = rotated.await.map_err(status::<EndpointError>)?;
    let endpoint = with_health(api, endpoint).await?;
    Ok(Response::new(RotateSecretResponse { endpoint: Some(endpoint), secret: secret.text() }))
}

pub async fn list(api: &Webhooks, request: Request<ListEndpointsRequest>) -> Answer<ListEndpointsResponse> {
    let caller = Caller::of(&request)?;
    let request = request.into_inner();
    let parents = organizations(&api.access, &caller, Permission::WebhookRead, &request.organization_ids).await?;
    let page = page(request.page)?;
    let pages = webhook_endpoints::pages(api.db.pool(), &parents, request.enabled, &page).await.map_err(status)?;
    let ids: Vec<_> = pages.iter().flat_map(|page| &page.items).map(|endpoint| endpoint.id).collect();
    let health = webhook_endpoints::failing_since(api.db.pool(), &ids).await.map_err(status)?;
    let pages = pages.iter().map(|page| WebhookEndpointPage {
        page_info: Some(proto::PageInfo::of(page, |endpoint| endpoint.id.uuid())),
        endpoints: to_messages(&page.items, &health),
    });
    Ok(Response::new(ListEndpointsResponse { pages: pages.collect() }))
}

pub async fn batch_get(
    api: &Webhooks,
    request: Request<BatchGetEndpointsRequest>,
) -> Answer<BatchGetEndpointsResponse> {
    let caller = Caller::of(&request)?;
    let ids: Vec<WebhookEndpointId> = batch(BATCH_AT_MOST, &request.into_inner().ids)?;
    let mut found = webhook_endpoints::find(api.db.pool(), &ids).await.map_err(status)?;
    let of = found.iter().map(|endpoint| endpoint.organization);
    let readable = api.access.permitted(&caller, Permission::WebhookRead, of).await?;
    found.retain(|endpoint| readable.contains(&endpoint.organization));
    let health = webhook_endpoints::failing_since(api.db.pool(), &ids).await.map_err(status)?;
    Ok(Response::new(BatchGetEndpointsResponse { endpoints: to_messages(&found, &health) }))
}

/// A URL that may be sent to, as far as one can know today.
async fn url(guard: &Guard, violations: &mut Violations, text: &str) -> Option<WebhookUrl> {
    let url = WebhookUrl::parse(text, guard.allows_http());
    let url = violations.check_as("URL_INVALID", "url", url)?;
    match guard.addresses(&url).await {
        Ok(_) => return Some(url),
        Err(error @ Refused::Unresolved) => violations.add("url", "URL_UNRESOLVABLE", error),
        Err(error @ (Refused::Forbidden | Refused::Http)) => violations.add("url", "URL_FORBIDDEN", error),
    }
    None
}

/// A filter of types that are published and that customers see; what nothing would pass is a mistake.
fn event_types(violations: &mut Violations, field: &str, entries: Vec<String>) -> Option<EventTypes> {
    let filter = violations.check_as("EVENT_TYPE_INVALID", field, EventTypes::parse(entries))?;
    let visible = || hc_proto::EVENT_TYPES.iter().filter(|kind| Permission::to_see(kind).is_some());
    for entry in filter.entries() {
        let alone = EventTypes::parse(vec![entry.clone()]);
        if !alone.is_ok_and(|alone| visible().any(|kind| alone.lets_through(kind))) {
            violations.add(field, "EVENT_TYPE_INVALID", format!("no event fits {entry:?}"));
            return None;
        }
    }
    Some(filter)
}

async fn with_health(api: &Webhooks, endpoint: Endpoint) -> Result<messages::WebhookEndpoint, Status> {
    let health = webhook_endpoints::failing_since(api.db.pool(), &[endpoint.id]).await.map_err(status)?;
    Ok(to_message(&endpoint, health.get(&endpoint.id).copied()))
}

fn to_messages(
    endpoints: &[Endpoint],
    health: &HashMap<WebhookEndpointId, Timestamp>,
) -> Vec<messages::WebhookEndpoint> {
    endpoints.iter().map(|endpoint| to_message(endpoint, health.get(&endpoint.id).copied())).collect()
}

fn to_message(endpoint: &Endpoint, failing_since: Option<Timestamp>) -> messages::WebhookEndpoint {
    let (disabled_reason, disabled_at) = match endpoint.state {
        State::Enabled | State::Paused => (proto::WebhookDisabledReason::Unspecified, None),
        State::Disabled { reason, at } => (reason.into(), Some(at.into())),
    };
    messages::WebhookEndpoint {
        id: endpoint.id.to_string(),
        organization_id: endpoint.organization.to_string(),
        url: endpoint.url.as_str().to_owned(),
        event_types: endpoint.event_types.entries().to_vec(),
        enabled: endpoint.is_enabled(),
        disabled_reason: disabled_reason.into(),
        disabled_at,
        description: endpoint.description.as_str().to_owned(),
        version: endpoint.version,
        failing_since: failing_since.map(Into::into),
        created_at: Some(endpoint.created_at.into()),
    }
}
