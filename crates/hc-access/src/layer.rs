//! The tower layer in front of every handler: no method runs before its rule is met.

use std::{
    pin::Pin,
    sync::Arc,
    task::{Context, Poll},
};

use hc_rpc::Peer;
use http::{Request, Response, header::AUTHORIZATION};
use tower::{Layer, Service};

use crate::{access::Access, error::AccessError};

/// Wraps a gRPC server in the access check.
#[derive(Clone)]
pub struct AccessLayer {
    access: Access,
}

impl AccessLayer {
    pub(crate) const fn new(access: Access) -> Self {
        Self { access }
    }
}

impl<S> Layer<S> for AccessLayer {
    type Service = AccessService<S>;

    fn layer(&self, inner: S) -> Self::Service {
        AccessService { access: self.access.clone(), inner }
    }
}

/// A gRPC server that runs a handler only when the rule of its method is met; the handler finds the caller with
/// [`Caller::of`](crate::Caller::of).
#[derive(Clone)]
pub struct AccessService<S> {
    access: Access,
    inner: S,
}

impl<S, ReqBody, ResBody> Service<Request<ReqBody>> for AccessService<S>
where
    S: Service<Request<ReqBody>, Response = Response<ResBody>> + Clone + Send + 'static,
    S::Future: Send,
    ReqBody: Send + 'static,
    ResBody: Default,
{
    type Response = S::Response;
    type Error = S::Error;
    type Future = Pin<Box<dyn Future<Output = Result<S::Response, S::Error>> + Send>>;

    fn poll_ready(&mut self, cx: &mut Context<'_>) -> Poll<Result<(), S::Error>> {
        self.inner.poll_ready(cx)
    }

    fn call(&mut self, mut request: Request<ReqBody>) -> Self::Future {
        let access = self.access.clone();
        // The one that was made ready goes; its clone waits for the next call.
        let next = self.inner.clone();
        let mut inner = std::mem::replace(&mut self.inner, next);
        Box::pin(async move {
            let service = request.extensions().get::<Peer>().map(|peer| Arc::from(peer.service.as_str()));
            let admitted = match bearer(&request) {
                Ok(token) => access.admit(request.uri().path(), service, token).await,
                Err(error) => Err(error),
            };
            match admitted {
                Ok(caller) => {
                    request.extensions_mut().insert(caller);
                    inner.call(request).await
                }
                Err(error) => Ok(hc_rpc::status(error).into_http()),
            }
        })
    }
}

/// The token of the one `authorization` header. Two of them may be read differently by two readers, so they are refused.
fn bearer<B>(request: &Request<B>) -> Result<Option<&str>, AccessError> {
    let mut headers = request.headers().get_all(AUTHORIZATION).iter();
    let (first, second) = (headers.next(), headers.next());
    if second.is_some() {
        return Err(AccessError::Unauthenticated);
    }
    let Some(value) = first else { return Ok(None) };
    let (scheme, token) = value.to_str().ok().and_then(|value| value.split_once(' ')).unwrap_or_default();
    Ok(Some(if scheme.eq_ignore_ascii_case("bearer") { token } else { "" }))
}
