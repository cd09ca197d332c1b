//! Lists that take more than a page's arguments.

use std::any::TypeId;
use std::collections::{BTreeSet, HashMap};
use std::sync::Arc;

use hc_proto::{
    audit::v1 as audit, billing::v1 as billing, notifications::v1 as notifications, provisioning::v1 as provisioning,
};
use hc_types::Timestamp;

use super::{Endpoints, Instances, Invoices, Operations, Releases};
use crate::batch::{Batcher, Lane};
use crate::errors::Failure;
use crate::rpc::{Clients, answer};
use crate::schema::pages::{Listed, Window};
use crate::schema::user_errors::refused;

/// The invoices of organizations, the same part of each.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct InvoicesOf {
    /// Which part.
    pub window: Window,
    /// Only those that stand so, as billing numbers it; all when empty.
    pub statuses: BTreeSet<i32>,
}

impl InvoicesOf {
    /// However they stand.
    pub fn all(window: Window) -> Self {
        Self { window, statuses: BTreeSet::new() }
    }
}

impl Lane for InvoicesOf {
    type Key = String;
    type Value = Arc<Listed<Arc<billing::Invoice>>>;

    const CHUNK: usize = 100;

    async fn fetch(self, mut clients: Clients, ids: Vec<String>) -> Result<HashMap<String, Self::Value>, Failure> {
        let request = billing::ListInvoicesRequest {
            organization_ids: ids.clone(),
            page: Some(self.window.request()),
            statuses: self.statuses.into_iter().collect(),
        };
        let found = answer(clients.billing.list_invoices(request).await)?;
        let pages = found.pages.into_iter().map(|page| {
            let items = page.invoices.into_iter().map(Arc::new).collect();
            Arc::new(Listed { items, info: page.page_info.unwrap_or_default() })
        });
        Ok(ids.into_iter().zip(pages).collect())
    }

    fn teaches() -> Option<TypeId> {
        Some(TypeId::of::<Invoices>())
    }

    fn learn(list: &Self::Value, batcher: &Batcher) {
        for invoice in &list.items {
            batcher.know(Invoices, invoice.id.clone(), Arc::clone(invoice));
        }
    }
}

/// The instances of organizations, the same part of each.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct InstancesOf {
    /// Which part.
    pub window: Window,
    /// Only those that stand so, as provisioning numbers it; all but the terminated when empty.
    pub statuses: BTreeSet<i32>,
}

impl InstancesOf {
    /// All but the terminated.
    pub fn present(window: Window) -> Self {
        Self { window, statuses: BTreeSet::new() }
    }
}

impl Lane for InstancesOf {
    type Key = String;
    type Value = Arc<Listed<Arc<provisioning::Instance>>>;

    const CHUNK: usize = 100;

    async fn fetch(self, mut clients: Clients, ids: Vec<String>) -> Result<HashMap<String, Self::Value>, Failure> {
        let request = provisioning::ListInstancesRequest {
            organization_ids: ids.clone(),
            page: Some(self.window.request()),
            statuses: self.statuses.into_iter().collect(),
        };
        let found = answer(clients.provisioning.list_instances(request).await)?;
        let pages = found.pages.into_iter().map(|page| {
            let items = page.instances.into_iter().map(Arc::new).collect();
            Arc::new(Listed { items, info: page.page_info.unwrap_or_default() })
        });
        Ok(ids.into_iter().zip(pages).collect())
    }

    fn teaches() -> Option<TypeId> {
        Some(TypeId::of::<Instances>())
    }

    fn learn(list: &Self::Value, batcher: &Batcher) {
        for instance in &list.items {
            batcher.know(Instances, instance.id.clone(), Arc::clone(instance));
        }
    }
}

/// The releases of instances, the same part of each.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct ReleasesOf {
    /// Which part.
    pub window: Window,
    /// Only those that stand so, as provisioning numbers it; all when empty.
    pub statuses: BTreeSet<i32>,
}

