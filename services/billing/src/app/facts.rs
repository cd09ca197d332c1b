//! What the others hear: the payloads of this service's events.

use hc_events::{Cause, Fact, outbox};
use hc_proto::{Event, events::v1 as events};
use hc_storage::StoreError;
use hc_types::{BillingDetailsId, OrganizationId, Timestamp};
use sqlx::PgConnection;
use type_safe_id::{DynamicType, TypeSafeId};

use crate::{
    domain::{invoice::Issue, periods::Period},
    store::{
        credits::Credit,
        invoices::Invoice,
        orders::{End, NewOrder},
        payments::Payment,
        subscriptions::Ordered,
    },
    wire::instance_kind,
};
use hc_types::Money;

/// Tells of changes of one organization's objects, for one cause, in the transaction of the change.
pub struct Teller<'a> {
    /// Why it happens.
    pub cause: &'a Cause,
    /// Whose objects.
    pub organization: OrganizationId,
}

impl Teller<'_> {
    async fn tell<E: Event>(&self, tx: &mut PgConnection, subject: String, payload: E) -> Result<(), StoreError> {
        let fact = Fact { subject, organization: Some(self.organization), cause: self.cause, payload };
        outbox::enqueue(tx, fact).await.map(|_| ())
    }

    /// `billing.order.placed`.
    pub async fn order_placed(
        &self,
        tx: &mut PgConnection,
        order: &NewOrder,
        subscriptions: &[Ordered],
        invoice: &Invoice,
    ) -> Result<(), StoreError> {
        let payload = events::OrderPlaced {
            order_id: order.id.to_string(),
            organization_id: self.organization.to_string(),
            invoice_id: invoice.id.to_string(),
            instances: subscriptions.iter().map(instance).collect(),
            total: Some(Money::new(invoice.total, invoice.currency).into()),
            expires_at: Some(order.expires_at.into()),
        };
        self.tell(tx, order.id.to_string(), payload).await
    }

    /// `billing.order.paid`.
    pub async fn order_paid(&self, tx: &mut PgConnection, invoice: &Invoice) -> Result<(), StoreError> {
        let payload = events::OrderPaid {
            order_id: invoice.order.to_string(),
            organization_id: self.organization.to_string(),
            invoice_id: invoice.id.to_string(),
        };
        self.tell(tx, invoice.order.to_string(), payload).await
    }

    /// `billing.order.voided`.
    pub async fn order_voided(
        &self,
        tx: &mut PgConnection,
        invoice: &Invoice,
        subscriptions: &[Ordered],
        end: End,
    ) -> Result<(), StoreError> {
        let payload = events::OrderVoided {
            order_id: invoice.order.to_string(),
            organization_id: self.organization.to_string(),
            instance_ids: subscriptions.iter().map(|subscription| subscription.instance.to_string()).collect(),
            reason: end.name().to_owned(),
        };
        self.tell(tx, invoice.order.to_string(), payload).await
    }

    /// `billing.subscription.created`.
    pub async fn subscription_created(&self, tx: &mut PgConnection, subscription: &Ordered) -> Result<(), StoreError> {
        let payload = events::SubscriptionCreated {
            subscription_id: subscription.id.to_string(),
            organization_id: self.organization.to_string(),
            price_id: subscription.price.to_string(),
            instance_id: subscription.instance.to_string(),
        };
        self.tell(tx, subscription.id.to_string(), payload).await
    }

    /// `billing.subscription.activated`.
    pub async fn subscription_activated(
        &self,
        tx: &mut PgConnection,
        subscription: &Ordered,
        period: Period,
    ) -> Result<(), StoreError> {
        let payload = events::SubscriptionActivated {
            subscription_id: subscription.id.to_string(),
            organization_id: self.organization.to_string(),
            order_id: subscription.order.to_string(),
            instance: Some(instance(subscription)),
            current_period_start: Some(period.start.into()),
            current_period_end: Some(period.end.into()),
        };
        self.tell(tx, subscription.id.to_string(), payload).await
    }

    /// `billing.subscription.expired`.
    pub async fn subscription_expired(&self, tx: &mut PgConnection, subscription: &Ordered) -> Result<(), StoreError> {
        let payload = events::SubscriptionExpired {
            subscription_id: subscription.id.to_string(),
            organization_id: self.organization.to_string(),
            instance_id: subscription.instance.to_string(),
        };
        self.tell(tx, subscription.id.to_string(), payload).await
    }

    /// `billing.subscription.canceled`.
    pub async fn subscription_canceled(
        &self,
        tx: &mut PgConnection,
        subscription: &Ordered,
        reason: &str,
    ) -> Result<(), StoreError> {
        let payload = events::SubscriptionCanceled {
            subscription_id: subscription.id.to_string(),
            organization_id: self.organization.to_string(),
            instance_id: subscription.instance.to_string(),
            reason: reason.to_owned(),
        };
        self.tell(tx, subscription.id.to_string(), payload).await
    }

    /// `billing.invoice.created`.
    pub async fn invoice_created(&self, tx: &mut PgConnection, invoice: &Invoice) -> Result<(), StoreError> {
        let payload = events::InvoiceCreated {
            invoice_id: invoice.id.to_string(),
            organization_id: self.organization.to_string(),
            total: Some(Money::new(invoice.total, invoice.currency).into()),
            due_at: invoice.due_at.map(Into::into),
        };
        self.tell(tx, invoice.id.to_string(), payload).await
    }

    /// `billing.invoice.issued`.
    pub async fn invoice_issued(
        &self,
        tx: &mut PgConnection,
        invoice: &Invoice,
        issue: &Issue,
    ) -> Result<(), StoreError> {
        let payload = events::InvoiceIssued {
            invoice_id: invoice.id.to_string(),
            organization_id: self.organization.to_string(),
            number: issue.number.clone(),
            total: Some(Money::new(invoice.total, invoice.currency).into()),
            tax: Some(Money::new(invoice.tax, invoice.currency).into()),
            issued_at: Some(issue.at.into()),
        };
        self.tell(tx, invoice.id.to_string(), payload).await
    }

    /// `billing.invoice.paid`.
    pub async fn invoice_paid(
        &self,
        tx: &mut PgConnection,
        invoice: &Invoice,
        payment: Option<&Payment>,
        paid_at: Timestamp,
    ) -> Result<(), StoreError> {
        let payload = events::InvoicePaid {
            invoice_id: invoice.id.to_string(),
            organization_id: self.organization.to_string(),
            total: Some(Money::new(invoice.total, invoice.currency).into()),
            payment_id: payment.map(|payment| payment.id.to_string()).unwrap_or_default(),
            paid_at: Some(paid_at.into()),
        };
        self.tell(tx, invoice.id.to_string(), payload).await
    }

    /// `billing.invoice.voided`.
    pub async fn invoice_voided(&self, tx: &mut PgConnection, invoice: &Invoice) -> Result<(), StoreError> {
        let payload = events::InvoiceVoided {
            invoice_id: invoice.id.to_string(),
            organization_id: self.organization.to_string(),
        };
        self.tell(tx, invoice.id.to_string(), payload).await
    }

    /// `billing.payment.created`.
    pub async fn payment_created(&self, tx: &mut PgConnection, payment: &Payment) -> Result<(), StoreError> {
        let payload = events::PaymentCreated {
            payment_id: payment.id.to_string(),
            invoice_id: payment.invoice.to_string(),
            organization_id: self.organization.to_string(),
            amount: Some(payment.amount.into()),
            provider: payment.provider.clone(),
        };
        self.tell(tx, payment.id.to_string(), payload).await
    }

    /// `billing.payment.succeeded`.
    pub async fn payment_succeeded(&self, tx: &mut PgConnection, payment: &Payment) -> Result<(), StoreError> {
        let payload = events::PaymentSucceeded {
            payment_id: payment.id.to_string(),
            invoice_id: payment.invoice.to_string(),
            organization_id: self.organization.to_string(),
            amount: Some(payment.amount.into()),
        };
        self.tell(tx, payment.id.to_string(), payload).await
    }

    /// `billing.payment.failed`.
    pub async fn payment_failed(&self, tx: &mut PgConnection, payment: &Payment, code: &str) -> Result<(), StoreError> {
        let payload = events::PaymentFailed {
            payment_id: payment.id.to_string(),
            invoice_id: payment.invoice.to_string(),
            organization_id: self.organization.to_string(),
            failure_code: code.to_owned(),
        };
        self.tell(tx, payment.id.to_string(), payload).await
    }

    /// `billing.credit.granted`; `source` is the public id of what gave the credit.
    pub async fn credit_granted(
        &self,
        tx: &mut PgConnection,
        credit: &Credit,
        source: String,
    ) -> Result<(), StoreError> {
        let payload = events::CreditGranted {
            organization_id: self.organization.to_string(),
            amount: Some(credit.amount.into()),
            reason: credit.reason.name().to_owned(),
            source_id: source,
        };
        let transfer = DynamicType::new("led").map(|kind| TypeSafeId::from_type_and_uuid(kind, credit.transfer));
        let transfer = transfer.map_err(|error| StoreError::corrupt("ledger transfer", error))?;
        self.tell(tx, transfer.to_string(), payload).await
    }

    /// `billing.details.updated`; `changed` names what was changed.
    pub async fn billing_details_updated(
        &self,
        tx: &mut PgConnection,
        id: BillingDetailsId,
        changed: &[&str],
    ) -> Result<(), StoreError> {
        let payload = events::BillingDetailsUpdated {
            billing_details_id: id.to_string(),
            organization_id: self.organization.to_string(),
            changed: changed.iter().map(|part| (*part).to_owned()).collect(),
        };
        self.tell(tx, id.to_string(), payload).await
    }
}

fn instance(subscription: &Ordered) -> events::OrderedInstance {
    events::OrderedInstance {
        instance_id: subscription.instance.to_string(),
        subscription_id: subscription.id.to_string(),
        region_id: subscription.region.to_string(),
        name: subscription.name.clone(),
        kind: instance_kind(subscription.kind).into(),
        limits: Some(subscription.limits.into()),
    }
}
