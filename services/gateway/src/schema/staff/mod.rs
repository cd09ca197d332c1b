//! What staff see of the installation as a whole. What they see of a customer is the customer's own: `node` and
//! `organization` answer staff too.

mod dead_letters;

use async_graphql::{Context, ID, Object};
use hc_access::Permissions;

pub use dead_letters::{DeadLetter, DeadLetterMutation};
use dead_letters::{PlatformService, list, single};

use super::context::ContextExt;
use super::pages::Connection;
use crate::errors::Failure;

/// The staff's view.
pub struct Staff(Permissions);

impl Staff {
    /// The view of who asks; `None` for who has no role of the staff.
    pub async fn of(ctx: &Context<'_>) -> Result<Option<Self>, Failure> {
        let held = ctx.request()?.access.as_staff(ctx.caller()?).await;
        Ok((held != Permissions::NONE).then_some(Self(held)))
    }
}

/// What staff see of the installation as a whole.
#[Object]
impl Staff {
    /// What the viewer may see of every organization, as permission names such as `billing.invoice.read`.
    async fn permissions(&self) -> Vec<&'static str> {
        self.0.iter().map(hc_access::Permission::name).collect()
    }

    /// The events that a service could not handle and that wait for a person, the newest first. Needs the permission
    /// `events.dead_letter.read`.
    async fn dead_letters(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Whose.")] service: PlatformService,
        #[graphql(desc = "Only those of this queue.")] queue: Option<String>,
        #[graphql(desc = "The first so many: 1 to 100, default 20.")] first: Option<i32>,
        #[graphql(desc = "A cursor: read what follows it.")] after: Option<String>,
    ) -> Result<Connection<DeadLetter>, Failure> {
        list(ctx, service, queue, first, after).await
    }

    /// One of them, also when it is settled; null where there is none of this id. Needs the permission
    /// `events.dead_letter.read`.
    async fn dead_letter(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The service and its number there, `billing/17`.")] id: ID,
    ) -> Option<Result<DeadLetter, Failure>> {
        single(ctx, &id).await.transpose()
    }
}
