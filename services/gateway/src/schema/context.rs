//! What a resolver finds in its request.

use std::sync::Arc;

use async_graphql::{Context, OutputType};
use hc_access::{Access, Caller};
use tonic::{Response, Status};

use super::pages::{Connection, Edge, Listed};
use super::slugs::Slugs;
use crate::batch::{Batcher, Lane};
use crate::errors::{Code, Failure};
use crate::http::Origin;
use crate::http::upload::Uploads;
use crate::live::Hub;
use crate::rpc::{self, Clients};

/// What a request is made of, for its resolvers.
#[derive(Clone)]
pub struct RequestContext {
    /// Who asks, if a good token came along.
    pub caller: Option<Caller>,
    /// Where the request comes from.
    pub origin: Origin,
    /// The value of the `Idempotency-Key` header.
    pub idempotency_key: Option<String>,
    /// The file of a multipart request.
    pub uploads: Uploads,
    /// The calls of the request.
    pub batcher: Batcher,
    /// Permissions.
    pub access: Access,
    /// Which organizations slugs stand for.
    pub slugs: Slugs,
    /// Live updates.
    pub hub: Hub,
}

/// Short ways to what resolvers need.
pub trait ContextExt {
    /// The request.
    fn request(&self) -> Result<&RequestContext, Failure>;

    /// The clients, for one call.
    fn clients(&self) -> Result<Clients, Failure> {
        Ok(self.request()?.batcher.clients())
    }

    /// Who asks; an error without a token.
    fn caller(&self) -> Result<&Caller, Failure> {
        self.request()?.caller.as_ref().ok_or_else(|| Failure::new(Code::Unauthenticated, "Sign in first."))
    }

    /// The key of an input, else that of the request.
    fn idempotency_key(&self, of_input: Option<String>) -> Result<Option<String>, Failure> {
        Ok(of_input.or_else(|| self.request().ok()?.idempotency_key.clone()))
    }

    /// The result of a change; what was read before it is forgotten.
    fn changed<T>(&self, result: Result<Response<T>, Status>) -> Result<Result<T, Status>, Failure> {
        self.request()?.batcher.forget();
        Ok(result.map(Response::into_inner))
    }
}

impl ContextExt for Context<'_> {
    fn request(&self) -> Result<&RequestContext, Failure> {
        self.data_opt::<RequestContext>()
            .ok_or_else(|| Failure::new(Code::Internal, "Something went wrong on our side."))
    }
}

impl RequestContext {
    /// The object of an id, `None` where it is not there or not the viewer's.
    pub async fn find<L, T>(&self, lane: L, id: &str) -> Option<Result<T, Failure>>
    where
        L: Lane<Key = String>,
        T: From<L::Value>,
    {
        self.batcher.load(lane, id.to_owned()).await.transpose().map(|found| found.map(T::from))
    }
}

/// The object of an id, `None` where it is not there or not the viewer's.
pub async fn find<L, T>(ctx: &Context<'_>, lane: L, id: &str) -> Option<Result<T, Failure>>
where
    L: Lane<Key = String>,
    T: From<L::Value>,
{
    match ctx.request() {
        Ok(request) => request.find(lane, id).await,
        Err(failure) => Some(Err(failure)),
    }
}

/// The object of an id that another object refers to; an error where it is not there.
pub async fn follow<L, T>(ctx: &Context<'_>, lane: L, id: &str, what: &str) -> Result<T, Failure>
where
    L: Lane<Key = String>,
    T: From<L::Value>,
{
    find(ctx, lane, id).await.unwrap_or_else(|| Err(Failure::missing(what)))
}

/// A page of a list.
pub async fn list<L, M, T>(ctx: &Context<'_>, lane: L, key: L::Key) -> Result<Connection<T>, Failure>
where
    L: Lane<Value = Arc<Listed<M>>>,
    M: Clone,
    T: OutputType + Clone + From<M>,
    Edge<T>: OutputType,
{
    let page = ctx.request()?.batcher.load(lane, key).await?;
    page.map(|page| Connection::of(&page)).ok_or_else(|| Failure::missing("list"))
}

/// The answer of a call that changes nothing.
pub fn read<T>(result: Result<Response<T>, Status>) -> Result<T, Failure> {
    rpc::answer(result)
}
