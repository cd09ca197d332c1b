//! What other services decide by: a second process' access checks, following this one. There is no broker and no Redis
//! in these tests.

use std::time::Duration;

use hc_access::{Access, AccessSettings, Caller, Peers, Permission, Role, feed};
use hc_proto::accounts::v1::{
    ChangeMemberRoleRequest, GetAccessRequest, Membership, Organization, RemoveMemberRequest,
};
use hc_rpc::{Fault, PeerSettings};
use hc_storage::StoreError;
use hc_testkit::eventually;
use hc_types::OrganizationId;
use secrecy::ExposeSecret as _;
use tokio_util::sync::CancellationToken;
use tonic::Code;

use super::{Accounts, User, auth, certificate, number, reason};

/// What the contract gives a change until it must be known everywhere.
const BOUND: Duration = Duration::from_secs(1);

/// The access checks of another service.
struct Follower {
    access: Access,
    stop: CancellationToken,
}

impl Follower {
    fn of(accounts: &Accounts) -> Self {
        let tls = certificate(&accounts.folder, "billing");
        let to_auth = hc_rpc::connect(&PeerSettings::new(accounts.auth.url()), &tls).unwrap();
        let settings = AccessSettings { issuer: auth::ISSUER.to_owned(), ..AccessSettings::default() };
        let stop = CancellationToken::new();
        let peers = Peers::remote(to_auth, accounts.channel_of("billing"));
        Self { access: Access::start(&settings, peers, &[], stop.clone()).unwrap(), stop }
    }

    async fn caller(&self, user: &User) -> Caller {
        self.access.authenticate(user.token.expose_secret()).await.unwrap()
    }

    async fn may(&self, caller: &Caller, permission: Permission, organization: &Organization) -> Result<(), Fault> {
        let organization: OrganizationId = organization.id.parse().unwrap();
        self.access.organization(caller, permission, organization).await.map_err(Fault::from)
    }
}

impl Drop for Follower {
    fn drop(&mut self) {
        self.stop.cancel();
    }
}

async fn change_role(user: &User, membership: &Membership, role: Role) {
    let request = ChangeMemberRoleRequest { membership_id: membership.id.clone(), role: number(role) };
    user.call(user.client().change_member_role(request)).await.unwrap();
}

#[tokio::test]
async fn a_change_of_role_is_obeyed_by_another_process_within_a_second() {
    let accounts = Accounts::start().await;
    let (ada, bob) = (accounts.user("ada"), accounts.user("bob"));
    let acme = ada.create("Acme", None).await.unwrap();
    let bobs = ada.admit(&acme, &bob, Role::Billing).await;
    let follower = Follower::of(&accounts);
    let caller = follower.caller(&bob).await;
    feed_vouches_for(&accounts, &follower, &caller, Permission::InvoicePay, &acme).await;

    change_role(&ada, &bobs, Role::Viewer).await;
    tokio::time::sleep(BOUND).await;
    let refused = follower.may(&caller, Permission::InvoicePay, &acme).await.unwrap_err();
    assert_eq!((refused.code, reason(&refused)), (Code::PermissionDenied, "PERMISSION_DENIED"));
    follower.may(&caller, Permission::InvoiceRead, &acme).await.unwrap();

    change_role(&ada, &bobs, Role::Billing).await;
    tokio::time::sleep(BOUND).await;
    follower.may(&caller, Permission::InvoicePay, &acme).await.unwrap();

    let request = RemoveMemberRequest { membership_id: bobs.id.clone() };
    ada.call(ada.client().remove_member(request)).await.unwrap();
    tokio::time::sleep(BOUND).await;
    let gone = follower.may(&caller, Permission::InvoiceRead, &acme).await.unwrap_err();
    assert_eq!((gone.code, reason(&gone)), (Code::NotFound, "ORGANIZATION_NOT_FOUND"));
}

/// Waits until the follower decides without asking, although its last answer is too old by itself.
async fn feed_vouches_for(
    accounts: &Accounts,
    follower: &Follower,
    caller: &Caller,
    permission: Permission,
    organization: &Organization,
) {
    eventually("the feed vouches for memberships", async || {
        let before = accounts.calls("GetAccess");
        tokio::time::sleep(BOUND).await;
        follower.may(caller, permission, organization).await.unwrap();
        accounts.calls("GetAccess") == before
    })
    .await;
}

/// Waits until the follower lets the user in without asking anybody, although its last answer is too old by itself.
async fn feed_vouches(accounts: &Accounts, follower: &Follower, user: &User) {
    eventually("the feed vouches for sessions", async || {
        let before = accounts.auth.checks();
        tokio::time::sleep(BOUND).await;
        follower.caller(user).await;
        accounts.auth.checks() == before
    })
    .await;
}

