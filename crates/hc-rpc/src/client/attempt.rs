//! One call to a peer, and its repetitions.

use std::{
    error::Error,
    pin::Pin,
    sync::{Arc, Mutex, MutexGuard, PoisonError},
    task::{Context, Poll, ready},
    time::Duration,
};

use bytes::Bytes;
use futures::FutureExt;
use hc_chassis::propagation;
use http::{Request, Response, request::Parts};
use http_body::{Body as HttpBody, Frame, SizeHint};
use http_body_util::{BodyExt, Full};
use metrics::histogram;
use rand::Rng;
use tokio::time::{Instant, Sleep};
use tonic::{Code, Status, body::Body};
use tower::{Service, ServiceExt};
use tracing::{Instrument, Span};

use super::Target;
use crate::{
    context::{self, CallContext},
    fault::Fault,
    methods,
    problem::refusal,
    server::code_name,
};

const ATTEMPTS: u32 = 3;
/// How many connections may end under a call that waits for its turn.
const MAX_REPLACEMENTS: u32 = 4;
const FIRST_BACKOFF: Duration = Duration::from_millis(50);
/// What is kept of the caller's time, to answer in it.
const MARGIN: Duration = Duration::from_millis(20);

pub(super) struct Call {
    target: Arc<Target>,
    parts: Parts,
    body: Body,
    deadline: Instant,
    span: Span,
}

impl Call {
    pub(super) fn new(target: Arc<Target>, request: Request<Body>) -> Self {
        let (mut parts, body) = request.into_parts();
        let context = CallContext::current();
        let own = context::timeout_of(&parts.headers).unwrap_or(target.timeout);
        let left = context.as_ref().and_then(CallContext::remaining).map(|left| left.saturating_sub(MARGIN));
        let timeout = left.map_or(own, |left| left.min(own));
        let path = parts.uri.path().trim_start_matches('/').to_owned();
        let span = tracing::info_span!(
            "rpc.client",
            otel.name = path,
            otel.kind = "client",
            rpc.system.name = "grpc",
            rpc.method = path,
            rpc.response.status_code = tracing::field::Empty,
            server.address = target.name,
        );
        if let Some(context) = context {
            context.write_to(&mut parts.headers);
        }
        propagation::inject_headers(&span, &mut parts.headers);
        Self { target, parts, body, deadline: Instant::now() + timeout, span }
    }

    pub(super) async fn run(self) -> Result<Response<Body>, Status> {
        let started = Instant::now();
        let (target, span) = (self.target.clone(), self.span.clone());
        let method = self.parts.uri.path().trim_start_matches('/').to_owned();
        let answer = self.attempts().instrument(span.clone()).await;
        let name = code_name(answer.as_ref().map_or_else(Status::code, code_of));
        span.record("rpc.response.status_code", name);
        histogram!(
            "rpc.client.call.duration",
            "rpc.method" => method,
            "rpc.response.status_code" => name,
            "server.address" => target.name.clone()
        )
        .record(started.elapsed().as_secs_f64());
        answer
    }

    async fn attempts(self) -> Result<Response<Body>, Status> {
        let Self { target, parts, body, deadline, .. } = self;
        let path = parts.uri.path();
        let watched = methods::find(path).is_some_and(|method| !method.server_streaming);
        let finish =
            |answer: Response<Body>| answer.map(|body| Body::new(Watched::new(body, watched.then_some(deadline))));
        if !methods::may_repeat(path) {
            let answer = attempt(&target, &parts, body, deadline).await;
            target.note(&answer);
            return answer.map(finish);
        }
        let message = body.collect().await?.to_bytes();
        let mut backoff = FIRST_BACKOFF;
        let mut number = 1;
        loop {
            let answer = attempt(&target, &parts, Body::new(Full::new(message.clone())), deadline).await;
            let may_repeat = target.note(&answer);
            let Some(pause) = unavailable(&answer) else { return answer.map(finish) };
            let pause = pause.max(backoff.mul_f64(rand::rng().random_range(0.5..=1.0)));
            if number == ATTEMPTS || !may_repeat || Instant::now() + pause >= deadline {
                return answer.map(finish);
            }
            tracing::debug!(attempt = number, "peer is unavailable, another attempt follows");
            tokio::time::sleep(pause).await;
            backoff *= 4;
            number += 1;
        }
    }
}

impl Target {
    /// Notes how an attempt went; whether another may be made.
    fn note(&self, answer: &Result<Response<Body>, Status>) -> bool {
        if unavailable(answer).is_some() {
            return self.budget.failed();
        }
        self.budget.succeeded();
        true
    }
}

