//! Who sells and who buys, as it stands on paper; and saying to whom invoices are addressed.

use std::sync::Arc;

use async_graphql::{Context, ID, InputObject, Object, SimpleObject};
use hc_proto::accounts::v1::Organization;
use hc_proto::billing::v1 as proto;

use crate::errors::Failure;
use crate::schema::context::{ContextExt, follow};
use crate::schema::load;
use crate::schema::user_errors::{UserError, user_errors};

/// A party of an invoice, as it stands on paper.
#[derive(Debug, Clone)]
pub struct Letterhead {
    said: proto::Letterhead,
    /// The organization whose name stands where none was said.
    organization: Option<String>,
}

impl Letterhead {
    /// Who sells.
    pub fn of_seller(said: Option<proto::Letterhead>) -> Self {
        Self { said: said.unwrap_or_default(), organization: None }
    }

    /// Who buys.
    pub fn of_buyer(said: Option<proto::Letterhead>, organization: String) -> Self {
        Self { said: said.unwrap_or_default(), organization: Some(organization) }
    }
}

/// A party of an invoice, as it stands on paper.
#[Object]
impl Letterhead {
    /// Its full name: of a buyer the organization's name where nobody has said another, of a seller null on invoices from
    /// before this was kept.
    async fn name(&self, ctx: &Context<'_>) -> Option<Result<String, Failure>> {
        match (said(&self.said.name), &self.organization) {
            (None, Some(id)) => Some(name_of(ctx, id).await),
            (name, _) => name.map(|name| Ok(name.to_owned())),
        }
    }

    /// Where it is, in lines; null where nobody has said.
    async fn address(&self) -> Option<&str> {
        said(&self.said.address)
    }

    /// Its number for value added tax, or the one of its tax office; null where nobody has said.
    async fn tax_number(&self) -> Option<&str> {
        said(&self.said.tax_number)
    }
}

async fn name_of(ctx: &Context<'_>, organization: &str) -> Result<String, Failure> {
    let organization: Arc<Organization> = follow(ctx, load::Organizations, organization, "organization").await?;
    Ok(organization.name.clone())
}

fn said(text: &str) -> Option<&str> {
    Some(text).filter(|text| !text.is_empty())
}

/// To whom an organization's invoices are addressed.
pub async fn billing_details(ctx: &Context<'_>, organization: &str) -> Result<Letterhead, Failure> {
    let said: Arc<proto::Letterhead> = follow(ctx, load::BillingDetailsOf, organization, "billing details").await?;
    Ok(Letterhead::of_buyer(Some(Arc::unwrap_or_clone(said)), organization.to_owned()))
}

/// What `updateBillingDetails` takes: all of it.
#[derive(InputObject)]
pub struct UpdateBillingDetailsInput {
    /// The organization, `org_…`.
    organization_id: ID,
    /// The buyer's full name: at most 200 characters. The organization's name where it is absent or empty.
    name: Option<String>,
    /// The buyer's address: at most 500 characters in 8 lines; none where it is absent.
    address: Option<String>,
    /// The buyer's number for value added tax, or another one: at most 50 characters; none where it is absent.
    tax_number: Option<String>,
}

/// What `updateBillingDetails` answers.
#[derive(Default, SimpleObject)]
pub struct UpdateBillingDetailsPayload {
    /// The details as they are now; null with errors.
    billing_details: Option<Letterhead>,
    /// What to correct; empty on success.
    user_errors: Vec<UserError>,
}

/// Mutations of billing details.
#[derive(Default)]
pub struct BillingDetailsMutation;

#[Object]
impl BillingDetailsMutation {
    /// Replaces to whom the organization's invoices are addressed. Invoices without a number follow, issued ones stay as they
    /// are. Needs the permission `billing.invoice.pay`.
    async fn update_billing_details(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The whole details.")] input: UpdateBillingDetailsInput,
    ) -> Result<UpdateBillingDetailsPayload, Failure> {
        let organization = input.organization_id.0;
        let request = proto::UpdateBillingDetailsRequest {
            organization_id: organization.clone(),
            name: input.name.unwrap_or_default(),
            address: input.address.unwrap_or_default(),
            tax_number: input.tax_number.unwrap_or_default(),
        };
        Ok(match ctx.changed(ctx.clients()?.billing.update_billing_details(request).await)? {
            Ok(done) => UpdateBillingDetailsPayload {
                billing_details: Some(Letterhead::of_buyer(done.details, organization)),
                user_errors: Vec::new(),
            },
            Err(status) => UpdateBillingDetailsPayload { user_errors: user_errors(&status)?, ..Default::default() },
        })
    }
}
