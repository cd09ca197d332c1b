//! Who may see an event, by its type.

use hc_access::Permission;

/// What an event is about, and the permission to see it; `None` for events that no customer sees.
pub fn permission(event_type: &str) -> Option<Permission> {
    let mut parts = event_type.split('.');
    Some(match (parts.next()?, parts.next()?) {
        ("accounts", "organization") => Permission::OrganizationRead,
        ("accounts", "membership") => Permission::MemberRead,
        ("accounts", "invitation") => Permission::InvitationRead,
        ("billing", "order" | "invoice" | "credit") => Permission::InvoiceRead,
        ("billing", "subscription") => Permission::SubscriptionRead,
        ("billing", "payment") => Permission::PaymentRead,
        ("provisioning", "instance" | "release") => Permission::InstanceRead,
        ("provisioning", "operation") => Permission::OperationRead,
        _ => return None,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_published_event_of_an_organization_has_a_permission() {
        let unseen: Vec<_> = hc_proto::EVENT_TYPES.iter().filter(|event| permission(event).is_none()).collect();
        assert!(unseen.iter().all(|event| event.starts_with("auth.")), "{unseen:?}");
    }
}
