//! The running server.

use std::{
    future::Future,
    io,
    net::{Ipv4Addr, SocketAddr},
    path::PathBuf,
    sync::Arc,
    time::Duration,
};

use tokio::{net::TcpListener, sync::Semaphore, task::JoinSet, time::sleep};
use tokio_util::sync::{CancellationToken, DropGuard};

use crate::{
    mail::Mail,
    script::{Answer, Login, Manners, Script},
    smtp::{self, Entry},
    store::{Bounds, Store},
    tls, web,
};

/// Connections at once, on each port.
const MOST_CONNECTIONS: usize = 256;

/// Where it listens and what it keeps. The addresses must be of the loopback interface, unless said otherwise; port 0 is a
/// free one.
#[derive(Debug, Clone)]
pub struct Settings {
    /// SMTP with STARTTLS. Default a free port.
    pub smtp: SocketAddr,
    /// SMTP with TLS from the first byte. Default a free port.
    pub smtps: SocketAddr,
    /// The page and the API. Default a free port.
    pub http: SocketAddr,
    /// Listens at other addresses too: in a container, whose network others decide about. Default no.
    pub anywhere: bool,
    /// Where mails become files; none keeps them in memory only. Default none.
    pub folder: Option<PathBuf>,
    /// The most mails that are kept; older ones go. Default 1,000.
    pub most_mails: usize,
    /// The largest mail in bytes. Default 10 MiB.
    pub largest: usize,
}

impl Default for Settings {
    fn default() -> Self {
        let free = SocketAddr::from((Ipv4Addr::LOCALHOST, 0));
        Self {
            smtp: free,
            smtps: free,
            http: free,
            anywhere: false,
            folder: None,
            most_mails: 1_000,
            largest: 10 * 1024 * 1024,
        }
    }
}

/// A running mailbox; it stops with this value.
pub struct Mailbox {
    store: Arc<Store>,
    script: Arc<Script>,
    certificate: String,
    smtp: SocketAddr,
    smtps: SocketAddr,
    http: SocketAddr,
    stopping: CancellationToken,
    _stop: DropGuard,
}

impl Mailbox {
    /// Starts it. An error names the address that can't be had.
    pub async fn start(settings: Settings) -> io::Result<Self> {
        let bounds = Bounds { mails: settings.most_mails.max(1), bytes: 256 * 1024 * 1024 };
        let store = Arc::new(Store::open(settings.folder, bounds)?);
        let script = Arc::new(Script::default());
        let (acceptor, certificate) = tls::throw_away()?;
        let entry =
            Entry { store: Arc::clone(&store), script: Arc::clone(&script), tls: acceptor, largest: settings.largest };
        let own = |address| bind(address, settings.anywhere);
        let (smtp, smtps, http) = (own(settings.smtp).await?, own(settings.smtps).await?, own(settings.http).await?);
        let stopping = CancellationToken::new();
        let mailbox = Self {
            smtp: smtp.local_addr()?,
            smtps: smtps.local_addr()?,
            http: http.local_addr()?,
            store: Arc::clone(&store),
            script,
            certificate,
            _stop: stopping.clone().drop_guard(),
            stopping: stopping.clone(),
        };
        let web = web::serve(http, store);
        run(&stopping, accept(smtp, entry.clone(), false));
        run(&stopping, accept(smtps, entry, true));
        run(&stopping, web);
        Ok(mailbox)
    }

    /// Until [`Self::stop`], or for ever.
    pub async fn stopped(&self) {
        self.stopping.cancelled().await;
    }

    /// Stops it; what is being sent is cut off.
    pub fn stop(&self) {
        self.stopping.cancel();
    }

    /// SMTP with STARTTLS, on 127.0.0.1.
    pub fn smtp_port(&self) -> u16 {
        self.smtp.port()
    }

    /// SMTP with TLS from the first byte, on 127.0.0.1.
    pub fn smtps_port(&self) -> u16 {
        self.smtps.port()
    }

    /// The page; the API is at `/api/mails`.
    pub fn url(&self) -> String {
        format!("http://{}", self.http)
    }

    /// The certificate in PEM, of `localhost`, for clients that shall trust it.
    pub fn certificate(&self) -> &str {
        &self.certificate
    }