impl Lane for ReleasesOf {
    type Key = String;
    type Value = Arc<Listed<Arc<provisioning::Release>>>;

    const CHUNK: usize = 100;

    async fn fetch(self, mut clients: Clients, ids: Vec<String>) -> Result<HashMap<String, Self::Value>, Failure> {
        let request = provisioning::ListReleasesRequest {
            instance_ids: ids.clone(),
            page: Some(self.window.request()),
            statuses: self.statuses.into_iter().collect(),
        };
        let found = answer(clients.provisioning.list_releases(request).await)?;
        let pages = found.pages.into_iter().map(|page| {
            let items = page.releases.into_iter().map(Arc::new).collect();
            Arc::new(Listed { items, info: page.page_info.unwrap_or_default() })
        });
        Ok(ids.into_iter().zip(pages).collect())
    }

    fn teaches() -> Option<TypeId> {
        Some(TypeId::of::<Releases>())
    }

    fn learn(list: &Self::Value, batcher: &Batcher) {
        for release in &list.items {
            batcher.know(Releases, release.id.clone(), Arc::clone(release));
        }
    }
}

/// The operations on instances, the same part of each.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct OperationsOf {
    /// Which part.
    pub window: Window,
    /// Only those that stand so, as provisioning numbers it; all when empty.
    pub statuses: BTreeSet<i32>,
    /// Only those of these kinds; all when empty.
    pub kinds: BTreeSet<String>,
}

impl Lane for OperationsOf {
    type Key = String;
    type Value = Arc<Listed<Arc<provisioning::Operation>>>;

    const CHUNK: usize = 100;

    async fn fetch(self, mut clients: Clients, ids: Vec<String>) -> Result<HashMap<String, Self::Value>, Failure> {
        let request = provisioning::ListOperationsRequest {
            instance_ids: ids.clone(),
            page: Some(self.window.request()),
            statuses: self.statuses.into_iter().collect(),
            kinds: self.kinds.into_iter().collect(),
        };
        let found = clients.provisioning.list_operations(request).await.map_err(|status| refused(&status, None))?;
        let pages = found.into_inner().pages.into_iter().map(|page| {
            let items = page.operations.into_iter().map(Arc::new).collect();
            Arc::new(Listed { items, info: page.page_info.unwrap_or_default() })
        });
        Ok(ids.into_iter().zip(pages).collect())
    }

    fn teaches() -> Option<TypeId> {
        Some(TypeId::of::<Operations>())
    }

    fn learn(list: &Self::Value, batcher: &Batcher) {
        for operation in &list.items {
            batcher.know(Operations, operation.id.clone(), Arc::clone(operation));
        }
    }
}

/// Where the events of organizations go, the same part of each.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct EndpointsOf {
    /// Which part.
    pub window: Window,
    /// True for those alone to which events go, false for the others alone.
    pub enabled: Option<bool>,
}

impl Lane for EndpointsOf {
    type Key = String;
    type Value = Arc<Listed<Arc<notifications::WebhookEndpoint>>>;

    const CHUNK: usize = 100;

    async fn fetch(self, mut clients: Clients, ids: Vec<String>) -> Result<HashMap<String, Self::Value>, Failure> {
        let request = notifications::ListEndpointsRequest {
            organization_ids: ids.clone(),
            page: Some(self.window.request()),
            enabled: self.enabled,
        };
        let found = answer(clients.webhooks.list_endpoints(request).await)?;
        let pages = found.pages.into_iter().map(|page| {
            let items = page.endpoints.into_iter().map(Arc::new).collect();
            Arc::new(Listed { items, info: page.page_info.unwrap_or_default() })
        });
        Ok(ids.into_iter().zip(pages).collect())
    }

    fn teaches() -> Option<TypeId> {
        Some(TypeId::of::<Endpoints>())
    }

    fn learn(list: &Self::Value, batcher: &Batcher) {
        for endpoint in &list.items {
            batcher.know(Endpoints, endpoint.id.clone(), Arc::clone(endpoint));
        }
    }
}

