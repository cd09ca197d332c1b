//! The listener, under axum and under hyper.

use std::net::{Ipv4Addr, SocketAddr};

use axum::{Router, routing::get};
use http_body_util::{BodyExt, Empty};
use hyper_util::rt::TokioIo;
use tokio::{net::TcpStream, task::JoinSet};

#[tokio::test]
async fn every_socket_sends_at_once() {
    let mut listener = hc_chassis::listen(SocketAddr::from((Ipv4Addr::LOCALHOST, 0))).await.unwrap();
    let address = listener.local_addr().unwrap();
    let (_client, (server, peer)) = tokio::join!(TcpStream::connect(address), listener.accept());
    assert!(server.nodelay().unwrap());
    assert!(peer.ip().is_loopback());
}

#[tokio::test]
async fn sixty_four_kept_connections_are_served_by_turns() {
    let listener = hc_chassis::listen(SocketAddr::from((Ipv4Addr::LOCALHOST, 0))).await.unwrap();
    let address = listener.local_addr().unwrap();
    let mut tasks = JoinSet::new();
    let router = Router::new().route("/", get(async || "here"));
    tasks.spawn(async move { axum::serve(listener, router).await.unwrap() });
    let mut senders = Vec::new();
    for _ in 0..64 {
        let stream = TcpStream::connect(address).await.unwrap();
        let (sender, connection) = hyper::client::conn::http1::handshake(TokioIo::new(stream)).await.unwrap();
        tasks.spawn(async move { connection.await.unwrap() });
        senders.push(sender);
    }
    for round in 0..3 {
        for sender in &mut senders {
            let request = http::Request::get("/").header("host", "test").body(Empty::<bytes::Bytes>::new()).unwrap();
            let answer = sender.send_request(request).await.unwrap();
            assert_eq!(answer.into_body().collect().await.unwrap().to_bytes(), "here", "round {round}");
        }
    }
}
