//! The use cases on a real database.

mod billing_details;
mod catalogue;
mod ends;
mod invoices;
mod ledger;
mod orders;
mod payments;

use std::{
    sync::{
        Arc, Mutex,
        atomic::{AtomicBool, Ordering},
    },
    time::Duration,
};

use futures::{
    FutureExt,
    future::{BoxFuture, pending, ready},
};
use hc_events::Cause;
use hc_proto::billing::v1::PayInvoiceRequest;
use hc_rpc::{Fault, Violation};
use hc_storage::{DatabaseSettings, Db, Idempotency, StoreError};
use hc_testkit::TestDatabase;
use hc_types::{Currency, InvoiceId, OrderId, OrganizationId, PaymentId, PriceId, RegionId, Timestamp, UserId};
use secrecy::SecretString;
use sqlx::PgPool;
use tonic::Code;

use super::{
    App, PreviewKey,
    pay_invoice::{PaidInvoice, PayInvoice, PayInvoiceError},
    place_order::{PlaceOrder, PlaceOrderError, PlacedOrder},
    quote::{Quote, Wish, WishedItem, quote},
    seed::{Catalogue, Changes, seed},
    settle::settle,
    void_order::{VoidOrderError, void_order},
};
use crate::{
    capacity::{Capacity, CapacityError, Held, Hold},
    domain::{payment::PaymentToken, periods::IntervalUnit},
    provider::{Answer, Charge, NoAnswer, PaymentProvider, Providers, TestProvider, TokenRefused},
    store::{self, catalogue as stored_catalogue, orders::End, sellers},
};

const SEEDS: &str = include_str!("../../../../../seeds/billing.toml");

/// Billing with a database of its own, the catalogue of the seed file, and a customer.
struct TestBilling {
    app: App,
    rooms: Arc<Rooms>,
    organization: OrganizationId,
    user: UserId,
    database: TestDatabase,
}

impl TestBilling {
    async fn start() -> Self {
        let migrators = [&hc_storage::MIGRATOR, &hc_events::MIGRATOR, &store::MIGRATOR];
        let database = TestDatabase::create(&migrators).await;
        let db = hc_storage::connect(&DatabaseSettings::new(database.url())).await.unwrap();
        let rooms = Arc::new(Rooms::default());
        let test = || Arc::new(TestProvider::new(db.side_pool(4)));
        let providers = Providers::default()
            .with("test", test())
            .with("loses_answers", Arc::new(Troubled { inner: test(), trouble: Trouble::LosesAnswers }))
            .with("loses_first_answer", Arc::new(Troubled { inner: test(), trouble: Trouble::first_answer() }))
            .with("never_hears", Arc::new(Troubled { inner: test(), trouble: Trouble::NeverHears }));
        let app = App {
            db,
            capacity: rooms.clone(),
            providers,
            previews: PreviewKey::new(&SecretString::from("a key that only tests would ever use")).unwrap(),
            charge_timeout: Duration::from_secs(10),
            open_orders_at_most: 100,
        };
        let billing = Self { app, rooms, organization: OrganizationId::new(), user: UserId::new(), database };
        billing.seed(SEEDS).await;
        billing
    }

    fn db(&self) -> &Db {
        &self.app.db
    }

    /// For what a test asks or spoils.
    fn pool(&self) -> &PgPool {
        self.database.pool()
    }

    async fn seed(&self, file: &str) -> Changes {
        let catalogue = Catalogue::parse(file).unwrap();
        self.db().transact(|tx, _| Box::pin(seed(tx, catalogue))).await.map_err(|e: StoreError| e).unwrap()
    }

    /// The price on sale of a plan, each month in euro.
    async fn price(&self, plan: &str) -> PriceId {
        self.price_in(plan, Currency::EUR).await
    }

