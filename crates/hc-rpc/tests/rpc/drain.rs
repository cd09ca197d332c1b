use std::{sync::Arc, time::Duration};

use hc_rpc::GrpcSettings;
use tokio::{net::TcpStream, sync::Semaphore};
use tonic::Response;

use crate::support::{Authority, TestServer, TestService, call, soon};

#[tokio::test]
async fn silent_clients_do_not_hold_a_stop() {
    let authority = Authority::new();
    let tls = authority.issue("billing");
    let server = TestServer::start(&tls, TestService::echo()).await;
    let client = authority.issue("gateway");
    let _said_nothing = TcpStream::connect(server.address).await.unwrap();
    let _shook_hands = server.shake_hands(&client).await;
    let idle = server.channel(&client);
    soon(call(&idle, "Echo", "")).await.unwrap();
    server.stopping.cancel();
    // The drain timeout is 15 s; none of these may need it.
    tokio::time::timeout(Duration::from_secs(10), server.ended()).await.expect("nobody holds the stop").unwrap();
}

#[tokio::test]
async fn a_call_under_way_is_finished_and_one_that_hangs_is_cut() {
    let authority = Authority::new();
    let (entered, leave) = (Arc::new(Semaphore::new(0)), Arc::new(Semaphore::new(0)));
    let service = {
        let (entered, leave) = (entered.clone(), leave.clone());
        TestService::new(move |method, _| {
            let (entered, leave) = (entered.clone(), leave.clone());
            async move {
                entered.add_permits(1);
                if method == "Hang" {
                    std::future::pending::<()>().await;
                }
                leave.acquire().await.unwrap().forget();
                Ok(Response::new("done".to_owned()))
            }
        })
    };
    let settings = GrpcSettings { drain_timeout: Duration::from_secs(1), ..GrpcSettings::default() };
    let server = TestServer::start_with(&settings, &authority.issue("billing"), service).await;
    let channel = server.channel(&authority.issue("gateway"));
    let stopping = server.stopping.clone();
    let stop = async {
        entered.acquire_many(2).await.unwrap().forget();
        stopping.cancel();
        leave.add_permits(1);
        server.ended().await
    };
    let all = async { tokio::join!(call(&channel, "Pay", ""), call(&channel, "Hang", ""), stop) };
    let (finished, hung, ended) = soon(all).await;
    assert_eq!(finished.unwrap(), "done");
    assert!(hung.is_err());
    ended.unwrap();
}
