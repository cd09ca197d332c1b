//! Documents that clients name by their hash: what a front end may ask is known when it is built.
//!
//! The manifests are what code generators write (`persisted-documents.json`): an object of documents by the SHA-256 of their
//! text, in lower-case hex, with or without `sha256:` before it. Every file `*.json` of the folder counts, so that a new
//! version of a front end and the one before it are served side by side.

use std::collections::HashMap;
use std::path::Path;
use std::sync::Arc;

use anyhow::{Context, anyhow, bail, ensure};
use async_graphql::parser::types::ExecutableDocument;
use aws_lc_rs::digest::{SHA256, digest};

use crate::admission::{self, DocumentSettings};
use crate::errors::{Code, Problem};
use crate::metrics::DOCUMENTS;
use crate::settings::{DocumentMode, TrustedDocumentSettings};

const PREFIX: &str = "sha256:";
/// The answer that Apollo's clients understand, word for word.
const NOT_FOUND: &str = "PersistedQueryNotFound";
const NOT_SUPPORTED: &str = "PersistedQueryNotSupported";

/// What a request says about its document.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Asked {
    /// Its text.
    pub text: Option<String>,
    /// Its hash, as the client wrote it.
    pub id: Option<String>,
    /// Whether the hash came by Apollo's protocol, whose clients send the text where they hear that this is not supported.
    pub by_extension: bool,
}

/// The documents that are known: parsed once, for most requests name one of them.
pub struct Documents {
    mode: DocumentMode,
    limits: DocumentSettings,
    by_id: HashMap<String, Arc<ExecutableDocument>>,
}

impl Documents {
    /// Reads all manifests. A document that is not what its hash says is an error: the client would run something else. So
    /// is one that could never be run.
    pub fn load(settings: &TrustedDocumentSettings, limits: &DocumentSettings) -> anyhow::Result<Self> {
        let mut by_id = HashMap::new();
        if let Some(folder) = &settings.folder {
            let files = std::fs::read_dir(folder)
                .with_context(|| format!("trusted_documents.folder = {} cannot be read", folder.display()))?;
            for file in files {
                let file = file.with_context(|| format!("read {}", folder.display()))?.path();
                if file.extension().is_some_and(|ending| ending == "json") {
                    read(&file, limits, &mut by_id)
                        .with_context(|| format!("trusted documents in {}", file.display()))?;
                }
            }
        }
        if settings.mode == DocumentMode::Enforce && by_id.is_empty() {
            bail!(
                "trusted_documents.mode = enforce, and trusted_documents.folder has no documents: nothing could be asked"
            );
        }
        tracing::info!(documents = by_id.len(), mode = ?settings.mode, "trusted documents");
        Ok(Self { mode: settings.mode, limits: limits.clone(), by_id })
    }

    /// The document that is to be run.
    pub fn document(&self, asked: Asked) -> Result<ExecutableDocument, Problem> {
        let (found, how) = self.find(asked);
        metrics::counter!(DOCUMENTS, "how" => how).increment(1);
        match found? {
            Found::Known(document) => Ok(ExecutableDocument::clone(&document)),
            Found::Text(text) => admission::parse(&text, &self.limits),
        }
    }

    fn find(&self, asked: Asked) -> (Result<Found, Problem>, &'static str) {
        let Asked { text, id, by_extension } = asked;
        let wrong = |message: &str| (Err(Problem::new(Code::BadUserInput, message)), "refused");
        let id = match id.as_deref().map(normal) {
            Some(None) => return wrong("A document's id is `sha256:` and 64 lower-case hexadecimal digits."),
            Some(Some(id)) => Some(id),
            None => None,
        };
        match (id, text) {
            (None, None) => wrong("The parameter `query` is missing."),
            (Some(id), None) => match self.by_id.get(id) {
                Some(known) => (Ok(Found::Known(Arc::clone(known))), "trusted"),
                None if by_extension && self.mode != DocumentMode::Enforce => {
                    (Err(Problem::new(Code::PersistedQueryNotSupported, NOT_SUPPORTED)), "unknown")
                }
                None => (Err(Problem::new(Code::PersistedQueryNotFound, NOT_FOUND)), "unknown"),
            },
            (id, Some(text)) => {
                let hash = (id.is_some() || self.mode != DocumentMode::Accept).then(|| hash(&text));
                if let (Some(id), Some(hash)) = (id, &hash)
                    && id != hash
                {
                    return wrong("The document's id is not the SHA-256 of its text.");
                }
                if let Some(known) = hash.and_then(|hash| self.by_id.get(&hash)) {
                    return (Ok(Found::Known(Arc::clone(known))), "trusted");
                }
                if self.mode == DocumentMode::Enforce {
                    let message = "Only documents that are known here are run: send the `documentId` of one of them.";
                    return (Err(Problem::new(Code::PersistedQueryRequired, message)), "refused");
                }
                (Ok(Found::Text(text)), "text")
            }
        }
    }
}

enum Found {
    Known(Arc<ExecutableDocument>),
    Text(String),
}

fn read(
    file: &Path,
    limits: &DocumentSettings,
    by_id: &mut HashMap<String, Arc<ExecutableDocument>>,
) -> anyhow::Result<()> {
    let manifest: HashMap<String, String> =
        serde_json::from_slice(&std::fs::read(file)?).context("not an object of documents by their hashes")?;
    for (id, text) in manifest {
        let Some(normal) = normal(&id) else { bail!("{id:?} is not the SHA-256 of a document") };
        let hash = hash(&text);
        ensure!(normal == hash, "the document under {id} has the hash {hash}");
        let document = admission::parse(&text, limits)
            .map_err(|problem| anyhow!("the document under {id} cannot be run: {}", problem.message))?;
        by_id.insert(hash, Arc::new(document));
    }
    Ok(())
}

