//! GraphQL over server-sent events.

use std::time::Duration;

use futures::StreamExt;
use futures::stream::BoxStream;
use hc_proto::{auth::v1 as auth, provisioning::v1 as provisioning};
use hc_testkit::eventually;
use reqwest::{RequestBuilder, Response, StatusCode};
use serde_json::{Value, json};
use tokio::time::timeout;

use crate::gateway::Gateway;
use crate::live::{INSTANCE, Live};

/// A client of event streams, as the specification reads them (HTML, 9.2.6).
struct Events {
    bytes: BoxStream<'static, reqwest::Result<bytes::Bytes>>,
    text: String,
}

impl Events {
    async fn open(request: RequestBuilder) -> Self {
        let response = request.header("accept", "text/event-stream").send().await.unwrap();
        assert_eq!(response.status(), StatusCode::OK);
        assert_eq!(response.headers()["content-type"], "text/event-stream; charset=utf-8");
        assert_eq!(response.headers()["cache-control"], "no-cache, no-transform");
        assert_eq!(response.headers()["x-accel-buffering"], "no");
        Self { bytes: response.bytes_stream().boxed(), text: String::new() }
    }

    /// The name and data of the next event; `None` at the end of the stream.
    async fn next(&mut self) -> Option<(String, Value)> {
        loop {
            if let Some((block, rest)) = self.text.split_once("\n\n") {
                let (block, rest) = (block.to_owned(), rest.to_owned());
                self.text = rest;
                let field = |name: &str| block.lines().find_map(|line| line.strip_prefix(name)).map(str::trim);
                // A block of comments is no event.
                let Some(data) = field("data:") else { continue };
                let data = if data.is_empty() { Value::Null } else { serde_json::from_str(data).unwrap() };
                return Some((field("event:").unwrap().to_owned(), data));
            }
            let bytes = timeout(Duration::from_secs(20), self.bytes.next()).await.expect("something comes")?;
            self.text.push_str(std::str::from_utf8(&bytes.ok()?).unwrap());
        }
    }

    async fn data(&mut self) -> Value {
        let (name, data) = self.next().await.expect("the stream goes on");
        assert_eq!(name, "next", "{data}");
        data
    }

    async fn is_complete(&mut self) {
        assert_eq!(self.next().await, Some(("complete".to_owned(), Value::Null)));
        assert_eq!(self.next().await, None, "nothing follows");
    }
}

impl Live {
    fn follow(&self, token: &str) -> RequestBuilder {
        let variables = json!({ "o": self.organization, "i": self.instance });
        self.gateway.post().bearer_auth(token).json(&json!({ "query": INSTANCE, "variables": variables }))
    }

    async fn followed(&self, token: &str) -> Events {
        let mut events = Events::open(self.follow(token)).await;
        assert_eq!(events.data().await["data"]["instanceUpdated"]["status"], "PENDING");
        events
    }
}

async fn refused(request: RequestBuilder) -> Response {
    request.header("accept", "text/event-stream").send().await.unwrap()
}

#[tokio::test]
async fn a_subscription_is_a_stream_of_events() {
    let live = Live::start().await;
    let mut events = live.followed(&live.gateway.token(60)).await;
    for status in [provisioning::InstanceStatus::Provisioning, provisioning::InstanceStatus::Active] {
        live.instance_is(status);
        live.publish("provisioning.instance.activated.v1", &live.instance.to_string(), live.organization).await;
        let name = status.as_str_name().trim_start_matches("INSTANCE_STATUS_");
        assert_eq!(events.data().await["data"]["instanceUpdated"]["status"], name);
    }
}

