use base64::{Engine, prelude::BASE64_URL_SAFE_NO_PAD};
use hc_proto::{
    auth::v1::{
        BatchGetSessionsRequest, BatchGetUsersRequest, CheckSessionRequest, FindUserRequest, ListSessionsRequest,
        ListSigningKeysRequest, LogInRequest, LogInResponse, LogOutRequest, RefreshTokensRequest, RegisterRequest,
        RevokeSessionRequest, SearchUsersRequest, Tokens,
    },
    r#type::v1::PageRequest,
};
use hc_rpc::Fault;
use hc_testkit::eventually;
use tonic::{Code, Request, Status};

use crate::harness::{Bench, Running, by};

async fn log_in(auth: &Running, email: &str, password: &str) -> Result<LogInResponse, Status> {
    let request = LogInRequest { email: email.to_owned(), password: password.to_owned() };
    auth.client("gateway").log_in(request).await.map(tonic::Response::into_inner)
}

async fn ada(auth: &Running) -> (LogInResponse, Tokens) {
    let answer = log_in(auth, "ada@demo.test", "demo-ada-1").await.unwrap();
    let tokens = answer.tokens.clone().unwrap();
    (answer, tokens)
}

fn reason(status: &Status) -> (Code, String) {
    let fault = Fault::from(status);
    (fault.code, fault.reason.unwrap_or_default())
}

#[tokio::test]
async fn the_demo_customer_signs_in_looks_around_and_leaves() {
    let auth = Bench::seeded().await.serve();
    let (answer, tokens) = ada(&auth).await;
    let user = answer.user.unwrap();
    assert_eq!((user.email.as_str(), user.name.as_str(), user.email_verified), ("ada@demo.test", "Ada Demo", true));
    assert!(tokens.refresh_token.starts_with("hcr_"));
    let mut gateway = auth.client("gateway");

    let users = BatchGetUsersRequest { ids: vec![user.id.clone(), "usr_nonsense".to_owned()] };
    let found = gateway.batch_get_users(by(&tokens.access_token, users.clone())).await.unwrap().into_inner().users;
    assert_eq!(found, std::slice::from_ref(&user));
    let (email, password) = ("eve@example.test".to_owned(), "a good password".to_owned());
    let eve = RegisterRequest { email, password, name: "Eve".to_owned(), language: None };
    let eve = gateway.register(eve).await.unwrap().into_inner().user.unwrap();
    let both = BatchGetUsersRequest { ids: vec![eve.id, user.id.clone()] };
    let told = auth.client("notifications").batch_get_users(by(&tokens.access_token, both)).await.unwrap();
    assert_eq!(told.into_inner().users, std::slice::from_ref(&user));
    let refused = auth.client("billing").batch_get_users(by(&tokens.access_token, users)).await.unwrap_err();
    assert_eq!(reason(&refused), (Code::PermissionDenied, "SERVICE_NOT_ALLOWED".to_owned()));

    let listed = gateway.list_sessions(by(&tokens.access_token, ListSessionsRequest::default())).await.unwrap();
    let listed = listed.into_inner();
    assert_eq!((listed.sessions.len(), listed.page_info.unwrap().cursors.len()), (1, 1));
    let session = listed.sessions[0].clone();
    assert!(session.current && session.user_id == user.id && session.id.starts_with("ses_"));
    let batch = BatchGetSessionsRequest { ids: vec![session.id.clone()] };
    let got = gateway.batch_get_sessions(by(&tokens.access_token, batch)).await.unwrap().into_inner().sessions;
    assert_eq!(got, std::slice::from_ref(&session));
    let check = CheckSessionRequest { session_id: session.id.clone() };
    assert!(auth.client("billing").check_session(check.clone()).await.unwrap().into_inner().live);

    let refresh = RefreshTokensRequest { refresh_token: tokens.refresh_token.clone() };
    let next = gateway.refresh_tokens(refresh).await.unwrap().into_inner().tokens.unwrap();
    assert_ne!(next.refresh_token, tokens.refresh_token);

    gateway.log_out(by(&next.access_token, LogOutRequest {})).await.unwrap();
    let gone = gateway.list_sessions(by(&next.access_token, ListSessionsRequest::default())).await.unwrap_err();
    assert_eq!(gone.code(), Code::Unauthenticated, "in the same process at once");
    assert!(!auth.client("billing").check_session(check).await.unwrap().into_inner().live);
    let refresh = RefreshTokensRequest { refresh_token: next.refresh_token };
    let over = gateway.refresh_tokens(refresh).await.unwrap_err();
    assert_eq!(reason(&over), (Code::InvalidArgument, "REFRESH_TOKEN_INVALID".to_owned()));
}

