//! `graphql-transport-ws`: its messages and each of its close codes.

use futures::{SinkExt, StreamExt};
use hc_proto::auth::v1 as auth;
use serde_json::{Value, json};
use tokio::net::TcpStream;
use tokio_tungstenite::tungstenite::client::IntoClientRequest;
use tokio_tungstenite::tungstenite::{Message, protocol::CloseFrame};
use tokio_tungstenite::{MaybeTlsStream, WebSocketStream, connect_async};

use crate::gateway::Gateway;

/// A client's end of a socket.
pub struct Socket(WebSocketStream<MaybeTlsStream<TcpStream>>);

impl Socket {
    /// A socket that has not been initialised.
    pub async fn open(gateway: &Gateway, protocol: &str) -> Self {
        let mut request = gateway.socket_url().into_client_request().unwrap();
        if !protocol.is_empty() {
            request.headers_mut().insert("sec-websocket-protocol", protocol.parse().unwrap());
        }
        Self(connect_async(request).await.unwrap().0)
    }

    /// A socket of somebody, ready for operations.
    pub async fn ready(gateway: &Gateway, token: Option<&str>) -> Self {
        let mut socket = Self::open(gateway, "graphql-transport-ws").await;
        let payload = token.map(|token| json!({ "Authorization": format!("Bearer {token}") }));
        socket.send(json!({ "type": "connection_init", "payload": payload })).await;
        assert_eq!(socket.receive().await, json!({ "type": "connection_ack" }));
        socket
    }

    pub async fn send(&mut self, message: Value) {
        self.0.send(Message::text(message.to_string())).await.unwrap();
    }

    pub async fn subscribe(&mut self, id: &str, query: &str, variables: Value) {
        self.send(json!({ "type": "subscribe", "id": id, "payload": { "query": query, "variables": variables } }))
            .await;
    }

    /// The next message that is no ping.
    pub async fn receive(&mut self) -> Value {
        loop {
            match self.0.next().await.expect("a message").unwrap() {
                Message::Text(text) => return serde_json::from_str(&text).unwrap(),
                Message::Ping(_) | Message::Pong(_) => {}
                other => panic!("not a message but {other:?}"),
            }
        }
    }

    /// The code that the server closes with; messages before it are skipped.
    pub async fn closed(&mut self) -> u16 {
        loop {
            match self.0.next().await {
                Some(Ok(Message::Close(Some(CloseFrame { code, .. })))) => return code.into(),
                Some(Ok(_)) => {}
                other => panic!("not closed but {other:?}"),
            }
        }
    }
}

const QUERY: &str = "{ __typename }";

#[tokio::test]
async fn queries_and_mutations_run_over_a_socket_too() {
    let gateway = Gateway::with_services().await;
    let mut socket = Socket::ready(&gateway, None).await;
    socket.subscribe("1", QUERY, json!({})).await;
    let data = json!({ "data": { "__typename": "QueryRoot" } });
    assert_eq!(socket.receive().await, json!({ "type": "next", "id": "1", "payload": data }));
    assert_eq!(socket.receive().await, json!({ "type": "complete", "id": "1" }));
    socket.send(json!({ "type": "ping" })).await;
    assert_eq!(socket.receive().await, json!({ "type": "pong" }));
}

#[tokio::test]
async fn a_document_that_cannot_run_is_answered_with_error() {
    let gateway = Gateway::with_services().await;
    let mut socket = Socket::ready(&gateway, None).await;
    for (query, code) in [
        ("{", "BAD_USER_INPUT"),
        ("{ nothing }", "BAD_USER_INPUT"),
        ("subscription { nothing }", "BAD_USER_INPUT"),
        ("subscription { invoiceUpdated(organizationId: \"org_1\") { id } }", "NOT_FOUND"),
        ("{ plans(first: 1000) { nodes { id } } }", "BAD_USER_INPUT"),
    ] {
        socket.subscribe("1", query, json!({})).await;
        let message = socket.receive().await;
        assert_eq!((&message["type"], &message["id"]), (&json!("error"), &json!("1")), "{message}");
        assert_eq!(message["payload"][0]["extensions"]["code"], code, "{message}");
        assert!(message["payload"][0]["extensions"]["requestId"].is_string(), "{message}");
    }
    let organization = hc_types::OrganizationId::new().to_string();
    let query = "subscription ($id: ID!) { invoiceUpdated(organizationId: $id) { id } }";
    socket.subscribe("2", query, json!({ "id": organization })).await;
    assert_eq!(socket.receive().await["payload"][0]["extensions"]["code"], "UNAUTHENTICATED");
}

