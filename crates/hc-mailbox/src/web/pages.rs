//! HTML. A mail's own HTML is a stranger's: it stands in a frame without scripts, forms, and anything from outside.

use std::sync::Arc;

use askama::Template;
use axum::{
    extract::{Path, State},
    http::{HeaderName, StatusCode, header},
    response::{Html, IntoResponse, Redirect, Response},
};

use crate::{mail::Mail, store::Store};

/// Of our own pages.
const OWN_POLICY: &str = "default-src 'none'; style-src 'unsafe-inline'; frame-src 'self'; form-action 'self'; \
                          base-uri 'none'; frame-ancestors 'none'";
/// Of a mail: it may look as it likes, and its links open outside.
const MAIL_POLICY: &str = "default-src 'none'; style-src 'unsafe-inline'; img-src data:; frame-ancestors 'self'; \
                           sandbox allow-popups allow-popups-to-escape-sandbox";

#[derive(Template)]
#[template(path = "list.html")]
struct ListPage {
    mails: Vec<Arc<Mail>>,
}

#[derive(Template)]
#[template(path = "mail.html")]
struct MailPage {
    mail: Arc<Mail>,
}

/// `GET /`: the newest first.
pub async fn list(State(store): State<Arc<Store>>) -> Response {
    let mut mails = store.find(|_| true);
    mails.reverse();
    page(&ListPage { mails })
}

/// `GET /mails/{id}`
pub async fn mail(State(store): State<Arc<Store>>, Path(id): Path<u64>) -> Response {
    store.get(id).map_or_else(gone, |mail| page(&MailPage { mail }))
}

/// `GET /mails/{id}/html`: for the frame.
pub async fn html(State(store): State<Arc<Store>>, Path(id): Path<u64>) -> Response {
    let Some(html) = store.get(id).and_then(|mail| mail.html.clone()) else { return gone() };
    policed(MAIL_POLICY, Html(format!("<base target=\"_blank\">{html}")))
}

/// `GET /mails/{id}/source`: exactly what was sent.
pub async fn source(State(store): State<Arc<Store>>, Path(id): Path<u64>) -> Response {
    let Some(mail) = store.get(id) else { return gone() };
    policed(MAIL_POLICY, ([(header::CONTENT_TYPE, "text/plain; charset=utf-8")], mail.source.clone()))
}

/// `POST /clear`: forgets all.
pub async fn clear(State(store): State<Arc<Store>>) -> Redirect {
    store.clear();
    Redirect::to("/")
}

fn page(page: &impl Template) -> Response {
    match page.render() {
        Ok(html) => policed(OWN_POLICY, Html(html)),
        Err(error) => (StatusCode::INTERNAL_SERVER_ERROR, error.to_string()).into_response(),
    }
}

fn policed(policy: &'static str, body: impl IntoResponse) -> Response {
    let headers: [(HeaderName, &str); 1] = [(header::CONTENT_SECURITY_POLICY, policy)];
    (headers, body).into_response()
}

fn gone() -> Response {
    (StatusCode::NOT_FOUND, "this mail is not here any more\n").into_response()
}