#[tokio::test]
async fn wrong_fields_are_all_named_at_once() {
    let auth = Bench::seeded().await.serve();
    let register = async |email: &str, password: &str, name: &str| {
        let (email, password, name) = (email.to_owned(), password.to_owned(), name.to_owned());
        let answer = auth.client("gateway").register(RegisterRequest { email, password, name, language: None }).await;
        Fault::from(&answer.unwrap_err())
    };
    let named = |fault: &Fault| -> Vec<(String, String)> {
        fault.violations.iter().map(|found| (found.field.clone(), found.reason.clone())).collect()
    };
    let pair = |field: &str, reason: &str| (field.to_owned(), reason.to_owned());
    let all = register("ada", "12345", " ").await;
    assert_eq!((all.code, all.reason.as_deref()), (Code::InvalidArgument, Some("INVALID_FIELDS")));
    let expected =
        [pair("email", "EMAIL_INVALID"), pair("name", "NAME_INVALID"), pair("password", "PASSWORD_TOO_SHORT")];
    assert_eq!(named(&all), expected);
    let long = register("new@demo.test", &"x".repeat(2_000), "New").await;
    assert_eq!(named(&long), [pair("password", "PASSWORD_TOO_LONG")]);
    assert!(long.violations[0].message.contains("256"), "{long:?}");
    assert_eq!(named(&register("new@demo.test", "password1", "New").await), [pair("password", "PASSWORD_COMMON")]);
    let taken = register("Ada@DEMO.test", "a good password", "Eve").await;
    assert_eq!((taken.code, taken.reason.as_deref()), (Code::AlreadyExists, Some("EMAIL_TAKEN")));
    assert_eq!(named(&taken), [pair("email", "EMAIL_TAKEN")]);
}

#[tokio::test]
async fn wrong_credentials_look_alike() {
    let auth = Bench::seeded().await.serve();
    let long = "x".repeat(2_000);
    let mut answers = Vec::new();
    for (email, password) in [
        ("ada@demo.test", "demo-ada-2"),
        ("nobody@demo.test", "demo-ada-1"),
        ("nonsense", "x"),
        ("ada@demo.test", &long),
    ] {
        answers.push(Fault::from(&log_in(&auth, email, password).await.unwrap_err()));
    }
    assert!(answers.iter().all(|answer| *answer == answers[0]), "{answers:?}");
    assert_eq!((answers[0].code, answers[0].reason.as_deref()), (Code::InvalidArgument, Some("INVALID_CREDENTIALS")));
}

