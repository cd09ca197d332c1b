//! The contracts in `proto/`, as Rust: messages, gRPC clients and servers, event payloads.
//!
//! Generated types stay at a service's edge (`api`, `consumers`); what they mean is written in the `.proto` files, whose
//! comments stand here as documentation.

#[expect(
    missing_docs,
    clippy::allow_attributes,
    clippy::all,
    clippy::pedantic,
    reason = "generated; its documentation is the proto files'"
)]
mod generated {
    pub mod access {
        pub mod v1 {
            tonic::include_proto!("hostingco.access.v1");
        }
    }
    pub mod accounts {
        pub mod v1 {
            tonic::include_proto!("hostingco.accounts.v1");
        }
    }
    pub mod audit {
        pub mod v1 {
            tonic::include_proto!("hostingco.audit.v1");
        }
    }
    pub mod auth {
        pub mod v1 {
            tonic::include_proto!("hostingco.auth.v1");
        }
    }
    pub mod billing {
        pub mod v1 {
            tonic::include_proto!("hostingco.billing.v1");
        }
    }
    pub mod deadletters {
        pub mod v1 {
            tonic::include_proto!("hostingco.deadletters.v1");
        }
    }
    pub mod events {
        pub mod v1 {
            tonic::include_proto!("hostingco.events.v1");
            include!(concat!(env!("OUT_DIR"), "/hostingco.events.v1.serde.rs"));
        }
    }
    pub mod notifications {
        pub mod v1 {
            tonic::include_proto!("hostingco.notifications.v1");
        }
    }
    pub mod provisioning {
        pub mod v1 {
            tonic::include_proto!("hostingco.provisioning.v1");
        }
    }
    pub mod r#type {
        pub mod v1 {
            tonic::include_proto!("hostingco.r#type.v1");
            include!(concat!(env!("OUT_DIR"), "/hostingco.r#type.v1.serde.rs"));
        }
    }
}

mod convert;

pub use convert::CheckedPage;
pub use generated::{access, accounts, audit, auth, billing, deadletters, events, notifications, provisioning, r#type};

/// All files with their comments, for reflection and for checks of the contract.
pub const FILE_DESCRIPTOR_SET: &[u8] = include_bytes!(concat!(env!("OUT_DIR"), "/descriptors.bin"));

/// The payload of a published event.
pub trait Event:
    prost::Message + Default + serde::Serialize + serde::de::DeserializeOwned + Send + Sync + 'static
{
    /// The event type and routing key, such as `billing.invoice.paid.v1`.
    const TYPE: &'static str;
}

include!(concat!(env!("OUT_DIR"), "/event_types.rs"));

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_payload_is_canonical_proto_json() {
        let paid = events::v1::InvoicePaid {
            invoice_id: "inv_1".into(),
            total: Some(r#type::v1::Money { minor_units: 1999, currency_code: "EUR".into() }),
            paid_at: Some(pbjson_types::Timestamp { seconds: 1, nanos: 0 }),
            ..Default::default()
        };
        let json = serde_json::to_value(&paid).unwrap();
        assert_eq!(
            json,
            serde_json::json!({
                "invoiceId": "inv_1", "organizationId": "", "paymentId": "",
                "total": { "minorUnits": "1999", "currencyCode": "EUR" },
                "paidAt": "1970-01-01T00:00:01+00:00",
            })
        );
        assert_eq!(serde_json::from_value::<events::v1::InvoicePaid>(json).unwrap(), paid);
    }

    #[test]
    fn a_consumer_tolerates_a_field_that_it_does_not_know() {
        let json = serde_json::json!({ "userId": "usr_1", "later": { "added": true } });
        assert_eq!(serde_json::from_value::<events::v1::UserRegistered>(json).unwrap().user_id, "usr_1");
    }

    #[test]
    fn a_consumer_tolerates_a_value_of_an_enum_that_it_does_not_know() {
        let json = serde_json::json!({ "organizationId": "org_1", "role": "ROLE_GARDENER" });
        let read = serde_json::from_value::<events::v1::InvitationCreated>(json).unwrap();
        assert_eq!((read.organization_id.as_str(), read.role()), ("org_1", r#type::v1::Role::Unspecified));
    }

    #[test]
    fn every_type_is_a_routing_key() {
        assert!(EVENT_TYPES.len() > 20);
        for event_type in EVENT_TYPES {
            let parts: Vec<_> = event_type.split('.').collect();
            assert!(matches!(parts.as_slice(), [_, _, _, version] if version.starts_with('v')), "{event_type}");
        }
    }
}
