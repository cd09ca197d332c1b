//! Seeing that a part is ready, by speaking its protocol.

use std::io;
use std::time::Duration;

use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;
use tokio::time::timeout;

use crate::sql;

/// How a part shows that it is ready.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Probe {
    /// It is a command that ends, not a server: ready as soon as it runs.
    None,
    /// PostgreSQL answers a query; the URL names a database.
    Postgres(String),
    /// Redis on this loopback port answers a ping.
    Redis(u16),
    /// RabbitMQ begins its AMQP handshake, and its management answers.
    RabbitMq {
        /// The AMQP port.
        amqp: u16,
        /// The port of the management API.
        management: u16,
    },
    /// Erlang's port mapper takes connections.
    Tcp(u16),
    /// `GET <path>` on this loopback port answers 200.
    Http {
        /// The port.
        port: u16,
        /// Such as `/readyz`.
        path: &'static str,
    },
}

impl Probe {
    /// One try, of at most two seconds. An error says what was seen instead.
    pub async fn check(&self) -> Result<(), String> {
        let tried = timeout(Duration::from_secs(2), async {
            match self {
                Self::None => Ok(()),
                Self::Postgres(url) => sql::run(url, "SELECT 1").await.map_err(|error| error.to_string()),
                Self::Redis(port) => expect(*port, b"PING\r\n", b"+PONG").await,
                Self::RabbitMq { amqp, management } => {
                    // The first frame of a connection: type 1 (method) on channel 0.
                    expect(*amqp, b"AMQP\0\0\x09\x01", &[1, 0, 0]).await?;
                    expect_status(*management, "/").await
                }
                Self::Tcp(port) => connect(*port).await.map(drop).map_err(|error| error.to_string()),
                Self::Http { port, path } => expect_status(*port, path).await,
            }
        });
        tried.await.unwrap_or_else(|_elapsed| Err("no answer within 2 s".to_owned()))
    }
}

async fn connect(port: u16) -> io::Result<TcpStream> {
    TcpStream::connect(("127.0.0.1", port)).await
}

/// Sends `hello` and wants an answer that begins with `answer`.
async fn expect(port: u16, hello: &[u8], answer: &[u8]) -> Result<(), String> {
    let talk = async {
        let mut stream = connect(port).await?;
        stream.write_all(hello).await?;
        let mut start = vec![0; answer.len()];
        stream.read_exact(&mut start).await?;
        io::Result::Ok(start)
    };
    match talk.await {
        Ok(start) if start == answer => Ok(()),
        Ok(start) => Err(format!("port {port} answered {:?}", String::from_utf8_lossy(&start))),
        Err(error) => Err(format!("port {port}: {error}")),
    }
}

/// Asks for a page and wants 200; otherwise the body says why.
async fn expect_status(port: u16, path: &str) -> Result<(), String> {
    let talk = async {
        let mut stream = connect(port).await?;
        let request = format!("GET {path} HTTP/1.1\r\nhost: localhost\r\nconnection: close\r\n\r\n");
        stream.write_all(request.as_bytes()).await?;
        let mut answer = Vec::new();
        stream.take(4096).read_to_end(&mut answer).await?;
        io::Result::Ok(String::from_utf8_lossy(&answer).into_owned())
    };
    let answer = talk.await.map_err(|error| format!("port {port}: {error}"))?;
    let (head, body) = answer.split_once("\r\n\r\n").unwrap_or((&answer, ""));
    match head.split_whitespace().nth(1) {
        Some("200") => Ok(()),
        status => Err(format!("{path} answered {}: {}", status.unwrap_or("nothing"), body.trim())),
    }
}