    /// What happens to mails for `ada@example.com`, `*@example.com` or `*` from now on; the latest that fits decides.
    pub fn script(&self, recipients: &str, answer: Answer) {
        self.script.set(recipients, answer);
    }

    /// How whoever connects is treated from now on.
    pub fn treat(&self, manners: Manners) {
        self.script.set_manners(manners);
    }

    /// Demands this login before a mail; none takes any and demands none.
    pub fn demand_login(&self, login: Option<Login>) {
        self.script.set_login(login);
    }

    /// Demands TLS before a mail.
    pub fn demand_tls(&self, demands: bool) {
        self.script.demand_tls(demands);
    }

    /// Behaves again as at the start.
    pub fn forget_script(&self) {
        self.script.forget();
    }

    /// All mails, oldest first.
    pub fn mails(&self) -> Vec<Arc<Mail>> {
        self.store.find(|_| true)
    }

    /// The mails to this address, oldest first.
    pub fn mails_to(&self, recipient: &str) -> Vec<Arc<Mail>> {
        self.store.find(|mail| mail.is_to(recipient))
    }

    /// How often clients have tried to send to this address, with success or without.
    pub fn attempts(&self, recipient: &str) -> usize {
        self.store.attempts(recipient)
    }

    /// Waits until there are at least this many mails to the address, and answers them, oldest first.
    pub async fn wait_for(&self, recipient: &str, count: usize) -> Vec<Arc<Mail>> {
        self.wait_until(|| Some(self.mails_to(recipient)).filter(|mails| mails.len() >= count)).await
    }

    /// The first mail to the address; waits for it.
    pub async fn next_to(&self, recipient: &str) -> Arc<Mail> {
        self.wait_until(|| self.mails_to(recipient).into_iter().next()).await
    }

    /// Waits until clients have tried this often to send to the address.
    pub async fn wait_for_attempts(&self, recipient: &str, count: usize) {
        self.wait_until(|| (self.attempts(recipient) >= count).then_some(())).await;
    }

    /// Asks after every change. Who needs an end to the waiting sets it outside.
    async fn wait_until<T>(&self, ask: impl Fn() -> Option<T>) -> T {
        let mut changes = self.store.changes();
        loop {
            if let Some(found) = ask() {
                return found;
            }
            if changes.changed().await.is_err() {
                std::future::pending::<()>().await;
            }
        }
    }

    /// Forgets all mails and attempts.
    pub fn clear(&self) {
        self.store.clear();
    }
}

async fn bind(address: SocketAddr, anywhere: bool) -> io::Result<TcpListener> {
    let named = |error: io::Error| io::Error::new(error.kind(), format!("{address}: {error}"));
    if !anywhere && !address.ip().is_loopback() {
        return Err(named(io::Error::new(io::ErrorKind::InvalidInput, "a mailbox listens on the loopback only")));
    }
    TcpListener::bind(address).await.map_err(named)
}

#[expect(clippy::disallowed_methods, reason = "it has an owner: the mailbox, whose end ends it")]
fn run(stopping: &CancellationToken, part: impl Future<Output = ()> + Send + 'static) {
    let stopping = stopping.clone();
    tokio::spawn(async move {
        stopping.run_until_cancelled(part).await;
    });
}

/// A client that misbehaves ends its own connection only.
async fn accept(listener: TcpListener, entry: Entry, tls_first: bool) {
    let room = Arc::new(Semaphore::new(MOST_CONNECTIONS));
    let mut connections = JoinSet::new();
    loop {
        while connections.try_join_next().is_some() {}
        let Ok(seat) = Arc::clone(&room).acquire_owned().await else { return };
        match listener.accept().await {
            Ok((stream, client)) => {
                let talk = smtp::serve(entry.clone(), stream, client, tls_first);
                connections.spawn(async move {
                    let _seat = seat;
                    // A connection that broke is nothing to tell: half of them are cut on purpose.
                    let _ = talk.await;
                });
            }
            // Out of file descriptors, most likely; some will be given back.
            Err(_) => sleep(Duration::from_millis(50)).await,
        }
    }
}
