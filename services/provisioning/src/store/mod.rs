//! The SQL, a file for each aggregate. Functions take a connection; who calls them has the transaction.
pub mod capacity;
pub mod instances;
pub mod operations;
pub mod orders;
pub mod queue;
pub mod regions;
pub mod releases;

use std::collections::HashMap;
use std::hash::Hash;

use hc_storage::StoreError;
use hc_types::{Page, PageRequest};
use uuid::Uuid;

/// The tables of this service.
pub static MIGRATOR: sqlx::migrate::Migrator = sqlx::migrate!("../../migrations/provisioning");

/// The schema that this code was written for, besides what hc-storage brings itself.
pub static SCHEMA: [&sqlx::migrate::Migrator; 2] = [&hc_events::MIGRATOR, &MIGRATOR];

/// Result of a store function.
pub type Result<T, E = StoreError> = std::result::Result<T, E>;

/// Where a list that is read newest first begins when no cursor says so.
fn beginning(page: &PageRequest) -> Uuid {
    page.cursor().unwrap_or(if page.is_backward() { Uuid::nil() } else { Uuid::max() })
}

/// Deals rows out to their parents, a page for each in the parents' order.
fn pages<T, P: Copy + Eq + Hash>(
    parents: &[P],
    page: &PageRequest,
    rows: Vec<T>,
    parent: impl Fn(&T) -> P,
    key: impl Fn(&T) -> Uuid,
) -> Vec<Page<T>> {
    let mut dealt: HashMap<P, Vec<T>> = HashMap::new();
    for row in rows {
        dealt.entry(parent(&row)).or_default().push(row);
    }
    let mut answer = Vec::with_capacity(parents.len());
    for parent in parents {
        let mut rows = dealt.remove(parent).unwrap_or_default();
        rows.sort_unstable_by_key(|row| key(row));
        if !page.is_backward() {
            rows.reverse();
        }
        answer.push(Page::from_rows(page, rows));
    }
    answer
}

/// A word in the database that no type of ours has.
fn unknown_word(what: &'static str, word: &str) -> StoreError {
    StoreError::corrupt(what, format!("it has the word {word:?}"))
}
