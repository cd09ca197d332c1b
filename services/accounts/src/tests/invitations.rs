use hc_access::Role;
use hc_proto::accounts::v1::{
    BatchGetInvitationsRequest, InvitationStatus, InviteMemberRequest, ListInvitationsRequest,
    MintInvitationLinkRequest, PreviewInvitationRequest, PreviewInvitationResponse, RevokeInvitationRequest,
    accounts_service_client::AccountsServiceClient,
};
use hc_rpc::Fault;
use tonic::Code;

use super::{Accounts, Invited, User, memberships, number, reason, token_in, violations};

async fn status_of(user: &User, invited: &Invited) -> InvitationStatus {
    let request = BatchGetInvitationsRequest { ids: vec![invited.invitation.id.clone()] };
    let found = user.call(user.client().batch_get_invitations(request)).await.unwrap().invitations;
    found.first().expect("the invitation is readable").status()
}

async fn revoke(user: &User, invited: &Invited) -> Result<InvitationStatus, hc_rpc::Fault> {
    let request = RevokeInvitationRequest { invitation_id: invited.invitation.id.clone() };
    let answer = user.call(user.client().revoke_invitation(request)).await?;
    Ok(answer.invitation.unwrap().status())
}

#[tokio::test]
async fn an_invitation_becomes_a_membership() {
    let accounts = Accounts::start_with(|settings| settings.console.url = "https://console.test/".to_owned()).await;
    let (ada, bob) = (accounts.user("ada"), accounts.user("bob"));
    let acme = ada.create("Acme", None).await.unwrap();
    let request = InviteMemberRequest {
        organization_id: acme.id.clone(),
        email: " Bob@Example.TEST ".to_owned(),
        role: number(Role::Developer),
        idempotency_key: None,
    };
    let answer = ada.call(ada.client().invite_member(request)).await.unwrap();
    assert!(answer.accept_url.starts_with("https://console.test/invitations/accept?token=hci_"), "{answer:?}");
    let invited = Invited { token: token_in(&answer.accept_url), invitation: answer.invitation.unwrap() };
    assert_eq!(invited.invitation.email, "Bob@Example.TEST");
    assert_eq!(invited.invitation.status(), InvitationStatus::Pending);

    let membership = bob.accept(&invited.token).await.unwrap();
    assert_eq!((membership.user_id.as_str(), membership.role), (bob.id.to_string().as_str(), number(Role::Developer)));
    assert_eq!(status_of(&ada, &invited).await, InvitationStatus::Accepted);
    let types = accounts.event_types().await;
    assert_eq!(
        types[2..],
        ["accounts.invitation.created.v1", "accounts.invitation.accepted.v1", "accounts.membership.created.v1"]
    );
    for (_, data) in accounts.events().await {
        assert!(!data.to_string().contains("hci_") && !data.to_string().contains('@'), "{data}");
    }
}

#[tokio::test]
async fn a_token_that_does_not_fit_says_why_and_no_more() {
    let accounts = Accounts::start().await;
    let (ada, bob, eve) = (accounts.user("ada"), accounts.user("bob"), accounts.user("eve"));
    let acme = ada.create("Acme", None).await.unwrap();
    let refusal = async |user: &User, token: &str| {
        let fault = user.accept(token).await.unwrap_err();
        (fault.code, fault.reason.unwrap_or_default())
    };
    let failed = |reason: &str| (Code::FailedPrecondition, reason.to_owned());

    let invited = ada.invite(&acme, "bob@example.test", Role::Viewer).await.unwrap();
    assert_eq!(refusal(&eve, &invited.token).await, failed("INVITATION_FOREIGN"));
    let not_found = (Code::NotFound, "INVITATION_NOT_FOUND".to_owned());
    let unknown = crate::domain::token::InvitationToken::new([1; 32]).expose();
    for token in ["", "hci_", "garbage", &unknown, &invited.token[..51]] {
        assert_eq!(refusal(&bob, token).await, not_found, "{token}");
    }

    let membership = bob.accept(&invited.token).await.unwrap();
    memberships::remove(&bob, &membership).await.unwrap();
    assert_eq!(refusal(&bob, &invited.token).await, failed("INVITATION_USED"), "an old link brings nobody back");
    assert_eq!(refusal(&eve, &invited.token).await, failed("INVITATION_FOREIGN"));

    let invited = ada.invite(&acme, "eve@example.test", Role::Viewer).await.unwrap();
    assert_eq!(revoke(&ada, &invited).await.unwrap(), InvitationStatus::Revoked);
    assert_eq!(refusal(&eve, &invited.token).await, failed("INVITATION_REVOKED"));

    let invited = ada.invite(&acme, "eve@example.test", Role::Viewer).await.unwrap();
    sqlx::query!("UPDATE invitations SET expires_at = now() WHERE status = 'pending'")
        .execute(accounts.database.pool())
        .await
        .unwrap();
    assert_eq!(refusal(&eve, &invited.token).await, failed("INVITATION_EXPIRED"));
    assert_eq!(status_of(&ada, &invited).await, InvitationStatus::Expired);
}

