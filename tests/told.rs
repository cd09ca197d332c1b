//! What people are told by mail, and what nobody can change afterwards.

use e2e::{Client, Customer, Mail, Mailbox, publish};
use hc_testkit::{Stack, eventually};
use serde_json::{Value, json};

const PASSWORD: &str = "correct horse battery";
const NEW_PASSWORD: &str = "another horse, other battery";

async fn log_in(api: &Client, email: &str, password: &str) -> Vec<String> {
    let input = json!({ "email": email, "password": password });
    let answer = api.try_mutate("logIn", "LogInInput", input, "user { id }").await.expect("answered");
    answer.user_errors("logIn")
}

#[tokio::test(flavor = "multi_thread")]
async fn who_has_forgotten_the_password_sets_a_new_one_by_mail() {
    let stack = Stack::start().await;
    let api = Client::new(&stack.gateway_url());
    let mailbox = Mailbox::at(&stack.mailbox_url());
    let ada = Customer::register(&api, "ada").await;

    // The answer does not tell who has an account.
    let forgotten = |email: &str| {
        let (api, input) = (api.clone(), json!({ "email": email }));
        async move {
            api.try_mutate("requestPasswordReset", "RequestPasswordResetInput", input, "").await.expect("answered").body
        }
    };
    let known = forgotten("ADA@customers.test").await;
    assert_eq!(known, forgotten("nobody@customers.test").await);
    assert_eq!(known["data"]["requestPasswordReset"]["userErrors"], json!([]));
    let mail = mailbox.mail_with_link(&ada.email, "/reset-password").await.expect("a link");
    assert_eq!(mail.header("Content-Language"), Some("en"));
    let token = mail.token("/reset-password").expect("a token in the link").to_owned();

    // A password that would not do costs nothing; the good one ends what was signed in, and the link.
    let reset = |password: &str| {
        let (api, input) = (api.clone(), json!({ "token": token, "newPassword": password }));
        async move {
            api.try_mutate("resetPassword", "ResetPasswordInput", input, "")
                .await
                .expect("answered")
                .user_errors("resetPassword")
        }
    };
    assert_eq!(reset("short").await, ["PASSWORD_TOO_SHORT"]);
    assert_eq!(log_in(&api, &ada.email, PASSWORD).await, [""; 0], "the old one counts until the new one is there");
    assert_eq!(reset(NEW_PASSWORD).await, [""; 0]);
    assert_eq!(reset(PASSWORD).await, ["MAIL_LINK_INVALID"], "a link works once");
    assert_eq!(log_in(&api, &ada.email, PASSWORD).await, ["INVALID_CREDENTIALS"]);
    assert_eq!(log_in(&api, &ada.email, NEW_PASSWORD).await, [""; 0]);
    eventually("the session of before is refused", || async {
        let answer = ada.client.send("{ viewer { user { id } } }", json!({})).await.ok()?;
        (answer.codes() == ["UNAUTHENTICATED"]).then_some(())
    })
    .await;
    let told = |mail: &Mail| {
        mail.subject().to_lowercase().contains("password") && mail.link("/reset-password?token").is_none()
    };
    mailbox.mail(&ada.email, "mail that the password was changed", told).await.expect("told of it");
    assert_eq!(mailbox.mails_to("nobody@customers.test").await.expect("answered").len(), 0);
}

