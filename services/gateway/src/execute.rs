//! From parameters to an answer, whatever they came by: admission, authentication, limits, execution.

use std::panic::AssertUnwindSafe;
use std::sync::Arc;
use std::time::{Duration, Instant};

use async_graphql::Request;
use async_graphql::parser::types::OperationType;
use futures::stream::BoxStream;
use futures::{FutureExt, StreamExt};
use hc_access::{Access, Caller};
use hc_rpc::{CallContext, Fault};
use secrecy::{ExposeSecret, SecretString};

use crate::admission::{self, Admitted, DocumentSettings, Lists};
use crate::batch::{Batcher, Driver, DriverStream, Shelf};
use crate::documents::Documents;
use crate::errors::{Code, Problem};
use crate::http::Origin;
use crate::http::answer::Answer;
use crate::http::params::Params;
use crate::http::upload::Uploads;
use crate::limits::{Limiter, Principal};
use crate::live::Hub;
use crate::metrics::{OPERATION_CALLS, OPERATION_DURATION};
use crate::rpc::Clients;
use crate::schema::{ApiSchema, RequestContext, Slugs};

/// How much longer than its calls an operation may take, so that what did answer is sent.
const MARGIN: Duration = Duration::from_millis(500);

/// Runs operations. A clone is the same engine.
#[derive(Clone)]
pub struct Engine(Arc<Parts>);

/// What an engine is made of.
pub struct Parts {
    /// The schema.
    pub schema: ApiSchema,
    /// Its lists.
    pub lists: Lists,
    /// Those that are named by their hash.
    pub documents: Documents,
    /// How large a document may be.
    pub document: DocumentSettings,
    /// Whether `__schema` and `__type` are answered.
    pub introspection: bool,
    /// The services.
    pub clients: Clients,
    /// Answers that are the same for everybody.
    pub shelf: Shelf,
    /// Which organizations slugs stand for.
    pub slugs: Slugs,
    /// Tokens and permissions.
    pub access: Access,
    /// Rates.
    pub limiter: Limiter,
    /// Live updates.
    pub hub: Hub,
}

/// How a request came in; it decides what may be run.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Transport {
    /// `GET`: queries only.
    Get,
    /// `POST`: queries and mutations.
    Post,
    /// A WebSocket: everything.
    Socket,
    /// `GET` whose answer may be a stream of events: queries and subscriptions.
    EventsByGet,
    /// `POST` whose answer may be a stream of events: everything.
    EventsByPost,
}

impl Transport {
    const fn label(self) -> &'static str {
        match self {
            Self::Get => "get",
            Self::Post => "post",
            Self::Socket => "websocket",
            Self::EventsByGet | Self::EventsByPost => "events",
        }
    }

    /// The same for a client that takes a stream of events.
    #[must_use]
    pub const fn with_events(self) -> Self {
        match self {
            Self::Get => Self::EventsByGet,
            Self::Post => Self::EventsByPost,
            other => other,
        }
    }
}

/// A request with what came along with it.
pub struct Inbound {
    /// Where it comes from.
    pub origin: Origin,
    /// The access token, without `Bearer`.
    pub token: Option<SecretString>,
    /// The `Idempotency-Key` header.
    pub idempotency_key: Option<String>,
    /// The file of a multipart request.
    pub uploads: Uploads,
    /// How it came in.
    pub transport: Transport,
    /// How long it may take; a subscription as long as it likes.
    pub timeout: Duration,
}

/// Why an operation is not run.
#[derive(Debug)]
pub enum Refused {
    /// For a reason that the client is told.
    Problem(Problem),
    /// It has to be sent by `POST`.
    NotByGet,
}

impl From<Problem> for Refused {
    fn from(problem: Problem) -> Self {
        Self::Problem(problem)
    }
}

/// An operation that may be run.
pub struct Prepared {
    request: Request,
    batcher: Batcher,
    context: CallContext,
    caller: Option<Caller>,
    kind: OperationType,
    catalogue: bool,
    transport: Transport,
    timeout: Duration,
    request_id: Arc<str>,
    started: Instant,
}

impl Prepared {
    /// Who asks.
    pub fn caller(&self) -> Option<&Caller> {
        self.caller.as_ref()
    }

    /// Whether caches on the way may give the answer to others: the catalogue, asked for by `GET` by a stranger.
    pub fn is_shared(&self) -> bool {
        self.catalogue && self.caller.is_none() && self.transport == Transport::Get
    }

    /// Whether it answers more than once.
    pub fn is_subscription(&self) -> bool {
        self.kind == OperationType::Subscription
    }
}

impl Engine {
    /// An engine of these parts.
    pub fn new(parts: Parts) -> Self {
        Self(Arc::new(parts))
    }

    /// The user behind a token.
    pub async fn authenticate(&self, token: &SecretString) -> Result<Caller, Problem> {
        self.0.access.authenticate(token.expose_secret()).await.map_err(|status| {
            match Code::of(Fault::from(&status).code) {
                Code::Unavailable | Code::DeadlineExceeded => {
                    Problem::new(Code::Unavailable, "Access tokens cannot be checked at the moment.")
                        .retry_after_ms(1_000)
                }
                _ => Problem::new(Code::Unauthenticated, "The access token is not valid (any more)."),
            }
        })
    }

    /// Whether the session of a caller still counts. While nobody can tell, it does.
    pub async fn still_signed_in(&self, caller: &Caller) -> bool {
        let checked = self.0.access.still_signed_in(caller).await;
        !matches!(checked, Err(status) if status.code() == tonic::Code::Unauthenticated)
    }