/// What somebody without a token of their own gets to know.
async fn preview(accounts: &Accounts, token: &str) -> Result<PreviewInvitationResponse, Fault> {
    let request = PreviewInvitationRequest { token: token.to_owned() };
    let answer = AccountsServiceClient::new(accounts.channel_of("gateway")).preview_invitation(request).await;
    answer.map(tonic::Response::into_inner).map_err(|status| Fault::from(&status))
}

#[tokio::test]
async fn whoever_holds_a_link_reads_what_it_is_for() {
    let accounts = Accounts::start().await;
    let (ada, bob, eve) = (accounts.user("ada"), accounts.user("bob"), accounts.user("eve"));
    let acme = ada.create("Acme & Söhne", None).await.unwrap();
    let invited = ada.invite(&acme, "bob@example.test", Role::Developer).await.unwrap();
    let shown = preview(&accounts, &invited.token).await.unwrap();
    assert_eq!(shown.status(), InvitationStatus::Pending);
    let offer = shown.offer.clone().unwrap();
    assert_eq!((offer.organization_name.as_str(), offer.inviter_name.as_str()), ("Acme & Söhne", "ada"));
    assert_eq!((offer.role, offer.expires_at), (number(Role::Developer), invited.invitation.expires_at));
    assert!(!format!("{shown:?}").contains("bob@"), "whom it was sent to is nobody else's business");
    // Signed in or not, the invited one or another: the link is what counts.
    for user in [&bob, &eve] {
        let request = PreviewInvitationRequest { token: format!(" {} ", invited.token) };
        assert_eq!(user.call(user.client().preview_invitation(request)).await.unwrap(), shown);
    }
    assert_eq!(status_of(&ada, &invited).await, InvitationStatus::Pending, "looking accepts nothing");

    // Of what cannot be accepted any more nothing is told but that.
    let closed = |status: InvitationStatus| PreviewInvitationResponse { status: status.into(), offer: None };
    bob.accept(&invited.token).await.unwrap();
    assert_eq!(preview(&accounts, &invited.token).await.unwrap(), closed(InvitationStatus::Accepted));
    let invited = ada.invite(&acme, "eve@example.test", Role::Viewer).await.unwrap();
    revoke(&ada, &invited).await.unwrap();
    assert_eq!(preview(&accounts, &invited.token).await.unwrap(), closed(InvitationStatus::Revoked));
    let invited = ada.invite(&acme, "eve@example.test", Role::Viewer).await.unwrap();
    sqlx::query!("UPDATE invitations SET expires_at = now() WHERE status = 'pending'")
        .execute(accounts.database.pool())
        .await
        .unwrap();
    assert_eq!(preview(&accounts, &invited.token).await.unwrap(), closed(InvitationStatus::Expired));

    let unknown = crate::domain::token::InvitationToken::new([1; 32]).expose();
    let mut told = Vec::new();
    for token in ["", "hci_", "garbage", &unknown, &invited.token[..51]] {
        let fault = preview(&accounts, token).await.unwrap_err();
        told.push((fault.code, fault.reason, fault.message));
    }
    assert_eq!((told[0].0, told[0].1.as_deref()), (Code::NotFound, Some("INVITATION_NOT_FOUND")));
    assert!(told.windows(2).all(|pair| pair[0] == pair[1]), "a wrong link is like one that never was: {told:?}");
}

#[tokio::test]
async fn an_invitation_is_accepted_once_however_often_its_user_tries() {
    let accounts = Accounts::start().await;
    let (ada, bob) = (accounts.user("ada"), accounts.user("bob"));
    let acme = ada.create("Acme", None).await.unwrap();
    let invited = ada.invite(&acme, "bob@example.test", Role::Viewer).await.unwrap();
    let at_once = futures::future::join_all((0..8).map(|_| bob.accept(&invited.token))).await;
    let membership = bob.accept(&invited.token).await.unwrap();
    for answer in at_once {
        assert_eq!(answer.unwrap(), membership);
    }
    let types = accounts.event_types().await;
    for told in ["accounts.invitation.accepted.v1", "accounts.membership.created.v1"] {
        let expected = if told.contains("membership") { 2 } else { 1 };
        assert_eq!(types.iter().filter(|kind| *kind == told).count(), expected, "{told}, the owner's included");
    }
}

