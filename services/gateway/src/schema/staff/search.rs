//! Customers, found by what staff have in hand: a name, an address, a number, an id.

use std::sync::Arc;

use async_graphql::{ComplexObject, Context, SimpleObject};
use futures::future::try_join4;
use hc_proto::{accounts::v1 as accounts, auth::v1 as auth, billing::v1 as billing};

use crate::errors::{Code, Failure};
use crate::schema::billing::Invoice;
use crate::schema::context::{ContextExt, read};
use crate::schema::identity::User;
use crate::schema::load;
use crate::schema::node::{Node, node};
use crate::schema::organizations::Organization;
use crate::schema::pages::{Connection, Listed, Window};
use crate::schema::user_errors::refused;

/// Of each kind, this many are found.
const MOST_FOUND: i32 = 10;
/// Characters that a search may have, and those that an invoice's number or id has at most.
const MOST_SEARCHED: usize = 200;
const LONGEST_NUMBER: usize = 100;

/// What was found.
#[derive(SimpleObject)]
pub struct StaffSearch {
    /// Organizations of this id, or with the text in their slug or name; at most 10, newest first.
    organizations: Vec<Organization>,
    /// Users of this id, or with the text in their address or name; at most 10, newest first.
    users: Vec<StaffUser>,
    /// Invoices of this id, or with exactly this number; at most 10, newest first.
    invoices: Vec<Invoice>,
    /// The object of this id where it is none of the others, such as an instance, an operation, a payment or a mail; null
    /// where there is none.
    node: Option<Node>,
}

/// A user, as staff see them.
#[derive(SimpleObject)]
#[graphql(complex)]
pub struct StaffUser {
    #[graphql(skip)]
    id: String,
    /// The user.
    user: User,
}

#[ComplexObject]
impl StaffUser {
    /// The organizations that the user belongs to; at most 10, newest first.
    async fn organizations(&self, ctx: &Context<'_>) -> Result<Vec<Organization>, Failure> {
        let found = ctx.request()?.batcher.load(load::OrganizationsOfUser, self.id.clone()).await?;
        Ok(found.iter().flat_map(|found| found.iter().cloned()).map(Organization::from).collect())
    }
}

/// A page of all organizations.
pub async fn organizations(
    ctx: &Context<'_>,
    search: Option<String>,
    page: Window,
) -> Result<Connection<Organization>, Failure> {
    let page = Some(page.request());
    let text = search.unwrap_or_default();
    let request = accounts::SearchOrganizationsRequest { text, user_id: None, page };
    let found = ctx.clients()?.accounts.search_organizations(request).await;
    let found = found.map_err(|status| refused(&status, None))?.into_inner();
    let items = found.organizations.into_iter().map(Arc::new).collect();
    Ok(Connection::of(&Listed { items, info: found.page_info.unwrap_or_default() }))
}

pub async fn search(ctx: &Context<'_>, text: &str) -> Result<StaffSearch, Failure> {
    let text = text.trim();
    if !(1..=MOST_SEARCHED).contains(&text.chars().count()) {
        let message = format!("The argument `text` has 1 to {MOST_SEARCHED} characters.");
        return Err(Failure::new(Code::BadUserInput, message));
    }
    let most = Window::new(Some(MOST_FOUND), None, None, None)?;
    let (organizations, users, invoices, node) = try_join4(
        organizations(ctx, Some(text.to_owned()), most),
        users(ctx, text),
        invoices(ctx, text),
        other(ctx, text),
    )
    .await?;
    Ok(StaffSearch { organizations: organizations.into_nodes(), users, invoices, node })
}

async fn users(ctx: &Context<'_>, text: &str) -> Result<Vec<StaffUser>, Failure> {
    let request = auth::SearchUsersRequest { text: text.to_owned(), limit: Some(MOST_FOUND) };
    let found = read(ctx.clients()?.auth.search_users(request).await)?;
    let users = found.users.into_iter().map(|user| StaffUser { id: user.id.clone(), user: User::from(Arc::new(user)) });
    Ok(users.collect())
}

async fn invoices(ctx: &Context<'_>, text: &str) -> Result<Vec<Invoice>, Failure> {
    if text.chars().count() > LONGEST_NUMBER {
        return Ok(Vec::new());
    }
    let request = billing::FindInvoicesRequest { text: text.to_owned() };
    let found = read(ctx.clients()?.billing.find_invoices(request).await)?;
    let most = usize::try_from(MOST_FOUND).unwrap_or(usize::MAX);
    Ok(found.invoices.into_iter().take(most).map(|invoice| Invoice::from(Arc::new(invoice))).collect())
}

/// What has this id and is found in no other way.
async fn other(ctx: &Context<'_>, text: &str) -> Result<Option<Node>, Failure> {
    if ["org_", "usr_", "inv_"].iter().any(|found| text.starts_with(found)) {
        return Ok(None);
    }
    node(ctx.request()?, text).await.transpose()
}
