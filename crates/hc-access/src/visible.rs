//! Who may see an event, by its type.

use crate::permission::Permission;

impl Permission {
    /// The permission that shows a member of the organization events of this type; `None` for events that no customer
    /// sees.
    pub fn to_see(event_type: &str) -> Option<Self> {
        let mut parts = event_type.split('.');
        Some(match (parts.next()?, parts.next()?) {
            ("accounts", "organization") | ("notifications", "brand") => Self::OrganizationRead,
            ("accounts", "membership") => Self::MemberRead,
            ("accounts", "invitation") => Self::InvitationRead,
            ("billing", "order" | "invoice" | "credit" | "details") => Self::InvoiceRead,
            ("billing", "subscription") => Self::SubscriptionRead,
            ("billing", "payment") => Self::PaymentRead,
            ("provisioning", "instance" | "release") => Self::InstanceRead,
            ("provisioning", "operation") => Self::OperationRead,
            ("notifications", "webhook_endpoint") => Self::WebhookRead,
            _ => return None,
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_published_event_of_an_organization_has_a_permission() {
        // Of people, of the platform, and the test of a webhook, which goes to its endpoint alone.
        let of_nobody = ["auth.", "audit.", "events.", "notifications.notification.", "notifications.webhook."];
        let unseen: Vec<_> = hc_proto::EVENT_TYPES
            .iter()
            .filter(|event| !of_nobody.iter().any(|prefix| event.starts_with(prefix)))
            .filter(|event| Permission::to_see(event).is_none())
            .collect();
        assert!(unseen.is_empty(), "{unseen:?}");
    }
}
