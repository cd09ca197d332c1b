//! Frames that are written one after the other leave together.
//!
//! The head of a call and its message are two writes for the library, the answer's message and its status two more: the
//! second comes a turn of the scheduler later, when the first has long become a TLS record, a system call, and a wake-up of
//! the peer. So the first flush gives way to the tasks that are ready, and the second sends what they wrote, too. Another
//! thread of the runtime may come to the second flush before them; then it is two records, as without it.

use std::{
    io,
    pin::Pin,
    task::{Context, Poll, ready},
};

use tokio::io::{AsyncRead, AsyncWrite, ReadBuf};

/// What is gathered at most: one TLS record.
const CAPACITY: usize = 16 * 1024;

/// A stream under HTTP/2 that gathers what is written to it until the second flush.
pub(crate) struct Gather<S> {
    inner: S,
    gathered: Vec<u8>,
    /// How much of it is written already.
    written: usize,
    has_waited: bool,
}

impl<S: AsyncWrite + Unpin> Gather<S> {
    pub(crate) const fn new(inner: S) -> Self {
        Self { inner, gathered: Vec::new(), written: 0, has_waited: false }
    }

    fn room(&self) -> usize {
        CAPACITY - self.gathered.len()
    }

    fn take(&mut self, bytes: &[u8]) -> usize {
        let (fitting, _) = bytes.split_at(bytes.len().min(self.room()));
        self.gathered.extend_from_slice(fitting);
        fitting.len()
    }

    fn poll_send(&mut self, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        while let Some(rest) = self.gathered.get(self.written..).filter(|rest| !rest.is_empty()) {
            match ready!(Pin::new(&mut self.inner).poll_write(cx, rest))? {
                0 => return Poll::Ready(Err(io::ErrorKind::WriteZero.into())),
                count => self.written += count,
            }
        }
        self.gathered.clear();
        self.written = 0;
        self.has_waited = false;
        Poll::Ready(Ok(()))
    }

    fn poll_room(&mut self, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        if self.room() == 0 { self.poll_send(cx) } else { Poll::Ready(Ok(())) }
    }
}

impl<S: AsyncWrite + Unpin> AsyncWrite for Gather<S> {
    fn poll_write(mut self: Pin<&mut Self>, cx: &mut Context<'_>, bytes: &[u8]) -> Poll<io::Result<usize>> {
        ready!(self.poll_room(cx))?;
        Poll::Ready(Ok(self.take(bytes)))
    }

    fn poll_write_vectored(
        mut self: Pin<&mut Self>,
        cx: &mut Context<'_>,
        slices: &[io::IoSlice<'_>],
    ) -> Poll<io::Result<usize>> {
        ready!(self.poll_room(cx))?;
        Poll::Ready(Ok(slices.iter().map(|slice| self.take(slice)).sum()))
    }

    fn is_write_vectored(&self) -> bool {
        true
    }

    fn poll_flush(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        if !self.gathered.is_empty() && !self.has_waited {
            self.has_waited = true;
            cx.waker().wake_by_ref();
            return Poll::Pending;
        }
        ready!(self.poll_send(cx))?;
        Pin::new(&mut self.inner).poll_flush(cx)
    }

    fn poll_shutdown(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        ready!(self.poll_send(cx))?;
        Pin::new(&mut self.inner).poll_shutdown(cx)
    }
}

impl<S: AsyncRead + Unpin> AsyncRead for Gather<S> {
    fn poll_read(mut self: Pin<&mut Self>, cx: &mut Context<'_>, buffer: &mut ReadBuf<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.inner).poll_read(cx, buffer)
    }
}

#[cfg(test)]
mod tests {
    use futures::future::poll_fn;
    use tokio::io::AsyncWriteExt;

    use super::*;

    /// Notes each write; takes so many bytes of one at most, and every second time none yet.
    struct Wire {
        writes: Vec<Vec<u8>>,
        at_most: usize,
        is_slow: bool,
        was_slow: bool,
    }

    impl Wire {
        const fn new(at_most: usize, is_slow: bool) -> Self {
            Self { writes: Vec::new(), at_most, is_slow, was_slow: false }
        }
    }

    impl AsyncWrite for Wire {
        fn poll_write(mut self: Pin<&mut Self>, cx: &mut Context<'_>, bytes: &[u8]) -> Poll<io::Result<usize>> {
            self.was_slow = self.is_slow && !self.was_slow;
            if self.was_slow {
                cx.waker().wake_by_ref();
                return Poll::Pending;
            }
            let taken = &bytes[..bytes.len().min(self.at_most)];
            self.writes.push(taken.to_vec());
            Poll::Ready(Ok(taken.len()))
        }

        fn poll_flush(self: Pin<&mut Self>, _: &mut Context<'_>) -> Poll<io::Result<()>> {
            Poll::Ready(Ok(()))
        }

        fn poll_shutdown(self: Pin<&mut Self>, _: &mut Context<'_>) -> Poll<io::Result<()>> {
            Poll::Ready(Ok(()))
        }
    }

    #[tokio::test]
    async fn what_is_written_until_the_second_flush_leaves_as_one() {
        let mut stream = Gather::new(Wire::new(CAPACITY, false));
        stream.write_all(b"head").await.unwrap();
        let first = poll_fn(|cx| Poll::Ready(Pin::new(&mut stream).poll_flush(cx))).await;
        assert!(first.is_pending() && stream.inner.writes.is_empty());
        stream.write_all(b", message").await.unwrap();
        stream.flush().await.unwrap();
        assert_eq!(stream.inner.writes, [b"head, message"]);
        stream.flush().await.unwrap();
        assert_eq!(stream.inner.writes.len(), 1, "there is nothing more");
    }

    #[tokio::test]
    async fn nothing_is_lost_or_turned_around() {
        for (at_most, is_slow) in [(CAPACITY, false), (1_000, false), (7, true), (CAPACITY, true)] {
            let mut stream = Gather::new(Wire::new(at_most, is_slow));
            let sent: Vec<u8> = (0..=u8::MAX).cycle().take(100_000).collect();
            for (number, piece) in sent.chunks(3_001).enumerate() {
                stream.write_all(piece).await.unwrap();
                if number % 5 == 0 {
                    stream.flush().await.unwrap();
                }
            }
            stream.shutdown().await.unwrap();
            assert_eq!(stream.inner.writes.concat(), sent, "{at_most} bytes at most, slow: {is_slow}");
        }
    }

    #[tokio::test]
    async fn a_wire_that_takes_nothing_is_an_error() {
        let mut stream = Gather::new(Wire::new(0, false));
        stream.write_all(b"head").await.unwrap();
        assert_eq!(stream.flush().await.unwrap_err().kind(), io::ErrorKind::WriteZero);
    }
}
