//! One stream of all logs, each line with its part's name in its part's colour.

use std::io::Write;
use std::path::PathBuf;
use std::time::Duration;

use console::{Color, style};
use hc_topology::SERVICES;
use tokio::fs::File;
use tokio::io::{AsyncReadExt, AsyncSeekExt, SeekFrom};

use super::files::Files;

/// Taken in turn.
const COLOURS: [Color; 6] = [Color::Cyan, Color::Green, Color::Yellow, Color::Magenta, Color::Blue, Color::White];
/// What is read at once of one file; a part that writes more waits for its turn.
const CHUNK: u64 = 64 * 1024;

/// Prints what our services write from now on, as long as somebody reads it. The servers' logs stay in their files.
pub async fn follow(files: &Files, mut to: impl Write) {
    let mut tails = Vec::new();
    for (service, colour) in SERVICES.iter().zip(COLOURS.into_iter().cycle()) {
        tails.push(Tail::at_the_end(service.name, colour, files.log(service.name)).await);
    }
    loop {
        for tail in &mut tails {
            for line in tail.new_lines().await {
                let name = style(format!("{:12}│", tail.name)).fg(tail.colour);
                if writeln!(to, "{name} {line}").is_err() {
                    return;
                }
            }
        }
        tokio::time::sleep(Duration::from_millis(150)).await;
    }
}

struct Tail {
    name: &'static str,
    colour: Color,
    path: PathBuf,
    position: u64,
    /// The beginning of a line whose end is not written yet.
    begun: Vec<u8>,
}

impl Tail {
    async fn at_the_end(name: &'static str, colour: Color, path: PathBuf) -> Self {
        let position = tokio::fs::metadata(&path).await.map_or(0, |found| found.len());
        Self { name, colour, path, position, begun: Vec::new() }
    }

    async fn new_lines(&mut self) -> Vec<String> {
        let Ok(read) = self.read().await else { return Vec::new() };
        self.position += read.len() as u64;
        self.begun.extend(read);
        let Some(end) = self.begun.iter().rposition(|&byte| byte == b'\n') else { return Vec::new() };
        let whole: Vec<u8> = self.begun.drain(..=end).collect();
        String::from_utf8_lossy(&whole).lines().map(str::to_owned).collect()
    }

    async fn read(&mut self) -> std::io::Result<Vec<u8>> {
        let mut file = File::open(&self.path).await?;
        file.seek(SeekFrom::Start(self.position)).await?;
        let mut read = Vec::new();
        file.take(CHUNK).read_to_end(&mut read).await?;
        Ok(read)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn nobody_left_to_read_is_the_end() {
        let folder = tempfile::tempdir().expect("a folder");
        let files = Files::of(folder.path()).expect("folders");
        let (reader, writer) = std::io::pipe().expect("a pipe");
        drop(reader);
        let log = files.log(SERVICES[0].name);
        let write = async {
            for lines in 1.. {
                std::fs::write(&log, "a line\n".repeat(lines)).expect("a log");
                tokio::time::sleep(Duration::from_millis(10)).await;
            }
        };
        tokio::select! {
            () = follow(&files, writer) => {}
            () = write => {}
        }
    }

    #[tokio::test]
    async fn a_line_is_given_once_and_only_when_it_is_whole() {
        let folder = tempfile::tempdir().expect("a folder");
        let path = folder.path().join("log");
        std::fs::write(&path, "old\n").expect("a file");
        let mut tail = Tail::at_the_end("part", Color::Red, path.clone()).await;
        std::fs::write(&path, "old\none\ntw").expect("a file");
        assert_eq!(tail.new_lines().await, ["one"]);
        std::fs::write(&path, "old\none\ntwo\n").expect("a file");
        assert_eq!(tail.new_lines().await, ["two"]);
        assert_eq!(tail.new_lines().await, Vec::<String>::new());
    }
}
