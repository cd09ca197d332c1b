//! The tokens in the links that end a topic's mails.

use aws_lc_rs::{constant_time, hmac};
use base64::{Engine as _, engine::general_purpose::URL_SAFE_NO_PAD};
use hc_types::UserId;
use uuid::Uuid;

use super::topic::Topic;

/// Names the kind, so that scanners of code and logs find one that leaked.
const PREFIX: &str = "hcu_";
const LABEL: &[u8] = b"hostingco unsubscribe v1";
const TAG: usize = 16;

/// Makes and reads tokens. Anybody who holds one may end one user's mails of one topic, and nothing else; it does not end, for
/// a mail may be read years later.
pub struct Unsubscriptions {
    keys: Vec<hmac::Key>,
}

impl Unsubscriptions {
    /// The first secret makes tokens, all of them read.
    pub fn new<'a>(secrets: impl IntoIterator<Item = &'a str>) -> Self {
        let keys = secrets.into_iter().map(|secret| hmac::Key::new(hmac::HMAC_SHA256, secret.as_bytes()));
        Self { keys: keys.collect() }
    }

    /// The token that ends this topic's mails for this user; none without a secret.
    pub fn token(&self, user: UserId, topic: Topic) -> Option<String> {
        let mut bytes = user.uuid().as_bytes().to_vec();
        bytes.push(topic as u8);
        let tag = tag(self.keys.first()?, &bytes);
        bytes.extend_from_slice(&tag);
        Some(format!("{PREFIX}{}", URL_SAFE_NO_PAD.encode(bytes)))
    }

    /// Whose mails of which topic the token ends; none for a token that is not ours.
    pub fn read(&self, token: &str) -> Option<(UserId, Topic)> {
        let encoded = token.trim().strip_prefix(PREFIX).filter(|text| text.len() < 64)?;
        let bytes = URL_SAFE_NO_PAD.decode(encoded).ok()?;
        let (signed, found) = bytes.split_at_checked(17)?;
        let genuine = |key| constant_time::verify_slices_are_equal(&tag(key, signed), found).is_ok();
        if !self.keys.iter().any(genuine) {
            return None;
        }
        let (user, topic) = signed.split_first_chunk::<16>()?;
        let topic = Topic::ALL.into_iter().find(|known| [*known as u8] == *topic)?;
        Some((Uuid::from_bytes(*user).into(), topic))
    }
}

fn tag(key: &hmac::Key, bytes: &[u8]) -> [u8; TAG] {
    let mut context = hmac::Context::with_key(key);
    context.update(LABEL);
    context.update(bytes);
    let full = context.sign();
    let mut tag = [0; TAG];
    tag.copy_from_slice(full.as_ref().get(..TAG).expect("SHA-256 has 32 bytes"));
    tag
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_token_ends_one_topic_of_one_user_and_cannot_be_made_by_others() {
        let ours = Unsubscriptions::new(["a secret of ours"]);
        let user = UserId::new();
        let token = ours.token(user, Topic::Hosting).unwrap();
        assert_eq!(ours.read(&token), Some((user, Topic::Hosting)));
        assert_eq!(Unsubscriptions::new(["another", "a secret of ours"]).read(&token), Some((user, Topic::Hosting)));
        assert_eq!(Unsubscriptions::new(["another"]).read(&token), None);
        let other = ours.token(user, Topic::Billing).unwrap();
        assert_ne!(token, other);
        for wrong in
            ["", "hcu_", "hcu_AAAA", &token[..token.len() - 1], &format!("{token}A"), &token.replace("hcu_", "hci_")]
        {
            assert_eq!(ours.read(wrong), None, "{wrong}");
        }
    }
}
