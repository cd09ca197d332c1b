//! Open connections, kept for the next delivery to the same place.
//!
//! A connection belongs to the address that it was made to, which the guard has checked: it is taken again only for a
//! delivery whose addresses, checked anew, have that one among them.

use std::{
    collections::HashMap,
    net::SocketAddr,
    sync::{Mutex, PoisonError},
    time::{Duration, Instant},
};

use bytes::Bytes;
use http_body_util::Full;
use hyper::client::conn::http1::SendRequest;

/// How many stand idle in all, and for one place.
const IDLE: usize = 2_000;
const IDLE_AT_ONE: usize = 20;
/// How long one stands idle; below what most servers allow.
const LONGEST_IDLE: Duration = Duration::from_secs(20);

/// A connection that has no request on it.
pub type Connection = SendRequest<Full<Bytes>>;

/// Where a connection leads: TLS was done for the name, at the address.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct Place {
    pub https: bool,
    pub host: String,
    pub address: SocketAddr,
}

#[derive(Default)]
pub struct Pool(Mutex<Idle>);

#[derive(Default)]
struct Idle {
    places: HashMap<Place, Vec<(Connection, Instant)>>,
    count: usize,
}

impl Pool {
    /// An open connection to the place, if there is one.
    pub fn take(&self, place: &Place) -> Option<Connection> {
        let mut idle = self.lock();
        let (found, taken, empty) = {
            let kept = idle.places.get_mut(place)?;
            let (mut found, mut taken) = (None, 0);
            while let Some((connection, since)) = kept.pop() {
                taken += 1;
                if connection.is_ready() && since.elapsed() < LONGEST_IDLE {
                    found = Some(connection);
                    break;
                }
            }
            (found, taken, kept.is_empty())
        };
        idle.count -= taken;
        if empty {
            idle.places.remove(place);
        }
        found
    }

    /// Keeps a connection, unless there are enough.
    pub fn give(&self, place: Place, connection: Connection) {
        let mut idle = self.lock();
        if idle.count >= IDLE || !connection.is_ready() {
            return;
        }
        let kept = idle.places.entry(place).or_default();
        if kept.len() < IDLE_AT_ONE {
            kept.push((connection, Instant::now()));
            idle.count += 1;
        }
    }

    /// Closes what has stood idle for too long, or was closed from the other side.
    pub fn sweep(&self) {
        let mut idle = self.lock();
        idle.places.retain(|_, kept| {
            kept.retain(|(connection, since)| connection.is_ready() && since.elapsed() < LONGEST_IDLE);
            !kept.is_empty()
        });
        idle.count = idle.places.values().map(Vec::len).sum();
    }

    fn lock(&self) -> std::sync::MutexGuard<'_, Idle> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
