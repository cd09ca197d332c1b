//! Somebody of the staff, who speaks gRPC with the services.

use anyhow::{Context, Result};
use hc_proto::deadletters::v1::{
    DeadLetter, DropDeadLetterRequest, ListDeadLettersRequest, dead_letter_service_client::DeadLetterServiceClient,
};
use hc_rpc::CallContext;
use secrecy::SecretString;
use serde_json::json;
use tonic::Status;

use crate::Client;

/// What the seeds give to the staff of a new installation.
const EMAIL: &str = "sam@staff.test";
const PASSWORD: &str = "demo-sam-staff-1";

/// A signed-in person with a way to one service.
pub struct Staff {
    token: SecretString,
}

impl Staff {
    /// Signs in as everybody does.
    pub async fn sign_in(api: &Client) -> Result<Self> {
        let input = json!({ "email": EMAIL, "password": PASSWORD });
        let payload = api.mutate("logIn", "LogInInput", input, "tokens { accessToken }").await;
        let token = payload["tokens"]["accessToken"].as_str().context("an access token")?;
        Ok(Self { token: token.to_owned().into() })
    }

    /// A customer who tries what staff do.
    pub fn with_token(token: &str) -> Self {
        Self { token: token.to_owned().into() }
    }

    /// The dead letters of the service behind this channel.
    pub async fn dead_letters(&self, service: hc_rpc::Channel) -> Result<Vec<DeadLetter>, Status> {
        let request = ListDeadLettersRequest::default();
        let mut client = DeadLetterServiceClient::new(service);
        let call = self.context().scope(async move { client.list_dead_letters(request).await });
        Ok(call.await?.into_inner().dead_letters)
    }

    /// Gives one of them up.
    pub async fn drop_dead_letter(&self, service: hc_rpc::Channel, id: &str) -> Result<(), Status> {
        let request = DropDeadLetterRequest { id: id.to_owned() };
        let mut client = DeadLetterServiceClient::new(service);
        self.context().scope(async move { client.drop_dead_letter(request).await }).await.map(drop)
    }

    fn context(&self) -> CallContext {
        CallContext::new().with_bearer(self.token.clone())
    }
}
