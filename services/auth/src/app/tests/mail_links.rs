use hc_types::{Email, EmailVerificationId, PasswordResetId};

use crate::{
    app::{
        App,
        mail_links::SpendError,
        mint_mail_link::{MintMailLinkError, Minted, mint_mail_link},
        request_email_verification::{
            RequestEmailVerification, RequestEmailVerificationError, request_email_verification,
        },
        request_password_reset::{answer_next, request_password_reset},
        reset_password::{ResetPassword, ResetPasswordError, reset_password},
        sign_in::SignedIn,
        update_profile::{UpdateProfile, update_profile},
        verify_email::{VerifyEmail, verify_email},
    },
    crypto::mail_token::MailToken,
    domain::{
        language::Language,
        mail_link::{MailLinkError, MailLinkId},
        password::Password,
        person_name::PersonName,
    },
    store::users,
    testing::{PASSWORD, TestAuth, trade, visit},
};

const ADA: &str = "ada@example.com";
const NEW_PASSWORD: &str = "another horse battery staple";

/// The ids of all links that were told, oldest first.
async fn links(auth: &TestAuth, kind: &str, field: &str) -> Vec<String> {
    let bodies = auth.event_bodies(kind).await;
    bodies.iter().map(|body| body[field].as_str().unwrap().to_owned()).collect()
}

async fn verifications(auth: &TestAuth) -> Vec<MailLinkId> {
    let ids = links(auth, "auth.email_verification.requested.v1", "emailVerificationId").await;
    ids.iter().map(|id| MailLinkId::VerifyEmail(id.parse::<EmailVerificationId>().unwrap())).collect()
}

async fn resets(auth: &TestAuth) -> Vec<MailLinkId> {
    let ids = links(auth, "auth.password_reset.requested.v1", "passwordResetId").await;
    ids.iter().map(|id| MailLinkId::ResetPassword(id.parse::<PasswordResetId>().unwrap())).collect()
}

async fn ask_reset(auth: &TestAuth, email: &str) {
    request_password_reset(&auth.app, Email::parse(email).unwrap(), visit()).await.unwrap();
    while answer_next(&auth.app).await.unwrap() {}
}

async fn ask_verification(auth: &TestAuth, of: &SignedIn) -> Result<(), RequestEmailVerificationError> {
    let order = RequestEmailVerification { user: of.user.id, session: None, visit: visit() };
    request_email_verification(&auth.app, order).await
}

/// The newest link for a new password, as its mail would have it.
async fn reset_token(auth: &TestAuth) -> MailToken {
    let newest = *resets(auth).await.last().unwrap();
    mint_mail_link(&auth.app, newest).await.unwrap().token
}

async fn reset(app: &App, token: &MailToken, password: &str) -> Result<(), ResetPasswordError> {
    let password = Password::chosen(password, 8).unwrap();
    reset_password(app, ResetPassword { token: token.clone(), password, request_id: "request".to_owned() }).await
}

async fn verify(app: &App, token: &MailToken) -> Result<(), SpendError> {
    verify_email(app, VerifyEmail { token: Some(token.clone()), request_id: "request".to_owned() }).await
}

async fn is_verified(auth: &TestAuth) -> bool {
    let ada = users::find_by_email(auth.app.db.pool(), &Email::parse(ADA).unwrap()).await.unwrap().unwrap();
    ada.email_verified_at.is_some()
}

async fn expire_links(auth: &TestAuth) {
    let late = sqlx::query("UPDATE mail_links SET expires_at = now() - interval '1 second'");
    late.execute(auth.database.pool()).await.unwrap();
}

fn is_invalid<T: std::fmt::Debug>(outcome: &Result<T, ResetPasswordError>) -> bool {
    matches!(outcome, Err(ResetPasswordError::Link(SpendError::Link(MailLinkError::Invalid))))
}

