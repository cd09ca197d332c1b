//! The root of all queries.

use std::sync::Arc;

use async_graphql::{Context, ID, Object};
use hc_access::Permission;

use super::billing::{OrderPreview, Plan, PreviewOrderInput, preview_order};
use super::context::{ContextExt, list};
use super::instances::Region;
use super::load;
use super::node::{Node, node};
use super::organizations::{InvitationPreview, Organization, preview_invitation};
use super::pages::{Connection, Window};
use super::staff::Staff;
use super::viewer::Viewer;
use crate::batch::{Batcher, Lesson};
use crate::errors::{Code, Failure};

/// Ids that `nodes` takes at once.
const MAX_IDS: usize = 100;

/// The root of all queries.
pub struct QueryRoot;

/// What can be asked for.
#[Object]
impl QueryRoot {
    /// The person who asks; an error without a token.
    async fn viewer(&self, ctx: &Context<'_>) -> Result<Viewer, Failure> {
        ctx.caller().map(|_| Viewer)
    }

    /// What staff see of the installation as a whole; null for who has no role of the staff, an error without a token.
    async fn staff(&self, ctx: &Context<'_>) -> Result<Option<Staff>, Failure> {
        Staff::of(ctx).await
    }

    /// An object by its id; null where it is not there or not for the viewer.
    async fn node(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Such as `org_…` or `inv_…`.")] id: ID,
    ) -> Option<Result<Node, Failure>> {
        match ctx.request() {
            Ok(request) => node(request, &id).await,
            Err(failure) => Some(Err(failure)),
        }
    }

    /// Objects by their ids, in the same order, with null where one is not there or not for the viewer.
    async fn nodes(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "At most 100.")] ids: Vec<ID>,
    ) -> Result<Vec<Option<Result<Node, Failure>>>, Failure> {
        if ids.len() > MAX_IDS {
            return Err(Failure::new(Code::BadUserInput, format!("The argument `ids` has at most {MAX_IDS} entries.")));
        }
        let request = ctx.request()?;
        Ok(futures::future::join_all(ids.iter().map(|id| node(request, id))).await)
    }

    /// An organization by its slug; an error where it is not there or not the viewer's.
    async fn organization(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Its name in addresses, exactly.")] slug: String,
    ) -> Option<Result<Organization, Failure>> {
        Some(organization(ctx, slug).await)
    }

    /// What an invitation is for, before it is accepted; an error where the token is none. Needs no token but the link's.
    async fn preview_invitation(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The parameter `token` of the invitation's link. Send it as a variable, never inside the \
                          document, and by POST: addresses are logged.")]
        token: String,
    ) -> Option<Result<InvitationPreview, Failure>> {
        Some(preview_invitation(ctx, token).await)
    }

    /// The plans on offer, in the order of the catalogue. Needs no token.
    async fn plans(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The first so many: 1 to 100, default 20.")] first: Option<i32>,
        #[graphql(desc = "A cursor: read what follows it.")] after: Option<String>,
        #[graphql(desc = "The last so many: 1 to 100.")] last: Option<i32>,
        #[graphql(desc = "A cursor: read what precedes it.")] before: Option<String>,
    ) -> Result<Connection<Plan>, Failure> {
        list(ctx, load::Catalogue, Window::new(first, after, last, before)?).await
    }

    /// Where instances can run. Needs no token.
    async fn regions(&self, ctx: &Context<'_>) -> Result<Vec<Region>, Failure> {
        let found = ctx.request()?.batcher.load(load::AllRegions, ()).await?;
        Ok(found.iter().flat_map(|regions| regions.iter().cloned()).map(Region::from).collect())
    }

    /// What an order would cost, and why. Input that an order would refuse is an error here.
    async fn preview_order(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "What would be ordered.")] input: PreviewOrderInput,
    ) -> Result<OrderPreview, Failure> {
        preview_order(ctx, input).await
    }
}

async fn organization(ctx: &Context<'_>, slug: String) -> Result<Organization, Failure> {
    if let Some(known) = known_to_member(ctx, &slug).await? {
        return Ok(known);
    }
    let request = ctx.request()?;
    let _lessons = lessons(ctx, &request.batcher);
    let found = request.batcher.load(load::OrganizationsBySlug, slug.clone()).await?;
    let found = found.ok_or_else(|| Failure::not_found("organization"))?;
    request.batcher.know(load::Organizations, found.id.clone(), Arc::clone(&found));
    request.slugs.remember(&slug, &found.id);
    Ok(found.into())
}

/// Without a call, for members of an organization whose slug was seen. Whether somebody is a member is what decides
/// everywhere, so this is as fresh as any permission.
async fn known_to_member(ctx: &Context<'_>, slug: &str) -> Result<Option<Organization>, Failure> {
    let request = ctx.request()?;
    let (Some(caller), Some(id)) = (&request.caller, request.slugs.find(slug)) else { return Ok(None) };
    // While nobody can tell, its owner is asked, who may know.
    let role = request.access.role(caller, id).await.ok().flatten();
    let role = role.filter(|role| role.allows(Permission::OrganizationRead));
    Ok(role.map(|role| Organization::of_member(id, slug.to_owned(), role)))
}

/// Much on the same page leads by ids to the organization and to what is in its lists, which begin as soon as it is known:
/// until then those ids wait.
fn lessons(ctx: &Context<'_>, batcher: &Batcher) -> Vec<Lesson> {
    let asked = ctx.look_ahead();
    let mut lessons = vec![batcher.lesson_for::<load::Organizations>()];
    if asked.field("instances").exists() {
        lessons.push(batcher.lesson_for::<load::Instances>());
    }
    if asked.field("invoices").exists() {
        lessons.push(batcher.lesson_for::<load::Invoices>());
    }
    if asked.field("subscriptions").exists() {
        lessons.push(batcher.lesson_for::<load::Subscriptions>());
    }
    lessons
}
