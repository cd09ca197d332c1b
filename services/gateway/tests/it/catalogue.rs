//! What is the same for everybody is asked for once, here and in caches on the way.

use std::collections::BTreeMap;

use hc_proto::{billing::v1 as billing, provisioning::v1 as provisioning};
use serde_json::json;
use tonic::Status;

use crate::gateway::Gateway;

const PLANS: &str = "{ plans { nodes { slug } } }";
const BY_GET: &str = "/graphql?query=%7Bplans%7Bnodes%7Bslug%7D%7D%7D";

async fn with_plans() -> Gateway {
    let gateway = Gateway::with_services().await;
    gateway.fakes.on("BillingService/ListPlans", |_: billing::ListPlansRequest| {
        let plan = billing::Plan { id: "plan_1".into(), slug: "small".into(), ..Default::default() };
        Ok(billing::ListPlansResponse { plans: vec![plan], ..Default::default() })
    });
    gateway
}

#[tokio::test]
async fn the_owner_is_asked_once_however_many_look() {
    let gateway = with_plans().await;
    let token = gateway.token(60);
    let small = json!({ "plans": { "nodes": [{ "slug": "small" }] } });
    assert_eq!(gateway.ask(PLANS).await["data"], small);
    for _ in 0..5 {
        assert_eq!(gateway.ask(PLANS).await["data"], small);
        assert_eq!(gateway.ask_as(&token, PLANS, json!({})).await["data"], small);
    }
    // Two, should the first have become too old meanwhile.
    assert!(gateway.fakes.take_calls()["BillingService/ListPlans"] <= 2);
}

#[tokio::test]
async fn what_failed_is_asked_for_again() {
    let gateway = Gateway::with_services().await;
    gateway.fakes.on("ProvisioningService/ListRegions", |_: provisioning::ListRegionsRequest| {
        Err::<provisioning::ListRegionsResponse, _>(Status::internal("out of order"))
    });
    for _ in 0..2 {
        assert_eq!(gateway.ask("{ regions { id } }").await["errors"][0]["extensions"]["code"], "INTERNAL");
    }
    assert_eq!(gateway.fakes.take_calls(), BTreeMap::from([("ProvisioningService/ListRegions".to_owned(), 2)]));
}

#[tokio::test]
async fn strangers_share_the_catalogue_and_nothing_else() {
    let gateway = with_plans().await;
    let token = gateway.token(60);
    let cached = async |request: reqwest::RequestBuilder| {
        let response = request.send().await.unwrap();
        let vary: Vec<_> = response.headers().get_all("vary").iter().map(|value| value.to_str().unwrap()).collect();
        (response.headers()["cache-control"].to_str().unwrap().to_owned(), vary.join(", "))
    };
    let get = |path: &str| gateway.client().get(gateway.url(path));

    let (control, vary) = cached(get(BY_GET)).await;
    assert_eq!(control, "public, max-age=2");
    assert!(vary.contains("accept"), "the media type depends on it: {vary}");
    for (what, request) in [
        ("somebody's", get(BY_GET).bearer_auth(&token)),
        ("by POST", gateway.post().json(&json!({ "query": PLANS }))),
        ("other fields", get("/graphql?query=%7Bplans%7Bnodes%7Bslug%7D%7Dnode(id:%22x%22)%7Bid%7D%7D")),
        ("refused", get("/graphql?query=%7Bplans%7Bnope%7D%7D")),
        ("failed", get("/graphql?query=%7Bregions%7Bid%7D%7D")),
    ] {
        assert_eq!(cached(request).await.0, "no-store", "{what}");
    }
}
