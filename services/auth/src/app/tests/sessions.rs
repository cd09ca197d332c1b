use hc_access::PlatformRole;
use hc_events::Cause;
use hc_types::{Email, Page, PageRequest, SessionId, UserId};

use crate::{
    app::{
        change_password::{ChangePassword, ChangePasswordError, change_password},
        grant_role::grant_role,
        revoke_session::{RevokeSession, RevokeSessionError, revoke_session},
        shut_out::{let_in, shut_out},
    },
    domain::{password::Password, session::RevokedReason},
    store::{sessions, users},
    testing::{PASSWORD, TestAuth, session_of, trade},
};

fn revocation(session: SessionId, user: UserId) -> RevokeSession {
    RevokeSession { session, user, asked_from: None, reason: RevokedReason::Revoked, request_id: "request".to_owned() }
}

#[tokio::test]
async fn a_session_ends_once_and_a_foreign_one_is_not_there() {
    let auth = TestAuth::start().await;
    let ada = auth.register("ada@example.com").await.unwrap();
    let eve = auth.register("eve@example.com").await.unwrap();
    let session = session_of(&auth.app, ada.tokens.refresh.text());
    for nobodys in [revocation(session, eve.user.id), revocation(SessionId::new(), ada.user.id)] {
        let refused = revoke_session(&auth.app, nobodys).await;
        assert!(matches!(refused, Err(RevokeSessionError::NotFound(_))));
    }
    for _ in 0..2 {
        let was = revoke_session(&auth.app, revocation(session, ada.user.id)).await.unwrap();
        assert_eq!(was.id, session);
    }
    assert_eq!(auth.event_bodies("auth.session.revoked.v1").await.len(), 1);
    assert_eq!(auth.feed().await, ["session_revoked"]);
    assert_eq!(sessions::live(auth.app.db.pool(), session).await.unwrap(), None);
    assert!(trade(&auth.app, ada.tokens.refresh.text()).await.is_err());
}

#[tokio::test]
async fn live_sessions_are_listed_newest_first_and_read_in_both_directions() {
    let auth = TestAuth::start().await;
    let ada = auth.register("ada@example.com").await.unwrap();
    let mut all = vec![session_of(&auth.app, ada.tokens.refresh.text())];
    for _ in 0..4 {
        let next = auth.log_in("ada@example.com", PASSWORD).await.unwrap();
        all.insert(0, session_of(&auth.app, next.tokens.refresh.text()));
    }
    auth.register("eve@example.com").await.unwrap();
    let ended = all.remove(2);
    revoke_session(&auth.app, revocation(ended, ada.user.id)).await.unwrap();
    let read = async |page: PageRequest| {
        let rows = sessions::list(auth.app.db.pool(), ada.user.id, &page).await.unwrap();
        Page::from_rows(&page, rows).map(|session| session.id)
    };
    let first = read(PageRequest::new(Some(3), None, None, None).unwrap()).await;
    assert_eq!((first.items.as_slice(), first.has_next, first.has_previous), (&all[..3], true, false));
    let after = hc_types::page::encode(all[2].uuid());
    let rest = read(PageRequest::new(Some(3), Some(&after), None, None).unwrap()).await;
    assert_eq!((rest.items.as_slice(), rest.has_next, rest.has_previous), (&all[3..], false, true));
    let last = read(PageRequest::new(None, None, Some(2), None).unwrap()).await;
    assert_eq!((last.items.as_slice(), last.has_next, last.has_previous), (&all[2..], false, true));
}

#[tokio::test]
async fn batches_hold_only_ones_own_sessions() {
    let auth = TestAuth::start().await;
    let ada = auth.register("ada@example.com").await.unwrap();
    let eve = auth.register("eve@example.com").await.unwrap();
    let both = [&ada, &eve].map(|signed_in| session_of(&auth.app, signed_in.tokens.refresh.text()));
    assert_eq!(sessions::find_all(auth.app.db.pool(), None, &both).await.unwrap().len(), 2, "for services");
    let found = sessions::find_all(auth.app.db.pool(), Some(ada.user.id), &both).await.unwrap();
    assert_eq!(found.iter().map(|session| session.id).collect::<Vec<_>>(), [both[0]]);
    assert_eq!(found[0].origin.ip_address, Some("192.0.2.7".parse().unwrap()));
    assert_eq!(found[0].origin.user_agent.as_deref(), Some("tests"));
}

#[tokio::test]
async fn who_is_shut_out_loses_every_session_until_they_are_let_in() {
    let auth = TestAuth::start().await;
    let email = Email::parse("ada@example.com").unwrap();
    let first = auth.register("ada@example.com").await.unwrap();
    let second = auth.log_in("ada@example.com", PASSWORD).await.unwrap();
    assert_eq!(shut_out(&auth.app.db, &email).await.unwrap(), 2);
    assert_eq!(shut_out(&auth.app.db, &email).await.unwrap(), 0, "twice is fine");
    for token in [first.tokens.refresh.text(), second.tokens.refresh.text()] {
        assert!(trade(&auth.app, token).await.is_err());
        assert_eq!(sessions::live(auth.app.db.pool(), session_of(&auth.app, token)).await.unwrap(), None);
    }
    assert!(auth.log_in("ada@example.com", PASSWORD).await.is_err());
    assert_eq!(auth.feed().await, ["session_revoked", "session_revoked", "user_changed"]);
    let reasons = auth.event_bodies("auth.session.revoked.v1").await;
    assert!(reasons.len() == 2 && reasons.iter().all(|body| body["reason"] == "user_disabled"));
    let_in(&auth.app.db, &email).await.unwrap();
    assert!(auth.log_in("ada@example.com", PASSWORD).await.is_ok());
    assert!(trade(&auth.app, first.tokens.refresh.text()).await.is_err(), "old sessions stay over");
}

