//! Changes of webhook endpoints, and what is sent to them on demand.

use std::sync::Arc;

use async_graphql::{Context, ID, InputObject, Object, SimpleObject};
use hc_proto::notifications::v1 as proto;

use super::delivery::{WebhookDelivery, WebhookDeliveryStatus};
use super::endpoint::WebhookEndpoint;
use crate::errors::Failure;
use crate::schema::context::ContextExt;
use crate::schema::scalars::{BigInt, DateTime};
use crate::schema::user_errors::{UserError, user_errors};

/// What `createWebhookEndpoint` takes.
#[derive(InputObject)]
pub struct CreateWebhookEndpointInput {
    /// Whose events, `org_…`.
    organization_id: ID,
    /// Where to post them: https, at most 2,048 characters, without user and password; every address behind the name must
    /// be one of the public internet.
    url: String,
    /// At most 100 event types such as `billing.invoice.paid.v1`, or prefixes such as `billing.*`; empty or absent means
    /// all.
    event_types: Option<Vec<String>>,
    /// What it is for, for people; at most 200 characters.
    description: Option<String>,
    /// The same key and input give the same answer for 24 hours; at most 255 characters. The `Idempotency-Key` header
    /// serves where it is absent.
    idempotency_key: Option<String>,
}

/// What `createWebhookEndpoint` answers.
#[derive(Default, SimpleObject)]
pub struct CreateWebhookEndpointPayload {
    /// The new endpoint; null with errors.
    webhook_endpoint: Option<WebhookEndpoint>,
    /// The signing secret, `whsec_…`, for any library of Standard Webhooks. Answered this once: keep it.
    secret: Option<String>,
    /// What to correct; empty on success.
    user_errors: Vec<UserError>,
}

/// What `updateWebhookEndpoint` takes. What is absent stays as it is.
#[derive(InputObject)]
pub struct UpdateWebhookEndpointInput {
    /// The endpoint, `whe_…`.
    webhook_endpoint_id: ID,
    /// As at creation.
    url: Option<String>,
    /// As at creation; an empty list means all.
    event_types: Option<Vec<String>>,
    /// As at creation.
    description: Option<String>,
    /// Whether events go there. Enabling clears the reason for which it was disabled.
    enabled: Option<bool>,
    /// Only if the endpoint still has this version; else the answer is the error `CONFLICT`.
    version: Option<BigInt>,
}

/// What `updateWebhookEndpoint` answers.
#[derive(Default, SimpleObject)]
pub struct UpdateWebhookEndpointPayload {
    /// The endpoint as it is now; null with errors.
    webhook_endpoint: Option<WebhookEndpoint>,
    /// What to correct; empty on success.
    user_errors: Vec<UserError>,
}

/// What `rotateWebhookSecret` takes.
#[derive(InputObject)]
pub struct RotateWebhookSecretInput {
    /// The endpoint, `whe_…`.
    webhook_endpoint_id: ID,
    /// For how many seconds the secret before stays valid beside the new one: 0 to 604,800 (7 days), default 86,400 (a day).
    overlap_seconds: Option<i32>,
}

/// What `rotateWebhookSecret` answers.
#[derive(Default, SimpleObject)]
pub struct RotateWebhookSecretPayload {
    /// The endpoint as it is now; null with errors.
    webhook_endpoint: Option<WebhookEndpoint>,
    /// The new signing secret, `whsec_…`. Answered this once: keep it.
    secret: Option<String>,
    /// What to correct; empty on success.
    user_errors: Vec<UserError>,
}

/// What `deleteWebhookEndpoint` takes.
#[derive(InputObject)]
pub struct DeleteWebhookEndpointInput {
    /// The endpoint, `whe_…`.
    webhook_endpoint_id: ID,
}

/// What `deleteWebhookEndpoint` answers.
#[derive(Default, SimpleObject)]
pub struct DeleteWebhookEndpointPayload {
    /// The id of what is gone, `whe_…`; null with errors.
    deleted_id: Option<ID>,
    /// What to correct; empty on success.
    user_errors: Vec<UserError>,
}

/// What `sendTestEvent` takes.
#[derive(InputObject)]
pub struct SendTestEventInput {
    /// The endpoint, `whe_…`.
    webhook_endpoint_id: ID,
}