#[tokio::test]
async fn a_registration_asks_whether_the_address_is_theirs() {
    let auth = TestAuth::start().await;
    auth.register(ADA).await.unwrap();
    let asked = verifications(&auth).await;
    assert_eq!((asked.len(), is_verified(&auth).await), (1, false));
    let Minted { token, user, link } = mint_mail_link(&auth.app, asked[0]).await.unwrap();
    assert_eq!((user.email.as_str(), link.email.as_str(), user.language), (ADA, ADA, Language::English));
    for _ in 0..2 {
        verify(&auth.app, &token).await.unwrap();
        assert!(is_verified(&auth).await);
    }
    assert_eq!(auth.event_bodies("auth.user.email_verified.v1").await.len(), 1, "told once");
    assert!(matches!(mint_mail_link(&auth.app, asked[0]).await, Err(MintMailLinkError::Closed)));
}

#[tokio::test]
async fn what_is_no_link_verifies_nothing() {
    let auth = TestAuth::start().await;
    auth.register(ADA).await.unwrap();
    let invalid = |outcome| matches!(outcome, Err(SpendError::Link(MailLinkError::Invalid)));
    assert!(invalid(verify_email(&auth.app, VerifyEmail { token: None, request_id: String::new() }).await));
    assert!(invalid(verify(&auth.app, &MailToken::new(crate::domain::mail_link::Purpose::VerifyEmail)).await));
    let token = mint_mail_link(&auth.app, verifications(&auth).await[0]).await.unwrap().token;
    expire_links(&auth).await;
    assert!(matches!(verify(&auth.app, &token).await, Err(SpendError::Link(MailLinkError::Expired))));
    assert!(!is_verified(&auth).await);
    let nobodys = MailLinkId::VerifyEmail(EmailVerificationId::new());
    assert!(matches!(mint_mail_link(&auth.app, nobodys).await, Err(MintMailLinkError::NotFound)));
}

#[tokio::test]
async fn a_newer_link_takes_the_place_of_an_older_one() {
    let auth = TestAuth::start().await;
    let ada = auth.register(ADA).await.unwrap();
    let old = mint_mail_link(&auth.app, verifications(&auth).await[0]).await.unwrap().token;
    ask_verification(&auth, &ada).await.unwrap();
    let new = mint_mail_link(&auth.app, verifications(&auth).await[1]).await.unwrap().token;
    assert!(matches!(verify(&auth.app, &old).await, Err(SpendError::Link(MailLinkError::Invalid))));
    verify(&auth.app, &new).await.unwrap();
    let again = ask_verification(&auth, &ada).await;
    assert!(matches!(again, Err(RequestEmailVerificationError::AlreadyVerified)));
}

#[tokio::test]
async fn a_link_is_bound_to_the_address_that_its_mail_went_to() {
    let auth = TestAuth::start().await;
    auth.register(ADA).await.unwrap();
    let token = mint_mail_link(&auth.app, verifications(&auth).await[0]).await.unwrap().token;
    let moved = sqlx::query("UPDATE users SET email = 'new@example.com', email_key = 'new@example.com'");
    moved.execute(auth.database.pool()).await.unwrap();
    assert!(matches!(verify(&auth.app, &token).await, Err(SpendError::Link(MailLinkError::Invalid))));
}

#[tokio::test]
async fn a_mail_that_is_written_again_has_a_link_that_works_as_well() {
    let auth = TestAuth::start().await;
    auth.register(ADA).await.unwrap();
    let link = verifications(&auth).await[0];
    let mut tokens = Vec::new();
    for _ in 0..6 {
        tokens.push(mint_mail_link(&auth.app, link).await.unwrap().token);
    }
    let kept: Vec<bool> = sqlx::query_scalar("SELECT octet_length(token_hash) = 32 FROM mail_link_tokens")
        .fetch_all(auth.database.pool())
        .await
        .unwrap();
    assert_eq!(kept, [true; 5]);
    assert!(verify(&auth.app, &tokens[0]).await.is_err(), "the sixth has crowded it out");
    verify(&auth.app, &tokens[1]).await.unwrap();
    verify(&auth.app, &tokens[5]).await.unwrap();
}

