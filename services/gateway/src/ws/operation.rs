//! One operation on a socket, as the stream of what it sends.

use std::panic::AssertUnwindSafe;

use async_graphql::{ServerError, Value};
use futures::future::ready;
use futures::stream::{self, BoxStream};
use futures::{FutureExt, StreamExt};

use super::protocol::Close;
use crate::errors::Code;
use crate::execute::{Engine, Inbound, Refused};
use crate::http::answer::Answer;
use crate::http::params::Params;

/// What an operation sends. Nothing follows `Error`, `Complete` and `Close`.
#[derive(Debug)]
pub enum Outcome {
    /// A result.
    Next(Answer),
    /// It ended with errors.
    Error(Vec<ServerError>),
    /// It ended well.
    Complete,
    /// It ends the socket.
    Close(Close),
}

impl Outcome {
    /// Nothing executed, or an event whose root field failed: in the protocol that is `error`, not `next`.
    fn of(answer: Answer) -> Self {
        let dead = !answer.errors.is_empty() && answer.data.as_ref().is_none_or(|data| *data == Value::Null);
        if dead { Self::Error(answer.errors) } else { Self::Next(answer) }
    }
}

/// Runs an operation.
pub fn run(engine: Engine, params: Params, inbound: Inbound) -> BoxStream<'static, Outcome> {
    let outcomes = begin(engine, params, inbound).flatten_stream();
    let outcomes = AssertUnwindSafe(outcomes).catch_unwind().map(|outcome| {
        outcome.unwrap_or_else(|_| {
            tracing::error!("an operation on a socket panicked");
            Outcome::Close(Close::Internal)
        })
    });
    let until_the_end = outcomes.scan(false, |ended, outcome| {
        if *ended {
            return ready(None);
        }
        *ended = !matches!(outcome, Outcome::Next(_));
        ready(Some(outcome))
    });
    until_the_end.boxed()
}

async fn begin(engine: Engine, params: Params, inbound: Inbound) -> BoxStream<'static, Outcome> {
    let request_id = inbound.origin.request_id.clone();
    let answers = match engine.prepare(params, inbound).await {
        Ok(prepared) if prepared.is_subscription() => engine.subscribe(prepared),
        Ok(prepared) => {
            let answer = engine.execute(prepared).await;
            // Of a query and a mutation, data that is null is a result: some of it may have happened.
            let outcome = if answer.data.is_some() { Outcome::Next(answer) } else { Outcome::of(answer) };
            return stream::iter([outcome, Outcome::Complete]).boxed();
        }
        // The token was good when the socket was opened.
        Err(Refused::Problem(problem)) if problem.code == Code::Unauthenticated => {
            return stream::iter([Outcome::Close(Close::Forbidden)]).boxed();
        }
        Err(Refused::Problem(problem)) => {
            return stream::iter([Outcome::of(Answer::refused(problem, &request_id))]).boxed();
        }
        Err(Refused::NotByGet) => return stream::iter([Outcome::Close(Close::Internal)]).boxed(),
    };
    answers.map(Outcome::of).chain(stream::iter([Outcome::Complete])).boxed()
}
