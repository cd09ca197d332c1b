//! What is sold, what was bought, and the money for it.

mod catalogue;
mod invoices;
mod letterhead;
mod orders;
mod payments;
mod subscription;

pub use catalogue::{InstanceKind, Plan, Price, kind};
pub use invoices::{Invoice, InvoiceMutation, InvoiceStatus, invoices};
pub use letterhead::{BillingDetailsMutation, Letterhead, billing_details};
pub use orders::{OrderMutation, OrderPreview, PreviewOrderInput, preview_order};
pub use payments::{Payment, PaymentMutation};
pub use subscription::Subscription;
