//! `hc-chaos`: see the library.

#[tokio::main]
async fn main() -> std::process::ExitCode {
    hc_chaos::command::run().await
}
