//! The admin port: `/livez`, `/readyz`, `/metrics`.

use std::sync::Arc;

use axum::{Json, Router, extract::State, response::IntoResponse, routing::get};
use http::{StatusCode, header::CONTENT_TYPE};
use metrics_exporter_prometheus::PrometheusHandle;

use crate::{listen::Listener, metrics, readiness::Readiness};

#[derive(Clone)]
pub(crate) struct Admin {
    pub(crate) readiness: Arc<Readiness>,
    pub(crate) metrics: PrometheusHandle,
}

/// Serves until it is dropped: probes are answered during the drain, too.
pub(crate) async fn serve(listener: Listener, admin: Admin) {
    let router = Router::new()
        .route("/livez", get(async || Json(serde_json::json!({ "alive": true }))))
        .route("/readyz", get(readyz))
        .route("/metrics", get(render))
        .with_state(admin);
    // `axum::serve` ends only by its shutdown signal, and there is none.
    if let Err(error) = axum::serve(listener, router).await {
        tracing::error!(%error, "admin port failed");
    }
}

async fn readyz(State(admin): State<Admin>) -> impl IntoResponse {
    let report = admin.readiness.report().await;
    let code = if report.ready { StatusCode::OK } else { StatusCode::SERVICE_UNAVAILABLE };
    (code, Json(report))
}

async fn render(State(admin): State<Admin>) -> impl IntoResponse {
    ([(CONTENT_TYPE, "text/plain; version=0.0.4; charset=utf-8")], metrics::render(&admin.metrics))
}
