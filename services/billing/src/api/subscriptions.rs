//! Subscriptions, and the instances that they pay for.

use hc_access::{Caller, Permission};
use hc_proto::{billing::v1 as proto, r#type::v1::PageInfo};
use hc_types::{InstanceId, SubscriptionId};
use tonic::{Request, Status};

use super::{Billing, ids, page};
use crate::{
    domain::subscription::SubscriptionStatus,
    store::subscriptions::{self, PaidInstance, Subscription},
};

/// Instances in one answer.
const MOST_INSTANCES: i64 = 1_000;

pub async fn list_subscriptions(
    billing: &Billing,
    request: Request<proto::ListSubscriptionsRequest>,
) -> Result<proto::ListSubscriptionsResponse, Status> {
    let caller = Caller::of(&request)?;
    let request = request.into_inner();
    let organizations = billing.organizations(&caller, Permission::SubscriptionRead, &request.organization_ids).await?;
    let page = page(request.page)?;
    let mut connection = billing.reading().await?;
    let mut pages = Vec::with_capacity(organizations.len());
    for organization in organizations {
        let found = subscriptions::page(&mut *connection, organization, &page).await.map_err(hc_rpc::status)?;
        let page_info = PageInfo::of(&found, |subscription| subscription.id.uuid());
        let subscriptions = found.items.into_iter().map(Into::into).collect();
        pages.push(proto::SubscriptionPage { subscriptions, page_info: Some(page_info) });
    }
    Ok(proto::ListSubscriptionsResponse { pages })
}

pub async fn batch_get_subscriptions(
    billing: &Billing,
    request: Request<proto::BatchGetSubscriptionsRequest>,
) -> Result<proto::BatchGetSubscriptionsResponse, Status> {
    let caller = Caller::of(&request)?;
    let ids = ids::<SubscriptionId>(&request.into_inner().ids)?;
    let mut found = subscriptions::get(billing.app.db.pool(), &ids).await.map_err(hc_rpc::status)?;
    let owners = found.iter().map(|subscription| subscription.organization);
    let permitted = billing.access.permitted(&caller, Permission::SubscriptionRead, owners).await?;
    found.retain(|subscription| permitted.contains(&subscription.organization));
    Ok(proto::BatchGetSubscriptionsResponse { subscriptions: found.into_iter().map(Into::into).collect() })
}

pub async fn list_paid_instances(
    billing: &Billing,
    request: Request<proto::ListPaidInstancesRequest>,
) -> Result<proto::ListPaidInstancesResponse, Status> {
    let request = request.into_inner();
    // Only provisioning asks: what it sends was an answer of ours.
    let after = request.after_instance_id.and_then(|text| text.parse::<InstanceId>().ok());
    let limit = match i64::from(request.limit) {
        limit if (1..=MOST_INSTANCES).contains(&limit) => limit,
        _ => MOST_INSTANCES,
    };
    let found = subscriptions::paid_instances(billing.app.db.pool(), after, limit).await.map_err(hc_rpc::status)?;
    Ok(proto::ListPaidInstancesResponse { instances: found.into_iter().map(Into::into).collect() })
}

impl From<Subscription> for proto::Subscription {
    fn from(subscription: Subscription) -> Self {
        let status = match subscription.status {
            SubscriptionStatus::Pending => proto::SubscriptionStatus::Pending,
            SubscriptionStatus::Trialing => proto::SubscriptionStatus::Trialing,
            SubscriptionStatus::Active => proto::SubscriptionStatus::Active,
            SubscriptionStatus::PastDue => proto::SubscriptionStatus::PastDue,
            SubscriptionStatus::Suspended => proto::SubscriptionStatus::Suspended,
            SubscriptionStatus::Canceled => proto::SubscriptionStatus::Canceled,
            SubscriptionStatus::Expired => proto::SubscriptionStatus::Expired,
        };
        Self {
            id: subscription.id.to_string(),
            organization_id: subscription.organization.to_string(),
            price_id: subscription.price.to_string(),
            instance_id: subscription.instance.to_string(),
            status: status.into(),
            current_period_start: subscription.period.map(|period| period.start.into()),
            current_period_end: subscription.period.map(|period| period.end.into()),
            cancel_at_period_end: subscription.cancel_at_period_end,
            created_at: Some(subscription.created_at.into()),
        }
    }
}

impl From<PaidInstance> for proto::PaidInstance {
    fn from(paid: PaidInstance) -> Self {
        Self {
            instance_id: paid.instance.to_string(),
            subscription_id: paid.subscription.to_string(),
            since: Some(paid.since.into()),
        }
    }
}
