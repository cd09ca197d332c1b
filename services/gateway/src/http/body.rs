//! Bodies, never larger and never slower than allowed.

use std::time::Duration;

use axum::body::{Body, BodyDataStream};
use axum::http::{HeaderMap, StatusCode, header};
use bytes::{Bytes, BytesMut};
use futures::{Stream, StreamExt};

/// So much of a body that is too large is read and thrown away, for so long: a client that is still writing when the
/// connection ends never gets to read why.
const LINGERING: usize = 1024 * 1024;
const LINGERING_FOR: Duration = Duration::from_secs(1);

/// Why a body was not read.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum BodyError {
    /// More bytes than allowed, announced or sent.
    #[error("the body has more than {0} bytes")]
    TooLarge(u64),
    /// The client was silent or slow for too long.
    #[error("the body did not come in time")]
    TooSlow,
    /// The connection broke.
    #[error("the body is incomplete")]
    Broken,
}

impl BodyError {
    /// The HTTP status that says so.
    pub const fn status(self) -> StatusCode {
        match self {
            Self::TooLarge(_) => StatusCode::PAYLOAD_TOO_LARGE,
            Self::TooSlow => StatusCode::REQUEST_TIMEOUT,
            Self::Broken => StatusCode::BAD_REQUEST,
        }
    }
}

/// Refuses a body that announces more than `limit` bytes.
pub async fn announced(headers: &HeaderMap, body: Body, limit: u64) -> Result<Body, BodyError> {
    let announced = headers.get(header::CONTENT_LENGTH).and_then(|value| value.to_str().ok()?.parse::<u64>().ok());
    if announced.is_some_and(|length| length > limit) {
        linger(&mut body.into_data_stream()).await;
        return Err(BodyError::TooLarge(limit));
    }
    Ok(body)
}

async fn linger(stream: &mut BodyDataStream) {
    let discard = async {
        let mut left = LINGERING;
        while let Some(Ok(chunk)) = stream.next().await {
            left = left.saturating_sub(chunk.len());
            if left == 0 {
                break;
            }
        }
    };
    let _ = tokio::time::timeout(LINGERING_FOR, discard).await;
}

/// Reads a whole body of at most `limit` bytes.
pub async fn read(body: Body, limit: usize, timeout: Duration) -> Result<Bytes, BodyError> {
    let collect = async {
        let mut stream = body.into_data_stream();
        let mut read = BytesMut::new();
        while let Some(chunk) = stream.next().await {
            let chunk = chunk.map_err(|_| BodyError::Broken)?;
            if read.len() + chunk.len() > limit {
                linger(&mut stream).await;
                return Err(BodyError::TooLarge(limit as u64));
            }
            read.extend_from_slice(&chunk);
        }
        Ok(read.freeze())
    };
    tokio::time::timeout(timeout, collect).await.unwrap_or(Err(BodyError::TooSlow))
}

/// A body as a stream of at most `limit` bytes, each piece within `idle`.
pub fn stream(body: Body, limit: u64, idle: Duration) -> impl Stream<Item = Result<Bytes, BodyError>> + Send + 'static {
    struct State {
        stream: BodyDataStream,
        left: u64,
        ended: bool,
    }
    let state = State { stream: body.into_data_stream(), left: limit, ended: false };
    futures::stream::unfold(state, move |mut state| async move {
        if state.ended {
            return None;
        }
        let next = match tokio::time::timeout(idle, state.stream.next()).await {
            Err(_) => Err(BodyError::TooSlow),
            Ok(None) => return None,
            Ok(Some(Err(_))) => Err(BodyError::Broken),
            Ok(Some(Ok(chunk))) => match state.left.checked_sub(chunk.len() as u64) {
                Some(left) => {
                    state.left = left;
                    Ok(chunk)
                }
                None => Err(BodyError::TooLarge(limit)),
            },
        };
        state.ended = next.is_err();
        Some((next, state))
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn body(chunks: &[&'static str]) -> Body {
        Body::from_stream(
            futures::stream::iter(chunks.to_vec()).map(|chunk| Ok::<_, std::io::Error>(Bytes::from(chunk))),
        )
    }

    #[tokio::test]
    async fn a_body_is_cut_off_while_it_streams() {
        let second = Duration::from_secs(1);
        assert_eq!(read(body(&["ab", "cd"]), 4, second).await, Ok(Bytes::from("abcd")));
        assert_eq!(read(body(&["ab", "cde"]), 4, second).await, Err(BodyError::TooLarge(4)));
        let pieces: Vec<_> = stream(body(&["ab", "cd", "e", "f"]), 4, second).collect().await;
        assert_eq!(pieces, [Ok(Bytes::from("ab")), Ok(Bytes::from("cd")), Err(BodyError::TooLarge(4))]);
    }

    #[tokio::test]
    async fn a_silent_client_is_not_waited_for() {
        let silent = || Body::from_stream(futures::stream::pending::<Result<Bytes, std::io::Error>>());
        assert_eq!(read(silent(), 4, Duration::from_millis(5)).await, Err(BodyError::TooSlow));
        let pieces: Vec<_> = stream(silent(), 4, Duration::from_millis(5)).collect().await;
        assert_eq!(pieces, [Err(BodyError::TooSlow)]);
    }
}
