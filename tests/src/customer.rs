//! A customer who does what customers do, and who treats a cut connection as "unknown": asks again with the same key.

use std::time::Duration;

use anyhow::{Result, bail};
use serde_json::{Value, json};
use tokio::time::Instant;

use crate::{Answer, Client};

/// How long a customer keeps asking while servers come back.
const PATIENCE: Duration = Duration::from_secs(90);

/// Somebody with an organization.
#[derive(Debug, Clone)]
pub struct Customer {
    /// Signed in.
    pub client: Client,
    /// `org_…`.
    pub organization: String,
    /// The address.
    pub email: String,
    /// For signing in again.
    pub refresh_token: String,
}

/// What an order came to.
#[derive(Debug, Clone)]
pub struct Order {
    /// `inv_…`.
    pub invoice: String,
    /// `sub_…` of each item.
    pub subscriptions: Vec<String>,
}

impl Customer {
    /// Registers somebody and makes their organization; `name` must be new to the stack.
    pub async fn register(api: &Client, name: &str) -> Self {
        let email = format!("{name}@customers.test");
        let input = json!({ "email": email, "password": "correct horse battery", "name": name });
        let payload = api
            .mutate(
                "register",
                "RegisterInput",
                input,
                "user { id email } tokens { accessToken refreshToken tokenType }",
            )
            .await;
        let client = api.with_token(payload["tokens"]["accessToken"].as_str().expect("an access token"));
        let refresh_token = payload_text(&payload["tokens"], "refreshToken");
        let input = json!({ "name": format!("{name} Ltd"), "slug": format!("{name}-ltd") });
        let payload = client
            .mutate("createOrganization", "CreateOrganizationInput", input, "organization { id slug viewerRole }")
            .await;
        let organization = payload["organization"]["id"].as_str().expect("an id").to_owned();
        Self { client, organization, email, refresh_token }
    }

    /// The id of the price of a plan (by its slug) per month in EUR.
    pub async fn monthly_price(api: &Client, plan: &str) -> String {
        let data = api
            .data("{ plans(first: 100) { nodes { slug prices { id interval intervalCount amount { amount currency } } } } }", json!({}))
            .await;
        let plans = data["plans"]["nodes"].as_array().expect("plans");
        let found = plans
            .iter()
            .find(|candidate| candidate["slug"] == plan)
            .unwrap_or_else(|| panic!("no plan {plan} in {data:#}"));
        let prices = found["prices"].as_array().expect("prices");
        let monthly = prices.iter().find(|price| price["interval"] == "MONTH" && price["amount"]["currency"] == "EUR");
        payload_text(monthly.expect("a monthly price in EUR"), "id")
    }

    /// Orders one item per name, asking again with the same key while the answer is unknown.
    pub async fn order(&self, price: &str, names: &[&str], key: &str) -> Result<Order> {
        let items: Vec<_> = names.iter().map(|name| json!({ "priceId": price, "name": name })).collect();
        let input = json!({ "organizationId": self.organization, "items": items, "idempotencyKey": key });
        let answer = self
            .insist(
                "placeOrder",
                "PlaceOrderInput",
                input,
                "subscriptions { id status } invoice { id status total { amount currency } }",
            )
            .await?;
        let payload = &answer["placeOrder"];
        let subscriptions = payload["subscriptions"].as_array().cloned().unwrap_or_default();
        Ok(Order {
            invoice: payload_text(&payload["invoice"], "id"),
            subscriptions: subscriptions.iter().map(|subscription| payload_text(subscription, "id")).collect(),
        })
    }

    /// Pays an invoice, asking again with the same key while the answer is unknown; answers the payload.
    pub async fn pay(&self, invoice: &str, token: &str, key: &str) -> Result<Value> {
        let input = json!({ "invoiceId": invoice, "provider": "test", "token": token, "idempotencyKey": key });
        let selection = "invoice { id number status amountDue { amount } } payment { id status failureCode }";
        let deadline = Instant::now() + PATIENCE;
        loop {
            let answer = self.insist("payInvoice", "PayInvoiceInput", input.clone(), selection).await?;
            let payload = answer["payInvoice"].clone();
            // Pending is "no answer from the provider yet": the same key gives the one true answer later.
            if payload["payment"]["status"] != "PENDING" || Instant::now() > deadline {
                return Ok(payload);
            }
            tokio::time::sleep(Duration::from_millis(200)).await;
        }
    }

    /// The instances of the organization, as the gateway lists them.
    pub async fn instances(&self) -> Result<Vec<Value>> {
        let document = "query Sites($id: ID!) { node(id: $id) { ... on Organization { instances(first: 100) { nodes {
            id name status url subscription { id status } currentRelease { id version status } } } } } }";
        let data = self.client.send(document, json!({ "id": self.organization })).await?.into_data()?;
        Ok(data["node"]["instances"]["nodes"].as_array().cloned().unwrap_or_default())
    }

    async fn insist(&self, field: &str, input_type: &str, input: Value, selection: &str) -> Result<Value> {
        let deadline = Instant::now() + PATIENCE;
        loop {
            match self.client.try_mutate(field, input_type, input.clone(), selection).await {
                Ok(answer) if answer.is_unknown() || answer.status.is_server_error() => {
                    again(deadline, &answer).await?;
                }
                Ok(answer) => return answer.into_data(),
                Err(_) if Instant::now() < deadline => tokio::time::sleep(Duration::from_millis(200)).await,
                Err(error) => return Err(error),
            }
        }
    }
}

async fn again(deadline: Instant, answer: &Answer) -> Result<()> {
    if Instant::now() > deadline {
        bail!("still unknown after {PATIENCE:?}: {:#}", answer.body);
    }
    tokio::time::sleep(Duration::from_millis(200)).await;
    Ok(())
}

fn payload_text(value: &Value, field: &str) -> String {
    value[field].as_str().unwrap_or_else(|| panic!("no {field} in {value:#}")).to_owned()
}