#[tokio::test(flavor = "multi_thread")]
async fn everybody_is_written_to_in_their_language_and_hears_of_what_they_want() {
    let stack = Stack::start().await;
    let api = Client::new(&stack.gateway_url());
    let mailbox = Mailbox::at(&stack.mailbox_url());
    let input = json!({ "email": "uwe@customers.test", "password": PASSWORD, "name": "Uwe <b>Müller</b>", "language": "de-AT" });
    let made = api.mutate("register", "RegisterInput", input, "user { language } tokens { accessToken }").await;
    assert_eq!(made["user"]["language"], "de");
    let uwe = api.with_token(made["tokens"]["accessToken"].as_str().expect("a token"));
    let mail = mailbox.mail_with_link("uwe@customers.test", "/verify-email").await.expect("asked for the address");
    assert_eq!(mail.header("Content-Language"), Some("de"), "{}", mail.subject());
    assert!(mail.text().contains("Guten Tag"), "{}", mail.text());
    assert!(!mail.html().contains("<b>M"), "a name is text: {}", mail.html());

    // From now on in English, and nothing of hosting any more; security stays on.
    let input = json!({ "language": "en" });
    let changed = uwe.mutate("updateProfile", "UpdateProfileInput", input, "user { language name }").await;
    assert_eq!(changed["user"]["language"], "en");
    let input = json!({ "topics": [{ "topic": "HOSTING", "mail": false }] });
    let selection = "notificationPreferences { language topics { topic mail inApp alwaysOn } }";
    uwe.mutate("updateNotificationPreferences", "UpdateNotificationPreferencesInput", input, selection).await;
    let document = "{ viewer { notificationPreferences { language topics { topic mail inApp alwaysOn } } } }";
    let preferences = uwe.data(document, json!({})).await["viewer"]["notificationPreferences"].clone();
    assert_eq!(preferences["language"], Value::Null);
    let topic = |name: &str| {
        let topics = preferences["topics"].as_array().cloned().unwrap_or_default();
        topics.into_iter().find(|topic| topic["topic"] == name).expect("each topic is there")
    };
    assert_eq!(topic("HOSTING"), json!({ "topic": "HOSTING", "mail": false, "inApp": true, "alwaysOn": false }));
    assert_eq!(
        topic("ACCOUNT_SECURITY"),
        json!({ "topic": "ACCOUNT_SECURITY", "mail": true, "inApp": true, "alwaysOn": true })
    );
    let input = json!({ "topics": [{ "topic": "ACCOUNT_SECURITY", "mail": false }] });
    let answer = uwe
        .try_mutate("updateNotificationPreferences", "UpdateNotificationPreferencesInput", input, selection)
        .await
        .expect("answered");
    assert_eq!(answer.user_errors("updateNotificationPreferences"), ["TOPIC_ALWAYS_ON"], "{:#}", answer.body);
    uwe.send("mutation { requestEmailVerification { userErrors { code } } }", json!({})).await.expect("answered");
    let english = |mail: &Mail| mail.header("Content-Language") == Some("en");
    let mail = mailbox.mail("uwe@customers.test", "mail in English", english).await.expect("asked again");
    let input = json!({ "token": mail.token("/verify-email").expect("a token in the link") });
    api.mutate("verifyEmail", "VerifyEmailInput", input.clone(), "").await;
    api.mutate("verifyEmail", "VerifyEmailInput", input, "").await;
}

