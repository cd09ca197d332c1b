//! The site server beside nginx: the same files, the same load, turn by turn in one run.

use std::{
    fs,
    net::TcpListener,
    path::Path,
    process::{Child, Command, Stdio},
    time::Duration,
};

use anyhow::{Context, Result, ensure};
use e2e::{Customer, tar_gz};
use serde_json::json;

use crate::target::Target;

/// A file and what it has to reach: requests a second at least, p99 at most, both as ratios to nginx.
const GOALS: [(&str, usize, f64); 2] = [("10k.bin", 10 * 1024, 0.9), ("1m.bin", 1024 * 1024, 0.6)];
const P99_AT_MOST: f64 = 1.5;

/// Requests a second and the 99th percentile of one round.
struct Round {
    per_second: f64,
    p99_ms: f64,
}

/// Deploys a site, starts nginx on the same files and loads both.
pub async fn run(rounds: u32, seconds: u32) -> Result<()> {
    let target = Target::find()?;
    let files: Vec<(&str, String)> = GOALS.iter().map(|(name, size, _)| (*name, incompressible(*size))).collect();
    let host = deploy(&target, &files).await?;
    let folder = tempfile::tempdir()?;
    for (name, content) in &files {
        fs::write(folder.path().join(name), content)?;
    }
    let nginx = Nginx::start(folder.path()).await?;

    let mut missed = Vec::new();
    println!("ratios to nginx in the same run, {rounds} rounds of {seconds} s each, 64 connections:");
    for (name, _, least) in GOALS {
        let (mut speeds, mut waits) = (Vec::new(), Vec::new());
        for _ in 0..rounds {
            let theirs = load(&format!("http://127.0.0.1:{}/{name}", nginx.port), "localhost", seconds)?;
            let ours = load(&format!("{}/{name}", target.sites_url), &host, seconds)?;
            speeds.push(ours.per_second / theirs.per_second);
            waits.push(ours.p99_ms / theirs.p99_ms);
            println!(
                "  {name:8} ours {:>8.0}/s p99 {:>6.1} ms   nginx {:>8.0}/s p99 {:>6.1} ms",
                ours.per_second, ours.p99_ms, theirs.per_second, theirs.p99_ms
            );
        }
        let (speed, wait) = (median(speeds), median(waits));
        println!("  {name:8} requests {speed:.2} × (at least {least}), p99 {wait:.2} × (at most {P99_AT_MOST})");
        if speed < least || wait > P99_AT_MOST {
            missed.push(name);
        }
    }
    ensure!(missed.is_empty(), "missed for {}", missed.join(", "));
    Ok(())
}

/// A live site with these files; answers its host.
async fn deploy(target: &Target, files: &[(&str, String)]) -> Result<String> {
    let customer = target.customer("sites").await;
    let price = Customer::monthly_price(&target.api, "site-business").await;
    let order = customer.order(&price, &["bench"], "order").await?;
    customer.pay(&order.invoice, "tok_ok", "pay").await?;
    let instance = loop {
        let active = customer.instances().await?.into_iter().find(|instance| instance["status"] == "ACTIVE");
        if let Some(instance) = active {
            break instance;
        }
        tokio::time::sleep(Duration::from_millis(50)).await;
    };
    let files: Vec<_> = files.iter().map(|(name, content)| (*name, content.as_str())).collect();
    let input = json!({ "instanceId": instance["id"] });
    let selection = "release { id }";
    let answer =
        customer.client.upload("deployRelease", "DeployReleaseInput", input, selection, tar_gz(&files)).await?;
    ensure!(answer.user_errors("deployRelease").is_empty(), "{:#}", answer.body);
    let url = instance["url"].as_str().context("no URL")?;
    while target.sites.get(url, "/10k.bin").await?.status() != 200 {
        tokio::time::sleep(Duration::from_millis(20)).await;
    }
    Ok(url.split('/').nth(2).context("a URL without host")?.to_owned())
}