#[tokio::test]
async fn every_mistake_has_its_close_code() {
    let gateway = Gateway::with_settings("[ws]\ninit_timeout = \"300ms\"\nmax_message_bytes = 2000\n").await;
    let init = json!({ "type": "connection_init" });

    let mut other_protocol = Socket::open(&gateway, "").await;
    assert_eq!(other_protocol.closed().await, 4406);

    let mut silent = Socket::open(&gateway, "graphql-transport-ws").await;
    assert_eq!(silent.closed().await, 4408);

    let mut hasty = Socket::open(&gateway, "graphql-transport-ws").await;
    hasty.subscribe("1", QUERY, json!({})).await;
    assert_eq!(hasty.closed().await, 4401);

    let mut twice = Socket::ready(&gateway, None).await;
    twice.send(init).await;
    assert_eq!(twice.closed().await, 4429);

    for garbage in [json!("x"), json!({ "type": "start" }), json!({ "type": "subscribe", "id": "1" })] {
        let mut socket = Socket::ready(&gateway, None).await;
        socket.send(garbage).await;
        assert_eq!(socket.closed().await, 4400);
    }
    let mut binary = Socket::ready(&gateway, None).await;
    binary.0.send(Message::binary(vec![1, 2, 3])).await.unwrap();
    assert_eq!(binary.closed().await, 4400);

    let mut large = Socket::ready(&gateway, None).await;
    large.send(json!({ "type": "ping", "payload": { "x": "a".repeat(3000) } })).await;
    assert_eq!(large.closed().await, 1009);

    let mut stranger = Socket::open(&gateway, "graphql-transport-ws").await;
    let token = gateway.token(-60);
    stranger
        .send(json!({ "type": "connection_init", "payload": { "authorization": format!("Bearer {token}") } }))
        .await;
    assert_eq!(stranger.closed().await, 4403);
}

#[tokio::test]
async fn an_id_is_used_once_at_a_time() {
    let gateway = Gateway::with_services().await;
    let mut socket = Socket::ready(&gateway, Some(&gateway.token(60))).await;
    let organization = json!({ "id": hc_types::OrganizationId::new().to_string() });
    let query = "subscription ($id: ID!) { organizationChanged(organizationId: $id) { type } }";
    socket.subscribe("1", query, organization.clone()).await;
    socket.send(json!({ "type": "complete", "id": "1" })).await;
    socket.subscribe("1", query, organization.clone()).await;
    socket.subscribe("1", query, organization).await;
    assert_eq!(socket.closed().await, 4409);
}

#[tokio::test]
async fn a_socket_has_so_many_operations_and_an_address_so_many_sockets() {
    let settings = "[ws]\nmax_operations = 2\nmax_sockets_per_address = 2\n";
    let gateway = Gateway::with_settings(settings).await;
    let mut socket = Socket::ready(&gateway, Some(&gateway.token(60))).await;
    let organization = json!({ "id": hc_types::OrganizationId::new().to_string() });
    let query = "subscription ($id: ID!) { organizationChanged(organizationId: $id) { type } }";
    for id in ["1", "2", "3"] {
        socket.subscribe(id, query, organization.clone()).await;
    }
    let refused = socket.receive().await;
    assert_eq!((&refused["type"], &refused["id"]), (&json!("error"), &json!("3")), "{refused}");
    assert_eq!(refused["payload"][0]["extensions"]["code"], "RATE_LIMITED");

    let _second = Socket::ready(&gateway, None).await;
    let mut request = gateway.socket_url().into_client_request().unwrap();
    request.headers_mut().insert("sec-websocket-protocol", "graphql-transport-ws".parse().unwrap());
    let third = connect_async(request).await.expect_err("too many");
    assert!(third.to_string().contains("429"), "{third}");
}

#[tokio::test]
async fn a_socket_ends_with_its_token_with_its_session_and_with_the_server() {
    let gateway = Gateway::with_services().await;
    let mut expiring = Socket::ready(&gateway, Some(&gateway.token(1))).await;
    assert_eq!(expiring.closed().await, 4403);

    let mut revoked = Socket::ready(&gateway, Some(&gateway.token(60))).await;
    gateway.fakes.on("AuthService/CheckSession", |_: auth::CheckSessionRequest| {
        Ok(auth::CheckSessionResponse { live: false, platform_roles: vec![] })
    });
    assert_eq!(revoked.closed().await, 4403);

    let mut last = Socket::ready(&gateway, None).await;
    gateway.terminate();
    assert_eq!(last.closed().await, 1012);
}
