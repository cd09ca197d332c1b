//! Calls as a member of the staff: signed in over GraphQL, as anybody is, then gRPC with a certificate and the token.

use std::path::PathBuf;

use anyhow::{Context, bail};
use hc_rpc::{CallContext, Channel, Fault, PeerSettings, TlsSettings};
use hc_topology::with_database;
use secrecy::SecretString;
use serde_json::{Value, json};
use tonic::{Response, Status};

use super::variable;

/// Refuses a name that is not of a service that hears events, which takes a database.
pub fn known(service: &str) -> anyhow::Result<()> {
    let services = with_database();
    if !services.contains(&service) {
        bail!("there is no service {service:?}: {}", services.join(", "));
    }
    Ok(())
}

/// A member of the staff, signed in.
pub struct Staff {
    token: SecretString,
    tls: TlsSettings,
}

impl Staff {
    /// As `STAFF_EMAIL` with `STAFF_PASSWORD`.
    pub async fn sign_in() -> anyhow::Result<Self> {
        let (url, email) = (variable("GATEWAY_URL")?, variable("STAFF_EMAIL")?);
        let query =
            "mutation($input: LogInInput!) { logIn(input: $input) { tokens { accessToken } userErrors { message } } }";
        let input = json!({ "email": email, "password": variable("STAFF_PASSWORD")? });
        let request = json!({ "query": query, "variables": { "input": input } });
        let call = reqwest::Client::new().post(format!("{url}/graphql")).json(&request).send();
        let answer = call.await.with_context(|| format!("the gateway at {url} does not answer [XT070]"))?;
        let answer: Value = answer.json().await.context("the gateway's answer is no JSON [XT070]")?;
        let Some(token) = answer.pointer("/data/logIn/tokens/accessToken").and_then(Value::as_str) else {
            bail!("{email} could not be signed in: {answer} [XT070]");
        };
        let directory = PathBuf::from(variable("CERTIFICATES")?);
        // Any service's certificate opens the connection; what may be done is decided by the token.
        let tls = TlsSettings {
            ca: directory.join("ca.pem"),
            certificate: directory.join("gateway.pem"),
            key: directory.join("gateway.key"),
        };
        Ok(Self { token: token.to_owned().into(), tls })
    }

    /// A channel to a service's gRPC port.
    pub fn channel(&self, service: &str) -> anyhow::Result<Channel> {
        known(service)?;
        let url = variable(&format!("{}_GRPC_URL", service.to_uppercase()))?;
        hc_rpc::connect(&PeerSettings { channels: 1, ..PeerSettings::new(url) }, &self.tls)
    }

    /// Runs a call with the token; a refusal says its reason.
    pub async fn call<T>(&self, call: impl Future<Output = Result<Response<T>, Status>>) -> anyhow::Result<T> {
        let answer = CallContext::new().with_bearer(self.token.clone()).scope(call).await;
        answer.map(Response::into_inner).map_err(|status| {
            let fault = Fault::from(&status);
            let code = if status.code() == tonic::Code::Unavailable { "XT071" } else { "XT072" };
            let reason = fault.reason.as_deref().unwrap_or("no reason");
            anyhow::anyhow!("{} ({reason}) [{code}]", fault.message)
        })
    }
}

#[cfg(test)]
mod tests {
    use super::known;

    #[test]
    fn who_hears_no_events_is_refused_with_those_who_do() {
        known("billing").expect("it hears events");
        let refused = known("gateway").expect_err("it has only a tap").to_string();
        assert!(refused.starts_with("there is no service \"gateway\": auth, "), "{refused}");
    }
}
