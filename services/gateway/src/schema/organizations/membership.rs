//! Who belongs to organizations.

use std::sync::Arc;

use async_graphql::{Context, ID, Object};
use hc_proto::accounts::v1 as proto;

use super::{Organization, Role};
use crate::errors::Failure;
use crate::schema::context::follow;
use crate::schema::identity::User;
use crate::schema::load;
use crate::schema::scalars::{DateTime, required_instant, unreadable};

/// A user's place in an organization.
#[derive(Debug, Clone)]
pub struct Membership(Arc<proto::Membership>);

impl From<Arc<proto::Membership>> for Membership {
    fn from(membership: Arc<proto::Membership>) -> Self {
        Self(membership)
    }
}

impl From<proto::Membership> for Membership {
    fn from(membership: proto::Membership) -> Self {
        Self(Arc::new(membership))
    }
}

/// A user's place in an organization.
#[Object]
impl Membership {
    /// The id, `mbr_…`.
    pub async fn id(&self) -> ID {
        ID(self.0.id.clone())
    }

    /// Where.
    async fn organization(&self, ctx: &Context<'_>) -> Result<Organization, Failure> {
        follow(ctx, load::Organizations, &self.0.organization_id, "organization").await
    }

    /// Who.
    async fn user(&self, ctx: &Context<'_>) -> Result<User, Failure> {
        follow(ctx, load::Users, &self.0.user_id, "user").await
    }

    /// What the member may do.
    async fn role(&self) -> Result<Role, Failure> {
        Role::of(self.0.role()).ok_or_else(|| unreadable("a role"))
    }

    /// Since when.
    async fn created_at(&self) -> Result<DateTime, Failure> {
        required_instant(self.0.created_at.as_ref())
    }
}
