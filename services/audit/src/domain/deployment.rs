//! What an edge says of a promotion or a rollback: a line of JSON, as `hostingco-edge` writes it.

use hc_types::Timestamp;
use serde::{Deserialize, Deserializer, Serialize, de::Error as _};
use uuid::Uuid;

/// One change of the live colour. What a program does not know it must not record, so every member is checked, and one
/// that is not known is refused.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Deployment {
    /// The record's id, given by the edge.
    pub id: Uuid,
    /// When, by the edge's clock.
    #[serde(deserialize_with = "instant")]
    pub at: Timestamp,
    /// The account at the edge's machine that did it.
    pub by: String,
    /// The edge: the name of its machine, or another that says which environment it is.
    pub edge: String,
    /// What was done.
    pub action: Action,
    /// The colour that is live now.
    pub colour: String,
    /// The colour that was live until then.
    pub before: String,
    /// What runs in the colour that is live now; empty when nobody said so.
    #[serde(default)]
    pub version: String,
    /// Why; empty when nobody said so.
    #[serde(default)]
    pub reason: String,
    /// Whether the watch after a promotion took it back.
    #[serde(default)]
    pub automatic: bool,
}

/// What was done.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Action {
    /// The idle colour got the users.
    Promote,
    /// The colour before got them back.
    Rollback,
}

/// The text is no record of an edge.
#[derive(Debug, thiserror::Error)]
pub enum DeploymentError {
    /// There is nothing.
    #[error("there is no record on standard input: it is one line of JSON")]
    Empty,
    /// There is more than a record.
    #[error("a record has at most {} bytes", Deployment::MAX_BYTES)]
    TooLong,
    /// It is no JSON, or not with these members.
    // Said in the same line: this is all that the one who sends it sees.
    #[error("the record cannot be read: {0}")]
    Unreadable(serde_json::Error),
    /// A name that is none.
    #[error("`{member}` is 1 to 64 of a-z, A-Z, 0-9, `.`, `_` and `-`")]
    Name {
        /// Which.
        member: &'static str,
    },
    /// A text that is too long, or has what nobody types.
    #[error("`{member}` has {least} to {most} characters, no line break and no other control character")]
    Text {
        /// Which.
        member: &'static str,
        /// How many characters it has at least.
        least: usize,
        /// How many at most.
        most: usize,
    },
    /// Nothing changed.
    #[error("`colour` and `before` are the same: nothing changed")]
    Unchanged,
    /// Promotions are made by somebody.
    #[error("only a rollback is `automatic`")]
    AutomaticPromotion,
}

impl Deployment {
    /// How long a record may be.
    pub const MAX_BYTES: u64 = 16 * 1024;

    /// Reads a record.
    pub fn parse(line: &[u8]) -> Result<Self, DeploymentError> {
        if u64::try_from(line.len()).unwrap_or(u64::MAX) > Self::MAX_BYTES {
            return Err(DeploymentError::TooLong);
        }
        if line.trim_ascii().is_empty() {
            return Err(DeploymentError::Empty);
        }
        let read: Self = serde_json::from_slice(line).map_err(DeploymentError::Unreadable)?;
        read.checked()
    }

    fn checked(self) -> Result<Self, DeploymentError> {
        for (member, name) in [("edge", &self.edge), ("colour", &self.colour), ("before", &self.before)] {
            let is_name = |c: char| c.is_ascii_alphanumeric() || matches!(c, '.' | '_' | '-');
            if !(1..=64).contains(&name.len()) || !name.chars().all(is_name) {
                return Err(DeploymentError::Name { member });
            }
        }
        let texts = [("by", &self.by, 1, 100), ("version", &self.version, 0, 100), ("reason", &self.reason, 0, 1_000)];
        for (member, text, least, most) in texts {
            if !(least..=most).contains(&text.chars().count()) || text.chars().any(char::is_control) {
                return Err(DeploymentError::Text { member, least, most });
            }
        }
        if self.colour == self.before {
            return Err(DeploymentError::Unchanged);
        }
        if self.automatic && self.action == Action::Promote {
            return Err(DeploymentError::AutomaticPromotion);
        }
        Ok(self)
    }

    /// The object that changed: which colour an edge shows.
    pub fn subject(&self) -> String {
        format!("edge:{}", self.edge)
    }

