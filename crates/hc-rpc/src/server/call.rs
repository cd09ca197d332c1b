//! One call: its context, its deadline, its metrics.

use std::{any::Any, convert::Infallible, future::Future, panic::AssertUnwindSafe, sync::Arc, time::Duration};

use futures::FutureExt;
use hc_chassis::{Stopping, propagation};
use http::{HeaderMap, Request, Response};
use metrics::histogram;
use tokio::{sync::Semaphore, time::Instant};
use tonic::{Code, Status, body::Body, service::Routes};
use tower::Service;
use tracing::{Instrument, Span};

use super::{
    GrpcService,
    body::{AnswerBody, LimitedBody},
};
use crate::{
    context::CallContext,
    methods::{self, Method},
    problem::{refusal, refusal_with_retry},
    settings::GrpcSettings,
};

/// Answers every call of a server.
#[derive(Clone)]
pub(super) struct Calls {
    services: GrpcService,
    /// Health and reflection: outside of layers and limits.
    open: Routes,
    running: Arc<Semaphore>,
    max_message_bytes: usize,
    stopping: Stopping,
}

impl Calls {
    pub(super) fn new(services: GrpcService, open: Routes, settings: &GrpcSettings, stopping: Stopping) -> Self {
        metrics::describe_histogram!(
            "rpc.server.call.duration",
            metrics::Unit::Seconds,
            "Calls answered, from the request's head to the end of the answer"
        );
        let running = Arc::new(Semaphore::new(settings.max_concurrent_calls));
        Self { services, open, running, max_message_bytes: settings.max_message_bytes, stopping }
    }

    /// The answer, which never is an error: what goes wrong becomes a status.
    pub(super) fn answer(
        self,
        request: Request<Body>,
        peer: &str,
    ) -> impl Future<Output = Result<Response<AnswerBody>, Infallible>> + use<> {
        let context = CallContext::from_headers(request.headers());
        let path = request.uri().path().to_owned();
        let method = methods::find(&path);
        let span = tracing::info_span!(
            "rpc.server",
            otel.name = path.trim_start_matches('/'),
            otel.kind = "server",
            rpc.system.name = "grpc",
            rpc.method = path.trim_start_matches('/'),
            rpc.response.status_code = tracing::field::Empty,
            peer.service = peer,
            request.id = context.request_id(),
        );
        propagation::continue_from_headers(&span, request.headers());
        let streams = method.is_some_and(|method| method.server_streaming) || methods::is_open_stream(&path);
        let record = Record::new(path, span.clone());
        async move {
            let head = self.clone().head(request, method, &context).await;
            let (parts, body) = head.unwrap_or_else(Status::into_http).into_parts();
            let cut = streams.then(|| self.stopping.cancelled_owned());
            // A stream may outlive the time that its caller waits for the beginning.
            let context = if cut.is_some() { context.without_deadline() } else { context };
            let body = AnswerBody::new(body, &parts.headers, record, context, cut);
            Ok(Response::from_parts(parts, body))
        }
        .instrument(span)
    }

    async fn head(
        mut self,
        request: Request<Body>,
        method: Option<Method>,
        context: &CallContext,
    ) -> Result<Response<Body>, Status> {
        if request.uri().path().starts_with("/grpc.") {
            let Ok(response) = self.open.call(request).await;
            return Ok(response);
        }
        let Ok(_running) = self.running.clone().try_acquire_owned() else {
            let after = Duration::from_secs(1);
            return Err(refusal_with_retry(Code::Unavailable, "OVERLOADED", "too many calls at once", after));
        };
        let request = match method {
            // What a client streams is limited message by message, where it is decoded.
            Some(method) if method.client_streaming => request,
            _ => request.map(|body| Body::new(LimitedBody::new(body, self.max_message_bytes))),
        };
        let answered = AssertUnwindSafe(context.clone().scope(self.services.call(request))).catch_unwind();
        let late = || refusal(Code::DeadlineExceeded, "DEADLINE_EXCEEDED", "the caller's time is over");
        let answered = match context.deadline() {
            Some(deadline) => tokio::time::timeout_at(deadline, answered).await.map_err(|_| late())?,
            None => answered.await,
        };
        match answered {
            Ok(Ok(response)) => Ok(response),
            Err(panic) => Err(panicked(panic.as_ref())),
        }
    }
}

/// Logs a panic and hides it.
pub(super) fn panicked(panic: &(dyn Any + Send)) -> Status {
    let text = panic.downcast_ref::<&str>().copied();
    let text = text.or_else(|| panic.downcast_ref::<String>().map(String::as_str));
    tracing::error!(panic = text.unwrap_or("without a message"), "handler panicked");
    refusal(Code::Internal, "INTERNAL", "internal error")
}

/// Records a call once: when its status is known, or when its answer is dropped without one.
pub(super) struct Record {
    path: String,
    span: Span,
    started: Instant,
    done: bool,
}

impl Record {
    fn new(path: String, span: Span) -> Self {
        Self { path, span, started: Instant::now(), done: false }
    }

    pub(super) fn span(&self) -> &Span {
        &self.span
    }

    /// Notes the status in headers or trailers, if there is one.
    pub(super) fn note(&mut self, headers: &HeaderMap) {
        if let Some(status) = headers.get("grpc-status") {
            self.finish(Code::from_bytes(status.as_bytes()));
        }
    }

    pub(super) fn finish(&mut self, code: Code) {
        if std::mem::replace(&mut self.done, true) {
            return;
        }
        let name = code_name(code);
        self.span.record("rpc.response.status_code", name);
        // A path that no service has is a stranger's text, and must not become a label.
        let method = if code == Code::Unimplemented { "_OTHER" } else { self.path.trim_start_matches('/') };
        let elapsed = self.started.elapsed();
        histogram!("rpc.server.call.duration", "rpc.method" => method.to_owned(), "rpc.response.status_code" => name)
            .record(elapsed.as_secs_f64());
        let elapsed_ms = u64::try_from(elapsed.as_millis()).unwrap_or(u64::MAX);
        self.span.in_scope(|| tracing::debug!(status = name, elapsed_ms, "answered"));
    }
}

impl Drop for Record {
    fn drop(&mut self) {
        self.finish(Code::Cancelled);
    }
}

/// As OpenTelemetry writes gRPC's codes.
pub(crate) fn code_name(code: Code) -> &'static str {
    match code {
        Code::Ok => "OK",
        Code::Cancelled => "CANCELLED",
        Code::Unknown => "UNKNOWN",
        Code::InvalidArgument => "INVALID_ARGUMENT",
        Code::DeadlineExceeded => "DEADLINE_EXCEEDED",
        Code::NotFound => "NOT_FOUND",
        Code::AlreadyExists => "ALREADY_EXISTS",
        Code::PermissionDenied => "PERMISSION_DENIED",
        Code::ResourceExhausted => "RESOURCE_EXHAUSTED",
        Code::FailedPrecondition => "FAILED_PRECONDITION",
        Code::Aborted => "ABORTED",
        Code::OutOfRange => "OUT_OF_RANGE",
        Code::Unimplemented => "UNIMPLEMENTED",
        Code::Internal => "INTERNAL",
        Code::Unavailable => "UNAVAILABLE",
        Code::DataLoss => "DATA_LOSS",
        Code::Unauthenticated => "UNAUTHENTICATED",
    }
}