/// The deliveries to endpoints, the same part of each.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct DeliveriesOf {
    /// Which part.
    pub window: Window,
    /// Only those that stand so.
    pub status: notifications::WebhookDeliveryStatus,
}

impl Lane for DeliveriesOf {
    type Key = String;
    type Value = Arc<Listed<Arc<notifications::WebhookDelivery>>>;

    const CHUNK: usize = 100;

    async fn fetch(self, mut clients: Clients, ids: Vec<String>) -> Result<HashMap<String, Self::Value>, Failure> {
        let request = notifications::ListDeliveriesRequest {
            endpoint_ids: ids.clone(),
            status: self.status.into(),
            page: Some(self.window.request()),
        };
        let found = answer(clients.webhooks.list_deliveries(request).await)?;
        let pages = found.pages.into_iter().map(|page| {
            let items = page.deliveries.into_iter().map(Arc::new).collect();
            Arc::new(Listed { items, info: page.page_info.unwrap_or_default() })
        });
        Ok(ids.into_iter().zip(pages).collect())
    }
}

/// Which recorded events are wanted.
#[derive(Debug, Clone, Default, PartialEq, Eq, Hash)]
pub struct AuditSearch {
    /// A type, or the beginning of one.
    pub kind: Option<String>,
    /// Exactly this actor.
    pub actor: Option<String>,
    /// Exactly this object.
    pub subject: Option<String>,
    /// Not before this instant.
    pub from: Option<Timestamp>,
    /// Before this instant.
    pub to: Option<Timestamp>,
    /// Any of these objects.
    pub subjects: Vec<String>,
}

impl AuditSearch {
    fn request(self) -> audit::AuditFilter {
        audit::AuditFilter {
            r#type: self.kind,
            actor: self.actor,
            subject: self.subject,
            from: self.from.map(Into::into),
            to: self.to.map(Into::into),
            subjects: self.subjects,
        }
    }
}

/// The record of organizations, the same part of each.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct AuditEventsOf {
    /// Which part.
    pub window: Window,
    /// Which events.
    pub search: AuditSearch,
}

impl Lane for AuditEventsOf {
    type Key = String;
    type Value = Arc<Listed<Arc<audit::AuditEvent>>>;

    const CHUNK: usize = 100;

    async fn fetch(self, mut clients: Clients, ids: Vec<String>) -> Result<HashMap<String, Self::Value>, Failure> {
        let request = audit::ListAuditEventsRequest {
            organization_ids: ids.clone(),
            filter: Some(self.search.request()),
            page: Some(self.window.request()),
        };
        let found = clients.audit.list_audit_events(request).await.map_err(|status| refused(&status, None))?;
        let pages = found.into_inner().pages.into_iter().map(|page| {
            let items = page.events.into_iter().map(Arc::new).collect();
            Arc::new(Listed { items, info: page.page_info.unwrap_or_default() })
        });
        Ok(ids.into_iter().zip(pages).collect())
    }
}

/// The viewer's feed: all of it, only what is unread, or only what is read.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct OwnNotifications {
    /// True for unread ones only, false for read ones only.
    pub unread: Option<bool>,
}

impl Lane for OwnNotifications {
    type Key = Window;
    type Value = Arc<Listed<Arc<notifications::Notification>>>;

    const CHUNK: usize = 1;

    async fn fetch(self, mut clients: Clients, windows: Vec<Window>) -> Result<HashMap<Window, Self::Value>, Failure> {
        let mut lists = HashMap::new();
        for window in windows {
            let page = Some(window.clone().request());
            let request = notifications::ListNotificationsRequest { unread: self.unread, page };
            let found = answer(clients.feed.list_notifications(request).await)?;
            let items = found.notifications.into_iter().map(Arc::new).collect();
            lists.insert(window, Arc::new(Listed { items, info: found.page_info.unwrap_or_default() }));
        }
        Ok(lists)
    }
}
