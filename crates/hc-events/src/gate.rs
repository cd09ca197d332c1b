//! The version gate of projections: a copy of somebody else's object takes its changes in order, or is fetched afresh.
//!
//! For handlers that apply changes to a copy. Those whose effect does not depend on order need no gate.

use hc_storage::StoreError;
use sqlx::PgConnection;

use crate::{Delivered, RawEvent, consumer::Failure};

/// What to do with a change of an object.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Gate {
    /// The copy has this change already, or a later one: ignore it.
    Stale,
    /// It is the next change, and the gate has taken it in: apply it.
    Next,
    /// Changes between are missing. Try again in a moment ([`Gate::in_order`] does that), or fetch the object from its
    /// owner and [`jump`].
    Gap {
        /// The last version that the copy has; 0 for none.
        known: i64,
    },
}

impl Gate {
    /// For handlers that can wait for what is missing: true to apply, false to ignore, a gap is [`Failure::Early`].
    pub fn in_order(self) -> Result<bool, Failure> {
        match self {
            Self::Next => Ok(true),
            Self::Stale => Ok(false),
            Self::Gap { known } => Err(Failure::Early(anyhow::anyhow!("changes after version {known} are missing"))),
        }
    }
}

/// Compares an event with the copy that `consumer` keeps of its subject, and takes it in when it is the next one.
///
/// Versions start at 1 for each object, and go on where they were in a new epoch (the owner was restored): there, the
/// first event that arrives is taken for the next one only if the owner had not gone on before; else it is a gap.
pub async fn pass<E>(tx: &mut PgConnection, consumer: &str, event: &Delivered<E>) -> Result<Gate, StoreError> {
    check(tx, consumer, &event.subject, (event.epoch, event.version)).await
}

/// The same for an event of any type, also one that this build does not know: it is a change of its object all the same,
/// and were it passed over, the next one would be a gap for ever.
pub async fn pass_raw(tx: &mut PgConnection, consumer: &str, event: &RawEvent) -> Result<Gate, StoreError> {
    check(tx, consumer, &event.subject, (event.epoch, event.version)).await
}

async fn check(
    tx: &mut PgConnection,
    consumer: &str,
    subject: &str,
    (epoch, version): (i64, i64),
) -> Result<Gate, StoreError> {
    // Locked before it is compared, so that two events of one object cannot both pass.
    let lock = sqlx::query!(
        "INSERT INTO event_gates (consumer, subject, epoch, version) VALUES ($1, $2, $3, 0) ON CONFLICT DO NOTHING",
        consumer,
        subject,
        epoch,
    );
    lock.execute(&mut *tx).await?;
    let known = sqlx::query!(
        "SELECT epoch, version FROM event_gates WHERE consumer = $1 AND subject = $2 FOR UPDATE",
        consumer,
        subject,
    );
    let known = known.fetch_one(&mut *tx).await?;
    let gate = compare((known.epoch, known.version), (epoch, version));
    if gate == Gate::Next {
        jump(tx, consumer, subject, epoch, version).await?;
    }
    Ok(gate)
}

/// Sets the gate to the version of a state that was fetched from the owner.
pub async fn jump(
    tx: &mut PgConnection,
    consumer: &str,
    subject: &str,
    epoch: i64,
    version: i64,
) -> Result<(), StoreError> {
    let set = sqlx::query!(
        "INSERT INTO event_gates (consumer, subject, epoch, version) VALUES ($1, $2, $3, $4)
         ON CONFLICT (consumer, subject) DO UPDATE SET epoch = excluded.epoch, version = excluded.version",
        consumer,
        subject,
        epoch,
        version,
    );
    set.execute(tx).await?;
    Ok(())
}

fn compare(known: (i64, i64), event: (i64, i64)) -> Gate {
    let ((known_epoch, known_version), (epoch, version)) = (known, event);
    match epoch.cmp(&known_epoch) {
        std::cmp::Ordering::Less => Gate::Stale,
        std::cmp::Ordering::Equal if version <= known_version => Gate::Stale,
        std::cmp::Ordering::Equal if Some(version) == known_version.checked_add(1) => Gate::Next,
        // After a restore the copy may hold what the owner has forgotten: only the owner can tell.
        _ => Gate::Gap { known: known_version },
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn changes_pass_in_order_once() {
        assert_eq!(compare((1, 0), (1, 1)), Gate::Next);
        assert_eq!(compare((1, 1), (1, 1)), Gate::Stale);
        assert_eq!(compare((1, 1), (1, 3)), Gate::Gap { known: 1 });
    }

    #[test]
    fn a_restored_owner_is_asked_and_what_it_said_before_is_ignored() {
        assert_eq!(compare((1, 7), (2, 5)), Gate::Gap { known: 7 });
        assert_eq!(compare((2, 5), (1, 8)), Gate::Stale);
    }
}
