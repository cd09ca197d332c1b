//! Mails by a real client (lettre) and by hand.

use std::time::Duration;

use hc_mailbox::{Answer, Login, Mailbox, Manners, Settings};
use lettre::{
    AsyncSmtpTransport, AsyncTransport, Message, Tokio1Executor,
    message::MultiPart,
    transport::smtp::{
        authentication::{Credentials, Mechanism},
        client::{Certificate, Tls, TlsParameters},
    },
};
use tokio::{
    io::{AsyncReadExt, AsyncWriteExt},
    net::TcpStream,
};

type Transport = AsyncSmtpTransport<Tokio1Executor>;

async fn start() -> Mailbox {
    Mailbox::start(Settings::default()).await.expect("a mailbox")
}

fn tls(mailbox: &Mailbox) -> TlsParameters {
    let certificate = Certificate::from_pem(mailbox.certificate().as_bytes()).unwrap();
    TlsParameters::builder("localhost".to_owned()).add_root_certificate(certificate).build().unwrap()
}

fn plain(mailbox: &Mailbox) -> Transport {
    Transport::builder_dangerous("localhost").port(mailbox.smtp_port()).timeout(Some(Duration::from_secs(20))).build()
}

fn message(to: &str) -> Message {
    Message::builder()
        .from("HostingCo <no-reply@hostingco.test>".parse().unwrap())
        .to(to.parse().unwrap())
        .subject("Bestätige deine Adresse")
        .multipart(MultiPart::alternative_plain_html(
            "Geh auf https://hostingco.test/verify?token=x&y=1\r\n.\r\n..dann weiter".to_owned(),
            "<p>Geh <a href=\"https://hostingco.test/verify?token=x&amp;y=1\">hierher</a><script>alert(1)</script>"
                .to_owned(),
        ))
        .unwrap()
}

#[tokio::test]
async fn a_mail_arrives_as_it_was_sent() {
    let mailbox = start().await;
    plain(&mailbox).send(message("Ada <ada@example.com>")).await.unwrap();
    let mail = mailbox.next_to("ADA@example.com").await;
    assert_eq!(mail.subject, "Bestätige deine Adresse");
    assert_eq!(mail.envelope_from, "no-reply@hostingco.test");
    assert_eq!(mail.links, ["https://hostingco.test/verify?token=x&y=1"]);
    assert_eq!(
        mail.text.as_deref().map(|text| text.replace("\r\n", "\n")),
        Some("Geh auf https://hostingco.test/verify?token=x&y=1\n.\n..dann weiter".to_owned())
    );
    assert!(!mail.tls && mail.user.is_none());
}

#[tokio::test]
async fn tls_comes_by_command_or_first() {
    let mailbox = start().await;
    mailbox.demand_tls(true);
    assert!(plain(&mailbox).send(message("ada@example.com")).await.unwrap_err().is_permanent());
    for (port, tls) in
        [(mailbox.smtp_port(), Tls::Required(tls(&mailbox))), (mailbox.smtps_port(), Tls::Wrapper(tls(&mailbox)))]
    {
        let transport = Transport::builder_dangerous("localhost").port(port).tls(tls).build();
        transport.send(message("ada@example.com")).await.unwrap();
    }
    assert_eq!(mailbox.wait_for("ada@example.com", 2).await.iter().filter(|mail| mail.tls).count(), 2);
}

#[tokio::test]
async fn who_signs_in_must_know_the_password() {
    let mailbox = start().await;
    mailbox.demand_login(Some(Login { user: "notifications".to_owned(), password: "geheim".to_owned() }));
    let with = |password: &str, mechanism| {
        Transport::builder_dangerous("localhost")
            .port(mailbox.smtp_port())
            .tls(Tls::Required(tls(&mailbox)))
            .credentials(Credentials::new("notifications".to_owned(), password.to_owned()))
            .authentication(vec![mechanism])
            .build()
    };
    assert!(plain(&mailbox).send(message("ada@example.com")).await.unwrap_err().is_permanent());
    assert!(with("wrong", Mechanism::Plain).send(message("ada@example.com")).await.unwrap_err().is_permanent());
    for mechanism in [Mechanism::Plain, Mechanism::Login] {
        with("geheim", mechanism).send(message("ada@example.com")).await.unwrap();
    }
    let mails = mailbox.mails_to("ada@example.com");
    assert_eq!(mails.iter().map(|mail| mail.user.as_deref()).collect::<Vec<_>>(), [Some("notifications"); 2]);
}

