//! Pages by keyset: stable under inserts, as cheap on the last page as on the first.

use base64::{Engine, prelude::BASE64_URL_SAFE_NO_PAD};
use uuid::Uuid;

/// How far a page may reach; design §5.
const LARGEST: u32 = 100;
const USUAL: u32 = 20;

/// Which way a page is read from its cursor.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Direction {
    /// `first` … `after`.
    Forward,
    /// `last` … `before`.
    Backward,
}

/// One page of a list that is ordered by a UUIDv7 key; built only from arguments that make sense together.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct PageRequest {
    size: u32,
    cursor: Option<Uuid>,
    direction: Direction,
}

/// Why page arguments are refused; the text names the argument.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum PageError {
    /// `first` or `last` out of range.
    #[error("{argument} is 1 to {LARGEST}, not {value}")]
    Size {
        /// `first` or `last`.
        argument: &'static str,
        /// What was asked for.
        value: i64,
    },
    /// Both ways at once.
    #[error("a page is read by first and after or by last and before, not both")]
    BothWays,
    /// A cursor that this list did not give.
    #[error("{argument} is not a cursor that this list has given")]
    Cursor {
        /// `after` or `before`.
        argument: &'static str,
    },
}

impl PageRequest {
    /// Checks the four Relay arguments; without `first` and `last` the page has 20 entries.
    pub fn new(
        first: Option<i64>,
        after: Option<&str>,
        last: Option<i64>,
        before: Option<&str>,
    ) -> Result<Self, PageError> {
        let backward = last.is_some() || before.is_some();
        if backward && (first.is_some() || after.is_some()) {
            return Err(PageError::BothWays);
        }
        let (argument, value, cursor_name, cursor, direction) = if backward {
            ("last", last, "before", before, Direction::Backward)
        } else {
            ("first", first, "after", after, Direction::Forward)
        };
        let size = match value {
            None => USUAL,
            Some(value) => u32::try_from(value)
                .ok()
                .filter(|size| (1..=LARGEST).contains(size))
                .ok_or(PageError::Size { argument, value })?,
        };
        let cursor = cursor.map(|text| decode(text).ok_or(PageError::Cursor { argument: cursor_name })).transpose()?;
        Ok(Self { size, cursor, direction })
    }

    /// How many entries the page has at most.
    pub const fn size(&self) -> u32 {
        self.size
    }

    /// How many rows to read: one more than the page has, which tells whether there is another page.
    pub fn limit(&self) -> i64 {
        i64::from(self.size) + 1
    }

    /// The key to read from, exclusive.
    pub const fn cursor(&self) -> Option<Uuid> {
        self.cursor
    }

    /// Which way to read.
    pub const fn direction(&self) -> Direction {
        self.direction
    }

    /// True when the page is read towards the list's beginning; for SQL that flips its order.
    pub fn is_backward(&self) -> bool {
        self.direction == Direction::Backward
    }
}

/// A page of a list, in the list's own order.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Page<T> {
    /// The entries.
    pub items: Vec<T>,
    /// Whether the list goes on after the last entry.
    pub has_next: bool,
    /// Whether something stands before the first entry.
    pub has_previous: bool,
}

impl<T> Page<T> {
    /// Makes a page of rows read with [`PageRequest::limit`], in reading order: backward pages are turned round here.
    pub fn from_rows(request: &PageRequest, mut rows: Vec<T>) -> Self {
        let size = usize::try_from(request.size).unwrap_or(usize::MAX);
        let more = rows.len() > size;
        rows.truncate(size);
        let beyond_cursor = request.cursor.is_some();
        match request.direction {
            Direction::Forward => Self { items: rows, has_next: more, has_previous: beyond_cursor },
            Direction::Backward => {
                rows.reverse();
                Self { items: rows, has_next: beyond_cursor, has_previous: more }
            }
        }
    }

    /// The same page of other values.
    pub fn map<U>(self, change: impl FnMut(T) -> U) -> Page<U> {
        Page {
            items: self.items.into_iter().map(change).collect(),
            has_next: self.has_next,
            has_previous: self.has_previous,
        }
    }
}

/// The opaque text of a key, for `edges { cursor }`.
pub fn encode(key: Uuid) -> String {
    BASE64_URL_SAFE_NO_PAD.encode(key.as_bytes())
}

fn decode(text: &str) -> Option<Uuid> {
    (text.len() == 22)
        .then(|| BASE64_URL_SAFE_NO_PAD.decode(text).ok())
        .flatten()
        .and_then(|b| Uuid::from_slice(&b).ok())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sizes_have_a_limit_and_a_default() {
        assert_eq!(PageRequest::new(None, None, None, None).unwrap().size(), 20);
        assert_eq!(PageRequest::new(Some(100), None, None, None).unwrap().size(), 100);
        for value in [0, -1, 101, 100_000, i64::MAX] {
            let refused = PageRequest::new(Some(value), None, None, None);
            assert_eq!(refused, Err(PageError::Size { argument: "first", value }));
        }
    }

    #[test]
    fn both_ways_at_once_are_refused() {
        assert_eq!(PageRequest::new(Some(1), None, Some(1), None), Err(PageError::BothWays));
    }

    #[test]
    fn a_foreign_cursor_is_refused() {
        let key = Uuid::now_v7();
        let cursor = encode(key);
        assert_eq!(PageRequest::new(None, Some(&cursor), None, None).unwrap().cursor(), Some(key));
        assert_eq!(PageRequest::new(None, Some("abc"), None, None), Err(PageError::Cursor { argument: "after" }));
    }

    #[test]
    fn a_backward_page_stands_in_the_lists_own_order() {
        let request = PageRequest::new(None, None, Some(2), None).unwrap();
        let page = Page::from_rows(&request, vec![5, 4, 3]);
        assert_eq!((page.items, page.has_previous, page.has_next), (vec![4, 5], true, false));
    }
}
