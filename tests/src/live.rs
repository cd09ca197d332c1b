//! A GraphQL subscription over `graphql-transport-ws`.

use std::time::Duration;

use anyhow::{Context, Result, bail};
use futures::{SinkExt, StreamExt};
use serde_json::{Value, json};
use tokio::net::TcpStream;
use tokio_tungstenite::{
    MaybeTlsStream, WebSocketStream, connect_async,
    tungstenite::{Message, client::IntoClientRequest, http::HeaderValue},
};

use crate::Client;

/// One subscription on one socket.
pub struct Live {
    socket: WebSocketStream<MaybeTlsStream<TcpStream>>,
}

impl Live {
    /// Connects, says who it is and subscribes; returns once the server has acknowledged the connection.
    pub async fn subscribe(client: &Client, document: &str, variables: Value) -> Result<Self> {
        let mut request = client.live_url().into_client_request()?;
        request.headers_mut().insert("sec-websocket-protocol", HeaderValue::from_static("graphql-transport-ws"));
        let (socket, _) = connect_async(request).await.context("open the WebSocket")?;
        let mut live = Self { socket };
        let authorization = client.token().map(|token| format!("Bearer {token}"));
        live.send(&json!({ "type": "connection_init", "payload": { "Authorization": authorization } })).await?;
        let answer = live.receive().await?;
        if answer["type"] != "connection_ack" {
            bail!("the socket answered {answer} to connection_init");
        }
        let payload = json!({ "query": document, "variables": variables });
        live.send(&json!({ "id": "1", "type": "subscribe", "payload": payload })).await?;
        Ok(live)
    }

    /// The `data` of the next event.
    pub async fn next(&mut self) -> Result<Value> {
        let message = self.receive().await?;
        match message["type"].as_str() {
            Some("next") if message["payload"].get("errors").is_none() => Ok(message["payload"]["data"].clone()),
            _ => bail!("the subscription answered {message}"),
        }
    }

    /// Reads events until one satisfies the condition, for at most 60 s.
    pub async fn until(&mut self, condition: impl Fn(&Value) -> bool) -> Result<Value> {
        tokio::time::timeout(Duration::from_mins(1), async {
            loop {
                let data = self.next().await?;
                if condition(&data) {
                    return Ok(data);
                }
            }
        })
        .await
        .context("no such event came within 60 s")?
    }

    async fn send(&mut self, message: &Value) -> Result<()> {
        Ok(self.socket.send(Message::text(message.to_string())).await?)
    }

    /// The next message that is not a ping; pings are answered.
    async fn receive(&mut self) -> Result<Value> {
        loop {
            match self.socket.next().await.context("the socket ended")?? {
                Message::Text(text) => {
                    let message: Value = serde_json::from_str(&text)?;
                    match message["type"].as_str() {
                        Some("ping") => self.send(&json!({ "type": "pong" })).await?,
                        Some("pong") => {}
                        _ => return Ok(message),
                    }
                }
                Message::Close(frame) => bail!("the socket was closed: {frame:?}"),
                _ => {}
            }
        }
    }
}
