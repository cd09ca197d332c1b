//! Webhooks under load: a thousand deliveries a second to a target on this machine, five in a hundred of them to endpoints
//! that hang, fail, redirect, are slow or not there.

use std::{
    collections::HashMap,
    net::{Ipv4Addr, SocketAddr},
    sync::{Arc, Mutex},
    time::{Duration, Instant},
};

use anyhow::{Context, Result, ensure};
use axum::{
    Router,
    extract::{Path, State},
    http::{HeaderMap, StatusCode, header},
    response::{IntoResponse, Response},
    routing::post,
};
use e2e::Customer;
use futures::future::try_join_all;
use hc_types::{EventId, OperationId};
use lapin::{
    BasicProperties, Channel, Connection, ConnectionProperties,
    options::BasicPublishOptions,
    types::{AMQPValue, FieldTable, ShortString},
};
use serde_json::json;
use tokio::net::TcpListener;

use crate::target::Target;

/// Endpoints of each organization; one of them is bad in the second half.
const ENDPOINTS: u32 = 20;
/// How the bad ones are bad, one kind for each organization.
const BAD: [&str; 5] = ["hang", "fail", "redirect", "slow", "nowhere"];
/// What the median and the slowest one in a hundred may be in the presence of bad ones.
const MOST: Duration = Duration::from_secs(1);
/// A type that nothing but webhooks and the record listen to.
const EVENT: &str = "provisioning.operation.progressed.v1";
/// How long the last deliveries may take.
const PATIENCE: Duration = Duration::from_secs(30);

/// When each event was published, and after how long it arrived at each good endpoint.
#[derive(Default)]
struct Seen {
    published: Mutex<HashMap<String, Instant>>,
    arrived: Mutex<Vec<(Instant, Duration)>>,
}

/// Measures.
pub async fn run(rate: u32, seconds: u32) -> Result<()> {
    let target = Target::find()?;
    let seen = Arc::<Seen>::default();
    let receiver = receive(Arc::clone(&seen)).await?;
    let good = organizations(&target, receiver, "webhooks-good", false).await?;
    let mixed = organizations(&target, receiver, "webhooks-mixed", true).await?;
    let connection = Connection::connect(&target.amqp_url, ConnectionProperties::default()).await?;
    let channel = connection.create_channel().await.context("open a channel")?;

    let alone = round(&channel, &seen, &good, ENDPOINTS, rate, seconds).await?;
    println!("webhooks, all {} endpoints good:     {alone}", 5 * ENDPOINTS);
    let beside = round(&channel, &seen, &mixed, ENDPOINTS - 1, rate, seconds).await?;
    println!("webhooks, 5 of {} endpoints bad:     {beside}", 5 * ENDPOINTS);
    let burst = burst(&channel, &seen, &good, rate * 10).await?;
    println!("webhooks, {} at once:             {burst:.0} deliveries/s", rate * 10);
    let wanted = f64::from(rate) * f64::from(ENDPOINTS - 1) / f64::from(ENDPOINTS);
    ensure!(beside.rate > wanted * 0.97, "fewer than {wanted:.0} deliveries/s arrive at the good endpoints");
    ensure!(beside.p99 < MOST, "bad endpoints delay the good ones: p99 is above {MOST:?}");
    Ok(())
}

/// Five organizations with their endpoints.
async fn organizations(target: &Target, receiver: SocketAddr, name: &str, bad: bool) -> Result<Vec<String>> {
    let mut organizations = Vec::new();
    for (number, kind) in BAD.iter().enumerate() {
        let customer = target.customer(&format!("{name}-{number}")).await;
        for endpoint in 0..ENDPOINTS {
            let url = match (bad && endpoint == 0, *kind) {
                (false, _) => format!("http://{receiver}/good/{number}-{endpoint}"),
                // Nobody listens on port 1024 of this address.
                (true, "nowhere") => "http://127.0.0.99:1024/".to_owned(),
                (true, kind) => format!("http://{receiver}/{kind}/{number}"),
            };
            create(&customer, &url).await?;
        }
        organizations.push(customer.organization);
    }
    Ok(organizations)
}

async fn create(customer: &Customer, url: &str) -> Result<()> {
    let input = json!({ "organizationId": customer.organization, "url": url });
    let client = &customer.client;
    let made =
        client.mutate("createWebhookEndpoint", "CreateWebhookEndpointInput", input, "webhookEndpoint { id }").await;
    ensure!(made["webhookEndpoint"]["id"].is_string(), "no endpoint: {made}");
    Ok(())
}

/// What a round came to.
struct Measured {
    rate: f64,
    p50: Duration,
    p99: Duration,
    slowest: Duration,
}

impl std::fmt::Display for Measured {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let Self { rate, p50, p99, slowest } = self;
        write!(f, "{rate:.0} deliveries/s; published to arrived: p50 {p50:.0?}, p99 {p99:.0?}, max {slowest:.0?}")
    }
}

