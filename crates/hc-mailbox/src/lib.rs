//! A mail server that delivers to nobody: it takes every mail, keeps it in memory and as a file, and shows it.
//!
//! `cargo xtask dev` runs the program (`hc-mailbox`), so that the mails of the platform can be read on a page. Tests run
//! the library, and tell it how to misbehave:
//!
//! ```no_run
//! # async fn example() -> std::io::Result<()> {
//! use hc_mailbox::{Answer, Mailbox, Settings};
//!
//! let mailbox = Mailbox::start(Settings::default()).await?; // free ports of the loopback interface
//! mailbox.script("eve@example.com", Answer::refuse(550, "no such user"));
//! mailbox.script("*@slow.example", Answer::defer(451, "later", 2)); // twice, then taken
//! // … something sends to 127.0.0.1:{mailbox.smtp_port()} …
//! let mail = mailbox.next_to("ada@example.com").await;
//! assert_eq!(mail.subject, "Confirm your address");
//! # Ok(()) }
//! ```
//!
//! It speaks RFC 5321 with EHLO, STARTTLS and TLS from the first byte (under a certificate of its own making), AUTH PLAIN
//! and LOGIN, SIZE, PIPELINING, 8BITMIME, SMTPUTF8 and ENHANCEDSTATUSCODES. It is strict where a real server is: lines
//! end with CRLF, a mail with a bare LF is refused. It listens on the loopback interface only, and everything in it has a
//! bound. It is no mail server for anything else.

mod mail;
mod mailbox;
mod script;
mod smtp;
mod store;
mod tls;
mod web;

pub use crate::{
    mail::Mail,
    mailbox::{Mailbox, Settings},
    script::{Answer, Login, Manners},
};
