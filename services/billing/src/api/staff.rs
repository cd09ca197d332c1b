//! What staff see across all organizations. The rules of these methods have asked for their platform roles.

use hc_proto::{billing::v1 as proto, r#type::v1::PageInfo};
use hc_rpc::{Violations, status};
use tonic::{Request, Status};

use super::{Billing, invoices::wanted, money, page};
use crate::{domain::invoice::InvoiceStatus, store::invoices};

/// Characters that a search may have.
const MOST_SEARCHED: usize = 100;
/// The days that revenue may be asked for: a quarter.
const MOST_DAYS: i32 = 92;

pub async fn list_all_invoices(
    billing: &Billing,
    request: Request<proto::ListAllInvoicesRequest>,
) -> Result<proto::ListAllInvoicesResponse, Status> {
    let request = request.into_inner();
    let mut statuses = wanted(&request.statuses)?;
    if statuses.is_empty() {
        statuses.extend(InvoiceStatus::ALL);
    }
    let page = page(request.page)?;
    let found = invoices::page_of_all(&mut *billing.reading_stale().await?, &statuses, &page).await.map_err(status)?;
    let page_info = Some(PageInfo::of(&found, |full| full.invoice.id.uuid()));
    Ok(proto::ListAllInvoicesResponse { invoices: found.items.into_iter().map(Into::into).collect(), page_info })
}

pub async fn find_invoices(
    billing: &Billing,
    request: Request<proto::FindInvoicesRequest>,
) -> Result<proto::FindInvoicesResponse, Status> {
    let text = request.into_inner().text;
    let text = text.trim();
    let mut violations = Violations::new();
    if !(1..=MOST_SEARCHED).contains(&text.chars().count()) {
        violations.add("text", "TEXT_INVALID", format!("1 to {MOST_SEARCHED} characters"));
    }
    violations.finish()?;
    let mut connection = billing.reading_stale().await?;
    let ids = invoices::ids_by(&mut *connection, text).await.map_err(status)?;
    let mut found = invoices::get(&mut connection, &ids).await.map_err(status)?;
    found.reverse();
    Ok(proto::FindInvoicesResponse { invoices: found.into_iter().map(Into::into).collect() })
}

pub async fn get_revenue(
    billing: &Billing,
    request: Request<proto::GetRevenueRequest>,
) -> Result<proto::GetRevenueResponse, Status> {
    let days = request.into_inner().days;
    let mut violations = Violations::new();
    if !(1..=MOST_DAYS).contains(&days) {
        violations.add("days", "DAYS_INVALID", format!("1 to {MOST_DAYS}"));
    }
    violations.finish()?;
    let found = invoices::revenue(&mut *billing.reading_stale().await?, days).await.map_err(status)?;
    let days = found.into_iter().map(|day| proto::RevenueDay {
        day: Some(day.day.into()),
        invoices: day.invoices,
        total: Some(money(day.total, day.currency)),
    });
    Ok(proto::GetRevenueResponse { days: days.collect() })
}
