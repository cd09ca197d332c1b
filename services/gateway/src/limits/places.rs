//! How many long-lived connections there may be, in all and from one address.

use std::collections::HashMap;
use std::net::IpAddr;
use std::sync::{Arc, Mutex, PoisonError};

use axum::http::StatusCode;

use super::Principal;

/// Places for connections. A clone is the same.
#[derive(Clone)]
pub struct Places(Arc<Inner>);

struct Inner {
    most: usize,
    most_per_address: usize,
    taken: Mutex<Taken>,
}

#[derive(Default)]
struct Taken {
    all: usize,
    by_address: HashMap<Principal, usize>,
}

/// A place; given back when it is dropped.
pub struct Place {
    places: Places,
    who: Principal,
}

impl Places {
    /// So many in all, and from one address.
    pub fn new(most: usize, most_per_address: usize) -> Self {
        Self(Arc::new(Inner { most, most_per_address, taken: Mutex::default() }))
    }

    /// Takes a place, or says with which status there is none.
    pub fn take(&self, address: IpAddr) -> Result<Place, StatusCode> {
        let who = Principal::address(address);
        let mut taken = self.0.taken.lock().unwrap_or_else(PoisonError::into_inner);
        if taken.all >= self.0.most {
            return Err(StatusCode::SERVICE_UNAVAILABLE);
        }
        let count = taken.by_address.entry(who).or_default();
        if *count >= self.0.most_per_address {
            return Err(StatusCode::TOO_MANY_REQUESTS);
        }
        *count += 1;
        taken.all += 1;
        Ok(Place { places: self.clone(), who })
    }
}

impl Drop for Place {
    fn drop(&mut self) {
        let mut taken = self.places.0.taken.lock().unwrap_or_else(PoisonError::into_inner);
        taken.all -= 1;
        if let Some(count) = taken.by_address.get_mut(&self.who) {
            *count -= 1;
            if *count == 0 {
                taken.by_address.remove(&self.who);
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn places_are_given_back_and_nobody_takes_all() {
        let places = Places::new(3, 2);
        let [one, other]: [IpAddr; 2] = ["192.0.2.1".parse().expect("valid"), "192.0.2.2".parse().expect("valid")];
        let first = places.take(one).expect("free");
        let _second = places.take(one).expect("free");
        assert_eq!(places.take(one).err(), Some(StatusCode::TOO_MANY_REQUESTS));
        let _third = places.take(other).expect("free");
        assert_eq!(places.take(other).err(), Some(StatusCode::SERVICE_UNAVAILABLE));
        drop(first);
        assert!(places.take(other).is_ok());
    }
}