#[tokio::test]
async fn a_platform_role_is_granted_once_and_told_once() {
    let auth = TestAuth::start().await;
    let email = Email::parse("sam@example.com").unwrap();
    assert!(grant_role(&auth.app.db, &email, PlatformRole::Admin).await.is_err(), "nobody has this address");
    let sam = session_of(&auth.app, auth.register("sam@example.com").await.unwrap().tokens.refresh.text());
    let roles = async || sessions::live(auth.app.db.pool(), sam).await.unwrap().unwrap().platform_roles;
    assert!(roles().await.is_empty());
    assert!(grant_role(&auth.app.db, &email, PlatformRole::Admin).await.unwrap());
    assert!(!grant_role(&auth.app.db, &email, PlatformRole::Admin).await.unwrap());
    assert!(grant_role(&auth.app.db, &email, PlatformRole::Support).await.unwrap());
    assert_eq!(roles().await, [PlatformRole::Admin, PlatformRole::Support].map(PlatformRole::name));
    assert_eq!(auth.feed().await, ["user_changed", "user_changed"]);
}

#[tokio::test]
async fn sessions_that_ended_long_ago_are_forgotten() {
    let auth = TestAuth::start().await;
    let old = auth.register("ada@example.com").await.unwrap();
    let new = auth.log_in("ada@example.com", PASSWORD).await.unwrap();
    auth.let_time_pass(session_of(&auth.app, old.tokens.refresh.text()), 121 * 86_400).await;
    let month = std::time::Duration::from_hours(30 * 24);
    let forgotten = auth.app.db.transact(move |tx, now| Box::pin(sessions::forget(tx, month, now, 10)));
    assert_eq!(forgotten.await.unwrap(), 1);
    assert!(trade(&auth.app, old.tokens.refresh.text()).await.is_err());
    assert!(trade(&auth.app, new.tokens.refresh.text()).await.is_ok());
}

#[tokio::test]
async fn users_are_found_by_id_and_by_address_in_any_case() {
    let auth = TestAuth::start().await;
    let ada = auth.register("Ada@Example.com").await.unwrap().user;
    let found = users::find_all(auth.app.db.pool(), &[ada.id, UserId::new()]).await.unwrap();
    assert_eq!(found, std::slice::from_ref(&ada));
    let email = Email::parse("ADA@example.COM").unwrap();
    assert_eq!(users::find_by_email(auth.app.db.pool(), &email).await.unwrap(), Some(ada));
}

fn password(text: &str) -> Password {
    Password::presented(text).unwrap()
}

#[tokio::test]
async fn who_changes_the_password_keeps_this_session_and_ends_the_others() {
    const NEW: &str = "another horse battery staple";
    let auth = TestAuth::start().await;
    let here = auth.register("ada@example.com").await.unwrap();
    let there = auth.log_in("ada@example.com", PASSWORD).await.unwrap();
    let session = session_of(&auth.app, here.tokens.refresh.text());
    let change = async |current: &str, new: &str| {
        let order = ChangePassword {
            user: here.user.id,
            session: Some(session),
            current: password(current),
            password: password(new),
            cause: Cause::by(here.user.id.to_string(), "request"),
        };
        change_password(&auth.app, order).await
    };
    assert!(matches!(change("not the password", NEW).await, Err(ChangePasswordError::Wrong)));
    assert!(matches!(change(PASSWORD, "ada@example.com").await, Err(ChangePasswordError::Password(_))));
    assert!(auth.log_in("ada@example.com", PASSWORD).await.is_ok(), "nothing has changed so far");

    assert_eq!(change(PASSWORD, NEW).await.unwrap(), 2);
    assert!(trade(&auth.app, there.tokens.refresh.text()).await.is_err());
    assert!(trade(&auth.app, here.tokens.refresh.text()).await.is_ok());
    assert!(auth.log_in("ada@example.com", PASSWORD).await.is_err());
    assert!(auth.log_in("ada@example.com", NEW).await.is_ok());
    assert_eq!(auth.event_bodies("auth.user.password_changed.v1").await.len(), 1);
    let reasons = auth.event_bodies("auth.session.revoked.v1").await;
    assert!(reasons.len() == 2 && reasons.iter().all(|body| body["reason"] == "password_changed"), "{reasons:?}");
    assert_eq!(auth.feed().await, ["session_revoked", "session_revoked"]);
}

#[tokio::test]
async fn of_changes_of_a_password_at_once_one_wins() {
    let auth = TestAuth::start().await;
    let ada = auth.register("ada@example.com").await.unwrap();
    let change = |turn: usize| {
        let order = ChangePassword {
            user: ada.user.id,
            session: None,
            current: password(PASSWORD),
            password: password(&format!("new password number {turn}")),
            cause: Cause::by(ada.user.id.to_string(), "request"),
        };
        change_password(&auth.app, order)
    };
    let done = futures::future::join_all((0..8).map(change)).await;
    let won: Vec<_> = done.iter().enumerate().filter(|(_, done)| done.is_ok()).map(|(turn, _)| turn).collect();
    assert_eq!(won.len(), 1, "{done:?}");
    let wins = format!("new password number {}", won[0]);
    assert!(auth.log_in("ada@example.com", &wins).await.is_ok(), "and it is the one that counts");
}