#[tokio::test]
async fn a_newer_invitation_takes_the_place_of_the_older() {
    let accounts = Accounts::start().await;
    let (ada, bob) = (accounts.user("ada"), accounts.user("bob"));
    let acme = ada.create("Acme", None).await.unwrap();
    let older = ada.invite(&acme, "bob@example.test", Role::Viewer).await.unwrap();
    let newer = ada.invite(&acme, "BOB@example.test", Role::Admin).await.unwrap();
    assert_eq!(reason(&bob.accept(&older.token).await.unwrap_err()), "INVITATION_REVOKED");
    assert_eq!(bob.accept(&newer.token).await.unwrap().role, number(Role::Admin));
    let again = ada.invite(&acme, "bob@example.test", Role::Viewer).await.unwrap_err();
    assert_eq!((again.code, reason(&again)), (Code::AlreadyExists, "ALREADY_MEMBER"));
    assert_eq!(violations(&again), [("email", "ALREADY_MEMBER")]);
}

#[tokio::test]
async fn a_repeated_key_invites_once_and_both_links_work() {
    let accounts = Accounts::start().await;
    let (ada, bob) = (accounts.user("ada"), accounts.user("bob"));
    let acme = ada.create("Acme", None).await.unwrap();
    let request = || InviteMemberRequest {
        organization_id: acme.id.clone(),
        email: "bob@example.test".to_owned(),
        role: number(Role::Viewer),
        idempotency_key: Some("key-1".to_owned()),
    };
    let first = ada.call(ada.client().invite_member(request())).await.unwrap();
    let second = ada.call(ada.client().invite_member(request())).await.unwrap();
    assert_eq!(first.invitation, second.invitation);
    let kept = sqlx::query_scalar!(r#"SELECT response AS "response!" FROM idempotency_records WHERE key = 'key-1'"#);
    let kept = kept.fetch_one(accounts.database.pool()).await.unwrap();
    assert!(!String::from_utf8_lossy(&kept).contains("hci_"), "no secret is kept");
    let membership = bob.accept(&token_in(&first.accept_url)).await.unwrap();
    assert_eq!(bob.accept(&token_in(&second.accept_url)).await.unwrap(), membership);
}

#[tokio::test]
async fn a_mail_gets_a_link_of_its_own_and_leaves_the_inviters() {
    let accounts = Accounts::start().await;
    let (ada, bob) = (accounts.user("ada"), accounts.user("bob"));
    let acme = ada.create("Acme", None).await.unwrap();
    let invited = ada.invite(&acme, "Bob@example.test", Role::Developer).await.unwrap();
    let id = invited.invitation.id.clone();
    let mint = async |service: &str, invitation_id: &str| {
        let request = MintInvitationLinkRequest { invitation_id: invitation_id.to_owned() };
        let answer = AccountsServiceClient::new(accounts.channel_of(service)).mint_invitation_link(request).await;
        answer.map(tonic::Response::into_inner).map_err(|status| Fault::from(&status))
    };
    let denied = mint("gateway", &id).await.unwrap_err();
    assert_eq!((denied.code, reason(&denied)), (Code::PermissionDenied, "SERVICE_NOT_ALLOWED"));
    let missing = mint("notifications", "ivt_nonsense").await.unwrap_err();
    assert_eq!((missing.code, reason(&missing)), (Code::NotFound, "INVITATION_NOT_FOUND"));
    let mut mailed = Vec::new();
    for _ in 0..6 {
        mailed.push(mint("notifications", &id).await.unwrap());
    }
    let newest = &mailed[5];
    assert_eq!((newest.email.as_str(), newest.organization_name.as_str()), ("Bob@example.test", "Acme"));
    assert_eq!((newest.inviter_id.as_str(), newest.role), (ada.id.to_string().as_str(), number(Role::Developer)));
    assert_eq!((newest.inviter_name.as_str(), newest.language.as_str()), ("ada", "en"));
    assert_eq!(newest.expires_at, invited.invitation.expires_at);
    assert_eq!(reason(&bob.accept(&mailed[0].token).await.unwrap_err()), "INVITATION_NOT_FOUND", "crowded out");
    bob.accept(&newest.token).await.unwrap();
    let used = mint("notifications", &id).await.unwrap_err();
    assert_eq!((used.code, reason(&used)), (Code::FailedPrecondition, "INVITATION_USED"));

    let invited = ada.invite(&acme, "vic@example.test", Role::Viewer).await.unwrap();
    let id = invited.invitation.id.clone();
    for _ in 0..6 {
        mint("notifications", &id).await.unwrap();
    }
    accounts.user("vic").accept(&invited.token).await.unwrap();
    let taken_back = ada.invite(&acme, "eve@example.test", Role::Viewer).await.unwrap();
    revoke(&ada, &taken_back).await.unwrap();
    let revoked = mint("notifications", &taken_back.invitation.id).await.unwrap_err();
    assert_eq!((revoked.code, reason(&revoked)), (Code::FailedPrecondition, "INVITATION_REVOKED"));
}

#[tokio::test]
async fn nobody_invites_above_their_own_role_and_viewers_invite_nobody() {
    let accounts = Accounts::start().await;
    let (ada, bob, vic) = (accounts.user("ada"), accounts.user("bob"), accounts.user("vic"));
    let acme = ada.create("Acme", None).await.unwrap();
    ada.admit(&acme, &bob, Role::Admin).await;
    ada.admit(&acme, &vic, Role::Viewer).await;
    let above = bob.invite(&acme, "new@example.test", Role::Owner).await.unwrap_err();
    assert_eq!((above.code, reason(&above)), (Code::PermissionDenied, "ROLE_ABOVE_OWN"));
    bob.invite(&acme, "new@example.test", Role::Admin).await.unwrap();
    let denied = vic.invite(&acme, "new@example.test", Role::Viewer).await.unwrap_err();
    assert_eq!((denied.code, reason(&denied)), (Code::PermissionDenied, "PERMISSION_DENIED"));
    let foreign = accounts.user("eve").invite(&acme, "new@example.test", Role::Viewer).await.unwrap_err();
    assert_eq!((foreign.code, reason(&foreign)), (Code::NotFound, "ORGANIZATION_NOT_FOUND"));
}

#[tokio::test]
async fn wrong_fields_are_told_together() {
    let accounts = Accounts::start().await;
    let ada = accounts.user("ada");
    let acme = ada.create("Acme", None).await.unwrap();
    let request = InviteMemberRequest {
        organization_id: acme.id,
        email: "bob".to_owned(),
        role: 17,
        idempotency_key: Some(String::new()),
    };
    let fault = ada.call(ada.client().invite_member(request)).await.unwrap_err();
    let expected =
        [("idempotency_key", "IDEMPOTENCY_KEY_INVALID"), ("email", "EMAIL_INVALID"), ("role", "ROLE_INVALID")];
    assert_eq!(violations(&fault), expected);
}

#[tokio::test]
async fn open_invitations_have_a_limit() {
    let accounts = Accounts::start_with(|settings| settings.invitations.open_at_most = 2).await;
    let ada = accounts.user("ada");
    let acme = ada.create("Acme", None).await.unwrap();
    for name in ["a", "b", "b"] {
        ada.invite(&acme, &format!("{name}@example.test"), Role::Viewer).await.unwrap();
    }
    let fault = ada.invite(&acme, "c@example.test", Role::Viewer).await.unwrap_err();
    assert_eq!((fault.code, reason(&fault)), (Code::ResourceExhausted, "TOO_MANY_INVITATIONS"));
}

#[tokio::test]
async fn invitations_are_listed_and_taken_back_by_those_who_may() {
    let accounts = Accounts::start().await;
    let (ada, vic, eve) = (accounts.user("ada"), accounts.user("vic"), accounts.user("eve"));
    let (acme, other) = (ada.create("Acme", None).await.unwrap(), ada.create("Other", None).await.unwrap());
    ada.admit(&acme, &vic, Role::Viewer).await;
    let invited = ada.invite(&acme, "new@example.test", Role::Viewer).await.unwrap();
    let request = ListInvitationsRequest { organization_ids: vec![other.id.clone(), acme.id.clone()], page: None };
    let pages = ada.call(ada.client().list_invitations(request.clone())).await.unwrap().pages;
    let lengths: Vec<_> = pages.iter().map(|page| page.invitations.len()).collect();
    assert_eq!(lengths, [0, 2]);
    assert_eq!(pages[1].invitations[0], invited.invitation, "newest first");
    let foreign = vic.call(vic.client().list_invitations(request)).await.unwrap_err();
    assert_eq!(reason(&foreign), "ORGANIZATION_NOT_FOUND");

    assert_eq!(revoke(&vic, &invited).await.unwrap_err().code, Code::PermissionDenied);
    let foreign = revoke(&eve, &invited).await.unwrap_err();
    assert_eq!((foreign.code, reason(&foreign)), (Code::NotFound, "INVITATION_NOT_FOUND"));
    assert_eq!(revoke(&ada, &invited).await.unwrap(), InvitationStatus::Revoked);
    assert_eq!(revoke(&ada, &invited).await.unwrap(), InvitationStatus::Revoked, "twice is fine");
    let types = accounts.event_types().await;
    assert_eq!(types.iter().filter(|kind| *kind == "accounts.invitation.revoked.v1").count(), 1);
}
