//! What the access checks of this very service ask, answered from its own database.

use futures::future::BoxFuture;
use hc_access::{LocalAuth, SessionFacts};
use hc_proto::auth::v1::SigningKey;
use hc_storage::StoreError;
use hc_types::SessionId;

use crate::{
    app::{
        App,
        keys::{public_json, published},
    },
    store::{platform_roles, sessions},
};

/// See [`LocalAuth`].
pub struct OwnAnswers(pub App);

impl LocalAuth for OwnAnswers {
    fn signing_keys(&self) -> BoxFuture<'static, anyhow::Result<Vec<SigningKey>>> {
        let app = self.0.clone();
        Box::pin(async move { Ok(signing_keys(&app).await?) })
    }

    fn session(&self, session: SessionId) -> BoxFuture<'static, anyhow::Result<SessionFacts>> {
        let app = self.0.clone();
        Box::pin(async move { Ok(session_facts(&app, session).await?) })
    }
}

/// The published keys as the contract has them.
pub async fn signing_keys(app: &App) -> Result<Vec<SigningKey>, StoreError> {
    let keys = published(&app.db).await?;
    let shown =
        keys.iter().map(|key| SigningKey { kid: key.kid.clone(), algorithm: key.alg.clone(), jwk: public_json(key) });
    Ok(shown.collect())
}

/// Whether a session counts, and what its user may do on the platform.
pub async fn session_facts(app: &App, session: SessionId) -> Result<SessionFacts, StoreError> {
    let live = sessions::live(app.db.pool(), session).await?;
    let platform_roles = match &live {
        Some(live) => platform_roles::parsed(&live.platform_roles)?,
        None => Vec::new(),
    };
    Ok(SessionFacts { live: live.is_some(), platform_roles })
}