    async fn price_in(&self, plan: &str, currency: Currency) -> PriceId {
        let mut connection = self.pool().acquire().await.unwrap();
        let seller = sellers::find(&mut connection, sellers::DEFAULT).await.unwrap().unwrap();
        let offers = stored_catalogue::everything_on_sale(&mut connection, seller.id).await.unwrap();
        let offer = offers.iter().find(|offer| offer.plan.slug == plan).unwrap();
        let prices = offer.prices.iter().filter(|price| price.amount.currency() == currency);
        let mut monthly = prices.filter(|price| price.interval.unit() == IntervalUnit::Month);
        monthly.next().unwrap().id
    }

    async fn wish(&self, plans: &[&str]) -> Wish {
        let mut items = Vec::new();
        for plan in plans {
            items.push(WishedItem { price: self.price(plan).await, name: "blog".into(), region: None });
        }
        Wish { organization: self.organization, items, coupon: None }
    }

    async fn quote(&self, wish: Wish) -> Quote {
        quote(&mut self.pool().acquire().await.unwrap(), wish).await.unwrap()
    }

    fn order(&self, wish: Wish, key: &str) -> PlaceOrder {
        let request = PayInvoiceRequest { token: format!("{wish:?}"), ..PayInvoiceRequest::default() };
        let key = Idempotency::new(self.user.to_string(), "billing.place_order", key, &request).unwrap();
        let cause = Cause::by(self.user.to_string(), "test");
        PlaceOrder { wish, preview_token: None, key, placed_by: self.user, cause }
    }

    async fn place(&self, plans: &[&str], key: &str) -> Result<PlacedOrder, PlaceOrderError> {
        self.app.place_order(self.order(self.wish(plans).await, key)).await
    }

    /// An order of one starter site: 4.90 € and 0.93 € tax.
    async fn placed(&self, key: &str) -> PlacedOrder {
        self.place(&["site-starter"], key).await.unwrap()
    }

    async fn pay_with(
        &self,
        provider: &str,
        token: &str,
        invoice: InvoiceId,
        key: &str,
    ) -> Result<PaidInvoice, PayInvoiceError> {
        let request = PayInvoiceRequest {
            invoice_id: invoice.to_string(),
            provider: provider.to_owned(),
            token: token.to_owned(),
            idempotency_key: key.to_owned(),
        };
        let key = Idempotency::new(self.user.to_string(), "billing.pay_invoice", key, &request).unwrap();
        let cause = Cause::by(self.user.to_string(), "test");
        let token = PaymentToken::parse(token).unwrap();
        self.app.pay_invoice(PayInvoice { invoice, provider: provider.to_owned(), token, key, cause }).await
    }

    async fn pay(&self, invoice: InvoiceId, key: &str) -> Result<PaidInvoice, PayInvoiceError> {
        self.pay_with("test", "tok_ok", invoice, key).await
    }

    async fn void(&self, invoice: InvoiceId, end: End) -> Result<(), VoidOrderError> {
        let cause = Cause::system("test");
        let voided =
            self.db().transact(move |tx, now| async move { void_order(tx, now, &cause, invoice, end).await }.boxed());
        voided.await
    }

    /// What was told, in order.
    async fn told(&self) -> Vec<String> {
        sqlx::query_scalar("SELECT type FROM outbox ORDER BY position").fetch_all(self.pool()).await.unwrap()
    }

    async fn count(&self, sql: &'static str) -> i64 {
        sqlx::query_scalar(sql).fetch_one(self.pool()).await.unwrap()
    }

    /// Debit and credit of an account without its organization, in euro cents.
    async fn balance(&self, account: &str) -> (i64, i64) {
        let found = sqlx::query_as("SELECT debit, credit FROM ledger_balance WHERE account LIKE $1 || '%'");
        found.bind(account).fetch_optional(self.pool()).await.unwrap().unwrap_or_default()
    }

    async fn assert_books_are_right(&self) {
        assert_eq!(store::ledger::breaches(self.pool()).await.unwrap(), []);
    }

