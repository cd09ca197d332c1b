//! Reading bodies with today's types.

use hc_proto::Event;
use serde_json::Value;

macro_rules! reparse {
    ($($payload:ident,)*) => {
        /// What today's code makes of a body of this type, written again; `None` for a type that it does not know.
        pub fn reparse(kind: &str, body: &[u8]) -> Option<serde_json::Result<Value>> {
            $(if kind == hc_proto::events::v1::$payload::TYPE {
                let read = serde_json::from_slice::<hc_proto::events::v1::$payload>(body);
                return Some(read.and_then(serde_json::to_value));
            })*
            None
        }
    };
}

hc_proto::for_each_event!(reparse);
