//! GraphQL over server-sent events: the protocol of graphql-sse in its mode of distinct connections. One request is one
//! operation is one stream of `next` events, with `complete` at its end.
//!
//! A stream that ends without `complete` was cut by us: the token is at its end, or this process stops. The client asks
//! again, with a new token or elsewhere, and reads what it may have missed.

use std::convert::Infallible;
use std::panic::AssertUnwindSafe;
use std::sync::Arc;
use std::time::Duration;

use axum::body::Body;
use axum::http::{HeaderValue, Response, StatusCode, header};
use axum::response::IntoResponse;
use bytes::Bytes;
use futures::stream::{self, BoxStream};
use futures::{FutureExt, StreamExt};
use hc_access::Caller;
use hc_chassis::Stopping;
use tokio::sync::mpsc;
use tokio::time::{Instant, MissedTickBehavior, interval_at, sleep_until};
use tokio_stream::wrappers::ReceiverStream;
use tokio_util::task::TaskTracker;

use super::answer::Answer;
use super::media::Media;
use super::origin::Origin;
use crate::clock;
use crate::errors::{Code, Problem};
use crate::execute::{Engine, Prepared};
use crate::limits::Places;
use crate::metrics::OPEN_STREAMS;
use crate::settings::WsSettings;

/// A comment so often keeps proxies from closing what is silent.
const BEAT: Duration = Duration::from_secs(15);
/// Events that wait for the client to take them.
const WAITING: usize = 8;
const COMMENT: Bytes = Bytes::from_static(b":\n\n");
/// With a line of data, though there is none: an `EventSource` gives no event without.
const COMPLETE: Bytes = Bytes::from_static(b"event: complete\ndata:\n\n");

/// The open streams. A clone is the same.
#[derive(Clone)]
pub struct Streams(Arc<Inner>);

struct Inner {
    engine: Engine,
    settings: WsSettings,
    places: Places,
    stopping: Stopping,
    tasks: TaskTracker,
}

impl Streams {
    /// None yet.
    pub fn new(engine: Engine, settings: WsSettings, places: Places, stopping: Stopping) -> Self {
        Self(Arc::new(Inner { engine, settings, places, stopping, tasks: TaskTracker::new() }))
    }

    /// Runs an operation and streams its results, or says that there are too many streams.
    pub fn respond(&self, origin: &Origin, prepared: Prepared) -> Response<Body> {
        let place = match self.0.places.take(origin.address) {
            Ok(place) if !self.0.stopping.is_cancelled() => place,
            Ok(_) => return refuse(StatusCode::SERVICE_UNAVAILABLE),
            Err(status) => return refuse(status),
        };
        let (sender, events) = mpsc::channel(WAITING);
        let stream = Stream { of: Arc::clone(&self.0), sender, request_id: Arc::clone(&origin.request_id) };
        self.0.tasks.spawn(async move {
            metrics::gauge!(OPEN_STREAMS).increment(1.0);
            if AssertUnwindSafe(stream.run(prepared)).catch_unwind().await.is_err() {
                tracing::error!("a stream of events panicked");
            }
            metrics::gauge!(OPEN_STREAMS).decrement(1.0);
            drop(place);
        });
        response(Body::from_stream(ReceiverStream::new(events).map(Ok::<_, Infallible>)))
    }

    /// Waits until all streams have ended; they begin with it when the process stops.
    pub async fn drained(&self) {
        self.0.tasks.close();
        self.0.tasks.wait().await;
    }
}

/// A stream of one result, for an operation that is not run.
pub fn single(answer: &Answer) -> Response<Body> {
    response(Body::from([next(answer), COMPLETE].concat()))
}

/// One stream, as its task has it.
struct Stream {
    of: Arc<Inner>,
    sender: mpsc::Sender<Bytes>,
    request_id: Arc<str>,
}

/// The client is gone, or does not take what it asked for.
struct Gone;

impl Stream {
    async fn run(self, prepared: Prepared) {
        let caller = prepared.caller().cloned();
        // The headers go out with the first bytes, and proxies wait for them.
        if self.send(COMMENT).await.is_ok() {
            let _ = self.follow(self.answers(prepared), caller.as_ref()).await;
        }
    }

    fn answers(&self, prepared: Prepared) -> BoxStream<'static, Answer> {
        let engine = self.of.engine.clone();
        if prepared.is_subscription() {
            engine.subscribe(prepared)
        } else {
            stream::once(async move { engine.execute(prepared).await }).boxed()
        }
    }

    async fn follow(&self, mut answers: BoxStream<'static, Answer>, caller: Option<&Caller>) -> Result<(), Gone> {
        let begun = Instant::now();
        let ends = clock::instant(caller.and_then(Caller::expires));
        let recheck = self.of.settings.recheck_interval;
        let (mut beats, mut checks) = (interval_at(begun + BEAT, BEAT), interval_at(begun + recheck, recheck));
        for ticks in [&mut beats, &mut checks] {
            ticks.set_missed_tick_behavior(MissedTickBehavior::Delay);
        }
        loop {
            tokio::select! {
                () = self.of.stopping.cancelled() => return Ok(()),
                () = self.sender.closed() => return Err(Gone),
                () = sleep_until(ends) => return Ok(()),
                _ = checks.tick(), if caller.is_some() => {
                    if let Some(caller) = caller && !self.of.engine.still_signed_in(caller).await {
                        return self.refuse().await;
                    }
                }
                _ = beats.tick() => self.send(COMMENT).await?,
                answer = answers.next() => match answer {
                    Some(answer) => self.send(next(&answer)).await?,
                    None => return self.send(COMPLETE).await,
                },
            }
        }
    }

    /// The session has ended: asking again would not help.
    async fn refuse(&self) -> Result<(), Gone> {
        let problem = Problem::new(Code::Unauthenticated, "The session has ended.");
        self.send(next(&Answer::refused(problem, &self.request_id))).await?;
        self.send(COMPLETE).await
    }

    /// A client that does not take its events is gone: whatever it follows would pile up here.
    async fn send(&self, event: Bytes) -> Result<(), Gone> {
        self.sender.send_timeout(event, self.of.settings.send_timeout).await.map_err(|_| Gone)
    }
}

/// JSON has no line breaks of its own, so one line of data is enough.
fn next(answer: &Answer) -> Bytes {
    [b"event: next\ndata: ", answer.json().as_slice(), b"\n\n"].concat().into()
}

fn response(body: Body) -> Response<Body> {
    let headers = [
        (header::CONTENT_TYPE, HeaderValue::from_static(Media::Events.content_type())),
        (header::CACHE_CONTROL, HeaderValue::from_static("no-cache, no-transform")),
        // nginx would collect the events otherwise.
        (header::HeaderName::from_static("x-accel-buffering"), HeaderValue::from_static("no")),
    ];
    (headers, body).into_response()
}

fn refuse(status: StatusCode) -> Response<Body> {
    (status, [(header::RETRY_AFTER, HeaderValue::from_static("5"))]).into_response()
}
