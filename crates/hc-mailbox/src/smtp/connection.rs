//! One client's connection.

use std::{io, net::SocketAddr, sync::Arc, time::Duration};

use base64::{Engine, engine::general_purpose::STANDARD};
use bytes::Bytes;
use tokio::{
    io::{AsyncBufReadExt, AsyncRead, AsyncReadExt, AsyncWrite, AsyncWriteExt, BufReader},
    net::TcpStream,
    time::timeout,
};
use tokio_rustls::TlsAcceptor;

use super::{
    command::{self, Command, Mechanism, Wrong},
    data::{self, Received},
};
use crate::{
    mail::Envelope,
    script::{Answer, Manners, Script},
    store::Store,
};

/// A line with its CRLF: RFC 4954 asks for this much.
const LONGEST_LINE: u64 = 12_288;
const MOST_RECIPIENTS: usize = 100;
/// How long a client may be silent.
const SILENCE: Duration = Duration::from_mins(1);
/// A client that says nothing but nonsense is sent away.
const MOST_MISTAKES: u32 = 20;

/// What every connection shares.
#[derive(Clone)]
pub struct Entry {
    pub store: Arc<Store>,
    pub script: Arc<Script>,
    pub tls: TlsAcceptor,
    /// In bytes.
    pub largest: usize,
}

trait Wire: AsyncRead + AsyncWrite + Unpin + Send {}
impl<T: AsyncRead + AsyncWrite + Unpin + Send> Wire for T {}

/// Talks to a client until it leaves. With `tls_first`, TLS comes before the greeting.
pub async fn serve(entry: Entry, stream: TcpStream, client: SocketAddr, tls_first: bool) -> io::Result<()> {
    stream.set_nodelay(true)?;
    match entry.script.manners() {
        Manners::Serve => {}
        Manners::Drop => return Ok(()),
        Manners::Hang => std::future::pending().await,
        Manners::Busy => {
            let mut stream = stream;
            return stream.write_all(b"421 4.3.2 mailbox.test is busy, come back later\r\n").await;
        }
    }
    let mut connection = if tls_first {
        let stream = timeout(SILENCE, entry.tls.accept(stream)).await??;
        Connection::new(entry, Box::new(stream), client, true)
    } else {
        Connection::new(entry, Box::new(stream), client, false)
    };
    connection.reply("220 mailbox.test ESMTP: takes everything, delivers nothing").await?;
    loop {
        connection = match connection.talk().await? {
            End::Leave => return Ok(()),
            End::StartTls => connection.start_tls().await?,
        };
    }
}

/// Why a talk ended.
enum End {
    Leave,
    StartTls,
}

struct Connection {
    entry: Entry,
    wire: BufReader<Box<dyn Wire>>,
    client: SocketAddr,
    tls: bool,
    /// The name that the client has shown.
    user: Option<String>,
    greeted: bool,
    /// The mail in the making.
    from: Option<String>,
    recipients: Vec<String>,
    mistakes: u32,
}

impl Connection {
    fn new(entry: Entry, wire: Box<dyn Wire>, client: SocketAddr, tls: bool) -> Self {
        let wire = BufReader::new(wire);
        Self { entry, wire, client, tls, user: None, greeted: false, from: None, recipients: Vec::new(), mistakes: 0 }
    }

    /// What the client said before TLS is forgotten, as RFC 3207 demands.
    async fn start_tls(self) -> io::Result<Self> {
        let stream = timeout(SILENCE, self.entry.tls.accept(self.wire.into_inner())).await??;
        Ok(Self::new(self.entry, Box::new(stream), self.client, true))
    }

    async fn reply(&mut self, text: impl AsRef<str>) -> io::Result<()> {
        self.wire.write_all(format!("{}\r\n", text.as_ref()).as_bytes()).await?;
        self.wire.flush().await
    }

    /// A line without its end; nothing when it is too long, ends with a bare LF, or is no text.
    async fn line(&mut self) -> io::Result<Option<String>> {
        let (mut line, mut pieces) = (Vec::new(), 0);
        while !line.ends_with(b"\n") {
            line.clear();
            pieces += 1;
            let mut wire = (&mut self.wire).take(LONGEST_LINE);
            if timeout(SILENCE, wire.read_until(b'\n', &mut line)).await?? == 0 {
                return Err(io::ErrorKind::UnexpectedEof.into());
            }
        }
        let whole = line.strip_suffix(b"\r\n").filter(|_| pieces == 1);
        Ok(whole.and_then(|whole| String::from_utf8(whole.to_vec()).ok()))
    }

