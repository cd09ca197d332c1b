use hc_types::PageRequest;

use super::*;
use crate::store::catalogue::{self, Offer};

impl TestBilling {
    async fn page(
        &self,
        first: Option<i64>,
        after: Option<&str>,
        last: Option<i64>,
        before: Option<&str>,
    ) -> Vec<Offer> {
        let request = PageRequest::new(first, after, last, before).unwrap();
        catalogue::page(&mut self.pool().acquire().await.unwrap(), &request).await.unwrap().items
    }
}

fn slugs(offers: &[Offer]) -> Vec<&str> {
    offers.iter().map(|offer| offer.plan.slug.as_str()).collect()
}

fn cursor(offer: &Offer) -> String {
    hc_types::page::encode(offer.plan.id.uuid())
}

#[tokio::test]
async fn seeding_again_changes_nothing() {
    let billing = TestBilling::start().await;
    let before = billing.price("site-starter").await;
    assert_eq!(billing.seed(SEEDS).await, Changes::default());
    assert_eq!(billing.price("site-starter").await, before);
}

#[tokio::test]
async fn a_changed_price_is_a_new_version_and_customers_keep_theirs() {
    let billing = TestBilling::start().await;
    let old = billing.price("site-starter").await;
    let placed = billing.placed("order-1").await;
    let changes = billing.seed(&SEEDS.replace("EUR = \"4.90\"", "EUR = \"5.90\"")).await;
    assert_eq!(changes, Changes { added: 1, retired: 1 });
    let new = billing.price("site-starter").await;
    assert_ne!(old, new);

    let prices = catalogue::prices(billing.pool(), &[old.uuid(), new.uuid()]).await.unwrap();
    let shown: Vec<_> = prices.iter().map(|price| (price.version, price.amount.minor())).collect();
    assert!(shown.contains(&(1, 490)) && shown.contains(&(2, 590)), "{shown:?}");
    assert_eq!(billing.pay(placed.invoice.invoice.id, "pay-1").await.unwrap().payment.amount.minor(), 583);
    // Back again is a third version, not the first one changed.
    billing.seed(SEEDS).await;
    assert_ne!(billing.price("site-starter").await, old);
}

#[tokio::test]
async fn a_changed_plan_is_a_new_version_with_its_prices() {
    let billing = TestBilling::start().await;
    let old = billing.price("site-starter").await;
    let changes = billing.seed(&SEEDS.replace("disk_mb = 1_000", "disk_mb = 2_000")).await;
    assert_eq!(changes, Changes { added: 5, retired: 5 });
    assert_ne!(billing.price("site-starter").await, old);
    let plans = billing.page(None, None, None, None).await;
    assert_eq!(slugs(&plans), ["site-free", "site-starter", "site-business", "site-scale"]);
    assert_eq!(plans[1].plan.limits.disk_bytes, 2_000_000_000);

    // The version that customers have is still there, with its prices.
    let prices = catalogue::prices(billing.pool(), &[old.uuid()]).await.unwrap();
    let mut connection = billing.pool().acquire().await.unwrap();
    let sold = catalogue::plans(&mut connection, &[prices[0].plan.uuid()]).await.unwrap();
    assert_eq!((sold[0].plan.limits.disk_bytes, sold[0].prices.len()), (1_000_000_000, 4));
}

#[tokio::test]
async fn what_is_missing_in_the_file_is_taken_off_sale() {
    let billing = TestBilling::start().await;
    let (without, _) = SEEDS.split_once("[[plans]]\nslug = \"site-scale\"").unwrap();
    assert_eq!(billing.seed(without).await, Changes { added: 0, retired: 6 });
    assert_eq!(slugs(&billing.page(None, None, None, None).await), ["site-free", "site-starter", "site-business"]);
}

#[tokio::test]
async fn what_was_sold_can_not_be_changed() {
    let billing = TestBilling::start().await;
    for sql in ["UPDATE prices SET amount_minor = 1", "UPDATE plans SET disk_bytes = 1", "DELETE FROM coupons"] {
        let refused = sqlx::raw_sql(sql).execute(billing.pool()).await.unwrap_err();
        assert!(refused.to_string().contains("never changed or deleted"), "{sql}: {refused}");
    }
}

#[tokio::test]
async fn pages_keep_the_catalogues_order_both_ways() {
    let billing = TestBilling::start().await;
    let first = billing.page(Some(2), None, None, None).await;
    assert_eq!(slugs(&first), ["site-free", "site-starter"]);
    assert_eq!(first[0].prices.len(), 2);
    let next = billing.page(Some(2), Some(&cursor(&first[1])), None, None).await;
    assert_eq!(slugs(&next), ["site-business", "site-scale"]);
    let back = billing.page(None, None, Some(1), Some(&cursor(&next[0]))).await;
    assert_eq!(slugs(&back), ["site-starter"]);
    assert_eq!(slugs(&billing.page(None, None, Some(2), None).await), ["site-business", "site-scale"]);
}
