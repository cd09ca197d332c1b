//! What needs the person's mailbox: to show that an address is theirs, and to set a new password.

use async_graphql::{Context, InputObject, Object, SimpleObject};
use hc_proto::auth::v1 as proto;

use super::context::ContextExt;
use super::user_errors::{UserError, user_errors};
use crate::errors::Failure;
use crate::rpc::from_device;

/// What `requestEmailVerification` answers.
#[derive(Default, SimpleObject)]
pub struct RequestEmailVerificationPayload {
    /// What to correct; empty on success.
    user_errors: Vec<UserError>,
}

/// What `verifyEmail` takes.
#[derive(InputObject)]
pub struct VerifyEmailInput {
    /// The parameter `token` of the mail's link. Send it as a variable, never inside the document.
    token: String,
}

/// What `verifyEmail` answers.
#[derive(Default, SimpleObject)]
pub struct VerifyEmailPayload {
    /// What to correct; empty on success.
    user_errors: Vec<UserError>,
}

/// What `requestPasswordReset` takes.
#[derive(InputObject)]
pub struct RequestPasswordResetInput {
    /// The e-mail address, in any case.
    email: String,
}

/// What `requestPasswordReset` answers.
#[derive(Default, SimpleObject)]
pub struct RequestPasswordResetPayload {
    /// What to correct, such as what is no address at all; empty for every address, known or not.
    user_errors: Vec<UserError>,
}

/// What `resetPassword` takes.
#[derive(InputObject)]
pub struct ResetPasswordInput {
    /// The parameter `token` of the mail's link. Send it as a variable, never inside the document.
    token: String,
    /// 8 to 256 characters. Send it as a variable, never inside the document.
    new_password: String,
}

/// What `resetPassword` answers.
#[derive(Default, SimpleObject)]
pub struct ResetPasswordPayload {
    /// What to correct; empty on success.
    user_errors: Vec<UserError>,
}

/// Mutations that go by way of a mail.
#[derive(Default)]
pub struct MailLinkMutation;

#[Object]
impl MailLinkMutation {
    /// Sends the viewer a mail whose link shows that the address is theirs; an older link stops to work.
    async fn request_email_verification(&self, ctx: &Context<'_>) -> Result<RequestEmailVerificationPayload, Failure> {
        let request = proto::RequestEmailVerificationRequest {};
        Ok(match ctx.changed(ctx.clients()?.auth.request_email_verification(request).await)? {
            Ok(_) => RequestEmailVerificationPayload::default(),
            Err(status) => RequestEmailVerificationPayload { user_errors: user_errors(&status)? },
        })
    }

    /// Shows by a mail's link that the address is the person's; again is fine. Signs nobody in. Needs no token.
    async fn verify_email(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The link's token.")] input: VerifyEmailInput,
    ) -> Result<VerifyEmailPayload, Failure> {
        let request = from_device(proto::VerifyEmailRequest { token: input.token }, &ctx.request()?.origin);
        Ok(match ctx.changed(ctx.clients()?.auth.verify_email(request).await)? {
            Ok(_) => VerifyEmailPayload::default(),
            Err(status) => VerifyEmailPayload { user_errors: user_errors(&status)? },
        })
    }

    /// Sends the user with this address, if there is one, a mail whose link sets a new password. The answer is the same
    /// for every address and however often it was asked. Needs no token.
    async fn request_password_reset(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Whose password.")] input: RequestPasswordResetInput,
    ) -> Result<RequestPasswordResetPayload, Failure> {
        let request = from_device(proto::RequestPasswordResetRequest { email: input.email }, &ctx.request()?.origin);
        Ok(match ctx.changed(ctx.clients()?.auth.request_password_reset(request).await)? {
            Ok(_) => RequestPasswordResetPayload::default(),
            Err(status) => RequestPasswordResetPayload { user_errors: user_errors(&status)? },
        })
    }

    /// Sets a new password by a mail's link, and ends all sessions of the person and every other open link. Signs nobody
    /// in. Needs no token.
    async fn reset_password(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The link's token, and the new password.")] input: ResetPasswordInput,
    ) -> Result<ResetPasswordPayload, Failure> {
        let message = proto::ResetPasswordRequest { token: input.token, new_password: input.new_password };
        let request = from_device(message, &ctx.request()?.origin);
        Ok(match ctx.changed(ctx.clients()?.auth.reset_password(request).await)? {
            Ok(_) => ResetPasswordPayload::default(),
            Err(status) => ResetPasswordPayload { user_errors: user_errors(&status)? },
        })
    }
}
