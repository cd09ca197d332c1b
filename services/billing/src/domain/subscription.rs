//! The states of a subscription and what may follow what.

/// Where a subscription stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum SubscriptionStatus {
    /// Ordered; its first invoice is not paid.
    Pending,
    /// In its trial.
    Trialing,
    /// Paid for.
    Active,
    /// A renewal is unpaid; it still runs.
    PastDue,
    /// Stopped until paid.
    Suspended,
    /// Ended by somebody; final.
    Canceled,
    /// Ended by itself: the order lapsed, or the term is over; final.
    Expired,
}

impl SubscriptionStatus {
    const ALL: [Self; 7] =
        [Self::Pending, Self::Trialing, Self::Active, Self::PastDue, Self::Suspended, Self::Canceled, Self::Expired];

    /// As SQL stores it.
    pub fn name(self) -> &'static str {
        match self {
            Self::Pending => "pending",
            Self::Trialing => "trialing",
            Self::Active => "active",
            Self::PastDue => "past_due",
            Self::Suspended => "suspended",
            Self::Canceled => "canceled",
            Self::Expired => "expired",
        }
    }

    /// The status of a stored name.
    pub fn from_name(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|status| status.name() == name)
    }

    /// The first invoice is paid. `None` when the subscription does not wait for that.
    pub fn activate(self) -> Option<Self> {
        match self {
            Self::Pending => Some(Self::Active),
            Self::Trialing | Self::Active | Self::PastDue | Self::Suspended | Self::Canceled | Self::Expired => None,
        }
    }

    /// The order lapsed or its invoice was voided. `None` when the subscription does not depend on that any more.
    pub fn expire(self) -> Option<Self> {
        match self {
            Self::Pending => Some(Self::Expired),
            Self::Trialing | Self::Active | Self::PastDue | Self::Suspended | Self::Canceled | Self::Expired => None,
        }
    }

    /// What it ran is gone. `None` when it had ended already.
    pub fn cancel(self) -> Option<Self> {
        match self {
            Self::Pending | Self::Trialing | Self::Active | Self::PastDue | Self::Suspended => Some(Self::Canceled),
            Self::Canceled | Self::Expired => None,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_a_pending_subscription_begins_or_lapses() {
        for status in SubscriptionStatus::ALL {
            let pending = status == SubscriptionStatus::Pending;
            assert_eq!(status.activate(), pending.then_some(SubscriptionStatus::Active));
            assert_eq!(status.expire(), pending.then_some(SubscriptionStatus::Expired));
        }
    }

    #[test]
    fn an_end_is_final() {
        for status in SubscriptionStatus::ALL {
            let ended = matches!(status, SubscriptionStatus::Canceled | SubscriptionStatus::Expired);
            assert_eq!(status.cancel(), (!ended).then_some(SubscriptionStatus::Canceled));
        }
    }

    #[test]
    fn every_status_survives_its_name() {
        let survives = |status: SubscriptionStatus| SubscriptionStatus::from_name(status.name()) == Some(status);
        assert!(SubscriptionStatus::ALL.into_iter().all(survives));
    }
}
