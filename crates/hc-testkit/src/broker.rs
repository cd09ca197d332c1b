//! A RabbitMQ vhost of its own for each test.

use reqwest::{Client, Method};
use serde_json::{Value, json};
use uuid::Uuid;

use crate::database::with_path;
use crate::{env, teardown};

/// A vhost on the shared RabbitMQ; removed with its connections and queues at the end.
#[derive(Debug)]
pub struct TestBroker {
    vhost: String,
    url: String,
    management: String,
}

impl TestBroker {
    /// A vhost with the exchanges, queues and policies that services expect.
    pub async fn start() -> Self {
        let broker = Self::empty().await;
        let applied = hc_events::topology::apply(&broker.management, &broker.vhost).await;
        applied.unwrap_or_else(|error| panic!("RabbitMQ's topology: {error:#}"));
        broker
    }

    /// An empty vhost: no exchanges but RabbitMQ's own.
    pub async fn empty() -> Self {
        let vhost = format!("test-{}", Uuid::now_v7().simple());
        let broker = Self { url: with_path(&env::amqp_url(), &vhost), management: env::management_url(), vhost };
        let user = broker.user();
        broker.call(Method::PUT, &format!("vhosts/{}", broker.vhost), json!({})).await;
        let all = json!({"configure": ".*", "write": ".*", "read": ".*"});
        broker.call(Method::PUT, &format!("permissions/{}/{user}", broker.vhost), all).await;
        broker
    }

    /// The AMQP URL of the vhost, as a service's settings take it.
    pub fn url(&self) -> &str {
        &self.url
    }

    /// The name of the vhost.
    pub fn vhost(&self) -> &str {
        &self.vhost
    }

    /// The management API with user and password and without a trailing slash.
    pub fn management_url(&self) -> &str {
        &self.management
    }

    /// Asks the management API: `broker.get("queues/<vhost>/provisioning.orders")`. Its counters lag by seconds; what
    /// exists is exact. Null when there is no such thing.
    pub async fn get(&self, path: &str) -> Value {
        let response = request(&self.management, Method::GET, path).send().await;
        let response = response.unwrap_or_else(|error| panic!("RabbitMQ's management API is away: {error}"));
        if response.status() == 404 {
            return Value::Null;
        }
        response.json().await.unwrap_or_else(|error| panic!("GET {path}: no JSON: {error}"))
    }

    async fn call(&self, method: Method, path: &str, body: Value) {
        let sent = request(&self.management, method.clone(), path).json(&body).send().await;
        let response = sent.unwrap_or_else(|error| panic!("RabbitMQ's management API is away: {error}"));
        let status = response.status();
        assert!(status.is_success(), "{method} {path}: {status} {}", response.text().await.unwrap_or_default());
    }

    fn user(&self) -> &str {
        let authority = self.url.split_once("://").map_or("", |(_, rest)| rest);
        authority.split_once('@').map_or("guest", |(user, _)| user.split(':').next().unwrap_or(user))
    }
}

impl Drop for TestBroker {
    fn drop(&mut self) {
        let (management, vhost) = (self.management.clone(), self.vhost.clone());
        teardown::finish(format!("vhost {vhost}"), async move { remove_vhost(&management, &vhost).await });
    }
}

/// Removes a vhost with everything in it.
pub(crate) async fn remove_vhost(management: &str, vhost: &str) -> Result<(), String> {
    let sent = request(management, Method::DELETE, &format!("vhosts/{vhost}")).send().await;
    sent.and_then(reqwest::Response::error_for_status).map(drop).map_err(|error| error.to_string())
}

fn request(management: &str, method: Method, path: &str) -> reqwest::RequestBuilder {
    // A client of its own each time: a pooled connection must not outlive the test's runtime.
    Client::new().request(method, format!("{management}/api/{path}"))
}
