//! Typed ids: UUIDv7 in the database, TypeID text outside (`org_01jd…`), so that an id says what it names and sorts by
//! the time it was made.

use std::{fmt, str::FromStr};

use serde::{Deserialize, Deserializer, Serialize, Serializer, de};
use sqlx::{
    Decode, Encode, Postgres, Type,
    encode::IsNull,
    error::BoxDynError,
    postgres::{PgArgumentBuffer, PgHasArrayType, PgTypeInfo, PgValueRef},
};
use type_safe_id::{StaticType, TypeSafeId};
use uuid::Uuid;

/// A text that is not an id of the wanted kind.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{text:?} is not an id of the form {prefix}_ and 26 characters of 0-9a-z")]
pub struct IdError {
    text: String,
    prefix: &'static str,
}

macro_rules! define_id {
    ($(#[$doc:meta])* $name:ident, $tag:ident, $prefix:literal) => {
        #[derive(Default)]
        struct $tag;

        impl StaticType for $tag {
            const TYPE: &'static str = $prefix;
        }

        $(#[$doc])*
        #[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub struct $name(Uuid);

        impl $name {
            /// What stands before the underscore.
            pub const PREFIX: &'static str = $prefix;

            /// A new id; later ones sort after earlier ones.
            #[expect(clippy::new_without_default, reason = "a default that differs each time would surprise")]
            pub fn new() -> Self {
                Self(Uuid::now_v7())
            }

            /// The id as PostgreSQL stores it.
            pub const fn uuid(self) -> Uuid {
                self.0
            }
        }

        impl From<Uuid> for $name {
            fn from(uuid: Uuid) -> Self {
                Self(uuid)
            }
        }

        impl From<$name> for Uuid {
            fn from(id: $name) -> Self {
                id.0
            }
        }

        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                TypeSafeId::<$tag>::from_uuid(self.0).fmt(f)
            }
        }

        impl fmt::Debug for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                fmt::Display::fmt(self, f)
            }
        }

        impl FromStr for $name {
            type Err = IdError;

            fn from_str(text: &str) -> Result<Self, IdError> {
                let refused = || IdError { text: text.chars().take(64).collect(), prefix: $prefix };
                text.parse::<TypeSafeId<$tag>>().map(|id| Self(id.uuid())).map_err(|_| refused())
            }
        }

        impl Serialize for $name {
            fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
                serializer.collect_str(self)
            }
        }

        impl<'de> Deserialize<'de> for $name {
            fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
                String::deserialize(deserializer)?.parse().map_err(de::Error::custom)
            }
        }

        impl Type<Postgres> for $name {
            fn type_info() -> PgTypeInfo {
                <Uuid as Type<Postgres>>::type_info()
            }
        }

        impl PgHasArrayType for $name {
            fn array_type_info() -> PgTypeInfo {
                <Uuid as PgHasArrayType>::array_type_info()
            }
        }

        impl Encode<'_, Postgres> for $name {
            fn encode_by_ref(&self, buffer: &mut PgArgumentBuffer) -> Result<IsNull, BoxDynError> {
                <Uuid as Encode<'_, Postgres>>::encode_by_ref(&self.0, buffer)
            }
        }

        impl<'r> Decode<'r, Postgres> for $name {
            fn decode(value: PgValueRef<'r>) -> Result<Self, BoxDynError> {
                <Uuid as Decode<'r, Postgres>>::decode(value).map(Self)
            }
        }
    };
}

define_id!(/// A person who can sign in.
    UserId, UserTag, "usr");
define_id!(/// One signed-in device of a user.
    SessionId, SessionTag, "ses");
define_id!(/// The customer account that owns what is bought.
    OrganizationId, OrganizationTag, "org");
define_id!(/// A user's place in an organization.
    MembershipId, MembershipTag, "mbr");
define_id!(/// An offer of a membership, by e-mail.
    InvitationId, InvitationTag, "ivt");
define_id!(/// What is sold.
    PlanId, PlanTag, "plan");
define_id!(/// A plan in one currency and billing interval.
    PriceId, PriceTag, "price");
define_id!(/// What was ordered together and is on one first invoice.
    OrderId, OrderTag, "ord");
define_id!(/// An organization's standing purchase of a price.
    SubscriptionId, SubscriptionTag, "sub");
define_id!(/// A claim for money.
    InvoiceId, InvoiceTag, "inv");
define_id!(/// One attempt to pay an invoice.
    PaymentId, PaymentTag, "pay");
define_id!(/// The company or brand that sells.
    SellerId, SellerTag, "sel");
define_id!(/// To whom an organization's invoices are addressed.
    BillingDetailsId, BillingDetailsTag, "bld");
define_id!(/// Where instances run.
    RegionId, RegionTag, "reg");
define_id!(/// A machine with capacity in a region.
    NodeId, NodeTag, "nod");
define_id!(/// What a subscription runs.
    InstanceId, InstanceTag, "ins");
define_id!(/// Capacity that is held before the sale.
    ReservationId, ReservationTag, "rsv");
define_id!(/// A version of an instance's content.
    ReleaseId, ReleaseTag, "rel");
define_id!(/// Long-running work on an instance.
    OperationId, OperationTag, "op");
define_id!(/// A fact that has happened.
    EventId, EventTag, "evt");
define_id!(/// Where a customer's webhooks go.
    WebhookEndpointId, WebhookEndpointTag, "whe");
define_id!(/// One event on its way to one webhook endpoint.
    WebhookDeliveryId, WebhookDeliveryTag, "whd");
define_id!(/// An entry in a user's feed.
    NotificationId, NotificationTag, "ntf");
define_id!(/// How the mails of an organization look.
    BrandId, BrandTag, "brd");
define_id!(/// One e-mail to one address.
    MailId, MailTag, "mail");
define_id!(/// A replay of history to one queue.
    ReplayId, ReplayTag, "rpl");
define_id!(/// A user's wish to have a new password by mail.
    PasswordResetId, PasswordResetTag, "pwr");
define_id!(/// A question by mail whether an address is its user's.
    EmailVerificationId, EmailVerificationTag, "emv");

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_id_survives_its_text_form() {
        let id = OrganizationId::new();
        let text = id.to_string();
        assert!(text.starts_with("org_") && text.len() == 30);
        assert_eq!(text.parse::<OrganizationId>(), Ok(id));
        assert_eq!(serde_json::from_str::<OrganizationId>(&serde_json::to_string(&id).unwrap()).unwrap(), id);
    }

    #[test]
    fn an_id_of_another_kind_is_refused() {
        let text = UserId::new().to_string();
        assert!(text.parse::<OrganizationId>().is_err());
        assert!("org_".parse::<OrganizationId>().is_err());
        assert!("".parse::<OrganizationId>().is_err());
    }

    #[test]
    fn later_ids_sort_after_earlier_ones() {
        let ids: Vec<_> = std::iter::repeat_with(InvoiceId::new).take(100).collect();
        assert!(ids.is_sorted());
        assert!(ids.iter().map(ToString::to_string).collect::<Vec<_>>().is_sorted());
    }
}