#[tokio::test]
async fn refusals_and_delays_are_played_as_scripted() {
    let mailbox = start().await;
    mailbox.script("*@gone.example", Answer::refuse(550, "no such user"));
    mailbox.script("slow@example.com", Answer::defer(451, "later", 2));
    let data = Answer::Data { code: 554, text: "spam".to_owned(), times: Some(1) };
    mailbox.script("spam@example.com", data);
    let transport = plain(&mailbox);
    assert!(transport.send(message("eve@gone.example")).await.unwrap_err().is_permanent());
    for _ in 0..2 {
        assert!(transport.send(message("slow@example.com")).await.unwrap_err().is_transient());
    }
    transport.send(message("slow@example.com")).await.unwrap();
    assert!(transport.send(message("spam@example.com")).await.unwrap_err().is_permanent());
    transport.send(message("spam@example.com")).await.unwrap();
    assert_eq!((mailbox.mails().len(), mailbox.attempts("slow@example.com")), (2, 3));
    mailbox.treat(Manners::Busy);
    assert!(plain(&mailbox).send(message("ada@example.com")).await.is_err());
}

#[tokio::test]
async fn connections_hang_and_break_as_scripted() {
    let mailbox = start().await;
    mailbox.script("hang@example.com", Answer::HangAfterData);
    let transport = plain(&mailbox);
    tokio::select! {
        _ = transport.send(message("hang@example.com")) => panic!("an answer came"),
        () = mailbox.wait_for_attempts("hang@example.com", 1) => {}
    }
    for kept in [false, true] {
        mailbox.script("cut@example.com", Answer::DropAfterData { kept, times: None });
        assert!(plain(&mailbox).send(message("cut@example.com")).await.is_err());
        assert_eq!(mailbox.mails_to("cut@example.com").len(), usize::from(kept));
    }
    mailbox.script("cut@example.com", Answer::DropAtRecipient);
    assert!(plain(&mailbox).send(message("cut@example.com")).await.is_err());
    mailbox.treat(Manners::Drop);
    assert!(plain(&mailbox).send(message("ada@example.com")).await.is_err());
}

/// Says all this at once, and answers everything that came until the server closed.
async fn say(mailbox: &Mailbox, words: &str) -> String {
    let mut stream = TcpStream::connect(("127.0.0.1", mailbox.smtp_port())).await.unwrap();
    stream.write_all(words.as_bytes()).await.unwrap();
    let mut answers = String::new();
    stream.read_to_string(&mut answers).await.unwrap_or_default();
    answers
}

fn codes(answers: &str) -> Vec<&str> {
    answers
        .lines()
        .filter_map(|line| line.split_once(' '))
        .map(|(code, _)| code)
        .filter(|code| code.len() == 3)
        .collect()
}

#[tokio::test]
async fn a_client_may_say_everything_at_once() {
    let mailbox = start().await;
    let answers = say(
        &mailbox,
        "EHLO a.test\r\nMAIL FROM:<> BODY=8BITMIME SMTPUTF8\r\nRCPT TO:<jürgen@example.com>\r\nDATA\r\n\
         Subject: Grüße\r\n\r\n..\r\n.\r\nRSET\r\nQUIT\r\n",
    );
    assert_eq!(codes(&answers.await), ["220", "250", "250", "250", "354", "250", "250", "221"]);
    let mail = mailbox.next_to("jürgen@example.com").await;
    assert_eq!((mail.subject.as_str(), mail.text.as_deref().map(str::trim)), ("Grüße", Some(".")));
}

#[tokio::test]
async fn nonsense_is_told_and_ends() {
    let mailbox = start().await;
    let mail = "EHLO a.test\r\nMAIL FROM:<a@b.c>\r\nRCPT TO:<d@e.f>\r\nDATA\r\n";
    for (words, expected) in [
        ("QUIT\r\n".to_owned(), vec!["220", "221"]),
        (
            "MAIL FROM:<a@b.c>\r\nRCPT TO:<a@b.c>\r\nDATA\r\nQUIT\r\n".to_owned(),
            vec!["220", "503", "503", "503", "221"],
        ),
        ("BREW\r\nNOOP\nVRFY x\r\nEHLO\r\nQUIT\r\n".to_owned(), vec!["220", "500", "501", "252", "501", "221"]),
        (format!("{mail}a\nb\r\n.\r\nQUIT\r\n"), vec!["220", "250", "250", "250", "354", "550", "221"]),
        ("EHLO a.test\r\nMAIL FROM:<a@b.c> SIZE=99999999999\r\nQUIT\r\n".to_owned(), vec!["220", "250", "552", "221"]),
        ("STARTTLS\r\nMAIL FROM:<a@b.c>\r\n".to_owned(), vec!["220"]),
        (format!("NOOP {}\r\nQUIT\r\n", "x".repeat(30_000)), vec!["220", "501", "221"]),
    ] {
        assert_eq!(codes(&say(&mailbox, &words).await), expected, "{words:.60}");
    }
    let answers = say(&mailbox, &"\u{e4}\r\n".repeat(30)).await;
    assert_eq!(codes(&answers).last(), Some(&"421"));
    assert!(mailbox.mails().is_empty());
}
