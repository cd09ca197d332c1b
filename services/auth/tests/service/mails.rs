use hc_proto::auth::v1::{
    BatchGetSessionsRequest, BatchGetUsersRequest, LogInRequest, MintMailLinkRequest, RegisterRequest,
    RequestEmailVerificationRequest, RequestPasswordResetRequest, ResetPasswordRequest, UpdateProfileRequest,
    VerifyEmailRequest, mint_mail_link_request::Link,
};
use hc_rpc::Fault;
use hc_testkit::eventually;
use tonic::{Code, Status};

use crate::harness::{Bench, Running, by};

/// The id in the newest event of a type.
async fn newest(auth: &Running, kind: &str, field: &str) -> Option<String> {
    let found = "SELECT data::text::jsonb ->> $2 FROM outbox WHERE type = $1 ORDER BY position DESC LIMIT 1";
    let found = sqlx::query_scalar(found).bind(kind).bind(field);
    found.fetch_optional(auth.database().pool()).await.unwrap()
}

async fn newest_reset(auth: &Running) -> Option<String> {
    newest(auth, "auth.password_reset.requested.v1", "passwordResetId").await
}

fn reason(status: &Status) -> (Code, String) {
    let fault = Fault::from(status);
    (fault.code, fault.reason.unwrap_or_default())
}

fn refused(code: Code, reason: &str) -> (Code, String) {
    (code, reason.to_owned())
}

#[tokio::test]
async fn a_forgotten_password_is_set_anew_by_mail() {
    let auth = Bench::seeded().await.serve();
    let (mut gateway, mut notifications) = (auth.client("gateway"), auth.client("notifications"));
    let ask = |email: &str| RequestPasswordResetRequest { email: email.to_owned() };
    let unknown = gateway.request_password_reset(ask("nobody@demo.test")).await.unwrap().into_inner();
    let known = gateway.request_password_reset(ask("ada@demo.test")).await.unwrap().into_inner();
    assert_eq!(known, unknown);
    let wrong = Fault::from(&gateway.request_password_reset(ask("no address")).await.unwrap_err());
    assert_eq!((wrong.violations[0].field.as_str(), wrong.violations[0].reason.as_str()), ("email", "EMAIL_INVALID"));

    let id = eventually("the reset is told", || newest_reset(&auth)).await;
    let mint = MintMailLinkRequest { link: Some(Link::PasswordResetId(id.clone())) };
    let denied = gateway.mint_mail_link(mint.clone()).await.unwrap_err();
    assert_eq!(reason(&denied), refused(Code::PermissionDenied, "SERVICE_NOT_ALLOWED"));
    let minted = notifications.mint_mail_link(mint.clone()).await.unwrap().into_inner();
    assert_eq!(
        (minted.email.as_str(), minted.name.as_str(), minted.language.as_str()),
        ("ada@demo.test", "Ada Demo", "en")
    );
    assert!(minted.token.starts_with("hcp_") && minted.expires_at.is_some());
    for link in [Some(Link::EmailVerificationId(id)), Some(Link::PasswordResetId("pwr_x".to_owned())), None] {
        let none = notifications.mint_mail_link(MintMailLinkRequest { link }).await.unwrap_err();
        assert_eq!(reason(&none), refused(Code::NotFound, "MAIL_LINK_NOT_FOUND"));
    }

    let reset = |token: &str, new_password: &str| ResetPasswordRequest {
        token: token.to_owned(),
        new_password: new_password.to_owned(),
    };
    for (password, expected) in
        [("short", "PASSWORD_TOO_SHORT"), ("password1", "PASSWORD_COMMON"), ("ADA@demo.test", "PASSWORD_COMMON")]
    {
        let weak = Fault::from(&gateway.reset_password(reset(&minted.token, password)).await.unwrap_err());
        assert_eq!((weak.code, weak.reason.as_deref()), (Code::InvalidArgument, Some("INVALID_FIELDS")));
        let violation = &weak.violations[0];
        assert_eq!((violation.field.as_str(), violation.reason.as_str()), ("new_password", expected));
    }
    let foreign = gateway.reset_password(reset("hcp_nonsense", "a better password")).await.unwrap_err();
    assert_eq!(reason(&foreign), refused(Code::FailedPrecondition, "MAIL_LINK_INVALID"));
    gateway.reset_password(reset(&minted.token, "a better password")).await.unwrap();
    let again = gateway.reset_password(reset(&minted.token, "a third password")).await.unwrap_err();
    assert_eq!(reason(&again), refused(Code::FailedPrecondition, "MAIL_LINK_INVALID"));
    let closed = notifications.mint_mail_link(mint).await.unwrap_err();
    assert_eq!(reason(&closed), refused(Code::FailedPrecondition, "MAIL_LINK_CLOSED"));
    let log_in = |password: &str| LogInRequest { email: "ada@demo.test".to_owned(), password: password.to_owned() };
    assert!(gateway.log_in(log_in("demo-ada-1")).await.is_err());
    gateway.log_in(log_in("a better password")).await.unwrap();
}

