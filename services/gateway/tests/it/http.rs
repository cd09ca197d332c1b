//! HTTP: what is refused, and how.

use std::time::Duration;

use hc_proto::{accounts::v1 as accounts, auth::v1 as auth, billing::v1 as billing};
use reqwest::StatusCode;
use serde_json::{Value, json};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;
use tokio::time::timeout;
use tonic::{Code, Status};

use crate::gateway::Gateway;

fn code(answer: &Value) -> &str {
    answer["errors"][0]["extensions"]["code"].as_str().unwrap_or_default()
}

#[tokio::test]
async fn requests_that_are_not_graphql_over_http_are_refused() {
    let gateway = Gateway::alone().await;
    let query = r#"{"query":"{__typename}"}"#;
    let post =
        |content_type: &'static str, body: String| gateway.post().header("content-type", content_type).body(body);

    for content_type in ["text/plain", "application/x-www-form-urlencoded", "application/json; charset=utf-16"] {
        let response = post(content_type, query.into()).send().await.unwrap();
        assert_eq!(response.status(), StatusCode::UNSUPPORTED_MEDIA_TYPE, "{content_type}");
    }
    let batch = post("application/json", format!("[{query}]")).send().await.unwrap();
    assert_eq!(batch.status(), StatusCode::BAD_REQUEST);
    let large = format!(r#"{{"query":"{}"}}"#, "a".repeat(300 * 1024));
    let response = post("application/json", large.clone()).send().await.unwrap();
    assert_eq!(response.status(), StatusCode::PAYLOAD_TOO_LARGE);
    // Without a length nothing is announced: the cap holds while the body streams.
    let chunks = futures::stream::iter(
        large.into_bytes().chunks(1000).map(|c| Ok::<_, std::io::Error>(c.to_vec())).collect::<Vec<_>>(),
    );
    let streamed = gateway.post().header("content-type", "application/json").body(reqwest::Body::wrap_stream(chunks));
    assert_eq!(streamed.send().await.unwrap().status(), StatusCode::PAYLOAD_TOO_LARGE);

    let mutation = gateway.client().get(gateway.url("/graphql?query=mutation%7B__typename%7D")).send().await.unwrap();
    assert_eq!(mutation.status(), StatusCode::METHOD_NOT_ALLOWED);
    assert_eq!(mutation.headers()["allow"], "POST");
    let put = gateway.client().put(gateway.url("/graphql")).send().await.unwrap();
    assert_eq!((put.status(), put.headers()["allow"].to_str().unwrap()), (StatusCode::METHOD_NOT_ALLOWED, "GET, POST"));
    let html =
        gateway.post().header("accept", "text/html").json(&json!({"query": "{__typename}"})).send().await.unwrap();
    assert_eq!(html.status(), StatusCode::NOT_ACCEPTABLE);
    let subscription = gateway.ask("subscription { operationUpdated(operationId: \"op_1\") { id } }").await;
    assert_eq!(code(&subscription), "BAD_USER_INPUT");
}

#[tokio::test]
async fn every_error_has_a_code_and_the_request_id() {
    let gateway = Gateway::alone().await;
    let deep = format!("{}id{}", "{ a ".repeat(20), " }".repeat(20));
    for (query, expected) in [
        ("{", "BAD_USER_INPUT"),
        ("{ nothing }", "BAD_USER_INPUT"),
        ("{ viewer { user { id } } }", "UNAUTHENTICATED"),
        ("{ plans(first: 100000) { nodes { id } } }", "BAD_USER_INPUT"),
        ("{ plans(first: -1) { nodes { id } } }", "BAD_USER_INPUT"),
        ("{ plans { nodes { id } } }", "UNAVAILABLE"),
        (deep.as_str(), "QUERY_TOO_COMPLEX"),
    ] {
        let request = gateway.post().header("x-request-id", "my-request").json(&json!({ "query": query }));
        let response = request.send().await.unwrap();
        assert_eq!(response.headers()["x-request-id"], "my-request");
        let answer: Value = response.json().await.unwrap();
        assert_eq!(code(&answer), expected, "{answer}");
        assert_eq!(answer["errors"][0]["extensions"]["requestId"], "my-request", "{answer}");
        let text = answer.to_string();
        assert!(!text.contains("localhost") && !text.contains("tcp") && !text.contains("billing"), "{text}");
    }
    let refused = gateway.ask("{ nothing }").await;
    assert!(refused.get("data").is_none(), "{refused}");
    let failed = gateway.ask("{ plans { nodes { id } } }").await;
    assert_eq!(failed.get("data"), Some(&Value::Null), "{failed}");
    let own =
        gateway.post().header("x-request-id", "no good").json(&json!({"query": "{__typename}"})).send().await.unwrap();
    assert_eq!(own.headers()["x-request-id"].len(), 36);
}

#[tokio::test]
async fn tokens_that_do_not_count_are_refused() {
    let gateway = Gateway::with_services().await;
    gateway.fakes.on("AuthService/BatchGetUsers", |request: auth::BatchGetUsersRequest| {
        let users = request.ids.into_iter().map(|id| auth::User { id, name: "Ada".into(), ..Default::default() });
        Ok(auth::BatchGetUsersResponse { users: users.collect() })
    });
    let viewer = "{ viewer { user { name } } }";
    let good = gateway.ask_as(&gateway.token(60), viewer, json!({})).await;
    assert_eq!(good, json!({ "data": { "viewer": { "user": { "name": "Ada" } } } }));
    assert!(gateway.fakes.last_headers()["authorization"].to_str().unwrap().starts_with("Bearer ey"));

    let (head, _) = gateway.token(60).rsplit_once('.').map(|(a, b)| (a.to_owned(), b.to_owned())).unwrap();
    let bad = [
        gateway.token(-60),
        gateway.token_with(&json!({ "aud": ["other"] }), 60),
        format!("{head}.AAAA"),
        "eyJhbGciOiJub25lIn0.e30.".to_owned(),
        "x".to_owned(),
    ];
    for token in bad {
        let request = gateway.post().bearer_auth(&token).json(&json!({ "query": viewer }));
        let response = request.send().await.unwrap();
        assert_eq!(response.status(), StatusCode::UNAUTHORIZED, "{token}");
        assert!(response.headers().contains_key("www-authenticate"));
        assert_eq!(code(&response.json().await.unwrap()), "UNAUTHENTICATED");
    }

    // Before anybody has signed in, many clients send the header with nothing in it.
    for empty in ["", "Bearer", "Bearer "] {
        let request = gateway.post().header("authorization", empty).json(&json!({ "query": "{ __typename }" }));
        let answer: Value = request.send().await.unwrap().json().await.unwrap();
        assert_eq!(answer, json!({ "data": { "__typename": "QueryRoot" } }), "{empty:?}");
    }

    // Who renews its tokens often still sends the old one.
    gateway.fakes.on("AuthService/RefreshTokens", |_: auth::RefreshTokensRequest| {
        Ok(auth::RefreshTokensResponse {
            tokens: Some(auth::Tokens { refresh_token: "next".into(), ..Default::default() }),
        })
    });
    let renew = "mutation { refreshTokens(input: { refreshToken: \"x\" }) { tokens { refreshToken tokenType } userErrors { code } } }";
    let renewed = gateway.ask_as(&gateway.token(-60), renew, json!({})).await;
    assert_eq!(renewed["data"]["refreshTokens"]["tokens"], json!({ "refreshToken": "next", "tokenType": "Bearer" }));
}

#[tokio::test]
async fn the_device_that_signs_in_is_told_to_auth() {
    let gateway = Gateway::with_settings("").await;
    gateway.fakes.on("AuthService/LogIn", |_: auth::LogInRequest| -> Result<auth::LogInResponse, Status> {
        Err(hc_rpc::refusal(Code::Unauthenticated, "INVALID_CREDENTIALS", "e-mail address or password is wrong"))
    });
    let query = "mutation { logIn(input: { email: \"a@b.test\", password: \"x\" }) { user { id } userErrors { code message field } } }";
    let request = gateway.post().header("user-agent", "Browser/1").json(&json!({ "query": query }));
    let answer: Value = request.send().await.unwrap().json().await.unwrap();
    let expected =
        json!([{ "code": "INVALID_CREDENTIALS", "message": "E-mail address or password is wrong.", "field": null }]);
    assert_eq!(answer["data"]["logIn"]["userErrors"], expected);
    let headers = gateway.fakes.last_headers();
    assert_eq!(headers["x-client-address"], "127.0.0.1");
    assert_eq!(headers["x-client-user-agent"], "Browser/1");
    let twice = gateway.ask("mutation { a: logIn(input: {email: \"a\", password: \"b\"}) { user { id } } b: logIn(input: {email: \"a\", password: \"c\"}) { user { id } } }").await;
    assert_eq!(code(&twice), "QUERY_TOO_COMPLEX");
}

#[tokio::test]
async fn what_a_user_can_correct_is_a_user_error_and_the_rest_an_error() {
    let gateway = Gateway::with_services().await;
    let token = gateway.token(60);
    let create = "mutation ($slug: String) { createOrganization(input: { name: \"A\", slug: $slug }) { organization { id } userErrors { code field } } }";
    gateway.fakes.on("AccountsService/CreateOrganization", |request: accounts::CreateOrganizationRequest| {
        let mut violations = hc_rpc::Violations::new();
        let result: Result<accounts::CreateOrganizationResponse, Status> = match request.slug.as_deref() {
            Some("taken") => Err(hc_rpc::refusal(Code::AlreadyExists, "SLUG_TAKEN", "this slug is taken")),
            Some("UPPER") => {
                violations.add("slug", "SLUG_INVALID", "a slug has only a-z, 0-9 and -");
                Err(violations.finish().unwrap_err())
            }
            Some("race") => {
                Err(hc_rpc::refusal(Code::Aborted, "IDEMPOTENCY_KEY_REUSED", "the key was used with other input"))
            }
            Some("bug") => Err(Status::internal("column \"x\" does not exist")),
            _ => Ok(accounts::CreateOrganizationResponse {
                organization: Some(accounts::Organization {
                    id: request.idempotency_key.unwrap_or_default(),
                    ..Default::default()
                }),
            }),
        };
        result
    });
    let run = async |slug: &str| gateway.ask_as(&token, create, json!({ "slug": slug })).await;
    let errors = |answer: &Value| answer["data"]["createOrganization"]["userErrors"].clone();
    assert_eq!(errors(&run("taken").await), json!([{ "code": "SLUG_TAKEN", "field": null }]));
    assert_eq!(errors(&run("UPPER").await), json!([{ "code": "SLUG_INVALID", "field": ["input", "slug"] }]));
    assert_eq!(code(&run("race").await), "CONFLICT");
    let bug = run("bug").await;
    assert_eq!(code(&bug), "INTERNAL");
    assert!(!bug.to_string().contains("does not exist"), "{bug}");
    let request =
        gateway.post().bearer_auth(&token).header("idempotency-key", "key-1").json(&json!({ "query": create }));
    let answer: Value = request.send().await.unwrap().json().await.unwrap();
    assert_eq!(answer["data"]["createOrganization"]["organization"]["id"], "key-1");
}

#[tokio::test]
async fn a_query_says_in_its_error_what_the_user_can_correct() {
    let gateway = Gateway::with_services().await;
    gateway.fakes.on("BillingService/PreviewOrder", |_: billing::PreviewOrderRequest| {
        let mut violations = hc_rpc::Violations::new();
        violations.add("items[0].price_id", "PRICE_NOT_FOUND", "price_x is not on offer");
        violations.finish().map(|()| billing::PreviewOrderResponse::default())
    });
    let query = "{ previewOrder(input: { organizationId: \"org_x\", items: [{ priceId: \"price_x\", name: \"a\" }] }) { token } }";
    let answer = gateway.ask_as(&gateway.token(60), query, json!({})).await;
    assert_eq!(code(&answer), "BAD_USER_INPUT", "{answer}");
    assert_eq!(answer["errors"][0]["extensions"]["reason"], "PRICE_NOT_FOUND");
    let expected = json!([{ "code": "PRICE_NOT_FOUND", "message": "Price_x is not on offer.",
        "field": ["input", "items", "0", "priceId"] }]);
    assert_eq!(answer["errors"][0]["extensions"]["userErrors"], expected);
}

#[tokio::test]
async fn fields_keep_their_order_and_a_field_that_failed_is_null() {
    let gateway = Gateway::with_services().await;
    let token = gateway.token(60);
    gateway
        .fakes
        .on("BillingService/ListPlans", |_: billing::ListPlansRequest| Ok(billing::ListPlansResponse::default()));
    gateway.fakes.on("AccountsService/GetOrganizationBySlug", |_: accounts::GetOrganizationBySlugRequest| {
        Err::<accounts::GetOrganizationBySlugResponse, _>(hc_rpc::refusal(
            Code::NotFound,
            "ORGANIZATION_NOT_FOUND",
            "no such organization",
        ))
    });
    // The first field waits for a call, the others do not; the library's newer versions answer in another order.
    let query = "{ plans { nodes { id } } b: __typename organization(slug: \"x\") { id } a: __typename node(id: \"nothing\") { id } }";
    let request = gateway.post().bearer_auth(&token).json(&json!({ "query": query }));
    let text = request.send().await.unwrap().text().await.unwrap();
    let expected = r#"{"data":{"plans":{"nodes":[]},"b":"QueryRoot","organization":null,"a":"QueryRoot","node":null},"errors":[{"message":"No such organization.","locations":"#;
    assert!(text.starts_with(expected), "{text}");
    assert!(text.contains(r#""path":["organization"]"#) && text.contains("NOT_FOUND"), "{text}");
}

#[tokio::test]
async fn cross_origin_pages_are_allowed_by_the_list() {
    let gateway = Gateway::with_settings_of_http("cors_origins = [\"https://console.test\"]").await;
    let ask = async |method: reqwest::Method, origin: &str| {
        let request = gateway.client().request(method, gateway.url("/graphql?query=%7B__typename%7D"));
        request.header("origin", origin).send().await.unwrap()
    };
    let allowed = ask(reqwest::Method::OPTIONS, "https://console.test").await;
    assert_eq!(allowed.headers()["access-control-allow-origin"], "https://console.test");
    assert!(allowed.headers()["access-control-allow-headers"].to_str().unwrap().contains("authorization"));
    let read = ask(reqwest::Method::GET, "https://console.test").await;
    assert_eq!(read.headers()["access-control-allow-origin"], "https://console.test");
    assert!(read.headers()["access-control-expose-headers"].to_str().unwrap().contains("x-request-id"));
    let foreign = ask(reqwest::Method::OPTIONS, "https://evil.test").await;
    assert!(!foreign.headers().contains_key("access-control-allow-origin"));
}

#[tokio::test]
async fn graphiql_and_the_schema_are_served() {
    let gateway = Gateway::alone().await;
    let get = async |path: &str| gateway.client().get(gateway.url(path)).send().await.unwrap();
    for path in ["/graphiql", "/graphiql/app.js", "/graphiql/schema.js", "/graphiql/examples.js", "/graphiql/style.css"]
    {
        let response = get(path).await;
        assert!(response.status().is_success(), "{path}");
        assert!(response.headers()["content-security-policy"].to_str().unwrap().contains("default-src 'none'"));
    }
    assert_eq!(get("/").await.url().path(), "/graphiql");
    assert_eq!(get("/schema.graphql").await.text().await.unwrap(), include_str!("../../schema.graphql"));
    assert_eq!(get("/schema.graphql").await.headers()["x-hostingco-version"], env!("CARGO_PKG_VERSION"));
    assert_eq!(get("/nothing").await.status(), StatusCode::NOT_FOUND);
}

#[tokio::test]
async fn who_asks_nothing_is_not_kept() {
    let gateway = Gateway::with_settings_of_http("header_timeout = \"500ms\"\n").await;
    let address = gateway.url("").trim_start_matches("http://").to_owned();
    for said in ["", "P", "PRI * HTTP/2", "POST /graphql HTTP/1.1\r\nhost:"] {
        let mut stream = TcpStream::connect(&address).await.unwrap();
        stream.write_all(said.as_bytes()).await.unwrap();
        let mut heard = Vec::new();
        timeout(Duration::from_secs(10), stream.read_to_end(&mut heard)).await.expect(said).unwrap();
    }
}
