//! Every sample that was ever released is read by today's code.

use std::path::{Path, PathBuf};

use hc_contract::{files, reparse};
use hc_events::RawEvent;
use serde_json::Value;

fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../..")
}

/// Everything in `old` is in `new`, with the same value.
fn keeps(old: &Value, new: &Value) -> bool {
    match (old, new) {
        (Value::Object(old), Value::Object(new)) => {
            old.iter().all(|(key, old)| new.get(key).is_some_and(|new| keeps(old, new)))
        }
        (Value::Array(old), Value::Array(new)) => {
            old.len() == new.len() && old.iter().zip(new).all(|(old, new)| keeps(old, new))
        }
        _ => old == new,
    }
}

#[test]
fn every_sample_that_was_ever_released_parses_and_loses_nothing() {
    let mut read = 0;
    for version in files::releases(&root()).unwrap() {
        for (name, document) in files::released_samples(&root(), &version).unwrap() {
            let event =
                RawEvent::from_structured(&document).unwrap_or_else(|error| panic!("{version}/{name}: {error}"));
            // A type that has gone since is still an event; nobody reads its body.
            if !hc_proto::EVENT_TYPES.contains(&event.kind.as_str()) {
                continue;
            }
            let today =
                reparse(&event.kind, &event.data).unwrap().unwrap_or_else(|error| panic!("{version}/{name}: {error}"));
            assert!(keeps(&document["data"], &today), "{version}/{name}: {today}");
            assert!(keeps(&document, &event.to_structured()), "{version}/{name}: attributes");
            read += 1;
        }
    }
    assert!(read > 40, "only {read} samples");
}

#[test]
fn a_later_version_with_more_in_it_is_read_and_passed_on_whole() {
    for sample in hc_contract::samples::all() {
        let mut later = sample.document();
        later["later"] = Value::from("added");
        later["data"]["later"] = serde_json::json!({ "added": [1, { "deep": true }] });
        let event = RawEvent::from_structured(&later).unwrap();
        assert_eq!(event.to_structured()["data"], later["data"], "{}: a forwarded event is complete", sample.name);
        let today = reparse(&event.kind, &event.data).unwrap().unwrap();
        assert_eq!(today, sample.document()["data"], "{}: what is known is read", sample.name);
    }
}
