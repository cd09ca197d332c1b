//! The gRPC service: authorise, convert, run, map errors. A file for each kind of object; this one ties them together.

mod billing_details;
mod catalogue;
mod invoices;
mod orders;
mod payments;
mod staff;
mod subscriptions;

use hc_access::{Access, Caller, MethodRule, Permission, Rule};
use hc_events::Cause;
use hc_proto::{
    CheckedPage,
    billing::v1::{self as proto, billing_service_server as server},
    r#type::v1 as types,
};
use hc_rpc::{CallContext, refusal};
use hc_storage::StoreError;
use hc_types::{Currency, Money, OrganizationId, PageRequest};
use sqlx::{Postgres, pool::PoolConnection};
use tonic::{Code, Request, Response, Status};
use uuid::Uuid;

use crate::app::App;

/// Mails about an invoice say its number and what is due.
const READ_BY_MAILS: Rule = Rule::OrganizationOrService(Permission::InvoiceRead, &["notifications"]);

/// Who may call what.
pub const RULES: &[MethodRule] = &[
    ("hostingco.billing.v1.BillingService/ListPlans", Rule::Public),
    ("hostingco.billing.v1.BillingService/BatchGetPlans", Rule::Public),
    ("hostingco.billing.v1.BillingService/BatchGetPrices", Rule::Public),
    ("hostingco.billing.v1.BillingService/PreviewOrder", Rule::Organization(Permission::OrderPreview)),
    ("hostingco.billing.v1.BillingService/PlaceOrder", Rule::Organization(Permission::OrderPlace)),
    ("hostingco.billing.v1.BillingService/PayInvoice", Rule::Organization(Permission::InvoicePay)),
    ("hostingco.billing.v1.BillingService/VoidInvoice", Rule::Organization(Permission::InvoiceVoid)),
    ("hostingco.billing.v1.BillingService/ListSubscriptions", Rule::Organization(Permission::SubscriptionRead)),
    ("hostingco.billing.v1.BillingService/BatchGetSubscriptions", Rule::Organization(Permission::SubscriptionRead)),
    ("hostingco.billing.v1.BillingService/ListInvoices", Rule::Organization(Permission::InvoiceRead)),
    ("hostingco.billing.v1.BillingService/BatchGetInvoices", READ_BY_MAILS),
    ("hostingco.billing.v1.BillingService/BatchGetPayments", Rule::Organization(Permission::PaymentRead)),
    ("hostingco.billing.v1.BillingService/ListPayments", Rule::Organization(Permission::PaymentRead)),
    ("hostingco.billing.v1.BillingService/ListBillingDetails", Rule::Organization(Permission::InvoiceRead)),
    ("hostingco.billing.v1.BillingService/UpdateBillingDetails", Rule::Organization(Permission::InvoicePay)),
    ("hostingco.billing.v1.BillingService/ListAllInvoices", Rule::Platform(Permission::InvoiceRead)),
    ("hostingco.billing.v1.BillingService/FindInvoices", Rule::Platform(Permission::InvoiceRead)),
    ("hostingco.billing.v1.BillingService/GetRevenue", Rule::Platform(Permission::InvoiceRead)),
    ("hostingco.billing.v1.BillingService/ListPaidInstances", Rule::Service(&["provisioning"])),
];

/// Ids in one BatchGet, and organizations in one List.
const MOST_IDS: usize = 500;
const MOST_ORGANIZATIONS: usize = 100;

/// The handlers.
#[derive(Clone)]
pub struct Billing {
    app: App,
    access: Access,
}

/// The service, to be added to a server.
pub fn service(app: App, access: Access) -> server::BillingServiceServer<Billing> {
    server::BillingServiceServer::new(Billing { app, access })
}

/// What a handler answers.
type Answer<T> = Result<Response<T>, Status>;

#[tonic::async_trait]
impl server::BillingService for Billing {
    async fn list_plans(&self, request: Request<proto::ListPlansRequest>) -> Answer<proto::ListPlansResponse> {
        catalogue::list_plans(self, request).await.map(Response::new)
    }

    async fn batch_get_plans(
        &self,
        request: Request<proto::BatchGetPlansRequest>,
    ) -> Answer<proto::BatchGetPlansResponse> {
        catalogue::batch_get_plans(self, request).await.map(Response::new)
    }

    async fn batch_get_prices(
        &self,
        request: Request<proto::BatchGetPricesRequest>,
    ) -> Answer<proto::BatchGetPricesResponse> {
        catalogue::batch_get_prices(self, request).await.map(Response::new)
    }

    async fn preview_order(&self, request: Request<proto::PreviewOrderRequest>) -> Answer<proto::PreviewOrderResponse> {
        orders::preview_order(self, request).await.map(Response::new)
    }

    async fn place_order(&self, request: Request<proto::PlaceOrderRequest>) -> Answer<proto::PlaceOrderResponse> {
        orders::place_order(self, request).await.map(Response::new)
    }

    async fn pay_invoice(&self, request: Request<proto::PayInvoiceRequest>) -> Answer<proto::PayInvoiceResponse> {
        payments::pay_invoice(self, request).await.map(Response::new)
    }

    async fn void_invoice(&self, request: Request<proto::VoidInvoiceRequest>) -> Answer<proto::VoidInvoiceResponse> {
        invoices::void_invoice(self, request).await.map(Response::new)
    }

    async fn list_subscriptions(
        &self,
        request: Request<proto::ListSubscriptionsRequest>,
    ) -> Answer<proto::ListSubscriptionsResponse> {
        subscriptions::list_subscriptions(self, request).await.map(Response::new)
    }

