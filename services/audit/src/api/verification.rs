//! Verification for callers.

use hc_access::Caller;
use hc_proto::audit::v1::{ChainHead, VerifyAuditRequest, VerifyAuditResponse};
use hc_rpc::{refusal, status};
use tonic::{Code, Request, Response};

use super::{Answer, Api};
use crate::app::verify::{Finding, verify_owner};

pub async fn verify(api: &Api, request: Request<VerifyAuditRequest>) -> Answer<VerifyAuditResponse> {
    let caller = Caller::of(&request)?;
    let (owner, _) = api.readable(&caller, &request.get_ref().organization_id).await?;
    let busy =
        |_| refusal(Code::ResourceExhausted, "VERIFICATION_BUSY", "enough verifications are under way, try again");
    let _running = api.verifications.try_acquire().map_err(busy)?;
    let findings = verify_owner(&api.db, owner, api.whole_at_most).await.map_err(status)?;
    Ok(Response::new(VerifyAuditResponse {
        valid: findings.is_valid(),
        events: findings.events(),
        first_broken_id: findings.first_broken().map(|id| id.to_string()).unwrap_or_default(),
        recomputed: findings.recomputed(),
        rest_verified_at: findings.rest_verified_at().map(Into::into),
        heads: findings.chains.iter().map(to_head).collect(),
    }))
}

fn to_head(finding: &Finding) -> ChainHead {
    let chain = &finding.chain;
    ChainHead { class: chain.key.class.to_string(), sequence: chain.head.sequence, hash: chain.head.hash.to_string() }
}
