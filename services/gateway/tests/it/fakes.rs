//! Services that answer by heart and count their calls, behind the real mTLS server.

use std::collections::{BTreeMap, HashMap};
use std::convert::Infallible;
use std::sync::{Arc, Mutex};
use std::task::{Context, Poll};

use axum::http::{HeaderMap, Request, Response};
use futures::future::BoxFuture;
use http_body_util::BodyExt;
use prost::Message;
use tokio::sync::{Mutex as Gate, Notify, OwnedMutexGuard};
use tonic::Status;
use tonic::body::Body;
use tonic::server::NamedService;
use tower::Service;

/// Locked while a method is to answer nobody.
type Held = Arc<Gate<()>>;
type Answer = Arc<dyn Fn(Vec<u8>) -> Result<Vec<u8>, Status> + Send + Sync>;

/// Answers by method, such as `BillingService/ListPlans`, and the calls so far.
#[derive(Clone, Default)]
pub struct Fakes {
    answers: Arc<Mutex<HashMap<&'static str, Answer>>>,
    calls: Arc<Mutex<BTreeMap<String, usize>>>,
    called: Arc<Notify>,
    gates: Arc<Mutex<HashMap<&'static str, Held>>>,
    last: Arc<Mutex<(HeaderMap, usize)>>,
}

impl Fakes {
    /// From now on the method answers with what `answer` makes of its request.
    pub fn on<Q, A>(&self, method: &'static str, answer: impl Fn(Q) -> Result<A, Status> + Send + Sync + 'static)
    where
        Q: Message + Default,
        A: Message,
    {
        let answer = move |bytes: Vec<u8>| {
            let request = Q::decode(bytes.as_slice()).expect("a request of the method's type");
            answer(request).map(|answer| answer.encode_to_vec())
        };
        self.answers.lock().unwrap().insert(method, Arc::new(answer));
    }

    /// The method answers nobody until what this returns is dropped.
    pub fn hold(&self, method: &'static str) -> OwnedMutexGuard<()> {
        let gate = Held::default();
        self.gates.lock().unwrap().insert(method, Arc::clone(&gate));
        gate.try_lock_owned().expect("nobody has seen the gate yet")
    }

    /// Waits until the method was called since the last time.
    pub async fn called(&self, method: &str) {
        self.called_times(method, 1).await;
    }

    /// Waits until the method was called so often since the last time.
    pub async fn called_times(&self, method: &str, times: usize) {
        loop {
            let called = self.called.notified();
            if self.calls.lock().unwrap().get(method).is_some_and(|calls| *calls >= times) {
                return;
            }
            called.await;
        }
    }

    /// The calls since the last time, by method; those of the gateway's own background are left out.
    pub fn take_calls(&self) -> BTreeMap<String, usize> {
        let mut calls = std::mem::take(&mut *self.calls.lock().unwrap());
        for method in ["AuthService/ListSigningKeys", "AuthService/CheckSession", "AccountsService/GetAccess"] {
            calls.remove(method);
        }
        calls.retain(|method, _| !method.starts_with("AccessFeedService/"));
        calls
    }

    /// The headers of the last call.
    pub fn last_headers(&self) -> HeaderMap {
        self.last.lock().unwrap().0.clone()
    }

    /// The bytes of the last call, frames included.
    pub fn last_size(&self) -> usize {
        self.last.lock().unwrap().1
    }
}

/// One of the services: all go through the same answers.
macro_rules! service {
    ($name:ident, $path:literal) => {
        #[derive(Clone)]
        pub struct $name(pub Fakes);

        impl NamedService for $name {
            const NAME: &'static str = $path;
        }

        impl Service<Request<Body>> for $name {
            type Response = Response<Body>;
            type Error = Infallible;
            type Future = BoxFuture<'static, Result<Response<Body>, Infallible>>;

            fn poll_ready(&mut self, _: &mut Context<'_>) -> Poll<Result<(), Infallible>> {
                Poll::Ready(Ok(()))
            }

            fn call(&mut self, request: Request<Body>) -> Self::Future {
                let fakes = self.0.clone();
                Box::pin(async move { Ok(fakes.respond(request).await) })
            }
        }
    };
}

service!(Auth, "hostingco.auth.v1.AuthService");
service!(Accounts, "hostingco.accounts.v1.AccountsService");
service!(Billing, "hostingco.billing.v1.BillingService");
service!(Provisioning, "hostingco.provisioning.v1.ProvisioningService");
service!(Mails, "hostingco.notifications.v1.MailService");
service!(Feed, "hostingco.notifications.v1.FeedService");
service!(Webhooks, "hostingco.notifications.v1.WebhookService");
service!(Audit, "hostingco.audit.v1.AuditService");

impl Fakes {
    async fn respond(self, request: Request<Body>) -> Response<Body> {
        let method = request.uri().path().rsplit_once('.').map(|(_, method)| method.to_owned()).unwrap_or_default();
        let (parts, body) = request.into_parts();
        let framed = match body.collect().await {
            Ok(collected) => collected.to_bytes(),
            // The caller has cancelled.
            Err(status) => return status.into_http(),
        };
        *self.last.lock().unwrap() = (parts.headers, framed.len());
        *self.calls.lock().unwrap().entry(method.clone()).or_default() += 1;
        self.called.notify_waiters();
        let gate = self.gates.lock().unwrap().get(method.as_str()).cloned();
        if let Some(gate) = gate {
            drop(gate.lock().await);
        }
        let answer = self.answers.lock().unwrap().get(method.as_str()).cloned();
        let messages = unframe(&framed);
        match answer.map(|answer| answer(messages)) {
            Some(Ok(message)) => respond_with(&message),
            Some(Err(status)) => status.into_http(),
            None => Status::unimplemented(format!("{method} is not known by heart")).into_http(),
        }
    }
}

/// The messages without their frames, one after the other: of a stream, the fields of the last and the bytes of all.
fn unframe(mut framed: &[u8]) -> Vec<u8> {
    let mut messages = Vec::new();
    while let Some((length, rest)) = framed.get(1..5).zip(framed.get(5..)) {
        let length = u32::from_be_bytes(length.try_into().unwrap()) as usize;
        messages.extend_from_slice(&rest[..length]);
        framed = &rest[length..];
    }
    messages
}

fn respond_with(message: &[u8]) -> Response<Body> {
    let mut framed = vec![0];
    framed.extend_from_slice(&u32::try_from(message.len()).unwrap().to_be_bytes());
    framed.extend_from_slice(message);
    let trailers = HeaderMap::from_iter([("grpc-status".parse().unwrap(), "0".parse().unwrap())]);
    let pieces = [http_body::Frame::data(bytes::Bytes::from(framed)), http_body::Frame::trailers(trailers)];
    let stream = futures::stream::iter(pieces.map(Ok::<_, Status>));
    let mut response = Response::new(Body::new(http_body_util::StreamBody::new(stream)));
    response.headers_mut().insert("content-type", "application/grpc".parse().unwrap());
    response
}