#[tokio::test]
async fn a_new_password_by_mail_ends_everything_that_was_open() {
    let auth = TestAuth::start().await;
    let first = auth.register(ADA).await.unwrap();
    let second = auth.log_in(ADA, PASSWORD).await.unwrap();
    let eve = auth.register("eve@example.com").await.unwrap();
    ask_reset(&auth, " ADA@Example.com ").await;
    let token = reset_token(&auth).await;
    let verification = mint_mail_link(&auth.app, verifications(&auth).await[0]).await.unwrap().token;
    let events = auth.events().await.len();
    reset(&auth.app, &token, NEW_PASSWORD).await.unwrap();
    assert_eq!(
        auth.events().await[events..],
        [
            "auth.user.email_verified.v1",
            "auth.user.password_changed.v1",
            "auth.session.revoked.v1",
            "auth.session.revoked.v1"
        ],
        "and no session has begun"
    );
    assert_eq!(auth.feed().await, ["session_revoked", "session_revoked"]);
    let reasons = auth.event_bodies("auth.session.revoked.v1").await;
    assert!(reasons.iter().all(|body| body["reason"] == "password_reset"), "{reasons:?}");
    for ended in [&first, &second] {
        assert!(trade(&auth.app, ended.tokens.refresh.text()).await.is_err());
    }
    assert!(trade(&auth.app, eve.tokens.refresh.text()).await.is_ok());
    assert!(auth.log_in(ADA, PASSWORD).await.is_err());
    assert!(auth.log_in(ADA, NEW_PASSWORD).await.is_ok());
    assert!(is_invalid(&reset(&auth.app, &token, "a third horse battery").await), "once");
    assert!(auth.log_in(ADA, NEW_PASSWORD).await.is_ok());
    assert!(matches!(verify(&auth.app, &verification).await, Err(SpendError::Link(MailLinkError::Invalid))), "voided");
    assert!(is_verified(&auth).await, "who reads the mails has the address");
}

#[tokio::test]
async fn a_link_that_does_nothing_changes_no_password() {
    let auth = TestAuth::start().await;
    auth.register(ADA).await.unwrap();
    ask_reset(&auth, ADA).await;
    let older = reset_token(&auth).await;
    ask_reset(&auth, ADA).await;
    let newer = reset_token(&auth).await;
    assert!(is_invalid(&reset(&auth.app, &older, NEW_PASSWORD).await), "a newer one took its place");
    let own = reset(&auth.app, &newer, "Ada@Example.com").await;
    assert!(matches!(own, Err(ResetPasswordError::Password(_))), "{own:?}");
    expire_links(&auth).await;
    let late = reset(&auth.app, &newer, NEW_PASSWORD).await;
    assert!(matches!(late, Err(ResetPasswordError::Link(SpendError::Link(MailLinkError::Expired)))), "{late:?}");
    assert!(auth.log_in(ADA, PASSWORD).await.is_ok());
}

#[tokio::test]
async fn who_is_shut_out_gets_no_link_and_uses_none() {
    let auth = TestAuth::start().await;
    auth.register(ADA).await.unwrap();
    ask_reset(&auth, ADA).await;
    let token = reset_token(&auth).await;
    crate::app::shut_out::shut_out(&auth.app.db, &Email::parse(ADA).unwrap()).await.unwrap();
    assert!(is_invalid(&reset(&auth.app, &token, NEW_PASSWORD).await));
    ask_reset(&auth, ADA).await;
    assert_eq!(resets(&auth).await.len(), 1);
}

#[tokio::test]
async fn unknown_addresses_leave_the_same_traces_until_somebody_looks() {
    let auth = TestAuth::start().await;
    auth.register(ADA).await.unwrap();
    let waiting = async || -> i64 {
        let count = sqlx::query_scalar("SELECT count(*) FROM password_reset_requests");
        count.fetch_one(auth.database.pool()).await.unwrap()
    };
    for (email, count) in [(ADA, 1), ("nobody@example.com", 2)] {
        request_password_reset(&auth.app, Email::parse(email).unwrap(), visit()).await.unwrap();
        assert_eq!(waiting().await, count, "{email}");
    }
    assert!(resets(&auth).await.is_empty(), "nothing is known before the answer");
    while answer_next(&auth.app).await.unwrap() {}
    assert_eq!((waiting().await, resets(&auth).await.len()), (0, 1));
}

