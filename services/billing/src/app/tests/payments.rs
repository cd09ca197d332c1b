use futures::future::join_all;
use hc_rpc::Problem;
use hc_types::PageRequest;
use tonic::Code;

use super::*;
use crate::{
    domain::{invoice::InvoiceStatus, payment::PaymentStatus, subscription::SubscriptionStatus},
    store::{invoices, numbers, payments, subscriptions},
};

async fn subscription(billing: &TestBilling, placed: &PlacedOrder) -> subscriptions::Subscription {
    let id = placed.subscriptions[0].id.uuid();
    subscriptions::get(billing.pool(), &[id]).await.unwrap().remove(0)
}

#[tokio::test]
async fn paying_issues_the_invoice_books_it_and_starts_what_was_bought() {
    let billing = TestBilling::start().await;
    let placed = billing.placed("order-1").await;
    let paid = billing.pay(placed.invoice.invoice.id, "pay-1").await.unwrap();
    assert_eq!((paid.payment.status, paid.payment.amount.minor()), (PaymentStatus::Succeeded, 583));
    let invoice = &paid.invoice.invoice;
    assert_eq!((invoice.status, invoice.paid, invoice.due()), (InvoiceStatus::Paid, 583, 0));
    assert!(invoice.number.as_deref().is_some_and(|number| number.starts_with("INV-") && number.ends_with("-000001")));

    let subscription = subscription(&billing, &placed).await;
    assert_eq!(subscription.status, SubscriptionStatus::Active);
    assert_eq!(paid.invoice.lines[0].period, subscription.period);

    assert_eq!(billing.balance("receivable").await, (583, 583));
    assert_eq!(billing.balance("provider_clearing:test").await, (583, 0));
    assert_eq!(billing.balance("deferred_income").await, (0, 490));
    assert_eq!(billing.balance("tax_payable:DE:19").await, (0, 93));
    billing.assert_books_are_right().await;
    assert_eq!(
        billing.told().await[3..],
        [
            "billing.payment.created.v1",
            "billing.payment.succeeded.v1",
            "billing.subscription.activated.v1",
            "billing.order.paid.v1",
            "billing.invoice.issued.v1",
            "billing.invoice.paid.v1"
        ]
    );
}

#[tokio::test]
async fn paying_twice_with_one_key_takes_the_money_once() {
    let billing = TestBilling::start().await;
    let invoice = billing.placed("order-1").await.invoice.invoice.id;
    let first = billing.pay(invoice, "pay-1").await.unwrap();
    let again = billing.pay(invoice, "pay-1").await.unwrap();
    assert_eq!((&first.payment, &first.invoice), (&again.payment, &again.invoice));
    let other_key = billing.pay(invoice, "pay-2").await.unwrap_err();
    assert_eq!(other_key.problem(), (Code::FailedPrecondition, "INVOICE_NOT_PAYABLE"));
    let other_input = billing.pay_with("test", "tok_declined", invoice, "pay-1").await.unwrap_err();
    assert_eq!(other_input.problem(), (Code::Aborted, "IDEMPOTENCY_KEY_REUSED"));
    let other_invoice = billing.placed("order-2").await.invoice.invoice.id;
    let other_invoice = billing.pay(other_invoice, "pay-1").await.unwrap_err();
    assert_eq!(other_invoice.problem(), (Code::Aborted, "IDEMPOTENCY_KEY_REUSED"));
    assert_eq!(billing.count("SELECT count(*) FROM test_provider.charges").await, 1);
}

#[tokio::test]
async fn twenty_at_once_pay_an_invoice_once() {
    let billing = TestBilling::start().await;
    let invoice = billing.placed("order-1").await.invoice.invoice.id;
    let keys: Vec<String> = (0..20).map(|n| format!("pay-{n}")).collect();
    let answers = join_all(keys.iter().map(|key| billing.pay(invoice, key))).await;
    assert_eq!(answers.iter().filter(|answer| answer.is_ok()).count(), 1);
    for refused in answers.into_iter().filter_map(Result::err) {
        let (code, reason) = refused.problem();
        assert_eq!(code, Code::FailedPrecondition);
        assert!(["PAYMENT_IN_PROGRESS", "INVOICE_NOT_PAYABLE"].contains(&reason), "{reason}");
    }
    assert_eq!(billing.count("SELECT count(*) FROM payments").await, 1);
    assert_eq!(billing.count("SELECT count(*) FROM test_provider.charges").await, 1);
    billing.assert_books_are_right().await;
}