#[tokio::test]
async fn a_new_user_verifies_the_address_and_changes_the_profile() {
    let auth = Bench::seeded().await.serve();
    let mut gateway = auth.client("gateway");
    let register = |language: &str| RegisterRequest {
        email: "neu@demo.test".to_owned(),
        password: "ein gutes Passwort".to_owned(),
        name: "Neu".to_owned(),
        language: Some(language.to_owned()),
    };
    let wrong = Fault::from(&gateway.register(register("klingon")).await.unwrap_err());
    assert_eq!(
        (wrong.violations[0].field.as_str(), wrong.violations[0].reason.as_str()),
        ("language", "LANGUAGE_INVALID")
    );
    let registered = gateway.register(register("de-AT")).await.unwrap().into_inner();
    let (user, token) = (registered.user.unwrap(), registered.tokens.unwrap().access_token);
    assert_eq!((user.language.as_str(), user.email_verified), ("de", false));

    let first = newest(&auth, "auth.email_verification.requested.v1", "emailVerificationId").await.unwrap();
    gateway.request_email_verification(by(&token, RequestEmailVerificationRequest {})).await.unwrap();
    let second = newest(&auth, "auth.email_verification.requested.v1", "emailVerificationId").await.unwrap();
    let mint = async |id: String| {
        let request = MintMailLinkRequest { link: Some(Link::EmailVerificationId(id)) };
        auth.client("notifications").mint_mail_link(request).await.map(tonic::Response::into_inner)
    };
    assert_eq!(reason(&mint(first).await.unwrap_err()), refused(Code::FailedPrecondition, "MAIL_LINK_CLOSED"));
    let minted = mint(second).await.unwrap();
    assert_eq!(minted.language, "de");
    gateway.verify_email(VerifyEmailRequest { token: minted.token }).await.unwrap();
    let again = gateway.request_email_verification(by(&token, RequestEmailVerificationRequest {})).await.unwrap_err();
    assert_eq!(reason(&again), refused(Code::FailedPrecondition, "EMAIL_ALREADY_VERIFIED"));

    let update = UpdateProfileRequest { name: Some("Neuer".to_owned()), language: Some("en".to_owned()) };
    let updated = gateway.update_profile(by(&token, update)).await.unwrap().into_inner().user.unwrap();
    assert_eq!((updated.name.as_str(), updated.language.as_str(), updated.email_verified), ("Neuer", "en", true));
    let bad = UpdateProfileRequest { name: Some("\u{202e}".to_owned()), language: Some(String::new()) };
    let bad = Fault::from(&gateway.update_profile(by(&token, bad)).await.unwrap_err());
    let fields: Vec<_> = bad.violations.iter().map(|violation| violation.reason.as_str()).collect();
    assert_eq!(fields, ["NAME_INVALID", "LANGUAGE_INVALID"]);

    let ids = BatchGetUsersRequest { ids: vec![user.id] };
    for service in ["notifications", "accounts"] {
        let found = auth.client(service).batch_get_users(ids.clone()).await.unwrap().into_inner().users;
        assert_eq!(found, std::slice::from_ref(&updated), "{service} asks for itself");
    }
    assert_eq!(gateway.batch_get_users(ids).await.unwrap_err().code(), Code::Unauthenticated);
    let session = newest(&auth, "auth.session.started.v1", "sessionId").await.unwrap();
    let sessions = BatchGetSessionsRequest { ids: vec![session] };
    for service in ["notifications", "audit"] {
        let found = auth.client(service).batch_get_sessions(sessions.clone()).await.unwrap().into_inner().sessions;
        assert_eq!(found.len(), 1, "{service} asks where somebody signed in");
    }
}
