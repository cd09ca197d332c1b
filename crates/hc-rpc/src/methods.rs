//! What the contracts say about each method.

use std::{collections::HashMap, sync::LazyLock};

use prost::Message;
use prost_types::{FileDescriptorSet, method_options::IdempotencyLevel};

/// The first word of the names of methods that change nothing.
const READING: [&str; 3] = ["Get", "List", "BatchGet"];

/// A method of one of our services.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Method {
    pub(crate) client_streaming: bool,
    pub(crate) server_streaming: bool,
    /// It changes nothing: its name says so, or its `idempotency_level`.
    pub(crate) reads: bool,
}

static METHODS: LazyLock<HashMap<String, Method>> = LazyLock::new(|| {
    let set = FileDescriptorSet::decode(hc_proto::FILE_DESCRIPTOR_SET).unwrap_or_default();
    let mut methods = HashMap::new();
    for file in &set.file {
        for service in &file.service {
            for method in &service.method {
                let path = format!("/{}.{}/{}", file.package(), service.name(), method.name());
                let level = method.options.as_ref().map(prost_types::MethodOptions::idempotency_level);
                let found = Method {
                    client_streaming: method.client_streaming(),
                    server_streaming: method.server_streaming(),
                    reads: level == Some(IdempotencyLevel::NoSideEffects) || reads_by_name(&path),
                };
                methods.insert(path, found);
            }
        }
    }
    methods
});

/// The method at a request's path; `None` when the contracts don't know it.
pub(crate) fn find(path: &str) -> Option<Method> {
    METHODS.get(path).copied()
}

/// Whether it is one of the streams that every server has: health's `Watch`, and reflection.
pub(crate) fn is_open_stream(path: &str) -> bool {
    path == "/grpc.health.v1.Health/Watch" || path.starts_with("/grpc.reflection.")
}

/// Whether a call may be repeated without harm.
pub(crate) fn may_repeat(path: &str) -> bool {
    match find(path) {
        Some(method) => method.reads && !method.client_streaming && !method.server_streaming,
        None => reads_by_name(path),
    }
}

fn reads_by_name(path: &str) -> bool {
    let name = path.rsplit('/').next().unwrap_or_default();
    // `GetInvoice` reads, `Getaway` need not: a word ends where the next capital stands.
    let next_word = |rest: &str| rest.is_empty() || rest.starts_with(|letter: char| letter.is_ascii_uppercase());
    READING.iter().any(|word| name.strip_prefix(word).is_some_and(next_word))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_what_reads_may_be_repeated() {
        for name in ["GetInvoice", "ListPlans", "BatchGetUsers", "Get"] {
            assert!(may_repeat(&format!("/test.v1.Test/{name}")), "{name}");
        }
        for name in ["PayInvoice", "Getaway", "BatchDelete", "CreateList", ""] {
            assert!(!may_repeat(&format!("/test.v1.Test/{name}")), "{name}");
        }
    }

    #[test]
    fn the_contracts_can_be_read() {
        assert!(METHODS.len() > 10, "{} methods", METHODS.len());
    }
}