    /// Checks whether an operation may be run, and charges it to its caller.
    pub async fn prepare(&self, params: Params, inbound: Inbound) -> Result<Prepared, Refused> {
        let started = Instant::now();
        let parts = &self.0;
        let Params { document, operation_name, variables } = params;
        let document = parts.documents.document(document)?;
        let admitted =
            admission::admit(document, operation_name.as_deref(), &variables, &parts.lists, &parts.document)?;
        allowed_over(inbound.transport, admitted.kind)?;
        let caller = self.caller(inbound.token.as_ref(), &admitted).await?;
        let address = Principal::address(inbound.origin.address);
        let principal = caller.as_ref().and_then(Caller::user).map_or(address, Principal::User);
        parts.limiter.charge(principal, admitted.cost, admitted.credential).await?;

        let mut context = CallContext::new().with_request_id(&inbound.origin.request_id);
        if let Some(token) = caller.as_ref().and_then(Caller::token) {
            context = context.with_bearer((*token).clone());
        }
        let batcher = Batcher::new(parts.clients.clone(), parts.shelf.clone());
        let request_id = Arc::clone(&inbound.origin.request_id);
        // The document's text goes no further: what it may hold is not to be logged by anybody.
        let mut request = Request::new(String::new()).variables(variables).data(RequestContext {
            caller: caller.clone(),
            origin: inbound.origin,
            idempotency_key: inbound.idempotency_key,
            uploads: inbound.uploads,
            batcher: batcher.clone(),
            access: parts.access.clone(),
            slugs: parts.slugs.clone(),
            hub: parts.hub.clone(),
        });
        request.operation_name = match &admitted.document.operations {
            async_graphql::parser::types::DocumentOperations::Single(_) => None,
            async_graphql::parser::types::DocumentOperations::Multiple(_) => operation_name,
        };
        request.set_parsed_query(admitted.document);
        if !parts.introspection {
            request = request.disable_introspection();
        }
        Ok(Prepared {
            request,
            batcher,
            context,
            caller,
            kind: admitted.kind,
            catalogue: admitted.catalogue,
            transport: inbound.transport,
            timeout: inbound.timeout,
            request_id,
            started,
        })
    }

    /// Who asks. A token that came along has to be valid, unless all that is asked for works without one.
    async fn caller(&self, token: Option<&SecretString>, admitted: &Admitted) -> Result<Option<Caller>, Problem> {
        let Some(token) = token else { return Ok(None) };
        match self.authenticate(token).await {
            Ok(caller) => Ok(Some(caller)),
            Err(_) if !admitted.needs_caller => Ok(None),
            Err(problem) => Err(problem),
        }
    }

    /// Runs a query or mutation.
    pub async fn execute(&self, prepared: Prepared) -> Answer {
        let Prepared { request, batcher, context, kind, transport, timeout, request_id, started, .. } = prepared;
        let deadline = tokio::time::Instant::now() + timeout;
        let context = context.with_deadline(deadline);
        let work = Driver::new(batcher.clone(), self.0.schema.execute(request).boxed());
        let run = AssertUnwindSafe(context.scope(work)).catch_unwind();
        let answer = match tokio::time::timeout_at(deadline + MARGIN, run).await {
            Ok(Ok(response)) => Answer::executed(response, &request_id),
            Ok(Err(_)) => {
                tracing::error!(request.id = &*request_id, "a resolver panicked");
                Answer::refused(Problem::new(Code::Internal, "Something went wrong on our side."), &request_id)
            }
            Err(_) => {
                let message = "The answer did not come in time. What was asked for may have happened.";
                Answer::refused(Problem::new(Code::DeadlineExceeded, message), &request_id)
            }
        };
        measure(kind, transport, &answer, started, &batcher);
        answer
    }

    /// Runs a subscription.
    pub fn subscribe(&self, prepared: Prepared) -> BoxStream<'static, Answer> {
        let Prepared { request, batcher, context, request_id, .. } = prepared;
        let answers = DriverStream::new(batcher, self.0.schema.execute_stream(request));
        futures::stream::unfold((answers, context), |(mut answers, context)| async move {
            let next = context.clone().scope(answers.next()).await?;
            Some((next, (answers, context)))
        })
        .map(move |response| Answer::executed(response, &request_id))
        .boxed()
    }
}

fn allowed_over(transport: Transport, kind: OperationType) -> Result<(), Refused> {
    match (transport, kind) {
        (Transport::Get | Transport::EventsByGet, OperationType::Mutation) => Err(Refused::NotByGet),
        (Transport::Get | Transport::Post, OperationType::Subscription) => {
            let message = "Subscriptions run over a WebSocket with the protocol graphql-transport-ws, or with Accept: \
                           text/event-stream.";
            Err(Problem::new(Code::BadUserInput, message).into())
        }
        _ => Ok(()),
    }
}

fn measure(kind: OperationType, transport: Transport, answer: &Answer, started: Instant, batcher: &Batcher) {
    let kind = match kind {
        OperationType::Query => "query",
        OperationType::Mutation => "mutation",
        OperationType::Subscription => "subscription",
    };
    let code = answer.code().unwrap_or_else(|| "OK".to_owned());
    let labels = [("kind", kind.to_owned()), ("transport", transport.label().to_owned()), ("code", code)];
    metrics::histogram!(OPERATION_DURATION, &labels).record(started.elapsed().as_secs_f64());
    #[expect(clippy::cast_precision_loss, reason = "a handful of calls")]
    metrics::histogram!(OPERATION_CALLS, "kind" => kind).record(batcher.calls() as f64);
}
