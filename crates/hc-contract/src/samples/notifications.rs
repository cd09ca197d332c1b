//! What notifications publishes.

use hc_proto::{
    events::v1::{
        BrandUpdated, InvoicePaid, NotificationCreated, NotificationRead, WebhookEndpointCreated,
        WebhookEndpointDeleted, WebhookEndpointDisabled, WebhookEndpointUpdated, WebhookTest,
    },
    r#type::v1::WebhookDisabledReason,
};
use hc_types::{BrandId, NotificationId, OrganizationId, UserId, WebhookEndpointId};

use super::{Sample, at, text, text_id};

pub(super) fn samples() -> Vec<Sample> {
    let organization_id = text_id::<OrganizationId>(1);
    let endpoint_id = text_id::<WebhookEndpointId>(9);
    let origin = text("https://hooks.example.com");
    let created = WebhookEndpointCreated {
        endpoint_id: endpoint_id.clone(),
        organization_id: organization_id.clone(),
        origin: origin.clone(),
        event_types: vec![text("billing.invoice.paid.v1"), text("provisioning.instance")],
        created_by: text_id::<UserId>(2),
    };
    let updated = WebhookEndpointUpdated {
        endpoint_id: endpoint_id.clone(),
        organization_id: organization_id.clone(),
        origin: origin.clone(),
        event_types: vec![],
        enabled: true,
        changed: vec![text("url"), text("event_types")],
        previous_origin: text("https://old.example.com"),
        previous_event_types: vec![text("billing.invoice.paid.v1")],
    };
    let disabled = WebhookEndpointDisabled {
        endpoint_id: endpoint_id.clone(),
        organization_id: organization_id.clone(),
        origin,
        reason: WebhookDisabledReason::Failing.into(),
        failing_since: Some(at(-432_000)),
    };
    let deleted = WebhookEndpointDeleted { endpoint_id: endpoint_id.clone(), organization_id: organization_id.clone() };
    let brand_id = text_id::<BrandId>(16);
    let brand = BrandUpdated {
        brand_id: brand_id.clone(),
        organization_id: organization_id.clone(),
        name: text("Müller & Söhne"),
        color: text("#0b5fff"),
        logo_url: String::new(),
        changed: vec![text("name"), text("color")],
    };
    let test = WebhookTest { endpoint_id: endpoint_id.clone(), organization_id, requested_by: text_id::<UserId>(2) };
    let notification_id = text_id::<NotificationId>(15);
    let entry = NotificationCreated { notification_id: notification_id.clone(), user_id: text_id::<UserId>(2) };
    let read = NotificationRead {
        notification_id: notification_id.clone(),
        user_id: text_id::<UserId>(2),
        marked: 2,
        notification_ids: vec![text_id::<NotificationId>(14), notification_id.clone()],
    };
    vec![
        Sample::of(brand_id, &brand),
        Sample::of(&notification_id, &entry).because_of::<InvoicePaid>(),
        Sample::of(&notification_id, &read).version(2),
        Sample::of(&endpoint_id, &created),
        Sample::of(&endpoint_id, &updated).version(2),
        Sample::of(&endpoint_id, &disabled).version(3).by_system("webhooks"),
        Sample::of(&endpoint_id, &deleted).version(4),
        Sample::of(&endpoint_id, &test).version(5),
    ]
}
