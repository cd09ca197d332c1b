//! Bodies of calls: what comes in is limited, what goes out is watched to its end.

use std::{
    panic::{AssertUnwindSafe, catch_unwind},
    pin::Pin,
    task::{Context, Poll, ready},
};

use bytes::Bytes;
use futures::FutureExt;
use http::HeaderMap;
use http_body::{Body as HttpBody, Frame, SizeHint};
use tokio_util::sync::WaitForCancellationFutureOwned;
use tonic::{Code, Status, body::Body};

use super::call::{Record, panicked};
use crate::{context::CallContext, problem::refusal};

/// Five bytes in front of a message: compressed or not, and the length.
const PREFIX: usize = 5;

/// A request's body of one message; more bytes than allowed end it with `RESOURCE_EXHAUSTED`.
pub(super) struct LimitedBody {
    inner: Body,
    limit: usize,
    left: usize,
}

impl LimitedBody {
    pub(super) fn new(inner: Body, limit: usize) -> Self {
        Self { inner, limit, left: limit.saturating_add(PREFIX) }
    }
}

impl HttpBody for LimitedBody {
    type Data = Bytes;
    type Error = Status;

    fn poll_frame(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Option<Result<Frame<Bytes>, Status>>> {
        let frame = ready!(Pin::new(&mut self.inner).poll_frame(cx));
        let length = frame.as_ref().and_then(|frame| frame.as_ref().ok()?.data_ref().map(Bytes::len)).unwrap_or(0);
        let Some(left) = self.left.checked_sub(length) else {
            let message = format!("a request has at most {} bytes", self.limit);
            return Poll::Ready(Some(Err(refusal(Code::ResourceExhausted, "REQUEST_TOO_LARGE", message))));
        };
        self.left = left;
        Poll::Ready(frame)
    }

    fn is_end_stream(&self) -> bool {
        self.inner.is_end_stream()
    }

    fn size_hint(&self) -> SizeHint {
        self.inner.size_hint()
    }
}

/// An answer's body: runs in the call's context and span, turns a panic into `INTERNAL`, ends when the server stops if it
/// is a stream, and has the call recorded when its status is known.
pub(super) struct AnswerBody {
    inner: Body,
    record: Record,
    context: CallContext,
    cut: Option<Pin<Box<WaitForCancellationFutureOwned>>>,
    ended: bool,
}

impl AnswerBody {
    pub(super) fn new(
        inner: Body,
        head: &HeaderMap,
        mut record: Record,
        context: CallContext,
        cut: Option<WaitForCancellationFutureOwned>,
    ) -> Self {
        record.note(head);
        Self { inner, record, context, cut: cut.map(Box::pin), ended: false }
    }

    fn end_with(&mut self, status: &Status) -> Poll<Option<Result<Frame<Bytes>, Status>>> {
        self.ended = true;
        self.record.finish(status.code());
        let mut trailers = HeaderMap::new();
        Poll::Ready(Some(status.add_header(&mut trailers).map(|()| Frame::trailers(trailers))))
    }
}

impl HttpBody for AnswerBody {
    type Data = Bytes;
    type Error = Status;

    fn poll_frame(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Option<Result<Frame<Bytes>, Status>>> {
        let this = &mut *self;
        if this.ended {
            return Poll::Ready(None);
        }
        let (inner, span, context) = (&mut this.inner, this.record.span().clone(), this.context.clone());
        let poll = || span.in_scope(|| context.scope_sync(|| Pin::new(inner).poll_frame(cx)));
        let frame = match catch_unwind(AssertUnwindSafe(poll)) {
            Ok(Poll::Ready(frame)) => frame,
            // What is ready is still delivered.
            Ok(Poll::Pending) => {
                let cut = this.cut.as_mut().is_some_and(|cut| cut.poll_unpin(cx).is_ready());
                if cut {
                    return this.end_with(&refusal(Code::Unavailable, "STOPPING", "the server is stopping"));
                }
                return Poll::Pending;
            }
            Err(panic) => return this.end_with(&panicked(panic.as_ref())),
        };
        if let Some(Ok(frame)) = &frame
            && let Some(trailers) = frame.trailers_ref()
        {
            this.record.note(trailers);
        }
        Poll::Ready(frame)
    }

    fn is_end_stream(&self) -> bool {
        self.ended || self.inner.is_end_stream()
    }

    fn size_hint(&self) -> SizeHint {
        // A stream that is cut is shorter than it meant to be.
        if self.cut.is_some() { SizeHint::default() } else { self.inner.size_hint() }
    }
}