/// What `sendTestEvent` answers.
#[derive(Default, SimpleObject)]
pub struct SendTestEventPayload {
    /// The delivery of the test event, on its way; null with errors.
    webhook_delivery: Option<WebhookDelivery>,
    /// What to correct; empty on success.
    user_errors: Vec<UserError>,
}

/// What `resendWebhookDelivery` takes.
#[derive(InputObject)]
pub struct ResendWebhookDeliveryInput {
    /// The delivery, `whd_…`.
    webhook_delivery_id: ID,
}

/// What `resendWebhookDelivery` answers.
#[derive(Default, SimpleObject)]
pub struct ResendWebhookDeliveryPayload {
    /// The delivery, on its way again; null with errors.
    webhook_delivery: Option<WebhookDelivery>,
    /// What to correct; empty on success.
    user_errors: Vec<UserError>,
}

/// What `resendWebhookDeliveries` takes.
#[derive(InputObject)]
pub struct ResendWebhookDeliveriesInput {
    /// The endpoint, `whe_…`.
    webhook_endpoint_id: ID,
    /// The deliveries made at or after this moment.
    from: DateTime,
    /// The deliveries made before this moment; now without it.
    to: Option<DateTime>,
    /// Those that ended so: `FAILED` (without it) or `SUCCEEDED`.
    status: Option<WebhookDeliveryStatus>,
}

/// What `resendWebhookDeliveries` answers.
#[derive(Default, SimpleObject)]
pub struct ResendWebhookDeliveriesPayload {
    /// How many are on their way again: 10,000 at most, the oldest first; null with errors.
    resent: Option<i32>,
    /// Whether the range has more: send the same again; null with errors.
    more: Option<bool>,
    /// What to correct; empty on success.
    user_errors: Vec<UserError>,
}

/// Mutations of webhooks.
#[derive(Default)]
pub struct WebhookMutation;

#[Object]
impl WebhookMutation {
    /// Makes an endpoint and its signing secret. From now on the organization's events are posted there.
    async fn create_webhook_endpoint(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Which events go where.")] input: CreateWebhookEndpointInput,
    ) -> Result<CreateWebhookEndpointPayload, Failure> {
        let request = proto::CreateEndpointRequest {
            organization_id: input.organization_id.0,
            url: input.url,
            event_types: input.event_types.unwrap_or_default(),
            description: input.description.unwrap_or_default(),
            idempotency_key: ctx.idempotency_key(input.idempotency_key)?,
        };
        Ok(match ctx.changed(ctx.clients()?.webhooks.create_endpoint(request).await)? {
            Ok(done) => CreateWebhookEndpointPayload {
                webhook_endpoint: endpoint(done.endpoint),
                secret: secret(done.secret),
                user_errors: Vec::new(),
            },
            Err(status) => CreateWebhookEndpointPayload { user_errors: user_errors(&status)?, ..Default::default() },
        })
    }

    /// Changes what the input names.
    async fn update_webhook_endpoint(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Which endpoint, and what of it.")] input: UpdateWebhookEndpointInput,
    ) -> Result<UpdateWebhookEndpointPayload, Failure> {
        let request = proto::UpdateEndpointRequest {
            endpoint_id: input.webhook_endpoint_id.0,
            url: input.url,
            event_types: input.event_types.map(|types| proto::WebhookEventTypes { types }),
            enabled: input.enabled,
            description: input.description,
            version: input.version.map(|version| version.0),
        };
        Ok(match ctx.changed(ctx.clients()?.webhooks.update_endpoint(request).await)? {
            Ok(done) => {
                UpdateWebhookEndpointPayload { webhook_endpoint: endpoint(done.endpoint), user_errors: Vec::new() }
            }
            Err(status) => UpdateWebhookEndpointPayload { user_errors: user_errors(&status)?, ..Default::default() },
        })
    }

