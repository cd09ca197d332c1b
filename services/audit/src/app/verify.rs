//! Verifying: the chain is computed again from the records and compared with what is kept. In pieces, so that it takes as
//! much memory for a million records as for a thousand.

use hc_storage::{Db, StoreError};
use hc_types::{EventId, Timestamp};

use crate::{
    domain::chain::{Broken, Link, Owner},
    metrics,
    store::{
        chains::{self, Chain},
        records,
    },
};

/// Records that are in memory at once.
const PIECE: i64 = 500;

/// What the verification of one chain found.
#[derive(Debug, Clone)]
pub struct Finding {
    /// The chain as it was when it began.
    pub chain: Chain,
    /// How many records were recomputed.
    pub recomputed: i64,
    /// Whether that was all that is kept.
    pub whole: bool,
    /// What is wrong with it.
    pub broken: Option<Broken>,
}

/// Verifies one chain from `from` to its end, and notes what it found. What is appended meanwhile is left for the next time.
pub async fn verify(db: &Db, chain: Chain, from: Link) -> Result<Finding, StoreError> {
    let mut recomputed = 0;
    let outcome = compute(db, &chain, from, &mut recomputed).await?;
    metrics::verified(recomputed);
    let whole = from == chain.anchor;
    let key = chain.key.clone();
    let broken = outcome.err();
    if let Some(broken) = broken {
        tracing::error!(
            chain.owner = %key.owner,
            chain.class = %key.class,
            event.id = broken.event.map(|id| id.to_string()),
            why = %broken.why,
            "audit chain is broken"
        );
    }
    let head = chain.head;
    db.transact(move |tx, _| {
        Box::pin(async move {
            match broken {
                None => chains::note_verified(tx, &key, head, whole).await,
                Some(broken) => chains::note_broken(tx, &key, broken.event).await,
            }
        })
    })
    .await?;
    Ok(Finding { chain, recomputed, whole, broken })
}

async fn compute(db: &Db, chain: &Chain, from: Link, recomputed: &mut i64) -> Result<Result<(), Broken>, StoreError> {
    let mut at = from;
    let mut last: (Option<EventId>, Option<Timestamp>) = (None, None);
    while at.sequence < chain.head.sequence {
        let limit = PIECE.min(chain.head.sequence - at.sequence);
        let piece = records::of_chain(db.pool(), &chain.key, at.sequence, last.1, limit).await?;
        if piece.is_empty() {
            break;
        }
        for record in &piece {
            at = match at.next(&chain.key, record) {
                Ok(next) => next,
                Err(broken) => return Ok(Err(broken)),
            };
            *recomputed += 1;
            last = (Some(record.id), Some(record.recorded_at));
        }
    }
    Ok(at.is_head(chain.head, last.0))
}

/// What the verification of all chains of one owner found.
#[derive(Debug, Clone, Default)]
pub struct Findings {
    /// Chain by chain.
    pub chains: Vec<Finding>,
}

impl Findings {
    /// Whether everything is as it was recorded.
    pub fn is_valid(&self) -> bool {
        self.chains.iter().all(|finding| finding.broken.is_none())
    }

    /// How many records are kept.
    pub fn events(&self) -> i64 {
        self.chains.iter().map(|finding| finding.chain.head.sequence - finding.chain.anchor.sequence).sum()
    }

    /// How many were recomputed.
    pub fn recomputed(&self) -> i64 {
        self.chains.iter().map(|finding| finding.recomputed).sum()
    }

    /// The first record that is not as it should be.
    pub fn first_broken(&self) -> Option<EventId> {
        self.chains.iter().find_map(|finding| finding.broken).and_then(|broken| broken.event)
    }

    /// When what was not recomputed now was; the longest ago.
    pub fn rest_verified_at(&self) -> Option<Timestamp> {
        let partial = self.chains.iter().filter(|finding| !finding.whole);
        partial.filter_map(|finding| finding.chain.fully_verified_at).min()
    }
}

/// Verifies all chains of an owner. Chains longer than `whole_at_most` from where the job has verified them; all others,
/// and those that are known to be broken, as a whole.
pub async fn verify_owner(db: &Db, owner: Owner, whole_at_most: i64) -> Result<Findings, StoreError> {
    let mut findings = Findings::default();
    for chain in chains::of_owner(db.pool(), owner).await? {
        let from = start(&chain, whole_at_most);
        findings.chains.push(verify(db, chain, from).await?);
    }
    Ok(findings)
}

fn start(chain: &Chain, whole_at_most: i64) -> Link {
    let is_short = chain.head.sequence - chain.anchor.sequence <= whole_at_most;
    let may_trust = chain.fully_verified_at.is_some() && chain.broken_at.is_none();
    if is_short || !may_trust { chain.anchor } else { chain.verified }
}