    async fn batch_get_subscriptions(
        &self,
        request: Request<proto::BatchGetSubscriptionsRequest>,
    ) -> Answer<proto::BatchGetSubscriptionsResponse> {
        subscriptions::batch_get_subscriptions(self, request).await.map(Response::new)
    }

    async fn list_invoices(&self, request: Request<proto::ListInvoicesRequest>) -> Answer<proto::ListInvoicesResponse> {
        invoices::list_invoices(self, request).await.map(Response::new)
    }

    async fn batch_get_invoices(
        &self,
        request: Request<proto::BatchGetInvoicesRequest>,
    ) -> Answer<proto::BatchGetInvoicesResponse> {
        invoices::batch_get_invoices(self, request).await.map(Response::new)
    }

    async fn batch_get_payments(
        &self,
        request: Request<proto::BatchGetPaymentsRequest>,
    ) -> Answer<proto::BatchGetPaymentsResponse> {
        payments::batch_get_payments(self, request).await.map(Response::new)
    }

    async fn list_payments(&self, request: Request<proto::ListPaymentsRequest>) -> Answer<proto::ListPaymentsResponse> {
        payments::list_payments(self, request).await.map(Response::new)
    }

    async fn list_billing_details(
        &self,
        request: Request<proto::ListBillingDetailsRequest>,
    ) -> Answer<proto::ListBillingDetailsResponse> {
        billing_details::list(self, request).await.map(Response::new)
    }

    async fn update_billing_details(
        &self,
        request: Request<proto::UpdateBillingDetailsRequest>,
    ) -> Answer<proto::UpdateBillingDetailsResponse> {
        billing_details::update(self, request).await.map(Response::new)
    }

    async fn list_all_invoices(
        &self,
        request: Request<proto::ListAllInvoicesRequest>,
    ) -> Answer<proto::ListAllInvoicesResponse> {
        staff::list_all_invoices(self, request).await.map(Response::new)
    }

    async fn find_invoices(&self, request: Request<proto::FindInvoicesRequest>) -> Answer<proto::FindInvoicesResponse> {
        staff::find_invoices(self, request).await.map(Response::new)
    }

    async fn get_revenue(&self, request: Request<proto::GetRevenueRequest>) -> Answer<proto::GetRevenueResponse> {
        staff::get_revenue(self, request).await.map(Response::new)
    }

    async fn list_paid_instances(
        &self,
        request: Request<proto::ListPaidInstancesRequest>,
    ) -> Answer<proto::ListPaidInstancesResponse> {
        subscriptions::list_paid_instances(self, request).await.map(Response::new)
    }
}

impl Billing {
    /// The organization of a request's text, in which the caller has the permission. What is no id is nobody's.
    async fn organization(
        &self,
        caller: &Caller,
        permission: Permission,
        text: &str,
    ) -> Result<OrganizationId, Status> {
        let organization: OrganizationId = text.parse().map_err(|_| no_organization())?;
        self.access.organization(caller, permission, organization).await?;
        Ok(organization)
    }

    /// The organizations of a List request, in each of which the caller has the permission.
    async fn organizations(
        &self,
        caller: &Caller,
        permission: Permission,
        texts: &[String],
    ) -> Result<Vec<OrganizationId>, Status> {
        if texts.len() > MOST_ORGANIZATIONS {
            return Err(too_many(texts.len(), MOST_ORGANIZATIONS));
        }
        let organizations = texts.iter().map(|text| text.parse().map_err(|_| no_organization()));
        let organizations = organizations.collect::<Result<Vec<_>, _>>()?;
        self.access.organizations(caller, permission, &organizations).await?;
        Ok(organizations)
    }

    /// A connection for reading.
    async fn reading(&self) -> Result<PoolConnection<Postgres>, Status> {
        self.app.db.pool().acquire().await.map_err(|error| hc_rpc::status(StoreError::from(error)))
    }

    /// A connection for reading what may be a little old.
    async fn reading_stale(&self) -> Result<PoolConnection<Postgres>, Status> {
        self.app.db.stale_reader().await.map_err(hc_rpc::status)
    }
}

/// The ids of a BatchGet; what is no id of the kind names nothing, so it is left out.
fn ids<Id: std::str::FromStr + Into<Uuid>>(texts: &[String]) -> Result<Vec<Uuid>, Status> {
    if texts.len() > MOST_IDS {
        return Err(too_many(texts.len(), MOST_IDS));
    }
    Ok(texts.iter().filter_map(|text| text.parse::<Id>().ok()).map(Into::into).collect())
}

fn no_organization() -> Status {
    refusal(Code::NotFound, "ORGANIZATION_NOT_FOUND", "the organization does not exist")
}

fn too_many(given: usize, most: usize) -> Status {
    refusal(Code::InvalidArgument, "TOO_MANY_IDS", format!("at most {most} ids, not {given}"))
}

fn page(request: Option<types::PageRequest>) -> Result<PageRequest, Status> {
    let checked = CheckedPage::try_from(request);
    checked.map(|page| page.0).map_err(|error| refusal(Code::InvalidArgument, "PAGE_INVALID", error.to_string()))
}

/// The caller's wish as the cause of what follows.
fn cause(caller: &Caller) -> Cause {
    let request = CallContext::current().unwrap_or_default();
    Cause::by(caller.principal(), request.request_id()).in_session(caller.session())
}

fn money(minor: i64, currency: Currency) -> types::Money {
    Money::new(minor, currency).into()
}

#[cfg(test)]
mod tests {
    #[test]
    fn every_method_has_its_rule() {
        assert_eq!(hc_access::check_rules(super::RULES), Ok(()));
    }
}
