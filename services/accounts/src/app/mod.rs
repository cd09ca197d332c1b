//! Use cases: load, decide, save, enqueue, log what changes access, in one transaction.

pub mod accept_invitation;
pub mod change_member_role;
pub mod create_organization;
pub mod invite_member;
mod member_error;
pub mod mint_invitation_link;
pub mod remove_member;
pub mod revoke_invitation;
pub mod seed;
pub mod update_organization;

use hc_access::{Permission, Role};
use hc_events::{Cause, Fact, outbox};
use hc_proto::Event;
use hc_storage::StoreError;
use hc_types::{OrganizationId, UserId};
use sqlx::PgConnection;

use crate::store::{memberships, organizations};

/// Who acts, and why.
#[derive(Debug, Clone)]
pub struct Actor {
    pub user: UserId,
    pub cause: Cause,
}

impl Actor {
    /// What the actor is in the organization, in the middle of a change: nobody else changes its members until the
    /// transaction ends. The check before the transaction may have been overtaken, so what it said is asked again.
    async fn role_in(&self, tx: &mut PgConnection, organization: OrganizationId) -> Result<Option<Role>, StoreError> {
        organizations::lock_members(tx, organization).await?;
        memberships::role_of(tx, organization, self.user).await
    }

    /// Says what has happened.
    async fn tell<E: Event>(
        &self,
        tx: &mut PgConnection,
        subject: String,
        organization: OrganizationId,
        payload: E,
    ) -> Result<(), StoreError> {
        let fact = Fact { subject, organization: Some(organization), cause: &self.cause, payload };
        outbox::enqueue(tx, fact).await.map(|_| ())
    }
}

/// The permission was taken away while the call was on its way.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("this needs the permission {0}")]
pub struct Denied(pub Permission);
