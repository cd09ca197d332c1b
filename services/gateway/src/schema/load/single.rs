//! What is not a list of pages: one answer to one call.

use std::collections::HashMap;
use std::sync::Arc;

use hc_proto::{
    accounts::v1 as accounts, audit::v1 as audit, billing::v1 as billing, notifications::v1 as notifications,
    provisioning::v1 as provisioning, r#type::v1 as shared,
};

use crate::batch::Lane;
use crate::errors::{Code, Failure};
use crate::rpc::{Clients, answer};

/// All regions.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct AllRegions;

impl Lane for AllRegions {
    type Key = ();
    type Value = Arc<Vec<Arc<provisioning::Region>>>;

    const CHUNK: usize = 1;
    const IS_PUBLIC: bool = true;

    async fn fetch(self, mut clients: Clients, keys: Vec<()>) -> Result<HashMap<(), Self::Value>, Failure> {
        let found = answer(clients.provisioning.list_regions(provisioning::ListRegionsRequest {}).await)?;
        let regions: Arc<Vec<_>> = Arc::new(found.regions.into_iter().map(Arc::new).collect());
        Ok(keys.into_iter().map(|key| (key, Arc::clone(&regions))).collect())
    }
}

/// Organizations by their names in addresses: each part of a page that may be missing by itself asks for the same one.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct OrganizationsBySlug;

impl Lane for OrganizationsBySlug {
    type Key = String;
    type Value = Arc<accounts::Organization>;

    // A page is of one organization.
    const CHUNK: usize = 1;

    async fn fetch(self, mut clients: Clients, slugs: Vec<String>) -> Result<HashMap<String, Self::Value>, Failure> {
        let mut organizations = HashMap::new();
        for slug in slugs {
            let request = accounts::GetOrganizationBySlugRequest { slug: slug.clone() };
            let found = answer(clients.accounts.get_organization_by_slug(request).await)?;
            organizations.extend(found.organization.map(|organization| (slug, Arc::new(organization))));
        }
        Ok(organizations)
    }
}

/// What the viewer wants to hear of.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct OwnPreferences;

impl Lane for OwnPreferences {
    type Key = ();
    type Value = Arc<notifications::Preferences>;

    const CHUNK: usize = 1;

    async fn fetch(self, mut clients: Clients, keys: Vec<()>) -> Result<HashMap<(), Self::Value>, Failure> {
        let found = answer(clients.mails.get_preferences(notifications::GetPreferencesRequest {}).await)?;
        let preferences = found.preferences.map(Arc::new);
        Ok(keys.into_iter().filter_map(|key| Some((key, preferences.clone()?))).collect())
    }
}

/// The organizations that a user belongs to, for staff: the newest ten.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct OrganizationsOfUser;

impl Lane for OrganizationsOfUser {
    type Key = String;
    type Value = Arc<Vec<Arc<accounts::Organization>>>;

    // A search finds ten users at most.
    const CHUNK: usize = 1;

    async fn fetch(self, mut clients: Clients, ids: Vec<String>) -> Result<HashMap<String, Self::Value>, Failure> {
        let mut lists = HashMap::new();
        for id in ids {
            let page = Some(shared::PageRequest { first: Some(10), ..Default::default() });
            let request = accounts::SearchOrganizationsRequest { text: String::new(), user_id: Some(id.clone()), page };
            let found = answer(clients.accounts.search_organizations(request).await)?;
            lists.insert(id, Arc::new(found.organizations.into_iter().map(Arc::new).collect()));
        }
        Ok(lists)
    }
}

/// How the mails of organizations look.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct BrandsOf;

impl Lane for BrandsOf {
    type Key = String;
    type Value = Arc<notifications::Brand>;

    const CHUNK: usize = 100;

    async fn fetch(self, mut clients: Clients, ids: Vec<String>) -> Result<HashMap<String, Self::Value>, Failure> {
        let request = notifications::ListBrandsRequest { organization_ids: ids.clone() };
        let found = answer(clients.mails.list_brands(request).await)?;
        Ok(ids.into_iter().zip(found.brands.into_iter().map(Arc::new)).collect())
    }
}

/// To whom the invoices of organizations are addressed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct BillingDetailsOf;

impl Lane for BillingDetailsOf {
    type Key = String;
    type Value = Arc<billing::Letterhead>;

    const CHUNK: usize = 100;

    async fn fetch(self, mut clients: Clients, ids: Vec<String>) -> Result<HashMap<String, Self::Value>, Failure> {
        let request = billing::ListBillingDetailsRequest { organization_ids: ids.clone() };
        let found = answer(clients.billing.list_billing_details(request).await)?;
        Ok(ids.into_iter().zip(found.details.into_iter().map(Arc::new)).collect())
    }
}

/// The attempts to pay invoices, newest first.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct PaymentsOf;

impl Lane for PaymentsOf {
    type Key = String;
    type Value = Arc<Vec<Arc<billing::Payment>>>;

    const CHUNK: usize = 500;

    async fn fetch(self, mut clients: Clients, ids: Vec<String>) -> Result<HashMap<String, Self::Value>, Failure> {
        let request = billing::ListPaymentsRequest { invoice_ids: ids };
        let found = answer(clients.billing.list_payments(request).await)?;
        let mut by_invoice: HashMap<String, Vec<Arc<billing::Payment>>> = HashMap::new();
        for payment in found.payments {
            by_invoice.entry(payment.invoice_id.clone()).or_default().push(Arc::new(payment));
        }
        Ok(by_invoice.into_iter().map(|(invoice, payments)| (invoice, Arc::new(payments))).collect())
    }
}

/// How many entries of the viewer's feed are unread.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct UnreadCount;

impl Lane for UnreadCount {
    type Key = ();
    type Value = i32;

    const CHUNK: usize = 1;

    async fn fetch(self, mut clients: Clients, keys: Vec<()>) -> Result<HashMap<(), i32>, Failure> {
        let found = answer(clients.feed.count_unread(notifications::CountUnreadRequest {}).await)?;
        Ok(keys.into_iter().map(|key| (key, found.unread)).collect())
    }
}

/// Whether the record of an organization is as it was written. Each costs its owner a walk over the record, so there is a
/// call for each; the estimate of an operation's cost keeps them few.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct AuditOf;

impl Lane for AuditOf {
    type Key = String;
    type Value = Arc<audit::VerifyAuditResponse>;

    const CHUNK: usize = 1;

    async fn fetch(self, mut clients: Clients, keys: Vec<String>) -> Result<HashMap<String, Self::Value>, Failure> {
        let organization = keys.into_iter().next();
        let organization =
            organization.ok_or_else(|| Failure::new(Code::Internal, "Something went wrong on our side."))?;
        let request = audit::VerifyAuditRequest { organization_id: organization.clone() };
        let verified = answer(clients.audit.verify_audit(request).await)?;
        Ok(HashMap::from([(organization, Arc::new(verified))]))
    }
}
