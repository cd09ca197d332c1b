//! JSON.

use std::{sync::Arc, time::Duration};

use axum::{
    Json,
    extract::{Path, Query, State},
    http::StatusCode,
    response::{IntoResponse, Response},
};
use serde::{Deserialize, Serialize};
use tokio::time::{Instant, timeout_at};

use crate::{mail::Mail, store::Store};

/// No answer is waited for longer.
const LONGEST_WAIT: Duration = Duration::from_mins(1);

/// What `GET /api/mails` takes.
#[derive(Debug, Deserialize)]
pub struct Filter {
    /// Only mails to this address.
    to: Option<String>,
    /// Only mails with a larger id.
    #[serde(default)]
    after: u64,
    /// Waits for the first such mail this many seconds, at most 60.
    #[serde(default)]
    wait: u64,
}

#[derive(Serialize)]
struct Mails<'a> {
    mails: Vec<&'a Mail>,
}

/// `GET /api/mails`: the mails, oldest first.
pub async fn list(State(store): State<Arc<Store>>, Query(filter): Query<Filter>) -> Response {
    let is_wanted =
        |mail: &Mail| mail.id > filter.after && filter.to.as_ref().is_none_or(|recipient| mail.is_to(recipient));
    let end = Instant::now() + Duration::from_secs(filter.wait).min(LONGEST_WAIT);
    let mut changes = store.changes();
    loop {
        let mails = store.find(is_wanted);
        if !mails.is_empty() || !matches!(timeout_at(end, changes.changed()).await, Ok(Ok(()))) {
            return Json(Mails { mails: mails.iter().map(Arc::as_ref).collect() }).into_response();
        }
    }
}

/// `GET /api/mails/{id}`
pub async fn mail(State(store): State<Arc<Store>>, Path(id): Path<u64>) -> Response {
    match store.get(id) {
        Some(mail) => Json(&*mail).into_response(),
        None => StatusCode::NOT_FOUND.into_response(),
    }
}

/// `DELETE /api/mails`: forgets all.
pub async fn clear(State(store): State<Arc<Store>>) -> StatusCode {
    store.clear();
    StatusCode::NO_CONTENT
}
