use crate::harness::Bench;

#[tokio::test]
async fn keys_and_metadata_are_served_to_everybody() {
    let auth = Bench::seeded().await.serve();
    let jwks = reqwest::get(format!("{}/.well-known/jwks.json", auth.http)).await.unwrap();
    assert_eq!(jwks.status(), 200);
    assert_eq!(jwks.headers()["cache-control"], "public, max-age=300");
    assert_eq!(jwks.headers()["access-control-allow-origin"], "*");
    assert_eq!(jwks.headers()["content-type"], "application/json");
    let jwks: serde_json::Value = jwks.json().await.unwrap();
    let keys = jwks["keys"].as_array().unwrap();
    assert_eq!(keys.len(), 2, "one signs, one waits");
    for key in keys {
        let members: Vec<&String> = key.as_object().unwrap().keys().collect();
        assert_eq!(members, ["alg", "crv", "kid", "kty", "use", "x", "y"], "public members and no others");
        assert_eq!((&key["alg"], &key["use"]), (&"ES256".into(), &"sig".into()));
    }
    for path in ["openid-configuration", "oauth-authorization-server"] {
        let found = reqwest::get(format!("{}/.well-known/{path}", auth.http)).await.unwrap();
        let found: serde_json::Value = found.json().await.unwrap();
        let expected = serde_json::json!({
            "issuer": "http://auth.test",
            "jwks_uri": "http://auth.test/.well-known/jwks.json",
            "response_types_supported": [],
            "grant_types_supported": [],
            "subject_types_supported": ["public"],
            "id_token_signing_alg_values_supported": [],
        });
        assert_eq!(found, expected);
    }
    let lost = reqwest::get(format!("{}/oauth/token", auth.http)).await.unwrap();
    assert_eq!(lost.status(), 404);
    let posted = reqwest::Client::new().post(format!("{}/.well-known/jwks.json", auth.http)).send().await.unwrap();
    assert_eq!(posted.status(), 405);
}
