//! "Paid means live", as the customer feels it.

use std::time::{Duration, Instant};

use anyhow::{Result, ensure};
use e2e::Customer;

use crate::target::Target;

/// What the median may be on two cores.
const MOST: Duration = Duration::from_secs(2);

/// Places and pays orders, and times each from the payment's answer to the site's first answer.
pub async fn run(orders: u32) -> Result<()> {
    let target = Target::find()?;
    let customer = target.customer("paid").await;
    let price = Customer::monthly_price(&target.api, "site-starter").await;
    let mut times = Vec::new();
    for number in 0..orders {
        let name = format!("bench {number}");
        let order = customer.order(&price, &[&name], &format!("order-{number}")).await?;
        customer.pay(&order.invoice, "tok_ok", &format!("pay-{number}")).await?;
        let paid = Instant::now();
        let url = loop {
            let instances = customer.instances().await?;
            let found = instances.iter().find(|instance| instance["name"] == name.as_str());
            if let Some(url) = found.and_then(|instance| instance["url"].as_str()) {
                break url.to_owned();
            }
            tokio::time::sleep(Duration::from_millis(5)).await;
        };
        while target.sites.text(&url, "/").await.is_ok_and(|(status, _)| status != 200) {
            tokio::time::sleep(Duration::from_millis(5)).await;
        }
        times.push(paid.elapsed());
    }
    times.sort();
    let at = |percent: usize| times.get((times.len() - 1) * percent / 100).copied().unwrap_or_default();
    println!("paid to live, {orders} orders: median {:.0?}, p90 {:.0?}, max {:.0?}", at(50), at(90), at(100));
    ensure!(at(50) < MOST, "the median is above {MOST:?}");
    Ok(())
}