#[tokio::test]
async fn twenty_retries_at_once_get_one_answer() {
    let billing = TestBilling::start().await;
    let invoice = billing.placed("order-1").await.invoice.invoice.id;
    let answers = join_all((0..20).map(|_| billing.pay(invoice, "pay-1"))).await;
    for answer in answers {
        assert_eq!(answer.unwrap().payment.status, PaymentStatus::Succeeded);
    }
    assert_eq!(billing.count("SELECT count(*) FROM payments").await, 1);
    assert_eq!(billing.count("SELECT count(*) FROM test_provider.charges").await, 1);
    assert_eq!(billing.balance("provider_clearing:test").await, (583, 0));
}

#[tokio::test]
async fn a_decline_is_the_final_answer_of_its_key_and_another_card_may_do() {
    let billing = TestBilling::start().await;
    let invoice = billing.placed("order-1").await.invoice.invoice.id;
    for (token, key, code) in
        [("tok_declined", "pay-1", "card_declined"), ("tok_insufficient_funds", "pay-2", "insufficient_funds")]
    {
        for _ in 0..2 {
            let declined = billing.pay_with("test", token, invoice, key).await.unwrap();
            assert_eq!(declined.payment.status, PaymentStatus::Failed);
            assert_eq!(declined.payment.failure_code.as_deref(), Some(code));
            assert_eq!(declined.invoice.invoice.status, InvoiceStatus::Open);
        }
    }
    let failed = billing.told().await.iter().filter(|kind| *kind == "billing.payment.failed.v1").count();
    assert_eq!(failed, 2);
    assert_eq!(billing.pay(invoice, "pay-3").await.unwrap().payment.status, PaymentStatus::Succeeded);
    // The first key keeps its answer.
    let declined = billing.pay_with("test", "tok_declined", invoice, "pay-1").await.unwrap();
    assert_eq!(declined.payment.status, PaymentStatus::Failed);
    billing.assert_books_are_right().await;
}

#[tokio::test]
async fn no_answer_is_unknown_and_is_asked_for() {
    let billing = TestBilling::start().await;
    let invoice = billing.placed("order-1").await.invoice.invoice.id;
    let waiting = billing.pay_with("loses_answers", "tok_ok", invoice, "pay-1").await.unwrap();
    assert_eq!(waiting.payment.status, PaymentStatus::Unknown);
    assert_eq!(waiting.invoice.invoice.status, InvoiceStatus::Open);
    let second = billing.pay(invoice, "pay-2").await.unwrap_err();
    assert_eq!(second.problem(), (Code::FailedPrecondition, "PAYMENT_IN_PROGRESS"));
    let voiding = billing.void(invoice, End::Voided).await.unwrap_err();
    assert_eq!(voiding.problem(), (Code::FailedPrecondition, "PAYMENT_IN_PROGRESS"));

    billing.ask_now().await;
    let answer = billing.pay_with("loses_answers", "tok_ok", invoice, "pay-1").await.unwrap();
    assert_eq!(answer.payment.status, PaymentStatus::Succeeded);
    assert_eq!(answer.invoice.invoice.status, InvoiceStatus::Paid);
    assert_eq!(billing.count("SELECT count(*) FROM test_provider.charges").await, 1);
    billing.assert_books_are_right().await;
}

#[tokio::test]
async fn a_retry_after_a_lost_answer_finds_the_one_charge() {
    let billing = TestBilling::start().await;
    let invoice = billing.placed("order-1").await.invoice.invoice.id;
    let lost = billing.pay_with("loses_first_answer", "tok_ok", invoice, "pay-1").await.unwrap();
    assert_eq!(lost.payment.status, PaymentStatus::Unknown);
    let found = billing.pay_with("loses_first_answer", "tok_ok", invoice, "pay-1").await.unwrap();
    assert_eq!((found.payment.id, found.payment.status), (lost.payment.id, PaymentStatus::Succeeded));
    assert_eq!(billing.count("SELECT count(*) FROM test_provider.charges").await, 1);
}

#[tokio::test]
async fn a_charge_that_never_arrived_is_called_off_and_another_may_follow() {
    let billing = TestBilling::start().await;
    let invoice = billing.placed("order-1").await.invoice.invoice.id;
    let waiting = billing.pay_with("never_hears", "tok_ok", invoice, "pay-1").await.unwrap();
    for _ in 0..3 {
        billing.ask_now().await;
        let known = payments::get(billing.pool(), &[waiting.payment.id.uuid()]).await.unwrap();
        assert_eq!(known[0].status, PaymentStatus::Unknown);
    }
    billing.ask_now().await;
    let known = payments::get(billing.pool(), &[waiting.payment.id.uuid()]).await.unwrap();
    assert_eq!((known[0].status, known[0].failure_code.as_deref()), (PaymentStatus::Failed, Some("not_received")));
    assert_eq!(billing.pay(invoice, "pay-2").await.unwrap().payment.status, PaymentStatus::Succeeded);
    billing.assert_books_are_right().await;
}