async fn log(accounts: &Accounts, change: feed::Change) {
    let logged = accounts.db.transact(move |tx, _| Box::pin(async move { feed::append(tx, &[change]).await }));
    logged.await.unwrap_or_else(|error: StoreError| panic!("{error}"));
}

#[tokio::test]
async fn a_revoked_session_is_refused_by_another_process_within_a_second() {
    let accounts = Accounts::start().await;
    let (ada, bob) = (accounts.user("ada"), accounts.user("bob"));
    let follower = Follower::of(&accounts);
    let session = follower.caller(&ada).await.session().unwrap();
    feed_vouches(&accounts, &follower, &ada).await;
    log(&accounts, feed::Change::SessionRevoked(session)).await;
    tokio::time::sleep(BOUND).await;
    let refused = follower.access.authenticate(ada.token.expose_secret()).await.unwrap_err();
    assert_eq!(refused.code(), Code::Unauthenticated);
    follower.caller(&bob).await;
}

#[tokio::test]
async fn a_user_who_was_disabled_is_refused_by_another_process_within_a_second() {
    let accounts = Accounts::start().await;
    let (ada, bob) = (accounts.user("ada"), accounts.user("bob"));
    let follower = Follower::of(&accounts);
    let session = follower.caller(&ada).await.session().unwrap();
    feed_vouches(&accounts, &follower, &ada).await;
    accounts.auth.end(session);
    log(&accounts, feed::Change::UserChanged(ada.id)).await;
    log(&accounts, feed::Change::UserChanged(bob.id)).await;
    tokio::time::sleep(BOUND).await;
    let refused = follower.access.authenticate(ada.token.expose_secret()).await.unwrap_err();
    assert_eq!(refused.code(), Code::Unauthenticated);
    follower.caller(&bob).await;
}

#[tokio::test]
async fn a_stranger_who_is_admitted_gets_in() {
    let accounts = Accounts::start().await;
    let (ada, bob) = (accounts.user("ada"), accounts.user("bob"));
    let acme = ada.create("Acme", None).await.unwrap();
    let follower = Follower::of(&accounts);
    let caller = follower.caller(&bob).await;
    let foreign = follower.may(&caller, Permission::InvoiceRead, &acme).await.unwrap_err();
    assert_eq!(foreign.code, Code::NotFound);
    ada.admit(&acme, &bob, Role::Viewer).await;
    eventually("the new member is let in", async || follower.may(&caller, Permission::InvoiceRead, &acme).await).await;
}

#[tokio::test]
async fn with_accounts_away_what_is_known_is_read_and_nothing_is_changed() {
    let accounts = Accounts::start().await;
    let (ada, bob) = (accounts.user("ada"), accounts.user("bob"));
    let acme = ada.create("Acme", None).await.unwrap();
    let follower = Follower::of(&accounts);
    let (known, unknown) = (follower.caller(&ada).await, follower.caller(&bob).await);
    feed_vouches_for(&accounts, &follower, &known, Permission::InvoicePay, &acme).await;
    accounts.stop.cancel();
    eventually("changes are refused", async || {
        let outcome = follower.may(&known, Permission::InvoicePay, &acme).await;
        outcome.is_err_and(|fault| fault.code == Code::Unavailable && fault.retry_after.is_some())
    })
    .await;
    follower.may(&known, Permission::InvoiceRead, &acme).await.expect("reads go on");
    let refused = follower.may(&unknown, Permission::InvoiceRead, &acme).await.unwrap_err();
    assert_eq!((refused.code, reason(&refused)), (Code::Unavailable, "ACCESS_UNAVAILABLE"));
}

#[tokio::test]
async fn only_services_ask_for_a_users_access() {
    let accounts = Accounts::start().await;
    let ada = accounts.user("ada");
    let acme = ada.create("Acme", None).await.unwrap();
    let request = |user: &User| GetAccessRequest { user_id: user.id.to_string(), organization_id: acme.id.clone() };
    let answer = ada.client().get_access(request(&ada)).await.unwrap().into_inner();
    assert_eq!(answer.role, number(Role::Owner));
    let stranger = ada.client().get_access(request(&accounts.user("eve"))).await.unwrap().into_inner();
    assert_eq!(stranger.role, 0);
    let nonsense = GetAccessRequest { user_id: "x".to_owned(), organization_id: "y".to_owned() };
    assert_eq!(ada.client().get_access(nonsense).await.unwrap().into_inner().role, 0);
}

#[tokio::test]
async fn without_a_token_nothing_of_a_user_is_done() {
    let accounts = Accounts::start().await;
    let ada = accounts.user("ada");
    let request = hc_proto::accounts::v1::ListOrganizationsRequest { page: None };
    let status = ada.client().list_organizations(request).await.unwrap_err();
    assert_eq!(status.code(), Code::Unauthenticated);
}