    async fn talk(&mut self) -> io::Result<End> {
        loop {
            let parsed = match self.line().await? {
                Some(line) => command::parse(&line),
                None => Err(Wrong::Syntax),
            };
            let command = match parsed {
                Ok(command) => command,
                Err(wrong) => {
                    self.mistakes += 1;
                    if self.mistakes > MOST_MISTAKES {
                        self.reply("421 4.7.0 too many mistakes").await?;
                        return Ok(End::Leave);
                    }
                    self.reply(reply_to(wrong)).await?;
                    continue;
                }
            };
            match command {
                Command::Quit => {
                    self.reply("221 2.0.0 bye").await?;
                    return Ok(End::Leave);
                }
                Command::StartTls if self.tls => self.reply("503 5.5.1 TLS is on already").await?,
                Command::StartTls if !self.wire.buffer().is_empty() => {
                    // What came behind it in the clear would be taken for what was said under TLS.
                    return Err(io::Error::new(io::ErrorKind::InvalidData, "something followed STARTTLS"));
                }
                Command::StartTls => {
                    self.reply("220 2.0.0 go ahead").await?;
                    return Ok(End::StartTls);
                }
                Command::Hello { extended } => self.hello(extended).await?,
                Command::Login { mechanism, initial } => self.login(mechanism, initial).await?,
                Command::Mail { from, size } => self.mail(from, size).await?,
                Command::Recipient { to } => {
                    if !self.recipient(to).await? {
                        return Ok(End::Leave);
                    }
                }
                Command::Data => {
                    if !self.data().await? {
                        return Ok(End::Leave);
                    }
                }
                Command::Reset => {
                    self.forget_mail();
                    self.reply("250 2.0.0 forgotten").await?;
                }
                Command::Nothing => self.reply("250 2.0.0 fine").await?,
                Command::Verify => self.reply("252 2.1.5 nobody is known, everybody is taken").await?,
            }
        }
    }

    fn forget_mail(&mut self) {
        self.from = None;
        self.recipients.clear();
    }

    async fn hello(&mut self, extended: bool) -> io::Result<()> {
        self.forget_mail();
        self.greeted = true;
        if !extended {
            return self.reply("250 mailbox.test").await;
        }
        let mut offers = vec![
            "mailbox.test".to_owned(),
            format!("SIZE {}", self.entry.largest),
            "8BITMIME".to_owned(),
            "SMTPUTF8".to_owned(),
            "PIPELINING".to_owned(),
            "ENHANCEDSTATUSCODES".to_owned(),
            "AUTH PLAIN LOGIN".to_owned(),
        ];
        if !self.tls {
            offers.push("STARTTLS".to_owned());
        }
        let last = offers.len() - 1;
        let lines = offers.iter().enumerate();
        let lines: Vec<String> =
            lines.map(|(at, offer)| format!("250{}{offer}", if at == last { ' ' } else { '-' })).collect();
        self.reply(lines.join("\r\n")).await
    }

    async fn login(&mut self, mechanism: Mechanism, initial: Option<String>) -> io::Result<()> {
        if self.user.is_some() || self.from.is_some() {
            return self.reply("503 5.5.1 not now").await;
        }
        let shown = match mechanism {
            Mechanism::Plain => self.answer("", initial).await?.and_then(|answer| {
                let mut parts = answer.split('\0').skip(1);
                Some((parts.next()?.to_owned(), parts.next()?.to_owned()))
            }),
            Mechanism::Login => {
                // "Username:" and "Password:".
                let user = self.answer("VXNlcm5hbWU6", initial).await?;
                user.zip(self.answer("UGFzc3dvcmQ6", None).await?)
            }
        };
        let Some((user, password)) = shown else { return self.reply("501 5.5.2 not understood").await };
        match self.entry.script.login() {
            Some(login) if (&login.user, &login.password) != (&user, &password) => {
                self.reply("535 5.7.8 the name or the password is wrong").await
            }
            _ => {
                self.user = Some(user);
                self.reply("235 2.7.0 welcome").await
            }
        }
    }

