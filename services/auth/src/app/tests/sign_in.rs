use hc_types::Email;

use crate::{
    app::{log_in::LogInError, register::RegisterError, shut_out},
    hashing::HashPool,
    settings::HashingSettings,
    testing::{PASSWORD, TestAuth, session_of},
};

#[tokio::test]
async fn who_signs_up_is_signed_in_and_told_of() {
    let auth = TestAuth::start().await;
    let signed_in = auth.register("Ada@Example.com").await.unwrap();
    assert_eq!((signed_in.user.email.as_str(), signed_in.user.name.as_str()), ("Ada@Example.com", "Ada"));
    assert_eq!(signed_in.user.email_verified_at, None);
    let told = ["auth.user.registered.v1", "auth.email_verification.requested.v1", "auth.session.started.v1"];
    assert_eq!(auth.events().await, told);
    let session = session_of(&auth.app, signed_in.tokens.refresh.text());
    let started = auth.event_bodies("auth.session.started.v1").await;
    assert_eq!(started[0]["sessionId"], session.to_string());
    assert_eq!(started[0]["userId"], signed_in.user.id.to_string());
    let registered = auth.event_bodies("auth.user.registered.v1").await;
    assert_eq!(registered[0]["userId"], signed_in.user.id.to_string());
    let all = format!("{started:?}{registered:?}").to_lowercase();
    assert!(!all.contains("example.com") && !all.contains("hcr_"), "neither addresses nor secrets: {all}");
}

#[tokio::test]
async fn a_taken_address_is_refused_after_the_same_work_and_changes_nothing() {
    let auth = TestAuth::start().await;
    auth.register("ada@example.com").await.unwrap();
    let (hashes, events) = (auth.app.hashing.begun(), auth.events().await.len());
    let taken = auth.register("  ADA@example.com ").await;
    assert!(matches!(taken, Err(RegisterError::EmailTaken)), "{taken:?}");
    assert_eq!(auth.app.hashing.begun() - hashes, 1);
    assert_eq!(auth.events().await.len(), events);
    auth.register("eve@example.com").await.unwrap();
    assert_eq!(auth.app.hashing.begun() - hashes, 2, "a free address costs the same");
}

#[tokio::test]
async fn one_address_registered_at_once_becomes_one_user() {
    let auth = TestAuth::start().await;
    let tries = futures::future::join_all((0..8).map(|_| auth.register("ada@example.com"))).await;
    assert_eq!(tries.iter().filter(|answer| answer.is_ok()).count(), 1);
    assert!(tries.iter().all(|answer| matches!(answer, Ok(_) | Err(RegisterError::EmailTaken))));
}

#[tokio::test]
async fn unknown_wrong_passwordless_and_shut_out_get_one_answer_for_one_hash() {
    let auth = TestAuth::start().await;
    for email in ["ada@example.com", "out@example.com", "passkey@example.com"] {
        auth.register(email).await.unwrap();
    }
    shut_out::shut_out(&auth.app.db, &Email::parse("out@example.com").unwrap()).await.unwrap();
    let without = "DELETE FROM passwords WHERE user_id = (SELECT user_id FROM users WHERE email_key = $1)";
    sqlx::query(without).bind("passkey@example.com").execute(auth.database.pool()).await.unwrap();
    let cases = [
        ("ada@example.com", "wrong password"),
        ("unknown@example.com", PASSWORD),
        ("no address at all", PASSWORD),
        ("out@example.com", PASSWORD),
        ("passkey@example.com", PASSWORD),
    ];
    for (email, password) in cases {
        let before = auth.app.hashing.begun();
        let answer = auth.log_in(email, password).await;
        assert!(matches!(answer, Err(LogInError::InvalidCredentials)), "{email}: {answer:?}");
        assert_eq!(auth.app.hashing.begun() - before, 1, "{email}");
    }
    let before = auth.app.hashing.begun();
    let signed_in = auth.log_in("ADA@EXAMPLE.COM", PASSWORD).await.unwrap();
    assert_eq!((signed_in.user.email.as_str(), auth.app.hashing.begun() - before), ("ada@example.com", 1));
}

#[tokio::test]
async fn two_log_ins_are_two_sessions() {
    let auth = TestAuth::start().await;
    auth.register("ada@example.com").await.unwrap();
    let [first, second] = [
        auth.log_in("ada@example.com", PASSWORD).await.unwrap(),
        auth.log_in("ada@example.com", PASSWORD).await.unwrap(),
    ];
    let of = |text: &str| session_of(&auth.app, text);
    assert_ne!(of(first.tokens.refresh.text()), of(second.tokens.refresh.text()));
}

#[tokio::test]
async fn a_cheap_hash_becomes_dearer_at_the_next_log_in_also_at_two_at_once() {
    let mut auth = TestAuth::start().await;
    auth.register("ada@example.com").await.unwrap();
    let dearer = HashingSettings { memory_kib: 128, passes: 1, threads: 2 };
    auth.app.hashing = HashPool::start(&dearer).unwrap();
    let both = tokio::join!(auth.log_in("ada@example.com", PASSWORD), auth.log_in("ada@example.com", PASSWORD));
    assert!(both.0.is_ok() && both.1.is_ok(), "{both:?}");
    let phc: String = sqlx::query_scalar("SELECT phc FROM passwords").fetch_one(auth.database.pool()).await.unwrap();
    assert!(phc.starts_with("$argon2id$v=19$m=128,t=1,p=1$"), "{phc}");
    let before = auth.app.hashing.begun();
    auth.log_in("ada@example.com", PASSWORD).await.unwrap();
    assert_eq!(auth.app.hashing.begun() - before, 1, "once is enough");
}
