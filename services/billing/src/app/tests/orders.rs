use std::sync::atomic::Ordering;

use futures::future::join_all;
use hc_chassis::Stopping;
use hc_rpc::Problem;
use hc_testkit::eventually;
use hc_types::{Currency, PriceId};

use super::*;
use crate::{
    domain::{invoice::InvoiceStatus, subscription::SubscriptionStatus},
    jobs::lapse,
};

fn reasons(error: &PlaceOrderError) -> Vec<(String, String)> {
    error.violations().into_iter().map(|violation| (violation.field, violation.reason)).collect()
}

#[tokio::test]
async fn an_order_is_a_pro_forma_invoice_and_pending_subscriptions() {
    let billing = TestBilling::start().await;
    let placed = billing.place(&["site-starter", "site-business"], "order-1").await.unwrap();
    let invoice = &placed.invoice.invoice;
    assert_eq!((invoice.status, invoice.number.as_deref()), (InvoiceStatus::Open, None));
    assert_eq!((invoice.subtotal, invoice.tax, invoice.total), (1980, 376, 2356));
    assert!(placed.subscriptions.iter().all(|subscription| subscription.status == SubscriptionStatus::Pending));
    assert_eq!(placed.subscriptions[1].price, billing.price("site-business").await);
    assert_eq!(billing.rooms.held(), [invoice.order]);
    assert_eq!(
        billing.told().await,
        [
            "billing.order.placed.v1",
            "billing.subscription.created.v1",
            "billing.subscription.created.v1",
            "billing.invoice.created.v1"
        ]
    );
    assert_eq!(billing.count("SELECT count(*) FROM ledger_transfers").await, 0);
}

#[tokio::test]
async fn a_free_order_is_live_at_once() {
    let billing = TestBilling::start().await;
    let placed = billing.place(&["site-free"], "order-1").await.unwrap();
    assert_eq!(placed.invoice.invoice.status, InvoiceStatus::Paid);
    assert!(placed.invoice.invoice.number.as_deref().is_some_and(|number| number.ends_with("-000001")));
    assert_eq!(placed.subscriptions[0].status, SubscriptionStatus::Active);
    let told = billing.told().await;
    for kind in ["subscription.activated", "order.paid", "invoice.issued", "invoice.paid"] {
        assert!(told.contains(&format!("billing.{kind}.v1")), "{kind} in {told:?}");
    }
    billing.assert_books_are_right().await;
}

#[tokio::test]
async fn the_same_key_is_the_same_order_and_one_reservation() {
    let billing = TestBilling::start().await;
    let first = billing.placed("order-1").await;
    billing.rooms.full.store(true, Ordering::Relaxed);
    let again = billing.placed("order-1").await;
    assert_eq!(first.invoice, again.invoice);
    assert_eq!(first.subscriptions, again.subscriptions);
    assert_eq!(billing.rooms.held().len(), 1);

    let other = billing.place(&["site-business"], "order-1").await.unwrap_err();
    assert_eq!(other.problem(), (Code::Aborted, "IDEMPOTENCY_KEY_REUSED"));
}

#[tokio::test]
async fn the_same_key_at_once_is_one_order() {
    let billing = TestBilling::start().await;
    let all = join_all((0..8).map(|_| billing.placed("order-1"))).await;
    assert!(all.iter().all(|placed| placed.invoice == all[0].invoice));
    assert_eq!(billing.count("SELECT count(*) FROM orders").await, 1);
    assert_eq!(billing.count("SELECT count(*) FROM subscriptions").await, 1);
    // Several may have asked, always for the same order.
    assert!(billing.rooms.held().iter().all(|order| *order == all[0].invoice.invoice.order));
}

/// While somebody asks for capacity, the same order is placed by another call, which takes the last room.
struct Overtaken {
    rival: App,
    order: Mutex<Option<PlaceOrder>>,
}

impl Capacity for Overtaken {
    fn reserve<'a>(&'a self, _: &'a Hold) -> BoxFuture<'a, Result<Vec<Held>, CapacityError>> {
        async move {
            let order = self.order.lock().unwrap().take();
            self.rival.place_order(order.unwrap()).await.unwrap();
            Err(CapacityError::Full(vec![]))
        }
        .boxed()
    }

    fn release(&self, _: OrderId) -> BoxFuture<'_, Result<(), CapacityError>> {
        async { Ok(()) }.boxed()
    }
}

#[tokio::test]
async fn a_call_that_was_overtaken_by_another_with_its_key_gets_its_order() {
    let billing = TestBilling::start().await;
    let order = billing.order(billing.wish(&["site-starter"]).await, "order-1");
    let overtaken = Overtaken { rival: billing.app.clone(), order: Mutex::new(Some(order.clone())) };
    let app = App { capacity: Arc::new(overtaken), ..billing.app.clone() };
    let slower = app.place_order(order).await.unwrap();
    assert_eq!(slower.invoice, billing.placed("order-1").await.invoice);
    assert_eq!(billing.count("SELECT count(*) FROM orders").await, 1);
}

