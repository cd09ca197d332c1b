//! What auth publishes. Its objects belong to no organization.

use hc_proto::events::v1::{
    EmailVerificationRequested, PasswordResetRequested, SessionRevoked, SessionStarted, UserEmailVerified,
    UserPasswordChanged, UserRegistered, UserUpdated,
};
use hc_types::{EmailVerificationId, PasswordResetId, SessionId, UserId};

use super::{Sample, at, text, text_id};

pub(super) fn samples() -> Vec<Sample> {
    let user_id = text_id::<UserId>(2);
    let session_id = text_id::<SessionId>(3);
    let email_verification_id = text_id::<EmailVerificationId>(6);
    let password_reset_id = text_id::<PasswordResetId>(7);
    let registered = UserRegistered { user_id: user_id.clone(), registered_at: Some(at(0)) };
    let started = SessionStarted {
        session_id: session_id.clone(),
        user_id: user_id.clone(),
        absolute_until: Some(at(2_592_000)),
        new_device: true,
    };
    let revoked =
        SessionRevoked { session_id: session_id.clone(), user_id: user_id.clone(), reason: text("logged_out") };
    let updated = UserUpdated { user_id: user_id.clone(), changed: vec![text("name"), text("language")] };
    let verify = EmailVerificationRequested {
        email_verification_id: email_verification_id.clone(),
        user_id: user_id.clone(),
        expires_at: Some(at(86_400)),
    };
    let verified = UserEmailVerified { user_id: user_id.clone(), verified_at: Some(at(60)) };
    let reset = PasswordResetRequested {
        password_reset_id: password_reset_id.clone(),
        user_id: user_id.clone(),
        expires_at: Some(at(3_600)),
    };
    let changed = UserPasswordChanged { user_id: user_id.clone(), changed_at: Some(at(120)) };
    let samples = vec![
        Sample::of(&user_id, &registered),
        Sample::of(&session_id, &started),
        Sample::of(&session_id, &revoked).version(2),
        Sample::of(&user_id, &updated).version(4),
        Sample::of(email_verification_id, &verify),
        Sample::of(&user_id, &verified).version(2),
        Sample::of(password_reset_id, &reset),
        Sample::of(&user_id, &changed).version(3),
    ];
    samples.into_iter().map(Sample::of_no_organization).collect()
}
