//! A GraphQL client as anybody would write one: POST, JSON, a bearer token.

use anyhow::{Context, Result, bail};
use reqwest::{StatusCode, multipart};
use serde_json::{Value, json};

/// Talks to one gateway, as one user or as nobody.
#[derive(Debug, Clone)]
pub struct Client {
    http: reqwest::Client,
    url: String,
    token: Option<String>,
}

/// What came back for one operation.
#[derive(Debug, Clone)]
pub struct Answer {
    /// The HTTP status.
    pub status: StatusCode,
    /// The whole body.
    pub body: Value,
}

impl Client {
    /// Nobody yet.
    pub fn new(gateway_url: &str) -> Self {
        Self {
            http: reqwest::Client::new(),
            url: format!("{}/graphql", gateway_url.trim_end_matches('/')),
            token: None,
        }
    }

    /// The same client as somebody.
    #[must_use]
    pub fn with_token(&self, token: &str) -> Self {
        Self { token: Some(token.to_owned()), ..self.clone() }
    }

    /// The token that is sent, for a WebSocket's `connection_init`.
    pub fn token(&self) -> Option<&str> {
        self.token.as_deref()
    }

    /// Where the WebSocket is.
    pub fn live_url(&self) -> String {
        self.url.replacen("http", "ws", 1)
    }

    /// Sends an operation; an error here means that there was no answer, so that nobody knows what happened.
    pub async fn send(&self, document: &str, variables: Value) -> Result<Answer> {
        let mut request = self.http.post(&self.url).json(&json!({ "query": document, "variables": variables }));
        if let Some(token) = &self.token {
            request = request.bearer_auth(token);
        }
        Answer::read(request.send().await?).await
    }

    /// Sends an operation and answers its `data`; errors are a panic that shows them.
    pub async fn data(&self, document: &str, variables: Value) -> Value {
        let answer = self.send(document, variables).await.expect("the gateway answers");
        assert!(answer.body.get("errors").is_none(), "errors in the answer to\n{document}\n{:#}", answer.body);
        answer.body["data"].clone()
    }

    /// Sends a mutation with one `input` and answers its payload, which must have no user errors.
    pub async fn mutate(&self, field: &str, input_type: &str, input: Value, selection: &str) -> Value {
        let payload = self.try_mutate(field, input_type, input, selection).await.expect("the gateway answers");
        let errors = &payload.body["data"][field]["userErrors"];
        assert_eq!(errors, &json!([]), "{field} was refused: {:#}", payload.body);
        payload.body["data"][field].clone()
    }

    /// Sends a mutation with one `input` and answers whatever came back.
    pub async fn try_mutate(&self, field: &str, input_type: &str, input: Value, selection: &str) -> Result<Answer> {
        let document = format!(
            "mutation Step($input: {input_type}!) {{ {field}(input: $input) {{ {selection} userErrors {{ code message field }} }} }}"
        );
        self.send(&document, json!({ "input": input })).await
    }

    /// Sends a mutation whose `input.archive` is a file, by the GraphQL multipart request specification.
    pub async fn upload(
        &self,
        field: &str,
        input_type: &str,
        input: Value,
        selection: &str,
        file: Vec<u8>,
    ) -> Result<Answer> {
        let document = format!(
            "mutation Step($input: {input_type}!) {{ {field}(input: $input) {{ {selection} userErrors {{ code message field }} }} }}"
        );
        let mut input = input;
        input["archive"] = Value::Null;
        let operations = json!({ "query": document, "variables": { "input": input } });
        let form = multipart::Form::new()
            .text("operations", operations.to_string())
            .text("map", json!({ "0": ["variables.input.archive"] }).to_string())
            .part("0", multipart::Part::bytes(file).file_name("site.tar.gz"));
        let mut request = self.http.post(&self.url).header("GraphQL-Require-Preflight", "1").multipart(form);
        if let Some(token) = &self.token {
            request = request.bearer_auth(token);
        }
        Answer::read(request.send().await?).await
    }
}

impl Answer {
    async fn read(response: reqwest::Response) -> Result<Self> {
        let status = response.status();
        let text = response.text().await?;
        let body = serde_json::from_str(&text).with_context(|| format!("{status}, not JSON: {text}"))?;
        Ok(Self { status, body })
    }

    /// `data`, unless there are errors.
    pub fn into_data(self) -> Result<Value> {
        if self.body.get("errors").is_some() {
            bail!("{:#}", self.body);
        }
        Ok(self.body["data"].clone())
    }

    /// The `extensions.code` of each top-level error, in order.
    pub fn codes(&self) -> Vec<String> {
        let errors = self.body["errors"].as_array().cloned().unwrap_or_default();
        errors.iter().map(|error| error["extensions"]["code"].as_str().unwrap_or("(none)").to_owned()).collect()
    }

    /// The `code` of each user error of a mutation's payload, in order.
    pub fn user_errors(&self, field: &str) -> Vec<String> {
        let errors = self.body["data"][field]["userErrors"].as_array().cloned().unwrap_or_default();
        errors.iter().map(|error| error["code"].as_str().unwrap_or("(none)").to_owned()).collect()
    }

    /// True when the same request may be sent again with the same idempotency key, because nobody knows what happened.
    pub fn is_unknown(&self) -> bool {
        self.codes().iter().any(|code| matches!(code.as_str(), "UNAVAILABLE" | "DEADLINE_EXCEEDED" | "CONFLICT"))
    }
}
