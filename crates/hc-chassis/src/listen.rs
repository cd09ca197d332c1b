//! Listening sockets.

use std::{io, net::SocketAddr, time::Duration};

use tokio::net::{TcpListener, TcpStream};

/// Binds `address`; port 0 takes a free one.
pub async fn listen(address: SocketAddr) -> io::Result<Listener> {
    Ok(Listener(TcpListener::bind(address).await?))
}

/// A TCP listener for `axum::serve` and for hyper.
///
/// Every accepted socket has `TCP_NODELAY`: without it, Nagle's algorithm waits for the peer's delayed
/// acknowledgement, 40 ms on Linux, whenever an answer is written in two pieces over a kept connection.
#[derive(Debug)]
pub struct Listener(TcpListener);

impl Listener {
    /// The next connection. An error of a single connection, or a lack of file descriptors, is logged and waited out.
    pub async fn accept(&mut self) -> (TcpStream, SocketAddr) {
        loop {
            match self.0.accept().await {
                Ok((stream, peer)) => match stream.set_nodelay(true) {
                    Ok(()) => return (stream, peer),
                    Err(error) => tracing::debug!(%error, "connection closed before it was served"),
                },
                Err(error) if is_of_the_peer(&error) => {}
                Err(error) => {
                    tracing::error!(%error, "cannot accept connections");
                    tokio::time::sleep(Duration::from_secs(1)).await;
                }
            }
        }
    }

    /// The bound address.
    pub fn local_addr(&self) -> io::Result<SocketAddr> {
        self.0.local_addr()
    }
}

fn is_of_the_peer(error: &io::Error) -> bool {
    use io::ErrorKind::{ConnectionAborted, ConnectionRefused, ConnectionReset};
    matches!(error.kind(), ConnectionAborted | ConnectionRefused | ConnectionReset)
}

impl axum::serve::Listener for Listener {
    type Io = TcpStream;
    type Addr = SocketAddr;

    async fn accept(&mut self) -> (Self::Io, Self::Addr) {
        Self::accept(self).await
    }

    fn local_addr(&self) -> io::Result<Self::Addr> {
        Self::local_addr(self)
    }
}