/// Text that compression leaves alone, so that both servers send the same bytes.
fn incompressible(size: usize) -> String {
    const LETTERS: &[u8; 64] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";
    let mut state = 0x9E37_79B9_7F4A_7C15_u64;
    let mut letter = || {
        state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        char::from(LETTERS[(state >> 58) as usize])
    };
    (0..size).map(|_| letter()).collect()
}

fn median(mut ratios: Vec<f64>) -> f64 {
    ratios.sort_by(f64::total_cmp);
    ratios.get(ratios.len() / 2).copied().unwrap_or(0.0)
}

/// nginx as its own documentation tunes it for files.
struct Nginx {
    port: u16,
    process: Child,
}

impl Nginx {
    async fn start(folder: &Path) -> Result<Self> {
        let port = TcpListener::bind("127.0.0.1:0")?.local_addr()?.port();
        let root = folder.display();
        let settings = format!(
            "daemon off; master_process on; worker_processes 2; user root; pid {root}/nginx.pid; error_log {root}/error.log;
             events {{ worker_connections 1024; }}
             http {{ access_log off; sendfile on; tcp_nopush on; tcp_nodelay on; keepalive_requests 1000000;
                     open_file_cache max=1000; client_body_temp_path {root}/body; proxy_temp_path {root}/proxy;
                     fastcgi_temp_path {root}/fastcgi; uwsgi_temp_path {root}/uwsgi; scgi_temp_path {root}/scgi;
                     server {{ listen 127.0.0.1:{port}; root {root}; }} }}"
        );
        let file = folder.join("nginx.conf");
        fs::write(&file, settings)?;
        let mut command = Command::new("nginx");
        command.arg("-c").arg(&file).arg("-e").arg(folder.join("error.log")).stderr(Stdio::null());
        let process = command.spawn().context("start nginx: sudo apt-get install -y nginx-light wrk")?;
        let nginx = Self { port, process };
        for _ in 0..100 {
            if tokio::net::TcpStream::connect(("127.0.0.1", port)).await.is_ok() {
                return Ok(nginx);
            }
            tokio::time::sleep(Duration::from_millis(50)).await;
        }
        anyhow::bail!("nginx did not start: {}", fs::read_to_string(folder.join("error.log")).unwrap_or_default())
    }
}

impl Drop for Nginx {
    fn drop(&mut self) {
        // The master ends its workers on SIGTERM; SIGKILL would leave them.
        Command::new("kill").arg(self.process.id().to_string()).status().ok();
        self.process.wait().ok();
    }
}

/// One round of wrk: one thread, 64 connections that stay open.
fn load(url: &str, host: &str, seconds: u32) -> Result<Round> {
    let output = Command::new("wrk")
        .args(["-t1", "-c64", "--latency", &format!("-d{seconds}s"), "-H", &format!("Host: {host}"), url])
        .output()
        .context("start wrk: sudo apt-get install -y nginx-light wrk")?;
    let text = String::from_utf8_lossy(&output.stdout);
    ensure!(!text.contains("Non-2xx"), "{url} of {host} does not answer with the file:\n{text}");
    let after = |label: &str| text.lines().find_map(|line| line.trim().strip_prefix(label)).map(str::trim);
    Ok(Round {
        per_second: after("Requests/sec:").and_then(|number| number.parse().ok()).with_context(|| text.to_string())?,
        p99_ms: after("99%").and_then(milliseconds).with_context(|| text.to_string())?,
    })
}

fn milliseconds(text: &str) -> Option<f64> {
    let (number, scale) = match (text.strip_suffix("us"), text.strip_suffix("ms"), text.strip_suffix('s')) {
        (Some(number), _, _) => (number, 0.001),
        (_, Some(number), _) => (number, 1.0),
        (_, _, Some(number)) => (number, 1_000.0),
        _ => return None,
    };
    Some(number.parse::<f64>().ok()? * scale)
}
