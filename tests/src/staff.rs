//! Somebody who speaks gRPC with the services, as the tools of the staff do.

use anyhow::{Context, Result};
use hc_rpc::{CallContext, Fault};
use secrecy::SecretString;
use serde_json::json;
use tonic::{Response, Status};

use crate::Client;

/// What the seeds give to the staff of a new installation.
const EMAIL: &str = "sam@staff.test";
const PASSWORD: &str = "demo-sam-staff-1";

/// A signed-in person; the services ask by the token whether it is one of the staff.
pub struct Caller {
    token: SecretString,
}

impl Caller {
    /// One of the staff, who signs in as everybody does.
    pub async fn staff(api: &Client) -> Result<Self> {
        let input = json!({ "email": EMAIL, "password": PASSWORD });
        let payload = api.mutate("logIn", "LogInInput", input, "tokens { accessToken }").await;
        let token = payload["tokens"]["accessToken"].as_str().context("an access token")?;
        Ok(Self::with_token(token))
    }

    /// Who has this token.
    pub fn with_token(token: &str) -> Self {
        Self { token: token.to_owned().into() }
    }

    /// Makes a call in this person's name.
    pub async fn call<T>(&self, call: impl Future<Output = Result<Response<T>, Status>>) -> Result<T, Status> {
        CallContext::new().with_bearer(self.token.clone()).scope(call).await.map(Response::into_inner)
    }
}

/// Why a call was refused: the reasons of its fields, or that of the whole.
pub fn reasons(status: &Status) -> Vec<String> {
    let fault = Fault::from(status);
    if fault.violations.is_empty() {
        return fault.reason.into_iter().collect();
    }
    fault.violations.into_iter().map(|violation| violation.reason).collect()
}