#[tokio::test]
async fn money_for_a_void_invoice_becomes_credit() {
    let billing = TestBilling::start().await;
    let placed = billing.placed("order-1").await;
    let invoice = placed.invoice.invoice.id;
    billing.pay_with("loses_answers", "tok_ok", invoice, "pay-1").await.unwrap();
    // Time does not wait for a provider without an answer.
    billing.void(invoice, End::Expired).await.unwrap();
    billing.ask_now().await;
    let late = billing.pay_with("loses_answers", "tok_ok", invoice, "pay-1").await.unwrap();
    assert_eq!(late.payment.status, PaymentStatus::Succeeded);
    assert_eq!(late.invoice.invoice.status, InvoiceStatus::Void);
    assert_eq!(subscription(&billing, &placed).await.status, SubscriptionStatus::Expired);
    assert_eq!(billing.balance("customer_credit").await, (0, 583));
    assert_eq!(billing.told().await.last().map(String::as_str), Some("billing.credit.granted.v1"));
    billing.assert_books_are_right().await;
}

#[tokio::test]
async fn a_call_that_is_given_up_leaves_a_payment_that_ends() {
    let billing = TestBilling::start().await;
    let invoice = billing.placed("order-1").await.invoice.invoice.id;
    // As a caller that hangs up: the future is dropped, wherever it stands.
    for polls in 0..12 {
        let mut pay = Box::pin(billing.pay(invoice, "pay-1"));
        for _ in 0..polls {
            if futures::poll!(pay.as_mut()).is_ready() {
                break;
            }
            tokio::task::yield_now().await;
        }
    }
    let answer = billing.pay(invoice, "pay-1").await.unwrap();
    assert_eq!(answer.payment.status, PaymentStatus::Succeeded);
    assert_eq!(billing.count("SELECT count(*) FROM payments").await, 1);
    assert_eq!(billing.count("SELECT count(*) FROM test_provider.charges").await, 1);
    billing.assert_books_are_right().await;
}

#[tokio::test]
async fn numbers_have_no_gap_and_follow_time() {
    let billing = TestBilling::start().await;
    let keys: Vec<String> = (0..30).map(|n| format!("key-{n}")).collect();
    let placed = join_all(keys.iter().map(|key| billing.placed(key))).await;
    let one_failing = async {
        let spoiled = billing.db().transact(|tx, _| {
            async move {
                let seller = sellers::find(tx, sellers::DEFAULT).await?.unwrap();
                numbers::take(tx, &seller).await?;
                Err::<(), _>(StoreError::KeyReused)
            }
            .boxed()
        });
        spoiled.await.unwrap_err();
    };
    let paying = join_all(placed.iter().zip(&keys).map(|(placed, key)| billing.pay(placed.invoice.invoice.id, key)));
    let (answers, ()) = futures::join!(paying, one_failing);
    for answer in answers {
        answer.unwrap();
    }
    let numbers: Vec<String> =
        sqlx::query_scalar("SELECT number FROM invoices ORDER BY issued_at").fetch_all(billing.pool()).await.unwrap();
    let counters: Vec<String> = numbers.iter().map(|number| number[number.len() - 6..].to_owned()).collect();
    assert_eq!(counters, (1..=30).map(|n| format!("{n:06}")).collect::<Vec<_>>());
    billing.assert_books_are_right().await;
}

#[tokio::test]
async fn a_payment_that_began_last_year_gets_a_number_of_the_year_it_is_issued_in() {
    let billing = TestBilling::start().await;
    let placed = billing.placed("order-1").await.invoice.invoice;
    let (began, invoice) = ("2025-12-31T22:59:59Z".parse().unwrap(), placed.clone());
    let settled = billing
        .db()
        .transact(move |tx, _| async move { settle(tx, began, &Cause::system("test"), &invoice, None).await }.boxed());
    settled.await.unwrap();
    let issued = "SELECT count(*) FROM invoices WHERE number LIKE 'INV-' || extract(year FROM issued_at) || '-%'";
    assert_eq!(billing.count(issued).await, 1);
}

