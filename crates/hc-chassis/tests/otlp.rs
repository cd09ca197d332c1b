//! Traces reach a collector.

use std::{
    convert::Infallible,
    sync::{Arc, Mutex},
};

use hc_chassis::{Chassis, ChassisSettings, TelemetrySettings};
use http_body_util::{BodyExt, Full};
use hyper::{body::Incoming, server::conn::http2, service::service_fn};
use hyper_util::rt::{TokioExecutor, TokioIo};
use tokio::{net::TcpListener, task::JoinSet};

#[tokio::test(flavor = "multi_thread")]
async fn the_last_spans_are_sent_before_the_process_ends() {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let endpoint = format!("http://{}", listener.local_addr().unwrap());
    let received: Arc<Mutex<Vec<u8>>> = Arc::default();
    let collected = received.clone();
    let mut collector = JoinSet::new();
    collector.spawn(async move {
        let (stream, _) = listener.accept().await.unwrap();
        let service = service_fn(move |request: http::Request<Incoming>| {
            let collected = collected.clone();
            async move {
                let path = request.uri().path().to_owned();
                let body = request.into_body().collect().await.unwrap().to_bytes();
                collected.lock().unwrap().extend([path.as_bytes(), &body].concat());
                let empty = Full::new(bytes::Bytes::from_static(&[0; 5]));
                let answer = http::Response::builder().header("content-type", "application/grpc");
                Ok::<_, Infallible>(answer.header("grpc-status", "0").body(empty).unwrap())
            }
        });
        http2::Builder::new(TokioExecutor::new()).serve_connection(TokioIo::new(stream), service).await.unwrap();
    });
    let telemetry = TelemetrySettings { otlp_endpoint: Some(endpoint), ..TelemetrySettings::default() };
    let settings = ChassisSettings { telemetry, ..ChassisSettings::default() };
    let chassis = Chassis::start("billing", &settings).await.unwrap();
    tracing::info_span!("billing.pay_invoice").in_scope(|| tracing::info!("paid"));
    chassis.stopping().cancel();
    chassis.ready_until_stopped().await.unwrap();
    let received = received.lock().unwrap();
    let text = String::from_utf8_lossy(&received);
    for expected in ["TraceService/Export", "billing.pay_invoice", "hostingco"] {
        assert!(text.contains(expected), "{expected} was not sent");
    }
}
