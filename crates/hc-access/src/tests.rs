//! The layer with everything behind it, in front of a handler that says who called.

use std::{
    collections::HashSet,
    convert::Infallible,
    sync::{Arc, Mutex},
};

use futures::future::BoxFuture;
use hc_proto::auth::v1::SigningKey;
use hc_rpc::{Fault, Peer};
use hc_types::{OrganizationId, SessionId, UserId};
use http::{Request, Response};
use serde_json::{Value, json};
use tokio_util::sync::CancellationToken;
use tonic::{Code, Status, body::Body};
use tower::{Layer as _, ServiceExt as _, service_fn};

use crate::{
    Access, AccessSettings, Caller, LocalAccounts, LocalAuth, MethodRule, Peers, Permission, PlatformRole, Role, Rule,
    SessionFacts,
    peers::{Accounts, Auth as PeerAuth},
    rule::Rules,
    token::testing::{Issuer, claims, with},
};

const RULES: &[MethodRule] = &[
    ("test.v1.Test/Public", Rule::Public),
    ("test.v1.Test/User", Rule::User),
    ("test.v1.Test/Organization", Rule::Organization(Permission::InvoicePay)),
    ("test.v1.Test/Billing", Rule::Service(&["billing"])),
    ("test.v1.Test/AnyService", Rule::Service(&[])),
    ("test.v1.Test/UserOrAudit", Rule::UserOrService(&["audit"])),
    ("test.v1.Test/MemberOrNotifications", Rule::OrganizationOrService(Permission::InvoiceRead, &["notifications"])),
    ("test.v1.Test/Staff", Rule::Platform(Permission::InstanceTerminate)),
];

/// `auth` with one key; knows which sessions are revoked and which belong to staff.
struct Auth {
    keys: Mutex<Vec<SigningKey>>,
    revoked: Mutex<HashSet<SessionId>>,
    staff: Mutex<HashSet<SessionId>>,
}

impl LocalAuth for Auth {
    fn signing_keys(&self) -> BoxFuture<'static, anyhow::Result<Vec<SigningKey>>> {
        let keys = self.keys.lock().unwrap().clone();
        Box::pin(async move { Ok(keys) })
    }

    fn session(&self, session: SessionId) -> BoxFuture<'static, anyhow::Result<SessionFacts>> {
        let live = !self.revoked.lock().unwrap().contains(&session);
        let is_staff = self.staff.lock().unwrap().contains(&session);
        let platform_roles = if is_staff { vec![PlatformRole::Operator] } else { Vec::new() };
        Box::pin(async move { Ok(SessionFacts { live, platform_roles }) })
    }
}

struct Server {
    issuer: Issuer,
    auth: Arc<Auth>,
    access: Access,
    stop: CancellationToken,
}

impl Server {
    fn start() -> Self {
        let issuer = Issuer::es256("k1");
        let auth = Arc::new(Auth {
            keys: Mutex::new(vec![issuer.published(), Issuer::ed25519("k2").published()]),
            revoked: Mutex::default(),
            staff: Mutex::default(),
        });
        let settings = AccessSettings { issuer: "https://id.test".to_owned(), ..AccessSettings::default() };
        let stop = CancellationToken::new();
        let peers = Peers::in_auth(Arc::clone(&auth) as Arc<dyn LocalAuth>);
        let access = Access::start_with(&settings, peers, Rules::unchecked(RULES), stop.clone()).unwrap();
        Self { issuer, auth, access, stop }
    }

    fn token(&self, claims: &Value) -> String {
        self.issuer.token(&self.issuer.header(), claims)
    }