#[tokio::test]
async fn a_full_region_changes_nothing_and_a_retry_may_succeed() {
    let billing = TestBilling::start().await;
    billing.rooms.full.store(true, Ordering::Relaxed);
    let refused = billing.place(&["site-starter"], "order-1").await.unwrap_err();
    assert_eq!(refused.problem(), (Code::FailedPrecondition, "NO_CAPACITY"));
    assert_eq!(reasons(&refused), [("items[0].region_id".to_owned(), "NO_CAPACITY".to_owned())]);
    assert_eq!(billing.count("SELECT count(*) FROM orders").await, 0);
    assert_eq!(billing.told().await, Vec::<String>::new());
    billing.rooms.full.store(false, Ordering::Relaxed);
    billing.placed("order-1").await;
}

#[tokio::test]
async fn what_is_not_on_sale_is_refused_before_capacity_is_held() {
    let billing = TestBilling::start().await;
    let mut wish = billing.wish(&["site-starter", "site-starter"]).await;
    wish.items[1].price = PriceId::new();
    wish.coupon = Some("NOPE".into());
    let refused = billing.app.place_order(billing.order(wish, "order-1")).await.unwrap_err();
    assert_eq!(refused.problem(), (Code::InvalidArgument, "INVALID_FIELDS"));
    let expected = [("coupon_code", "COUPON_UNKNOWN"), ("items[1].price_id", "PRICE_NOT_FOUND")];
    assert_eq!(reasons(&refused), expected.map(|(field, reason)| (field.to_owned(), reason.to_owned())));
    assert_eq!(billing.rooms.held(), []);
}

#[tokio::test]
async fn currencies_do_not_mix() {
    let billing = TestBilling::start().await;
    let mut wish = billing.wish(&["site-starter", "site-starter"]).await;
    wish.items[1].price = billing.price_in("site-starter", Currency::USD).await;
    let refused = billing.app.place_order(billing.order(wish, "order-1")).await.unwrap_err();
    assert_eq!(reasons(&refused), [("items".to_owned(), "CURRENCIES_MIXED".to_owned())]);
}

#[tokio::test]
async fn a_coupon_takes_its_part_before_tax() {
    let billing = TestBilling::start().await;
    let wish = Wish { coupon: Some("welcome10".into()), ..billing.wish(&["site-starter"]).await };
    let placed = billing.app.place_order(billing.order(wish, "order-1")).await.unwrap();
    let invoice = placed.invoice.invoice;
    assert_eq!((invoice.discount, invoice.subtotal, invoice.tax, invoice.total), (49, 441, 84, 525));
    billing.pay(invoice.id, "pay-1").await.unwrap();
    billing.assert_books_are_right().await;
}

#[tokio::test]
async fn a_preview_holds_the_order_to_its_price() {
    let billing = TestBilling::start().await;
    let now = store::now(billing.pool()).await.unwrap();
    let wish = billing.wish(&["site-starter"]).await;
    let (token, _) = billing.app.previews.sign(&billing.quote(wish.clone()).await, now);
    let held =
        |token: &str, key| PlaceOrder { preview_token: Some(token.to_owned()), ..billing.order(wish.clone(), key) };
    billing.app.place_order(held(&token, "order-1")).await.unwrap();

    let forged = billing.app.place_order(held("AAAA", "order-2")).await.unwrap_err();
    assert_eq!(forged.problem(), (Code::FailedPrecondition, "PREVIEW_INVALID"));

    billing.seed(&SEEDS.replace("rate = \"19\"", "rate = \"21\"")).await;
    let changed = billing.app.place_order(held(&token, "order-3")).await.unwrap_err();
    assert_eq!(changed.problem(), (Code::FailedPrecondition, "PRICE_CHANGED"));
    // A repeated key has its order, whatever prices do.
    billing.app.place_order(held(&token, "order-1")).await.unwrap();
}