/// The hexadecimal digits of an id; `None` where it is none.
fn normal(id: &str) -> Option<&str> {
    let digits = id.strip_prefix(PREFIX).unwrap_or(id);
    let is_hash = digits.len() == 64 && digits.bytes().all(|b| matches!(b, b'0'..=b'9' | b'a'..=b'f'));
    is_hash.then_some(digits)
}

fn hash(text: &str) -> String {
    hex::encode(digest(&SHA256, text.as_bytes()))
}

#[cfg(test)]
mod tests {
    use super::*;

    const KNOWN: &str = "{ viewer { user { id } } }";
    const OTHER: &str = "{ regions { id } }";

    fn documents(mode: DocumentMode) -> Documents {
        let limits = DocumentSettings::default();
        let known = admission::parse(KNOWN, &limits).expect("a document");
        Documents { mode, limits, by_id: HashMap::from([(hash(KNOWN), Arc::new(known))]) }
    }

    /// The document that is run.
    fn ask(mode: DocumentMode, id: Option<&str>, text: Option<&str>) -> Result<&'static str, Code> {
        let asked = Asked { text: text.map(str::to_owned), id: id.map(str::to_owned), by_extension: false };
        let found = documents(mode).document(asked).map_err(|problem| problem.code)?;
        let (_, operation) = found.operations.iter().next().expect("an operation");
        let async_graphql::parser::types::Selection::Field(root) = &operation.node.selection_set.node.items[0].node
        else {
            panic!("a field")
        };
        Ok(if root.node.name.node == "viewer" { KNOWN } else { OTHER })
    }

    #[test]
    fn a_known_document_is_run_by_its_id_in_every_form() {
        for mode in [DocumentMode::Accept, DocumentMode::Report, DocumentMode::Enforce] {
            for id in [hash(KNOWN), format!("sha256:{}", hash(KNOWN))] {
                assert_eq!(ask(mode, Some(&id), None), Ok(KNOWN));
                assert_eq!(ask(mode, Some(&id), Some(KNOWN)), Ok(KNOWN));
                assert_eq!(ask(mode, Some(&id), Some(OTHER)), Err(Code::BadUserInput), "an id for another text");
            }
            assert_eq!(ask(mode, None, Some(KNOWN)), Ok(KNOWN));
            assert_eq!(ask(mode, Some(&hash(OTHER)), None), Err(Code::PersistedQueryNotFound));
            assert_eq!(ask(mode, Some("sha256:0"), None), Err(Code::BadUserInput));
            assert_eq!(ask(mode, Some(&hash(KNOWN).to_uppercase()), None), Err(Code::BadUserInput));
            assert_eq!(ask(mode, None, None), Err(Code::BadUserInput));
        }
    }

    #[test]
    fn an_unknown_text_is_run_unless_only_known_ones_are() {
        for mode in [DocumentMode::Accept, DocumentMode::Report] {
            assert_eq!(ask(mode, None, Some(OTHER)), Ok(OTHER));
        }
        assert_eq!(ask(DocumentMode::Enforce, None, Some(OTHER)), Err(Code::PersistedQueryRequired));
        assert_eq!(ask(DocumentMode::Enforce, Some(&hash(OTHER)), Some(OTHER)), Err(Code::PersistedQueryRequired));
    }

    #[test]
    fn clients_of_apollo_hear_whether_to_send_the_text() {
        let asked = |mode| {
            let asked = Asked { text: None, id: Some(hash(OTHER)), by_extension: true };
            documents(mode).document(asked).expect_err("unknown")
        };
        assert_eq!(asked(DocumentMode::Accept).message, "PersistedQueryNotSupported");
        assert_eq!(asked(DocumentMode::Enforce).message, "PersistedQueryNotFound");
    }

    #[test]
    fn a_manifest_is_what_it_says_or_nothing_starts() {
        let folder = std::env::temp_dir().join(format!("documents-{}", uuid::Uuid::now_v7()));
        std::fs::create_dir_all(&folder).expect("a folder");
        let load = |mode| {
            let settings = TrustedDocumentSettings { mode, folder: Some(folder.clone()) };
            Documents::load(&settings, &DocumentSettings::default())
        };
        let write = |name: &str, text: String| std::fs::write(folder.join(name), text).expect("written");
        let enforced = load(DocumentMode::Enforce).err().expect("no documents");
        assert!(enforced.to_string().contains("trusted_documents.folder"), "{enforced:#}");
        write("console-1.json", format!("{{ \"sha256:{}\": \"{KNOWN}\" }}", hash(KNOWN)));
        write("console-2.json", format!("{{ \"{}\": \"{OTHER}\" }}", hash(OTHER)));
        write("notes.txt", "no manifest".to_owned());
        assert_eq!(load(DocumentMode::Enforce).expect("read").by_id.len(), 2);
        write("console-3.json", format!("{{ \"{}\": \"{OTHER}\" }}", hash(KNOWN)));
        let broken = format!("{:#}", load(DocumentMode::Accept).err().expect("another text"));
        assert!(broken.contains("console-3.json") && broken.contains("has the hash"), "{broken}");
        write("console-3.json", format!("{{ \"{}\": \"{{ id\" }}", hash("{ id")));
        let broken = format!("{:#}", load(DocumentMode::Accept).err().expect("no document"));
        assert!(broken.contains(&hash("{ id")) && broken.contains("Syntax error at line 1"), "{broken}");
        std::fs::remove_dir_all(&folder).expect("removed");
    }
}
