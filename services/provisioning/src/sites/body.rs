use std::collections::VecDeque;
use std::fs::File;
use std::io;
use std::ops::Range;
use std::os::unix::fs::FileExt;
use std::pin::Pin;
use std::sync::Arc;
use std::task::{Context, Poll, ready};

use bytes::Bytes;
use http_body::{Body, Frame, SizeHint};
use tokio::task::JoinHandle;

/// How much of a large file is read at a time.
const CHUNK_BYTES: u64 = 256 << 10;

/// What is sent after the headers: bytes at hand, or pieces of a file that are read while the client takes them.
pub enum SiteBody {
    Bytes(Bytes),
    Pieces(Pieces),
}

/// Several pieces, one after the other.
pub struct Pieces {
    waiting: VecDeque<Piece>,
    remaining: u64,
    reading: Option<JoinHandle<io::Result<Bytes>>>,
}

/// A piece of an answer.
pub enum Piece {
    Bytes(Bytes),
    File(Arc<File>, Range<u64>),
}

impl SiteBody {
    pub const EMPTY: Self = Self::Bytes(Bytes::new());

    pub fn pieces(pieces: impl IntoIterator<Item = Piece>) -> Self {
        let waiting: VecDeque<Piece> = pieces.into_iter().collect();
        let remaining = waiting.iter().map(Piece::length).fold(0, u64::saturating_add);
        Self::Pieces(Pieces { waiting, remaining, reading: None })
    }
}

impl Piece {
    fn length(&self) -> u64 {
        match self {
            Self::Bytes(bytes) => u64::try_from(bytes.len()).unwrap_or(u64::MAX),
            Self::File(_, range) => range.end.saturating_sub(range.start),
        }
    }
}

impl Pieces {
    fn poll(&mut self, context: &mut Context<'_>) -> Poll<Option<io::Result<Bytes>>> {
        loop {
            if let Some(reading) = &mut self.reading {
                let read = ready!(Pin::new(reading).poll(context));
                self.reading = None;
                return Poll::Ready(Some(read.map_err(io::Error::other).flatten()));
            }
            match self.waiting.pop_front() {
                None => return Poll::Ready(None),
                Some(Piece::Bytes(bytes)) => return Poll::Ready(Some(Ok(bytes))),
                Some(Piece::File(_, range)) if range.is_empty() => {}
                Some(Piece::File(file, Range { start, end })) => {
                    let stop = end.min(start.saturating_add(CHUNK_BYTES));
                    self.waiting.push_front(Piece::File(Arc::clone(&file), stop..end));
                    self.reading = Some(tokio::task::spawn_blocking(move || {
                        let length = usize::try_from(stop.saturating_sub(start)).map_err(io::Error::other)?;
                        let mut chunk = vec![0; length];
                        file.read_exact_at(&mut chunk, start)?;
                        Ok(chunk.into())
                    }));
                }
            }
        }
    }
}

impl Body for SiteBody {
    type Data = Bytes;
    type Error = io::Error;

    fn poll_frame(self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Option<Result<Frame<Bytes>, io::Error>>> {
        match self.get_mut() {
            Self::Bytes(bytes) if bytes.is_empty() => Poll::Ready(None),
            Self::Bytes(bytes) => Poll::Ready(Some(Ok(Frame::data(std::mem::take(bytes))))),
            Self::Pieces(pieces) => {
                let piece = ready!(pieces.poll(context));
                if let Some(Ok(bytes)) = &piece {
                    let length = u64::try_from(bytes.len()).unwrap_or(u64::MAX);
                    pieces.remaining = pieces.remaining.saturating_sub(length);
                }
                Poll::Ready(piece.map(|piece| piece.map(Frame::data)))
            }
        }
    }

    fn is_end_stream(&self) -> bool {
        match self {
            Self::Bytes(bytes) => bytes.is_empty(),
            Self::Pieces(pieces) => pieces.remaining == 0,
        }
    }

    fn size_hint(&self) -> SizeHint {
        match self {
            Self::Bytes(bytes) => SizeHint::with_exact(u64::try_from(bytes.len()).unwrap_or(u64::MAX)),
            Self::Pieces(pieces) => SizeHint::with_exact(pieces.remaining),
        }
    }
}
