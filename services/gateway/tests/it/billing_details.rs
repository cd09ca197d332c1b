//! To whom invoices are addressed.

use hc_proto::{accounts::v1 as accounts, billing::v1 as billing};
use hc_rpc::Violations;
use serde_json::{Value, json};
use tonic::Status;

use crate::gateway::Gateway;

const QUERY: &str = "{ organization(slug: \"acme\") { billingDetails { name address taxNumber }
    invoices { nodes { id buyer { name address taxNumber } seller { name address } } } } }";

fn letterhead(name: &str, address: &str) -> billing::Letterhead {
    billing::Letterhead { name: name.into(), address: address.into(), tax_number: String::new() }
}

/// An organization named Acme, whose billing details have an address and no name, with three invoices.
async fn with_invoices() -> Gateway {
    let gateway = Gateway::with_services().await;
    let fakes = &gateway.fakes;
    let acme = || accounts::Organization { id: "org_1".into(), name: "Acme".into(), ..Default::default() };
    fakes.on("AccountsService/GetOrganizationBySlug", move |request: accounts::GetOrganizationBySlugRequest| {
        let organization = accounts::Organization { slug: request.slug, ..acme() };
        Ok(accounts::GetOrganizationBySlugResponse { organization: Some(organization) })
    });
    fakes.on("AccountsService/BatchGetOrganizations", move |request: accounts::BatchGetOrganizationsRequest| {
        assert_eq!(request.ids, ["org_1"], "each organization is asked for once");
        Ok(accounts::BatchGetOrganizationsResponse { organizations: vec![acme()] })
    });
    fakes.on("BillingService/ListBillingDetails", |request: billing::ListBillingDetailsRequest| {
        let details = request.organization_ids.iter().map(|_| letterhead("", "1 Main Street\nDublin"));
        Ok(billing::ListBillingDetailsResponse { details: details.collect() })
    });
    fakes.on("BillingService/ListInvoices", |_: billing::ListInvoicesRequest| {
        let invoice = |id: &str, buyer, seller| billing::Invoice {
            id: id.into(),
            organization_id: "org_1".into(),
            buyer,
            seller,
            ..Default::default()
        };
        let seller = letterhead("HostingCo", "Berlin");
        let invoices = vec![
            invoice("inv_3", Some(letterhead("", "1 Main Street\nDublin")), Some(seller.clone())),
            invoice("inv_2", Some(letterhead("Acme Ltd", "Cork")), Some(seller)),
            // From before this was kept.
            invoice("inv_1", None, None),
        ];
        Ok(billing::ListInvoicesResponse { pages: vec![billing::InvoicePage { invoices, page_info: None }] })
    });
    gateway
}

#[tokio::test]
async fn a_buyer_without_a_name_is_the_organization_and_a_page_of_them_is_one_call() {
    let gateway = with_invoices().await;
    let answer = gateway.ask_as(&gateway.token(60), QUERY, json!({})).await;
    let organization = &answer["data"]["organization"];
    let acme = json!({ "name": "Acme", "address": "1 Main Street\nDublin", "taxNumber": null });
    assert_eq!(organization["billingDetails"], acme, "{answer:#}");
    let nodes = &organization["invoices"]["nodes"];
    assert_eq!(nodes[0]["buyer"], acme);
    assert_eq!(nodes[1]["buyer"], json!({ "name": "Acme Ltd", "address": "Cork", "taxNumber": null }));
    assert_eq!(nodes[2]["buyer"], json!({ "name": "Acme", "address": null, "taxNumber": null }));
    assert_eq!(nodes[1]["seller"], json!({ "name": "HostingCo", "address": "Berlin" }));
    assert_eq!(nodes[2]["seller"], json!({ "name": null, "address": null }), "nobody else's name stands there");
    let each_once =
        ["AccountsService/GetOrganizationBySlug", "BillingService/ListBillingDetails", "BillingService/ListInvoices"];
    assert_eq!(gateway.fakes.take_calls(), each_once.map(|method| (method.to_owned(), 1)).into());
}

