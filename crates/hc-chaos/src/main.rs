//! `hc-chaos`: see the library.

#[tokio::main]
async fn main() -> anyhow::Result<()> {
    hc_chaos::command::run().await
}
