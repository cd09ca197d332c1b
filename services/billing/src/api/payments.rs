//! Payments.

use hc_access::{Caller, Permission};
use hc_proto::billing::v1 as proto;
use hc_rpc::Violations;
use hc_storage::Idempotency;
use hc_types::{InvoiceId, PaymentId};
use tonic::{Request, Status};

use super::{Billing, cause, ids, invoices::permitted_invoice, money};
use crate::{
    app::pay_invoice::{PaidInvoice, PayInvoice},
    domain::payment::{PaymentStatus, PaymentToken, TokenError},
    provider::Providers,
    store::payments::{self, Payment},
};

pub async fn pay_invoice(
    billing: &Billing,
    request: Request<proto::PayInvoiceRequest>,
) -> Result<proto::PayInvoiceResponse, Status> {
    let caller = Caller::of(&request)?;
    let request = request.into_inner();
    let (invoice, _) = permitted_invoice(billing, &caller, Permission::InvoicePay, &request.invoice_id).await?;
    let mut violations = Violations::new();
    let key = Idempotency::new(caller.principal(), "billing.pay_invoice", request.idempotency_key.clone(), &request);
    let key = violations.check_as("IDEMPOTENCY_KEY_INVALID", "idempotency_key", key);
    let token = token(&billing.app.providers, &request.provider, &request.token, &mut violations);
    violations.finish()?;
    let (Some(key), Some(token)) = (key, token) else {
        return Err(Status::internal("a field without violation is missing"));
    };
    let order = PayInvoice { invoice, provider: request.provider, token, key, cause: cause(&caller) };
    let paid = billing.app.pay_invoice(order).await.map_err(hc_rpc::status)?;
    Ok(paid.into())
}

/// The token, if the provider is one of ours and could have given it. No message repeats what was sent.
fn token(providers: &Providers, provider: &str, text: &str, violations: &mut Violations) -> Option<PaymentToken> {
    let token = match PaymentToken::parse(text) {
        Ok(token) => Some(token),
        Err(error @ TokenError::CardNumber) => {
            violations.add("token", "CARD_NUMBER_REFUSED", error);
            None
        }
        Err(error @ TokenError::Form) => {
            violations.add("token", "TOKEN_INVALID", error);
            None
        }
    };
    let Some(provider) = providers.get(provider) else {
        violations.add("provider", "PROVIDER_UNKNOWN", format_args!("providers are: {}", providers.names()));
        return None;
    };
    let token = token?;
    violations.check_as("TOKEN_INVALID", "token", provider.check(&token))?;
    Some(token)
}

pub async fn batch_get_payments(
    billing: &Billing,
    request: Request<proto::BatchGetPaymentsRequest>,
) -> Result<proto::BatchGetPaymentsResponse, Status> {
    let caller = Caller::of(&request)?;
    let ids = ids::<PaymentId>(&request.into_inner().ids)?;
    let mut found = payments::get(billing.app.db.pool(), &ids).await.map_err(hc_rpc::status)?;
    let owners = found.iter().map(|payment| payment.organization);
    let permitted = billing.access.permitted(&caller, Permission::PaymentRead, owners).await?;
    found.retain(|payment| permitted.contains(&payment.organization));
    Ok(proto::BatchGetPaymentsResponse { payments: found.into_iter().map(Into::into).collect() })
}

pub async fn list_payments(
    billing: &Billing,
    request: Request<proto::ListPaymentsRequest>,
) -> Result<proto::ListPaymentsResponse, Status> {
    let caller = Caller::of(&request)?;
    let invoices = ids::<InvoiceId>(&request.into_inner().invoice_ids)?;
    let mut found = payments::of_invoices(billing.app.db.pool(), &invoices).await.map_err(hc_rpc::status)?;
    let owners = found.iter().map(|payment| payment.organization);
    let permitted = billing.access.permitted(&caller, Permission::PaymentRead, owners).await?;
    found.retain(|payment| permitted.contains(&payment.organization));
    Ok(proto::ListPaymentsResponse { payments: found.into_iter().map(Into::into).collect() })
}

impl From<PaidInvoice> for proto::PayInvoiceResponse {
    fn from(paid: PaidInvoice) -> Self {
        Self { invoice: Some(paid.invoice.into()), payment: Some(paid.payment.into()) }
    }
}

impl From<Payment> for proto::Payment {
    fn from(payment: Payment) -> Self {
        let status = match payment.status {
            PaymentStatus::Sent | PaymentStatus::Unknown => proto::PaymentStatus::Pending,
            PaymentStatus::RequiresAction => proto::PaymentStatus::RequiresAction,
            PaymentStatus::Succeeded => proto::PaymentStatus::Succeeded,
            PaymentStatus::Failed => proto::PaymentStatus::Failed,
            PaymentStatus::Canceled => proto::PaymentStatus::Canceled,
        };
        Self {
            id: payment.id.to_string(),
            invoice_id: payment.invoice.to_string(),
            organization_id: payment.organization.to_string(),
            status: status.into(),
            amount: Some(payment.amount.into()),
            amount_refunded: Some(money(payment.refunded, payment.amount.currency())),
            failure_code: payment.failure_code,
            created_at: Some(payment.created_at.into()),
        }
    }
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use sqlx::PgPool;

    use super::*;
    use crate::provider::TestProvider;

    fn reasons(provider: &str, text: &str) -> Vec<(String, String)> {
        let books = PgPool::connect_lazy("postgres://nobody@localhost/none").unwrap();
        let providers = Providers::default().with("test", Arc::new(TestProvider::new(books)));
        let mut violations = Violations::new();
        let token = token(&providers, provider, text, &mut violations);
        let violations = violations.into_vec();
        assert_eq!(token.is_some(), violations.is_empty());
        assert!(violations.iter().all(|violation| text.is_empty() || !violation.message.contains(text)));
        violations.into_iter().map(|violation| (violation.field, violation.reason)).collect()
    }

    #[tokio::test]
    async fn a_card_number_is_refused_and_never_repeated() {
        assert_eq!(reasons("test", "tok_ok"), []);
        for (provider, text, expected) in [
            ("test", "4242 4242 4242 4242", ("token", "CARD_NUMBER_REFUSED")),
            ("test", "", ("token", "TOKEN_INVALID")),
            ("test", "tok_other", ("token", "TOKEN_INVALID")),
            ("stripe", "tok_ok", ("provider", "PROVIDER_UNKNOWN")),
        ] {
            assert_eq!(reasons(provider, text), [(expected.0.to_owned(), expected.1.to_owned())]);
        }
    }
}