    /// Asks, unless the answer is there already; nothing when the answer is no base64 of text.
    async fn answer(&mut self, question: &str, initial: Option<String>) -> io::Result<Option<String>> {
        let answer = if let Some(initial) = initial {
            initial
        } else {
            self.reply(format!("334 {question}")).await?;
            self.line().await?.unwrap_or_default()
        };
        Ok(STANDARD.decode(answer).ok().and_then(|bytes| String::from_utf8(bytes).ok()))
    }

    async fn mail(&mut self, from: String, size: Option<usize>) -> io::Result<()> {
        if !self.greeted || self.from.is_some() {
            return self.reply("503 5.5.1 EHLO first, and one mail after the other").await;
        }
        if self.entry.script.demands_tls() && !self.tls {
            return self.reply("530 5.7.0 STARTTLS first").await;
        }
        if self.entry.script.login().is_some() && self.user.is_none() {
            return self.reply("530 5.7.0 AUTH first").await;
        }
        if size.is_some_and(|size| size > self.entry.largest) {
            return self.reply("552 5.3.4 too large").await;
        }
        self.from = Some(from);
        self.reply("250 2.1.0 fine").await
    }

    /// Whether the talk goes on.
    async fn recipient(&mut self, to: String) -> io::Result<bool> {
        if self.from.is_none() {
            self.reply("503 5.5.1 MAIL first").await?;
            return Ok(true);
        }
        if self.recipients.len() == MOST_RECIPIENTS {
            self.reply("452 4.5.3 too many recipients").await?;
            return Ok(true);
        }
        self.entry.store.attempted(&to);
        match self.entry.script.answer_to(&to, true) {
            Answer::Recipient { code, text, .. } => self.reply(coded(code, &text)).await?,
            Answer::HangAtRecipient => std::future::pending().await,
            Answer::DropAtRecipient => return Ok(false),
            Answer::Accept | Answer::Data { .. } | Answer::HangAfterData | Answer::DropAfterData { .. } => {
                self.recipients.push(to);
                self.reply("250 2.1.5 fine").await?;
            }
        }
        Ok(true)
    }

    /// Whether the talk goes on.
    async fn data(&mut self) -> io::Result<bool> {
        if self.recipients.is_empty() {
            self.reply("503 5.5.1 RCPT first").await?;
            return Ok(true);
        }
        self.reply("354 go ahead, end with a dot on a line of its own").await?;
        let received = timeout(SILENCE, data::read(&mut self.wire, self.entry.largest)).await??;
        let (from, recipients) = (self.from.take().unwrap_or_default(), std::mem::take(&mut self.recipients));
        let source = match received {
            Received::Mail(source) => source,
            Received::TooLarge => {
                self.reply("552 5.3.4 too large").await?;
                return Ok(true);
            }
            Received::BareLineEnd => {
                self.reply("550 5.6.0 lines end with CRLF").await?;
                return Ok(true);
            }
        };
        let script = &self.entry.script;
        let answers = recipients.iter().map(|to| script.answer_to(to, false));
        let answer = answers.reduce(|first, next| if first == Answer::Accept { next } else { first });
        let envelope = Envelope { from, recipients, tls: self.tls, user: self.user.clone() };
        let keep = |store: &Store| store.keep(envelope, &Bytes::from(source));
        match answer.unwrap_or(Answer::Accept) {
            Answer::Data { code, text, .. } => self.reply(coded(code, &text)).await?,
            Answer::HangAfterData => std::future::pending().await,
            Answer::DropAfterData { kept, .. } => {
                if kept {
                    keep(&self.entry.store);
                }
                return Ok(false);
            }
            _ => {
                let id = keep(&self.entry.store);
                self.reply(format!("250 2.0.0 kept as {id}")).await?;
            }
        }
        Ok(true)
    }
}

/// With the enhanced code that says as much as the code itself does.
fn coded(code: u16, text: &str) -> String {
    format!("{code} {}.0.0 {text}", code / 100)
}

const fn reply_to(wrong: Wrong) -> &'static str {
    match wrong {
        Wrong::Unknown => "500 5.5.2 not known",
        Wrong::Syntax => "501 5.5.4 not said like this",
        Wrong::Mechanism => "504 5.5.4 PLAIN and LOGIN are offered",
        Wrong::Parameter => "555 5.5.4 this parameter is not offered",
    }
}
