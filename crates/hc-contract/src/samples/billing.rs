//! What billing publishes: one order for two sites, from the cart to the end.

use hc_proto::{
    events::v1::{
        BillingDetailsUpdated, CreditGranted, InvoiceCreated, InvoiceIssued, InvoicePaid, InvoiceVoided, OrderPaid,
        OrderPlaced, OrderVoided, OrderedInstance, PaymentCreated, PaymentFailed, PaymentSucceeded,
        SubscriptionActivated, SubscriptionCanceled, SubscriptionCreated, SubscriptionExpired, SubscriptionResumed,
        SubscriptionSuspended,
    },
    r#type::v1::{InstanceKind, InstanceLimits, Money},
};
use hc_types::{
    BillingDetailsId, InstanceId, InvoiceId, OrderId, OrganizationId, PaymentId, PriceId, RegionId, SubscriptionId,
};

use super::{Sample, at, text, text_id};

pub(super) fn samples() -> Vec<Sample> {
    [orders(), subscriptions(), invoices(), payments(), details()].concat()
}

fn euros(minor_units: i64) -> Money {
    Money { minor_units, currency_code: text("EUR") }
}

fn ordered(name: &str, number: u64) -> OrderedInstance {
    OrderedInstance {
        instance_id: text_id::<InstanceId>(number),
        subscription_id: text_id::<SubscriptionId>(number + 1),
        region_id: text_id::<RegionId>(12),
        name: text(name),
        kind: InstanceKind::Site.into(),
        limits: Some(InstanceLimits { disk_bytes: 5_368_709_120, memory_mib: 0, cpu_milli: 0, max_files: 20_000 }),
    }
}

fn orders() -> Vec<Sample> {
    let order_id = text_id::<OrderId>(20);
    let organization_id = text_id::<OrganizationId>(1);
    let invoice_id = text_id::<InvoiceId>(21);
    let instances = vec![ordered("shop", 10), ordered("blog", 30)];
    let voided = OrderVoided {
        order_id: order_id.clone(),
        organization_id: organization_id.clone(),
        instance_ids: instances.iter().map(|instance| instance.instance_id.clone()).collect(),
        reason: text("expired"),
    };
    let placed = OrderPlaced {
        order_id: order_id.clone(),
        organization_id: organization_id.clone(),
        invoice_id: invoice_id.clone(),
        instances,
        total: Some(euros(3_998)),
        expires_at: Some(at(900)),
    };
    let paid = OrderPaid { order_id: order_id.clone(), organization_id, invoice_id };
    vec![
        Sample::of(&order_id, &placed),
        Sample::of(&order_id, &paid).version(2),
        Sample::of(&order_id, &voided).version(2).by_system("orders"),
    ]
}

fn subscriptions() -> Vec<Sample> {
    let subscription_id = text_id::<SubscriptionId>(11);
    let organization_id = text_id::<OrganizationId>(1);
    let instance_id = text_id::<InstanceId>(10);
    let created = SubscriptionCreated {
        subscription_id: subscription_id.clone(),
        organization_id: organization_id.clone(),
        price_id: text_id::<PriceId>(22),
        instance_id: instance_id.clone(),
    };
    let activated = SubscriptionActivated {
        subscription_id: subscription_id.clone(),
        organization_id: organization_id.clone(),
        order_id: text_id::<OrderId>(20),
        instance: Some(ordered("shop", 10)),
        current_period_start: Some(at(0)),
        current_period_end: Some(at(2_592_000)),
    };
    let expired = SubscriptionExpired {
        subscription_id: subscription_id.clone(),
        organization_id: organization_id.clone(),
        instance_id: instance_id.clone(),
    };
    let canceled = SubscriptionCanceled {
        subscription_id: subscription_id.clone(),
        organization_id: organization_id.clone(),
        instance_id: instance_id.clone(),
        reason: text("instance_terminated"),
    };
    let suspended = SubscriptionSuspended {
        subscription_id: subscription_id.clone(),
        organization_id: organization_id.clone(),
        instance_id: instance_id.clone(),
    };
    let resumed = SubscriptionResumed { subscription_id: subscription_id.clone(), organization_id, instance_id };
    vec![
        Sample::of(&subscription_id, &created),
        Sample::of(&subscription_id, &activated).version(2),
        Sample::of(&subscription_id, &expired).version(2).by_system("orders"),
        Sample::of(&subscription_id, &suspended).version(3).by_system("dunning"),
        Sample::of(&subscription_id, &resumed).version(4),
        Sample::of(&subscription_id, &canceled).version(5),
    ]
}