#[tokio::test(flavor = "multi_thread")]
async fn an_organizations_mails_carry_its_brand() {
    let stack = Stack::start().await;
    let api = Client::new(&stack.gateway_url());
    let mailbox = Mailbox::at(&stack.mailbox_url());
    let ada = Customer::register(&api, "ada").await;
    let eve = Customer::register(&api, "eve").await;
    let update = |client: Client, brand: Value| {
        let input = json!({ "organizationId": ada.organization, "brand": brand });
        let selection = "brand { name color logoUrl supportEmail legalFooter }";
        async move { client.try_mutate("updateBrand", "UpdateBrandInput", input, selection).await.expect("answered") }
    };
    let wrong = update(ada.client.clone(), json!({ "name": "", "color": "red", "logoUrl": "http://x.test/" })).await;
    assert_eq!(wrong.user_errors("updateBrand"), ["NAME_INVALID", "COLOR_INVALID", "LOGO_URL_INVALID"]);
    assert_eq!(wrong.body["data"]["updateBrand"]["userErrors"][1]["field"], json!(["input", "brand", "color"]));
    let foreign = update(eve.client.clone(), json!({ "name": "Eve's" })).await;
    assert_eq!(foreign.codes(), ["NOT_FOUND"], "{:#}", foreign.body);

    let brand = json!({ "name": "Müller & Söhne", "color": "#0b5fff", "logoUrl": null,
        "supportEmail": "help@mueller.test", "legalFooter": "Müller & Söhne GmbH\nBerlin" });
    let made = update(ada.client.clone(), brand.clone()).await;
    assert_eq!(made.body["data"]["updateBrand"]["brand"], brand, "{:#}", made.body);
    let document = "query Brand($id: ID!) { node(id: $id) { ... on Organization { brand {
        name color logoUrl supportEmail legalFooter } } } }";
    let read = ada.client.data(document, json!({ "id": ada.organization })).await;
    assert_eq!(read["node"]["brand"], brand);
    let input = json!({ "organizationId": ada.organization, "email": "ben@customers.test", "role": "VIEWER" });
    ada.client.mutate("inviteMember", "InviteMemberInput", input, "invitation { id }").await;
    let mail = mailbox.mail_with_link("ben@customers.test", "/invitations").await.expect("invited");
    assert!(mail.text().contains("Müller & Söhne GmbH"), "{}", mail.text());
    assert!(mail.html().contains("#0b5fff") && mail.html().contains("Müller &#38; Söhne"), "{}", mail.html());
}

#[tokio::test(flavor = "multi_thread")]
async fn the_record_can_be_read_and_not_changed() {
    let stack = Stack::start().await;
    let api = Client::new(&stack.gateway_url());
    let ada = Customer::register(&api, "ada").await;
    let eve = Customer::register(&api, "eve").await;
    let document = "query Record($id: ID!) { node(id: $id) { ... on Organization { auditVerification { valid events }
        auditEvents { nodes { id type event hash } } } } }";
    let read = || async {
        let data = ada.client.data(document, json!({ "id": ada.organization })).await["node"].clone();
        let nodes = data["auditEvents"]["nodes"].as_array().cloned().unwrap_or_default();
        let made = nodes.into_iter().find(|event| event["type"] == "accounts.organization.created.v1")?;
        Some((made, data["auditVerification"].clone()))
    };
    let (made, verified) = eventually("the organization is on record", || async { read().await }).await;
    assert_eq!(verified["valid"], true);

    // Nobody else sees it, and there is no operation that writes it.
    let foreign = eve.client.send(document, json!({ "id": ada.organization })).await.expect("answered");
    assert_eq!(foreign.body["data"]["node"], Value::Null, "{:#}", foreign.body);
    let single = "query One($id: ID!) { node(id: $id) { id } }";
    assert_eq!(eve.client.data(single, json!({ "id": made["id"] })).await["node"], Value::Null);
    let schema = api.data("{ __schema { mutationType { fields { name } } } }", json!({})).await;
    let fields = schema["__schema"]["mutationType"]["fields"].as_array().cloned().unwrap_or_default();
    assert!(
        !fields.iter().any(|field| field["name"].as_str().is_some_and(|name| name.to_lowercase().contains("audit")))
    );

    // The same event again with another content, as somebody on the bus might send it: the first stays.
    let mut forged = made["event"].clone();
    forged["data"]["slug"] = json!("forged");
    publish(&stack.amqp_url(), &forged).await.expect("sent");
    let marker = Customer::register(&api, "marker").await;
    eventually("what came after the forged event is on record", || async {
        let data = marker.client.data(document, json!({ "id": marker.organization })).await;
        data["node"]["auditEvents"]["nodes"].as_array().is_some_and(|nodes| !nodes.is_empty())
    })
    .await;
    let (after, verified) = read().await.expect("still on record");
    assert_eq!((after, &verified["valid"]), (made, &json!(true)));
}
