//! Sessions of a registered web client, as the console has them: signed in by the public API, held at auth by its
//! certificate. The browser has nothing that opens anything by itself.

use e2e::{Client, Customer, Mail, Mailbox, reasons};
use hc_proto::auth::v1::{
    ExchangeSessionRequest, OpenWebSessionRequest, OpenWebSessionResponse, WebAccess,
    auth_service_client::AuthServiceClient,
};
use hc_testkit::{Stack, eventually};
use serde_json::json;
use tonic::{Code, Status};

async fn open(stack: &Stack, client: &str, refresh_token: &str) -> Result<OpenWebSessionResponse, Status> {
    let mut auth = AuthServiceClient::new(stack.channel_as(client, "auth"));
    let request = OpenWebSessionRequest { refresh_token: refresh_token.to_owned() };
    Ok(auth.open_web_session(request).await?.into_inner())
}

async fn exchange(stack: &Stack, client: &str, secret: &str) -> Result<WebAccess, Status> {
    let mut auth = AuthServiceClient::new(stack.channel_as(client, "auth"));
    let request = ExchangeSessionRequest { session_secret: secret.to_owned() };
    Ok(auth.exchange_session(request).await?.into_inner().access.unwrap_or_default())
}

#[tokio::test(flavor = "multi_thread")]
async fn the_console_trades_its_session_for_access_until_somebody_logs_out() {
    let stack = Stack::start().await;
    let api = Client::new(&stack.gateway_url());
    let ada = Customer::register(&api, "ada").await;
    let input = json!({ "email": ada.email, "password": "correct horse battery" });
    let signed_in = api.mutate("logIn", "LogInInput", input, "tokens { refreshToken }").await;
    let refresh = signed_in["tokens"]["refreshToken"].as_str().expect("a token").to_owned();

    let refused = open(&stack, "billing", &refresh).await.expect_err("billing is no web client");
    assert_eq!((refused.code(), reasons(&refused)), (Code::PermissionDenied, vec!["CLIENT_NOT_REGISTERED".to_owned()]));
    let opened = open(&stack, "console", &refresh).await.expect("opened");
    let first = opened.access.expect("the first token");
    let secret = opened.session_secret;
    let refused = exchange(&stack, "gateway", &secret).await.expect_err("another client's");
    assert_eq!(reasons(&refused), ["CLIENT_NOT_REGISTERED"]);
    let input = json!({ "refreshToken": refresh });
    let spent = api.try_mutate("refreshTokens", "RefreshTokensInput", input, "").await.expect("answered");
    assert_eq!(spent.user_errors("refreshTokens"), ["REFRESH_TOKEN_INVALID"]);

    let second = exchange(&stack, "console", &secret).await.expect("a new token");
    let document = "{ viewer { user { email } sessions { nodes { id current } } } }";
    for access in [&first, &second] {
        let viewer = api.with_token(&access.access_token).data(document, json!({})).await["viewer"].clone();
        assert_eq!(viewer["user"]["email"], ada.email);
        assert_eq!(viewer["sessions"]["nodes"][0]["current"], true, "of the same session: {viewer:#}");
    }

    let browser = api.with_token(&second.access_token);
    browser.send("mutation { logOut { userErrors { code } } }", json!({})).await.expect("answered");
    let over = exchange(&stack, "console", &secret).await.expect_err("logged out");
    assert_eq!((over.code(), reasons(&over)), (Code::Unauthenticated, vec!["SESSION_OVER".to_owned()]));
    eventually("the tokens of before are refused", || async {
        let answer = browser.send("{ viewer { user { id } } }", json!({})).await.ok()?;
        (answer.codes() == ["UNAUTHENTICATED"]).then_some(())
    })
    .await;
    assert!(exchange(&stack, "console", "hcw_nonsense").await.is_err());
}

#[tokio::test(flavor = "multi_thread")]
async fn who_changes_the_password_stays_and_everybody_else_has_to_sign_in_again() {
    let stack = Stack::start().await;
    let api = Client::new(&stack.gateway_url());
    let mailbox = Mailbox::at(&stack.mailbox_url());
    let ada = Customer::register(&api, "ada").await;
    let input = json!({ "email": ada.email, "password": "correct horse battery" });
    let elsewhere = api.mutate("logIn", "LogInInput", input, "tokens { accessToken }").await;
    let elsewhere = api.with_token(elsewhere["tokens"]["accessToken"].as_str().expect("a token"));
    let change = |current: &str, new: &str| {
        let input = json!({ "currentPassword": current, "newPassword": new });
        let client = ada.client.clone();
        async move { client.try_mutate("changePassword", "ChangePasswordInput", input, "endedSessions").await }
    };
    let wrong = change("wrong", "another horse, other battery").await.expect("answered");
    assert_eq!(wrong.user_errors("changePassword"), ["PASSWORD_WRONG"]);
    assert_eq!(wrong.body["data"]["changePassword"]["userErrors"][0]["field"], json!(["input", "currentPassword"]));
    let changed = change("correct horse battery", "another horse, other battery").await.expect("answered");
    assert_eq!(changed.body["data"]["changePassword"]["endedSessions"], 1, "{:#}", changed.body);
    eventually("the other session is refused", || async {
        let answer = elsewhere.send("{ viewer { user { id } } }", json!({})).await.ok()?;
        (answer.codes() == ["UNAUTHENTICATED"]).then_some(())
    })
    .await;
    assert_eq!(ada.client.data("{ viewer { user { email } } }", json!({})).await["viewer"]["user"]["email"], ada.email);
    let told = |mail: &Mail| mail.subject().to_lowercase().contains("password");
    mailbox.mail(&ada.email, "mail that the password was changed", told).await.expect("told of it");
}
