//! What the batcher can fetch: a lane for each method that takes many keys.

mod filtered;
mod single;

use std::any::TypeId;
use std::collections::HashMap;
use std::sync::Arc;

use hc_proto::{
    accounts::v1 as accounts, audit::v1 as audit, auth::v1 as auth, billing::v1 as billing,
    notifications::v1 as notifications, provisioning::v1 as provisioning,
};

pub use filtered::{
    AuditEventsOf, AuditSearch, DeliveriesOf, EndpointsOf, InstancesOf, InvoicesOf, OperationsOf, OwnNotifications,
    ReleasesOf,
};
pub use single::{
    AllRegions, AuditOf, BillingDetailsOf, BrandsOf, OrganizationsBySlug, OrganizationsOfUser, OwnPreferences,
    PaymentsOf, UnreadCount,
};

use super::pages::{Listed, Window};
use crate::batch::{Batcher, Lane};
use crate::errors::Failure;
use crate::rpc::{Clients, answer};

/// A lane of objects by their ids, so many in a call.
macro_rules! by_id {
    ($chunk:literal, public $public:literal: $($(#[$doc:meta])* $lane:ident: $client:ident.$method:ident($package:ident::$request:ident) -> $field:ident: $message:ident;)+) => {$(
        $(#[$doc])*
        #[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
        pub struct $lane;

        impl Lane for $lane {
            type Key = String;
            type Value = Arc<$package::$message>;

            const CHUNK: usize = $chunk;
            const IS_PUBLIC: bool = $public;

            async fn fetch(self, mut clients: Clients, ids: Vec<String>) -> Result<HashMap<String, Self::Value>, Failure> {
                let found = answer(clients.$client.$method($package::$request { ids }).await)?;
                Ok(found.$field.into_iter().map(|object| (object.id.clone(), Arc::new(object))).collect())
            }
        }
    )+};
}

by_id! { 500, public false:
    /// Users.
    Users: auth.batch_get_users(auth::BatchGetUsersRequest) -> users: User;
    /// The viewer's sessions.
    Sessions: auth.batch_get_sessions(auth::BatchGetSessionsRequest) -> sessions: Session;
    /// Organizations.
    Organizations: accounts.batch_get_organizations(accounts::BatchGetOrganizationsRequest) -> organizations: Organization;
    /// Memberships.
    Memberships: accounts.batch_get_memberships(accounts::BatchGetMembershipsRequest) -> memberships: Membership;
    /// Invitations.
    Invitations: accounts.batch_get_invitations(accounts::BatchGetInvitationsRequest) -> invitations: Invitation;
    /// Subscriptions.
    Subscriptions: billing.batch_get_subscriptions(billing::BatchGetSubscriptionsRequest) -> subscriptions: Subscription;
    /// Invoices.
    Invoices: billing.batch_get_invoices(billing::BatchGetInvoicesRequest) -> invoices: Invoice;
    /// Payments.
    Payments: billing.batch_get_payments(billing::BatchGetPaymentsRequest) -> payments: Payment;
    /// Instances.
    Instances: provisioning.batch_get_instances(provisioning::BatchGetInstancesRequest) -> instances: Instance;
    /// Releases.
    Releases: provisioning.batch_get_releases(provisioning::BatchGetReleasesRequest) -> releases: Release;
    /// Operations.
    Operations: provisioning.batch_get_operations(provisioning::BatchGetOperationsRequest) -> operations: Operation;
    /// Where events go.
    Endpoints: webhooks.batch_get_endpoints(notifications::BatchGetEndpointsRequest) -> endpoints: WebhookEndpoint;
    /// Mails, for staff.
    Mails: mails.batch_get_mails(notifications::BatchGetMailsRequest) -> mails: Mail;
    /// Entries of the viewer's feed.
    Notifications: feed.batch_get_notifications(notifications::BatchGetNotificationsRequest) -> notifications: Notification;
}

by_id! { 500, public true:
    /// Plans.
    Plans: billing.batch_get_plans(billing::BatchGetPlansRequest) -> plans: Plan;
    /// Prices.
    Prices: billing.batch_get_prices(billing::BatchGetPricesRequest) -> prices: Price;
    /// Regions.
    Regions: provisioning.batch_get_regions(provisioning::BatchGetRegionsRequest) -> regions: Region;
}

// Each of these carries an event, up to 64 KiB.
by_id! { 50, public false:
    /// Events on their way to endpoints, with what was sent and answered.
    Deliveries: webhooks.batch_get_deliveries(notifications::BatchGetDeliveriesRequest) -> deliveries: WebhookDelivery;
    /// What was recorded.
    AuditEvents: audit.batch_get_audit_events(audit::BatchGetAuditEventsRequest) -> events: AuditEvent;
}

/// A lane of lists by the ids of their parents, the same part of each. What is in them has a lane by its id, too, with the
/// same answers by the same permission.
macro_rules! list_of {
    ($($(#[$doc:meta])* $lane:ident: $client:ident.$method:ident($package:ident::$request:ident { $parents:ident }) -> $field:ident: $message:ident of $by_id:ident;)+) => {$(
        $(#[$doc])*
        #[derive(Debug, Clone, PartialEq, Eq, Hash)]
        pub struct $lane(pub Window);

        impl Lane for $lane {
            type Key = String;
            type Value = Arc<Listed<Arc<$package::$message>>>;

            const CHUNK: usize = 100;

            async fn fetch(self, mut clients: Clients, ids: Vec<String>) -> Result<HashMap<String, Self::Value>, Failure> {
                let request = $package::$request { $parents: ids.clone(), page: Some(self.0.request()) };
                let found = answer(clients.$client.$method(request).await)?;
                let pages = found.pages.into_iter().map(|page| {
                    let items = page.$field.into_iter().map(Arc::new).collect();
                    Arc::new(Listed { items, info: page.page_info.unwrap_or_default() })
                });
                Ok(ids.into_iter().zip(pages).collect())
            }

            fn teaches() -> Option<TypeId> {
                Some(TypeId::of::<$by_id>())
            }

            fn learn(list: &Self::Value, batcher: &Batcher) {
                for item in &list.items {
                    batcher.know($by_id, item.id.clone(), Arc::clone(item));
                }
            }
        }
    )+};
}

list_of! {
    /// The members of organizations.
    MembersOf: accounts.list_memberships(accounts::ListMembershipsRequest { organization_ids }) -> memberships: Membership of Memberships;
    /// The invitations of organizations.
    InvitationsOf: accounts.list_invitations(accounts::ListInvitationsRequest { organization_ids }) -> invitations: Invitation of Invitations;
    /// The subscriptions of organizations.
    SubscriptionsOf: billing.list_subscriptions(billing::ListSubscriptionsRequest { organization_ids }) -> subscriptions: Subscription of Subscriptions;
}

/// A list without a parent: the same part of it is asked for once in a request. Where it says `of`, what is in it has a
/// lane by its id as above.
macro_rules! list {
    (public $public:literal: $($(#[$doc:meta])* $lane:ident: $client:ident.$method:ident($package:ident::$request:ident) -> $field:ident: $message:ident $(of $by_id:ident)?;)+) => {$(
        $(#[$doc])*
        #[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
        pub struct $lane;

        impl Lane for $lane {
            type Key = Window;
            type Value = Arc<Listed<Arc<$package::$message>>>;

            const CHUNK: usize = 1;
            const IS_PUBLIC: bool = $public;

            async fn fetch(self, mut clients: Clients, windows: Vec<Window>) -> Result<HashMap<Window, Self::Value>, Failure> {
                let mut lists = HashMap::new();
                for window in windows {
                    let request = $package::$request { page: Some(window.clone().request()) };
                    let found = answer(clients.$client.$method(request).await)?;
                    let items = found.$field.into_iter().map(Arc::new).collect();
                    lists.insert(window, Arc::new(Listed { items, info: found.page_info.unwrap_or_default() }));
                }
                Ok(lists)
            }

            $(
                fn teaches() -> Option<TypeId> {
                    Some(TypeId::of::<$by_id>())
                }

                fn learn(list: &Self::Value, batcher: &Batcher) {
                    for item in &list.items {
                        batcher.know($by_id, item.id.clone(), Arc::clone(item));
                    }
                }
            )?
        }
    )+};
}

list! { public false:
    /// The organizations that the viewer belongs to.
    OwnOrganizations: accounts.list_organizations(accounts::ListOrganizationsRequest) -> organizations: Organization of Organizations;
    /// The viewer's sessions.
    OwnSessions: auth.list_sessions(auth::ListSessionsRequest) -> sessions: Session of Sessions;
}

list! { public true:
    /// The plans on offer.
    Catalogue: billing.list_plans(billing::ListPlansRequest) -> plans: Plan;
}
