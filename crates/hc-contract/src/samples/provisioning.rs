//! What provisioning publishes.

use hc_proto::{
    events::v1::{
        InstanceActivated, InstanceCreated, InstanceFailed, InstanceSuspended, InstanceTerminated, InstanceUpdated,
        OperationCreated, OperationFinished, OperationProgressed, OrderPlaced, ReleaseCreated, ReleaseSuperseded,
        ReleaseWentLive, SubscriptionActivated,
    },
    r#type::v1::InstanceKind,
};
use hc_types::{InstanceId, OperationId, OrganizationId, RegionId, ReleaseId, SubscriptionId};

use super::{Sample, at, text, text_id};

pub(super) fn samples() -> Vec<Sample> {
    [instances(), operations(), releases()].concat()
}

fn instances() -> Vec<Sample> {
    let instance_id = text_id::<InstanceId>(10);
    let organization_id = text_id::<OrganizationId>(1);
    let subscription_id = text_id::<SubscriptionId>(11);
    let created = InstanceCreated {
        instance_id: instance_id.clone(),
        organization_id: organization_id.clone(),
        subscription_id: subscription_id.clone(),
        region_id: text_id::<RegionId>(12),
        name: text("shop"),
        kind: InstanceKind::Site.into(),
    };
    let updated = InstanceUpdated {
        instance_id: instance_id.clone(),
        organization_id: organization_id.clone(),
        status: text("PROVISIONING"),
    };
    let activated = InstanceActivated {
        instance_id: instance_id.clone(),
        organization_id: organization_id.clone(),
        subscription_id: subscription_id.clone(),
        url: text("https://shop.sites.example"),
        release_id: text_id::<ReleaseId>(13),
    };
    // Nothing is deployed yet: the welcome page answers.
    let welcome = InstanceActivated { release_id: String::new(), ..activated.clone() };
    let suspended = InstanceSuspended { instance_id: instance_id.clone(), organization_id: organization_id.clone() };
    let terminated = InstanceTerminated {
        instance_id: instance_id.clone(),
        organization_id: organization_id.clone(),
        subscription_id: subscription_id.clone(),
    };
    let failed = InstanceFailed {
        instance_id: instance_id.clone(),
        organization_id,
        subscription_id,
        code: text("driver_refused"),
    };
    vec![
        Sample::of(&instance_id, &created).because_of::<OrderPlaced>(),
        Sample::of(&instance_id, &updated).version(2).because_of::<SubscriptionActivated>(),
        Sample::of(&instance_id, &welcome).version(3).by_system("reconciler").case("welcome"),
        Sample::of(&instance_id, &activated).version(4).by_system("reconciler"),
        Sample::of(&instance_id, &suspended).version(5).by_system("reconciler"),
        Sample::of(&instance_id, &terminated).version(6).by_system("reconciler"),
        Sample::of(&instance_id, &failed).version(3).by_system("reconciler"),
    ]
}

fn operations() -> Vec<Sample> {
    let operation_id = text_id::<OperationId>(14);
    let instance_id = text_id::<InstanceId>(10);
    let organization_id = text_id::<OrganizationId>(1);
    let created = OperationCreated {
        operation_id: operation_id.clone(),
        instance_id: instance_id.clone(),
        organization_id: organization_id.clone(),
        kind: text("deploy"),
    };
    let progressed = OperationProgressed {
        operation_id: operation_id.clone(),
        instance_id: instance_id.clone(),
        organization_id: organization_id.clone(),
        progress: 0.5,
        step: text("put_live"),
    };
    let finished = OperationFinished {
        operation_id: operation_id.clone(),
        instance_id,
        organization_id,
        status: text("SUCCEEDED"),
        error_code: String::new(),
        finished_at: Some(at(30)),
    };
    let failed = OperationFinished { status: text("FAILED"), error_code: text("driver_refused"), ..finished.clone() };
    vec![
        Sample::of(&operation_id, &created),
        Sample::of(&operation_id, &progressed).version(2).by_system("reconciler"),
        Sample::of(&operation_id, &finished).version(3).by_system("reconciler"),
        Sample::of(&operation_id, &failed).version(3).by_system("reconciler").case("failed"),
    ]
}

fn releases() -> Vec<Sample> {
    let release_id = text_id::<ReleaseId>(13);
    let instance_id = text_id::<InstanceId>(10);
    let organization_id = text_id::<OrganizationId>(1);
    let created = ReleaseCreated {
        release_id: release_id.clone(),
        instance_id: instance_id.clone(),
        organization_id: organization_id.clone(),
        version: 7,
        size_bytes: 1_048_576,
        file_count: 42,
    };
    let live = ReleaseWentLive {
        release_id: release_id.clone(),
        instance_id: instance_id.clone(),
        organization_id: organization_id.clone(),
    };
    let superseded = ReleaseSuperseded { release_id: release_id.clone(), instance_id, organization_id };
    vec![
        Sample::of(&release_id, &created),
        Sample::of(&release_id, &live).version(2).by_system("reconciler"),
        Sample::of(&release_id, &superseded).version(3).by_system("reconciler"),
    ]
}
