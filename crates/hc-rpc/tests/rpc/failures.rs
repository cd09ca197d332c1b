use std::{
    net::SocketAddr,
    sync::{
        Arc,
        atomic::{AtomicU32, Ordering},
    },
};

use hc_rpc::{Fault, GrpcSettings, PeerSettings, connect, refusal};
use tonic::{Code, Request, Response, Status};

use crate::support::{Authority, TestServer, TestService, call, soon};

/// Fails twice with `UNAVAILABLE`, then answers how often it was called.
fn flaky(calls: &Arc<AtomicU32>) -> TestService {
    let calls = calls.clone();
    TestService::new(move |_, _| {
        let number = calls.fetch_add(1, Ordering::Relaxed) + 1;
        async move { if number <= 2 { Err(Status::unavailable("not yet")) } else { Ok(Response::new(number.to_string())) } }
    })
}

#[tokio::test]
async fn only_a_method_that_reads_is_repeated() {
    let authority = Authority::new();
    for (method, expected, calls_made) in
        [("GetInvoice", Ok("3".to_owned()), 3), ("PayInvoice", Err(Code::Unavailable), 1)]
    {
        let calls = Arc::new(AtomicU32::new(0));
        let server = TestServer::start(&authority.issue("billing"), flaky(&calls)).await;
        let channel = server.channel(&authority.issue("gateway"));
        let answer = soon(call(&channel, method, "")).await.map_err(|status| status.code());
        assert_eq!((answer, calls.load(Ordering::Relaxed)), (expected, calls_made), "{method}");
    }
}

#[tokio::test]
async fn what_is_not_unavailable_is_not_repeated() {
    let authority = Authority::new();
    let calls = Arc::new(AtomicU32::new(0));
    let service = {
        let calls = calls.clone();
        TestService::new(move |_, _| {
            calls.fetch_add(1, Ordering::Relaxed);
            async { Err(refusal(Code::NotFound, "INVOICE_NOT_FOUND", "no such invoice")) }
        })
    };
    let server = TestServer::start(&authority.issue("billing"), service).await;
    let error = soon(call(&server.channel(&authority.issue("gateway")), "GetInvoice", "")).await.unwrap_err();
    assert_eq!(Fault::from(&error).reason.as_deref(), Some("INVOICE_NOT_FOUND"));
    assert_eq!(calls.load(Ordering::Relaxed), 1);
}

#[tokio::test]
async fn a_panic_is_an_internal_error_and_the_server_goes_on() {
    let authority = Authority::new();
    let service = TestService::new(async |method, request: Request<String>| {
        assert_ne!(method, "Panic", "a secret");
        Ok(Response::new(request.into_inner()))
    });
    let server = TestServer::start(&authority.issue("billing"), service).await;
    let channel = server.channel(&authority.issue("gateway"));
    let error = soon(call(&channel, "Panic", "")).await.unwrap_err();
    assert_eq!((error.code(), error.message()), (Code::Internal, "internal error"));
    assert_eq!(soon(call(&channel, "Echo", "still here")).await.unwrap(), "still here");
}

#[tokio::test]
async fn a_peer_that_was_away_is_found_again() {
    let authority = Authority::new();
    let tls = authority.issue("billing");
    let first = TestServer::start(&tls, TestService::echo()).await;
    let address = first.address;
    let peer = PeerSettings { channels: 2, ..PeerSettings::new(format!("https://localhost:{}", address.port())) };
    let channel = connect(&peer, &authority.issue("gateway")).unwrap();
    assert_eq!(soon(call(&channel, "Echo", "1")).await.unwrap(), "1");
    first.stopping.cancel();
    soon(first.ended()).await.unwrap();
    let error = soon(call(&channel, "Echo", "2")).await.unwrap_err();
    assert_eq!(Fault::from(&error).reason.as_deref(), Some("PEER_UNAVAILABLE"), "{error}");
    let settings =
        GrpcSettings { listen: SocketAddr::from(([127, 0, 0, 1], address.port())), ..GrpcSettings::default() };
    let _second = TestServer::start_with(&settings, &tls, TestService::echo()).await;
    // The name may be of two addresses, and each channel finds the server for itself.
    for text in ["3", "4"] {
        assert_eq!(soon(call(&channel, "Echo", text)).await.unwrap(), text);
    }
}
