//! Export: records as NDJSON, one [`Record::line`](crate::domain::record::Record::line) each.

use std::collections::VecDeque;

use hc_storage::{Db, StoreError};
use hc_types::EventId;
use tracing::Instrument as _;

use crate::{
    domain::{chain::Owner, filter::Filter, record::Record, replay::Cursor},
    store::records::{self, Order},
};

/// Records that are in memory at once.
const PIECE: i64 = 200;
/// A part of the answer is sent when it has this many bytes.
const PART: usize = 64 * 1024;

/// An export that is under way.
pub struct Export {
    db: Db,
    owner: Owner,
    filter: Filter,
    cursor: Option<Cursor>,
    waiting: VecDeque<Record>,
    is_over: bool,
}

/// Whole lines.
#[derive(Debug)]
pub struct Part {
    /// Each with its line feed.
    pub lines: String,
    /// The event of the last line.
    pub last: EventId,
}

impl Export {
    /// Of an owner's records, the oldest first, after a cursor.
    pub fn new(db: Db, owner: Owner, filter: Filter, cursor: Option<Cursor>) -> Self {
        Self { db, owner, filter, cursor, waiting: VecDeque::new(), is_over: false }
    }

    /// The next lines; none at the end. What is recorded meanwhile comes along.
    pub async fn next(&mut self) -> Result<Option<Part>, StoreError> {
        if self.waiting.is_empty() && !self.is_over {
            self.fetch().await?;
        }
        let (mut lines, mut last) = (String::new(), None);
        while let Some(record) = self.waiting.pop_front() {
            lines.push_str(&record.line());
            lines.push('\n');
            last = Some(record.id);
            if lines.len() >= PART {
                break;
            }
        }
        Ok(last.map(|last| Part { lines, last }))
    }

    /// In a task of its own: who exports may take nothing for as long as it likes, and this is not polled meanwhile. The
    /// connection would stay in the middle of its query for as long.
    async fn fetch(&mut self) -> Result<(), StoreError> {
        let (db, owner, filter) = (self.db.clone(), self.owner, self.filter.clone());
        let reading = (Order::Oldest, self.cursor);
        let piece = async move {
            let mut reader = db.stale_reader().await?;
            records::of_owners(&mut *reader, &[owner], &filter, reading, PIECE).await
        };
        #[expect(clippy::disallowed_methods, reason = "it ends with its one statement")]
        let records = tokio::spawn(piece.in_current_span());
        let records = records.await.map_err(|_| StoreError::Panicked)??;
        self.is_over = i64::try_from(records.len()).unwrap_or(PIECE) < PIECE;
        if let Some(last) = records.last() {
            self.cursor = Some(Cursor { recorded_at: last.recorded_at, event: last.id });
        }
        self.waiting = records.into();
        Ok(())
    }
}
