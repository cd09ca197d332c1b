//! Bad input, each with a clear error and nothing changed.

use e2e::{Answer, Client, Customer, Entry, Target, tar_gz, tar_gz_of};
use hc_testkit::{Stack, eventually};
use serde_json::{Value, json};
use tar::EntryType;

#[tokio::test(flavor = "multi_thread")]
async fn strangers_and_their_credentials() {
    let stack = Stack::start().await;
    let api = Client::new(&stack.gateway_url());
    let register = |email: &str, password: &str| {
        let input = json!({ "email": email, "password": password, "name": "Somebody" });
        let api = api.clone();
        async move { api.try_mutate("register", "RegisterInput", input, "user { id }").await.expect("answered") }
    };

    let good = "correct horse battery";
    assert_eq!(register("nobody", good).await.user_errors("register"), ["EMAIL_INVALID"]);
    assert_eq!(register("a@customers.test", "short").await.user_errors("register"), ["PASSWORD_TOO_SHORT"]);
    assert_eq!(register("a@customers.test", &"x".repeat(2_000)).await.user_errors("register"), ["PASSWORD_TOO_LONG"]);
    assert_eq!(register("a@customers.test", good).await.user_errors("register"), [""; 0]);
    assert_eq!(register(" A@Customers.Test ", good).await.user_errors("register"), ["EMAIL_TAKEN"]);

    let log_in = |email: &str, password: &str| {
        let input = json!({ "email": email, "password": password });
        let api = api.clone();
        let selection = "tokens { accessToken refreshToken }";
        async move { api.try_mutate("logIn", "LogInInput", input, selection).await.expect("answered") }
    };
    let unknown = log_in("nobody@customers.test", good).await;
    let wrong = log_in("a@customers.test", "wrong horse battery").await;
    assert_eq!(unknown.user_errors("logIn"), ["INVALID_CREDENTIALS"]);
    assert_eq!(unknown.body["data"], wrong.body["data"], "unknown and wrong look alike");

    // A refresh token used twice within the window gives the same successor; used later it ends the session.
    let tokens = log_in("a@customers.test", good).await.into_data().expect("signed in")["logIn"]["tokens"].clone();
    let refresh = |token: Value| {
        let api = api.clone();
        let selection = "tokens { accessToken refreshToken }";
        async move {
            let input = json!({ "refreshToken": token });
            api.try_mutate("refreshTokens", "RefreshTokensInput", input, selection).await.expect("answered")
        }
    };
    let second = refresh(tokens["refreshToken"].clone()).await.body["data"]["refreshTokens"]["tokens"].clone();
    let retry = refresh(tokens["refreshToken"].clone()).await.body["data"]["refreshTokens"]["tokens"].clone();
    assert_eq!(second["refreshToken"], retry["refreshToken"]);
    let third = refresh(second["refreshToken"].clone()).await.body["data"]["refreshTokens"]["tokens"].clone();
    assert!(third["refreshToken"].is_string());
    let reused = refresh(tokens["refreshToken"].clone()).await;
    assert_eq!(reused.user_errors("refreshTokens"), ["REFRESH_TOKEN_INVALID"]);
    let after = refresh(third["refreshToken"].clone()).await;
    assert_eq!(after.user_errors("refreshTokens"), ["REFRESH_TOKEN_INVALID"], "the whole family has ended");
    let thief = api.with_token(third["accessToken"].as_str().expect("a token"));
    eventually("the access token of the ended session is refused", || async {
        let answer = thief.send("{ viewer { user { id } } }", json!({})).await.ok()?;
        (answer.codes() == ["UNAUTHENTICATED"]).then_some(())
    })
    .await;

    for token in ["garbage", "a.b.c", "eyJhbGciOiJub25lIn0.eyJzdWIiOiJ1c3JfMSJ9."] {
        let answer = api.with_token(token).send("{ viewer { user { id } } }", json!({})).await.expect("answered");
        assert_eq!(answer.codes(), ["UNAUTHENTICATED"], "{token}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn organizations_roles_and_invitations() {
    let stack = Stack::start().await;
    let api = Client::new(&stack.gateway_url());
    let ada = Customer::register(&api, "ada").await;
    let bob = Customer::register(&api, "bob").await;

    for (slug, code) in [
        ("ada-ltd", "SLUG_TAKEN"),
        ("Ada-Ltd-2", "SLUG_INVALID"),
        ("xn--ada", "SLUG_INVALID"),
        ("admin", "SLUG_RESERVED"),
    ] {
        let input = json!({ "name": "Another", "slug": slug });
        let answer =
            ada.client.try_mutate("createOrganization", "CreateOrganizationInput", input, "organization { id }").await;
        assert_eq!(answer.expect("answered").user_errors("createOrganization"), [code], "{slug}");
    }

    let invite = |who: &Customer, email: &str, role: &str| {
        let input = json!({ "organizationId": ada.organization, "email": email, "role": role });
        let client = who.client.clone();
        async move {
            client
                .try_mutate("inviteMember", "InviteMemberInput", input, "invitation { id } acceptUrl")
                .await
                .expect("answered")
        }
    };
    let token_of = |answer: &Answer| {
        let url = answer.body["data"]["inviteMember"]["acceptUrl"].as_str().expect("a link").to_owned();
        url.split("token=").nth(1).expect("a token").to_owned()
    };
    let accept = |who: &Customer, token: &str| {
        let client = who.client.clone();
        let input = json!({ "token": token });
        async move {
            let answer =
                client.try_mutate("acceptInvitation", "AcceptInvitationInput", input, "membership { id role }").await;
            answer.expect("answered")
        }
    };

    // A foreign organization does not exist for others.
    assert_eq!(invite(&bob, "eve@customers.test", "VIEWER").await.codes(), ["NOT_FOUND"]);
    let token = token_of(&invite(&ada, "bob@customers.test", "ADMIN").await);
    let preview = async |token: &str| {
        let document = "query Preview($token: String!) { previewInvitation(token: $token) { status } }";
        api.send(document, json!({ "token": token })).await.expect("answered").codes()
    };
    for wrong in ["", "hci_garbage", &token[..token.len() - 1], &"a".repeat(10_000)] {
        assert_eq!(preview(wrong).await, ["NOT_FOUND"], "{wrong:.60}");
    }
    let eve = Customer::register(&api, "eve").await;
    assert_eq!(accept(&eve, &token).await.user_errors("acceptInvitation"), ["INVITATION_FOREIGN"]);
    let joined = accept(&bob, &token).await.into_data().expect("joined")["acceptInvitation"]["membership"].clone();
    assert_eq!(joined["role"], "ADMIN");
    let again = accept(&bob, &token).await.into_data().expect("the same answer again");
    assert_eq!(again["acceptInvitation"]["membership"], joined);
    let member = invite(&ada, "bob@customers.test", "VIEWER").await;
    assert_eq!(member.body["data"]["inviteMember"]["userErrors"][0]["field"], json!(["input", "email"]));
    assert!(
        !accept(&bob, "hci_garbage").await.codes().is_empty()
            || !accept(&bob, "hci_garbage").await.user_errors("acceptInvitation").is_empty()
    );

    // Nobody below owner raises a role, their own included, nor invites above their own.
    let input = json!({ "membershipId": joined["id"], "role": "OWNER" });
    let raised =
        bob.client.try_mutate("changeMemberRole", "ChangeMemberRoleInput", input.clone(), "membership { role }").await;
    assert_eq!(raised.expect("answered").codes(), ["FORBIDDEN"]);
    let above = invite(&bob, "eve@customers.test", "OWNER").await;
    assert!(
        above.codes() == ["FORBIDDEN"] || above.user_errors("inviteMember") == ["ROLE_ABOVE_OWN"],
        "{:#}",
        above.body
    );

    // A change of role counts within a second, without asking anybody to sign in again.
    let input = json!({ "membershipId": joined["id"], "role": "VIEWER" });
    ada.client.mutate("changeMemberRole", "ChangeMemberRoleInput", input, "membership { role }").await;
    eventually("the former admin may not invite any more", || async {
        (invite(&bob, "late@customers.test", "VIEWER").await.codes() == ["FORBIDDEN"]).then_some(())
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn orders_and_payments() {
    let stack = Stack::start().await;
    let api = Client::new(&stack.gateway_url());
    let ada = Customer::register(&api, "ada").await;
    let bob = Customer::register(&api, "bob").await;
    let price = Customer::monthly_price(&api, "site-starter").await;

    let place = |who: &Customer, organization: &str, price: &str, name: &str, key: &str| {
        let items = json!([{ "priceId": price, "name": name }]);
        let input = json!({ "organizationId": organization, "items": items, "idempotencyKey": key });
        let client = who.client.clone();
        async move { client.try_mutate("placeOrder", "PlaceOrderInput", input, "invoice { id }").await.expect("answered") }
    };
    assert_eq!(place(&bob, &ada.organization, &price, "x", "k1").await.codes(), ["NOT_FOUND"]);
    let unknown = "price_01jdaaaaaaaaaaaaaaaaaaaaaa";
    assert_eq!(place(&ada, &ada.organization, unknown, "x", "k1").await.user_errors("placeOrder"), ["PRICE_NOT_FOUND"]);
    let placed = place(&ada, &ada.organization, &price, "Shop", "k2").await.into_data().expect("placed");
    let other = place(&ada, &ada.organization, &price, "Another name", "k2").await;
    assert_eq!(other.codes(), ["CONFLICT"], "the same key with other input");

    let invoice = placed["placeOrder"]["invoice"]["id"].as_str().expect("an id").to_owned();
    let declined = ada.pay(&invoice, "tok_declined", "p1").await.expect("answered");
    assert_eq!((&declined["payment"]["status"], &declined["invoice"]["status"]), (&json!("FAILED"), &json!("OPEN")));
    let pay = |who: &Customer, token: &str, key: &str| {
        let input = json!({ "invoiceId": invoice, "provider": "test", "token": token, "idempotencyKey": key });
        let client = who.client.clone();
        async move {
            client
                .try_mutate("payInvoice", "PayInvoiceInput", input, "payment { id status } invoice { status }")
                .await
                .expect("answered")
        }
    };
    assert_eq!(pay(&bob, "tok_ok", "p2").await.codes(), ["NOT_FOUND"]);
    assert_eq!(pay(&ada, "4242424242424242", "p3").await.user_errors("payInvoice"), ["CARD_NUMBER_REFUSED"]);

    // Ten at once: one takes the money, the others are told why they did not.
    let answers = futures::future::join_all(
        (0..10).map(|n| pay(&ada, "tok_ok", ["a", "b", "c", "d", "e", "f", "g", "h", "i", "j"][n])),
    )
    .await;
    let paid =
        answers.iter().filter(|answer| answer.body["data"]["payInvoice"]["payment"]["status"] == "SUCCEEDED").count();
    assert_eq!(paid, 1, "{answers:#?}");
    assert_eq!(pay(&ada, "tok_ok", "late").await.user_errors("payInvoice"), ["INVOICE_NOT_PAYABLE"]);

    // After VOID nothing can be paid.
    let second = place(&ada, &ada.organization, &price, "Blog", "k3").await.into_data().expect("placed");
    let void = json!({ "invoiceId": second["placeOrder"]["invoice"]["id"] });
    ada.client.mutate("voidInvoice", "VoidInvoiceInput", void.clone(), "invoice { status }").await;
    let input = json!({ "invoiceId": void["invoiceId"], "provider": "test", "token": "tok_ok", "idempotencyKey": "v" });
    let answer =
        ada.client.try_mutate("payInvoice", "PayInvoiceInput", input, "payment { id }").await.expect("answered");
    assert_eq!(answer.user_errors("payInvoice"), ["INVOICE_NOT_PAYABLE"]);
}

#[tokio::test(flavor = "multi_thread")]
async fn archives() {
    let stack = Stack::start().await;
    let api = Client::new(&stack.gateway_url());
    let ada = Customer::register(&api, "ada").await;
    let price = Customer::monthly_price(&api, "site-free").await;
    ada.order(&price, &["Free"], "order").await.expect("placed");
    let instance = eventually("the free site is active", || async {
        ada.instances().await.ok()?.into_iter().find(|instance| instance["status"] == "ACTIVE")
    })
    .await;

    let deploy = |archive: Vec<u8>| {
        let client = ada.client.clone();
        let input = json!({ "instanceId": instance["id"] });
        async move {
            client
                .upload("deployRelease", "DeployReleaseInput", input, "release { id }", archive)
                .await
                .expect("answered")
        }
    };
    let regular = |name| tar_gz_of(&[Entry { name, kind: EntryType::Regular, content: b"x" }]);
    let many: Vec<_> = (0..100_000).map(|n| format!("f/{n}.txt")).collect();
    let many: Vec<_> = many.iter().map(|name| Entry { name, kind: EntryType::Regular, content: b"" }).collect();
    for (what, archive, code) in [
        ("..", regular("../evil.html"), "ARCHIVE_ENTRY_REFUSED"),
        ("absolute", regular("/etc/passwd"), "ARCHIVE_ENTRY_REFUSED"),
        (
            "link",
            tar_gz_of(&[Entry { name: "l", kind: EntryType::Symlink, content: b"/etc/passwd" }]),
            "ARCHIVE_ENTRY_REFUSED",
        ),
        ("100,000 files", tar_gz_of(&many), "ARCHIVE_TOO_MANY_FILES"),
        ("garbage", b"not an archive at all".to_vec(), "ARCHIVE_INVALID"),
    ] {
        let answer = deploy(archive).await;
        assert_eq!(answer.user_errors("deployRelease"), [code], "{what}: {:#}", answer.body);
    }
    let answer = deploy(tar_gz(&[("index.html", "fine")])).await;
    assert_eq!(answer.user_errors("deployRelease"), [""; 0], "{:#}", answer.body);
}

#[tokio::test(flavor = "multi_thread")]
async fn documents_that_ask_for_too_much() {
    let stack = Stack::start().await;
    let api = Client::new(&stack.gateway_url());
    let ada = Customer::register(&api, "ada").await;
    let answer = ada
        .client
        .send("{ viewer { organizations(first: 100000) { nodes { id } } } }", json!({}))
        .await
        .expect("answered");
    let codes = answer.codes();
    assert!(codes == ["BAD_USER_INPUT"] || codes == ["QUERY_TOO_COMPLEX"], "{:#}", answer.body);

    let mut deep = "id".to_owned();
    for _ in 0..20 {
        deep = format!("instances {{ nodes {{ organization {{ {deep} }} }} }}");
    }
    let answer = ada
        .client
        .send(&format!("{{ viewer {{ organizations {{ nodes {{ {deep} }} }} }} }}"), json!({}))
        .await
        .expect("answered");
    assert_eq!(answer.codes(), ["QUERY_TOO_COMPLEX"], "{:#}", answer.body);
}

#[tokio::test(flavor = "multi_thread")]
async fn webhooks() {
    let stack = Stack::start().await;
    let api = Client::new(&stack.gateway_url());
    let ada = Customer::register(&api, "ada").await;
    let bob = Customer::register(&api, "bob").await;
    let target = Target::start().await.expect("listen");
    let create = |who: &Customer, url: &str, types: &[&str], key: &str| {
        let types = json!(types);
        let input =
            json!({ "organizationId": ada.organization, "url": url, "eventTypes": types, "idempotencyKey": key });
        let client = who.client.clone();
        async move {
            let selection = "webhookEndpoint { id version } secret";
            let answer =
                client.try_mutate("createWebhookEndpoint", "CreateWebhookEndpointInput", input, selection).await;
            answer.expect("answered")
        }
    };
    let of_webhooks = |answer: &Answer| answer.user_errors("createWebhookEndpoint");
    for (url, code) in [
        ("", "URL_INVALID"),
        ("not a url", "URL_INVALID"),
        ("ftp://example.com/", "URL_INVALID"),
        ("https://user:password@example.com/", "URL_INVALID"),
        ("https://169.254.169.254/latest/meta-data", "URL_FORBIDDEN"),
        ("https://[::1]/", "URL_FORBIDDEN"),
        ("https://[::ffff:10.0.0.1]/", "URL_FORBIDDEN"),
        ("https://10.0.0.1/", "URL_FORBIDDEN"),
        ("https://nobody.invalid/", "URL_UNRESOLVABLE"),
    ] {
        let answer = create(&ada, url, &[], "k0").await;
        assert_eq!(of_webhooks(&answer), [code], "{url}: {:#}", answer.body);
        let errors = &answer.body["data"]["createWebhookEndpoint"]["userErrors"];
        assert_eq!(errors[0]["field"], json!(["input", "url"]), "{url}");
    }
    for types in [["billing.nothing.happened.v1"], ["*.paid"], ["DROP TABLE"]] {
        let answer = create(&ada, &target.url(), &types, "k0").await;
        assert_eq!(of_webhooks(&answer), ["EVENT_TYPE_INVALID"], "{types:?}: {:#}", answer.body);
    }
    assert_eq!(create(&bob, &target.url(), &[], "k0").await.codes(), ["NOT_FOUND"]);
    let list =
        "query List($id: ID!) { node(id: $id) { ... on Organization { webhookEndpoints { nodes { id version } } } } }";
    let listed = || ada.client.data(list, json!({ "id": ada.organization }));
    assert_eq!(listed().await["node"]["webhookEndpoints"]["nodes"], json!([]), "nothing was made");

    // The same key gives the same answer, another input a conflict; neither makes a second endpoint.
    let made = create(&ada, &target.url(), &["billing.*"], "k1").await.into_data().expect("made");
    let made = &made["createWebhookEndpoint"];
    let again = create(&ada, &target.url(), &["billing.*"], "k1").await.into_data().expect("the same");
    assert_eq!(&again["createWebhookEndpoint"]["webhookEndpoint"], &made["webhookEndpoint"]);
    assert_eq!(create(&ada, &target.url(), &[], "k1").await.codes(), ["CONFLICT"]);
    let endpoint = made["webhookEndpoint"]["id"].clone();

    let unknown = json!("whe_01jd0000000000000000000000");
    let foreign = [(&bob, &endpoint), (&ada, &unknown)];
    for (who, id) in foreign {
        for (field, input_type, input) in [
            (
                "updateWebhookEndpoint",
                "UpdateWebhookEndpointInput",
                json!({ "webhookEndpointId": id, "enabled": false }),
            ),
            ("rotateWebhookSecret", "RotateWebhookSecretInput", json!({ "webhookEndpointId": id })),
            ("deleteWebhookEndpoint", "DeleteWebhookEndpointInput", json!({ "webhookEndpointId": id })),
            ("sendTestEvent", "SendTestEventInput", json!({ "webhookEndpointId": id })),
            (
                "resendWebhookDeliveries",
                "ResendWebhookDeliveriesInput",
                json!({ "webhookEndpointId": id, "from": "2026-01-01T00:00:00Z" }),
            ),
            (
                "resendWebhookDelivery",
                "ResendWebhookDeliveryInput",
                json!({ "webhookDeliveryId": "whd_01jd0000000000000000000000" }),
            ),
        ] {
            let answer = who.client.try_mutate(field, input_type, input, "").await.expect("answered");
            assert_eq!(answer.codes(), ["NOT_FOUND"], "{field}: {:#}", answer.body);
        }
    }
    let refused = |field: &'static str, input_type: &'static str, input: Value| {
        let client = ada.client.clone();
        async move { client.try_mutate(field, input_type, input, "").await.expect("answered") }
    };
    let input = json!({ "webhookEndpointId": endpoint, "overlapSeconds": -1 });
    let answer = refused("rotateWebhookSecret", "RotateWebhookSecretInput", input).await;
    assert_eq!(answer.user_errors("rotateWebhookSecret"), ["OVERLAP_INVALID"], "{:#}", answer.body);
    let range = json!({ "webhookEndpointId": endpoint, "from": "2026-02-01T00:00:00Z", "to": "2026-01-01T00:00:00Z" });
    let answer = refused("resendWebhookDeliveries", "ResendWebhookDeliveriesInput", range).await;
    assert_eq!(answer.user_errors("resendWebhookDeliveries"), ["RANGE_INVALID"], "{:#}", answer.body);
    let input = json!({ "webhookEndpointId": endpoint, "description": "x".repeat(201) });
    let answer = refused("updateWebhookEndpoint", "UpdateWebhookEndpointInput", input).await;
    assert_eq!(answer.user_errors("updateWebhookEndpoint"), ["DESCRIPTION_INVALID"], "{:#}", answer.body);
    let input = json!({ "webhookEndpointId": endpoint, "enabled": false, "version": 99 });
    let answer = refused("updateWebhookEndpoint", "UpdateWebhookEndpointInput", input).await;
    assert_eq!(answer.codes(), ["CONFLICT"], "{:#}", answer.body);
    assert_eq!(listed().await["node"]["webhookEndpoints"]["nodes"], json!([made["webhookEndpoint"]]), "as it was made");
}

#[tokio::test(flavor = "multi_thread")]
async fn mails_profile_and_feed() {
    let stack = Stack::start().await;
    let api = Client::new(&stack.gateway_url());
    let ada = Customer::register(&api, "ada").await;
    let state = "{ viewer { user { name language emailVerified } notificationPreferences { language topics { topic mail inApp } } } }";
    let before = ada.client.data(state, json!({})).await;

    let refused = |field: &'static str, input_type: &'static str, input: Value| {
        let client = ada.client.clone();
        async move {
            let answer = client.try_mutate(field, input_type, input, "").await.expect("answered");
            assert!(answer.codes().is_empty(), "{field}: {:#}", answer.body);
            answer.user_errors(field)
        }
    };
    let profile = |input| refused("updateProfile", "UpdateProfileInput", input);
    assert_eq!(profile(json!({ "name": "" })).await, ["NAME_INVALID"]);
    assert_eq!(profile(json!({ "name": "x".repeat(101) })).await, ["NAME_INVALID"]);
    assert_eq!(profile(json!({ "language": "klingon" })).await, ["LANGUAGE_INVALID"]);
    let preferences = |input| refused("updateNotificationPreferences", "UpdateNotificationPreferencesInput", input);
    assert_eq!(preferences(json!({ "language": "fr" })).await, ["LANGUAGE_UNKNOWN"]);
    let security = json!([{ "topic": "ACCOUNT_SECURITY", "inApp": false }]);
    assert_eq!(preferences(json!({ "topics": security })).await, ["TOPIC_ALWAYS_ON"]);
    let many: Vec<_> = (0..21).map(|_| json!({ "topic": "BILLING", "mail": false })).collect();
    assert_eq!(preferences(json!({ "topics": many })).await, ["TOO_MANY"]);
    let read = |ids: Vec<String>| {
        refused("markNotificationsRead", "MarkNotificationsReadInput", json!({ "notificationIds": ids }))
    };
    let unknown = || "ntf_01jd0000000000000000000000".to_owned();
    assert_eq!(read((0..501).map(|_| unknown()).collect()).await, ["TOO_MANY_IDS"]);
    assert_eq!(read(vec![unknown(), "garbage".to_owned(), ada.organization.clone()]).await, [""; 0], "passed over");
    let all = |id: &str| refused("markAllNotificationsRead", "MarkAllNotificationsReadInput", json!({ "upToId": id }));
    assert_eq!(all("garbage").await, ["ID_INVALID"]);
    assert_eq!(all(&ada.organization).await, ["ID_INVALID"]);
    assert_eq!(all(&unknown()).await, [""; 0], "a bound need not exist");

    for (field, input_type, input, code) in [
        ("verifyEmail", "VerifyEmailInput", json!({ "token": "garbage" }), "MAIL_LINK_INVALID"),
        ("verifyEmail", "VerifyEmailInput", json!({ "token": "hcv_" }), "MAIL_LINK_INVALID"),
        (
            "resetPassword",
            "ResetPasswordInput",
            json!({ "token": "hcp_guess", "newPassword": "correct horse battery 2" }),
            "MAIL_LINK_INVALID",
        ),
        (
            "resetPassword",
            "ResetPasswordInput",
            json!({ "token": "hcp_guess", "newPassword": "short" }),
            "PASSWORD_TOO_SHORT",
        ),
        ("requestPasswordReset", "RequestPasswordResetInput", json!({ "email": "nobody" }), "EMAIL_INVALID"),
    ] {
        assert_eq!(refused(field, input_type, input).await, [code], "{field}");
    }
    let large = "{ viewer { notifications(first: 101) { nodes { id } } } }";
    let answer = ada.client.send(large, json!({})).await.expect("answered");
    assert_eq!(answer.codes(), ["BAD_USER_INPUT"], "{:#}", answer.body);
    let nobody = api.send("mutation { requestEmailVerification { userErrors { code } } }", json!({})).await;
    assert_eq!(nobody.expect("answered").codes(), ["UNAUTHENTICATED"]);
    assert_eq!(ada.client.data(state, json!({})).await, before, "nothing has changed");
}

#[tokio::test(flavor = "multi_thread")]
async fn searches_of_the_record() {
    let stack = Stack::start().await;
    let api = Client::new(&stack.gateway_url());
    let ada = Customer::register(&api, "ada").await;
    let document = "query Record($id: ID!, $filter: AuditFilter) { node(id: $id) { ... on Organization {
        auditEvents(filter: $filter) { nodes { id } } } } }";
    for (filter, field) in [
        (json!({ "type": "DROP TABLE" }), "type"),
        (json!({ "actor": "x".repeat(300) }), "actor"),
        (json!({ "subject": "x".repeat(300) }), "subject"),
        (json!({ "from": "2026-02-01T00:00:00Z", "to": "2026-01-01T00:00:00Z" }), "to"),
    ] {
        let variables = json!({ "id": ada.organization, "filter": filter });
        let answer = ada.client.send(document, variables).await.expect("answered");
        assert_eq!(answer.codes(), ["BAD_USER_INPUT"], "{filter}: {:#}", answer.body);
        let errors = &answer.body["errors"][0]["extensions"]["userErrors"];
        assert_eq!(errors[0]["field"], json!(["filter", field]), "{:#}", answer.body);
    }
    let variables = json!({ "id": ada.organization, "filter": { "from": "yesterday" } });
    let answer = ada.client.send(document, variables).await.expect("answered");
    assert_eq!(answer.codes(), ["BAD_USER_INPUT"], "{:#}", answer.body);
    let many = "query Many { viewer { organizations(first: 50) { nodes { auditVerification { valid } } } } }";
    let answer = ada.client.send(many, json!({})).await.expect("answered");
    assert_eq!(answer.codes(), ["QUERY_TOO_COMPLEX"], "{:#}", answer.body);
}
