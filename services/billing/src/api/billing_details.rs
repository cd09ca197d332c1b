//! To whom invoices are addressed.

use hc_access::{Caller, Permission};
use hc_proto::billing::v1 as proto;
use hc_rpc::Violations;
use tonic::{Request, Status};

use super::{Billing, cause};
use crate::{
    app::update_billing_details::update_billing_details,
    domain::letterhead::{self, Letterhead},
    store::billing_details,
};

pub async fn list(
    billing: &Billing,
    request: Request<proto::ListBillingDetailsRequest>,
) -> Result<proto::ListBillingDetailsResponse, Status> {
    let caller = Caller::of(&request)?;
    let request = request.into_inner();
    let organizations = billing.organizations(&caller, Permission::InvoiceRead, &request.organization_ids).await?;
    let found = billing_details::of_each(billing.app.db.pool(), &organizations).await.map_err(hc_rpc::status)?;
    Ok(proto::ListBillingDetailsResponse { details: found.into_iter().map(Into::into).collect() })
}

pub async fn update(
    billing: &Billing,
    request: Request<proto::UpdateBillingDetailsRequest>,
) -> Result<proto::UpdateBillingDetailsResponse, Status> {
    let caller = Caller::of(&request)?;
    let request = request.into_inner();
    let organization = billing.organization(&caller, Permission::InvoicePay, &request.organization_id).await?;
    let details = read(&request)?;
    let cause = cause(&caller);
    let updated = billing.app.db.transact(move |tx, now| {
        Box::pin(async move { update_billing_details(tx, now, &cause, organization, &details).await.map(|()| details) })
    });
    Ok(proto::UpdateBillingDetailsResponse { details: Some(updated.await.map_err(hc_rpc::status)?.into()) })
}

fn read(request: &proto::UpdateBillingDetailsRequest) -> Result<Letterhead, Status> {
    let mut violations = Violations::new();
    let name = violations.check_as("NAME_INVALID", "name", letterhead::name(&request.name));
    let address = violations.check_as("ADDRESS_INVALID", "address", letterhead::address(&request.address));
    let tax_number =
        violations.check_as("TAX_NUMBER_INVALID", "tax_number", letterhead::tax_number(&request.tax_number));
    violations.finish()?;
    let (name, address, tax_number) =
        (name.unwrap_or_default(), address.unwrap_or_default(), tax_number.unwrap_or_default());
    Ok(Letterhead { name, address, tax_number })
}

impl From<Letterhead> for proto::Letterhead {
    fn from(letterhead: Letterhead) -> Self {
        let Letterhead { name, address, tax_number } = letterhead;
        Self { name, address, tax_number }
    }
}

#[cfg(test)]
mod tests {
    use hc_rpc::Fault;

    use super::*;

    #[test]
    fn each_wrong_field_is_named_at_its_place() {
        let request = proto::UpdateBillingDetailsRequest {
            organization_id: String::new(),
            name: "Acme\nLtd".into(),
            address: "1\n2\n3\n4\n5\n6\n7\n8\n9".into(),
            tax_number: "1".repeat(51),
        };
        let refused = Fault::from(&read(&request).unwrap_err());
        let violations: Vec<_> = refused.violations.iter().map(|v| (v.field.as_str(), v.reason.as_str())).collect();
        let expected = [("name", "NAME_INVALID"), ("address", "ADDRESS_INVALID"), ("tax_number", "TAX_NUMBER_INVALID")];
        assert_eq!(violations, expected);
        assert_eq!(read(&proto::UpdateBillingDetailsRequest::default()).unwrap(), Letterhead::default());
    }
}