    /// The record in the one form that all ways to write it have in common.
    pub fn to_line(&self) -> String {
        serde_json::to_string(self).expect("texts, a time and an id are always JSON")
    }
}

/// As [`Timestamp`] is read, with the member's name in what is said of another text.
fn instant<'de, D: Deserializer<'de>>(member: D) -> Result<Timestamp, D::Error> {
    String::deserialize(member)?.parse().map_err(|error| D::Error::custom(format!("`at` is {error}")))
}

#[cfg(test)]
mod tests {
    use serde_json::{Value, json};

    use super::*;

    /// What `hostingco-edge` writes, with some members changed; null takes one away.
    fn record(changes: &Value) -> Vec<u8> {
        let mut record = json!({
            "id": "0f2c6f0e-53a1-4f6e-9d0b-6a1c8f1b2d3e", "at": "2026-11-22T09:30:00.125+00:00", "by": "ada",
            "edge": "edge-1.example.com", "action": "promote", "colour": "green", "before": "blue",
        });
        let members = record.as_object_mut().unwrap();
        for (name, value) in changes.as_object().unwrap() {
            members.insert(name.clone(), value.clone());
        }
        members.retain(|_, value| !value.is_null());
        format!("{record}\n").into_bytes()
    }

    fn refusal(line: &[u8]) -> String {
        let said = Deployment::parse(line).unwrap_err().to_string();
        assert!(!said.contains('\n'), "one line: {said}");
        said
    }

    #[test]
    fn what_the_edge_writes_is_read() {
        let deployment = Deployment::parse(&record(&json!({ "version": "1.4.0" }))).unwrap();
        assert_eq!(deployment.subject(), "edge:edge-1.example.com");
        assert_eq!(deployment.at, "2026-11-22T09:30:00.125Z".parse().unwrap());
        assert_eq!(
            (deployment.version.as_str(), deployment.reason.as_str(), deployment.automatic),
            ("1.4.0", "", false)
        );
    }

    #[test]
    fn another_spelling_is_the_same_record() {
        let one = Deployment::parse(&record(&json!({ "reason": "" }))).unwrap();
        let other = Deployment::parse(&record(&json!({ "at": "2026-11-22T10:30:00.125000+01:00" }))).unwrap();
        assert_eq!(one.to_line(), other.to_line());
    }

    #[test]
    fn what_is_missing_unknown_or_wrong_is_named() {
        for (changes, named) in [
            (json!({ "id": null }), "missing field `id`"),
            (json!({ "by": null }), "missing field `by`"),
            (json!({ "host": "edge-1" }), "unknown field `host`"),
            (json!({ "id": "1" }), "UUID"),
            (json!({ "at": "yesterday" }), "`at` is not an RFC 3339 instant"),
            (json!({ "action": "delete" }), "unknown variant `delete`"),
            (json!({ "edge": "edge 1" }), "`edge` is 1 to 64"),
            (json!({ "colour": "" }), "`colour` is 1 to 64"),
            (json!({ "before": "b".repeat(65) }), "`before` is 1 to 64"),
            (json!({ "before": "green" }), "nothing changed"),
            (json!({ "by": "" }), "`by` has 1 to 100"),
            (json!({ "version": "v".repeat(101) }), "`version` has 0 to 100"),
            (json!({ "reason": "one\ntwo" }), "`reason` has 0 to 1000"),
            (json!({ "automatic": true }), "only a rollback"),
            (json!({ "automatic": "yes" }), "invalid type"),
        ] {
            let said = refusal(&record(&changes));
            assert!(said.contains(named), "{changes}: {said}");
        }
    }

    #[test]
    fn it_is_one_record_and_not_long() {
        assert!(refusal(b" \n").contains("there is no record"));
        assert!(refusal(b"promoted green").contains("cannot be read"));
        assert!(refusal(b"\xff").contains("cannot be read"));
        let two = [record(&json!({})), record(&json!({}))].concat();
        assert!(refusal(&two).contains("trailing characters"));
        let longest = usize::try_from(Deployment::MAX_BYTES).unwrap();
        let padded = [record(&json!({})), vec![b' '; longest]].concat();
        assert!(refusal(&padded).contains("at most 16384 bytes"));
    }
}
