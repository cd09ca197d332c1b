//! Deliveries: listed, tested, sent again.

use hc_access::{Caller, Permission};
use hc_proto::{
    notifications::v1::{
        self as messages, BatchGetDeliveriesRequest, BatchGetDeliveriesResponse, ListDeliveriesRequest,
        ListDeliveriesResponse, ResendDeliveriesRequest, ResendDeliveriesResponse, ResendDeliveryRequest,
        ResendDeliveryResponse, SendTestEventRequest, SendTestEventResponse, WebhookAttempt, WebhookDeliveryPage,
        WebhookDeliveryStatus,
    },
    r#type::v1 as proto,
};
use hc_rpc::{Violations, refusal, status};
use hc_types::{Timestamp, WebhookDeliveryId, WebhookEndpointId};
use tonic::{Code, Request, Response, Status};

use super::{Answer, Webhooks, actor, no_endpoint};
use crate::{
    api::request::{PARENTS_AT_MOST, at_most, batch, hidden, page, refused},
    app::webhooks::{
        delete_endpoint::EndpointError,
        resend::{ResendError, ResendRange, resend, resend_range},
        send_test_event::send_test_event,
    },
    store::{
        webhook_deliveries::{self, Delivery, Exchange},
        webhook_endpoints,
    },
};

/// Deliveries that a batch may have: each carries its event.
const BATCH_AT_MOST: usize = 50;

pub async fn list(api: &Webhooks, request: Request<ListDeliveriesRequest>) -> Answer<ListDeliveriesResponse> {
    let caller = Caller::of(&request)?;
    let request = request.into_inner();
    let wanted = state_of(request.status());
    at_most(PARENTS_AT_MOST, &request.endpoint_ids)?;
    let parents = request.endpoint_ids.iter().map(|id| id.parse().map_err(|_| no_endpoint()));
    let parents: Vec<WebhookEndpointId> = parents.collect::<Result<_, _>>()?;
    let found = webhook_endpoints::find(api.db.pool(), &parents).await.map_err(status)?;
    if parents.iter().any(|id| !found.iter().any(|endpoint| endpoint.id == *id)) {
        return Err(no_endpoint());
    }
    let of: Vec<_> = found.iter().map(|endpoint| endpoint.organization).collect();
    let may = api.access.organizations(&caller, Permission::WebhookRead, &of).await;
    may.map_err(|status| hidden(status, no_endpoint))?;
    let page = page(request.page)?;
    let pages = webhook_deliveries::pages(api.db.pool(), &parents, wanted, &page).await.map_err(status)?;
    let pages = pages.iter().map(|page| WebhookDeliveryPage {
        page_info: Some(proto::PageInfo::of(page, |delivery| delivery.delivery_id.uuid())),
        deliveries: page.items.iter().map(|delivery| to_message(delivery, None)).collect(),
    });
    Ok(Response::new(ListDeliveriesResponse { pages: pages.collect() }))
}

pub async fn batch_get(
    api: &Webhooks,
    request: Request<BatchGetDeliveriesRequest>,
) -> Answer<BatchGetDeliveriesResponse> {
    let caller = Caller::of(&request)?;
    let ids: Vec<WebhookDeliveryId> = batch(BATCH_AT_MOST, &request.into_inner().ids)?;
    let mut found = webhook_deliveries::find(api.db.pool(), &ids).await.map_err(status)?;
    let of = found.iter().map(|delivery| delivery.organization_id);
    let readable = api.access.permitted(&caller, Permission::WebhookRead, of).await?;
    found.retain(|delivery| readable.contains(&delivery.organization_id));
    let ids: Vec<_> = found.iter().map(|delivery| delivery.delivery_id).collect();
    let exchanges = webhook_deliveries::exchanges(api.db.pool(), &ids).await.map_err(status)?;
    let deliveries = found.iter().map(|delivery| to_message(delivery, exchanges.get(&delivery.delivery_id)));
    Ok(Response::new(BatchGetDeliveriesResponse { deliveries: deliveries.collect() }))
}

pub async fn send_test(api: &Webhooks, request: Request<SendTestEventRequest>) -> Answer<SendTestEventResponse> {
    let caller = Caller::of(&request)?;
    let actor = actor(&caller)?;
    let found = api.permitted(&caller, Permission::WebhookManage, &request.into_inner().endpoint_id).await?;
    let (organization, id) = (found.organization, found.id);
    let sent = api.db.transact(move |tx, now| Box::pin(send_test_event(tx, now, actor, organization, id)));
    let id = sent.await.map_err(status::<EndpointError>)?;
    Ok(Response::new(SendTestEventResponse { delivery: Some(one(api, id).await?) }))
}

