//! What audit publishes. Only staff and operators do these things, for the platform as a whole.

use hc_proto::events::v1::{
    DeploymentPromoted, DeploymentRolledBack, ReplayFinished, ReplayStarted, ReplayUpdated, RetentionApplied,
};
use hc_types::{OrganizationId, ReplayId};

use super::{Sample, at, id, text, text_id};

pub(super) fn samples() -> Vec<Sample> {
    let replay_id = text_id::<ReplayId>(8);
    let started = ReplayStarted {
        replay_id: replay_id.clone(),
        queue: text("ext.acme.invoices"),
        event_type: text("billing.invoice"),
        filter_organization_id: text_id::<OrganizationId>(1),
        from: Some(at(-86_400)),
        to: Some(at(0)),
        rate: 200,
    };
    let paused = ReplayUpdated { replay_id: replay_id.clone(), state: text("PAUSED") };
    let finished =
        ReplayFinished { replay_id: replay_id.clone(), state: text("FINISHED"), sent: 9_007_199_254_740_993 };
    let retention =
        RetentionApplied { retention_class: text("standard"), month: text("2024-10"), events: 48_213, exported: true };
    let promoted = DeploymentPromoted {
        record_id: text("0f2c6f0e-53a1-4f6e-9d0b-6a1c8f1b2d3e"),
        edge: text("edge-1"),
        colour: text("green"),
        colour_before: text("blue"),
        version: text("1.4.0"),
        deployed_by: text("ada"),
        reason: String::new(),
        changed_at: Some(at(-360)),
    };
    let rolled_back = DeploymentRolledBack {
        record_id: text("7d9e4c1a-0b52-4c8e-8f3a-2e6b5a4d9c10"),
        edge: text("edge-1"),
        colour: text("blue"),
        colour_before: text("green"),
        version: text("1.3.2"),
        deployed_by: text("ada"),
        reason: text("211 of 9240 requests failed, more than 1.00%"),
        changed_at: Some(at(-60)),
        automatic: true,
    };
    let mut sent = Sample::of(&replay_id, &finished).version(3).by_system("replay");
    // The only header that no new event has; a replay of a replay's own end shows it.
    sent.event.replay = Some(id(8));
    let samples = vec![
        Sample::of(&replay_id, &started),
        Sample::of(&replay_id, &paused).version(2),
        sent.clone().case("replayed"),
        {
            sent.event.replay = None;
            sent
        },
        Sample::of("retention:standard", &retention).by_system("retention"),
        Sample::of("edge:edge-1", &promoted).by_system("deployment"),
        Sample::of("edge:edge-1", &rolled_back).version(2).by_system("deployment"),
    ];
    samples.into_iter().map(Sample::of_no_organization).collect()
}