#[tokio::test]
async fn everything_else_runs_as_a_short_stream() {
    let gateway = Gateway::with_services().await;
    let mut events = Events::open(gateway.post().json(&json!({ "query": "{ __typename }" }))).await;
    assert_eq!(events.data().await, json!({ "data": { "__typename": "QueryRoot" } }));
    events.is_complete().await;
    let by_get = gateway.client().get(gateway.url("/graphql?query=%7B__typename%7D"));
    let mut events = Events::open(by_get).await;
    assert_eq!(events.data().await["data"]["__typename"], "QueryRoot");
    events.is_complete().await;

    // What a document is refused with is told in the stream.
    let mut events = Events::open(gateway.post().json(&json!({ "query": "{ nothing }" }))).await;
    let answer = events.data().await;
    assert_eq!(answer["errors"][0]["extensions"]["code"], "BAD_USER_INPUT", "{answer}");
    assert!(answer.get("data").is_none());
    events.is_complete().await;

    // What is no GraphQL, and who may not ask, is told by the status.
    let broken = refused(gateway.post().header("content-type", "application/json").body("{")).await;
    assert_eq!(broken.status(), StatusCode::BAD_REQUEST);
    let viewer = json!({ "query": "{ viewer { user { id } } }" });
    let stranger = refused(gateway.post().bearer_auth("nonsense").json(&viewer)).await;
    assert_eq!(stranger.status(), StatusCode::UNAUTHORIZED);
    let mutation = "query=mutation%7BlogOut%7BuserErrors%7Bcode%7D%7D%7D";
    let by_get = refused(gateway.client().get(gateway.url(&format!("/graphql?{mutation}")))).await;
    assert_eq!(by_get.status(), StatusCode::METHOD_NOT_ALLOWED);
    // Who likes JSON better gets it, and a subscription as a stream all the same.
    let json_first = "application/graphql-response+json, application/json, text/event-stream";
    let query = gateway.post().header("accept", json_first).json(&json!({ "query": "{ __typename }" }));
    let answer = query.send().await.unwrap();
    assert_eq!(answer.headers()["content-type"], "application/graphql-response+json; charset=utf-8");
    let live = json!({ "query": INSTANCE, "variables": { "o": "org_x" } });
    let stream = gateway.post().header("accept", json_first).bearer_auth(gateway.token(60)).json(&live);
    let stream = stream.send().await.unwrap();
    assert_eq!(stream.headers()["content-type"], "text/event-stream; charset=utf-8");
}

#[tokio::test]
async fn a_stream_ends_with_its_token_with_its_session_and_with_the_server() {
    let live = Live::start().await;
    let mut short = live.followed(&live.gateway.token(4)).await;
    assert_eq!(short.next().await, None, "cut, so that the client comes back with a new token");

    let mut long = live.followed(&live.gateway.token(60)).await;
    live.gateway.fakes.on("AuthService/CheckSession", |_: auth::CheckSessionRequest| {
        Ok(auth::CheckSessionResponse { live: false, platform_roles: vec![] })
    });
    let last = long.data().await;
    assert_eq!(last["errors"][0]["extensions"]["code"], "UNAUTHENTICATED", "{last}");
    long.is_complete().await;

    live.gateway.fakes.on("AuthService/CheckSession", |_: auth::CheckSessionRequest| {
        Ok(auth::CheckSessionResponse { live: true, platform_roles: vec![] })
    });
    let mut open = live.followed(&live.gateway.token(60)).await;
    live.gateway.terminate();
    assert_eq!(open.next().await, None, "cut, so that the client goes to another gateway");
}

#[tokio::test]
async fn an_address_has_so_many_streams_and_gets_them_back() {
    let gateway = Gateway::with_settings("[ws]\nmax_sockets_per_address = 2\n").await;
    let query = "subscription ($id: ID!) { organizationChanged(organizationId: $id) { type } }";
    let live = json!({ "query": query, "variables": { "id": hc_types::OrganizationId::new() } });
    let open = || gateway.post().bearer_auth(gateway.token(60)).json(&live);
    let first = Events::open(open()).await;
    let _second = Events::open(open()).await;
    let third = refused(open()).await;
    assert_eq!(
        (third.status(), &third.headers()["retry-after"]),
        (StatusCode::TOO_MANY_REQUESTS, &"5".parse().unwrap())
    );
    drop(first);
    eventually("the place is free again", || async { refused(open()).await.status() == StatusCode::OK }).await;
}
