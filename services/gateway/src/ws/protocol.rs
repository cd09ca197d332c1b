//! The messages of `graphql-transport-ws` and the codes that it closes with.

use async_graphql::ServerError;
use axum::extract::ws::CloseFrame;
use secrecy::SecretString;
use serde::Serialize;
use serde_json::{Map, Value};

use crate::http::answer::Answer;
use crate::http::params::Params;
use crate::http::{Bearer, bearer};

/// The name of the sub-protocol.
pub const NAME: &str = "graphql-transport-ws";
/// Characters of an operation's id.
const MAX_ID: usize = 128;

/// Why the server closes a socket. Clients of the protocol come back after 4403 and 1012 and take the others for final.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Close {
    /// A message that is none of the protocol; with what is wrong with it.
    Invalid(&'static str),
    /// `subscribe` before `connection_ack`.
    Unauthorized,
    /// The token is not valid, or no longer.
    Forbidden,
    /// No sub-protocol that is spoken here.
    ProtocolNotAcceptable,
    /// No `connection_init` in time.
    InitTimeout,
    /// A second operation under an id that is in use; the reason names no id, which may be long.
    SubscriberExists,
    /// A second `connection_init`.
    TooManyInits,
    /// A fault of ours.
    Internal,
    /// The server goes away: come back, to another one.
    Restart,
    /// A message beyond the limit.
    TooLarge,
}

impl Close {
    /// The code on the wire.
    pub const fn code(self) -> u16 {
        match self {
            Self::Invalid(_) => 4400,
            Self::Unauthorized => 4401,
            Self::Forbidden => 4403,
            Self::ProtocolNotAcceptable => 4406,
            Self::InitTimeout => 4408,
            Self::SubscriberExists => 4409,
            Self::TooManyInits => 4429,
            Self::Internal => 4500,
            Self::Restart => 1012,
            Self::TooLarge => 1009,
        }
    }

    /// The frame on the wire.
    pub fn frame(self) -> CloseFrame {
        let reason = match self {
            Self::Invalid(reason) => reason,
            Self::Unauthorized => "Unauthorized",
            Self::Forbidden => "Forbidden",
            Self::ProtocolNotAcceptable => "Subprotocol not acceptable",
            Self::InitTimeout => "Connection initialisation timeout",
            Self::SubscriberExists => "Subscriber already exists",
            Self::TooManyInits => "Too many initialisation requests",
            Self::Internal => "Internal server error",
            Self::Restart => "Service restart",
            Self::TooLarge => "Message too large",
        };
        CloseFrame { code: self.code(), reason: reason.into() }
    }
}

/// A message from a client.
#[derive(Debug)]
pub enum Received {
    /// The first message; with the token of its payload, if there is one.
    Init(Option<SecretString>),
    /// Is anybody there?
    Ping,
    /// The answer to a ping.
    Pong,
    /// An operation to run.
    Subscribe {
        /// Under which id.
        id: String,
        /// What to run.
        params: Params,
    },
    /// An operation that is no longer wanted.
    Complete {
        /// Its id.
        id: String,
    },
}

impl Received {
    /// Reads a text message.
    pub fn read(text: &str) -> Result<Self, Close> {
        let Ok(Value::Object(mut message)) = serde_json::from_str(text) else {
            return Err(Close::Invalid("Messages are JSON objects"));
        };
        let Some(Value::String(kind)) = message.remove("type") else {
            return Err(Close::Invalid("Message has no type"));
        };
        let payload = match message.remove("payload") {
            Some(Value::Object(payload)) => Some(payload),
            Some(Value::Null) | None => None,
            Some(_) => return Err(Close::Invalid("Message payload is not an object")),
        };
        match kind.as_str() {
            "connection_init" => Ok(Self::Init(token(payload)?)),
            "ping" => Ok(Self::Ping),
            "pong" => Ok(Self::Pong),
            "subscribe" => {
                let id = id(&mut message)?;
                let payload = payload.ok_or(Close::Invalid("Message has no payload"))?;
                let params =
                    Params::from_map(payload).map_err(|_| Close::Invalid("Message payload is not a request"))?;
                Ok(Self::Subscribe { id, params })
            }
            "complete" => Ok(Self::Complete { id: id(&mut message)? }),
            _ => Err(Close::Invalid("Message type is not known")),
        }
    }
}

