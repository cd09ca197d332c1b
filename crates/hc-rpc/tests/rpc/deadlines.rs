use std::{sync::Arc, time::Duration};

use hc_rpc::{CallContext, Channel};
use secrecy::{ExposeSecret, SecretString};
use tokio::{sync::Notify, time::Instant};
use tonic::{Code, Request, Response};

use crate::support::{Authority, TestServer, TestService, call, call_with, soon};

/// Answers with what its caller's context is: milliseconds left, id, token.
fn context() -> TestService {
    TestService::new(async |_, _| {
        let context = CallContext::current().unwrap();
        let left = context.remaining().unwrap().as_millis();
        let token = context.bearer().map(|token| token.expose_secret().to_owned());
        Ok(Response::new(format!("{left} {} {}", context.request_id(), token.unwrap_or_default())))
    })
}

/// Passes each call on.
fn passing_on(to: Channel) -> TestService {
    TestService::new(move |method, request: Request<String>| {
        let to = to.clone();
        async move { call(&to, &method, &request.into_inner()).await.map(Response::new) }
    })
}

#[tokio::test]
async fn deadline_id_and_token_travel_through_services() {
    let authority = Authority::new();
    let last = TestServer::start(&authority.issue("accounts"), context()).await;
    let middle =
        TestServer::start(&authority.issue("billing"), passing_on(last.channel(&authority.issue("billing")))).await;
    let channel = middle.channel(&authority.issue("gateway"));
    let caller = CallContext::new()
        .with_request_id("req-7")
        .with_bearer(SecretString::from("token"))
        .with_deadline(Instant::now() + Duration::from_secs(3));
    let answer = soon(caller.scope(call(&channel, "Context", ""))).await.unwrap();
    let (left, rest) = answer.split_once(' ').unwrap();
    assert!(left.parse::<u64>().unwrap() < 3_000, "the setting is 5 s, the caller has 3 s: {left}");
    assert_eq!(rest, "req-7 token");
}

#[tokio::test]
async fn without_a_caller_the_setting_counts() {
    let authority = Authority::new();
    let server = TestServer::start(&authority.issue("accounts"), context()).await;
    let answer = soon(call(&server.channel(&authority.issue("gateway")), "Context", "")).await.unwrap();
    let left: u64 = answer.split_once(' ').unwrap().0.parse().unwrap();
    assert!((3_000..=5_000).contains(&left), "{left}");
}

#[tokio::test]
async fn a_call_that_takes_too_long_ends_on_both_sides() {
    struct Dropped(Arc<Notify>);
    impl Drop for Dropped {
        fn drop(&mut self) {
            self.0.notify_one();
        }
    }
    let authority = Authority::new();
    let dropped = Arc::new(Notify::new());
    let service = {
        let dropped = dropped.clone();
        TestService::new(move |_, _| {
            let dropped = Dropped(dropped.clone());
            async move {
                let _dropped = dropped;
                std::future::pending().await
            }
        })
    };
    let server = TestServer::start(&authority.issue("accounts"), service).await;
    let mut request = Request::new(String::new());
    // Long enough that a busy machine has the connection by then.
    request.set_timeout(Duration::from_secs(1));
    let channel = server.channel(&authority.issue("gateway"));
    let error = soon(call_with(&channel, "GetNothing", request)).await.unwrap_err();
    assert_eq!(error.code(), Code::DeadlineExceeded);
    soon(dropped.notified()).await;
}

#[tokio::test]
async fn a_call_that_takes_too_long_is_late_whoever_counts_first() {
    let authority = Authority::new();
    let service = TestService::new(async |_, request: Request<String>| match request.into_inner().as_str() {
        "at once" => Ok(Response::new(String::new())),
        _ => std::future::pending().await,
    });
    let server = TestServer::start(&authority.issue("accounts"), service).await;
    let channel = server.channel(&authority.issue("gateway"));
    soon(call(&channel, "GetNothing", "at once")).await.unwrap();
    // On a connection that is there the client's deadline, the header's whole milliseconds and the server's run out within
    // one of each other.
    for _ in 0..20 {
        let mut request = Request::new("never".to_owned());
        request.set_timeout(Duration::from_millis(50));
        let error = soon(call_with(&channel, "GetNothing", request)).await.unwrap_err();
        assert_eq!(error.code(), Code::DeadlineExceeded, "{error:?}");
    }
}

#[tokio::test]
async fn a_caller_whose_time_is_over_makes_no_call() {
    let authority = Authority::new();
    let server = TestServer::start(&authority.issue("accounts"), TestService::new(async |_, _| unreachable!())).await;
    let channel = server.channel(&authority.issue("gateway"));
    let caller = CallContext::new().with_deadline(Instant::now());
    let error = soon(caller.scope(call(&channel, "GetNothing", ""))).await.unwrap_err();
    assert_eq!(error.code(), Code::DeadlineExceeded);
}
