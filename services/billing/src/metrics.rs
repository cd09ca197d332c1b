//! What this service counts.

use metrics::{Unit, counter, describe_counter, describe_gauge, gauge};

use crate::domain::payment::PaymentStatus;

const ORDERS_PLACED: &str = "hostingco_orders_placed_total";
const ORDERS_LAPSED: &str = "hostingco_orders_lapsed_total";
const PAYMENTS: &str = "hostingco_payments_total";
const BREACHES: &str = "hostingco_ledger_breaches";
const CHECKED: &str = "hostingco_ledger_checked_timestamp_seconds";

/// Describes every metric; once, at the start.
pub fn describe() {
    describe_counter!(ORDERS_PLACED, "Orders that were placed");
    describe_counter!(ORDERS_LAPSED, "Orders that nobody paid in time");
    describe_counter!(PAYMENTS, "What providers said about payments, by the payment's status");
    describe_gauge!(
        BREACHES,
        "Rules between ledger, invoices and payments that do not hold; above 0 somebody must look"
    );
    describe_gauge!(CHECKED, Unit::Seconds, "When the books were last checked to the end, in seconds since 1970");
}

/// An order was placed.
pub fn order_placed() {
    counter!(ORDERS_PLACED).increment(1);
}

/// An order lapsed.
pub fn order_lapsed() {
    counter!(ORDERS_LAPSED).increment(1);
}

/// A provider said something about a payment, or nothing.
pub fn payment_answered(status: PaymentStatus) {
    counter!(PAYMENTS, "status" => status.name()).increment(1);
}

/// The books were checked: how many rules are broken, and when that was.
#[expect(clippy::cast_precision_loss, reason = "a gauge is a double")]
pub fn ledger_checked(breaches: usize, at_seconds: i64) {
    gauge!(BREACHES).set(breaches as f64);
    gauge!(CHECKED).set(at_seconds as f64);
}
