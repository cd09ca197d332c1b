//! Documents that clients name by their hash.

use aws_lc_rs::digest::{SHA256, digest};
use serde_json::{Value, json};

use crate::gateway::Gateway;

const KNOWN: &str = "query Name { __typename }";

async fn ask(gateway: &Gateway, body: Value) -> (u16, Value) {
    let accept = "application/graphql-response+json";
    let response = gateway.post().header("accept", accept).json(&body).send().await.unwrap();
    (response.status().as_u16(), response.json().await.unwrap())
}

#[tokio::test]
async fn only_the_documents_of_the_manifests_are_run_where_that_is_enforced() {
    let folder = std::env::temp_dir().join(format!("hostingco-documents-{}", uuid::Uuid::now_v7()));
    std::fs::create_dir_all(&folder).unwrap();
    let id = format!("sha256:{}", hex::encode(digest(&SHA256, KNOWN.as_bytes())));
    std::fs::write(folder.join("console.json"), json!({ (id.clone()): KNOWN }).to_string()).unwrap();
    let settings = format!("[trusted_documents]\nmode = \"enforce\"\nfolder = \"{}\"\n", folder.display());
    let gateway = Gateway::with_settings(&settings).await;

    let extension = json!({ "persistedQuery": { "version": 1, "sha256Hash": id.trim_start_matches("sha256:") } });
    for body in [json!({ "documentId": id }), json!({ "extensions": extension }), json!({ "query": KNOWN })] {
        let (status, answer) = ask(&gateway, body.clone()).await;
        assert_eq!((status, &answer["data"]["__typename"]), (200, &json!("QueryRoot")), "{body}");
    }
    let by_get = gateway.client().get(gateway.url(&format!("/graphql?documentId={id}"))).send().await.unwrap();
    assert_eq!(by_get.json::<Value>().await.unwrap()["data"]["__typename"], "QueryRoot");

    let unknown = format!("sha256:{}", "0".repeat(64));
    for (body, code) in [
        (json!({ "documentId": unknown }), "PERSISTED_QUERY_NOT_FOUND"),
        (json!({ "query": "{ __typename }" }), "PERSISTED_QUERY_REQUIRED"),
        (json!({ "documentId": "sha256:x" }), "BAD_USER_INPUT"),
        (json!({ "documentId": id, "query": "{ __typename }" }), "BAD_USER_INPUT"),
    ] {
        let (status, answer) = ask(&gateway, body.clone()).await;
        assert_eq!((status, &answer["errors"][0]["extensions"]["code"]), (400, &json!(code)), "{body} {answer}");
    }
    std::fs::remove_dir_all(&folder).unwrap();
}
