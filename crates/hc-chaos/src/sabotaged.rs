//! `hc-chaos-sabotaged`: the same, built so that a safeguard can be taken out.

#[tokio::main]
async fn main() -> std::process::ExitCode {
    hc_chaos::command::run().await
}
