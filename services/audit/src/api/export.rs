//! Export for callers: a stream that is only as fast as its reader.

use futures::{StreamExt as _, stream};
use hc_access::{Access, Caller};
use hc_proto::audit::v1::{ExportAuditEventsRequest, ExportAuditEventsResponse};
use hc_rpc::{Violations, status};
use hc_types::EventId;
use tonic::{Request, Response, Status};

use super::{Answer, Api, Reader, events::filter};
use crate::{
    app::export::Export,
    domain::{filter::Filter, replay::Cursor},
    store::records,
};

type Parts = stream::BoxStream<'static, Result<ExportAuditEventsResponse, Status>>;

pub async fn export(api: &Api, request: Request<ExportAuditEventsRequest>) -> Answer<Parts> {
    let caller = Caller::of(&request)?;
    let request = request.into_inner();
    let (owner, reader) = api.readable(&caller, &request.organization_id).await?;
    let mut violations = Violations::new();
    let filter = filter(request.filter, &mut violations);
    let cursor = match &request.after_id {
        None => None,
        Some(id) => {
            let found = find(api, id).await?.ok_or("this event is not in the record");
            violations.check_as("CURSOR_INVALID", "after_id", found)
        }
    };
    violations.finish()?;
    let filter = Filter { visible_only: reader == Reader::Member, ..filter };
    let export = Export::new(api.db.clone(), owner, filter, cursor);
    let parts = stream::try_unfold((export, api.access.clone(), caller), next);
    Ok(Response::new(parts.boxed()))
}

async fn find(api: &Api, id: &str) -> Result<Option<Cursor>, Status> {
    match id.parse::<EventId>() {
        Ok(id) => records::locate(api.db.pool(), id).await.map_err(status),
        Err(_) => Ok(None),
    }
}

/// Asked for each part, because a long export may outlast its session.
async fn next(
    (mut export, access, caller): (Export, Access, Caller),
) -> Result<Option<(ExportAuditEventsResponse, (Export, Access, Caller))>, Status> {
    access.still_signed_in(&caller).await?;
    let part = export.next().await.map_err(status)?;
    Ok(part.map(|part| {
        let answer =
            ExportAuditEventsResponse { lines: part.lines.into_bytes().into(), last_id: part.last.to_string() };
        (answer, (export, access, caller))
    }))
}