#[tokio::test]
async fn mails_are_limited_by_address_and_by_source_without_a_word() {
    let auth = TestAuth::start().await;
    let ada = auth.register(ADA).await.unwrap();
    for _ in 0..5 {
        ask_reset(&auth, ADA).await;
        ask_verification(&auth, &ada).await.unwrap();
    }
    assert_eq!(resets(&auth).await.len(), 3, "to an address in an hour");
    assert_eq!(verifications(&auth).await.len(), 1 + 3, "and beside them the registration's own");
    for number in 0..10 {
        let email = format!("{number}@example.com");
        auth.register(&email).await.unwrap();
        ask_reset(&auth, &email).await;
    }
    assert_eq!(resets(&auth).await.len(), 3 + 5, "from a source in an hour, with the two that came to nothing");
    let later = sqlx::query("UPDATE allowances SET spent_until = spent_until - interval '20 minutes'");
    later.execute(auth.database.pool()).await.unwrap();
    ask_reset(&auth, ADA).await;
    ask_reset(&auth, ADA).await;
    assert_eq!(resets(&auth).await.len(), 3 + 5 + 1, "a third of it comes back in 20 minutes");
}

#[tokio::test]
async fn of_many_who_spend_one_link_at_once_one_succeeds() {
    let auth = TestAuth::start().await;
    auth.register(ADA).await.unwrap();
    ask_reset(&auth, ADA).await;
    let token = reset_token(&auth).await;
    let instances = [auth.app.clone(), auth.another_instance().await];
    let tries = (0..8).map(|number| {
        let (app, token) = (instances[number % 2].clone(), token.clone());
        async move { reset(&app, &token, &format!("password number {number}")).await.map(|()| number) }
    });
    let outcomes = futures::future::join_all(tries).await;
    let won: Vec<usize> = outcomes.iter().filter_map(|outcome| outcome.as_ref().ok().copied()).collect();
    assert_eq!(won.len(), 1, "{outcomes:?}");
    assert!(outcomes.iter().all(|outcome| outcome.is_ok() || is_invalid(outcome)), "{outcomes:?}");
    assert!(auth.log_in(ADA, &format!("password number {}", won[0])).await.is_ok());
    assert_eq!(auth.event_bodies("auth.user.password_changed.v1").await.len(), 1);
}

#[tokio::test]
async fn who_asks_twice_at_once_has_one_open_link() {
    let auth = TestAuth::start().await;
    let ada = auth.register(ADA).await.unwrap();
    let (one, two) = tokio::join!(ask_verification(&auth, &ada), ask_verification(&auth, &ada));
    assert!(one.is_ok() && two.is_ok(), "{one:?} {two:?}");
    let open = sqlx::query_scalar("SELECT count(*) FROM mail_links WHERE used_at IS NULL AND voided_at IS NULL");
    let open: i64 = open.fetch_one(auth.database.pool()).await.unwrap();
    assert_eq!((open, verifications(&auth).await.len()), (1, 3));
}

#[tokio::test]
async fn no_session_begins_with_a_password_that_a_reset_overtook() {
    let auth = TestAuth::start().await;
    auth.register(ADA).await.unwrap();
    for round in 0..6 {
        let (before, after) = (format!("password of {round}"), format!("password of {}", round + 1));
        if round == 0 {
            ask_reset(&auth, ADA).await;
            reset(&auth.app, &reset_token(&auth).await, &before).await.unwrap();
        }
        sqlx::query("DELETE FROM allowances").execute(auth.database.pool()).await.unwrap();
        ask_reset(&auth, ADA).await;
        let token = reset_token(&auth).await;
        let other = auth.another_instance().await;
        let old = || auth.log_in(ADA, &before);
        let (done, one, two, three) = tokio::join!(reset(&other, &token, &after), old(), old(), old());
        done.unwrap();
        for signed_in in [one, two, three].into_iter().flatten() {
            let lives = trade(&auth.app, signed_in.tokens.refresh.text()).await.is_ok();
            assert!(!lives, "a session by the old password outlived the reset (round {round})");
        }
    }
}