    /// Makes a new signing secret. Until the overlap ends, deliveries carry a signature with each of the two.
    async fn rotate_webhook_secret(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Which endpoint.")] input: RotateWebhookSecretInput,
    ) -> Result<RotateWebhookSecretPayload, Failure> {
        let request = proto::RotateSecretRequest {
            endpoint_id: input.webhook_endpoint_id.0,
            overlap_seconds: input.overlap_seconds.map(i64::from),
        };
        Ok(match ctx.changed(ctx.clients()?.webhooks.rotate_secret(request).await)? {
            Ok(done) => RotateWebhookSecretPayload {
                webhook_endpoint: endpoint(done.endpoint),
                secret: secret(done.secret),
                user_errors: Vec::new(),
            },
            Err(status) => RotateWebhookSecretPayload { user_errors: user_errors(&status)?, ..Default::default() },
        })
    }

    /// Removes an endpoint; what was on its way to it is dropped.
    async fn delete_webhook_endpoint(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Which endpoint.")] input: DeleteWebhookEndpointInput,
    ) -> Result<DeleteWebhookEndpointPayload, Failure> {
        let request = proto::DeleteEndpointRequest { endpoint_id: input.webhook_endpoint_id.0 };
        Ok(match ctx.changed(ctx.clients()?.webhooks.delete_endpoint(request).await)? {
            Ok(done) => DeleteWebhookEndpointPayload { deleted_id: Some(ID(done.deleted_id)), user_errors: Vec::new() },
            Err(status) => DeleteWebhookEndpointPayload { user_errors: user_errors(&status)?, ..Default::default() },
        })
    }

    /// Sends `notifications.webhook.test.v1` to an endpoint, whatever its filter and even when it is disabled; once.
    async fn send_test_event(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Which endpoint.")] input: SendTestEventInput,
    ) -> Result<SendTestEventPayload, Failure> {
        let request = proto::SendTestEventRequest { endpoint_id: input.webhook_endpoint_id.0 };
        Ok(match ctx.changed(ctx.clients()?.webhooks.send_test_event(request).await)? {
            Ok(done) => SendTestEventPayload { webhook_delivery: delivery(done.delivery), user_errors: Vec::new() },
            Err(status) => SendTestEventPayload { user_errors: user_errors(&status)?, ..Default::default() },
        })
    }

    /// Sends a delivery again, now, under the same `webhook-id`; its schedule begins anew.
    async fn resend_webhook_delivery(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Which delivery.")] input: ResendWebhookDeliveryInput,
    ) -> Result<ResendWebhookDeliveryPayload, Failure> {
        let request = proto::ResendDeliveryRequest { delivery_id: input.webhook_delivery_id.0 };
        Ok(match ctx.changed(ctx.clients()?.webhooks.resend_delivery(request).await)? {
            Ok(done) => {
                ResendWebhookDeliveryPayload { webhook_delivery: delivery(done.delivery), user_errors: Vec::new() }
            }
            Err(status) => ResendWebhookDeliveryPayload { user_errors: user_errors(&status)?, ..Default::default() },
        })
    }

    /// Sends the deliveries of a time range again that ended so, oldest first.
    async fn resend_webhook_deliveries(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Which deliveries.")] input: ResendWebhookDeliveriesInput,
    ) -> Result<ResendWebhookDeliveriesPayload, Failure> {
        let request = proto::ResendDeliveriesRequest {
            endpoint_id: input.webhook_endpoint_id.0,
            from: Some(input.from.0.into()),
            to: input.to.map(|to| to.0.into()),
            status: WebhookDeliveryStatus::filter(input.status).into(),
        };
        Ok(match ctx.changed(ctx.clients()?.webhooks.resend_deliveries(request).await)? {
            Ok(done) => ResendWebhookDeliveriesPayload {
                resent: Some(done.resent),
                more: Some(done.more),
                user_errors: Vec::new(),
            },
            Err(status) => ResendWebhookDeliveriesPayload { user_errors: user_errors(&status)?, ..Default::default() },
        })
    }
}

fn endpoint(endpoint: Option<proto::WebhookEndpoint>) -> Option<WebhookEndpoint> {
    endpoint.map(|found| WebhookEndpoint::from(Arc::new(found)))
}

fn delivery(delivery: Option<proto::WebhookDelivery>) -> Option<WebhookDelivery> {
    delivery.map(|found| WebhookDelivery::from(Arc::new(found)))
}

fn secret(secret: String) -> Option<String> {
    Some(secret).filter(|secret| !secret.is_empty())
}