/// Sends the call, once. A connection that ends before it takes the call up (the server has asked it to, by its age) is
/// replaced: nothing was sent, so that this is no repetition.
async fn attempt(target: &Target, parts: &Parts, body: Body, deadline: Instant) -> Result<Response<Body>, Status> {
    let late =
        || refusal(Code::DeadlineExceeded, "DEADLINE_EXCEEDED", format!("no answer from {} in time", target.name));
    let body = Lent(Arc::new(Mutex::new(body)));
    let mut replacements = 0;
    loop {
        let left = deadline.saturating_duration_since(Instant::now());
        if left.is_zero() {
            return Err(late());
        }
        let mut request = Request::from_parts(parts.clone(), Body::new(body.clone()));
        context::write_timeout(request.headers_mut(), left);
        let answered = async {
            let mut channel = target.pick();
            channel.ready().await?.call(request).await
        };
        match tokio::time::timeout_at(deadline, answered).await {
            Ok(Ok(response)) => return Ok(response),
            Ok(Err(error)) if has_run_out(&error) => return Err(late()),
            Ok(Err(error)) if replacements < MAX_REPLACEMENTS && was_never_sent(&error) => replacements += 1,
            Ok(Err(error)) => return Err(lost(&target.name, &error)),
            Err(_) => return Err(late()),
        }
    }
}

fn was_never_sent(error: &(dyn Error + 'static)) -> bool {
    let mut causes = std::iter::successors(Some(error), |&error| error.source());
    causes.any(|cause| cause.downcast_ref::<hyper::Error>().is_some_and(hyper::Error::is_canceled))
}

/// The library counts what the header says, whole milliseconds, and so mostly ends a call just before its deadline.
fn has_run_out(error: &(dyn Error + 'static)) -> bool {
    let mut causes = std::iter::successors(Some(error), |&error| error.source());
    causes.any(<dyn Error>::is::<tonic::TimeoutExpired>)
}

/// A request's body that can be sent again as long as nobody has read of it.
#[derive(Clone)]
struct Lent(Arc<Mutex<Body>>);

impl Lent {
    fn body(&self) -> MutexGuard<'_, Body> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl HttpBody for Lent {
    type Data = Bytes;
    type Error = Status;

    fn poll_frame(self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Option<Result<Frame<Bytes>, Status>>> {
        Pin::new(&mut *self.body()).poll_frame(cx)
    }

    fn is_end_stream(&self) -> bool {
        self.body().is_end_stream()
    }

    fn size_hint(&self) -> SizeHint {
        self.body().size_hint()
    }
}

/// The status of a call whose connection could not be made or was lost.
fn lost(target: &str, error: &(dyn Error + 'static)) -> Status {
    let causes: Vec<String> =
        std::iter::successors(Some(error), |&error| error.source()).map(ToString::to_string).collect();
    tracing::debug!(error = causes.join(": "), "peer is out of reach");
    refusal(Code::Unavailable, "PEER_UNAVAILABLE", format!("{target} cannot be reached"))
}

fn code_of(response: &Response<Body>) -> Code {
    // Without one in the head, the status comes at the end.
    response.headers().get("grpc-status").map_or(Code::Ok, |status| Code::from_bytes(status.as_bytes()))
}

/// How long to wait at least, when the peer was not available.
fn unavailable(answer: &Result<Response<Body>, Status>) -> Option<Duration> {
    let from_head = answer.as_ref().ok().and_then(|response| Status::from_header_map(response.headers()));
    let status = answer.as_ref().err().or(from_head.as_ref())?;
    (status.code() == Code::Unavailable).then(|| Fault::from(status).retry_after.unwrap_or_default())
}

/// An answer's body: ends at the deadline unless it is a stream, and a lost connection is `UNAVAILABLE`.
struct Watched {
    inner: Body,
    deadline: Option<Pin<Box<Sleep>>>,
}

impl Watched {
    fn new(inner: Body, deadline: Option<Instant>) -> Self {
        Self { inner, deadline: deadline.map(|deadline| Box::pin(tokio::time::sleep_until(deadline))) }
    }
}

impl HttpBody for Watched {
    type Data = Bytes;
    type Error = Status;

    fn poll_frame(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Option<Result<Frame<Bytes>, Status>>> {
        if let Poll::Ready(frame) = Pin::new(&mut self.inner).poll_frame(cx) {
            return Poll::Ready(frame.map(|frame| frame.map_err(|error| lost("the peer", &error))));
        }
        if let Some(deadline) = &mut self.deadline {
            ready!(deadline.poll_unpin(cx));
            let status = refusal(Code::DeadlineExceeded, "DEADLINE_EXCEEDED", "the answer did not end in time");
            return Poll::Ready(Some(Err(status)));
        }
        Poll::Pending
    }

    fn is_end_stream(&self) -> bool {
        self.inner.is_end_stream()
    }

    fn size_hint(&self) -> SizeHint {
        self.inner.size_hint()
    }
}
