//! A user makes an organization and becomes its owner.

use hc_access::{Role, feed};
use hc_proto::{events::v1 as events, r#type::v1 as proto};
use hc_rpc::{Problem, Violation};
use hc_storage::StoreError;
use hc_types::{MembershipId, OrganizationId, Slug, Timestamp};
use sqlx::PgConnection;
use tonic::Code;

use super::Actor;
use crate::{
    domain::{
        membership::Membership,
        organization::{Organization, OrganizationName, slugs_for},
    },
    store::{memberships, organizations},
};

pub struct CreateOrganization {
    pub actor: Actor,
    pub name: OrganizationName,
    /// None: one is made from the name.
    pub slug: Option<Slug>,
    pub owned_at_most: u32,
}

pub async fn create_organization(
    tx: &mut PgConnection,
    now: Timestamp,
    wanted: CreateOrganization,
) -> Result<Organization, CreateOrganizationError> {
    let CreateOrganization { actor, name, slug, owned_at_most } = wanted;
    organizations::lock_owner(tx, actor.user).await?;
    if organizations::count_owned(tx, actor.user).await? >= i64::from(owned_at_most) {
        return Err(CreateOrganizationError::TooMany { most: owned_at_most });
    }
    let candidates = match &slug {
        Some(slug) => vec![slug.clone()],
        None => slugs_for(&name, |below| rand::random_range(0..below)),
    };
    let id = OrganizationId::new();
    for slug in candidates {
        let organization = Organization { id, slug, name: name.clone(), created_by: actor.user, created_at: now };
        if organizations::insert(tx, &organization).await? {
            become_owner(tx, now, &actor, &organization).await?;
            return Ok(organization);
        }
    }
    Err(CreateOrganizationError::SlugTaken { slug })
}

async fn become_owner(
    tx: &mut PgConnection,
    now: Timestamp,
    actor: &Actor,
    organization: &Organization,
) -> Result<(), StoreError> {
    let id = MembershipId::new();
    let owner = Membership { id, organization: organization.id, user: actor.user, role: Role::Owner, created_at: now };
    memberships::insert(tx, &owner).await?;
    let created = events::OrganizationCreated {
        organization_id: organization.id.to_string(),
        slug: organization.slug.to_string(),
        name: organization.name.as_str().to_owned(),
        owner_id: actor.user.to_string(),
    };
    actor.tell(tx, organization.id.to_string(), organization.id, created).await?;
    actor.tell(tx, id.to_string(), organization.id, membership_created(&owner)).await?;
    feed::append(tx, &[feed::Change::MembershipChanged { user: actor.user, organization: organization.id }]).await
}

/// What is told of every new membership.
pub fn membership_created(membership: &Membership) -> events::MembershipCreated {
    events::MembershipCreated {
        membership_id: membership.id.to_string(),
        organization_id: membership.organization.to_string(),
        user_id: membership.user.to_string(),
        role: proto::Role::from(membership.role).into(),
    }
}

#[derive(Debug, thiserror::Error)]
pub enum CreateOrganizationError {
    #[error("{}", match slug {
        Some(slug) => format!("the slug {slug} is taken"),
        None => "no free slug was found for this name: choose one".to_owned(),
    })]
    SlugTaken { slug: Option<Slug> },
    #[error("a user owns at most {most} organizations")]
    TooMany { most: u32 },
    #[error("the organization store failed")]
    Store(#[from] StoreError),
}

impl Problem for CreateOrganizationError {
    fn problem(&self) -> (Code, &'static str) {
        match self {
            Self::SlugTaken { .. } => (Code::AlreadyExists, "SLUG_TAKEN"),
            Self::TooMany { .. } => (Code::ResourceExhausted, "TOO_MANY_ORGANIZATIONS"),
            Self::Store(error) => error.problem(),
        }
    }

    fn violations(&self) -> Vec<Violation> {
        match self {
            Self::SlugTaken { .. } => vec![Violation::new("slug", "SLUG_TAKEN", self)],
            Self::TooMany { .. } | Self::Store(_) => Vec::new(),
        }
    }
}
