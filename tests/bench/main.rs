//! `hc-bench`: measures a HostingCo that runs, over its public interfaces. `cargo xtask bench` builds and starts it.

#![expect(clippy::indexing_slicing, reason = "a test ends with what is missing")]

mod paid_to_live;
mod sites;
mod target;
mod webhooks;

use clap::Parser;

/// Measures what `cargo xtask dev --release --detach` runs.
#[derive(Debug, Parser)]
#[command(name = "hc-bench")]
enum Bench {
    /// From the answer to `payInvoice` to the site's first answer
    PaidToLive {
        /// How many orders, one after the other
        #[arg(long, default_value_t = 20, value_parser = clap::value_parser!(u32).range(1..=200))]
        orders: u32,
    },
    /// The site server beside nginx, in the same run
    Sites {
        /// Rounds of each server and file; the median of their ratios counts
        #[arg(long, default_value_t = 5, value_parser = clap::value_parser!(u32).range(1..=20))]
        rounds: u32,
        /// Seconds a round
        #[arg(long, default_value_t = 4, value_parser = clap::value_parser!(u32).range(1..=30))]
        seconds: u32,
    },
    /// Webhooks to a target of our own, five endpoints in a hundred bad
    Webhooks {
        /// Deliveries a second
        #[arg(long, default_value_t = 1_000, value_parser = clap::value_parser!(u32).range(100..=10_000))]
        rate: u32,
        /// Seconds a round
        #[arg(long, default_value_t = 15, value_parser = clap::value_parser!(u32).range(1..=120))]
        seconds: u32,
    },
}

#[tokio::main]
async fn main() -> anyhow::Result<()> {
    match Bench::parse() {
        Bench::PaidToLive { orders } => paid_to_live::run(orders).await,
        Bench::Sites { rounds, seconds } => sites::run(rounds, seconds).await,
        Bench::Webhooks { rate, seconds } => webhooks::run(rate, seconds).await,
    }
}
