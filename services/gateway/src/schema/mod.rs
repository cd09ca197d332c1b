//! The public schema. Resolvers translate between it and the services, and decide nothing.
#![expect(clippy::unused_async, reason = "the library takes async resolvers only")]

mod audit;
pub mod billing;
mod context;
mod deploy;
pub mod identity;
pub mod instances;
pub mod load;
mod mail_links;
mod node;
pub mod notifications;
pub mod organizations;
mod pages;
mod query;
mod scalars;
mod slugs;
mod staff;
mod subscriptions;
mod user_errors;
mod viewer;
mod webhooks;

use async_graphql::{MergedObject, SDLExportOptions, Schema};

use billing::{BillingDetailsMutation, InvoiceMutation, OrderMutation, PaymentMutation};
pub use context::RequestContext;
use identity::IdentityMutation;
use instances::InstanceMutation;
use mail_links::MailLinkMutation;
pub use node::node;
use notifications::{BrandMutation, FeedMutation, PreferencesMutation};
use organizations::OrganizationMutation;
pub use pages::{DEFAULT_PAGE, Listed, Window};
use query::QueryRoot;
pub use scalars::DateTime;
pub use slugs::Slugs;
use staff::{DeadLetterMutation, MailMutation, RepairMutation};
pub use subscriptions::Change;
use subscriptions::SubscriptionRoot;
use webhooks::WebhookMutation;

/// The root of all mutations. Each takes one `input` and answers what was changed, and `userErrors` with what the user can
/// correct; everything else is an error.
#[derive(Default, MergedObject)]
pub struct MutationRoot(
    IdentityMutation,
    MailLinkMutation,
    PreferencesMutation,
    FeedMutation,
    BrandMutation,
    OrganizationMutation,
    OrderMutation,
    PaymentMutation,
    InvoiceMutation,
    BillingDetailsMutation,
    InstanceMutation,
    WebhookMutation,
    DeadLetterMutation,
    RepairMutation,
    MailMutation,
);

/// The schema with its resolvers.
pub type ApiSchema = Schema<QueryRoot, MutationRoot, SubscriptionRoot>;

/// Makes the schema. `suggestions` lets validation propose names, which costs time for each unknown one.
pub fn build(suggestions: bool) -> ApiSchema {
    // No extension may ever be installed here: one alone sends every field through the library's slow path.
    let builder = Schema::build(QueryRoot, MutationRoot::default(), SubscriptionRoot);
    if suggestions { builder.finish() } else { builder.disable_suggestions().finish() }
}

/// The schema in its language, in an order that does not change.
pub fn sdl(schema: &ApiSchema) -> String {
    let options = SDLExportOptions::new().sorted_fields().sorted_enum_items().include_specified_by();
    let text = schema.sdl_with_options(options);
    let lines: Vec<_> = text.lines().map(str::trim_end).collect();
    format!("{}\n", lines.join("\n").trim())
}