pub async fn resend_one(api: &Webhooks, request: Request<ResendDeliveryRequest>) -> Answer<ResendDeliveryResponse> {
    let caller = Caller::of(&request)?;
    let id = request.into_inner().delivery_id.parse::<WebhookDeliveryId>().map_err(|_| no_delivery())?;
    let found = webhook_deliveries::find(api.db.pool(), &[id]).await.map_err(status)?.pop();
    let found = found.ok_or_else(no_delivery)?;
    let (organization, endpoint) = (found.organization_id, found.endpoint_id);
    let may = api.access.organization(&caller, Permission::WebhookManage, organization).await;
    may.map_err(|status| hidden(status, no_delivery))?;
    let resent = api.db.transact(move |tx, now| Box::pin(resend(tx, now, organization, endpoint, id)));
    resent.await.map_err(status)?;
    Ok(Response::new(ResendDeliveryResponse { delivery: Some(one(api, id).await?) }))
}

pub async fn resend_some(
    api: &Webhooks,
    request: Request<ResendDeliveriesRequest>,
) -> Answer<ResendDeliveriesResponse> {
    let caller = Caller::of(&request)?;
    let request = request.into_inner();
    let found = api.permitted(&caller, Permission::WebhookManage, &request.endpoint_id).await?;
    let mut violations = Violations::new();
    let wanted = match request.status() {
        WebhookDeliveryStatus::Unspecified | WebhookDeliveryStatus::Failed => Ok("failed"),
        WebhookDeliveryStatus::Succeeded => Ok("succeeded"),
        WebhookDeliveryStatus::Pending => Err("what is on its way is not sent again: FAILED or SUCCEEDED"),
    };
    let wanted = violations.check_as("STATUS_INVALID", "status", wanted);
    let from = request.from.and_then(|from| Timestamp::try_from(from).ok());
    let from = violations.check_as("RANGE_INVALID", "from", from.ok_or("the beginning of the range is needed"));
    let to = request.to.map(Timestamp::try_from).transpose().map_err(|error| error.to_string());
    let to = violations.check_as("RANGE_INVALID", "to", to);
    let (Some(status_name), Some(from), Some(to)) = (wanted, from, to) else { return Err(refused(violations)) };
    if to.is_some_and(|to| to <= from) {
        violations.add("to", "RANGE_INVALID", "the range ends before it begins");
        return Err(refused(violations));
    }
    let (organization, endpoint) = (found.organization, found.id);
    let range = ResendRange { organization, endpoint, from, to, status: status_name };
    let resent = api.db.transact(move |tx, now| Box::pin(resend_range(tx, now, range)));
    let (resent, more) = resent.await.map_err(status::<ResendError>)?;
    Ok(Response::new(ResendDeliveriesResponse { resent: i32::try_from(resent).unwrap_or(i32::MAX), more }))
}

async fn one(api: &Webhooks, id: WebhookDeliveryId) -> Result<messages::WebhookDelivery, Status> {
    let found = webhook_deliveries::find(api.db.pool(), &[id]).await.map_err(status)?.pop();
    found.map(|delivery| to_message(&delivery, None)).ok_or_else(no_delivery)
}

fn no_delivery() -> Status {
    refusal(Code::NotFound, "WEBHOOK_DELIVERY_NOT_FOUND", "this webhook delivery does not exist")
}

/// The name in the database; none for any.
fn state_of(status: WebhookDeliveryStatus) -> Option<&'static str> {
    match status {
        WebhookDeliveryStatus::Unspecified => None,
        WebhookDeliveryStatus::Pending => Some("pending"),
        WebhookDeliveryStatus::Succeeded => Some("succeeded"),
        WebhookDeliveryStatus::Failed => Some("failed"),
    }
}

fn to_message(delivery: &Delivery, exchange: Option<&Exchange>) -> messages::WebhookDelivery {
    let standing = match delivery.status.as_str() {
        "pending" => WebhookDeliveryStatus::Pending,
        "succeeded" => WebhookDeliveryStatus::Succeeded,
        _ => WebhookDeliveryStatus::Failed,
    };
    let log = delivery.log.iter().map(|attempt| WebhookAttempt {
        at: Some(attempt.at.into()),
        response_status: attempt.status.map(i32::from),
        latency_ms: attempt.latency_ms,
        error: attempt.error.clone(),
    });
    let part = |part: fn(&Exchange) -> &String| exchange.map(part).cloned().unwrap_or_default();
    messages::WebhookDelivery {
        id: delivery.delivery_id.to_string(),
        endpoint_id: delivery.endpoint_id.to_string(),
        organization_id: delivery.organization_id.to_string(),
        event_id: delivery.event_id.to_string(),
        event_type: delivery.event_type.clone(),
        status: standing.into(),
        attempts: delivery.attempts,
        response_status: delivery.response_status,
        latency_ms: delivery.latency_ms,
        error: delivery.error.clone(),
        next_attempt_at: delivery.due_at.map(Into::into),
        created_at: Some(delivery.created_at.into()),
        finished_at: delivery.finished_at.map(Into::into),
        log: log.collect(),
        request_headers: part(|exchange| &exchange.request_headers),
        request_body: part(|exchange| &exchange.request_body),
        response_headers: part(|exchange| &exchange.response_headers),
        response_body: part(|exchange| &exchange.response_body),
    }
}
