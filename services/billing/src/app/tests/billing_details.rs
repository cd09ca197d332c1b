use super::*;
use crate::{
    app::update_billing_details::update_billing_details,
    domain::letterhead::Letterhead,
    store::{
        billing_details,
        invoices::{self, Invoice},
    },
};

const UPDATED: &str = "SELECT count(*) FROM outbox WHERE type = 'billing.details.updated.v1'";

fn letterhead(name: &str, address: &str, tax_number: &str) -> Letterhead {
    Letterhead { name: name.into(), address: address.into(), tax_number: tax_number.into() }
}

fn acme() -> Letterhead {
    letterhead("Acme Ltd", "1 Main Street\nDublin", "IE1234567X")
}

async fn save(db: &Db, organization: OrganizationId, details: Letterhead) {
    let cause = Cause::system("test");
    let saved = db.transact(move |tx, now| {
        async move { update_billing_details(tx, now, &cause, organization, &details).await }.boxed()
    });
    saved.await.map_err(|error: StoreError| error).unwrap();
}

impl TestBilling {
    async fn says(&self, details: Letterhead) {
        save(self.db(), self.organization, details).await;
    }

    async fn invoice(&self, id: InvoiceId) -> Invoice {
        invoices::get_one(&mut self.pool().acquire().await.unwrap(), id).await.unwrap().invoice
    }
}

#[tokio::test]
async fn an_invoice_is_addressed_as_the_details_stood_when_it_got_its_number() {
    let billing = TestBilling::start().await;
    let placed = billing.placed("order-1").await.invoice.invoice;
    assert_eq!(placed.buyer, Letterhead::default(), "nobody has said anything");

    billing.says(acme()).await;
    assert_eq!(billing.invoice(placed.id).await.buyer, acme(), "it has no number yet");
    let later = billing.placed("order-2").await.invoice.invoice;
    assert_eq!(later.buyer, acme());

    let paid = billing.pay(placed.id, "pay-1").await.unwrap().invoice.invoice;
    assert_eq!((paid.buyer, paid.letterhead.name.as_str()), (acme(), "HostingCo"));
    let moved = letterhead("Acme Holding Ltd", "2 Side Street\nCork", "");
    billing.says(moved.clone()).await;
    assert_eq!(billing.invoice(placed.id).await.buyer, acme(), "an issued invoice is a document");
    assert_eq!(billing.invoice(later.id).await.buyer, moved);

    // Also what costs nothing gets its number from these.
    let free = billing.place(&["site-free"], "order-3").await.unwrap().invoice.invoice;
    assert!(free.number.is_some());
    billing.says(Letterhead::default()).await;
    assert_eq!(billing.invoice(free.id).await.buyer, moved);
    assert_eq!(billing.invoice(later.id).await.buyer, Letterhead::default());
    billing.assert_books_are_right().await;
}

#[tokio::test]
async fn an_invoice_that_was_given_up_stays_as_it_was() {
    let billing = TestBilling::start().await;
    billing.says(acme()).await;
    let given_up = billing.placed("order-1").await.invoice.invoice.id;
    billing.void(given_up, End::Voided).await.unwrap();
    billing.says(Letterhead::default()).await;
    assert_eq!(billing.invoice(given_up).await.buyer, acme());
}

#[tokio::test]
async fn the_database_lets_nobody_change_the_buyer_of_an_issued_invoice() {
    let billing = TestBilling::start().await;
    billing.says(acme()).await;
    let invoice = billing.placed("order-1").await.invoice.invoice.id;
    billing.pay(invoice, "pay-1").await.unwrap();
    let refused = sqlx::query("UPDATE invoices SET buyer_name = 'Somebody'").execute(billing.pool()).await.unwrap_err();
    assert!(refused.to_string().contains("can't be changed"), "{refused}");
}

#[tokio::test]
async fn only_a_change_is_told_and_never_what_stands_there() {
    let billing = TestBilling::start().await;
    billing.says(Letterhead::default()).await;
    assert_eq!(billing.count(UPDATED).await, 0, "nothing is what it was");
    billing.says(acme()).await;
    billing.says(acme()).await;
    assert_eq!(billing.count(UPDATED).await, 1);
    billing.says(Letterhead { address: String::new(), ..acme() }).await;
    let told: Vec<(String, i64, String, String)> = sqlx::query_as(
        "SELECT subject, version, (data -> 'changed')::text, data::text FROM outbox
         WHERE type = 'billing.details.updated.v1' ORDER BY position",
    )
    .fetch_all(billing.pool())
    .await
    .unwrap();
    let [(first, 1, all, data), (second, 2, address, _)] = told.as_slice() else { panic!("{told:?}") };
    assert!(first.starts_with("bld_") && first == second, "one object: {told:?}");
    assert_eq!(all, r#"["name","address","tax_number"]"#);
    assert_eq!(address, r#"["address"]"#);
    assert!(data.contains(&billing.organization.to_string()));
    assert!(!data.contains("Acme") && !data.contains("Main Street") && !data.contains("IE123"), "{data}");
}

#[tokio::test]
async fn each_organization_has_its_own_in_the_order_asked_for() {
    let billing = TestBilling::start().await;
    let (silent, other) = (OrganizationId::new(), OrganizationId::new());
    billing.says(acme()).await;
    let theirs = letterhead("Other Inc.", "", "");
    save(billing.db(), other, theirs.clone()).await;
    let found = billing_details::of_each(billing.pool(), &[other, silent, billing.organization]).await.unwrap();
    assert_eq!(found, [theirs, Letterhead::default(), acme()]);
    assert_eq!(billing_details::of_each(billing.pool(), &[]).await.unwrap(), []);
}

#[tokio::test]
async fn an_order_waits_for_details_that_are_being_saved() {
    let billing = TestBilling::start().await;
    let organization = billing.organization;
    let (reached, saved) = tokio::sync::oneshot::channel();
    let (go_on, may_commit) = tokio::sync::oneshot::channel::<()>();
    let saving = billing.db().transact(move |tx, now| {
        async move {
            update_billing_details(tx, now, &Cause::system("test"), organization, &acme()).await?;
            reached.send(()).unwrap();
            may_commit.await.unwrap();
            Ok::<_, StoreError>(())
        }
        .boxed()
    });
    let ordering = async {
        saved.await.unwrap();
        let (placed, ()) = futures::join!(billing.placed("order-1"), async {
            // The order has come as far as it can.
            let waits = "SELECT count(*) FROM pg_locks WHERE locktype = 'advisory' AND NOT granted
                         AND database = (SELECT oid FROM pg_database WHERE datname = current_database())";
            hc_testkit::eventually("the order waits", || async { billing.count(waits).await > 0 }).await;
            go_on.send(()).unwrap();
        });
        placed
    };
    let (committed, placed) = futures::join!(saving, ordering);
    committed.unwrap();
    assert_eq!(placed.invoice.invoice.buyer, acme());
}
