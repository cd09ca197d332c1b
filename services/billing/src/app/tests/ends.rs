use hc_types::InstanceId;

use super::*;
use crate::{
    app::end_subscription::{Gone, end_subscription},
    domain::{invoice::InvoiceStatus, subscription::SubscriptionStatus},
    store::{invoices, subscriptions},
};

impl TestBilling {
    async fn end(&self, instance: InstanceId, gone: Gone) {
        let cause = Cause::system("test");
        let ended = self
            .db()
            .transact(move |tx, now| async move { end_subscription(tx, now, &cause, instance, gone).await }.boxed());
        ended.await.unwrap();
    }

    async fn status_of(&self, placed: &PlacedOrder, index: usize) -> SubscriptionStatus {
        let id = placed.subscriptions[index].id.uuid();
        subscriptions::get(self.pool(), &[id]).await.unwrap()[0].status
    }

    async fn canceled(&self) -> usize {
        self.told().await.iter().filter(|kind| *kind == "billing.subscription.canceled.v1").count()
    }
}

#[tokio::test]
async fn a_terminated_instance_ends_its_subscription_once() {
    let billing = TestBilling::start().await;
    let placed = billing.placed("order-1").await;
    billing.pay(placed.invoice.invoice.id, "pay-1").await.unwrap();
    let live = subscriptions::paid_instances(billing.pool(), None, 10).await.unwrap();
    assert_eq!(live[0].instance, placed.subscriptions[0].instance);

    for _ in 0..2 {
        billing.end(placed.subscriptions[0].instance, Gone::Terminated).await;
    }
    assert_eq!(billing.status_of(&placed, 0).await, SubscriptionStatus::Canceled);
    assert_eq!(billing.canceled().await, 1);
    assert_eq!(billing.balance("customer_credit").await, (0, 0));
    assert_eq!(subscriptions::paid_instances(billing.pool(), None, 10).await.unwrap(), []);
}

#[tokio::test]
async fn what_could_not_be_made_is_credited_to_the_cent() {
    let billing = TestBilling::start().await;
    let placed = billing.place(&["site-starter", "site-business", "site-starter"], "order-1").await.unwrap();
    billing.pay(placed.invoice.invoice.id, "pay-1").await.unwrap();
    for subscription in &placed.subscriptions {
        billing.end(subscription.instance, Gone::Failed).await;
        billing.end(subscription.instance, Gone::Failed).await;
        billing.assert_books_are_right().await;
    }
    // Crediting every line is crediting the invoice.
    assert_eq!(billing.balance("customer_credit").await, (0, placed.invoice.invoice.total));
    assert_eq!(billing.balance("deferred_income").await, (2470, 2470));
    assert_eq!(billing.canceled().await, 3);
}

#[tokio::test]
async fn a_free_instance_that_failed_gives_no_credit() {
    let billing = TestBilling::start().await;
    let placed = billing.place(&["site-free"], "order-1").await.unwrap();
    billing.end(placed.subscriptions[0].instance, Gone::Failed).await;
    assert_eq!(billing.status_of(&placed, 0).await, SubscriptionStatus::Canceled);
    assert_eq!(billing.count("SELECT count(*) FROM account_credits").await, 0);
}

#[tokio::test]
async fn an_order_of_which_nothing_is_left_is_not_owed() {
    let billing = TestBilling::start().await;
    let placed = billing.place(&["site-starter", "site-business"], "order-1").await.unwrap();
    let status = async || {
        let id = placed.invoice.invoice.id;
        invoices::get_one(&mut billing.pool().acquire().await.unwrap(), id).await.unwrap().invoice.status
    };
    billing.end(placed.subscriptions[0].instance, Gone::Terminated).await;
    assert_eq!(status().await, InvoiceStatus::Open);
    billing.end(placed.subscriptions[1].instance, Gone::Terminated).await;
    assert_eq!(status().await, InvoiceStatus::Void);
}

#[tokio::test]
async fn what_was_given_up_before_it_was_paid_for_is_credited() {
    let billing = TestBilling::start().await;
    let placed = billing.place(&["site-starter", "site-business"], "order-1").await.unwrap();
    billing.end(placed.subscriptions[0].instance, Gone::Terminated).await;
    billing.pay(placed.invoice.invoice.id, "pay-1").await.unwrap();
    assert_eq!(billing.status_of(&placed, 0).await, SubscriptionStatus::Canceled);
    assert_eq!(billing.status_of(&placed, 1).await, SubscriptionStatus::Active);
    assert_eq!(billing.balance("customer_credit").await, (0, 583));
    billing.assert_books_are_right().await;
}

#[tokio::test]
async fn an_instance_that_nobody_ordered_here_changes_nothing() {
    let billing = TestBilling::start().await;
    billing.end(InstanceId::new(), Gone::Terminated).await;
    assert_eq!(billing.told().await, Vec::<String>::new());
}
