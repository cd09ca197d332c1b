//! Who may call which method.

use hc_access::{MethodRule, Permission, Rule};

/// Complete, or the service does not start.
pub const RULES: &[MethodRule] = &[
    ("hostingco.notifications.v1.MailService/GetPreferences", Rule::User),
    ("hostingco.notifications.v1.MailService/UpdatePreferences", Rule::User),
    ("hostingco.notifications.v1.MailService/Unsubscribe", Rule::Public),
    ("hostingco.notifications.v1.MailService/GetBrand", Rule::Organization(Permission::OrganizationRead)),
    ("hostingco.notifications.v1.MailService/ListBrands", Rule::Organization(Permission::OrganizationRead)),
    ("hostingco.notifications.v1.MailService/UpdateBrand", Rule::Organization(Permission::BrandUpdate)),
    ("hostingco.notifications.v1.MailService/ListMails", Rule::Platform(Permission::MailRead)),
    ("hostingco.notifications.v1.MailService/GetMail", Rule::Platform(Permission::MailRead)),
    ("hostingco.notifications.v1.MailService/BatchGetMails", Rule::Platform(Permission::MailRead)),
    ("hostingco.notifications.v1.MailService/ResendMail", Rule::Platform(Permission::MailResend)),
    ("hostingco.notifications.v1.FeedService/ListNotifications", Rule::User),
    ("hostingco.notifications.v1.FeedService/BatchGetNotifications", Rule::User),
    ("hostingco.notifications.v1.FeedService/MarkNotificationsRead", Rule::User),
    ("hostingco.notifications.v1.FeedService/MarkAllNotificationsRead", Rule::User),
    ("hostingco.notifications.v1.FeedService/CountUnread", Rule::User),
    ("hostingco.notifications.v1.WebhookService/CreateEndpoint", Rule::Organization(Permission::WebhookManage)),
    ("hostingco.notifications.v1.WebhookService/UpdateEndpoint", Rule::Organization(Permission::WebhookManage)),
    ("hostingco.notifications.v1.WebhookService/DeleteEndpoint", Rule::Organization(Permission::WebhookManage)),
    ("hostingco.notifications.v1.WebhookService/RotateSecret", Rule::Organization(Permission::WebhookManage)),
    ("hostingco.notifications.v1.WebhookService/ListEndpoints", Rule::Organization(Permission::WebhookRead)),
    ("hostingco.notifications.v1.WebhookService/BatchGetEndpoints", Rule::Organization(Permission::WebhookRead)),
    ("hostingco.notifications.v1.WebhookService/ListDeliveries", Rule::Organization(Permission::WebhookRead)),
    ("hostingco.notifications.v1.WebhookService/BatchGetDeliveries", Rule::Organization(Permission::WebhookRead)),
    ("hostingco.notifications.v1.WebhookService/SendTestEvent", Rule::Organization(Permission::WebhookManage)),
    ("hostingco.notifications.v1.WebhookService/ResendDelivery", Rule::Organization(Permission::WebhookManage)),
    ("hostingco.notifications.v1.WebhookService/ResendDeliveries", Rule::Organization(Permission::WebhookManage)),
];

#[cfg(test)]
mod tests {
    #[test]
    fn every_method_has_the_rule_that_its_contract_names() {
        assert_eq!(hc_access::check_rules(super::RULES), Ok(()));
    }
}
