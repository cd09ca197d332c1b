//! Ending a topic's mails without signing in: one click in a mail program (RFC 8058), or a page with a button.

use std::sync::Arc;

use askama::Template;
use axum::{
    Router,
    body::Bytes,
    extract::{DefaultBodyLimit, Query, State},
    http::{
        HeaderName, HeaderValue, StatusCode,
        header::{CACHE_CONTROL, CONTENT_SECURITY_POLICY, REFERRER_POLICY, X_CONTENT_TYPE_OPTIONS},
    },
    response::{Html, IntoResponse, Response},
    routing::get,
};
use hc_storage::Db;
use serde::Deserialize;

use crate::{app::choose::unsubscribe, domain::topic::Topic, mails::links::Links, metrics};

/// A form has one field or two.
const MOST_BODY_BYTES: usize = 4 * 1024;
/// Nothing is loaded, nothing runs, nobody frames it, and the one form goes to ourselves.
const POLICY: &str =
    "default-src 'none'; style-src 'unsafe-inline'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'";

#[derive(Clone)]
struct Page {
    db: Db,
    links: Arc<Links>,
}

#[derive(Debug, Default, Deserialize)]
struct Token {
    #[serde(default)]
    token: String,
}

#[derive(Template)]
#[template(path = "unsubscribe.html")]
struct Shown<'a> {
    state: Shows,
    token: &'a str,
    topic: &'a str,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Shows {
    Question,
    Done,
    Unknown,
    Failed,
}

/// The routes. What is neither `GET` nor `POST` is 405.
pub fn router(db: Db, links: Arc<Links>) -> Router {
    Router::new()
        .route("/unsubscribe", get(ask).post(click))
        .layer(DefaultBodyLimit::max(MOST_BODY_BYTES))
        .with_state(Page { db, links })
}

/// Shows what would end, and a button. Does nothing: programs that look at links in mails follow them, too.
async fn ask(State(page): State<Page>, Query(query): Query<Token>) -> Response {
    match page.links.read_unsubscribe(&query.token) {
        Some((_, topic)) => shown(StatusCode::OK, Shows::Question, &query.token, Some(topic)),
        None => shown(StatusCode::NOT_FOUND, Shows::Unknown, "", None),
    }
}

/// Ends it. The token is the authorisation: it comes in the address (mail programs) or in the form (the page).
async fn click(State(page): State<Page>, Query(query): Query<Token>, form: Bytes) -> Response {
    let in_form =
        || form_urlencoded::parse(&form).find(|(name, _)| name == "token").map(|(_, token)| token.into_owned());
    let token = if query.token.is_empty() { in_form().unwrap_or_default() } else { query.token };
    let Some((user, topic)) = page.links.read_unsubscribe(&token) else {
        return shown(StatusCode::NOT_FOUND, Shows::Unknown, "", None);
    };
    match page.db.transact(move |tx, _| Box::pin(unsubscribe(tx, user, topic))).await {
        Ok(()) => {
            metrics::unsubscribed(topic);
            shown(StatusCode::OK, Shows::Done, "", Some(topic))
        }
        Err(error) => {
            tracing::error!(error = &error as &dyn std::error::Error, "unsubscribing failed");
            shown(StatusCode::SERVICE_UNAVAILABLE, Shows::Failed, &token, Some(topic))
        }
    }
}

fn shown(code: StatusCode, state: Shows, token: &str, topic: Option<Topic>) -> Response {
    let topic = topic.map_or("", |topic| match topic {
        Topic::AccountSecurity => "the security of your account",
        Topic::Billing => "orders, invoices and payments",
        Topic::Hosting => "your sites",
        Topic::Team => "your team",
        Topic::ProductNews => "news",
    });
    let body = Shown { state, token, topic }.render().unwrap_or_default();
    let headers: [(HeaderName, HeaderValue); 4] = [
        (CONTENT_SECURITY_POLICY, HeaderValue::from_static(POLICY)),
        (CACHE_CONTROL, HeaderValue::from_static("no-store")),
        // The address holds the token.
        (REFERRER_POLICY, HeaderValue::from_static("no-referrer")),
        (X_CONTENT_TYPE_OPTIONS, HeaderValue::from_static("nosniff")),
    ];
    (code, headers, Html(body)).into_response()
}