    /// Lets the provider be asked about every open payment now.
    async fn ask_now(&self) {
        sqlx::query("UPDATE payments SET ask_at = now() WHERE ask_at IS NOT NULL").execute(self.pool()).await.unwrap();
        crate::jobs::payments::ask(&self.app).await.unwrap();
    }
}

/// Capacity without end, unless a test says otherwise.
#[derive(Default)]
struct Rooms {
    full: AtomicBool,
    /// What is held is over at once.
    short: AtomicBool,
    held: Mutex<Vec<OrderId>>,
    released: Mutex<Vec<OrderId>>,
    /// How giving capacity back fails, if it does.
    refusal: Mutex<Option<Code>>,
    /// Giving it back is never answered.
    silent: AtomicBool,
}

impl Rooms {
    fn region() -> RegionId {
        RegionId::from(uuid::Uuid::from_u128(7))
    }

    fn held(&self) -> Vec<OrderId> {
        self.held.lock().unwrap().clone()
    }

    fn released(&self) -> Vec<OrderId> {
        self.released.lock().unwrap().clone()
    }
}

impl Capacity for Rooms {
    fn reserve<'a>(&'a self, hold: &'a Hold) -> BoxFuture<'a, Result<Vec<Held>, CapacityError>> {
        async move {
            if self.full.load(Ordering::Relaxed) {
                return Err(CapacityError::Full(vec![Violation::new("items[0].region_id", "NO_CAPACITY", "full")]));
            }
            self.held.lock().unwrap().push(hold.order);
            let until =
                if self.short.load(Ordering::Relaxed) { "2020-01-01T00:00:00Z" } else { "2100-01-01T00:00:00Z" };
            let expires_at: Timestamp = until.parse().unwrap();
            Ok(hold.items.iter().map(|_| Held { region: Self::region(), expires_at }).collect())
        }
        .boxed()
    }

    fn release(&self, order: OrderId) -> BoxFuture<'_, Result<(), CapacityError>> {
        self.released.lock().unwrap().push(order);
        if self.silent.load(Ordering::Relaxed) {
            return pending().boxed();
        }
        let refusal = *self.refusal.lock().unwrap();
        let answer = refusal.map_or(Ok(()), |code| {
            let fault = Fault { code, reason: None, message: "no".into(), violations: Vec::new(), retry_after: None };
            Err(CapacityError::Unavailable { fault, retry_after: Duration::from_secs(1) })
        });
        ready(answer).boxed()
    }
}

/// What goes wrong between us and a provider.
enum Trouble {
    /// It does what it is told, and nobody hears of it.
    LosesAnswers,
    /// The same, but only once.
    LosesFirstAnswer(AtomicBool),
    /// It is not told.
    NeverHears,
}

impl Trouble {
    fn first_answer() -> Self {
        Self::LosesFirstAnswer(AtomicBool::new(true))
    }
}

/// The test provider behind a bad line.
struct Troubled {
    inner: Arc<TestProvider>,
    trouble: Trouble,
}

impl PaymentProvider for Troubled {
    fn check(&self, token: &PaymentToken) -> Result<(), TokenRefused> {
        self.inner.check(token)
    }

    fn charge<'a>(&'a self, charge: &'a Charge) -> BoxFuture<'a, Result<Answer, NoAnswer>> {
        async move {
            let lost = || Err(NoAnswer("the line is down".into()));
            match &self.trouble {
                Trouble::NeverHears => lost(),
                Trouble::LosesAnswers => self.inner.charge(charge).await.and_then(|_| lost()),
                Trouble::LosesFirstAnswer(first) => {
                    let answer = self.inner.charge(charge).await;
                    if first.swap(false, Ordering::Relaxed) { lost() } else { answer }
                }
            }
        }
        .boxed()
    }

    fn look_up(&self, key: PaymentId) -> BoxFuture<'_, Result<Option<Answer>, NoAnswer>> {
        self.inner.look_up(key)
    }

    fn abandon(&self, key: PaymentId) -> BoxFuture<'_, Result<Answer, NoAnswer>> {
        self.inner.abandon(key)
    }
}
