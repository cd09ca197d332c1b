//! Where log lines go, and who waits for that: nobody. A reader that takes nothing costs lines, and no calls.

use std::{
    io::{self, Write},
    sync::mpsc::{Receiver, SyncSender, TrySendError, sync_channel},
    thread,
    time::{Duration, Instant},
};

use metrics::counter;
use tracing_subscriber::fmt::MakeWriter;

/// How many lines may wait for their reader; those that come then are dropped, and counted.
const WAITING: usize = 8_192;
/// How long the end of the process waits for its last lines.
const LAST: Duration = Duration::from_secs(1);
/// How often it looks whether there is room for its question.
const LOOK_EVERY: Duration = Duration::from_millis(10);

/// Lines that were dropped because nobody read them.
pub(crate) const DROPPED: &str = "hostingco_log_lines_dropped_total";

/// Takes whole lines, in the order in which they come, and returns at once. Cheap to clone.
#[derive(Debug, Clone)]
pub(crate) struct Lines(SyncSender<Message>);

#[derive(Debug)]
enum Message {
    Line(Vec<u8>),
    /// Answered when all lines before it are written.
    Drain(SyncSender<()>),
}

impl Lines {
    /// To standard error, by a thread that lives as long as the process.
    pub(crate) fn to_stderr() -> io::Result<Self> {
        Self::to(io::stderr(), WAITING)
    }

    fn to(sink: impl Write + Send + 'static, waiting: usize) -> io::Result<Self> {
        let (lines, messages) = sync_channel(waiting);
        thread::Builder::new().name("log lines".to_owned()).spawn(move || write_all(&messages, sink))?;
        Ok(Self(lines))
    }

    /// Waits until all lines so far are written, a second at most: for the end of the process.
    pub(crate) fn drain(&self) {
        let end = Instant::now() + LAST;
        let (done, written) = sync_channel(1);
        let mut message = Message::Drain(done);
        while let Err(TrySendError::Full(unsent)) = self.0.try_send(message) {
            if Instant::now() >= end {
                return;
            }
            thread::sleep(LOOK_EVERY);
            message = unsent;
        }
        // Nothing comes where the lines are not read. There is nobody left to tell.
        let _ = written.recv_timeout(end.saturating_duration_since(Instant::now()));
    }
}

impl Write for Lines {
    fn write(&mut self, line: &[u8]) -> io::Result<usize> {
        if self.0.try_send(Message::Line(line.to_vec())).is_err() {
            counter!(DROPPED).increment(1);
        }
        Ok(line.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

impl MakeWriter<'_> for Lines {
    type Writer = Self;

    fn make_writer(&self) -> Self {
        self.clone()
    }
}

fn write_all(messages: &Receiver<Message>, mut sink: impl Write) {
    for message in messages {
        match message {
            // Where the sink is gone there is nobody left to tell.
            Message::Line(line) => drop(sink.write_all(&line)),
            Message::Drain(done) => drop(done.send(())),
        }
    }
}

#[cfg(test)]
mod tests {
    use std::sync::{Arc, Mutex};

    use super::*;

    /// Says when it is given a line, and takes it when it is told to.
    struct Slow {
        begun: SyncSender<()>,
        may_end: Receiver<()>,
        written: Arc<Mutex<Vec<u8>>>,
    }

    impl Write for Slow {
        fn write(&mut self, line: &[u8]) -> io::Result<usize> {
            // The test may be over.
            self.begun.send(()).map_err(io::Error::other)?;
            self.may_end.recv().map_err(io::Error::other)?;
            self.written.lock().unwrap().extend_from_slice(line);
            Ok(line.len())
        }

        fn flush(&mut self) -> io::Result<()> {
            Ok(())
        }
    }

    #[test]
    fn a_reader_that_takes_nothing_costs_lines_and_holds_nobody_up() {
        let (begun, begins) = sync_channel(100);
        let (end, may_end) = sync_channel(100);
        let written = Arc::new(Mutex::default());
        let mut lines = Lines::to(Slow { begun, may_end, written: Arc::clone(&written) }, 2).unwrap();
        lines.write_all(b"1\n").unwrap();
        begins.recv().unwrap();
        // One is being written and two wait.
        for line in 2..=9 {
            lines.write_all(format!("{line}\n").as_bytes()).unwrap();
        }
        for _ in 0..3 {
            end.send(()).unwrap();
        }
        lines.drain();
        assert_eq!(String::from_utf8(written.lock().unwrap().clone()).unwrap(), "1\n2\n3\n");
    }

    #[test]
    fn the_end_does_not_wait_for_ever_for_a_reader_that_takes_nothing() {
        let (begun, begins) = sync_channel(100);
        let (_end, may_end) = sync_channel(100);
        let mut lines = Lines::to(Slow { begun, may_end, written: Arc::default() }, 1).unwrap();
        lines.write_all(b"1\n").unwrap();
        begins.recv().unwrap();
        let since = Instant::now();
        // Its question finds room, and no answer; then it finds no room.
        lines.drain();
        lines.drain();
        assert!(since.elapsed() < 4 * LAST, "{:?}", since.elapsed());
    }
}
