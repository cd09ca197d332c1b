//! One socket from its first message to its close.

use std::sync::Arc;
use std::time::Duration;

use axum::extract::ws::{Message, WebSocket};
use bytes::Bytes;
use futures::StreamExt;
use futures::stream::BoxStream;
use hc_access::Caller;
use hc_chassis::Stopping;
use secrecy::SecretString;
use tokio::time::{Instant, MissedTickBehavior, interval_at, sleep_until, timeout};
use tokio_stream::StreamMap;
use uuid::Uuid;

use super::operation::{self, Outcome};
use super::protocol::{Close, NAME, Received, Sent};
use crate::clock;
use crate::errors::{self, Code, Problem};
use crate::execute::{Engine, Inbound, Transport};
use crate::http::Origin;
use crate::http::params::Params;
use crate::http::upload::Uploads;
use crate::metrics::{CLOSED_SOCKETS, OPEN_OPERATIONS};
use crate::settings::WsSettings;

/// How long a client may take to answer a close.
const CLOSING: Duration = Duration::from_secs(2);
/// How long a query or mutation on a socket may run.
const OPERATION: Duration = Duration::from_secs(20);

/// Why a session ends.
enum End {
    /// The server closes.
    Close(Close),
    /// The client has closed, or is gone.
    Gone,
}

impl From<Close> for End {
    fn from(close: Close) -> Self {
        Self::Close(close)
    }
}

/// A socket's state.
pub struct Session {
    engine: Engine,
    settings: WsSettings,
    origin: Origin,
    stopping: Stopping,
    /// Whether `connection_ack` was sent.
    ready: bool,
    token: Option<SecretString>,
    caller: Option<Caller>,
    operations: StreamMap<String, BoxStream<'static, Outcome>>,
    heard: Instant,
}

impl Session {
    /// A socket that has just been opened.
    pub fn new(engine: Engine, settings: WsSettings, origin: Origin, stopping: Stopping) -> Self {
        Self {
            engine,
            settings,
            origin,
            stopping,
            ready: false,
            token: None,
            caller: None,
            operations: StreamMap::new(),
            heard: Instant::now(),
        }
    }

    /// Runs until one side closes.
    pub async fn run(mut self, mut socket: WebSocket) {
        let spoken = socket.protocol().is_some_and(|protocol| protocol == NAME);
        let end = if spoken { self.converse(&mut socket).await } else { Close::ProtocolNotAcceptable.into() };
        // Operations end before the close is answered: nothing more is read for them.
        metrics::gauge!(OPEN_OPERATIONS).decrement(count(self.operations.len()));
        self.operations.clear();
        let code = match end {
            End::Close(close) => {
                bid_farewell(&mut socket, close).await;
                close.code().to_string()
            }
            End::Gone => "gone".to_owned(),
        };
        metrics::counter!(CLOSED_SOCKETS, "code" => code).increment(1);
    }

    async fn converse(&mut self, socket: &mut WebSocket) -> End {
        let begun = Instant::now();
        let init_until = begun + self.settings.init_timeout;
        let mut pings = interval_at(begun + self.settings.ping_interval, self.settings.ping_interval);
        let mut checks = interval_at(begun + self.settings.recheck_interval, self.settings.recheck_interval);
        for ticks in [&mut pings, &mut checks] {
            ticks.set_missed_tick_behavior(MissedTickBehavior::Delay);
        }
        let stopping = self.stopping.clone();
        loop {
            let expires = clock::instant(self.caller.as_ref().and_then(Caller::expires));
            let turn = tokio::select! {
                () = stopping.cancelled() => Err(Close::Restart.into()),
                () = sleep_until(init_until), if !self.ready => Err(Close::InitTimeout.into()),
                () = sleep_until(expires), if self.caller.is_some() => Err(Close::Forbidden.into()),
                _ = checks.tick(), if self.caller.is_some() => self.recheck().await,
                _ = pings.tick() => self.ping(socket).await,
                message = socket.recv() => match message {
                    Some(Ok(message)) => self.receive(socket, message).await,
                    Some(Err(_)) | None => Err(End::Gone),
                },
                Some((id, outcome)) = self.operations.next(), if !self.operations.is_empty() => {
                    self.deliver(socket, &id, outcome).await
                }
            };
            if let Err(end) = turn {
                return end;
            }
        }
    }

    async fn recheck(&mut self) -> Result<(), End> {
        match &self.caller {
            Some(caller) if !self.engine.still_signed_in(caller).await => Err(Close::Forbidden.into()),
            _ => Ok(()),
        }
    }

