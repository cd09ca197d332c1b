//! Before and after: what an event changed on its object.
//!
//! Events say what is now. An object's state is what its events said, laid over each other in their order; what an event
//! changed is the difference that it makes there.

use serde_json::{Map, Value, json};

/// An object as far as its events tell, and up to which.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct ObjectState {
    /// Epoch and version of the last event in it; none before the first.
    pub last: Option<Place>,
    /// Each field of any event so far, as the last that had it said.
    pub fields: Map<String, Value>,
}

/// Where an event stands among those of its object.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct Place {
    /// Raised when the owner was restored to an earlier moment.
    pub epoch: i64,
    /// 1, 2, 3 … within an epoch.
    pub version: i64,
}

impl ObjectState {
    /// Whether an event is the next, so that it can simply be laid over. After a restore the owner goes on with numbers
    /// that it gave before: then any first event of the new epoch is the next.
    pub fn is_next(&self, place: Place) -> bool {
        match self.last {
            None => true,
            Some(last) => place > last,
        }
    }

    /// Lays an event's data over the object and says what that changed, field by field in the order of their names.
    ///
    /// When events are missing between, the difference is to the last known state; `from` says which.
    pub fn apply(&mut self, place: Place, data: &Map<String, Value>) -> Value {
        let known = !self.fields.is_empty();
        let mut changed = Vec::new();
        let mut names: Vec<_> = data.keys().collect();
        names.sort();
        for name in names {
            let Some(after) = data.get(name) else { continue };
            let before = self.fields.get(name);
            if before != Some(after) {
                let mut change = Map::new();
                change.insert("field".to_owned(), Value::from(name.as_str()));
                if known && let Some(before) = before {
                    change.insert("before".to_owned(), before.clone());
                }
                change.insert("after".to_owned(), after.clone());
                changed.push(Value::Object(change));
            }
        }
        let from =
            self.last.map(|last| json!({ "epoch": last.epoch.to_string(), "version": last.version.to_string() }));
        for (name, value) in data {
            self.fields.insert(name.clone(), value.clone());
        }
        self.last = Some(place);
        json!({ "fields": changed, "from": from })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn data(value: Value) -> Map<String, Value> {
        let Value::Object(fields) = value else { panic!("no object") };
        fields
    }

    fn place(version: i64) -> Place {
        Place { epoch: 1, version }
    }

    #[test]
    fn the_first_event_has_an_after_and_no_before() {
        let mut state = ObjectState::default();
        let changes = state.apply(place(1), &data(json!({ "status": "OPEN", "id": "inv_1" })));
        let fields = json!([{ "field": "id", "after": "inv_1" }, { "field": "status", "after": "OPEN" }]);
        assert_eq!(changes, json!({ "fields": fields, "from": null }));
    }

    #[test]
    fn only_what_differs_is_a_change_and_other_fields_stay_known() {
        let mut state = ObjectState::default();
        state.apply(place(1), &data(json!({ "status": "OPEN", "id": "inv_1" })));
        state.apply(place(2), &data(json!({ "id": "inv_1", "paidAt": "2026" })));
        let changes = state.apply(place(3), &data(json!({ "id": "inv_1", "status": "PAID" })));
        let fields = json!([{ "field": "status", "before": "OPEN", "after": "PAID" }]);
        assert_eq!(changes, json!({ "fields": fields, "from": { "epoch": "1", "version": "2" } }));
    }

    #[test]
    fn an_older_event_is_not_the_next_and_a_newer_epoch_is() {
        let state = ObjectState { last: Some(place(7)), ..ObjectState::default() };
        assert!(!state.is_next(place(7)) && !state.is_next(place(3)));
        assert!(state.is_next(place(9)) && state.is_next(Place { epoch: 2, version: 4 }));
    }
}
