//! One attempt: sign, send, judge.

use std::{sync::Arc, time::Instant};

use bytes::Bytes;
use hc_types::Timestamp;
use http::{HeaderMap, HeaderName, HeaderValue, header};
use metrics::{counter, histogram};

use super::{
    client::{Client, NoReply, Reply},
    metrics::{ATTEMPT, ATTEMPTS, DELAY},
    targets::Target,
};
use crate::{
    app::webhooks::settle::{Health, Outcome},
    domain::{
        webhook_retry::{Answer, Verdict, retry_after},
        webhook_secret::signatures,
    },
    store::{
        webhook_deliveries::Attempt,
        webhook_queue::{Claimed, Settled},
    },
};

const USER_AGENT: &str = "HostingCo-Webhooks/1.0";
/// How much of an answer's headers is kept.
const KEPT_HEADERS: usize = 4 * 1024;
/// The longest error that is kept, in characters.
const LONGEST_ERROR: usize = 300;

/// Makes the attempt. `claimed_at` is when the claim came back, by this process's clock.
pub async fn attempt(client: Client, target: Arc<Target>, claimed: &Claimed, claimed_at: Instant) -> Outcome {
    let begun = Instant::now();
    let at = instant(claimed, claimed_at, begun);
    histogram!(DELAY).record(at.since(claimed.due_at).as_secs_f64());
    let Some(body) = claimed.body.as_deref().map(|body| Bytes::copy_from_slice(body.as_bytes())) else {
        return outcome(claimed, Verdict::Failed, at, Sent::nothing(NoReply::NothingToSend));
    };
    let headers = headers(&target, claimed, at, &body);
    let replied = client.post(&target.url, &headers, body).await;
    let took = begun.elapsed();
    histogram!(ATTEMPT).record(took.as_secs_f64());
    let answer = answer(&replied, at);
    let failed = u32::try_from(claimed.tries).unwrap_or(0);
    let verdict = answer.verdict(failed, claimed.test, rand::random());
    let latency_ms = i32::try_from(took.as_millis()).unwrap_or(i32::MAX);
    outcome(claimed, verdict, at, Sent { answer, latency_ms, headers, replied })
}

/// What comes of an attempt that panicked: it counts as a failed one, and says nothing of its endpoint.
pub fn broken_off(claimed: &Claimed, claimed_at: Instant) -> Outcome {
    let sent = Sent::nothing(NoReply::BrokenOff);
    let failed = u32::try_from(claimed.tries).unwrap_or(0);
    let verdict = sent.answer.verdict(failed, claimed.test, rand::random());
    let at = instant(claimed, claimed_at, Instant::now());
    Outcome { health: Health::Unsaid, ..outcome(claimed, verdict, at, sent) }
}

/// The database's clock, which all processes share, moved on by ours.
fn instant(claimed: &Claimed, claimed_at: Instant, now: Instant) -> Timestamp {
    claimed.claimed_at.after(now.saturating_duration_since(claimed_at))
}

/// What was sent, and what came of it.
struct Sent {
    answer: Answer,
    latency_ms: i32,
    headers: HeaderMap,
    replied: Result<Reply, NoReply>,
}

impl Sent {
    fn nothing(why: NoReply) -> Self {
        let answer = Answer { status: None, retry_after: None };
        Self { answer, latency_ms: 0, headers: HeaderMap::new(), replied: Err(why) }
    }
}

fn headers(target: &Target, claimed: &Claimed, at: Timestamp, body: &[u8]) -> HeaderMap {
    let (id, seconds) = (claimed.event_id.to_string(), at.as_seconds());
    let signatures = signatures(&target.keys(at), &id, seconds, body);
    let value = |text: String| HeaderValue::try_from(text).unwrap_or_else(|_| HeaderValue::from_static(""));
    HeaderMap::from_iter([
        (header::USER_AGENT, HeaderValue::from_static(USER_AGENT)),
        (header::ACCEPT, HeaderValue::from_static("*/*")),
        (header::CONTENT_TYPE, HeaderValue::from_static("application/json")),
        (HeaderName::from_static("webhook-id"), value(id)),
        (HeaderName::from_static("webhook-timestamp"), value(seconds.to_string())),
        (HeaderName::from_static("webhook-signature"), value(signatures)),
    ])
}