    /// Who called according to the handler, or the status that came instead of it.
    async fn call(&self, method: &str, service: Option<&str>, authorization: &[String]) -> Result<String, Fault> {
        let handler = service_fn(async |request: Request<Body>| {
            let caller = request.extensions().get::<Caller>().expect("the layer leaves the caller");
            Ok::<_, Infallible>(
                Response::builder().header("principal", caller.principal()).body(Body::empty()).unwrap(),
            )
        });
        let mut request = Request::builder().uri(format!("/test.v1.Test/{method}"));
        for value in authorization {
            request = request.header("authorization", value);
        }
        let mut request = request.body(Body::empty()).unwrap();
        if let Some(service) = service {
            request.extensions_mut().insert(Peer { service: service.to_owned() });
        }
        let response = self.access.layer().layer(handler).oneshot(request).await.unwrap();
        match Status::from_header_map(response.headers()) {
            Some(status) => Err(Fault::from(&status)),
            None => Ok(response.headers()["principal"].to_str().unwrap().to_owned()),
        }
    }

    async fn refusal(&self, method: &str, service: Option<&str>, authorization: &[String]) -> (Code, String) {
        let fault = self.call(method, service, authorization).await.expect_err("refused");
        (fault.code, fault.reason.unwrap_or_default())
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        self.stop.cancel();
    }
}

fn bearer(token: &str) -> Vec<String> {
    vec![format!("Bearer {token}")]
}

fn unauthenticated() -> (Code, String) {
    (Code::Unauthenticated, "UNAUTHENTICATED".to_owned())
}

#[tokio::test]
async fn a_user_method_demands_a_token_whatever_service_calls() {
    let server = Server::start();
    let claims = claims();
    let token = server.token(&claims);
    for method in ["User", "Organization"] {
        assert_eq!(server.call(method, Some("gateway"), &bearer(&token)).await.unwrap(), claims["sub"]);
        assert_eq!(server.refusal(method, Some("billing"), &[]).await, unauthenticated());
        assert_eq!(server.refusal(method, Some("gateway"), &bearer("x.y.z")).await, unauthenticated());
        assert_eq!(server.refusal(method, Some("gateway"), &[format!("Basic {token}")]).await, unauthenticated());
        let twice = [bearer(&token), bearer(&token)].concat();
        assert_eq!(server.refusal(method, Some("gateway"), &twice).await, unauthenticated());
    }
}

#[tokio::test]
async fn every_wrong_token_gets_the_same_answer() {
    let server = Server::start();
    let other = Issuer::es256("k1");
    let wrong = [
        server.token(&with(claims(), "aud", json!("other"))),
        server.token(&with(claims(), "exp", json!(1))),
        other.token(&other.header(), &claims()),
        server.issuer.token(&with(server.issuer.header(), "alg", json!("none")), &claims()),
    ];
    let expected = server.call("User", None, &[]).await.unwrap_err();
    for token in wrong {
        assert_eq!(server.call("User", None, &bearer(&token)).await.unwrap_err(), expected);
    }
}

#[tokio::test]
async fn a_revoked_session_is_refused_although_its_token_is_remembered() {
    let server = Server::start();
    let claims = claims();
    let token = server.token(&claims);
    server.call("User", None, &bearer(&token)).await.unwrap();
    let session = claims["sid"].as_str().unwrap().parse().unwrap();
    server.auth.revoked.lock().unwrap().insert(session);
    assert_eq!(server.refusal("User", None, &bearer(&token)).await, unauthenticated());
}

#[tokio::test]
async fn a_public_method_knows_the_user_and_minds_no_bad_token() {
    let server = Server::start();
    let claims = claims();
    let token = server.token(&claims);
    assert_eq!(server.call("Public", None, &bearer(&token)).await.unwrap(), claims["sub"]);
    assert_eq!(server.call("Public", None, &bearer("x.y.z")).await.unwrap(), "anonymous");
    assert_eq!(server.call("Public", Some("gateway"), &[]).await.unwrap(), "service:gateway");
}