#[tokio::test]
async fn paper_says_who_sold_as_it_was_when_the_number_was_given() {
    let billing = TestBilling::start().await;
    let placed = billing.placed("order-1").await.invoice.invoice;
    assert_eq!(placed.letterhead.name, "HostingCo");
    assert!(placed.letterhead.address.contains("10115 Berlin") && !placed.letterhead.tax_number.is_empty());
    let moves = async |address: &str| {
        let moves = sqlx::query("UPDATE sellers SET address = $1").bind(address);
        moves.execute(billing.pool()).await.unwrap();
        invoices::get(&mut billing.pool().acquire().await.unwrap(), &[placed.id.uuid()]).await.unwrap().remove(0)
    };
    assert_eq!(moves("New Street 2").await.invoice.letterhead, placed.letterhead, "nothing has its number yet");
    let paid = billing.pay(placed.id, "pay-1").await.unwrap().invoice.invoice;
    assert_eq!(paid.letterhead.address, "New Street 2");
    assert_eq!(moves("Newer Street 3").await.invoice.letterhead, paid.letterhead, "an issued invoice is a document");
}

#[tokio::test]
async fn an_invoice_that_does_not_exist_is_not_found() {
    let billing = TestBilling::start().await;
    let missing = billing.pay(InvoiceId::new(), "pay-1").await.unwrap_err();
    assert_eq!(missing.problem(), (Code::NotFound, "INVOICE_NOT_FOUND"));
}

#[tokio::test]
async fn what_was_paid_is_added_up_by_day_and_found_by_its_number() {
    let billing = TestBilling::start().await;
    let mut connection = billing.pool().acquire().await.unwrap();
    assert!(invoices::revenue(&mut *connection, 92).await.unwrap().is_empty());
    let open = billing.placed("order-0").await.invoice.invoice.id;
    let mut paid = Vec::new();
    for key in ["1", "2"] {
        let placed = billing.placed(&format!("order-{key}")).await;
        paid.push(billing.pay(placed.invoice.invoice.id, key).await.unwrap().invoice.invoice);
    }
    let days = invoices::revenue(&mut *connection, 1).await.unwrap();
    assert_eq!(days.len(), 1);
    assert_eq!((days[0].currency, days[0].invoices, days[0].total), (Currency::EUR, 2, 1_166));
    assert!(paid[0].paid_at.is_some_and(|at| at >= days[0].day && at.since(days[0].day) < Duration::from_hours(24)));
    sqlx::query("UPDATE invoices SET paid_at = paid_at - interval '1 day' WHERE invoice_id = $1")
        .bind(paid[0].id.uuid())
        .execute(billing.pool())
        .await
        .unwrap();
    assert_eq!(invoices::revenue(&mut *connection, 1).await.unwrap()[0].total, 583);
    let days = invoices::revenue(&mut *connection, 2).await.unwrap();
    assert_eq!(days.iter().map(|day| day.total).collect::<Vec<_>>(), [583, 583]);

    let number = paid[1].number.clone().unwrap();
    assert_eq!(invoices::ids_by(&mut *connection, &number).await.unwrap(), [paid[1].id.uuid()]);
    assert_eq!(invoices::ids_by(&mut *connection, &open.to_string()).await.unwrap(), [open.uuid()]);
    assert!(invoices::ids_by(&mut *connection, number.trim_end_matches('2')).await.unwrap().is_empty());

    let mut all = async |statuses: &[InvoiceStatus], page: PageRequest| {
        let found = invoices::page_of_all(&mut connection, statuses, &page).await.unwrap();
        (found.items.into_iter().map(|full| full.invoice.id).collect::<Vec<_>>(), found.has_next)
    };
    let first = |size| PageRequest::new(Some(size), None, None, None).unwrap();
    let newest = paid[0].id.max(paid[1].id).max(open);
    assert_eq!(all(&InvoiceStatus::ALL, first(1)).await, (vec![newest], true));
    assert_eq!(all(&[InvoiceStatus::Open], first(5)).await, (vec![open], false));
    let cursor = hc_types::page::encode(paid[1].id.uuid());
    let older = PageRequest::new(Some(5), Some(&cursor), None, None).unwrap();
    assert_eq!(all(&[InvoiceStatus::Paid], older).await, (vec![paid[0].id], false));
    let newer = PageRequest::new(None, None, Some(5), Some(&hc_types::page::encode(paid[0].id.uuid()))).unwrap();
    assert_eq!(all(&[InvoiceStatus::Paid], newer).await.0, [paid[1].id]);
}
