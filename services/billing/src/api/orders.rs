//! Previewing and placing orders.

use hc_access::{Caller, Permission};
use hc_proto::billing::v1 as proto;
use hc_rpc::Violations;
use hc_storage::Idempotency;
use hc_types::{OrganizationId, PriceId, RegionId};
use rust_decimal::Decimal;
use tonic::{Request, Status};

use super::{Billing, cause, invoices::tax_group, money};
use crate::{
    app::{
        place_order::{PlaceOrder, PlacedOrder},
        quote::{Quote, QuotedItem, Wish, WishedItem, quote},
    },
    domain::{periods::period, pricing::PricedLine},
    store,
};

/// Items of one order.
const MOST_ITEMS: usize = 20;
/// Characters of an instance's name, and of a coupon's code.
const LONGEST: usize = 64;

pub async fn preview_order(
    billing: &Billing,
    request: Request<proto::PreviewOrderRequest>,
) -> Result<proto::PreviewOrderResponse, Status> {
    let caller = Caller::of(&request)?;
    let request = request.into_inner();
    let organization = billing.organization(&caller, Permission::OrderPreview, &request.organization_id).await?;
    let mut violations = Violations::new();
    let wish = wish(organization, request.items, request.coupon_code, &mut violations);
    violations.finish()?;
    let mut connection = billing.reading().await?;
    let now = store::now(&mut *connection).await.map_err(hc_rpc::status)?;
    let quote = quote(&mut connection, wish).await.map_err(hc_rpc::status)?;
    let (token, expires_at) = billing.app.previews.sign(&quote, now);
    let priced = &quote.priced;
    let lines = quote.items.iter().zip(&priced.lines).map(|(item, line)| {
        // As it would be if it were paid now.
        let period = period(now, &quote.seller.zone, item.price.interval, 0).ok();
        proto::InvoiceLine {
            period_start: period.map(|period| period.start.into()),
            period_end: period.map(|period| period.end.into()),
            ..preview_line(&quote, item, line)
        }
    });
    Ok(proto::PreviewOrderResponse {
        lines: lines.collect(),
        prices_include_tax: priced.prices_include_tax,
        discount: Some(money(priced.discount, priced.currency)),
        subtotal: Some(money(priced.subtotal, priced.currency)),
        tax_groups: priced.tax_groups.iter().map(|group| tax_group(group, priced.currency)).collect(),
        tax: Some(money(priced.tax, priced.currency)),
        total: Some(money(priced.total, priced.currency)),
        token,
        expires_at: Some(expires_at.into()),
    })
}

pub async fn place_order(
    billing: &Billing,
    request: Request<proto::PlaceOrderRequest>,
) -> Result<proto::PlaceOrderResponse, Status> {
    let caller = Caller::of(&request)?;
    let request = request.into_inner();
    let organization = billing.organization(&caller, Permission::OrderPlace, &request.organization_id).await?;
    let mut violations = Violations::new();
    let key = Idempotency::new(caller.principal(), "billing.place_order", request.idempotency_key.clone(), &request);
    let key = violations.check_as("IDEMPOTENCY_KEY_INVALID", "idempotency_key", key);
    let wish = wish(organization, request.items, request.coupon_code, &mut violations);
    violations.finish()?;
    let Some(key) = key else { return Err(Status::internal("a key without violation is missing")) };
    let order = PlaceOrder {
        wish,
        preview_token: request.preview_token,
        key,
        placed_by: caller.signed_in()?,
        cause: cause(&caller),
    };
    let placed = billing.app.place_order(order).await.map_err(hc_rpc::status)?;
    Ok(placed.into())
}

fn wish(
    organization: OrganizationId,
    items: Vec<proto::OrderItem>,
    coupon: Option<String>,
    violations: &mut Violations,
) -> Wish {
    if !(1..=MOST_ITEMS).contains(&items.len()) {
        let message = format_args!("an order has 1 to {MOST_ITEMS} items, not {}", items.len());
        violations.add("items", "ITEMS_INVALID", message);
    }
    if coupon.as_ref().is_some_and(|code| code.chars().count() > LONGEST || code.contains(char::is_control)) {
        violations.add("coupon_code", "COUPON_UNKNOWN", "there is no such coupon");
    }
    // What is beyond the limit is refused by it, and not looked at.
    let items = items.into_iter().take(MOST_ITEMS).enumerate();
    let items = items.filter_map(|(index, item)| wished(index, item, violations)).collect();
    Wish { organization, items, coupon }
}

