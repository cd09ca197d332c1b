//! How an organization's mails look.

use std::sync::Arc;

use async_graphql::{Context, ID, InputObject, Object, SimpleObject};
use hc_proto::notifications::v1 as proto;

use crate::errors::Failure;
use crate::schema::context::ContextExt;
use crate::schema::user_errors::{UserError, user_errors};

/// How an organization's mails look. What is null is as in the mails of the platform.
#[derive(Debug, Clone)]
pub struct Brand(Arc<proto::Brand>);

impl From<Arc<proto::Brand>> for Brand {
    fn from(brand: Arc<proto::Brand>) -> Self {
        Self(brand)
    }
}

/// How an organization's mails look. What is null is as in the mails of the platform.
#[Object]
impl Brand {
    /// The name in subject, head and footer.
    async fn name(&self) -> Option<&str> {
        self.0.name.as_deref()
    }

    /// The colour of buttons, `#rrggbb`.
    async fn color(&self) -> Option<&str> {
        self.0.color.as_deref()
    }

    /// The `https://` address of a logo.
    async fn logo_url(&self) -> Option<&str> {
        self.0.logo_url.as_deref()
    }

    /// Where answers go.
    async fn support_email(&self) -> Option<&str> {
        self.0.support_email.as_deref()
    }

    /// Who sends, as the law wants it.
    async fn legal_footer(&self) -> Option<&str> {
        self.0.legal_footer.as_deref()
    }
}

/// How an organization's mails are to look. What is absent is as in the mails of the platform.
#[derive(InputObject)]
pub struct BrandInput {
    /// The name in subject, head and footer: 1 to 60 characters.
    name: Option<String>,
    /// The colour of buttons, `#rrggbb`; the text on it is chosen to be readable.
    color: Option<String>,
    /// The `https://` address of a logo, at most 500 characters.
    logo_url: Option<String>,
    /// Where answers go.
    support_email: Option<String>,
    /// Who sends, as the law wants it: at most 500 characters in 8 lines.
    legal_footer: Option<String>,
}

/// What `updateBrand` takes.
#[derive(InputObject)]
pub struct UpdateBrandInput {
    /// The organization, `org_…`.
    organization_id: ID,
    /// All of it.
    brand: BrandInput,
}

/// What `updateBrand` answers.
#[derive(Default, SimpleObject)]
pub struct UpdateBrandPayload {
    /// The brand as it is now; null with errors.
    brand: Option<Brand>,
    /// What to correct; empty on success.
    user_errors: Vec<UserError>,
}

/// Mutations of brands.
#[derive(Default)]
pub struct BrandMutation;

#[Object]
impl BrandMutation {
    /// Replaces how the organization's mails look. Needs the permission `notifications.brand.update`.
    async fn update_brand(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The whole brand.")] input: UpdateBrandInput,
    ) -> Result<UpdateBrandPayload, Failure> {
        let BrandInput { name, color, logo_url, support_email, legal_footer } = input.brand;
        let brand = proto::Brand { name, color, logo_url, support_email, legal_footer };
        let request = proto::UpdateBrandRequest { organization_id: input.organization_id.0, brand: Some(brand) };
        Ok(match ctx.changed(ctx.clients()?.mails.update_brand(request).await)? {
            Ok(done) => UpdateBrandPayload {
                brand: done.brand.map(|brand| Brand::from(Arc::new(brand))),
                user_errors: Vec::new(),
            },
            Err(status) => UpdateBrandPayload { user_errors: user_errors(&status)?, ..Default::default() },
        })
    }
}
