//! What each service tells of its own consumers.

use hc_proto::events::v1::{DeadLetterDropped, DeadLetterRetried, InvoicePaid};

use super::{Sample, event_id, text};

pub(super) fn samples() -> Vec<Sample> {
    let dead_letter_id = text("provisioning/17");
    let message_id = event_id(<InvoicePaid as hc_proto::Event>::TYPE).to_string();
    let event_type = text(<InvoicePaid as hc_proto::Event>::TYPE);
    let retried = DeadLetterRetried {
        dead_letter_id: dead_letter_id.clone(),
        queue: text("provisioning.orders"),
        message_id: message_id.clone(),
        event_type: event_type.clone(),
    };
    let dropped = DeadLetterDropped {
        dead_letter_id: dead_letter_id.clone(),
        queue: text("provisioning.orders"),
        message_id,
        event_type,
    };
    let samples = vec![Sample::of(&dead_letter_id, &retried), Sample::of(&dead_letter_id, &dropped).version(2)];
    samples.into_iter().map(|sample| sample.from("provisioning").of_no_organization()).collect()
}