/// Publishes at the rate, evenly, and waits for everything that can arrive.
async fn round(
    channel: &Channel,
    seen: &Seen,
    organizations: &[String],
    good: u32,
    rate: u32,
    seconds: u32,
) -> Result<Measured> {
    seen.arrived.lock().expect("not poisoned").clear();
    let events = rate * seconds / ENDPOINTS;
    let mut ticks = tokio::time::interval(Duration::from_secs(1) * ENDPOINTS / rate);
    let begun = Instant::now();
    for number in 0..events {
        ticks.tick().await;
        let organization =
            organizations.get(usize::try_from(number)? % organizations.len()).context("no organization")?;
        publish(channel, seen, organization).await?;
    }
    let arrived = arrivals(seen, usize::try_from(events * good)?).await?;
    let last = arrived.iter().map(|(at, _)| *at).max().unwrap_or(begun);
    let mut delays: Vec<_> = arrived.iter().map(|(_, delay)| *delay).collect();
    delays.sort();
    let at = |percent: usize| delays.get((delays.len() - 1) * percent / 100).copied().unwrap_or_default();
    let rate = f64::from(u32::try_from(delays.len())?) / (last - begun).as_secs_f64();
    Ok(Measured { rate, p50: at(50), p99: at(99), slowest: at(100) })
}

/// Publishes so many deliveries' events as fast as it can; deliveries a second from the first event to the last arrival.
async fn burst(channel: &Channel, seen: &Seen, organizations: &[String], deliveries: u32) -> Result<f64> {
    seen.arrived.lock().expect("not poisoned").clear();
    let begun = Instant::now();
    let events = deliveries / ENDPOINTS;
    let publishing = (0..events).map(|number| {
        let organization = organizations.get(number as usize % organizations.len());
        async move { publish(channel, seen, organization.context("no organization")?).await }
    });
    try_join_all(publishing).await?;
    let arrived = arrivals(seen, usize::try_from(events * ENDPOINTS)?).await?;
    let last = arrived.iter().map(|(at, _)| *at).max().unwrap_or(begun);
    Ok(f64::from(events * ENDPOINTS) / (last - begun).as_secs_f64())
}

/// Waits until so many have arrived.
async fn arrivals(seen: &Seen, expected: usize) -> Result<Vec<(Instant, Duration)>> {
    let until = Instant::now() + PATIENCE;
    loop {
        let arrived = seen.arrived.lock().expect("not poisoned").clone();
        if arrived.len() >= expected {
            return Ok(arrived);
        }
        ensure!(Instant::now() < until, "of {expected} deliveries only {} arrived", arrived.len());
        tokio::time::sleep(Duration::from_millis(50)).await;
    }
}

/// An event as a relay publishes it.
async fn publish(channel: &Channel, seen: &Seen, organization: &str) -> Result<()> {
    let (id, subject) = (EventId::new().to_string(), OperationId::new().to_string());
    let attributes = [
        ("specversion", "1.0"),
        ("id", &id),
        ("source", "/hostingco/provisioning"),
        ("type", EVENT),
        ("subject", &subject),
        ("partitionkey", &subject),
        ("time", "2026-11-21T07:30:00Z"),
        ("objectversion", "1"),
        ("epoch", "1"),
        ("actor", "system:bench"),
        ("correlationid", "bench"),
        ("organization", organization),
    ];
    let mut headers = FieldTable::default();
    for (name, value) in attributes {
        headers.insert(ShortString::from(format!("cloudEvents_{name}")), AMQPValue::LongString(value.into()));
    }
    let body = json!({ "operationId": subject, "organizationId": organization, "progress": 0.5 }).to_string();
    let properties = BasicProperties::default()
        .with_content_type(ShortString::from("application/json"))
        .with_delivery_mode(2)
        .with_message_id(ShortString::from(id.as_str()))
        .with_headers(headers);
    seen.published.lock().expect("not poisoned").insert(id, Instant::now());
    let options = BasicPublishOptions::default();
    channel.basic_publish("hostingco.events".into(), EVENT.into(), options, body.as_bytes(), properties).await?;
    Ok(())
}

/// The target: good below `/good`, and bad elsewhere.
async fn receive(seen: Arc<Seen>) -> Result<SocketAddr> {
    let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).await?;
    let address = listener.local_addr()?;
    let router = Router::new()
        .route("/good/{endpoint}", post(good))
        .route("/hang/{number}", post(std::future::pending::<()>))
        .route("/fail/{number}", post(|| async { StatusCode::INTERNAL_SERVER_ERROR }))
        .route("/slow/{number}", post(slow))
        .route("/redirect/{number}", post(redirect))
        .with_state(seen);
    #[expect(clippy::disallowed_methods, reason = "the bench's own server; it ends with the process")]
    tokio::spawn(async move { axum::serve(listener, router).await });
    Ok(address)
}

async fn good(State(seen): State<Arc<Seen>>, Path(_): Path<String>, headers: HeaderMap) -> StatusCode {
    let id = headers.get("webhook-id").and_then(|id| id.to_str().ok()).unwrap_or_default();
    let published = seen.published.lock().expect("not poisoned").get(id).copied();
    if let Some(published) = published {
        let now = Instant::now();
        seen.arrived.lock().expect("not poisoned").push((now, now - published));
    }
    StatusCode::NO_CONTENT
}

async fn redirect(Path(number): Path<String>) -> Response {
    (StatusCode::FOUND, [(header::LOCATION, format!("/good/{number}"))]).into_response()
}

async fn slow() -> StatusCode {
    tokio::time::sleep(Duration::from_secs(3)).await;
    StatusCode::OK
}
