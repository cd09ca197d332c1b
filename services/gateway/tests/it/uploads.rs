//! Uploads: streamed to the service, limited on the way.

use hc_proto::provisioning::v1 as provisioning;
use hc_types::InstanceId;
use reqwest::StatusCode;
use reqwest::multipart::{Form, Part};
use serde_json::{Value, json};

use crate::gateway::Gateway;

const DEPLOY: &str =
    "mutation ($archive: Upload) { deployRelease(input: { instanceId: \"ins_1\", archive: $archive }) {
    release { id version } operation { id } userErrors { code field } } }";

fn form(bytes: Vec<u8>) -> Form {
    let operations = json!({ "query": DEPLOY, "variables": { "archive": null } }).to_string();
    let file = Part::bytes(bytes).file_name("site.zip");
    Form::new().text("operations", operations).text("map", r#"{"0":["variables.archive"]}"#).part("0", file)
}

fn know_deploy(gateway: &Gateway) {
    // The fake hands over the messages of the stream one after the other: the last chunk is what is decoded.
    gateway.fakes.on("ProvisioningService/DeployRelease", |request: provisioning::DeployReleaseRequest| {
        let size = match request.message {
            Some(provisioning::deploy_release_request::Message::Chunk(chunk)) => chunk.len(),
            _ => 0,
        };
        let release = provisioning::Release { id: format!("rel_{size}"), version: 1, ..Default::default() };
        Ok(provisioning::DeployReleaseResponse { release: Some(release), operation: None })
    });
}

#[tokio::test]
async fn a_file_reaches_the_service_in_pieces() {
    let gateway = Gateway::with_services().await;
    know_deploy(&gateway);
    let token = gateway.token(60);
    let answer = gateway.post().bearer_auth(&token).multipart(form(b"hello".to_vec())).send().await.unwrap();
    let answer: Value = answer.json().await.unwrap();
    assert_eq!(answer["data"]["deployRelease"]["release"], json!({ "id": "rel_5", "version": 1 }), "{answer}");
    let large = gateway.post().bearer_auth(&token).multipart(form(vec![7; 20_000_000])).send().await.unwrap();
    let large: Value = large.json().await.unwrap();
    assert_eq!(large["data"]["deployRelease"]["release"]["version"], 1, "{large}");
    assert!(gateway.fakes.last_size() > 20_000_000);
}

#[tokio::test]
async fn uploads_are_limited_and_cannot_be_sent_by_a_foreign_page() {
    let gateway = Gateway::with_settings("[upload]\nmax_bytes = 100000\n").await;
    know_deploy(&gateway);
    let token = gateway.token(60);
    let simple = gateway.post().multipart(form(b"x".to_vec())).send().await.unwrap();
    assert_eq!(simple.status(), StatusCode::BAD_REQUEST);

    let announced = gateway.post().bearer_auth(&token).multipart(form(vec![7; 200_000])).send().await.unwrap();
    assert_eq!(announced.status(), StatusCode::PAYLOAD_TOO_LARGE);

    let pieces = futures::stream::iter((0..200).map(|_| Ok::<_, std::io::Error>(vec![7_u8; 1000])));
    let operations = json!({ "query": DEPLOY, "variables": { "archive": null } }).to_string();
    let file = Part::stream(reqwest::Body::wrap_stream(pieces)).file_name("site.zip");
    let form = Form::new().text("operations", operations).text("map", r#"{"0":["variables.archive"]}"#).part("0", file);
    let streamed = gateway.post().bearer_auth(&token).multipart(form).send().await.unwrap();
    let streamed: Value = streamed.json().await.unwrap();
    let expected = json!([{ "code": "ARCHIVE_TOO_LARGE", "field": ["input", "archive"] }]);
    assert_eq!(streamed["data"]["deployRelease"]["userErrors"], expected, "{streamed}");
}

#[tokio::test]
async fn what_may_be_uploaded_is_told_before() {
    let gateway = Gateway::with_services().await;
    let (site, database) = (InstanceId::new().to_string(), InstanceId::new().to_string());
    let limits =
        provisioning::UploadLimits { archive_bytes: 1 << 40, file_bytes: 1 << 20, disk_bytes: 5 << 30, files: 700 };
    let limited = site.clone();
    gateway.fakes.on(
        "ProvisioningService/BatchGetInstances",
        move |request: provisioning::BatchGetInstancesRequest| {
            let instances = request.ids.into_iter().map(|id| provisioning::Instance {
                upload_limits: (id == limited).then_some(limits),
                id,
                ..Default::default()
            });
            Ok(provisioning::BatchGetInstancesResponse { instances: instances.collect() })
        },
    );
    let query = "query ($site: ID!, $database: ID!) { site: node(id: $site) { ...Limits } database: node(id: $database) { ...Limits } }
        fragment Limits on Instance { uploadLimits { archiveBytes fileBytes diskBytes files } }";
    let variables = json!({ "site": site, "database": database });
    let answer = gateway.ask_as(&gateway.token(60), query, variables).await;
    let told = json!({ "archiveBytes": 1_u64 << 40, "fileBytes": 1 << 20, "diskBytes": 5_u64 << 30, "files": 700 });
    let expected = json!({ "site": { "uploadLimits": told }, "database": { "uploadLimits": null } });
    assert_eq!(answer["data"], expected, "{answer}");
}

#[tokio::test]
async fn without_a_file_the_user_is_told() {
    let gateway = Gateway::with_services().await;
    let answer = gateway.ask_as(&gateway.token(60), DEPLOY, json!({ "archive": null })).await;
    let expected = json!([{ "code": "ARCHIVE_MISSING", "field": ["input", "archive"] }]);
    assert_eq!(answer["data"]["deployRelease"]["userErrors"], expected, "{answer}");
}
