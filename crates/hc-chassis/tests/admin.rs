//! The admin port, asked as a probe asks it.

#![expect(clippy::unwrap_used, reason = "what a test sets up has to work")]

use std::{
    net::SocketAddr,
    sync::{
        Arc,
        atomic::{AtomicBool, Ordering},
    },
    time::Duration,
};

use hc_chassis::{AdminSettings, Chassis, ChassisSettings};
use http_body_util::{BodyExt, Empty};
use hyper_util::rt::TokioIo;
use tokio::{net::TcpStream, task::JoinSet};

async fn get(address: SocketAddr, path: &str) -> (u16, String) {
    let stream = TcpStream::connect(address).await.unwrap();
    let (mut sender, connection) = hyper::client::conn::http1::handshake(TokioIo::new(stream)).await.unwrap();
    let mut tasks = JoinSet::new();
    tasks.spawn(connection);
    let request = http::Request::get(path).header("host", "admin").body(Empty::<bytes::Bytes>::new()).unwrap();
    let (head, body) = sender.send_request(request).await.unwrap().into_parts();
    let body = body.collect().await.unwrap().to_bytes();
    (head.status.as_u16(), String::from_utf8(body.to_vec()).unwrap())
}

fn free_address() -> SocketAddr {
    std::net::TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap()
}

#[tokio::test]
async fn probes_follow_the_process_from_start_to_stop() {
    let address = free_address();
    let admin = AdminSettings { listen: address, unready_for: Duration::from_secs(1) };
    let settings = ChassisSettings { admin, ..ChassisSettings::default() };
    let chassis = Chassis::start("test", &settings).await.unwrap();
    let healthy = Arc::new(AtomicBool::new(true));
    let asked = healthy.clone();
    chassis.readiness("postgres", move || {
        let healthy = asked.load(Ordering::Relaxed);
        async move { if healthy { Ok(()) } else { Err("no connection".to_owned()) } }
    });
    assert_eq!(get(address, "/livez").await.0, 200);
    let (code, body) = get(address, "/readyz").await;
    assert_eq!(code, 503);
    assert!(body.contains(r#""phase":"starting""#) && body.contains(r#""postgres":{"ok":true"#), "{body}");

    let stopping = chassis.stopping();
    let mut process = JoinSet::new();
    process.spawn(chassis.ready_until_stopped());
    until(async || get(address, "/readyz").await.0 == 200).await;
    healthy.store(false, Ordering::Relaxed);
    until(async || {
        let (code, body) = get(address, "/readyz").await;
        code == 503 && body.contains("no connection")
    })
    .await;
    stopping.cancel();
    process.join_next().await.unwrap().unwrap().unwrap();
    assert!(TcpStream::connect(address).await.is_err());
}

#[tokio::test]
async fn metrics_have_the_names_that_prometheus_expects() {
    let address = free_address();
    let admin = AdminSettings { listen: address, ..AdminSettings::default() };
    let _chassis = Chassis::start("test", &ChassisSettings { admin, ..ChassisSettings::default() }).await.unwrap();
    metrics::describe_histogram!("rpc.server.call.duration", metrics::Unit::Seconds, "Calls answered");
    metrics::histogram!("rpc.server.call.duration", "rpc.method" => "test.v1.Test/Get").record(0.02);
    metrics::describe_gauge!("hostingco_outbox_lag_seconds", metrics::Unit::Seconds, "Age of the oldest row");
    metrics::gauge!("hostingco_outbox_lag_seconds").set(1.0);
    metrics::counter!("hostingco_orders_total").increment(1);
    let (code, text) = get(address, "/metrics").await;
    assert_eq!(code, 200);
    for line in [
        "# HELP rpc_server_call_duration_seconds Calls answered",
        r#"rpc_server_call_duration_seconds_bucket{rpc_method="test.v1.Test/Get",le="0.025"} 1"#,
        "hostingco_outbox_lag_seconds 1",
        "hostingco_orders_total 1",
        "process_resident_memory_bytes ",
    ] {
        assert!(text.contains(line), "{line} is not in:\n{text}");
    }
}

async fn until(condition: impl AsyncFn() -> bool) {
    let waiting = async {
        while !condition().await {
            tokio::time::sleep(Duration::from_millis(50)).await;
        }
    };
    tokio::time::timeout(Duration::from_secs(10), waiting).await.expect("it happens within 10 s");
}
