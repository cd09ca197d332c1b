//! The page and the API, by HTTP.

use hc_mailbox::{Mailbox, Settings};
use lettre::{AsyncSmtpTransport, AsyncTransport, Message, Tokio1Executor, message::header::ContentType};
use reqwest::{Client, StatusCode};
use serde_json::Value;

async fn send(mailbox: &Mailbox, to: &str, body: &str) {
    let transport = AsyncSmtpTransport::<Tokio1Executor>::builder_dangerous("127.0.0.1").port(mailbox.smtp_port());
    let message = Message::builder()
        .from("no-reply@hostingco.test".parse().unwrap())
        .to(to.parse().unwrap())
        .subject("<b>Subject</b>")
        .header(ContentType::TEXT_HTML)
        .body(body.to_owned());
    transport.build().send(message.unwrap()).await.unwrap();
}

async fn json(url: &str) -> Value {
    let text = Client::new().get(url).send().await.unwrap().text().await.unwrap();
    serde_json::from_str(&text).unwrap()
}

#[tokio::test]
async fn mails_are_listed_filtered_and_deleted() {
    let mailbox = Mailbox::start(Settings::default()).await.unwrap();
    send(&mailbox, "ada@example.com", "one").await;
    send(&mailbox, "bob@example.com", "<a href=\"https://hostingco.test/x\">two</a>").await;
    let api = format!("{}/api/mails", mailbox.url());
    assert_eq!(json(&api).await["mails"].as_array().map(Vec::len), Some(2));
    let of_bob = json(&format!("{api}?to=BOB@example.com")).await;
    assert_eq!(of_bob["mails"][0]["links"][0], "https://hostingco.test/x");
    assert_eq!(json(&format!("{api}/1")).await["recipients"][0], "ada@example.com");
    assert_eq!(json(&format!("{api}?after=2")).await["mails"], Value::Array(Vec::new()));
    assert_eq!(reqwest::get(format!("{api}/99")).await.unwrap().status(), StatusCode::NOT_FOUND);
    let deleted = Client::new().delete(&api).send().await.unwrap();
    assert_eq!(deleted.status(), StatusCode::NO_CONTENT);
    assert!(mailbox.mails().is_empty());
}

#[tokio::test]
async fn a_test_can_wait_for_a_mail() {
    let mailbox = Mailbox::start(Settings::default()).await.unwrap();
    let url = format!("{}/api/mails?to=ada@example.com&wait=60", mailbox.url());
    let (found, ()) = tokio::join!(json(&url), send(&mailbox, "ada@example.com", "one"));
    assert_eq!(found["mails"][0]["id"], 1);
    let nothing = json(&format!("{}/api/mails?after=9&wait=1", mailbox.url())).await;
    assert_eq!(nothing["mails"], Value::Array(Vec::new()));
}

#[tokio::test]
async fn a_mail_can_do_no_harm_on_the_page() {
    let mailbox = Mailbox::start(Settings::default()).await.unwrap();
    send(&mailbox, "ada@example.com", "<script>alert(1)</script>").await;
    let page = reqwest::get(mailbox.url()).await.unwrap().text().await.unwrap();
    assert!(page.contains("&#60;b&#62;Subject") || page.contains("&lt;b&gt;Subject"), "{page}");
    let shown = reqwest::get(format!("{}/mails/1", mailbox.url())).await.unwrap();
    let policy = shown.headers()["content-security-policy"].to_str().unwrap().to_owned();
    assert!(policy.starts_with("default-src 'none'") && !policy.contains("script-src"), "{policy}");
    assert!(shown.text().await.unwrap().contains("<iframe src=\"/mails/1/html\" sandbox="));
    let html = reqwest::get(format!("{}/mails/1/html", mailbox.url())).await.unwrap();
    let policy = html.headers()["content-security-policy"].to_str().unwrap();
    assert!(policy.contains("sandbox") && !policy.contains("allow-scripts"), "{policy}");
    let source = reqwest::get(format!("{}/mails/1/source", mailbox.url())).await.unwrap();
    assert_eq!(source.headers()["content-type"], "text/plain; charset=utf-8");
}

#[tokio::test]
async fn pages_of_the_web_get_nothing() {
    let mailbox = Mailbox::start(Settings::default()).await.unwrap();
    send(&mailbox, "ada@example.com", "one").await;
    let named = Client::new().get(format!("{}/api/mails", mailbox.url())).header("host", "evil.example:8025");
    assert_eq!(named.send().await.unwrap().status(), StatusCode::FORBIDDEN);
    let form = Client::new().post(format!("{}/clear", mailbox.url())).header("sec-fetch-site", "cross-site");
    assert_eq!(form.send().await.unwrap().status(), StatusCode::FORBIDDEN);
    assert_eq!(mailbox.mails().len(), 1);
}

#[tokio::test]
async fn it_listens_on_this_machine_only() {
    let everywhere = Settings { smtp: "0.0.0.0:0".parse().unwrap(), ..Settings::default() };
    let error = Mailbox::start(everywhere).await.err().expect("refused");
    assert!(error.to_string().contains("loopback"), "{error}");
}
