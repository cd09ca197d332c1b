//! The part of `AuthService` around a user's address: profile, verification, a new password by mail.

use hc_access::Caller;
use hc_events::Cause;
use hc_proto::auth::v1::{self as proto, mint_mail_link_request::Link};
use hc_rpc::{Violations, status};
use hc_types::Email;
use tonic::{Request, Response, Status};
use zeroize::Zeroizing;

use super::auth::{request_id, visit};
use crate::{
    app::{
        App,
        mail_links::SpendError,
        mint_mail_link::{MintMailLinkError, mint_mail_link as mint},
        request_email_verification::{RequestEmailVerification, request_email_verification as ask_verification},
        request_password_reset::request_password_reset as ask_reset,
        reset_password::{ResetPassword, ResetPasswordError, reset_password as reset},
        update_profile::{UpdateProfile, update_profile as update},
        verify_email::{VerifyEmail, verify_email as verify},
    },
    crypto::mail_token::MailToken,
    domain::{
        language::Language,
        mail_link::{MailLinkError, MailLinkId, Purpose},
        password::Password,
        person_name::PersonName,
    },
};

type Answer<T> = Result<Response<T>, Status>;

pub async fn update_profile(
    app: &App,
    request: Request<proto::UpdateProfileRequest>,
) -> Answer<proto::UpdateProfileResponse> {
    let caller = Caller::of(&request)?;
    let user = caller.signed_in()?;
    let proto::UpdateProfileRequest { name, language } = request.into_inner();
    let mut violations = Violations::new();
    let name = name.map(|name| violations.check_as("NAME_INVALID", "name", PersonName::parse(&name)));
    let language = language.map(|tag| violations.check_as("LANGUAGE_INVALID", "language", Language::parse(&tag)));
    violations.finish()?;
    let cause = Cause::by(caller.principal(), request_id()).in_session(caller.session());
    let order = UpdateProfile { user, name: name.flatten(), language: language.flatten(), cause };
    let user = update(app, order).await.map_err(status)?;
    Ok(Response::new(proto::UpdateProfileResponse { user: Some(user.into()) }))
}

pub async fn request_email_verification(
    app: &App,
    request: Request<proto::RequestEmailVerificationRequest>,
) -> Answer<proto::RequestEmailVerificationResponse> {
    let caller = Caller::of(&request)?;
    let order =
        RequestEmailVerification { user: caller.signed_in()?, session: caller.session(), visit: visit(&request)? };
    ask_verification(app, order).await.map_err(status)?;
    Ok(Response::new(proto::RequestEmailVerificationResponse {}))
}

pub async fn verify_email(
    app: &App,
    request: Request<proto::VerifyEmailRequest>,
) -> Answer<proto::VerifyEmailResponse> {
    let text = Zeroizing::new(request.into_inner().token);
    let order = VerifyEmail { token: MailToken::parse(&text, Purpose::VerifyEmail), request_id: request_id() };
    verify(app, order).await.map_err(status)?;
    Ok(Response::new(proto::VerifyEmailResponse {}))
}

pub async fn request_password_reset(
    app: &App,
    request: Request<proto::RequestPasswordResetRequest>,
) -> Answer<proto::RequestPasswordResetResponse> {
    let visit = visit(&request)?;
    let mut violations = Violations::new();
    let email = violations.check_as("EMAIL_INVALID", "email", Email::parse(&request.get_ref().email));
    violations.finish()?;
    if let Some(email) = email {
        ask_reset(app, email, visit).await.map_err(status)?;
    }
    Ok(Response::new(proto::RequestPasswordResetResponse {}))
}

pub async fn reset_password(
    app: &App,
    request: Request<proto::ResetPasswordRequest>,
) -> Answer<proto::ResetPasswordResponse> {
    let proto::ResetPasswordRequest { token, new_password } = request.into_inner();
    let (token, new_password) = (Zeroizing::new(token), Zeroizing::new(new_password));
    // The size before anything else.
    let password = Password::chosen(&new_password, app.policy.min_password);
    let password = password.map_err(|error| status(ResetPasswordError::from(error)))?;
    let token = MailToken::parse(&token, Purpose::ResetPassword);
    let token = token.ok_or_else(|| status(SpendError::from(MailLinkError::Invalid)))?;
    reset(app, ResetPassword { token, password, request_id: request_id() }).await.map_err(status)?;
    Ok(Response::new(proto::ResetPasswordResponse {}))
}

pub async fn mint_mail_link(
    app: &App,
    request: Request<proto::MintMailLinkRequest>,
) -> Answer<proto::MintMailLinkResponse> {
    let id = match request.into_inner().link {
        Some(Link::EmailVerificationId(id)) => id.parse().ok().map(MailLinkId::VerifyEmail),
        Some(Link::PasswordResetId(id)) => id.parse().ok().map(MailLinkId::ResetPassword),
        None => None,
    };
    let id = id.ok_or_else(|| status(MintMailLinkError::NotFound))?;
    let minted = mint(app, id).await.map_err(status)?;
    Ok(Response::new(proto::MintMailLinkResponse {
        token: minted.token.text().to_owned(),
        user_id: minted.user.id.to_string(),
        email: minted.link.email,
        name: minted.user.name,
        language: minted.user.language.tag().to_owned(),
        expires_at: Some(minted.link.expires_at.into()),
    }))
}