#[tokio::test]
async fn a_service_method_demands_a_certificate_that_may_call_it() {
    let server = Server::start();
    let refused = (Code::PermissionDenied, "SERVICE_NOT_ALLOWED".to_owned());
    assert_eq!(server.call("Billing", Some("billing"), &[]).await.unwrap(), "service:billing");
    assert_eq!(server.refusal("Billing", Some("gateway"), &[]).await, refused);
    assert_eq!(server.call("AnyService", Some("gateway"), &[]).await.unwrap(), "service:gateway");
    let token = server.token(&claims());
    assert_eq!(server.refusal("AnyService", None, &bearer(&token)).await, refused);
}

#[tokio::test]
async fn a_method_for_users_and_some_services_tells_them_apart() {
    let server = Server::start();
    let claims = claims();
    let token = server.token(&claims);
    assert_eq!(server.call("UserOrAudit", Some("audit"), &[]).await.unwrap(), "service:audit");
    assert_eq!(server.call("UserOrAudit", Some("gateway"), &bearer(&token)).await.unwrap(), claims["sub"]);
    assert_eq!(server.call("UserOrAudit", Some("audit"), &bearer(&token)).await.unwrap(), claims["sub"]);
    assert_eq!(server.refusal("UserOrAudit", Some("gateway"), &[]).await, unauthenticated());
    assert_eq!(server.refusal("UserOrAudit", None, &[]).await, unauthenticated());
    assert_eq!(server.refusal("UserOrAudit", Some("audit"), &bearer("x.y.z")).await, unauthenticated());
}

#[tokio::test]
async fn a_staff_method_demands_a_platform_role_with_the_permission() {
    let server = Server::start();
    let claims = claims();
    let token = server.token(&claims);
    let refused = (Code::PermissionDenied, "PERMISSION_DENIED".to_owned());
    assert_eq!(server.refusal("Staff", None, &bearer(&token)).await, refused);
    let session = claims["sid"].as_str().unwrap().parse().unwrap();
    server.auth.staff.lock().unwrap().insert(session);
    assert_eq!(server.call("Staff", None, &bearer(&token)).await.unwrap(), claims["sub"]);
    assert_eq!(server.refusal("Staff", Some("billing"), &[]).await, unauthenticated());
}

#[tokio::test]
async fn a_method_without_a_rule_does_not_exist() {
    let server = Server::start();
    let token = server.token(&claims());
    assert_eq!(server.refusal("Forgotten", Some("gateway"), &bearer(&token)).await.0, Code::Unimplemented);
}

#[tokio::test(start_paused = true)]
async fn the_owner_of_the_keys_itself_refuses_a_withdrawn_one_within_a_second() {
    let server = Server::start();
    let token = bearer(&server.token(&claims()));
    server.call("User", None, &token).await.unwrap();
    server.auth.keys.lock().unwrap().retain(|key| key.kid != server.issuer.id);
    tokio::time::sleep(std::time::Duration::from_secs(1)).await;
    assert_eq!(server.refusal("User", None, &token).await, unauthenticated());
}

/// `accounts`, where everybody is a viewer of everything, and nobody is answered before two have asked.
struct Members(tokio::sync::Barrier);

impl LocalAccounts for Arc<Members> {
    fn role(&self, _: UserId, _: OrganizationId) -> BoxFuture<'static, anyhow::Result<Option<Role>>> {
        let members = Arc::clone(self);
        Box::pin(async move {
            members.0.wait().await;
            Ok(Some(Role::Viewer))
        })
    }
}

#[tokio::test(start_paused = true)]
async fn permissions_in_several_organizations_are_asked_for_side_by_side() {
    let server = Server::start();
    let members = Arc::new(Members(tokio::sync::Barrier::new(2)));
    let peers =
        Peers { auth: PeerAuth::Local(Arc::clone(&server.auth) as _), accounts: Accounts::Local(Arc::new(members)) };
    let settings = AccessSettings { issuer: "https://id.test".to_owned(), ..AccessSettings::default() };
    let access = Access::start_with(&settings, peers, Rules::unchecked(RULES), server.stop.clone()).unwrap();
    let caller = access.authenticate(&server.token(&claims())).await.unwrap();
    let organizations = [OrganizationId::new(), OrganizationId::new()];
    let asked = access.organizations(&caller, Permission::InvoiceRead, &organizations);
    tokio::time::timeout(std::time::Duration::from_secs(1), asked).await.expect("side by side").unwrap();
}

