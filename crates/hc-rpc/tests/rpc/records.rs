//! What a call costs on the wire.

use std::{
    net::SocketAddr,
    sync::{
        Arc,
        atomic::{AtomicUsize, Ordering},
    },
};

use hc_rpc::{PeerSettings, connect};
use tokio::{
    io::{AsyncRead, AsyncReadExt, AsyncWrite, AsyncWriteExt},
    net::{TcpListener, TcpStream},
    task::JoinSet,
};

use crate::support::{Authority, TestServer, TestService, call, soon};

/// Passes TLS records on from one to the other and counts those with data (RFC 8446, 5.1).
async fn count(mut from: impl AsyncRead + Unpin, mut to: impl AsyncWrite + Unpin, counted: Arc<AtomicUsize>) {
    const APPLICATION_DATA: u8 = 23;
    loop {
        let mut head = [0; 5];
        if from.read_exact(&mut head).await.is_err() {
            return;
        }
        let mut record = vec![0; usize::from(u16::from_be_bytes([head[3], head[4]]))];
        from.read_exact(&mut record).await.unwrap();
        if head[0] == APPLICATION_DATA {
            counted.fetch_add(1, Ordering::Relaxed);
        }
        to.write_all(&[&head, record.as_slice()].concat()).await.unwrap();
    }
}

/// Listens before a server; the address, and the records there and back.
async fn counting(server: SocketAddr, running: &mut JoinSet<()>) -> (SocketAddr, [Arc<AtomicUsize>; 2]) {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = listener.local_addr().unwrap();
    let counted: [Arc<AtomicUsize>; 2] = Default::default();
    let [there, back] = counted.clone();
    running.spawn(async move {
        let (client, _) = listener.accept().await.unwrap();
        let (from_client, to_client) = client.into_split();
        let (from_server, to_server) = TcpStream::connect(server).await.unwrap().into_split();
        tokio::join!(count(from_client, to_server, there), count(from_server, to_client, back));
    });
    (address, counted)
}

#[tokio::test]
async fn a_read_is_one_record_there_and_one_back() {
    let authority = Authority::new();
    let tls = authority.issue("billing");
    let server = TestServer::start(&tls, TestService::echo()).await;
    let mut running = JoinSet::new();
    let (address, counted) = counting(server.address, &mut running).await;
    let peer = PeerSettings { channels: 1, ..PeerSettings::new(format!("https://{address}")) };
    let channel = connect(&peer, &tls).unwrap();
    let text = "x".repeat(1_000);
    // The first call comes with the settings of the connection and their acknowledgements.
    for _ in 0..2 {
        soon(call(&channel, "GetText", &text)).await.unwrap();
    }
    let before = counted.clone().map(|counted| counted.load(Ordering::Relaxed));
    for _ in 0..10 {
        soon(call(&channel, "GetText", &text)).await.unwrap();
    }
    let after = counted.map(|counted| counted.load(Ordering::Relaxed));
    assert_eq!([after[0] - before[0], after[1] - before[1]], [10, 10]);
}
