//! What accounts publishes.

use hc_proto::{
    events::v1::{
        InvitationAccepted, InvitationCreated, InvitationRevoked, MembershipChanged, MembershipCreated,
        MembershipRemoved, OrganizationCreated, OrganizationUpdated,
    },
    r#type::v1::Role,
};
use hc_types::{InvitationId, MembershipId, OrganizationId, UserId};

use super::{Sample, at, text, text_id};

pub(super) fn samples() -> Vec<Sample> {
    let organization_id = text_id::<OrganizationId>(1);
    let user_id = text_id::<UserId>(2);
    let membership_id = text_id::<MembershipId>(4);
    let invitation_id = text_id::<InvitationId>(5);
    let created = OrganizationCreated {
        organization_id: organization_id.clone(),
        slug: text("mueller"),
        name: text("Müller & Söhne"),
        owner_id: user_id.clone(),
    };
    let updated = OrganizationUpdated {
        organization_id: organization_id.clone(),
        name: text("Müller & Töchter"),
        previous_name: text("Müller & Söhne"),
    };
    let joined = MembershipCreated {
        membership_id: membership_id.clone(),
        organization_id: organization_id.clone(),
        user_id: user_id.clone(),
        role: Role::Owner.into(),
    };
    let changed = MembershipChanged {
        membership_id: membership_id.clone(),
        organization_id: organization_id.clone(),
        user_id: user_id.clone(),
        role: Role::Admin.into(),
        previous_role: Role::Owner.into(),
    };
    let removed = MembershipRemoved {
        membership_id: membership_id.clone(),
        organization_id: organization_id.clone(),
        user_id: user_id.clone(),
    };
    let invited = InvitationCreated {
        invitation_id: invitation_id.clone(),
        organization_id: organization_id.clone(),
        role: Role::Developer.into(),
        expires_at: Some(at(604_800)),
    };
    let accepted = InvitationAccepted {
        invitation_id: invitation_id.clone(),
        organization_id: organization_id.clone(),
        membership_id: membership_id.clone(),
        user_id,
    };
    let revoked = InvitationRevoked { invitation_id: invitation_id.clone(), organization_id: organization_id.clone() };
    vec![
        Sample::of(&organization_id, &created),
        Sample::of(&organization_id, &updated).version(2),
        Sample::of(&membership_id, &joined),
        Sample::of(&membership_id, &changed).version(2),
        Sample::of(&membership_id, &removed).version(3),
        Sample::of(&invitation_id, &invited),
        Sample::of(&invitation_id, &accepted).version(2),
        Sample::of(&invitation_id, &revoked).version(2),
    ]
}