#[tokio::test]
async fn tokens_that_are_not_ours_open_nothing() {
    let auth = Bench::seeded().await.serve();
    let stranger = Bench::seeded().await.serve();
    let (_, own) = ada(&auth).await;
    let (_, foreign) = ada(&stranger).await;
    let parts: Vec<&str> = own.access_token.split('.').collect();
    let encode = |json: &str| BASE64_URL_SAFE_NO_PAD.encode(json);
    let unsigned = format!("{}.{}.", encode(r#"{"typ":"at+jwt","alg":"none"}"#), parts[1]);
    let claims = String::from_utf8(BASE64_URL_SAFE_NO_PAD.decode(parts[1]).unwrap()).unwrap();
    let other_audience =
        format!("{}.{}.{}", parts[0], encode(&claims.replace(r#""aud":"hostingco""#, r#""aud":"x""#)), parts[2]);
    for token in [foreign.access_token.as_str(), &unsigned, &other_audience, "x", "a.b.c", &own.refresh_token] {
        let refused =
            auth.client("gateway").list_sessions(by(token, ListSessionsRequest::default())).await.unwrap_err();
        assert_eq!(reason(&refused), (Code::Unauthenticated, "UNAUTHENTICATED".to_owned()), "{token}");
    }
    let without = auth.client("gateway").list_sessions(ListSessionsRequest::default()).await.unwrap_err();
    assert_eq!(without.code(), Code::Unauthenticated);
}

#[tokio::test]
async fn sessions_of_others_are_not_there_and_ending_twice_is_fine() {
    let auth = Bench::seeded().await.serve();
    let (_, first) = ada(&auth).await;
    let (_, second) = ada(&auth).await;
    let sam = log_in(&auth, "sam@staff.test", "demo-sam-staff-1").await.unwrap().tokens.unwrap();
    let mut gateway = auth.client("gateway");
    let listed = gateway.list_sessions(by(&first.access_token, ListSessionsRequest::default())).await.unwrap();
    let other = listed.into_inner().sessions.into_iter().find(|session| !session.current).unwrap();
    let revoke = RevokeSessionRequest { session_id: other.id.clone() };
    for (token, id) in [(&sam, other.id.as_str()), (&first, "ses_nonsense"), (&first, "")] {
        let request = by(&token.access_token, RevokeSessionRequest { session_id: id.to_owned() });
        let refused = gateway.revoke_session(request).await.unwrap_err();
        assert_eq!(reason(&refused), (Code::NotFound, "SESSION_NOT_FOUND".to_owned()));
    }
    for _ in 0..2 {
        let ended = gateway.revoke_session(by(&first.access_token, revoke.clone())).await.unwrap().into_inner();
        assert_eq!(ended.session.unwrap().id, other.id);
    }
    let gone = gateway.list_sessions(by(&second.access_token, ListSessionsRequest::default())).await.unwrap_err();
    assert_eq!(gone.code(), Code::Unauthenticated);
    let page = PageRequest { first: Some(100_000), ..PageRequest::default() };
    let wide = by(&first.access_token, ListSessionsRequest { page: Some(page) });
    assert_eq!(
        reason(&gateway.list_sessions(wide).await.unwrap_err()),
        (Code::InvalidArgument, "PAGE_INVALID".to_owned())
    );
    let many = by(&first.access_token, BatchGetSessionsRequest { ids: vec![other.id; 501] });
    assert_eq!(reason(&gateway.batch_get_sessions(many).await.unwrap_err()).1, "TOO_MANY_IDS");
}

#[tokio::test]
async fn only_the_edge_says_where_a_client_is() {
    let auth = Bench::seeded().await.serve();
    for (service, address, agent) in [("gateway", "2001:db8::7", "Firefox"), ("billing", "", "")] {
        let credentials = LogInRequest { email: "ada@demo.test".to_owned(), password: "demo-ada-1".to_owned() };
        let mut request = Request::new(credentials);
        request.metadata_mut().insert("x-client-address", "2001:db8::7".parse().unwrap());
        request.metadata_mut().insert("x-client-user-agent", "Firefox".parse().unwrap());
        let tokens = auth.client(service).log_in(request).await.unwrap().into_inner().tokens.unwrap();
        let listed =
            auth.client("gateway").list_sessions(by(&tokens.access_token, ListSessionsRequest::default())).await;
        let session = listed.unwrap().into_inner().sessions.into_iter().find(|session| session.current).unwrap();
        assert_eq!((session.ip_address.as_str(), session.user_agent.as_str()), (address, agent), "{service}");
    }
}

#[tokio::test]
async fn services_ask_for_keys_and_users_with_their_certificate() {
    let auth = Bench::seeded().await.serve();
    let keys = auth.client("provisioning").list_signing_keys(ListSigningKeysRequest {}).await.unwrap();
    let keys = keys.into_inner().keys;
    assert_eq!(keys.len(), 2);
    assert!(keys.iter().all(|key| key.algorithm == "ES256" && key.jwk.contains(&key.kid)));
    let find = |email: &str| FindUserRequest { email: email.to_owned() };
    let found = auth.client("accounts").find_user(find(" ADA@demo.test")).await.unwrap().into_inner().user;
    assert_eq!(found.unwrap().email, "ada@demo.test");
    for unknown in ["eve@demo.test", "nonsense"] {
        let refused = auth.client("accounts").find_user(find(unknown)).await.unwrap_err();
        assert_eq!(reason(&refused), (Code::NotFound, "USER_NOT_FOUND".to_owned()));
    }
    let refused = auth.client("gateway").find_user(find("ada@demo.test")).await.unwrap_err();
    assert_eq!(reason(&refused), (Code::PermissionDenied, "SERVICE_NOT_ALLOWED".to_owned()));
}

#[tokio::test]
async fn staff_are_known_by_their_session() {
    let auth = Bench::seeded().await.serve();
    let sam = log_in(&auth, "sam@staff.test", "demo-sam-staff-1").await.unwrap().tokens.unwrap();
    let listed = auth.client("gateway").list_sessions(by(&sam.access_token, ListSessionsRequest::default())).await;
    let session_id = listed.unwrap().into_inner().sessions[0].id.clone();
    let facts = auth.client("billing").check_session(CheckSessionRequest { session_id }).await.unwrap().into_inner();
    assert_eq!((facts.live, facts.platform_roles), (true, vec!["admin".to_owned()]));
}

#[tokio::test]
async fn a_withdrawn_key_is_known_to_no_follower_and_signs_no_more() {
    let auth = Bench::seeded().await.serve();
    let (_, tokens) = ada(&auth).await;
    let kid = |token: &str| -> String {
        let header = BASE64_URL_SAFE_NO_PAD.decode(token.split('.').next().unwrap()).unwrap();
        serde_json::from_slice::<serde_json::Value>(&header).unwrap()["kid"].as_str().unwrap().to_owned()
    };
    let leaked = kid(&tokens.access_token);
    assert!(auth.bench.run(&["rotate-keys", "--withdraw"]).status.success());
    let keys = auth.client("billing").list_signing_keys(ListSigningKeysRequest {}).await.unwrap().into_inner().keys;
    assert!(!keys.iter().any(|key| key.kid == leaked), "at once, also from a process that has not turned since");
    eventually("the running process signs with the next key", || async {
        kid(&ada(&auth).await.1.access_token) != leaked
    })
    .await;
    let jwks = reqwest::get(format!("{}/.well-known/jwks.json", auth.http)).await.unwrap().text().await.unwrap();
    assert!(!jwks.contains(&leaked));
}

#[tokio::test]
async fn staff_find_users_by_what_they_have_in_hand() {
    let auth = Bench::seeded().await.serve();
    let (answer, ada) = ada(&auth).await;
    let sam = log_in(&auth, "sam@staff.test", "demo-sam-staff-1").await.unwrap().tokens.unwrap();
    let search = async |tokens: &Tokens, text: &str, limit: Option<i32>| {
        let request = SearchUsersRequest { text: text.to_owned(), limit };
        let found = auth.client("gateway").search_users(by(&tokens.access_token, request)).await?;
        Ok::<_, Status>(found.into_inner().users.into_iter().map(|user| user.email).collect::<Vec<_>>())
    };
    assert_eq!(search(&sam, "ADA@", None).await.unwrap(), ["ada@demo.test"]);
    assert_eq!(search(&sam, "m S", None).await.unwrap(), ["sam@staff.test"]);
    assert_eq!(search(&sam, &answer.user.unwrap().id, None).await.unwrap(), ["ada@demo.test"]);
    assert_eq!(search(&sam, "%", None).await.unwrap(), Vec::<String>::new(), "no pattern");
    assert_eq!(search(&sam, ".test", Some(1)).await.unwrap().len(), 1);
    let wrong = search(&sam, " ", Some(51)).await.unwrap_err();
    let reasons: Vec<_> = Fault::from(&wrong).violations.into_iter().map(|found| found.reason).collect();
    assert_eq!(reasons, ["TEXT_INVALID", "LIMIT_INVALID"]);
    assert_eq!(search(&ada, "ada", None).await.unwrap_err().code(), Code::PermissionDenied);
}