fn id(message: &mut Map<String, Value>) -> Result<String, Close> {
    match message.remove("id") {
        Some(Value::String(id)) if (1..=MAX_ID).contains(&id.len()) => Ok(id),
        _ => Err(Close::Invalid("Message has no id of 1 to 128 characters")),
    }
}

/// `authorization: "Bearer …"`, in any case, at the top of the payload or in its `headers`.
fn token(payload: Option<Map<String, Value>>) -> Result<Option<SecretString>, Close> {
    let Some(payload) = payload else { return Ok(None) };
    let found = |map: &Map<String, Value>| {
        map.iter().find(|(name, _)| name.eq_ignore_ascii_case("authorization")).map(|(_, value)| value.clone())
    };
    let nested = || payload.get("headers").and_then(Value::as_object).and_then(found);
    match found(&payload).or_else(nested) {
        None | Some(Value::Null) => Ok(None),
        Some(Value::String(text)) => match bearer(&text) {
            Bearer::Token(token) => Ok(Some(token)),
            Bearer::Empty => Ok(None),
            Bearer::Malformed => Err(Close::Forbidden),
        },
        Some(_) => Err(Close::Forbidden),
    }
}

/// A message to a client.
#[derive(Debug, Serialize)]
#[serde(tag = "type", rename_all = "snake_case")]
pub enum Sent<'m> {
    /// The connection is ready.
    ConnectionAck,
    /// The answer to a ping.
    Pong,
    /// A result.
    Next {
        /// Of which operation.
        id: &'m str,
        /// The result.
        payload: &'m Answer,
    },
    /// The operation ended with errors; nothing follows.
    Error {
        /// Which operation.
        id: &'m str,
        /// Why.
        payload: &'m [ServerError],
    },
    /// The operation ended well; nothing follows.
    Complete {
        /// Which operation.
        id: &'m str,
    },
}

impl Sent<'_> {
    /// The text on the wire.
    pub fn text(&self) -> Result<String, Close> {
        serde_json::to_string(self).map_err(|error| {
            tracing::error!(%error, "message cannot be written");
            Close::Internal
        })
    }
}

#[cfg(test)]
mod tests {
    use secrecy::ExposeSecret;

    use super::*;

    #[test]
    fn what_is_not_of_the_protocol_closes_with_4400() {
        for text in [
            "",
            "x",
            "[]",
            "{}",
            r#"{"type":1}"#,
            r#"{"type":"other"}"#,
            r#"{"type":"ping","payload":1}"#,
            r#"{"type":"subscribe","id":"1"}"#,
            r#"{"type":"subscribe","id":1,"payload":{"query":""}}"#,
            r#"{"type":"subscribe","id":"","payload":{"query":""}}"#,
            r#"{"type":"subscribe","id":"1","payload":{}}"#,
            r#"{"type":"complete"}"#,
            r#"{"type":"connection_init","payload":"x"}"#,
        ] {
            assert_eq!(Received::read(text).expect_err("refused").code(), 4400, "{text}");
        }
    }

    #[test]
    fn the_token_comes_with_the_first_message() {
        for payload in [
            r#"{"Authorization":"Bearer abc"}"#,
            r#"{"authorization":"bearer abc"}"#,
            r#"{"headers":{"AUTHORIZATION":"Bearer abc"}}"#,
        ] {
            let message = Received::read(&format!(r#"{{"type":"connection_init","payload":{payload}}}"#));
            let Ok(Received::Init(Some(token))) = message else { panic!("{payload}") };
            assert_eq!(token.expose_secret(), "abc");
        }
        let wrong = Received::read(r#"{"type":"connection_init","payload":{"authorization":"Basic abc"}}"#);
        assert_eq!(wrong.expect_err("refused"), Close::Forbidden);
        for without in [r#"{"type":"connection_init"}"#, r#"{"type":"connection_init","payload":{"authorization":""}}"#]
        {
            assert!(matches!(Received::read(without), Ok(Received::Init(None))), "{without}");
        }
    }

    #[test]
    fn messages_are_written_as_the_protocol_says() {
        let answer = Answer { data: Some(true.into()), errors: Vec::new() };
        let next = Sent::Next { id: "1", payload: &answer }.text().expect("text");
        assert_eq!(next, r#"{"type":"next","id":"1","payload":{"data":true}}"#);
        assert_eq!(Sent::ConnectionAck.text().expect("text"), r#"{"type":"connection_ack"}"#);
        assert_eq!(
            Sent::Error { id: "1", payload: &[] }.text().expect("text"),
            r#"{"type":"error","id":"1","payload":[]}"#
        );
    }
}