#[tokio::test]
async fn while_accounts_is_away_an_invoice_lacks_only_the_name_that_nobody_said() {
    let gateway = with_invoices().await;
    gateway.fakes.on("AccountsService/BatchGetOrganizations", |_: accounts::BatchGetOrganizationsRequest| {
        Err::<accounts::BatchGetOrganizationsResponse, _>(Status::unavailable("accounts is away"))
    });
    gateway.fakes.on("BillingService/BatchGetInvoices", |request: billing::BatchGetInvoicesRequest| {
        let named = |id: &String| if id.starts_with("inv_1") { "Acme Ltd" } else { "" };
        let invoices = request.ids.iter().map(|id| billing::Invoice {
            id: id.clone(),
            organization_id: "org_1".into(),
            buyer: Some(letterhead(named(id), "1 Main Street")),
            ..Default::default()
        });
        Ok(billing::BatchGetInvoicesResponse { invoices: invoices.collect() })
    });
    let query = "query ($ids: [ID!]!) { nodes(ids: $ids) { ... on Invoice { buyer { name address } } } }";
    let ids = ["inv_00000000000000000000000000", "inv_10000000000000000000000000"];
    let answer = gateway.ask_as(&gateway.token(60), query, json!({ "ids": ids })).await;
    let nodes = &answer["data"]["nodes"];
    assert_eq!(nodes[0]["buyer"], json!({ "name": null, "address": "1 Main Street" }), "{answer:#}");
    assert_eq!(nodes[1]["buyer"], json!({ "name": "Acme Ltd", "address": "1 Main Street" }));
    let paths: Vec<_> = answer["errors"].as_array().unwrap().iter().map(|error| error["path"].clone()).collect();
    assert_eq!(paths, [json!(["nodes", 0, "buyer", "name"])]);
}

#[tokio::test]
async fn details_are_replaced_as_a_whole_and_each_error_stands_at_its_field() {
    let gateway = with_invoices().await;
    gateway.fakes.on("BillingService/UpdateBillingDetails", |request: billing::UpdateBillingDetailsRequest| {
        assert_eq!(request.organization_id, "org_1");
        let billing::UpdateBillingDetailsRequest { name, address, tax_number, .. } = request;
        if address != "Dublin" {
            let mut violations = Violations::new();
            violations.add("address", "ADDRESS_INVALID", "an address has at most 8 lines");
            violations.add("tax_number", "TAX_NUMBER_INVALID", "a tax number has at most 50 characters");
            return violations.finish().map(|()| billing::UpdateBillingDetailsResponse::default());
        }
        let details = Some(billing::Letterhead { name, address, tax_number });
        Ok(billing::UpdateBillingDetailsResponse { details })
    });
    let mutation = "mutation ($input: UpdateBillingDetailsInput!) { updateBillingDetails(input: $input) {
        billingDetails { name address taxNumber } userErrors { code field } } }";
    let token = gateway.token(60);
    let update = async |input: Value| {
        let answer = gateway.ask_as(&token, mutation, json!({ "input": input })).await;
        answer["data"]["updateBillingDetails"].clone()
    };
    let saved = update(json!({ "organizationId": "org_1", "address": "Dublin", "taxNumber": "IE1" })).await;
    let details = json!({ "name": "Acme", "address": "Dublin", "taxNumber": "IE1" });
    assert_eq!(saved, json!({ "billingDetails": details, "userErrors": [] }));

    let refused = update(json!({ "organizationId": "org_1", "name": "Acme Ltd", "address": null })).await;
    let errors = json!([
        { "code": "ADDRESS_INVALID", "field": ["input", "address"] },
        { "code": "TAX_NUMBER_INVALID", "field": ["input", "taxNumber"] },
    ]);
    assert_eq!(refused, json!({ "billingDetails": null, "userErrors": errors }));
}