    async fn ping(&mut self, socket: &mut WebSocket) -> Result<(), End> {
        if self.heard.elapsed() > self.settings.ping_interval * 2 {
            return Err(End::Gone);
        }
        self.send(socket, Message::Ping(Bytes::new())).await
    }

    async fn receive(&mut self, socket: &mut WebSocket, message: Message) -> Result<(), End> {
        self.heard = Instant::now();
        let text = match message {
            Message::Text(text) => text,
            Message::Ping(_) | Message::Pong(_) => return Ok(()),
            Message::Binary(_) => return Err(Close::Invalid("Messages are text").into()),
            Message::Close(_) => return Err(End::Gone),
        };
        if text.len() > self.settings.max_message_bytes {
            return Err(Close::TooLarge.into());
        }
        match Received::read(&text)? {
            Received::Init(token) => self.init(socket, token).await,
            Received::Ping => self.say(socket, &Sent::Pong).await,
            Received::Pong => Ok(()),
            Received::Complete { id } => {
                if self.operations.remove(&id).is_some() {
                    metrics::gauge!(OPEN_OPERATIONS).decrement(1.0);
                }
                Ok(())
            }
            Received::Subscribe { id, params } => self.subscribe(socket, id, params).await,
        }
    }

    async fn init(&mut self, socket: &mut WebSocket, token: Option<SecretString>) -> Result<(), End> {
        if self.ready {
            return Err(Close::TooManyInits.into());
        }
        if let Some(token) = &token {
            self.caller = match self.engine.authenticate(token).await {
                Ok(caller) => Some(caller),
                Err(problem) if problem.code == Code::Unauthenticated => return Err(Close::Forbidden.into()),
                // Nobody can tell now: the client comes back.
                Err(_) => return Err(Close::Restart.into()),
            };
        }
        self.token = token;
        self.ready = true;
        self.say(socket, &Sent::ConnectionAck).await
    }

    async fn subscribe(&mut self, socket: &mut WebSocket, id: String, params: Params) -> Result<(), End> {
        if !self.ready {
            return Err(Close::Unauthorized.into());
        }
        if self.operations.contains_key(&id) {
            return Err(Close::SubscriberExists.into());
        }
        let request_id: Arc<str> = Uuid::now_v7().to_string().into();
        if self.operations.len() >= self.settings.max_operations {
            let most = self.settings.max_operations;
            let problem = Problem::new(Code::RateLimited, format!("A socket has at most {most} operations at once."));
            let mut refused = vec![problem.into()];
            errors::finish(&mut refused, &request_id);
            return self.say(socket, &Sent::Error { id: &id, payload: &refused }).await;
        }
        let inbound = Inbound {
            origin: Origin { request_id, ..self.origin.clone() },
            token: self.token.clone(),
            idempotency_key: None,
            uploads: Uploads::default(),
            transport: Transport::Socket,
            timeout: OPERATION,
        };
        metrics::gauge!(OPEN_OPERATIONS).increment(1.0);
        self.operations.insert(id, operation::run(self.engine.clone(), params, inbound));
        Ok(())
    }

    async fn deliver(&mut self, socket: &mut WebSocket, id: &str, outcome: Outcome) -> Result<(), End> {
        let message = match &outcome {
            Outcome::Next(answer) => return self.say(socket, &Sent::Next { id, payload: answer }).await,
            Outcome::Close(close) => return Err((*close).into()),
            Outcome::Error(errors) => Sent::Error { id, payload: errors },
            Outcome::Complete => Sent::Complete { id },
        };
        // The id is free before the client can know that the operation has ended.
        self.operations.remove(id);
        metrics::gauge!(OPEN_OPERATIONS).decrement(1.0);
        self.say(socket, &message).await
    }

    async fn say(&mut self, socket: &mut WebSocket, message: &Sent<'_>) -> Result<(), End> {
        self.send(socket, Message::Text(message.text()?.into())).await
    }

    /// A client that does not take its messages is gone: whatever it follows would pile up here.
    async fn send(&mut self, socket: &mut WebSocket, message: Message) -> Result<(), End> {
        match timeout(self.settings.send_timeout, socket.send(message)).await {
            Ok(Ok(())) => Ok(()),
            Ok(Err(_)) | Err(_) => Err(End::Gone),
        }
    }
}

/// Says why, and reads until the client has closed too: a reset would overtake the reason.
async fn bid_farewell(socket: &mut WebSocket, close: Close) {
    let farewell = async {
        if socket.send(Message::Close(Some(close.frame()))).await.is_ok() {
            while let Some(Ok(_)) = socket.recv().await {}
        }
    };
    let _ = timeout(CLOSING, farewell).await;
}

#[expect(clippy::cast_precision_loss, reason = "a few operations")]
fn count(operations: usize) -> f64 {
    operations as f64
}
