//! Processes and servers die between "order placed" and "active": they come back, and the order ends with exactly one
//! live instance and one payment. To a client a cut connection means "unknown"; the same key again gives the one answer.

use std::time::Duration;

use e2e::{Client, Customer, Live, Recorder, Sites};
use futures::future::join_all;
use hc_testkit::{Stack, eventually_within};
use rand::{Rng, SeedableRng, rngs::StdRng};
use serde_json::{Value, json};
use sqlx::PgPool;
use tokio::time::{Instant, sleep};

const PARTS: [&str; 11] = [
    "auth",
    "accounts",
    "billing",
    "provisioning",
    "sites",
    "notifications",
    "audit",
    "gateway",
    "postgres",
    "redis",
    "rabbitmq",
];
const HEALED: Duration = Duration::from_secs(90);

#[tokio::test(flavor = "multi_thread")]
async fn any_one_part_may_be_killed_between_placed_and_active() {
    let stack = Stack::start_with_servers().await;
    let events = Recorder::start(&stack.amqp_url(), "ext.e2e.kills").await.expect("bind a queue of our own");
    let api = Client::new(&stack.gateway_url());
    let sites = Sites::at(&stack.sites_url());
    let price = Customer::monthly_price(&api, "site-starter").await;
    for part in PARTS {
        let customer = Customer::register(&api, part).await;
        let order = customer.order(&price, &[part], "order").await.expect("placed");
        // A stream is fed by the broker and outlives it; the gateway takes its own sockets along.
        let mut stream = None;
        if part == "rabbitmq" {
            stream = Some(activations(&customer).await.expect("subscribed"));
        }
        let (paid, ()) = tokio::join!(customer.pay(&order.invoice, "tok_ok", "pay"), async {
            stack.kill(part).await;
            stack.restart(part).await;
        });
        let paid = paid.unwrap_or_else(|error| panic!("{part} was killed, and paying never ended: {error:#}"));
        assert_eq!(paid["payment"]["status"], "SUCCEEDED", "{part} was killed: {paid:#}");
        let paid_at = Instant::now();
        let live = all_live(&customer, &sites, 1).await;
        assert_eq!(live.len(), 1, "{part} was killed");
        if let Some(stream) = &mut stream {
            stream.until(|data| data["instanceUpdated"]["status"] == "ACTIVE").await.expect("told of it all the same");
        }
        println!("kill -9 {part}: live {:.1?} after it was back and the payment answered", paid_at.elapsed());
    }
    settled(&stack, &events, PARTS.len()).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn fifty_orders_survive_ten_random_kills() {
    const CUSTOMERS: [&str; 4] = ["ada", "bob", "cyd", "dan"];
    const ORDERS: usize = 50;
    const KILLS: usize = 10;
    let seed = std::env::var("FAULT_SEED").ok().and_then(|text| text.parse().ok()).unwrap_or(20_261_121);
    println!("FAULT_SEED={seed}");
    let mut random = StdRng::seed_from_u64(seed);

    let stack = Stack::start_with_servers().await;
    let events = Recorder::start(&stack.amqp_url(), "ext.e2e.faults").await.expect("bind a queue of our own");
    let api = Client::new(&stack.gateway_url());
    let sites = Sites::at(&stack.sites_url());
    let price = Customer::monthly_price(&api, "site-starter").await;
    let mut customers = Vec::new();
    for name in CUSTOMERS {
        customers.push(Customer::register(&api, name).await);
    }

    let orders = join_all((0..CUSTOMERS.len()).map(|turn| {
        let (customer, price) = (&customers[turn], &price);
        async move {
            for number in (turn..ORDERS).step_by(CUSTOMERS.len()) {
                let name = format!("site {number}");
                let order = customer.order(price, &[&name], &format!("order-{number}")).await.expect("placed");
                let paid = customer.pay(&order.invoice, "tok_ok", &format!("pay-{number}")).await.expect("answered");
                assert_eq!(paid["payment"]["status"], "SUCCEEDED", "order {number}: {paid:#}");
            }
        }
    }));
    let kills = async {
        for _ in 0..KILLS {
            sleep(Duration::from_millis(random.random_range(200..1_500))).await;
            let part = PARTS[random.random_range(0..PARTS.len())];
            println!("kill -9 {part}");
            stack.kill(part).await;
            sleep(Duration::from_millis(random.random_range(0..500))).await;
            stack.restart(part).await;
        }
    };
    tokio::join!(orders, kills);

    for (turn, customer) in customers.iter().enumerate() {
        let wanted = (turn..ORDERS).step_by(CUSTOMERS.len()).count();
        let live = all_live(customer, &sites, wanted).await;
        assert_eq!(live.len(), wanted, "each paid order has its one live site");
    }
    settled(&stack, &events, ORDERS).await;
}

/// The organization's instances, whenever they change.
async fn activations(customer: &Customer) -> anyhow::Result<Live> {
    let document =
        "subscription Watch($organization: ID!) { instanceUpdated(organizationId: $organization) { id status } }";
    Live::subscribe(&customer.client, document, json!({ "organization": customer.organization })).await
}

/// Waits until as many instances are active as were paid for, and each answers its visitors.
async fn all_live(customer: &Customer, sites: &Sites, wanted: usize) -> Vec<Value> {
    let instances = eventually_within(HEALED, "every paid order is live", || async {
        let instances = customer.instances().await.map_err(|error| format!("{error:#}"))?;
        let active = instances.iter().filter(|instance| instance["status"] == "ACTIVE").count();
        if active == wanted { Ok(instances) } else { Err(format!("{active} of {wanted} active: {instances:#?}")) }
    })
    .await;
    for instance in &instances {
        let url = instance["url"].as_str().expect("an active instance has a URL").to_owned();
        eventually_within(HEALED, format!("{url} answers"), || async {
            sites.text(&url, "/").await.is_ok_and(|(status, _)| status == 200)
        })
        .await;
    }
    instances
}

/// Waits until no event is missing in any object's sequence; then the money must be right: each order paid once.
async fn settled(stack: &Stack, events: &Recorder, orders: usize) {
    eventually_within(HEALED, "the events of every order have arrived without a gap", || async {
        events.check().map_err(|error| format!("{error:#}"))?;
        let of = |kind: &str| events.events().iter().filter(|event| event.event_type == kind).count();
        let (paid, live) = (of("billing.payment.succeeded.v1"), of("provisioning.instance.activated.v1"));
        if paid == orders && live >= orders {
            Ok(())
        } else {
            Err(format!("{paid} paid, {live} activated of {orders}"))
        }
    })
    .await;
    let books = PgPool::connect(&stack.database("billing")).await.expect("billing's database");
    let breaches: Vec<(String, String)> = sqlx::query_as("SELECT invariant, subject FROM ledger_breaches()")
        .fetch_all(&books)
        .await
        .expect("the books can be checked");
    assert_eq!(breaches, [], "the books are right");
    let twice: i64 = sqlx::query_scalar(
        "SELECT count(*) FROM (SELECT FROM payments WHERE status = 'succeeded' GROUP BY invoice_id HAVING count(*) > 1) AS twice",
    )
    .fetch_one(&books)
    .await
    .expect("the payments can be counted");
    assert_eq!(twice, 0, "no invoice was paid twice");
}
