use hc_types::{InvoiceId, PageRequest};

use super::*;
use crate::{
    domain::invoice::InvoiceStatus::{self, Open, Paid, Uncollectible, Void},
    store::invoices,
};

async fn page(billing: &TestBilling, statuses: &[InvoiceStatus], page: PageRequest) -> (Vec<InvoiceId>, bool) {
    let mut connection = billing.pool().acquire().await.unwrap();
    let found = invoices::page_by_status(&mut connection, billing.organization, statuses, &page).await.unwrap();
    (found.items.into_iter().map(|full| full.invoice.id).collect(), found.has_next)
}

#[tokio::test]
async fn invoices_are_listed_by_how_they_stand() {
    let mut billing = TestBilling::start().await;
    let of_another = billing.placed("order-0").await.invoice.invoice.id;
    billing.organization = OrganizationId::new();
    let mut made = Vec::new();
    for order in 1..=5 {
        made.insert(0, billing.placed(&format!("order-{order}")).await.invoice.invoice.id);
    }
    // Newest first: open, paid, void, paid, open.
    billing.pay(made[1], "pay-1").await.unwrap();
    billing.pay(made[3], "pay-2").await.unwrap();
    billing.void(made[2], End::Voided).await.unwrap();

    let first = |size| PageRequest::new(Some(size), None, None, None).unwrap();
    assert_eq!(page(&billing, &[Open], first(5)).await, (vec![made[0], made[4]], false));
    assert_eq!(page(&billing, &[Open, Void], first(2)).await, (vec![made[0], made[2]], true));
    let cursor = hc_types::page::encode(made[2].uuid());
    let rest = PageRequest::new(Some(2), Some(&cursor), None, None).unwrap();
    assert_eq!(page(&billing, &[Open, Void], rest).await, (vec![made[4]], false));
    let back = PageRequest::new(None, None, Some(2), Some(&cursor)).unwrap();
    assert_eq!(page(&billing, &[Open, Paid, Void], back).await.0, [made[0], made[1]]);
    assert_eq!(page(&billing, &InvoiceStatus::ALL, first(10)).await.0, made);
    assert_eq!(page(&billing, &[Uncollectible], first(5)).await, (vec![], false));
    assert!(!made.contains(&of_another));
}
