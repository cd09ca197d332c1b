use hc_access::Role;
use hc_proto::accounts::v1::{
    BatchGetMembershipsRequest, ChangeMemberRoleRequest, ListMembershipsRequest, ListRecipientsRequest, Membership,
    Organization, RemoveMemberRequest, accounts_service_client::AccountsServiceClient,
};
use hc_rpc::Fault;
use tonic::Code;

use super::{Accounts, User, number, reason, violations};

async fn change_role(user: &User, membership: &Membership, role: Role) -> Result<Membership, Fault> {
    let request = ChangeMemberRoleRequest { membership_id: membership.id.clone(), role: number(role) };
    let answer = user.call(user.client().change_member_role(request)).await?;
    Ok(answer.membership.unwrap())
}

pub(super) async fn remove(user: &User, membership: &Membership) -> Result<(), Fault> {
    let request = RemoveMemberRequest { membership_id: membership.id.clone() };
    user.call(user.client().remove_member(request)).await.map(|_| ())
}

async fn members(user: &User, organization: &Organization) -> Vec<Membership> {
    let request = ListMembershipsRequest { organization_ids: vec![organization.id.clone()], page: None };
    let mut pages = user.call(user.client().list_memberships(request)).await.unwrap().pages;
    pages.remove(0).memberships
}

#[tokio::test]
async fn owners_change_roles_and_nobody_else_does() {
    let accounts = Accounts::start().await;
    let (ada, bob, eve) = (accounts.user("ada"), accounts.user("bob"), accounts.user("eve"));
    let acme = ada.create("Acme", None).await.unwrap();
    let bobs = ada.admit(&acme, &bob, Role::Admin).await;
    let raised = change_role(&bob, &bobs, Role::Owner).await.unwrap_err();
    assert_eq!((raised.code, reason(&raised)), (Code::PermissionDenied, "PERMISSION_DENIED"));
    let foreign = change_role(&eve, &bobs, Role::Viewer).await.unwrap_err();
    assert_eq!((foreign.code, reason(&foreign)), (Code::NotFound, "MEMBERSHIP_NOT_FOUND"));
    let nobodys = Membership { id: "mbr_x".to_owned(), ..bobs.clone() };
    assert_eq!(change_role(&ada, &nobodys, Role::Viewer).await.unwrap_err(), foreign);
    let nonsense = ChangeMemberRoleRequest { membership_id: bobs.id.clone(), role: 0 };
    let nonsense = ada.call(ada.client().change_member_role(nonsense)).await.unwrap_err();
    assert_eq!(violations(&nonsense), [("role", "ROLE_INVALID")]);

    let before = accounts.events().await.len();
    assert_eq!(change_role(&ada, &bobs, Role::Billing).await.unwrap().role, number(Role::Billing));
    change_role(&ada, &bobs, Role::Billing).await.expect("the same role again is fine");
    let events = accounts.events().await;
    let (kind, data) = &events[before];
    assert_eq!((kind.as_str(), events.len()), ("accounts.membership.changed.v1", before + 1));
    assert_eq!((&data["role"], &data["previousRole"]), (&"ROLE_BILLING".into(), &"ROLE_ADMIN".into()));
}

#[tokio::test]
async fn an_organization_never_loses_its_last_owner() {
    let accounts = Accounts::start().await;
    let (ada, bob) = (accounts.user("ada"), accounts.user("bob"));
    let acme = ada.create("Acme", None).await.unwrap();
    let adas = members(&ada, &acme).await.remove(0);
    for refused in [change_role(&ada, &adas, Role::Admin).await.map(|_| ()), remove(&ada, &adas).await] {
        let refused = refused.unwrap_err();
        assert_eq!((refused.code, reason(&refused)), (Code::FailedPrecondition, "LAST_OWNER"));
    }
    let bobs = ada.admit(&acme, &bob, Role::Owner).await;
    // Each takes the other's role away at the same moment.
    let (one, two) = tokio::join!(change_role(&ada, &bobs, Role::Viewer), change_role(&bob, &adas, Role::Viewer));
    assert_eq!([&one, &two].into_iter().filter(|outcome| outcome.is_ok()).count(), 1, "{one:?} {two:?}");
    let owners = members(&ada, &acme).await.into_iter().filter(|member| member.role == number(Role::Owner));
    assert_eq!(owners.count(), 1);
}

