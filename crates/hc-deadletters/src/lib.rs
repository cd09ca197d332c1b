//! `hostingco.deadletters.v1.DeadLetterService`: what a service could not handle, for staff. The same in every service that
//! hears events, so it stands here once: a service adds [`service`] to its gRPC server and [`RULES`] to its own.
//!
//! Each action is told by an event of the service whose letter it is, in the transaction that settles the letter.

mod convert;
mod problem;

use hc_access::{Caller, MethodRule, Permission, Rule};
use hc_events::{
    BrokerSettings, Cause, Fact, Forwarder,
    dead::{self, DeadLetter, RetryError, State},
    outbox,
};
use hc_proto::{
    deadletters::v1::{
        DropDeadLetterRequest, DropDeadLetterResponse, GetDeadLetterRequest, GetDeadLetterResponse,
        ListDeadLettersRequest, ListDeadLettersResponse, RetryDeadLetterRequest, RetryDeadLetterResponse,
        RetryDeadLettersRequest, RetryDeadLettersResponse,
        dead_letter_service_server::{DeadLetterService, DeadLetterServiceServer},
    },
    events::v1::{DeadLetterDropped, DeadLetterRetried},
};
use hc_rpc::{CallContext, Violations, status};
use hc_storage::{Db, StoreError};
use tonic::{Request, Response, Status};

use self::{
    convert::{letter_id, limit, may_exist, number_in, to_message},
    problem::LetterError,
};

/// Letters in one answer.
const LISTED: (u16, u16) = (100, 500);
/// Letters that are sent again in one call.
const RETRIED: (u16, u16) = (1_000, 1_000);

/// Who may call which method; a service's table of rules goes on with these.
pub const RULES: &[MethodRule] = &[
    ("hostingco.deadletters.v1.DeadLetterService/ListDeadLetters", Rule::Platform(Permission::DeadLetterRead)),
    ("hostingco.deadletters.v1.DeadLetterService/GetDeadLetter", Rule::Platform(Permission::DeadLetterRead)),
    ("hostingco.deadletters.v1.DeadLetterService/RetryDeadLetter", Rule::Platform(Permission::DeadLetterManage)),
    ("hostingco.deadletters.v1.DeadLetterService/RetryDeadLetters", Rule::Platform(Permission::DeadLetterManage)),
    ("hostingco.deadletters.v1.DeadLetterService/DropDeadLetter", Rule::Platform(Permission::DeadLetterManage)),
];

/// The dead letters of `service`, which are in its database.
pub fn service(
    service: &'static str,
    db: &Db,
    broker: &BrokerSettings,
) -> DeadLetterServiceServer<impl DeadLetterService> {
    DeadLetterServiceServer::new(Letters { service, db: db.clone(), broker: broker.clone() })
}

struct Letters {
    service: &'static str,
    db: Db,
    broker: BrokerSettings,
}

type Answer<T> = Result<Response<T>, Status>;

#[tonic::async_trait]
impl DeadLetterService for Letters {
    async fn list_dead_letters(&self, request: Request<ListDeadLettersRequest>) -> Answer<ListDeadLettersResponse> {
        let ListDeadLettersRequest { queue, before, limit: wanted, oldest_first, after } = request.into_inner();
        let mut violations = Violations::new();
        let limit = violations.check_as("LIMIT_INVALID", "limit", limit(wanted, LISTED)).unwrap_or_default();
        let bound = |id: String, fits: bool| {
            let number = number_in(self.service, &id).ok_or("this is no letter of this service")?;
            if fits { Ok(number) } else { Err("`after` goes with `oldest_first`, `before` without it") }
        };
        let before = before.and_then(|id| violations.check_as("BEFORE_INVALID", "before", bound(id, !oldest_first)));
        let after = after.and_then(|id| violations.check_as("AFTER_INVALID", "after", bound(id, oldest_first)));
        violations.finish()?;
        if !may_exist(queue.as_deref()) {
            return Ok(Response::new(ListDeadLettersResponse::default()));
        }
        let listed = if oldest_first {
            dead::oldest(self.db.pool(), queue.as_deref(), after, limit + 1).await
        } else {
            dead::list(self.db.pool(), queue.as_deref(), before, limit + 1).await
        };
        let listed = listed.map_err(status)?;
        let has_more = listed.len() > usize::from(limit);
        let shown = listed.iter().take(usize::from(limit));
        let dead_letters = shown.map(|letter| to_message(self.service, letter)).collect();
        Ok(Response::new(ListDeadLettersResponse { dead_letters, has_more }))
    }

    async fn get_dead_letter(&self, request: Request<GetDeadLetterRequest>) -> Answer<GetDeadLetterResponse> {
        let letter = self.find(&request.into_inner().id).await.map_err(status)?;
        let headers = dead::headers(self.db.pool(), letter.id).await.map_err(status)?;
        let body = letter.body.iter().copied().take(hc_events::MAX_BODY).collect::<Vec<u8>>();
        Ok(Response::new(GetDeadLetterResponse {
            dead_letter: Some(to_message(self.service, &letter)),
            body: body.into(),
            headers: headers.into_iter().collect(),
        }))
    }

    async fn retry_dead_letter(&self, request: Request<RetryDeadLetterRequest>) -> Answer<RetryDeadLetterResponse> {
        let cause = cause(&Caller::of(&request)?);
        let letter = self.find_waiting(&request.into_inner().id).await.map_err(status)?;
        let forwarder = self.forwarder().await.map_err(status)?;
        let retried = self.retry(&forwarder, letter.id, &cause).await;
        forwarder.close().await;
        let settled = retried.map_err(status)?;
        Ok(Response::new(RetryDeadLetterResponse { dead_letter: Some(to_message(self.service, &settled)) }))
    }