#[tokio::test]
async fn a_sign_in_from_elsewhere_is_marked() {
    let auth = TestAuth::start().await;
    auth.register(ADA).await.unwrap();
    let places = [
        ("192.0.2.7", "tests", false),
        ("192.0.2.99", "tests", false),
        ("198.51.100.7", "tests", true),
        ("198.51.100.7", "tests", false),
        ("198.51.100.7", "curl/8.5", true),
    ];
    for (address, agent, _) in places {
        auth.log_in_from(ADA, PASSWORD, address, agent).await.unwrap();
    }
    let started = auth.event_bodies("auth.session.started.v1").await;
    let marked: Vec<bool> = started.iter().map(|body| body["newDevice"] == true).collect();
    let expected: Vec<bool> = [false].into_iter().chain(places.map(|(_, _, is_new)| is_new)).collect();
    assert_eq!(marked, expected, "{started:?}");
    let (one, two) = tokio::join!(
        auth.log_in_from(ADA, PASSWORD, "203.0.113.5", "tests"),
        auth.log_in_from(ADA, PASSWORD, "203.0.113.6", "tests"),
    );
    assert!(one.is_ok() && two.is_ok());
    let started = auth.event_bodies("auth.session.started.v1").await;
    assert_eq!(started.iter().filter(|body| body["newDevice"] == true).count(), 3, "of two at once one is the first");
}

#[tokio::test]
async fn a_profile_changes_and_tells_which_fields() {
    let auth = TestAuth::start().await;
    let ada = auth.register(ADA).await.unwrap().user;
    let change = async |name: Option<&str>, language| {
        let name = name.map(|name| PersonName::parse(name).unwrap());
        let cause = hc_events::Cause::by(ada.id.to_string(), "request");
        update_profile(&auth.app, UpdateProfile { user: ada.id, name, language, cause }).await.unwrap()
    };
    let german = change(None, Some(Language::German)).await;
    assert_eq!((german.name.as_str(), german.language), ("Ada", Language::German));
    let lovelace = change(Some("Ada Lovelace"), Some(Language::German)).await;
    assert_eq!((lovelace.name.as_str(), lovelace.language), ("Ada Lovelace", Language::German));
    assert_eq!(change(Some("Ada Lovelace"), None).await, lovelace);
    assert_eq!(users::find_all(auth.app.db.pool(), &[ada.id]).await.unwrap(), [lovelace]);
    let told = auth.event_bodies("auth.user.updated.v1").await;
    let changed: Vec<_> = told.iter().map(|body| body["changed"].clone()).collect();
    assert_eq!(changed, [serde_json::json!(["language"]), serde_json::json!(["name"])]);
}

#[tokio::test]
async fn what_is_over_is_forgotten() {
    let auth = TestAuth::start().await;
    auth.register(ADA).await.unwrap();
    ask_reset(&auth, ADA).await;
    reset_token(&auth).await;
    expire_links(&auth).await;
    let forgotten = auth.app.db.transact(|tx, now| {
        Box::pin(async move {
            let none = std::time::Duration::ZERO;
            let links = crate::store::mail_links::forget(tx, none, now, 10).await?;
            let allowances = crate::store::allowances::forget(tx, now, 10).await?;
            let devices = crate::store::devices::forget(tx, std::time::Duration::from_mins(1), now, 10).await?;
            Ok::<_, hc_storage::StoreError>((links, allowances, devices))
        })
    });
    assert_eq!(forgotten.await.unwrap(), (2, 0, 0));
}