#[tokio::test]
async fn members_are_removed_by_those_above_them_and_may_leave() {
    let accounts = Accounts::start().await;
    let (ada, bob, vic, eve) = (accounts.user("ada"), accounts.user("bob"), accounts.user("vic"), accounts.user("eve"));
    let acme = ada.create("Acme", None).await.unwrap();
    let adas = members(&ada, &acme).await.remove(0);
    let bobs = ada.admit(&acme, &bob, Role::Admin).await;
    let vics = ada.admit(&acme, &vic, Role::Viewer).await;
    assert_eq!(reason(&remove(&bob, &adas).await.unwrap_err()), "ROLE_ABOVE_OWN");
    assert_eq!(reason(&remove(&vic, &bobs).await.unwrap_err()), "PERMISSION_DENIED");
    assert_eq!(reason(&remove(&eve, &vics).await.unwrap_err()), "MEMBERSHIP_NOT_FOUND");
    remove(&vic, &vics).await.expect("everybody may leave");
    assert_eq!(reason(&remove(&vic, &vics).await.unwrap_err()), "MEMBERSHIP_NOT_FOUND");
    ada.admit(&acme, &vic, Role::Viewer).await;
    remove(&ada, &bobs).await.unwrap();
    let types = accounts.event_types().await;
    assert_eq!(types.iter().filter(|kind| *kind == "accounts.membership.removed.v1").count(), 2);
    let left: Vec<_> = members(&ada, &acme).await.into_iter().map(|member| member.user_id).collect();
    assert_eq!(left, [ada.id.to_string(), vic.id.to_string()], "oldest first");
}

#[tokio::test]
async fn memberships_are_read_by_members_only() {
    let accounts = Accounts::start().await;
    let (ada, eve) = (accounts.user("ada"), accounts.user("eve"));
    let acme = ada.create("Acme", None).await.unwrap();
    let adas = members(&ada, &acme).await.remove(0);
    let request = || BatchGetMembershipsRequest { ids: vec![adas.id.clone(), "mbr_x".to_owned()] };
    let own = ada.call(ada.client().batch_get_memberships(request())).await.unwrap().memberships;
    assert_eq!(own, std::slice::from_ref(&adas));
    let foreign = eve.call(eve.client().batch_get_memberships(request())).await.unwrap().memberships;
    assert!(foreign.is_empty());
    let list = ListMembershipsRequest { organization_ids: vec![acme.id], page: None };
    assert_eq!(reason(&eve.call(eve.client().list_memberships(list)).await.unwrap_err()), "ORGANIZATION_NOT_FOUND");
}

#[tokio::test]
async fn notifications_learns_who_can_be_told_and_nobody_else_does() {
    let accounts = Accounts::start().await;
    let (owner, viewer) = (accounts.user("ada"), accounts.user("eve"));
    let organization = owner.create("Ada's", None).await.unwrap();
    owner.admit(&organization, &viewer, Role::Viewer).await;
    let request = || ListRecipientsRequest { organization_id: organization.id.clone() };
    let asked_by = |service| AccountsServiceClient::new(accounts.channel_of(service));
    let answer = asked_by("notifications").list_recipients(request()).await.unwrap().into_inner();
    assert_eq!(answer.organization_name, "Ada's");
    let recipients: Vec<_> = answer.recipients.into_iter().map(|found| (found.user_id, found.role)).collect();
    assert_eq!(
        recipients,
        [(owner.id.to_string(), number(Role::Owner)), (viewer.id.to_string(), number(Role::Viewer))]
    );
    assert_eq!(asked_by("billing").list_recipients(request()).await.unwrap_err().code(), Code::PermissionDenied);
    let nowhere = ListRecipientsRequest { organization_id: "org_x".to_owned() };
    assert_eq!(asked_by("notifications").list_recipients(nowhere).await.unwrap_err().code(), Code::NotFound);
}
