//! The mailbox as a program: `cargo xtask dev` runs it.

use std::{net::SocketAddr, path::PathBuf};

use anyhow::Context;
use clap::Parser;
use hc_mailbox::{Mailbox, Settings};
use tokio::signal::unix::{SignalKind, signal};

/// Takes every mail, delivers none, and shows them on a page.
#[derive(Debug, Parser)]
struct Options {
    /// Where SMTP is served, with STARTTLS.
    #[arg(long, env = "MAILBOX_SMTP_LISTEN", default_value = "127.0.0.1:1025")]
    smtp: SocketAddr,
    /// Where SMTP is served with TLS from the first byte.
    #[arg(long, env = "MAILBOX_SMTPS_LISTEN", default_value = "127.0.0.1:1465")]
    smtps: SocketAddr,
    /// Where the page is served.
    #[arg(long, env = "MAILBOX_HTTP_LISTEN", default_value = "127.0.0.1:8025")]
    http: SocketAddr,
    /// Allows other addresses than the loopback's: for a container, whose network others decide about.
    #[arg(long, env = "MAILBOX_ANYWHERE")]
    anywhere: bool,
    /// A folder in which each mail is a file too.
    #[arg(long, env = "MAILBOX_FOLDER")]
    folder: Option<PathBuf>,
    /// How many mails are kept.
    #[arg(long, env = "MAILBOX_MOST_MAILS", default_value_t = 1_000)]
    most_mails: usize,
}

#[tokio::main]
async fn main() -> anyhow::Result<()> {
    let Options { smtp, smtps, http, anywhere, folder, most_mails } = Options::parse();
    let settings = Settings { smtp, smtps, http, anywhere, folder, most_mails, ..Settings::default() };
    let mut asked_to_stop = signal(SignalKind::terminate())?;
    let mailbox = Mailbox::start(settings).await.context("the mailbox does not start")?;
    println!("mails are shown at {}, and taken at 127.0.0.1:{}", mailbox.url(), mailbox.smtp_port());
    tokio::select! {
        _ = asked_to_stop.recv() => {}
        _ = tokio::signal::ctrl_c() => {}
    }
    Ok(())
}
