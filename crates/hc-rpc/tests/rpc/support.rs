//! A service with one handler, a server for it, and calls to it.

use std::{
    convert::Infallible,
    net::SocketAddr,
    sync::Arc,
    task::{Context, Poll},
    time::Duration,
};

use futures::{FutureExt, future::BoxFuture};
use hc_chassis::Stopping;
use hc_rpc::{Channel, GrpcServer, GrpcSettings, PeerSettings, TlsSettings, certs::DevCa, connect};
use http::uri::PathAndQuery;
use rustls::{
    ClientConfig, RootCertStore,
    crypto::aws_lc_rs,
    pki_types::{CertificateDer, PrivateKeyDer, ServerName, pem::PemObject},
};
use tempfile::TempDir;
use tokio::{net::TcpStream, task::JoinSet};
use tokio_rustls::{TlsConnector, client::TlsStream};
use tonic::{Request, Response, Status, body::Body, server::NamedService};
use tonic_prost::ProstCodec;
use tower::Service;

pub type Answer = Result<Response<String>, Status>;
type Handler = Arc<dyn Fn(String, Request<String>) -> BoxFuture<'static, Answer> + Send + Sync>;

/// `test.v1.Test`: every method takes and gives a text; the handler gets the method's name.
#[derive(Clone)]
pub struct TestService(Handler);

impl TestService {
    pub fn new<F, Fut>(handler: F) -> Self
    where
        F: Fn(String, Request<String>) -> Fut + Send + Sync + 'static,
        Fut: Future<Output = Answer> + Send + 'static,
    {
        Self(Arc::new(move |method, request| handler(method, request).boxed()))
    }

    pub fn echo() -> Self {
        Self::new(async |_, request: Request<String>| Ok(Response::new(request.into_inner())))
    }
}

impl NamedService for TestService {
    const NAME: &'static str = "test.v1.Test";
}

impl Service<http::Request<Body>> for TestService {
    type Response = http::Response<Body>;
    type Error = Infallible;
    type Future = BoxFuture<'static, Result<Self::Response, Infallible>>;

    fn poll_ready(&mut self, _: &mut Context<'_>) -> Poll<Result<(), Infallible>> {
        Poll::Ready(Ok(()))
    }

    fn call(&mut self, request: http::Request<Body>) -> Self::Future {
        let handler = self.0.clone();
        let method = request.uri().path().rsplit('/').next().unwrap_or_default().to_owned();
        async move {
            let mut grpc = tonic::server::Grpc::new(ProstCodec::<String, String>::default());
            let unary = tower::service_fn(move |request| handler(method.clone(), request));
            Ok(grpc.unary(unary, request).await)
        }
        .boxed()
    }
}

/// A folder with an authority.
pub struct Authority {
    pub folder: TempDir,
    pub ca: DevCa,
}

impl Authority {
    pub fn new() -> Self {
        let folder = TempDir::new().unwrap();
        let ca = DevCa::create_or_load(folder.path()).unwrap();
        Self { folder, ca }
    }

    pub fn issue(&self, service: &str) -> TlsSettings {
        self.ca.issue(service, &["localhost", "127.0.0.1"]).unwrap()
    }
}

/// A server that runs until it is stopped or dropped.
pub struct TestServer {
    pub address: SocketAddr,
    pub stopping: Stopping,
    running: JoinSet<anyhow::Result<()>>,
}

impl TestServer {
    /// A connection of a client that shook hands, and says nothing.
    pub async fn shake_hands(&self, client: &TlsSettings) -> TlsStream<TcpStream> {
        let mut roots = RootCertStore::empty();
        roots.add(CertificateDer::from_pem_file(&client.ca).unwrap()).unwrap();
        let mut config = ClientConfig::builder_with_provider(Arc::new(aws_lc_rs::default_provider()))
            .with_safe_default_protocol_versions()
            .unwrap()
            .with_root_certificates(roots)
            .with_client_auth_cert(
                vec![CertificateDer::from_pem_file(&client.certificate).unwrap()],
                PrivateKeyDer::from_pem_file(&client.key).unwrap(),
            )
            .unwrap();
        config.alpn_protocols = vec![b"h2".to_vec()];
        let stream = TcpStream::connect(self.address).await.unwrap();
        let name = ServerName::try_from("localhost").unwrap();
        TlsConnector::from(Arc::new(config)).connect(name, stream).await.unwrap()
    }

    pub async fn start(tls: &TlsSettings, service: TestService) -> Self {
        Self::start_with(&GrpcSettings::default(), tls, service).await
    }

    pub async fn start_with(settings: &GrpcSettings, tls: &TlsSettings, service: TestService) -> Self {
        let server = GrpcServer::new(settings, tls).unwrap().add(service).bind().await.unwrap();
        let (address, stopping, mut running) = (server.local_addr().unwrap(), Stopping::new(), JoinSet::new());
        running.spawn(server.serve(stopping.clone()));
        Self { address, stopping, running }
    }

    pub fn peer(&self) -> PeerSettings {
        PeerSettings { channels: 1, ..PeerSettings::new(format!("https://{}", self.address)) }
    }

    pub fn channel(&self, tls: &TlsSettings) -> Channel {
        connect(&self.peer(), tls).unwrap()
    }

    /// Waits for the server's end.
    pub async fn ended(mut self) -> anyhow::Result<()> {
        self.running.join_next().await.unwrap().unwrap()
    }
}

/// Calls `test.v1.Test/<method>`.
pub async fn call(channel: &Channel, method: &str, text: &str) -> Result<String, Status> {
    call_with(channel, method, Request::new(text.to_owned())).await
}

pub async fn call_with(channel: &Channel, method: &str, request: Request<String>) -> Result<String, Status> {
    let path = PathAndQuery::try_from(format!("/test.v1.Test/{method}")).unwrap();
    let mut grpc = tonic::client::Grpc::new(channel.clone());
    grpc.ready().await?;
    grpc.unary(request, path, ProstCodec::<String, String>::default()).await.map(Response::into_inner)
}

/// Fails the test when something hangs; no test measures with it.
pub async fn soon<T>(future: impl Future<Output = T>) -> T {
    tokio::time::timeout(Duration::from_secs(20), future).await.expect("it happens within 20 s")
}
