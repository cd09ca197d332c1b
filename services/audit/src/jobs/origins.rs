//! From where sessions were used: asked of auth once, soon after an event has named them.

use std::{collections::HashMap, time::Duration};

use anyhow::Context as _;
use hc_chassis::Stopping;
use hc_proto::auth::v1::{BatchGetSessionsRequest, Session, auth_service_client::AuthServiceClient};
use hc_rpc::Channel;
use hc_storage::Db;
use hc_types::SessionId;

use crate::store::origins::{self, Answer, Origin};

const EVERY: Duration = Duration::from_secs(2);
/// What auth answers at once.
const BATCH: i64 = 500;

/// Every other second until the stop.
pub async fn run(db: Db, auth: Channel, stopping: Stopping) -> anyhow::Result<()> {
    super::repeat("session origins", EVERY, stopping, async || {
        while resolve(&db, auth.clone()).await? {}
        Ok(())
    })
    .await
}

/// Asks for those that wait longest; whether there may be more.
async fn resolve(db: &Db, auth: Channel) -> anyhow::Result<bool> {
    let sessions = origins::unresolved(db.pool(), BATCH).await?;
    if sessions.is_empty() {
        return Ok(false);
    }
    let is_full = sessions.len() == usize::try_from(BATCH).unwrap_or_default();
    let request = BatchGetSessionsRequest { ids: sessions.iter().map(ToString::to_string).collect() };
    let answer = AuthServiceClient::new(auth).batch_get_sessions(request).await.context("ask auth for sessions")?;
    let found = answer.into_inner().sessions.into_iter();
    let mut found: HashMap<SessionId, Session> =
        found.filter_map(|session| Some((session.id.parse().ok()?, session))).collect();
    // A session that auth has forgotten has no origin; nobody asks for it again.
    let answers: Vec<Answer> = sessions.into_iter().map(|id| to_answer(id, found.remove(&id))).collect();
    db.transact(move |tx, _| Box::pin(async move { origins::resolve(tx, &answers).await })).await?;
    Ok(is_full)
}

fn to_answer(session: SessionId, found: Option<Session>) -> Answer {
    let given = |text: String| Some(text).filter(|text| !text.is_empty());
    let found = found.unwrap_or_default();
    let origin = Origin { session, ip_address: given(found.ip_address), user_agent: given(found.user_agent) };
    Answer { origin, user: found.user_id.parse().ok() }
}
