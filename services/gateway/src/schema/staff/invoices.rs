//! What was ordered, across all organizations.

use std::sync::Arc;

use async_graphql::Context;
use hc_proto::billing::v1 as proto;

use crate::errors::Failure;
use crate::schema::billing::{Invoice, InvoiceStatus};
use crate::schema::context::{ContextExt, read};
use crate::schema::pages::{Connection, Listed, Window};

pub async fn invoices(
    ctx: &Context<'_>,
    statuses: Vec<InvoiceStatus>,
    page: Window,
) -> Result<Connection<Invoice>, Failure> {
    let page = Some(page.request());
    let statuses = statuses.into_iter().map(InvoiceStatus::number).collect();
    let found = read(ctx.clients()?.billing.list_all_invoices(proto::ListAllInvoicesRequest { statuses, page }).await)?;
    let items = found.invoices.into_iter().map(Arc::new).collect();
    Ok(Connection::of(&Listed { items, info: found.page_info.unwrap_or_default() }))
}