fn wished(index: usize, item: proto::OrderItem, violations: &mut Violations) -> Option<WishedItem> {
    let field = |name: &str| format!("items[{index}].{name}");
    let price = item.price_id.parse::<PriceId>();
    let price = violations.check_as("PRICE_NOT_FOUND", field("price_id"), price);
    let region = item.region_id.map(|text| text.parse::<RegionId>()).transpose();
    let region = violations.check_as("REGION_NOT_FOUND", field("region_id"), region);
    let name = violations.check_as("NAME_INVALID", field("name"), name(&item.name));
    Some(WishedItem { price: price?, name: name?, region: region? })
}

/// A name for people: what stands around it is cut, and what can't be seen is refused.
fn name(text: &str) -> Result<String, String> {
    let text = text.trim();
    let length = text.chars().count();
    if !(1..=LONGEST).contains(&length) {
        return Err(format!("a name has 1 to {LONGEST} characters, not {length}"));
    }
    match text.chars().find(|character| character.is_control()) {
        Some(found) => Err(format!("a name has no control character such as {found:?}")),
        None => Ok(text.to_owned()),
    }
}

fn preview_line(quote: &Quote, item: &QuotedItem, line: &PricedLine) -> proto::InvoiceLine {
    proto::InvoiceLine {
        description: item.description.clone(),
        quantity: Decimal::ONE.to_string(),
        unit_amount: Some(item.price.amount.into()),
        amount: Some(money(line.amount, quote.priced.currency)),
        period_start: None,
        period_end: None,
        reason: item.reason.clone(),
    }
}

impl From<PlacedOrder> for proto::PlaceOrderResponse {
    fn from(placed: PlacedOrder) -> Self {
        Self {
            subscriptions: placed.subscriptions.into_iter().map(Into::into).collect(),
            invoice: Some(placed.invoice.into()),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn reasons(items: Vec<proto::OrderItem>, coupon: Option<&str>) -> Vec<(String, String)> {
        let mut violations = Violations::new();
        wish(OrganizationId::new(), items, coupon.map(str::to_owned), &mut violations);
        violations.into_vec().into_iter().map(|violation| (violation.field, violation.reason)).collect()
    }

    fn item(price: &str, name: &str, region: Option<&str>) -> proto::OrderItem {
        proto::OrderItem { price_id: price.into(), name: name.into(), region_id: region.map(str::to_owned) }
    }

    #[test]
    fn everything_that_is_wrong_is_said_at_once() {
        let fine = PriceId::new().to_string();
        assert_eq!(reasons(vec![item(&fine, " blog ", None)], Some("WELCOME10")), []);
        let wrong = vec![item("nonsense", "", Some("here")), item(&fine, "a\u{0}b", None)];
        let expected = [
            ("items[0].price_id", "PRICE_NOT_FOUND"),
            ("items[0].region_id", "REGION_NOT_FOUND"),
            ("items[0].name", "NAME_INVALID"),
            ("items[1].name", "NAME_INVALID"),
        ];
        assert_eq!(reasons(wrong, None), expected.map(|(field, reason)| (field.to_owned(), reason.to_owned())));
        for coupon in ["x\0", &"x".repeat(65)] {
            let expected = [("coupon_code".to_owned(), "COUPON_UNKNOWN".to_owned())];
            assert_eq!(reasons(vec![item(&fine, "blog", None)], Some(coupon)), expected);
        }
    }

    #[test]
    fn an_order_has_one_to_twenty_items() {
        let fine = item(&PriceId::new().to_string(), "blog", None);
        for count in [0, 21, 1000] {
            let reasons = reasons(vec![fine.clone(); count], None);
            assert_eq!(reasons, [("items".to_owned(), "ITEMS_INVALID".to_owned())]);
        }
    }
}