    async fn retry_dead_letters(&self, request: Request<RetryDeadLettersRequest>) -> Answer<RetryDeadLettersResponse> {
        let cause = cause(&Caller::of(&request)?);
        let RetryDeadLettersRequest { queue, r#type, limit: wanted } = request.into_inner();
        let mut violations = Violations::new();
        let limit = violations.check_as("LIMIT_INVALID", "limit", limit(wanted, RETRIED)).unwrap_or_default();
        violations.finish()?;
        if !may_exist(queue.as_deref()) || !may_exist(r#type.as_deref()) {
            return Ok(Response::new(RetryDeadLettersResponse::default()));
        }
        let waiting = dead::waiting(self.db.pool(), queue.as_deref(), r#type.as_deref(), limit + 1).await;
        let waiting = waiting.map_err(status)?;
        let mut retried = 0;
        if !waiting.is_empty() {
            let forwarder = self.forwarder().await.map_err(status)?;
            for id in waiting.iter().take(usize::from(limit)) {
                match self.retry(&forwarder, *id, &cause).await {
                    Ok(_) => retried += 1,
                    // Somebody else has just done it.
                    Err(LetterError::Settled(_) | LetterError::NotFound(_)) => {}
                    Err(error) => return Err(status(error)),
                }
            }
            forwarder.close().await;
        }
        Ok(Response::new(RetryDeadLettersResponse { retried, has_more: waiting.len() > usize::from(limit) }))
    }

    async fn drop_dead_letter(&self, request: Request<DropDeadLetterRequest>) -> Answer<DropDeadLetterResponse> {
        let cause = cause(&Caller::of(&request)?);
        let letter = self.find_waiting(&request.into_inner().id).await.map_err(status)?;
        let (id, dropped) = (letter.id, self.settled(letter, State::Dropped, &cause).await.map_err(status)?);
        let settled = dropped.ok_or(LetterError::Settled(letter_id(self.service, id))).map_err(status)?;
        Ok(Response::new(DropDeadLetterResponse { dead_letter: Some(to_message(self.service, &settled)) }))
    }
}

impl Letters {
    async fn find(&self, id: &str) -> Result<DeadLetter, LetterError> {
        let missing = || LetterError::NotFound(id.chars().take(64).collect());
        let number = number_in(self.service, id).ok_or_else(missing)?;
        dead::show(self.db.pool(), number).await?.ok_or_else(missing)
    }

    async fn find_waiting(&self, id: &str) -> Result<DeadLetter, LetterError> {
        let letter = self.find(id).await?;
        if letter.state == State::Dead {
            Ok(letter)
        } else {
            Err(LetterError::Settled(letter_id(self.service, letter.id)))
        }
    }

    async fn forwarder(&self) -> Result<Forwarder, LetterError> {
        Forwarder::open(&self.broker, "dead letters").await.map_err(LetterError::Broker)
    }

    /// Sends it, then settles it: a crash between leaves a letter that can be sent once more, which the inbox absorbs.
    async fn retry(&self, forwarder: &Forwarder, id: i64, cause: &Cause) -> Result<DeadLetter, LetterError> {
        let letter = match dead::resend(self.db.pool(), forwarder, id).await {
            Ok(letter) => letter,
            Err(RetryError::NotFound(_)) => return Err(LetterError::Settled(letter_id(self.service, id))),
            Err(RetryError::Store(error)) => return Err(error.into()),
            Err(RetryError::Broker(error)) => return Err(LetterError::Broker(error)),
        };
        // It may have died again in the meantime: then it waits again, as a retried letter that did not get better.
        match self.settled(letter.clone(), State::Retried, cause).await? {
            Some(settled) => Ok(settled),
            None => dead::show(self.db.pool(), id).await?.ok_or(LetterError::NotFound(letter_id(self.service, id))),
        }
    }

    /// Settles a letter and tells of it; nothing when it does not wait any more.
    async fn settled(&self, letter: DeadLetter, state: State, cause: &Cause) -> Result<Option<DeadLetter>, StoreError> {
        let (service, cause) = (self.service, cause.clone());
        self.db
            .transact(move |tx, _| {
                Box::pin(async move {
                    let is_settled = dead::settle(&mut *tx, &letter, state).await?;
                    // A letter that was sent was sent, also when it has died again before this note of it.
                    if !is_settled && state == State::Dropped {
                        return Ok(None);
                    }
                    let dead_letter_id = letter_id(service, letter.id);
                    let (subject, organization) = (dead_letter_id.clone(), None);
                    let (queue, message_id) = (letter.consumer.clone(), letter.message_id.clone());
                    let event_type = letter.kind.clone().unwrap_or_default();
                    let cause = &cause;
                    if state == State::Retried {
                        let payload = DeadLetterRetried { dead_letter_id, queue, message_id, event_type };
                        outbox::enqueue(tx, Fact { subject, organization, cause, payload }).await?;
                    } else {
                        let payload = DeadLetterDropped { dead_letter_id, queue, message_id, event_type };
                        outbox::enqueue(tx, Fact { subject, organization, cause, payload }).await?;
                    }
                    Ok(is_settled.then_some(DeadLetter { state, ..letter }))
                })
            })
            .await
    }
}

/// Why something happens: who calls, from which session, with which request.
fn cause(caller: &Caller) -> Cause {
    let request = CallContext::current().unwrap_or_default();
    Cause::by(caller.principal(), request.request_id()).in_session(caller.session())
}

#[cfg(test)]
mod tests {
    #[test]
    fn every_method_has_the_rule_that_its_contract_names() {
        assert_eq!(hc_access::check_rules(super::RULES), Ok(()));
    }
}