fn invoices() -> Vec<Sample> {
    let invoice_id = text_id::<InvoiceId>(21);
    let organization_id = text_id::<OrganizationId>(1);
    let created = InvoiceCreated {
        invoice_id: invoice_id.clone(),
        organization_id: organization_id.clone(),
        total: Some(euros(3_998)),
        due_at: Some(at(900)),
    };
    let issued = InvoiceIssued {
        invoice_id: invoice_id.clone(),
        organization_id: organization_id.clone(),
        number: text("2026-000042"),
        total: Some(euros(3_998)),
        tax: Some(euros(638)),
        issued_at: Some(at(60)),
    };
    let paid = InvoicePaid {
        invoice_id: invoice_id.clone(),
        organization_id: organization_id.clone(),
        total: Some(euros(3_998)),
        payment_id: text_id::<PaymentId>(23),
        paid_at: Some(at(60)),
    };
    // Nothing was to be paid, so that there is no payment.
    let free = InvoicePaid { total: Some(euros(0)), payment_id: String::new(), ..paid.clone() };
    let voided = InvoiceVoided { invoice_id: invoice_id.clone(), organization_id };
    vec![
        Sample::of(&invoice_id, &created),
        Sample::of(&invoice_id, &issued).version(2),
        Sample::of(&invoice_id, &paid).version(3),
        Sample::of(&invoice_id, &free).version(3).case("free"),
        Sample::of(&invoice_id, &voided).version(2).by_system("orders"),
    ]
}

fn payments() -> Vec<Sample> {
    let payment_id = text_id::<PaymentId>(23);
    let invoice_id = text_id::<InvoiceId>(21);
    let organization_id = text_id::<OrganizationId>(1);
    let created = PaymentCreated {
        payment_id: payment_id.clone(),
        invoice_id: invoice_id.clone(),
        organization_id: organization_id.clone(),
        amount: Some(euros(3_998)),
        provider: text("test"),
    };
    let succeeded = PaymentSucceeded {
        payment_id: payment_id.clone(),
        invoice_id: invoice_id.clone(),
        organization_id: organization_id.clone(),
        amount: Some(euros(3_998)),
    };
    let failed = PaymentFailed {
        payment_id: payment_id.clone(),
        invoice_id,
        organization_id: organization_id.clone(),
        failure_code: text("card_declined"),
    };
    let granted = CreditGranted {
        organization_id,
        amount: Some(euros(1_999)),
        reason: text("instance_failed"),
        source_id: text_id::<SubscriptionId>(11),
    };
    vec![
        Sample::of(&payment_id, &created),
        Sample::of(&payment_id, &succeeded).version(2),
        Sample::of(&payment_id, &failed).version(2),
        Sample::of("led_01k1jfc2007000000000000018", &granted).by_system("credits"),
    ]
}

fn details() -> Vec<Sample> {
    let billing_details_id = text_id::<BillingDetailsId>(25);
    let updated = BillingDetailsUpdated {
        billing_details_id: billing_details_id.clone(),
        organization_id: text_id::<OrganizationId>(1),
        changed: vec![text("name"), text("address")],
    };
    vec![Sample::of(billing_details_id, &updated)]
}
