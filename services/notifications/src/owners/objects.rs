//! `billing` and `provisioning`: what the objects of an event are called, where the event does not say it.

use hc_proto::{
    billing::v1::{BatchGetInvoicesRequest, billing_service_client::BillingServiceClient},
    provisioning::v1::{BatchGetInstancesRequest, provisioning_service_client::ProvisioningServiceClient},
};
use hc_types::{InstanceId, InvoiceId, Money};

use super::{OwnerError, Owners};

/// What is still to be paid on an invoice.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Due {
    /// None for a pro-forma.
    pub number: Option<String>,
    pub due: Money,
}

/// An instance, as its owner calls it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Site {
    pub name: String,
}

impl Owners {
    /// What is due on an invoice; none when it does not exist.
    pub async fn due(&self, invoice: InvoiceId) -> Result<Option<Due>, OwnerError> {
        let request = BatchGetInvoicesRequest { ids: vec![invoice.to_string()] };
        let answer = BillingServiceClient::new(self.billing.clone()).batch_get_invoices(request).await;
        let invoices = answer.map_err(|status| OwnerError::of("billing", &status))?.into_inner().invoices;
        let Some(found) = invoices.into_iter().find(|found| found.id == invoice.to_string()) else { return Ok(None) };
        let due = found.amount_due.and_then(|due| Money::try_from(due).ok());
        let due = due.ok_or("an invoice without what is due").map_err(OwnerError::unexpected("billing"))?;
        Ok(Some(Due { number: found.number, due }))
    }

    /// An instance, terminated ones too; none when it does not exist.
    pub async fn site(&self, instance: InstanceId) -> Result<Option<Site>, OwnerError> {
        let request = BatchGetInstancesRequest { ids: vec![instance.to_string()] };
        let answer = ProvisioningServiceClient::new(self.provisioning.clone()).batch_get_instances(request).await;
        let instances = answer.map_err(|status| OwnerError::of("provisioning", &status))?.into_inner().instances;
        Ok(instances.into_iter().find(|found| found.id == instance.to_string()).map(|found| Site { name: found.name }))
    }
}
