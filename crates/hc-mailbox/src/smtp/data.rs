//! The mail itself: lines until the one with a single dot, RFC 5321, 4.5.2.

use std::io;

use tokio::io::{AsyncBufRead, AsyncBufReadExt, AsyncReadExt};

/// What came after `DATA`.
#[derive(Debug, PartialEq, Eq)]
pub enum Received {
    /// The mail, with the dots that the client added taken out again.
    Mail(Vec<u8>),
    /// It was larger than allowed; it was read to its end and dropped.
    TooLarge,
    /// It has a LF without CR before it, or a CR without LF after it: two readers could disagree on where it ends.
    BareLineEnd,
}

/// Reads to the end of the mail; an error when the connection ends before.
pub async fn read(from: &mut (impl AsyncBufRead + Unpin), largest: usize) -> io::Result<Received> {
    let (mut mail, mut line) = (Vec::new(), Vec::new());
    let (mut too_large, mut bare, mut goes_on) = (false, false, false);
    loop {
        line.clear();
        // No line is longer than a mail may be; what is, is read in pieces.
        let most = largest as u64 + 3;
        if (&mut *from).take(most).read_until(b'\n', &mut line).await? == 0 {
            return Err(io::ErrorKind::UnexpectedEof.into());
        }
        let begins = !std::mem::replace(&mut goes_on, !line.ends_with(b"\n"));
        // After a bare LF this may not be the end for everybody; here it is, and the mail is refused.
        if begins && line == b".\r\n" {
            break;
        }
        too_large |= goes_on || mail.len() + line.len() > largest;
        bare |= !goes_on && line.strip_suffix(b"\r\n").is_none_or(|content| content.contains(&b'\r'));
        if !too_large {
            mail.extend_from_slice(line.strip_prefix(b".").unwrap_or(&line));
        }
    }
    Ok(match (too_large, bare) {
        (true, _) => Received::TooLarge,
        (false, true) => Received::BareLineEnd,
        (false, false) => Received::Mail(mail),
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    async fn received(mut text: &[u8]) -> io::Result<Received> {
        read(&mut text, 40).await
    }

    #[tokio::test]
    async fn dots_that_were_added_are_taken_out() {
        let mail = received(b"Subject: x\r\n\r\n..\r\n...and\r\n.\r\nQUIT\r\n").await.unwrap();
        assert_eq!(mail, Received::Mail(b"Subject: x\r\n\r\n.\r\n..and\r\n".to_vec()));
        assert_eq!(received(b".\r\n").await.unwrap(), Received::Mail(Vec::new()));
    }

    #[tokio::test]
    async fn a_mail_that_two_would_read_differently_is_refused() {
        for text in [&b"a\n.\r\n"[..], b"a\r\nb\nc\r\n.\r\n", b"a\rb\r\n.\r\n"] {
            assert_eq!(received(text).await.unwrap(), Received::BareLineEnd, "{}", text.escape_ascii());
        }
    }

    #[tokio::test]
    async fn what_is_too_large_is_read_to_its_end() {
        let text = format!("{}\r\n.\r\n", "x".repeat(50));
        assert_eq!(received(text.as_bytes()).await.unwrap(), Received::TooLarge);
        let text = format!("{}.\r\n", "x\r\n".repeat(20));
        assert_eq!(received(text.as_bytes()).await.unwrap(), Received::TooLarge);
        assert!(received(b"Subject: x\r\n").await.is_err());
    }
}
