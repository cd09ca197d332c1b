use std::sync::Arc;

use hc_rpc::{Fault, GrpcSettings};
use tokio::sync::Semaphore;
use tonic::{Code, Response};

use crate::support::{Authority, TestServer, TestService, call, soon};

#[tokio::test]
async fn calls_beyond_the_limit_are_sent_away_with_a_hint() {
    let authority = Authority::new();
    let (entered, leave) = (Arc::new(Semaphore::new(0)), Arc::new(Semaphore::new(0)));
    let service = {
        let (entered, leave) = (entered.clone(), leave.clone());
        TestService::new(move |_, _| {
            let (entered, leave) = (entered.clone(), leave.clone());
            async move {
                entered.add_permits(1);
                leave.acquire().await.unwrap().forget();
                Ok(Response::new(String::new()))
            }
        })
    };
    let settings = GrpcSettings { max_concurrent_calls: 1, ..GrpcSettings::default() };
    let server = TestServer::start_with(&settings, &authority.issue("billing"), service).await;
    let channel = server.channel(&authority.issue("gateway"));
    let both = async {
        tokio::join!(call(&channel, "Pay", ""), async {
            entered.acquire().await.unwrap().forget();
            let refused = call(&channel, "Pay", "").await.unwrap_err();
            leave.add_permits(1);
            refused
        })
    };
    let (first, refused) = soon(both).await;
    first.unwrap();
    let fault = Fault::from(&refused);
    assert_eq!((fault.code, fault.reason.as_deref()), (Code::Unavailable, Some("OVERLOADED")));
    assert!(fault.retry_after.is_some());
}

#[tokio::test]
async fn a_request_that_is_too_large_is_refused() {
    let authority = Authority::new();
    let settings = GrpcSettings { max_message_bytes: 1_000, ..GrpcSettings::default() };
    let server = TestServer::start_with(&settings, &authority.issue("billing"), TestService::echo()).await;
    let channel = server.channel(&authority.issue("gateway"));
    assert!(soon(call(&channel, "Pay", &"a".repeat(900))).await.is_ok());
    let error = soon(call(&channel, "Pay", &"a".repeat(2_000))).await.unwrap_err();
    assert_eq!(error.code(), Code::ResourceExhausted, "{error}");
}
