//! All open sockets: how many there may be, and how they end when the process stops.

use std::sync::Arc;

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
use crate::limits::Places;
use crate::metrics::OPEN_SOCKETS;
use crate::settings::WsSettings;

/// The open sockets. A clone is the same.
#[derive(Clone)]
pub struct Sockets(Arc<Inner>);

struct Inner {
    engine: Engine,
    settings: WsSettings,
    stopping: Stopping,
    places: Places,
    tasks: TaskTracker,
}

impl Sockets {
    /// None yet.
    pub fn new(engine: Engine, settings: WsSettings, places: Places, stopping: Stopping) -> Self {
        Self(Arc::new(Inner { engine, settings, stopping, places, tasks: TaskTracker::new() }))
    }

    /// Opens a socket, or says that there are too many.
    pub fn accept(&self, upgrade: WebSocketUpgrade, origin: Origin) -> Response<Body> {
        if self.0.stopping.is_cancelled() {
            return refuse(StatusCode::SERVICE_UNAVAILABLE);
        }
        let place = match self.0.places.take(origin.address) {
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
                metrics::gauge!(OPEN_SOCKETS).increment(1.0);
                session.run(socket).await;
                metrics::gauge!(OPEN_SOCKETS).decrement(1.0);
                drop(place);
            })
        })
    }

    /// Waits until all sockets are closed; they begin with it when the process stops.
    pub async fn drained(&self) {
        self.0.tasks.close();
        self.0.tasks.wait().await;
    }
}

fn refuse(status: StatusCode) -> Response<Body> {
    let mut response = status.into_response();
    response.headers_mut().insert(header::RETRY_AFTER, HeaderValue::from_static("5"));
    response
}