#[tokio::test]
async fn an_unpaid_order_lapses_and_gives_its_capacity_back() {
    let billing = TestBilling::start().await;
    let staying = billing.placed("order-1").await;
    billing.rooms.short.store(true, Ordering::Relaxed);
    let placed = billing.placed("order-2").await;
    let lapsing = billing.pay(placed.invoice.invoice.id, "pay-0").await.unwrap_err();
    assert_eq!(lapsing.problem(), (Code::FailedPrecondition, "INVOICE_NOT_PAYABLE"));
    assert_eq!(lapse::lapse(&billing.app).await.unwrap(), 1);
    assert_eq!(lapse::lapse(&billing.app).await.unwrap(), 0);
    lapse::release(&billing.app).await.unwrap();
    lapse::release(&billing.app).await.unwrap();
    assert_eq!(billing.rooms.released(), [placed.invoice.invoice.order]);

    let lapsed = billing.placed("order-2").await;
    assert_eq!(lapsed.invoice.invoice.status, InvoiceStatus::Void);
    assert_eq!(lapsed.invoice.invoice.due(), 0);
    assert_eq!(lapsed.subscriptions[0].status, SubscriptionStatus::Expired);
    assert_eq!(
        billing.told().await[6..],
        ["billing.invoice.voided.v1", "billing.subscription.expired.v1", "billing.order.voided.v1"]
    );
    let too_late = billing.pay(placed.invoice.invoice.id, "pay-1").await.unwrap_err();
    assert_eq!(too_late.problem(), (Code::FailedPrecondition, "INVOICE_NOT_PAYABLE"));
    billing.pay(staying.invoice.invoice.id, "pay-2").await.unwrap();
    billing.assert_books_are_right().await;
}

#[tokio::test]
async fn capacity_is_not_given_back_to_who_is_away() {
    let billing = TestBilling::start().await;
    for key in ["order-1", "order-2"] {
        let placed = billing.placed(key).await;
        billing.void(placed.invoice.invoice.id, End::Voided).await.unwrap();
    }
    let asked_when = async |refusal| {
        *billing.rooms.refusal.lock().unwrap() = refusal;
        billing.rooms.released.lock().unwrap().clear();
        lapse::release(&billing.app).await.unwrap();
        billing.rooms.released().len()
    };
    assert_eq!(asked_when(Some(Code::Unavailable)).await, 1);
    // What is wrong with one order holds up no other.
    assert_eq!(asked_when(Some(Code::Internal)).await, 2);
    assert_eq!(asked_when(None).await, 2);
    assert_eq!(asked_when(None).await, 0);
}

#[tokio::test]
async fn orders_lapse_while_provisioning_says_nothing() {
    let billing = TestBilling::start().await;
    let given_up = billing.placed("order-1").await;
    billing.void(given_up.invoice.invoice.id, End::Voided).await.unwrap();
    billing.rooms.silent.store(true, Ordering::Relaxed);
    let lapsing = async {
        eventually("capacity is given back", async || !billing.rooms.released().is_empty()).await;
        billing.rooms.short.store(true, Ordering::Relaxed);
        billing.placed("order-2").await;
        eventually("the order lapses", async || {
            billing.count("SELECT count(*) FROM orders WHERE status = 'expired'").await == 1
        })
        .await;
    };
    tokio::select! {
        ended = lapse::run(billing.app.clone(), Stopping::new()) => panic!("nobody has asked for it: {ended:?}"),
        () = lapsing => {}
    }
}

#[tokio::test]
async fn an_owner_gives_an_order_up_once_and_only_unpaid() {
    let billing = TestBilling::start().await;
    let invoice = billing.placed("order-1").await.invoice.invoice.id;
    billing.void(invoice, End::Voided).await.unwrap();
    let again = billing.void(invoice, End::Voided).await.unwrap_err();
    assert_eq!(again.problem(), (Code::FailedPrecondition, "INVOICE_NOT_VOIDABLE"));
    assert_eq!(billing.count("SELECT count(*) FROM orders WHERE status = 'voided' AND release_due").await, 1);

    let paid = billing.placed("order-2").await.invoice.invoice.id;
    billing.pay(paid, "pay-1").await.unwrap();
    let refused = billing.void(paid, End::Voided).await.unwrap_err();
    assert_eq!(refused.problem(), (Code::FailedPrecondition, "INVOICE_NOT_VOIDABLE"));
}

#[tokio::test]
async fn so_many_orders_wait_to_be_paid_and_no_more_however_many_come_at_once() {
    let billing = TestBilling::start().await;
    let app = App { open_orders_at_most: 3, ..billing.app.clone() };
    let wish = billing.wish(&["site-starter"]).await;
    let keys: Vec<String> = (0..8).map(|number| format!("order-{number}")).collect();
    let all = join_all(keys.iter().map(|key| app.place_order(billing.order(wish.clone(), key)))).await;
    let (placed, refused): (Vec<_>, Vec<_>) = all.into_iter().partition(Result::is_ok);
    assert_eq!((placed.len(), refused.len()), (3, 5));
    for refused in refused {
        assert_eq!(refused.unwrap_err().problem(), (Code::FailedPrecondition, "TOO_MANY_OPEN_ORDERS"));
    }
    assert_eq!(billing.count("SELECT count(*) FROM orders").await, 3);
    // What was held for those that lost the race is free again.
    assert_eq!(billing.rooms.held().len() - billing.rooms.released().len(), 3);

    let paid = placed.into_iter().next().unwrap().unwrap();
    billing.pay(paid.invoice.invoice.id, "pay-1").await.unwrap();
    app.place_order(billing.order(wish, "order-9")).await.unwrap();
}
