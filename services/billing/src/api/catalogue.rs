//! Plans and prices: public, also to those who have not signed in.

use hc_proto::{billing::v1 as proto, r#type::v1::PageInfo};
use hc_types::{PlanId, PriceId};
use tonic::{Request, Status};

use super::{Billing, ids, page};
use crate::{
    domain::{catalogue::Price, periods::IntervalUnit},
    store::catalogue::{self, Offer},
    wire::instance_kind,
};

pub async fn list_plans(
    billing: &Billing,
    request: Request<proto::ListPlansRequest>,
) -> Result<proto::ListPlansResponse, Status> {
    let page = page(request.into_inner().page)?;
    let plans = catalogue::page(&mut *billing.reading().await?, &page).await.map_err(hc_rpc::status)?;
    let page_info = PageInfo::of(&plans, |offer| offer.plan.id.uuid());
    Ok(proto::ListPlansResponse {
        plans: plans.items.into_iter().map(Into::into).collect(),
        page_info: Some(page_info),
    })
}

pub async fn batch_get_plans(
    billing: &Billing,
    request: Request<proto::BatchGetPlansRequest>,
) -> Result<proto::BatchGetPlansResponse, Status> {
    let ids = ids::<PlanId>(&request.into_inner().ids)?;
    let plans = catalogue::plans(&mut *billing.reading().await?, &ids).await.map_err(hc_rpc::status)?;
    Ok(proto::BatchGetPlansResponse { plans: plans.into_iter().map(Into::into).collect() })
}

pub async fn batch_get_prices(
    billing: &Billing,
    request: Request<proto::BatchGetPricesRequest>,
) -> Result<proto::BatchGetPricesResponse, Status> {
    let ids = ids::<PriceId>(&request.into_inner().ids)?;
    let prices = catalogue::prices(billing.app.db.pool(), &ids).await.map_err(hc_rpc::status)?;
    Ok(proto::BatchGetPricesResponse { prices: prices.into_iter().map(Into::into).collect() })
}

impl From<Offer> for proto::Plan {
    fn from(Offer { plan, prices }: Offer) -> Self {
        Self {
            id: plan.id.to_string(),
            slug: plan.slug,
            name: plan.name,
            description: plan.description,
            kind: instance_kind(plan.kind).into(),
            limits: Some(plan.limits.into()),
            prices: prices.into_iter().map(Into::into).collect(),
        }
    }
}

impl From<Price> for proto::Price {
    fn from(price: Price) -> Self {
        let interval = match price.interval.unit() {
            IntervalUnit::Day => proto::BillingInterval::Day,
            IntervalUnit::Week => proto::BillingInterval::Week,
            IntervalUnit::Month => proto::BillingInterval::Month,
            IntervalUnit::Year => proto::BillingInterval::Year,
        };
        Self {
            id: price.id.to_string(),
            plan_id: price.plan.to_string(),
            amount: Some(price.amount.into()),
            interval: interval.into(),
            interval_count: price.interval.count().into(),
            trial_days: 0,
        }
    }
}
