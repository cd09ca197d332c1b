//! What an invitation is for, to who holds its link.

use hc_proto::{accounts::v1 as accounts, r#type::v1 as shared};
use serde_json::{Value, json};
use tonic::{Code, Status};

use crate::gateway::Gateway;

const PREVIEW: &str = "query ($token: String!) { previewInvitation(token: $token) {
    status offer { organizationName role inviterName expiresAt } } }";

/// A gateway before the holder of each of three links.
async fn with_links(settings: &str) -> Gateway {
    let gateway = Gateway::with_settings(settings).await;
    gateway.fakes.on("AccountsService/PreviewInvitation", |request: accounts::PreviewInvitationRequest| {
        let offer = |inviter: &str| accounts::InvitationOffer {
            organization_name: "Acme <script>".into(),
            role: shared::Role::Developer.into(),
            inviter_name: inviter.into(),
            expires_at: Some(pbjson_types::Timestamp { seconds: 1_795_246_200, nanos: 0 }),
        };
        let (status, offer) = match request.token.as_str() {
            "hci_open" => (accounts::InvitationStatus::Pending, Some(offer("Ada"))),
            "hci_nobodys" => (accounts::InvitationStatus::Pending, Some(offer(""))),
            "hci_old" => (accounts::InvitationStatus::Expired, None),
            _ => return Err(Status::new(Code::NotFound, "no")),
        };
        Ok(accounts::PreviewInvitationResponse { status: status.into(), offer })
    });
    gateway
}

async fn preview(gateway: &Gateway, token: &str) -> Value {
    let request = gateway.post().json(&json!({ "query": PREVIEW, "variables": { "token": token } }));
    request.send().await.unwrap().json().await.unwrap()
}

#[tokio::test]
async fn who_holds_a_link_needs_no_account_to_read_what_it_is_for() {
    let gateway = with_links("").await;
    let open = json!({ "status": "PENDING", "offer": { "organizationName": "Acme <script>", "role": "DEVELOPER",
        "inviterName": "Ada", "expiresAt": "2026-11-21T07:30:00Z" } });
    let answer = preview(&gateway, "hci_open").await;
    assert_eq!(answer["data"]["previewInvitation"], open, "{answer}");
    let signed_in = gateway.ask_as(&gateway.token(60), PREVIEW, json!({ "token": "hci_open" })).await;
    let expired = gateway.ask_as(&gateway.token(-60), PREVIEW, json!({ "token": "hci_open" })).await;
    assert_eq!((&signed_in, &expired), (&answer, &answer), "whoever asks, and with whatever session");

    let nobodys = preview(&gateway, "hci_nobodys").await;
    assert_eq!(nobodys["data"]["previewInvitation"]["offer"]["inviterName"], Value::Null, "{nobodys}");
    let old = preview(&gateway, "hci_old").await;
    assert_eq!(old["data"]["previewInvitation"], json!({ "status": "EXPIRED", "offer": null }), "{old}");
    let unknown = preview(&gateway, "hci_garbage").await;
    assert_eq!(unknown["data"]["previewInvitation"], Value::Null, "{unknown}");
    assert_eq!(unknown["errors"][0]["extensions"]["code"], "NOT_FOUND", "{unknown}");
}

#[tokio::test]
async fn links_are_not_tried_out_in_numbers() {
    let gateway = with_links("[rate]\nper_second = 1\nburst = 5000\ncredential_cost = 2000\n").await;
    let two =
        gateway.ask("{ a: previewInvitation(token: \"a\") { status } b: previewInvitation(token: \"b\") { status } }");
    assert_eq!(two.await["errors"][0]["extensions"]["code"], "QUERY_TOO_COMPLEX");
    let mut codes = Vec::new();
    for guess in 0..3 {
        let answer = preview(&gateway, &format!("hci_{guess}")).await;
        codes.push(answer["errors"][0]["extensions"]["code"].clone());
    }
    assert_eq!(codes, ["NOT_FOUND", "NOT_FOUND", "RATE_LIMITED"]);
}
