use std::sync::Arc;

use hc_rpc::{Peer, PeerSettings, TlsSettings, connect};
use rustls::{
    ClientConfig, RootCertStore,
    crypto::aws_lc_rs,
    pki_types::{CertificateDer, ServerName, pem::PemObject},
};
use tokio::{io::AsyncReadExt, net::TcpStream};
use tokio_rustls::TlsConnector;
use tonic::{Code, Request, Response};
use tonic_health::pb::{HealthCheckRequest, health_check_response::ServingStatus, health_client::HealthClient};

use crate::support::{Authority, TestServer, TestService, call, soon};

fn who() -> TestService {
    TestService::new(async |_, request: Request<String>| {
        Ok(Response::new(request.extensions().get::<Peer>().unwrap().service.clone()))
    })
}

#[tokio::test]
async fn a_handler_knows_which_service_calls() {
    let authority = Authority::new();
    let server = TestServer::start(&authority.issue("billing"), who()).await;
    let channel = server.channel(&authority.issue("gateway"));
    assert_eq!(soon(call(&channel, "Who", "")).await.unwrap(), "gateway");
}

#[tokio::test]
async fn a_client_without_a_certificate_is_refused() {
    let authority = Authority::new();
    let tls = authority.issue("billing");
    let server = TestServer::start(&tls, who()).await;
    let mut roots = RootCertStore::empty();
    roots.add(CertificateDer::from_pem_file(&tls.ca).unwrap()).unwrap();
    let mut config = ClientConfig::builder_with_provider(Arc::new(aws_lc_rs::default_provider()))
        .with_safe_default_protocol_versions()
        .unwrap()
        .with_root_certificates(roots)
        .with_no_client_auth();
    config.alpn_protocols = vec![b"h2".to_vec()];
    let stream = TcpStream::connect(server.address).await.unwrap();
    let name = ServerName::try_from("localhost").unwrap();
    // In TLS 1.3 a client may take the handshake for done before the server has refused it.
    let refused = match soon(TlsConnector::from(Arc::new(config)).connect(name, stream)).await {
        Ok(mut stream) => soon(stream.read_u8()).await.unwrap_err(),
        Err(error) => error,
    };
    assert!(refused.to_string().contains("CertificateRequired"), "{refused}");
}

#[tokio::test]
async fn a_certificate_of_another_authority_is_refused_by_either_side() {
    let (ours, theirs) = (Authority::new(), Authority::new());
    let server = TestServer::start(&ours.issue("billing"), who()).await;
    let (mine, foreign) = (ours.issue("gateway"), theirs.issue("gateway"));
    let stranger = TlsSettings { ca: mine.ca.clone(), ..foreign.clone() };
    let suspicious = TlsSettings { ca: foreign.ca, ..mine };
    for tls in [stranger, suspicious] {
        let error = soon(call(&server.channel(&tls), "Who", "")).await.unwrap_err();
        assert_eq!(error.code(), Code::Unavailable, "{error}");
    }
}

#[tokio::test]
async fn a_certificate_with_two_names_or_none_or_a_foreign_one_is_refused() {
    let authority = Authority::new();
    let server = TestServer::start(&authority.issue("billing"), who()).await;
    let name = |service: &str| format!("spiffe://hostingco/service/{service}");
    let cases = [
        vec![name("gateway"), name("auth")],
        vec![],
        vec!["spiffe://elsewhere/service/gateway".to_owned()],
        vec![name("")],
        vec![name("Gate/way")],
    ];
    for uris in cases {
        let tls = authority.ca.issue_with_uris("odd", &["localhost"], &uris).unwrap();
        let error = soon(call(&server.channel(&tls), "Who", "")).await.unwrap_err();
        assert_eq!(error.code(), Code::Unavailable, "{uris:?}: {error}");
    }
}

#[tokio::test]
async fn there_is_no_plaintext() {
    let authority = Authority::new();
    let tls = authority.issue("gateway");
    for url in ["http://localhost:1", "localhost:1", "https://localhost:1/path", ""] {
        assert!(connect(&PeerSettings::new(url), &tls).is_err(), "{url:?}");
    }
    let server = TestServer::start(&tls, who()).await;
    let plain = tonic::transport::Endpoint::from_shared(format!("http://{}", server.address)).unwrap();
    let connected = soon(plain.connect()).await;
    if let Ok(channel) = connected {
        assert!(soon(HealthClient::new(channel).check(HealthCheckRequest::default())).await.is_err());
    }
}

#[tokio::test]
async fn health_is_open_to_every_peer_and_knows_the_services() {
    let authority = Authority::new();
    let server = TestServer::start(&authority.issue("billing"), who()).await;
    let mut health = HealthClient::new(server.channel(&authority.issue("prober")));
    for service in ["", "test.v1.Test"] {
        let answer = soon(health.check(HealthCheckRequest { service: service.into() })).await.unwrap();
        assert_eq!(answer.into_inner().status(), ServingStatus::Serving);
    }
    let unknown = soon(health.check(HealthCheckRequest { service: "nobody".into() })).await.unwrap_err();
    assert_eq!(unknown.code(), Code::NotFound);
}

#[tokio::test]
async fn an_authority_and_its_certificates_are_kept() {
    let authority = Authority::new();
    let first = authority.issue("billing");
    let read = |tls: &TlsSettings| std::fs::read(&tls.certificate).unwrap();
    let before = read(&first);
    let again = hc_rpc::certs::DevCa::create_or_load(authority.folder.path()).unwrap();
    assert_eq!(read(&again.issue("billing", &["localhost", "127.0.0.1"]).unwrap()), before);
    assert_ne!(read(&again.issue("billing", &["localhost", "billing.local"]).unwrap()), before);
    assert!(again.issue("../billing", &["localhost"]).is_err());
}