#[tokio::test]
async fn a_service_that_a_rule_names_beside_a_permission_has_it_everywhere_but_not_for_a_user() {
    let server = Server::start();
    let organization = OrganizationId::new();
    let path = "/test.v1.Test/MemberOrNotifications";
    let service = || Some(Arc::from("notifications"));
    let trusted = server.access.admit(path, service(), None).await.unwrap();
    assert!(server.access.organization(&trusted, Permission::InvoiceRead, organization).await.is_ok());
    let permitted = server.access.permitted(&trusted, Permission::InvoiceRead, [organization]).await.unwrap();
    assert_eq!(permitted, HashSet::from([organization]));
    assert!(server.access.admit(path, Some(Arc::from("billing")), None).await.is_err());
    // With a user's token it is the user who asks, through whichever service.
    let token = server.token(&claims());
    let asked = server.access.admit(path, service(), Some(&token)).await.unwrap();
    assert!(server.access.organization(&asked, Permission::InvoiceRead, organization).await.is_err());
}

/// `accounts`, where nobody belongs to anything.
struct Strangers;

impl LocalAccounts for Strangers {
    fn role(&self, _: UserId, _: OrganizationId) -> BoxFuture<'static, anyhow::Result<Option<Role>>> {
        Box::pin(async { Ok(None) })
    }
}

#[tokio::test]
async fn staff_see_every_organization_and_change_none() {
    let server = Server::start();
    let peers =
        Peers { auth: PeerAuth::Local(Arc::clone(&server.auth) as _), accounts: Accounts::Local(Arc::new(Strangers)) };
    let settings = AccessSettings { issuer: "https://id.test".to_owned(), ..AccessSettings::default() };
    let access = Access::start_with(&settings, peers, Rules::unchecked(RULES), server.stop.clone()).unwrap();
    let claims = claims();
    let caller = access.authenticate(&server.token(&claims)).await.unwrap();
    let organization = OrganizationId::new();
    let asked = async |permission| access.organization(&caller, permission, organization).await;
    let seen = async |permission| access.permitted(&caller, permission, [organization]).await.unwrap().len();

    assert_eq!(asked(Permission::InvoiceRead).await.unwrap_err().code(), Code::NotFound);
    assert_eq!(seen(Permission::InvoiceRead).await, 0);
    assert_eq!(access.as_staff(&caller).await, crate::Permissions::NONE);
    assert_eq!(access.on_platform(&caller).await, crate::Permissions::NONE);

    server.auth.staff.lock().unwrap().insert(claims["sid"].as_str().unwrap().parse().unwrap());
    assert!(asked(Permission::InvoiceRead).await.is_ok());
    assert_eq!(seen(Permission::InvoiceRead).await, 1);
    for changes in [Permission::InvoicePay, Permission::InstanceTerminate, Permission::ReleaseDeploy] {
        assert_eq!(asked(changes).await.unwrap_err().code(), Code::NotFound, "{changes}");
        assert_eq!(seen(changes).await, 0, "{changes}");
    }
    let may = access.as_staff(&caller).await;
    assert!(may.contains(Permission::InvoiceRead) && !may.contains(Permission::InstanceTerminate));
    assert!(!may.contains(Permission::InstanceRepair), "it is no part of an organization");
    let shown = access.on_platform(&caller).await;
    assert!(shown.contains(Permission::InstanceRepair) && shown.contains(Permission::InvoiceRead));
    assert!(!shown.contains(Permission::InstanceTerminate), "not in a customer's place");
}
