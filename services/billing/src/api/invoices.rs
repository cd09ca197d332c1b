//! Invoices.

use hc_access::{Caller, Permission};
use hc_proto::{billing::v1 as proto, r#type::v1::PageInfo};
use hc_rpc::{Violations, refusal};
use hc_types::{Currency, InvoiceId, OrganizationId};
use rust_decimal::{Decimal, RoundingStrategy, prelude::ToPrimitive};
use tonic::{Code, Request, Status};

use super::{Billing, cause, ids, money, page};
use crate::{
    app::void_order::void_order,
    domain::{invoice::InvoiceStatus, pricing::TaxGroup},
    store::{
        invoices::{self, FullInvoice, InvoiceLine},
        orders::End,
    },
};

pub async fn list_invoices(
    billing: &Billing,
    request: Request<proto::ListInvoicesRequest>,
) -> Result<proto::ListInvoicesResponse, Status> {
    let caller = Caller::of(&request)?;
    let request = request.into_inner();
    let organizations = billing.organizations(&caller, Permission::InvoiceRead, &request.organization_ids).await?;
    let page = page(request.page)?;
    let statuses = wanted(&request.statuses)?;
    let mut connection = billing.reading().await?;
    let mut pages = Vec::with_capacity(organizations.len());
    for organization in organizations {
        let found = if statuses.is_empty() {
            invoices::page(&mut connection, organization, &page).await
        } else {
            invoices::page_by_status(&mut connection, organization, &statuses, &page).await
        };
        let found = found.map_err(hc_rpc::status)?;
        let page_info = PageInfo::of(&found, |full| full.invoice.id.uuid());
        let invoices = found.items.into_iter().map(Into::into).collect();
        pages.push(proto::InvoicePage { invoices, page_info: Some(page_info) });
    }
    Ok(proto::ListInvoicesResponse { pages })
}

pub async fn batch_get_invoices(
    billing: &Billing,
    request: Request<proto::BatchGetInvoicesRequest>,
) -> Result<proto::BatchGetInvoicesResponse, Status> {
    let caller = Caller::of(&request)?;
    let ids = ids::<InvoiceId>(&request.into_inner().ids)?;
    let mut found = invoices::get(&mut *billing.reading().await?, &ids).await.map_err(hc_rpc::status)?;
    let owners = found.iter().map(|full| full.invoice.organization);
    let permitted = billing.access.permitted(&caller, Permission::InvoiceRead, owners).await?;
    found.retain(|full| permitted.contains(&full.invoice.organization));
    Ok(proto::BatchGetInvoicesResponse { invoices: found.into_iter().map(Into::into).collect() })
}

pub async fn void_invoice(
    billing: &Billing,
    request: Request<proto::VoidInvoiceRequest>,
) -> Result<proto::VoidInvoiceResponse, Status> {
    let caller = Caller::of(&request)?;
    let invoice_id = request.into_inner().invoice_id;
    let (invoice, _) = permitted_invoice(billing, &caller, Permission::InvoiceVoid, &invoice_id).await?;
    let cause = cause(&caller);
    let db = &billing.app.db;
    let voided =
        db.transact(move |tx, now| Box::pin(async move { void_order(tx, now, &cause, invoice, End::Voided).await }));
    voided.await.map_err(hc_rpc::status)?;
    let invoice = invoices::get_one(&mut *billing.reading().await?, invoice).await.map_err(hc_rpc::status)?;
    Ok(proto::VoidInvoiceResponse { invoice: Some(invoice.into()) })
}

/// The statuses of a request, each once.
pub fn wanted(numbers: &[i32]) -> Result<Vec<InvoiceStatus>, Status> {
    let mut violations = Violations::new();
    let most = InvoiceStatus::ALL.len();
    if numbers.len() > most {
        violations.add("statuses", "STATUS_INVALID", format!("at most {most} statuses"));
    }
    let mut statuses = Vec::new();
    for (at, number) in numbers.iter().take(most).enumerate() {
        let status = read_status(*number).ok_or("there is no such status");
        let status = violations.check_as("STATUS_INVALID", format!("statuses[{at}]"), status);
        statuses.extend(status.filter(|status| !statuses.contains(status)));
    }
    violations.finish()?;
    Ok(statuses)
}

fn read_status(number: i32) -> Option<InvoiceStatus> {
    match proto::InvoiceStatus::try_from(number).ok()? {
        proto::InvoiceStatus::Unspecified => None,
        proto::InvoiceStatus::Draft => Some(InvoiceStatus::Draft),
        proto::InvoiceStatus::Open => Some(InvoiceStatus::Open),
        proto::InvoiceStatus::Paid => Some(InvoiceStatus::Paid),
        proto::InvoiceStatus::Void => Some(InvoiceStatus::Void),
        proto::InvoiceStatus::Uncollectible => Some(InvoiceStatus::Uncollectible),
    }
}

/// The invoice of a request's text, in whose organization the caller has the permission, and that organization. Another
/// organization's looks like one that does not exist.
pub async fn permitted_invoice(
    billing: &Billing,
    caller: &Caller,
    permission: Permission,
    text: &str,
) -> Result<(InvoiceId, OrganizationId), Status> {
    let not_found = || refusal(Code::NotFound, "INVOICE_NOT_FOUND", "the invoice does not exist");
    let invoice: InvoiceId = text.parse().map_err(|_| not_found())?;
    let owner = invoices::owner(billing.app.db.pool(), invoice).await.map_err(hc_rpc::status)?;
    let owner = owner.ok_or_else(not_found)?;
    match billing.access.organization(caller, permission, owner).await {
        Err(status) if status.code() == Code::NotFound => Err(not_found()),
        answer => answer.map(|()| (invoice, owner)),
    }
}

impl From<FullInvoice> for proto::Invoice {
    fn from(full: FullInvoice) -> Self {
        let FullInvoice { invoice, lines, tax_groups } = full;
        let mut subscription_ids: Vec<String> = Vec::new();
        for line in &lines {
            let id = line.subscription.to_string();
            if !subscription_ids.contains(&id) {
                subscription_ids.push(id);
            }
        }
        let currency = invoice.currency;
        let status = match invoice.status {
            InvoiceStatus::Draft => proto::InvoiceStatus::Draft,
            InvoiceStatus::Open => proto::InvoiceStatus::Open,
            InvoiceStatus::Paid => proto::InvoiceStatus::Paid,
            InvoiceStatus::Void => proto::InvoiceStatus::Void,
            InvoiceStatus::Uncollectible => proto::InvoiceStatus::Uncollectible,
        };
        Self {
            id: invoice.id.to_string(),
            organization_id: invoice.organization.to_string(),
            status: status.into(),
            lines: lines.into_iter().map(|line| invoice_line(line, currency)).collect(),
            prices_include_tax: invoice.prices_include_tax,
            discount: Some(money(invoice.discount, currency)),
            subtotal: Some(money(invoice.subtotal, currency)),
            tax_groups: tax_groups.iter().map(|group| tax_group(group, currency)).collect(),
            tax: Some(money(invoice.tax, currency)),
            total: Some(money(invoice.total, currency)),
            credit_applied: Some(money(invoice.credit_applied, currency)),
            amount_paid: Some(money(invoice.paid, currency)),
            amount_due: Some(money(invoice.due(), currency)),
            issued_at: invoice.issued_at.map(Into::into),
            due_at: invoice.due_at.map(Into::into),
            paid_at: invoice.paid_at.map(Into::into),
            created_at: Some(invoice.created_at.into()),
            subscription_ids,
            seller: Some(invoice.letterhead.into()),
            buyer: Some(invoice.buyer.into()),
            number: invoice.number,
        }
    }
}

fn invoice_line(line: InvoiceLine, currency: Currency) -> proto::InvoiceLine {
    // A unit price finer than the currency is shown rounded; the amount was computed from the exact one.
    let unit = line.unit.round_dp_with_strategy(0, RoundingStrategy::MidpointAwayFromZero).to_i64();
    proto::InvoiceLine {
        description: line.description,
        quantity: line.quantity.normalize().to_string(),
        unit_amount: Some(money(unit.unwrap_or(i64::MAX), currency)),
        amount: Some(money(line.amount, currency)),
        period_start: line.period.map(|period| period.start.into()),
        period_end: line.period.map(|period| period.end.into()),
        reason: line.reason,
    }
}

pub fn tax_group(group: &TaxGroup, currency: Currency) -> proto::TaxGroup {
    let rate: Decimal = group.tax.rate.normalize();
    let jurisdiction = &group.tax.jurisdiction;
    proto::TaxGroup {
        category: group.tax.category.clone(),
        rate: rate.to_string(),
        jurisdiction: (!jurisdiction.is_empty()).then(|| jurisdiction.clone()),
        taxable: Some(money(group.taxable, currency)),
        amount: Some(money(group.amount, currency)),
    }
}

#[cfg(test)]
mod tests {
    use hc_rpc::Fault;

    use super::*;

    #[test]
    fn a_status_is_wanted_once_and_nonsense_is_refused_at_its_place() {
        let open = i32::from(proto::InvoiceStatus::Open);
        assert_eq!(wanted(&[]).unwrap(), []);
        assert_eq!(wanted(&[open, open]).unwrap(), [InvoiceStatus::Open]);
        for nonsense in [0, 99] {
            let refused = Fault::from(&wanted(&[open, nonsense]).unwrap_err());
            assert_eq!(refused.violations[0].field, "statuses[1]");
            assert_eq!(refused.violations[0].reason, "STATUS_INVALID");
        }
        assert!(wanted(&[open; 6]).is_err());
    }
}
