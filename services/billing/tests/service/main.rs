//! The built binary, as operators and other services meet it.

mod harness;

use hc_proto::billing::v1 as proto;
use hc_rpc::Fault;
use hc_testkit::eventually;
use tonic::Code;

use crate::harness::{Bench, output};

#[tokio::test]
async fn migrating_and_seeding_twice_changes_nothing_the_second_time() {
    let bench = Bench::start().await;
    let seed = ["seed", "--file", harness::SEEDS];
    output(&bench.run(&["migrate"]));
    assert!(output(&bench.run(&["migrate"])).contains("0 applied"));
    assert_eq!(output(&bench.run(&seed)), "seed: 19 put on sale, 0 taken off\n");
    assert_eq!(output(&bench.run(&seed)), "seed: 0 put on sale, 0 taken off\n");
}

#[tokio::test]
async fn a_wrong_seed_file_is_refused_by_name_and_entry() {
    let bench = Bench::start().await;
    let file = bench.folder().join("wrong.toml");
    let text = std::fs::read_to_string(harness::SEEDS).unwrap();
    std::fs::write(&file, text.replacen("EUR = \"4.90\"", "EUR = \"4.905\"", 1)).unwrap();
    let refused = bench.run(&["seed", "--file", file.to_str().unwrap()]);
    let message = String::from_utf8_lossy(&refused.stderr).into_owned();
    assert!(!refused.status.success());
    assert!(message.contains("wrong.toml") && message.contains("4.905 is not an amount of EUR"), "{message}");
}

#[tokio::test]
async fn everybody_sees_the_catalogue_and_only_those_who_may_the_rest() {
    let billing = Bench::start().await.serve();
    let mut gateway = billing.client("gateway");
    let plans = gateway.list_plans(proto::ListPlansRequest::default()).await.unwrap();
    let plans = plans.into_inner().plans;
    let slugs: Vec<&str> = plans.iter().map(|plan| plan.slug.as_str()).collect();
    assert_eq!(slugs, ["site-free", "site-starter", "site-business", "site-scale"]);
    assert_eq!(plans[1].prices.len(), 4);

    let ids = plans[1].prices.iter().map(|price| price.id.clone()).chain(["price_nonsense".to_owned()]).collect();
    let prices = gateway.batch_get_prices(proto::BatchGetPricesRequest { ids }).await.unwrap().into_inner().prices;
    assert_eq!(prices.len(), 4);
    let ids = vec![String::new(); 501];
    let refused = gateway.batch_get_plans(proto::BatchGetPlansRequest { ids }).await.unwrap_err();
    assert_eq!(Fault::from(&refused).reason.as_deref(), Some("TOO_MANY_IDS"));

    let nobody = gateway.place_order(proto::PlaceOrderRequest::default()).await.unwrap_err();
    assert_eq!(nobody.code(), Code::Unauthenticated);
    let nobody = gateway.update_billing_details(proto::UpdateBillingDetailsRequest::default()).await.unwrap_err();
    assert_eq!(nobody.code(), Code::Unauthenticated);
    let stranger = gateway.list_paid_instances(proto::ListPaidInstancesRequest::default()).await.unwrap_err();
    assert_eq!(stranger.code(), Code::PermissionDenied);
    let mut provisioning = billing.client("provisioning");
    let paid = provisioning.list_paid_instances(proto::ListPaidInstancesRequest::default()).await.unwrap();
    assert_eq!(paid.into_inner().instances, []);
}

#[tokio::test]
async fn it_tells_when_the_books_were_last_checked() {
    let billing = Bench::start().await.serve();
    let checked = async || billing.metric("hostingco_ledger_checked_timestamp_seconds");
    assert!(eventually("the books are checked", checked).await > 1_700_000_000.0);
    assert_eq!(billing.metric("hostingco_ledger_breaches"), Some(0.0));
}
