use futures::future::join_all;
use hc_types::SessionId;
use zeroize::Zeroizing;

use crate::{
    app::{
        App,
        refresh::RefreshError,
        revoke_session::{RevokeSession, revoke_session},
        shut_out::shut_out,
        web_session::{ExchangeError, ExchangeSession, OpenWebSession, WebAccess, exchange_session, open_web_session},
    },
    crypto::session_secret::SessionSecret,
    domain::session::RevokedReason,
    store::sessions,
    testing::{PASSWORD, TestAuth, session_of, trade},
};

async fn open(app: &App, refresh_token: &str) -> Result<(SessionSecret, WebAccess), RefreshError> {
    let refresh_token = Zeroizing::new(refresh_token.to_owned());
    let order = OpenWebSession { client: "console".to_owned(), refresh_token, request_id: "request".to_owned() };
    open_web_session(app, order).await
}

async fn exchange_as(app: &App, client: &str, secret: &str) -> Result<WebAccess, ExchangeError> {
    let order = ExchangeSession { client: client.to_owned(), secret: Zeroizing::new(secret.to_owned()) };
    exchange_session(app, order).await
}

async fn exchange(app: &App, secret: &str) -> Result<WebAccess, ExchangeError> {
    exchange_as(app, "console", secret).await
}

/// A user with an open web session.
async fn opened(auth: &TestAuth) -> (SessionId, String, String) {
    let ada = auth.register("ada@example.com").await.unwrap();
    let refresh = ada.tokens.refresh.text().to_owned();
    let (secret, _) = open(&auth.app, &refresh).await.unwrap();
    (session_of(&auth.app, &refresh), refresh, secret.text().to_owned())
}

#[tokio::test]
async fn a_secret_gives_access_tokens_as_often_as_it_is_asked_at_every_instance() {
    let auth = TestAuth::start().await;
    let (session, _, secret) = opened(&auth).await;
    let another = auth.another_instance().await;
    let asked = (0..20).map(|turn| exchange(if turn % 2 == 0 { &auth.app } else { &another }, &secret));
    let tokens = join_all(asked).await;
    for access in &tokens {
        let access = access.as_ref().unwrap();
        assert!(access.expires_at < access.session_expires_at);
    }
    let claims = |token: &str| {
        use base64::{Engine, prelude::BASE64_URL_SAFE_NO_PAD};
        let body = token.split('.').nth(1).unwrap();
        serde_json::from_slice::<serde_json::Value>(&BASE64_URL_SAFE_NO_PAD.decode(body).unwrap()).unwrap()
    };
    let claims = claims(&tokens[0].as_ref().unwrap().token);
    assert_eq!((claims["sid"].as_str(), claims["client_id"].as_str()), (Some(&*session.to_string()), Some("console")));
}

#[tokio::test]
async fn a_web_session_has_no_refresh_tokens_any_more() {
    let auth = TestAuth::start().await;
    let (session, refresh, secret) = opened(&auth).await;
    assert!(matches!(trade(&auth.app, &refresh).await, Err(RefreshError::Invalid)));
    assert!(matches!(open(&auth.app, &refresh).await, Err(RefreshError::Invalid)));
    assert!(sessions::live(auth.app.db.pool(), session).await.unwrap().is_some(), "and it lives on");
    assert!(exchange(&auth.app, &secret).await.is_ok());
}

#[tokio::test]
async fn only_the_live_refresh_token_opens_and_a_stolen_one_ends_the_session() {
    let auth = TestAuth::start().await;
    let ada = auth.register("ada@example.com").await.unwrap();
    let first = ada.tokens.refresh.text().to_owned();
    let second = trade(&auth.app, &first).await.unwrap().refresh;
    assert!(open(&auth.app, &first).await.is_err(), "its successor is with somebody");
    assert!(open(&auth.app, "hcr_garbage").await.is_err());
    let third = trade(&auth.app, second.text()).await.unwrap().refresh;
    assert!(open(&auth.app, &first).await.is_err(), "long spent: a copy");
    assert!(open(&auth.app, third.text()).await.is_err(), "so the session has ended");
    let again = auth.log_in("ada@example.com", PASSWORD).await.unwrap();
    assert!(open(&auth.app, again.tokens.refresh.text()).await.is_ok());
}

#[tokio::test]
async fn a_secret_opens_nothing_for_another_client_or_with_another_text() {
    let auth = TestAuth::start().await;
    let (session, _, secret) = opened(&auth).await;
    let over = |answer| assert!(matches!(answer, Err(ExchangeError::Over)));
    over(exchange_as(&auth.app, "partner", &secret).await);
    over(exchange(&auth.app, "").await);
    over(exchange(&auth.app, "hcw_garbage").await);
    let other = auth.app.keys.ring().mac.issue_secret(session);
    over(exchange(&auth.app, other.text()).await);
    let eve = auth.register("eve@example.com").await.unwrap();
    let without = auth.app.keys.ring().mac.issue_secret(session_of(&auth.app, eve.tokens.refresh.text()));
    over(exchange(&auth.app, without.text()).await);
    assert!(exchange(&auth.app, &secret).await.is_ok(), "none of it harmed the session");
}

#[tokio::test]
async fn a_web_session_ends_as_any_other() {
    let auth = TestAuth::start().await;
    let (session, _, secret) = opened(&auth).await;
    let user = sessions::live(auth.app.db.pool(), session).await.unwrap().unwrap().user;
    let order = RevokeSession {
        session,
        user,
        asked_from: Some(session),
        reason: RevokedReason::LoggedOut,
        request_id: "request".to_owned(),
    };
    revoke_session(&auth.app, order).await.unwrap();
    assert!(matches!(exchange(&auth.app, &secret).await, Err(ExchangeError::Over)));

    let again = auth.log_in("ada@example.com", PASSWORD).await.unwrap();
    let (secret, _) = open(&auth.app, again.tokens.refresh.text()).await.unwrap();
    let email = hc_types::Email::parse("ada@example.com").unwrap();
    shut_out(&auth.app.db, &email).await.unwrap();
    assert!(matches!(exchange(&auth.app, secret.text()).await, Err(ExchangeError::Over)));
}

#[tokio::test]
async fn use_keeps_a_web_session_alive_until_its_absolute_end() {
    const DAY: i32 = 86_400;
    let auth = TestAuth::start().await;
    let (session, _, secret) = opened(&auth).await;
    for _ in 0..6 {
        auth.let_time_pass(session, 13 * DAY).await;
        exchange(&auth.app, &secret).await.unwrap();
    }
    auth.let_time_pass(session, 13 * DAY).await;
    assert!(matches!(exchange(&auth.app, &secret).await, Err(ExchangeError::Over)), "90 days are over");
    let (other, _, idle) = {
        let eve = auth.register("eve@example.com").await.unwrap();
        let refresh = eve.tokens.refresh.text().to_owned();
        let (secret, _) = open(&auth.app, &refresh).await.unwrap();
        (session_of(&auth.app, &refresh), refresh, secret.text().to_owned())
    };
    auth.let_time_pass(other, 15 * DAY).await;
    assert!(matches!(exchange(&auth.app, &idle).await, Err(ExchangeError::Over)), "not used for 14 days");
}