fn answer(replied: &Result<Reply, NoReply>, now: Timestamp) -> Answer {
    let Ok(reply) = replied else { return Answer { status: None, retry_after: None } };
    let asked = reply.headers.get(header::RETRY_AFTER).and_then(|value| value.to_str().ok());
    Answer { status: Some(reply.status), retry_after: asked.and_then(|text| retry_after(text, now)) }
}

fn outcome(claimed: &Claimed, verdict: Verdict, at: Timestamp, sent: Sent) -> Outcome {
    let Sent { answer, latency_ms, headers, replied } = sent;
    let error = match (&verdict, &replied) {
        (Verdict::Succeeded, _) => String::new(),
        (_, Err(error)) => told(error),
        (_, Ok(reply)) if (300..400).contains(&reply.status) => {
            format!("the endpoint answered {}: redirects are not followed", reply.status)
        }
        (_, Ok(reply)) => format!("the endpoint answered {}", reply.status),
    };
    let (status, again_after, name) = match verdict {
        Verdict::Succeeded => ("succeeded", None, "succeeded"),
        Verdict::Again(wait) => ("pending", Some(wait.as_secs_f64()), "retried"),
        Verdict::Failed => ("failed", None, "failed"),
        Verdict::Gone => ("failed", None, "gone"),
    };
    counter!(ATTEMPTS, "outcome" => name).increment(1);
    let health = match verdict {
        _ if claimed.test => Health::Unsaid,
        Verdict::Succeeded => Health::Well,
        Verdict::Again(_) | Verdict::Failed => Health::Failing { hold: answer.hold().unwrap_or_default() },
        Verdict::Gone => Health::Gone,
    };
    let (response_headers, response_body) =
        replied.map_or_else(|_| (String::new(), String::new()), |reply| (lines(&reply.headers), text(&reply.body)));
    let settled = Settled {
        delivery: claimed.delivery_id,
        fence: claimed.fence,
        status,
        again_after,
        tries: claimed.tries + i32::from(again_after.is_some()),
        attempt: Attempt { at, status: answer.status, latency_ms, error },
        request_headers: lines(&headers),
        response_headers,
        response_body,
    };
    Outcome { endpoint: claimed.endpoint_id, health, settled }
}

/// What is told of it. An error of TLS quotes the names of the certificate, of which the endpoint has as many as it wants.
fn told(error: &NoReply) -> String {
    error.to_string().chars().map(|c| if c.is_control() { ' ' } else { c }).take(LONGEST_ERROR).collect()
}

/// Headers, one a line.
fn lines(headers: &HeaderMap) -> String {
    let mut lines = String::new();
    for (name, value) in headers {
        let line = format!("{name}: {}\n", text(value.as_bytes()));
        if lines.len() + line.len() > KEPT_HEADERS {
            break;
        }
        lines.push_str(&line);
    }
    lines
}

/// Text as PostgreSQL takes it: UTF-8 without NUL.
fn text(bytes: &[u8]) -> String {
    String::from_utf8_lossy(bytes).replace('\0', "\u{fffd}")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_an_endpoint_has_in_its_certificate_or_answer_can_be_stored() {
        let quoted = format!("valid for \0{}", "ä".repeat(10_000));
        let told = told(&NoReply::Tls(std::io::Error::other(quoted)));
        assert!(told.starts_with("TLS failed: valid for  ä") && told.chars().count() == LONGEST_ERROR, "{told}");
        assert_eq!(text(b"a\0b\xff"), "a\u{fffd}b\u{fffd}");
        let headers = (0..100).map(|_| (header::SET_COOKIE, HeaderValue::from_bytes(&[0xff; 100]).unwrap()));
        assert!((1..=KEPT_HEADERS).contains(&lines(&headers.collect()).len()));
    }
}
