//! All open sockets: how many there may be, and how they end when the process stops.

use std::collections::HashMap;
use std::net::IpAddr;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex, PoisonError};

use axum::body::Body;
use axum::extract::ws::WebSocketUpgrade;
use axum::http::{HeaderValue, Response, StatusCode, header};
use axum::response::IntoResponse;
use hc_chassis::Stopping;
use tokio_util::task::TaskTracker;

use super::protocol;
use super::session::Session;
use crate::execute::Engine;
use crate::http::Origin;
use crate::limits::Principal;
use crate::metrics::OPEN_SOCKETS;
use crate::settings::WsSettings;

/// The open sockets. A clone is the same.
#[derive(Clone)]
pub struct Sockets(Arc<Inner>);

struct Inner {
    engine: Engine,
    settings: WsSettings,
    stopping: Stopping,
    tasks: TaskTracker,
    open: AtomicUsize,
    by_address: Mutex<HashMap<Principal, usize>>,
}

impl Sockets {
    /// None yet.
    pub fn new(engine: Engine, settings: WsSettings, stopping: Stopping) -> Self {
        let inner = Inner {
            engine,
            settings,
            stopping,
            tasks: TaskTracker::new(),
            open: AtomicUsize::new(0),
            by_address: Mutex::default(),
        };
        Self(Arc::new(inner))
    }

    /// Opens a socket, or says that there are too many.
    pub fn accept(&self, upgrade: WebSocketUpgrade, origin: Origin) -> Response<Body> {
        if self.0.stopping.is_cancelled() {
            return refuse(StatusCode::SERVICE_UNAVAILABLE);
        }
        let place = match self.place(origin.address) {
            Ok(place) => place,
            Err(status) => return refuse(status),
        };
        let settings = self.0.settings.clone();
        let session = Session::new(self.0.engine.clone(), settings.clone(), origin, self.0.stopping.clone());
        let tasks = self.0.tasks.clone();
        // A little more than allowed is read, so that what is too long is answered and not only cut off.
        let most = settings.max_message_bytes.saturating_mul(2);
        upgrade.protocols([protocol::NAME]).max_message_size(most).max_frame_size(most).on_upgrade(move |socket| {
            tasks.track_future(async move {
                session.run(socket).await;
                drop(place);
            })
        })
    }

    /// Waits until all sockets are closed; they begin with it when the process stops.
    pub async fn drained(&self) {
        self.0.tasks.close();
        self.0.tasks.wait().await;
    }

    fn place(&self, address: IpAddr) -> Result<Place, StatusCode> {
        let inner = &self.0;
        let who = Principal::address(address);
        let mut by_address = inner.by_address.lock().unwrap_or_else(PoisonError::into_inner);
        if inner.open.load(Ordering::Relaxed) >= inner.settings.max_sockets {
            return Err(StatusCode::SERVICE_UNAVAILABLE);
        }
        let count = by_address.entry(who).or_default();
        if *count >= inner.settings.max_sockets_per_address {
            return Err(StatusCode::TOO_MANY_REQUESTS);
        }
        *count += 1;
        inner.open.fetch_add(1, Ordering::Relaxed);
        metrics::gauge!(OPEN_SOCKETS).increment(1.0);
        Ok(Place { sockets: self.clone(), who })
    }
}

/// A socket's place; given back when it is dropped.
struct Place {
    sockets: Sockets,
    who: Principal,
}

impl Drop for Place {
    fn drop(&mut self) {
        let inner = &self.sockets.0;
        let mut by_address = inner.by_address.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(count) = by_address.get_mut(&self.who) {
            *count -= 1;
            if *count == 0 {
                by_address.remove(&self.who);
            }
        }
        inner.open.fetch_sub(1, Ordering::Relaxed);
        metrics::gauge!(OPEN_SOCKETS).decrement(1.0);
    }
}

fn refuse(status: StatusCode) -> Response<Body> {
    let mut response = status.into_response();
    response.headers_mut().insert(header::RETRY_AFTER, HeaderValue::from_static("5"));
    response
}
