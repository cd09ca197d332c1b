use hc_testkit::eventually;
use hc_types::{InvoiceId, SellerId};
use rust_decimal::Decimal;
use sqlx::PgConnection;

use super::*;
use crate::{
    domain::{
        ledger::{Books, Transfer},
        pricing::{Tax, TaxGroup},
    },
    jobs::books,
    store::ledger,
};

impl TestBilling {
    async fn books(&self) -> Books {
        let mut connection = self.pool().acquire().await.unwrap();
        let seller: SellerId = sellers::find(&mut connection, sellers::DEFAULT).await.unwrap().unwrap().id;
        Books { seller, organization: self.organization, currency: Currency::EUR }
    }

    async fn book(&self, transfer: Transfer) -> Result<(), StoreError> {
        let booked =
            self.db().transact(|tx, now| async move { ledger::book(tx, now, &transfer).await.map(|_| ()) }.boxed());
        booked.await
    }

    /// The message of the refusal.
    async fn refused(&self, sql: &'static str) -> String {
        let error = sqlx::raw_sql(sql).execute(self.pool()).await.unwrap_err();
        error.as_database_error().unwrap().message().to_owned()
    }
}

fn issued(books: Books, invoice: InvoiceId) -> Transfer {
    let tax = Tax { category: "S".into(), rate: Decimal::from(19), jurisdiction: "DE".into() };
    books.invoice_issued(invoice, 119, &[TaxGroup { tax, taxable: 100, amount: 19 }])
}

fn message(error: &StoreError) -> String {
    std::error::Error::source(error).map(ToString::to_string).unwrap_or_default()
}

#[tokio::test]
async fn an_unbalanced_transfer_is_refused_at_commit() {
    let billing = TestBilling::start().await;
    let mut transfer = issued(billing.books().await, InvoiceId::new());
    transfer.entries[0].1 += 1;
    let refused = billing.book(transfer).await.unwrap_err();
    assert!(message(&refused).contains("does not sum to zero"), "{refused:?}");
    assert_eq!(billing.count("SELECT count(*) FROM ledger_transfers").await, 0);

    let empty = billing.refused(
        "INSERT INTO ledger_transfers VALUES (gen_random_uuid(), 'invoice', gen_random_uuid(), 'issued', now())",
    );
    assert!(empty.await.contains("has no entries"));
}

#[tokio::test]
async fn one_source_is_booked_once() {
    let billing = TestBilling::start().await;
    let transfer = issued(billing.books().await, InvoiceId::new());
    billing.book(transfer.clone()).await.unwrap();
    let again = billing.book(transfer).await.unwrap_err();
    assert_eq!(again.constraint(), Some("ledger_transfers_once"));
}

#[tokio::test]
async fn nothing_in_the_ledger_is_changed_or_deleted() {
    let billing = TestBilling::start().await;
    billing.book(issued(billing.books().await, InvoiceId::new())).await.unwrap();
    for sql in [
        "UPDATE ledger_entries SET amount_minor = 1",
        "DELETE FROM ledger_entries",
        "TRUNCATE ledger_entries",
        "DELETE FROM ledger_transfers",
        "UPDATE ledger_accounts SET name = 'mine'",
    ] {
        assert!(billing.refused(sql).await.contains("is append-only"), "{sql}");
    }
}

#[tokio::test]
async fn staff_read_balances_by_public_id() {
    let billing = TestBilling::start().await;
    billing.book(issued(billing.books().await, InvoiceId::new())).await.unwrap();
    let rows: Vec<(String, Option<String>, String, i64, i64)> =
        sqlx::query_as("SELECT account, organization, currency, debit, credit FROM ledger_balance ORDER BY account")
            .fetch_all(billing.pool())
            .await
            .unwrap();
    let organization = billing.organization.to_string();
    let eur = || "EUR".to_owned();
    assert_eq!(
        rows,
        [
            ("deferred_income".to_owned(), None, eur(), 0, 100),
            (format!("receivable:{organization}"), Some(organization.clone()), eur(), 119, 0),
            ("tax_payable:DE:19".to_owned(), None, eur(), 0, 19),
        ]
    );
}

#[tokio::test]
async fn the_books_tell_what_is_wrong_with_them() {
    let billing = TestBilling::start().await;
    let invoice = billing.placed("order-1").await.invoice.invoice.id;
    billing.pay(invoice, "pay-1").await.unwrap();
    billing.assert_books_are_right().await;
    // Behind the triggers' back, as no program of ours could.
    let spoil = async |tx: &mut PgConnection, sql: &'static str| sqlx::raw_sql(sql).execute(tx).await.unwrap();
    let mut connection = billing.pool().acquire().await.unwrap();
    spoil(&mut connection, "SET session_replication_role = replica").await;
    spoil(&mut connection, "UPDATE ledger_entries SET amount_minor = amount_minor + 1 WHERE amount_minor > 0").await;
    spoil(&mut connection, "SET session_replication_role = origin").await;
    let breaches = ledger::breaches(&mut *connection).await.unwrap();
    let broken: Vec<&str> = breaches.iter().map(|breach| breach.invariant.as_str()).collect();
    assert_eq!(
        broken,
        [
            "entries sum to zero",
            "receivable is what open invoices claim",
            "provider clearing is what succeeded payments brought"
        ]
    );
    assert_eq!((breaches[2].expected, breaches[2].found), (583, 584));
}

#[tokio::test]
async fn the_books_are_checked_by_one_process_at_a_time_who_has_time() {
    let billing = TestBilling::start().await;
    let mut other = books::turn(billing.db()).await.unwrap().unwrap();
    let patience: String = sqlx::query_scalar("SHOW statement_timeout").fetch_one(other.connection()).await.unwrap();
    assert_eq!(patience, "10min");
    assert_eq!(books::check(billing.db()).await.unwrap(), None);
    other.end().await;
    eventually("the books are checked", async || books::check(billing.db()).await.unwrap() == Some(0)).await;
}

#[tokio::test]
async fn an_issued_invoice_does_not_change() {
    let billing = TestBilling::start().await;
    let invoice = billing.placed("order-1").await.invoice.invoice.id;
    billing.pay(invoice, "pay-1").await.unwrap();
    for sql in [
        "UPDATE invoices SET total_minor = total_minor + 1, subtotal_minor = subtotal_minor + 1",
        "UPDATE invoices SET number = 'INV-1'",
        "DELETE FROM invoices",
        "UPDATE invoice_lines SET description = 'other'",
        "DELETE FROM invoice_lines",
        "UPDATE invoice_tax_groups SET rate = 7",
    ] {
        let refused = billing.refused(sql).await;
        assert!(refused.contains("can't"), "{sql}: {refused}");
    }
}
