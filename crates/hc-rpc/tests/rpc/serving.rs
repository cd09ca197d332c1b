//! What a server does around its handlers.

use std::{
    convert::Infallible,
    task::{Context, Poll},
    time::Duration,
};

use futures::future::BoxFuture;
use hc_chassis::{Chassis, ChassisSettings, Stopping, propagation};
use hc_rpc::{GrpcServer, GrpcService, GrpcSettings, Peer, PeerSettings, connect, refusal};
use tokio::task::JoinSet;
use tonic::{Code, Response, body::Body};
use tonic_health::pb::{HealthCheckRequest, health_client::HealthClient};
use tower::{Layer, Service};
use tracing::Instrument;

use crate::support::{Authority, TestServer, TestService, call, soon};

/// Lets one service in.
#[derive(Clone)]
struct Only(&'static str);

#[derive(Clone)]
struct Guarded(&'static str, GrpcService);

impl Layer<GrpcService> for Only {
    type Service = Guarded;

    fn layer(&self, inner: GrpcService) -> Guarded {
        Guarded(self.0, inner)
    }
}

impl Service<http::Request<Body>> for Guarded {
    type Response = http::Response<Body>;
    type Error = Infallible;
    type Future = BoxFuture<'static, Result<Self::Response, Infallible>>;

    fn poll_ready(&mut self, cx: &mut Context<'_>) -> Poll<Result<(), Infallible>> {
        self.1.poll_ready(cx)
    }

    fn call(&mut self, request: http::Request<Body>) -> Self::Future {
        if request.extensions().get::<Peer>().is_some_and(|peer| peer.service == self.0) {
            return Box::pin(self.1.call(request));
        }
        Box::pin(async { Ok(refusal(Code::PermissionDenied, "SERVICE_NOT_ALLOWED", "not you").into_http()) })
    }
}

#[tokio::test]
async fn a_layer_stands_before_every_service_but_not_before_health() {
    let authority = Authority::new();
    let tls = authority.issue("billing");
    let server = GrpcServer::new(&GrpcSettings::default(), &tls).unwrap().layer(Only("gateway"));
    let server = server.add(TestService::echo()).bind().await.unwrap();
    let peer = PeerSettings::new(format!("https://{}", server.local_addr().unwrap()));
    let mut running = JoinSet::new();
    running.spawn(server.serve(Stopping::new()));
    let gateway = connect(&peer, &authority.issue("gateway")).unwrap();
    assert_eq!(soon(call(&gateway, "Echo", "in")).await.unwrap(), "in");
    let other = connect(&peer, &authority.issue("accounts")).unwrap();
    assert_eq!(soon(call(&other, "Echo", "out")).await.unwrap_err().code(), Code::PermissionDenied);
    assert!(soon(HealthClient::new(other).check(HealthCheckRequest::default())).await.is_ok());
}

#[tokio::test]
async fn a_trace_goes_on_in_the_service_that_is_called() {
    let _chassis = Chassis::start("test", &ChassisSettings::default()).await.unwrap();
    let authority = Authority::new();
    let service = TestService::new(async |_, _| Ok(Response::new(propagation::traceparent().unwrap_or_default())));
    let server = TestServer::start(&authority.issue("billing"), service).await;
    let channel = server.channel(&authority.issue("gateway"));
    let request = tracing::info_span!("request");
    let own = request.in_scope(propagation::traceparent).unwrap();
    let of_handler = soon(call(&channel, "Trace", "").instrument(request)).await.unwrap();
    let trace = |traceparent: &str| traceparent.split('-').nth(1).unwrap().to_owned();
    assert_eq!(trace(&of_handler), trace(&own));
    assert_ne!(of_handler, own);
}

#[tokio::test]
async fn streams_end_when_the_server_stops() {
    let authority = Authority::new();
    let server = TestServer::start(&authority.issue("billing"), TestService::echo()).await;
    let mut health = HealthClient::new(server.channel(&authority.issue("prober")));
    let mut watch = soon(health.watch(HealthCheckRequest::default())).await.unwrap().into_inner();
    assert!(soon(watch.message()).await.unwrap().is_some());
    server.stopping.cancel();
    let ended = async { while let Ok(Some(_)) = watch.message().await {} };
    tokio::time::timeout(Duration::from_secs(10), ended).await.expect("the drain does not wait for watchers");
    soon(server.ended()).await.unwrap();
}

#[tokio::test]
async fn connections_that_come_of_age_disturb_no_call() {
    let authority = Authority::new();
    let settings = GrpcSettings { max_connection_age: Duration::from_millis(30), ..GrpcSettings::default() };
    let server = TestServer::start_with(&settings, &authority.issue("billing"), TestService::echo()).await;
    let channel = server.channel(&authority.issue("gateway"));
    for number in 0..500_u32 {
        // A method that changes something: no repetition hides a failure.
        soon(call(&channel, "Pay", &number.to_string())).await.unwrap();
        tokio::time::sleep(Duration::from_millis(2)).await;
    }
}

#[tokio::test]
async fn reflection_is_there_when_it_is_asked_for() {
    let authority = Authority::new();
    let tls = authority.issue("billing");
    for reflection in [false, true] {
        let settings = GrpcSettings { reflection, ..GrpcSettings::default() };
        let server = TestServer::start_with(&settings, &tls, TestService::echo()).await;
        let channel = server.channel(&authority.issue("gateway"));
        let list = tonic_reflection::pb::v1::ServerReflectionRequest {
            host: String::new(),
            message_request: Some(tonic_reflection::pb::v1::server_reflection_request::MessageRequest::ListServices(
                String::new(),
            )),
        };
        let mut client = tonic_reflection::pb::v1::server_reflection_client::ServerReflectionClient::new(channel);
        let answer = soon(client.server_reflection_info(tokio_stream::once(list))).await;
        match answer {
            Ok(answer) => {
                assert!(reflection);
                assert!(soon(answer.into_inner().message()).await.unwrap().is_some());
            }
            Err(status) => assert_eq!((reflection, status.code()), (false, Code::Unimplemented)),
        }
    }
}
